//! What a terminal sends, and how it reads what comes back.
//!
//! In: what is to be asked, a card, working keys. Out: a frame with its code; of an answer the fields that the terminal
//! looks at, or why it does not believe it.

use acquirer::Kind;
use acquirer::terminal::{DIALECT, sealed, spoken_for};
use seal::{Key, Method, WorkingKeys, mac};
use wire::iso8583::{Draft, Fault, Message, Wrapping, decode, dialect, encode};
use zeroize::Zeroizing;

/// TPDU and header of every request.
const ENVELOPE: [u8; 11] = [
    0x60, 0x00, 0x03, 0x00, 0x00, 0x60, 0x31, 0x00, 0x31, 0x00, 0x00,
];

/// A card, as it is swiped: it cannot be printed, and is wiped.
#[derive(Clone)]
pub struct Swiped {
    /// Its number.
    pub number: Zeroizing<String>,
    /// The PIN that is typed in.
    pub pin: Option<Zeroizing<String>>,
}

/// What is asked.
pub struct Asked<'a> {
    /// What it is.
    pub kind: Kind,
    /// Field 41.
    pub tid: &'a str,
    /// Field 42.
    pub mid: &'a str,
    /// Field 60.2.
    pub batch: &'a str,
    /// Field 11.
    pub stan: &'a str,
    /// Field 4.
    pub amount: Option<i64>,
    /// The card.
    pub card: Option<&'a Swiped>,
    /// Fields 37, 38 and 61 of what names an original.
    pub original: Option<Original<'a>>,
    /// Field 48.
    pub totals: Option<String>,
    /// Field 60.3.
    pub network_code: &'a str,
    /// Field 39 of a reversal.
    pub reason: Option<&'a str>,
    /// Of a reversal: what is reversed.
    pub reverses: Option<Kind>,
}

/// An original, by all its names.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    /// Field 37.
    pub rrn: &'a str,
    /// Field 38.
    pub auth: &'a str,
    /// Field 61: batch, trace, date.
    pub trace: &'a str,
}

/// What a terminal reads in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Field 39.
    pub code: String,
    /// Field 37.
    pub rrn: String,
    /// Field 38.
    pub auth: String,
    /// Field 60.2.
    pub batch: String,
    /// Field 48.
    pub totals: String,
    /// Field 54.
    pub balance: String,
}

/// The frame of a request; `keys` seal it where its kind must bear a code.
pub fn write(asked: &Asked, keys: Option<&WorkingKeys>) -> Result<Vec<u8>, Fault> {
    let spec = asked.kind.spec();
    let (public, secret) = (public(asked), secret(asked, keys));
    let mut draft = Draft::new(spec.mti);
    draft.envelope(&ENVELOPE);
    for (number, value) in &public {
        draft.set(*number, value.as_bytes());
    }
    for (number, value) in &secret {
        draft.set(*number, value);
    }
    if spec.mac {
        draft.set(64, &[0; 8]);
    }
    let mut frame = Vec::with_capacity(256);
    let terminals = dialect(DIALECT).expect("it is built in");
    encode(&draft, terminals, Wrapping::FRAME, &mut frame)?;
    Ok(match keys.filter(|_| spec.mac) {
        None => frame,
        Some(keys) => {
            let code = mac(Method::UnionPayEcb, &keys.mac, spoken_for(&frame));
            sealed(frame, code.map(|mac| mac.bytes()).unwrap_or_default())
        }
    })
}

/// Whether the card goes through the reader: what names an original, or is reversed, has its number typed in.
fn is_swiped(asked: &Asked) -> bool {
    asked.original.is_none() && asked.reverses.is_none()
}

/// The elements that anybody may see.
fn public(asked: &Asked) -> Vec<(u8, String)> {
    let about = asked.reverses.unwrap_or(asked.kind).spec();
    let is_about_a_card = asked.kind.is_financial() || asked.kind == Kind::Reversal;
    let has_pin = asked.card.is_some_and(|card| card.pin.is_some());
    let entry = match (is_swiped(asked), has_pin) {
        (true, true) => "021",
        (true, false) => "022",
        (false, _) => "012",
    };
    let type_code = about.type_codes.first().map_or("00", String::as_str);
    let field60 = format!("{type_code}{}{}", asked.batch, asked.network_code);
    let mut elements = vec![
        (11, asked.stan.to_owned()),
        (41, asked.tid.to_owned()),
        (42, asked.mid.to_owned()),
        (60, field60),
    ];
    let mut put = |number: u8, value: Option<&str>| {
        let value = value.filter(|value| !value.is_empty());
        elements.extend(value.map(|value| (number, value.to_owned())));
    };
    let amount = asked.amount.map(|amount| format!("{amount:012}"));
    let condition = about.conditions.first().map(String::as_str);
    let has_currency = is_about_a_card || asked.kind == Kind::Settlement;
    put(3, Some(about.processing.as_str()));
    put(4, amount.as_deref());
    put(22, Some(entry).filter(|_| is_about_a_card));
    put(25, condition.filter(|_| is_about_a_card));
    put(37, asked.original.map(|original| original.rrn));
    put(38, asked.original.map(|original| original.auth));
    put(39, asked.reason);
    put(48, asked.totals.as_deref());
    put(49, Some("156").filter(|_| has_currency));
    put(61, asked.original.map(|original| original.trace));
    elements
}

/// The card's elements: its number, or its track with the PIN that was typed in. They are wiped.
fn secret(asked: &Asked, keys: Option<&WorkingKeys>) -> Vec<(u8, Zeroizing<Vec<u8>>)> {
    let Some(card) = asked.card else {
        return Vec::new();
    };
    let owned = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
    if !is_swiped(asked) {
        return vec![(2, owned(card.number.as_bytes()))];
    }
    let track = Zeroizing::new(format!("{}D30122206000000000", *card.number));
    let mut elements = vec![(35, owned(track.as_bytes()))];
    if let Some(block) = keys.and_then(|keys| pin_block(card, &keys.pin)) {
        elements.push((26, owned(b"06")));
        elements.push((52, Zeroizing::new(block)));
        elements.push((53, owned(b"2600000000000000")));
    }
    elements
}

/// Why a terminal does not believe an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disbelief {
    /// It could not be read.
    Broken,
    /// It answers something else.
    Other,
    /// Its code is wrong.
    Code,
}

/// Reads an answer: it must be to this request, and an approval must bear the right code.
pub fn read(
    frame: &[u8],
    asked: &Asked,
    keys: Option<&WorkingKeys>,
) -> Result<(Heard, Vec<u8>), Disbelief> {
    let dialect = dialect(DIALECT).expect("it is built in");
    let decoded = decode(frame, dialect, Wrapping::FRAME);
    if decoded.fault.is_some() {
        return Err(Disbelief::Broken);
    }
    let message = &decoded.message;
    let text = |number| text(message, number);
    let amount = asked.amount.map(|amount| format!("{amount:012}"));
    let is_equal = message.message_type() == Some(asked.kind.spec().answer_mti())
        && (text(11), text(41), text(42))
            == (
                asked.stan.to_owned(),
                asked.tid.to_owned(),
                asked.mid.to_owned(),
            )
        && (text(4).is_empty() || Some(text(4)) == amount);
    if !is_equal {
        return Err(Disbelief::Other);
    }
    if asked.kind.spec().mac && text(39) == "00" {
        let said = message
            .element(64)
            .map(|element| element.raw())
            .unwrap_or_default();
        let right =
            keys.and_then(|keys| mac(Method::UnionPayEcb, &keys.mac, message.up_to(64)?).ok());
        if !right.is_some_and(|mac| mac.is(said)) {
            return Err(Disbelief::Code);
        }
    }
    let heard = Heard {
        code: text(39),
        rrn: text(37),
        auth: text(38),
        batch: text(60).get(2..8).unwrap_or_default().to_owned(),
        totals: text(48),
        balance: text(54),
    };
    let hidden = message.element(62).map(|element| element.raw().to_vec());
    Ok((heard, hidden.unwrap_or_default()))
}

fn text(message: &Message, number: u8) -> String {
    crate::simulated::issuers::text(message, number)
}

/// The PIN in a block of format 0 under the terminal's key; `None` without a PIN.
fn pin_block(card: &Swiped, key: &Key) -> Option<Vec<u8>> {
    let pin = card.pin.as_ref()?;
    let digits = card.number.as_bytes();
    let bound = digits.get(digits.len().checked_sub(13)?..digits.len() - 1)?;
    let mut block = Zeroizing::new([0xFF_u8; 8]);
    block[0] = pin.len() as u8;
    for (place, digit) in pin.bytes().enumerate() {
        let half = digit - b'0';
        let byte = &mut block[1 + place / 2];
        *byte = if place % 2 == 0 {
            half << 4 | 0x0F
        } else {
            *byte & 0xF0 | half
        };
    }
    for (place, pair) in bound.chunks(2).enumerate() {
        block[2 + place] ^= (pair[0] - b'0') << 4 | (pair[1] - b'0');
    }
    let mut hidden = block.to_vec();
    key.encipher(&mut hidden).ok()?;
    Some(hidden)
}
