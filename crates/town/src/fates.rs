//! What can befall a swipe: one list, with how often.
//!
//! In: the size of the town. Out: how many of each fate, and who tells or hosts which.
//! Absent by design: verdicts, and the causes listed in [`absent`]. A fate makes records and names itself; the verdict follows from money and the clock.

pub mod absent;
pub mod account;
pub mod answer;
pub mod back;
pub mod cycle;
pub mod decline;
pub mod fee;
pub mod group;
pub mod hold;
pub mod network;
pub mod posting;
pub mod rail;
pub mod run;
pub mod statement;
pub mod till;
pub mod upload;

use crate::period::Times;
use crate::plan::{EVERY_FATE_FROM, INCIDENTS_FROM};
use crate::stage::Stage;
use crate::world::Merchant;

/// From [`EVERY_FATE_FROM`] on every fate is planted at least so often.
const EACH_MIN: u64 = 3;
/// A fate that a merchant tells is told once for so many swipes of the town, within limits.
const SWIPES_A_CASE: u64 = 100_000;
/// No fate is told by more merchants than this.
const CASES_MAX: u64 = 200;

/// How often a fate happens.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    /// To single swipes of ordinary merchants: so many in a million, making so many truth rows each.
    Swipes {
        /// In a million.
        ppm: u64,
        /// Truth rows that one planting makes.
        rows: u64,
    },
    /// To a merchant as a whole, which makes so many swipes.
    Cases {
        /// Swipes of that merchant.
        swipes: u32,
        /// How many merchants.
        many: Many,
    },
}

/// How many merchants tell a fate.
#[derive(Clone, Copy, Debug)]
pub enum Many {
    /// A few.
    Few,
    /// Exactly one.
    One,
    /// An incident's group: at least so many, and so many in ten thousand merchants.
    Group {
        /// At least.
        min: u64,
        /// In ten thousand.
        per_myriad: u64,
    },
}

/// Something that can befall a swipe, a payout or a merchant.
#[derive(Clone, Copy)]
pub struct Fate {
    /// Its name, mostly the cause that its records show.
    pub name: &'static str,
    /// How often.
    pub share: Share,
    /// What of the merchant is special; the second argument counts the merchants of this fate.
    pub dress: fn(&mut Merchant, u32, &Times),
    /// What it does.
    pub play: fn(&mut Stage<'_>),
    /// It leaves money that no cause explains.
    pub unexplained: bool,
}

impl Fate {
    /// A fate of single swipes.
    pub const fn of_swipes(name: &'static str, ppm: u64, play: fn(&mut Stage<'_>)) -> Fate {
        Fate {
            name,
            share: Share::Swipes { ppm, rows: 1 },
            dress: as_it_is,
            play,
            unexplained: false,
        }
    }

    /// A fate told by a whole merchant of a few swipes.
    pub const fn of_merchant(name: &'static str, swipes: u32, play: fn(&mut Stage<'_>)) -> Fate {
        Fate {
            name,
            share: Share::Cases {
                swipes,
                many: Many::Few,
            },
            dress: as_it_is,
            play,
            unexplained: false,
        }
    }

    /// The same, with so many truth rows a planting.
    pub const fn rows(mut self, count: u64) -> Fate {
        if let Share::Swipes { ppm, .. } = self.share {
            self.share = Share::Swipes { ppm, rows: count };
        }
        self
    }

    /// The same, told by so many merchants.
    pub const fn many(mut self, count: Many) -> Fate {
        if let Share::Cases { swipes, .. } = self.share {
            self.share = Share::Cases {
                swipes,
                many: count,
            };
        }
        self
    }

    /// The same, with a merchant made for it.
    pub const fn dressed(mut self, dress: fn(&mut Merchant, u32, &Times)) -> Fate {
        self.dress = dress;
        self
    }

    /// The same, left out where all money must be explained.
    pub const fn leaving_money_unexplained(mut self) -> Fate {
        self.unexplained = true;
        self
    }

    /// Whether it is told by a group that makes an incident.
    pub const fn is_incident(&self) -> bool {
        matches!(
            self.share,
            Share::Cases {
                many: Many::Group { .. } | Many::One,
                ..
            }
        )
    }
}

impl std::fmt::Debug for Fate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A merchant that needs nothing special.
fn as_it_is(_: &mut Merchant, _: u32, _: &Times) {}

/// Every fate there is, family by family.
pub static FAMILIES: [&[Fate]; 15] = [
    group::FATES,
    decline::FATES,
    answer::FATES,
    till::FATES,
    upload::FATES,
    network::FATES,
    hold::FATES,
    run::FATES,
    rail::FATES,
    account::FATES,
    cycle::FATES,
    posting::FATES,
    back::FATES,
    fee::FATES,
    statement::FATES,
];

/// The fates of one town, counted.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    /// All of them.
    pub list: Vec<&'static Fate>,
    counts: Vec<u64>,
    /// Plantings of single swipes in the order of the list: upper bound, fate.
    plantings: Vec<(u64, usize)>,
    seats: u64,
}

impl Fates {
    /// Counts what happens how often in a town of so many swipes.
    pub fn of(swipes: u64, incidents: bool, unexplained: bool, _: &Times) -> Fates {
        let every = FAMILIES.iter().copied().flatten();
        let list: Vec<&'static Fate> = every
            .filter(|fate| unexplained || !fate.unexplained)
            .filter(|fate| incidents || !fate.is_incident())
            .collect();
        let counts: Vec<u64> = list.iter().map(|fate| count(fate, swipes)).collect();
        let mut passed = 0;
        let mut plantings = Vec::new();
        for (index, fate) in list.iter().enumerate() {
            if matches!(fate.share, Share::Swipes { .. }) {
                passed += counts[index];
                plantings.push((passed, index));
            }
        }
        Fates {
            list,
            counts,
            plantings,
            seats: 0,
        }
    }

    /// The fates told by merchants, with how many merchants tell each.
    pub fn cases(&self) -> Vec<(usize, u64)> {
        let told = |index: &usize| matches!(self.list[*index].share, Share::Cases { .. });
        let cases = (0..self.list.len()).filter(told);
        cases.map(|index| (index, self.counts[index])).collect()
    }

    /// So many hosts have a seat.
    pub fn seat(&mut self, seats: u64) {
        self.seats = seats;
    }

    /// The single-swipe fates of the host in that seat. Plantings go round the seats in the order of the list, so
    /// that the plantings of one fate sit with as many merchants, dealt as evenly as these are.
    pub fn hosted(&self, seat: u64) -> impl Iterator<Item = usize> + '_ {
        let total = self.plantings.last().map_or(0, |(upto, _)| *upto);
        let step = self.seats.max(1) as usize;
        (seat..total).step_by(step).map(|planting| {
            let at = self
                .plantings
                .partition_point(|(upto, _)| *upto <= planting);
            self.plantings[at].1
        })
    }
}

fn count(fate: &Fate, swipes: u64) -> u64 {
    let least = match swipes {
        ..4_000 => 0,
        4_000..EVERY_FATE_FROM => 1,
        _ => EACH_MIN,
    };
    match fate.share {
        Share::Swipes { ppm, .. } => (swipes * ppm / 1_000_000).max(least),
        Share::Cases { many, .. } => match many {
            Many::Few if least == 0 => 0,
            Many::Few => (swipes / SWIPES_A_CASE).clamp(least, CASES_MAX),
            Many::One => u64::from(swipes >= INCIDENTS_FROM),
            Many::Group { min, per_myriad } => (swipes / 133 * per_myriad / 10_000).max(min),
        },
    }
}
