//! Who waits for an answer: a terminal's request, and the connection that it came by.
//!
//! The core answers swipes, not connections. A terminal that asks again by another connection is answered there.

use acquirer::terminal::Echo;
use acquirer::{Answer, Kind, SwipeId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// An answer on its way to a connection.
pub struct Outgoing {
    /// What is said.
    pub answer: Answer,
    /// What of the request it repeats.
    pub echo: Echo,
    /// What a sign-in hands out.
    pub keys: Option<Vec<u8>>,
    /// The room that the request took up in its connection.
    pub room: OwnedSemaphorePermit,
}

/// A request that waits.
pub struct Waiter {
    /// Its connection.
    pub to: mpsc::Sender<Outgoing>,
    /// What its answer repeats.
    pub echo: Echo,
    /// The room that it takes up.
    pub room: OwnedSemaphorePermit,
    /// Since when.
    pub since: Instant,
}

/// All requests that wait.
#[derive(Default)]
pub struct Waiting(Mutex<HashMap<(SwipeId, Kind), Waiter>>);

// Hash order does not matter: one is looked up at a time.
impl Waiting {
    /// One more. A second one of the same name takes the place of the first, whose terminal gave it up.
    pub fn enter(&self, id: SwipeId, kind: Kind, waiter: Waiter) {
        self.all().insert((id, kind), waiter);
    }

    /// The one that an answer is for.
    pub fn leave(&self, id: SwipeId, kind: Kind) -> Option<Waiter> {
        self.all().remove(&(id, kind))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all().len()
    }

    /// Forgets those that have waited longer than any terminal does.
    pub fn forget_older(&self, than: Duration) {
        self.all().retain(|_, waiter| waiter.since.elapsed() < than);
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<(SwipeId, Kind), Waiter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
