//! What a scenario expects, and whether it came.
//!
//! In: `=>` lines, and what the judge answered. Out: nothing, or what differs.

use crate::words::{self, Dates};
use judge::{Cause, Judged, Verdict, VerdictKind};
use ledger::{Instant, Zone};
use std::collections::BTreeMap;
use trail::{Place, Source};

/// Properties of a verdict that an expectation may name.
const PROPERTIES: [&str; 22] = [
    "stage",
    "timing",
    "proof",
    "certainty",
    "party",
    "provisional",
    "owed",
    "arrived",
    "gap",
    "swiped",
    "fee",
    "given_back",
    "expected_by",
    "arrived_at",
    "eta",
    "eta_from",
    "eta_to",
    "items",
    "also",
    "not_also",
    "evidence",
    "not_evidence",
];

/// Where a row stood as written: its source and ordinal, the first being 1.
pub type Origin = (Source, u32);

/// Which cause is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CauseWish {
    /// Whatever it is.
    Any,
    /// None at all.
    Empty,
    /// This one.
    Is(Cause),
}

#[derive(Clone, Debug)]
enum Subject {
    Verdict {
        selectors: Vec<(&'static str, &'static str)>,
        kind: VerdictKind,
        cause: CauseWish,
    },
    Orphan(Origin),
    Proposal(Origin),
    Orphans(usize),
    Swipes(usize),
    Proposals(usize),
    Funds(Vec<(&'static str, &'static str)>),
}

/// One expectation.
#[derive(Clone, Debug)]
pub struct Wish {
    pub number: usize,
    subject: Subject,
    properties: Vec<(&'static str, &'static str)>,
}

impl Wish {
    /// Reads what follows `=>`.
    pub fn read(number: usize, tokens: &[&'static str], dates: &Dates) -> Result<Wish, String> {
        let bar = tokens.iter().position(|token| *token == "|");
        let (head, tail) = match bar {
            Some(at) => (&tokens[..at], &tokens[at + 1..]),
            None => (tokens, &[][..]),
        };
        let properties: Vec<_> = tail
            .iter()
            .filter(|token| **token != "|")
            .map(|token| words::pair(token))
            .collect::<Result<_, _>>()?;
        let subject = read_subject(head)?;
        for (key, value) in &properties {
            let known = match subject {
                Subject::Verdict { .. } => PROPERTIES.contains(key),
                Subject::Orphan(_) => matches!(*key, "why" | "resembles"),
                Subject::Proposal(_) => *key == "candidates",
                _ => false,
            };
            if !known {
                return Err(format!("nothing to expect is called \"{key}\""));
            }
            if matches!(*key, "expected_by" | "arrived_at" | "eta_from" | "eta_to") && *value != "-"
            {
                dates.time_of(key, value)?;
            }
            if matches!(*key, "also" | "not_also") && *value != "-" {
                causes(value)?;
            }
        }
        Ok(Wish {
            number,
            subject,
            properties,
        })
    }

    /// The causes that it expects, as the cause or beside it.
    pub fn causes(&self) -> Vec<Cause> {
        let mut named = Vec::new();
        if let Subject::Verdict {
            cause: CauseWish::Is(cause),
            ..
        } = self.subject
        {
            named.push(cause);
        }
        for (key, value) in &self.properties {
            if *key == "also" && *value != "-" {
                named.extend(causes(value).expect("checked when it was read"));
            }
        }
        named
    }

    /// What differs from the answer; empty when nothing does.
    pub fn check(
        &self,
        judged: &Judged<'_>,
        origins: &BTreeMap<Place, Origin>,
        dates: &Dates,
    ) -> Vec<String> {
        let count = |what: &str, wanted: usize, got: usize| {
            if wanted == got {
                Vec::new()
            } else {
                vec![format!("wanted {wanted} {what}, got {got}")]
            }
        };
        match &self.subject {
            Subject::Orphans(wanted) => count("orphans", *wanted, judged.orphans.len()),
            Subject::Swipes(wanted) => count("swipes", *wanted, judged.verdicts.len()),
            Subject::Proposals(wanted) => count("proposals", *wanted, judged.proposals.len()),
            Subject::Funds(wanted) => check_funds(wanted, judged),
            Subject::Orphan(origin) => self.check_orphan(*origin, judged, origins),
            Subject::Proposal(origin) => self.check_proposal(*origin, judged, origins),
            Subject::Verdict {
                selectors,
                kind,
                cause,
            } => match select(selectors, &judged.verdicts) {
                Ok(verdict) => self.check_verdict(verdict, *kind, *cause, origins, dates),
                Err(trouble) => vec![trouble],
            },
        }
    }

    fn check_orphan(
        &self,
        origin: Origin,
        judged: &Judged<'_>,
        origins: &BTreeMap<Place, Origin>,
    ) -> Vec<String> {
        let found = judged
            .orphans
            .iter()
            .find(|orphan| origins.get(&orphan.place) == Some(&origin));
        let Some(orphan) = found else {
            return vec![format!("{}:{} is no orphan", origin.0.name(), origin.1)];
        };
        let got = |key: &str| match key {
            "why" => orphan.why.slug(),
            _ => orphan.resembles.as_str(),
        };
        let differing = self
            .properties
            .iter()
            .filter(|(key, value)| got(key) != *value);
        differing
            .map(|(key, value)| format!("wanted {key}={value}, got {key}={}", got(key)))
            .collect()
    }

    fn check_proposal(
        &self,
        origin: Origin,
        judged: &Judged<'_>,
        origins: &BTreeMap<Place, Origin>,
    ) -> Vec<String> {
        let found = judged
            .proposals
            .iter()
            .find(|proposal| origins.get(&proposal.line) == Some(&origin));
        let Some(proposal) = found else {
            return vec![format!("{}:{} is no proposal", origin.0.name(), origin.1)];
        };
        let got = proposal.candidates.join(",");
        let differing = self.properties.iter().filter(|(_, value)| got != *value);
        differing
            .map(|(key, value)| format!("wanted {key}={value}, got {key}={got}"))
            .collect()
    }

    fn check_verdict(
        &self,
        verdict: &Verdict<'_>,
        kind: VerdictKind,
        cause: CauseWish,
        origins: &BTreeMap<Place, Origin>,
        dates: &Dates,
    ) -> Vec<String> {
        let mut differs = Vec::new();
        if verdict.verdict != kind {
            differs.push(format!(
                "wanted {}, got {}",
                kind.slug(),
                verdict.verdict.slug()
            ));
        }
        let got = verdict.cause.map_or("no cause", Cause::slug);
        match cause {
            CauseWish::Any => {}
            CauseWish::Empty if verdict.cause.is_none() => {}
            CauseWish::Is(wanted) if verdict.cause == Some(wanted) => {}
            CauseWish::Empty => differs.push(format!("wanted no cause, got {got}")),
            CauseWish::Is(wanted) => differs.push(format!("wanted {}, got {got}", wanted.slug())),
        }
        for (key, wanted) in &self.properties {
            differs.extend(property(verdict, key, wanted, origins, dates));
        }
        if !differs.is_empty() {
            differs.push(format!("verdict: {}", show(verdict, origins, &dates.zone)));
        }
        differs
    }
}

/// Parts of the funds map's total.
fn check_funds(wanted: &[(&'static str, &'static str)], judged: &Judged<'_>) -> Vec<String> {
    let parts = judged.funds.total.parts();
    let got = |name: &str| {
        let part = parts.iter().find(|(known, _)| *known == name);
        part.map_or("no such part".to_owned(), |(_, sum)| sum.to_string())
    };
    let differing = wanted.iter().filter(|(name, sum)| got(name) != *sum);
    differing
        .map(|(name, sum)| format!("wanted {name}={sum}, got {name}={}", got(name)))
        .collect()
}

fn read_subject(head: &[&'static str]) -> Result<Subject, String> {
    let whole = |text: &&'static str| words::number("a count", text);
    match head {
        ["orphan", row] => Ok(Subject::Orphan(origin(row)?)),
        ["proposal", row] => Ok(Subject::Proposal(origin(row)?)),
        ["orphans", n] => whole(n).map(Subject::Orphans),
        ["swipes", n] => whole(n).map(Subject::Swipes),
        ["funds", ..] => crate::script::pairs(&head[1..]).map(Subject::Funds),
        ["proposals", n] => whole(n).map(Subject::Proposals),
        _ => read_verdict(head),
    }
}

fn read_verdict(head: &[&'static str]) -> Result<Subject, String> {
    let ends = head
        .iter()
        .position(|token| !token.contains('='))
        .ok_or("a verdict is missing")?;
    let selectors = crate::script::pairs(&head[..ends])?;
    if let Some((key, _)) = selectors
        .iter()
        .find(|(key, _)| !matches!(*key, "rrn" | "stan" | "tid" | "mid"))
    {
        return Err(format!("a swipe is not selected by \"{key}\""));
    }
    let word = head[ends];
    let (word, wants_cause) = word
        .strip_suffix(':')
        .map_or((word, false), |word| (word, true));
    let kind = VerdictKind::parse(word).ok_or_else(|| format!("\"{word}\" is no verdict"))?;
    let cause = match (&head[ends + 1..], wants_cause) {
        ([], false) if kind == VerdictKind::Arrived => CauseWish::Empty,
        ([], false) | (["*"], true) => CauseWish::Any,
        ([slug], true) => CauseWish::Is(cause(slug)?),
        _ => return Err("after the verdict comes one cause, or nothing".to_owned()),
    };
    Ok(Subject::Verdict {
        selectors,
        kind,
        cause,
    })
}

fn cause(slug: &str) -> Result<Cause, String> {
    Cause::parse(slug).ok_or_else(|| format!("no cause is called \"{slug}\""))
}

fn causes(list: &str) -> Result<Vec<Cause>, String> {
    list.split(',').map(cause).collect()
}

fn origin(text: &str) -> Result<Origin, String> {
    let (source, ordinal) = text
        .split_once(':')
        .ok_or_else(|| format!("\"{text}\" is not source:number"))?;
    let source = Source::of_name(source).ok_or_else(|| format!("no source \"{source}\""))?;
    Ok((source, words::number("row", ordinal)?))
}

fn select<'v, 'a>(
    selectors: &[(&str, &str)],
    verdicts: &'v [Verdict<'a>],
) -> Result<&'v Verdict<'a>, String> {
    let fits = |verdict: &&Verdict<'a>| {
        selectors.iter().all(|(key, value)| match *key {
            "rrn" => verdict.rrn == *value,
            "stan" => verdict.stan == *value,
            "tid" => verdict.tid == *value,
            _ => verdict.mid == *value,
        })
    };
    let mut found: Vec<_> = verdicts.iter().filter(fits).collect();
    if selectors.is_empty() && found.len() > 1 {
        found.retain(|verdict| verdict.rrn == "R1");
    }
    match found[..] {
        [one] => Ok(one),
        _ => {
            let all: Vec<_> = verdicts
                .iter()
                .map(|v| format!("rrn={} stan={} tid={}", v.rrn, v.stan, v.tid))
                .collect();
            Err(format!(
                "{} swipes fit the selectors, of: {}",
                found.len(),
                all.join("; ")
            ))
        }
    }
}

fn property(
    verdict: &Verdict<'_>,
    key: &str,
    wanted: &str,
    origins: &BTreeMap<Place, Origin>,
    dates: &Dates,
) -> Option<String> {
    let listed = |list: &str| {
        list.split(',')
            .filter(|text| !text.is_empty() && *text != "-")
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let got = value(verdict, key, origins, &dates.zone);
    let fits = match key {
        "expected_by" | "arrived_at" | "eta_from" | "eta_to" => {
            same_time(instant(verdict, key), wanted, dates)
        }
        "items" => {
            let (mut a, mut b) = (listed(&got), listed(wanted));
            a.sort();
            b.sort();
            a == b
        }
        "also" if wanted == "-" => verdict.also.is_empty(),
        "also" | "evidence" => listed(wanted).iter().all(|one| listed(&got).contains(one)),
        "not_also" | "not_evidence" => !listed(wanted).iter().any(|one| listed(&got).contains(one)),
        _ => got == wanted,
    };
    (!fits).then(|| format!("wanted {key}={wanted}, got {key}={got}"))
}

/// A wish without a clock speaks of the day.
fn same_time(got: Option<Instant>, wanted: &str, dates: &Dates) -> bool {
    match (got, wanted) {
        (None, "-") => true,
        (None, _) | (Some(_), "-") => false,
        (Some(got), _) => match dates.day(wanted) {
            Some(day) => dates.zone.day(got) == day,
            None => dates
                .time(wanted)
                .is_some_and(|time| time.ms() / 1_000 == got.ms() / 1_000),
        },
    }
}

fn instant(verdict: &Verdict<'_>, key: &str) -> Option<Instant> {
    match key {
        "expected_by" => verdict.expected_by,
        "arrived_at" => verdict.arrived_at,
        "eta_from" => verdict.eta.map(|eta| eta.from),
        _ => verdict.eta.map(|eta| eta.to),
    }
}

fn value(
    verdict: &Verdict<'_>,
    key: &str,
    origins: &BTreeMap<Place, Origin>,
    zone: &Zone,
) -> String {
    let money =
        |amount: Option<i64>| amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
    let or_dash = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    match key {
        "stage" => verdict.stage.slug().to_owned(),
        "timing" => verdict
            .timing
            .map_or("-", |timing| timing.slug())
            .to_owned(),
        "proof" => verdict.proof.slug().to_owned(),
        "certainty" => verdict.certainty.slug().to_owned(),
        "party" => verdict.party.slug().to_owned(),
        "provisional" => if verdict.provisional { "yes" } else { "no" }.to_owned(),
        "owed" => money(verdict.owed),
        "arrived" => money(Some(verdict.arrived)),
        "gap" => money(verdict.gap),
        "swiped" => money(verdict.swiped),
        "fee" => money(Some(verdict.fee)),
        "given_back" => money(Some(verdict.given_back)),
        "eta" => verdict.eta.map_or("-", |eta| eta.reason).to_owned(),
        "items" => {
            let items = verdict
                .items
                .iter()
                .map(|item| format!("{}:{}", item.name.slug(), item.amount));
            or_dash(items.collect::<Vec<_>>().join(","))
        }
        "also" | "not_also" => {
            let also = verdict.also.iter().map(|cause| cause.slug());
            or_dash(also.collect::<Vec<_>>().join(","))
        }
        "evidence" | "not_evidence" => {
            let rows = cited(verdict, origins);
            rows.iter()
                .map(|(source, n)| format!("{}:{n}", source.name()))
                .collect::<Vec<_>>()
                .join(",")
        }
        _ => instant(verdict, key).map_or_else(|| "-".to_owned(), |time| zone.show(time)),
    }
}

/// The records that a verdict cites, as written, in order.
pub fn cited(verdict: &Verdict<'_>, origins: &BTreeMap<Place, Origin>) -> Vec<Origin> {
    let mut rows: Vec<Origin> = verdict
        .evidence
        .iter()
        .map(|place| {
            *origins
                .get(place)
                .expect("a verdict cites rows that it was given")
        })
        .collect();
    rows.sort_unstable();
    rows
}

/// The whole verdict in the words of an expectation.
pub fn show(verdict: &Verdict<'_>, origins: &BTreeMap<Place, Origin>, zone: &Zone) -> String {
    let cause = verdict.cause.map_or("-", Cause::slug);
    let mut text = format!("rrn={} {}: {cause} |", verdict.rrn, verdict.verdict.slug());
    for key in PROPERTIES.iter().filter(|key| !key.starts_with("not_")) {
        text += &format!(" {key}={}", value(verdict, key, origins, zone));
    }
    text
}
