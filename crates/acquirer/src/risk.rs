//! Rules of risk, by `specs/acquirer/risk.toml`: how often, how much, when, how, and where.
//!
//! In: a request that passed the checks, the merchant, and what was counted before. Out: hits, each with what is to be
//! done; every hit is evidence. Counting happens in fixed windows of time, so that a count is one row with one name.
//! Absent: scores. A rule says what it saw, and a person can follow it.

mod measure;
mod rule;

pub use rule::{Action, RiskRule, Scope, rules};

use crate::event::What;
use crate::name::Code;
use crate::request::Request;
use crate::row::{Key, Row, Swipe};
use crate::view::{Missing, Work};
use rule::Measure;

/// What the rules say of a request together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assessment {
    /// The first rule that refuses it.
    pub refused: Option<Code>,
    /// The first rule that holds its money.
    pub hold: String,
}

/// Looks at a request, counts it, and notes what was hit.
pub(crate) fn assess(work: &mut Work, request: &Request) -> Result<Assessment, Missing> {
    let setting = work.setting;
    let mut found = Assessment::default();
    for rule in &setting.risk {
        let counted = count(work, rule, request)?;
        if !measure::hits(rule, request, setting, work.now, counted) {
            continue;
        }
        work.note(
            request.id,
            request.mid,
            What::RiskHit {
                rule: rule.slug.clone(),
                action: rule.action.slug(),
                hand_in: rule.hand_in.clone(),
            },
        );
        match rule.action {
            Action::Refuse(code) => found.refused = found.refused.or(Some(code)),
            Action::Hold if found.hold.is_empty() => found.hold.clone_from(&rule.slug),
            Action::Hold | Action::Allow | Action::Alert => {}
        }
    }
    Ok(found)
}

/// What a rule has counted, this request included where it counts requests.
fn count(
    work: &mut Work,
    rule: &RiskRule,
    request: &Request,
) -> Result<crate::row::Counter, Missing> {
    let Some(name) = counter_name(rule, request.id, request.mid, &request.card, work.now) else {
        return Ok(crate::row::Counter::default());
    };
    let mut counter = work.counter(&name)?;
    if matches!(rule.measure, Measure::Count | Measure::Sum) {
        counter.count = counter.count.saturating_add(1);
        counter.sum = counter.sum.saturating_add(request.amount);
        work.put(Key::Counter(name), Row::Counter(counter));
    }
    Ok(counter)
}

/// Counts an answer for the rules that count answers.
pub(crate) fn answered(
    work: &mut Work,
    id: crate::name::SwipeId,
    swipe: &Swipe,
    code: Code,
) -> Result<(), Missing> {
    let setting = work.setting;
    for rule in setting
        .risk
        .iter()
        .filter(|rule| rule.codes.contains(&code))
    {
        let Some(name) = counter_name(rule, id, swipe.mid, &swipe.card, work.now) else {
            continue;
        };
        let mut counter = work.counter(&name)?;
        counter.count = counter.count.saturating_add(1);
        work.put(Key::Counter(name), Row::Counter(counter));
    }
    Ok(())
}

/// The row of a rule's count; `None` for a rule that counts nothing, or a card that is not known.
fn counter_name(
    rule: &RiskRule,
    id: crate::name::SwipeId,
    mid: crate::name::MerchantId,
    card: &crate::card::Card,
    now: ledger::Instant,
) -> Option<String> {
    if rule.window_seconds == 0 {
        return None;
    }
    let whom = match rule.scope {
        Scope::Card if card.token.is_empty() => return None, // A masked number is shared by many cards.
        Scope::Card => card.token.clone(),
        Scope::Terminal => id.tid.to_string(),
        Scope::Merchant => mid.to_string(),
    };
    let window = now
        .ms()
        .div_euclid(rule.window_seconds.saturating_mul(1000));
    Some(format!("{}/{whom}/{window}", rule.slug))
}
