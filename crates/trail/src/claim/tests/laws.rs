//! Laws, on random payouts and statements: small amounts and few days, so that everything
//! collides with everything.

use super::super::*;
use super::{judge, read};
use crate::{FileId, Row};
use proptest::prelude::*;
use std::fmt::Write;

/// One row of a case, as numbers; out of range values leave a field away.
type Dice = (u8, u8, u8, u8, u8, u8, u8);

fn dice(rows: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Dice>> {
    let one = (
        0..12_u8,
        0..6_u8,
        0..4_u8,
        0..8_u8,
        0..9_u8,
        0..6_u8,
        0..4_u8,
    );
    prop::collection::vec(one, rows)
}

const AMOUNTS: [i64; 12] = [100, 100, 100, 200, 300, 350, 450, 550, 600, 90, 190, 1_000];
const DAYS: [&str; 6] = [
    "2025-09-24",
    "2025-09-25",
    "2025-09-26",
    "2025-09-28",
    "2025-09-29",
    "2025-10-09",
];

fn text_of(payouts: &[Dice], lines: &[Dice]) -> String {
    const STATES: [&str; 8] = [
        "sent", "paid", "paid", "created", "unknown", "rejected", "returned", "paid",
    ];
    let mut text = String::new();
    for (index, (amount, day, account, state, reference, payer, mid)) in payouts.iter().enumerate()
    {
        let (amount, day) = (AMOUNTS[usize::from(*amount)], DAYS[usize::from(*day)]);
        let _ = write!(
            text,
            "payout P{index} amount={amount} day={day} nets=10,40,{}",
            amount - 50
        );
        let _ = write!(text, " status={}", STATES[usize::from(*state)]);
        let _ = write!(
            text,
            " account={} mid=M{}",
            ["A", "A", "B", "-"][usize::from(*account)],
            mid / 2
        );
        if *reference < 3 {
            let _ = write!(text, " ref=R{reference}");
        }
        if *payer < 3 {
            let _ = write!(text, " payer={}", ["X", "XY", "Z"][usize::from(*payer)]);
        }
        if index > 0 && *reference == 8 {
            let _ = write!(text, " retry_of=P{}", index - 1);
        }
        text.push('\n');
    }
    for (index, (amount, day, account, words, reference, payer, hour)) in lines.iter().enumerate() {
        let kind = if *words == 7 { "debit" } else { "credit" };
        let (amount, day) = (AMOUNTS[usize::from(*amount)], DAYS[usize::from(*day)]);
        let _ = write!(
            text,
            "{kind} L{} amount={amount} day={day} time=1{hour}:00:00",
            index + 1
        );
        let _ = write!(
            text,
            " account={}",
            ["A", "A", "B", "C"][usize::from(*account)]
        );
        let words = match words {
            0 => " text=P0",
            1 => " text=P1,P2",
            2 => " text=M0/20250925",
            3 => " text=M1",
            7 => " text=退汇",
            _ => "",
        };
        text.push_str(words);
        if *reference < 3 {
            let _ = write!(text, " ref=R{reference}");
        }
        if *payer < 3 {
            let _ = write!(text, " from={}", ["X", "XY", "Z"][usize::from(*payer)]);
        }
        text.push('\n');
    }
    text
}

fn order(len: usize) -> Vec<usize> {
    (0..len).collect()
}

/// A shuffle that the case itself determines.
fn shuffled<T: Copy>(items: &[T], seed: u64) -> Vec<T> {
    let mut items = items.to_vec();
    let mut state = seed | 1;
    for at in (1..items.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        items.swap(at, usize::try_from(state >> 33).unwrap_or(0) % (at + 1));
    }
    items
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// `judge` asserts that every line ends in one claim or among the orphans.
    #[test]
    fn order_and_repetition_do_not_matter(
        payouts in dice(0..9),
        lines in dice(0..11),
        seed in any::<u64>(),
    ) {
        let text = text_of(&payouts, &lines);
        let case = read(&text);
        let ranks = order(case.payouts.len());
        let plain = judge(&case, &ranks, case.lines.clone());
        let mixed = judge(&case, &shuffled(&ranks, seed), shuffled(&case.lines, seed));
        prop_assert_eq!(&plain, &mixed, "shuffled:\n{}", text);
        let mut twice = case.lines.clone();
        twice.extend(case.lines.iter().map(|line| line.at(Place { file: FileId(1), ..line.place })));
        let doubled = judge(&case, &ranks, shuffled(&twice, seed));
        prop_assert_eq!(&plain, &doubled, "given twice:\n{}", text);
    }

    #[test]
    fn claims_are_exclusive_and_say_their_difference(payouts in dice(0..9), lines in dice(0..11)) {
        let text = text_of(&payouts, &lines);
        let case = read(&text);
        let claimants: Vec<Claimant<'_, '_>> = case.claimants(&order(case.payouts.len()));
        let nets = |index: usize| case.nets[index].clone();
        let claims = claim(&claimants, case.lines.clone(), &Zone::shanghai(), &Calendar::mainland(), &nets);
        let mut holders: Vec<(Place, Option<u32>, usize)> = Vec::new();
        let mut sums: Vec<(Option<u32>, i64)> = Vec::new();
        for (index, found) in claims.of.iter().enumerate() {
            let Some(found) = found else { continue };
            prop_assert!(!found.credits.is_empty());
            for line in found.credits.iter().chain(&found.undone_by) {
                holders.push((line.place, found.lump, index));
            }
            let credited: i64 = found.credits.iter().map(|line| line.amount).sum();
            let says = claimants[index].payout.plan().amount;
            match found.lump {
                None => prop_assert_eq!(found.difference, credited - says, "{}", text),
                Some(_) => sums.push((found.lump, says)),
            }
            if found.basis.certainty() == ClaimCertainty::Probable && found.difference != 0 {
                prop_assert!(case.nets[index].contains(&-found.difference)
                    || found.lump.is_some(), "{}", text);
            }
        }
        holders.sort();
        for pair in holders.windows(2) {
            let shared = pair[0].0 == pair[1].0;
            prop_assert!(!shared || (pair[0].1.is_some() && pair[0].1 == pair[1].1), "{}", text);
        }
        for found in claims.of.iter().flatten().filter(|found| found.lump.is_some()) {
            let says: i64 = sums.iter().filter(|(lump, _)| *lump == found.lump).map(|(_, says)| says).sum();
            let members = sums.iter().filter(|(lump, _)| *lump == found.lump).count();
            prop_assert!(members >= 2);
            prop_assert_eq!(found.difference, found.credits[0].amount - says, "{}", text);
        }
    }

    /// Payouts of large odd amounts, one line over some of them: found, whatever else is there.
    #[test]
    fn a_planted_lump_is_found(
        amounts in prop::collection::btree_set(1_000_000_i64..900_000_000, 2..18),
        chosen in any::<u32>(),
        seed in any::<u64>(),
    ) {
        let amounts = shuffled(&amounts.into_iter().collect::<Vec<_>>(), seed);
        let mut text = String::new();
        let mut sum = 0;
        let mut want = Vec::new();
        for (index, amount) in amounts.iter().enumerate() {
            let _ = writeln!(text, "payout P{index:02} amount={amount} day={}", DAYS[index % 3]);
            if chosen & (1 << index) != 0 {
                sum += amount;
                want.push(format!("P{index:02}"));
            }
        }
        prop_assume!(want.len() >= 2);
        let _ = writeln!(text, "credit L1 amount={sum} day=2025-09-26");
        let _ = writeln!(text, "credit L2 amount=999 day=2025-09-26");
        let case = read(&text);
        let found = judge(&case, &order(case.payouts.len()), case.lines.clone());
        // Another set may have the very same sum; then it is a proposal, and never a claim.
        if found.contains("several_explanations") {
            prop_assert!(found.contains(&want.join("+")), "{}\n{}", found, text);
        } else {
            let lump: Vec<&str> = found.lines().filter(|row| row.contains("lump_by_sum L1")).collect();
            let members: Vec<&str> = lump.iter().filter_map(|row| row.split(' ').next()).collect();
            prop_assert_eq!(members, want, "{}", text);
        }
    }

    #[test]
    fn planted_parts_are_found(parts in prop::collection::btree_set(1_000_i64..9_000_000, 2..9), seed in any::<u64>()) {
        let parts = shuffled(&parts.into_iter().collect::<Vec<_>>(), seed);
        let mut text = String::new();
        for (index, amount) in parts.iter().enumerate() {
            let _ = writeln!(text, "credit L{} amount={amount} day={}", index + 1, DAYS[2 + index % 2]);
        }
        let _ = writeln!(text, "payout P1 amount={}", parts.iter().sum::<i64>());
        let case = read(&text);
        let claims = claim(&case.claimants(&[0]), case.lines.clone(), &Zone::shanghai(), &Calendar::mainland(), &|_| Vec::new());
        prop_assert_eq!(claims.orphans.len(), 0);
        let found = claims.of[0].as_ref().expect("no orphans, so it was claimed");
        prop_assert_eq!(found.basis, Basis::SplitParts);
        prop_assert_eq!(found.credits.len(), parts.len());
    }
}

/// A hundred equal payouts a day on one account: nothing here may look at every pair.
#[test]
fn many_equal_payouts_on_one_account() {
    let mut text = String::new();
    for index in 0..3_000 {
        let day = DAYS[index / 600];
        let _ = writeln!(text, "payout P{index} amount=100 day={day} status=paid");
        let _ = writeln!(text, "credit L{} amount=100 day={day}", index + 1);
    }
    let case = read(&text);
    let ranks = order(case.payouts.len());
    let claims = claim(
        &case.claimants(&ranks),
        case.lines.clone(),
        &Zone::shanghai(),
        &Calendar::mainland(),
        &|_| Vec::new(),
    );
    assert!(claims.of.iter().all(Option::is_some));
    assert_eq!(claims.orphans, Vec::new());
}
