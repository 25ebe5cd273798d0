//! The delimited reader, and the decoder of GB18030 before it.
//!
//! Laws: how the bytes arrive does not matter; lines rise and exist; without quotation marks every line
//! that is not blank is one step; a record that is printed is read as it was.

use std::io::Read;
use wire::{Decoded, Dialect, Encoding, Fault, Records, Step};

/// One step of the reader, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Record(u32, Vec<String>),
    Broken(u32, Fault),
}

impl Kept {
    pub fn line(&self) -> u32 {
        match self {
            Kept::Record(line, _) | Kept::Broken(line, _) => *line,
        }
    }
}

/// Reads a file with a delimiter as a user's may have, once as UTF-8 and once as GB18030.
pub fn delimited(bytes: &[u8]) {
    for delimiter in [b',', b'\t', b'|'] {
        let plain = Dialect {
            delimiter,
            ..Dialect::CSV
        };
        check(bytes, plain);
    }
    let decoded = decoded(Trickle(bytes));
    let (expected, _) = encoding_rs::GB18030.decode_with_bom_removal(bytes);
    assert_eq!(
        decoded,
        expected.as_bytes(),
        "the decoder depends on how bytes arrive"
    );
    check(
        &decoded,
        Dialect {
            delimiter: b',',
            encoding: Encoding::Gb18030,
        },
    );
}

/// All text of a GB18030 reader, asked for in large and in small buffers by turns.
fn decoded(bytes: impl Read) -> Vec<u8> {
    let (mut reader, mut text, mut buffer) =
        (Decoded::new(bytes, Encoding::Gb18030), Vec::new(), [0; 64]);
    let mut rooms = [64, 1, 15, 16, 2].into_iter().cycle();
    loop {
        let room = rooms.next().expect("a circle has no end");
        match reader
            .read(&mut buffer[..room])
            .expect("memory does not fail")
        {
            0 => return text,
            count => text.extend_from_slice(&buffer[..count]),
        }
    }
}

fn check(bytes: &[u8], dialect: Dialect) {
    let steps = steps(Records::new(bytes, dialect));
    let trickled = self::steps(Records::new(Trickle(bytes), dialect));
    assert_eq!(steps, trickled, "the reader depends on how bytes arrive");

    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count() as u32;
    let numbers: Vec<u32> = steps.iter().map(Kept::line).collect();
    assert!(
        numbers.is_sorted_by(|a, b| a < b),
        "lines do not rise: {numbers:?}"
    );
    assert!(
        numbers.iter().all(|line| (1..=lines).contains(line)),
        "no such line: {numbers:?}"
    );
    if !bytes.contains(&b'"') {
        assert_eq!(
            steps.len(),
            filled_lines(bytes),
            "a line without marks is not one step"
        );
    }

    let Some(width) = steps.iter().find_map(|step| match step {
        Kept::Record(_, fields) => Some(fields.len()),
        Kept::Broken(..) => None,
    }) else {
        return;
    };
    let mut records = Records::new(bytes, dialect);
    records.expect_width(width);
    for step in self::steps(records) {
        if let Kept::Record(line, fields) = step {
            assert_eq!(fields.len(), width, "line {line} has another width");
        }
    }
    printed_and_read(&steps, dialect);
}

/// Lines with anything on them. A carriage return alone is nothing.
fn filled_lines(bytes: &[u8]) -> usize {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !matches!(*line, [] | [b'\r']))
        .count()
}

fn printed_and_read(steps: &[Kept], dialect: Dialect) {
    let rows: Vec<&Vec<String>> = steps
        .iter()
        .filter_map(|step| match step {
            Kept::Record(_, fields) => Some(fields),
            Kept::Broken(..) => None,
        })
        .collect();
    let mut printed = String::new();
    for fields in &rows {
        let marked: Vec<String> = fields
            .iter()
            .map(|field| format!("\"{}\"", field.replace('"', "\"\"")))
            .collect();
        printed += &marked.join(&char::from(dialect.delimiter).to_string());
        printed.push('\n');
    }
    let again = self::steps(Records::new(printed.as_bytes(), dialect));
    let again: Vec<&Vec<String>> = again
        .iter()
        .map(|step| match step {
            Kept::Record(_, fields) => fields,
            Kept::Broken(line, fault) => panic!("printed line {line} is broken: {fault:?}"),
        })
        .collect();
    assert_eq!(again, rows, "printed records are read differently");
}

/// All steps of a reader.
pub(crate) fn steps<R: Read>(mut records: Records<R>) -> Vec<Kept> {
    let mut kept = Vec::new();
    while let Some(step) = records.next().expect("memory does not fail") {
        kept.push(match step {
            Step::Record(record) => {
                Kept::Record(record.line, record.fields().map(str::to_owned).collect())
            }
            Step::Broken { line, fault } => Kept::Broken(line, fault),
        });
    }
    kept
}

/// Bytes that arrive a few at a time, as from a pipe.
pub(crate) struct Trickle<'a>(pub &'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = (1 + self.0.len() % 7).min(self.0.len()).min(out.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}
