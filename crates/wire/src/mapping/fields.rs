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
    "column", "value", "first", "join", "sum", "map", "default", "pattern", "near", "unit",
    "currency", "round", "sign", "by_sign",
];

/// A field's plan before it is known which source takes it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    origin: Origin,
    map: Option<Meaning>,
    amount: Option<Meaning>,
    moment: Option<(Vec<Pattern>, Option<usize>)>,
    pub span: Range<usize>,
}

impl Draft {
    /// Whether it needs nothing of a row.
    pub fn is_constant(&self) -> bool {
        matches!(self.origin, Origin::Constant(_))
    }

    /// The plan of an attribute that its source has no column for: text at this place behind the columns.
    pub(super) fn as_extra(&self, position: usize) -> Option<FieldPlan> {
        let meaning = self.map.clone().unwrap_or(Meaning::AsIs);
        let origin = self.origin.clone();
        (self.amount.is_none() && self.moment.is_none()).then_some(FieldPlan {
            position,
            origin,
            meaning,
        })
    }
}

pub(crate) type Drafts = BTreeMap<String, Draft>;

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

/// The `fields` of a table that gives values and no columns.
pub(crate) fn drafts_of(table: &DeTable<'_>, notes: &mut Notes<'_>) -> Drafts {
    drafts("fields", table, &mut Used::default(), notes)
}

/// The `fields` (or, by this key, the extra attributes) of a mapping or a record.
pub(super) fn drafts(
    key: &str,
    table: &DeTable<'_>,
    used: &mut Used,
    notes: &mut Notes<'_>,
) -> Drafts {
    let mut drafts = Drafts::new();
    let Some(fields) = table.get(key).and_then(|value| notes.table(key, value)) else {
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
        return Some(Draft {
            origin: Origin::Column(used.of(column)),
            map: None,
            amount: None,
            moment: None,
            span,
        });
    }
    let table = notes.table(name, value)?;
    notes.only(table, FIELD_KEYS);
    let origin = origin_of(name, value, table, used, notes)?;
    let map = map_of(table, notes).or_else(|| by_sign_of(table, notes));
    let summed = matches!(origin, Origin::Sum(_));
    let amount = amount_of(name, value, table, summed, used, notes);
    let moment = moment_of(table, used, notes);
    let meanings = [map.is_some(), amount.is_some(), moment.is_some()];
    if meanings.iter().filter(|there| **there).count() > 1 {
        notes.value(name, value, "fault.config_value_meaning", &[]);
    }
    Some(Draft {
        origin,
        map,
        amount,
        moment,
        span,
    })
}

/// Where a field comes from: exactly one of these.
fn origin_of(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    table: &DeTable<'_>,
    used: &mut Used,
    notes: &mut Notes<'_>,
) -> Option<Origin> {
    let origins = ["column", "value", "first", "join", "sum"];
    let there: Vec<&str> = origins
        .into_iter()
        .filter(|key| table.contains_key(*key))
        .collect();
    let mut columns = |key: &str, notes: &mut Notes<'_>| -> Vec<usize> {
        let names = notes.texts(table, key);
        names.iter().map(|column| used.of(column)).collect()
    };
    Some(match there[..] {
        ["column"] => Origin::Column(used.of(&notes.text(table, "column")?)),
        ["value"] => Origin::Constant(notes.text(table, "value")?),
        ["first"] => Origin::First(columns("first", notes)),
        ["join"] => Origin::Join(columns("join", notes)),
        ["sum"] => {
            let terms = notes.texts(table, "sum");
            Origin::Sum(terms.iter().map(|term| term_of(term, used)).collect())
        }
        _ => {
            notes.value(name, value, "fault.config_value_origin", &[]);
            return None;
        }
    })
}

/// `pattern`, one or several, and `near`.
fn moment_of(
    table: &DeTable<'_>,
    used: &mut Used,
    notes: &mut Notes<'_>,
) -> Option<(Vec<Pattern>, Option<usize>)> {
    let near = notes.text(table, "near").map(|column| used.of(&column));
    let texts = notes.texts(table, "pattern");
    let patterns: Vec<Pattern> = texts.iter().filter_map(|text| Pattern::new(text)).collect();
    let is_whole = patterns.iter().all(Pattern::has_year) || near.is_some();
    if patterns.len() < texts.len() || !is_whole {
        notes.value(
            "pattern",
            &table["pattern"],
            "fault.config_value_pattern",
            &[],
        );
    }
    (!patterns.is_empty()).then_some((patterns, near))
}

/// `by_sign = ["credit", "debit"]`: what an amount of zero and more is, and what one below it.
fn by_sign_of(table: &DeTable<'_>, notes: &mut Notes<'_>) -> Option<Meaning> {
    let value = table.get("by_sign")?;
    match &notes.texts(table, "by_sign")[..] {
        [plus, minus] => Some(Meaning::BySign {
            plus: plus.clone(),
            minus: minus.clone(),
        }),
        _ => {
            notes.value("by_sign", value, "fault.config_value_by_sign", &[]);
            None
        }
    }
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
    used: &mut Used,
    notes: &mut Notes<'_>,
) -> Option<Meaning> {
    let currency = notes.text(table, "currency").map(|column| used.of(&column));
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
    let unit = match notes.word(table, "unit", &["fen", "yuan", "currency"]) {
        0 => Unit::Fen,
        1 => Unit::Yuan,
        _ => Unit::Currency,
    };
    Some(Meaning::Amount {
        unit,
        currency,
        round,
        sign,
    })
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
    if draft.moment.is_some() && !is_moment {
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
    let moment = draft.moment.clone();
    let moment = moment.map(|(patterns, near)| Meaning::Moment {
        patterns,
        near,
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
