//! Books of a small shop's day, written through the store, and the same after somebody laid hands on them.

use ledger::{CheckpointKey, Day, Instant, Money, Occasion, Per, Postings, Zone};
use std::path::Path;
use std::sync::Arc;
use store::{Note, Step, Store, Writes};

const MERCHANT: &str = "898100012345678";

/// An event, its reference, its amounts in fen.
type Happened = (&'static str, &'static str, &'static [(&'static str, i64)]);

/// What happened, a minute apart from 10:00 on: event, reference, amounts in fen.
const DAY: [Happened; 15] = [
    ("sale_requested", "251121000001", &[("amount", 12_000)]),
    ("sale_approved", "251121000001", &[]),
    ("sale_requested", "251121000002", &[("amount", 5_000)]),
    ("sale_declined", "251121000002", &[]),
    ("sale_requested", "251121000003", &[("amount", 8_800)]),
    ("sale_approved", "251121000003", &[]),
    ("preauth_requested", "251121000004", &[("amount", 50_000)]),
    ("sale_cleared", "251121000001", &[("amount", 12_000)]),
    ("network_fee_charged", "251121000001", &[("fee", 46)]),
    ("network_settled", "20251121", &[("amount", 11_954)]),
    (
        "settled",
        "251121000001",
        &[("amount", 12_000), ("fee", 72)],
    ),
    ("held", "H1", &[("amount", 1_000)]),
    ("payout_planned", "P1", &[("amount", 10_828), ("fee", 100)]),
    ("payout_sent", "P1", &[("amount", 10_828)]),
    ("payout_paid", "P1", &[("amount", 10_828)]),
];

/// The secret half of the key that the checkpoint is signed with.
const SECRET: [u8; 32] = [7; 32];

/// Writes the shop's books.
pub fn shop(path: &Path) {
    let (postings, zone) = (Postings::shipped(), Zone::shanghai());
    let begin = zone.parse("2025-11-21T10:00:00").expect("an instant");
    let store =
        Store::open(&path.display().to_string(), postings.chart(), begin).expect("it opens");
    for (minute, (event, reference, amounts)) in DAY.into_iter().enumerate() {
        let amounts: Vec<(&str, Money)> = amounts
            .iter()
            .map(|(name, fen)| (*name, Money::fen(*fen)))
            .collect();
        let occasion = Occasion {
            reference,
            of: None,
            at: begin.plus_seconds(60 * minute as i64),
            day: Day::parse("2025-11-21").expect("a day"),
            subjects: &[
                (Per::Merchant, MERCHANT),
                (Per::Network, "unionpay"),
                (Per::Bank, "icbc"),
                (Per::Payout, "P1"),
            ],
            amounts: &amounts,
        };
        let entry = postings.entry(event, &occasion).expect(event);
        let note = Note {
            at: occasion.at,
            subject: reference.to_owned(),
            body: event.to_owned(),
        };
        let writes = Writes {
            entries: vec![entry],
            notes: vec![note],
            ..Writes::default()
        };
        store
            .work(vec![], move |_| Step::Done((), writes.clone()))
            .expect("written");
    }
    let key = Arc::new(CheckpointKey::new(&SECRET));
    store
        .checkpoint(&key, Instant::from_ms(begin.ms() + 3_600_000))
        .expect("signed");
}

/// The shop's books after this was done to them.
pub fn meddled(path: &Path, sql: &str) {
    shop(path);
    let connection = rusqlite::Connection::open(path).expect("it opens");
    connection
        .execute_batch(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}
