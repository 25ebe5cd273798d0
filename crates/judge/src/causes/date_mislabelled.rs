//! `date_mislabelled`: one record files it under a neighbouring day.
//!
//! # What happened
//! A report or statement counts its days elsewhere, so one event bears two dates.
//! # Evidence
//! A credit found by its reference that is booked on the day before its payout was made, or a
//! settlement or clearing line of the same amount that is dated a day before its source.
//! # Who acts, and when the money comes
//! Nobody. Both dates are shown; the money is where it should be.

use super::Finding;
use crate::{Cause, Facts};
use trail::{Basis, Place};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let place = mislabelled_line(facts).or_else(|| mislabelled_credit(facts))?;
    Some(Finding::of(Cause::DateMislabelled).from(place))
}

/// Clearing before the platform's own settlement date, settlement before clearing: by a day.
fn mislabelled_line(facts: &Facts<'_, '_>) -> Option<Place> {
    let given = facts
        .platform
        .and_then(|row| Some((row.settle_date?, row.amount)));
    let cleared = facts.clearing.map(|row| (row.settle_date, row.amount));
    let settled = facts.settlement.map(|row| (row.settle_date, row.amount));
    let is_early = |source, line| match (source, line) {
        (Some((before, whole)), Some((after, part))) => {
            whole == part && ledger::Day::days_since(before, after) == 1
        }
        _ => false,
    };
    if is_early(given, cleared) {
        facts.clearing.map(|row| row.place)
    } else if is_early(cleared, settled) {
        facts.settlement.map(|row| row.place)
    } else {
        None
    }
}

fn mislabelled_credit(facts: &Facts<'_, '_>) -> Option<Place> {
    let payment = facts.payment()?;
    let claim = payment.claim.as_ref()?;
    if !matches!(claim.basis, Basis::Reference | Basis::PayoutId) || claim.difference != 0 {
        return None;
    }
    let zone = &facts.knowledge.zone;
    let made = zone.day(payment.payout.plan().created_at);
    let booked = claim.credits.first()?;
    (made.days_since(zone.day(booked.booked_at)) == 1).then_some(booked.place)
}
