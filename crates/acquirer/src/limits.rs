//! The limits of the acquirer: `specs/acquirer/limits.toml`.

use crate::table;
use std::sync::OnceLock;

/// Named limits; the table says what happens at each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long an online request waits for the network.
    pub network_answer_seconds: i64,
    /// The first wait between two attempts at a reversal or an advice.
    pub reversal_wait_seconds: i64,
    /// The longest.
    pub reversal_wait_seconds_max: i64,
    /// How often a reversal is sent.
    pub reversal_attempts_max: u32,
    /// How often an advice is sent.
    pub advice_attempts_max: u32,
    /// How many wrong codes on end a terminal may send.
    pub mac_failures_max: u32,
    /// The largest amount.
    pub amount_max_fen: i64,
    /// How much of a pre-authorisation may be completed, in percent.
    pub completion_percent_max: i64,
    /// How old the original of a refund may be.
    pub refund_days_max: i64,
}

impl Limits {
    /// Those of the table.
    pub fn table() -> Limits {
        static LIMITS: OnceLock<Limits> = OnceLock::new();
        *LIMITS.get_or_init(|| {
            let rows = table::rows(
                "limits.toml",
                include_str!("../../../specs/acquirer/limits.toml"),
                "limit",
            );
            let number = |key: &str| rows[0].number(key).expect("the table has every limit");
            let count = |key: &str| u32::try_from(number(key)).expect("a small number");
            Limits {
                network_answer_seconds: number("network_answer_seconds"),
                reversal_wait_seconds: number("reversal_wait_seconds"),
                reversal_wait_seconds_max: number("reversal_wait_seconds_max"),
                reversal_attempts_max: count("reversal_attempts_max"),
                advice_attempts_max: count("advice_attempts_max"),
                mac_failures_max: count("mac_failures_max"),
                amount_max_fen: number("amount_max_fen"),
                completion_percent_max: number("completion_percent_max"),
                refund_days_max: number("refund_days_max"),
            }
        })
    }

    /// How long to wait after so many attempts: twice as long each time, up to the longest.
    pub fn wait_seconds(&self, attempts: u32) -> i64 {
        let doubled = self
            .reversal_wait_seconds
            .saturating_mul(1 << attempts.saturating_sub(1).min(20));
        doubled.min(self.reversal_wait_seconds_max)
    }
}
