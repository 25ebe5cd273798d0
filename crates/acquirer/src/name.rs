//! Names: of terminals, merchants, swipes, and the codes that answer them.
//!
//! In: text of a message, a table or a row. Out: a name of exactly the length that it has in the field, in ASCII that
//! can be printed. Absent: whether there is such a terminal; see `known`.

use std::fmt;

/// Fixed-length ASCII, so that a name is small, ordered and copied freely.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Exactly that many characters, none of them a separator of rows.
            pub fn parse(text: &str) -> Option<$name> {
                let bytes: [u8; $length] = text.as_bytes().try_into().ok()?;
                let fits = |byte: &u8| (b' '..=b'~').contains(byte) && !b"/;=".contains(byte);
                bytes.iter().all(fits).then_some($name(bytes))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("only ASCII is let in")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }
    };
}

name!(
    /// A terminal (field 41).
    TerminalId,
    8
);
name!(
    /// A merchant (field 42).
    MerchantId,
    15
);
name!(
    /// A retrieval reference number (field 37): the platform's name of a request, unique among its records.
    Rrn,
    12
);
name!(
    /// An authorisation code (field 38).
    AuthCode,
    6
);
name!(
    /// A response code (field 39).
    Code,
    2
);

/// Six digits, as traces and batches are counted.
macro_rules! count {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The largest.
            pub const MAX: u32 = 999_999;

            /// 1 to 999999; 0 names nothing.
            pub const fn new(number: u32) -> Option<$name> {
                match number {
                    1..=Self::MAX => Some($name(number)),
                    _ => None,
                }
            }

            /// Exactly six digits.
            pub fn parse(text: &str) -> Option<$name> {
                let is_six = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
                is_six.then(|| text.parse().ok()).flatten().and_then($name::new)
            }

            /// The number.
            pub const fn number(self) -> u32 {
                self.0
            }

            /// The one after it; after the largest, 1.
            pub const fn next(self) -> $name {
                $name(self.0 % Self::MAX + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:06}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:06}", self.0)
            }
        }
    };
}

count!(
    /// A system trace audit number (field 11).
    Stan
);
count!(
    /// A batch number (field 60.2). The platform gives it out, so it comes again only after 999999 batches.
    BatchNo
);

/// One request of one terminal: unique, because a batch number comes once and a trace once within it. A reversal
/// bears the trace of what it reverses, and is part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SwipeId {
    /// The terminal.
    pub tid: TerminalId,
    /// Its batch.
    pub batch: BatchNo,
    /// Its trace.
    pub stan: Stan,
}

impl SwipeId {
    /// `terminal/batch/trace`.
    pub fn parse(text: &str) -> Option<SwipeId> {
        let mut parts = text.split('/');
        let id = SwipeId {
            tid: TerminalId::parse(parts.next()?)?,
            batch: BatchNo::parse(parts.next()?)?,
            stan: Stan::parse(parts.next()?)?,
        };
        parts.next().is_none().then_some(id)
    }
}

impl fmt::Display for SwipeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}/{}", self.tid, self.batch, self.stan)
    }
}

impl Code {
    /// Approved.
    pub const APPROVED: Code = Code(*b"00");

    /// A code that the code itself names; its two characters stand in the source.
    pub const fn of(text: &[u8; 2]) -> Code {
        Code(*text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_length_and_no_separator() {
        assert_eq!(
            TerminalId::parse("10000161").map(|tid| tid.to_string()),
            Some("10000161".into())
        );
        assert!(TerminalId::parse("1000016").is_none());
        assert!(TerminalId::parse("1000/161").is_none());
        assert!(Stan::parse("000000").is_none());
        assert_eq!(Stan::new(999_999).map(Stan::next), Stan::new(1));
        let id = SwipeId::parse("10000161/000001/000002").expect("a swipe");
        assert_eq!(SwipeId::parse(&id.to_string()), Some(id));
        assert!(SwipeId::parse("10000161/000001/000002/1").is_none());
    }
}
