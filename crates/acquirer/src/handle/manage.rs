//! Management: sign-in with new keys, sign-off, echo, parameters, status.

use super::say;
use crate::event::{Answer, Effect, What};
use crate::kind::Kind;
use crate::name::Code;
use crate::request::Request;
use crate::row::{Key, Row};
use crate::view::{Missing, Work};

/// A request that the platform answers by itself.
pub(super) fn manage(work: &mut Work, request: &Request) -> Result<(), Missing> {
    let tid = request.id.tid;
    let answer = say::refusal(request, Code::APPROVED);
    let mut state = work.terminal(tid)?;
    let answer = match request.kind {
        Kind::SignIn => {
            state.signed_in = Some(work.now);
            state.generation = state.generation.saturating_add(1);
            state.mac_failures = 0;
            work.note(request.id, request.mid, What::SignedIn);
            work.put(Key::Terminal(tid), Row::Terminal(state));
            Answer {
                keys: true,
                batch: Some(state.batch),
                ..answer
            }
        }
        Kind::SignOff => {
            state.signed_in = None;
            work.put(Key::Terminal(tid), Row::Terminal(state));
            answer
        }
        _ => answer,
    };
    work.effect(Effect::Answer(answer));
    Ok(())
}
