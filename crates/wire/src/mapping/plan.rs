//! From a `[[mapping]]` table to a `Mapping`: every key known, every name resolved, or a fault with its line.

use super::fields::{Draft, Drafts, Used, drafts, finish};
use super::{Condition, Encoding, FieldPlan, Glob, Mapping, RecordPlan, TotalPlan};
use crate::config::{ConfigFaultKind, Notes};
use crate::layout::layout;
use crate::source::{Source, Table};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Lines that may be skipped at a file's head or foot.
const SKIP_MAX: u32 = 10_000;
/// The figure that counts rows in `totals`.
const COUNT: &str = "*";

const MAPPING_KEYS: &[&str] = &[
    "name",
    "files",
    "encoding",
    "delimiter",
    "skip_head",
    "skip_foot",
    "strip",
    "columns",
    "where",
    "fields",
    "totals",
    "record",
];
/// Handles that a record keeps as extra attributes where its source has no such column: a settlement record made of
/// the same row as its platform record is known by the same order number.
const HANDLES: &[&str] = &["tid", "stan", "order_no"];
const RECORD_KEYS: &[&str] = &["source", "where", "fields"];

/// Reads one mapping. `None`, and at least one fault, when it is no use.
pub(crate) fn read_mapping(value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Mapping> {
    let before = notes.count();
    let table = notes.table("mapping", value)?;
    notes.only(table, MAPPING_KEYS);
    let mut used = Used::default();
    let told = notes.count();
    let files = notes.texts(table, "files");
    if files.is_empty() && notes.count() == told {
        notes.add(value.span(), ConfigFaultKind::MissingKey("files"));
    }
    let _ = notes.text(table, "name"); // For people only.
    let encoding = match notes.word(table, "encoding", &["utf-8", "gb18030", "gbk"]) {
        0 => Encoding::Utf8,
        _ => Encoding::Gb18030,
    };
    let shared = drafts(table, &mut used, notes);
    let mut records = Vec::new();
    let mut taken = Vec::new();
    match table.get("record").map(|value| (value, value.get_ref())) {
        Some((_, DeValue::Array(list))) => {
            for record in list.iter() {
                read_record(
                    record,
                    (&shared, before),
                    &mut used,
                    &mut records,
                    &mut taken,
                    notes,
                );
            }
        }
        Some((value, _)) => notes.value(
            "record",
            value,
            "fault.config_value_brackets",
            &["[[mapping.record]]"],
        ),
        None => notes.add(value.span(), ConfigFaultKind::MissingKey("record")),
    }
    if notes.count() == before {
        for (field, draft) in shared.iter().filter(|(field, _)| !taken.contains(*field)) {
            unknown_field(field, &records, draft, notes);
        }
    }
    let columns = notes.texts(table, "columns");
    let columns = table.contains_key("columns").then_some(columns);
    let mapping = Mapping {
        line: notes.line(&value.span()),
        encoding,
        delimiter: delimiter(table, notes),
        files: files.iter().map(|pattern| Glob::new(pattern)).collect(),
        skip_head: notes.small(table, "skip_head", SKIP_MAX),
        skip_foot: notes.small(table, "skip_foot", SKIP_MAX),
        strip: notes.texts(table, "strip"),
        conditions: conditions(table, &mut used, notes),
        totals: totals(table, &mut used, notes),
        records,
        columns,
        used: used.0,
    };
    unknown_columns(&mapping, value, notes);
    (notes.count() == before).then_some(mapping)
}

/// With columns named by position, every name that is used must be among them.
fn unknown_columns(mapping: &Mapping, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) {
    let Some(columns) = &mapping.columns else {
        return;
    };
    for name in mapping.used.iter().filter(|name| !columns.contains(name)) {
        notes.value("columns", value, "fault.config_value_columns", &[name]);
    }
}

fn delimiter(table: &DeTable<'_>, notes: &mut Notes<'_>) -> u8 {
    let Some(text) = notes.text(table, "delimiter") else {
        return b',';
    };
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => *byte,
        _ => {
            if let Some(value) = table.get("delimiter") {
                notes.value("delimiter", value, "fault.config_value_delimiter", &[]);
            }
            b','
        }
    }
}

fn read_record(
    value: &Spanned<DeValue<'_>>,
    (shared, before): (&Drafts, usize),
    used: &mut Used,
    records: &mut Vec<RecordPlan>,
    taken: &mut Vec<String>,
    notes: &mut Notes<'_>,
) {
    let Some(table) = notes.table("record", value) else {
        return;
    };
    notes.only(table, RECORD_KEYS);
    let names = notes.texts(table, "source");
    let sources: Vec<Source> = names
        .iter()
        .filter_map(|name| Source::of_name(name))
        .collect();
    if sources.len() != names.len() || sources.is_empty() {
        let all: Vec<&str> = Source::ALL.iter().map(|source| source.name()).collect();
        match table.get("source") {
            Some(source) => notes.value("source", source, "fault.config_value_one_of", &all),
            None => notes.add(value.span(), ConfigFaultKind::MissingKey("source")),
        }
        return;
    }
    let own = drafts(table, used, notes);
    let conditions = conditions(table, used, notes);
    let first = records.len();
    let mut own_taken = Vec::new();
    for source in sources {
        let layout = layout(Table::Source(source));
        let (mut fields, mut extras) = (Vec::new(), Vec::new());
        let drafts = own
            .iter()
            .chain(shared.iter().filter(|(field, _)| !own.contains_key(*field)));
        for (field, draft) in drafts {
            let plan = match layout.position(field) {
                Some(position) => finish(draft, layout, position, notes),
                None if HANDLES.contains(&field.as_str()) => {
                    extras.push(field.clone());
                    draft.as_extra(layout.columns.len() + extras.len() - 1)
                }
                None => continue,
            };
            own_taken.push(field.clone());
            fields.extend(plan);
        }
        if notes.count() > before {
            continue; // A field that is told already would be told again as missing.
        }
        let given = |position: usize| {
            fields
                .iter()
                .any(|plan: &FieldPlan| plan.position == position)
        };
        let all = layout.columns.iter().enumerate();
        for (_, spec) in all.filter(|(position, spec)| !spec.may_be_empty && !given(*position)) {
            let field = spec.name.clone();
            notes.add(
                value.span(),
                ConfigFaultKind::FieldMissing {
                    field,
                    source: source.name(),
                },
            );
        }
        records.push(RecordPlan {
            source,
            conditions: conditions.clone(),
            fields,
            extras,
        });
    }
    for (field, draft) in own.iter().filter(|(field, _)| !own_taken.contains(field)) {
        unknown_field(field, &records[first..], draft, notes);
    }
    taken.append(&mut own_taken);
    // An own field hides the shared one, which is then no mistake.
    taken.extend(own.into_keys());
}

fn unknown_field(field: &str, records: &[RecordPlan], draft: &Draft, notes: &mut Notes<'_>) {
    let mut sources: Vec<&'static str> =
        records.iter().map(|record| record.source.name()).collect();
    sources.dedup();
    let kind = ConfigFaultKind::UnknownField {
        field: field.to_owned(),
        sources,
    };
    notes.add(draft.span.clone(), kind);
}

/// The `where` of a mapping or a record: a column's text, a list of texts, or `{ not = … }`.
fn conditions(table: &DeTable<'_>, used: &mut Used, notes: &mut Notes<'_>) -> Vec<Condition> {
    let Some(all) = table
        .get("where")
        .and_then(|value| notes.table("where", value))
    else {
        return Vec::new();
    };
    let mut conditions = Vec::new();
    for (column, value) in all {
        let column = used.of(column.get_ref());
        let (values, negated) = match value.get_ref() {
            DeValue::Table(inner) => {
                notes.only(inner, &["not"]);
                if !inner.contains_key("not") {
                    notes.add(value.span(), ConfigFaultKind::MissingKey("not"));
                }
                (notes.texts(inner, "not"), true)
            }
            _ => (notes.texts_of("where", value), false),
        };
        conditions.push(Condition {
            column,
            values,
            negated,
        });
    }
    conditions
}

fn totals(table: &DeTable<'_>, used: &mut Used, notes: &mut Notes<'_>) -> Vec<TotalPlan> {
    let Some(all) = table
        .get("totals")
        .and_then(|value| notes.table("totals", value))
    else {
        return Vec::new();
    };
    let mut totals = Vec::new();
    for (name, value) in all {
        match value.get_ref() {
            DeValue::String(column) => {
                let column = (column != COUNT).then(|| used.of(column));
                totals.push(TotalPlan {
                    name: name.get_ref().to_string(),
                    column,
                });
            }
            _ => notes.value(name.get_ref(), value, "fault.config_value_total", &[]),
        }
    }
    totals
}
