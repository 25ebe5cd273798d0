//! Arrival over time against promise: for each day what was promised, and what came, on time or late.
//!
//! In: days with their sums. Out: a picture in SVG that is as wide as its page, and the same numbers as rows.
//! Long times are drawn in bars of several days, so that a bar stays wide enough to be seen; the rows and the
//! picture always show the same bars.

use super::ArrivalDay;
use super::Report;
use super::figures::{day, money, short_day, tick};
use super::sankey::Shape;
use super::svg::{at, escape, open};
use crate::wording::text;
use ledger::Day;
use std::fmt::Write;
use wire::Lang;

/// The most bars in a picture.
const BARS_MAX: i32 = 62;
/// Heights in pixels: of the plot, and of what stands under it.
const PLOT: f64 = 200.0;
const HEAD: f64 = 22.0;
const FOOT: f64 = 26.0;

/// Some days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The first day.
    pub first: Day,
    /// The last one.
    pub last: Day,
    /// Owed and due in these days.
    pub promised: i128,
    /// Arrived in them in time.
    pub on_time: i128,
    /// Arrived in them after the promise.
    pub late: i128,
}

/// The bars, without gaps, each of the same number of days; the number of days comes with them.
pub fn bars(days: &[ArrivalDay]) -> (Vec<Bar>, i32) {
    let (Some(first), Some(last)) = (
        days.iter().map(|d| d.day).min(),
        days.iter().map(|d| d.day).max(),
    ) else {
        return (Vec::new(), 1);
    };
    let length = last.days_since(first).saturating_add(1);
    let each = (length - 1) / BARS_MAX + 1;
    let mut bars: Vec<Bar> = (0..(length - 1) / each + 1)
        .map(|index| {
            let begin = first.plus(index * each);
            let end = begin.plus(each - 1).min(last);
            Bar {
                first: begin,
                last: end,
                promised: 0,
                on_time: 0,
                late: 0,
            }
        })
        .collect();
    for one in days {
        let bar = &mut bars[usize::try_from(one.day.days_since(first) / each)
            .expect("no day lies before the first")];
        bar.promised += one.promised;
        bar.on_time += one.on_time;
        bar.late += one.late;
    }
    (bars, each)
}

/// A bar's days in words.
pub fn name(bar: &Bar) -> String {
    if bar.first == bar.last {
        day(bar.first)
    } else {
        format!("{} – {}", day(bar.first), day(bar.last))
    }
}

/// The bars as rows: days, promised, on time, late.
pub fn rows(report: &Report) -> Vec<[String; 4]> {
    let cash = |minor| money(minor, &report.currency);
    let row = |bar: &Bar| {
        let [promised, on_time, late] = [bar.promised, bar.on_time, bar.late].map(cash);
        [name(bar), promised, on_time, late]
    };
    bars(&report.arrivals).0.iter().map(row).collect()
}

/// The picture; `None` when there is nothing to draw.
pub fn picture(report: &Report, lang: Lang, shape: Shape) -> Option<String> {
    let (bars, _) = bars(&report.arrivals);
    let top = bars
        .iter()
        .map(|bar| bar.promised.max(bar.on_time + bar.late))
        .max()
        .filter(|top| *top > 0)?;
    let steps = steps(top);
    let scale = *steps.last()? as f64;
    let mut picture = open(
        &format!("arrivals-{}-{}", shape.class(), lang.pick("zh", "en")),
        &format!("bars {}", shape.class()),
        &format!("width=\"100%\" height=\"{}\"", at(HEAD + PLOT + FOOT)),
        &text("report.arrivals", lang, &[]),
        &describe(report, &bars, lang),
    );
    let y = |amount: i128| HEAD + PLOT * (1.0 - amount as f64 / scale);
    for step in &steps {
        let _ = write!(
            picture,
            "<line class=\"grid\" x1=\"{1}%\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/>",
            at(y(*step)),
            gutter(shape)
        );
    }
    for step in steps.iter().filter(|step| **step > 0) {
        let said = escape(&tick(*step, &report.currency, lang));
        let _ = write!(
            picture,
            "<text class=\"tick\" x=\"0\" y=\"{}\">{said}</text>",
            at(y(*step) + 4.0)
        );
    }
    let plot = Plot {
        lang,
        shape,
        gutter: gutter(shape),
        slot: (100.0 - gutter(shape)) / bars.len() as f64,
    };
    plot.bars(&mut picture, report, &bars, &y);
    plot.as_of(&mut picture, report, &bars, lang);
    plot.dates(&mut picture, &bars);
    picture.push_str("</svg>");
    Some(picture)
}

/// How much of the width, in percent, the sums at the axis take.
const fn gutter(shape: Shape) -> f64 {
    match shape {
        Shape::Wide => 6.5,
        Shape::Narrow => 16.0,
    }
}

/// The most dates that have room under the bars.
const fn dates_max(shape: Shape) -> usize {
    match shape {
        Shape::Wide => 12,
        Shape::Narrow => 5,
    }
}

/// Where bars stand: all in percent of the width.
struct Plot {
    lang: Lang,
    shape: Shape,
    gutter: f64,
    slot: f64,
}

impl Plot {
    /// The left edge of a bar's place.
    fn x(&self, index: usize) -> f64 {
        self.gutter + self.slot * index as f64
    }

    fn bars(&self, picture: &mut String, report: &Report, bars: &[Bar], y: &impl Fn(i128) -> f64) {
        for (index, bar) in bars.iter().enumerate() {
            let mut rect = |class: &str, inset: f64, from: i128, to: i128| {
                if to <= from {
                    return;
                }
                let said = [name(bar), money(to - from, &report.currency)].join(self.lang.colon());
                let _ = write!(
                    picture,
                    "<rect class=\"{class}\" x=\"{:.3}%\" width=\"{:.3}%\" y=\"{}\" height=\"{}\"><title>{}</title></rect>",
                    self.x(index) + self.slot * inset,
                    self.slot * (1.0 - 2.0 * inset),
                    at(y(to)),
                    at((y(from) - y(to)).max(1.0)),
                    escape(&said)
                );
            };
            rect("promised", 0.08, 0, bar.promised);
            rect("on-time", 0.24, 0, bar.on_time);
            rect("late", 0.24, bar.on_time, bar.on_time + bar.late);
        }
    }

    /// A line at the as-of instant, where days after it are shown.
    fn as_of(&self, picture: &mut String, report: &Report, bars: &[Bar], lang: Lang) {
        let today = report.zone.day(report.as_of);
        let Some(index) = bars.iter().position(|bar| bar.last >= today) else {
            return;
        };
        if index + 1 >= bars.len() {
            return;
        }
        let x = self.x(index + 1);
        // Away from the nearer edge, so that it is never clipped.
        let (anchor, shift) = if x > 50.0 { ("end", -5) } else { ("start", 5) };
        let _ = write!(
            picture,
            "<line class=\"as-of\" x1=\"{x:.3}%\" x2=\"{x:.3}%\" y1=\"2\" y2=\"{}\"/>\
             <text class=\"tick\" x=\"{x:.3}%\" dx=\"{shift}\" y=\"11\" text-anchor=\"{anchor}\">{} {}</text>",
            at(HEAD + PLOT),
            escape(&text("report.as_of", lang, &[])),
            short_day(today)
        );
    }

    fn dates(&self, picture: &mut String, bars: &[Bar]) {
        let stride = (bars.len() - 1) / dates_max(self.shape) + 1;
        for (index, bar) in bars.iter().enumerate().step_by(stride) {
            let middle = self.x(index) + self.slot / 2.0;
            // The last one would run over the edge if it stood in the middle.
            let (x, anchor) = if middle > 94.0 {
                (100.0, "end")
            } else {
                (middle, "middle")
            };
            let _ = write!(
                picture,
                "<text class=\"date\" x=\"{x:.3}%\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                at(HEAD + PLOT + 18.0),
                short_day(bar.first)
            );
        }
    }
}

/// Round sums from zero to one that is not below `top`: steps of 1, 2 or 5.
fn steps(top: i128) -> Vec<i128> {
    let mut unit: i128 = 1;
    loop {
        for step in [unit, unit * 2, unit * 5] {
            let count = (top + step - 1) / step;
            if count <= 5 {
                return (0..=count).map(|n| n * step).collect();
            }
        }
        unit *= 10;
    }
}

fn describe(report: &Report, bars: &[Bar], lang: Lang) -> String {
    let sum = |of: fn(&Bar) -> i128| money(bars.iter().map(of).sum(), &report.currency);
    let first = bars.first().map(|bar| day(bar.first)).unwrap_or_default();
    let last = bars.last().map(|bar| day(bar.last)).unwrap_or_default();
    let values = [
        ("first", first.as_str()),
        ("last", &last),
        ("promised", &sum(|bar| bar.promised)),
        ("on_time", &sum(|bar| bar.on_time)),
        ("late", &sum(|bar| bar.late)),
    ];
    text("report.arrivals_desc", lang, &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        assert_eq!(steps(1), [0, 1]);
        assert_eq!(steps(730), [0, 200, 400, 600, 800]);
        assert_eq!(steps(890).len(), 6);
        assert_eq!(steps(10_000_000_000_000).len(), 6);
    }

    #[test]
    fn long_times_are_drawn_in_bars_of_several_days() {
        let one = |offset| ArrivalDay {
            day: Day::from_epoch(20_000 + offset),
            promised: 1,
            on_time: 1,
            late: 0,
        };
        let (bars, each) = bars(&[one(0), one(129), one(1), one(400)]);
        assert_eq!((bars.len(), each), (58, 7));
        assert_eq!(
            (
                bars[0].promised,
                bars[18].on_time,
                bars.iter().map(|b| b.promised).sum::<i128>()
            ),
            (2, 1, 4)
        );
        assert_eq!(bars[57].last, Day::from_epoch(20_400));
    }
}
