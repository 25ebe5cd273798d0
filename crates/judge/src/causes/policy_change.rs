//! `policy_change`: a rule changed while the money was on its way.
//!
//! # What happened
//! A supervisor, the network, a bank or the platform has announced another rule for settlement.
//! # Evidence
//! A policy notice for everyone, or for the swipe's channel, stands over the time since the swipe,
//! and the money has not come in full.
//! # Who acts, and when the money comes
//! Nobody needs to act but to follow the notice.

use super::Finding;
use crate::{Cause, Facts, NoticeKind};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_open() {
        return None;
    }
    let from = facts.swiped_at?;
    let announced = facts.knowledge.notices.iter().any(|notice| {
        notice.kind == NoticeKind::Policy && notice.concerns(facts.channel, from, facts.now)
    });
    announced.then(|| Finding::of(Cause::PolicyChange))
}
