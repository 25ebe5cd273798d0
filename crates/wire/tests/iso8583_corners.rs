//! Corners of the codec: small dialects and messages, each for one thing that went wrong once or easily could.

use wire::Lang;
use wire::iso8583::{
    Dialect, Draft, Fault, FaultKind, Place, Shown, Wrapping, decode, dialect, dialects, encode,
    read_dialects,
};

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

fn refused(elements: &[&str], head: &str, more: &str, why: &str) {
    let said = table(elements, head, more)
        .expect_err("it is broken")
        .join("\n");
    assert!(said.contains(why), "{why} is not in:\n{said}");
}

fn first_fault(bytes: &[u8], dialect: &Dialect) -> Fault {
    decode(bytes, dialect, Wrapping::BARE)
        .fault
        .expect("it is broken")
}

fn text(shown: &Shown) -> &str {
    match shown {
        Shown::Text(text) => text,
        _ => "",
    }
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

/// A sign has a byte of its own, so a number of bytes does not tell how many digits there are.
#[test]
fn what_cannot_be_read_back_is_no_table() {
    let row = "number = 28, holds = \"x+n\", length = \"llvar 9\", coding = \"packed\", counts = \"bytes\"";
    refused(&[row], PLAIN, "", "line 2: element 28: ");
    let fixed = "number = 28, holds = \"x+n\", length = \"fixed 9\", coding = \"packed\", counts = \"bytes\"";
    assert!(table(&[fixed], PLAIN, "").is_ok(), "nothing is counted");
}

#[test]
fn parts_have_an_end_and_an_envelope_begins_as_it_can() {
    let third = "number = 3, holds = \"n\", length = \"fixed 6\"";
    let part = "{ zh = \"x\", en = \"x\", units = 9223372036854775807 }";
    let form =
        format!("[[form]]\nelement = 3\nshape = \"group\"\npart = [{part}, {part}, {part}]\n");
    refused(&[third], PLAIN, &form, "units");
    let envelope = |holds: &str, begins: &str| {
        format!(
            "[[dialect.envelope]]\nslug = \"e\"\nzh = \"x\"\nen = \"x\"\nholds = \"{holds}\"\nlength = \"fixed 2\"\n\
             begins = \"{begins}\"\n"
        )
    };
    for begins in ["6g", "60000", "ab"] {
        refused(&[third], PACKED, &envelope("b", begins), "begins");
    }
    let packed = PACKED.replace("binary = \"binary\"", "binary = \"packed\"");
    refused(
        &[third],
        &packed,
        &envelope("b", "60"),
        "cannot be written so",
    );
    assert!(table(&[third], PACKED, &envelope("b", "600A")).is_ok());
}

/// Hexadecimal digits that are none are no zero bytes, and half a byte is not lost on the way.
#[test]
fn what_cannot_be_read_is_not_written_otherwise() {
    let block = "number = 52, holds = \"b\", length = \"fixed 4\"";
    let (hex, bytes) = (one(&[block], PLAIN), one(&[block], PACKED));
    let raw = b"02000000000000001000DE6DZZ8F";
    let decoded = decode(raw, &hex, Wrapping::BARE);
    assert_eq!(
        decoded.fault.map(|fault| fault.place),
        Some(Place::Element(52))
    );
    let draft = decoded.message.draft().expect("it has a type");
    let mut again = Vec::new();
    encode(&draft, &hex, Wrapping::BARE, &mut again).expect("as it came");
    assert_eq!(again, raw);
    again.clear();
    let fault = encode(&draft, &bytes, Wrapping::BARE, &mut again).expect_err("it has no bytes");
    assert_eq!(
        (fault.kind, fault.place),
        (FaultKind::Unfit, Place::Element(52))
    );
    assert!(again.is_empty());
}

/// What stands before a value may say no more than its digits can: then it can be written again.
#[test]
fn a_length_says_no_more_than_its_digits_can() {
    let row = "number = 52, holds = \"b\", length = \"lllvar 999\", prefix = \"packed\", counts = \"bytes\"";
    let dialect = one(&[row], PLAIN);
    let mut raw = b"02000000000000001000\x11\x98".to_vec();
    raw.resize(raw.len() + 1198, b'0');
    let fault = first_fault(&raw[..900], &dialect);
    assert_eq!(
        (fault.kind, fault.place),
        (
            FaultKind::TooLong {
                units: 1198,
                max: 999
            },
            Place::Element(52)
        )
    );
}

#[test]
fn a_separator_is_written_as_the_coding_has_it() {
    let track = "number = 35, holds = \"z\", length = \"llvar 37\"";
    let packed = format!("{track}, coding = \"packed\", odd = \"right 0\"");
    let (packed, plain) = (one(&[&packed], PACKED), one(&[track], PLAIN));
    let raw = b"\x02\x00\0\0\0\0\x20\0\0\0\x30\x39\x12\x34\xD5\x67\x80";
    let raw = [&raw[..10], b"09", &raw[12..]].concat();
    let here = decode(&raw, &packed, Wrapping::BARE);
    assert_eq!(here.fault, None);
    let mut there = Vec::new();
    let draft = here.message.draft().expect("it has a type");
    encode(&draft, &plain, Wrapping::BARE, &mut there).expect("it can be written");
    assert_eq!(there, b"02000000000020000000091234=5678");
    let abroad = decode(&there, &plain, Wrapping::BARE);
    let mut back = Vec::new();
    let draft = abroad.message.draft().expect("it has a type");
    encode(&draft, &packed, Wrapping::BARE, &mut back).expect("it can be written");
    assert_eq!(back, raw);
}

#[test]
fn units_beyond_the_end_are_left_out() {
    let ascii = dialect("iso8583-1987-ascii").expect("it is built in");
    let decoded = decode(b"02002000000000000000000012", ascii, Wrapping::BARE);
    let units = decoded
        .message
        .element(3)
        .expect("it is there")
        .units()
        .slice(4..usize::MAX);
    assert_eq!(units.len(), 2);
    assert_eq!(units.slice(1..usize::MAX).collect::<Vec<u8>>(), b"2");
    assert!(units.slice(usize::MAX..usize::MAX).is_empty());
}

/// A card number in a text is masked, and no two parts of the text show it together.
#[test]
fn parts_show_no_card_that_the_whole_hides() {
    let terminal = dialect("unionpay-terminal").expect("it is built in");
    let check = |number: u8, value: &[u8], open: usize| {
        let mut draft = Draft::new(*b"0210");
        draft.set(number, value);
        let mut raw = Vec::new();
        encode(&draft, terminal, Wrapping::BARE, &mut raw).expect("it can be written");
        let message = decode(&raw, terminal, Wrapping::BARE).message;
        let element = message.element(number).expect("it is there");
        let parts = element.parts();
        let shown: Vec<Shown> = parts.iter().map(|part| part.shown()).collect();
        let said: String = shown.iter().map(text).collect();
        assert!(!said.contains("0299000000"), "{said}");
        let texts = shown.iter().filter(|shown| !text(shown).is_empty());
        assert_eq!(texts.count(), open, "{shown:?}");
    };
    check(44, b"01020000   48210000   ", 2);
    check(44, b"6222029900000000010   ", 0);
    check(63, b"CUPtransfer to 62220299 00000000010  ", 1);
}

/// In a message that is read wrongly an amount may be a card number: the table does not know it then.
#[test]
fn a_code_of_a_broken_message_may_be_a_card() {
    let ascii = dialect("iso8583-1987-ascii").expect("it is built in");
    let sound = b"020000000000000008006200000000000005";
    let shown = |raw: &[u8]| {
        let decoded = decode(raw, ascii, Wrapping::BARE);
        let element = decoded.message.element(53).expect("it is there");
        (decoded.fault.is_none(), text(&element.shown()).to_owned())
    };
    assert_eq!(shown(sound), (true, "6200000000000005".to_owned()));
    let broken = [&sound[..], b"1"].concat();
    assert_eq!(shown(&broken), (false, "620000******0005".to_owned()));
}

/// What chip cards compute is of no use to a reader, and what issuers put beside it may be a balance.
#[test]
fn cryptograms_of_cards_are_not_shown() {
    let terminal = dialect("unionpay-terminal").expect("it is built in");
    let mut draft = Draft::new(*b"0200");
    let inside = b"\x9F\x26\x08\x01\x02\x03\x04\x05\x06\x07\x08\x9F\x10\x02\x07\x01\x91\x02\x11\x12\x95\x01\x00";
    draft.set(55, inside);
    let mut raw = Vec::new();
    encode(&draft, terminal, Wrapping::BARE, &mut raw).expect("it can be written");
    let message = decode(&raw, terminal, Wrapping::BARE).message;
    let parts = message.element(55).expect("it is there").parts();
    let said: Vec<Shown> = parts.iter().map(|part| part.shown()).collect();
    let said: Vec<&str> = said.iter().map(text).collect();
    assert_eq!(said, ["", "", "", "00"]);
}

#[test]
fn an_envelope_where_there_is_none_is_refused() {
    let ascii = dialect("iso8583-1987-ascii").expect("it is built in");
    let mut draft = Draft::new(*b"0800");
    draft.envelope(b"\x60\0\0\0\0");
    let mut out = b"before".to_vec();
    let fault = encode(&draft, ascii, Wrapping::FRAME, &mut out).expect_err("it has none");
    let kind = FaultKind::TooLong { units: 5, max: 0 };
    assert_eq!((fault.kind, fault.place), (kind, Place::Envelope(0)));
    assert_eq!(out, b"before");
}

#[test]
fn message_types_have_names_in_every_dialect() {
    for dialect in dialects() {
        let sale = [b'0' + dialect.version, b'2', b'0', b'0'];
        let names = [Lang::Zh, Lang::En].map(|lang| dialect.type_name(sale, lang));
        assert_eq!(names, [Some("金融交易请求"), Some("financial request")]);
        assert_eq!(dialect.type_name(*b"0999", Lang::En), None);
    }
    let third = "number = 3, holds = \"n\", length = \"fixed 6\"";
    let row =
        |digits: &str| format!("[[message_type]]\ndigits = \"{digits}\"\nzh = \"x\"\nen = \"x\"\n");
    refused(&[third], PLAIN, &row("020"), "it has four digits");
    refused(&[third], PLAIN, &row("02x0"), "it has four digits");
    refused(&[third], PLAIN, &row("1200"), "messages begin with 0");
    refused(&[third], PLAIN, &row("0200").repeat(2), "stands twice");
}

/// What a code between banks speaks for: no blanks but one between values, and what is no letter or digit falls away.
#[test]
fn chosen_elements_are_one_line_of_text() {
    let bank = dialect("unionpay-interbank").expect("it is built in");
    let check = |values: &[(u8, &[u8])], expected: &str| {
        let mut draft = Draft::new(*b"0200");
        for (number, value) in values {
            draft.set(*number, value);
        }
        let mut raw = Vec::new();
        encode(&draft, bank, Wrapping::BARE, &mut raw).expect("it can be written");
        let message = decode(&raw, bank, Wrapping::BARE).message;
        let chosen = message.chosen(bank.mac_of()).expect("it is sound");
        let said: String = chosen.map(char::from).collect();
        assert_eq!(said, expected);
    };
    check(&[], "0200");
    check(
        &[
            (2, b"6222029900000000010"),
            (3, b"000000"),
            (4, b"000000012345"),
            (7, b"0303090130"),
            (11, b"000002"),
            (18, b"5411"),
            (25, b"00"),
            (32, b"48210000"),
            (33, b"48210000"),
            (37, b"030309013002"),
        ],
        "0200 196222029900000000010 000000 000000012345 0303090130 000002 5411 00 0848210000 0848210000",
    );
    // Text is filled with blanks, and may hold anything.
    check(
        &[
            (28, b"C00000100"),
            (38, b" a1  b"),
            (41, b"*-\xB3\xC9"),
            (42, b"m,1.0;"),
        ],
        "0200 C00000100 A1 B M,1.0",
    );
    let broken = b"02000000000000000000\x40";
    let ascii = dialect("iso8583-1987-ascii").expect("it is built in");
    assert!(
        decode(broken, ascii, Wrapping::BARE)
            .message
            .chosen(&[])
            .is_some()
    );
    let unsound = b"02002000000000000000x00000";
    assert!(
        decode(unsound, ascii, Wrapping::BARE)
            .message
            .chosen(&[3])
            .is_none()
    );
    let third = "number = 3, holds = \"n\", length = \"fixed 6\"";
    let head = format!("{PLAIN}\nmac_of = [3, 4]");
    refused(&[third], &head, "", "mac_of: there is no element 4");
}

/// An amount has six bytes: twenty of them are no amount, and a card number among their digits would stand in the open.
#[test]
fn a_tag_with_more_bytes_than_it_may_have_is_not_shown() {
    let terminal = dialect("unionpay-terminal").expect("it is built in");
    let mut inside = b"\x9F\x02\x06\0\0\0\x01\x23\x45\x9F\x02\x14".to_vec();
    inside.extend(
        b"\x01\x23\x45\x62\x22\x02\x99\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09",
    );
    let mut draft = Draft::new(*b"0200");
    draft.set(55, &inside);
    let mut raw = Vec::new();
    encode(&draft, terminal, Wrapping::BARE, &mut raw).expect("it can be written");
    let message = decode(&raw, terminal, Wrapping::BARE).message;
    let parts = message.element(55).expect("it is there").parts();
    let said: Vec<Shown> = parts.iter().map(|part| part.shown()).collect();
    let said: Vec<&str> = said.iter().map(text).collect();
    assert_eq!(said, ["000000012345", ""]);
}
