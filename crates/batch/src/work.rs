//! Work shared out over threads: a queue of numbers, and nothing else.
//!
//! In: how many pieces, and what to do with one. Out: the results, in the order of the pieces, so
//! that what comes out never depends on which thread was faster.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

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
    std::thread::scope(|scope| {
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

/// Does every piece on some thread, and hands the results to `take` in the order of the pieces, each as
/// soon as those before it are done, while the next ones are at work. `take` is called on the calling
/// thread. When it refuses a result, nothing further is begun.
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
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::sync_channel(threads);
    let run = |sender: mpsc::SyncSender<(usize, T)>| {
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            // Nobody listens any more when a result was refused.
            if piece >= pieces || sender.send((piece, job(piece))).is_err() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            scope.spawn(|| run(sender));
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (piece, result) in results {
            early.insert(piece, result);
            while let Some(result) = early.remove(&turn) {
                take(result)?;
                turn += 1;
            }
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
    std::thread::scope(|scope| {
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
    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        assert_eq!(
            super::map(3, 100, |piece| piece * 2),
            (0..100).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert!(super::map(2, 0, |piece| piece).is_empty());
    }

    #[test]
    fn results_are_taken_in_turn_until_one_is_refused() {
        for threads in [1, 2, 5] {
            let mut taken = Vec::new();
            let mut take = |piece: usize| {
                taken.push(piece);
                if piece == 70 { Err("enough") } else { Ok(()) }
            };
            let ended = super::in_turn(threads, 100, |piece| piece, &mut take);
            assert_eq!(ended, Err("enough"));
            assert_eq!(taken, (0..=70).collect::<Vec<_>>());
        }
        let ended: Result<(), ()> = super::in_turn(3, 0, |piece| piece, |_| Err(()));
        assert_eq!(ended, Ok(()));
    }
}
