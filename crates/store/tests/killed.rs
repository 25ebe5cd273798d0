//! A process that writes is killed at random points: what it was told is written is there, once, and the books balance.

mod place;

use ledger::{Day, Instant, Money, Occasion, Per, Postings};
use place::{Place, on_both};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;
use store::{Put, Reader, Step, Store, Writes};

/// How often the process is killed, on each engine; `KILLS` says otherwise.
const KILLS: u64 = 5;
/// The longest that it lives, after it has begun to write.
const LIFE_MS_MAX: u64 = 400;
/// How many units wait at a time.
const CLIENTS: u64 = 16;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let kills = std::env::var("KILLS")
        .ok()
        .map_or(KILLS, |text| text.parse().expect("a number"));
    let seed = std::env::var("SEED")
        .ok()
        .map_or(7, |text| text.parse::<u64>().expect("a number"));
    on_both(|place| {
        let mut acknowledged = BTreeSet::new();
        let mut state = seed;
        for kill in 0..kills {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let life = Duration::from_millis((state >> 33) % LIFE_MS_MAX);
            acknowledged.extend(killed_after(place, kill, life));
            look(place, &acknowledged, kill, seed);
        }
        assert!(
            !acknowledged.is_empty(),
            "no process lived long enough to write anything"
        );
    });
}

/// Lets a process write until it is killed; what it was told is written.
fn killed_after(place: &Place, round: u64, life: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args([
            "--exact",
            "a_process_that_writes",
            "--ignored",
            "--nocapture",
        ])
        .env("BOOKS_URL", &place.url)
        .env("BOOKS_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut all = Vec::new();
    // Its life is counted from its first answer, so that each kill meets it at work.
    let first = lines
        .by_ref()
        .find_map(|line| acknowledged(&line.expect("text")));
    all.extend(first);
    let killer = std::thread::spawn(move || {
        std::thread::sleep(life); // The point at which it is killed is what is tested.
        child.kill().expect("it can be killed");
        child.wait().expect("it ends")
    });
    all.extend(
        lines
            .map_while(Result::ok)
            .filter_map(|line| acknowledged(&line)),
    );
    killer.join().expect("it was killed");
    all
}

/// What a line of the process acknowledges: it ends with a reference and a full stop, or was cut off.
fn acknowledged(line: &str) -> Option<String> {
    line.rsplit(' ')
        .next()?
        .strip_suffix('.')
        .filter(|word| word.starts_with('r'))
        .map(str::to_owned)
}

fn look(place: &Place, acknowledged: &BTreeSet<String>, kill: u64, seed: u64) {
    let reader = Reader::open(&place.url).expect("it opens");
    let said = reader.verify(None).expect("it is read");
    assert_eq!(said.findings, [], "kill {kill}, seed {seed}");
    let entries = reader.entries().expect("they are read");
    let booked: BTreeSet<String> = entries
        .iter()
        .map(|entry| entry.reference.to_string())
        .collect();
    assert_eq!(
        booked.len() * 2,
        entries.len(),
        "each is booked twice over: requested, approved"
    );
    for reference in acknowledged {
        assert!(
            booked.contains(reference),
            "{reference} was acknowledged and is not booked; kill {kill}, seed {seed}"
        );
        assert!(
            reader
                .row(&format!("swipe/{reference}"))
                .expect("read")
                .is_some()
        );
    }
    let rows = (0..).map_while({
        let mut after = String::new();
        let reader = &reader;
        move |_| {
            let page = reader.rows("swipe/", &after, 1000).expect("read");
            after.clone_from(&page.last()?.key);
            Some(page.len())
        }
    });
    assert_eq!(
        rows.sum::<usize>(),
        booked.len(),
        "row and entries of a unit go together"
    );
}

/// Not a test: what is killed above. It writes for as long as it lives, and prints a reference when it was told that it is
/// written.
#[test]
#[ignore = "run by what_was_acknowledged_survives_a_kill"]
fn a_process_that_writes() {
    let Ok(url) = std::env::var("BOOKS_URL") else {
        return;
    };
    let round = std::env::var("BOOKS_ROUND").expect("it is set beside");
    let postings = Postings::shipped();
    let store = Store::open(&url, postings.chart(), Instant::from_ms(0)).expect("it opens");
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (store, postings, round) = (&store, &postings, &round);
            scope.spawn(move || {
                for number in 0_u64.. {
                    let reference = format!("r{round}-{client}-{number}");
                    let entry = |event: &str, amounts: &[(&str, Money)]| {
                        let subjects = [(Per::Merchant, "M1"), (Per::Network, "unionpay")];
                        let occasion = Occasion {
                            reference: &reference,
                            of: None,
                            at: Instant::from_ms(1),
                            day: Day::from_epoch(20_000),
                            subjects: &subjects,
                            amounts,
                        };
                        postings.entry(event, &occasion).expect("an entry")
                    };
                    let writes = Writes {
                        puts: vec![Put {
                            key: format!("swipe/{reference}"),
                            body: Some("approved".to_owned()),
                            due: None,
                        }],
                        entries: vec![
                            entry("sale_requested", &[("amount", Money::fen(1))]),
                            entry("sale_approved", &[]),
                        ],
                        ..Writes::default()
                    };
                    store
                        .work(vec![], move |_| Step::Done((), writes.clone()))
                        .expect("written");
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "{reference}.")
                        .and_then(|()| out.flush())
                        .expect("somebody listens");
                }
            });
        }
    });
}
