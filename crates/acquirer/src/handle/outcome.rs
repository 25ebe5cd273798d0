//! What a swipe comes to: approved, declined, undone; and what follows for its original, its batch and the ledger.
//!
//! In: a swipe whose outcome has become known. Out: its row and its original's, the batch's count, an entry. All that
//! belongs to one outcome is written here together, so that none of it can be forgotten.

use super::say;
use crate::event::{Effect, What};
use crate::kind::{Booked, Effect as Money, Kind, Original, Way};
use crate::name::{Code, Rrn, SwipeId};
use crate::row::{How, Key, Row, State, Swipe, Undo};
use crate::view::{Missing, Work};

/// What becomes of the amount that an original keeps aside for a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// It is about to be given back, completed or voided.
    Reserved,
    /// It was.
    Taken,
    /// It was not.
    Free,
    /// It had been, and that was undone.
    Returned,
}

/// Whether a request takes a share of its original: a tip adds to it and takes nothing.
pub(super) fn takes_a_share(kind: Kind) -> bool {
    !matches!(kind.spec().original, None | Some(Original::Tip))
}

/// Writes what becomes of the original's share.
pub(super) fn share(work: &mut Work, swipe: &Swipe, what: Share) -> Result<(), Missing> {
    let Some(id) = swipe.original.filter(|_| takes_a_share(swipe.kind)) else {
        return Ok(());
    };
    let Some(mut original) = work.swipe(id)? else {
        return Ok(());
    };
    let amount = swipe.amount;
    match what {
        Share::Reserved => original.reserved += amount,
        Share::Free => original.reserved -= amount,
        Share::Taken => {
            original.reserved -= amount;
            original.given_back += amount;
        }
        Share::Returned => original.given_back -= amount,
    }
    assert!(
        original.reserved >= 0 && original.given_back >= 0,
        "a share of {id} was returned twice"
    );
    set_aside(work, swipe, &mut original, what);
    work.put_swipe(id, original);
    Ok(())
}

/// What a pre-authorisation set aside is given free by what voids or completes it, and stands again when that is undone.
fn set_aside(work: &mut Work, swipe: &Swipe, original: &mut Swipe, what: Share) {
    if original.kind != Kind::Preauth {
        return;
    }
    let event = match swipe.kind {
        Kind::PreauthVoid => "preauth_voided",
        _ => "preauth_completed",
    };
    match (what, original.set_aside) {
        (Share::Taken, Some(standing)) => {
            work.post_as(
                original,
                event,
                swipe.rrn,
                Some((pending(original, standing), standing)),
            );
            original.set_aside = None;
        }
        (Share::Returned, None) if original.given_back == 0 => {
            work.post_as(original, "preauth_reinstated", swipe.rrn, None);
            original.set_aside = Some(swipe.rrn);
        }
        _ => {}
    }
}

/// The event under which the ledger has what a pre-authorisation sets aside.
fn pending(preauth: &Swipe, standing: Rrn) -> &'static str {
    match standing == preauth.rrn {
        true => "preauth_requested",
        false => "preauth_reinstated",
    }
}

/// The network approved it.
pub(super) fn approve(work: &mut Work, id: SwipeId, swipe: &mut Swipe) -> Result<(), Missing> {
    swipe.reach(State::Approved);
    swipe.due = None;
    work.post(swipe, Booked::Approved);
    share(work, swipe, Share::Taken)?;
    count(work, id, swipe, true)
}

/// The network declined it.
pub(super) fn decline(work: &mut Work, id: SwipeId, swipe: &mut Swipe) -> Result<(), Missing> {
    swipe.reach(State::Declined);
    swipe.due = None;
    if swipe.kind == Kind::Preauth {
        swipe.set_aside = None;
    }
    work.post(swipe, Booked::Declined);
    share(work, swipe, Share::Free)?;
    if swipe.counted {
        count(work, id, swipe, false)?; // An advice is counted when it is taken.
    }
    Ok(())
}

/// It is to be undone from now on.
pub(super) fn begin_undo(work: &mut Work, id: SwipeId, swipe: &mut Swipe, reason: Code, how: How) {
    let first = say::to_second(work.now);
    // A round is named by its second: a new one never bears the name of the one before.
    let since = match swipe.undo {
        Undo::Pending { since, .. } if first <= since => since.plus_seconds(1),
        _ => first.max(say::to_second(swipe.received_at).plus_seconds(1)),
    };
    swipe.undo = Undo::Pending { reason, how, since };
    swipe.attempts = 1;
    swipe.due = Some(work.now.plus_seconds(work.setting.limits.wait_seconds(1)));
    work.note(id, swipe.mid, What::UndoBegun { reason });
    send_undo(work, id, swipe);
}

/// Sends what undoes it.
pub(super) fn send_undo(work: &mut Work, id: SwipeId, swipe: &Swipe) {
    if let Some(demand) = say::undoing(id, swipe) {
        work.effect(Effect::Network(demand));
    }
}

/// The network answered that it is undone, or that there was nothing to undo.
pub(super) fn undone(
    work: &mut Work,
    id: SwipeId,
    swipe: &mut Swipe,
    code: Code,
    found: bool,
) -> Result<(), Missing> {
    swipe.undo = if found { Undo::Done } else { Undo::NotFound };
    swipe.due = None;
    work.note(id, swipe.mid, What::Undone { code });
    match swipe.state {
        State::Unknown => {
            swipe.reach(State::Reversed);
            swipe.set_aside = None;
            work.post(swipe, Booked::Abandoned);
            share(work, swipe, Share::Free)?;
        }
        State::Approved => {
            swipe.reach(State::Reversed);
            release_or_reverse(work, swipe);
            share(work, swipe, Share::Returned)?;
            count(work, id, swipe, false)?;
        }
        // It was final before: only the network's side was put right.
        State::Declined | State::Refused | State::Reversed | State::Sent => {}
    }
    Ok(())
}

/// Takes the booking of an approval back; what a pre-authorisation set aside is given free where it still stands.
fn release_or_reverse(work: &mut Work, swipe: &mut Swipe) {
    if swipe.kind != Kind::Preauth {
        work.post(swipe, Booked::Reversed);
        return;
    }
    if let Some(standing) = swipe.set_aside.take() {
        let of = Some((pending(swipe, standing), standing));
        work.post_as(swipe, "preauth_abandoned", swipe.rrn, of);
    }
}

/// Counts it in its batch, or takes the count back. A void is no line of its own: its original's line goes.
pub(super) fn count(
    work: &mut Work,
    id: SwipeId,
    swipe: &mut Swipe,
    add: bool,
) -> Result<(), Missing> {
    if swipe.counted == add || !swipe.kind.moves_money() {
        return Ok(());
    }
    swipe.counted = add;
    let spec = swipe.kind.spec();
    let is_void = matches!(spec.original, Some(Original::Void | Original::Completion));
    let mut batch = work.batch(id.tid, id.batch)?;
    let steps = if add != is_void { 1 } else { -1 };
    let (sum, number) = match (spec.money, is_void) {
        (Money::GiveBack, false) => (&mut batch.credit, &mut batch.credits),
        _ => (&mut batch.debit, &mut batch.debits),
    };
    *sum += i64::from(steps) * swipe.amount;
    // A tip changes the amount of a line and is none itself.
    if swipe.kind != Kind::Tip {
        *number = number.saturating_add_signed(steps);
    }
    work.put(Key::Batch(id.tid, id.batch), Row::Batch(batch));
    Ok(())
}

/// Whether a swipe is told to the network until somebody answers.
pub(super) fn is_advice(swipe: &Swipe) -> bool {
    matches!(swipe.kind.spec().way, Way::Advice | Way::Waited)
}
