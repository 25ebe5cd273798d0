//! `daozhang why`: one swipe's story, or the list to choose from.

mod aside;
mod choice;
mod machine;
mod message;
mod orphans;
mod page;

use crate::cli::{OutputFormat, WhyArgs};
use crate::handle::Handle;
use crate::origin::Origin;
use crate::reach::Reach;
use crate::report::figures::{money, time};
use crate::session::{Opened, Session};
use crate::trouble::Exit;
use crate::wording::{term, text};
use anyhow::Result;
use batch::{Judged, TraceOptions, Traced, trace};
use choice::Choice;
use ledger::Zone;
use serde_json::Value;
use std::fmt::Write as _;
use trail::Trail;
use wire::Lang;

/// Swipes that are listed to choose from.
const CANDIDATES_MAX: usize = 20;

/// Runs the command.
pub fn run(args: &WhyArgs, session: &Session) -> Result<Exit> {
    look_up(args, session, |teller, choice| {
        if teller.by_clock {
            session.warn(args.format, teller.old());
        }
        let (text, exit) = match choice.too_many() {
            Some(all) if args.format == OutputFormat::Text => {
                (teller.candidates(&all, choice), Exit::Look)
            }
            _ => {
                let found = choice.examine(teller.traced, session.threads);
                teller.tell(&found, choice, args.format)
            }
        };
        print!("{text}");
        exit
    })
}

/// The story as the command tells it, and each swipe's as its JSON has it.
pub fn told(args: &WhyArgs, session: &Session) -> Result<(String, Vec<Value>)> {
    look_up(args, session, |teller, choice| {
        let found = choice.examine(teller.traced, session.threads);
        let (text, _) = match choice.too_many() {
            Some(all) => (teller.candidates(&all, choice), Exit::Look),
            None => teller.tell(&found, choice, OutputFormat::Text),
        };
        let swipes = found.iter();
        let swipes = swipes.map(|(trail, judged)| teller.json(trail, judged));
        (text, swipes.collect())
    })
}

/// Traces the data set and looks for the swipes that the handle means.
fn look_up<R>(
    args: &WhyArgs,
    session: &Session,
    then: impl for<'t> FnOnce(&Teller<'t>, &Choice<'t>) -> R,
) -> Result<R> {
    let handle = Handle::parse(&args.handle.join("+"))?;
    let origin = Origin::read(&args.folder)?;
    let folder = match &origin {
        None => args.folder.clone(),
        Some(origin) => origin.folder()?,
    };
    let everything = session.open(&folder)?;
    let opened = everything.opened();
    let handle = handle.masked(opened.dataset.mask_key());
    let zone = opened.dataset.settings().zone.clone();
    let mut options = session.when(&args.when, &zone)?;
    if let (Some(origin), None) = (&origin, &args.when.as_of) {
        (options.as_of, options.known_at) = origin.instants(&zone)?;
    }
    let by_clock = origin.is_none() && args.when.as_of.is_none();
    let knowledge = batch::knowledge(opened.known, opened.dataset.settings());
    let steps = session.steps();
    Ok(trace(
        opened.scanned,
        knowledge,
        options,
        &steps,
        |traced| {
            let choice = Choice::of(&handle, opened, traced, &zone);
            let teller = Teller {
                opened,
                traced,
                handle: &handle,
                options,
                session,
                zone: &zone,
                reach: Reach::of(&traced.knowledge.coverage),
                by_clock,
            };
            then(&teller, &choice)
        },
    ))
}

struct Teller<'t> {
    opened: Opened<'t>,
    traced: &'t Traced<'t>,
    handle: &'t Handle,
    options: TraceOptions,
    session: &'t Session,
    zone: &'t Zone,
    reach: Reach,
    /// Whether the clock said when to judge.
    by_clock: bool,
}

impl Teller<'_> {
    fn tell(
        &self,
        found: &[(Trail<'_>, Judged<'_>)],
        choice: &Choice<'_>,
        format: OutputFormat,
    ) -> (String, Exit) {
        match (found, format) {
            ([], OutputFormat::Text) => (self.nothing(), Exit::Look),
            ([(trail, judged)], OutputFormat::Text) => (self.story(trail, judged), Exit::Done),
            (several, OutputFormat::Text) => {
                let all: Vec<&Judged<'_>> = several.iter().map(|(_, judged)| judged).collect();
                (self.candidates(&all, choice), Exit::Look)
            }
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

    fn nothing(&self) -> String {
        let aside = aside::told(self.handle, self.opened, self.lang());
        let lone = orphans::told(self.handle, self.opened, self.traced, self.lang());
        format!(
            "{}\n{lone}{aside}\n{}\n",
            self.say("why.not_found", &[]),
            self.say("why.not_found_hint", &[])
        )
    }

    fn candidates(&self, several: &[&Judged<'_>], choice: &Choice<'_>) -> String {
        let n = several.len().to_string();
        let mut out = match choice.payout() {
            Some(payout) => {
                let key = match payout.is_recorded() {
                    true => "why.of_payout",
                    false => "why.of_payout_unseen",
                };
                self.say(key, &[("payout", payout.id()), ("n", &n)])
            }
            None => self.say("why.candidates", &[("n", &n)]),
        } + "\n\n";
        out += &self.old().map_or_else(String::new, |old| old + "\n\n");
        for judged in several.iter().take(CANDIDATES_MAX) {
            let v = &judged.verdict;
            let at = v
                .swiped_at
                .map_or_else(String::new, |at| time(at, self.zone));
            let verdict = term("verdict", v.verdict.slug(), self.lang());
            let amount = money(i128::from(v.amount), v.currency);
            let trace = if v.tid.is_empty() && v.stan.is_empty() {
                String::new()
            } else {
                format!("{}+{}", v.tid, v.stan)
            };
            let cells = [v.rrn, &trace, v.order_no, &amount, &at, &verdict];
            let cells: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
            let _ = writeln!(out, "  {}", cells.join("  "));
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
}
