//! Files of other people, through every shipped layout of a frame, and through recognition.
//!
//! Laws: every row is told as the tally says; how the bytes arrive does not matter; what is recognised can be read, and
//! recognition looks at nothing but its head.

use crate::delimited::Trickle;
use std::io::Read;
use wire::{Encoding, FileLayout, MappedStep, Open, Recognised, Tally};

/// What a layout said of a file.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    tally: Tally,
    texts: Vec<String>,
}

fn told(file: impl Read, layout: &FileLayout, open: Open<'_>) -> Told {
    let (mut broken, mut skipped, mut texts) = (0, 0, Vec::new());
    let end = wire::read_mapped(file, &layout.mapping, open, &mut |step| match step {
        MappedStep::Skipped => skipped += 1,
        MappedStep::Broken {
            line,
            column,
            fault,
            ..
        } => {
            broken += 1;
            texts.push(format!("{line} {column} {fault:?}"));
        }
        MappedStep::Row {
            line,
            record,
            fields,
        } => {
            texts.push(format!("{line} {record} {fields:?}"));
        }
    });
    let tally = end.tally;
    assert_eq!(
        skipped,
        tally.left_out + tally.foot,
        "a row is left out and not told"
    );
    assert!(broken >= tally.refused, "a row is refused and not told");
    assert_eq!(
        tally.rows,
        tally.taken + tally.refused + skipped,
        "a row is lost"
    );
    texts.push(format!("{:?} {:?}", end.fault, end.findings));
    Told { tally, texts }
}

/// Reads a file with each of these layouts, in each encoding.
fn read(bytes: &[u8], names: &[&str]) {
    let layouts = wire::file_layouts().iter();
    let mut seen = 0;
    for layout in layouts.filter(|layout| names.contains(&layout.name.as_str())) {
        seen += 1;
        for encoding in [Encoding::Utf8, Encoding::Gb18030] {
            let open = Open {
                path: "IND25030401ACOMN",
                encoding: Some(encoding),
            };
            let told = self::told(bytes, layout, open);
            let trickled = self::told(Trickle(bytes), layout, open);
            assert_eq!(
                told, trickled,
                "{} depends on how bytes arrive",
                layout.name
            );
        }
    }
    assert_eq!(seen, names.len(), "a layout is not shipped");
}

/// ISO 20022.
pub fn layout_xml(bytes: &[u8]) {
    read(bytes, &["camt"]);
}

/// OFX.
pub fn layout_sgml(bytes: &[u8]) {
    read(bytes, &["ofx"]);
}

/// MT940 and BAI2.
pub fn layout_tagged(bytes: &[u8]) {
    read(bytes, &["mt940", "bai2"]);
}

/// UnionPay's files.
pub fn layout_fixed(bytes: &[u8]) {
    read(bytes, &["unionpay-acomn", "unionpay-zm"]);
}

/// Bills and banks' exports.
pub fn layout_lines(bytes: &[u8]) {
    read(
        bytes,
        &[
            "alipay-business",
            "bank-abc",
            "bank-generic",
            "wechat-personal",
            "wechat-trade",
        ],
    );
}

/// Recognition, and what follows from it.
pub fn recognise(bytes: &[u8]) {
    let head = &bytes[..bytes.len().min(wire::HEAD_BYTES_MAX)];
    if let Recognised::One(found) = wire::recognise(head, "a.csv", wire::file_layouts()) {
        let encoding = Some(found.encoding);
        told(
            bytes,
            found.layout,
            Open {
                path: "a.csv",
                encoding,
            },
        );
    }
}
