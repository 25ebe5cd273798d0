//! `merchant_name_hop`: sent to the network under another name or place (跳商户).
//!
//! # What happened
//! The cardholder's bill shows a merchant that is not the one who sold.
//! # Evidence
//! The name on the clearing line is neither the contract's nor short for it; or the clearing line's
//! merchant number begins with another institution or region than the platform's.
//! # Who acts, and when the money comes
//! The merchant checks a cardholder's bill and demands correction. The swipe's money is not
//! affected.

use super::Finding;
use crate::name::is_short_for;
use crate::{Cause, Facts};

/// Institution (3) and region (4) of a merchant number of 15 digits.
const PREFIX: usize = 7;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.clearing?;
    let merchant = facts.merchant?;
    let other_name = !row.merchant_name.is_empty()
        && !merchant.name.is_empty()
        && !is_short_for(row.merchant_name, &merchant.name);
    (other_name || is_elsewhere(row.mid, facts.mid)).then(|| Finding::of(Cause::MerchantNameHop))
}

fn is_elsewhere(cleared: &str, own: &str) -> bool {
    let is_card_number =
        |mid: &str| mid.len() == 15 && mid.bytes().all(|byte| byte.is_ascii_digit());
    cleared != own
        && is_card_number(cleared)
        && is_card_number(own)
        && cleared.as_bytes()[..PREFIX] != own.as_bytes()[..PREFIX]
}
