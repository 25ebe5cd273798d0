//! What is known beside the records: merchants, terminals, holds, notices, who may pay.
//!
//! In: the knowledge files of a data set, typed. Out: look-ups. Absent by design: anything about
//! a single swipe.

use ledger::{Calendar, Day, Instant, SettleMode, Terms, Zone};
use trail::{Coverage, Method, Register, slugs};

/// Whether a merchant may be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum MerchantStatus {
    #[default]
    Normal,
    Suspended,
    Closed,
}
slugs!(MerchantStatus { Normal = "normal", Suspended = "suspended", Closed = "closed", });

/// The state of a merchant's settlement account, as the acquirer knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum AccountStatus {
    #[default]
    Normal,
    Frozen,
    Closed,
    Dormant,
}
slugs!(AccountStatus { Normal = "normal", Frozen = "frozen", Closed = "closed", Dormant = "dormant", });

/// One row of `merchants.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct Merchant {
    pub mid: String,
    pub name: String,
    pub mcc: String,
    pub terms: Terms,
    pub account_no: String,
    pub account_name: String,
    pub bank_code: String,
    pub account_status: AccountStatus,
    pub status: MerchantStatus,
    pub status_since: Option<Day>,
}

/// The state of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum TerminalStatus {
    #[default]
    Active,
    Suspended,
    Lost,
    Retired,
}
slugs!(TerminalStatus { Active = "active", Suspended = "suspended", Lost = "lost", Retired = "retired", });

/// One row of `terminals.csv`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct TerminalRecord {
    pub tid: String,
    pub mid: String,
    pub model: String,
    pub firmware: String,
    pub bound_at: Option<Instant>,
    pub last_seen_at: Option<Instant>,
    pub last_inspected_at: Option<Instant>,
    pub status: TerminalStatus,
    pub location: String,
}

/// Why money is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum HoldReason {
    Risk,
    Complaint,
    Judicial,
    Chargeback,
    Kyc,
    Reserve,
}
slugs!(HoldReason {
    Risk = "risk",
    Complaint = "complaint",
    Judicial = "judicial",
    Chargeback = "chargeback",
    Kyc = "kyc",
    Reserve = "reserve",
});

/// One row of `holds.csv`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct Hold {
    pub hold_id: String,
    pub mid: String,
    /// Empty: the whole merchant.
    pub rrn: String,
    pub reason: HoldReason,
    pub placed_at: Instant,
    pub released_at: Option<Instant>,
    /// Free text beside the reason, where the file has such a column.
    pub text: String,
}

/// Who announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum Issuer {
    Pboc,
    Unionpay,
    Bank,
    Platform,
    Channel,
}
slugs!(Issuer {
    Pboc = "pboc",
    Unionpay = "unionpay",
    Bank = "bank",
    Platform = "platform",
    Channel = "channel",
});

/// What is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum NoticeKind {
    Maintenance,
    Outage,
    Calendar,
    Policy,
}
slugs!(NoticeKind {
    Maintenance = "maintenance",
    Outage = "outage",
    Calendar = "calendar",
    Policy = "policy",
});

/// One row of `notices.csv`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct Notice {
    pub notice_id: String,
    pub issuer: Issuer,
    pub kind: NoticeKind,
    /// A bank code, a channel, a terminal model; empty: all.
    pub scope: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub text: String,
}

impl Notice {
    /// Whether it concerns `scope` at some instant of the closed window.
    pub fn concerns(&self, scope: &str, from: Instant, to: Instant) -> bool {
        (self.scope.is_empty() || self.scope == scope)
            && self.starts_at <= to
            && from <= self.ends_at
    }
}

/// One row of `compatibility.csv` that is not `ok`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct Incompatibility {
    pub model: String,
    pub firmware: String,
    pub channel: String,
    /// `None`: every method.
    pub method: Option<Method>,
    /// `true` for `known_fault`, `false` for `unsupported`.
    pub known_fault: bool,
    pub note: String,
}

/// What a payer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the record contract")]
pub enum PayerRole {
    Acquirer,
    Network,
    Bank,
    Agent,
}
slugs!(PayerRole {
    Acquirer = "acquirer",
    Network = "network",
    Bank = "bank",
    Agent = "agent",
});

/// One row of `payers.csv`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct Payer {
    pub name: String,
    pub account_no: String,
    pub role: PayerRole,
    pub licence_no: String,
}

/// Thresholds of the judge. All are defaults that the handbook calls configuration.
#[derive(Clone, Debug)]
pub struct Thresholds {
    /// Seconds within which a T0 swipe is promised.
    pub t0_window_s: i64,
    /// Seconds after which a created payout counts as waiting for approval.
    pub approval_s: i64,
    /// Seconds within which a payout sent is in flight.
    pub rail_s: i64,
    /// Seconds after which a lost answer without reversal counts as never reversed.
    pub reversal_s: i64,
    /// Seconds within which an equal charge counts as a duplicate.
    pub duplicate_s: i64,
    /// Days after which a pre-authorisation lapses.
    pub preauth_days: i32,
    /// Days without a sign of life after which a terminal is dormant.
    pub dormant_days: i32,
    /// Unanswered swipes within 30 minutes from which a terminal's own line is at fault.
    pub silent_swipes: u32,
    /// Terminals silent within ten minutes from which the platform is at fault.
    pub outage_terminals: u32,
    /// Share of a channel's swipes within ten minutes, in parts per million, above which unanswered
    /// ones are laid to the channel.
    pub channel_fault_ppm: u32,
    /// Fewer unanswered swipes than these say nothing about their channel.
    pub channel_faults_min: u32,
    /// Days after a terminal was bound anew within which a refusal is laid to that.
    pub rebinding_days: i32,
    /// Days after which an offline upload is late.
    pub upload_late_days: i32,
    /// Hour of the day after the settlement day when the clearing file should be there.
    pub clearing_file_hour: u32,
    /// Hour of the day after the settlement day when the settlement run should be done.
    pub settlement_run_hour: u32,
    /// Hour of the next day when terminal, platform and payout records should be there.
    pub records_hour: u32,
    /// Seconds from `d0_opens_s` to `d0_closes_s` of the day are served by D0 and T0.
    pub d0_opens_s: u32,
    /// See `d0_opens_s`.
    pub d0_closes_s: u32,
    /// Single swipes above this amount (minor units) are usually left out of D0.
    pub d0_review_amount: i64,
    /// Days after a merchant's status date within which it counts as new.
    pub new_merchant_days: i32,
    /// Second of the evening before a workday at which the high-value system opens for it.
    pub hvps_opens_s: u32,
    /// Second of a workday at which the high-value system closes.
    pub hvps_closes_s: u32,
    /// Share of a channel's payouts of one day, in parts per million, that must be stuck to say
    /// that the channel is out.
    pub channel_stuck_ppm: u32,
    /// Fewer payouts than these say nothing about their channel.
    pub channel_payouts_min: u32,
    /// What instant settlement usually costs more, at least, in parts per million of the amount.
    pub surcharge_ppm_min: i64,
    /// The same, at most.
    pub surcharge_ppm_max: i64,
    /// Largest payout per rail, in minor units, by channel name.
    pub rail_limits: Vec<(String, i64)>,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        const HOUR_S: i64 = 3_600;
        Thresholds {
            t0_window_s: 2 * HOUR_S,
            approval_s: 2 * HOUR_S,
            rail_s: 2 * HOUR_S,
            reversal_s: 24 * HOUR_S,
            duplicate_s: 600,
            preauth_days: 30,
            dormant_days: 90,
            silent_swipes: 3,
            outage_terminals: 20,
            channel_fault_ppm: 300_000,
            channel_faults_min: 3,
            rebinding_days: 7,
            upload_late_days: 7,
            clearing_file_hour: 9,
            settlement_run_hour: 12,
            records_hour: 9,
            d0_opens_s: 7 * 3_600,
            d0_closes_s: 22 * 3_600,
            d0_review_amount: 5_000_000,
            surcharge_ppm_min: 200,
            surcharge_ppm_max: 1_000,
            new_merchant_days: 30,
            hvps_opens_s: 20 * 3_600 + 30 * 60,
            hvps_closes_s: 17 * 3_600 + 15 * 60,
            channel_stuck_ppm: 300_000,
            channel_payouts_min: 20,
            rail_limits: vec![
                ("beps".to_owned(), 100_000_000),
                ("ibps".to_owned(), 100_000_000),
            ],
        }
    }
}

/// Everything known beside the records.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// By merchant number.
    pub merchants: Register<Merchant>,
    /// By terminal number.
    pub terminals: Register<TerminalRecord>,
    /// By merchant number.
    pub holds: Register<Vec<Hold>>,
    /// All notices, by start.
    pub notices: Vec<Notice>,
    /// Terminal models and channels that do not go together.
    pub incompatibilities: Vec<Incompatibility>,
    /// Who may rightly pay; empty when there is no `payers.csv`.
    pub payers: Vec<Payer>,
    /// Workdays and holidays.
    pub calendar: Calendar,
    /// For which days each source is complete.
    pub coverage: Coverage,
    /// The data set's time zone.
    pub zone: Zone,
    /// The cut-off of the settlement day.
    pub cutoff: ledger::Cutoff,
    /// Thresholds.
    pub thresholds: Thresholds,
}

impl Knowledge {
    /// The settlement mode assumed of a merchant that is in no table. What rests on it is marked
    /// provisional.
    pub const MODE_DEFAULT: SettleMode = SettleMode::T(1);

    /// The merchant of that number.
    pub fn merchant(&self, mid: &str) -> Option<&Merchant> {
        self.merchants.get(mid)
    }

    /// Whether rows of a source and day can be there at all by an instant: a clearing or
    /// settlement row has its day plus one, 00:00 (rule 9). What cannot be there yet is not absent.
    pub fn could_be_there(&self, source: trail::Source, day: Day, at: Instant) -> bool {
        match source {
            trail::Source::Clearing | trail::Source::Settlement => {
                at >= self.zone.at(day.plus(1), 0)
            }
            _ => at >= self.zone.at(day, 0),
        }
    }

    /// The holds that stand on a merchant as a whole or on one of its swipes.
    pub fn holds_on<'k>(
        &'k self,
        mid: &str,
        rrn: &'k str,
        at: Instant,
    ) -> impl Iterator<Item = &'k Hold> {
        self.holds
            .get(mid)
            .into_iter()
            .flatten()
            .filter(move |hold| {
                let open =
                    hold.placed_at <= at && hold.released_at.is_none_or(|released| at < released);
                open && (hold.rrn.is_empty() || hold.rrn == rrn)
            })
    }

    /// The first notice of an issuer and kind that concerns `scope` within the window.
    pub fn notice(
        &self,
        issuer: Issuer,
        kinds: &[NoticeKind],
        scope: &str,
        from: Instant,
        to: Instant,
    ) -> Option<&Notice> {
        self.notices.iter().find(|notice| {
            notice.issuer == issuer
                && kinds.contains(&notice.kind)
                && notice.concerns(scope, from, to)
        })
    }
}
