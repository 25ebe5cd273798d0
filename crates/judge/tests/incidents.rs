//! Common causes: planted ones are found, each once and whole; chance is not.
//!
//! A small made town of verdicts, seeded; no records are needed to look for what they share.

use judge::{
    AccountStatus, Bearers, Cause, Certainty, Dimension, Found, Incident, Knowledge, Merchant,
    MerchantStatus, Party, Population, Proof, Stage, Stuck, TerminalRecord, TerminalStatus,
    Thresholds, Verdict, VerdictKind,
};
use ledger::{Calendar, Cutoff, Day, Instant, Rate, Rounding, SettleMode, Terms, Zone};
use std::collections::{BTreeMap, BTreeSet};
use trail::{Coverage, Method, MissingFile, Register, Source, TxnType};

const BANKS: u32 = 6;
const REGIONS: u32 = 5;
const MERCHANTS: u32 = 120;
const SWIPES_EACH: usize = 30;
const MODELS: [&str; 3] = ["NL910", "A920", "SP600"];

struct Town {
    knowledge: Knowledge,
    /// Merchant and terminal numbers.
    shops: Vec<(String, String)>,
    seed: u64,
}

impl Town {
    fn new(seed: u64) -> Town {
        let mut merchants = BTreeMap::new();
        let mut terminals = BTreeMap::new();
        let mut shops = Vec::new();
        for n in 0..MERCHANTS {
            // Region and bank are spread apart from one another.
            let mid = format!("898{:04}5812{n:04}", 3_100 + n % REGIONS * 100);
            let tid = format!("{:08}", 10_000_000 + n);
            let merchant = merchant(
                &mid,
                &format!("bank-{}", n / REGIONS % BANKS),
                &n.to_string(),
            );
            merchants.insert(mid.clone(), merchant);
            terminals.insert(
                tid.clone(),
                terminal(&tid, &mid, MODELS[(n % 7 % 3) as usize]),
            );
            shops.push((mid, tid));
        }
        let knowledge = Knowledge {
            merchants: merchants.into_iter().collect(),
            terminals: terminals.into_iter().collect(),
            holds: Register::default(),
            notices: Vec::new(),
            incompatibilities: Vec::new(),
            payers: Vec::new(),
            calendar: Calendar::mainland(),
            coverage: Coverage::default(),
            zone: Zone::shanghai(),
            cutoff: Cutoff::default(),
            thresholds: Thresholds::default(),
        };
        Town {
            knowledge,
            shops,
            seed,
        }
    }

    /// A number from 0 to 1,000,000, the same for the same swipe and question.
    fn chance(&self, index: usize, question: u64) -> u64 {
        let mut mixed = self.seed ^ (index as u64) << 8 ^ question << 48;
        for _ in 0..3 {
            mixed = (mixed ^ (mixed >> 30)).wrapping_add(0x9e37_79b9_7f4a_7c15);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        }
        (mixed >> 20) % 1_000_000
    }

    /// All swipes; `fate` says what became of each.
    fn swipes(
        &self,
        fate: impl Fn(&Town, usize, &Verdict<'_>) -> Option<(VerdictKind, Cause)>,
    ) -> Vec<Verdict<'_>> {
        let places =
            (0..self.shops.len()).flat_map(|shop| (0..SWIPES_EACH).map(move |n| (shop, n)));
        let swipes = places.enumerate().map(|(index, (shop, n))| {
            let (mid, tid) = &self.shops[shop];
            let mut swipe = arrived(mid, tid, n);
            if let Some((verdict, cause)) = fate(self, index, &swipe) {
                (swipe.verdict, swipe.cause) = (verdict, Some(cause));
                swipe.party = cause.row().party;
                (swipe.arrived, swipe.gap) = (0, swipe.owed);
            }
            swipe
        });
        swipes.collect()
    }
}

fn merchant(mid: &str, bank: &str, account: &str) -> Merchant {
    let rate = Rate::from_ppb(6_000_000).expect("0.6 % is a rate");
    Merchant {
        mid: mid.to_owned(),
        name: mid.to_owned(),
        mcc: "5812".to_owned(),
        terms: Terms {
            mode: SettleMode::T(1),
            credit_rate: rate,
            debit_rate: rate,
            debit_cap: None,
            qr_rate: None,
            rounding: Rounding::HalfUp,
            refund_returns_fee: true,
            payout_fee: 0,
            min_payout: 0,
        },
        account_no: account.to_owned(),
        account_name: mid.to_owned(),
        bank_code: bank.to_owned(),
        account_status: AccountStatus::Normal,
        status: MerchantStatus::Normal,
        status_since: None,
    }
}

fn terminal(tid: &str, mid: &str, model: &str) -> TerminalRecord {
    TerminalRecord {
        tid: tid.to_owned(),
        mid: mid.to_owned(),
        model: model.to_owned(),
        firmware: "2.1".to_owned(),
        bound_at: None,
        last_seen_at: None,
        last_inspected_at: None,
        status: TerminalStatus::Active,
        location: String::new(),
    }
}

fn day() -> Day {
    Day::ymd(2025, 3, 4).expect("a day")
}

fn arrived<'a>(mid: &'a str, tid: &'a str, n: usize) -> Verdict<'a> {
    let ten = Zone::shanghai().at(day(), 10 * 3_600);
    Verdict {
        mid,
        tid,
        stan: "",
        rrn: "",
        order_no: "",
        card: "",
        txn_type: TxnType::Sale,
        card_type: None,
        amount: 10_000,
        currency: "CNY",
        swiped_at: Some(ten.plus_seconds(n as i64 * 60)),
        settle_day: Some(day()),
        verdict: VerdictKind::Arrived,
        timing: None,
        stage: Stage::Bank,
        cause: None,
        swiped: Some(10_000),
        given_back: 0,
        fee: 60,
        owed: Some(9_940),
        arrived: 9_940,
        gap: Some(0),
        expected_by: None,
        arrived_at: None,
        eta: None,
        also: judge::Also::new(),
        items: Vec::new(),
        provisional: false,
        proof: Proof::Statement,
        certainty: Certainty::Proven,
        party: Party::Nobody,
        evidence: Box::default(),
        payout_bank: "",
        payout_channel: ["ibps", "beps"][n % 2],
        channel: ["unionpay", "nucc"][n / 2 % 2],
        method: Some([Method::Chip, Method::Contactless][n / 4 % 2]),
    }
}

/// Looks for common causes, the stuck swipes in the order given by `order`, counts in two parts.
fn look(
    swipes: &[Verdict<'_>],
    missing: &[MissingFile],
    knowledge: &Knowledge,
    reversed: bool,
) -> Found {
    let noted = swipes
        .iter()
        .enumerate()
        .filter_map(|(at, swipe)| judge::note(at, swipe, knowledge));
    let mut stuck: Vec<Stuck> = noted.collect();
    if reversed {
        stuck.reverse();
    }
    let mut parts = [Bearers::default(), Bearers::default()];
    for (at, swipe) in swipes.iter().enumerate() {
        parts[at % 2].add(swipe);
    }
    let [mut bearers, other] = parts;
    bearers.merge(other);
    let population = Population::of(&judge::candidates(&stuck), &bearers, knowledge);
    judge::find(&stuck, &population, missing, knowledge)
}

/// The incidents of a town, and for each its members. However the stuck swipes come, the answer
/// is one.
fn found(
    swipes: &[Verdict<'_>],
    missing: &[MissingFile],
    knowledge: &Knowledge,
) -> Vec<(Incident, BTreeSet<usize>)> {
    let gather = |found: Found| {
        let mut members = vec![BTreeSet::new(); found.incidents.len()];
        for (index, incident) in found.members {
            let new = members[incident as usize].insert(index);
            assert!(new, "swipe {index} is twice in one incident");
        }
        let total: usize = members.iter().map(BTreeSet::len).sum();
        let all: BTreeSet<usize> = members.iter().flatten().copied().collect();
        assert_eq!(total, all.len(), "a swipe is in two incidents");
        found.incidents.into_iter().zip(members).collect::<Vec<_>>()
    };
    let answer = gather(look(swipes, missing, knowledge, false));
    assert_eq!(answer, gather(look(swipes, missing, knowledge, true)));
    for (incident, members) in &answer {
        assert_eq!(incident.swipes, members.len() as u64);
        let sum: i128 = members
            .iter()
            .map(|at| i128::from(swipes[*at].gap.unwrap_or(swipes[*at].amount)))
            .sum();
        assert_eq!(incident.amount, sum);
    }
    answer
}

/// Dimension and value of each incident.
fn names(found: &[(Incident, BTreeSet<usize>)]) -> Vec<(&'static str, &str)> {
    found
        .iter()
        .map(|(incident, _)| (incident.dimension.slug(), incident.value.as_str()))
        .collect()
}

const STUCK: Option<(VerdictKind, Cause)> = Some((VerdictKind::Overdue, Cause::PaidNotCredited));

#[test]
fn chance_is_no_incident() {
    for seed in 1..=20 {
        let town = Town::new(seed);
        let swipes = town.swipes(|town, index, _| STUCK.filter(|_| town.chance(index, 1) < 30_000));
        let found = found(&swipes, &[], &town.knowledge);
        assert!(found.is_empty(), "seed {seed}: {:?}", names(&found));
    }
}

#[test]
fn merchants_with_troubles_of_their_own_are_no_trouble_of_their_bank() {
    // Four merchants in a hundred have each nearly all of their swipes stuck.
    for seed in 1..=10 {
        let town = Town::new(seed);
        let unlucky = |town: &Town, index: usize| town.chance(index / SWIPES_EACH, 2) < 40_000;
        let swipes = town.swipes(|town, index, _| STUCK.filter(|_| unlucky(town, index)));
        let found = found(&swipes, &[], &town.knowledge);
        let wide = names(&found)
            .into_iter()
            .find(|(dimension, _)| !matches!(*dimension, "merchant" | "terminal"));
        assert_eq!(wide, None, "seed {seed}: {:?}", names(&found));
    }
}

#[test]
fn a_bank_that_is_down_is_one_incident_and_not_its_merchants() {
    for seed in 1..=10 {
        let town = Town::new(seed);
        let down = |town: &Town, mid: &str| town.knowledge.merchants[mid].bank_code == "bank-2";
        let fate = |town: &Town, index: usize, swipe: &Verdict<'_>| {
            let limit = if down(town, swipe.mid) {
                700_000
            } else {
                5_000
            };
            STUCK.filter(|_| town.chance(index, 3) < limit)
        };
        let swipes = town.swipes(fate);
        let found = found(&swipes, &[], &town.knowledge);
        assert_eq!(names(&found), [("bank", "bank-2")], "seed {seed}");
        let (incident, members) = &found[0];
        let all = (0..swipes.len())
            .filter(|at| swipes[*at].cause.is_some() && down(&town, swipes[*at].mid));
        assert_eq!(
            *members,
            all.collect(),
            "every stuck swipe of the bank, and no other"
        );
        assert_eq!(incident.cause, Cause::PaidNotCredited);
        assert!(incident.began.is_some());
    }
}

#[test]
fn one_merchant_is_not_its_bank_nor_its_region() {
    let town = Town::new(7);
    let mid = town.shops[17].0.clone();
    let frozen = Some((VerdictKind::Overdue, Cause::AccountFrozen));
    let swipes = town.swipes(|_, _, swipe| frozen.filter(|_| swipe.mid == mid));
    let found = found(&swipes, &[], &town.knowledge);
    // A merchant with one terminal is both; one of the two is named, and only one.
    assert_eq!(found.len(), 1, "{:?}", names(&found));
    assert!(matches!(
        found[0].0.dimension,
        Dimension::Merchant | Dimension::Terminal
    ));
    assert_eq!(found[0].0.swipes, SWIPES_EACH as u64);
}

#[test]
fn two_things_that_fail_at_once_are_two_incidents() {
    let town = Town::new(3);
    let region = |mid: &str| mid[3..7].to_owned();
    let fate = |town: &Town, index: usize, swipe: &Verdict<'_>| {
        let model = &town.knowledge.terminals[swipe.tid].model;
        if region(swipe.mid) == "3300" && town.chance(index, 4) < 600_000 {
            return Some((VerdictKind::Pending, Cause::ResponseLostPendingReversal));
        }
        let faulty = model == "SP600" && town.chance(index, 5) < 600_000;
        faulty.then_some((VerdictKind::Overdue, Cause::NotInClearingFile))
    };
    let swipes = town.swipes(fate);
    let found = found(&swipes, &[], &town.knowledge);
    assert_eq!(
        names(&found),
        [("terminal_model", "SP600/2.1"), ("region", "3300")]
    );
}

#[test]
fn the_calendar_opens_no_incident() {
    let town = Town::new(5);
    let waits = [
        Cause::WeekendNotDue,
        Cause::NotDueYet,
        Cause::RiskHold,
        Cause::MinPayoutThreshold,
    ];
    for cause in waits {
        let waiting = Some((VerdictKind::Pending, cause));
        let swipes = town.swipes(|town, _, swipe| {
            waiting.filter(|_| town.knowledge.merchants[swipe.mid].bank_code == "bank-1")
        });
        assert_eq!(
            names(&found(&swipes, &[], &town.knowledge)),
            [],
            "{}",
            cause.slug()
        );
    }
}

#[test]
fn few_are_no_incident_however_alike() {
    let town = Town::new(6);
    let few = judge::MEMBERS_MIN as usize - 1;
    let mid = town.shops[3].0.clone();
    let first = 3 * SWIPES_EACH;
    let swipes =
        town.swipes(|_, index, swipe| STUCK.filter(|_| swipe.mid == mid && index < first + few));
    assert_eq!(names(&found(&swipes, &[], &town.knowledge)), []);
}

#[test]
fn a_missing_file_is_one_incident_with_whom_it_keeps_waiting() {
    let town = Town::new(8);
    let missing = |source, day| MissingFile {
        source,
        day,
        expected_rows: 100,
    };
    let files = [
        missing(Source::Clearing, day()),
        missing(Source::Platform, day().plus(-1)),
    ];
    let waiting = Some((VerdictKind::Pending, Cause::ClearingFileMissing));
    let swipes = town.swipes(|town, index, _| waiting.filter(|_| town.chance(index, 9) < 500_000));
    let found = found(&swipes, &files, &town.knowledge);
    assert_eq!(
        names(&found),
        [
            ("file", "clearing/2025-03-04"),
            ("file", "platform/2025-03-03")
        ]
    );
    let midnight = |day: Day| -> Option<Instant> { Some(town.knowledge.zone.at(day, 0)) };
    assert_eq!(found[0].0.began, midnight(day()));
    assert_eq!(
        found[0].1.len(),
        swipes.iter().filter(|swipe| swipe.cause.is_some()).count()
    );
    assert_eq!(
        (found[1].0.cause, found[1].0.swipes),
        (Cause::PlatformLogMissing, 0)
    );
}
