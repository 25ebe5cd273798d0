//! `agent_withheld`: passed on by an agent, who kept a part.
//!
//! # What happened
//! The money did not come from the licensed acquirer but through an agent, and less arrived than
//! the contract gives.
//! # Evidence
//! The payer of the credit is an agent, or nobody who may rightly pay, and what is missing is more
//! than the settlement's own fee explains.
//! # Who acts, and when the money comes
//! The merchant complains to the licensed acquirer and keeps the slips. Nobody can promise a date.

use super::Finding;
use crate::name::is_same_name;
use crate::{Cause, Facts, ItemName, PayerRole, VerdictKind};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.verdict != VerdictKind::Short {
        return None;
    }
    let name = facts.credit()?.counterparty_name;
    let by_agent = facts
        .knowledge
        .payers
        .iter()
        .any(|payer| payer.role == PayerRole::Agent && is_same_name(&payer.name, name));
    if !by_agent && super::second_clearing::find(facts).is_none() {
        return None;
    }
    let over_fee = facts.fee_check().map_or(0, |charge| charge.excess());
    let withheld = facts.gap()? - over_fee;
    (withheld > 0)
        .then(|| Finding::of(Cause::AgentWithheld).item(ItemName::AgentWithheld, withheld))
}
