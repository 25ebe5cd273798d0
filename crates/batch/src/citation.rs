//! How a record is cited: `source/file:line`.
//!
//! In: the paths of the files; places. Out: text. Absent: what stands there.

use std::fmt::Write;
use trail::Place;
use wire::Source;

/// Records' places as `source/file:line`.
pub struct Citations {
    /// By file, and by source: `source/file:`.
    starts: Vec<[String; Source::ALL.len()]>,
}

impl Citations {
    /// For files of these paths, relative to the data set, by [`trail::FileId`]. A file in its
    /// source's own folder is named as it lies.
    pub fn new<'f>(files: impl Iterator<Item = &'f str>) -> Citations {
        let start = |path: &str, source: Source| {
            let source = source.name();
            let inside = path.strip_prefix(source);
            match inside.is_some_and(|rest| rest.starts_with('/')) {
                true => format!("{path}:"),
                false => format!("{source}/{path}:"),
            }
        };
        Citations {
            starts: files
                .map(|path| Source::ALL.map(|source| start(path, source)))
                .collect(),
        }
    }

    /// A place.
    pub fn of(&self, place: Place) -> String {
        let mut text = String::new();
        self.put(place, &mut text);
        text
    }

    /// Writes a place.
    pub fn put(&self, place: Place, text: &mut dyn Write) {
        let start = &self.starts[place.file.0 as usize][place.source as usize];
        let mut digits = [0; 10];
        let mut at = digits.len();
        let mut left = place.line;
        loop {
            at -= 1;
            digits[at] = b'0' + u8::try_from(left % 10).expect("a digit is below ten");
            left /= 10;
            if left == 0 {
                break;
            }
        }
        let line = str::from_utf8(&digits[at..]).expect("digits are ASCII");
        let written = text.write_str(start).and_then(|()| text.write_str(line));
        written.expect("writing to memory does not fail");
    }
}
