//! Compares verdicts with a truth, fate by fate.
//!
//! In: `truth/swipes.csv`, `truth/incidents.csv`, what a trace wrote. Out: how many were right.
//! Absent: any knowledge of how verdicts come about.

use crate::trouble::Trouble;
use ledger::Zone;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// How the swipes of one fate were judged. Only provable swipes count in the right ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Score {
    pub swipes: u64,
    pub provable: u64,
    pub found: u64,
    pub verdict: u64,
    pub stage: u64,
    pub cause: u64,
    pub amounts: u64,
    pub date: u64,
    pub incident: u64,
    /// Judged `arrived` although it did not arrive.
    pub false_arrived: u64,
    /// The first miss, for whoever looks into it.
    pub example: String,
}

/// The whole grade.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Grade {
    pub by_fate: BTreeMap<String, Score>,
    pub total: Score,
    /// Verdicts for swipes that the truth does not know.
    pub invented_swipes: u64,
    pub incidents_planted: u64,
    pub incidents_missed: Vec<String>,
    pub incidents_invented: Vec<String>,
}

impl Grade {
    /// Whether every bar holds: verdicts and amounts of all provable swipes, causes of 99 %, no
    /// false `arrived`, every incident and no other.
    pub fn passes(&self) -> bool {
        let total = &self.total;
        total.found == total.swipes
            && self.invented_swipes == 0
            && total.verdict == total.provable
            && total.amounts == total.provable
            && total.cause * 100 >= total.provable * 99
            && total.false_arrived == 0
            && self.incidents_missed.is_empty()
            && self.incidents_invented.is_empty()
    }
}

/// What a truth or a verdict says, for comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    fate: String,
    provable: bool,
    verdict: String,
    stage: String,
    cause: String,
    owed: String,
    arrived: String,
    expected_by: Option<ledger::Instant>,
    incident: String,
    used: bool,
}

/// Merchant, reference, terminal, stan, order.
type Name = [String; 5];

/// Grades the verdicts in `out` by the truth in `truth`.
pub fn grade(truth: &Path, out: &Path) -> Result<Grade, Trouble> {
    let zone = Zone::shanghai();
    let mut truths = read_truth(&truth.join("swipes.csv"), &zone)?;
    let mut grade = Grade::default();
    let columns = [
        "mid",
        "rrn",
        "tid",
        "stan",
        "order_no",
        "verdict",
        "stage",
        "cause",
        "owed",
        "arrived",
        "expected_by",
        "common_cause",
    ];
    let read = batch::results::verdicts(out, &columns, &zone, |row| {
        let name: Name = std::array::from_fn(|index| row[index].to_owned());
        let said = Said {
            verdict: row[5].to_owned(),
            stage: row[6].to_owned(),
            cause: row[7].to_owned(),
            owed: row[8].to_owned(),
            arrived: row[9].to_owned(),
            expected_by: zone.parse(row[10]),
            incident: row[11].to_owned(),
            ..Said::default()
        };
        let fitting = truths
            .get_mut(&name)
            .and_then(|same| best_unused(same, &said));
        match fitting {
            Some(truth) => {
                truth.used = true;
                grade.count(truth, &said, &name);
            }
            None => grade.invented_swipes += 1,
        }
    });
    read.map_err(|why| results_trouble(out, &why))?;
    for (name, same) in &truths {
        for truth in same.iter().filter(|truth| !truth.used) {
            grade.lack(truth, name);
        }
    }
    grade.compare_incidents(&truth.join("incidents.csv"), &out.join("incidents.csv"))?;
    Ok(grade)
}

/// Of several truths with one name the one that agrees, else the first that is left.
fn best_unused<'t>(same: &'t mut [Said], said: &Said) -> Option<&'t mut Said> {
    let agrees = same.iter().position(|truth| {
        !truth.used
            && truth.verdict == said.verdict
            && truth.owed == said.owed
            && truth.cause == said.cause
    });
    let at = agrees.or_else(|| same.iter().position(|truth| !truth.used))?;
    Some(&mut same[at])
}

/// Why the verdicts of a trace cannot be read.
fn results_trouble(out: &Path, why: &batch::Error) -> Trouble {
    let there = ["verdicts.parquet", "verdicts.csv"].map(|name| out.join(name));
    match (there.iter().find(|path| path.exists()), why) {
        (None, _) => Trouble::unusable(out, "fault.results_missing", &[]),
        (Some(path), batch::Error::Unusable(_)) => {
            Trouble::unusable(path, "fault.results_columns_missing", &[])
        }
        (Some(path), why) => {
            let why = match why {
                batch::Error::Parquet(why) => why.to_string(),
                batch::Error::Csv(why) => why.to_string(),
                other => other.to_string(),
            };
            Trouble::unusable(path, "fault.results_unreadable", &[("why", &why)])
        }
    }
}

/// The rows of a table, each with only the columns asked for.
fn read_table<const N: usize>(
    path: &Path,
    columns: [&str; N],
    mut row: impl FnMut([String; N]),
) -> Result<(), Trouble> {
    let unreadable = |why: csv::Error| {
        let why = why.to_string();
        Trouble::unusable(path, "fault.table_unreadable", &[("why", &why)])
    };
    let mut reader = csv::Reader::from_path(path).map_err(unreadable)?;
    let header = reader.headers().map_err(unreadable)?.clone();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        let found = header.iter().position(|name| name == column);
        *place = found.ok_or_else(|| {
            Trouble::unusable(path, "fault.table_column_missing", &[("column", column)])
        })?;
    }
    for record in reader.into_records() {
        let record = record.map_err(unreadable)?;
        row(places.map(|place| record.get(place).unwrap_or("").to_owned()));
    }
    Ok(())
}

fn read_truth(path: &Path, zone: &Zone) -> Result<HashMap<Name, Vec<Said>>, Trouble> {
    let columns = [
        "mid",
        "rrn",
        "tid",
        "stan",
        "order_no",
        "fate",
        "provable",
        "verdict",
        "stage",
        "cause",
        "owed",
        "arrived",
        "expected_by",
        "incident",
    ];
    let mut truths: HashMap<Name, Vec<Said>> = HashMap::new();
    read_table(path, columns, |row| {
        let [
            mid,
            rrn,
            tid,
            stan,
            order_no,
            fate,
            provable,
            verdict,
            stage,
            cause,
            owed,
            arrived,
            expected_by,
            incident,
        ] = row;
        let name = [mid, rrn, tid, stan, order_no];
        truths.entry(name).or_default().push(Said {
            fate,
            provable: provable == "yes",
            verdict,
            stage,
            cause,
            owed,
            arrived,
            expected_by: zone.parse(&expected_by),
            incident,
            used: false,
        });
    })?;
    Ok(truths)
}

impl Grade {
    fn count(&mut self, truth: &Said, said: &Said, name: &Name) {
        let right_amounts = truth.owed == said.owed && truth.arrived == said.arrived;
        let right = truth.verdict == said.verdict && truth.cause == said.cause && right_amounts;
        for score in [
            self.by_fate.entry(truth.fate.clone()).or_default(),
            &mut self.total,
        ] {
            score.swipes += 1;
            score.found += 1;
            score.false_arrived +=
                u64::from(said.verdict == "arrived" && truth.verdict != "arrived");
            if !truth.provable {
                continue;
            }
            score.provable += 1;
            score.verdict += u64::from(truth.verdict == said.verdict);
            score.stage += u64::from(truth.stage == said.stage);
            score.cause += u64::from(truth.cause == said.cause);
            score.amounts += u64::from(right_amounts);
            score.date += u64::from(truth.expected_by == said.expected_by);
            score.incident += u64::from(truth.incident.is_empty() == said.incident.is_empty());
            if !right && score.example.is_empty() {
                score.example = format!(
                    "{}: truth {} {} owed={} arrived={}; said {} {} owed={} arrived={}",
                    name.join("/"),
                    truth.verdict,
                    truth.cause,
                    truth.owed,
                    truth.arrived,
                    said.verdict,
                    said.cause,
                    said.owed,
                    said.arrived
                );
            }
        }
    }

    fn lack(&mut self, truth: &Said, name: &Name) {
        for score in [
            self.by_fate.entry(truth.fate.clone()).or_default(),
            &mut self.total,
        ] {
            score.swipes += 1;
            score.provable += u64::from(truth.provable);
            if score.example.is_empty() {
                score.example = format!(
                    "{}: truth {} {}; no verdict",
                    name.join("/"),
                    truth.verdict,
                    truth.cause
                );
            }
        }
    }

    /// Incidents agree when dimension and value do.
    fn compare_incidents(&mut self, truth: &Path, out: &Path) -> Result<(), Trouble> {
        let planted = read_incidents(truth)?;
        let found = read_incidents(out)?;
        self.incidents_planted = planted.len() as u64;
        self.incidents_missed = planted.difference(&found).cloned().collect();
        self.incidents_invented = found.difference(&planted).cloned().collect();
        Ok(())
    }
}

fn read_incidents(path: &Path) -> Result<BTreeSet<String>, Trouble> {
    let mut incidents = BTreeSet::new();
    read_table(path, ["dimension", "value"], |[dimension, value]| {
        incidents.insert(format!("{dimension}={value}"));
    })?;
    Ok(incidents)
}
