//! What a rule looks at, and whether it is hit.

use super::rule::{Measure, RiskRule, Trade};
use crate::request::Request;
use crate::row::Counter;
use crate::view::Setting;
use ledger::Instant;

/// Whether a request hits a rule, given what was counted, this request included.
pub(super) fn hits(
    rule: &RiskRule,
    request: &Request,
    setting: &Setting,
    now: Instant,
    counted: Counter,
) -> bool {
    let is_large = request.amount >= rule.amount_min_fen;
    match rule.measure {
        Measure::Amount => request.amount > rule.amount_max_fen,
        Measure::Count => counted.count > rule.count_max,
        Measure::Sum => counted.sum > rule.amount_max_fen,
        Measure::Answers => counted.count >= rule.count_max,
        Measure::Hours => {
            let second = setting.zone.second_of_day(now);
            is_large && (rule.hours.0..rule.hours.1).contains(&second)
        }
        Measure::Fallback => is_large && request.fallback && request.entry.starts_with("02"),
        Measure::Manual => is_large && request.entry.starts_with("01"),
        Measure::Area => {
            let terminal = setting.known.terminals.get(&request.id.tid);
            let installed = terminal.map_or("", |terminal| terminal.area.as_str());
            !installed.is_empty() && request.area.as_deref() != Some(installed)
        }
        Measure::MccName => {
            let merchant = setting.known.merchants.get(&request.mid);
            merchant.is_some_and(|merchant| {
                is_of_another_trade(&rule.trades, &merchant.name, &merchant.mcc)
            })
        }
    }
}

/// Whether a name has words of trades, and the category is none of theirs.
fn is_of_another_trade(trades: &[Trade], name: &str, mcc: &str) -> bool {
    let name = name.to_lowercase();
    let is_named = |trade: &&Trade| trade.words.iter().any(|word| name.contains(word.as_str()));
    let mut named = trades.iter().filter(is_named).peekable();
    let fits = |trade: &Trade| trade.mccs.iter().any(|one| one == mcc);
    !mcc.is_empty() && named.peek().is_some() && !named.any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_another_trade_is_seen() {
        let rules = super::super::rules();
        let trades = &rules[0].trades;
        assert!(is_of_another_trade(trades, "老王餐馆", "5411"));
        assert!(!is_of_another_trade(trades, "老王餐馆", "5812"));
        assert!(!is_of_another_trade(trades, "Hotel Supermarket", "5411"));
        assert!(!is_of_another_trade(trades, "无名", "5411"));
    }
}
