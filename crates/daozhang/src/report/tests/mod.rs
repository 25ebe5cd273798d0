//! What people read, checked as text.

mod catalogue;
mod page;
mod sample;
mod sankey;
mod summary;
