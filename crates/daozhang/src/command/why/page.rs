//! One swipe's story for people.
//!
//! In: a trail and its verdict. Out: who it is, the verdict and why, what was seen where, what is ruled out.

use super::Teller;
use crate::report::figures::{money, time};
use crate::story::{self, Event, RuledOut};
use crate::wording::term;
use batch::Judged;
use judge::VerdictKind;
use std::fmt::Write as _;
use trail::Trail;

/// Waits shorter than this are not worth a word, in seconds.
const WAIT_SHOWN_S: i64 = 60;

/// Whether all has come, after its time.
pub(super) fn is_late(v: &judge::Verdict<'_>) -> bool {
    v.verdict == VerdictKind::Arrived && v.timing == Some(judge::Timing::Late)
}

impl Teller<'_> {
    /// What was seen of the swipe, and which causes that rules out.
    pub(super) fn seen(
        &self,
        trail: &Trail<'_>,
        judged: &Judged<'_>,
    ) -> (Vec<Event>, Vec<RuledOut>) {
        let (citations, payments, now) = (
            self.opened.scanned.citations(),
            self.traced.payments,
            self.options.as_of,
        );
        let v = &judged.verdict;
        let events = story::events(trail, payments, &citations, (self.zone, v.currency), now);
        let out = story::ruled_out(trail, payments, v, &citations, now);
        (events, out)
    }

    pub(super) fn story(&self, trail: &Trail<'_>, judged: &Judged<'_>) -> String {
        let (events, out) = self.seen(trail, judged);
        let mut page = self.head(judged);
        page += &self.verdict(trail, judged);
        page += &self.timeline(&judged.verdict, &events);
        page += &self.ruled_out(&out);
        let _ = writeln!(page, "\n{}", self.say("why.message", &[]));
        let _ = writeln!(page, "  {}", self.message(judged));
        page
    }

    fn head(&self, judged: &Judged<'_>) -> String {
        let v = &judged.verdict;
        let amount = money(i128::from(v.amount), v.currency);
        let at = v
            .swiped_at
            .map_or_else(String::new, |at| time(at, self.zone));
        let known = [amount.as_str(), v.card, at.as_str()].into_iter();
        let known: Vec<&str> = known.filter(|text| !text.is_empty()).collect();
        let mut head = known.join(" · ") + "\n";
        head += &(self.handles(v) + "\n");
        let as_of = time(self.options.as_of, self.zone);
        head += &(self.say("why.as_of", &[("as_of", &as_of)]) + "\n");
        head + &self.old().map_or_else(String::new, |old| old + "\n")
    }

    /// Everything that the swipe may be called by, and its merchant's name.
    fn handles(&self, v: &judge::Verdict<'_>) -> String {
        let merchant = self.traced.knowledge.merchant(v.mid);
        let name = merchant.map_or("", |merchant| merchant.name.as_str());
        let said = [
            (v.rrn, self.say("why.rrn", &[("rrn", v.rrn)])),
            (
                v.mid,
                self.say("why.merchant", &[("name", name), ("mid", v.mid)]),
            ),
            (v.tid, self.say("why.terminal", &[("tid", v.tid)])),
            (v.stan, self.say("why.stan", &[("stan", v.stan)])),
            (
                v.order_no,
                self.say("why.order", &[("order_no", v.order_no)]),
            ),
        ];
        let said: Vec<String> = said
            .into_iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(_, said)| said)
            .collect();
        said.join(" · ")
    }

    fn verdict(&self, trail: &Trail<'_>, judged: &Judged<'_>) -> String {
        let v = &judged.verdict;
        let sum = |minor: i64| money(i128::from(minor), v.currency);
        let mut lines: Vec<String> = Vec::new();
        let timing = v.timing.map_or("", judge::Timing::slug);
        let said = [
            term("verdict", v.verdict.slug(), self.lang()),
            term("timing", timing, self.lang()),
        ];
        let title = self.say("why.verdict", &[]);
        let verdict = said
            .iter()
            .filter(|word| !word.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" · ");
        if let Some(due) = v.expected_by {
            lines.push(self.say("why.due", &[("due", &time(due, self.zone))]));
        }
        if v.verdict != judge::VerdictKind::NotOwed {
            let owed = v.owed.map_or_else(String::new, sum);
            lines.push(self.say("why.owed", &[("owed", &owed), ("arrived", &sum(v.arrived))]));
        }
        match v.gap {
            Some(gap) if gap > 0 => lines.push(self.say("why.gap", &[("gap", &sum(gap))])),
            Some(gap) if gap < 0 => lines.push(self.say("why.too_much", &[("gap", &sum(-gap))])),
            _ => {}
        }
        if !v.items.is_empty() {
            lines.push(self.say("why.items", &[]));
            let item = |item: &judge::Item| {
                format!(
                    "  {} {}",
                    term("item", item.name.slug(), self.lang()),
                    sum(item.amount)
                )
            };
            lines.extend(v.items.iter().map(item));
        }
        lines.push(self.say(
            "why.stage",
            &[("stage", &term("stage", v.stage.slug(), self.lang()))],
        ));
        lines.extend(self.why(trail, judged));
        let body: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("\n{title}  {verdict}\n{body}")
    }

    fn why(&self, trail: &Trail<'_>, judged: &Judged<'_>) -> Vec<String> {
        let v = &judged.verdict;
        let Some(cause) = v.cause else {
            return vec![self.say("why.cause_none", &[])];
        };
        let remedy = self.reach.remedy(cause.slug(), self.lang());
        // What has come late has a reason, and nobody need act any more.
        let (because, party, remedy) = if is_late(v) {
            let done = self.say("why.remedy_done", &[]);
            ("why.cause_late", "why.party_late", done)
        } else {
            let remedy = self.say("why.remedy", &[("remedy", &remedy)]);
            ("why.cause", "why.party", remedy)
        };
        let mut lines = vec![
            self.say(
                because,
                &[("cause", &self.reach.cause_name(cause.slug(), self.lang()))],
            ),
            self.say(
                party,
                &[("party", &term("party", v.party.slug(), self.lang()))],
            ),
            remedy,
        ];
        lines.extend(self.expected(trail, v));
        if v.eta.is_some() {
            lines.extend(self.reach.contract_only(self.lang()));
        }
        if v.provisional {
            lines.push(self.say("why.provisional", &[]));
        }
        if v.verdict != VerdictKind::NotOwed || v.proof != judge::Proof::None {
            lines.push(self.say(
                "why.proof",
                &[("proof", &term("proof", v.proof.slug(), self.lang()))],
            ));
        }
        lines.push(self.say(
            "why.certainty",
            &[(
                "certainty",
                &term("certainty", v.certainty.slug(), self.lang()),
            )],
        ));
        if let Some(incident) = judged.incident {
            let id = &self.traced.incidents[incident as usize].id;
            lines.push(self.say("why.incident", &[("incident", id)]));
        }
        if !v.also.is_empty() {
            let names: Vec<String> = v
                .also
                .iter()
                .map(|also| self.reach.cause_name(also.slug(), self.lang()))
                .collect();
            lines.push(self.say(
                "why.also",
                &[("names", &names.join(self.lang().pick("、", ", ")))],
            ));
        }
        lines
    }

    /// When the money is expected, if anything can be said of it.
    fn expected(&self, trail: &Trail<'_>, v: &judge::Verdict<'_>) -> Option<String> {
        let waits = [VerdictKind::Pending, VerdictKind::Overdue].contains(&v.verdict);
        let Some(eta) = v.eta else {
            return waits.then(|| self.say("why.eta_none", &[]));
        };
        let reason = term("eta", eta.reason, self.lang());
        let (from, to) = (time(eta.from, self.zone), time(eta.to, self.zone));
        let values = [("from", &*from), ("to", &*to), ("reason", &*reason)];
        // Until it is cleared or settled, the due date is the contract's word and nobody else's.
        let reckoned = !trail.clearing.is_empty() || !trail.settlement.is_empty();
        let by_contract = !reckoned && v.expected_by == Some(eta.to);
        let begun = eta.from <= self.options.as_of;
        let key = match (self.has_passed(v, eta), begun, by_contract) {
            (true, ..) => "why.eta_past",
            // What comes then is the answer, not the money.
            _ if eta.reason == "query" => "why.eta_answer",
            (_, true, true) => "why.eta_one_by_contract",
            (_, true, false) => "why.eta_one",
            (_, false, true) => "why.eta_by_contract",
            (_, false, false) => "why.eta",
        };
        Some(self.say(key, &values))
    }

    /// Whether an expected window has gone by. The judge never promises the past, so one that ends now
    /// has, unless the money is due at this very instant.
    pub(super) fn has_passed(&self, v: &judge::Verdict<'_>, eta: judge::Eta) -> bool {
        let now = self.options.as_of;
        eta.to <= now && v.expected_by != Some(now)
    }

    fn timeline(&self, v: &judge::Verdict<'_>, events: &[Event]) -> String {
        let mut out = format!("\n{}\n", self.say("why.timeline", &[]));
        for event in events {
            let at = time(event.at, self.zone);
            let at = if event.date_only {
                at.get(..10).unwrap_or(&at).to_owned()
            } else {
                at
            };
            let source = term("source", event.source, self.lang());
            let waited = if event.waited_s >= WAIT_SHOWN_S {
                let duration = self.duration(event.waited_s);
                format!(" · {}", self.say("why.waited", &[("duration", &duration)]))
            } else {
                String::new()
            };
            let _ = writeln!(
                out,
                "  {at:<16}  {source}  {}  [{}]{waited}",
                event.seen.words(self.lang(), &event.currency),
                event.record
            );
        }
        let over = matches!(v.verdict, VerdictKind::Arrived | VerdictKind::NotOwed);
        if let Some(last) = events.last().filter(|_| !over) {
            let since = self.options.as_of.seconds_since(last.at);
            let _ = writeln!(
                out,
                "  {} · {}",
                self.say("why.nothing_after", &[]),
                self.duration(since)
            );
        }
        out
    }

    /// How long, in the largest whole unit.
    fn duration(&self, seconds: i64) -> String {
        let (unit, size) = match seconds {
            ..=119 => ("why.second", 1),
            120..=7_199 => ("why.minute", 60),
            7_200..=172_799 => ("why.hour", 3_600),
            _ => ("why.day", 86_400),
        };
        self.say(unit, &[("n", &(seconds / size).to_string())])
    }

    fn ruled_out(&self, out: &[RuledOut]) -> String {
        if out.is_empty() {
            return String::new();
        }
        let mut lines = format!("\n{}\n", self.say("why.ruled_out", &[]));
        for one in out {
            let what = self.say(&format!("why.out.{}", one.key), &[]);
            let _ = writeln!(
                lines,
                "  {}",
                self.say(
                    "why.ruled_out_by",
                    &[("what", &what), ("record", &one.record)]
                )
            );
        }
        lines
    }
}
