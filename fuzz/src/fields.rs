//! Single values: amounts, decimals, dates, times, codes, and the words of contracts.
//!
//! Laws: a value that is printed is read as it was; the two rooms that read dates, times and rates agree.

use ledger::{Currency, Cutoff, Day, Rate, Rounding, SettleMode, Zone, field15};
use std::sync::LazyLock;
use wire::{AMOUNT_MINOR_MAX, ColumnSpec, Lang, Table};

static SHANGHAI: LazyLock<Zone> = LazyLock::new(Zone::shanghai);
static COLUMNS: LazyLock<Vec<&ColumnSpec>> = LazyLock::new(|| {
    Table::all()
        .flat_map(|table| &wire::layout(table).columns)
        .collect()
});

/// Reads one value in every way.
pub fn fields(bytes: &[u8]) {
    amounts(bytes);
    columns(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        rates(text);
        moments(text);
        words(text);
    }
}

fn amounts(bytes: &[u8]) {
    let amount = wire::amount(bytes);
    assert_eq!(wire::integer(bytes).ok(), amount.ok());
    if let Ok(value) = amount {
        assert!((0..=AMOUNT_MINOR_MAX).contains(&value), "{value}");
        assert_eq!(wire::signed_amount(bytes), Ok(value));
    }
    if let Ok(value) = wire::signed_amount(bytes) {
        assert!(
            (-AMOUNT_MINOR_MAX..=AMOUNT_MINOR_MAX).contains(&value),
            "{value}"
        );
        assert_eq!(wire::signed_amount(value.to_string().as_bytes()), Ok(value));
    }
}

fn columns(bytes: &[u8]) {
    for spec in COLUMNS.iter() {
        if let Ok(position) = wire::code(bytes, spec) {
            assert_eq!(spec.values[usize::from(position)].as_bytes(), bytes);
        }
        match wire::time_of(bytes, spec) {
            Ok(_) => {}
            Err(fault) => {
                let sentences = [Lang::Zh, Lang::En].map(|lang| fault.sentence(Some(spec), lang));
                assert!(sentences.iter().all(|sentence| !sentence.is_empty()));
            }
        }
        if let Ok(text) = std::str::from_utf8(bytes)
            && let Ok(same) = wire::text(text, spec)
        {
            assert!(same == text && text.chars().count() <= spec.length_max);
        }
    }
}

fn rates(text: &str) {
    let decimal = wire::decimal(text.as_bytes());
    if let Ok(decimal) = decimal {
        let unit = 10_i64.pow(u32::from(decimal.scale));
        let (whole, rest) = (decimal.mantissa / unit, decimal.mantissa % unit);
        let printed = match usize::from(decimal.scale) {
            0 => whole.to_string(),
            width => format!("{whole}.{rest:0width$}"),
        };
        assert_eq!(wire::decimal(printed.as_bytes()), Ok(decimal), "{printed}");
    }
    if let Some(rate) = Rate::parse(text) {
        let decimal = decimal.expect("a rate is a decimal");
        let ppb = decimal.mantissa * 10_i64.pow(9 - u32::from(decimal.scale));
        assert_eq!(ppb, rate.ppb(), "the two rooms disagree");
        assert_eq!(Rate::parse(&rate.to_string()), Some(rate));
        for rounding in Rounding::ALL {
            let fee = rate.of(AMOUNT_MINOR_MAX, rounding);
            assert!(
                (0..=AMOUNT_MINOR_MAX).contains(&fee)
                    && rate.of(-AMOUNT_MINOR_MAX, rounding) == -fee
            );
        }
    }
}

fn moments(text: &str) {
    let day = Day::parse(text);
    // The year 0000 is a day's, but no record's.
    if !text.starts_with("0000") {
        assert_eq!(
            wire::date(text.as_bytes()).ok(),
            day.map(Day::epoch),
            "the two rooms disagree"
        );
    }
    if let Some(day) = day {
        assert_eq!(Day::parse(&day.to_string()), Some(day));
    }
    let read = SHANGHAI.parse(text);
    if let Ok(time) = wire::time(text.as_bytes()) {
        let instant = read.expect("what `wire` reads, `ledger` reads");
        if let Some(offset_s) = time.offset_s {
            assert_eq!(time.local_ms - i64::from(offset_s) * 1000, instant.ms());
        }
    }
    if let Some(instant) = read {
        // Offsets before 1901 have seconds, which RFC 3339 cannot show; nor can it show the year 10000.
        let shown = SHANGHAI.show(instant);
        if (1901..=9999).contains(&SHANGHAI.day(instant).year()) {
            let seconds = instant.ms().div_euclid(1000) * 1000;
            assert_eq!(
                SHANGHAI.parse(&shown).map(|again| again.ms()),
                Some(seconds),
                "{shown}"
            );
        }
    }
    if let Some(day) = field15(text, Day::from_epoch(20_000)) {
        assert_eq!(day.to_string().replace('-', "")[4..], *text);
    }
}

fn words(text: &str) {
    if let Some(mode) = SettleMode::parse(text) {
        assert_eq!(mode.to_string(), text);
    }
    if let Some(currency) = Currency::parse(text) {
        assert_eq!(currency.to_string(), text);
    }
    if let Some(rounding) = Rounding::parse(text) {
        assert_eq!(rounding.to_string(), text);
    }
    if let Some(cutoff) = Cutoff::parse(text) {
        let seconds = cutoff.seconds_of_day;
        let printed = format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        assert_eq!(Cutoff::parse(&printed), Some(cutoff), "{printed}");
    }
    if let Some(zone) = Zone::named(text) {
        let again = Zone::named(zone.name()).expect("a zone's own name names it");
        assert_eq!(again, zone);
        assert!(zone.day(zone.at(Day::from_epoch(20_000), 43_200)).epoch() == 20_000);
    }
}
