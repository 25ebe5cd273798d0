//! Advices: what has happened already, and is told to the network until that answers.

use super::{outcome, say};
use crate::event::{Effect, What};
use crate::kind::Way;
use crate::name::{Code, SwipeId};
use crate::row::{State, Swipe};
use crate::view::{Missing, Work};

const NO_ANSWER: Code = Code::of(b"68");

/// An advice is taken: the terminal has its answer, and its batch counts it from now on.
pub(super) fn taken(work: &mut Work, id: SwipeId, swipe: &mut Swipe) -> Result<(), Missing> {
    swipe.answered_at = Some(work.now);
    outcome::count(work, id, swipe, true)?;
    work.effect(Effect::Answer(say::of_record(id, swipe, Code::APPROVED)));
    Ok(())
}

/// Nobody answered it yet: it is told again, the same. The terminal that waits for the answer is told once that there is
/// none yet; it asks again with the same number and is answered from the record.
pub(super) fn tell_again(work: &mut Work, id: SwipeId, mut swipe: Swipe) -> Result<(), Missing> {
    if swipe.kind.spec().way == Way::Waited && swipe.attempts == 1 {
        work.effect(Effect::Answer(say::of_record(id, &swipe, NO_ANSWER)));
    }
    let limits = &work.setting.limits;
    if swipe.attempts >= limits.advice_attempts_max {
        swipe.due = None;
        work.note(id, swipe.mid, What::AdviceFailed);
        work.put_swipe(id, swipe);
        return Ok(());
    }
    swipe.attempts += 1;
    swipe.due = Some(work.now.plus_seconds(limits.wait_seconds(swipe.attempts)));
    let original = match swipe.original {
        Some(original) => work.swipe(original)?,
        None => None,
    };
    let demand = say::demand(
        id,
        &swipe,
        original.as_ref(),
        crate::card::Secrets::default(),
    );
    work.effect(Effect::Network(demand));
    work.put_swipe(id, swipe);
    Ok(())
}

/// The network declined what has happened already: the money will not come, and somebody must know.
pub(super) fn declined(work: &mut Work, id: SwipeId, swipe: &Swipe, code: Code) {
    debug_assert!(swipe.state == State::Declined);
    work.note(id, swipe.mid, What::AdviceDeclined { code });
}
