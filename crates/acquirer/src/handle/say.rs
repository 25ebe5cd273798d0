//! What is said: to a terminal, and to the network.
//!
//! In: a swipe as its row has it. Out: an answer or a demand that says the same however often it is said. Absent: when.

use crate::card::Secrets;
use crate::event::{Answer, Asked, Demand};
use crate::kind::Kind;
use crate::name::{Code, MerchantId, SwipeId};
use crate::request::Request;
use crate::row::{How, Swipe, Undo};
use ledger::Instant;

/// An answer with a code and nothing else.
pub(super) fn plain(kind: Kind, id: SwipeId, mid: MerchantId, code: Code) -> Answer {
    Answer {
        kind,
        id,
        mid,
        code,
        amount: None,
        rrn: None,
        auth: None,
        settle_day: None,
        balance: None,
        network_code: String::new(),
        batch: None,
        keys: false,
        balanced: None,
    }
}

/// A refusal of a request.
pub(super) fn refusal(request: &Request, code: Code) -> Answer {
    let amount = Some(request.amount).filter(|amount| *amount > 0);
    let network_code = request.network_code.clone();
    let answer = plain(request.kind, request.id, request.mid, code);
    Answer {
        amount,
        network_code,
        ..answer
    }
}

/// The answer that a swipe's record gives.
pub(super) fn of_record(id: SwipeId, swipe: &Swipe, code: Code) -> Answer {
    Answer {
        amount: Some(swipe.amount).filter(|amount| *amount > 0),
        rrn: Some(swipe.rrn),
        auth: swipe.auth,
        settle_day: swipe.settle_day,
        ..plain(swipe.kind, id, swipe.mid, code)
    }
}

/// The request or advice itself, on its way to the network.
pub(super) fn demand(
    id: SwipeId,
    swipe: &Swipe,
    original: Option<&Swipe>,
    secrets: Secrets,
) -> Demand {
    Demand {
        asked: Asked::Request,
        kind: swipe.kind,
        rrn: swipe.rrn,
        id,
        mid: swipe.mid,
        amount: swipe.amount,
        made_at: to_second(swipe.received_at),
        entry: swipe.entry.clone(),
        reason: None,
        original: original.map(|original| (to_second(original.received_at), original.rrn)),
        auth: original.and_then(|original| original.auth),
        secrets,
    }
}

/// What undoes a swipe, on its way to the network; `None` for one that is not being undone.
pub(super) fn undoing(id: SwipeId, swipe: &Swipe) -> Option<Demand> {
    let Undo::Pending { reason, how, since } = swipe.undo else {
        return None;
    };
    let asked = match how {
        How::Reversal => Asked::Reversal,
        How::Adjustment => Asked::Adjustment,
    };
    let original = Some((to_second(swipe.received_at), swipe.rrn));
    let demand = demand(id, swipe, None, Secrets::default());
    let made_at = since;
    Some(Demand {
        asked,
        made_at,
        reason: Some(reason),
        original,
        auth: swipe.auth,
        ..demand
    })
}

/// A message bears its time to the second.
pub(super) fn to_second(at: Instant) -> Instant {
    Instant::from_ms(at.ms().div_euclid(1000) * 1000)
}
