//! The columns of each source, and the short names that scenarios may use for them.

use trail::Source;

/// The columns of the record contract, without those that a record line says by its first words.
pub const fn columns(source: Source) -> &'static [&'static str] {
    match source {
        Source::Terminal => &[
            "mid",
            "tid",
            "batch_no",
            "stan",
            "amount",
            "currency",
            "rrn",
            "auth_code",
            "response_code",
            "card",
            "method",
            "orig_rrn",
            "orig_stan",
            "order_no",
            "uploaded_at",
            "acquirer",
            "known_at",
        ],
        Source::Platform => &[
            "mid",
            "tid",
            "batch_no",
            "stan",
            "rrn",
            "amount",
            "currency",
            "mcc",
            "merchant_name",
            "channel",
            "responded_at",
            "response_code",
            "auth_code",
            "card",
            "card_type",
            "method",
            "settle_date",
            "orig_rrn",
            "order_no",
            "acquirer",
            "known_at",
        ],
        Source::Clearing => &[
            "rrn",
            "mid",
            "tid",
            "stan",
            "amount",
            "currency",
            "network_fee",
            "settle_date",
            "mcc",
            "merchant_name",
            "card",
            "card_type",
            "orig_rrn",
            "network_ref",
            "reason",
            "acquirer",
            "known_at",
        ],
        Source::Settlement => &[
            "mid",
            "rrn",
            "amount",
            "fee",
            "net",
            "settle_date",
            "orig_rrn",
            "payout_id",
            "status",
            "hold_reason",
            "acquirer",
            "known_at",
        ],
        Source::Payout => &[
            "payout_id",
            "mid",
            "amount",
            "currency",
            "txn_count",
            "account_no",
            "account_name",
            "bank_code",
            "payer_name",
            "channel",
            "created_at",
            "due_date",
            "reason",
            "reason_text",
            "bank_ref",
            "retry_of",
            "acquirer",
            "known_at",
        ],
        Source::Bank => &[
            "account_no",
            "value_date",
            "amount",
            "currency",
            "balance",
            "counterparty_name",
            "counterparty_account",
            "bank_ref",
            "remittance",
            "acquirer",
            "known_at",
        ],
    }
}

/// Keys that only the harness reads: never an extra column.
pub fn is_ours(source: Source, key: &str) -> bool {
    match source {
        Source::Settlement => matches!(key, "card_type" | "of"),
        Source::Bank => matches!(key, "payout" | "mid"),
        Source::Payout => false,
        Source::Terminal | Source::Platform | Source::Clearing => key == "of",
    }
}

/// The column that a short name means.
pub fn canonical(source: Source, key: &'static str) -> &'static str {
    match (source, key) {
        (_, "rc") => "response_code",
        (_, "batch") => "batch_no",
        (Source::Settlement | Source::Payout, "payout") => "payout_id",
        (_, "account") => "account_no",
        (_, "orig") => "orig_rrn",
        (Source::Platform | Source::Clearing, "name") => "merchant_name",
        (Source::Payout, "payer") => "payer_name",
        (Source::Bank, "payer") => "counterparty_name",
        (_, "ref") => "bank_ref",
        _ => key,
    }
}

/// Whether the source has a column of that (canonical) name.
pub fn has_column(source: Source, column: &str) -> bool {
    columns(source).contains(&column)
}
