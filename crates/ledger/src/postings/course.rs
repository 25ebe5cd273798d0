//! Laws of several events: where money is left when they follow each other.
//!
//! In: rows of `courses.toml`. Out: what is wrong with them. Absent by design: amounts; a course holds for all of them.

use super::read::{Templates, difference, effect, said_changes, sum};
use crate::linear::Linear;
use crate::{AccountCode, Chart};
use serde::Deserialize;
use std::collections::BTreeMap;

/// More events than any course needs.
const EVENTS_MAX: usize = 32;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CourseText {
    zh: String,
    en: String,
    /// Each has a key `event`; the others say an amount of that event in terms of the course's.
    events: Vec<BTreeMap<String, String>>,
    leaves: BTreeMap<String, String>,
}

/// What is wrong with a course.
pub(super) fn faults(text: &CourseText, templates: &Templates, chart: &Chart) -> Vec<String> {
    let named = |what: String| format!("course \"{}\": {what}", text.en);
    if text.zh.trim().is_empty() || text.en.trim().is_empty() {
        return vec![named("zh and en say something each".to_owned())];
    }
    if text.events.is_empty() || text.events.len() > EVENTS_MAX {
        return vec![named(format!("write 1 to {EVENTS_MAX} events"))];
    }
    let mut comes_to = BTreeMap::new();
    let mut found = Vec::new();
    for event in &text.events {
        if let Err(what) = add(&mut comes_to, event, templates) {
            found.push(named(what));
        }
    }
    comes_to.retain(|_, change: &mut Linear| !change.is_zero());
    match said_changes(&text.leaves, chart) {
        Err(what) => found.push(named(what)),
        Ok(said) if found.is_empty() => {
            found.extend(difference(&comes_to, &said, chart).map(named))
        }
        Ok(_) => {}
    }
    found
}

fn add(
    comes_to: &mut BTreeMap<AccountCode, Linear>,
    event: &BTreeMap<String, String>,
    templates: &Templates,
) -> Result<(), String> {
    let slug = event
        .get("event")
        .ok_or("an event without its name: write { event = \"...\" }")?;
    let template = templates
        .get(slug.as_str())
        .ok_or_else(|| format!("there is no event `{slug}`"))?;
    let changes = effect(template, templates).ok_or_else(|| format!("`{slug}` moves nothing"))?;
    let mut given = BTreeMap::new();
    for (name, text) in event.iter().filter(|(name, _)| *name != "event") {
        if !changes
            .values()
            .any(|change| change.names().any(|one| one == name))
        {
            return Err(format!("`{slug}` has no amount `{name}`"));
        }
        given.insert(name.as_str(), sum(text)?);
    }
    for (code, change) in changes {
        comes_to
            .entry(*code)
            .or_default()
            .add(&change.with(&given), 1);
    }
    Ok(())
}
