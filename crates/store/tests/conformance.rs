//! What a store promises, looked at on both engines: SQLite, and a PostgreSQL cluster of the tests' own.

mod place;

use ledger::{CheckpointKey, Day, Entry, Instant, Money, Occasion, Per, Postings, Refusal};
use place::{Place, on_both};
use std::sync::{Arc, mpsc};
use store::{Error, Finding, Note, Plan, Put, Reader, Step, Store, Writes};

fn postings() -> Postings {
    Postings::shipped()
}

fn open(place: &Place) -> Store {
    Store::open(&place.url, postings().chart(), Instant::from_ms(0)).expect("it opens")
}

fn reader(place: &Place) -> Reader {
    Reader::open(&place.url).expect("it opens")
}

fn entry(event: &str, reference: &str, amounts: &[(&str, i64)]) -> Entry {
    let amounts: Vec<(&str, Money)> = amounts
        .iter()
        .map(|(name, fen)| (*name, Money::fen(*fen)))
        .collect();
    let subjects = [
        (Per::Merchant, "M1"),
        (Per::Network, "unionpay"),
        (Per::Bank, "icbc"),
        (Per::Payout, "P1"),
    ];
    let occasion = Occasion {
        reference,
        of: None,
        at: Instant::from_ms(1),
        day: Day::from_epoch(20_000),
        subjects: &subjects,
        amounts: &amounts,
    };
    postings().entry(event, &occasion).expect("an entry")
}

fn put(key: &str, body: &str) -> Put {
    Put {
        key: key.to_owned(),
        body: Some(body.to_owned()),
        due: None,
    }
}

fn write(store: &Store, writes: Writes) -> Result<(), Error> {
    store.work(vec![], move |_| Step::Done((), writes.clone()))
}

fn book(store: &Store, entries: Vec<Entry>) -> Result<(), Error> {
    write(
        store,
        Writes {
            entries,
            ..Writes::default()
        },
    )
}

/// What an account holds for good, debits plus.
fn holds(place: &Place, code: u16) -> i64 {
    let balances = reader(place).balances().expect("they are read");
    balances
        .iter()
        .filter(|((account, _), _)| account.code.0 == code)
        .map(|(_, balance)| balance.debit - balance.credit)
        .sum()
}

fn findings(place: &Place) -> Vec<Finding> {
    reader(place).verify(None).expect("it is read").findings
}

/// Adds one to a number under a key, and answers it.
fn count(store: &Store, key: &'static str, tell: impl FnOnce(Result<u64, Error>) + Send + 'static) {
    store.submit(
        vec![],
        move |view| {
            let Some(body) = view.get(key) else {
                return Step::Load(vec![key.to_owned()]);
            };
            let next = body.map_or(0, |body| body.parse::<u64>().expect("a number")) + 1;
            let writes = Writes {
                puts: vec![put(key, &next.to_string())],
                ..Writes::default()
            };
            Step::Done(next, writes)
        },
        tell,
    );
}

#[test]
fn what_was_written_is_there_and_there_again() {
    on_both(|place| {
        let store = open(place);
        let note = Note {
            at: Instant::from_ms(7),
            subject: "swipe 1".to_owned(),
            body: "repeated".to_owned(),
        };
        let due = Put {
            due: Some(Instant::from_ms(50)),
            ..put("swipe/1", "state=sent;金额")
        };
        write(
            &store,
            Writes {
                puts: vec![due, put("swipe/2", "x")],
                entries: vec![entry("sale_requested", "r1", &[("amount", 500)])],
                notes: vec![note.clone()],
                plans: vec![],
            },
        )
        .expect("written");
        write(
            &store,
            Writes {
                puts: vec![Put {
                    body: None,
                    ..put("swipe/2", "")
                }],
                ..Writes::default()
            },
        )
        .expect("written");
        drop(store);
        let look = reader(place);
        assert_eq!(
            look.row("swipe/1").expect("read").as_deref(),
            Some("state=sent;金额")
        );
        assert_eq!(look.row("swipe/2").expect("read"), None);
        assert_eq!(look.rows("swipe/", "", 9).expect("read").len(), 1);
        assert_eq!(look.due(Instant::from_ms(49), 9), Ok(vec![]));
        assert_eq!(
            look.due(Instant::from_ms(50), 9),
            Ok(vec![("swipe/1".to_owned(), Instant::from_ms(50))])
        );
        assert_eq!(
            look.entries().expect("read"),
            [entry("sale_requested", "r1", &[("amount", 500)])]
        );
        let notes: Vec<Note> = look.notes(1).map(|row| row.expect("read").note).collect();
        assert_eq!(notes, [note]);
        assert_eq!(findings(place), []);
        book(&open(place), vec![entry("sale_approved", "r1", &[])]).expect("the chain goes on");
        assert_eq!(findings(place), []);
        assert_eq!(holds(place, 1101), 500);
    });
}

#[test]
fn a_thousand_units_at_once_see_each_other() {
    on_both(|place| {
        let store = open(place);
        let (tell, told) = mpsc::channel();
        for _ in 0..1000 {
            let tell = tell.clone();
            count(&store, "counter/a", move |next| {
                tell.send(next.expect("counted")).expect("somebody listens")
            });
        }
        drop(tell);
        let mut all: Vec<u64> = told.iter().collect();
        all.sort_unstable();
        assert_eq!(all, (1..=1000).collect::<Vec<u64>>());
        assert_eq!(
            reader(place).row("counter/a").expect("read").as_deref(),
            Some("1000")
        );
    });
}

#[test]
fn a_refused_entry_undoes_its_unit_and_no_other() {
    on_both(|place| {
        let store = open(place);
        let (tell, told) = mpsc::channel();
        // One batch: nothing is answered before it is whole.
        for number in 0..9 {
            let sent = entry("payout_sent", &format!("sent{number}"), &[("amount", 10)]);
            let entries = match number {
                4 => vec![
                    entry("payout_planned", "plan", &[("amount", 10), ("fee", 0)]),
                    sent,
                ],
                _ => vec![sent],
            };
            let writes = Writes {
                puts: vec![put(&format!("n/{number}"), "done")],
                entries,
                ..Writes::default()
            };
            let tell = tell.clone();
            store.submit(
                vec![],
                move |_| Step::Done((), writes.clone()),
                move |outcome| tell.send((number, outcome)).expect("heard"),
            );
        }
        drop(tell);
        let mut outcomes: Vec<(i32, Result<(), Error>)> = told.iter().collect();
        outcomes.sort_by_key(|(number, _)| *number);
        for (number, outcome) in outcomes {
            let row = reader(place).row(&format!("n/{number}")).expect("read");
            match number {
                4 => assert_eq!((outcome, row.as_deref()), (Ok(()), Some("done"))),
                _ => assert!(
                    matches!(outcome, Err(Error::Refused(Refusal::BelowZero { .. })))
                        && row.is_none(),
                    "{number}: {outcome:?}"
                ),
            }
        }
        assert_eq!((holds(place, 2201), holds(place, 2202)), (0, -10));
        assert_eq!(findings(place), []);
    });
}

#[test]
fn the_same_entry_is_booked_once_and_another_of_its_name_never() {
    on_both(|place| {
        let store = open(place);
        let five = entry("own_funds_added", "f", &[("amount", 5)]);
        let later = Entry {
            at: Instant::from_ms(99),
            ..five.clone()
        };
        book(&store, vec![five.clone(), five.clone()]).expect("booked");
        book(&store, vec![later]).expect("known");
        let six = entry("own_funds_added", "f", &[("amount", 6)]);
        assert!(matches!(
            book(&store, vec![six]),
            Err(Error::Refused(Refusal::NameTaken { .. }))
        ));
        assert_eq!(holds(place, 1001), 5);
        assert_eq!(reader(place).entries().expect("read").len(), 1);
    });
}

#[test]
fn a_pending_entry_is_resolved_once() {
    on_both(|place| {
        let store = open(place);
        let not_pending =
            |outcome| matches!(outcome, Err(Error::Refused(Refusal::NotPending { .. })));
        assert!(not_pending(book(
            &store,
            vec![entry("sale_approved", "r", &[])]
        )));
        book(&store, vec![entry("sale_requested", "r", &[("amount", 7)])]).expect("booked");
        book(&store, vec![entry("sale_approved", "r", &[])]).expect("booked");
        book(&store, vec![entry("sale_approved", "r", &[])]).expect("known");
        assert!(not_pending(book(
            &store,
            vec![entry("sale_declined", "r", &[])]
        )));
        book(
            &store,
            vec![
                entry("sale_requested", "q", &[("amount", 9)]),
                entry("sale_abandoned", "q", &[]),
            ],
        )
        .expect("booked");
        assert_eq!(holds(place, 1101), 7);
        assert_eq!(findings(place), []);
    });
}

#[test]
fn a_decision_that_breaks_down_is_set_aside() {
    on_both(|place| {
        let store = open(place);
        let broken = store.work(vec![], |_| -> Step<()> { panic!("a law is broken") });
        assert_eq!(broken, Err(Error::Broken("a law is broken".to_owned())));
        let insatiable = store.work(vec![], |_| -> Step<()> {
            Step::Load(vec!["more".to_owned()])
        });
        assert_eq!(insatiable, Err(Error::Insatiable(32)));
        write(
            &store,
            Writes {
                puts: vec![put("a", "b")],
                ..Writes::default()
            },
        )
        .expect("the store goes on");
    });
}

#[test]
fn a_plan_is_written_once() {
    on_both(|place| {
        let store = open(place);
        let plan = |body: &str| Writes {
            plans: vec![Plan {
                id: "2025-11-21".to_owned(),
                at: Instant::from_ms(1),
                body: body.to_owned(),
            }],
            ..Writes::default()
        };
        write(&store, plan("pay 5")).expect("written");
        write(&store, plan("pay 5")).expect("the same");
        assert_eq!(
            write(&store, plan("pay 6")),
            Err(Error::PlanTaken("2025-11-21".to_owned()))
        );
        let kept = reader(place)
            .plan("2025-11-21")
            .expect("read")
            .expect("it is there");
        assert_eq!(kept.body, "pay 5");
        assert_eq!(reader(place).plan("2025-11-22"), Ok(None));
    });
}

#[test]
fn checkpoints_are_signed_and_followed() {
    on_both(|place| {
        let store = open(place);
        let key = Arc::new(CheckpointKey::new(&[3; 32]));
        for number in 1..=3 {
            book(
                &store,
                vec![entry(
                    "own_funds_added",
                    &format!("f{number}"),
                    &[("amount", 1)],
                )],
            )
            .expect("booked");
            let signed = store
                .checkpoint(&key, Instant::from_ms(number))
                .expect("signed");
            assert_eq!(signed.checkpoint.number, number as u64);
        }
        let said = reader(place).verify(Some(&key.public())).expect("read");
        assert_eq!(
            (said.findings.as_slice(), said.entries, said.checkpoints),
            (&[][..], 3, 3)
        );
        let other = CheckpointKey::new(&[4; 32]);
        let said = reader(place).verify(Some(&other.public())).expect("read");
        assert!(
            matches!(said.findings[..], [Finding::Checkpoint(_)]),
            "{said:?}"
        );
    });
}

#[test]
fn whatever_is_done_behind_the_stores_back_is_named() {
    let unlock = |place: &Place| match place.is_sqlite() {
        true => {
            "DROP TRIGGER entries_stay; DROP TRIGGER entries_last; DROP TRIGGER legs_stay; DROP TRIGGER legs_last; DROP TRIGGER notes_stay; "
        }
        false => {
            "DROP TRIGGER entries_stay ON entries; DROP TRIGGER legs_stay ON legs; DROP TRIGGER notes_stay ON notes; "
        }
    };
    let check = |tampering: &str, wanted: &str| {
        on_both(|place| {
            let store = open(place);
            for number in 1..=6 {
                let note = Note {
                    at: Instant::from_ms(number),
                    subject: "s".to_owned(),
                    body: "b".to_owned(),
                };
                let entries = vec![entry(
                    "own_funds_added",
                    &format!("f{number}"),
                    &[("amount", number)],
                )];
                write(
                    &store,
                    Writes {
                        entries,
                        notes: vec![note],
                        ..Writes::default()
                    },
                )
                .expect("written");
            }
            store
                .checkpoint(&Arc::new(CheckpointKey::new(&[3; 32])), Instant::from_ms(9))
                .expect("signed");
            drop(store);
            place.sql(&format!("{}{tampering}", unlock(place)));
            let said: Vec<String> = findings(place)
                .iter()
                .map(|finding| match finding {
                    Finding::Chain(fault) => fault.to_string(),
                    other => format!("{other:?}")
                        .chars()
                        .take_while(char::is_ascii_alphabetic)
                        .collect(),
                })
                .collect();
            assert_eq!(said, [wanted], "{tampering}");
        });
    };
    check(
        "UPDATE legs SET amount = 40 WHERE sequence = 4",
        "chain entries 1: record 4 was edited",
    );
    check(
        "UPDATE entries SET reference = 'f9' WHERE sequence = 2",
        "chain entries 1: record 2 was edited",
    );
    check(
        "DELETE FROM legs WHERE sequence = 3; DELETE FROM entries WHERE sequence = 3",
        "chain entries 1: record 3 was removed",
    );
    check(
        "DELETE FROM legs WHERE sequence = 6; DELETE FROM entries WHERE sequence = 6",
        "chain entries 1: record 6 was removed",
    );
    check(
        "UPDATE notes SET body = 'c' WHERE sequence = 5",
        "chain audit 1: record 5 was edited",
    );
    let swap = |table: &str| {
        format!(
            "UPDATE {table} SET sequence = sequence + 100 WHERE sequence IN (2, 3); UPDATE {table} SET sequence = 105 - sequence WHERE sequence > 100; "
        )
    };
    check(
        &(swap("legs") + &swap("entries")),
        "chain entries 1: record 2 was reordered",
    );
    let insert = "INSERT INTO entries SELECT chain, 7, previous, event, reference, at, day, phase, resolves, hash, previous FROM entries WHERE sequence = 6; \
         INSERT INTO legs SELECT chain, 7, number, debit_code, debit_subject, credit_code, credit_subject, amount, currency FROM legs WHERE sequence = 6";
    let shorter = insert.replace("previous, event", "substr(previous, 1, 16), event");
    check(&shorter, "chain entries 1: record 7 was added");
    check(
        "UPDATE balances SET debit = debit + 1 WHERE code = 1001",
        "Balance",
    );
}

#[test]
fn records_are_not_changed_by_a_slip() {
    let place = Place::sqlite();
    let store = open(&place);
    book(
        &store,
        vec![entry("own_funds_added", "f", &[("amount", 5)])],
    )
    .expect("booked");
    let connection = rusqlite::Connection::open(&place.url).expect("it opens");
    for (statement, said) in [
        ("UPDATE entries SET at = 0", "entries are never changed"),
        ("DELETE FROM legs", "legs are never removed"),
    ] {
        let refused = connection
            .execute(statement, ())
            .expect_err("it is refused")
            .to_string();
        assert!(refused.contains(said), "{refused}");
    }
}

#[test]
fn one_process_writes_to_a_file_and_the_next_is_told_which() {
    let place = Place::sqlite();
    let store = open(&place);
    let second = Store::open(&place.url, postings().chart(), Instant::from_ms(0));
    let error = second.err().expect("it is locked").to_string();
    assert!(
        error.contains(&format!("process {} writes to it", std::process::id())),
        "{error}"
    );
    drop(store);
    open(&place);
}

#[test]
fn several_writers_share_one_database() {
    let Some(place) = Place::postgres() else {
        return;
    };
    let stores: Vec<Store> = (0..3).map(|_| open(&place)).collect();
    assert_eq!(
        stores.iter().map(Store::writer).collect::<Vec<u32>>(),
        [1, 2, 3]
    );
    let (tell, told) = mpsc::channel();
    for round in 0..50 {
        for store in &stores {
            let counted = tell.clone();
            count(store, "counter/shared", move |next| {
                counted.send(next.map(|_| ())).expect("heard")
            });
            // All want the same money; it is enough for twenty of them.
            let entries = match (round, store.writer()) {
                (0, 1) => vec![entry(
                    "payout_planned",
                    "plan",
                    &[("amount", 200), ("fee", 0)],
                )],
                _ => vec![entry(
                    "payout_sent",
                    &format!("sent{round}-{}", store.writer()),
                    &[("amount", 10)],
                )],
            };
            let writes = Writes {
                entries,
                ..Writes::default()
            };
            let booked = tell.clone();
            store.submit(
                vec![],
                move |_| Step::Done((), writes.clone()),
                move |outcome| booked.send(outcome).expect("heard"),
            );
        }
    }
    drop(tell);
    let outcomes: Vec<Result<(), Error>> = told.iter().collect();
    let refused = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Err(Error::Refused(_))))
        .count();
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, Ok(()) | Err(Error::Refused(_)))),
        "{outcomes:?}"
    );
    drop(stores);
    assert_eq!(
        reader(&place)
            .row("counter/shared")
            .expect("read")
            .as_deref(),
        Some("150")
    );
    let (planned, sent) = (-holds(&place, 2201), -holds(&place, 2202));
    assert_eq!(planned + sent, 200);
    assert!(
        planned >= 0 && sent as usize == (149 - refused) * 10,
        "{planned} {sent} {refused}"
    );
    assert_eq!(findings(&place), []);
}

#[test]
fn books_of_another_program_are_told() {
    on_both(|place| {
        let url = &place.url;
        if place.is_sqlite() {
            assert!(
                matches!(Reader::open(url), Err(Error::Open { .. })),
                "there is no file"
            );
            std::fs::write(url, "").expect("an empty file");
        }
        assert!(matches!(Reader::open(url), Err(Error::NoBooks { .. })));
        drop(open(place));
        let bytes = if place.is_sqlite() {
            "x'00'"
        } else {
            "'\\x00'"
        };
        place.sql(&format!(
            "INSERT INTO migrations VALUES (2, '0002_later.sql', {bytes}, 0)"
        ));
        assert!(matches!(
            Reader::open(url),
            Err(Error::Damaged { .. } | Error::Newer { .. })
        ));
        place.sql("DELETE FROM migrations WHERE number = 2");
        place.sql(&format!(
            "UPDATE migrations SET hash = {}",
            if place.is_sqlite() {
                "zeroblob(32)"
            } else {
                "decode(repeat('00', 32), 'hex')"
            }
        ));
        assert!(matches!(
            Store::open(url, postings().chart(), Instant::from_ms(0)),
            Err(Error::MigrationChanged { number: 1, .. })
        ));
        place.sql("DELETE FROM migrations");
        assert!(matches!(Reader::open(url), Err(Error::NoBooks { .. })));
    });
}
