//! The knowledge of a scenario: merchants, terminals, holds, notices, thresholds.
//!
//! In: lines of knowledge. Out: [`Knowledge`] with the defaults of `scenarios/README.md`; its
//! coverage is filled in later, from `covered` lines or from the rows.

use crate::script::{Fact, Keys, Script, pairs};
use crate::words;
use judge::{
    AccountStatus, Hold, HoldReason, Incompatibility, Issuer, Knowledge, Merchant, MerchantStatus,
    Notice, NoticeKind, Payer, PayerRole, TerminalRecord, TerminalStatus, Thresholds,
};
use ledger::{Calendar, CalendarRow, DayKind, Rate, Rounding, SettleMode, Terms};
use std::collections::BTreeMap;
use trail::{Coverage, Method, Register};

pub const MID: &str = "898310158120001";
pub const TID: &str = "10000001";
pub const NAME: &str = "Noodle House";
pub const MCC: &str = "5812";

/// What is looked up by name.
#[derive(Default)]
struct Named {
    merchants: BTreeMap<String, Merchant>,
    terminals: BTreeMap<String, TerminalRecord>,
    holds: BTreeMap<String, Vec<Hold>>,
}

/// Reads all lines of knowledge but `covered` and `coverage`.
pub fn knowledge(script: &Script) -> Result<Knowledge, String> {
    let mut named = Named::default();
    let mut known = Knowledge {
        merchants: Register::default(),
        terminals: Register::default(),
        holds: Register::default(),
        notices: Vec::new(),
        incompatibilities: Vec::new(),
        payers: Vec::new(),
        calendar: Calendar::mainland(),
        coverage: Coverage::default(),
        zone: script.dates.zone.clone(),
        cutoff: script.cutoff,
        thresholds: Thresholds::default(),
    };
    let mut days = Vec::new();
    for fact in &script.facts {
        read(fact, script, &mut known, &mut named, &mut days)
            .map_err(|trouble| format!("{}: {}: {trouble}", script.name, fact.number))?;
    }
    if !script.facts.iter().any(|fact| fact.kind == "merchant") {
        let usual = merchant(&Line::new(script, &[])?)?;
        named.merchants.insert(usual.mid.clone(), usual);
    }
    known.merchants = named.merchants.into_iter().collect();
    known.terminals = named.terminals.into_iter().collect();
    known.holds = named.holds.into_iter().collect();
    known.calendar = known.calendar.overlay(days);
    known.notices.sort_by_key(|notice| notice.starts_at);
    Ok(known)
}

fn read(
    fact: &Fact,
    script: &Script,
    known: &mut Knowledge,
    named: &mut Named,
    days: &mut Vec<CalendarRow>,
) -> Result<(), String> {
    let line = || Line::new(script, &fact.rest);
    match fact.kind {
        "covered" | "coverage" => {}
        "merchant" if fact.rest == ["none"] => {}
        "merchant" => {
            let merchant = merchant(&line()?)?;
            named.merchants.insert(merchant.mid.clone(), merchant);
        }
        "terminal_record" => {
            let record = terminal_record(&line()?)?;
            named.terminals.insert(record.tid.clone(), record);
        }
        "hold" => {
            let hold = hold(&line()?)?;
            named.holds.entry(hold.mid.clone()).or_default().push(hold);
        }
        "notice" => known.notices.push(notice(&line()?)?),
        "payer" => known.payers.push(payer(&line()?)?),
        "incompatible" => known.incompatibilities.push(incompatibility(&line()?)?),
        "holiday" | "workday" => {
            let day = fact.rest.first().ok_or("a day is missing")?;
            days.push(CalendarRow {
                date: script.dates.day_of(fact.kind, day)?,
                kind: DayKind::parse(fact.kind).ok_or("no such kind of day")?,
                name: fact.rest.get(1).copied().unwrap_or("").to_owned(),
            });
        }
        "threshold" => {
            for (key, value) in pairs(&fact.rest)? {
                threshold(&mut known.thresholds, key, value)?;
            }
        }
        other => return Err(format!("no line begins with \"{other}\"")),
    }
    Ok(())
}

/// The keys of a line; what nobody asks for is a mistake.
struct Line<'s> {
    script: &'s Script,
    keys: Keys,
    asked: std::cell::RefCell<Vec<&'static str>>,
}

impl<'s> Line<'s> {
    fn new(script: &'s Script, tokens: &[&'static str]) -> Result<Line<'s>, String> {
        Ok(Line {
            script,
            keys: pairs(tokens)?,
            asked: std::cell::RefCell::default(),
        })
    }

    fn get(&self, wanted: &'static str, default: &'static str) -> &'static str {
        self.asked.borrow_mut().push(wanted);
        let found = self.keys.iter().rev().find(|(key, _)| *key == wanted);
        found.map_or(default, |(_, value)| value)
    }

    fn text(&self, wanted: &'static str, default: &'static str) -> String {
        self.get(wanted, default).to_owned()
    }

    fn number(&self, wanted: &'static str, default: &'static str) -> Result<i64, String> {
        words::number(wanted, self.get(wanted, default))
    }

    fn time(&self, wanted: &'static str, default: &'static str) -> Result<ledger::Instant, String> {
        self.script.dates.time_of(wanted, self.get(wanted, default))
    }

    fn time_or_none(&self, wanted: &'static str) -> Result<Option<ledger::Instant>, String> {
        match self.get(wanted, "") {
            "" => Ok(None),
            text => self.script.dates.time_of(wanted, text).map(Some),
        }
    }

    fn one_of<T>(
        &self,
        wanted: &'static str,
        default: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, String> {
        let text = self.get(wanted, default);
        parse(text).ok_or_else(|| format!("{wanted}={text} is no such word"))
    }

    fn done(&self) -> Result<(), String> {
        let asked = self.asked.borrow();
        match self.keys.iter().find(|(key, _)| !asked.contains(key)) {
            Some((key, _)) => Err(format!("unknown key \"{key}\"")),
            None => Ok(()),
        }
    }
}

fn merchant(line: &Line<'_>) -> Result<Merchant, String> {
    let optional = |key, default| match line.get(key, default) {
        "" => Ok(None),
        text => words::number(key, text).map(Some),
    };
    let terms = Terms {
        mode: line.one_of("mode", "T1", SettleMode::parse)?,
        credit_rate: line.one_of("credit", "0.0060", Rate::parse)?,
        debit_rate: line.one_of("debit", "0.0050", Rate::parse)?,
        debit_cap: optional("cap", "2000")?,
        qr_rate: line.one_of("qr", "", |text| {
            if text.is_empty() {
                Some(None)
            } else {
                Rate::parse(text).map(Some)
            }
        })?,
        rounding: line.one_of("rounding", "half_up", Rounding::parse)?,
        refund_returns_fee: line.get("refund_returns_fee", "yes") == "yes",
        payout_fee: line.number("payout_fee", "0")?,
        min_payout: line.number("min_payout", "0")?,
    };
    let since = match line.get("since", "") {
        "" => None,
        text => Some(line.script.dates.day_of("since", text)?),
    };
    let merchant = Merchant {
        mid: line.text("mid", MID),
        name: line.text("name", NAME),
        mcc: line.text("mcc", MCC),
        terms,
        account_no: line.text("account", "6222000011112222"),
        account_name: line.text("account_name", NAME),
        bank_code: line.text("bank", "102100099996"),
        account_status: line.one_of("account_status", "normal", AccountStatus::parse)?,
        status: line.one_of("status", "normal", MerchantStatus::parse)?,
        status_since: since,
    };
    line.done()?;
    Ok(merchant)
}

fn terminal_record(line: &Line<'_>) -> Result<TerminalRecord, String> {
    let record = TerminalRecord {
        tid: line.text("tid", TID),
        mid: line.text("mid", MID),
        model: line.text("model", "NL910"),
        firmware: line.text("firmware", "1.0"),
        bound_at: line.time_or_none("bound_at")?,
        last_seen_at: line.time_or_none("last_seen_at")?,
        last_inspected_at: line.time_or_none("last_inspected_at")?,
        status: line.one_of("status", "active", TerminalStatus::parse)?,
        location: line.text("location", ""),
    };
    line.done()?;
    Ok(record)
}

fn hold(line: &Line<'_>) -> Result<Hold, String> {
    let hold = Hold {
        hold_id: line.text("id", "H1"),
        mid: line.text("mid", MID),
        rrn: line.text("rrn", ""),
        reason: line.one_of("reason", "risk", HoldReason::parse)?,
        placed_at: line.time("placed_at", "+0T00:00")?,
        released_at: line.time_or_none("released_at")?,
        text: line.text("text", ""),
    };
    line.done()?;
    Ok(hold)
}

fn notice(line: &Line<'_>) -> Result<Notice, String> {
    let notice = Notice {
        notice_id: line.text("id", "N1"),
        issuer: line.one_of("issuer", "bank", Issuer::parse)?,
        kind: line.one_of("kind", "outage", NoticeKind::parse)?,
        scope: line.text("scope", ""),
        starts_at: line.time("starts_at", "+0T00:00")?,
        ends_at: line.time("ends_at", "+1T00:00")?,
        text: line.text("text", ""),
    };
    line.done()?;
    Ok(notice)
}

fn payer(line: &Line<'_>) -> Result<Payer, String> {
    let payer = Payer {
        name: line.text("name", ""),
        account_no: line.text("account", ""),
        role: line.one_of("role", "acquirer", PayerRole::parse)?,
        licence_no: line.text("licence", ""),
    };
    line.done()?;
    Ok(payer)
}

fn incompatibility(line: &Line<'_>) -> Result<Incompatibility, String> {
    let known_fault = |text: &str| match text {
        "known_fault" => Some(true),
        "unsupported" => Some(false),
        _ => None,
    };
    let incompatibility = Incompatibility {
        model: line.text("model", "NL910"),
        firmware: line.text("firmware", "1.0"),
        channel: line.text("channel", "unionpay"),
        method: line.one_of("method", "", |text| {
            if text.is_empty() {
                Some(None)
            } else {
                Method::parse(text).map(Some)
            }
        })?,
        known_fault: line.one_of("status", "known_fault", known_fault)?,
        note: line.text("note", ""),
    };
    line.done()?;
    Ok(incompatibility)
}

fn threshold(limits: &mut Thresholds, key: &str, text: &str) -> Result<(), String> {
    macro_rules! set {
        ($($name:ident)*) => {
            match key {
                $(stringify!($name) => limits.$name = words::number(key, text)?,)*
                _ => return Err(format!("no threshold is called \"{key}\"")),
            }
        };
    }
    set!(
        t0_window_s approval_s rail_s reversal_s duplicate_s preauth_days dormant_days
        silent_swipes outage_terminals channel_fault_ppm channel_faults_min rebinding_days
        upload_late_days clearing_file_hour settlement_run_hour records_hour d0_opens_s d0_closes_s
        d0_review_amount new_merchant_days hvps_opens_s hvps_closes_s channel_stuck_ppm
        channel_payouts_min surcharge_ppm_min surcharge_ppm_max
    );
    Ok(())
}
