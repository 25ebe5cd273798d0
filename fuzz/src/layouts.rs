//! Files of other people, through every shipped layout of a frame, and through recognition.
//!
//! Laws, beside those of `told`: how the bytes arrive does not matter; what is recognised can be read, and recognition
//! looks at nothing but its head.

use crate::delimited::Trickle;
use crate::told::told;
use wire::{Encoding, Open, Recognised};

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
            let once = told(bytes, &layout.mapping, open);
            let trickled = told(Trickle(bytes), &layout.mapping, open);
            assert_eq!(
                once, trickled,
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
            &found.layout.mapping,
            Open {
                path: "a.csv",
                encoding,
            },
        );
    }
}
