//! The table of where the money is: the parts of what is owed, and what stands beside them.

use super::{Page, RED};
use crate::report::figures::{count, share};
use crate::report::parts::{Part, imbalance, outcome_unknown, owed, surplus, swipes, swipes_under};
use crate::wording::term;

const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";

impl Page<'_> {
    pub(super) fn funds(&mut self) {
        let parts = self.parts();
        let paints = Part::OWED.map(|part| match part {
            _ if part.of(&self.report.funds) == 0 => "",
            Part::Arrived => GREEN,
            Part::Pending | Part::Fees | Part::Refunded => "",
            Part::Held => YELLOW,
            Part::Overdue | Part::Short | Part::Unexplained => RED,
        });
        let rows: Vec<Vec<String>> = parts.into_iter().chain(self.beside()).collect();
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
        self.accounted();
    }

    /// A row for each part of what is owed, and their sum.
    fn parts(&self) -> Vec<Vec<String>> {
        let (report, owed) = (self.report, owed(&self.report.funds));
        let row = |part: Part| {
            let amount = part.of(&report.funds);
            vec![
                term("part", part.slug(), self.lang),
                self.money(amount),
                share(amount, owed),
                count(swipes(report, part)),
            ]
        };
        let mut rows: Vec<Vec<String>> = Part::OWED.into_iter().map(row).collect();
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
        rows
    }

    /// What stands beside what is owed.
    fn beside(&self) -> Vec<Vec<String>> {
        let report = self.report;
        let (waiting, unknown) = outcome_unknown(report);
        let more = [
            ("summary.payout_fees", report.funds.payout_fees, 0),
            ("summary.outcome_unknown", unknown, waiting),
        ];
        let beside = surplus(report).into_iter().chain(more);
        let none = String::new;
        let mut rows = Vec::new();
        for (key, amount, swipes) in beside.filter(|(_, amount, _)| *amount != 0) {
            let swipes = if swipes > 0 { count(swipes) } else { none() };
            rows.push(vec![self.say(key, &[]), self.money(amount), none(), swipes]);
        }
        let not_owed = swipes_under(report, "not_owed");
        if not_owed > 0 {
            let name = self.say("summary.not_owed", &[]);
            rows.push(vec![name, none(), none(), count(not_owed)]);
        }
        rows
    }

    /// Whether the map balances and explains everything.
    fn accounted(&mut self) {
        let funds = &self.report.funds;
        if imbalance(funds) != 0 {
            let amount = self.money(imbalance(funds));
            self.line(self.painted(
                RED,
                &self.say("report.funds_unbalanced", &[("amount", &amount)]),
            ));
        }
        let unexplained = self.money(funds.unexplained);
        let key = if funds.unexplained == 0 {
            "summary.unexplained_zero"
        } else {
            "summary.unexplained"
        };
        self.line("");
        self.line(self.say(key, &[("amount", &unexplained)]));
    }
}
