//! `offline_lost`: approved by a terminal that is gone, and never sent in.
//!
//! # What happened
//! The terminal was lost or retired before its sales were sent in, so only the slip or the till's
//! journal knows of them.
//! # Evidence
//! The terminal's row was approved and never uploaded, the register says that the terminal is lost
//! or retired, and platform, clearing and settlement do not know the sale.
//! # Who acts, and when the money comes
//! The merchant hands the slips to the acquirer, who asks the issuer by a debit adjustment; if it
//! accepts, the money comes after five to fifteen workdays.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.terminal?;
    if !facts.is_terminal_gone() || row.uploaded_at.is_some() || !facts.outcome.is_approved() {
        return None;
    }
    // An offline approval says itself that nobody was asked; any other needs the platform's word.
    let unheard = facts.is_known_to_terminal_only()
        && (facts.is_sold_offline() || facts.covers(Source::Platform, facts.settle_day));
    unheard.then(|| Finding::of(Cause::OfflineLost))
}
