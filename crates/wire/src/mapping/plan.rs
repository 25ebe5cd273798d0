//! From a mapping's table to a `Mapping`: every key known, every name resolved, or a fault with its line.
//!
//! The table is a `[[mapping]]` of `daozhang.toml`, or a layout of `specs/files`: one mechanism reads both.

use super::fields::{Draft, Drafts, Used, drafts, finish};
use super::frame::{frame_keys, read_frame};
use super::unit::Point;
use super::{Condition, FieldPlan, Frame, Glob, Mapping, RecordPlan, Template, TotalPlan};
use crate::config::{ConfigFaultKind, Notes};
use crate::encoding::Encoding;
use crate::layout::layout;
use crate::source::{Source, Table};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The figure that counts rows in `totals`.
const COUNT: &str = "*";

const MAPPING_KEYS: &[&str] = &[
    "name",
    "files",
    "layout",
    "frame",
    "encoding",
    "file_name",
    "columns",
    "strip",
    "empty",
    "point",
    "where",
    "fields",
    "extras",
    "asks",
    "totals",
    "record",
];
/// Handles that a record keeps as extra attributes where its source has no such column: a settlement record made of
/// the same row as its platform record is known by the same order number.
const HANDLES: &[&str] = &["tid", "stan", "order_no"];
const RECORD_KEYS: &[&str] = &["source", "where", "fields"];

/// What is known of a mapping beside its table.
#[derive(Default)]
pub(crate) struct Given {
    /// Keys that something else reads.
    pub keys: &'static [&'static str],
    /// Fields that hold instead of the table's own.
    pub fields: Drafts,
    /// Whether the table says which files it is for; a layout does not.
    pub is_layout: bool,
}

/// What records are made of, beside what each says itself.
struct Shared {
    fields: Drafts,
    extras: Drafts,
    asks: Vec<String>,
    /// How many faults there were before: a field that is told already would be told again as missing.
    told: usize,
}

/// Reads one mapping. `None`, and at least one fault, when it is no use.
pub(crate) fn read_mapping(
    table: &DeTable<'_>,
    span: std::ops::Range<usize>,
    given: &Given,
    notes: &mut Notes<'_>,
) -> Option<Mapping> {
    let told = notes.count();
    let keys = MAPPING_KEYS
        .iter()
        .chain(frame_keys(table))
        .chain(given.keys);
    notes.only(table, &keys.copied().collect::<Vec<_>>());
    let mut used = Used::default();
    let before_files = notes.count();
    let files = notes.texts(table, "files");
    if files.is_empty() && notes.count() == before_files && !given.is_layout {
        notes.add(span.clone(), ConfigFaultKind::MissingKey("files"));
    }
    let _ = notes.text(table, "name"); // For people only.
    let mut fields = drafts("fields", table, &mut used, notes);
    fields.extend(given.fields.clone());
    let shared = Shared {
        fields,
        extras: drafts("extras", table, &mut used, notes),
        asks: notes.texts(table, "asks"),
        told,
    };
    let records = records(table, &span, &shared, &mut used, notes);
    let point = match notes.word(table, "point", &[".", ",", "either"]) {
        0 => Point::Dot,
        1 => Point::Comma,
        _ => Point::Either,
    };
    let frame = read_frame(table, &span, point, notes);
    let mut mapping = Mapping {
        line: notes.line(&span),
        encoding: encoding(table, notes),
        encodings: Vec::new(),
        asks: Vec::new(),
        files: files.iter().map(|pattern| Glob::new(pattern)).collect(),
        frame: frame?,
        file_name: file_name(table, notes),
        strip: notes.texts(table, "strip"),
        empty: notes.texts(table, "empty"),
        point,
        conditions: conditions(table, &mut used, notes),
        totals: totals(table, &mut used, notes),
        records,
        used: used.0,
    };
    let given = |field: &String| !shared.fields.contains_key(field);
    mapping.asks = shared.asks.into_iter().filter(given).collect();
    unknown_columns(&mapping, table, &span, notes);
    (notes.count() == told).then_some(mapping)
}

fn encoding(table: &DeTable<'_>, notes: &mut Notes<'_>) -> Encoding {
    let mut names = Encoding::ALL.map(Encoding::name).to_vec();
    names.push("gbk");
    let place = notes.word(table, "encoding", &names);
    Encoding::of_name(names[place]).unwrap_or(Encoding::Utf8)
}

fn file_name(table: &DeTable<'_>, notes: &mut Notes<'_>) -> Option<Template> {
    let text = notes.text(table, "file_name")?;
    let template = Template::new(&text);
    if template.is_none() {
        let value = &table["file_name"];
        notes.value("file_name", value, "fault.config_value_template", &[]);
    }
    template
}

/// Where the columns have names in the table, every name that is used must be among them.
fn unknown_columns(
    mapping: &Mapping,
    table: &DeTable<'_>,
    span: &std::ops::Range<usize>,
    notes: &mut Notes<'_>,
) {
    let columns = match &mapping.frame {
        Frame::Lines(lines) => match &lines.columns {
            Some(columns) => columns,
            None => return,
        },
        Frame::Fixed(fixed) => &fixed.columns,
        Frame::Tree(tree) => &tree.columns,
    };
    let context = mapping.context("");
    let known = |name: &String| columns.contains(name) || context.place(name).is_some();
    for name in mapping.used.iter().filter(|name| !known(name)) {
        let kind = ConfigFaultKind::Value {
            key: "columns".to_owned(),
            message: "fault.config_value_columns",
            words: vec![name.clone()],
        };
        let place = table.get("columns").map(Spanned::span);
        notes.add(place.unwrap_or_else(|| span.clone()), kind);
    }
}

fn records(
    table: &DeTable<'_>,
    span: &std::ops::Range<usize>,
    shared: &Shared,
    used: &mut Used,
    notes: &mut Notes<'_>,
) -> Vec<RecordPlan> {
    let (mut records, mut taken) = (Vec::new(), Vec::new());
    match table.get("record").map(|value| (value, value.get_ref())) {
        Some((_, DeValue::Array(list))) => {
            for record in list.iter() {
                read_record(record, shared, used, &mut records, &mut taken, notes);
            }
        }
        Some((value, _)) => {
            let words = ["[[mapping.record]]"];
            notes.value("record", value, "fault.config_value_brackets", &words);
        }
        None => notes.add(span.clone(), ConfigFaultKind::MissingKey("record")),
    }
    if notes.count() == shared.told {
        let idle = shared.fields.iter();
        for (field, draft) in idle.filter(|(field, _)| !taken.contains(*field)) {
            unknown_field(field, &records, draft, notes);
        }
    }
    records
}

fn read_record(
    value: &Spanned<DeValue<'_>>,
    shared: &Shared,
    used: &mut Used,
    records: &mut Vec<RecordPlan>,
    taken: &mut Vec<String>,
    notes: &mut Notes<'_>,
) {
    let Some(table) = notes.table("record", value) else {
        return;
    };
    notes.only(table, RECORD_KEYS);
    let Some(sources) = sources(table, value, notes) else {
        return;
    };
    let own = drafts("fields", table, used, notes);
    let conditions = conditions(table, used, notes);
    let first = records.len();
    let mut own_taken = Vec::new();
    for source in sources {
        let plan = RecordPlan {
            source,
            conditions: conditions.clone(),
            fields: Vec::new(),
            extras: Vec::new(),
        };
        let Some(plan) = fill(plan, &own, shared, &mut own_taken, value, notes) else {
            continue;
        };
        records.push(plan);
    }
    for (field, draft) in own.iter().filter(|(field, _)| !own_taken.contains(field)) {
        unknown_field(field, &records[first..], draft, notes);
    }
    taken.append(&mut own_taken);
    // An own field hides the shared one, which is then no mistake.
    taken.extend(own.into_keys());
}

/// The sources that a record is for; `None`, and a fault, when they are none.
fn sources(
    table: &DeTable<'_>,
    value: &Spanned<DeValue<'_>>,
    notes: &mut Notes<'_>,
) -> Option<Vec<Source>> {
    let names = notes.texts(table, "source");
    let sources = names.iter().filter_map(|name| Source::of_name(name));
    let sources: Vec<Source> = sources.collect();
    if sources.len() == names.len() && !sources.is_empty() {
        return Some(sources);
    }
    let all: Vec<&str> = Source::ALL.iter().map(|source| source.name()).collect();
    match table.get("source") {
        Some(source) => notes.value("source", source, "fault.config_value_one_of", &all),
        None => notes.add(value.span(), ConfigFaultKind::MissingKey("source")),
    }
    None
}

/// Fills a record's fields for its source; `None` when something was at fault before.
fn fill(
    mut plan: RecordPlan,
    own: &Drafts,
    shared: &Shared,
    taken: &mut Vec<String>,
    value: &Spanned<DeValue<'_>>,
    notes: &mut Notes<'_>,
) -> Option<RecordPlan> {
    let layout = layout(Table::Source(plan.source));
    let others = shared.fields.iter();
    let drafts = own
        .iter()
        .chain(others.filter(|(field, _)| !own.contains_key(*field)));
    for (field, draft) in drafts {
        let field_plan = match layout.position(field) {
            Some(position) => finish(draft, layout, position, notes),
            None if HANDLES.contains(&field.as_str()) => extra(&mut plan, field, draft),
            None => continue,
        };
        taken.push(field.clone());
        plan.fields.extend(field_plan);
    }
    for (name, draft) in &shared.extras {
        let field_plan = extra(&mut plan, name, draft);
        plan.fields.extend(field_plan);
    }
    if notes.count() > shared.told {
        return None;
    }
    for (position, spec) in layout.columns.iter().enumerate() {
        let given = plan.fields.iter().any(|plan| plan.position == position);
        if !spec.may_be_empty && !given && !shared.asks.contains(&spec.name) {
            let field = spec.name.clone();
            let source = plan.source.name();
            notes.add(
                value.span(),
                ConfigFaultKind::FieldMissing { field, source },
            );
        }
    }
    Some(plan)
}

/// An attribute that the source has no column for.
fn extra(plan: &mut RecordPlan, name: &str, draft: &Draft) -> Option<FieldPlan> {
    let columns = layout(Table::Source(plan.source)).columns.len();
    plan.extras.push(name.to_owned());
    draft.as_extra(columns + plan.extras.len() - 1)
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

/// The `where` of a mapping, a record or a total: a column's text, a list of texts, or `{ not = … }`.
fn conditions(table: &DeTable<'_>, used: &mut Used, notes: &mut Notes<'_>) -> Vec<Condition> {
    let all = table.get("where");
    let all = all.and_then(|value| notes.table("where", value));
    let mut conditions = Vec::new();
    for (column, value) in all.into_iter().flatten() {
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

/// The `totals`: a figure's name, and the column that it sums, `"*"`, or `{ sum = column, where = … }`.
fn totals(table: &DeTable<'_>, used: &mut Used, notes: &mut Notes<'_>) -> Vec<TotalPlan> {
    let all = table.get("totals");
    let all = all.and_then(|value| notes.table("totals", value));
    let mut totals = Vec::new();
    for (name, value) in all.into_iter().flatten() {
        let (column, conditions) = match value.get_ref() {
            DeValue::String(column) => (column.to_string(), Vec::new()),
            DeValue::Table(inner) if inner.contains_key("sum") => {
                notes.only(inner, &["sum", "where"]);
                let column = notes.text(inner, "sum").unwrap_or_default();
                (column, conditions(inner, used, notes))
            }
            _ => {
                notes.value(name.get_ref(), value, "fault.config_value_total", &[]);
                continue;
            }
        };
        totals.push(TotalPlan {
            name: name.get_ref().to_string(),
            column: (column != COUNT).then(|| used.of(&column)),
            conditions,
        });
    }
    totals
}
