//! The network answers: in time, late, twice, or to something that nobody remembers.

use super::{advice, due, outcome, say};
use crate::code::{Outcome, outcome};
use crate::event::{Answer, Asked, Effect, Reply, What};
use crate::name::{Code, SwipeId, TerminalId};
use crate::risk;
use crate::row::{How, State, Swipe, Undo};
use crate::view::{Missing, Work};

/// Approved in part: a terminal would have to be asked whether it can, and a merchant whether it will.
const IN_PART: Code = Code::of(b"10");
const NOT_SUPPORTED: Code = Code::of(b"40");
/// The network knows nothing of what is to be undone.
const NOT_FOUND: [Code; 2] = [Code::of(b"25"), Code::of(b"12")];
const LATE: Code = Code::of(b"06");

/// An answer of the network.
pub(super) fn answered(work: &mut Work, reply: &Reply) -> Result<(), Missing> {
    let id = work.referred(reply.rrn)?;
    let swipe = match id {
        Some(id) => work.swipe(id)?.map(|swipe| (id, swipe)),
        None => None,
    };
    let Some((id, swipe)) = swipe else {
        work.note_unmatched();
        return Ok(());
    };
    match reply.asked {
        Asked::Request if reply.made_at != say::to_second(swipe.received_at) => {
            work.note(id, swipe.mid, What::AnswerUnmatched);
            Ok(())
        }
        Asked::Request => to_request(work, id, swipe, reply),
        Asked::Reversal | Asked::Adjustment => to_undo(work, id, swipe, reply),
    }
}

fn to_request(
    work: &mut Work,
    id: SwipeId,
    mut swipe: Swipe,
    reply: &Reply,
) -> Result<(), Missing> {
    if swipe.state != State::Sent {
        return late(work, id, swipe, reply);
    }
    match outcome(reply.code) {
        Outcome::Approved if reply.code == IN_PART => {
            swipe.code = Some(reply.code);
            due::no_answer(work, id, swipe, NOT_SUPPORTED);
            return Ok(());
        }
        Outcome::Unknown if outcome::is_advice(&swipe) => return Ok(()), // It is told again when its time comes.
        Outcome::Unknown => {
            swipe.code = Some(reply.code);
            swipe.answered_at = Some(work.now);
            due::no_answer(work, id, swipe, reply.code);
            return Ok(());
        }
        Outcome::Approved => {
            (swipe.auth, swipe.settle_day) = (reply.auth, reply.settle_day);
            swipe.code = Some(reply.code);
            outcome::approve(work, id, &mut swipe)?;
        }
        Outcome::Declined => {
            swipe.code = Some(reply.code);
            outcome::decline(work, id, &mut swipe)?;
            risk::answered(work, id, &swipe, reply.code)?;
            if swipe.answered_at.is_some() {
                advice::declined(work, id, &swipe, reply.code);
            }
        }
    }
    if swipe.answered_at.is_none() {
        swipe.answered_at = Some(work.now);
        let balance = reply.balance.clone();
        let answer = say::of_record(id, &swipe, reply.code);
        work.effect(Effect::Answer(Answer { balance, ..answer }));
    }
    work.put_swipe(id, swipe);
    Ok(())
}

/// The swipe has gone on. An approval that comes now stands against what the terminal was told, so it is undone: if that
/// is under way already it will be answered; if it was answered before the network had the request, it is asked anew.
fn late(work: &mut Work, id: SwipeId, mut swipe: Swipe, reply: &Reply) -> Result<(), Missing> {
    let is_news = reply.auth != swipe.auth || swipe.state != State::Approved;
    if outcome(reply.code) != Outcome::Approved || !is_news {
        return Ok(());
    }
    work.note(id, swipe.mid, What::LateAnswer { code: reply.code });
    let is_against = matches!(
        swipe.state,
        State::Reversed | State::Declined | State::Unknown
    );
    // What the network undid it had approved before: this is that approval once more.
    let is_open = !matches!(swipe.undo, Undo::Pending { .. } | Undo::Done);
    if is_against && is_open && swipe.kind.spec().reversal {
        outcome::begin_undo(work, id, &mut swipe, LATE, How::Reversal);
        work.put_swipe(id, swipe);
    }
    Ok(())
}

fn to_undo(work: &mut Work, id: SwipeId, mut swipe: Swipe, reply: &Reply) -> Result<(), Missing> {
    let Undo::Pending { since, how, .. } = swipe.undo else {
        return Ok(()); // A second answer to the same.
    };
    let asked = match how {
        How::Reversal => Asked::Reversal,
        How::Adjustment => Asked::Adjustment,
    };
    if since != reply.made_at || asked != reply.asked {
        return Ok(()); // The answer to an earlier round says nothing of this one.
    }
    let is_found = outcome(reply.code) == Outcome::Approved;
    if !is_found && !NOT_FOUND.contains(&reply.code) {
        return Ok(()); // It is asked again when its time comes.
    }
    outcome::undone(work, id, &mut swipe, reply.code, is_found)?;
    work.put_swipe(id, swipe);
    Ok(())
}

impl Work<'_> {
    /// An answer that names nothing: kept under a name of nobody.
    fn note_unmatched(&mut self) {
        let nobody = TerminalId::parse("00000000").expect("eight characters");
        let number = |number| crate::name::Stan::new(number).expect("not 0");
        let batch = crate::name::BatchNo::new(1).expect("not 0");
        let mid = crate::name::MerchantId::parse("000000000000000").expect("fifteen characters");
        let id = SwipeId {
            tid: nobody,
            batch,
            stan: number(1),
        };
        self.note(id, mid, What::AnswerUnmatched);
    }
}
