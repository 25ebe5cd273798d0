//! Delimited text (CSV, TSV) as records that know their physical line.
//!
//! In: bytes through any `Read`. Out: one step at a time, a record or the fault of a record, in bounded
//! memory whatever the file holds. Reading goes on after a fault: the line on which a broken record
//! began is set aside, and the next line begins anew, so that one open quotation mark costs one row.
//! Absent: meaning. Neither a header nor a column name is known here.

use crate::encoding::Encoding;
use crate::fault::Fault;
use crate::record::{Place, Record, Shape, unmark};
use std::io::{self, Read};

/// The longest record, in bytes. A longer one is a fault of its line.
pub const RECORD_BYTES_MAX: usize = 1 << 20;
/// The most fields of a record; more are a fault like any other wrong count.
pub const FIELDS_MAX: usize = 4096;
/// How much is read at a time.
const READ_BYTES: usize = 1 << 18;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between fields.
    pub delimiter: u8,
    /// In which encoding the file is. Of any but UTF-8 the bytes come decoded, and U+FFFD tells of those that
    /// the decoder could not read.
    pub encoding: Encoding,
}

impl Dialect {
    /// RFC 4180: commas, UTF-8.
    pub const CSV: Dialect = Dialect {
        delimiter: b',',
        encoding: Encoding::Utf8,
    };
}

/// What the reader came upon.
pub enum Step<'a> {
    /// A record.
    Record(Record<'a>),
    /// A line that is no record.
    Broken {
        /// The physical line.
        line: u32,
        /// What is wrong with it.
        fault: Fault,
    },
}

/// How the search for a record's end went.
enum Found {
    /// The record ends before this byte; the next one begins at `next`.
    End {
        end: usize,
        next: usize,
        lines: u32,
        ragged: bool,
    },
    /// More bytes are needed.
    Unfinished,
    /// The file ends inside quotation marks.
    QuoteOpen,
}

/// Reads records one after the other.
pub struct Records<R> {
    reader: R,
    dialect: Dialect,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
    line: u32,
    width: Option<usize>,
    places: Vec<Place>,
    scratch: String,
}

impl<R: Read> Records<R> {
    /// Begins to read. A byte order mark is dropped.
    pub fn new(reader: R, dialect: Dialect) -> Records<R> {
        Records {
            reader,
            dialect,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            finished: false,
            line: 1,
            width: None,
            places: Vec::new(),
            scratch: String::new(),
        }
    }

    /// From now on a record of another width is a fault.
    pub fn expect_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// From now on records of any width are taken.
    pub fn expect_any_width(&mut self) {
        self.width = None;
    }

    /// Skips physical lines, whatever they hold.
    pub fn skip_lines(&mut self, count: u32) -> io::Result<()> {
        for _ in 0..count {
            self.skip_line()?;
        }
        Ok(())
    }

    /// The next record or fault; `None` at the end. An `Err` is the reader's own (a truncated
    /// archive, say): what came before it stands.
    #[allow(clippy::should_implement_trait)] // A step borrows from the reader, which `Iterator` cannot say.
    pub fn next(&mut self) -> io::Result<Option<Step<'_>>> {
        let (end, next, lines, ragged) = loop {
            if !self.skip_blank_lines()? {
                return Ok(None);
            }
            match self.find_end() {
                Found::End {
                    end,
                    next,
                    lines,
                    ragged,
                } => break (end, next, lines, ragged),
                Found::QuoteOpen => return self.set_aside(Fault::QuoteOpen).map(Some),
                Found::Unfinished if self.end - self.start > RECORD_BYTES_MAX => {
                    return self.set_aside(Fault::RecordTooLong).map(Some);
                }
                Found::Unfinished => self.fill()?,
            }
        };
        if end - self.start > RECORD_BYTES_MAX {
            return self.set_aside(Fault::RecordTooLong).map(Some);
        }
        let found = self.places.len();
        let uneven = self.width.filter(|expected| *expected != found);
        // Several lines of a wrong width, or with text right behind a closing mark, are most likely rows behind
        // an open mark: give up one line only.
        if lines > 1 && (ragged || uneven.is_some()) {
            return self.set_aside(Fault::QuoteOpen).map(Some);
        }
        if let Some(expected) = uneven {
            let fault = Fault::FieldCount {
                found: found as u32,
                expected: expected as u32,
            };
            return Ok(Some(self.broken(next, lines, fault)));
        }
        let bytes = &self.buffer[self.start..end];
        if let Some(fault) = encoding_fault(bytes, self.dialect) {
            return Ok(Some(self.broken(next, lines, fault)));
        }
        let (line, start) = (self.line, self.start);
        self.start = next;
        self.line = self.line.saturating_add(lines);
        let text =
            std::str::from_utf8(&self.buffer[start..end]).expect("the encoding was checked above");
        unmark(text, &mut self.places, &mut self.scratch);
        Ok(Some(Step::Record(Record {
            line,
            text,
            scratch: &self.scratch,
            places: &self.places,
        })))
    }

    /// How much memory the reader holds for bytes.
    #[cfg(test)]
    pub(crate) fn buffer_bytes(&self) -> usize {
        self.buffer.len()
    }

    fn broken(&mut self, next: usize, lines: u32, fault: Fault) -> Step<'_> {
        let line = self.line;
        self.start = next;
        self.line = self.line.saturating_add(lines);
        Step::Broken { line, fault }
    }

    fn set_aside(&mut self, fault: Fault) -> io::Result<Step<'_>> {
        let line = self.line;
        self.skip_line()?;
        Ok(Step::Broken { line, fault })
    }

    /// Skips to the byte after the next line end, in constant memory.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let waiting = &self.buffer[self.start..self.end];
            if let Some(place) = memchr::memchr(b'\n', waiting) {
                self.start += place + 1;
                self.line = self.line.saturating_add(1);
                return Ok(());
            }
            if self.finished {
                self.start = self.end;
                return Ok(());
            }
            // Only the byte order mark's place is lost here, and a skipped line may lose that too.
            if self.line > 1 || self.start > 0 || self.end > 0 {
                self.start = self.end;
            }
            self.fill()?;
        }
    }

    /// Stands at a byte that begins a record; `false` at the end of the file.
    fn skip_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            match self.buffer[self.start..self.end] {
                [b'\n', ..] => self.start += 1,
                [b'\r', b'\n', ..] => self.start += 2,
                [] | [b'\r'] if !self.finished => {
                    self.fill()?;
                    continue;
                }
                [] => return Ok(false),
                // A line end of which the file kept one half is no row.
                [b'\r'] => {
                    self.start += 1;
                    return Ok(false);
                }
                _ => return Ok(true),
            }
            self.line = self.line.saturating_add(1);
        }
    }

    /// Reads more bytes behind those that wait, moving them to the front first.
    fn fill(&mut self) -> io::Result<()> {
        let first = self.buffer.is_empty();
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.buffer.len() < self.end + READ_BYTES {
            self.buffer.resize(self.end + READ_BYTES, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.finished = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            // A mark of three bytes may come in pieces.
            if !first || self.finished || self.end >= 3 {
                break;
            }
        }
        if first && self.buffer[..self.end].starts_with(b"\xEF\xBB\xBF") {
            self.start = 3;
        }
        Ok(())
    }

    /// Finds the end of the record that begins at `start`, noting where its fields stand.
    fn find_end(&mut self) -> Found {
        let bytes = &self.buffer[self.start..self.end];
        let delimiter = self.dialect.delimiter;
        self.places.clear();
        let (mut at, mut lines, mut ragged) = (0, 1, false);
        loop {
            let place = if bytes.get(at) == Some(&b'"') {
                let quoted = match quoted_field(bytes, at, delimiter, &mut lines) {
                    Some(quoted) => quoted,
                    None if self.finished => return Found::QuoteOpen,
                    None => return Found::Unfinished,
                };
                at = quoted.next;
                ragged |= quoted.ragged;
                quoted.place
            } else {
                let length = memchr::memchr2(delimiter, b'\n', &bytes[at..]);
                let start = at;
                at = length.map_or(bytes.len(), |length| at + length);
                Place {
                    start: start as u32,
                    end: at as u32,
                    shape: Shape::Plain,
                }
            };
            match bytes.get(at) {
                Some(b'\n') => {
                    self.places.push(without_return(place, at, bytes));
                    let end = self.start + at;
                    return Found::End {
                        end,
                        next: end + 1,
                        lines,
                        ragged,
                    };
                }
                Some(_) => {
                    at += 1;
                    if self.places.len() <= FIELDS_MAX {
                        self.places.push(place);
                    }
                }
                None if self.finished => {
                    self.places.push(without_return(place, at, bytes));
                    let end = self.start + at;
                    return Found::End {
                        end,
                        next: end,
                        lines,
                        ragged,
                    };
                }
                None => return Found::Unfinished,
            }
        }
    }
}

/// A carriage return before the line end belongs to the line end, unless it stands inside quotation marks.
fn without_return(mut place: Place, at: usize, bytes: &[u8]) -> Place {
    let touches = place.end as usize == at && place.end > place.start;
    if place.shape == Shape::Plain && touches && bytes[at - 1] == b'\r' {
        place.end -= 1;
    }
    place
}

struct Quoted {
    place: Place,
    next: usize,
    /// Whether text stands between the closing mark and the delimiter.
    ragged: bool,
}

/// A field that begins with a quotation mark; `None` when it does not end within the bytes.
fn quoted_field(bytes: &[u8], at: usize, delimiter: u8, lines: &mut u32) -> Option<Quoted> {
    let mut shape = Shape::Plain;
    let mut cursor = at + 1;
    let mut newlines = 0;
    let closing = loop {
        let hit = cursor + memchr::memchr2(b'"', b'\n', &bytes[cursor..])?;
        match (bytes[hit], bytes.get(hit + 1)) {
            (b'\n', _) => {
                newlines += 1;
                cursor = hit + 1;
            }
            (_, Some(b'"')) => {
                shape = Shape::Marked;
                cursor = hit + 2;
            }
            _ => break hit,
        }
    };
    *lines += newlines;
    let after = closing + 1;
    // What stands between the closing mark and the delimiter is kept, as spreadsheets do.
    let next =
        after + memchr::memchr2(delimiter, b'\n', &bytes[after..]).unwrap_or(bytes.len() - after);
    let rest = bytes[after..next]
        .strip_suffix(b"\r")
        .unwrap_or(&bytes[after..next]);
    let end = if rest.is_empty() {
        closing
    } else {
        shape = Shape::Marked;
        after + rest.len()
    };
    Some(Quoted {
        place: Place {
            start: at as u32 + 1,
            end: end as u32,
            shape,
        },
        next,
        ragged: !rest.is_empty(),
    })
}

fn encoding_fault(bytes: &[u8], dialect: Dialect) -> Option<Fault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let lost = dialect.encoding != Encoding::Utf8 && text.contains('\u{FFFD}');
            lost.then(|| dialect.encoding.fault())
        }
        Err(_) => {
            let decoded =
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            Some(if decoded.is_some() {
                Fault::NotUtf8ButGb18030
            } else {
                Fault::NotUtf8
            })
        }
    }
}
