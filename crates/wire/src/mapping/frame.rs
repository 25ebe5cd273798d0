//! The key `frame`: how rows are found in a file's bytes.

use super::Frame;
use super::fixed::{FIXED_KEYS, FixedPlan};
use super::lines::{LINES_KEYS, LinesPlan};
use super::tree::{TREE_KEYS, read_tree};
use super::unit::Point;
use crate::config::Notes;
use toml::de::{DeTable, DeValue};

const FRAMES: [&str; 5] = ["lines", "fixed", "xml", "sgml", "tagged"];

/// The keys that a table's frame reads.
pub(super) fn frame_keys(table: &DeTable<'_>) -> &'static [&'static str] {
    let frame = table.get("frame").map(|value| value.get_ref());
    match frame {
        Some(DeValue::String(frame)) if frame == "fixed" => FIXED_KEYS,
        Some(DeValue::String(frame)) if frame != "lines" => TREE_KEYS,
        _ => LINES_KEYS,
    }
}

/// Reads a frame; `None`, and at least one fault, when it is no use.
pub(super) fn read_frame(
    table: &DeTable<'_>,
    span: &std::ops::Range<usize>,
    point: Point,
    notes: &mut Notes<'_>,
) -> Option<Frame> {
    match notes.word(table, "frame", &FRAMES) {
        0 => Some(Frame::Lines(LinesPlan::read(table, notes))),
        1 => Some(Frame::Fixed(FixedPlan::read(table, span.clone(), notes))),
        place => {
            let tree = read_tree(FRAMES[place], table, span.clone(), point, notes);
            tree.map(|tree| Frame::Tree(Box::new(tree)))
        }
    }
}
