//! Scenarios: text in, text out (`scenarios/README.md` has the format).
//!
//! Every file is judged as written, with its rows in other orders, delivered twice, and split
//! over two files; all must give one answer, and that answer must be the one expected.

#[path = "harness/columns.rs"]
mod columns;
#[path = "harness/cover.rs"]
mod cover;
#[path = "harness/deliver.rs"]
mod deliver;
#[path = "harness/expect.rs"]
mod expect;
#[path = "harness/facts.rs"]
mod facts;
#[path = "harness/plain.rs"]
mod plain;
#[path = "harness/rows.rs"]
mod rows;
#[path = "harness/script.rs"]
mod script;
#[path = "harness/words.rs"]
mod words;

use deliver::{Delivery, deliveries};
use judge::{Cause, Judged, Knowledge, RULES, judge_all};
use script::Script;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Judges one scenario in every way; what differs from what is expected, or from one another.
fn check(script: &Script) -> Result<Vec<String>, String> {
    let lines = plain::expand(script)?;
    let mut knowledge = facts::knowledge(script)?;
    let rows = rows::records(script, &lines, &knowledge)?;
    knowledge.coverage = cover::coverage(script, &rows, &knowledge)?;
    let mut answers: Vec<String> = Vec::new();
    let mut failures = Vec::new();
    for delivery in deliveries(&rows) {
        let judged = judge_all(delivery.records.clone(), &knowledge, script.as_of);
        if answers.is_empty() {
            for wish in &script.wishes {
                let differs = wish.check(&judged, &delivery.origins, &script.dates);
                failures.extend(
                    differs
                        .into_iter()
                        .map(|text| format!("line {}: {text}", wish.number)),
                );
            }
        }
        let answer = whole_answer(&judged, &delivery, &knowledge);
        if answers.first().is_some_and(|first| *first != answer) {
            failures.push(format!(
                "another answer when {}:\n{}\nas written:\n{}",
                delivery.how, answer, answers[0]
            ));
            break;
        }
        answers.push(answer);
    }
    Ok(failures)
}

/// All that was answered, with rows named as they were written.
fn whole_answer(judged: &Judged<'_>, delivery: &Delivery, knowledge: &Knowledge) -> String {
    let origin = |place| {
        let (source, ordinal) = delivery.origins[place];
        format!("{}:{ordinal}", source.name())
    };
    let mut lines: Vec<String> = Vec::new();
    for verdict in &judged.verdicts {
        lines.push(expect::show(verdict, &delivery.origins, &knowledge.zone));
        let mut rest = verdict.clone();
        rest.evidence = Box::default(); // Named above as written; places differ by delivery.
        lines.push(format!("{rest:?}"));
    }
    let mut strays: Vec<String> = Vec::new();
    for orphan in &judged.orphans {
        strays.push(format!(
            "orphan {} {} {}",
            origin(&orphan.place),
            orphan.why.slug(),
            orphan.resembles
        ));
    }
    for proposal in &judged.proposals {
        strays.push(format!(
            "proposal {} {}",
            origin(&proposal.line),
            proposal.candidates.join(",")
        ));
    }
    strays.sort();
    strays.push(format!(
        "{:?} {:?}",
        judged.funds.total, judged.funds.by_day
    ));
    strays.push(format!("{:?}", judged.funds.by_merchant()));
    lines.extend(strays);
    lines.join("\n")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

/// Every scenario below the folder, files by name.
fn scenarios() -> Vec<Result<Script, String>> {
    let mut files = Vec::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of scenarios is there") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).expect("a scenario is readable text");
            let name = path
                .strip_prefix(folder())
                .expect("found below it")
                .display()
                .to_string();
            script::read(&name, &text)
        })
        .collect()
}

/// Runs a scenario; a panic is a failure of that scenario, not of the whole run.
fn run(script: Result<Script, String>) -> Option<String> {
    let script = match script {
        Ok(script) => script,
        Err(trouble) => return Some(trouble),
    };
    let failures = match catch_unwind(AssertUnwindSafe(|| check(&script))) {
        Ok(Ok(failures)) => failures,
        Ok(Err(trouble)) => vec![trouble],
        Err(_) => vec!["panicked; the message stands above".to_owned()],
    };
    (!failures.is_empty()).then(|| format!("{}\n    {}", script.name, failures.join("\n    ")))
}

#[test]
fn every_scenario_gives_the_verdict_that_it_expects() {
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    let all: Vec<_> = scenarios()
        .into_iter()
        .filter(|script| match script {
            Ok(script) => script.name.contains(&wanted),
            Err(trouble) => trouble.contains(&wanted),
        })
        .collect();
    assert!(!all.is_empty(), "no scenario is called like \"{wanted}\"");
    let count = all.len();
    let failures: Vec<String> = all.into_iter().filter_map(run).collect();
    assert!(
        failures.is_empty(),
        "{} of {count} scenarios fail:\n\n{}\n",
        failures.len(),
        failures.join("\n\n")
    );
}

#[test]
fn every_rule_has_a_scenario() {
    let expected: BTreeSet<Cause> = scenarios()
        .into_iter()
        .filter_map(Result::ok)
        .flat_map(|script| script.wishes)
        .flat_map(|wish| wish.causes())
        .collect();
    let missing: Vec<&str> = RULES
        .iter()
        .filter(|rule| !expected.contains(&rule.cause))
        .map(|rule| rule.cause.slug())
        .collect();
    assert!(
        missing.is_empty(),
        "no scenario expects: {}",
        missing.join(", ")
    );
}

/// The harness itself must be able to fail.
#[test]
fn a_wrong_expectation_is_told() {
    let told = |text: &str| {
        let mut scripts = script::read("probe.txt", text);
        assert_eq!(scripts.len(), 1);
        run(scripts.remove(0)).unwrap_or_default()
    };
    assert_eq!(
        told("plain\n=> arrived | owed=9940 arrived=9940 proof=statement stage=bank\n"),
        ""
    );
    assert!(told("plain\n=> overdue\n").contains("wanted overdue, got arrived"));
    assert!(told("plain\n=> arrived | owed=1\n").contains("wanted owed=1, got owed=9940"));
    assert!(told("plain\n=> arrived: mcc_hop\n").contains("wanted mcc_hop, got no cause"));
    assert!(told("plain\n=> arrived | evidence=bank:2\n").contains("wanted evidence=bank:2"));
    assert!(told("plain\n=> orphan bank:1\n").contains("bank:1 is no orphan"));
    assert!(told("plain\n=> swipes 2\n").contains("wanted 2 swipes, got 1"));
    assert_eq!(
        told("plain\n=> funds swiped=10000 arrived=9940 fees=60 surplus=0\n"),
        ""
    );
    assert!(told("plain\n=> funds arrived=1\n").contains("wanted arrived=1, got arrived=9940"));
    assert!(told("plain\n=> funds color=1\n").contains("got color=no such part"));
    assert!(told("plain\n").contains("expects nothing"));
    assert!(told("plain color=red\n=> arrived\n").contains("color"));
    assert!(told("merchant color=red\nplain\n=> arrived\n").contains("unknown key"));
    assert!(told("platform noon sale\n=> arrived\n").contains("probe.txt:1"));
}
