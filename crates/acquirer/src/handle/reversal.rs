//! A terminal takes back what it did not hear the answer of.
//!
//! The platform takes it over: once its record is durable the terminal is told that it is done, and the network is asked
//! until it answers. A reversal that comes before what it reverses is kept in its place, so that the request, should it
//! still come, is not carried out.

use super::{outcome, request, say};
use crate::event::Effect;
use crate::kind::Kind;
use crate::name::{Code, Rrn};
use crate::request::Request;
use crate::row::{How, State, Swipe, Undo};
use crate::view::{Missing, Work};

const NOT_FOUND: Code = Code::of(b"25");
const NOT_REVERSIBLE: Code = Code::of(b"12");
const OTHER_AMOUNT: Code = Code::of(b"64");
const NO_REASON: Code = Code::of(b"98");

/// A terminal's reversal.
pub(super) fn asked(work: &mut Work, request: &Request, rrn: Rrn) -> Result<(), Missing> {
    let id = request.id;
    let Some(mut swipe) = work.swipe(id)? else {
        let mut nothing = request::swipe(work, request, rrn, None);
        (nothing.state, nothing.code, nothing.undo) =
            (State::Reversed, Some(NOT_FOUND), Undo::None);
        request::keep(work, id, nothing);
        work.effect(Effect::Answer(say::refusal(request, NOT_FOUND)));
        return Ok(());
    };
    let code = answer(request, &swipe);
    if code == Code::APPROVED && must_begin(&swipe) {
        if swipe.state == State::Sent {
            swipe.reach(State::Unknown);
        }
        let reason = request.reason.unwrap_or(NO_REASON);
        outcome::begin_undo(work, id, &mut swipe, reason, How::Reversal);
        work.put_swipe(id, swipe);
    }
    work.effect(Effect::Answer(say::refusal(request, code)));
    Ok(())
}

/// What the terminal is told.
fn answer(request: &Request, swipe: &Swipe) -> Code {
    let is_reversible = swipe.kind.spec().reversal && swipe.mid == request.mid;
    match swipe.state {
        State::Reversed if swipe.kind == Kind::Reversal => NOT_FOUND,
        _ if !is_reversible => NOT_REVERSIBLE,
        _ if swipe.amount != request.amount => OTHER_AMOUNT,
        State::Declined | State::Refused => NOT_FOUND,
        // Somebody gave it back already, or is about to: taking it back as well would give it back twice.
        State::Approved if swipe.given_back > 0 || swipe.reserved > 0 => NOT_REVERSIBLE,
        State::Sent | State::Unknown | State::Approved | State::Reversed => Code::APPROVED,
    }
}

fn must_begin(swipe: &Swipe) -> bool {
    matches!(swipe.state, State::Sent | State::Unknown | State::Approved)
        && !swipe.is_being_undone()
}
