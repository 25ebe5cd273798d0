//! The catalogue of causes: an enum that the compiler counts, and a table that people edit.
//!
//! In: `specs/causes.csv`. Out: for each cause its names, party, remedy, rule of arrival and
//! sentences. Absent by design: the evidence itself; that is one file a cause in `causes/`.

mod words;

pub use words::*;

use std::sync::LazyLock;
use trail::{Coverage, Source};

macro_rules! causes {
    ($($variant:ident = $slug:literal,)*) => {
        /// Why money is missing, late, short or surplus, or only looks so. The order is the order
        /// of evaluation. Slugs are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Cause {
            $(#[doc = concat!("`", $slug, "`")] $variant,)*
        }

        trail::slugs!(Cause { $($variant = $slug,)* });
    };
}

causes! {
    PlatformLogMissing = "platform_log_missing",
    ClearingFileMissing = "clearing_file_missing",
    SettlementRunMissing = "settlement_run_missing",
    PayoutRecordsMissing = "payout_records_missing",
    StatementMissing = "statement_missing",
    StatementGap = "statement_gap",
    StatementDuplicate = "statement_duplicate",
    RecordsConflict = "records_conflict",
    ClockSkew = "clock_skew",
    DateMislabelled = "date_mislabelled",
    AuthDeclinedInsufficient = "auth_declined_insufficient",
    AuthDeclinedWrongPin = "auth_declined_wrong_pin",
    ManualEntryError = "manual_entry_error",
    AuthDeclinedCardInvalid = "auth_declined_card_invalid",
    AuthDeclinedExpired = "auth_declined_expired",
    AuthDeclinedCvv = "auth_declined_cvv",
    AuthDeclinedIdentity = "auth_declined_identity",
    AuthDeclinedIssuerRefer = "auth_declined_issuer_refer",
    AuthDeclinedLimit = "auth_declined_limit",
    AuthDeclinedRestricted = "auth_declined_restricted",
    AuthDeclinedLostStolen = "auth_declined_lost_stolen",
    AuthDeclinedOther = "auth_declined_other",
    MerchantNotPermitted = "merchant_not_permitted",
    KeysOutOfSync = "keys_out_of_sync",
    NetworkCutover = "network_cutover",
    NetworkFault = "network_fault",
    RelatedTransactionRejected = "related_transaction_rejected",
    OriginalNotFound = "original_not_found",
    BalanceQueryMistaken = "balance_query_mistaken",
    PreauthNotCompleted = "preauth_not_completed",
    PreauthExpired = "preauth_expired",
    PreauthVoided = "preauth_voided",
    SaleVoided = "sale_voided",
    SaleFullyRefunded = "sale_fully_refunded",
    NoRequestReceived = "no_request_received",
    TerminalNetworkFault = "terminal_network_fault",
    PlatformOutage = "platform_outage",
    ChannelOutage = "channel_outage",
    IssuerNoAnswer = "issuer_no_answer",
    ResponseLostPendingReversal = "response_lost_pending_reversal",
    ResponseLostReversed = "response_lost_reversed",
    ResponseLostNoReversal = "response_lost_no_reversal",
    ReversalFailed = "reversal_failed",
    ReversalLate = "reversal_late",
    SlipButReversed = "slip_but_reversed",
    ClearedAfterTimeout = "cleared_after_timeout",
    DuplicateCharge = "duplicate_charge",
    StanReused = "stan_reused",
    ApprovedWithFault = "approved_with_fault",
    TerminalTestMode = "terminal_test_mode",
    TerminalBoundToOtherMerchant = "terminal_bound_to_other_merchant",
    TerminalBindingViolation = "terminal_binding_violation",
    TerminalLocationViolation = "terminal_location_violation",
    TerminalDormant = "terminal_dormant",
    TerminalFault = "terminal_fault",
    TerminalKnownFault = "terminal_known_fault",
    TerminalClockWrong = "terminal_clock_wrong",
    PaidViaOtherChannel = "paid_via_other_channel",
    BatchNotSettled = "batch_not_settled",
    BatchTotalsMismatch = "batch_totals_mismatch",
    OfflineNotUploaded = "offline_not_uploaded",
    OfflineUploadLate = "offline_upload_late",
    OfflineRejected = "offline_rejected",
    OfflineLost = "offline_lost",
    TipAdjustMissing = "tip_adjust_missing",
    CompletionAdviceMissing = "completion_advice_missing",
    RefundTwice = "refund_twice",
    VoidAfterSettlement = "void_after_settlement",
    CutoffStraddle = "cutoff_straddle",
    NotInClearingFile = "not_in_clearing_file",
    InClearingNotInSwitch = "in_clearing_not_in_switch",
    ClearingAmountMismatch = "clearing_amount_mismatch",
    ClearedTwice = "cleared_twice",
    ClearingFileRejected = "clearing_file_rejected",
    ClearingDelayed = "clearing_delayed",
    ClearedToWrongMerchant = "cleared_to_wrong_merchant",
    ReversedInClearing = "reversed_in_clearing",
    DebitAdjustmentPending = "debit_adjustment_pending",
    CrossCurrency = "cross_currency",
    MccHop = "mcc_hop",
    MerchantNameHop = "merchant_name_hop",
    SingleSwipeHold = "single_swipe_hold",
    AmlHold = "aml_hold",
    RiskHold = "risk_hold",
    ComplaintHold = "complaint_hold",
    DisputeHold = "dispute_hold",
    ReserveHeld = "reserve_held",
    JudicialFreeze = "judicial_freeze",
    MerchantClosed = "merchant_closed",
    MerchantSuspended = "merchant_suspended",
    KycIncomplete = "kyc_incomplete",
    SwipeMissingFromSettlement = "swipe_missing_from_settlement",
    SettlementLineDuplicated = "settlement_line_duplicated",
    SettlementWrongMerchant = "settlement_wrong_merchant",
    AgentWithheld = "agent_withheld",
    PayoutNotCreated = "payout_not_created",
    PayoutPendingApproval = "payout_pending_approval",
    PayoutAccountMissing = "payout_account_missing",
    PayoutFileRejected = "payout_file_rejected",
    PayoutInsufficientFunds = "payout_insufficient_funds",
    PayoutChannelOutage = "payout_channel_outage",
    PayoutInFlight = "payout_in_flight",
    PayoutStatusUnknown = "payout_status_unknown",
    PayoutOverRailLimit = "payout_over_rail_limit",
    PayoutSplitParts = "payout_split_parts",
    PayoutDuplicate = "payout_duplicate",
    PayoutWrongAmount = "payout_wrong_amount",
    PayoutOldAccountUsed = "payout_old_account_used",
    PayoutMisdated = "payout_misdated",
    PayoutCancelled = "payout_cancelled",
    PayoutDuplicateBlocked = "payout_duplicate_blocked",
    HvpsClosed = "hvps_closed",
    RailMaintenance = "rail_maintenance",
    RegulatorBlock = "regulator_block",
    BankNotice = "bank_notice",
    BankDown = "bank_down",
    CreditedThenReturned = "credited_then_returned",
    AccountNumberInvalid = "account_number_invalid",
    AccountNameMismatch = "account_name_mismatch",
    AccountClosed = "account_closed",
    AccountDormant = "account_dormant",
    AccountFrozen = "account_frozen",
    AccountClassLimit = "account_class_limit",
    AccountTypeForbidden = "account_type_forbidden",
    AccountPublicPrivateMixed = "account_public_private_mixed",
    AccountAuthMissing = "account_auth_missing",
    BankCodeWrong = "bank_code_wrong",
    BankNotParticipant = "bank_not_participant",
    AccountHolderDeceased = "account_holder_deceased",
    AccountCurrencyMismatch = "account_currency_mismatch",
    PayoutReturned = "payout_returned",
    ReturnedNotRepresented = "returned_not_represented",
    ReturnedUnmatched = "returned_unmatched",
    ReturnedAgain = "returned_again",
    MinPayoutThreshold = "min_payout_threshold",
    LongerCycle = "longer_cycle",
    T0QuotaExceeded = "t0_quota_exceeded",
    T0WindowClosed = "t0_window_closed",
    NewMerchantT1Only = "new_merchant_t1_only",
    D0Excluded = "d0_excluded",
    ManualWithdrawRequired = "manual_withdraw_required",
    SplitPayment = "split_payment",
    SubsidyPending = "subsidy_pending",
    PostedToWrongAccount = "posted_to_wrong_account",
    BankSuspense = "bank_suspense",
    PostingDelay = "posting_delay",
    PaidNotCredited = "paid_not_credited",
    CreditReversedByBank = "credit_reversed_by_bank",
    StatementNotBooked = "statement_not_booked",
    DeductedAfterArrival = "deducted_after_arrival",
    ArrivedAsLump = "arrived_as_lump",
    LumpShortByOne = "lump_short_by_one",
    ShortPaymentOther = "short_payment_other",
    OverPayment = "over_payment",
    RemittanceRefMissing = "remittance_ref_missing",
    RefundNetted = "refund_netted",
    ChargebackDeducted = "chargeback_deducted",
    RetrievalUnanswered = "retrieval_unanswered",
    CreditAdjustment = "credit_adjustment",
    NegativeBalance = "negative_balance",
    GiveBackNotNetted = "give_back_not_netted",
    PartialApproval = "partial_approval",
    AmountKeyedWrong = "amount_keyed_wrong",
    NetworkFeeError = "network_fee_error",
    FeeNormal = "fee_normal",
    FeeCapIgnored = "fee_cap_ignored",
    WrongCardTier = "wrong_card_tier",
    D0Surcharge = "d0_surcharge",
    FeeRateDrift = "fee_rate_drift",
    WithdrawalFee = "withdrawal_fee",
    ServiceFeeDeducted = "service_fee_deducted",
    FeeRounding = "fee_rounding",
    InstalmentFee = "instalment_fee",
    RateChangeAnnounced = "rate_change_announced",
    MakeupWorkdayNotHonoured = "makeup_workday_not_honoured",
    AfterCutoffNotDue = "after_cutoff_not_due",
    HolidayNotDue = "holiday_not_due",
    WeekendNotDue = "weekend_not_due",
    ClearingPending = "clearing_pending",
    NotDueYet = "not_due_yet",
    SmsMissing = "sms_missing",
    WrongAccountChecked = "wrong_account_checked",
    UnfamiliarPayer = "unfamiliar_payer",
    SecondClearing = "second_clearing",
    PolicyChange = "policy_change",
    UnknownCause = "unknown_cause",
}

/// One row of the catalogue.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns are those of specs/causes.csv")]
pub struct CauseRow {
    pub cause: Cause,
    pub zh_name: String,
    pub en_name: String,
    pub stage: Stage,
    pub family: Family,
    pub kind: Kind,
    pub priority: u16,
    /// The verdict that usually goes with the cause.
    pub verdict: crate::VerdictKind,
    pub party: Party,
    pub remedy: String,
    pub eta: String,
    pub eta_rule: EtaRule,
    pub merchant_msg_zh: String,
    pub merchant_msg_en: String,
    pub iso20022: String,
}

static CATALOGUE: LazyLock<Vec<CauseRow>> = LazyLock::new(|| {
    read_catalogue(include_str!("../../../specs/causes.csv"))
        .unwrap_or_else(|faults| panic!("specs/causes.csv is broken:\n{}", faults.join("\n")))
});

impl Cause {
    /// The cause's row of the catalogue.
    pub fn row(self) -> &'static CauseRow {
        &CATALOGUE[self as usize]
    }

    /// The cause that says that records of a source are missing.
    pub const fn of_missing(source: Source) -> Cause {
        match source {
            Source::Terminal | Source::Platform => Cause::PlatformLogMissing,
            Source::Clearing => Cause::ClearingFileMissing,
            Source::Settlement => Cause::SettlementRunMissing,
            Source::Payout => Cause::PayoutRecordsMissing,
            Source::Bank => Cause::StatementMissing,
        }
    }

    /// The source whose records are missing, where the cause says that some are.
    pub fn missing_source(self) -> Option<Source> {
        let mut sources = Source::ALL.into_iter();
        sources.rfind(|source| Cause::of_missing(*source) == self)
    }

    /// The same, where the data set lacks not the file of a day but all of the source.
    pub fn absent_source(self, coverage: &Coverage) -> Option<Source> {
        let source = self.missing_source()?;
        (!coverage.knows(source)).then_some(source)
    }

    /// Who must act. Nobody who keeps records has lost any of a source that was never in the data set:
    /// whoever supplies the data must add it.
    pub fn party(self, coverage: &Coverage) -> Party {
        match self.absent_source(coverage) {
            Some(_) => Party::Supplier,
            None => self.row().party,
        }
    }
}

/// Reads the catalogue whole: either every cause has its row, or every fault is named.
pub fn read_catalogue(text: &str) -> Result<Vec<CauseRow>, Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut faults = Vec::new();
    let header = reader.headers().cloned().unwrap_or_default();
    let mut rows: Vec<CauseRow> = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let line = index + 2;
        match record {
            Ok(record) => {
                let field = |name: &str| {
                    header
                        .iter()
                        .position(|h| h == name)
                        .and_then(|at| record.get(at))
                        .unwrap_or("")
                };
                match read_row(&field) {
                    Ok(row) => rows.push(row),
                    Err(fault) => faults.push(format!("line {line}: {fault}")),
                }
            }
            Err(error) => faults.push(format!("line {line}: {error}")),
        }
    }
    rows.sort_by_key(|row| row.cause);
    for (index, cause) in Cause::ALL.iter().enumerate() {
        match rows.get(index) {
            Some(row) if row.cause == *cause => {}
            _ => {
                faults.push(format!("cause {} has no row of its own", cause.slug()));
                break;
            }
        }
    }
    if !rows
        .windows(2)
        .all(|pair| pair[0].priority < pair[1].priority)
    {
        faults.push("the enum is not in the order of the priorities".to_owned());
    }
    if faults.is_empty() {
        Ok(rows)
    } else {
        Err(faults)
    }
}

fn read_row<'r>(field: &impl Fn(&str) -> &'r str) -> Result<CauseRow, String> {
    let slug = field("slug");
    let bad = |column: &str| format!("{slug}: column {column} holds an unknown word");
    Ok(CauseRow {
        cause: Cause::parse(slug).ok_or_else(|| format!("no cause is called {slug}"))?,
        zh_name: field("zh_name").to_owned(),
        en_name: field("en_name").to_owned(),
        stage: Stage::parse(field("stage")).ok_or_else(|| bad("stage"))?,
        family: Family::parse(field("family")).ok_or_else(|| bad("family"))?,
        kind: Kind::parse(field("kind")).ok_or_else(|| bad("kind"))?,
        priority: field("priority").parse().map_err(|_| bad("priority"))?,
        verdict: crate::VerdictKind::parse(field("verdict")).ok_or_else(|| bad("verdict"))?,
        party: Party::parse(field("responsible")).ok_or_else(|| bad("responsible"))?,
        remedy: field("remedy").to_owned(),
        eta: field("eta").to_owned(),
        eta_rule: EtaRule::parse(field("eta_rule")).ok_or_else(|| bad("eta_rule"))?,
        merchant_msg_zh: field("merchant_msg_zh").to_owned(),
        merchant_msg_en: field("merchant_msg_en").to_owned(),
        iso20022: field("iso20022").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_its_row_in_the_order_of_priority() {
        for cause in Cause::ALL {
            assert_eq!(cause.row().cause, *cause);
            assert_eq!(Cause::parse(cause.slug()), Some(*cause));
        }
    }

    #[test]
    fn a_broken_catalogue_names_every_fault() {
        let faults = read_catalogue("slug,stage\nfee_normal,moon\nnonsense,bank\n").err();
        let faults = faults.expect("a broken table must not load");
        assert!(
            faults
                .iter()
                .any(|f| f.contains("line 2: fee_normal: column stage")),
            "{faults:?}"
        );
        assert!(
            faults
                .iter()
                .any(|f| f.contains("line 3: no cause is called nonsense")),
            "{faults:?}"
        );
    }
}
