//! Corners of the codec: small dialects and messages, each for one thing that went wrong once or easily could.

use wire::iso8583::{Dialect, Fault, FaultKind, Place, Wrapping, decode, read_dialects};

/// A dialect in characters with these elements; more of the table after them.
fn table(elements: &[&str], head: &str, more: &str) -> Result<Vec<Dialect>, Vec<String>> {
    let rows: String = elements
        .iter()
        .map(|row| format!("  {{ zh = \"x\", en = \"x\", {row} }},\n"))
        .collect();
    read_dialects(&format!(
        "element = [\n{rows}]\n[[dialect]]\nslug = \"x\"\nzh = \"x\"\nen = \"x\"\nversion = 0\n\
         bitmaps_max = 1\nbytes_max = 999\nprefix = \"ascii\"\ndigits = \"ascii\"\ntext = \"ascii\"\n{head}\n{more}"
    ))
}

const PLAIN: &str = "type = \"ascii\"\nbitmap = \"hex_ascii\"\nbinary = \"hex_ascii\"";

const PACKED: &str = "type = \"packed\"\nbitmap = \"binary\"\nbinary = \"binary\"";

fn one(elements: &[&str], head: &str) -> Dialect {
    let mut found = table(elements, head, "").expect("it is a table");
    found.remove(0)
}

fn first_fault(bytes: &[u8], dialect: &Dialect) -> Fault {
    decode(bytes, dialect, Wrapping::BARE)
        .fault
        .expect("it is broken")
}

#[test]
fn the_first_fault_is_the_first_byte_that_is_wrong() {
    let packed = one(
        &["number = 3, holds = \"n\", length = \"fixed 5\", coding = \"packed\", odd = \"left 0\""],
        PACKED,
    );
    let at = |bytes: &[u8], dialect: &Dialect, kind, place, offset| {
        let fault = first_fault(bytes, dialect);
        assert_eq!(
            (fault.kind, fault.place, fault.offset),
            (kind, place, offset)
        );
    };
    let third = Place::Element(3);
    let bits = b"\x02\x00\x20\0\0\0\0\0\0\0";
    let with = |value: &[u8]| [&bits[..], value].concat();
    // A filler that is none comes before a digit that is none, also in the same byte.
    at(
        &with(b"\x51\x23\x4A"),
        &packed,
        FaultKind::Filler,
        third,
        10,
    );
    at(
        &with(b"\x5A\x23\x45"),
        &packed,
        FaultKind::Filler,
        third,
        10,
    );
    at(&with(b"\x01\x2A\x45"), &packed, FaultKind::Unfit, third, 11);
    at(
        &[b"\x02\x0B", &bits[2..], b"\0\0\0"].concat(),
        &packed,
        FaultKind::Unfit,
        Place::Type,
        1,
    );
    let plain = one(&["number = 3, holds = \"n\", length = \"fixed 5\""], PLAIN);
    at(
        b"02x02000000000000000",
        &plain,
        FaultKind::Unfit,
        Place::Type,
        2,
    );
    at(
        b"02002g0000000000000012345",
        &plain,
        FaultKind::Unfit,
        Place::Bitmap,
        5,
    );
}
