//! The one thread of a process that writes: gathers units, commits them together, tells each what became of it.
//!
//! In: units, from any thread. Out: answers, after the commit. Absent by design: timers that hold a unit back to gather more;
//! what has come while the last commit was written is the next batch.

use crate::batch::{Attempt, Desk, Slot, attempt};
use crate::engine::{self, Engine, Purpose};
use crate::migrate::migrate;
use crate::sql;
use crate::unit::{Job, Step, Unit, View};
use crate::value::{Value, count};
use crate::{Error, read};
use ledger::chain::{ChainId, Kind};
use ledger::{Chart, Checkpoint, CheckpointKey, Instant, Signed};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// The most units that share a commit.
const UNITS_MAX: usize = 1024;
/// The most units that may wait; more are refused at once, so that whoever sends them slows down.
pub const UNITS_WAITING_MAX: usize = 16 * 1024;
/// The most processes that write to one database.
const WRITERS_MAX: u32 = 64;
/// How often a batch is tried that other processes overtake; each time with half as many units.
const CONFLICTS_MAX: u32 = 64;
/// How often a lost connection is made anew, and what lies between.
const RECONNECTS_MAX: u32 = 50;
const RECONNECT_PAUSE: Duration = Duration::from_millis(200);

/// The live books, open for writing. Clones share them; the last that goes closes them, after all units that wait.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    sender: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
    writer: u32,
}

enum Order {
    Unit(Box<dyn Job>),
    Checkpoint(
        Arc<CheckpointKey>,
        Instant,
        Box<dyn FnOnce(Result<Signed, Error>) + Send>,
    ),
}

impl Store {
    /// Opens the books, brings their tables up to date and takes a writer's place. `now` is noted beside migrations.
    pub fn open(url: &str, chart: &Chart, now: Instant) -> Result<Store, Error> {
        let mut engine = engine::open(url, Purpose::Write)?;
        migrate(engine.as_mut(), now.ms())?;
        let desk = take_desk(engine.as_mut())?;
        let (sender, receiver) = sync_channel(UNITS_WAITING_MAX);
        let mut writer = Writer {
            engine,
            chart: chart.clone(),
            desk,
        };
        let spawned = std::thread::Builder::new()
            .name("books".to_owned())
            .spawn(move || writer.run(&receiver));
        let thread = spawned.map_err(|why| Error::Open {
            books: url.to_owned(),
            why: why.to_string(),
        })?;
        let inner = Inner {
            sender: Some(sender),
            thread: Some(thread),
            writer: desk.number,
        };
        Ok(Store {
            inner: Arc::new(inner),
        })
    }

    /// The number of this writer: that of its chains.
    pub fn writer(&self) -> u32 {
        self.inner.writer
    }

    /// Hands in a unit: `decide` is shown the rows of `keys` and those that it asks for, and may be called again; `tell` is
    /// called once, on the writer's thread, when what was decided is durable, or will not be.
    pub fn submit<T, D, A>(&self, keys: Vec<String>, decide: D, tell: A)
    where
        T: Send + 'static,
        D: FnMut(&View) -> Step<T> + Send + 'static,
        A: FnOnce(Result<T, Error>) + Send + 'static,
    {
        let unit = Unit {
            keys,
            decide,
            answer: None,
            tell,
        };
        self.send(Order::Unit(Box::new(unit)));
    }

    /// The same, and waits for it.
    pub fn work<T, D>(&self, keys: Vec<String>, decide: D) -> Result<T, Error>
    where
        T: Send + 'static,
        D: FnMut(&View) -> Step<T> + Send + 'static,
    {
        let (tell, told) = sync_channel(1);
        self.submit(keys, decide, move |outcome| drop(tell.send(outcome)));
        told.recv().unwrap_or(Err(Error::Stopped))
    }

    /// Signs the heads of all chains as they stand, and keeps that; waits for it.
    pub fn checkpoint(&self, key: &Arc<CheckpointKey>, now: Instant) -> Result<Signed, Error> {
        let (tell, told) = sync_channel(1);
        self.send(Order::Checkpoint(
            key.clone(),
            now,
            Box::new(move |outcome| drop(tell.send(outcome))),
        ));
        told.recv().unwrap_or(Err(Error::Stopped))
    }

    fn send(&self, order: Order) {
        let sender = self
            .inner
            .sender
            .as_ref()
            .expect("it goes with the last clone only");
        let (order, why) = match sender.try_send(order) {
            Ok(()) => return,
            Err(TrySendError::Full(order)) => (order, Error::Busy),
            Err(TrySendError::Disconnected(order)) => (order, Error::Stopped),
        };
        match order {
            Order::Unit(job) => job.tell(Err(why)),
            Order::Checkpoint(_, _, tell) => tell(Err(why)),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join(); // Its panic has been told on stderr.
        }
    }
}

/// Takes the first number of a writer that no other process has.
fn take_desk(engine: &mut dyn Engine) -> Result<Desk, Error> {
    for number in 1..=WRITERS_MAX {
        if engine.claim(number)? {
            return Desk::read(engine, number);
        }
    }
    Err(Error::WritersFull {
        books: engine.name().to_owned(),
        max: WRITERS_MAX,
    })
}

struct Writer {
    engine: Box<dyn Engine>,
    chart: Chart,
    desk: Desk,
}

impl Writer {
    fn run(&mut self, orders: &Receiver<Order>) {
        while let Ok(first) = orders.recv() {
            let (mut slots, mut other) = (Vec::new(), None);
            for order in std::iter::once(first).chain(orders.try_iter()) {
                match order {
                    Order::Unit(job) => slots.push(Slot { job, refused: None }),
                    Order::Checkpoint(key, now, tell) => other = Some((key, now, tell)),
                }
                if slots.len() == UNITS_MAX || other.is_some() {
                    break;
                }
            }
            let stands = self.commit(slots);
            if let Some((key, now, tell)) = other {
                tell(self.checkpoint(&key, now));
            }
            if !stands {
                return; // Whoever hands in more is told that the store has stopped.
            }
        }
    }

    /// Commits units, in as many transactions as it takes. `false` when the connection is lost for good.
    fn commit(&mut self, slots: Vec<Slot>) -> bool {
        let (mut waiting, mut size, mut conflicts) = (slots, UNITS_MAX, 0);
        while !waiting.is_empty() {
            let rest = waiting.split_off(size.min(waiting.len()));
            let outcome = self.transaction(&mut waiting);
            match outcome {
                Err(Error::Conflict) if conflicts < CONFLICTS_MAX => {
                    conflicts += 1;
                    size = (waiting.len() / 2).max(1);
                    waiting.extend(rest);
                    // What refused a unit may have been another state: all is decided anew.
                    waiting.iter_mut().for_each(|slot| slot.refused = None);
                    // Processes that collide would collide again in step; each has its own.
                    std::thread::sleep(Duration::from_micros(
                        u64::from(conflicts * self.desk.number) * 200,
                    ));
                }
                Err(Error::Lost(_)) => {
                    let again = self.reconnect();
                    if let Err(error) = again {
                        tell_all(waiting.into_iter().chain(rest), &error);
                        return false;
                    }
                    waiting.extend(rest);
                }
                outcome => {
                    let outcome = outcome.map_err(|error| {
                        if error == Error::Conflict {
                            Error::Contended(conflicts)
                        } else {
                            error
                        }
                    });
                    for slot in waiting {
                        let told = slot.refused.map_or_else(|| outcome.clone(), Err);
                        slot.job.tell(told);
                    }
                    (waiting, conflicts, size) = (rest, 0, UNITS_MAX.min(size * 2));
                }
            }
        }
        true
    }

    /// One transaction over these units, again for as long as it refuses any.
    fn transaction(&mut self, slots: &mut [Slot]) -> Result<(), Error> {
        loop {
            if slots.iter().all(|slot| slot.refused.is_some()) {
                return Ok(());
            }
            let attempted = self
                .engine
                .begin()
                .and_then(|()| attempt(self.engine.as_mut(), &self.chart, self.desk, slots));
            match attempted {
                Ok(Attempt::Again) => self.engine.rollback(),
                Ok(Attempt::Written(desk)) => return self.finish(desk),
                Err(error) => {
                    self.engine.rollback();
                    return Err(error);
                }
            }
        }
    }

    /// Commits. Where the connection is lost meanwhile, the count of commits tells whether it was made.
    fn finish(&mut self, desk: Desk) -> Result<(), Error> {
        match self.engine.commit() {
            Ok(()) => {
                self.desk = desk;
                Ok(())
            }
            Err(Error::Lost(why)) => match self.reconnect() {
                Err(_) => Err(Error::Unknown),
                Ok(()) if self.desk == desk => Ok(()),
                Ok(()) => Err(Error::Lost(why)),
            },
            Err(error) => {
                self.engine.rollback();
                Err(error)
            }
        }
    }

    /// Connects anew, to the same desk: what it says then is what was committed.
    fn reconnect(&mut self) -> Result<(), Error> {
        let mut last = Error::Stopped;
        for _ in 0..RECONNECTS_MAX {
            let number = self.desk.number;
            let back = self
                .engine
                .reconnect()
                .and_then(|()| self.engine.claim(number));
            match back {
                Ok(true) => {
                    self.desk = Desk::read(self.engine.as_mut(), number)?;
                    return Ok(());
                }
                Ok(false) => {
                    last = Error::WritersFull {
                        books: self.engine.name().to_owned(),
                        max: WRITERS_MAX,
                    }
                }
                Err(error) => last = error,
            }
            std::thread::sleep(RECONNECT_PAUSE);
        }
        Err(last)
    }

    fn checkpoint(&mut self, key: &CheckpointKey, now: Instant) -> Result<Signed, Error> {
        let mut conflicts = 0;
        loop {
            match self.try_checkpoint(key, now) {
                Err(Error::Conflict) if conflicts < CONFLICTS_MAX => conflicts += 1,
                outcome => return outcome,
            }
        }
    }

    fn try_checkpoint(&mut self, key: &CheckpointKey, now: Instant) -> Result<Signed, Error> {
        self.engine.begin()?;
        let engine = self.engine.as_mut();
        let signed = sign(engine, key, now).and_then(|signed| engine.commit().map(|()| signed));
        if signed.is_err() {
            self.engine.rollback();
        }
        signed
    }
}

fn sign(engine: &mut dyn Engine, key: &CheckpointKey, now: Instant) -> Result<Signed, Error> {
    let last = read::checkpoints(engine)?.pop();
    let mut heads = Vec::new();
    for desk in read::desks(engine)? {
        let number = desk.number;
        heads.push((
            ChainId {
                kind: Kind::Entries,
                number,
            },
            desk.entries,
        ));
        heads.push((
            ChainId {
                kind: Kind::Audit,
                number,
            },
            desk.audit,
        ));
    }
    let signed = key.sign(Checkpoint::after(
        last.as_ref().map(|last| &last.checkpoint),
        now,
        heads,
    ));
    let Signed {
        checkpoint,
        key,
        signature,
    } = &signed;
    let row = vec![
        count(checkpoint.number),
        checkpoint.at.ms().into(),
        Value::from(&checkpoint.previous.0[..]),
        Value::Text(read::heads_text(&checkpoint.heads)),
        Value::from(&key[..]),
        Value::from(&signature[..]),
    ];
    engine.write(&[(sql::INSERT_CHECKPOINT, vec![row])])?;
    Ok(signed)
}

fn tell_all(slots: impl Iterator<Item = Slot>, error: &Error) {
    for slot in slots {
        slot.job
            .tell(Err(slot.refused.unwrap_or_else(|| error.clone())));
    }
}
