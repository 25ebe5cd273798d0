//! Pages for people that are generated from the code: they must be fresh.
//!
//! `UPDATE_PAGES=1 cargo test -p daozhang --test pages` writes them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The text under a heading of a module's opening comment, as one paragraph.
fn under<'t>(text: &'t str, heading: &str) -> String {
    let opening = text.lines().take_while(|line| line.starts_with("//!"));
    let mut lines = opening.map(|line| line.trim_start_matches("//!").trim());
    lines.by_ref().find(|line| *line == format!("# {heading}"));
    let body: Vec<&'t str> = lines
        .take_while(|line| !line.starts_with("# "))
        .filter(|line| !line.is_empty())
        .collect();
    body.join(" ")
}

fn causes_page() -> String {
    let mut page = String::from(
        "# Causes\n\nWhy money is missing, late, short or surplus, or only looks so. Generated from \
         `crates/judge/src/causes/` and `specs/causes.csv`; the order is the order of evaluation.\n",
    );
    let mut family = "";
    for rule in judge::RULES {
        let row = rule.cause.row();
        if row.family.slug() != family {
            family = row.family.slug();
            let _ = write!(page, "\n## {family}\n");
        }
        let slug = rule.cause.slug();
        let path = root().join(format!("crates/judge/src/causes/{slug}.rs"));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let _ = write!(
            page,
            "\n### `{slug}` · {} · {}\n\n{}\n\n*Evidence.* {}\n\n*Who acts, and when the money comes.* {}\n",
            row.zh_name,
            row.en_name,
            under(&text, "What happened"),
            under(&text, "Evidence"),
            under(&text, "Who acts, and when the money comes"),
        );
    }
    page.push_str("\n## What records cannot show\n\nThese causes of the catalogue are never named, for these reasons.\n\n| cause | reason |\n|---|---|\n");
    let table =
        fs::read_to_string(root().join("specs/causes-not-shown.csv")).expect("the table is there");
    for record in csv::Reader::from_reader(table.as_bytes()).records() {
        let record = record.expect("the table is well formed");
        let _ = writeln!(page, "| `{}` | {} |", &record[0], &record[1]);
    }
    page
}

#[test]
fn the_page_of_causes_is_fresh() {
    let path = root().join("docs/causes.md");
    let page = causes_page();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&path, &page).expect("docs can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/causes.md is stale: UPDATE_PAGES=1 cargo test -p daozhang --test pages"
    );
}

#[test]
fn a_cause_is_either_shown_or_excused() {
    let table =
        fs::read_to_string(root().join("specs/causes-not-shown.csv")).expect("the table is there");
    let excused: Vec<String> = csv::Reader::from_reader(table.as_bytes())
        .records()
        .map(|record| record.expect("the table is well formed")[0].to_owned())
        .collect();
    for cause in judge::Cause::ALL {
        let shown = judge::RULES.iter().any(|rule| rule.cause == *cause);
        let excused = excused.iter().any(|slug| slug == cause.slug());
        assert!(
            shown != excused,
            "{}: shown {shown}, excused {excused}",
            cause.slug()
        );
    }
}
