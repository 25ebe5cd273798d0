//! The sources of records, and the kinds of knowledge, that a data set may hold.
//!
//! Their order is the way of the money: from the terminal to the bank.

/// A source of records: one sub-folder of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Source {
    /// What the terminal, or the merchant's till, says it did.
    Terminal,
    /// What the acquirer's switch did.
    Platform,
    /// The card network's clearing file.
    Clearing,
    /// What the acquirer reckons it owes.
    Settlement,
    /// Transfers to merchants.
    Payout,
    /// Bank statements.
    Bank,
}

impl Source {
    /// Every source, in the order of the money.
    pub const ALL: [Source; 6] = [
        Source::Terminal,
        Source::Platform,
        Source::Clearing,
        Source::Settlement,
        Source::Payout,
        Source::Bank,
    ];

    /// The sub-folder's name, which is also the source's name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Source::Terminal => "terminal",
            Source::Platform => "platform",
            Source::Clearing => "clearing",
            Source::Settlement => "settlement",
            Source::Payout => "payout",
            Source::Bank => "bank",
        }
    }

    /// The source of this name.
    pub fn of_name(name: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// The endings of knowledge files, in the order in which they are read.
pub const KNOWLEDGE_ENDINGS: [&str; 4] = ["csv", "csv.gz", "csv.zst", "parquet"];

/// A kind of knowledge: one CSV file at a data set's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Knowledge {
    /// Who is paid, on which terms.
    Merchants,
    /// The terminals.
    Terminals,
    /// Money kept back by order.
    Holds,
    /// What banks, networks and platforms announced.
    Notices,
    /// Which terminals work with which channels.
    Compatibility,
    /// Who may rightly pay.
    Payers,
    /// Days that differ from the built-in calendar.
    Calendar,
    /// For which days a source is complete.
    Coverage,
}

impl Knowledge {
    /// Every kind of knowledge, in the contract's order.
    pub const ALL: [Knowledge; 8] = [
        Knowledge::Merchants,
        Knowledge::Terminals,
        Knowledge::Holds,
        Knowledge::Notices,
        Knowledge::Compatibility,
        Knowledge::Payers,
        Knowledge::Calendar,
        Knowledge::Coverage,
    ];

    /// The name used in outputs, such as `merchants`.
    pub fn name(self) -> &'static str {
        match self {
            Knowledge::Merchants => "merchants",
            Knowledge::Terminals => "terminals",
            Knowledge::Holds => "holds",
            Knowledge::Notices => "notices",
            Knowledge::Compatibility => "compatibility",
            Knowledge::Payers => "payers",
            Knowledge::Calendar => "calendar",
            Knowledge::Coverage => "coverage",
        }
    }

    /// The file's name, such as `merchants.csv`.
    pub fn file_name(self) -> &'static str {
        match self {
            Knowledge::Merchants => "merchants.csv",
            Knowledge::Terminals => "terminals.csv",
            Knowledge::Holds => "holds.csv",
            Knowledge::Notices => "notices.csv",
            Knowledge::Compatibility => "compatibility.csv",
            Knowledge::Payers => "payers.csv",
            Knowledge::Calendar => "calendar.csv",
            Knowledge::Coverage => "coverage.csv",
        }
    }
}

/// A table of the contract: a source's, or a knowledge file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// A source of records.
    Source(Source),
    /// A knowledge file.
    Knowledge(Knowledge),
}

impl Table {
    /// Every table of the contract.
    pub fn all() -> impl Iterator<Item = Table> {
        let sources = Source::ALL.into_iter().map(Table::Source);
        sources.chain(Knowledge::ALL.into_iter().map(Table::Knowledge))
    }

    /// The name used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Table::Source(source) => source.name(),
            Table::Knowledge(knowledge) => knowledge.name(),
        }
    }
}
