//! Text in, text out: one line a step, `line: field|field` or `line! what is wrong`.

use crate::delimited::*;
use crate::encoding::{Decoded, Encoding};
use crate::lang::Lang;
use proptest::prelude::*;
use std::io::Read;

/// A reader that gives one byte at a time, so that every boundary is met.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = 1.min(self.0.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fn shown(reader: impl Read, dialect: Dialect, even: bool) -> String {
    let mut records = Records::new(reader, dialect);
    let mut lines = Vec::new();
    loop {
        let width = match records.next().expect("memory does not fail") {
            None => break,
            Some(Step::Record(record)) => {
                let fields: Vec<&str> = record.fields().collect();
                lines.push(format!(
                    "{}: {}",
                    record.line,
                    fields.join("|").replace('\n', "/")
                ));
                record.len()
            }
            Some(Step::Broken { line, fault }) => {
                lines.push(format!("{line}! {}", fault.sentence(None, Lang::En)));
                continue;
            }
        };
        if even {
            records.expect_width(width);
        }
    }
    lines.join("\n")
}

fn check(text: &[u8], expected: &[&str]) {
    assert_eq!(
        shown(text, Dialect::CSV, true),
        expected.join("\n"),
        "at once"
    );
    assert_eq!(
        shown(Dripping(text), Dialect::CSV, true),
        expected.join("\n"),
        "byte by byte"
    );
}

#[test]
fn lines_are_physical_and_the_header_is_one() {
    check(
        b"\xEF\xBB\xBFa,b\n1,2\r\n\n\"3\nx\",4\n5,6",
        &["1: a|b", "2: 1|2", "4: 3/x|4", "6: 5|6"],
    );
    check(b"", &[]);
    check(b"a,b\n1,2\r\n\r", &["1: a|b", "2: 1|2"]);
    check(b"\r", &[]);
    check(b"a\n1\r", &["1: a", "2: 1"]);
    check(b"\n\r\n\n", &[]);
    check(b"a\r\n1\r\n", &["1: a", "2: 1"]);
}

#[test]
fn quotation_marks_are_taken_out() {
    check(
        b"a,b\n\"x\"\"y\",\"\"\n\"p\"q,r\"s\n\"t\" ,\"u\"\r\n",
        &["1: a|b", "2: x\"y|", "3: pq|r\"s", "4: t |u"],
    );
}

#[test]
fn uneven_rows_are_faults_and_the_rest_goes_on() {
    check(
        b"a,b\n1\n1,2,3\n4,5\n",
        &[
            "1: a|b",
            "2! the row has 1 fields and the header 2; make them agree, and quote values that contain the delimiter",
            "3! the row has 3 fields and the header 2; make them agree, and quote values that contain the delimiter",
            "4: 4|5",
        ],
    );
}

#[test]
fn an_open_mark_costs_one_row() {
    let sentence = "a quotation mark is never closed; close it, and double the marks inside values";
    check(
        b"a,b\n1,\"2\n3,4\n5,6\n",
        &["1: a|b", &format!("2! {sentence}"), "3: 3|4", "4: 5|6"],
    );
    check(
        b"a,b\n1,\"2\n3,4\n5,\"6\n7,8\n",
        &[
            "1: a|b",
            &format!("2! {sentence}"),
            "3: 3|4",
            &format!("4! {sentence}"),
            "5: 7|8",
        ],
    );
}

#[test]
fn other_encodings_are_named() {
    check(
        b"a,b\n\xD6\xD0,2\n3,4\n\xFF\xFF,5\n",
        &[
            "1: a|b",
            "2! the line is not UTF-8 but reads as GB18030; save the file as UTF-8, or map it with encoding = \"gb18030\"",
            "3: 3|4",
            "4! the line is not UTF-8; save the file as UTF-8",
        ],
    );
    let dialect = Dialect {
        delimiter: b'\t',
        encoding: Encoding::Gb18030,
    };
    let text = b"a\tb\n\xD6\xD0\t2\n\xFF\t3\n";
    let expected = "1: a|b\n2: 中|2\n3! the line is not GB18030; check the mapping's `encoding`";
    assert_eq!(
        shown(Decoded::new(&text[..], Encoding::Gb18030), dialect, true),
        expected
    );
    assert_eq!(
        shown(
            Decoded::new(Dripping(text), Encoding::Gb18030),
            dialect,
            true
        ),
        expected
    );
}

#[test]
fn a_line_without_end_is_one_fault_in_bounded_memory() {
    let sentence = "the line is longer than 1 MiB; check its line ends and quotation marks";
    let head = &b"a,b\n1,2\n"[..];
    let long = std::io::repeat(b'x').take(64 << 20);
    let mut records = Records::new(head.chain(long).chain(&b"\n3,4\n"[..]), Dialect::CSV);
    let mut seen = Vec::new();
    while let Some(step) = records.next().expect("memory does not fail") {
        seen.push(match step {
            Step::Record(record) => format!("{}: {}", record.line, record.field(0)),
            Step::Broken { line, fault } => format!("{line}! {}", fault.sentence(None, Lang::En)),
        });
    }
    assert_eq!(seen, ["1: a", "2: 1", &format!("3! {sentence}"), "4: 3"]);
    assert!(
        records.buffer_bytes() < 4 << 20,
        "{} bytes",
        records.buffer_bytes()
    );
}

#[test]
fn what_came_before_a_broken_reader_stands() {
    struct Breaking;
    impl Read for Breaking {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the cable was cut"))
        }
    }
    let mut records = Records::new((&b"a,b\n1,2\n3,"[..]).chain(Breaking), Dialect::CSV);
    assert!(matches!(records.next(), Ok(Some(Step::Record(record))) if record.field(1) == "b"));
    assert!(matches!(records.next(), Ok(Some(Step::Record(record))) if record.field(1) == "2"));
    assert!(records.next().is_err());
}

#[test]
fn lines_at_the_head_can_be_skipped() {
    let mut records = Records::new(&b"\xEF\xBB\xBFtitle \"x\nmore\na,b\n"[..], Dialect::CSV);
    records.skip_lines(2).expect("memory does not fail");
    assert!(
        matches!(records.next(), Ok(Some(Step::Record(record))) if record.line == 3 && record.field(0) == "a")
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in proptest::collection::vec(prop_oneof![
        Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b'1'), any::<u8>()], 0..120)) {
        let once = shown(&bytes[..], Dialect::CSV, true);
        prop_assert_eq!(&once, &shown(Dripping(&bytes), Dialect::CSV, true));
        let dialect = Dialect { delimiter: b';', encoding: Encoding::Gb18030 };
        shown(Decoded::new(&bytes[..], Encoding::Gb18030), dialect, false);
    }

    #[test]
    fn what_is_written_by_the_rules_reads_back(rows in proptest::collection::vec(
        proptest::collection::vec("[a,\"\n\r中 ]{0,6}", 3), 1..6)) {
        let quote = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
        let text: String = rows.iter()
            .map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",") + "\r\n")
            .collect();
        let mut records = Records::new(text.as_bytes(), Dialect::CSV);
        for row in &rows {
            match records.next() {
                Ok(Some(Step::Record(record))) => {
                    prop_assert_eq!(record.fields().collect::<Vec<_>>(), row.iter().collect::<Vec<_>>());
                }
                _ => prop_assert!(false, "no record"),
            }
        }
        prop_assert!(matches!(records.next(), Ok(None)));
    }
}

#[test]
fn a_decoder_takes_a_buffer_of_any_size() {
    let text = "商户,金额\n海港面馆𠀀,1\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    for room in 0..40_usize {
        let mut reader = Decoded::new(Dripping(&bytes), Encoding::Gb18030);
        let mut buffer = vec![0; room];
        let mut read = Vec::new();
        loop {
            let count = reader.read(&mut buffer).expect("memory does not fail");
            read.extend_from_slice(&buffer[..count]);
            if count == 0 {
                break;
            }
        }
        let expected = if room == 0 { "" } else { text };
        assert_eq!(String::from_utf8_lossy(&read), expected, "{room} bytes");
    }
}
