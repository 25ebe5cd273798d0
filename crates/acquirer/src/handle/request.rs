//! A terminal asks: identity, repetition, checks, risk; then what its kind is dealt with.

use super::{advice, batch, manage, outcome, reversal, say};
use crate::card::Secrets;
use crate::check::{Found, Looking, check};
use crate::event::{Effect, What};
use crate::kind::{Booked, Kind, Way};
use crate::name::{Code, Rrn, SwipeId};
use crate::request::{MacCheck, Request};
use crate::risk::assess;
use crate::row::{Key, Row, State, Swipe, Undo};
use crate::view::{Missing, Work};

const IN_HAND: Code = Code::of(b"09");
const REPEATED_UNDONE: Code = Code::of(b"94");

/// A terminal's request.
pub(super) fn asked(
    work: &mut Work,
    request: &Request,
    rrn: Rrn,
    secrets: &Secrets,
) -> Result<(), Missing> {
    let id = request.id;
    let known = match request.kind.is_financial() {
        true => work.swipe(id)?,
        false => None,
    };
    let original = original(work, request)?;
    let state = work.terminal(id.tid)?;
    let found = check(&Looking {
        now: work.now,
        limits: &work.setting.limits,
        request,
        terminal: work.setting.known.terminals.get(&id.tid),
        merchant: work.setting.known.merchants.get(&request.mid),
        state: &state,
        known: known.as_ref(),
        original: original.as_ref().map(|(id, swipe)| (*id, swipe)),
    });
    match (found, known) {
        (Found::Refused { check, code }, known) => {
            refuse(work, request, rrn, (check, code), known.is_none())
        }
        (Found::Repeated, Some(known)) => {
            repeat(work, id, &known);
            Ok(())
        }
        (Found::Sound | Found::Repeated, _) => {
            forget_mac_failures(work, request)?;
            take(work, request, rrn, secrets, original)
        }
    }
}

/// The original that a request names: by reference number first, then by batch and trace.
fn original(work: &Work, request: &Request) -> Result<Option<(SwipeId, Swipe)>, Missing> {
    if request.kind.spec().original.is_none() {
        return Ok(None);
    }
    let tid = request.id.tid;
    let traced = request
        .original
        .trace
        .map(|(batch, stan)| SwipeId { tid, batch, stan });
    let referred = match request.original.rrn {
        Some(rrn) => work.referred(rrn)?,
        None => None,
    };
    let Some(id) = referred.or(traced) else {
        return Ok(None);
    };
    Ok(work.swipe(id)?.map(|swipe| (id, swipe)))
}

/// A check refused it: the terminal is told, the refusal is kept, nothing is booked.
fn refuse(
    work: &mut Work,
    request: &Request,
    rrn: Rrn,
    why: (&'static str, Code),
    is_new: bool,
) -> Result<(), Missing> {
    let (check, code) = why;
    work.note(request.id, request.mid, What::Refused { check, code });
    if request.mac == MacCheck::Wrong && check == "mac_right" {
        let mut state = work.terminal(request.id.tid)?;
        state.mac_failures = state.mac_failures.saturating_add(1);
        work.put(Key::Terminal(request.id.tid), Row::Terminal(state));
    }
    // A record of a refusal, so that a repeat is answered with it; not of a stranger's, who could use up the numbers.
    let is_identified = request.mac == MacCheck::Right || !request.kind.spec().mac;
    if is_new && is_identified && request.kind.is_financial() && request.kind != Kind::ScriptResult
    {
        let mut swipe = swipe(work, request, rrn, None);
        (swipe.state, swipe.code, swipe.answered_at) = (State::Refused, Some(code), Some(work.now));
        keep(work, request.id, swipe);
    }
    work.effect(Effect::Answer(say::refusal(request, code)));
    Ok(())
}

/// The very same request again: it is answered from the record. While nothing is known it waits for the answer that is
/// still to come, so nothing is said now.
fn repeat(work: &mut Work, id: SwipeId, known: &Swipe) {
    work.note(id, known.mid, What::Repeated);
    let code = match known.state {
        State::Sent if known.kind.spec().way == Way::Advice => Code::APPROVED,
        State::Sent => return,
        State::Unknown => known.code.unwrap_or(IN_HAND),
        State::Reversed => REPEATED_UNDONE,
        State::Approved | State::Declined | State::Refused => known.code.unwrap_or(IN_HAND),
    };
    let code = if known.is_being_undone() {
        REPEATED_UNDONE
    } else {
        code
    };
    work.effect(Effect::Answer(say::of_record(id, known, code)));
}

/// A right code ends a row of wrong ones.
fn forget_mac_failures(work: &mut Work, request: &Request) -> Result<(), Missing> {
    let mut state = work.terminal(request.id.tid)?;
    if request.mac == MacCheck::Right && state.mac_failures > 0 {
        state.mac_failures = 0;
        work.put(Key::Terminal(request.id.tid), Row::Terminal(state));
    }
    Ok(())
}

/// It is sound: it is dealt with as its kind is.
fn take(
    work: &mut Work,
    request: &Request,
    rrn: Rrn,
    secrets: &Secrets,
    original: Option<(SwipeId, Swipe)>,
) -> Result<(), Missing> {
    match request.kind {
        Kind::Reversal => return reversal::asked(work, request, rrn),
        Kind::Settlement => return batch::settle(work, request),
        Kind::BatchUpload => return batch::upload(work, request),
        Kind::BatchEnd => return batch::end(work, request),
        kind if !kind.is_financial() => return manage::manage(work, request),
        _ => {}
    }
    let assessed = assess(work, request)?;
    if let Some(code) = assessed.refused {
        return refuse(work, request, rrn, ("risk", code), true);
    }
    let mut swipe = swipe(work, request, rrn, original.as_ref().map(|(id, _)| *id));
    swipe.hold = assessed.hold;
    work.post(&swipe, Booked::Asked);
    outcome::share(work, &swipe, outcome::Share::Reserved)?;
    let demand = say::demand(
        request.id,
        &swipe,
        original.as_ref().map(|(_, swipe)| swipe),
        secrets.clone(),
    );
    work.effect(Effect::Network(demand));
    if swipe.kind.spec().way == Way::Advice {
        advice::taken(work, request.id, &mut swipe)?;
    }
    keep(work, request.id, swipe);
    Ok(())
}

/// A new swipe: it waits for the network.
pub(super) fn swipe(work: &Work, request: &Request, rrn: Rrn, original: Option<SwipeId>) -> Swipe {
    let limits = &work.setting.limits;
    let wait = match request.kind.spec().way {
        Way::Advice => limits.wait_seconds(1),
        Way::Online | Way::Waited | Way::Local => limits.network_answer_seconds,
    };
    Swipe {
        kind: request.kind,
        mid: request.mid,
        rrn,
        amount: request.amount,
        received_at: work.now,
        answered_at: None,
        state: State::Sent,
        code: None,
        auth: None,
        settle_day: None,
        card: request.card.clone(),
        entry: request.entry.clone(),
        original,
        given_back: 0,
        reserved: 0,
        set_aside: Some(rrn).filter(|_| request.kind == Kind::Preauth),
        undo: Undo::None,
        due: Some(work.now.plus_seconds(wait)),
        attempts: 1,
        hold: String::new(),
        counted: false,
        cleared: None,
    }
}

/// Keeps a swipe under its name and under its reference number.
pub(super) fn keep(work: &mut Work, id: SwipeId, mut swipe: Swipe) {
    if matches!(swipe.state, State::Refused | State::Reversed) {
        (swipe.due, swipe.set_aside) = (None, None);
    }
    work.put(Key::Reference(swipe.rrn), Row::Reference(id));
    work.put_swipe(id, swipe);
}
