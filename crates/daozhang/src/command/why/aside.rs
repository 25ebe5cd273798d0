//! Rows set aside that bear a handle: a swipe may be missing only because its row could not be read.
//!
//! In: a handle, the quarantine, the files themselves. Out: a sentence for each row, with its place and its trouble.
//! Only plain text is looked through again; what stands in packed files and Parquet is counted. Absent: values of
//! the row, which may hold a full card number.

use crate::handle::Handle;
use crate::report::fill;
use crate::session::Opened;
use crate::wording::text;
use batch::quarantine::{Entry, Quarantine};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use wire::Lang;

/// Rows that are told; more add nothing.
const TOLD_MAX: usize = 5;
/// The longest line that is looked at, in bytes.
const LINE_BYTES_MAX: u64 = 1 << 20;

/// What is to be said of rows set aside; empty when there are none.
pub fn told(handle: &Handle, opened: Opened<'_>, lang: Lang) -> String {
    let quarantine = fill::quarantine(opened);
    if quarantine.rows() == 0 {
        return String::new();
    }
    let (found, unread) = search(handle, opened, &quarantine);
    let mut said = String::new();
    if !found.is_empty() {
        said = format!("\n{}\n", text("why.aside", lang, &[]));
        for entry in found {
            said += &format!("  {}\n", entry.sentence(lang));
        }
    }
    if unread > 0 {
        let n = unread.to_string();
        said += &format!("\n{}\n", text("why.aside_unread", lang, &[("n", &n)]));
    }
    said
}

/// The entries whose rows bear the handle, and how many rows could not be looked at.
fn search<'q>(handle: &Handle, opened: Opened<'_>, all: &'q Quarantine) -> (Vec<&'q Entry>, u64) {
    let mut by_file: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in all.entries() {
        by_file.entry(&entry.file).or_default().push(entry);
    }
    let (mut found, mut unread) = (Vec::new(), 0);
    for (file, entries) in by_file {
        let is_text = [".csv", ".txt", ".tsv"]
            .iter()
            .any(|end| file.ends_with(end));
        let opened = File::open(opened.dataset.folder().join(file)).ok();
        match opened.filter(|_| is_text) {
            Some(lines) => look_through(handle, lines, &entries, &mut found),
            None => {
                unread += entries
                    .iter()
                    .map(|entry| u64::from(entry.count))
                    .sum::<u64>()
            }
        }
    }
    (found, unread)
}

fn look_through<'q>(
    handle: &Handle,
    file: File,
    entries: &[&'q Entry],
    found: &mut Vec<&'q Entry>,
) {
    let mut lines = BufReader::new(file);
    let (mut number, mut line) = (0_u32, Vec::new());
    for entry in entries {
        let end = entry.line.saturating_add(entry.count);
        while number + 1 < end && found.len() < TOLD_MAX {
            line.clear();
            let read = lines
                .by_ref()
                .take(LINE_BYTES_MAX)
                .read_until(b'\n', &mut line);
            if !read.is_ok_and(|bytes| bytes > 0) {
                return;
            }
            number += 1;
            if number >= entry.line && bears(handle, &String::from_utf8_lossy(&line)) {
                found.push(entry);
            }
        }
    }
}

/// Whether a line has the handle among its fields.
fn bears(handle: &Handle, line: &str) -> bool {
    let fields = line.split([',', ';', '\t', '|']);
    let fields = fields.map(|field| field.trim().trim_matches(['"', '\'', '`']));
    let has = |wanted: &str| fields.clone().any(|field| field == wanted);
    match handle {
        Handle::Number(number) => has(number),
        Handle::Trace { tid, stan } => has(tid) && has(stan),
        Handle::Card { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_a_whole_field_of_the_line() {
        let number = Handle::Number("250926000123".to_owned());
        assert!(bears(&number, "M1,T1,\"250926000123\",sale"));
        assert!(!bears(&number, "M1,T1,9250926000123,sale"));
        let (tid, stan) = ("T1".to_owned(), "000007".to_owned());
        let trace = Handle::Trace { tid, stan };
        assert!(bears(&trace, "M1\tT1\t000007\n"));
        assert!(!bears(&trace, "M1,T1,7"));
    }
}
