//! One machine's whole data set: scan, fold, judge, write.
//!
//! In: a folder of records. Out: chunks of columns, and a verdict for every swipe.

pub mod sheet;
pub mod symbol;
