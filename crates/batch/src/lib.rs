//! One machine's whole data set: scan, fold, judge, write.
//!
//! In: a folder of records. Out: chunks of columns, a verdict for every swipe, and the files that
//! the record contract lists. Absent: the clock, the command line, words for people.

pub mod citation;
pub mod dataset;
pub mod knowledge_files;
pub mod knowledge_rows;
pub mod quarantine;
pub mod scan;
pub mod sheet;
pub mod symbol;

mod bench;
mod census;
mod error;
mod fold;
mod horizon;
mod key;
mod knowledge;
mod lone;
mod order;
mod payouts;
mod plain;
pub mod results;
mod rows;
mod strangers;
mod surround;
mod survey;
pub mod tables;
mod tally;
mod trace;
pub mod verdict_table;
mod work;
pub mod write;

pub use error::Error;
pub use judge::MAIN_CURRENCY;
pub use knowledge::knowledge;
pub use rows::Sheet;
pub use strangers::Strangers;
pub use survey::{Survey, survey};
pub use tally::{ArrivalSums, Line, Sum, Tally, missing};
pub use trace::{Followed, RowCounts, Step, TraceOptions, Traced, trace, trace_files};
pub use verdict_table::{Columns, Judged, Names};
