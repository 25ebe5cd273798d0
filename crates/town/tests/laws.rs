//! The laws of a town, held against its own rows: text and files aside, does the truth fit the records?

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Day, Zone};
use town::fates::{FAMILIES, Share};
use town::number::{PayoutNo, Rrn};
use town::rows::{BankRow, PayoutRow, Record, SettlementRow, TruthRow};
use town::word::{Code, Direction, PayoutStatus, Stage, TxnType, Verdict};
use town::world::Role;
use town::{Period, Planting, Rows, World, blocks, plan, play};

const ALL: Planting = Planting {
    incidents: true,
    unexplained: true,
};

fn town_of(swipes: u64, seed: u64) -> (World, Rows) {
    let world = plan(seed, swipes, Period::default(), ALL).expect("a town");
    let rows = play(&world, 0..world.merchants.len());
    (world, rows)
}

fn lines<T: std::fmt::Debug>(rows: &[T]) -> Vec<String> {
    let mut lines: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    lines.sort();
    lines
}

#[test]
fn every_number_of_swipes_is_made_exactly() {
    for swipes in [1, 7, 130, 999, 4_000, 12_000, 20_001] {
        let (_, rows) = town_of(swipes, 3);
        assert_eq!(rows.truth.len() as u64, swipes);
    }
}

#[test]
fn blocks_do_not_change_the_town() {
    let (world, whole) = town_of(20_000, 11);
    let mut cut = Rows::default();
    let small = blocks(&world, 700);
    assert!(small.len() > 10, "{} blocks", small.len());
    for block in small.into_iter().rev() {
        let rows = play(&world, block);
        cut.terminal.extend(rows.terminal);
        cut.platform.extend(rows.platform);
        cut.clearing.extend(rows.clearing);
        cut.settlement.extend(rows.settlement);
        cut.payout.extend(rows.payout);
        cut.bank.extend(rows.bank);
        cut.holds.extend(rows.holds);
        cut.truth.extend(rows.truth);
    }
    assert_eq!(lines(&whole.terminal), lines(&cut.terminal));
    assert_eq!(lines(&whole.platform), lines(&cut.platform));
    assert_eq!(lines(&whole.clearing), lines(&cut.clearing));
    assert_eq!(lines(&whole.settlement), lines(&cut.settlement));
    assert_eq!(lines(&whole.payout), lines(&cut.payout));
    assert_eq!(lines(&whole.bank), lines(&cut.bank));
    assert_eq!(lines(&whole.holds), lines(&cut.holds));
    assert_eq!(lines(&whole.truth), lines(&cut.truth));
}

#[test]
fn every_fate_is_planted_at_least_three_times() {
    for swipes in [20_000, 50_000] {
        let (_, rows) = town_of(swipes, 7);
        let mut planted: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &rows.truth {
            *planted.entry(row.fate).or_default() += 1;
        }
        let mut wanted: BTreeSet<&str> = FAMILIES
            .iter()
            .flat_map(|family| family.iter().map(|fate| fate.name))
            .collect();
        // What the calendar and lost files do, without any planting.
        wanted.extend([
            "plain",
            "clearing_pending",
            "not_due_yet",
            "holiday_not_due",
            "after_cutoff_not_due",
            "clearing_file_missing",
            "settlement_run_missing",
            "payout_records_missing",
        ]);
        let rare: Vec<_> = wanted
            .into_iter()
            .filter(|fate| planted.get(fate).copied().unwrap_or(0) < 3)
            .collect();
        assert!(
            rare.is_empty(),
            "planted less than three times in {swipes} swipes: {rare:?}"
        );
        let plain = planted["plain"];
        assert!(
            plain * 10 > swipes * 6,
            "only {plain} of {swipes} arrived plainly"
        );
    }
}

#[test]
fn a_weekend_delays_when_the_town_is_seen_on_one() {
    let zone = Zone::shanghai();
    let first = Day::ymd(2025, 9, 8).expect("a day");
    let as_of = zone.parse("2025-09-27T10:00:00+08:00").expect("an instant");
    let world = plan(5, 20_000, Period { first, as_of }, ALL).expect("a town");
    let rows = play(&world, 0..world.merchants.len());
    let delayed = rows
        .truth
        .iter()
        .filter(|row| row.fate == "weekend_not_due");
    assert!(delayed.count() > 3);
}

/// The causes of the catalogue, read from its table.
fn catalogue() -> BTreeSet<&'static str> {
    let table = include_str!("../../../specs/causes.csv");
    let slugs = table.lines().skip(1).map(|line| line.split(',').next());
    slugs
        .map(|slug| slug.expect("a line has a first field"))
        .collect()
}

#[test]
fn causes_are_of_the_catalogue_and_every_trouble_has_one() {
    let causes = catalogue();
    let beside = [
        "mcc_hop",
        "merchant_name_hop",
        "second_clearing",
        "unfamiliar_payer",
        "duplicate_charge",
        "cleared_after_timeout",
        "response_lost_no_reversal",
        "reversal_failed",
    ];
    let (_, rows) = town_of(50_000, 1);
    for row in &rows.truth {
        let late = town::truth::is_late(row);
        match row.verdict {
            Verdict::Arrived if !late && row.cause.is_empty() => {}
            Verdict::Arrived if !late => assert!(beside.contains(&row.cause), "{row:?}"),
            _ => assert!(causes.contains(row.cause), "{row:?}"),
        }
        if row.fate == "plain" {
            assert_eq!(row.verdict, Verdict::Arrived, "{row:?}");
        }
        if row.verdict == Verdict::NotOwed {
            assert_eq!((row.owed, row.expected_by), (Some(0), None), "{row:?}");
        }
    }
}

#[test]
fn the_whole_catalogue_is_planted_or_listed_as_absent() {
    let (_, rows) = town_of(50_000, 1);
    let mut known: BTreeSet<&str> = rows
        .truth
        .iter()
        .flat_map(|row| [row.fate, row.cause])
        .collect();
    for (cause, reason) in town::fates::absent::ABSENT {
        assert!(
            known.insert(cause),
            "{cause} is planted, and listed as absent: {reason}"
        );
    }
    let forgotten: Vec<_> = catalogue()
        .into_iter()
        .filter(|slug| !known.contains(slug))
        .collect();
    assert!(
        forgotten.is_empty(),
        "neither planted nor listed: {forgotten:?}"
    );
    let causes = catalogue();
    let strangers = town::fates::absent::ABSENT
        .iter()
        .filter(|(cause, _)| !causes.contains(cause));
    assert_eq!(strangers.count(), 0);
}

#[test]
fn nothing_is_recorded_after_the_moment_of_judging() {
    let (world, rows) = town_of(30_000, 2);
    let (as_of, today) = (world.times.period.as_of, world.times.today);
    for row in &rows.terminal {
        assert!(
            row.local_time <= as_of && row.uploaded_at <= Some(as_of),
            "{row:?}"
        );
    }
    for row in &rows.platform {
        assert!(
            row.received_at <= as_of && row.responded_at <= Some(as_of),
            "{row:?}"
        );
    }
    assert!(rows.clearing.iter().all(|row| row.settle_day < today));
    assert!(rows.settlement.iter().all(|row| row.settle_day < today));
    for row in &rows.payout {
        assert!(
            row.status_at <= as_of && row.created_at <= row.status_at,
            "{row:?}"
        );
    }
    assert!(rows.bank.iter().all(|row| row.booked_at <= as_of));
}

/// The settlement lines of each payout.
fn by_payout(rows: &Rows) -> BTreeMap<PayoutNo, Vec<&SettlementRow>> {
    let mut found: BTreeMap<PayoutNo, Vec<&SettlementRow>> = BTreeMap::new();
    for line in rows
        .settlement
        .iter()
        .filter(|line| line.payout != PayoutNo::NONE)
    {
        found.entry(line.payout).or_default().push(line);
    }
    found
}

/// The truth of a swipe by its reference and terminal.
fn by_rrn(rows: &Rows) -> BTreeMap<Rrn, Vec<&TruthRow>> {
    let mut found: BTreeMap<Rrn, Vec<&TruthRow>> = BTreeMap::new();
    for row in rows.truth.iter().filter(|row| !row.rrn.is_none()) {
        found.entry(row.rrn).or_default().push(row);
    }
    found
}

#[test]
fn a_payout_is_the_sum_of_its_lines_less_its_own_fee() {
    let (world, rows) = town_of(50_000, 4);
    let fees: BTreeMap<_, _> = world
        .merchants
        .iter()
        .map(|merchant| (merchant.mid, merchant.terms.payout_fee))
        .collect();
    let truth = by_rrn(&rows);
    let lines = by_payout(&rows);
    let mut checked = 0;
    for payout in rows
        .payout
        .iter()
        .filter(|row| row.status == PayoutStatus::Created)
    {
        if payout.retry_of != PayoutNo::NONE {
            continue; // A retry pays the lines of the payout it repeats.
        }
        let members = &lines[&payout.payout];
        let wrong = members.iter().any(|line| {
            truth
                .get(&line.rrn)
                .is_some_and(|rows| rows[0].fate == "payout_wrong_amount")
        });
        let sum: i64 = members.iter().map(|line| line.net).sum();
        assert_eq!(payout.txn_count as usize, members.len(), "{payout:?}");
        if !wrong {
            assert_eq!(sum - fees[&payout.mid], payout.amount, "{payout:?}");
            checked += 1;
        }
    }
    assert!(checked > 3000, "{checked} payouts checked");
}

#[test]
fn what_arrived_is_on_the_statements() {
    let (world, rows) = town_of(50_000, 8);
    let mut credited: BTreeMap<_, i64> = BTreeMap::new();
    for line in rows
        .bank
        .iter()
        .filter(|line| line.direction == Direction::Credit)
    {
        *credited.entry(line.account).or_default() += line.amount;
    }
    let mut paid: BTreeMap<_, BTreeSet<PayoutNo>> = BTreeMap::new();
    for row in rows
        .payout
        .iter()
        .filter(|row| row.status == PayoutStatus::Paid)
    {
        paid.entry(row.mid).or_default().insert(row.payout);
    }
    let mut arrived: BTreeMap<_, i64> = BTreeMap::new();
    for row in &rows.truth {
        *arrived.entry(row.mid).or_default() += row.arrived;
    }
    let mut shops = 0;
    for merchant in &world.merchants {
        let is_shop = matches!(merchant.role, Role::Plain { .. });
        if !is_shop || !merchant.has_statement {
            continue;
        }
        let payouts = paid.get(&merchant.mid).map_or(0, BTreeSet::len) as i64;
        let fees = payouts * merchant.terms.payout_fee;
        let credit = credited.get(&merchant.account).copied().unwrap_or(0);
        let came = arrived.get(&merchant.mid).copied().unwrap_or(0);
        assert_eq!(came - fees, credit, "{merchant:?}");
        shops += 1;
    }
    assert!(shops > 200, "{shops} shops");
}

#[test]
fn the_funds_of_the_truth_balance() {
    let (world, rows) = town_of(50_000, 6);
    let by_mid: BTreeMap<_, _> = world
        .merchants
        .iter()
        .map(|merchant| (merchant.mid, merchant))
        .collect();
    let kinds: BTreeMap<_, _> = rows
        .platform
        .iter()
        .map(|row| ((row.rrn, row.tid), row.card_type))
        .collect();
    let reversed: BTreeMap<Rrn, i64> = rows
        .platform
        .iter()
        .filter(|row| row.txn_type == TxnType::Reversal && row.code == Code::APPROVED)
        .map(|row| (row.orig_rrn, row.amount))
        .collect();
    let refunds = rows.platform.iter();
    let refunds = refunds.filter(|row| row.txn_type == TxnType::Refund);
    let standing = refunds.filter(|row| !reversed.contains_key(&row.rrn));
    let charged_back = rows.clearing.iter();
    let charged_back = charged_back.filter(|row| row.txn_type == TxnType::Chargeback);
    let back: BTreeMap<Rrn, i64> = standing
        .map(|row| (row.orig_rrn, row.amount))
        .chain(charged_back.map(|row| (row.orig_rrn, row.amount)))
        .collect();
    let mut checked = 0;
    for row in &rows.truth {
        let (Some(owed), false) = (row.owed, row.not_owed) else {
            continue;
        };
        let Some(class) = kinds.get(&(row.rrn, row.tid)) else {
            continue; // Known by the terminal or the network alone.
        };
        let merchant = by_mid[&row.mid];
        let refunded = back.get(&row.rrn).copied().unwrap_or(0);
        let undone = reversed.get(&row.rrn).copied().unwrap_or(0);
        let left = row.amount - undone;
        let fee = merchant.terms.owed(left, refunded, *class).fee;
        assert_eq!(owed + fee + refunded, left, "{row:?}");
        match row.verdict {
            Verdict::Arrived => assert_eq!(row.arrived - row.to_be_netted, owed, "{row:?}"),
            Verdict::Short => assert!(0 < row.arrived && row.arrived < owed, "{row:?}"),
            Verdict::Over => assert!(row.arrived > owed, "{row:?}"),
            _ => assert_eq!(row.arrived, 0, "{row:?}"),
        }
        checked += 1;
    }
    assert!(checked > 48_000, "{checked} swipes checked");
}

/// The furthest record that bears this reference.
fn reach(rows: &Rows) -> BTreeMap<Rrn, Stage> {
    let mut found: BTreeMap<Rrn, Stage> = BTreeMap::new();
    let mut see = |rrn: Rrn, stage: Stage| {
        let reached = found.entry(rrn).or_insert(stage);
        *reached = stage.max(*reached);
    };
    for row in &rows.terminal {
        see(row.rrn, Stage::Terminal);
    }
    for row in &rows.platform {
        let answered = row.responded_at.is_some();
        see(
            row.rrn,
            if answered {
                Stage::Network
            } else {
                Stage::Platform
            },
        );
    }
    for row in &rows.clearing {
        see(row.rrn, Stage::Clearing);
    }
    let made: BTreeSet<PayoutNo> = rows.payout.iter().map(|row| row.payout).collect();
    let booked: BTreeSet<u64> = rows.bank.iter().map(|row| row.bank_ref.0).collect();
    for row in &rows.settlement {
        see(row.rrn, Stage::Settlement);
        if made.contains(&row.payout) {
            see(row.rrn, Stage::Payout);
        }
        if row.payout != PayoutNo::NONE && booked.contains(&row.payout.0) {
            see(row.rrn, Stage::Bank);
        }
    }
    found
}

#[test]
fn each_truth_row_has_the_records_it_speaks_of() {
    let (_, rows) = town_of(50_000, 9);
    let reached = reach(&rows);
    let handles: BTreeSet<(u32, u32)> = rows
        .terminal
        .iter()
        .map(|row| (row.tid, row.stan))
        .collect();
    // Credits that bear no reference, another account's or a retry's reference, or leave this swipe out, are not found so.
    let not_by_reference = |row: &TruthRow| row.stage >= Stage::Payout;
    for row in &rows.truth {
        if row.rrn.is_none() {
            assert!(handles.contains(&(row.tid, row.stan)), "{row:?}");
            assert_eq!(row.stage, Stage::Terminal, "{row:?}");
        } else if not_by_reference(row) {
            assert!(reached[&row.rrn] >= Stage::Payout, "{row:?}");
        } else if row.fate != "auth_declined_insufficient" {
            assert_eq!(reached[&row.rrn], row.stage, "{row:?}");
        }
    }
}

#[test]
fn a_day_without_records_is_a_planted_one() {
    for seed in [1, 2, 3] {
        let (world, rows) = town_of(20_000, seed);
        let missing = world.times.missing;
        fn days<R: Record>(rows: &[R]) -> BTreeSet<Day> {
            rows.iter().map(Record::file_day).collect()
        }
        let chain = [
            (days(&rows.terminal), days(&rows.platform), missing.platform),
            (days(&rows.platform), days(&rows.clearing), missing.clearing),
            (
                days(&rows.clearing),
                days(&rows.settlement),
                missing.settlement,
            ),
            (days(&rows.settlement), days(&rows.payout), missing.payout),
        ];
        for (before, here, planted) in chain {
            let today = world.times.today;
            let lost: Vec<Day> = before
                .difference(&here)
                .filter(|day| **day < today)
                .copied()
                .collect();
            assert_eq!(lost, Vec::from_iter(planted), "seed {seed}");
        }
    }
}

#[test]
fn incidents_are_many_and_other_trouble_is_thin() {
    for (swipes, seed) in [(20_000, 1), (50_000, 2), (200_000, 3)] {
        let (world, rows) = town_of(swipes, seed);
        let mut members: BTreeMap<u8, u64> = BTreeMap::new();
        let mut alone: BTreeMap<u64, u64> = BTreeMap::new();
        for row in &rows.truth {
            let stuck = matches!(row.verdict, Verdict::Overdue) || row.owed.is_none();
            match row.incident {
                0 if stuck => *alone.entry(row.mid.0).or_default() += 1,
                0 => {}
                number => *members.entry(number).or_default() += 1,
            }
        }
        for incident in &world.incidents {
            let count = members.get(&incident.number).copied().unwrap_or(0);
            assert!(
                count >= 30,
                "{count} members in {swipes}, seed {seed}: {incident:?}"
            );
        }
        let thickest = alone.values().max().copied().unwrap_or(0);
        assert!(
            thickest <= 10,
            "{thickest} stuck swipes at one merchant without an incident"
        );
    }
}

#[test]
fn a_reference_names_one_swipe_but_where_two_share_it_on_purpose() {
    let (_, rows) = town_of(50_000, 10);
    let mut seen: BTreeMap<Rrn, u32> = BTreeMap::new();
    let mut shared = 0;
    for row in &rows.platform {
        if let Some(tid) = seen.insert(row.rrn, row.tid) {
            assert_ne!(tid, row.tid, "{row:?}");
            shared += 1;
        }
    }
    assert!(shared <= 3, "{shared} references are shared");
}

#[test]
fn nobody_pays_twice_by_accident() {
    let (_, rows) = town_of(200_000, 12);
    let fates: BTreeMap<_, _> = rows.truth.iter().map(|row| (row.rrn, row.fate)).collect();
    let mut seen: BTreeMap<_, (i64, Rrn)> = BTreeMap::new();
    let mut twice = 0;
    let mut sales: Vec<_> = rows
        .platform
        .iter()
        .filter(|row| row.txn_type == TxnType::Sale && row.card.bin != 0 && &row.code.0 == b"00")
        .collect();
    sales.sort_by_key(|row| row.received_at);
    for row in sales {
        let key = (row.mid, row.card, row.amount);
        if let Some((before, first)) = seen.insert(key, (row.received_at.ms(), row.rrn))
            && row.received_at.ms() - before <= 600_000
        {
            assert_eq!(fates[&row.rrn], "duplicate_charge", "{row:?}");
            assert_eq!(fates[&first], "duplicate_charge", "{row:?}");
            twice += 1;
        }
    }
    assert!(twice >= 3, "{twice} double charges");
}

#[test]
fn decline_codes_mean_what_the_table_of_response_codes_says() {
    let table = include_str!("../../../specs/codes/response-codes.csv");
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    assert_eq!(header[0], "code");
    let (world, rows) = town_of(200_000, 13);
    let truth = by_rrn(&rows);
    let mut checked = BTreeSet::new();
    for row in &rows.platform {
        let code = String::from_utf8_lossy(&row.code.0).trim().to_owned();
        let fate = truth.get(&row.rrn).map_or("", |rows| rows[0].fate);
        let is_plain_decline = town::fates::decline::BY_CODE
            .iter()
            .any(|known| known.name == fate);
        if !is_plain_decline || code == "00" || fate == "auth_declined_insufficient" && code == "  "
        {
            continue;
        }
        let line = table
            .lines()
            .find(|line| line.starts_with(&format!("{code},")))
            .unwrap_or_else(|| panic!("code {code} is not in the table"));
        assert!(line.contains(fate), "{code} stands for {fate}? {line}");
        checked.insert(code);
    }
    assert!(checked.len() > 40, "{checked:?}");
    assert!(world.swipes == 200_000);
}

#[test]
fn statements_stand_in_order_and_their_balances_join() {
    let (_, rows) = town_of(30_000, 14);
    let mut last: BTreeMap<_, &BankRow> = BTreeMap::new();
    let mut jumps = 0;
    for line in &rows.bank {
        if let Some(before) = last.insert(line.account, line) {
            assert!(before.booked_at <= line.booked_at, "{line:?}");
            let signed = match line.direction {
                Direction::Credit => line.amount,
                Direction::Debit => -line.amount,
            };
            jumps += usize::from(before.balance + signed != line.balance);
        }
    }
    assert!(
        (3..40).contains(&jumps),
        "{jumps} jumps: gaps and doubled lines are planted, a few"
    );
}

#[test]
fn states_of_a_payout_follow_each_other() {
    let (_, rows) = town_of(50_000, 15);
    let mut states: BTreeMap<PayoutNo, Vec<&PayoutRow>> = BTreeMap::new();
    for row in &rows.payout {
        states.entry(row.payout).or_default().push(row);
    }
    for rows in states.values() {
        assert_eq!(rows[0].status, PayoutStatus::Created, "{rows:?}");
        for pair in rows.windows(2) {
            assert!(pair[0].status_at <= pair[1].status_at, "{pair:?}");
            assert_eq!(pair[0].amount, pair[1].amount);
            let after_final = matches!(
                pair[0].status,
                PayoutStatus::Rejected | PayoutStatus::Returned
            );
            assert!(!after_final, "{pair:?}");
            if pair[0].status == PayoutStatus::Paid {
                assert_eq!(pair[1].status, PayoutStatus::Returned, "{pair:?}");
            }
        }
    }
    assert!(
        FAMILIES
            .iter()
            .flat_map(|family| family.iter())
            .any(|fate| matches!(fate.share, Share::Cases { .. }))
    );
}
