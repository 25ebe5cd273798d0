//! The live core: what happens goes in, what is to be done comes out.
//!
//! In: a setting, the present instant, an event, the rows that were loaded for it. Out: effects, or the name of a row that
//! is missing. It is a function: asked twice with the same rows it says the same, so a decision may be thrown away and
//! made anew when somebody else wrote one of its rows first.
//!
//! Absent by design: clocks, sockets, keys, a store, and anything between two calls.

mod advice;
mod batch;
mod cleared;
mod due;
mod manage;
mod network;
mod outcome;
mod request;
mod reversal;
mod say;

use crate::event::{Effect, Event};
use crate::view::{Missing, Setting, View, Work};
use ledger::Instant;

/// Decides.
pub fn handle(
    setting: &Setting,
    now: Instant,
    event: &Event,
    view: &View,
) -> Result<Vec<Effect>, Missing> {
    let mut work = Work::new(setting, now, view);
    match event {
        Event::Terminal {
            request,
            rrn,
            secrets,
        } => request::asked(&mut work, request, *rrn, secrets)?,
        Event::Network(reply) => network::answered(&mut work, reply)?,
        Event::Due(id) => due::due(&mut work, *id)?,
        Event::Cleared(line) => cleared::cleared(&mut work, line)?,
        Event::Released(id) => cleared::released(&mut work, *id)?,
    }
    Ok(work.finish())
}
