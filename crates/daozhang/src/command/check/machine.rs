//! What a check found, for programs.

use super::Findings;
use anyhow::Result;
use serde_json::json;
use std::io::Write;

/// Everything, as JSON.
pub fn json(found: &Findings) -> serde_json::Value {
    let files: Vec<_> = found
        .files
        .iter()
        .map(|file| json!({ "file": file.path, "source": file.source_slugs(), "rows": file.rows, "quarantined": file.quarantined, "fault": file.fault }))
        .collect();
    let coverage: Vec<_> = found
        .days
        .iter()
        .flat_map(|(day, rows)| rows.iter().map(move |(source, rows)| json!({ "day": day.to_string(), "source": source.name(), "rows": rows })))
        .collect();
    let accounts: Vec<_> = found
        .accounts
        .iter()
        .map(|(account, from, to)| json!({ "account": account, "from": from.to_string(), "to": to.to_string() }))
        .collect();
    let missing: Vec<_> = found
        .missing
        .iter()
        .map(|file| json!({ "source": file.source.name(), "day": file.day.to_string(), "expected_rows": file.expected_rows }))
        .collect();
    json!({
        "files": files, "layouts": found.layouts, "coverage": coverage, "accounts": accounts, "missing_files": missing,
        "unknown_merchants": found.strangers.merchants, "unknown_terminals": found.strangers.terminals,
        "newest_record": found.reach.newest.map(|day| day.to_string()),
        "absent_sources": found.reach.absent.iter().map(|source| source.name()).collect::<Vec<_>>(),
        "quarantined": found.broken_rows, "broken": found.broken,
    })
}

/// One line a file.
pub fn print_csv(out: impl Write, found: &Findings) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "source", "rows", "quarantined", "fault"])?;
    for file in &found.files {
        writer.write_record([
            &file.path,
            &file.source_slugs(),
            &file.rows.to_string(),
            &file.quarantined.to_string(),
            &file.fault,
        ])?;
    }
    writer.flush()?;
    Ok(())
}
