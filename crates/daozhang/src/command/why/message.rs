//! The sentence that support may send to the merchant.

use super::Teller;
use super::page::is_late;
use crate::report::figures::{money, time};
use crate::wording::text;
use batch::Judged;
use judge::VerdictKind;

impl Teller<'_> {
    /// The sentence for the merchant: the cause's, or that all is well. No name of a person, no
    /// full number of a card or account ever goes in.
    pub(super) fn message(&self, judged: &Judged<'_>) -> String {
        let v = &judged.verdict;
        let cash = |minor: i64| money(i128::from(minor), v.currency);
        let day = |at: Option<ledger::Instant>| {
            at.map_or_else(String::new, |at| self.zone.day(at).to_string())
        };
        let Some(cause) = v.cause.filter(|_| !is_late(v)) else {
            return self.came(v);
        };
        // The cause's own sentence is for when it has failed.
        if v.owed.is_none() && cause.row().verdict == VerdictKind::NotOwed {
            return self.say("why.message.outcome_unknown", &[]);
        }
        let merchant = self.traced.knowledge.merchant(v.mid);
        let account = merchant.map_or("", |merchant| merchant.account_no.as_str());
        let tail = account.get(account.len().saturating_sub(4)..).unwrap_or("");
        let mode = merchant.map_or_else(String::new, |merchant| merchant.terms.mode.to_string());
        let eta = v
            .eta
            .filter(|eta| !self.has_passed(v, *eta))
            .map_or_else(String::new, |eta| self.zone.day(eta.to).to_string());
        let settle_date = v.settle_day.map_or_else(String::new, |day| day.to_string());
        let due = v
            .expected_by
            .map_or_else(String::new, |at| self.zone.day(at).to_string());
        let at = self.arrived_at(v);
        let values: [(&str, &str); 11] = [
            ("amt", &cash(v.amount)),
            ("net", &v.owed.map_or_else(String::new, cash)),
            ("fee", &cash(v.fee)),
            (
                "diff",
                &v.gap.map_or_else(String::new, |gap| cash(gap.abs())),
            ),
            ("date", &day(v.swiped_at)),
            ("settle_date", &settle_date),
            ("due", &due),
            ("eta", &eta),
            ("arrived_at", &at),
            ("acct4", tail),
            ("mode", &mode),
        ];
        let key = format!("cause.{}.message", cause.slug());
        let said = match self.reach.absent_message(cause.slug(), self.lang()) {
            Some(said) => said,
            None => text(&key, self.lang(), &values),
        };
        if v.verdict == VerdictKind::Arrived {
            return format!("{}{}{said}", self.came(v), self.lang().pick("", " "));
        }
        let waits = matches!(v.verdict, VerdictKind::Pending | VerdictKind::Overdue);
        let dated = [&eta, &due]
            .into_iter()
            .any(|day| !day.is_empty() && said.contains(day.as_str()));
        if waits && dated && self.reach.is_by_contract_only() {
            return self.say("why.message.contract_only", &[("said", &said)]);
        }
        said
    }

    /// That the money came, and if it came late, why.
    fn came(&self, v: &judge::Verdict<'_>) -> String {
        let amount = money(i128::from(v.arrived), v.currency);
        let at = self.arrived_at(v);
        let came = [("amount", &*amount), ("arrived_at", &*at)];
        let Some(cause) = v.cause.filter(|_| is_late(v)) else {
            return self.say("why.message.arrived", &came);
        };
        let reason = self.reach.cause_name(cause.slug(), self.lang());
        let due = v.expected_by.map(|at| self.zone.day(at).to_string());
        let [amount, at] = came;
        let due = ("due", due.as_deref().unwrap_or(""));
        self.say(
            "why.message.arrived_late",
            &[amount, at, due, ("cause", &reason)],
        )
    }

    fn arrived_at(&self, v: &judge::Verdict<'_>) -> String {
        let at = v.arrived_at.map(|at| time(at, self.zone));
        at.unwrap_or_default()
    }
}
