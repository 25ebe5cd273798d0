//! From a table to a `TreePlan`: every path well formed, every name resolved, or a fault with its line.

use super::checks::{CheckPlan, TermPlan};
use super::paths::{Use, Wanted, absolute, relative};
use super::segments::{SegmentPlan, Tagging};
use super::{Notation, OpeningPlan, TreePlan};
use crate::config::{ConfigFaultKind, Notes};
use crate::mapping::lines::is_set;
use crate::mapping::template::Template;
use crate::mapping::unit::Point;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of a mapping that only trees have.
pub(in crate::mapping) const TREE_KEYS: &[&str] = &[
    "row",
    "needs",
    "open",
    "check",
    "aggregates",
    "tags",
    "continued",
    "stop",
    "scopes",
    "segment",
];
const TERM_KEYS: &[&str] = &["node", "amount", "sign", "minus", "where", "must"];

/// Reads what a table says of a tree; `None`, and at least one fault, when it is no use.
pub(in crate::mapping) fn read_tree(
    notation: &str,
    table: &DeTable<'_>,
    span: std::ops::Range<usize>,
    point: Point,
    notes: &mut Notes<'_>,
) -> Option<TreePlan> {
    let before = notes.count();
    let notation = match notation {
        "xml" => Notation::Xml,
        "sgml" => Notation::Sgml {
            aggregates: notes.texts(table, "aggregates"),
        },
        _ => Notation::Tagged(Box::new(tagging(table, &span, notes))),
    };
    if !table.contains_key("row") {
        notes.add(span, ConfigFaultKind::MissingKey("row"));
    }
    let row = absolute(&notes.text(table, "row")?);
    let mut reading = Reading {
        notes,
        row: row.unwrap_or_default(),
        plan: TreePlan {
            notation,
            columns: Vec::new(),
            cells: Vec::new(),
            slots: 0,
            wanted: Wanted::new(),
            needed: None,
            opening: None,
            terms: Vec::new(),
            checks: Vec::new(),
        },
        point,
    };
    if reading.row.is_empty() {
        reading.broken("row", &table["row"]);
    }
    reading.read(table);
    let plan = reading.plan;
    (notes.count() == before).then_some(plan)
}

struct Reading<'n, 't> {
    notes: &'n mut Notes<'t>,
    row: Vec<String>,
    plan: TreePlan,
    point: Point,
}

impl Reading<'_, '_> {
    fn broken(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        self.notes.value(key, value, "fault.config_value_path", &[]);
    }

    fn want(&mut self, path: &[String], purpose: Use, key: &str, value: &Spanned<DeValue<'_>>) {
        if !self.plan.wanted.add(path, purpose) {
            self.broken(key, value);
        }
    }

    fn read(&mut self, table: &DeTable<'_>) {
        let row = self.row.clone();
        if let Some(value) = table.get("row") {
            self.want(&row, Use::Row, "row", value);
        }
        if let Some(value) = table.get("needs")
            && let Some(text) = self.notes.text(table, "needs")
        {
            match absolute(&text) {
                Some(path) => self.want(&path, Use::Needed, "needs", value),
                None => self.broken("needs", value),
            }
            self.plan.needed = Some(text);
        }
        let columns = table
            .get("columns")
            .and_then(|value| self.notes.table("columns", value));
        for (name, value) in columns.into_iter().flatten() {
            self.plan.columns.push(name.get_ref().to_string());
            let slots = self.paths(&row, value);
            self.plan.cells.push(slots);
        }
        if let Some(opening) = table.get("open") {
            self.opening(opening);
        }
        if let Some(value) = table.get("check") {
            let DeValue::Array(list) = value.get_ref() else {
                let words = ["[[check]]"];
                return self
                    .notes
                    .value("check", value, "fault.config_value_brackets", &words);
            };
            list.iter().for_each(|check| self.check(check));
        }
    }

    /// The paths of a cell from a node: a slot for each.
    fn paths(&mut self, node: &[String], value: &Spanned<DeValue<'_>>) -> std::ops::Range<usize> {
        let first = self.plan.slots;
        for path in &self.notes.texts_of("columns", value) {
            let Some((path, kept)) = relative(node, path) else {
                self.broken("columns", value);
                continue;
            };
            let slot = self.plan.slots;
            self.plan.slots += 1;
            let kept = kept.max(1).min(self.row.len());
            self.want(&node[..kept], Use::Clears(slot), "columns", value);
            self.want(&path, Use::Slot(slot), "columns", value);
        }
        first..self.plan.slots
    }

    fn opening(&mut self, opening: &Spanned<DeValue<'_>>) {
        let Some(table) = self.notes.table("open", opening) else {
            return;
        };
        self.notes.only(table, &["part", "sum", "same", "columns"]);
        let (part, sum) = (
            self.notes.text(table, "part"),
            self.notes.text(table, "sum"),
        );
        let place =
            |plan: &TreePlan, name: &str| plan.columns.iter().position(|known| known == name);
        let sum = sum.and_then(|name| place(&self.plan, &name));
        let node = part.as_ref().and_then(|part| relative(&self.row, part));
        let (Some(part), Some((node, _)), Some(sum), Some(value)) =
            (part, node, sum, table.get("part"))
        else {
            for key in ["part", "sum"] {
                match table.get(key) {
                    Some(value) => self.broken(key, value),
                    None => {
                        let kind = ConfigFaultKind::MissingKey(key);
                        self.notes.add(opening.span(), kind);
                    }
                }
            }
            return;
        };
        self.want(&node, Use::Part, "part", value);
        let same = self.notes.texts(table, "same");
        let places: Option<Vec<usize>> = same.iter().map(|name| place(&self.plan, name)).collect();
        let same = places.unwrap_or_else(|| {
            self.broken("same", opening);
            Vec::new()
        });
        let mut own = Vec::new();
        let columns = table
            .get("columns")
            .and_then(|value| self.notes.table("columns", value));
        for (name, value) in columns.into_iter().flatten() {
            match place(&self.plan, name.get_ref()) {
                Some(cell) => own.push((cell, self.paths(&node, value))),
                None => self.broken("columns", value),
            }
        }
        self.plan.opening = Some(OpeningPlan {
            part,
            sum,
            same,
            own,
        });
    }

    fn check(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = self.notes.table("check", value) else {
            return;
        };
        self.notes
            .only(table, &["scope", "name", "required", "stated", "found"]);
        let scope = self.notes.text(table, "scope");
        let Some(scope) = scope.as_deref().and_then(absolute) else {
            return self.broken("scope", table.get("scope").unwrap_or(value));
        };
        let Some(name) = self.notes.text(table, "name") else {
            let kind = ConfigFaultKind::MissingKey("name");
            return self.notes.add(value.span(), kind);
        };
        let check = self.plan.checks.len();
        self.want(&scope, Use::Scope(check), "scope", value);
        let first = self.plan.terms.len();
        for (key, stated) in [("stated", true), ("found", false)] {
            let list = table.get(key).map(|value| (value, value.get_ref()));
            match list {
                Some((_, DeValue::Array(list))) => {
                    list.iter().for_each(|term| self.term(&scope, stated, term));
                }
                Some((value, DeValue::Table(_))) => self.term(&scope, stated, value),
                _ => self
                    .notes
                    .value(key, value, "fault.config_value_table", &[]),
            }
        }
        self.plan.checks.push(CheckPlan {
            name,
            required: is_set(table, "required"),
            terms: first..self.plan.terms.len(),
        });
    }

    fn term(&mut self, scope: &[String], stated: bool, value: &Spanned<DeValue<'_>>) {
        let Some(table) = self.notes.table("check", value) else {
            return;
        };
        self.notes.only(table, TERM_KEYS);
        let term = self.plan.terms.len();
        let node = self.notes.text(table, "node");
        let Some((node, _)) = node.and_then(|node| relative(scope, &node)) else {
            return self.broken("node", value);
        };
        for (key, purpose) in [("amount", Use::Amount(term)), ("sign", Use::Sign(term))] {
            for path in self.notes.texts(table, key) {
                match relative(&node, &path) {
                    Some((path, _)) => self.want(&path, purpose, key, value),
                    None => self.broken(key, value),
                }
            }
        }
        let mut values = None;
        let wanted = table
            .get("where")
            .and_then(|value| self.notes.table("where", value));
        for (paths, texts) in wanted.into_iter().flatten() {
            if values.is_some() {
                self.broken("where", value); // One question a term.
            }
            values = Some(self.notes.texts_of("where", texts));
            for path in paths.get_ref().split(',') {
                match relative(&node, path.trim()) {
                    Some((path, _)) => self.want(&path, Use::Where(term), "where", texts),
                    None => self.broken("where", texts),
                }
            }
        }
        // Last, so that a node whose own text is its amount has it when it is added up.
        self.want(&node, Use::Term(term), "node", value);
        self.plan.terms.push(TermPlan {
            stated,
            must: is_set(table, "must"),
            counts: !table.contains_key("amount"),
            point: self.point,
            minus: self.notes.texts(table, "minus"),
            values,
        });
    }
}

fn tagging(table: &DeTable<'_>, span: &std::ops::Range<usize>, notes: &mut Notes<'_>) -> Tagging {
    let inner = |key: &str, notes: &mut Notes<'_>, keys: &[&str]| {
        let inner = table.get(key).and_then(|value| notes.table(key, value));
        if let Some(inner) = inner {
            notes.only(inner, keys);
        }
        let text =
            |notes: &mut Notes<'_>, name: &str| inner.and_then(|inner| notes.text(inner, name));
        keys.iter()
            .map(|name| text(notes, name))
            .collect::<Vec<_>>()
    };
    let mut tags = inner("tags", notes, &["before", "after", "end"]).into_iter();
    let mut tag = || tags.next().flatten();
    let (before, after, end) = (tag(), tag(), tag());
    if after.as_ref().is_none_or(String::is_empty) {
        notes.add(span.clone(), ConfigFaultKind::MissingKey("tags"));
    }
    let continued = match &inner("continued", notes, &["tag", "join"])[..] {
        [Some(tag), join] => Some((tag.clone(), join.clone().unwrap_or_default())),
        _ => None,
    };
    let scopes = notes.texts(table, "scopes");
    let mut segments = Vec::new();
    match table.get("segment").map(|value| (value, value.get_ref())) {
        Some((_, DeValue::Array(list))) => {
            segments.extend(
                list.iter()
                    .filter_map(|value| segment(value, &scopes, notes)),
            );
        }
        Some((value, _)) => {
            notes.value(
                "segment",
                value,
                "fault.config_value_brackets",
                &["[[segment]]"],
            );
        }
        None => notes.add(span.clone(), ConfigFaultKind::MissingKey("segment")),
    }
    Tagging {
        before: before.unwrap_or_default(),
        after: after.unwrap_or_default(),
        end,
        continued,
        stop: notes.text(table, "stop"),
        scopes,
        segments,
    }
}

fn segment(
    value: &Spanned<DeValue<'_>>,
    scopes: &[String],
    notes: &mut Notes<'_>,
) -> Option<SegmentPlan> {
    let table = notes.table("segment", value)?;
    notes.only(table, &["tag", "opens", "closes", "parts", "subfields"]);
    let words: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let mut scope = |key: &str| {
        let place = notes.word(table, key, &words);
        table.contains_key(key).then_some(place)
    };
    let (opens, closes) = (scope("opens"), scope("closes"));
    let parts = notes.text(table, "parts").and_then(|text| {
        let template = Template::new(&text);
        if template.is_none() {
            notes.value("parts", &table["parts"], "fault.config_value_template", &[]);
        }
        template
    });
    Some(SegmentPlan {
        tag: notes.text(table, "tag").unwrap_or_default(),
        opens: opens.filter(|depth| *depth < scopes.len()),
        closes,
        parts,
        subfields: is_set(table, "subfields"),
    })
}
