//! The present instant: the only place of the edge that asks for it.

use ledger::Instant;

/// Now.
pub fn now() -> Instant {
    Instant::from_ms(jiff::Timestamp::now().as_millisecond())
}
