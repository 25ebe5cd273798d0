//! Handles that name too much or too little: other acquirers, other batches, a stan instead of a reference, and
//! references that come again.

use super::check;

#[test]
fn two_acquirers_behind_one_handle() {
    let rows = "
        terminal   2025-09-26 sale tid=T1 stan=1 rrn=R1 acquirer=B
        platform   2025-09-26 sale tid=T1 stan=1 rrn=R1 acquirer=A
        clearing   2025-09-26 sale rrn=R1 acquirer=A
        settlement 2025-09-26 sale rrn=R1 acquirer=B
        clearing   2025-09-26 sale rrn=R1 acquirer=C
        ";
    // Handles are numbers to whoever has millions of rows, and numbers may meet.
    let zone = ledger::Zone::shanghai();
    let met = super::read(rows, 0, &zone);
    assert!(!crate::is_one_swipe(&met, &zone));
    let split = crate::split(met, &zone, &super::is_refusal);
    let swipes: Vec<Vec<u32>> = split.swipes.iter().map(super::lines_of).collect();
    assert_eq!(swipes, [vec![2, 3], vec![1, 4]]);
    assert_eq!(split.orphans.len(), 1);
    check(
        rows,
        "swipe 1 4
         swipe 2 3
         orphan 5 cleared_but_never_swiped",
    );
}

#[test]
fn one_acquirers_terminal_is_not_anothers() {
    check(
        "
        platform 2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R1 acquirer=A
        terminal 2025-09-26 sale tid=T1 batch=1 stan=1 acquirer=A
        terminal 2025-09-26 sale tid=T1 batch=1 stan=1 acquirer=B
        ",
        "swipe 1 2
         swipe 3",
    );
}

#[test]
fn one_running_number_in_two_batches() {
    check(
        "
        terminal 2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R1
        platform 2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R1
        terminal 2025-09-27 sale tid=T1 batch=2 stan=1 rrn=R1
        platform 2025-09-27 sale tid=T1 batch=2 stan=1 rrn=R1
        ",
        "swipe 1 2
         swipe 3 4",
    );
}

#[test]
fn a_void_with_a_reference_of_its_own_names_its_original_by_stan() {
    check(
        "
        platform   2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R1
        platform   2025-09-26 sale tid=T1 batch=1 stan=2 rrn=R5
        terminal   2025-09-26 void tid=T1 batch=1 stan=3 rrn=R2 orig_stan=1
        platform   2025-09-26 void tid=T1 batch=1 stan=3 rrn=R2
        settlement 2025-09-26 void rrn=R2
        ",
        "swipe 1 3 4 5
         swipe 2",
    );
    // The terminal alone knows the original.
    check(
        "
        terminal 2025-09-26 sale   tid=T1 batch=1 stan=1 rrn=R1
        terminal 2025-10-01 refund tid=T1 batch=1 stan=3 rrn=R2 orig_stan=1
        terminal 2025-09-26 sale   tid=T1 batch=2 stan=1 rrn=R6
        ",
        "swipe 1 2
         swipe 3",
    );
    // What is named goes before what is found.
    check(
        "
        platform 2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R1
        platform 2025-09-26 sale tid=T1 batch=1 stan=2 rrn=R5
        terminal 2025-09-26 void tid=T1 batch=1 stan=3 rrn=R2 orig_stan=1
        platform 2025-09-27 void tid=T1 batch=1 stan=3 rrn=R2 orig_rrn=R5
        ",
        "swipe 1
         swipe 2 3 4",
    );
}

#[test]
fn a_completion_that_names_its_preauthorisation_by_stan() {
    check(
        "
        terminal 2025-09-20 preauth    tid=T1 batch=1 stan=1 rrn=R1
        platform 2025-09-20 preauth    tid=T1 batch=1 stan=1 rrn=R1
        terminal 2025-09-26 completion tid=T1 batch=1 stan=9 rrn=R9 orig_stan=1
        platform 2025-09-26 completion tid=T1 batch=1 stan=9 rrn=R9
        ",
        "swipe 1 2 3 4",
    );
}

#[test]
fn a_dependents_number_that_comes_again_speaks_of_something_else() {
    check(
        "
        platform   2025-01-01 sale       tid=T1 stan=1 rrn=R1
        platform   2025-01-02 refund     tid=T1 stan=2 rrn=R2 orig_rrn=R1
        clearing   2025-01-02 refund     rrn=R2
        platform   2025-06-01 sale       tid=T3 stan=7 rrn=R2
        platform   2025-06-02 void       tid=T3 stan=8 rrn=R2
        clearing   2025-08-20 chargeback rrn=R2
        settlement 2025-08-20 refund     rrn=R9 orig_rrn=R2
        ",
        "swipe 1 2 3
         swipe 4 5 6 7",
    );
    check(
        "
        platform   2025-01-01 sale   tid=T1 stan=1 rrn=R1
        platform   2025-01-02 refund tid=T1 stan=2 rrn=R2 orig_rrn=R1
        platform   2025-05-20 sale   tid=T1 stan=5 rrn=R5
        platform   2025-06-02 refund tid=T1 stan=6 rrn=R2 orig_rrn=R5
        settlement 2025-01-03 refund rrn=R2
        settlement 2025-06-03 refund rrn=R2
        settlement 2025-09-03 refund rrn=R2
        ",
        "swipe 1 2 5
         swipe 3 4 6
         orphan 7 original_missing",
    );
}

#[test]
fn what_comes_late_still_finds_the_completed_preauthorisation() {
    check(
        "
        platform   2025-01-01 preauth    tid=T1 stan=1 rrn=R1
        platform   2025-01-03 completion tid=T1 stan=2 rrn=R2 orig_rrn=R1
        platform   2025-04-03 refund     tid=T1 stan=3 rrn=R3 orig_rrn=R2
        clearing   2025-05-03 chargeback rrn=R2
        ",
        "swipe 1 2 3 4",
    );
}

#[test]
fn a_number_for_two_originals_of_one_day_is_no_handle() {
    check(
        "
        platform   2025-09-26 sale   tid=T1 stan=1 rrn=R1
        platform   2025-09-26 sale   tid=T1 stan=2 rrn=R5
        platform   2025-09-27 refund tid=T1 stan=3 rrn=R2 orig_rrn=R1
        settlement 2025-09-27 refund rrn=R2 orig_rrn=R5
        clearing   2025-09-27 refund rrn=R2
        ",
        "swipe 1 3
         swipe 2 4
         orphan 5 original_missing",
    );
}
