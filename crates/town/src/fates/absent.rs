//! The causes that no fate plants, each with the reason.
//!
//! In: nothing. Out: a list that, with the fates, covers the whole catalogue (a test holds it to that).
//! Absent by design: excuses. "No column" means that the record contract has no place where the cause could be seen.

/// Cause and reason.
pub const ABSENT: &[(&str, &str)] = &[
    (
        "date_mislabelled",
        "a line under the wrong day cannot be told from a late one",
    ),
    (
        "balance_query_mistaken",
        "no column: an enquiry is no transaction type of the contract",
    ),
    (
        "terminal_binding_violation",
        "no column: serial numbers are in field 59",
    ),
    (
        "terminal_location_violation",
        "no column: swipes do not say where",
    ),
    (
        "terminal_known_fault",
        "a finding beside: the terminals of the incident terminal_fault bear it",
    ),
    (
        "batch_totals_mismatch",
        "no column: batch totals are in message 0510",
    ),
    (
        "tip_adjust_missing",
        "what is owed starts from the platform's amount, so nothing would be short",
    ),
    (
        "refund_twice",
        "refunds above the sale: the rules do not say what is owed below nothing",
    ),
    (
        "clearing_file_rejected",
        "no column: rejected files are not in the data set",
    ),
    (
        "debit_adjustment_pending",
        "no column: dispute lines are not in the data set",
    ),
    (
        "agent_withheld",
        "a payer listed as agent is in payers.csv, so rule 8 says it is no second clearing",
    ),
    (
        "payout_duplicate",
        "the rules do not say whether the second credit makes its swipes over or is surplus",
    ),
    (
        "returned_not_represented",
        "a finding beside: returned payouts without a retry bear it",
    ),
    (
        "returned_unmatched",
        "no column: the payer's own statement is not in the data set",
    ),
    ("t0_quota_exceeded", "no column: quotas"),
    (
        "manual_withdraw_required",
        "no column: no cycle is called manual",
    ),
    ("split_payment", "no column: agreements to split"),
    ("subsidy_pending", "no column: marketing money"),
    (
        "statement_not_booked",
        "no column: statements hold booked lines only",
    ),
    ("amount_keyed_wrong", "no column: the order's own amount"),
    ("fee_normal", "a finding beside: every plain swipe bears it"),
    ("rate_change_announced", "a notice does not say which rate"),
    (
        "weekend_not_due",
        "happens when the town is looked at on a weekend or the evening before",
    ),
    ("sms_missing", "a perception: no record shows it"),
    ("wrong_account_checked", "a perception: no record shows it"),
    ("policy_change", "a notice alone changes no record"),
];
