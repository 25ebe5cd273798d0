//! A swipe's time has come: nobody answered.
//!
//! A time-out says that nothing is known, and no more. What can be reversed is reversed until somebody answers; what
//! cannot is told again. At the limits a person must look; the outcome stays what it is.

use super::{advice, outcome, say};
use crate::event::{Effect, What};
use crate::name::{Code, SwipeId};
use crate::row::{How, State, Swipe, Undo};
use crate::view::{Missing, Work};

/// What the terminal is told, and what the reversal says, when the network did not answer.
const NO_ANSWER: Code = Code::of(b"68");
const REVERSAL_REASON: Code = Code::of(b"98");

/// Looks whether it is time, since the row may have gone on meanwhile.
pub(super) fn due(work: &mut Work, id: SwipeId) -> Result<(), Missing> {
    let Some(swipe) = work.swipe(id)? else {
        return Ok(());
    };
    if swipe.due.is_none_or(|due| due > work.now) {
        return Ok(());
    }
    match (swipe.state, swipe.undo) {
        (_, Undo::Pending { .. }) => undo_again(work, id, swipe),
        (State::Sent, _) if outcome::is_advice(&swipe) => {
            return advice::tell_again(work, id, swipe);
        }
        (State::Sent, _) => no_answer(work, id, swipe, NO_ANSWER),
        (_, _) => {
            let swipe = Swipe { due: None, ..swipe };
            work.put_swipe(id, swipe);
        }
    }
    Ok(())
}

/// The outcome of an online request is not known: from now on it is undone, if it can be.
pub(super) fn no_answer(work: &mut Work, id: SwipeId, mut swipe: Swipe, told: Code) {
    swipe.reach(State::Unknown);
    swipe.due = None;
    work.effect(Effect::Answer(say::of_record(id, &swipe, told)));
    if swipe.kind.spec().reversal {
        outcome::begin_undo(work, id, &mut swipe, REVERSAL_REASON, How::Reversal);
    }
    work.put_swipe(id, swipe);
}

fn undo_again(work: &mut Work, id: SwipeId, mut swipe: Swipe) {
    let limits = &work.setting.limits;
    if swipe.attempts >= limits.reversal_attempts_max {
        swipe.undo = Undo::Failed;
        swipe.due = None;
        work.note(id, swipe.mid, What::ReversalFailed);
    } else {
        swipe.attempts += 1;
        swipe.due = Some(work.now.plus_seconds(limits.wait_seconds(swipe.attempts)));
        outcome::send_undo(work, id, &swipe);
    }
    work.put_swipe(id, swipe);
}
