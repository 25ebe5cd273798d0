//! The network's side: a demand written in the dialect between banks, a reply read.
//!
//! A reversal or an adjustment names what it is about by field 90 and the reference number: the card number is kept
//! nowhere, so it goes with the first request only.

use super::terminal::{Institution, clock, month_and_day};
use crate::event::{Asked, Demand, Reply, network_stan};
use crate::kind::{Effect as Money, Way};
use crate::name::{AuthCode, Code, Rrn};
use crate::request::text;
use ledger::{Instant, Zone, field15};
use wire::iso8583::{Draft, Fault, Message, Wrapping, dialect, encode};

/// The dialect between banks.
pub const DIALECT: &str = "unionpay-interbank";
/// A header that says no more than its own length; the whole length is put in.
pub const HEADER_BYTES: usize = 46;

/// What the network must be told of a merchant.
#[derive(Clone, Debug)]
pub struct Shop<'a> {
    /// Its category (field 18).
    pub mcc: &'a str,
    /// Its name and place (field 43), forty characters of ASCII or less.
    pub name: &'a str,
}

/// The message type of a demand.
pub fn message_type(demand: &Demand) -> [u8; 4] {
    match demand.asked {
        Asked::Reversal => *b"0420",
        Asked::Adjustment => *b"0220",
        Asked::Request if demand.kind.spec().way == Way::Online => demand.kind.spec().mti,
        Asked::Request if demand.kind.spec().mti == *b"0620" => *b"0620",
        Asked::Request => *b"0220",
    }
}

/// The bytes of a demand, as a frame with its header.
pub fn write(
    demand: &Demand,
    shop: &Shop,
    institution: &Institution,
    zone: &Zone,
) -> Result<Vec<u8>, Fault> {
    let elements = elements(demand, shop, institution, zone);
    let envelope = header(institution);
    let mut draft = Draft::new(message_type(demand));
    draft.envelope(&envelope);
    for (number, value) in demand.secrets.elements() {
        draft.set(number, value);
    }
    for (number, value) in &elements {
        draft.set(*number, value.as_bytes());
    }
    let mut out = Vec::with_capacity(512);
    let interbank = dialect(DIALECT).expect("it is built in");
    encode(&draft, interbank, Wrapping::FRAME, &mut out)?;
    Ok(out)
}

/// All elements but the card's.
fn elements(
    demand: &Demand,
    shop: &Shop,
    institution: &Institution,
    zone: &Zone,
) -> Vec<(u8, String)> {
    let (time, day) = clock(demand.made_at, zone);
    let stan = network_stan(demand.rrn).map(|stan| stan.to_string());
    let ascii = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
    let conditions = &demand.kind.spec().conditions;
    let code = institution.0.clone();
    let mut elements = vec![
        (3, processing(demand)),
        (7, stamp(demand.made_at, zone)),
        (11, stan.unwrap_or_else(|| "000001".to_owned())),
        (12, time),
        (13, day),
        (
            25,
            conditions.first().map_or("00", String::as_str).to_owned(),
        ),
        (32, code.clone()),
        (33, code),
        (37, demand.rrn.to_string()),
        (41, demand.id.tid.to_string()),
        (42, demand.mid.to_string()),
        (43, format!("{:<40.40}", ascii(shop.name))),
        (49, "156".to_owned()),
    ];
    let mut put = |number: u8, value: Option<String>| {
        elements.extend(value.map(|value| (number, value)));
    };
    let fits =
        |text: &str, length: usize| Some(text.to_owned()).filter(|text| text.len() == length);
    put(
        4,
        (demand.amount > 0).then(|| format!("{:012}", demand.amount)),
    );
    put(18, fits(shop.mcc, 4));
    put(22, fits(&demand.entry, 3));
    put(38, demand.auth.map(|auth| auth.to_string()));
    put(39, demand.reason.map(|reason| reason.to_string()));
    // Our reference of the original: its last six digits alone are in field 90.
    put(62, demand.original.map(|(_, rrn)| rrn.to_string()));
    let original = |(at, rrn)| original(at, rrn, institution, zone);
    put(90, demand.original.map(original));
    elements
}

/// Field 3: the kind's, or that of an adjustment: credit for a charge, debit for what was given back.
fn processing(demand: &Demand) -> String {
    match demand.asked {
        Asked::Adjustment if demand.kind.spec().money == Money::GiveBack => "020000".to_owned(),
        Asked::Adjustment => "220000".to_owned(),
        _ if demand.kind.spec().processing.is_empty() => "000000".to_owned(),
        _ => demand.kind.spec().processing.clone(),
    }
}

/// `MMDDhhmmss`.
pub fn stamp(at: Instant, zone: &Zone) -> String {
    let (time, day) = clock(at, zone);
    day + &time
}

/// Field 90: message type, trace, time, and both institutions of the original.
fn original(at: Instant, rrn: Rrn, institution: &Institution, zone: &Zone) -> String {
    let stan = &rrn.as_str()[6..];
    let name = format!("{:0>11.11}", institution.0);
    format!("0200{stan}{}{name}{name}", stamp(at, zone))
}

/// A header: its length, version, and both ends by name.
pub fn header(institution: &Institution) -> Vec<u8> {
    let mut header = vec![0x2E, 0x02];
    header.extend(b"0000");
    header.extend(format!("{:<11.11}{:<11.11}", "00010000", institution.0).bytes());
    header.extend([0; 3]);
    header.push(0);
    header.extend(b"00000000");
    header.push(0);
    header.extend(b"00000");
    header.resize(HEADER_BYTES, 0);
    header
}

/// Reads a reply; `None` for a message that answers nothing of ours.
pub fn read(message: &Message, now: Instant, zone: &Zone) -> Option<Reply> {
    let text = |number| text(message, number);
    let processing = text(3);
    let asked = match &message.message_type()? {
        b"0110" | b"0210" | b"0630" => Asked::Request,
        b"0230" if processing.starts_with("22") || processing.starts_with("02") => {
            Asked::Adjustment
        }
        b"0230" => Asked::Request,
        b"0430" => Asked::Reversal,
        _ => return None,
    };
    let balance = text(54);
    Some(Reply {
        asked,
        rrn: Rrn::parse(&text(37))?,
        made_at: instant(&text(7), now, zone)?,
        code: Code::parse(&text(39))?,
        auth: AuthCode::parse(&text(38)),
        settle_day: field15(&text(15), zone.day(now)),
        balance: Some(balance).filter(|balance| !balance.is_empty()),
    })
}

/// The instant of an `MMDDhhmmss`, of the year that brings it closest.
pub fn instant(stamp: &str, now: Instant, zone: &Zone) -> Option<Instant> {
    let (day, time) = stamp.split_at_checked(4)?;
    let part = |range: std::ops::Range<usize>| time.get(range)?.parse::<u32>().ok();
    let seconds = part(0..2)? * 3600 + part(2..4)? * 60 + part(4..6)?;
    Some(zone.at(field15(day, zone.day(now))?, seconds))
}

/// The settlement day of a network, as field 15.
pub fn settlement_field(day: ledger::Day) -> String {
    month_and_day(day)
}
