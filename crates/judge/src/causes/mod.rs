//! The causes, one file each, in one list by precedence. The first that finds speaks.
//!
//! A cause looks at [`Facts`] and either finds or does not; it never decides the verdict.

use crate::{Cause, Certainty, Facts, Item, ItemName};
use trail::Place;

/// What a cause found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which cause.
    pub cause: Cause,
    /// How firmly.
    pub certainty: Certainty,
    /// Named parts of the gap; positive where money is missing.
    pub items: Vec<Item>,
    /// Records beyond the swipe's own that it follows from.
    pub evidence: Vec<Place>,
}

impl Finding {
    /// A proven finding that follows from the swipe's own records.
    pub fn of(cause: Cause) -> Finding {
        Finding {
            cause,
            certainty: Certainty::Proven,
            items: Vec::new(),
            evidence: Vec::new(),
        }
    }

    /// The same, less firm.
    pub fn as_certain_as(mut self, certainty: Certainty) -> Finding {
        self.certainty = certainty;
        self
    }

    /// The same, with a named part of the gap.
    pub fn item(mut self, name: ItemName, amount: i64) -> Finding {
        self.items.push(Item { name, amount });
        self
    }

    /// The same, with another record that it follows from.
    pub fn from(mut self, place: Place) -> Finding {
        self.evidence.push(place);
        self
    }
}

/// A cause and how it is found.
pub struct Rule {
    /// Which cause.
    pub cause: Cause,
    /// Finds it, or not.
    pub find: fn(&Facts<'_, '_>) -> Option<Finding>,
}

macro_rules! rules {
    ($($file:ident $variant:ident,)*) => {
        $(mod $file;)*

        /// Every cause that records can show, by precedence.
        pub const RULES: &[Rule] = &[$(Rule { cause: Cause::$variant, find: $file::find },)*];
    };
}

rules! {
    // evidence, from 100
    platform_log_missing PlatformLogMissing,
    clearing_file_missing ClearingFileMissing,
    settlement_run_missing SettlementRunMissing,
    payout_records_missing PayoutRecordsMissing,
    statement_missing StatementMissing,
    statement_gap StatementGap,
    statement_duplicate StatementDuplicate,
    records_conflict RecordsConflict,
    clock_skew ClockSkew,
    date_mislabelled DateMislabelled,
    // decline, from 200
    auth_declined_insufficient AuthDeclinedInsufficient,
    auth_declined_wrong_pin AuthDeclinedWrongPin,
    manual_entry_error ManualEntryError,
    auth_declined_card_invalid AuthDeclinedCardInvalid,
    auth_declined_expired AuthDeclinedExpired,
    auth_declined_cvv AuthDeclinedCvv,
    auth_declined_identity AuthDeclinedIdentity,
    auth_declined_issuer_refer AuthDeclinedIssuerRefer,
    auth_declined_limit AuthDeclinedLimit,
    auth_declined_restricted AuthDeclinedRestricted,
    auth_declined_lost_stolen AuthDeclinedLostStolen,
    auth_declined_other AuthDeclinedOther,
    merchant_not_permitted MerchantNotPermitted,
    keys_out_of_sync KeysOutOfSync,
    network_cutover NetworkCutover,
    network_fault NetworkFault,
    related_transaction_rejected RelatedTransactionRejected,
    original_not_found OriginalNotFound,
    balance_query_mistaken BalanceQueryMistaken,
    preauth_not_completed PreauthNotCompleted,
    preauth_expired PreauthExpired,
    preauth_voided PreauthVoided,
    sale_voided SaleVoided,
    sale_fully_refunded SaleFullyRefunded,
    // unknown_outcome, from 240
    no_request_received NoRequestReceived,
    terminal_network_fault TerminalNetworkFault,
    platform_outage PlatformOutage,
    channel_outage ChannelOutage,
    issuer_no_answer IssuerNoAnswer,
    response_lost_pending_reversal ResponseLostPendingReversal,
    response_lost_reversed ResponseLostReversed,
    response_lost_no_reversal ResponseLostNoReversal,
    reversal_failed ReversalFailed,
    reversal_late ReversalLate,
    slip_but_reversed SlipButReversed,
    cleared_after_timeout ClearedAfterTimeout,
    duplicate_charge DuplicateCharge,
    stan_reused StanReused,
    approved_with_fault ApprovedWithFault,
    // terminal, from 280
    terminal_test_mode TerminalTestMode,
    terminal_bound_to_other_merchant TerminalBoundToOtherMerchant,
    terminal_binding_violation TerminalBindingViolation,
    terminal_location_violation TerminalLocationViolation,
    terminal_dormant TerminalDormant,
    terminal_fault TerminalFault,
    terminal_known_fault TerminalKnownFault,
    terminal_clock_wrong TerminalClockWrong,
    paid_via_other_channel PaidViaOtherChannel,
    // upload, from 320
    batch_not_settled BatchNotSettled,
    batch_totals_mismatch BatchTotalsMismatch,
    offline_not_uploaded OfflineNotUploaded,
    offline_upload_late OfflineUploadLate,
    offline_rejected OfflineRejected,
    offline_lost OfflineLost,
    completion_advice_missing CompletionAdviceMissing,
    refund_twice RefundTwice,
    // clearing, from 361
    cutoff_straddle CutoffStraddle,
    not_in_clearing_file NotInClearingFile,
    in_clearing_not_in_switch InClearingNotInSwitch,
    clearing_amount_mismatch ClearingAmountMismatch,
    cleared_twice ClearedTwice,
    clearing_file_rejected ClearingFileRejected,
    clearing_delayed ClearingDelayed,
    cleared_to_wrong_merchant ClearedToWrongMerchant,
    reversed_in_clearing ReversedInClearing,
    debit_adjustment_pending DebitAdjustmentPending,
    cross_currency CrossCurrency,
    mcc_hop MccHop,
    merchant_name_hop MerchantNameHop,
    // hold, from 420
    single_swipe_hold SingleSwipeHold,
    aml_hold AmlHold,
    risk_hold RiskHold,
    complaint_hold ComplaintHold,
    dispute_hold DisputeHold,
    reserve_held ReserveHeld,
    judicial_freeze JudicialFreeze,
    merchant_closed MerchantClosed,
    merchant_suspended MerchantSuspended,
    kyc_incomplete KycIncomplete,
    // settlement, from 440
    swipe_missing_from_settlement SwipeMissingFromSettlement,
    settlement_line_duplicated SettlementLineDuplicated,
    settlement_wrong_merchant SettlementWrongMerchant,
    agent_withheld AgentWithheld,
    // payout, from 480
    payout_not_created PayoutNotCreated,
    payout_pending_approval PayoutPendingApproval,
    payout_account_missing PayoutAccountMissing,
    payout_file_rejected PayoutFileRejected,
    payout_insufficient_funds PayoutInsufficientFunds,
    payout_channel_outage PayoutChannelOutage,
    payout_in_flight PayoutInFlight,
    payout_status_unknown PayoutStatusUnknown,
    payout_over_rail_limit PayoutOverRailLimit,
    payout_split_parts PayoutSplitParts,
    payout_duplicate PayoutDuplicate,
    payout_wrong_amount PayoutWrongAmount,
    payout_old_account_used PayoutOldAccountUsed,
    payout_misdated PayoutMisdated,
    payout_cancelled PayoutCancelled,
    payout_duplicate_blocked PayoutDuplicateBlocked,
    // rail, from 520
    hvps_closed HvpsClosed,
    rail_maintenance RailMaintenance,
    regulator_block RegulatorBlock,
    bank_notice BankNotice,
    bank_down BankDown,
    // return, from 540
    credited_then_returned CreditedThenReturned,
    // account, from 541
    account_number_invalid AccountNumberInvalid,
    account_name_mismatch AccountNameMismatch,
    account_closed AccountClosed,
    account_dormant AccountDormant,
    account_frozen AccountFrozen,
    account_class_limit AccountClassLimit,
    account_type_forbidden AccountTypeForbidden,
    account_public_private_mixed AccountPublicPrivateMixed,
    account_auth_missing AccountAuthMissing,
    bank_code_wrong BankCodeWrong,
    bank_not_participant BankNotParticipant,
    account_holder_deceased AccountHolderDeceased,
    account_currency_mismatch AccountCurrencyMismatch,
    // return, from 581
    payout_returned PayoutReturned,
    returned_not_represented ReturnedNotRepresented,
    returned_unmatched ReturnedUnmatched,
    returned_again ReturnedAgain,
    // cycle, from 620
    min_payout_threshold MinPayoutThreshold,
    longer_cycle LongerCycle,
    t0_quota_exceeded T0QuotaExceeded,
    t0_window_closed T0WindowClosed,
    new_merchant_t1_only NewMerchantT1Only,
    d0_excluded D0Excluded,
    manual_withdraw_required ManualWithdrawRequired,
    split_payment SplitPayment,
    // posting, from 660
    posted_to_wrong_account PostedToWrongAccount,
    bank_suspense BankSuspense,
    posting_delay PostingDelay,
    paid_not_credited PaidNotCredited,
    credit_reversed_by_bank CreditReversedByBank,
    arrived_as_lump ArrivedAsLump,
    lump_short_by_one LumpShortByOne,
    short_payment_other ShortPaymentOther,
    over_payment OverPayment,
    remittance_ref_missing RemittanceRefMissing,
    // deduction, from 700
    refund_netted RefundNetted,
    chargeback_deducted ChargebackDeducted,
    retrieval_unanswered RetrievalUnanswered,
    credit_adjustment CreditAdjustment,
    negative_balance NegativeBalance,
    give_back_not_netted GiveBackNotNetted,
    // amount, from 720
    partial_approval PartialApproval,
    amount_keyed_wrong AmountKeyedWrong,
    // fee, from 740
    fee_normal FeeNormal,
    fee_cap_ignored FeeCapIgnored,
    wrong_card_tier WrongCardTier,
    d0_surcharge D0Surcharge,
    fee_rate_drift FeeRateDrift,
    withdrawal_fee WithdrawalFee,
    service_fee_deducted ServiceFeeDeducted,
    fee_rounding FeeRounding,
    instalment_fee InstalmentFee,
    rate_change_announced RateChangeAnnounced,
    // calendar, from 800
    makeup_workday_not_honoured MakeupWorkdayNotHonoured,
    after_cutoff_not_due AfterCutoffNotDue,
    holiday_not_due HolidayNotDue,
    weekend_not_due WeekendNotDue,
    // clearing, from 805
    clearing_pending ClearingPending,
    // calendar, from 806
    not_due_yet NotDueYet,
    // perception, from 840
    unfamiliar_payer UnfamiliarPayer,
    second_clearing SecondClearing,
    policy_change PolicyChange,
    // fallback, from 990
    unknown_cause UnknownCause,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_precedence() {
        assert!(RULES.windows(2).all(|pair| pair[0].cause < pair[1].cause));
    }
}
