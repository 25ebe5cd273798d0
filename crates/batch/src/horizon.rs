//! What had not happened, or was not known, at the instant of judging (record contract, rule 9).

use crate::rows::Sheet;
use crate::sheet::{NUMBER_NONE, bank, clearing, payout, platform, settlement, terminal};
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

/// Whether a row had not happened, or was not known, at the horizon: its own time is its latest
/// time column, or the midnight after its settlement day (rule 9).
pub fn is_later(sheet: &Sheet<'_>, row: usize, zone: &Zone, horizon: Horizon) -> bool {
    let chunk = sheet.chunk;
    let latest = |first: usize, second: usize| {
        let second = chunk
            .numbers(second)
            .map_or(NUMBER_NONE, |values| values[row]);
        chunk
            .numbers(first)
            .map_or(NUMBER_NONE, |values| values[row])
            .max(second)
    };
    let midnight_after = |position: usize| {
        let day = chunk
            .day(position, row)
            .expect("a good row has its required date");
        zone.at(Day::from_epoch(day + 1), 0).ms()
    };
    let own = match chunk.source {
        Source::Terminal => latest(terminal::LOCAL_TIME, terminal::UPLOADED_AT),
        Source::Platform => latest(platform::RECEIVED_AT, platform::RESPONDED_AT),
        Source::Clearing => midnight_after(clearing::SETTLE_DATE),
        Source::Settlement => midnight_after(settlement::SETTLE_DATE),
        Source::Payout => latest(payout::STATUS_AT, payout::CREATED_AT),
        Source::Bank => latest(bank::BOOKED_AT, bank::BOOKED_AT),
    };
    let known_at = match chunk.source {
        Source::Terminal => terminal::KNOWN_AT,
        Source::Platform => platform::KNOWN_AT,
        Source::Clearing => clearing::KNOWN_AT,
        Source::Settlement => settlement::KNOWN_AT,
        Source::Payout => payout::KNOWN_AT,
        Source::Bank => bank::KNOWN_AT,
    };
    let known = chunk.number(known_at, row).unwrap_or(own);
    own > horizon.as_of.ms() || known > horizon.known_at.ms()
}
