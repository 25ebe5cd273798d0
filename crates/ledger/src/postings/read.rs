//! Reading posting templates: what each file says, and the laws that hold of all of them.
//!
//! In: TOML text. Out: templates, or every fault with its line. A leg is a pair, so no template can be unbalanced; what it
//! comes to, account by account, is said a second time beside it, and both are compared as linear forms.

use super::course::{self, CourseText};
use super::{PostingFile, Template, TemplateLeg, TemplatePhase};
use crate::linear::Linear;
use crate::table::{Faults, is_slug};
use crate::{AccountCode, Chart, Side, entry::LEGS_MAX};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(default)]
    posting: Vec<Spanned<TemplateText>>,
    #[serde(default)]
    course: Vec<Spanned<CourseText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateText {
    slug: String,
    phase: PhaseText,
    #[serde(default)]
    of: Vec<String>,
    undoes: Option<String>,
    zh: String,
    en: String,
    #[serde(default)]
    legs: Vec<LegText>,
    #[serde(default)]
    changes: BTreeMap<String, String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhaseText {
    Posted,
    Pending,
    Post,
    Release,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegText {
    debit: String,
    credit: String,
    amount: String,
}

pub(super) type Templates = BTreeMap<Arc<str>, Template>;

/// All templates of these files, or every fault of all of them.
pub(super) fn templates(chart: &Chart, files: &[PostingFile]) -> Result<Templates, Vec<String>> {
    let mut templates = Templates::new();
    let mut read = Vec::new();
    for (name, text) in files {
        let mut faults = Faults::new(name, text);
        let file = faults.read::<FileText>();
        for at in file.iter().flat_map(|file| &file.posting) {
            match template(at.get_ref(), chart) {
                Err(what) => faults.add(at, &what),
                Ok(template) => {
                    let slug = template.slug.clone();
                    if templates.insert(slug.clone(), template).is_some() {
                        faults.add(at, &format!("`{slug}` stands twice; keep one"));
                    }
                }
            }
        }
        read.push((faults, file));
    }
    // Events speak of each other, across files: these laws are looked at when all have been read.
    let mut found = Vec::new();
    for (mut faults, file) in read {
        for at in file.iter().flat_map(|file| &file.posting) {
            for what in relations(at.get_ref(), &templates, chart) {
                faults.add(at, &what);
            }
        }
        for at in file.iter().flat_map(|file| &file.course) {
            for what in course::faults(at.get_ref(), &templates, chart) {
                faults.add(at, &what);
            }
        }
        found.extend(faults.found());
    }
    if found.is_empty() {
        Ok(templates)
    } else {
        Err(found)
    }
}

fn template(text: &TemplateText, chart: &Chart) -> Result<Template, String> {
    let slug = &text.slug;
    if !is_slug(slug) {
        return Err(format!(
            "slug `{slug}`: write small letters and underscores"
        ));
    }
    if text.zh.trim().is_empty() || text.en.trim().is_empty() {
        return Err(format!("`{slug}`: zh and en say something each"));
    }
    let resolves = matches!(text.phase, PhaseText::Post | PhaseText::Release);
    if resolves == text.of.is_empty() {
        return Err(format!(
            "`{slug}`: `of` belongs to phases post and release, and to no other"
        ));
    }
    if resolves != text.legs.is_empty() || text.legs.len() > LEGS_MAX {
        return Err(format!(
            "`{slug}`: 1 to {LEGS_MAX} legs belong to phases posted and pending; the others have those that they resolve"
        ));
    }
    let legs: Vec<TemplateLeg> = text
        .legs
        .iter()
        .map(|leg| template_leg(leg, chart))
        .collect::<Result<_, _>>()
        .map_err(|what| format!("`{slug}`: {what}"))?;
    let changes = changes(&legs, chart);
    let said = said_changes(&text.changes, chart).map_err(|what| format!("`{slug}`: {what}"))?;
    if let Some(difference) = difference(&changes, &said, chart) {
        return Err(format!("`{slug}`: {difference}"));
    }
    let phase = match text.phase {
        PhaseText::Posted => TemplatePhase::Posted,
        PhaseText::Pending => TemplatePhase::Pending,
        PhaseText::Post => TemplatePhase::Post,
        PhaseText::Release => TemplatePhase::Release,
    };
    Ok(Template {
        slug: Arc::from(slug.as_str()),
        zh: text.zh.clone(),
        en: text.en.clone(),
        phase,
        of: text.of.iter().map(|of| Arc::from(of.as_str())).collect(),
        legs,
        changes,
    })
}

fn template_leg(text: &LegText, chart: &Chart) -> Result<TemplateLeg, String> {
    let code = |slug: &str| {
        let line = chart
            .named(slug)
            .ok_or_else(|| format!("the chart has no account `{slug}`"))?;
        Ok::<AccountCode, String>(line.code)
    };
    let (debit, credit) = (code(&text.debit)?, code(&text.credit)?);
    if debit == credit {
        return Err(format!(
            "`{}` is debited and credited by one leg",
            text.debit
        ));
    }
    let amount = sum(&text.amount)?;
    if amount.is_zero() {
        return Err(format!("a leg of nothing: `{}`", text.amount));
    }
    Ok(TemplateLeg {
        debit,
        credit,
        amount,
    })
}

pub(super) fn sum(text: &str) -> Result<Linear, String> {
    Linear::parse(text).ok_or_else(|| {
        format!("amount `{text}`: write names joined by + and -, such as `amount - fee`")
    })
}

/// What legs come to, account by account: more on the account's normal side is plus.
fn changes(legs: &[TemplateLeg], chart: &Chart) -> BTreeMap<AccountCode, Linear> {
    let mut changes: BTreeMap<AccountCode, Linear> = BTreeMap::new();
    for leg in legs {
        for (code, side) in [(leg.debit, Side::Debit), (leg.credit, Side::Credit)] {
            let line = chart.line(code).expect("legs name lines of this chart");
            let sign = if line.normal == side { 1 } else { -1 };
            changes.entry(code).or_default().add(&leg.amount, sign);
        }
    }
    changes.retain(|_, change| !change.is_zero());
    changes
}

pub(super) fn said_changes(
    said: &BTreeMap<String, String>,
    chart: &Chart,
) -> Result<BTreeMap<AccountCode, Linear>, String> {
    let mut changes = BTreeMap::new();
    for (slug, text) in said {
        let line = chart
            .named(slug)
            .ok_or_else(|| format!("the chart has no account `{slug}`"))?;
        changes.insert(line.code, sum(text)?);
    }
    Ok(changes)
}

/// The first account in which two sets of changes differ, in words.
pub(super) fn difference(
    are: &BTreeMap<AccountCode, Linear>,
    said: &BTreeMap<AccountCode, Linear>,
    chart: &Chart,
) -> Option<String> {
    let zero = Linear::zero();
    let differs =
        |code: &&AccountCode| are.get(code).unwrap_or(&zero) != said.get(code).unwrap_or(&zero);
    let code = are.keys().chain(said.keys()).find(differs)?;
    let slug = chart.line(*code).map_or("?", |line| line.slug.as_str());
    let (are, said) = (
        are.get(code).unwrap_or(&zero),
        said.get(code).unwrap_or(&zero),
    );
    Some(format!("`{slug}` changes by `{are}`, and `{said}` is said"))
}

/// What an event comes to: its own legs, or those of the pending one that it makes stand.
pub(super) fn effect<'t>(
    template: &'t Template,
    templates: &'t Templates,
) -> Option<&'t BTreeMap<AccountCode, Linear>> {
    match template.phase {
        TemplatePhase::Posted | TemplatePhase::Pending => Some(&template.changes),
        TemplatePhase::Post => templates.get(template.of.first()?).map(|of| &of.changes),
        TemplatePhase::Release => None,
    }
}

fn relations(text: &TemplateText, templates: &Templates, chart: &Chart) -> Vec<String> {
    let slug = &text.slug;
    let mut found = Vec::new();
    for of in &text.of {
        let pending = templates
            .get(of.as_str())
            .filter(|of| of.phase == TemplatePhase::Pending);
        if pending.is_none() {
            found.push(format!("`{slug}`: there is no pending event `{of}`"));
        }
    }
    let Some(undone) = &text.undoes else {
        return found;
    };
    let changes = |slug: &str| templates.get(slug).map(|template| &template.changes);
    let (Some(mine), Some(other)) = (changes(slug), changes(undone)) else {
        found.push(format!("`{slug}`: there is no event `{undone}` to undo"));
        return found;
    };
    let negated = other.iter().map(|(code, change)| {
        let mut less = Linear::zero();
        less.add(change, -1);
        (*code, less)
    });
    if let Some(difference) = difference(mine, &negated.collect(), chart) {
        found.push(format!("`{slug}` does not undo `{undone}`: {difference}"));
    }
    found
}
