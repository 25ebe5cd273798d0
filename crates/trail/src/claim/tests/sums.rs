//! Lumps, parts, and what differs by a swipe.

use super::super::LUMP_MEMBERS_MAX;
use super::check;

#[test]
fn one_line_over_all_that_share_its_reference() {
    check(
        "
        payout P1 amount=500 ref=R
        payout P2 amount=400 ref=R
        payout P3 amount=300 ref=R status=rejected
        credit L1 amount=900 ref=R
        credit L2 amount=77
        ",
        "P1 lump_by_key L1 lump=0
         P2 lump_by_key L1 lump=0
         L2 credit_without_payout",
    );
}

#[test]
fn one_line_whose_text_names_its_payouts() {
    check(
        "
        payout P1 amount=500
        payout P2 amount=400
        credit L1 amount=900 text=P1,P2
        ",
        "P1 lump_by_key L1 lump=0
         P2 lump_by_key L1 lump=0",
    );
}

#[test]
fn a_lump_by_reference_that_lacks_something_is_still_theirs() {
    check(
        "
        payout P1 amount=500 ref=R nets=200,300
        payout P2 amount=400 ref=R nets=400
        credit L1 amount=700 ref=R
        ",
        "P1 lump_by_key L1 lump=0 difference=-200
         P2 lump_by_key L1 lump=0 difference=-200",
    );
}

#[test]
fn one_line_over_a_merchants_day_that_its_text_names() {
    let payouts = "
        payout P1 amount=500 mid=M1 day=2025-09-26
        payout P2 amount=400 mid=M1 day=2025-09-26
        payout P3 amount=400 mid=M2 day=2025-09-26
        payout P4 amount=400 mid=M1 day=2025-09-25
    ";
    for text in [
        "M1/20250926",
        "M1:2025-09-26",
        "M1,2025年9月26日",
        "M1,0926",
        "M1,0925结算",
    ] {
        let want = "P1 lump_by_key L1 lump=0
                    P2 lump_by_key L1 lump=0";
        check(&format!("{payouts} credit L1 amount=900 text={text}"), want);
    }
    check(
        &format!("{payouts} credit L1 amount=1300 text=0926"),
        "P1 lump_by_key L1 lump=0
         P2 lump_by_key L1 lump=0
         P3 lump_by_key L1 lump=0",
    );
    check(
        &format!("{payouts} credit L1 amount=1300 text=M1"),
        "P1 lump_by_key L1 lump=0
         P2 lump_by_key L1 lump=0
         P4 lump_by_key L1 lump=0",
    );
    check(
        &format!("{payouts} credit L1 amount=901 text=M1/20250926"),
        "L1 credit_without_payout",
    );
}

#[test]
fn one_line_over_a_merchants_day_that_lacks_one_swipe() {
    check(
        "
        payout P1 amount=500 mid=M1 nets=120,380
        payout P2 amount=400 mid=M1 nets=400
        payout P3 amount=300 mid=M2 nets=300
        credit L1 amount=780 text=M1/20250926
        ",
        "P1 lump_by_key L1 lump=0 difference=-120
         P2 lump_by_key L1 lump=0 difference=-120",
    );
}

#[test]
fn one_line_over_a_whole_day_without_a_key() {
    // {P1, P2} and {P3, P4} have the sum too, but whole days come first.
    check(
        "
        payout P1 amount=500 day=2025-09-25
        payout P2 amount=400 day=2025-09-25
        payout P3 amount=600 day=2025-09-26
        payout P4 amount=300 day=2025-09-24
        credit L1 amount=900 day=2025-09-26
        ",
        "P1 lump_by_sum L1 lump=0
         P2 lump_by_sum L1 lump=0",
    );
}

#[test]
fn one_line_over_days_on_end() {
    check(
        "
        payout P1 amount=500 day=2025-09-24
        payout P2 amount=430 day=2025-09-25
        payout P3 amount=611 day=2025-09-26
        credit L1 amount=1041 day=2025-09-26
        ",
        "P2 lump_by_sum L1 lump=0
         P3 lump_by_sum L1 lump=0",
    );
}

#[test]
fn one_line_over_any_set_when_it_is_the_only_one() {
    check(
        "
        payout P1 amount=511
        payout P2 amount=402
        payout P3 amount=307
        payout P4 amount=209
        credit L1 amount=720
        ",
        "P1 lump_by_sum L1 lump=0
         P4 lump_by_sum L1 lump=0",
    );
    check(
        "
        payout P1 amount=500
        payout P2 amount=400
        payout P3 amount=300
        payout P4 amount=200
        credit L1 amount=700
        ",
        "L1 several_explanations P1+P4|P2+P3
         L1 may be P1+P4 or P2+P3",
    );
}

#[test]
fn an_amount_below_zero_counts_in_a_sum() {
    check(
        "
        payout P1 amount=5000
        payout P2 amount=-300
        payout P3 amount=250
        payout P4 amount=77 day=2025-09-25
        credit L1 amount=4777 day=2025-09-26
        ",
        "P1 lump_by_sum L1 lump=0
         P2 lump_by_sum L1 lump=0
         P4 lump_by_sum L1 lump=0",
    );
}

#[test]
fn a_sum_needs_a_payer_that_may_be_the_payouts() {
    let payouts = "
        payout P1 amount=511 payer=某支付有限公司
        payout P2 amount=402 payer=某支付有限公司
        payout P3 amount=307 payer=某支付有限公司
    ";
    let want = "P1 lump_by_sum L1 lump=0
                P2 lump_by_sum L1 lump=0";
    check(
        &format!("{payouts} credit L1 amount=913 from=某支付有限公司备付金"),
        want,
    );
    check(&format!("{payouts} credit L1 amount=913"), want);
    check(
        &format!("{payouts} credit L1 amount=913 from=李某"),
        "L1 credit_without_payout",
    );
}

#[test]
fn a_run_of_another_merchant_is_no_lump() {
    check(
        "
        payout P1 amount=511 mid=M1
        payout P2 amount=402 mid=M1
        payout P3 amount=33 mid=M2
        credit L1 amount=913 text=M2
        ",
        "L1 credit_without_payout",
    );
}

#[test]
fn two_lines_that_want_one_payout_are_proposals() {
    check(
        "
        payout P1 amount=511
        payout P2 amount=402
        payout P3 amount=307
        credit L1 amount=913
        credit L2 amount=709
        ",
        "L1 several_explanations P1+P2
         L2 several_explanations P2+P3
         L1 may be P1+P2
         L2 may be P2+P3",
    );
}

#[test]
fn what_one_line_takes_decides_another() {
    check(
        "
        payout P1 amount=500
        payout P2 amount=400
        payout P3 amount=300
        payout P4 amount=200
        payout P5 amount=33
        credit L1 amount=233
        credit L2 amount=700 time=13:00:00
        ",
        "P2 lump_by_sum L2 lump=1
         P3 lump_by_sum L2 lump=1
         P4 lump_by_sum L1 lump=0
         P5 lump_by_sum L1 lump=0",
    );
}

#[test]
fn a_retry_is_not_counted_twice_in_a_sum() {
    check(
        "
        payout P1 amount=500 status=unknown
        payout P2 amount=500 status=sent retry_of=P1
        payout P3 amount=402
        credit L1 amount=902
        ",
        "P2 lump_by_sum L1 lump=0
         P3 lump_by_sum L1 lump=0",
    );
}

#[test]
fn a_reference_to_one_member_finds_the_rest_of_its_lump() {
    check(
        "
        payout P1 amount=500 ref=R1
        payout P2 amount=402
        payout P3 amount=307 day=2025-09-25
        credit L1 amount=902 ref=R1
        ",
        "P1 lump_by_sum L1 lump=0
         P2 lump_by_sum L1 lump=0",
    );
    check(
        "
        payout P1 amount=500 ref=R1
        payout P2 amount=400
        payout P3 amount=400
        credit L1 amount=900 ref=R1
        ",
        "P1 shortfall L1 difference=400
         L1 may be P2 or P3",
    );
}

#[test]
fn a_payout_in_parts() {
    check(
        "
        payout P1 amount=1000
        credit L1 amount=600
        credit L2 amount=400 day=2025-09-28
        credit L3 amount=150
        ",
        "P1 split_parts L1+L2
         L3 credit_without_payout",
    );
    check(
        "
        payout P1 amount=1000 ref=R1
        credit L1 amount=600 ref=R1 time=10:00:00
        credit L2 amount=400 ref=R1 time=11:00:00
        ",
        "P1 reference L1+L2",
    );
    check(
        "
        payout P1 amount=1000 ref=R1
        credit L1 amount=600 text=P1 time=10:00:00
        credit L2 amount=300 text=P1 time=11:00:00
        ",
        "P1 shortfall L1+L2 difference=-100",
    );
    check(
        "
        payout P1 amount=1000
        credit L1 amount=600
        credit L2 amount=400 time=13:00:00
        credit L3 amount=400 time=14:00:00
        ",
        "L1 several_explanations P1
         L2 several_explanations P1
         L3 several_explanations P1
         L1 may be P1
         L2 may be P1
         L3 may be P1",
    );
}

#[test]
fn a_sum_without_a_key_that_lacks_one_swipe() {
    check(
        "
        payout P1 amount=500 nets=120,380
        payout P2 amount=402 nets=402
        credit L1 amount=782
        ",
        "P1 lump_by_sum L1 lump=0 difference=-120
         P2 lump_by_sum L1 lump=0 difference=-120",
    );
    check(
        "
        payout P1 amount=500 nets=120,380
        credit L1 amount=380
        ",
        "P1 lump_by_sum L1 difference=-120",
    );
    check(
        "
        payout P1 amount=500 nets=120,380
        payout P2 amount=390 nets=10,380
        credit L1 amount=380
        ",
        "L1 several_explanations P1|P2
         L1 may be P1 or P2",
    );
    check(
        "
        payout P1 amount=500 nets=120,380
        credit L1 amount=381
        ",
        "L1 credit_without_payout",
    );
}

#[test]
fn more_payouts_than_can_be_searched_are_taken_by_whole_days_only() {
    let mut payouts = String::new();
    let mut want = String::new();
    let mut sum = 0;
    for index in 10..11 + LUMP_MEMBERS_MAX as i64 {
        let amount = 1_000 + index * index;
        sum += amount;
        payouts += &format!("payout P{index} amount={amount}\n");
        want += &format!("P{index} lump_by_sum L1 lump=0\n");
    }
    check(&format!("{payouts} credit L1 amount={sum}"), &want);
    check(
        &format!("{payouts} credit L1 amount={}", sum - 1_100),
        "L1 credit_without_payout",
    );
}

#[test]
fn a_payer_named_in_two_forms_counts_once() {
    check(
        "
        payout P1 amount=511 payer=某支付
        payout P2 amount=402 payer=某支付
        payout P3 amount=511 payer=某支付公司
        payout P4 amount=402 payer=某支付公司
        credit L1 amount=913 from=某支付公司
        ",
        "L1 several_explanations P1+P2|P3+P4
         L1 may be P1+P2 or P3+P4",
    );
}
