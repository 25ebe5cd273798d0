//! The causes, one file each, in one list by precedence. The first that finds speaks.
//!
//! A cause looks at [`Facts`] and either finds or does not; it never decides the verdict.

use crate::{Cause, Certainty, Facts, Item, ItemName};
use trail::Place;

/// What a cause found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which cause.
    pub cause: Cause,
    /// How firmly.
    pub certainty: Certainty,
    /// Named parts of the gap; positive where money is missing.
    pub items: Vec<Item>,
    /// Records beyond the swipe's own that it follows from.
    pub evidence: Vec<Place>,
}

impl Finding {
    /// A proven finding that follows from the swipe's own records.
    pub fn of(cause: Cause) -> Finding {
        Finding {
            cause,
            certainty: Certainty::Proven,
            items: Vec::new(),
            evidence: Vec::new(),
        }
    }

    /// The same, less firm.
    pub fn as_certain_as(mut self, certainty: Certainty) -> Finding {
        self.certainty = certainty;
        self
    }

    /// The same, with a named part of the gap.
    pub fn item(mut self, name: ItemName, amount: i64) -> Finding {
        self.items.push(Item { name, amount });
        self
    }

    /// The same, with another record that it follows from.
    pub fn from(mut self, place: Place) -> Finding {
        self.evidence.push(place);
        self
    }
}

/// A cause and how it is found.
pub struct Rule {
    /// Which cause.
    pub cause: Cause,
    /// Finds it, or not.
    pub find: fn(&Facts<'_, '_>) -> Option<Finding>,
}

macro_rules! rules {
    ($($file:ident $variant:ident,)*) => {
        $(mod $file;)*

        /// Every cause that records can show, by precedence.
        pub const RULES: &[Rule] = &[$(Rule { cause: Cause::$variant, find: $file::find },)*];
    };
}

rules! {
    // evidence, from 100
    // decline, from 200
    // unknown_outcome, from 240
    // terminal, from 280
    // upload, from 320
    // clearing, from 361
    // hold, from 420
    // settlement, from 440
    // payout, from 480
    // rail, from 520
    // return, from 540
    // account, from 541
    // return, from 581
    // cycle, from 620
    // posting, from 660
    // deduction, from 700
    // amount, from 720
    // fee, from 740
    // calendar, from 800
    // clearing, from 805
    // calendar, from 806
    // perception, from 840
    // fallback, from 990
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_precedence() {
        assert!(RULES.windows(2).all(|pair| pair[0].cause < pair[1].cause));
    }
}
