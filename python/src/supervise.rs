//! Work beside the interpreter: on a thread of its own, while this one listens for progress and for Ctrl-C.
//!
//! In: work that tells its stages. Out: its result, or what a signal or the progress callback raised. What was broken off ends
//! by itself, after the piece or step that it is at. Absent: what the work is.

use daozhang::told::{Stage, Watch};
use pyo3::prelude::*;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long nobody looks for a signal.
const TICK: Duration = Duration::from_millis(50);

/// What comes from the work.
enum Said<T> {
    Stage(Stage),
    Done(T),
}

/// Breaks the work off when this call ends, however it does.
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Hands the result over; the work may still tidy up after it.
pub type Then<'t, T> = &'t dyn Fn(T);

/// Runs the work.
pub fn run<T: Send + 'static>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Watch<'_>, Then<'_, T>) + Send + 'static,
) -> PyResult<T> {
    let (say, heard) = mpsc::channel();
    let heard = Mutex::new(heard);
    let stop = Stop(Arc::default());
    let is_stopped = Arc::clone(&stop.0);
    let work = move || {
        let watch = |stage| {
            // Nobody listens any more when the work was broken off.
            let _ = say.send(Said::Stage(stage));
            match is_stopped.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        work(&watch, &|result| {
            let _ = say.send(Said::Done(result));
        });
    };
    let worker = thread::Builder::new()
        .name("daozhang".to_owned())
        .spawn(work)?;
    loop {
        let said = py.detach(|| {
            let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.recv_timeout(TICK)
        });
        match said {
            Ok(Said::Done(result)) => return Ok(result),
            Ok(Said::Stage(stage)) => {
                if let Some(progress) = progress {
                    progress.call1((stage.name, stage.done, stage.total))?;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match worker.join() {
                Err(panic) => resume_unwind(panic),
                Ok(()) => panic!("the work ended without a result"),
            },
        }
        py.check_signals()?;
    }
}
