//! The closed lists of the catalogue: stages, kinds, families, parties, rules of arrival.

use trail::slugs;

/// Where the money, or the word of it, is stuck. Ordered along the way of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// At the terminal.
    Terminal,
    /// At the acquirer's switch.
    Platform,
    /// At the card network or the issuer.
    Network,
    /// In clearing.
    Clearing,
    /// In the acquirer's settlement.
    Settlement,
    /// On the way to the bank.
    Payout,
    /// At the merchant's bank.
    Bank,
}

/// Whether a cause explains one swipe, usually many, or stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Explains this swipe's money.
    Primary,
    /// Explains this swipe's money, and normally that of many at once.
    Incident,
    /// A finding shown beside the cause.
    Side,
}

/// Related causes, evaluated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Sources missing, doubled, contradictory.
    Evidence,
    /// Refused, voided, refunded, reserved only.
    Decline,
    /// Answers lost.
    UnknownOutcome,
    /// State, binding and faults of the terminal.
    Terminal,
    /// Batch, offline, tips, completions.
    Upload,
    /// The network's clearing.
    Clearing,
    /// Risk, court, papers, reserve.
    Hold,
    /// Errors of the acquirer's own ledger.
    Settlement,
    /// Creation, approval, channel and amount of the payout.
    Payout,
    /// The payment systems between banks.
    Rail,
    /// What is wrong with the merchant's account.
    Account,
    /// What happened after a return.
    Return,
    /// Thresholds, quotas, windows.
    Cycle,
    /// At the receiving bank.
    Posting,
    /// Refunds, chargebacks, negative balances.
    Deduction,
    /// Another amount was approved or keyed.
    Amount,
    /// Fees against contract.
    Fee,
    /// Not due yet.
    Calendar,
    /// Arrived, but not seen.
    Perception,
    /// Nothing explains it.
    Fallback,
}

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The one who paid.
    Cardholder,
    /// The shop.
    Merchant,
    /// The terminal's agent or maintainer.
    Terminal,
    /// The acquirer.
    Platform,
    /// The card network.
    Network,
    /// The bank that issued the card.
    Issuer,
    /// The payout channel.
    Channel,
    /// The merchant's bank.
    PayeeBank,
    /// A court or supervisor.
    Authority,
    /// The agent who serves the merchant.
    Agent,
    /// Whoever supplies the records: the data set lacks a whole source.
    Supplier,
    /// No one; time does it.
    Nobody,
}

/// How the expected arrival is computed; the tokens of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "each token is documented where it is computed, in eta.rs"
)]
pub enum EtaRule {
    Never,
    None,
    Due,
    Data,
    Run,
    NextRun,
    NextWorkday,
    T1,
    TPlus3,
    Upload,
    Query,
    Rail,
    NextOpen,
    Notice,
    Fix,
    Hold,
    Threshold,
    OneWeek,
    ThreeToFiveDays,
    Refile,
    Dispute,
    Unknown,
}

slugs!(Stage {
    Terminal = "terminal",
    Platform = "platform",
    Network = "network",
    Clearing = "clearing",
    Settlement = "settlement",
    Payout = "payout",
    Bank = "bank",
});
slugs!(Kind {
    Primary = "primary",
    Incident = "incident",
    Side = "side",
});
slugs!(Family {
    Evidence = "evidence",
    Decline = "decline",
    UnknownOutcome = "unknown_outcome",
    Terminal = "terminal",
    Upload = "upload",
    Clearing = "clearing",
    Hold = "hold",
    Settlement = "settlement",
    Payout = "payout",
    Rail = "rail",
    Account = "account",
    Return = "return",
    Cycle = "cycle",
    Posting = "posting",
    Deduction = "deduction",
    Amount = "amount",
    Fee = "fee",
    Calendar = "calendar",
    Perception = "perception",
    Fallback = "fallback",
});
slugs!(Party {
    Cardholder = "cardholder",
    Merchant = "merchant",
    Terminal = "terminal",
    Platform = "platform",
    Network = "network",
    Issuer = "issuer",
    Channel = "channel",
    PayeeBank = "payee_bank",
    Authority = "authority",
    Agent = "agent",
    Supplier = "supplier",
    Nobody = "nobody",
});
slugs!(EtaRule {
    Never = "never",
    None = "none",
    Due = "due",
    Data = "data",
    Run = "run",
    NextRun = "next_run",
    NextWorkday = "next_workday",
    T1 = "t1",
    TPlus3 = "t+3",
    Upload = "upload",
    Query = "query",
    Rail = "rail",
    NextOpen = "next_open",
    Notice = "notice",
    Fix = "fix",
    Hold = "hold",
    Threshold = "threshold",
    OneWeek = "1w",
    ThreeToFiveDays = "3-5w",
    Refile = "refile",
    Dispute = "dispute",
    Unknown = "unknown",
});
