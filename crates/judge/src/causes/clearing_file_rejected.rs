//! `clearing_file_rejected`: the file that submits it was rejected.
//!
//! # What happened
//! The acquirer sent the swipe, or its adjustment, to the network in a file, and the network
//! refused the file or the record.
//! # Evidence
//! An extra column `file_rc` of the swipe's platform or clearing row has a file answer (D1 to DC,
//! F1 to F5), or the row is marked as a reject record (`record` = 51R); the swipe is not in a
//! payout.
//! # Who acts, and when the money comes
//! The acquirer corrects the file and sends it again; the next clearing session, usually one
//! workday later.

use super::Finding;
use crate::{Cause, Facts};
use trail::Row;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_state().is_some() {
        return None;
    }
    let platform = facts
        .trail
        .platform
        .iter()
        .map(|row| (row.extra("file_rc"), row.place));
    let clearing = facts.trail.clearing.iter();
    let marked = clearing.clone().find(|row| row.extra("record") == "51R");
    let place = platform
        .chain(clearing.map(|row| (row.extra("file_rc"), row.place)))
        .find(|(code, _)| is_file_refusal(code))
        .map(|(_, place)| place)
        .or(marked.map(|row| row.place))?;
    Some(Finding::of(Cause::ClearingFileRejected).from(place))
}

fn is_file_refusal(code: &str) -> bool {
    matches!(code.as_bytes(), [b'D', b'1'..=b'9' | b'A'..=b'C'] | [b'F', b'1'..=b'5'])
}
