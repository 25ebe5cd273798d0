//! One machine's whole data set: scan, fold, judge, write.
//!
//! In: a folder of records. Out: chunks of columns, a verdict for every swipe, and the files that
//! the record contract lists. Absent: the clock, the command line, words for people.

pub mod dataset;
pub mod knowledge_files;
pub mod knowledge_rows;
mod payouts;
pub mod quarantine;
pub mod scan;
pub mod sheet;
pub mod symbol;

mod census;
mod error;
mod fold;
mod key;
mod knowledge;
pub mod results;
mod rows;
mod surround;
mod tally;
mod trace;
pub mod verdict_table;
mod work;
pub mod write;

pub use error::Error;
pub use knowledge::knowledge;
pub use rows::Sheet;
pub use tally::{ArrivalSums, Line, Sum, Tally, missing};
pub use trace::{MAIN_CURRENCY, RowCounts, Step, Survey, TraceOptions, Traced, survey, trace};
pub use verdict_table::{Judged, Names};
