//! Planning: who lives in the town, on what terms, and who shows what.
//!
//! In: seed, number of swipes, period, what to plant. Out: a [`World`].
//! Absent by design: swipes, and any choice that depends on another merchant's chance: only counts are shared.
//!
//! Every attribute by which trouble might be grouped (bank, line, rail, region, trade, model) is dealt round-robin, to
//! troubled and untroubled merchants alike, so that none gathers more than its share by accident.

use ledger::{Rate, Rounding, SettleMode};

use crate::dice::Dice;
use crate::fates::{Fates, Share};
use crate::incident;
use crate::number::Mid;
use crate::period::{Period, Times};
use crate::place;
use crate::world::{Merchant, Role, SWIPES_MAX, TERMINALS_MAX, World};

/// From this many swipes on a town has incidents and missing files.
pub const INCIDENTS_FROM: u64 = 12_000;
/// From this many swipes on every fate is planted at least three times.
pub const EVERY_FATE_FROM: u64 = 20_000;
/// An ordinary merchant's swipes, on average.
const SWIPES_A_MERCHANT: u64 = 133;
/// A terminal takes about this many swipes.
const SWIPES_A_TERMINAL: u32 = 150;
/// The stream of dice by which the plan itself is made; merchants' streams are their indexes.
const PLAN_STREAM: u64 = u64::MAX;

/// What to plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planting {
    /// Incidents and missing files.
    pub incidents: bool,
    /// Faults that leave money unexplained.
    pub unexplained: bool,
}

/// Why no town could be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// More than [`SWIPES_MAX`], or none.
    Swipes,
    /// The period ends before it begins, or is longer than a year.
    Period,
}

/// Plans a town.
pub fn plan(seed: u64, swipes: u64, period: Period, planting: Planting) -> Result<World, Refusal> {
    if swipes == 0 || swipes > SWIPES_MAX {
        return Err(Refusal::Swipes);
    }
    let incidents = planting.incidents && swipes >= INCIDENTS_FROM;
    let times = Times::of(period, incidents).ok_or(Refusal::Period)?;
    let fates = Fates::of(swipes, incidents, planting.unexplained, &times);
    let (incidents, notices) = incident::all(&times, incidents);
    let mut world = World {
        seed,
        swipes,
        times,
        merchants: Vec::new(),
        fates,
        incidents,
        notices,
    };
    let mut merchants = cases(&world);
    let told: u64 = merchants
        .iter()
        .map(|merchant| u64::from(merchant.swipes))
        .sum();
    shops(&mut world, &mut merchants, swipes.saturating_sub(told));
    number(&mut merchants, seed);
    for merchant in &mut merchants {
        if let Role::Case { fate, turn } = merchant.role {
            (world.fates.list[fate].dress)(merchant, turn, &world.times);
        }
    }
    name(&mut merchants);
    world.merchants = merchants;
    incident::name_values(&mut world);
    Ok(world)
}

/// The merchants that each tell one fate.
fn cases(world: &World) -> Vec<Merchant> {
    let mut merchants = Vec::new();
    for (fate, count) in world.fates.cases() {
        let Share::Cases { swipes, .. } = world.fates.list[fate].share else {
            continue;
        };
        for turn in 0..count as u32 {
            let mut merchant = Merchant::blank(merchants.len() as u32);
            merchant.role = Role::Case { fate, turn };
            merchant.swipes = swipes;
            merchant.terminals = 2;
            merchants.push(merchant);
        }
    }
    merchants
}

/// The merchants of ordinary trade, making exactly the swipes that are left.
fn shops(world: &mut World, merchants: &mut Vec<Merchant>, swipes: u64) {
    let count = (swipes / SWIPES_A_MERCHANT).max(u64::from(swipes > 0));
    let mut dice = Dice::of(world.seed, PLAN_STREAM);
    let weights: Vec<u64> = (0..count).map(|_| size(&mut dice)).collect();
    let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let (mut passed, mut given, mut seats) = (0u128, 0u64, 0u64);
    for (turn, weight) in weights.into_iter().enumerate() {
        passed += u128::from(weight);
        let upto = (passed * u128::from(swipes) / total) as u64;
        let mut merchant = Merchant::blank(merchants.len() as u32);
        merchant.swipes = (upto - given) as u32;
        given = upto;
        merchant.terminals = (1 + merchant.swipes / SWIPES_A_TERMINAL).min(TERMINALS_MAX as u32);
        contract(&mut merchant, turn, &mut dice);
        let seat = (merchant.terms.mode == SettleMode::T(1)).then(|| {
            seats += 1;
            seats - 1
        });
        merchant.has_journal = seat.is_some() || !dice.per_mille(150);
        merchant.role = Role::Plain { seat };
        merchants.push(merchant);
    }
    world.fates.seat(seats);
}

/// How big a shop is: most are small, a few are very big.
fn size(dice: &mut Dice) -> u64 {
    let weight = match dice.below(1000) {
        0..600 => dice.between(20, 80),
        600..985 => dice.between(80, 260),
        _ => dice.between(1500, 3500),
    };
    weight as u64
}

/// Terms and habits of an ordinary shop. The first few are of every cycle, so that every day has payouts.
fn contract(merchant: &mut Merchant, turn: usize, dice: &mut Dice) {
    let rate = |text: &str| Rate::parse(text).expect("a rate between 0 and 1");
    let mode = match (turn, dice.below(100)) {
        (0 | 1, _) => SettleMode::D(0),
        (2, _) => SettleMode::T0,
        (3, _) => SettleMode::D(1),
        (_, 0..68) => SettleMode::T(1),
        (_, 68..85) => SettleMode::D(1),
        (_, 85..90) => SettleMode::D(0),
        (_, 90..96) => SettleMode::T0,
        (_, 96..98) => SettleMode::T(2),
        _ => SettleMode::T(3),
    };
    let terms = &mut merchant.terms;
    terms.mode = mode;
    terms.credit_rate =
        rate(dice.pick::<&str>(&["0.0060", "0.0055", "0.0058", "0.0038", "0.00625"]));
    terms.debit_rate = rate(dice.pick::<&str>(&["0.0050", "0.0045", "0.0052"]));
    terms.debit_cap = Some(*dice.pick(&[1800, 2000, 2500]));
    terms.qr_rate = Some(rate(dice.pick::<&str>(&["0.0038", "0.0025", "0.0030"])));
    terms.rounding = *dice.pick(&[
        Rounding::HalfUp,
        Rounding::HalfUp,
        Rounding::HalfUp,
        Rounding::HalfEven,
        Rounding::Down,
    ]);
    terms.refund_returns_fee = mode == SettleMode::T(1) || dice.per_mille(700);
    if dice.per_mille(50) && mode != SettleMode::T0 {
        terms.payout_fee = *dice.pick(&[100, 200, 300]);
    }
    merchant.run_minute = match dice.below(100) {
        0..80 => dice.between(185, 390) as u32,
        _ => dice.between(780, 960) as u32,
    };
    merchant.has_statement = !dice.per_mille(80);
    merchant.has_orders = dice.per_mille(300);
    merchant.in_lumps = mode == SettleMode::T(1) && dice.per_mille(40);
    merchant.without_reference = mode != SettleMode::T0 && dice.per_mille(30);
    merchant.netted_lines = dice.per_mille(500);
    merchant.ticket = *dice.pick(&[1_500, 4_000, 9_000, 20_000, 60_000, 180_000]);
}

/// One of `count` cards for the merchant at `place`: steps of an irrational number, cut to 32 bits, spread any run of
/// merchants evenly over the deck. Each deck has a number of its own, or bank 3 would always sit in region 3.
fn deal(place: usize, step: u32, count: usize) -> usize {
    let turn = (place as u32).wrapping_mul(step);
    ((u64::from(turn) * count as u64) >> 32) as usize
}

/// The fractional parts of the square roots of 2, 3, 5, 7, 11, 13.
const STEPS: [u32; 6] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
];

/// The rail of a merchant. Those that tell a fate use rails without hours and notices, unless these are the point.
fn rail(merchant: &Merchant, place: usize) -> &'static str {
    let plain = matches!(merchant.role, Role::Plain { .. });
    let by_workdays = matches!(merchant.terms.mode, SettleMode::T(_));
    match deal(place, STEPS[5], place::RAILS.len() * 4 + 2) {
        12 if plain && by_workdays => place::RAIL_LARGE,
        13 if plain => place::RAIL_MAINTAINED,
        card => place::RAILS[card % place::RAILS.len()],
    }
}

/// Numbers and evenly dealt attributes.
fn number(merchants: &mut [Merchant], seed: u64) {
    let (mut terminal, mut rrn, mut payout) = (10_000_000, 0, 1);
    let turn_round = (seed % 1000) as usize;
    for (index, merchant) in merchants.iter_mut().enumerate() {
        let place = index + turn_round;
        merchant.bank = place::BANKS[deal(place, STEPS[0], place::BANKS.len())];
        merchant.line = place::LINES[deal(place, STEPS[1], place::LINES.len())];
        merchant.model = place::MODELS[deal(place, STEPS[2], place::MODELS.len())];
        merchant.mcc = place::TRADES[deal(place, STEPS[3], place::TRADES.len())].0;
        merchant.rail = rail(merchant, place);
        let region = place::REGIONS[deal(place, STEPS[4], place::REGIONS.len())].0;
        merchant.mid = Mid(u64::from(region));
        merchant.first_terminal = terminal;
        terminal += merchant.terminals;
        merchant.first_rrn = rrn;
        rrn += u64::from(merchant.swipes) * 3 + 64;
        merchant.first_payout = payout;
        payout += u64::from(merchant.swipes) * 2 + 64;
    }
}

/// Merchant numbers and names, once region and trade are known.
fn name(merchants: &mut [Merchant]) {
    let mut used = std::collections::BTreeMap::new();
    let regions = place::REGIONS.iter().chain([&place::REGION_FORGOTTEN]);
    let cities: std::collections::BTreeMap<u16, &str> = regions.copied().collect();
    let trades = place::TRADES.iter().chain([&place::TRADE_LEFT_OUT]);
    let trades: std::collections::BTreeMap<u16, &str> = trades.copied().collect();
    for merchant in merchants {
        let region = merchant.mid.0 as u16;
        let sequence = used.entry((region, merchant.mcc)).or_insert(0u64);
        *sequence += 1;
        let numbers = (898 * 10_000 + u64::from(region)) * 10_000 + u64::from(merchant.mcc);
        merchant.mid = Mid(numbers * 10_000 + *sequence);
        let brand = place::BRANDS[(merchant.index as usize / 3) % place::BRANDS.len()];
        let city = cities.get(&region).copied().unwrap_or_default();
        let trade = trades.get(&merchant.mcc).copied().unwrap_or_default();
        merchant.name = format!("{city}{brand}{trade}{sequence:04}店");
    }
}
