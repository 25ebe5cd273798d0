//! GB18030 as UTF-8, byte stream to byte stream.
//!
//! In: a reader of GB18030 (which includes GBK and GB2312). Out: a reader of UTF-8, with U+FFFD for what cannot
//! be decoded, which `Dialect::decoded` turns into a fault of its record. Absent: guessing of encodings.

use std::io::{self, Read};

/// How much is read at a time.
const READ_BYTES: usize = 1 << 18;
/// A decoder needs room for the longest character; a smaller buffer is filled from one of this size.
const ROOM_MIN: usize = 16;

/// Reads GB18030 as UTF-8. What cannot be decoded becomes U+FFFD, which `Dialect::decoded` turns into a fault.
pub struct FromGb18030<R> {
    reader: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    finished: bool,
    ended: bool,
    waiting: [u8; ROOM_MIN],
    waiting_start: usize,
    waiting_end: usize,
}

impl<R: Read> FromGb18030<R> {
    /// Begins to read.
    pub fn new(reader: R) -> FromGb18030<R> {
        let decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
        FromGb18030 {
            reader,
            decoder,
            raw: vec![0; READ_BYTES],
            raw_start: 0,
            raw_end: 0,
            finished: false,
            ended: false,
            waiting: [0; ROOM_MIN],
            waiting_start: 0,
            waiting_end: 0,
        }
    }

    /// Decodes into a buffer that has room for a character.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            if self.raw_start == self.raw_end && !self.finished {
                self.raw_start = 0;
                self.raw_end = self.reader.read(&mut self.raw)?;
                self.finished = self.raw_end == 0;
            }
            let source = &self.raw[self.raw_start..self.raw_end];
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(source, out, self.finished);
            self.raw_start += read;
            self.ended = self.finished && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

impl<R: Read> Read for FromGb18030<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.waiting_start == self.waiting_end {
            if out.is_empty() {
                return Ok(0);
            }
            if out.len() >= ROOM_MIN {
                return self.decode(out);
            }
            let mut room = [0; ROOM_MIN];
            self.waiting_end = self.decode(&mut room)?;
            (self.waiting, self.waiting_start) = (room, 0);
        }
        let waiting = &self.waiting[self.waiting_start..self.waiting_end];
        let count = waiting.len().min(out.len());
        out[..count].copy_from_slice(&waiting[..count]);
        self.waiting_start += count;
        Ok(count)
    }
}
