//! Which rows are one swipe (record contract, "Identity").

use super::check;

#[test]
fn four_sources_of_one_reference() {
    check(
        "
        terminal   2025-09-26 sale tid=T1 stan=1 rrn=R1
        platform   2025-09-26 sale tid=T1 stan=1 rrn=R1
        clearing   2025-09-26 sale rrn=R1
        settlement 2025-09-26 sale rrn=R1
        platform   2025-09-26 sale tid=T1 stan=2 rrn=R2
        ",
        "swipe 1 2 3 4
         swipe 5",
    );
}

#[test]
fn a_differing_merchant_is_no_different_swipe() {
    check(
        "
        platform   2025-09-26 sale tid=T1 stan=1 rrn=R1 mid=M1
        clearing   2025-09-26 sale rrn=R1 mid=M9
        settlement 2025-09-26 sale rrn=R1 mid=M1
        ",
        "swipe 1 2 3",
    );
}

#[test]
fn the_acquirer_is_part_of_the_name() {
    check(
        "
        platform 2025-09-26 sale tid=T1 stan=1 rrn=R1 acquirer=A
        clearing 2025-09-26 sale rrn=R1 acquirer=A
        platform 2025-09-26 sale tid=T1 stan=1 rrn=R1 acquirer=B
        ",
        "swipe 1 2
         swipe 3",
    );
}

#[test]
fn a_reference_comes_again_after_35_days() {
    check(
        "
        platform 2025-01-01 sale tid=T1 stan=1 rrn=R1
        clearing 2025-02-05 sale rrn=R1
        ",
        "swipe 1 2",
    );
    check(
        "
        platform 2025-01-01 sale tid=T1 stan=1 rrn=R1
        clearing 2025-01-02 sale rrn=R1
        platform 2025-02-07 sale tid=T1 stan=1 rrn=R1
        clearing 2025-02-08 sale rrn=R1
        ",
        "swipe 1 2
         swipe 3 4",
    );
    check(
        "
        platform 2025-01-01 sale tid=T1 stan=1 rrn=R1
        clearing 2025-02-06 sale rrn=R1
        ",
        "swipe 1
         orphan 2 cleared_but_never_swiped",
    );
}

#[test]
fn a_chargeback_joins_the_latest_swipe_before_it_however_late() {
    check(
        "
        platform 2025-01-01 sale tid=T1 stan=1 rrn=R1
        platform 2025-03-01 sale tid=T1 stan=1 rrn=R1
        clearing 2025-06-01 chargeback rrn=R1
        clearing 2025-06-02 adjustment rrn=R1
        clearing 2025-06-03 reversal rrn=R1
        ",
        "swipe 1
         swipe 2 3 4 5",
    );
}

#[test]
fn a_refund_joins_its_original_however_late() {
    check(
        "
        platform   2025-01-01 sale   tid=T1 stan=1 rrn=R1
        settlement 2025-01-01 sale   rrn=R1
        platform   2025-03-20 refund tid=T1 stan=9 rrn=R9 orig_rrn=R1
        clearing   2025-03-20 refund rrn=R9
        settlement 2025-03-20 refund rrn=R9 orig_rrn=R1
        ",
        "swipe 1 2 3 4 5",
    );
}

#[test]
fn a_late_refund_does_not_hide_that_the_reference_came_again() {
    check(
        "
        platform 2025-01-01 sale   tid=T1 stan=1 rrn=R1
        platform 2025-02-01 refund tid=T1 stan=9 rrn=R9 orig_rrn=R1
        platform 2025-02-20 sale   tid=T1 stan=1 rrn=R1
        ",
        "swipe 1 2
         swipe 3",
    );
}

#[test]
fn a_refund_of_a_reference_that_rested_long_is_nobodys() {
    check(
        "
        platform 2025-01-01 sale   tid=T1 stan=1 rrn=R1
        clearing 2025-03-01 refund rrn=R1
        ",
        "swipe 1
         orphan 2 original_missing",
    );
}

#[test]
fn two_terminals_behind_one_reference() {
    check(
        "
        platform   2025-09-26 sale tid=T1 stan=1 rrn=R1 mid=M1 amount=100
        platform   2025-09-26 sale tid=T2 stan=7 rrn=R1 mid=M2 amount=200
        terminal   2025-09-26 sale tid=T2 stan=7 rrn=R1
        clearing   2025-09-26 sale rrn=R1 stan=1
        clearing   2025-09-26 sale rrn=R1 tid=T2
        settlement 2025-09-26 sale rrn=R1 mid=M2 amount=200
        settlement 2025-09-26 sale rrn=R1 mid=M3 amount=100
        settlement 2025-09-26 sale rrn=R1 mid=M3 amount=300
        ",
        "swipe 1 4 7
         swipe 2 3 5 6
         orphan 8 ambiguous R1/T1/1|R1/T2/7",
    );
}

#[test]
fn one_terminal_that_used_a_reference_twice() {
    check(
        "
        platform 2025-09-26 sale tid=T1 stan=1 rrn=R1
        platform 2025-09-27 sale tid=T1 stan=2 rrn=R1
        clearing 2025-09-26 sale rrn=R1 stan=2
        ",
        "swipe 1
         swipe 2 3",
    );
}

#[test]
fn a_later_answer_to_the_same_swipe() {
    check(
        "
        platform 2025-09-26 sale tid=T1 stan=1 rrn=R1
        platform 2025-09-27 sale tid=T1 stan=1 rrn=R1 rc=00
        ",
        "swipe 1 2",
    );
}

#[test]
fn one_masked_number_with_two_orders() {
    check(
        "
        platform   2025-09-26 sale rrn=42****01 order=A amount=100
        settlement 2025-09-26 sale rrn=42****01 order=A amount=100
        platform   2025-09-26 sale rrn=42****01 order=B amount=100
        settlement 2025-09-26 sale rrn=42****01 order=B amount=100
        ",
        "swipe 1 2
         swipe 3 4",
    );
    check(
        "
        settlement 2025-09-26 sale rrn=42****01 order=A
        settlement 2025-09-26 sale rrn=42****01 order=B
        ",
        "swipe 1
         swipe 2",
    );
}

#[test]
fn a_completed_preauthorisation_is_one_swipe() {
    check(
        "
        terminal   2025-09-01 preauth    tid=T1 stan=1 rrn=R1
        platform   2025-09-01 preauth    tid=T1 stan=1 rrn=R1
        platform   2025-09-26 completion tid=T1 stan=9 rrn=R9 orig_rrn=R1 amount=90
        clearing   2025-09-26 completion rrn=R9 amount=90
        settlement 2025-09-26 completion rrn=R9 amount=90
        ",
        "swipe 1 2 3 4 5",
    );
    check(
        "platform 2025-09-01 preauth tid=T1 stan=1 rrn=R1",
        "swipe 1",
    );
}

#[test]
fn a_completion_late_enough_to_look_like_another_swipe() {
    check(
        "
        platform   2025-08-01 preauth    tid=T1 stan=1 rrn=R1
        platform   2025-09-26 completion tid=T1 stan=9 rrn=R9 orig_rrn=R1
        settlement 2025-09-27 completion rrn=R9
        ",
        "swipe 1 2 3",
    );
}

#[test]
fn a_refused_completion_completes_nothing() {
    check(
        "
        platform 2025-09-01 preauth    tid=T1 stan=1 rrn=R1 rc=00
        platform 2025-09-26 completion tid=T1 stan=9 rrn=R9 orig_rrn=R1 rc=51
        terminal 2025-09-01 preauth    tid=T1 stan=1 rrn=R1
        ",
        "swipe 1 3
         swipe 2",
    );
}

#[test]
fn a_completed_preauthorisation_beside_another_terminals_sale() {
    check(
        "
        platform 2025-09-20 preauth    tid=T1 stan=1 rrn=R1
        platform 2025-09-26 completion tid=T1 stan=9 rrn=R9 orig_rrn=R1
        platform 2025-09-21 sale       tid=T2 stan=5 rrn=R1
        clearing 2025-09-21 sale       rrn=R1 tid=T2
        ",
        "swipe 1 2
         swipe 3 4",
    );
}

#[test]
fn two_partial_completions_are_two_swipes_and_the_preauthorisation_is_with_the_first() {
    check(
        "
        terminal 2025-09-20 preauth    tid=T1 stan=1 rrn=R1 amount=500
        platform 2025-09-20 preauth    tid=T1 stan=1 rrn=R1 amount=500
        platform 2025-09-27 completion tid=T1 stan=8 rrn=R8 orig_rrn=R1 amount=300
        platform 2025-09-26 completion tid=T1 stan=9 rrn=R9 orig_rrn=R1 amount=200
        clearing 2025-09-27 completion rrn=R8 amount=300
        ",
        "swipe 1 2 4
         swipe 3 5",
    );
    check(
        "
        platform 2025-09-20 preauth    tid=T1 stan=1 rrn=R1 amount=500
        platform 2025-09-25 completion tid=T1 stan=7 rrn=R7 orig_rrn=R1 amount=500 rc=51
        platform 2025-09-26 completion tid=T1 stan=8 rrn=R8 orig_rrn=R1 amount=200
        platform 2025-09-27 completion tid=T1 stan=9 rrn=R9 orig_rrn=R1 amount=300
        ",
        "swipe 1 3
         swipe 2
         swipe 4",
    );
}

#[test]
fn dependents_follow_their_original() {
    check(
        "
        platform   2025-09-26 sale       tid=T1 stan=1 rrn=R1
        platform   2025-09-26 void       tid=T1 stan=2 rrn=R2 orig_rrn=R1
        platform   2025-09-28 refund     tid=T1 stan=3 rrn=R3 orig_rrn=R1
        clearing   2025-09-28 refund     rrn=R3
        settlement 2025-09-28 refund     rrn=R3
        clearing   2025-10-28 chargeback rrn=R4 orig_rrn=R1
        ",
        "swipe 1 2 3 4 5 6",
    );
}

#[test]
fn a_refund_of_a_completion_reaches_the_preauthorisation() {
    check(
        "
        platform 2025-09-20 preauth    tid=T1 stan=1 rrn=R1
        platform 2025-09-26 completion tid=T1 stan=2 rrn=R2 orig_rrn=R1
        platform 2025-09-28 refund     tid=T1 stan=3 rrn=R3 orig_rrn=R2
        ",
        "swipe 1 2 3",
    );
}

#[test]
fn dependents_without_their_original_are_orphans() {
    check(
        "
        platform   2025-09-28 refund     tid=T1 stan=3 rrn=R3 orig_rrn=R1
        terminal   2025-09-28 refund     tid=T1 stan=3 rrn=R3 orig_rrn=R1
        settlement 2025-09-28 refund     rrn=R3 orig_rrn=R1
        clearing   2025-09-28 chargeback rrn=R7
        clearing   2025-09-28 sale       rrn=R8
        settlement 2025-09-28 sale       rrn=R9
        ",
        "swipe 6
         orphan 1 original_missing
         orphan 2 original_missing
         orphan 3 original_missing
         orphan 4 original_missing
         orphan 5 cleared_but_never_swiped",
    );
}

#[test]
fn a_terminal_row_without_an_answer_is_found_through_the_platform() {
    check(
        "
        terminal 2025-09-26 sale tid=T1 batch=1 stan=1
        platform 2025-09-27 sale tid=T1 batch=1 stan=1 rrn=R1
        terminal 2025-09-26 sale tid=T1 batch=1 stan=2
        platform 2025-09-28 sale tid=T1 batch=1 stan=2 rrn=R2
        terminal 2025-09-26 sale tid=T1 batch=2 stan=1
        ",
        "swipe 1 2
         swipe 3
         swipe 4
         swipe 5",
    );
}

#[test]
fn a_void_that_names_its_original_by_stan() {
    check(
        "
        terminal 2025-09-26 sale     tid=T1 batch=1 stan=1 rrn=R1
        platform 2025-09-26 sale     tid=T1 batch=1 stan=1 rrn=R1
        terminal 2025-09-26 void     tid=T1 batch=1 stan=2 orig_stan=1
        terminal 2025-09-26 reversal tid=T1 batch=1 stan=1
        platform 2025-09-26 reversal tid=T1 batch=1 stan=1 rrn=R4
        ",
        "swipe 1 2 3 4 5",
    );
}

#[test]
fn a_trace_that_two_references_bear_is_no_handle() {
    check(
        "
        platform 2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R1
        platform 2025-09-26 sale tid=T1 batch=1 stan=1 rrn=R2
        terminal 2025-09-26 sale tid=T1 batch=1 stan=1
        ",
        "swipe 1
         swipe 2
         swipe 3",
    );
}

#[test]
fn two_honest_equal_rows_of_one_file_stay_two() {
    check(
        "
        platform 2025-09-26 sale tid=T1 stan=1 rrn=R1
        clearing 2025-09-26 sale rrn=R1
        clearing 2025-09-26 sale rrn=R1
        ",
        "swipe 1 2 3",
    );
}

#[test]
fn a_circle_of_originals_ends() {
    check(
        "
        platform 2025-09-26 refund tid=T1 stan=1 rrn=R1 orig_rrn=R2
        platform 2025-09-26 refund tid=T1 stan=2 rrn=R2 orig_rrn=R1
        ",
        "orphan 1 original_missing
         orphan 2 original_missing",
    );
}
