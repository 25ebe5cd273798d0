//! The `fields` of a mapping or a record: where each comes from and what becomes of its text.
//!
//! In: TOML. Out: drafts, since shared fields are read before it is known which sources take them; and, once that is
//! known, plans. Absent: reading of rows.

use super::{FieldPlan, Meaning, Origin, Pattern, Round, Sign, Unit};
use crate::config::{ConfigFaultKind, Notes};
use crate::layout::{ColumnType, Layout};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const FIELD_KEYS: &[&str] = &[
    "column", "value", "join", "sum", "map", "default", "pattern", "unit", "round", "sign",
];

/// A field's plan before it is known which source takes it.
pub(super) struct Draft {
    origin: Origin,
    map: Option<Meaning>,
    amount: Option<Meaning>,
    pattern: Option<Pattern>,
    pub span: Range<usize>,
}

impl Draft {
    /// The plan of an attribute that its source has no column for: text at this place behind the columns.
    pub fn as_extra(&self, position: usize) -> Option<FieldPlan> {
        let meaning = self.map.clone().unwrap_or(Meaning::AsIs);
        let origin = self.origin.clone();
        (self.amount.is_none() && self.pattern.is_none()).then_some(FieldPlan {
            position,
            origin,
            meaning,
        })
    }
}

pub(super) type Drafts = BTreeMap<String, Draft>;

/// The columns that a mapping uses, each once.
#[derive(Default)]
pub(super) struct Used(pub Vec<String>);

impl Used {
    pub fn of(&mut self, name: &str) -> usize {
        if let Some(place) = self.0.iter().position(|used| used == name) {
            return place;
        }
        self.0.push(name.to_owned());
        self.0.len() - 1
    }
}

/// The `fields` of a mapping or a record.
pub(super) fn drafts(table: &DeTable<'_>, used: &mut Used, notes: &mut Notes<'_>) -> Drafts {
    let mut drafts = Drafts::new();
    let Some(fields) = table
        .get("fields")
        .and_then(|value| notes.table("fields", value))
    else {
        return drafts;
    };
    for (name, value) in fields {
        if let Some(draft) = draft(name.get_ref(), name.span(), value, used, notes) {
            drafts.insert(name.get_ref().to_string(), draft);
        }
    }
    drafts
}

fn draft(
    name: &str,
    span: Range<usize>,
    value: &Spanned<DeValue<'_>>,
    used: &mut Used,
    notes: &mut Notes<'_>,
) -> Option<Draft> {
    if let DeValue::String(column) = value.get_ref() {
        let origin = Origin::Column(used.of(column));
        return Some(Draft {
            origin,
            map: None,
            amount: None,
            pattern: None,
            span,
        });
    }
    let table = notes.table(name, value)?;
    notes.only(table, FIELD_KEYS);
    let origins = ["column", "value", "join", "sum"].map(|key| table.contains_key(key));
    if origins.iter().filter(|there| **there).count() != 1 {
        notes.value(name, value, "fault.config_value_origin", &[]);
        return None;
    }
    let origin = match origins {
        [true, ..] => Origin::Column(used.of(&notes.text(table, "column")?)),
        [_, true, ..] => Origin::Constant(notes.text(table, "value")?),
        [_, _, true, _] => Origin::Join(
            notes
                .texts(table, "join")
                .iter()
                .map(|column| used.of(column))
                .collect(),
        ),
        _ => Origin::Sum(
            notes
                .texts(table, "sum")
                .iter()
                .map(|term| term_of(term, used))
                .collect(),
        ),
    };
    let map = map_of(table, notes);
    let amount = amount_of(name, value, table, matches!(origin, Origin::Sum(_)), notes);
    let pattern = notes.text(table, "pattern").and_then(|text| {
        let pattern = Pattern::new(&text);
        if pattern.is_none() {
            notes.value(
                "pattern",
                &table["pattern"],
                "fault.config_value_pattern",
                &[],
            );
        }
        pattern
    });
    if [map.is_some(), amount.is_some(), pattern.is_some()]
        .iter()
        .filter(|there| **there)
        .count()
        > 1
    {
        notes.value(name, value, "fault.config_value_meaning", &[]);
    }
    Some(Draft {
        origin,
        map,
        amount,
        pattern,
        span,
    })
}

fn term_of(term: &str, used: &mut Used) -> (usize, bool) {
    match term.strip_prefix('-') {
        Some(column) => (used.of(column.trim_start()), true),
        None => (used.of(term), false),
    }
}

fn map_of(table: &DeTable<'_>, notes: &mut Notes<'_>) -> Option<Meaning> {
    let default = notes.text(table, "default");
    let Some(value) = table.get("map") else {
        if let Some(value) = table.get("default") {
            notes.value("default", value, "fault.config_value_default", &[]);
        }
        return None;
    };
    let words = notes.table("map", value)?;
    let words = words.iter().filter_map(|(from, to)| match to.get_ref() {
        DeValue::String(to) => Some((from.get_ref().to_string(), to.to_string())),
        _ => {
            notes.value("map", to, "fault.config_value_text", &[]);
            None
        }
    });
    Some(Meaning::Map {
        words: words.collect(),
        default,
    })
}

fn amount_of(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    table: &DeTable<'_>,
    needed: bool,
    notes: &mut Notes<'_>,
) -> Option<Meaning> {
    let round = match notes.word(table, "round", &["never", "half_up", "half_even", "down"]) {
        0 => Round::Never,
        1 => Round::HalfUp,
        2 => Round::HalfEven,
        _ => Round::Down,
    };
    let sign = match notes.word(table, "sign", &["keep", "abs", "negate"]) {
        0 => Sign::Keep,
        1 => Sign::Abs,
        _ => Sign::Negate,
    };
    if !table.contains_key("unit") {
        if needed || table.contains_key("round") || table.contains_key("sign") {
            notes.value(name, value, "fault.config_value_unit_missing", &[]);
        }
        return None;
    }
    let unit = match notes.word(table, "unit", &["fen", "yuan"]) {
        0 => Unit::Fen,
        _ => Unit::Yuan,
    };
    Some(Meaning::Amount { unit, round, sign })
}

/// Fits a draft to the column of a source that takes it.
pub(super) fn finish(
    draft: &Draft,
    layout: &Layout,
    position: usize,
    notes: &mut Notes<'_>,
) -> Option<FieldPlan> {
    let spec = &layout.columns[position];
    let mut refuse = |message: &'static str, words: &[String]| {
        let kind = ConfigFaultKind::Value {
            key: spec.name.clone(),
            message,
            words: words.to_vec(),
        };
        notes.add(draft.span.clone(), kind);
    };
    let is_amount = matches!(spec.kind, ColumnType::Amount | ColumnType::SignedAmount);
    let is_moment = matches!(spec.kind, ColumnType::Time | ColumnType::Date);
    if draft.amount.is_some() && !is_amount {
        refuse("fault.config_value_unit_unfit", &[]);
        return None;
    }
    if draft.pattern.is_some() && !is_moment {
        refuse("fault.config_value_pattern_unfit", &[]);
        return None;
    }
    if let Origin::Constant(value) = &draft.origin
        && spec.kind == ColumnType::Code
        && !spec.values.contains(value)
    {
        refuse("fault.config_value_one_of", &spec.values);
        return None;
    }
    let moment = draft.pattern.clone();
    let moment = moment.map(|pattern| Meaning::Moment {
        pattern,
        day_only: spec.kind == ColumnType::Date,
    });
    let meaning = draft
        .map
        .clone()
        .or_else(|| draft.amount.clone())
        .or(moment)
        .unwrap_or(Meaning::AsIs);
    Some(FieldPlan {
        position,
        origin: draft.origin.clone(),
        meaning,
    })
}
