//! Numbers as people read them: `¥1,234.56`, `12,345`, `97.2%`, `2025-11-20 18:00`.
//!
//! In: integers. Out: text. Sums are wider than one amount, so they are `i128` here. Only the short forms
//! (`about`, `tick`) round, towards zero, and they stand beside exact numbers, never instead of them.

use crate::wording::text;
use ledger::{Currency, Day, Instant, Zone};
use wire::Lang;

/// The exponent of a currency that is no code: most have hundredths.
const EXPONENT_DEFAULT: u32 = 2;

fn exponent(currency: &str) -> u32 {
    Currency::parse(currency).map_or(EXPONENT_DEFAULT, Currency::exponent)
}

fn symbol(currency: &str) -> String {
    if currency == "CNY" {
        "¥".to_owned()
    } else {
        format!("{currency} ")
    }
}

/// Minor units as money: `¥1,234.56`, `-¥0.05`, `JPY 1,234`.
pub fn money(minor: i128, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let exponent = exponent(currency);
    let unit = 10_u128.pow(exponent);
    let whole = grouped(minor.unsigned_abs() / unit);
    let symbol = symbol(currency);
    if exponent == 0 {
        return format!("{sign}{symbol}{whole}");
    }
    let part = minor.unsigned_abs() % unit;
    format!(
        "{sign}{symbol}{whole}.{part:0width$}",
        width = exponent as usize
    )
}

/// A count with thousands separators.
pub fn count(n: u64) -> String {
    grouped(u128::from(n))
}

/// A count of swipes in words: `1 swipe`, `1,234 swipes`.
pub fn swipes(n: u64, lang: Lang) -> String {
    counted(n, ["report.swipe_one", "report.swipe_many"], lang)
}

/// A count of merchants in words.
pub fn merchants(n: u64, lang: Lang) -> String {
    counted(n, ["report.merchant_one", "report.merchant_many"], lang)
}

fn counted(n: u64, [one, many]: [&str; 2], lang: Lang) -> String {
    let key = if n == 1 { one } else { many };
    text(key, lang, &[("n", &count(n))])
}

fn grouped(n: u128) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How much of the whole a part is: `97.2%`, cut and not rounded, so that only all of it is `100%`, and only
/// nothing of it is `0%`. `–` where there is no whole.
pub fn share(part: i128, whole: i128) -> String {
    if whole <= 0 || part < 0 {
        return "–".to_owned();
    }
    if part == 0 {
        return "0%".to_owned();
    }
    // Beyond this the product below would not fit; no money of the world is near it.
    let permille = part
        .checked_mul(1000)
        .map_or(1000, |product| product / whole);
    match permille {
        0 => "<0.1%".to_owned(),
        1000 if part == whole => "100%".to_owned(),
        _ => format!("{}.{}%", permille / 10, permille % 10),
    }
}

/// A large sum as a Chinese reader says it, to stand beside the exact one: `约 1.23 亿元`. `None` in English,
/// below 10 万, and for other currencies than the renminbi.
pub fn about(minor: i128, currency: &str, lang: Lang) -> Option<String> {
    const WAN_FEN: i128 = 1_000_000;
    const ABOUT_FROM_FEN: i128 = 10 * WAN_FEN;
    const YI_FEN: i128 = 10_000_000_000;
    if lang != Lang::Zh || currency != "CNY" || minor < ABOUT_FROM_FEN {
        return None;
    }
    let (unit, word) = if minor >= YI_FEN {
        (YI_FEN, "亿元")
    } else {
        (WAN_FEN, "万元")
    };
    Some(format!("约 {} {word}", decimals(minor, unit)))
}

/// `12.34`, cut to two decimals.
fn decimals(amount: i128, unit: i128) -> String {
    let hundredths = amount / (unit / 100);
    format!(
        "{}.{:02}",
        grouped((hundredths / 100).unsigned_abs()),
        hundredths % 100
    )
}

/// A round sum at the axis of a chart: `¥500`, `20 万`, `1.5 亿`, `¥200K`. Made for the round steps of an axis.
pub fn tick(minor: i128, currency: &str, lang: Lang) -> String {
    let whole = minor / 10_i128.pow(exponent(currency));
    let units: &[(i128, &str)] = match lang {
        Lang::Zh => &[(100_000_000, " 亿"), (10_000, " 万")],
        Lang::En => &[(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")],
    };
    for (unit, word) in units {
        if whole >= *unit {
            let tenths = whole / (unit / 10);
            let digits = grouped((tenths / 10).unsigned_abs());
            return match tenths % 10 {
                0 => format!("{}{digits}{word}", symbol(currency)),
                tenth => format!("{}{digits}.{tenth}{word}", symbol(currency)),
            };
        }
    }
    if whole == 0 && minor > 0 {
        money(minor, currency)
    } else {
        format!("{}{whole}", symbol(currency))
    }
}

/// A day: `2025-11-20`.
pub fn day(day: Day) -> String {
    let (year, month, day) = day.to_ymd();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A day of the chart's axis: `11-20`.
pub fn short_day(day: Day) -> String {
    let (_, month, day) = day.to_ymd();
    format!("{month:02}-{day:02}")
}

/// An instant in the data set's zone, to the minute: `2025-11-20 18:00`.
pub fn time(instant: Instant, zone: &Zone) -> String {
    let second = zone.second_of_day(instant);
    format!(
        "{} {:02}:{:02}",
        day(zone.day(instant)),
        second / 3600,
        second % 3600 / 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        assert_eq!(money(123_456, "CNY"), "¥1,234.56");
        assert_eq!(money(-5, "CNY"), "-¥0.05");
        assert_eq!(money(1_234, "JPY"), "JPY 1,234");
        assert_eq!(money(10_000_000_000_000, "CNY"), "¥100,000,000,000.00");
        assert_eq!(
            money(i128::MIN, "CNY").len(),
            "-¥".len() + 37 + 12 + ".28".len()
        );
        assert_eq!(
            (count(0), count(999), count(1_000)),
            ("0".into(), "999".into(), "1,000".into())
        );
    }

    #[test]
    fn a_share_is_never_flattered() {
        let cases = [
            (0, 5, "0%"),
            (1, 10_000, "<0.1%"),
            (9_999, 10_000, "99.9%"),
            (5, 5, "100%"),
            (1, 0, "–"),
        ];
        for (part, whole, said) in cases {
            assert_eq!(share(part, whole), said, "{part} of {whole}");
        }
    }

    #[test]
    fn short_forms_are_cut() {
        assert_eq!(
            about(123_456_789, "CNY", Lang::Zh).as_deref(),
            Some("约 123.45 万元")
        );
        assert_eq!(
            about(12_345_678_901, "CNY", Lang::Zh).as_deref(),
            Some("约 1.23 亿元")
        );
        assert_eq!(about(9_999_999, "CNY", Lang::Zh), None);
        assert_eq!(about(123_456_789, "CNY", Lang::En), None);
        assert_eq!(tick(15_000_000_000, "CNY", Lang::Zh), "¥1.5 亿");
        assert_eq!(tick(20_000_000, "CNY", Lang::En), "¥200K");
        assert_eq!(tick(50_000, "CNY", Lang::Zh), "¥500");
        assert_eq!(tick(50, "CNY", Lang::En), "¥0.50");
    }
}
