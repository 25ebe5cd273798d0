//! `daozhang ledger verify`: whether the books are what was written.

use super::{open, trouble};
use crate::cli::OutputFormat;
use crate::cli::ledger::VerifyArgs;
use crate::session::Session;
use crate::trouble::{Exit, Trouble};
use crate::wording::{filled, text};
use anyhow::Result;
use ledger::{CheckpointFault, Hash, Money, Postings, Side};
use std::io::Write;
use store::{Finding, Verified};
use wire::Lang;

/// Runs the command.
pub fn run(args: &VerifyArgs, session: &Session) -> Result<Exit> {
    let key = args.key.as_deref().map(|text| {
        let read = Hash::parse(text).map(|hash| hash.0); // 64 hexadecimal digits, as a hash has.
        read.ok_or_else(|| Trouble::usage("--key", text, "fault.usage_public_key"))
    });
    let key = key.transpose()?;
    let said = open(&args.books)?
        .verify(key.as_ref())
        .map_err(|error| trouble(&args.books, error))?;
    let mut out = std::io::stdout().lock();
    match args.format {
        OutputFormat::Text => print_text(&mut out, &said, session.lang)?,
        OutputFormat::Json => writeln!(out, "{:#}", json(&said, session.lang))?,
        OutputFormat::Csv => print_csv(out, &said, session.lang)?,
    }
    Ok(if said.findings.is_empty() {
        Exit::Done
    } else {
        Exit::Look
    })
}

fn print_text(out: &mut impl Write, said: &Verified, lang: Lang) -> Result<()> {
    let counts = [
        ("entries", said.entries.to_string()),
        ("notes", said.notes.to_string()),
        ("checkpoints", said.checkpoints.to_string()),
    ];
    writeln!(out, "{}", filled("ledger.verified", lang, &counts))?;
    let signatures = if said.signatures {
        "ledger.signatures"
    } else {
        "ledger.signatures_not"
    };
    writeln!(out, "{}", text(signatures, lang, &[]))?;
    for finding in &said.findings {
        writeln!(out, "{}", sentence(finding, lang))?;
    }
    if said.findings.is_empty() {
        writeln!(out, "{}", text("ledger.whole", lang, &[]))?;
    }
    Ok(())
}

fn print_csv(out: impl Write, said: &Verified, lang: Lang) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["finding", "chain", "record", "sentence"])?;
    for finding in &said.findings {
        let (chain, record) = place(finding);
        writer.write_record([slug(finding), &chain, &record, &sentence(finding, lang)])?;
    }
    writer.flush()?;
    Ok(())
}

fn json(said: &Verified, lang: Lang) -> serde_json::Value {
    let findings = said.findings.iter().map(|finding| {
        let (chain, record) = place(finding);
        serde_json::json!({ "finding": slug(finding), "chain": chain, "record": record, "sentence": sentence(finding, lang) })
    });
    serde_json::json!({
        "entries": said.entries,
        "notes": said.notes,
        "checkpoints": said.checkpoints,
        "signatures": said.signatures,
        "findings": findings.collect::<Vec<_>>(),
    })
}

/// A stable word for a finding.
fn slug(finding: &Finding) -> &'static str {
    match finding {
        Finding::Chain(fault) => fault.tampering.slug(),
        Finding::Checkpoint(CheckpointFault::KeyUnknown { .. }) => "key_unknown",
        Finding::Checkpoint(CheckpointFault::SignatureWrong { .. }) => "signature_wrong",
        Finding::Checkpoint(CheckpointFault::OutOfStep { .. }) => "out_of_step",
        Finding::End { .. } => "end",
        Finding::Resolves { .. } => "resolves",
        Finding::Balance { .. } => "balance",
        Finding::Unbalanced { .. } => "unbalanced",
    }
}

/// The chain, and the number or name of the record in it.
fn place(finding: &Finding) -> (String, String) {
    match finding {
        Finding::Chain(fault) => (fault.chain.to_string(), fault.sequence.to_string()),
        Finding::Checkpoint(
            CheckpointFault::KeyUnknown { number }
            | CheckpointFault::SignatureWrong { number }
            | CheckpointFault::OutOfStep { number },
        ) => ("checkpoints".to_owned(), number.to_string()),
        Finding::End { chain, written } => (chain.to_string(), written.to_string()),
        Finding::Resolves { id } => ("entries".to_owned(), id.to_string()),
        Finding::Balance { position, .. } => ("balances".to_owned(), position.0.to_string()),
        Finding::Unbalanced { currency, .. } => ("entries".to_owned(), currency.to_string()),
    }
}

fn sentence(finding: &Finding, lang: Lang) -> String {
    let (chain, record) = place(finding);
    let kind = match chain.split(' ').next() {
        Some("audit") => "ledger.chain.audit",
        _ => "ledger.chain.entries",
    };
    let mut values = vec![
        ("record", record),
        (
            "chain",
            text(kind, lang, &[("n", chain.rsplit(' ').next().unwrap_or(""))]),
        ),
    ];
    match finding {
        Finding::Balance {
            position,
            kept,
            summed,
        } => {
            let side = Postings::shipped()
                .chart()
                .line(position.0.code)
                .map_or(Side::Debit, |line| line.normal);
            let money = |minor| Money::new(minor, position.1).to_string();
            values.push(("kept", money(kept.net(side))));
            values.push(("summed", money(summed.net(side))));
        }
        Finding::Unbalanced { by, .. } => values.push(("by", by.to_string())),
        _ => {}
    }
    filled(&format!("ledger.finding.{}", slug(finding)), lang, &values)
}
