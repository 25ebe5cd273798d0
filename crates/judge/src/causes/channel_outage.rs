//! `channel_outage`: one line to the network was down.
//!
//! # What happened
//! The platform worked, but what it sent over this channel came back without an issuer, or not at
//! all.
//! # Evidence
//! This swipe has no answer, 91, 92, 96 or 98; so has more than 30 % of what the channel carried
//! within ten minutes, at least three swipes. Nothing was cleared yet.
//! # Who acts, and when the money comes
//! The network or channel; the platform takes another route and queries. Do not swipe again
//! before that.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_in_channel_outage()
        .then(|| Finding::of(Cause::ChannelOutage))
}
