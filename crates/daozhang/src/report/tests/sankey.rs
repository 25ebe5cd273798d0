//! The flow picture: its bands sum to the fen, and its labels stay apart and inside.

use super::sample;
use crate::report::bands::bands;
use crate::report::parts::Part;
use crate::report::sankey::{Shape, picture};
use crate::report::{CauseLine, FundsRow, Report};
use crate::wording::term;
use proptest::prelude::*;
use wire::Lang;

/// Sums of every size, nothing and huge ones included.
fn sum() -> impl Strategy<Value = i128> {
    prop_oneof![
        Just(0),
        1..1_000_i128,
        1..1_000_000_000_i128,
        1..10_000_000_000_000_000_i128
    ]
}

/// A funds map that balances.
fn funds() -> impl Strategy<Value = FundsRow> {
    prop::array::uniform8(sum()).prop_map(
        |[
            refunded,
            fees,
            arrived,
            held,
            pending,
            overdue,
            short,
            unexplained,
        ]| {
            let swiped = refunded + fees + arrived + held + pending + overdue + short + unexplained;
            FundsRow {
                swiped,
                refunded,
                fees,
                arrived,
                held,
                pending,
                overdue,
                short,
                unexplained,
                ..FundsRow::default()
            }
        },
    )
}

/// Overdue and held lines with sums that may or may not reach those of the map.
fn lines() -> impl Strategy<Value = Vec<CauseLine>> {
    let causes = [
        "risk_hold",
        "judicial_freeze",
        "bank_down",
        "account_closed",
        "payout_cancelled",
        "payout_not_created",
        "bank_suspense",
    ];
    let stages = ["clearing", "settlement", "payout"];
    let line = (0..causes.len(), 0..stages.len(), sum()).prop_map(move |(cause, stage, amount)| {
        CauseLine {
            is_known: true,
            verdict: "overdue",
            stage: stages[stage],
            cause: causes[cause],
            party: "platform",
            swipes: 1,
            amount,
        }
    });
    prop::collection::vec(line, 0..12)
}

/// The texts of a picture, in order.
fn texts(svg: &str) -> Vec<&str> {
    svg.split("</text>")
        .filter_map(|part| part.rfind("<text").map(|at| &part[at..]))
        .collect()
}

/// The first sum in a text, in fen.
fn fen(text: &str) -> Option<i128> {
    let after = text.split_once('¥')?.1;
    let digits: String = after
        .chars()
        .take_while(|c| c.is_ascii_digit() || ",.".contains(*c))
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

proptest! {
    #[test]
    fn bands_and_labels_sum_to_the_fen(funds in funds(), lines in lines()) {
        let report = Report { funds, causes: lines, ..sample::empty() };
        for lang in [Lang::Zh, Lang::En] {
            let bands = bands(&report, lang);
            prop_assert_eq!(bands.iter().map(|band| band.amount).sum::<i128>(), funds.swiped);
            for band in &bands {
                let leaves: i128 = band.leaves.iter().map(|leaf| leaf.amount).sum();
                prop_assert!(band.leaves.is_empty() || leaves == band.amount);
                prop_assert!(band.leaves.iter().all(|leaf| leaf.amount > 0));
            }
            match picture(&report, lang, Shape::Narrow) {
                None => prop_assert_eq!(funds.swiped, 0),
                Some(svg) => {
                    let sums: Vec<i128> = texts(&svg).into_iter().filter_map(fen).collect();
                    prop_assert_eq!(sums[0], funds.swiped);
                    prop_assert_eq!(sums[1..].iter().sum::<i128>(), funds.swiped);
                }
            }
            if let Some(svg) = picture(&report, lang, Shape::Wide) {
                let leaves: i128 = bands.iter().flat_map(|band| &band.leaves).map(|leaf| leaf.amount).sum();
                let sums: i128 = texts(&svg).into_iter().filter_map(fen).sum();
                prop_assert_eq!(sums, 2 * funds.swiped + leaves);
            }
        }
    }

    #[test]
    fn labels_never_touch(funds in funds(), lines in lines()) {
        let report = Report { funds, causes: lines, ..sample::empty() };
        for shape in [Shape::Wide, Shape::Narrow] {
            let Some(svg) = picture(&report, Lang::En, shape) else { continue };
            let mut places: Vec<(i64, i64)> = texts(&svg).into_iter().map(|text| (number(text, "x"), number(text, "y"))).collect();
            places.sort_unstable();
            for pair in places.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                prop_assert!(pair[1].1 - pair[0].1 >= 140, "{pair:?} in\n{svg}");
            }
        }
    }
}

/// An attribute in tenths of a pixel.
fn number(text: &str, name: &str) -> i64 {
    let (_, after) = text
        .split_once(&format!(" {name}=\""))
        .expect("every text has a place");
    let (value, _) = after.split_once('"').expect("an attribute ends");
    let (whole, tenth) = value.split_once('.').unwrap_or((value, "0"));
    whole.parse::<i64>().expect("a number") * 10 + tenth.parse::<i64>().expect("one decimal")
}

#[test]
fn what_is_held_and_overdue_splits_by_stage_and_cause() {
    let report = sample::large();
    let overdue = bands(&report, Lang::En)
        .into_iter()
        .find(|band| band.part == Part::Overdue)
        .expect("it is drawn");
    let said: Vec<String> = overdue
        .leaves
        .iter()
        .map(|leaf| format!("{} {} {}", leaf.stage, leaf.name, leaf.amount))
        .collect();
    assert_eq!(
        said,
        [
            "payout Receiving bank down 41200318",
            "payout Account name does not match 12508811",
            "settlement Left out of settlement 4405127",
            "clearing Approved but not in the clearing file 2000455",
            " 2 others 2800120",
        ]
    );
}

#[test]
fn lines_that_contradict_the_map_are_not_drawn() {
    let mut report = sample::small();
    report.funds.overdue -= 59_999;
    report.funds.swiped -= 59_999;
    let overdue = bands(&report, Lang::En)
        .into_iter()
        .find(|band| band.part == Part::Overdue)
        .expect("it is drawn");
    assert_eq!((overdue.amount, overdue.leaves.len()), (1, 0));
}

#[test]
fn the_picture_says_in_words_what_it_shows() {
    let svg = picture(&sample::small(), Lang::Zh, Shape::Wide).expect("there is money");
    assert!(
        svg.contains("role=\"img\"")
            && svg.contains("<title id=\"funds-wide-zh-t\">每一分钱在哪里</title>")
    );
    let desc = "刷卡 ¥10,000.00 的去向：已到账 ¥8,000.00，未到期 ¥600.00，暂扣 ¥200.00，逾期未到 ¥600.00，少到账 ¥43.00，\
                约定手续费 ¥57.00，退款与退单 ¥500.00。";
    assert!(svg.contains(desc), "{svg}");
    for part in Part::ALL {
        assert!(
            !term("part", part.slug(), Lang::En).contains('.'),
            "{} has no word",
            part.slug()
        );
    }
}
