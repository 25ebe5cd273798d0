//! The commands, one file each. A command reads arguments, calls the rooms, prints.

pub mod check;
pub mod demo;
pub mod grade;
pub mod iso8583;
pub mod ledger;
pub mod pos;
pub mod serve;
pub mod simulate;
pub mod trace;
pub mod why;

use crate::cli::localise;
use crate::trouble::Exit;
use crate::wording::text;
use anyhow::Result;
use comfy_table::{CellAlignment, Table};
use std::io::Write;
use wire::Lang;

/// Aligns a table's columns to the right, beginning with one: those of numbers.
fn right(table: &mut Table, from: usize) {
    for column in table.column_iter_mut().skip(from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// Prints shell completions.
pub fn completions(shell: clap_complete::Shell, lang: Lang) -> Result<Exit> {
    clap_complete::generate(
        shell,
        &mut localise::command(lang),
        "daozhang",
        &mut std::io::stdout(),
    );
    Ok(Exit::Done)
}

/// Prints the manual page, with its headings in the language.
pub fn man(lang: Lang) -> Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(localise::command(lang)).render(&mut page)?;
    let mut out = std::io::stdout().lock();
    for line in String::from_utf8(page)?.lines() {
        match line.strip_prefix(".SH ") {
            Some(name) => {
                let heading = text(&format!("man.{}", name.to_lowercase()), lang, &[]);
                writeln!(out, ".SH {}", heading.to_uppercase())?;
            }
            None => writeln!(out, "{line}")?,
        }
    }
    Ok(Exit::Done)
}
