//! Bytes with a count of their lines, and with a limit on what may be asked for at once.
//!
//! In: a reader. Out: its bytes; the physical line; an error once a piece is longer than it may be, so that no
//! file can make a reader of pieces hold all of it. Absent: what pieces are.

use super::MappedFault;
use std::io::{self, BufRead, BufReader, Read};

/// The most bytes of one piece.
pub(super) const PIECE_BYTES_MAX: usize = 1 << 20;
/// How much is read at a time.
const READ_BYTES: usize = 1 << 16;

pub(super) struct Metered<R> {
    reader: BufReader<R>,
    line: u32,
    used: usize,
    limit: usize,
}

impl<R: Read> Metered<R> {
    pub fn new(reader: R) -> Metered<R> {
        Metered {
            reader: BufReader::with_capacity(READ_BYTES, reader),
            line: 1,
            used: 0,
            limit: PIECE_BYTES_MAX,
        }
    }

    /// The physical line of the byte that comes next.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// A piece begins.
    pub fn begin(&mut self) {
        self.used = 0;
    }

    /// Why reading broke off.
    pub fn fault(&self, error: &io::Error) -> MappedFault {
        if self.used > self.limit {
            MappedFault::TextTooLong { line: self.line }
        } else {
            MappedFault::CutShort(error.to_string())
        }
    }

    /// A piece up to a byte and with it, if it comes; `false` at the end of the file.
    pub fn piece(&mut self, end: u8, piece: &mut Vec<u8>) -> Result<bool, MappedFault> {
        self.begin();
        piece.clear();
        match self.read_until(end, piece) {
            Ok(count) => Ok(count > 0),
            Err(error) => Err(self.fault(&error)),
        }
    }

    /// A line without its end, and its number; one that is longer than `limit` is cut there. `None` at the end.
    pub fn line_of(&mut self, limit: usize, text: &mut Vec<u8>) -> io::Result<Option<u32>> {
        let line = self.line;
        text.clear();
        let mut any = false;
        loop {
            self.begin();
            let waiting = self.fill_buf()?;
            if waiting.is_empty() {
                return Ok(any.then_some(line));
            }
            any = true;
            let end = memchr::memchr(b'\n', waiting);
            let part = &waiting[..end.unwrap_or(waiting.len())];
            let room = (limit + 1).saturating_sub(text.len());
            text.extend_from_slice(&part[..part.len().min(room)]);
            let length = part.len() + usize::from(end.is_some());
            self.consume(length);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let waiting = self.fill_buf()?;
        let count = waiting.len().min(out.len());
        out[..count].copy_from_slice(&waiting[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used > self.limit {
            return Err(io::Error::other("longer than is read"));
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        let taken = self.reader.buffer().get(..count).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', taken).count();
        self.line = self.line.saturating_add(lines as u32);
        self.used += count;
        self.reader.consume(count);
    }
}
