//! A swipe: one request about a card, from its first record to its end.
//!
//! In: what happened, through [`Swipe::reach`]. Out: where it stands. A state that is final is never left; what is undone
//! after an approval is `Reversed`, and what is given back of it stays beside it as an amount. Absent: why it happens.

use super::RowFault;
use super::text::{Reader, Writer, flag, number};
use crate::card::Card;
use crate::kind::Kind;
use crate::name::{AuthCode, Code, MerchantId, Rrn, SwipeId};
use ledger::{Day, Instant};

/// Where a swipe stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It left for the network, or may have; nothing is known yet. Of an advice: it is told until somebody answers.
    Sent,
    /// Nobody answered in time, or the answer does not say: the card may have been charged. It is reversed where that can
    /// be; age alone makes nothing else of it.
    Unknown,
    /// The card was charged, or credited.
    Approved,
    /// It was not.
    Declined,
    /// The platform refused it; it never left.
    Refused,
    /// It was undone, or had never happened: nothing is owed either way.
    Reversed,
}

/// Whether a swipe is being undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// No.
    None,
    /// It is asked for until somebody answers.
    Pending {
        /// Why (field 39 of the reversal).
        reason: Code,
        /// By what.
        how: How,
        /// Since when: it names this round, so that the answer to an earlier one does not end it.
        since: Instant,
    },
    /// The network did it.
    Done,
    /// The network knew nothing of the swipe.
    NotFound,
    /// Nobody answered as often as it was asked: a person must look.
    Failed,
}

/// What undoes a swipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A reversal.
    Reversal,
    /// A credit adjustment: for what the network cleared although it was reversed.
    Adjustment,
}

/// A swipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swipe {
    /// What was asked.
    pub kind: Kind,
    /// Whose it is.
    pub mid: MerchantId,
    /// The platform's name of it.
    pub rrn: Rrn,
    /// How much, in fen.
    pub amount: i64,
    /// When it came.
    pub received_at: Instant,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// Where it stands.
    pub state: State,
    /// The code of the answer; `None` while there is none from anybody.
    pub code: Option<Code>,
    /// The authorisation code.
    pub auth: Option<AuthCode>,
    /// The settlement day that the network said.
    pub settle_day: Option<Day>,
    /// What is kept of the card.
    pub card: Card,
    /// Field 22.
    pub entry: String,
    /// The original that it voids, refunds, completes or adds to.
    pub original: Option<SwipeId>,
    /// Of a charge or pre-authorisation: what was given back (or completed) for good.
    pub given_back: i64,
    /// The same, not known yet.
    pub reserved: i64,
    /// Of a pre-authorisation: the reference under which the ledger has what it sets aside, while it does.
    pub set_aside: Option<Rrn>,
    /// Whether it is being undone.
    pub undo: Undo,
    /// When something must be done about it.
    pub due: Option<Instant>,
    /// How often that was done.
    pub attempts: u32,
    /// The rule for which its money is held; empty: none.
    pub hold: String,
    /// Whether its batch counts it.
    pub counted: bool,
    /// What the network's clearing file says of its amount.
    pub cleared: Option<i64>,
}

impl State {
    const ALL: [(State, &'static str); 6] = [
        (State::Sent, "sent"),
        (State::Unknown, "unknown"),
        (State::Approved, "approved"),
        (State::Declined, "declined"),
        (State::Refused, "refused"),
        (State::Reversed, "reversed"),
    ];

    /// Its word in rows.
    pub fn slug(self) -> &'static str {
        let found = State::ALL.iter().find(|(state, _)| *state == self);
        found.expect("every state has a word").1
    }

    fn parse(slug: &str) -> Option<State> {
        State::ALL
            .iter()
            .find(|(_, word)| *word == slug)
            .map(|(state, _)| *state)
    }

    /// Whether this may become that. What is final stays; what is approved may still be undone.
    pub fn may_become(self, next: State) -> bool {
        matches!(
            (self, next),
            (
                State::Sent,
                State::Unknown | State::Approved | State::Declined
            ) | (State::Unknown, State::Approved | State::Reversed)
                | (State::Approved, State::Reversed)
        )
    }
}

impl Swipe {
    /// Goes on to another state.
    pub fn reach(&mut self, next: State) {
        assert!(
            self.state.may_become(next),
            "a {} swipe never becomes {}",
            self.state.slug(),
            next.slug()
        );
        self.state = next;
    }

    /// What of it stands: neither given back nor about to be.
    pub fn left(&self) -> i64 {
        self.amount
            .saturating_sub(self.given_back)
            .saturating_sub(self.reserved)
    }

    /// Whether it is a charge, or pre-authorisation, that stands and is not being undone.
    pub fn stands(&self) -> bool {
        self.state == State::Approved && !self.is_being_undone()
    }

    /// Whether somebody is still to answer that it is undone.
    pub fn is_being_undone(&self) -> bool {
        matches!(self.undo, Undo::Pending { .. })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.put("kind", self.kind.slug());
        out.put("mid", self.mid);
        out.put("rrn", self.rrn);
        out.put("amount", self.amount);
        out.put("received_at", self.received_at.ms());
        out.put_some("answered_at", self.answered_at.map(Instant::ms));
        out.put("state", self.state.slug());
        out.put_some("code", self.code);
        out.put_some("auth", self.auth);
        out.put_some("settle_day", self.settle_day.map(Day::epoch));
        out.put_text("card", &self.card.masked);
        out.put_text("token", &self.card.token);
        out.put_text("entry", &self.entry);
        out.put_some("original", self.original);
        out.put("given_back", self.given_back);
        out.put("reserved", self.reserved);
        out.put_some("set_aside", self.set_aside);
        match self.undo {
            Undo::None => {}
            Undo::Done => out.put("undo", "done"),
            Undo::NotFound => out.put("undo", "not_found"),
            Undo::Failed => out.put("undo", "failed"),
            Undo::Pending { reason, how, since } => {
                out.put(
                    "undo",
                    if how == How::Reversal {
                        "reversal"
                    } else {
                        "adjustment"
                    },
                );
                out.put("undo_reason", reason);
                out.put("undo_since", since.ms());
            }
        }
        out.put_some("due", self.due.map(Instant::ms));
        out.put("attempts", self.attempts);
        out.put_text("hold", &self.hold);
        out.put("counted", u8::from(self.counted));
        out.put_some("cleared", self.cleared);
    }

    pub(super) fn read(row: &mut Reader) -> Result<Swipe, RowFault> {
        let card = Card {
            masked: row.text("card"),
            token: row.text("token"),
        };
        let entry = row.text("entry");
        let hold = row.text("hold");
        Ok(Swipe {
            kind: row.get("kind", Kind::parse)?,
            mid: row.get("mid", MerchantId::parse)?,
            rrn: row.get("rrn", Rrn::parse)?,
            amount: row.get("amount", number)?,
            received_at: row.get("received_at", number).map(Instant::from_ms)?,
            answered_at: row.some("answered_at", number)?.map(Instant::from_ms),
            state: row.get("state", State::parse)?,
            code: row.some("code", Code::parse)?,
            auth: row.some("auth", AuthCode::parse)?,
            settle_day: row.some("settle_day", number)?.map(Day::from_epoch),
            card,
            entry,
            original: row.some("original", SwipeId::parse)?,
            given_back: row.get("given_back", number)?,
            reserved: row.get("reserved", number)?,
            set_aside: row.some("set_aside", Rrn::parse)?,
            undo: undo(row)?,
            due: row.some("due", number)?.map(Instant::from_ms),
            attempts: row.get("attempts", number)?,
            hold,
            counted: row.get("counted", flag)?,
            cleared: row.some("cleared", number)?,
        })
    }
}

fn undo(row: &mut Reader) -> Result<Undo, RowFault> {
    let how = match row.text("undo").as_str() {
        "" => return Ok(Undo::None),
        "done" => return Ok(Undo::Done),
        "not_found" => return Ok(Undo::NotFound),
        "failed" => return Ok(Undo::Failed),
        "reversal" => How::Reversal,
        "adjustment" => How::Adjustment,
        _ => return Err(RowFault { wanted: "undo" }),
    };
    Ok(Undo::Pending {
        reason: row.get("undo_reason", Code::parse)?,
        how,
        since: row.get("undo_since", number).map(Instant::from_ms)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_states_are_left_by_nothing_but_a_reversal() {
        for (from, _) in State::ALL {
            for (to, _) in State::ALL {
                let is_final = matches!(from, State::Declined | State::Refused | State::Reversed);
                assert!(!(is_final && from.may_become(to)), "{from:?} to {to:?}");
                let undone = from == State::Approved && from.may_become(to);
                assert!(!undone || to == State::Reversed);
            }
        }
        assert!(
            !State::Unknown.may_become(State::Declined),
            "no age makes a refusal of it"
        );
    }
}
