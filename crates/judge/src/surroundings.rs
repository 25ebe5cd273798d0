//! What happens around swipes: noted once over the whole data set, asked for each swipe.
//!
//! In: compact notes of every principal terminal and platform row, then [`Surroundings::settle`].
//! Out: [`Around`] for any swipe. Absent: texts (whoever notes gives each text a number) and
//! verdicts.
//!
//! Notes may come in any order, from many threads; parts merge in any order. A row delivered
//! twice makes no neighbour of itself (it counts twice among the rows of its channel, which leaves
//! shares as they are).
//!
//! Windows are made of whole minutes; of the windows that hold a swipe the worst one counts.

mod minutes;
mod sieve;
mod silence;
mod suspects;
#[cfg(test)]
mod tests;

use crate::Around;
use crate::payment::ppm;
use ledger::Instant;
use minutes::{Minutes, minute};
use silence::{ALL_LINES, Silence, Silent};
use std::collections::{BTreeMap, BTreeSet};
use suspects::{Suspect, Suspects, seconds};
use trail::Place;

/// Milliseconds by which a terminal's clock may be off.
pub const SKEW_MS_MAX: u64 = 10 * 60_000;
/// Seconds within which a QR order may stand for a swipe that nobody received.
pub const QR_S_MAX: u32 = 15 * 60;

/// Merchant, terminal, batch and stan as numbers: what a terminal knows its request by.
pub type TraceNumbers = (u32, u32, u32, u64);

/// Whether an answer says that nobody behind the channel was reached.
pub fn is_channel_fault(code: &str) -> bool {
    matches!(code, "" | "91" | "92" | "96" | "98")
}

/// Whether an answer says that the platform itself does not work.
pub fn is_platform_silence(code: &str) -> bool {
    matches!(code, "" | "96")
}

/// Whether an answer says that the request has been sent before.
pub fn is_repeat(code: &str) -> bool {
    matches!(code, "94" | "26")
}

/// An approved charge of a known card that was neither voided nor reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "columns of the record contract, as numbers")]
pub struct CardCharge {
    pub mid: u32,
    pub amount: i64,
    pub card: u64,
    pub at: Instant,
    pub stan: u64,
    pub place: Place,
}

/// A swipe that asks for its surroundings; by default it asks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The merchant's number.
    pub mid: u32,
    /// The terminal's.
    pub tid: u32,
    /// The channel's.
    pub channel: u32,
    /// The amount swiped.
    pub amount: i64,
    /// When, by the platform's clock, else by the terminal's.
    pub at: Option<Instant>,
    /// Where its own platform row stands.
    pub platform: Option<Place>,
    /// Its trace, when it was refused as a repeat.
    pub repeat: Option<TraceNumbers>,
    /// Whether only its terminal knows of it.
    pub terminal_only: bool,
    /// Whether somebody did not answer, or refused: only then does silence around it matter.
    pub doubtful: bool,
}

/// Notes of all rows, and after [`Surroundings::settle`] what can be asked of them.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    channels: Minutes,
    requests: Minutes,
    silent: Vec<Silent>,
    charges: Suspects,
    traces: Suspects,
    qr_orders: Suspects,
    /// The terminal of every swipe whose clocks were compared, and of those that were off.
    compared: Vec<u32>,
    off: Vec<u32>,
    silence: Silence,
    twins: BTreeMap<Place, Place>,
    skewed: BTreeSet<u32>,
}

impl Surroundings {
    /// Notes a request that a terminal sent and got no answer to.
    pub fn note_silent_terminal(&mut self, tid: u32, at: Instant) {
        let by_terminal = true;
        self.silent.push(Silent {
            at,
            tid,
            by_terminal,
        });
    }

    /// Notes a request that the platform received; `faulty` by [`is_channel_fault`], `silent` by
    /// [`is_platform_silence`].
    pub fn note_platform(
        &mut self,
        channel: u32,
        tid: u32,
        at: Instant,
        faulty: bool,
        silent: bool,
    ) {
        self.channels.add(channel, at, faulty, silent);
        if silent {
            let by_terminal = false;
            self.silent.push(Silent {
                at,
                tid,
                by_terminal,
            });
        }
    }

    /// Notes what a request that the platform received is known by.
    pub fn note_trace(&mut self, trace: TraceNumbers, at: Instant, place: Place) {
        self.traces
            .push(Suspect::new(trace_key(trace), 0, at, place));
    }

    /// Notes a charge.
    pub fn note_charge(&mut self, charge: CardCharge) {
        let parts = [charge.card, charge.amount.cast_unsigned()];
        let key = parts.into_iter().fold(u64::from(charge.mid), mix);
        self.charges
            .push(Suspect::new(key, charge.stan, charge.at, charge.place));
    }

    /// Notes an approved QR order.
    pub fn note_qr_order(&mut self, mid: u32, amount: i64, at: Instant, place: Place) {
        self.qr_orders
            .push(Suspect::new(order_key(mid, amount), 0, at, place));
    }

    /// Compares the clocks of a terminal and the platform on a swipe that both know.
    pub fn note_clocks(&mut self, tid: u32, local_time: Instant, received_at: Instant) {
        self.compared.push(tid);
        if local_time.ms().abs_diff(received_at.ms()) > SKEW_MS_MAX {
            self.off.push(tid);
        }
    }

    /// Adds another part's notes. Both must be unsettled.
    pub fn merge(&mut self, other: Surroundings) {
        self.channels.merge(other.channels);
        self.silent.extend(other.silent);
        self.charges.merge(other.charges);
        self.traces.merge(other.traces);
        self.qr_orders.merge(other.qr_orders);
        self.compared.extend(other.compared);
        self.off.extend(other.off);
    }

    /// Brings all notes into order, and drops those that concern nobody else. Equal charges make
    /// twins within `duplicate_s` seconds.
    pub fn settle(&mut self, duplicate_s: i64) {
        let within_s = u32::try_from(duplicate_s.max(0)).unwrap_or(u32::MAX);
        self.channels.tabulate();
        self.requests = self.channels.together(ALL_LINES);
        self.silence = Silence::new(std::mem::take(&mut self.silent), &self.requests);
        self.charges.settle_within(within_s);
        self.twins = pair_up(&std::mem::take(&mut self.charges), within_s);
        self.traces.settle();
        self.qr_orders.sort();
        let compared = std::mem::take(&mut self.compared);
        self.skewed = mostly_off(&std::mem::take(&mut self.off), &compared);
    }

    /// Whether an equal charge stands beside a swipe, or its terminal's clock is off; asked after
    /// [`Surroundings::settle`].
    pub fn beside(&self, platform: Place, tid: u32) -> bool {
        self.skewed.contains(&tid) || self.twins.contains_key(&platform)
    }

    /// What stands around a swipe; asked after [`Surroundings::settle`].
    pub fn around(&self, query: &Query) -> Around {
        let mut around = Around {
            twin: query
                .platform
                .and_then(|place| self.twins.get(&place).copied()),
            clock_skewed: self.skewed.contains(&query.tid),
            ..Around::default()
        };
        let Some(at) = query.at else { return around };
        if query.doubtful {
            around.terminals_silent = self.silence.terminals_at(at);
            (around.silent_on_terminal, around.silent_elsewhere) =
                self.silence.of_terminal(query.tid, at, &self.requests);
            let worst = self.channels.worst_window(query.channel, minute(at));
            around.channel_fault_ppm = ppm(worst.faults, worst.rows);
            around.channel_rows = worst.rows;
        }
        let at_s = seconds(at);
        if let Some(trace) = query.repeat {
            let mut earlier = self
                .traces
                .between(trace_key(trace), 0, at_s.saturating_sub(1));
            around.same_trace = earlier.next().map(Suspect::place);
        }
        if query.terminal_only {
            let key = order_key(query.mid, query.amount);
            let (from, to) = (at_s.saturating_sub(QR_S_MAX), at_s.saturating_add(QR_S_MAX));
            around.qr_instead = self
                .qr_orders
                .between(key, from, to)
                .next()
                .map(Suspect::place);
        }
        around
    }
}

/// For every charge with an equal one of another stan near it, the earliest such.
fn pair_up(charges: &Suspects, within_s: u32) -> BTreeMap<Place, Place> {
    let mut twins = BTreeMap::new();
    for equals in charges.by_key() {
        let mut first = 0;
        for one in equals {
            while equals[first].at_s.saturating_add(within_s) < one.at_s {
                first += 1;
            }
            let near = equals[first..]
                .iter()
                .take_while(|other| other.at_s <= one.at_s.saturating_add(within_s));
            if let Some(twin) = near.into_iter().find(|other| other.tag != one.tag) {
                twins.insert(one.place(), twin.place());
            }
        }
    }
    twins
}

/// Terminals that were off on more than half of their swipes.
fn mostly_off(off: &[u32], compared: &[u32]) -> BTreeSet<u32> {
    let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    off.iter()
        .for_each(|tid| counts.entry(*tid).or_default().0 += 1);
    if counts.is_empty() {
        return BTreeSet::new();
    }
    for tid in compared {
        if let Some((_, all)) = counts.get_mut(tid) {
            *all += 1;
        }
    }
    let mostly = counts.into_iter().filter(|(_, (off, all))| off * 2 > *all);
    mostly.map(|(tid, _)| tid).collect()
}

fn trace_key((mid, tid, batch_no, stan): TraceNumbers) -> u64 {
    [tid.into(), batch_no.into(), stan]
        .into_iter()
        .fold(u64::from(mid), mix)
}

fn order_key(mid: u32, amount: i64) -> u64 {
    mix(mid.into(), amount.cast_unsigned())
}

/// Mixes a number into a hash of 64 bits, by which equal keys find each other. Two different keys
/// meet once in some ten billion billion pairs.
const fn mix(hash: u64, number: u64) -> u64 {
    let mut mixed = hash.rotate_left(29).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
