//! The summary on the terminal: where the money is, in ten seconds.
//!
//! In: a report, a language, whether colours may be used, the terminal's width. Out: text with aligned tables,
//! complete without colour. Absent: everything that needs more than a glance; that is in `report.html`.

mod funds;
mod lists;

use super::Report;
use super::figures::{self, about, count, money, time};
use super::parts::owed;
use super::sentences::{answer, balance, notes, old};
use crate::wording::{filled, text};
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
    page.unproved();
    if report.swipes > 0 {
        page.funds();
        page.causes();
        page.incidents();
    }
    page.absent_sources();
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
        if let Some(old) = old(report, self.lang) {
            let old = self.painted(RED, &old);
            self.line("");
            self.line(old);
        }
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

    /// What absent sources mean for the answer.
    fn unproved(&mut self) {
        if let Some(unproved) = self.report.reach.unproved(self.lang) {
            let unproved = self.painted(RED, &unproved);
            self.line(unproved);
        }
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
