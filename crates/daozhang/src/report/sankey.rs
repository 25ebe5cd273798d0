//! The funds map as a flow picture: what was swiped runs into the places where it stands now.
//!
//! In: bands. Out: two pictures in SVG, one for wide pages and paper, one for phones. Bands are as wide as their
//! money; in the wide one they split once more. Labels have room of their own, so they never touch, however
//! thin the band. Absent: what a band is (`bands`).

use super::Report;
use super::bands::{Band, bands, describe};
use super::figures::{money, share};
use super::svg::{at, capital, escape, fit, open, width};
use crate::wording::{term, text};
use std::fmt::Write;
use wire::Lang;

/// For which page a picture is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Screens and paper.
    Wide,
    /// Phones.
    Narrow,
}

/// The measures of a shape, in pixels.
struct Measures {
    width: f64,
    /// How thick all bands are together.
    flow: f64,
    /// Where the columns stand.
    parts_x: f64,
    leaves_x: Option<f64>,
    node: f64,
    font: f64,
}

impl Shape {
    const fn measures(self) -> Measures {
        match self {
            Shape::Wide => Measures {
                width: 920.0,
                flow: 250.0,
                parts_x: 250.0,
                leaves_x: Some(570.0),
                node: 12.0,
                font: 14.0,
            },
            Shape::Narrow => Measures {
                width: 328.0,
                flow: 220.0,
                parts_x: 96.0,
                leaves_x: None,
                node: 10.0,
                font: 13.0,
            },
        }
    }

    /// The class by which the page's styles show one shape or the other.
    pub const fn class(self) -> &'static str {
        match self {
            Shape::Wide => "wide",
            Shape::Narrow => "narrow",
        }
    }
}

/// Room above the picture for the label of what was swiped.
const HEAD: f64 = 44.0;
/// Height of a label of two lines, and of one that stands above its band.
const LABEL: f64 = 40.0;
const LABEL_ABOVE: f64 = 24.0;
/// Between two bands.
const GAP: f64 = 6.0;
/// The thinnest stroke that is still seen.
const THIN: f64 = 1.0;
/// How much wider bold letters are.
const BOLD: f64 = 1.1;
/// Between a node and its label.
const PAD: f64 = 8.0;

/// A band as it is drawn: from the left side's `from` to the right side's `to`.
struct Flow<'b> {
    class: &'static str,
    from_x: f64,
    to_x: f64,
    from: f64,
    to: f64,
    thick: f64,
    name: &'b str,
    amount: i128,
}

/// The picture; `None` when nothing was swiped.
pub fn picture(report: &Report, lang: Lang, shape: Shape) -> Option<String> {
    let bands = bands(report, lang);
    let total: i128 = bands.iter().map(|band| band.amount).sum();
    if total <= 0 {
        return None;
    }
    let drawing = Drawing {
        report,
        lang,
        shape,
        m: shape.measures(),
        total,
    };
    Some(drawing.draw(&bands))
}

struct Drawing<'r> {
    report: &'r Report,
    lang: Lang,
    shape: Shape,
    m: Measures,
    total: i128,
}

impl Drawing<'_> {
    fn draw(&self, bands: &[Band]) -> String {
        let slots: Vec<f64> = bands.iter().map(|band| self.slot(band)).collect();
        let height = HEAD + slots.iter().sum::<f64>() + GAP * bands.len().saturating_sub(1) as f64;
        // At the top, as the first and largest band is: that one then runs straight.
        let source_y = HEAD;
        let (mut flows, mut labels) = (String::new(), String::new());
        let (mut from, mut slot_y) = (source_y, HEAD);
        for (band, slot) in bands.iter().zip(&slots) {
            let thick = self.thick(band.amount);
            let name = capital(&term("part", band.part.slug(), self.lang));
            let splits = self.splits(band);
            let to = if splits {
                slot_y + LABEL_ABOVE
            } else {
                slot_y + (slot - thick) / 2.0
            };
            let (from_x, to_x, class) = (self.m.node, self.m.parts_x, band.part.slug());
            self.flow(
                &mut flows,
                &Flow {
                    class,
                    from_x,
                    to_x,
                    from,
                    to,
                    thick,
                    name: &name,
                    amount: band.amount,
                },
            );
            if splits {
                self.label_above(&mut labels, slot_y, &name, band.amount);
                self.leaves(&mut flows, &mut labels, band, to, slot_y);
            } else {
                let x = self.m.parts_x + self.m.node + PAD;
                let share = share(band.amount, self.total);
                self.label(&mut labels, x, to + thick / 2.0, &name, band.amount, &share);
            }
            from += thick;
            slot_y += slot + GAP;
        }
        let size = format!("viewBox=\"0 0 {} {}\"", at(self.m.width), at(height));
        let id = format!(
            "funds-{}-{}",
            self.shape.class(),
            self.lang.pick("zh", "en")
        );
        let title = text("report.funds", self.lang, &[]);
        let mut svg = open(
            &id,
            &format!("flow {}", self.shape.class()),
            &size,
            &title,
            &describe(self.report, self.lang),
        );
        let source = at(self.m.flow.max(THIN));
        let _ = write!(
            svg,
            "{flows}<rect class=\"n-swiped\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{source}\"/>{}{labels}</svg>",
            at(source_y),
            at(self.m.node),
            self.head(source_y),
        );
        svg
    }

    fn thick(&self, amount: i128) -> f64 {
        amount as f64 / self.total as f64 * self.m.flow
    }

    fn splits(&self, band: &Band) -> bool {
        self.m.leaves_x.is_some() && !band.leaves.is_empty()
    }

    /// The height that a band needs with its label, or with those of its leaves.
    fn slot(&self, band: &Band) -> f64 {
        let thick = self.thick(band.amount);
        if !self.splits(band) {
            return thick.max(LABEL);
        }
        let leaves: f64 = band
            .leaves
            .iter()
            .map(|leaf| self.thick(leaf.amount).max(LABEL))
            .sum();
        (LABEL_ABOVE + thick).max(leaves)
    }

    fn flow(&self, svg: &mut String, flow: &Flow<'_>) {
        let Flow {
            class,
            from_x,
            to_x,
            from,
            to,
            ..
        } = *flow;
        let middle = f64::midpoint(from_x, to_x);
        let thin = if flow.thick < THIN { " f-thin" } else { "" };
        let thick = flow.thick.max(THIN);
        let (a, b) = (from + thick, to + thick);
        let _ = write!(
            svg,
            "<path class=\"f f-{class}{thin}\" d=\"M{} {}C{m} {} {m} {} {} {}V{}C{m} {} {m} {} {} {}Z\">\
             <title>{} {}</title></path>\
             <rect class=\"n-{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            at(from_x),
            at(from),
            at(from),
            at(to),
            at(to_x),
            at(to),
            at(b),
            at(b),
            at(a),
            at(from_x),
            at(a),
            escape(flow.name),
            money(flow.amount, &self.report.currency),
            at(to_x),
            at(to),
            at(self.m.node),
            at(thick),
            m = at(middle),
        );
    }

    fn leaves(&self, flows: &mut String, labels: &mut String, band: &Band, top: f64, slot_y: f64) {
        let Some(leaves_x) = self.m.leaves_x else {
            return;
        };
        let (mut from, mut slot_y) = (top, slot_y);
        for leaf in &band.leaves {
            let thick = self.thick(leaf.amount);
            let slot = thick.max(LABEL);
            let to = slot_y + (slot - thick) / 2.0;
            let (from_x, to_x, class) = (self.m.parts_x + self.m.node, leaves_x, band.part.slug());
            let flow = Flow {
                class,
                from_x,
                to_x,
                from,
                to,
                thick,
                name: &leaf.name,
                amount: leaf.amount,
            };
            self.flow(flows, &flow);
            let x = leaves_x + self.m.node + PAD;
            self.label(
                labels,
                x,
                to + thick / 2.0,
                &leaf.name,
                leaf.amount,
                &leaf.stage,
            );
            from += thick;
            slot_y += slot;
        }
    }

    /// Two lines around a height: the name, and the sum with its share or stage beside it.
    fn label(&self, svg: &mut String, x: f64, middle: f64, name: &str, amount: i128, beside: &str) {
        let room = self.m.width - x;
        let small = self.m.font - 1.0;
        let mut sum = money(amount, &self.report.currency);
        let both = format!("{sum} · {beside}");
        // A sum is never cut; what stands beside it gives way.
        if !beside.is_empty() && width(&both, small) <= room {
            sum = both;
        }
        let _ = write!(
            svg,
            "<text class=\"t\" x=\"{x}\" y=\"{}\">{}</text><text class=\"s\" x=\"{x}\" y=\"{}\">{}</text>",
            at(middle - 3.0),
            escape(&fit(name, self.m.font, room / BOLD)),
            at(middle + self.m.font),
            escape(&sum),
            x = at(x),
        );
    }

    /// One line above a band that splits further to the right.
    fn label_above(&self, svg: &mut String, slot_y: f64, name: &str, amount: i128) {
        let sum = format!(
            "{} · {}",
            money(amount, &self.report.currency),
            share(amount, self.total)
        );
        let _ = write!(
            svg,
            "<text class=\"t\" x=\"{}\" y=\"{}\">{} <tspan class=\"s\">{}</tspan></text>",
            at(self.m.parts_x),
            at(slot_y + 16.0),
            escape(name),
            escape(&sum),
        );
    }

    fn head(&self, source_y: f64) -> String {
        let sum = money(self.total, &self.report.currency);
        format!(
            "<text class=\"t\" x=\"0\" y=\"{}\">{}</text><text class=\"s\" x=\"0\" y=\"{}\">{}</text>",
            at(source_y - 26.0),
            escape(&capital(&term("report", "swiped", self.lang))),
            at(source_y - 9.0),
            escape(&sum),
        )
    }
}
