//! The lists: causes, incidents, missing files, each up to a limit.

use super::{LINES_MAX, Page};
use crate::report::figures::{self, count, day, time};
use crate::report::parts::{Missing, missing};
use crate::report::sentences::{incident_sums, no_missing, of_no_cause, place};
use crate::report::{IncidentLine, MissingLine};
use crate::wording::{filled, term};

impl Page<'_> {
    pub(super) fn causes(&mut self) {
        let all = missing(self.report);
        if all.is_empty() {
            return;
        }
        let row = |one: &Missing| {
            vec![
                self.report.reach.cause_name(one.cause, self.lang),
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
        if let Some(rest) = of_no_cause(self.report, self.lang) {
            self.line(format!(" {rest}"));
        }
    }

    pub(super) fn incidents(&mut self) {
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
                self.report.reach.cause_name(one.cause, self.lang),
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
        if let Some(said) = incident_sums(self.report, self.lang) {
            self.line(said);
        }
    }

    pub(super) fn absent_sources(&mut self) {
        let absent = self.report.reach.unknowable(self.lang);
        if absent.is_empty() {
            return;
        }
        let n = absent.len().to_string();
        let header = ["summary.source", "reach.without", "reach.supplier"];
        let header = header.map(|key| self.say(key, &[]));
        self.heading("reach.absent", &[("n", &n)]);
        let rows = absent.into_iter().map(Vec::from).collect();
        self.lines.extend(self.table(&header, rows, &[]));
    }

    pub(super) fn missing_files(&mut self) {
        let all = &self.report.missing;
        if all.is_empty() {
            self.line("");
            return self.line(no_missing(self.report, self.lang));
        }
        let row = |one: &MissingLine| {
            vec![
                term("source", one.source, self.lang),
                day(one.day),
                count(one.expected_rows),
                term("supplier", one.source, self.lang),
            ]
        };
        let rows = all.iter().take(LINES_MAX).map(row).collect();
        let header = [
            "summary.source",
            "summary.day",
            "summary.expected_rows",
            "reach.supplier",
        ];
        let header = header.map(|key| self.say(key, &[]));
        self.heading("summary.missing_files", &[("n", &all.len().to_string())]);
        self.lines.extend(self.table(&header, rows, &[2]));
        self.more(all.len());
    }
}
