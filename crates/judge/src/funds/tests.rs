use super::*;
use crate::{Certainty, Item, Proof};
use proptest::prelude::*;
use trail::TxnType;

/// An unpaid swipe of ¥100.00 that owes ¥99.40, to be varied.
fn swipe() -> Verdict<'static> {
    Verdict {
        mid: "898310158120001",
        tid: "10000001",
        stan: "000001",
        rrn: "R1",
        order_no: "",
        card: "",
        txn_type: TxnType::Sale,
        card_type: None,
        amount: 10_000,
        currency: "CNY",
        swiped_at: None,
        settle_day: Day::ymd(2025, 3, 4),
        verdict: VerdictKind::Pending,
        timing: None,
        stage: Stage::Settlement,
        cause: Some(Cause::NotDueYet),
        swiped: Some(10_000),
        given_back: 0,
        fee: 60,
        owed: Some(9_940),
        arrived: 0,
        gap: Some(9_940),
        expected_by: None,
        arrived_at: None,
        eta: None,
        also: crate::Also::new(),
        items: Vec::new(),
        provisional: false,
        proof: Proof::None,
        certainty: Certainty::Proven,
        party: Party::Nobody,
        evidence: Box::default(),
        payout_bank: "",
        payout_channel: "",
        channel: "",
        method: None,
    }
}

/// The parts that are not nothing, by name.
fn parts(verdict: &Verdict<'_>) -> Vec<(&'static str, i128)> {
    let parts = Funds::of(verdict).parts();
    parts
        .into_iter()
        .filter(|(_, amount)| *amount != 0)
        .collect()
}

fn stuck(verdict: VerdictKind, cause: Cause) -> Verdict<'static> {
    Verdict {
        verdict,
        cause: Some(cause),
        ..swipe()
    }
}

#[test]
fn every_kind_of_swipe_stands_in_its_place() {
    let whole = |place| vec![("swiped", 10_000), ("fees", 60), (place, 9_940)];
    let arrived = Verdict {
        arrived: 9_940,
        gap: Some(0),
        ..stuck(VerdictKind::Arrived, Cause::MccHop)
    };
    assert_eq!(parts(&arrived), whole("arrived"));
    assert_eq!(parts(&swipe()), whole("pending"));
    assert_eq!(
        parts(&stuck(VerdictKind::Overdue, Cause::BankDown)),
        whole("overdue")
    );
    assert_eq!(
        parts(&stuck(VerdictKind::Pending, Cause::RiskHold)),
        whole("held")
    );
    assert_eq!(
        parts(&stuck(VerdictKind::Overdue, Cause::RiskHold)),
        whole("held")
    );
    assert_eq!(
        parts(&stuck(VerdictKind::Overdue, Cause::UnknownCause)),
        whole("unexplained")
    );
}

#[test]
fn a_lack_is_short_by_its_items_and_unexplained_by_the_rest() {
    let short = Verdict {
        arrived: 9_890,
        gap: Some(50),
        items: vec![
            Item {
                name: ItemName::FeeDrift,
                amount: 40,
            },
            Item {
                name: ItemName::Remainder,
                amount: 10,
            },
        ],
        ..stuck(VerdictKind::Short, Cause::FeeRateDrift)
    };
    let labelled = [("arrived", 9_890), ("short", 40), ("unexplained", 10)];
    assert_eq!(parts(&short)[2..], labelled);
    let unknown = Verdict {
        cause: Some(Cause::UnknownCause),
        items: Vec::new(),
        ..short
    };
    assert_eq!(
        parts(&unknown)[2..],
        [("arrived", 9_890), ("unexplained", 50)]
    );
}

#[test]
fn what_comes_beyond_what_is_owed_is_surplus() {
    let over = Verdict {
        arrived: 10_000,
        gap: Some(-60),
        ..stuck(VerdictKind::Over, Cause::OverPayment)
    };
    let beside = [
        ("swiped", 10_000),
        ("fees", 60),
        ("arrived", 9_940),
        ("surplus", 60),
    ];
    assert_eq!(parts(&over), beside);
    let declined = Verdict {
        swiped: None,
        owed: Some(0),
        fee: 0,
        arrived: 9_940,
        ..stuck(VerdictKind::NotOwed, Cause::AuthDeclinedOther)
    };
    assert_eq!(parts(&declined), [("surplus", 9_940)]);
}

#[test]
fn what_was_given_back_is_refunded() {
    let refunded = Verdict {
        given_back: 10_000,
        fee: 0,
        owed: Some(0),
        gap: Some(0),
        ..stuck(VerdictKind::NotOwed, Cause::SaleFullyRefunded)
    };
    assert_eq!(parts(&refunded), [("swiped", 10_000), ("refunded", 10_000)]);
    let partly = Verdict {
        given_back: 4_000,
        fee: 36,
        owed: Some(5_964),
        ..swipe()
    };
    let placed = [
        ("swiped", 10_000),
        ("refunded", 4_000),
        ("fees", 36),
        ("pending", 5_964),
    ];
    assert_eq!(parts(&partly), placed);
}

#[test]
fn a_swipe_of_unknown_outcome_is_not_swiped() {
    let unknown = Verdict {
        swiped: None,
        owed: None,
        fee: 0,
        gap: None,
        ..swipe()
    };
    assert_eq!(parts(&unknown), []);
}

#[test]
fn overdue_money_is_listed_by_where_it_is_stuck() {
    let mut map = FundsMap::default();
    let overdue = stuck(VerdictKind::Overdue, Cause::BankDown);
    let late = Verdict {
        stage: Stage::Payout,
        party: Party::PayeeBank,
        ..overdue
    };
    map.add(&late);
    map.add(&late);
    map.add(&swipe());
    let by = OverdueBy {
        stage: Stage::Payout,
        cause: Some(Cause::BankDown),
        party: Party::PayeeBank,
    };
    assert_eq!(
        map.overdue_by.into_iter().collect::<Vec<_>>(),
        [(by, (2, 19_880))]
    );
}

const MERCHANTS: [&str; 3] = ["898310158120001", "898310158120002", "898440358110003"];

prop_compose! {
    /// Any verdict, sensible or not: money anywhere between nothing and the most there can be.
    fn any_verdict()(
        mid in 0..MERCHANTS.len(),
        day in 0_i32..4,
        kind in 0..VerdictKind::ALL.len(),
        cause in prop::option::of(0..Cause::ALL.len()),
        swiped in prop::option::of(any::<i64>()),
        (given_back, fee, owed, arrived) in (any::<i64>(), any::<i64>(), prop::option::of(any::<i64>()), any::<i64>()),
        items in prop::collection::vec((0..ItemName::ALL.len(), any::<i64>()), 0..4),
    ) -> Verdict<'static> {
        Verdict {
            mid: MERCHANTS[mid],
            settle_day: Some(Day::from_epoch(20_000 + day)),
            verdict: VerdictKind::ALL[kind],
            cause: cause.map(|cause| Cause::ALL[cause]),
            swiped, given_back, fee, owed, arrived,
            gap: owed.and_then(|owed| owed.checked_sub(arrived)),
            items: items.into_iter()
                .map(|(name, amount)| Item { name: ItemName::ALL[name], amount }).collect(),
            ..swipe()
        }
    }
}

fn sum<'f>(rows: impl Iterator<Item = &'f Funds>) -> Funds {
    let mut sum = Funds::default();
    rows.for_each(|row| sum.add(row));
    sum
}

proptest! {
    #[test]
    fn any_swipe_balances(verdict in any_verdict()) {
        let funds = Funds::of(&verdict);
        prop_assert_eq!(funds.swiped, funds.placed());
        if verdict.swiped.is_some() {
            prop_assert!(funds.arrived <= i128::from(verdict.owed.unwrap_or(0)).max(0));
            prop_assert!(funds.surplus >= 0);
            prop_assert_eq!(funds.arrived + funds.surplus, i128::from(verdict.arrived));
        }
    }

    #[test]
    fn any_town_balances_in_every_row(
        verdicts in prop::collection::vec(any_verdict(), 0..40),
        (fee, surplus, moved) in (any::<i64>(), any::<i64>(), any::<i64>()),
    ) {
        let mut map = FundsMap::default();
        verdicts.iter().for_each(|verdict| map.add(verdict));
        let day = Day::from_epoch(20_001);
        map.add_beside(MERCHANTS[1], day, fee.into(), surplus.into());
        map.unexplain(MERCHANTS[2], day, moved.into());
        map.prove();
        prop_assert_eq!(sum(map.by_merchant().values()), map.total);
        prop_assert_eq!(sum(map.by_day.values()), map.total);
    }

    #[test]
    fn maps_merge_in_any_parts(
        verdicts in prop::collection::vec(any_verdict(), 0..40),
        cuts in prop::collection::vec(0_usize..3, 40),
    ) {
        let mut whole = FundsMap::default();
        let mut shares = vec![FundsMap::default(); 3];
        for (verdict, share) in verdicts.iter().zip(cuts) {
            whole.add(verdict);
            shares[share].add(verdict);
        }
        let mut merged = FundsMap::default();
        shares.into_iter().rev().for_each(|share| merged.merge(share));
        prop_assert_eq!(merged, whole);
    }
}
