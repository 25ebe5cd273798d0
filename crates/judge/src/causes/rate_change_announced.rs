//! `rate_change_announced`: the fee is that of an announced new rate.
//!
//! # What happened
//! The acquirer has announced another rate, and this swipe was charged by it, while the contract
//! still has the old one.
//! # Evidence
//! A policy notice stands over the swipe, its text names a rate in per cent, and that rate gives
//! exactly the fee taken, which is not the contract's.
//! # Who acts, and when the money comes
//! The merchant checks that notice was given in time.

use super::Finding;
use crate::{Cause, Facts, FeeCheck, NoticeKind};
use ledger::Rate;

/// Digits after the point of a per cent sign that are read: a billionth is the finest rate.
const DECIMALS_MAX: usize = 7;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.fee_check().filter(|charge| charge.excess() != 0)?;
    let at = facts.swiped_at?;
    let knowledge = facts.knowledge;
    let announced = knowledge.notices.iter().any(|notice| {
        notice.kind == NoticeKind::Policy
            && notice.concerns(facts.channel, at, at)
            && rates_in(&notice.text).any(|rate| gives(&charge, rate))
    });
    announced.then(|| Finding::of(Cause::RateChangeAnnounced))
}

fn gives(charge: &FeeCheck<'_>, rate: Rate) -> bool {
    rate.of(charge.amount, charge.merchant.terms.rounding) == charge.taken
}

/// Every rate that stands before a per cent sign.
fn rates_in(text: &str) -> impl Iterator<Item = Rate> + '_ {
    let marks = text
        .char_indices()
        .filter(|(_, mark)| matches!(mark, '%' | '％'));
    marks.filter_map(|(at, _)| {
        let before = text[..at].trim_end();
        let number =
            before.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        per_cent(&before[number.len()..])
    })
}

/// `0.68` as the rate 0.0068.
fn per_cent(text: &str) -> Option<Rate> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || decimals.len() > DECIMALS_MAX || decimals.contains('.') {
        return None;
    }
    // One per cent is 10,000,000 parts per billion: the digits with seven decimals are the rate.
    let digits: i64 = format!("{whole}{decimals:0<DECIMALS_MAX$}").parse().ok()?;
    Rate::from_ppb(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_out_of_words() {
        let rates = |text| {
            rates_in(text)
                .map(|rate| rate.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(rates("费率由0.60%调整为 0.68 ％"), ["0.0060", "0.0068"]);
        assert_eq!(rates("no rate, 100 % of it, ...%"), ["1.0000"]);
    }
}
