//! Work shared out over threads: a queue of numbers, and nothing else.
//!
//! In: how many pieces, and what to do with one. Out: the results, in the order of the pieces, so
//! that what comes out never depends on which thread was faster.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Does every piece on some thread and returns the results in the order of the pieces.
///
/// # Panics
/// When a piece panics.
pub fn map<T: Send>(threads: usize, pieces: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let lists = each(
        threads,
        pieces,
        Vec::new,
        |done: &mut Vec<(usize, T)>, piece| done.push((piece, job(piece))),
    );
    let mut all: Vec<(usize, T)> = lists.into_iter().flatten().collect();
    all.sort_unstable_by_key(|(piece, _)| *piece);
    all.into_iter().map(|(_, result)| result).collect()
}

/// Gives every thread a state of its own and every piece to some thread; returns the states.
///
/// # Panics
/// When a piece panics.
pub fn each<S: Send>(
    threads: usize,
    pieces: usize,
    start: impl Fn() -> S + Sync,
    job: impl Fn(&mut S, usize) + Sync,
) -> Vec<S> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = start();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return state;
            }
            job(&mut state, piece);
        }
    };
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(run)).collect();
        let mut states = vec![run()];
        for helper in helpers {
            match helper.join() {
                Ok(state) => states.push(state),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        states
    })
}

/// Pieces for each thread that may be begun before the one whose turn it is was taken.
const AHEAD: usize = 2;

/// Does every piece on some thread, and hands the results to `take` in the order of the pieces, each as
/// soon as those before it are done, while the next ones are at work. `take` is called on the calling
/// thread. A piece is begun only when few before it are still to be taken, so few results are in memory at a
/// time, however unlike the pieces are. When `take` refuses a result, no more than those few are done.
///
/// # Errors
/// The first error of `take`.
///
/// # Panics
/// When a piece panics.
pub fn in_turn<T: Send, E>(
    threads: usize,
    pieces: usize,
    job: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    let (begin, waiting) = mpsc::channel();
    let waiting = Mutex::new(waiting);
    let (sender, results) = mpsc::channel();
    // A piece that panicked is a result, too: else its turn would be waited for in vain.
    let run = |sender: mpsc::Sender<(usize, thread::Result<T>)>| {
        let next = || {
            waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .recv()
        };
        while let Ok(piece) = next() {
            let result = panic::catch_unwind(AssertUnwindSafe(|| job(piece)));
            if sender.send((piece, result)).is_err() {
                return; // Nobody listens any more when a result was refused.
            }
        }
    };
    thread::scope(|scope| {
        let run = &run;
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || run(sender));
        }
        let mut numbers = 0..pieces;
        let mut begin_next = move || {
            if let Some(piece) = numbers.next() {
                begin
                    .send(piece)
                    .expect("the queue lives as long as its threads");
            }
        };
        (0..threads * AHEAD).for_each(|_| begin_next());
        let mut early = BTreeMap::new();
        for turn in 0..pieces {
            while !early.contains_key(&turn) {
                early.extend(results.recv());
            }
            let result = early.remove(&turn).expect("it is there");
            take(result.unwrap_or_else(|panic| panic::resume_unwind(panic)))?;
            begin_next();
        }
        Ok(())
    })
}

/// Does two things, each on a thread of its own where there are two.
///
/// # Panics
/// When one of them panics.
pub fn both<A: Send, B>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if threads < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let helper = scope.spawn(one);
        let other = other();
        match helper.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Does two things at the same time, which may wait for each other: each on a thread of its own, however
/// few are wanted.
///
/// # Panics
/// When one of them panics.
pub fn beside<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    both(2, one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        assert_eq!(
            map(3, 100, |piece| piece * 2),
            (0..100).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert!(map(2, 0, |piece| piece).is_empty());
    }

    #[test]
    fn results_are_taken_in_turn_until_one_is_refused() {
        for threads in [1, 2, 5] {
            let mut taken = Vec::new();
            let mut take = |piece: usize| {
                taken.push(piece);
                if piece == 70 { Err("enough") } else { Ok(()) }
            };
            let ended = in_turn(threads, 100, |piece| piece, &mut take);
            assert_eq!(ended, Err("enough"));
            assert_eq!(taken, (0..=70).collect::<Vec<_>>());
        }
        let ended: Result<(), ()> = in_turn(3, 0, |piece| piece, |_| Err(()));
        assert_eq!(ended, Ok(()));
    }

    /// While the first piece is at work, no more are begun than may be.
    #[test]
    fn no_thread_runs_far_ahead_of_the_turn() {
        let (threads, begun) = (3, AtomicUsize::new(0));
        let seen_begun = || begun.load(Ordering::SeqCst);
        let job = |piece: usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            if piece == 0 {
                while seen_begun() < threads * AHEAD {
                    thread::yield_now();
                }
                (0..1_000).for_each(|_| thread::yield_now());
                assert_eq!(seen_begun(), threads * AHEAD);
            }
        };
        let ended: Result<(), ()> = in_turn(threads, 100, job, Ok);
        assert_eq!((ended, seen_begun()), (Ok(()), 100));
    }

    #[test]
    #[should_panic(expected = "the fourth piece")]
    fn a_piece_that_panics_stops_the_whole() {
        let job = |piece: usize| assert!(piece != 3, "the fourth piece");
        let ended: Result<(), ()> = in_turn(2, 100, job, Ok);
        assert_eq!(ended, Ok(()));
    }
}
