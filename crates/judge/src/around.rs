//! What stands around a swipe: facts about its neighbours that its own trail cannot hold.
//!
//! In: small facts of every terminal and platform row, collected once over the whole data set.
//! Out: for one swipe, how many others fell silent with it, whether an equal charge stands beside
//! it. Sums only: they merge, in any order.

use trail::Place;

/// The neighbourhood of one swipe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Unanswered terminal rows on its terminal within 30 minutes, this one included.
    pub silent_on_terminal: u32,
    /// Unanswered terminal rows elsewhere within the same 30 minutes; 0 where they are so few of
    /// all requests that every day brings as many.
    pub silent_elsewhere: u32,
    /// Distinct terminals without an answer (terminal rows unanswered, or platform rows with 96
    /// or none) within its ten minutes; 0 where they are as few as every day brings.
    pub terminals_silent: u32,
    /// Share of platform rows with no answer, 91, 92, 96 or 98 on its channel within its ten
    /// minutes, in parts per million.
    pub channel_fault_ppm: u32,
    /// Platform rows on its channel within its ten minutes.
    pub channel_rows: u32,
    /// Another approved charge of the same merchant, card and amount within ten minutes, with
    /// another STAN, neither of them voided or reversed.
    pub twin: Option<Place>,
    /// An earlier platform row with the same merchant, terminal, batch and STAN.
    pub same_trace: Option<Place>,
    /// Most swipes of its terminal are more than ten minutes off the platform's clock.
    pub clock_skewed: bool,
    /// A QR order of the same merchant and amount within fifteen minutes.
    pub qr_instead: Option<Place>,
}
