//! The sentence that support may send to the merchant.

use super::Teller;
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
        let Some(cause) = v.cause else {
            let at = v
                .arrived_at
                .map_or_else(String::new, |at| time(at, self.zone));
            return self.say(
                "why.message.arrived",
                &[("amount", &cash(v.arrived)), ("arrived_at", &at)],
            );
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
        let at = v
            .arrived_at
            .map_or_else(String::new, |at| time(at, self.zone));
        let due = v
            .expected_by
            .map_or_else(String::new, |at| self.zone.day(at).to_string());
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
        let waits = matches!(v.verdict, VerdictKind::Pending | VerdictKind::Overdue);
        let dated = [&eta, &due]
            .into_iter()
            .any(|day| !day.is_empty() && said.contains(day.as_str()));
        if waits && dated && self.reach.is_by_contract_only() {
            return self.say("why.message.contract_only", &[("said", &said)]);
        }
        said
    }
}
