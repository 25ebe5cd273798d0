//! Encodings of foreign files, and their bytes as UTF-8, stream to stream.
//!
//! In: a reader of bytes in an encoding. Out: a reader of UTF-8, with U+FFFD for what cannot be decoded, which
//! whoever cuts rows turns into a fault of the row. Absent: guessing of encodings, which is `sniff`'s.

use crate::fault::Fault;
use std::io::{self, Read};

/// The encoding of a foreign file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, which includes Latin-1: banks' files of old. It gives any bytes a meaning.
    Windows1252,
}

impl Encoding {
    /// Every encoding, in the order in which they are tried.
    pub const ALL: [Encoding; 5] = [
        Encoding::Utf8,
        Encoding::Gb18030,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1252,
    ];

    /// The name that tables and people use.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Gb18030 => "gb18030",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// The encoding of this name.
    pub fn of_name(name: &str) -> Option<Encoding> {
        match name {
            "gbk" | "gb2312" => Some(Encoding::Gb18030),
            _ => Encoding::ALL.into_iter().find(|found| found.name() == name),
        }
    }

    /// What is wrong with bytes that a decoder could not read.
    pub(crate) fn fault(self) -> Fault {
        match self {
            Encoding::Utf8 | Encoding::Windows1252 => Fault::NotUtf8,
            Encoding::Gb18030 => Fault::NotGb18030,
            Encoding::Utf16Le | Encoding::Utf16Be => Fault::NotUtf16,
        }
    }

    fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }

    /// A short text that is cut out of a file by bytes; `None` when it cannot be decoded.
    pub(crate) fn text(self, bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
        self.codec()
            .decode_without_bom_handling_and_without_replacement(bytes)
    }
}

/// How much is read at a time.
const READ_BYTES: usize = 1 << 18;
/// A decoder needs room for the longest character; a smaller buffer is filled from one of this size.
const ROOM_MIN: usize = 16;

/// Reads an encoding as UTF-8. What cannot be decoded becomes U+FFFD; a byte order mark is dropped.
pub struct Decoded<R> {
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

impl<R: Read> Decoded<R> {
    /// Begins to read.
    pub fn new(reader: R, encoding: Encoding) -> Decoded<R> {
        let decoder = encoding.codec().new_decoder_with_bom_removal();
        Decoded {
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

impl<R: Read> Read for Decoded<R> {
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
