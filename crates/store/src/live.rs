//! The live core over this store: an event becomes a unit of work.
//!
//! In: an event. Out: all effects of the decision; those that write are durable by then, and what is left to do is to send.
//! Absent by design: sending.

use crate::{Error, Note, Put, Step, Store, View, Writes};
use acquirer::{Effect, Event, Key, Missing, Row, Setting, handle, wanted};
use ledger::{Instant, Postings};
use std::sync::Arc;

/// What decisions are made over, beside the rows.
#[derive(Clone, Debug)]
pub struct Live {
    /// Merchants, terminals, limits, rules.
    pub setting: Setting,
    /// The ledger's templates.
    pub postings: Postings,
}

impl Store {
    /// Lets the core decide about an event; `tell` gets what it decided when that is durable.
    pub fn handle<A>(&self, live: &Arc<Live>, now: Instant, event: Event, tell: A)
    where
        A: FnOnce(Result<Vec<Effect>, Error>) + Send + 'static,
    {
        let mut keys = wanted(&event);
        let names = keys.iter().map(Key::to_string).collect();
        let live = live.clone();
        let decide = move |view: &View| match decided(&live, now, &event, view, &keys) {
            Ok(Ok((effects, writes))) => Step::Done(effects, writes),
            Ok(Err(Missing(key))) => {
                let name = key.to_string();
                keys.push(key);
                Step::Load(vec![name])
            }
            Err(error) => Step::Refuse(error),
        };
        self.submit(names, decide, tell);
    }
}

type Decided = (Vec<Effect>, Writes);

fn decided(
    live: &Live,
    now: Instant,
    event: &Event,
    view: &View,
    keys: &[Key],
) -> Result<Result<Decided, Missing>, Error> {
    let mut rows = acquirer::View::new();
    for key in keys {
        let name = key.to_string();
        let Some(body) = view.get(&name) else {
            return Ok(Err(Missing(key.clone())));
        };
        let read = body.map(|body| Row::read(key, body)).transpose();
        let row = read.map_err(|fault| Error::Damaged {
            what: format!("row {name}: {fault}"),
        })?;
        rows.insert(key.clone(), row);
    }
    Ok(handle(&live.setting, now, event, &rows).map(|effects| {
        let writes = writes(&live.postings, now, &effects);
        (effects, writes)
    }))
}

/// What of these effects is written.
fn writes(postings: &Postings, now: Instant, effects: &[Effect]) -> Writes {
    let mut writes = Writes::default();
    for effect in effects {
        match effect {
            Effect::Put(key, row) => writes.puts.push(Put {
                key: key.to_string(),
                body: Some(row.write()),
                due: row.due(),
            }),
            Effect::Post(posting) => writes.entries.push(acquirer::entry(postings, posting, now)),
            Effect::Note(note) => writes.notes.push(Note {
                at: note.at,
                subject: note.id.to_string(),
                body: note.what.line(),
            }),
            Effect::Answer(_) | Effect::Network(_) => {} // They leave when all this is durable.
        }
    }
    writes
}
