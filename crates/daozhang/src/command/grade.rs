//! `daozhang grade`: verdicts against a truth, fate by fate.

use super::right;
use crate::cli::{GradeArgs, OutputFormat};
use crate::grade::{Grade, Score, grade};
use crate::session::Session;
use crate::trouble::{Exit, Trouble};
use crate::wording::{filled, text};
use anyhow::Result;
use batch::dataset::DatasetFault;
use comfy_table::{Table, presets};
use std::io::Write;
use wire::Lang;

/// Runs the command.
pub fn run(args: &GradeArgs, session: &Session) -> Result<Exit> {
    let missing: Vec<DatasetFault> = [&args.truth, &args.out]
        .into_iter()
        .filter(|folder| !folder.exists())
        .map(|folder| DatasetFault::NotThere {
            folder: folder.display().to_string(),
        })
        .collect();
    if !missing.is_empty() {
        return Err(Trouble::Unusable(missing).into());
    }
    let grade = grade(&args.truth, &args.out)?;
    let mut out = std::io::stdout().lock();
    match args.format {
        OutputFormat::Text => print_text(&mut out, &grade, session)?,
        OutputFormat::Json => writeln!(out, "{:#}", as_json(&grade))?,
        OutputFormat::Csv => print_csv(out, &grade)?,
    }
    Ok(if grade.passes() {
        Exit::Done
    } else {
        Exit::Look
    })
}

const COLUMNS: [&str; 9] = [
    "swipes",
    "provable",
    "verdict",
    "stage",
    "cause",
    "amounts",
    "date",
    "incident",
    "false_arrived",
];

fn numbers(score: &Score) -> [u64; 9] {
    [
        score.swipes,
        score.provable,
        score.verdict,
        score.stage,
        score.cause,
        score.amounts,
        score.date,
        score.incident,
        score.false_arrived,
    ]
}

/// Fates with a miss first come to the eye: only they and the total are shown to people.
fn print_text(out: &mut impl Write, grade: &Grade, session: &Session) -> Result<()> {
    let lang = session.lang;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = COLUMNS
        .iter()
        .map(|name| text(&format!("grade.{name}"), lang, &[]));
    table.set_header(std::iter::once(text("grade.fate", lang, &[])).chain(heads));
    let faulty = |score: &&Score| {
        let right = [
            score.verdict,
            score.stage,
            score.cause,
            score.amounts,
            score.date,
            score.incident,
        ];
        score.false_arrived > 0
            || score.found < score.swipes
            || right.iter().any(|count| *count < score.provable)
    };
    let missed: Vec<(&String, &Score)> = grade
        .by_fate
        .iter()
        .filter(|(_, score)| faulty(score))
        .collect();
    for (fate, score) in &missed {
        table
            .add_row(std::iter::once((*fate).clone()).chain(numbers(score).map(|n| n.to_string())));
    }
    table.add_row(
        std::iter::once(text("grade.total", lang, &[]))
            .chain(numbers(&grade.total).map(|n| n.to_string())),
    );
    right(&mut table, 1);
    writeln!(out, "{table}")?;
    for (fate, score) in missed {
        if !score.example.is_empty() {
            writeln!(out, "  {fate}{}{}", lang.colon(), score.example)?;
        }
    }
    print_incidents(out, grade, lang)?;
    if grade.invented_swipes > 0 {
        let n = grade.invented_swipes.to_string();
        writeln!(out, "{}", text("grade.invented_swipes", lang, &[("n", &n)]))?;
    }
    let key = if grade.passes() {
        "grade.passes"
    } else {
        "grade.fails"
    };
    writeln!(out, "{}", text(key, lang, &[]))?;
    Ok(())
}

/// How many incidents were found, then each that was missed or invented.
fn print_incidents(out: &mut impl Write, grade: &Grade, lang: Lang) -> Result<()> {
    let (missed, invented) = (&grade.incidents_missed, &grade.incidents_invented);
    let values = [
        ("planted", grade.incidents_planted.to_string()),
        ("missed", missed.len().to_string()),
        ("invented", invented.len().to_string()),
    ];
    writeln!(out, "{}", filled("grade.incidents", lang, &values))?;
    for (key, incidents) in [
        ("grade.incident_missed", missed),
        ("grade.incident_invented", invented),
    ] {
        for incident in incidents {
            writeln!(out, "  {}", text(key, lang, &[("incident", incident)]))?;
        }
    }
    Ok(())
}

fn as_json(grade: &Grade) -> serde_json::Value {
    let score = |score: &Score| -> serde_json::Value {
        let pairs = COLUMNS
            .iter()
            .zip(numbers(score))
            .map(|(name, n)| ((*name).to_owned(), n.into()));
        serde_json::Value::Object(pairs.collect())
    };
    let by_fate: serde_json::Map<String, serde_json::Value> = grade
        .by_fate
        .iter()
        .map(|(fate, one)| (fate.clone(), score(one)))
        .collect();
    serde_json::json!({
        "passes": grade.passes(),
        "total": score(&grade.total),
        "by_fate": by_fate,
        "invented_swipes": grade.invented_swipes,
        "incidents": {
            "planted": grade.incidents_planted,
            "missed": grade.incidents_missed,
            "invented": grade.incidents_invented,
        },
    })
}

fn print_csv(out: impl Write, grade: &Grade) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(std::iter::once("fate").chain(COLUMNS))?;
    let total = ("total".to_owned(), grade.total.clone());
    for (fate, score) in grade.by_fate.clone().into_iter().chain([total]) {
        writer.write_record(std::iter::once(fate).chain(numbers(&score).map(|n| n.to_string())))?;
    }
    writer.flush()?;
    Ok(())
}
