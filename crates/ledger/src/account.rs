//! Where money stands: a line of the chart, and whose.
//!
//! In: codes and names. Out: the identity of an account, and its text. Absent by design: balances, and what an account is
//! called (see [`Chart`](crate::Chart)).

use std::fmt;
use std::sync::Arc;

/// The most characters of a subject.
pub const SUBJECT_LENGTH_MAX: usize = 40;

/// The number of a line of the chart of accounts. A line may be called otherwise one day; its number never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountCode(pub u16);

impl fmt::Display for AccountCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.0)
    }
}

/// Whose account it is: a merchant, a payout, a channel, a network, a bank; empty for a line that nobody shares.
/// ASCII letters, digits and hyphens, so that every accounting program can take it as part of a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(Arc<str>);

impl Subject {
    /// Nobody: the subject of a line that is not kept by somebody.
    pub fn none() -> Subject {
        Subject(Arc::from(""))
    }

    /// Reads 1 to 40 ASCII letters, digits and hyphens.
    pub fn parse(text: &str) -> Option<Subject> {
        let fits = (1..=SUBJECT_LENGTH_MAX).contains(&text.len());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (fits && text.bytes().all(plain)).then(|| Subject(Arc::from(text)))
    }

    /// The text; empty for nobody.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is nobody.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", self.as_str())
    }
}

/// An account: `2103 898100012345678` is what merchant 898100012345678 may be paid out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId {
    /// The line of the chart.
    pub code: AccountCode,
    /// Whose.
    pub subject: Subject,
}

impl AccountId {
    /// The account of that line and subject. Whether the chart has such a line is asked when an entry is made or posted.
    pub fn new(code: AccountCode, subject: Subject) -> AccountId {
        AccountId { code, subject }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject.is_none() {
            true => write!(out, "{}", self.code),
            false => write!(out, "{} {}", self.code, self.subject),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_plain_words() {
        for text in ["898100012345678", "M-1", "a", &"9".repeat(40)] {
            assert_eq!(Subject::parse(text).expect(text).as_str(), text);
        }
        for text in ["", "a b", "a:b", "a.b", "商户", "a_b", &"9".repeat(41)] {
            assert_eq!(Subject::parse(text), None, "{text:?}");
        }
        assert!(Subject::none().is_none());
    }

    #[test]
    fn an_account_names_its_line_and_its_subject() {
        let subject = Subject::parse("M1").expect("a subject");
        assert_eq!(
            AccountId::new(AccountCode(2103), subject).to_string(),
            "2103 M1"
        );
        assert_eq!(
            AccountId::new(AccountCode(42), Subject::none()).to_string(),
            "0042"
        );
    }
}
