//! The summary on the terminal: where the money is, in ten seconds.
//!
//! In: a report, a language, whether colours may be used, the terminal's width. Out: text with aligned tables,
//! complete without colour. Absent: everything that needs more than a glance; that is in `report.html`.

use super::figures::{self, about, count, day, money, share, time};
use super::parts::{Part, imbalance, missing, owed, swipes, swipes_under};
use super::sentences::{answer, balance, notes, place};
use super::{IncidentLine, Report};
use crate::wording::{cause_name, filled, term, text};
use comfy_table::{CellAlignment, ContentArrangement, Table};
use wire::Lang;

/// The most lines in a list; the rest is counted.
const LINES_MAX: usize = 7;
/// The narrowest width for which a table is laid out.
const WIDTH_MIN: u16 = 40;
/// The widest, so that a line can still be followed.
const WIDTH_MAX: u16 = 120;
/// The width of a terminal that does not tell.
const WIDTH: u16 = 100;

const BOLD: &str = "\u{1b}[1m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

/// The width for which the summary is laid out: that of the terminal where the shell tells it, else the usual.
pub fn width() -> u16 {
    let told = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    told.unwrap_or(WIDTH).clamp(WIDTH_MIN, WIDTH_MAX)
}

/// The summary of a report, ending in a newline.
pub fn summary(report: &Report, lang: Lang, colour: bool, width: u16) -> String {
    let mut page = Page {
        report,
        lang,
        colour,
        width: width.max(WIDTH_MIN),
        lines: Vec::new(),
    };
    page.head();
    if report.swipes > 0 {
        page.funds();
        page.causes();
        page.incidents();
    }
    page.missing_files();
    page.notes();
    page.files();
    page.rows();
    page.lines.join("\n") + "\n"
}

struct Page<'r> {
    report: &'r Report,
    lang: Lang,
    colour: bool,
    width: u16,
    lines: Vec<String>,
}

impl Page<'_> {
    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        text(key, self.lang, values)
    }

    fn money(&self, minor: i128) -> String {
        money(minor, &self.report.currency)
    }

    fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn painted(&self, paint: &str, line: &str) -> String {
        if self.colour && !line.is_empty() {
            format!("{paint}{line}{PLAIN}")
        } else {
            line.to_owned()
        }
    }

    fn heading(&mut self, key: &str, values: &[(&str, &str)]) {
        let heading = self.painted(BOLD, &self.say(key, values));
        self.line("");
        self.line(heading);
    }

    fn head(&mut self) {
        let report = self.report;
        let as_of = time(report.as_of, &report.zone);
        let values = [
            ("name", report.name.as_str()),
            ("as_of", &as_of),
            ("zone", report.zone.name()),
        ];
        let head = self.painted(BOLD, &self.say("summary.head", &values));
        self.line(head);
        self.line("");
        if report.swipes == 0 {
            return self.line(answer(report, self.lang));
        }
        let funds = &report.funds;
        let amount = self.money(funds.swiped);
        let about = about(funds.swiped, &report.currency, self.lang);
        let values = [
            ("amount", amount.as_str()),
            ("about", about.as_deref().unwrap_or("")),
            ("swipes", &figures::swipes(report.swipes, self.lang)),
            (
                "merchants",
                &figures::merchants(report.merchants, self.lang),
            ),
        ];
        self.line(self.say(
            if about.is_some() {
                "summary.swiped_about"
            } else {
                "summary.swiped"
            },
            &values,
        ));
        if owed(funds) > 0 {
            let values = [
                ("refunded", self.money(funds.refunded)),
                ("fees", self.money(funds.fees)),
                ("owed", self.money(owed(funds))),
            ];
            self.line(filled("summary.owed", self.lang, &values));
        }
        let answer = self.painted(BOLD, &answer(report, self.lang));
        self.line(answer);
    }

    /// A table of the width at hand; the columns named are aligned to the right.
    fn table(&self, header: &[String], rows: Vec<Vec<String>>, right: &[usize]) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width);
        table.set_header(header.to_vec());
        table.add_rows(rows);
        for column in right {
            if let Some(column) = table.column_mut(*column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    fn funds(&mut self) {
        let (report, owed) = (self.report, owed(&self.report.funds));
        let mut rows = Vec::new();
        let mut paints = Vec::new();
        for part in Part::OWED {
            let amount = part.of(&report.funds);
            let (name, swipes) = (
                term("part", part.slug(), self.lang),
                count(swipes(report, part)),
            );
            rows.push(vec![name, self.money(amount), share(amount, owed), swipes]);
            paints.push(match part {
                _ if amount == 0 => "",
                Part::Arrived => GREEN,
                Part::Pending | Part::Fees | Part::Refunded => "",
                Part::Held => YELLOW,
                Part::Overdue | Part::Short | Part::Unexplained => RED,
            });
        }
        let all = Part::OWED
            .into_iter()
            .map(|part| swipes(report, part))
            .sum();
        rows.push(vec![
            self.say("summary.total", &[]),
            self.money(owed),
            share(owed, owed),
            count(all),
        ]);
        let beside = [
            (
                "summary.surplus",
                report.funds.surplus,
                swipes_under(report, "over"),
            ),
            ("summary.payout_fees", report.funds.payout_fees, 0),
        ];
        for (key, amount, swipes) in beside.into_iter().filter(|(_, amount, _)| *amount != 0) {
            let swipes = if swipes > 0 {
                count(swipes)
            } else {
                String::new()
            };
            rows.push(vec![
                self.say(key, &[]),
                self.money(amount),
                String::new(),
                swipes,
            ]);
        }
        let not_owed = swipes_under(report, "not_owed");
        if not_owed > 0 {
            rows.push(vec![
                self.say("summary.not_owed", &[]),
                String::new(),
                String::new(),
                count(not_owed),
            ]);
        }
        let header = [
            "summary.where_part",
            "summary.amount",
            "summary.of_owed",
            "summary.swipes",
        ];
        let header = header.map(|key| self.say(key, &[]));
        self.heading("summary.where", &[]);
        let count_of_rows = rows.len();
        let table = self.table(&header, rows, &[1, 2, 3]);
        // On a very narrow terminal rows wrap; then no line is coloured, since none is a row by itself.
        let whole = table.len() == count_of_rows + 1;
        for (index, line) in table.into_iter().enumerate() {
            let paint = if whole && index > 0 {
                paints.get(index - 1).copied().unwrap_or("")
            } else {
                ""
            };
            let line = if paint.is_empty() {
                line
            } else {
                self.painted(paint, &line)
            };
            self.line(line);
        }
        if imbalance(&report.funds) != 0 {
            let amount = self.money(imbalance(&report.funds));
            self.line(self.painted(
                RED,
                &self.say("report.funds_unbalanced", &[("amount", &amount)]),
            ));
        }
        let unexplained = self.money(report.funds.unexplained);
        let key = if report.funds.unexplained == 0 {
            "summary.unexplained_zero"
        } else {
            "summary.unexplained"
        };
        self.line("");
        self.line(self.say(key, &[("amount", &unexplained)]));
    }

    fn causes(&mut self) {
        let all = missing(self.report);
        if all.is_empty() {
            return;
        }
        let row = |one: &super::parts::Missing| {
            vec![
                cause_name(one.cause, self.lang),
                term("part", one.part.slug(), self.lang),
                count(one.swipes),
                self.money(one.amount),
                term("party", one.party, self.lang),
            ]
        };
        let rows = all.iter().take(LINES_MAX).map(row).collect();
        let header = [
            "summary.cause",
            "summary.state",
            "summary.swipes",
            "summary.amount",
            "summary.party",
        ];
        let header = header.map(|key| self.say(key, &[]));
        self.heading("summary.why", &[]);
        self.lines.extend(self.table(&header, rows, &[2, 3]));
        let rest = all.get(LINES_MAX..).unwrap_or_default();
        if !rest.is_empty() {
            let swipes = figures::swipes(rest.iter().map(|one| one.swipes).sum(), self.lang);
            let amount = self.money(rest.iter().map(|one| one.amount).sum());
            let values = [
                ("n", rest.len().to_string()),
                ("swipes", swipes),
                ("amount", amount),
            ];
            self.line(format!(
                " {}",
                filled("summary.more_causes", self.lang, &values)
            ));
        }
    }

    fn incidents(&mut self) {
        let all = &self.report.incidents;
        if all.is_empty() {
            self.line("");
            return self.line(self.say("summary.no_incidents", &[]));
        }
        let row = |one: &IncidentLine| {
            let place = place(one, &self.report.zone, self.lang);
            let began = one
                .began
                .map(|began| time(began, &self.report.zone))
                .unwrap_or_default();
            vec![
                cause_name(one.cause, self.lang),
                place,
                began,
                count(one.swipes),
                self.money(one.amount),
            ]
        };
        let rows = all.iter().take(LINES_MAX).map(row).collect();
        let header = [
            "summary.cause",
            "summary.where_of",
            "summary.began",
            "summary.swipes",
            "summary.amount",
        ];
        let header = header.map(|key| self.say(key, &[]));
        self.heading("summary.incidents", &[("n", &all.len().to_string())]);
        self.lines.extend(self.table(&header, rows, &[3, 4]));
        self.more(all.len());
    }

    fn missing_files(&mut self) {
        let all = &self.report.missing;
        if all.is_empty() {
            self.line("");
            return self.line(self.say("summary.no_missing", &[]));
        }
        let row = |one: &super::MissingLine| {
            vec![
                term("source", one.source, self.lang),
                day(one.day),
                count(one.expected_rows),
            ]
        };
        let rows = all.iter().take(LINES_MAX).map(row).collect();
        let header = ["summary.source", "summary.day", "summary.expected_rows"];
        let header = header.map(|key| self.say(key, &[]));
        self.heading("summary.missing_files", &[("n", &all.len().to_string())]);
        self.lines.extend(self.table(&header, rows, &[2]));
        self.more(all.len());
    }

    fn more(&mut self, all: usize) {
        if all > LINES_MAX {
            let n = (all - LINES_MAX).to_string();
            self.line(format!(" {}", self.say("summary.more", &[("n", &n)])));
        }
    }

    fn notes(&mut self) {
        let notes = notes(self.report, self.lang);
        if !notes.is_empty() {
            self.line("");
        }
        self.lines.extend(notes);
    }

    fn files(&mut self) {
        let faulty: Vec<&str> = self
            .report
            .files
            .iter()
            .map(|file| file.fault.as_str())
            .filter(|fault| !fault.is_empty())
            .collect();
        if faulty.is_empty() {
            return;
        }
        self.heading("summary.faults", &[("n", &faulty.len().to_string())]);
        for fault in faulty.iter().take(LINES_MAX) {
            self.line(format!(" {fault}"));
        }
        self.more(faulty.len());
    }

    fn rows(&mut self) {
        self.line("");
        self.line(balance(&self.report.rows, self.lang));
        if self.report.rows.quarantined > 0 {
            let n = count(self.report.rows.quarantined);
            self.line(self.say("summary.quarantined", &[("n", &n)]));
        }
    }
}
