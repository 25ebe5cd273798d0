//! The report: one set of plain numbers, shown twice: on the terminal in ten seconds, and as a page.
//!
//! In: what `batch` traced, summed up in a [`Report`]. Out: text. Absent: records, rules, and anything that
//! decides.

pub mod model;

pub mod fill;
pub mod machine;

pub mod figures;
pub mod parts;

pub mod sentences;
pub mod summary;

mod svg;

mod arrivals;
mod bands;
mod bars;
mod sankey;
mod shortfall;

pub mod html;
mod listing;
mod tiles;

#[cfg(test)]
mod tests;

pub use model::*;
