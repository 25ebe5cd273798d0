//! What a terminal asks for, read off its message.
//!
//! In: a message of the terminals' dialect that was decoded without a fault, and the key of card tokens. Out: a
//! [`Request`], which may be kept and printed, and beside it the [`Secrets`], which may not. What cannot be read gives
//! the code that the terminal is told, and which field was the reason. Absent: whether it is allowed (`check`).

use crate::card::{Card, Secrets};
use crate::kind::{Kind, Said, kind};
use crate::name::{AuthCode, BatchNo, Code, MerchantId, Rrn, Stan, SwipeId, TerminalId};
use wire::MaskKey;
use wire::iso8583::Message;

/// Whether a message bears the right code. The key lies in a module, so whoever can ask it hands the answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacCheck {
    /// It bears the right one.
    Right,
    /// It bears another one.
    Wrong,
    /// It bears none.
    Absent,
    /// The terminal has no key yet.
    NoKey,
}

/// What a terminal asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it is.
    pub kind: Kind,
    /// Terminal, batch and trace; of a reversal those of what it reverses.
    pub id: SwipeId,
    /// The merchant it says it belongs to.
    pub mid: MerchantId,
    /// The amount in fen; 0 where the message has none.
    pub amount: i64,
    /// Field 49; empty where the message has none.
    pub currency: String,
    /// Field 22.
    pub entry: String,
    /// Whether a chip could not be read and the stripe was used (60.5).
    pub fallback: bool,
    /// Whether the terminal says that it is in test mode.
    pub test_mode: bool,
    /// Field 60.3.
    pub network_code: String,
    /// What is kept of the card.
    pub card: Card,
    /// The original that it names.
    pub original: Named,
    /// Why it is reversed (field 39).
    pub reason: Option<Code>,
    /// Where the terminal says that it stands: an area of six digits (field 59, tag A5).
    pub area: Option<String>,
    /// Its code, checked.
    pub mac: MacCheck,
    /// Field 48 of a batch settlement.
    pub totals: Option<Totals>,
    /// The records of a batch upload.
    pub uploads: Vec<Upload>,
    /// How many records an upload's end counts.
    pub upload_count: Option<u32>,
}

/// How a request names its original.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Field 37.
    pub rrn: Option<Rrn>,
    /// Field 38.
    pub auth: Option<AuthCode>,
    /// Fields 61.1 and 61.2.
    pub trace: Option<(BatchNo, Stan)>,
}

/// What a terminal counts in its batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// What cardholders paid, in fen.
    pub debit: i64,
    /// In how many swipes.
    pub debits: u32,
    /// What was given back.
    pub credit: i64,
    /// How many times.
    pub credits: u32,
    /// Whether foreign cards are counted, too: they are not taken here.
    pub foreign: bool,
}

/// A record of a batch upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its trace.
    pub stan: Stan,
    /// Its amount in fen.
    pub amount: i64,
}

/// A message that is no request, and what the terminal is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The field that is missing or wrong.
    pub field: u8,
    /// The code of the answer.
    pub code: Code,
}

const FORMAT_ERROR: Code = Code::of(b"30");
const NOT_SUPPORTED: Code = Code::of(b"40");

/// Reads a request. The second part is card data on its way to the network.
pub fn read(message: &Message, mac: MacCheck, key: &MaskKey) -> Result<(Request, Secrets), Unread> {
    let text = |number| text(message, number);
    let wrong = |field| Unread {
        field,
        code: FORMAT_ERROR,
    };
    let field60 = text(60);
    let part = |range: std::ops::Range<usize>| field60.get(range).unwrap_or_default();
    let mti = message.message_type().ok_or(wrong(0))?;
    let said = Said {
        mti,
        processing: &text(3),
        condition: &text(25),
        type_code: part(0..2),
        network_code: part(8..11),
    };
    let kind = kind(said).ok_or(Unread {
        field: 60,
        code: NOT_SUPPORTED,
    })?;
    let id = SwipeId {
        tid: TerminalId::parse(&text(41)).ok_or(wrong(41))?,
        batch: BatchNo::parse(part(2..8)).ok_or(wrong(60))?,
        stan: Stan::parse(&text(11)).ok_or(wrong(11))?,
    };
    let amount = match kind {
        Kind::Tip => text(48),
        _ => text(4),
    };
    let secrets = secrets(message);
    let request = Request {
        kind,
        id,
        mid: MerchantId::parse(&text(42)).ok_or(wrong(42))?,
        amount: number(&amount).ok_or(wrong(4))?,
        currency: text(49),
        entry: text(22),
        fallback: part(12..13) == "2",
        test_mode: message
            .envelope()
            .and_then(|bytes| bytes.get(7))
            .is_some_and(|byte| byte >> 4 == 1),
        network_code: part(8..11).to_owned(),
        card: secrets
            .number()
            .map(|number| Card::of(number, key))
            .unwrap_or_default(),
        original: named(&text(37), &text(38), &text(61)),
        reason: Code::parse(&text(39)),
        area: area(&text(59)),
        mac,
        totals: if kind == Kind::Settlement {
            Some(totals(&text(48)).ok_or(wrong(48))?)
        } else {
            None
        },
        uploads: if kind == Kind::BatchUpload {
            uploads(&text(48)).ok_or(wrong(48))?
        } else {
            Vec::new()
        },
        upload_count: if kind == Kind::BatchEnd {
            Some(count(&text(48)).ok_or(wrong(48))?)
        } else {
            None
        },
    };
    Ok((request, secrets))
}

/// An element as text; empty where the message does not have it.
pub(crate) fn text(message: &Message, number: u8) -> String {
    let element = message.element(number);
    element.map_or_else(String::new, |element| {
        element.units().map(char::from).collect()
    })
}

fn secrets(message: &Message) -> Secrets {
    let mut secrets = Secrets::default();
    for number in Secrets::ELEMENTS {
        if let Some(element) = message.element(number) {
            secrets.put(number, element.units().collect());
        }
    }
    secrets
}

/// A whole number; an absent one is 0.
fn number(digits: &str) -> Option<i64> {
    match digits {
        "" => Some(0),
        _ => digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())
            .flatten(),
    }
}

fn count(digits: &str) -> Option<u32> {
    number(digits).and_then(|count| u32::try_from(count).ok())
}

fn named(rrn: &str, auth: &str, field61: &str) -> Named {
    let part = |range: std::ops::Range<usize>| field61.get(range).unwrap_or_default();
    Named {
        rrn: Rrn::parse(rrn),
        auth: AuthCode::parse(auth),
        trace: BatchNo::parse(part(0..6)).zip(Stan::parse(part(6..12))),
    }
}

/// The area in field 59: two characters of tag, three digits of length, the value.
fn area(field59: &str) -> Option<String> {
    let mut rest = field59;
    while let Some((tag, after)) = rest.split_at_checked(2) {
        let (length, after) = after.split_at_checked(3)?;
        let (value, after) = after.split_at_checked(length.parse().ok()?)?;
        if tag == "A5" && value.len() == 6 {
            return Some(value.to_owned());
        }
        rest = after;
    }
    None
}

/// Sixty-two digits: domestic debits and credits with a flag, then the same of foreign cards.
fn totals(digits: &str) -> Option<Totals> {
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(number);
    let narrow = |value: i64| u32::try_from(value).ok();
    Some(Totals {
        debit: part(0..12)?,
        debits: narrow(part(12..15)?)?,
        credit: part(15..27)?,
        credits: narrow(part(27..30)?)?,
        foreign: digits.get(31..61)?.bytes().any(|byte| byte != b'0'),
    })
}

/// A count of two digits, then records of forty: card class, trace, card number, amount. The card number is not kept.
fn uploads(digits: &str) -> Option<Vec<Upload>> {
    const RECORDS_MAX: usize = 8;
    let records = usize::try_from(number(digits.get(..2)?)?)
        .ok()
        .filter(|records| *records <= RECORDS_MAX)?;
    let record = |place: usize| {
        let record = digits.get(2 + 40 * place..42 + 40 * place)?;
        Some(Upload {
            stan: Stan::parse(record.get(2..8)?)?,
            amount: number(record.get(28..40)?)?,
        })
    };
    (0..records).map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::iso8583::{Wrapping, decode, dialect};

    fn request(hex: &str) -> Result<(Request, Secrets), Unread> {
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("digits");
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
        let dialect = dialect("unionpay-terminal").expect("it is built in");
        let decoded = decode(&bytes, dialect, Wrapping::FRAME);
        assert!(decoded.fault.is_none());
        read(
            &decoded.message,
            MacCheck::Right,
            &MaskKey::of(b"for tests"),
        )
    }

    #[test]
    fn a_sale_of_the_handbook_is_read_and_its_card_masked() {
        let (sale, secrets) = request(
            "007460000300006031003100000200302004C020C0981100000000000001234500000202100006376222029900000000010D30122206000000000031303030303136313839383331303135343131303030323135\
             36DE6D8B8F7D4E623D26000000000000000013220000010005003841374144454146",
        )
        .expect("a request");
        assert_eq!((sale.kind, sale.amount), (Kind::Sale, 12_345));
        assert_eq!(sale.id.to_string(), "10000161/000001/000002");
        assert_eq!(sale.card.masked, "622202******0010");
        assert_eq!(sale.card.token.len(), 12);
        assert_eq!(secrets.number(), Some(&b"6222029900000000010"[..]));
        assert!(!format!("{sale:?} {secrets:?}").contains("6222029900000000010"));
    }

    #[test]
    fn totals_and_uploads_are_read() {
        let said = "000000012345001000000002345001".to_owned() + "0" + &"0".repeat(31);
        let totals = totals(&said).expect("totals");
        assert_eq!(
            (totals.debit, totals.debits, totals.credit, totals.credits),
            (12_345, 1, 2_345, 1)
        );
        let records = uploads("010000000206222029900000000010000000012345").expect("one record");
        assert_eq!(records[0].stan.number(), 2);
        assert!(uploads("09").is_none());
    }
}
