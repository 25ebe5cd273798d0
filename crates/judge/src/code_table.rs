//! What response codes and payout reasons mean: two tables that the world changes.
//!
//! In: `specs/codes/response-codes.csv`, `specs/codes/reason-codes.csv`. Out: the outcome of an
//! answer, and the cause behind a bank's words.

use crate::Cause;
use regex::{RegexSet, RegexSetBuilder};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What an answer says about the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Approved in full.
    Approved,
    /// Approved for a smaller amount.
    ApprovedPartial,
    /// Approved, but something behind the scenes failed.
    ApprovedWithFault,
    /// Approved by the chip, not yet sent in.
    ApprovedOffline,
    /// Refused: nothing is owed.
    Declined,
    /// Nobody knows.
    Unknown,
    /// Not an answer about money.
    Control,
}

impl Outcome {
    /// Any of the approved outcomes.
    pub const fn is_approved(self) -> bool {
        matches!(
            self,
            Outcome::Approved
                | Outcome::ApprovedPartial
                | Outcome::ApprovedWithFault
                | Outcome::ApprovedOffline
        )
    }

    fn parse(slug: &str) -> Option<Outcome> {
        Some(match slug {
            "approved" => Outcome::Approved,
            "approved_partial" => Outcome::ApprovedPartial,
            "approved_with_fault" => Outcome::ApprovedWithFault,
            "approved_offline" => Outcome::ApprovedOffline,
            "declined" => Outcome::Declined,
            "unknown" => Outcome::Unknown,
            "control" => Outcome::Control,
            _ => return None,
        })
    }
}

/// One response code.
#[derive(Clone, Debug)]
pub struct ResponseCode {
    /// What it says about the money.
    pub outcome: Outcome,
    /// Whether money may have moved although it reads like a refusal.
    pub may_have_moved: bool,
    /// The cause it points to, if any.
    pub cause: Option<Cause>,
    /// What to tell people, in Chinese.
    pub meaning_zh: String,
    /// What to tell people, in English.
    pub meaning_en: String,
}

static RESPONSES: LazyLock<BTreeMap<String, ResponseCode>> =
    LazyLock::new(|| read_responses(include_str!("../../../specs/codes/response-codes.csv")));

/// The code's row. A code that no table knows is a refusal of an unknown kind: it is not an
/// approval, and it is an answer.
pub fn response(code: &str) -> Option<&'static ResponseCode> {
    RESPONSES.get(code)
}

/// What an answer says about the money; an empty code is no answer: unknown. A code that is in
/// no table is unknown too, never a guess.
pub fn outcome(code: &str) -> Outcome {
    if code == "00" {
        return Outcome::Approved; // By far the most frequent; spares the look-up.
    }
    response(code).map_or(Outcome::Unknown, |row| row.outcome)
}

/// Whether a code is a refusal: nothing is owed.
pub fn is_refusal(code: &str) -> bool {
    outcome(code) == Outcome::Declined
}

fn read_responses(text: &str) -> BTreeMap<String, ResponseCode> {
    table(text)
        .map(|field| {
            let row = ResponseCode {
                outcome: Outcome::parse(&field("outcome"))
                    .unwrap_or_else(|| panic!("unknown outcome of code {}", field("code"))),
                may_have_moved: matches!(&*field("money_moved"), "possibly" | "unlikely" | "yes"),
                cause: Cause::parse(&field("cause_slug")),
                meaning_zh: field("meaning_zh"),
                meaning_en: field("meaning_en"),
            };
            (field("code"), row)
        })
        .collect()
}

/// The rows of a built-in CSV table, each as a look-up by column name.
fn table(text: &str) -> impl Iterator<Item = impl Fn(&str) -> String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .expect("a built-in table has a header")
        .clone();
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .expect("a built-in table is well formed");
    rows.into_iter().map(move |row| {
        let header = header.clone();
        move |name: &str| {
            let at = header.iter().position(|column| column == name);
            at.and_then(|at| row.get(at)).unwrap_or("").to_owned()
        }
    })
}

struct Reasons {
    by_code: BTreeMap<String, Cause>,
    texts: RegexSet,
    text_causes: Vec<Cause>,
}

static REASONS: LazyLock<Reasons> = LazyLock::new(|| {
    let mut by_code = BTreeMap::new();
    let mut patterns = Vec::new();
    let mut text_causes = Vec::new();
    for field in table(include_str!("../../../specs/codes/reason-codes.csv")) {
        let Some(cause) = Cause::parse(&field("cause_slug")) else {
            continue;
        };
        match &*field("scheme") {
            "iso20022" | "psp" | "wechat_transfer" => {
                by_code.entry(field("code")).or_insert(cause);
            }
            "cn_text" => {
                patterns.push(field("cn_phrases"));
                text_causes.push(cause);
            }
            _ => {} // Dispute and reversal reasons belong to other records.
        }
    }
    let texts = RegexSetBuilder::new(patterns)
        .build()
        .expect("the phrases of reason-codes.csv are patterns");
    Reasons {
        by_code,
        texts,
        text_causes,
    }
});

/// The cause behind a payout's reason code and text. Codes whose meaning is one are believed
/// first; a code that only says "see the text", or none at all, leaves the word to the text.
pub fn payout_reason(code: &str, text: &str) -> Option<Cause> {
    let by_text = || {
        let first = REASONS.texts.matches(text).into_iter().next();
        first.map(|index| REASONS.text_causes[index])
    };
    let by_code = REASONS.by_code.get(code).copied();
    match by_code {
        // A narrative code or a bare "returned": the bank's own words are more exact.
        None | Some(Cause::PayoutReturned | Cause::UnknownCause) => by_text().or(by_code),
        Some(cause) => Some(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_the_handbook_says() {
        assert_eq!(outcome("00"), Outcome::Approved);
        assert_eq!(outcome(""), Outcome::Unknown);
        assert_eq!(outcome("51"), Outcome::Declined);
        assert_eq!(outcome("Y1"), Outcome::ApprovedOffline);
        assert_eq!(outcome("??"), Outcome::Unknown);
    }

    #[test]
    fn a_bank_says_it_by_code_or_in_words() {
        assert_eq!(payout_reason("AC01", ""), Some(Cause::AccountNumberInvalid));
        assert_eq!(
            payout_reason("", "收款方非借记卡或个人结算存折"),
            Some(Cause::AccountPublicPrivateMixed)
        );
        assert_eq!(payout_reason("", "账户冻结"), Some(Cause::AccountFrozen));
        assert_eq!(payout_reason("", ""), None);
    }
}
