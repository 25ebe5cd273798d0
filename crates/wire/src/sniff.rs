//! In which encodings a file's first bytes can be read.
//!
//! In: the head of a file. Out: the encodings, the likeliest first. What reads as UTF-8 is UTF-8, for by chance no text of
//! another encoding does for long. What does not is as it declares itself; else Windows-1252 where most of its letters
//! beyond ASCII stand alone, and GB18030 where they stand in pairs, as Chinese does. Absent: frequencies of letters.

use crate::encoding::Encoding;
use std::io::{self, Cursor, Read};

/// How much of a file is looked at.
pub const HEAD_BYTES_MAX: usize = 1 << 16;

/// A file whose head may be looked at before it is read.
pub(crate) struct Ahead<R> {
    head: Cursor<Vec<u8>>,
    /// What came instead of more, when the head was looked at.
    error: Option<io::Error>,
    rest: R,
}

impl<R: Read> Ahead<R> {
    pub fn new(rest: R) -> Ahead<R> {
        Ahead {
            head: Cursor::default(),
            error: None,
            rest,
        }
    }

    /// The file's first bytes, which are still to be read.
    pub fn head(&mut self) -> &[u8] {
        let mut head = Vec::new();
        let looked = (&mut self.rest)
            .take(HEAD_BYTES_MAX as u64)
            .read_to_end(&mut head);
        self.error = looked.err();
        self.head = Cursor::new(head);
        self.head.get_ref()
    }
}

impl<R: Read> Read for Ahead<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.head.read(out)? {
            0 => self.error.take().map_or_else(|| self.rest.read(out), Err),
            count => Ok(count),
        }
    }
}

/// The encodings in which the head can be read, the likeliest first.
pub(crate) fn encodings(head: &[u8]) -> Vec<Encoding> {
    match head {
        [0xFF, 0xFE, ..] => return vec![Encoding::Utf16Le],
        [0xFE, 0xFF, ..] => return vec![Encoding::Utf16Be],
        [0xEF, 0xBB, 0xBF, ..] => return vec![Encoding::Utf8],
        _ => {}
    }
    // Text with every second byte 0 is UTF-16 without a mark: ASCII stands in the other half.
    let zeros = |odd: usize| {
        let bytes = head.iter().skip(odd).step_by(2);
        let zeros = bytes.clone().filter(|byte| **byte == 0).count();
        head.len() >= 4 && zeros * 2 > bytes.count()
    };
    match (zeros(0), zeros(1)) {
        (false, true) => return vec![Encoding::Utf16Le],
        (true, false) => return vec![Encoding::Utf16Be],
        _ => {}
    }
    if is_utf8(head) {
        return vec![Encoding::Utf8];
    }
    // The head may end within a character of two or four bytes.
    let cut = (0..4).filter_map(|less| head.get(..head.len().checked_sub(less)?));
    let gb18030 = cut
        .into_iter()
        .any(|head| Encoding::Gb18030.text(head).is_some());
    match (gb18030, declared(head).unwrap_or_else(|| paired(head))) {
        (false, _) => vec![Encoding::Windows1252],
        (true, Encoding::Windows1252) => vec![Encoding::Windows1252, Encoding::Gb18030],
        (true, _) => vec![Encoding::Gb18030, Encoding::Windows1252],
    }
}

/// What an XML declaration, or the header of an OFX file, says.
fn declared(head: &[u8]) -> Option<Encoding> {
    const HEADER_BYTES_MAX: usize = 512;
    let header = String::from_utf8_lossy(&head[..head.len().min(HEADER_BYTES_MAX)]).to_lowercase();
    let names = ["encoding=\"", "encoding='", "charset:"];
    let said = names.iter().find_map(|name| header.split_once(name))?.1;
    let is = |names: &[&str]| names.iter().any(|name| said.starts_with(name));
    if is(&["iso-8859-1", "windows-1252", "latin1", "1252"]) {
        return Some(Encoding::Windows1252);
    }
    is(&["gb"]).then_some(Encoding::Gb18030)
}

/// Chinese in GB2312 has two bytes beyond ASCII a letter, and its letters stand together.
fn paired(head: &[u8]) -> Encoding {
    let (mut pairs, mut alone, mut at) = (0_usize, 0_usize, 0);
    while at < head.len() {
        match (head[at], head.get(at + 1)) {
            (0x80.., Some(0xA1..)) => {
                pairs += 1;
                at += 1;
            }
            (0x80.., _) => alone += 1,
            _ => {}
        }
        at += 1;
    }
    if alone > pairs {
        Encoding::Windows1252
    } else {
        Encoding::Gb18030
    }
}

fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(), // Only its last character is not whole.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_their_encoding() {
        let names = |head: &[u8]| {
            let found = encodings(head).into_iter();
            found.map(Encoding::name).collect::<Vec<_>>().join(" ")
        };
        let (gbk, ..) = encoding_rs::GB18030.encode("交易时间,金额\n");
        assert_eq!(names("交易".as_bytes()), "utf-8");
        assert_eq!(names(&"交易".as_bytes()[..5]), "utf-8");
        assert_eq!(names(&gbk), "gb18030 windows-1252");
        assert_eq!(names(&gbk[..5]), "gb18030 windows-1252");
        assert_eq!(names(b"ANON \xA6 MERCHANT"), "windows-1252");
        // What reads as GB18030, too: an umlaut and the letter behind it would be one Chinese letter.
        assert_eq!(names(b"M\xFCller, K\xF6ln"), "windows-1252 gb18030");
        let declared = [
            &b"<?xml version='1.0' encoding='ISO-8859-1'?>"[..],
            &gbk[..],
        ]
        .concat();
        assert_eq!(names(&declared), "windows-1252 gb18030");
        assert_eq!(names(b"\xFF\xFEa\0"), "utf-16le");
        assert_eq!(names(b"a\0b\0c\0"), "utf-16le");
        assert_eq!(names(b"\0a\0b\0c"), "utf-16be");
        assert_eq!(names(b""), "utf-8");
    }
}
