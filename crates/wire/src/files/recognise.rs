//! Recognition: which layout a file has, in which encoding, and why.
//!
//! In: the head of a file, its path, and the layouts. Out: one layout with the reasons; several where none is better than
//! another, which is for a person to settle; or none. A layout is recognised because it reads the file: its marks are
//! there, its columns are found, and most of the head's rows become records. Absent: a score that nobody can check.

use super::FileLayout;
use crate::encoding::{Decoded, Encoding};
use crate::mapping::{MappedFault, Open, read_mapped};
use crate::sniff::{HEAD_BYTES_MAX, encodings};
use std::io::Read;

/// What speaks for a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// This text stands in its head.
    Mark(String),
    /// Its name is written as such files' are.
    Name,
    /// So many rows of its head can be read, and so many cannot.
    Rows {
        /// Those that can.
        read: u64,
        /// Those that cannot.
        refused: u64,
    },
}

/// A file, recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition<'l> {
    /// The layout.
    pub layout: &'l FileLayout,
    /// The encoding.
    pub encoding: Encoding,
    /// What speaks for it.
    pub signs: Vec<Sign>,
}

/// What a file was found to be.
#[derive(Clone, Debug)]
pub enum Recognised<'l> {
    /// This.
    One(Recognition<'l>),
    /// One of these, and nothing in the file says which.
    Several(Vec<Recognition<'l>>),
    /// Nothing that is known.
    None,
}

/// Recognises a file by its head: its first `HEAD_BYTES_MAX` bytes, or all of them where it has fewer.
pub fn recognise<'l>(head: &[u8], path: &str, layouts: &'l [FileLayout]) -> Recognised<'l> {
    let cut = head.len() >= HEAD_BYTES_MAX;
    let head = &head[..head.len().min(HEAD_BYTES_MAX)];
    let readable: Vec<(Encoding, String)> = encodings(head)
        .into_iter()
        .map(|encoding| (encoding, decoded(head, encoding)))
        .collect();
    let fitting = layouts.iter().filter_map(|layout| {
        let (encoding, text) = readable
            .iter()
            .find(|(encoding, _)| layout.encodings.contains(encoding))?;
        layout.fits(head, text, *encoding, path, cut)
    });
    let fitting: Vec<Recognition<'l>> = fitting.collect();
    let rank = |found: &Recognition<'_>| {
        let used = found.layout.mapping.width();
        (!found.layout.generic, found.layout.marks.len(), used)
    };
    let Some(best) = fitting.iter().map(rank).max() else {
        return Recognised::None;
    };
    let mut best: Vec<_> = fitting
        .into_iter()
        .filter(|found| rank(found) == best)
        .collect();
    match best.len() {
        1 => Recognised::One(best.remove(0)),
        _ => Recognised::Several(best),
    }
}

fn decoded(head: &[u8], encoding: Encoding) -> String {
    let mut text = Vec::new();
    Decoded::new(head, encoding)
        .read_to_end(&mut text)
        .expect("memory does not fail");
    String::from_utf8_lossy(&text).into_owned()
}

impl FileLayout {
    fn fits<'l>(
        &'l self,
        head: &[u8],
        text: &str,
        encoding: Encoding,
        path: &str,
        cut: bool,
    ) -> Option<Recognition<'l>> {
        if !self.marks.iter().all(|mark| text.contains(mark.as_str())) {
            return None;
        }
        let marks = self.marks.iter();
        let mut signs: Vec<Sign> = marks.map(|mark| Sign::Mark(mark.clone())).collect();
        match self.mapping.fits_name(path) {
            Some(false) => return None,
            Some(true) => signs.push(Sign::Name),
            None => {}
        }
        let open = Open {
            path,
            encoding: Some(encoding),
        };
        let end = read_mapped(head, &self.mapping, open, &mut |_| {});
        let whole = match end.fault {
            None => true,
            // XML with a layout's marks is of its kind, and what it lacks is to be told.
            Some(MappedFault::NodeMissing(_)) => cut || self.mapping.is_xml(),
            // Broken all through, or of another layout; a head that is cut breaks off somewhere in any case.
            Some(
                MappedFault::Header { .. }
                | MappedFault::ColumnsMissing(_)
                | MappedFault::ColumnTwice(_)
                | MappedFault::DocType { .. }
                | MappedFault::Entity { .. }
                | MappedFault::TooDeep { .. },
            ) => false,
            Some(_) => cut,
        };
        let read = end.tally.taken + end.tally.left_out;
        let refused = end.tally.refused;
        signs.push(Sign::Rows { read, refused });
        // Without rows its marks, or the header that was found, must be enough.
        let known = !self.marks.is_empty() || self.mapping.has_header();
        let fits = whole
            && if read + refused == 0 {
                known
            } else {
                read >= refused
            };
        fits.then_some(Recognition {
            layout: self,
            encoding,
            signs,
        })
    }
}
