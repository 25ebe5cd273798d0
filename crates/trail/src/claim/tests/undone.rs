//! Credits that were taken back.

use super::check;

#[test]
fn money_that_came_back_to_the_payer_is_no_arrival() {
    check(
        "
        payout P1 amount=900 ref=R1 status=returned
        credit L1 amount=900 ref=R1 account=PAYER text=退汇
        ",
        "L1 credit_without_payout P1",
    );
}

#[test]
fn credited_returned_and_paid_again() {
    check(
        "
        payout P1 amount=900 status=paid,returned day=2025-09-22
        payout P2 amount=900 status=paid day=2025-09-22 retry_of=P1
        credit L1 amount=900 day=2025-09-22 time=10:00:00
        debit  L2 amount=900 day=2025-09-22 time=11:00:00 text=退汇
        credit L3 amount=900 day=2025-09-22 time=12:00:00
        ",
        "P1 amount_and_day L1 undone_by=L2
         P2 amount_and_day L3",
    );
}

#[test]
fn a_debit_with_the_credits_reference_undoes_it() {
    check(
        "
        payout P1 amount=900 ref=R1 status=paid day=2025-09-22
        credit L1 amount=900 ref=R1 day=2025-09-22
        debit  L2 amount=900 ref=R1 day=2025-09-27
        debit  L3 amount=900 ref=R1 day=2025-09-28
        debit  L4 amount=900 text=货款 day=2025-09-23
        debit  L5 amount=899 text=冲正 day=2025-09-23
        ",
        "P1 reference L1 undone_by=L2
         L3 debit_without_payout
         L4 debit_without_payout
         L5 debit_without_payout",
    );
}

#[test]
fn a_debit_never_undoes_what_came_after_it_or_long_before() {
    check(
        "
        payout P1 amount=900 status=paid day=2025-09-22
        debit  L1 amount=900 text=退汇 day=2025-09-21
        credit L2 amount=900 day=2025-09-22
        debit  L3 amount=900 text=Reversal day=2025-09-28
        ",
        "P1 amount_and_day L2
         L1 debit_without_payout
         L3 debit_without_payout",
    );
}

#[test]
fn a_debit_that_may_undo_two_credits_asks_for_more() {
    let credits = "
        credit L1 amount=900 ref=R1
        credit L2 amount=900 ref=R2
    ";
    check(
        &format!(
            "payout P1 amount=900 ref=R1 status=paid
             payout P2 amount=900 ref=R2 status=paid,returned {credits}
             debit L3 amount=900 text=退票 time=13:00:00"
        ),
        "P1 reference L1
         P2 reference L2 undone_by=L3",
    );
    check(
        &format!(
            "payout P1 amount=900 ref=R1 status=paid
             payout P2 amount=900 ref=R2 status=paid {credits}
             debit L3 amount=900 text=退票P1 time=13:00:00"
        ),
        "P1 reference L1 undone_by=L3
         P2 reference L2",
    );
    check(
        &format!(
            "payout P1 amount=900 ref=R1 status=paid
             payout P2 amount=900 ref=R2 status=paid {credits}
             debit L3 amount=900 text=退票 time=13:00:00"
        ),
        "P1 reference L1
         P2 reference L2
         L3 several_explanations P1|P2
         L3 may be P1 or P2",
    );
}

#[test]
fn a_lump_that_was_taken_back() {
    check(
        "
        payout P1 amount=500 status=returned@2025-09-27
        payout P2 amount=402 status=returned@2025-09-27
        credit L1 amount=902
        debit  L2 amount=902 day=2025-09-27 text=退汇
        ",
        "P1 lump_by_sum L1 lump=0 undone_by=L2
         P2 lump_by_sum L1 lump=0 undone_by=L2",
    );
}
