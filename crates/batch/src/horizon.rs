//! What had not happened, or was not known, at the instant of judging (record contract, rule 9).

use crate::sheet::{Chunk, NUMBER_NONE, bank, clearing, payout, platform, settlement, terminal};
use ledger::{Day, Instant, Zone};
use wire::Source;

/// What lies after which instant is hidden (record contract, rule 9).
#[derive(Clone, Copy, Debug)]
pub struct Horizon {
    /// Nothing that happened later.
    pub as_of: Instant,
    /// Nothing that became known later.
    pub known_at: Instant,
}

/// Which rows of a chunk had not happened, or were not known, at the horizon; `None` where none is so, which is the
/// rule.
pub fn later_rows(chunk: &Chunk, zone: &Zone, horizon: Horizon) -> Option<Vec<bool>> {
    let columns = own_columns(chunk.source);
    let known = chunk.numbers(columns.known_at);
    if known.is_none()
        && latest(chunk, columns, zone) <= horizon.as_of.ms().min(horizon.known_at.ms())
    {
        return None;
    }
    let later: Vec<bool> = (0..chunk.rows)
        .map(|row| is_later(chunk, row, zone, horizon))
        .collect();
    later.contains(&true).then_some(later)
}

/// The time of the latest row of a chunk.
fn latest(chunk: &Chunk, columns: OwnColumns, zone: &Zone) -> i64 {
    match columns.own {
        OwnTime::Latest(one, other) => {
            let latest = |column| {
                chunk
                    .numbers(column)
                    .and_then(|times| times.iter().max().copied())
            };
            latest(one).max(latest(other)).unwrap_or(NUMBER_NONE)
        }
        OwnTime::MidnightAfter(day) => {
            let latest = chunk.days(day).and_then(|days| days.iter().max().copied());
            latest.map_or(NUMBER_NONE, |day| midnight_after(day, zone))
        }
    }
}

fn midnight_after(day: i32, zone: &Zone) -> i64 {
    zone.at(Day::from_epoch(day + 1), 0).ms()
}

/// Where the own time of a source's rows stands, and when they became known.
#[derive(Clone, Copy)]
struct OwnColumns {
    own: OwnTime,
    known_at: usize,
}

#[derive(Clone, Copy)]
enum OwnTime {
    /// The latest of the row's times.
    Latest(usize, usize),
    /// The midnight after its settlement day.
    MidnightAfter(usize),
}

const fn own_columns(source: Source) -> OwnColumns {
    let (own, known_at) = match source {
        Source::Terminal => (
            OwnTime::Latest(terminal::LOCAL_TIME, terminal::UPLOADED_AT),
            terminal::KNOWN_AT,
        ),
        Source::Platform => (
            OwnTime::Latest(platform::RECEIVED_AT, platform::RESPONDED_AT),
            platform::KNOWN_AT,
        ),
        Source::Clearing => (
            OwnTime::MidnightAfter(clearing::SETTLE_DATE),
            clearing::KNOWN_AT,
        ),
        Source::Settlement => (
            OwnTime::MidnightAfter(settlement::SETTLE_DATE),
            settlement::KNOWN_AT,
        ),
        Source::Payout => (
            OwnTime::Latest(payout::STATUS_AT, payout::CREATED_AT),
            payout::KNOWN_AT,
        ),
        Source::Bank => (
            OwnTime::Latest(bank::BOOKED_AT, bank::BOOKED_AT),
            bank::KNOWN_AT,
        ),
    };
    OwnColumns { own, known_at }
}

/// Whether a row had not happened, or was not known, at the horizon: its own time is its latest
/// time column, or the midnight after its settlement day (rule 9).
pub fn is_later(chunk: &Chunk, row: usize, zone: &Zone, horizon: Horizon) -> bool {
    let columns = own_columns(chunk.source);
    let number = |column| {
        chunk
            .numbers(column)
            .map_or(NUMBER_NONE, |values| values[row])
    };
    let own = match columns.own {
        OwnTime::Latest(one, other) => number(one).max(number(other)),
        OwnTime::MidnightAfter(day) => {
            let day = chunk
                .day(day, row)
                .expect("a good row has its required date");
            midnight_after(day, zone)
        }
    };
    let known = chunk.number(columns.known_at, row).unwrap_or(own);
    own > horizon.as_of.ms() || known > horizon.known_at.ms()
}
