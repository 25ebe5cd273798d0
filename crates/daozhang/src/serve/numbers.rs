//! Reference numbers: each given out once, by any process, in any life of it.
//!
//! A process takes numbers of a day from the books ten thousand at a time; those that it does not use are lost, and nobody
//! misses them. The name is the last digit of the year, the day of the year, and eight digits.

use acquirer::Rrn;
use ledger::{Day, Instant, Zone};
use std::sync::Mutex;
use store::{Put, Step, Store, Writes};

const BLOCK: u64 = 10_000;
/// More than this no day has.
const DAY_MAX: u64 = 100_000_000;

/// Gives out reference numbers.
pub struct Numbers {
    store: Store,
    zone: Zone,
    block: Mutex<Block>,
}

#[derive(Default)]
struct Block {
    day: String,
    next: u64,
    end: u64,
}

impl Numbers {
    /// From these books.
    pub fn new(store: Store, zone: Zone) -> Numbers {
        Numbers {
            store,
            zone,
            block: Mutex::default(),
        }
    }

    /// The next one. It waits for the books once in ten thousand times.
    pub fn next(&self, now: Instant) -> Result<Rrn, store::Error> {
        let day = day_name(self.zone.day(now));
        let mut block = self
            .block
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if block.day != day || block.next == block.end {
            let first = self.claim(&day)?;
            *block = Block {
                day: day.clone(),
                next: first,
                end: first + BLOCK,
            };
        }
        let number = block.next;
        block.next += 1;
        assert!(
            number < DAY_MAX,
            "a day has fewer swipes than a hundred million"
        );
        Ok(Rrn::parse(&format!("{day}{number:08}")).expect("twelve digits"))
    }

    fn claim(&self, day: &str) -> Result<u64, store::Error> {
        let key = format!("numbers/{day}");
        let keys = vec![key.clone()];
        self.store.work(keys, move |view| {
            let Some(kept) = view.get(&key) else {
                return Step::Load(vec![key.clone()]);
            };
            let first: u64 = kept.and_then(|text| text.parse().ok()).unwrap_or(0);
            let body = Some((first + BLOCK).to_string());
            let put = Put {
                key: key.clone(),
                body,
                due: None,
            };
            Step::Done(
                first,
                Writes {
                    puts: vec![put],
                    ..Writes::default()
                },
            )
        })
    }
}

/// The last digit of the year and the day of the year.
fn day_name(day: Day) -> String {
    let (year, _, _) = day.to_ymd();
    let first = Day::ymd(year, 1, 1).expect("every year begins");
    format!("{}{:03}", year.rem_euclid(10), day.days_since(first) + 1)
}
