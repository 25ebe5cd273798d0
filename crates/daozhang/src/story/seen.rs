//! What one record says of a swipe: in its own words for programs, in whole words for people.
//!
//! In: the fields of the record. Out: a line. Absent: where and when it was seen.

use crate::report::figures::money;
use crate::wording::{filled, term};
use trail::{Direction, PayoutStatus, SettlementStatus, TxnType};
use wire::Lang;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A terminal or the platform: what was done, for how much, with which answer, over which channel.
    Swiped(TxnType, i64, String, String),
    /// Clearing: what, how much, why.
    Cleared(TxnType, i64, String),
    /// Settlement: what; amount, fee and net; what became of it, in which payout.
    Settled(TxnType, [i64; 3], SettlementStatus, String),
    /// A payout: which, how far, how much, why.
    Paid(String, PayoutStatus, i64, String),
    /// The bank: which way, how much, who stands on the other side.
    Booked(Direction, i64, String),
}

impl Seen {
    /// In the codes of the records, amounts in minor units.
    pub fn codes(&self) -> String {
        let line = match self {
            Seen::Swiped(kind, amount, code, channel) => {
                let code = if code.is_empty() { "-" } else { code };
                format!("{} {} rc={code} {channel}", kind.slug(), amount)
            }
            Seen::Cleared(kind, amount, why) => format!("{} {} {why}", kind.slug(), amount),
            Seen::Settled(kind, [amount, fee, net], status, payout) => {
                let (kind, status) = (kind.slug(), status.slug());
                format!("{kind} {amount} fee {fee} net {net} {status} {payout}")
            }
            Seen::Paid(payout, status, amount, why) => {
                format!("{payout} {} {} {why}", status.slug(), amount)
            }
            Seen::Booked(direction, amount, name) => {
                format!("{} {} {name}", direction.slug(), amount)
            }
        };
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// In words; a code stands in brackets behind its meaning.
    pub fn words(&self, lang: Lang, currency: &str) -> String {
        let sum = |minor: &i64| money(i128::from(*minor), currency);
        let did = |kind: &TxnType| term("txn_type", kind.slug(), lang);
        match self {
            Seen::Swiped(kind, amount, code, channel) => {
                let known = judge::response(code);
                let meaning = known.map(|row| lang.pick(&row.meaning_zh, &row.meaning_en));
                let key = match meaning {
                    _ if code.is_empty() => "why.seen.no_answer",
                    None => "why.seen.answer_unknown",
                    Some(_) => "why.seen.answered",
                };
                let meaning = if code == "00" {
                    term("outcome", "approved", lang)
                } else {
                    meaning.unwrap_or("").to_owned()
                };
                let values = [
                    ("what", did(kind)),
                    ("amount", sum(amount)),
                    ("code", code.clone()),
                    ("meaning", meaning),
                ];
                with(filled(key, lang, &values), channel)
            }
            Seen::Cleared(kind, amount, why) => with(format!("{} {}", did(kind), sum(amount)), why),
            Seen::Settled(kind, [amount, fee, net], status, payout) => {
                let status = term("settlement_status", status.slug(), lang);
                let values = [
                    ("what", did(kind)),
                    ("amount", sum(amount)),
                    ("fee", sum(fee)),
                    ("net", sum(net)),
                    ("status", status),
                ];
                with(filled("why.seen.settled", lang, &values), payout)
            }
            Seen::Paid(payout, status, amount, why) => {
                let status = term("payout_status", status.slug(), lang);
                with(format!("{payout} {} {status}", sum(amount)), why)
            }
            Seen::Booked(direction, amount, name) => {
                let direction = term("direction", direction.slug(), lang);
                with(format!("{direction} {}", sum(amount)), name)
            }
        }
    }
}

/// With what the record adds, if anything.
fn with(said: String, more: &str) -> String {
    format!("{said} {}", more.trim()).trim_end().to_owned()
}
