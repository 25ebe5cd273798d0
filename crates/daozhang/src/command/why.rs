//! `daozhang why`: one swipe's story, or the list to choose from.

mod machine;
mod message;

use crate::cli::{OutputFormat, WhyArgs};
use crate::handle::Handle;
use crate::origin::Origin;
use crate::reach::Reach;
use crate::report::figures::{money, time};
use crate::session::{Opened, Session};
use crate::story::{self, Event, RuledOut};
use crate::trouble::Exit;
use crate::wording::{cause_name, remedy, term, text};
use anyhow::Result;
use batch::{Judged, TraceOptions, Traced, trace};
use ledger::Zone;
use serde_json::Value;
use std::fmt::Write as _;
use trail::Trail;
use wire::Lang;

/// Swipes that are listed to choose from.
const CANDIDATES_MAX: usize = 20;

/// Waits shorter than this are not worth a word, in seconds.
const WAIT_SHOWN_S: i64 = 60;

/// Runs the command.
pub fn run(args: &WhyArgs, session: &Session) -> Result<Exit> {
    let handle = Handle::parse(&args.handle)?;
    let origin = Origin::read(&args.folder)?;
    let folder = match &origin {
        None => args.folder.clone(),
        Some(origin) => origin.folder()?,
    };
    let opened = session.open(&folder)?;
    let zone = opened.dataset.settings().zone.clone();
    let mut options = session.when(&args.when, &zone)?;
    if let (Some(origin), None) = (&origin, &args.when.as_of) {
        (options.as_of, options.known_at) = origin.instants(&zone)?;
    }
    let by_clock = origin.is_none() && args.when.as_of.is_none();
    let knowledge = batch::knowledge(&opened.known, opened.dataset.settings());
    trace(
        &opened.scanned,
        knowledge,
        options,
        &session.steps(),
        |traced| {
            let found = traced.examine(&|verdict| handle.fits(verdict, &zone), session.threads);
            let teller = Teller {
                opened: &opened,
                traced,
                options,
                session,
                zone: &zone,
                reach: Reach::of(&traced.knowledge.coverage),
            };
            if by_clock {
                session.warn(teller.old());
            }
            let (text, exit) = teller.tell(&found, args.format);
            print!("{text}");
            Ok(exit)
        },
    )
}

struct Teller<'t> {
    opened: &'t Opened,
    traced: &'t Traced<'t>,
    options: TraceOptions,
    session: &'t Session,
    zone: &'t Zone,
    reach: Reach,
}

impl Teller<'_> {
    fn tell(&self, found: &[(Trail<'_>, Judged<'_>)], format: OutputFormat) -> (String, Exit) {
        match (found, format) {
            ([], OutputFormat::Text) => (self.nothing(), Exit::Look),
            ([(trail, judged)], OutputFormat::Text) => (self.story(trail, judged), Exit::Done),
            (several, OutputFormat::Text) => (self.candidates(several), Exit::Look),
            (found, OutputFormat::Json) => {
                let all: Vec<Value> = found
                    .iter()
                    .map(|(trail, judged)| self.json(trail, judged))
                    .collect();
                (format!("{:#}\n", Value::Array(all)), self.exit(found))
            }
            (found, OutputFormat::Csv) => (self.csv(found), self.exit(found)),
        }
    }

    fn exit(&self, found: &[(Trail<'_>, Judged<'_>)]) -> Exit {
        if found.len() == 1 {
            Exit::Done
        } else {
            Exit::Look
        }
    }

    fn lang(&self) -> Lang {
        self.session.lang
    }

    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        text(key, self.lang(), values)
    }

    /// That the records are old, where they are.
    fn old(&self) -> Option<String> {
        self.reach.old(self.options.as_of, self.zone, self.lang())
    }

    fn files(&self) -> Vec<String> {
        self.opened
            .scanned
            .files
            .iter()
            .map(|file| file.path.clone())
            .collect()
    }

    fn nothing(&self) -> String {
        format!(
            "{}\n\n{}\n",
            self.say("why.not_found", &[]),
            self.say("why.not_found_hint", &[])
        )
    }

    fn candidates(&self, several: &[(Trail<'_>, Judged<'_>)]) -> String {
        let n = several.len().to_string();
        let mut out = self.say("why.candidates", &[("n", &n)]) + "\n\n";
        for (_, judged) in several.iter().take(CANDIDATES_MAX) {
            let v = &judged.verdict;
            let at = v
                .swiped_at
                .map_or_else(String::new, |at| time(at, self.zone));
            let verdict = term("verdict", v.verdict.slug(), self.lang());
            let amount = money(i128::from(v.amount), v.currency);
            let _ = writeln!(
                out,
                "  {}  {}+{}  {}  {amount}  {at}  {verdict}",
                v.rrn, v.tid, v.stan, v.order_no
            );
        }
        if several.len() > CANDIDATES_MAX {
            let more = (several.len() - CANDIDATES_MAX).to_string();
            let _ = writeln!(
                out,
                "\n{}",
                self.say("why.candidates_more", &[("n", &more)])
            );
        }
        out
    }

    /// What was seen of the swipe, and which causes that rules out.
    fn seen(&self, trail: &Trail<'_>, judged: &Judged<'_>) -> (Vec<Event>, Vec<RuledOut>) {
        let (files, payments, now) = (self.files(), self.traced.payments, self.options.as_of);
        let events = story::events(trail, payments, &files, self.zone, now);
        let out = story::ruled_out(trail, payments, &judged.verdict, &files, now);
        (events, out)
    }

    fn story(&self, trail: &Trail<'_>, judged: &Judged<'_>) -> String {
        let (events, out) = self.seen(trail, judged);
        let mut page = self.head(judged);
        page += &self.verdict(judged);
        page += &self.timeline(&events, judged.verdict.currency);
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
        let mut head = self.say(
            "why.title",
            &[("amount", &amount), ("card", v.card), ("swiped_at", &at)],
        ) + "\n";
        let handles = [
            ("rrn", v.rrn),
            ("mid", v.mid),
            ("tid", v.tid),
            ("stan", v.stan),
        ];
        head += &(self.say("why.handles", &handles) + "\n");
        if !v.order_no.is_empty() {
            head += &(self.say("why.order", &[("order_no", v.order_no)]) + "\n");
        }
        let as_of = time(self.options.as_of, self.zone);
        head += &(self.say("why.as_of", &[("as_of", &as_of)]) + "\n");
        head + &self.old().map_or_else(String::new, |old| old + "\n")
    }

    fn verdict(&self, judged: &Judged<'_>) -> String {
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
        lines.extend(self.why(judged));
        let body: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("\n{title}  {verdict}\n{body}")
    }

    fn why(&self, judged: &Judged<'_>) -> Vec<String> {
        let v = &judged.verdict;
        let Some(cause) = v.cause else {
            return vec![self.say("why.cause_none", &[])];
        };
        let mut lines = vec![
            self.say(
                "why.cause",
                &[("cause", &cause_name(cause.slug(), self.lang()))],
            ),
            self.say(
                "why.party",
                &[("party", &term("party", v.party.slug(), self.lang()))],
            ),
            self.say(
                "why.remedy",
                &[("remedy", &remedy(cause.slug(), self.lang()))],
            ),
        ];
        if let Some(eta) = v.eta {
            let reason = term("eta", eta.reason, self.lang());
            let (from, to) = (time(eta.from, self.zone), time(eta.to, self.zone));
            lines.push(self.say(
                "why.eta",
                &[("from", &from), ("to", &to), ("reason", &reason)],
            ));
        } else if matches!(
            v.verdict,
            judge::VerdictKind::Pending | judge::VerdictKind::Overdue
        ) {
            lines.push(self.say("why.eta_none", &[]));
        }
        if v.eta.is_some() {
            lines.extend(self.reach.contract_only(self.lang()));
        }
        if v.provisional {
            lines.push(self.say("why.provisional", &[]));
        }
        lines.push(self.say(
            "why.proof",
            &[("proof", &term("proof", v.proof.slug(), self.lang()))],
        ));
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
                .map(|also| cause_name(also.slug(), self.lang()))
                .collect();
            lines.push(format!(
                "{}: {}",
                self.say("why.also", &[]),
                names.join(", ")
            ));
        }
        lines
    }

    fn timeline(&self, events: &[Event], currency: &str) -> String {
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
                event.seen.words(self.lang(), currency),
                event.record
            );
        }
        if let Some(last) = events.last() {
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
