//! `payout_duplicate`: the same money was paid twice.
//!
//! # What happened
//! The acquirer paid one settlement twice: by a second payout, or by trying again although the
//! first attempt had gone through.
//! # Evidence
//! Settlement lines of the swipe stand in two payouts that both arrived; or an attempt and the one
//! before it both arrived; or beside the payout a second one arrived to the same merchant, of the
//! same amount, day and due date, that no settlement line names although settlement is complete.
//! # Who acts, and when the money comes
//! The acquirer takes the second payment back, or nets it; the merchant should not spend it.

use super::Finding;
use crate::{Cause, Certainty, Facts, ItemName, Payment, Settled, saturating_sum};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let first = facts.settled.first()?;
    first.arrived?;
    in_two_payouts(facts)
        .or_else(|| paid_by_two_attempts(facts, first))
        .or_else(|| beside_a_twin(facts, first))
}

/// Further lines of the same swipe, arrived by other payouts.
fn in_two_payouts(facts: &Facts<'_, '_>) -> Option<Finding> {
    let first = facts.settled.first()?;
    let again = facts.settled[1..]
        .iter()
        .filter(|line| line.arrived.is_some())
        .filter(|line| line.row.payout_id != first.row.payout_id && line.row.net == first.row.net)
        .map(|line| line.row.net);
    let extra = saturating_sum(again);
    (extra > 0).then(|| Finding::of(Cause::PayoutDuplicate).item(ItemName::PaidTwice, -extra))
}

fn paid_by_two_attempts(facts: &Facts<'_, '_>, first: &Settled<'_, '_>) -> Option<Finding> {
    let mut arrived = first
        .attempts
        .iter()
        .filter(|attempt| attempt.arrival(facts.now, facts.knowledge).is_some());
    // A part of other lines does not pay this one again.
    let of_others = |attempt: &Payment<'_>| attempt.part.is_some() && attempt.is_of_others(first.row);
    let again = arrived.any(|attempt| attempt.pays_again && !of_others(attempt));
    again.then(|| Finding::of(Cause::PayoutDuplicate))
}

fn beside_a_twin(facts: &Facts<'_, '_>, first: &Settled<'_, '_>) -> Option<Finding> {
    let twin = facts.payments.at(first.payment()?.twin?);
    twin.arrival(facts.now, facts.knowledge)?;
    if twin.lines != 0 || !facts.covers(Source::Settlement, facts.settle_day) {
        return None;
    }
    let finding = Finding::of(Cause::PayoutDuplicate).as_certain_as(Certainty::Probable);
    Some(finding.from(twin.payout.plan().place))
}
