//! Books of a made-up day, of every event that the templates have: `day BOOKS MERCHANTS SEED`. For the check of the exports
//! by programs that other people wrote (`./dev ledger-oracles`).
//!
//! Events come in an order that a die decides; what the ledger refuses is left out, so what is written is lawful and odd.

use ledger::{Day, Instant, Money, Occasion, Per, Postings, Template};
use std::collections::BTreeMap;
use store::{Error, Step, Store, Writes};

/// Events that are tried for each merchant.
const EVENTS_EACH: u64 = 40;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [books, merchants, seed] = arguments.as_slice() else {
        eprintln!("day BOOKS MERCHANTS SEED");
        std::process::exit(2);
    };
    let (merchants, seed): (u64, u64) = (
        merchants.parse().expect("a number"),
        seed.parse().expect("a number"),
    );
    let postings = Postings::shipped();
    let store = Store::open(books, postings.chart(), Instant::from_ms(0)).expect("it opens");
    let templates: Vec<&Template> = postings.templates().collect();
    let mut die = Die(seed);
    let mut told: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..merchants * EVENTS_EACH {
        let template = templates[die.below(templates.len() as u64) as usize];
        let (merchant, payout) = (
            format!("M{}", number % merchants),
            format!("P{}", die.below(merchants * 2)),
        );
        let reference = format!("R{}", die.below(merchants * 8));
        let money = [
            ("amount", Money::fen(1 + die.below(500_000) as i64)),
            ("fee", Money::fen(die.below(100) as i64)),
        ];
        let subjects = [
            (Per::Merchant, merchant.as_str()),
            (Per::Payout, payout.as_str()),
            (Per::Network, "unionpay"),
            (Per::Bank, ["icbc", "Icbc", "X-icbc"][die.below(3) as usize]),
            (Per::Channel, "nucc"),
        ];
        let day = Day::from_epoch(20_413 + (number / (merchants * 8)) as i32);
        let made = [&money[..0], &money[..1], &money[1..], &money[..]]
            .into_iter()
            .find_map(|amounts| {
                let occasion = Occasion {
                    reference: &reference,
                    of: None,
                    at: Instant::from_ms(number as i64),
                    day,
                    subjects: &subjects,
                    amounts,
                };
                postings.entry(&template.slug, &occasion).ok()
            });
        let Some(entry) = made else { continue };
        let writes = Writes {
            entries: vec![entry],
            ..Writes::default()
        };
        match store.work(vec![], move |_| Step::Done((), writes.clone())) {
            Ok(()) => *told.entry("booked").or_default() += 1,
            Err(Error::Refused(_)) => *told.entry("refused").or_default() += 1,
            Err(error) => panic!("{error}"),
        }
    }
    println!("{told:?}");
}

/// Throws the same for the same seed.
struct Die(u64);

impl Die {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
