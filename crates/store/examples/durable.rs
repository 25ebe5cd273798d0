//! How many sales a second are durable: `durable URL CLIENTS SECONDS`, one line of figures on stdout.
//!
//! A sale is two units of work, as in the acquirer: the request (four rows read, two written, a pending entry), then the
//! answer (two rows read, three written, the entry posted, a line in the audit log). Each client waits until one unit is on disk before
//! it hands in the next. The work of terminals, networks and messages is not part of it.

use ledger::{Day, Instant, Money, Occasion, Per, Postings};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, atomic::AtomicU64, atomic::Ordering};
use std::time::{Duration, Instant as Clock};
use store::{Note, Put, Step, Store, View, Writes};

/// As many merchants as a town has.
const MERCHANTS: u64 = 1000;

struct Bench {
    store: Store,
    postings: Arc<Postings>,
    day: Day,
}

/// A client that was told that its unit is durable.
struct Told {
    client: u64,
    /// The sale that it is at, and whether its request or its answer was written.
    sale: u64,
    answered: bool,
    begun: Clock,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, clients, seconds] = arguments.as_slice() else {
        eprintln!("durable URL CLIENTS SECONDS");
        std::process::exit(2);
    };
    let (clients, seconds): (u64, u64) = (
        clients.parse().expect("a number"),
        seconds.parse().expect("a number"),
    );
    let postings = Arc::new(Postings::shipped());
    let store = Store::open(url, postings.chart(), Instant::from_ms(0)).expect("it opens");
    let bench = Bench {
        store,
        postings,
        day: Day::from_epoch(20_413),
    };
    let (tell, told) = channel();
    let next = AtomicU64::new(start_of_run());
    for client in 0..clients {
        bench.request(client, next.fetch_add(1, Ordering::Relaxed), tell.clone());
    }
    let begun = Clock::now();
    let mut waits: Vec<Duration> = Vec::new();
    let (mut sales, mut open) = (0_u64, clients);
    while open > 0 {
        let Told {
            client,
            sale,
            answered,
            begun: asked,
        } = told.recv().expect("a client holds the other end");
        waits.push(asked.elapsed());
        sales += u64::from(answered);
        match (answered, begun.elapsed() < Duration::from_secs(seconds)) {
            (_, false) => open -= 1,
            (false, true) => bench.answer(client, sale, tell.clone()),
            (true, true) => {
                bench.request(client, next.fetch_add(1, Ordering::Relaxed), tell.clone())
            }
        }
    }
    let took = begun.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |part: usize| waits[(waits.len() - 1) * part / 1000].as_secs_f64() * 1000.0;
    println!(
        "clients {clients}: {:.0} sales/s, {:.0} units/s, wait ms p50 {:.1} p99 {:.1} p99.9 {:.1}",
        sales as f64 / took,
        waits.len() as f64 / took,
        at(500),
        at(990),
        at(999)
    );
}

/// A number that no earlier run over the same books has used: seconds since 1970, millions of sales each.
fn start_of_run() -> u64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    since.as_millis() as u64 % 100_000_000 * 10_000
}

impl Bench {
    fn entry(&self, event: &str, sale: u64, amounts: &[(&str, Money)]) -> ledger::Entry {
        let (reference, merchant) = (
            format!("{sale:012}"),
            format!("8981000123{:05}", sale % MERCHANTS),
        );
        let subjects = [
            (Per::Merchant, merchant.as_str()),
            (Per::Network, "unionpay"),
        ];
        let occasion = Occasion {
            reference: &reference,
            of: None,
            at: Instant::from_ms(sale as i64),
            day: self.day,
            subjects: &subjects,
            amounts,
        };
        self.postings.entry(event, &occasion).expect("an entry")
    }

    fn request(&self, client: u64, sale: u64, tell: Sender<Told>) {
        let (terminal, swipe) = (
            format!("terminal/T{client:07}"),
            format!("swipe/T{client:07}/{sale:012}"),
        );
        let (batch, reference) = (
            format!("batch/T{client:07}/000001"),
            format!("reference/{sale:012}"),
        );
        let entry = self.entry("sale_requested", sale, &[("amount", Money::fen(12_000))]);
        let keys = vec![terminal.clone(), swipe.clone(), batch, reference.clone()];
        let decide = move |view: &View| {
            assert_eq!(view.get(&swipe), Some(None), "a new sale");
            let body = format!(
                "kind=sale;mid=898100012345678;rrn={sale:012};amount=12000;received_at=1763690400000;state=sent;card=622848******1234;entry=051;given_back=0;reserved=0;attempts=0;counted=0;"
            );
            let due = Some(Instant::from_ms(1_763_690_460_000));
            let puts = vec![
                Put {
                    key: swipe.clone(),
                    body: Some(body),
                    due,
                },
                Put {
                    key: reference.clone(),
                    body: Some(format!("swipe={swipe}")),
                    due: None,
                },
            ];
            Step::Done(
                (),
                Writes {
                    puts,
                    entries: vec![entry.clone()],
                    ..Writes::default()
                },
            )
        };
        let begun = Clock::now();
        self.store.submit(keys, decide, move |outcome| {
            outcome.expect("written");
            let _ = tell.send(Told {
                client,
                sale,
                answered: false,
                begun,
            });
        });
    }

    fn answer(&self, client: u64, sale: u64, tell: Sender<Told>) {
        let (swipe, batch) = (
            format!("swipe/T{client:07}/{sale:012}"),
            format!("batch/T{client:07}/000001"),
        );
        let entry = self.entry("sale_approved", sale, &[]);
        let decide = move |view: &View| {
            let Some(Some(body)) = view.get(&swipe) else {
                return Step::Load(vec![swipe.clone()]);
            };
            let body = body.replace(
                "state=sent",
                "state=approved;code=00;auth=123456;settle_day=20413",
            );
            let puts = vec![
                Put {
                    key: swipe.clone(),
                    body: Some(body),
                    due: None,
                },
                Put {
                    key: batch.clone(),
                    body: Some(format!(
                        "debit={};debits=1;credit=0;credits=0;closed=0;",
                        sale
                    )),
                    due: None,
                },
            ];
            let note = Note {
                at: Instant::from_ms(sale as i64),
                subject: swipe.clone(),
                body: "approved".to_owned(),
            };
            Step::Done(
                (),
                Writes {
                    puts,
                    entries: vec![entry.clone()],
                    notes: vec![note],
                    ..Writes::default()
                },
            )
        };
        let keys = vec![
            format!("swipe/T{client:07}/{sale:012}"),
            format!("batch/T{client:07}/000001"),
        ];
        let begun = Clock::now();
        self.store.submit(keys, decide, move |outcome| {
            outcome.expect("written");
            let _ = tell.send(Told {
                client,
                sale,
                answered: true,
                begun,
            });
        });
    }
}
