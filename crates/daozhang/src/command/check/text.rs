//! What a check found, for people.

use super::Findings;
use crate::command::right;
use crate::reach::supplier;
use crate::report::sentences::first_few;
use crate::wording::{filled, listed, term, text};
use anyhow::Result;
use comfy_table::{Table, presets};
use std::collections::BTreeMap;
use std::io::Write;
use trail::Source;
use wire::Lang;

/// Prints it.
pub fn print(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    print_files(out, found, lang)?;
    print_layouts(out, found, lang)?;
    print_coverage(out, found, lang)?;
    print_reach(out, found, lang)?;
    print_troubles(out, found, lang)
}

fn print_files(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = [
        "check.file",
        "check.source",
        "check.rows",
        "check.quarantined",
    ];
    table.set_header(heads.map(|key| text(key, lang, &[])));
    for file in &found.files {
        table.add_row([
            file.path.clone(),
            file.source_words(lang),
            file.rows.to_string(),
            file.quarantined.to_string(),
        ]);
    }
    right(&mut table, 2);
    writeln!(out, "{}\n{table}\n", text("check.files", lang, &[]))?;
    Ok(())
}

/// What files that are no native ones were recognised to be.
fn print_layouts(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    if found.layouts.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", text("check.layouts", lang, &[]))?;
    for sentence in &found.layouts {
        writeln!(out, "  {sentence}")?;
    }
    writeln!(out)?;
    Ok(())
}

/// Which days each source has rows for, and the days of the bank statements.
fn print_coverage(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    let sources = [
        Source::Terminal,
        Source::Platform,
        Source::Clearing,
        Source::Settlement,
        Source::Payout,
    ];
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = sources.map(|source| term("source", source.name(), lang));
    table.set_header(std::iter::once(text("check.day", lang, &[])).chain(heads));
    for (day, rows) in &found.days {
        let cells = sources.iter().map(|source| {
            rows.get(source)
                .map_or_else(|| "-".to_owned(), u64::to_string)
        });
        table.add_row(std::iter::once(day.to_string()).chain(cells));
    }
    right(&mut table, 1);
    if !found.days.is_empty() {
        writeln!(out, "{}\n{table}\n", text("check.coverage", lang, &[]))?;
    }
    let from = found.accounts.iter().map(|(_, from, _)| from).min();
    let to = found.accounts.iter().map(|(_, _, to)| to).max();
    if let (Some(from), Some(to)) = (from, to) {
        let values = [
            ("n", found.accounts.len().to_string()),
            ("from", from.to_string()),
            ("to", to.to_string()),
        ];
        writeln!(out, "{}\n", filled("check.accounts", lang, &values))?;
    }
    Ok(())
}

/// How far the records reach: old ones, and sources that are not there.
fn print_reach(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    if let Some(old) = &found.old {
        writeln!(out, "{old}\n")?;
    }
    let named = |source: &Source| {
        let name = term("source", source.name(), lang);
        let from = supplier(*source, lang);
        text(
            "check.absent_one",
            lang,
            &[("source", &name), ("from", &from)],
        )
    };
    let absent: Vec<String> = found.reach.absent.iter().map(named).collect();
    let Some(said) = listed("check.absent", lang, "sources", &absent) else {
        return Ok(());
    };
    writeln!(out, "{said}\n")?;
    if let Some(unproved) = found.reach.unproved(lang) {
        writeln!(out, "{unproved}\n")?;
    }
    Ok(())
}

/// What needs a look: files, missing files, rows; or that all is well.
fn print_troubles(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    let faults = found.files.iter().map(|file| &file.fault);
    for fault in faults.filter(|fault| !fault.is_empty()) {
        writeln!(out, "{fault}")?;
    }
    for file in &found.missing {
        let values = [
            ("source", term("source", file.source.name(), lang)),
            ("day", file.day.to_string()),
            ("rows", file.expected_rows.to_string()),
            ("from", supplier(file.source, lang)),
        ];
        writeln!(out, "{}", filled("check.missing", lang, &values))?;
    }
    let strangers = &found.strangers;
    let rows = |of: &BTreeMap<String, u64>| of.values().sum::<u64>().to_string();
    for (key, of) in [
        ("check.strange_merchants", &strangers.merchants),
        ("check.strange_terminals", &strangers.terminals),
    ] {
        if !of.is_empty() {
            let ids = first_few(of.keys().map(String::as_str), lang);
            let values = [
                ("n", of.len().to_string()),
                ("rows", rows(of)),
                ("ids", ids),
            ];
            writeln!(out, "{}", filled(key, lang, &values))?;
        }
    }
    if found.is_clean() {
        writeln!(out, "{}", text("check.clean", lang, &[]))?;
    }
    if found.broken_rows > 0 {
        let n = found.broken_rows.to_string();
        writeln!(out, "{}", text("check.broken", lang, &[("n", &n)]))?;
    }
    for line in &found.broken {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}
