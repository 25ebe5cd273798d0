//! What a report shows: plain numbers and names, already summed, nothing to decide any more.
//!
//! In: filled from `batch`'s summary. Out: read by the terminal summary and by `report.html`.
//! Absent: records, rules, and text for people; slugs are turned into words by the wording
//! catalogue.

use crate::reach::Reach;
use crate::wording::term;
use ledger::{Day, Instant};
use wire::Lang;

/// A row of the funds map, in minor units. `swiped` is the sum of the eight that follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the parts are those of the record contract")]
pub struct FundsRow {
    pub swiped: i128,
    pub refunded: i128,
    pub fees: i128,
    pub arrived: i128,
    pub held: i128,
    pub pending: i128,
    pub overdue: i128,
    pub short: i128,
    pub unexplained: i128,
    pub surplus: i128,
    pub payout_fees: i128,
}

/// Swipes that share a verdict and a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names say it; slugs as in the record contract"
)]
pub struct CauseLine {
    pub verdict: &'static str,
    pub stage: &'static str,
    /// Empty: none needed.
    pub cause: &'static str,
    pub party: &'static str,
    pub swipes: u64,
    /// Whether it is known what is owed; else the amount is what was swiped, and the funds map holds none of it.
    pub is_known: bool,
    /// What has not arrived of it (for `over`: what is too much), minor units.
    pub amount: i128,
}

/// Many swipes, one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of incidents.csv")]
pub struct IncidentLine {
    pub incident: String,
    pub cause: &'static str,
    pub dimension: &'static str,
    pub value: String,
    pub began: Option<Instant>,
    pub swipes: u64,
    pub amount: i128,
    /// The notice that announced it; empty when none did.
    pub notice: String,
}

/// A file that should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct MissingLine {
    pub source: &'static str,
    pub day: Day,
    /// Rows the source before it has for that day.
    pub expected_rows: u64,
}

/// A day of the calendar: what was promised for it, what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it; minor units")]
pub struct ArrivalDay {
    pub day: Day,
    /// Owed and due on this day.
    pub promised: i128,
    /// Arrived on this day, no later than promised.
    pub on_time: i128,
    /// Arrived on this day, later than promised.
    pub late: i128,
}

/// A swipe that needs someone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the record contract; slugs")]
pub struct SwipeLine {
    pub mid: String,
    pub tid: String,
    pub rrn: String,
    pub order_no: String,
    pub card: String,
    /// That of `amount` and `gap`.
    pub currency: String,
    pub amount: i64,
    /// What is missing (or too much, negative).
    pub gap: i64,
    pub swiped_at: Option<Instant>,
    pub verdict: &'static str,
    pub stage: &'static str,
    pub cause: &'static str,
    pub party: &'static str,
    pub eta_to: Option<Instant>,
    /// A key of the wording catalogue, without its `eta.`; empty when nothing can be promised.
    pub eta_reason: &'static str,
    pub evidence: String,
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct FileLine {
    pub path: String,
    /// Slugs of the sources that it feeds, or of the kind of knowledge.
    pub sources: Vec<&'static str>,
    pub rows: u64,
    pub quarantined: u64,
    /// A sentence in the language of the report; empty when nothing is wrong.
    pub fault: String,
}

impl FileLine {
    /// Its sources for people.
    pub fn source_words(&self, lang: Lang) -> String {
        let word = |slug: &&str| term("source", slug, lang);
        let words: Vec<String> = self.sources.iter().map(word).collect();
        words.join(" + ")
    }

    /// Its sources for programs.
    pub fn source_slugs(&self) -> String {
        self.sources.join("+")
    }
}

/// Where every input row ended. `read` is the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct RowCounts {
    pub read: u64,
    pub in_trails: u64,
    pub orphans: u64,
    pub quarantined: u64,
    /// Rows delivered again.
    pub repeats: u64,
    /// Rows whose own time lies after the as-of instant.
    pub later: u64,
}

/// Everything a report shows.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Report {
    /// The data set's name: its folder's last part.
    pub name: String,
    pub as_of: Instant,
    pub zone: ledger::Zone,
    pub currency: String,
    /// How far the records reach.
    pub reach: Reach,
    pub swipes: u64,
    pub merchants: u64,
    pub funds: FundsRow,
    /// By settlement day.
    pub by_day: Vec<(Day, FundsRow)>,
    /// The merchants with the most money not arrived, largest first: number, name, funds.
    pub by_merchant: Vec<(String, String, FundsRow)>,
    /// Every verdict and cause, by verdict, then sum, largest first.
    pub causes: Vec<CauseLine>,
    /// Side findings and how many swipes bear them.
    pub also: Vec<(&'static str, u64)>,
    pub incidents: Vec<IncidentLine>,
    pub missing: Vec<MissingLine>,
    /// Merchants of swipes that `merchants.csv` does not have: number, swipes, and what was swiped; the most first.
    pub strange_merchants: Vec<(String, u64, i128)>,
    /// Terminals that `terminals.csv` does not have, and the rows that name them.
    pub strange_terminals: Vec<(String, u64)>,
    pub arrivals: Vec<ArrivalDay>,
    /// Swipes that need someone, largest sum first, up to a limit; see `needing_total`.
    pub needing: Vec<SwipeLine>,
    pub needing_total: u64,
    pub files: Vec<FileLine>,
    pub rows: RowCounts,
    /// Swipes by proof: by a bank statement, reported only.
    pub proof_statement: u64,
    pub proof_reported: u64,
    /// Swipes whose date is provisional.
    pub provisional: u64,
    /// Matches that a person must choose between.
    pub proposals: u64,
    /// Swipes, not `over`, of which more came than is owed, and how much more: a later payout nets it.
    pub to_be_netted: (u64, i128),
    /// Refunds and other give-backs whose original is not in the data, and their sum.
    pub lone_give_backs: (u64, i128),
    /// Swipes in other currencies than the main one: they are judged, and left out of the sums.
    pub other_currencies: Vec<(String, u64)>,
}
