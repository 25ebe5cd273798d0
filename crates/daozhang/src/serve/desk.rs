//! The desk: an event goes to the core over the books, and what it decided goes out when it is durable.
//!
//! The books gather what comes while the last commit is written, and commit that together; the core decides on their thread,
//! in turn. Nothing leaves before its record: `told` is called after the commit.

use super::clock::now;
use super::keys::{Keys, Renewed};
use super::links::Links;
use super::numbers::Numbers;
use super::waiting::{Outgoing, Waiting};
use acquirer::{
    Answer, Code, Demand, Effect, Event, Key, Kind, MerchantId, Row, Setting, SwipeId, View, entry,
    handle, wanted,
};
use ledger::Postings;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use store::{Put, Step, Store, Writes};

/// What a terminal is told while the books cannot take more: nothing was done, and it may try again later.
const BUSY: Code = Code::of(b"91");

/// The edge's middle.
pub struct Desk {
    store: Store,
    postings: Arc<Postings>,
    setting: RwLock<Arc<Setting>>,
    /// Whose answers are waited for.
    pub waiting: Waiting,
    /// The networks.
    pub links: Links,
    /// Keys.
    pub keys: Keys,
    /// Reference numbers.
    pub numbers: Numbers,
    /// Decisions that the books could not keep.
    pub failures: AtomicU64,
}

/// What leaves once a decision is durable.
#[derive(Clone)]
enum Leaving {
    Answer(Answer),
    Network(Demand),
}

/// What a sign-in adds to its decision.
pub struct SignIn {
    /// The keys.
    pub renewed: Renewed,
}

impl Desk {
    /// A desk over these books.
    pub fn new(
        store: Store,
        postings: Arc<Postings>,
        setting: Setting,
        keys: Keys,
        links: Links,
    ) -> Arc<Desk> {
        let numbers = Numbers::new(store.clone(), setting.zone.clone());
        Arc::new(Desk {
            store,
            postings,
            setting: RwLock::new(Arc::new(setting)),
            waiting: Waiting::default(),
            links,
            keys,
            numbers,
            failures: AtomicU64::new(0),
        })
    }

    /// The tables as they are now.
    pub fn setting(&self) -> Arc<Setting> {
        self.setting
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Other tables from now on; decisions that are being made keep theirs.
    pub fn reload(&self, setting: Setting) {
        *self.setting.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(setting);
    }

    /// Hands an event in.
    pub fn submit(self: &Arc<Self>, event: Event, sign_in: Option<SignIn>) {
        let setting = self.setting();
        let postings = self.postings.clone();
        let asker = asker(&event);
        let mut asked = wanted(&event);
        let keys = asked.iter().map(Key::to_string).collect();
        let sealed = sign_in
            .as_ref()
            .map(|sign_in| sign_in.renewed.sealed.clone());
        let decide = move |view: &store::View| {
            decide(
                &setting,
                &postings,
                &event,
                &mut asked,
                view,
                sealed.as_deref(),
            )
        };
        let desk = self.clone();
        self.store
            .submit(keys, decide, move |outcome| match outcome {
                Ok(leaving) => desk.told(leaving, sign_in),
                Err(error) => desk.failed(&error, asker),
            });
    }

    /// It is durable: what was decided may leave.
    fn told(&self, leaving: Vec<Leaving>, sign_in: Option<SignIn>) {
        let mut hidden = None;
        let accepted =
            |leaving: &Leaving| matches!(leaving, Leaving::Answer(answer) if answer.keys);
        if let Some(sign_in) = sign_in.filter(|_| leaving.iter().any(accepted)) {
            hidden = Some(sign_in.renewed.hidden.clone());
            self.keys.use_from_now(sign_in.renewed);
        }
        for leaving in leaving {
            match leaving {
                Leaving::Answer(answer) => self.answer(answer, hidden.take()),
                Leaving::Network(demand) => self.links.send(&demand, &self.setting()),
            }
        }
    }

    fn answer(&self, answer: Answer, keys: Option<Vec<u8>>) {
        // A reversal is answered by its own kind, and bears the name of what it reverses.
        if let Some(waiter) = self.waiting.leave(answer.id, answer.kind) {
            let (echo, room) = (waiter.echo, waiter.room);
            // A connection that does not take its answers has gone, or will be closed: the terminal asks again.
            let _ = waiter.to.try_send(Outgoing {
                answer,
                echo,
                keys,
                room,
            });
        }
    }

    /// It is not durable, or nobody knows. Where the books took nothing in, the terminal may be told so; else nothing is
    /// said, and it reverses.
    fn failed(&self, error: &store::Error, asker: Option<(SwipeId, Kind, MerchantId)>) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        if *error != store::Error::Busy {
            crate::trouble::say(format_args!("daozhang: {error}"));
            return;
        }
        if let Some((id, kind, mid)) = asker {
            self.answer(refused(kind, id, mid, BUSY), None);
        }
    }
}

/// An answer that says no more than a code.
pub fn refused(kind: Kind, id: SwipeId, mid: MerchantId, code: Code) -> Answer {
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

fn asker(event: &Event) -> Option<(SwipeId, Kind, MerchantId)> {
    match event {
        Event::Terminal { request, .. } => Some((request.id, request.kind, request.mid)),
        _ => None,
    }
}

/// One decision over the rows that the books show; it may be made again.
fn decide(
    setting: &Setting,
    postings: &Postings,
    event: &Event,
    asked: &mut Vec<Key>,
    books: &store::View,
    sealed: Option<&str>,
) -> Step<Vec<Leaving>> {
    let at = now();
    loop {
        let mut view = View::new();
        for key in asked.iter() {
            let name = key.to_string();
            let Some(kept) = books.get(&name) else {
                return Step::Load(asked.iter().map(Key::to_string).collect());
            };
            let read =
                |text| Row::read(key, text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            view.insert(key.clone(), kept.map(read));
        }
        match handle(setting, at, event, &view) {
            Err(missing) => asked.push(missing.0),
            Ok(effects) => return sort(postings, at, effects, sealed),
        }
    }
}

/// What is written, and what leaves afterwards.
fn sort(
    postings: &Postings,
    at: ledger::Instant,
    effects: Vec<Effect>,
    sealed: Option<&str>,
) -> Step<Vec<Leaving>> {
    let mut writes = Writes::default();
    let mut leaving = Vec::new();
    for effect in effects {
        match effect {
            Effect::Put(key, row) => {
                let (body, due) = (Some(row.write()), row.due());
                writes.puts.push(Put {
                    key: key.to_string(),
                    body,
                    due,
                });
            }
            Effect::Post(posting) => writes.entries.push(entry(postings, &posting, at)),
            Effect::Note(note) => writes.notes.push(store::Note {
                at: note.at,
                subject: note.id.to_string(),
                body: format!("mid={} {}", note.mid, note.what.line()),
            }),
            Effect::Answer(answer) => {
                if let Some(sealed) = sealed.filter(|_| answer.keys) {
                    let (key, body) = (Keys::row(answer.id.tid), Some(sealed.to_owned()));
                    writes.puts.push(Put {
                        key,
                        body,
                        due: None,
                    });
                }
                leaving.push(Leaving::Answer(answer));
            }
            Effect::Network(demand) => leaving.push(Leaving::Network(demand)),
        }
    }
    Step::Done(leaving, writes)
}
