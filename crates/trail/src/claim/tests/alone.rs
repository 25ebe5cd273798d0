//! One payout and one line.

use super::super::REFERENCE_LINES_MAX;
use super::check;

#[test]
fn a_reference_and_the_amount() {
    check(
        "
        payout P1 amount=900 ref=R1 status=paid
        payout P2 amount=900 ref=R2 status=paid
        credit L1 amount=900 ref=R2
        credit L2 amount=900 ref=R1 day=2025-11-30
        ",
        "P1 reference L2
         P2 reference L1",
    );
}

#[test]
fn a_payout_named_in_the_text_or_the_reference() {
    check(
        "
        payout P1 amount=900
        payout P2 amount=900
        payout P12 amount=900
        credit L1 amount=900 text=结算款P12号
        credit L2 amount=900 ref=X/P2/9
        ",
        "P12 payout_id L1
         P2 payout_id L2",
    );
}

#[test]
fn a_second_credit_with_the_same_reference_is_seen_and_pays_for_nothing_else() {
    check(
        "
        payout P1 amount=900 ref=R1
        payout P2 amount=900
        credit L1 amount=900 ref=R1 time=10:00:00
        credit L2 amount=900 ref=R1 time=11:00:00
        ",
        "P1 reference L1 again=L2",
    );
}

#[test]
fn a_reference_that_too_many_lines_share_is_none() {
    let mut rows = "payout P1 amount=7 ref=CONST day=2025-09-01\n".to_owned();
    let mut want = String::new();
    for line in 1..=REFERENCE_LINES_MAX + 1 {
        rows += &format!("credit L{line} amount=900 ref=CONST\n");
        want += &format!("L{line} credit_without_payout\n");
    }
    check(&rows, &want);
    check(
        "payout P1 amount=7 ref=CONST day=2025-09-01
         credit L1 amount=900 ref=CONST",
        "P1 shortfall L1 difference=893",
    );
}

#[test]
fn another_account_needs_a_reference() {
    check(
        "
        payout P1 amount=900 ref=R1
        payout P2 amount=700
        payout P3 amount=500 account=-
        credit L1 amount=900 ref=R1 account=B
        credit L2 amount=700 account=B
        credit L3 amount=500 account=B text=P3
        ",
        "P1 reference L1 other_account
         P3 payout_id L3
         L2 credit_without_payout",
    );
}

#[test]
fn account_amount_and_day() {
    check(
        "
        payout P1 amount=900 day=2025-09-19
        credit L1 amount=900 day=2025-09-22
        credit L2 amount=901 day=2025-09-22
        ",
        "P1 amount_and_day L1
         L2 credit_without_payout",
    );
}

#[test]
fn the_window_ends_after_five_workdays() {
    // 2025-09-28 is a make-up Sunday: the fifth workday after Monday 22 is it.
    check(
        "payout P1 amount=900 day=2025-09-22
         credit L1 amount=900 day=2025-09-28",
        "P1 amount_and_day L1",
    );
    check(
        "payout P1 amount=900 day=2025-09-22
         credit L1 amount=900 day=2025-09-29",
        "L1 credit_without_payout",
    );
    check(
        "payout P1 amount=900 day=2025-09-22 status=sent,paid@2025-09-23
         credit L1 amount=900 day=2025-09-29",
        "P1 amount_and_day L1",
    );
    check(
        "payout P1 amount=900 day=2025-09-22
         credit L1 amount=900 day=2025-09-21",
        "L1 credit_without_payout",
    );
}

#[test]
fn as_many_payouts_as_credits_go_in_order() {
    check(
        "
        payout P1 amount=900 day=2025-09-22 status=paid
        payout P2 amount=900 day=2025-09-23 status=paid
        credit L1 amount=900 day=2025-09-23
        credit L2 amount=900 day=2025-09-24
        ",
        "P1 amount_and_day L1
         P2 amount_and_day L2",
    );
}

#[test]
fn with_one_credit_missing_the_day_decides() {
    check(
        "
        payout P1 amount=900 day=2025-09-22 status=paid
        payout P2 amount=900 day=2025-09-23 status=paid
        payout P3 amount=900 day=2025-09-24 status=paid
        credit L1 amount=900 day=2025-09-22
        credit L3 amount=900 day=2025-09-24
        ",
        "P1 amount_and_day L1
         P3 amount_and_day L3",
    );
}

#[test]
fn one_credit_for_two_paid_payouts_is_a_proposal() {
    check(
        "
        payout P1 amount=900 status=paid
        payout P2 amount=900 status=paid
        credit L1 amount=900
        ",
        "L1 several_explanations P1|P2
         L1 may be P1 or P2",
    );
    check(
        "
        payout P1 amount=900 ref=R status=paid
        payout P2 amount=900 ref=R status=paid
        credit L1 amount=900 ref=R
        ",
        "L1 several_explanations P1|P2
         L1 may be P1 or P2",
    );
}

#[test]
fn two_credits_for_one_payout_are_a_proposal() {
    check(
        "
        payout P1 amount=900 status=paid
        credit L1 amount=900 time=10:00:00
        credit L2 amount=900 time=11:00:00
        ",
        "L1 several_explanations P1
         L2 several_explanations P1
         L1 may be P1
         L2 may be P1",
    );
}

#[test]
fn the_payer_decides_before_the_day() {
    check(
        "
        payout P1 amount=900 payer=某支付 day=2025-09-22
        credit L1 amount=900 from=张某 day=2025-09-22
        credit L2 amount=900 from=某支付 day=2025-09-23
        ",
        "P1 amount_and_day L2
         L1 credit_without_payout",
    );
}

#[test]
fn a_text_that_names_another_merchant_never_fits() {
    check(
        "
        payout P1 amount=900 mid=M1
        payout P2 amount=900 mid=M2
        credit L1 amount=900 text=结算M2
        ",
        "P2 amount_and_day L1",
    );
    check(
        "
        payout P1 amount=900 mid=M1
        payout P2 amount=800 mid=M2
        credit L1 amount=900 text=结算M2
        ",
        "L1 credit_without_payout",
    );
}

#[test]
fn a_rejected_payout_claims_by_its_own_reference_only() {
    check(
        "payout P1 amount=900 status=rejected
         credit L1 amount=900",
        "L1 credit_without_payout",
    );
    check(
        "payout P1 amount=900 status=rejected ref=R1
         credit L1 amount=900 ref=R1",
        "P1 reference L1",
    );
}

#[test]
fn a_credit_goes_to_the_attempt_that_did_not_fail() {
    check(
        "
        payout P1 amount=900 status=sent,rejected
        payout P2 amount=900 status=paid retry_of=P1
        credit L1 amount=900
        ",
        "P2 amount_and_day L1",
    );
    check(
        "
        payout P1 amount=900 ref=R1 status=sent,rejected
        payout P2 amount=900 status=paid retry_of=P1
        credit L1 amount=900 ref=R1
        ",
        "P1 reference L1",
    );
}

#[test]
fn of_attempts_that_may_both_have_arrived_the_paid_one_then_the_first() {
    check(
        "
        payout P1 amount=900 status=unknown
        payout P2 amount=900 status=paid retry_of=P1
        credit L1 amount=900
        ",
        "P2 amount_and_day L1",
    );
    check(
        "
        payout P1 amount=900 status=unknown
        payout P2 amount=900 status=sent retry_of=P1
        credit L1 amount=900
        ",
        "P1 amount_and_day L1",
    );
    check(
        "
        payout P1 amount=900 status=paid ref=R
        payout P2 amount=900 status=sent ref=R retry_of=P1
        credit L1 amount=900 ref=R
        ",
        "P1 reference L1",
    );
}

#[test]
fn a_reference_with_another_amount_is_a_shortfall_or_too_much() {
    check(
        "
        payout P1 amount=500 ref=R1
        payout P2 amount=700
        payout P3 amount=480
        credit L1 amount=480 ref=R1
        credit L2 amount=705 text=P2
        ",
        "P1 shortfall L1 difference=-20
         P2 shortfall L2 difference=5",
    );
}

#[test]
fn currencies_never_meet() {
    check(
        "
        payout P1 amount=900 currency=USD ref=R1
        payout P2 amount=700 currency=CNY
        credit L1 amount=900 ref=R1
        credit L2 amount=700
        ",
        "P2 amount_and_day L2
         L1 credit_without_payout",
    );
}

#[test]
fn nothing_at_all() {
    check("", "");
    check("debit L1 amount=5", "L1 debit_without_payout");
    check("payout P1 amount=5", "");
}

#[test]
fn two_honest_equal_lines_stay_two() {
    check(
        "
        payout P1 amount=900 status=paid
        payout P2 amount=900 status=paid
        credit L1 amount=900
        credit L2 amount=900
        ",
        "P1 amount_and_day L1
         P2 amount_and_day L2",
    );
}
