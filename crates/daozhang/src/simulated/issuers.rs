//! Issuers: what they answer, what they did, and the clearing lines that follow from it.
//!
//! Every request is carried out once, by its reference number, however often it comes. Fates are drawn from a seed, so that
//! the same requests in the same order meet the same ones. Card numbers are masked at the first touch and kept nowhere.

use crate::serve::records;
use ledger::{Cutoff, Day, Instant, Zone, settlement_day};
use std::collections::BTreeMap;
use std::path::Path;
use wire::iso8583::Message;
use wire::mask_card;

/// How often fates are planted, in a thousand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fates {
    /// Declined, for one reason or another.
    pub declined: u64,
    /// Carried out, and the answer never comes.
    pub lost: u64,
    /// Answered later than anybody waits.
    pub late: u64,
    /// Answered with 98: the network does not know what the issuer did.
    pub unknown: u64,
}

/// What an issuer did.
struct Item {
    txn_type: &'static str,
    amount: i64,
    code: String,
    auth: String,
    day: Day,
    mid: String,
    tid: String,
    stan: String,
    mcc: String,
    name: String,
    card: String,
    original: String,
    done: bool,
    undone: bool,
}

/// What is answered, and when.
pub struct Said {
    /// Field 39.
    pub code: String,
    /// Field 38.
    pub auth: Option<String>,
    /// Field 15.
    pub day: Option<Day>,
    /// Field 54.
    pub balance: Option<String>,
    /// Whether the answer never comes.
    pub lost: bool,
    /// Whether it comes when nobody waits any more.
    pub late: bool,
}

/// All issuers behind the network.
pub struct Issuers {
    items: BTreeMap<String, Item>,
    fates: Fates,
    random: u64,
    zone: Zone,
}

const DECLINES: [&str; 6] = ["51", "55", "61", "54", "57", "05"];

impl Issuers {
    /// With these fates.
    pub fn new(fates: Fates, seed: u64, zone: Zone) -> Issuers {
        Issuers {
            items: BTreeMap::new(),
            fates,
            random: seed ^ 0x9E37_79B9_7F4A_7C15,
            zone,
        }
    }

    /// How many requests were carried out.
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// Answers a request, an advice, a reversal or an adjustment.
    pub fn answer(&mut self, message: &Message, now: Instant) -> Option<Said> {
        let text = |number: u8| text(message, number);
        let rrn = text(37);
        let processing = text(3);
        match &message.message_type()? {
            b"0420" => Some(self.undo(&rrn)),
            b"0220" if processing.starts_with("22") || processing.starts_with("02") => {
                Some(self.undo(&rrn))
            }
            b"0100" | b"0200" | b"0220" | b"0620" => Some(self.request(message, &rrn, now)),
            _ => None,
        }
    }

    fn request(&mut self, message: &Message, rrn: &str, now: Instant) -> Said {
        if let Some(item) = self.items.get(rrn) {
            return said(item); // The same request again.
        }
        let text = |number: u8| text(message, number);
        let mti = message.message_type().unwrap_or(*b"0200");
        let draw = self.below(1000);
        let is_advice = mti[2] == b'2';
        let declined = !is_advice && draw < self.fates.declined;
        let code = if declined {
            DECLINES[self.below(DECLINES.len() as u64) as usize]
        } else {
            "00"
        };
        let auth = format!("{:06}", self.below(1_000_000));
        let original = text(62);
        let txn_type = txn_type(
            mti,
            &text(3),
            self.items.get(&original).map_or("", |item| item.txn_type),
        );
        let item = Item {
            txn_type,
            amount: text(4).parse().unwrap_or(0),
            code: code.to_owned(),
            auth,
            day: settlement_day(now, &self.zone, Cutoff::UNIONPAY),
            mid: text(42),
            tid: text(41),
            stan: text(11),
            mcc: text(18),
            name: text(43).trim_end().to_owned(),
            card: card(message),
            original,
            done: !declined,
            undone: false,
        };
        let mut answer = said(&item);
        self.items.insert(rrn.to_owned(), item);
        if is_advice {
            return answer;
        }
        match self.below(1000) {
            fate if fate < self.fates.lost => answer.lost = true,
            fate if fate < self.fates.lost + self.fates.late => answer.late = true,
            fate if fate < self.fates.lost + self.fates.late + self.fates.unknown => {
                (answer.code, answer.auth) = ("98".to_owned(), None);
            }
            _ => {}
        }
        answer
    }

    fn undo(&mut self, rrn: &str) -> Said {
        let code = match self.items.get_mut(rrn) {
            Some(item) if item.done => {
                item.undone = true;
                "00"
            }
            _ => "25",
        };
        Said {
            code: code.to_owned(),
            auth: None,
            day: None,
            balance: None,
            lost: false,
            late: false,
        }
    }

    /// The clearing files, one a settlement day: what moved money and stands.
    pub fn write_clearing(&self, folder: &Path) -> anyhow::Result<usize> {
        let mut days: BTreeMap<Day, Vec<[String; 14]>> = BTreeMap::new();
        let moved = |item: &&Item| {
            item.done && !item.undone && item.amount > 0 && !item.txn_type.is_empty()
        };
        let items = self
            .items
            .iter()
            .filter(|(_, item)| moved(item) && !item.txn_type.starts_with("preauth"));
        for (rrn, item) in items {
            days.entry(item.day).or_default().push(line(rrn, item));
        }
        let folder = folder.join("clearing");
        std::fs::create_dir_all(&folder)?;
        let mut count = 0;
        for (day, lines) in days {
            count += lines.len();
            records::table(&folder.join(format!("{day}.csv")), &CLEARING, &lines)?;
        }
        Ok(count)
    }

    /// SplitMix64.
    fn below(&mut self, end: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }
}

const CLEARING: [&str; 14] = [
    "rrn",
    "mid",
    "tid",
    "stan",
    "txn_type",
    "amount",
    "currency",
    "network_fee",
    "settle_date",
    "mcc",
    "merchant_name",
    "card",
    "orig_rrn",
    "network_ref",
];

fn line(rrn: &str, item: &Item) -> [String; 14] {
    [
        rrn.to_owned(),
        item.mid.clone(),
        item.tid.clone(),
        item.stan.clone(),
        item.txn_type.to_owned(),
        item.amount.to_string(),
        "CNY".to_owned(),
        String::new(),
        item.day.to_string(),
        item.mcc.clone(),
        item.name.clone(),
        item.card.clone(),
        item.original.clone(),
        format!("N{rrn}"),
    ]
}

fn said(item: &Item) -> Said {
    let approved = item.code == "00";
    Said {
        code: item.code.clone(),
        auth: approved.then(|| item.auth.clone()),
        day: approved.then_some(item.day),
        balance: (approved && item.txn_type.is_empty()).then(|| "1002156C000000123456".to_owned()),
        lost: false,
        late: false,
    }
}

/// What the network calls it, by message type and processing code; empty for what moves nothing.
fn txn_type(mti: [u8; 4], processing: &str, original: &str) -> &'static str {
    match (&mti, processing.get(..2).unwrap_or_default()) {
        (b"0100", "03") => "preauth",
        (b"0100", _) => "preauth_void",
        (b"0220", "20") => "refund",
        (_, "20") if original == "completion" => "completion_void",
        (_, "20") => "void",
        (_, "00") if original == "preauth" => "completion",
        (_, "00") => "sale",
        _ => "",
    }
}

/// The masked number: of field 2, or of what stands before the separator of the second track.
fn card(message: &Message) -> String {
    let number: Vec<u8> = match (message.element(2), message.element(35)) {
        (Some(element), _) => element.units().collect(),
        (None, Some(track)) => track.units().take_while(u8::is_ascii_digit).collect(),
        (None, None) => return String::new(),
    };
    mask_card(&number).as_str().to_owned()
}

/// An element as text; empty where there is none.
pub fn text(message: &Message, number: u8) -> String {
    let element = message.element(number);
    element.map_or_else(String::new, |element| {
        element.units().map(char::from).collect()
    })
}
