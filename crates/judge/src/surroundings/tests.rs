use super::*;
use proptest::prelude::*;
use trail::{FileId, Source};

const NOON_MS: i64 = 1_741_060_800_000;

fn at(second: i64) -> Instant {
    Instant::from_ms(NOON_MS + second * 1_000)
}

fn row(line: u32) -> Place {
    Place {
        source: Source::Platform,
        file: FileId(7),
        line,
    }
}

fn settled(mut notes: Surroundings) -> Surroundings {
    notes.settle(600);
    notes
}

fn query(tid: u32, second: i64) -> Query {
    Query {
        mid: 1,
        tid,
        channel: 5,
        amount: 10_000,
        at: Some(at(second)),
        platform: None,
        repeat: None,
        terminal_only: false,
        doubtful: true,
    }
}

fn charge(line: u32, card: u64, stan: u64, second: i64) -> CardCharge {
    CardCharge {
        mid: 1,
        amount: 10_000,
        card,
        at: at(second),
        stan,
        place: row(line),
    }
}

#[test]
fn equal_charges_near_each_other_are_twins() {
    let mut notes = Surroundings::default();
    notes.note_charge(charge(1, 70, 11, 0));
    notes.note_charge(charge(2, 70, 12, 600)); // On the limit, and the next stretch of the sieve.
    notes.note_charge(charge(3, 70, 13, 1_201)); // A second too late for the one before.
    notes.note_charge(charge(4, 71, 14, 5)); // Another card.
    notes.note_charge(CardCharge {
        amount: 10_001,
        ..charge(5, 70, 15, 5)
    });
    notes.note_charge(CardCharge {
        mid: 2,
        ..charge(6, 70, 16, 5)
    });
    let notes = settled(notes);
    let twin = |line| {
        notes
            .around(&Query {
                platform: Some(row(line)),
                ..query(9, 0)
            })
            .twin
    };
    assert_eq!(twin(1), Some(row(2)));
    assert_eq!(twin(2), Some(row(1)));
    assert_eq!([3, 4, 5, 6].map(twin), [None; 4]);
}

#[test]
fn the_same_request_told_twice_is_no_twin() {
    let mut notes = Surroundings::default();
    notes.note_charge(charge(1, 70, 11, 0));
    notes.note_charge(charge(8, 70, 11, 0));
    let notes = settled(notes);
    assert_eq!(
        notes
            .around(&Query {
                platform: Some(row(1)),
                ..query(9, 0)
            })
            .twin,
        None
    );
}

#[test]
fn a_repeat_finds_the_earliest_request_with_its_trace() {
    let trace = (1, 2, 3, 4);
    let mut notes = Surroundings::default();
    notes.note_trace(trace, at(50), row(2));
    notes.note_trace(trace, at(10), row(1));
    notes.note_trace(trace, at(90), row(3));
    notes.note_trace((1, 2, 3, 5), at(5), row(4));
    let notes = settled(notes);
    let earlier = |second, trace| {
        let asked = Query {
            repeat: Some(trace),
            ..query(2, second)
        };
        notes.around(&asked).same_trace
    };
    assert_eq!(earlier(90, trace), Some(row(1)));
    assert_eq!(earlier(10, trace), None, "nothing came before the first");
    assert_eq!(
        earlier(90, (1, 2, 3, 5)),
        None,
        "a lone request has no other"
    );
}

#[test]
fn a_qr_order_of_the_same_merchant_and_amount_stands_near() {
    let mut notes = Surroundings::default();
    notes.note_qr_order(1, 10_000, at(900), row(1));
    let notes = settled(notes);
    let order = |second, amount, terminal_only| {
        let asked = Query {
            amount,
            terminal_only,
            ..query(2, second)
        };
        notes.around(&asked).qr_instead
    };
    assert_eq!(order(0, 10_000, true), Some(row(1)));
    assert_eq!(order(1_800, 10_000, true), Some(row(1)));
    assert_eq!(order(-1, 10_000, true), None);
    assert_eq!(order(0, 10_001, true), None);
    assert_eq!(order(0, 10_000, false), None);
}

#[test]
fn a_terminal_is_silent_alone_or_with_the_others() {
    let mut notes = Surroundings::default();
    for second in [0, 600, 1_800, 1_801] {
        notes.note_silent_terminal(2, at(second));
        notes.note_silent_terminal(2, at(second)); // Delivered twice.
    }
    for busy in 0..100 {
        notes.note_platform(5, 300 + busy, at(i64::from(busy) * 20), false, false);
    }
    notes.note_silent_terminal(3, at(100));
    let alone = settled(notes.clone()).around(&query(2, 1_800));
    assert_eq!(
        (alone.silent_on_terminal, alone.silent_elsewhere),
        (3, 0),
        "one of a hundred is usual"
    );
    for other in 0..30 {
        notes.note_silent_terminal(400 + other, at(200));
    }
    let together = settled(notes).around(&query(2, 0));
    assert_eq!(
        (together.silent_on_terminal, together.silent_elsewhere),
        (3, 31)
    );
}

#[test]
fn a_platform_falls_silent_where_many_terminals_do_and_few_hear_anything() {
    let mut quiet = Surroundings::default();
    for terminal in 0_u32..25 {
        quiet.note_silent_terminal(terminal, at(i64::from(terminal) * 20));
    }
    let mut busy = quiet.clone();
    for second in -1_200..1_800 {
        busy.note_platform(5, 900, at(second), false, false);
    }
    let (quiet, busy) = (settled(quiet), settled(busy));
    assert_eq!(quiet.around(&query(3, 60)).terminals_silent, 25);
    assert_eq!(
        quiet.around(&query(3, 1_300)).terminals_silent,
        0,
        "another time"
    );
    assert_eq!(
        busy.around(&query(3, 60)).terminals_silent,
        0,
        "25 among 600 is what every day brings"
    );
}

#[test]
fn a_channel_is_at_fault_by_its_share() {
    let mut notes = Surroundings::default();
    for second in 0..100 {
        notes.note_platform(5, 1, at(second), second >= 60, false);
        notes.note_platform(6, 1, at(second), false, false);
    }
    let notes = settled(notes);
    let of = |channel, second| {
        let around = notes.around(&Query {
            channel,
            ..query(1, second)
        });
        (around.channel_fault_ppm, around.channel_rows)
    };
    assert_eq!(
        of(5, 99),
        (1_000_000, 40),
        "of windows with equal faults the one with fewer rows"
    );
    assert_eq!(of(5, 0), (400_000, 100));
    assert_eq!(of(6, 0), (0, 0));
    assert_eq!(
        notes
            .around(&Query {
                doubtful: false,
                ..query(1, 99)
            })
            .channel_rows,
        0
    );
}

#[test]
fn a_clock_is_off_when_most_swipes_say_so() {
    let mut notes = Surroundings::default();
    for (tid, off) in [(1, true), (1, true), (1, false), (2, true), (2, false)] {
        let shift = if off { 601 } else { 600 };
        notes.note_clocks(tid, at(shift), at(0));
    }
    let notes = settled(notes);
    assert!(notes.around(&query(1, 0)).clock_skewed);
    assert!(!notes.around(&query(2, 0)).clock_skewed);
}

/// A note of any kind, made from a few small numbers.
fn note(notes: &mut Surroundings, (kind, who, second): (u8, u32, i64)) {
    let line = who * 100_000 + second as u32 * 10 + u32::from(kind);
    match kind {
        0 => notes.note_silent_terminal(who, at(second)),
        1 => notes.note_platform(who % 2, who, at(second), second % 3 == 0, second % 5 == 0),
        2 => notes.note_trace((1, who, 1, 1), at(second), row(line)),
        3 => notes.note_charge(charge(line, who.into(), second as u64 % 7, second)),
        4 => notes.note_qr_order(1, i64::from(who), at(second), row(line)),
        _ => notes.note_clocks(who, at(second % 2 * 601), at(0)),
    }
}

/// All that can be asked, asked of everyone.
fn asked(notes: &Surroundings) -> Vec<Around> {
    let swipes = (0_u32..6).flat_map(|who| (0..40).map(move |step| (who, step * 60)));
    let ask = |(who, second): (u32, i64)| {
        notes.around(&Query {
            mid: 1,
            tid: who,
            channel: who % 2,
            amount: who.into(),
            at: Some(at(second)),
            platform: Some(row(who * 100_000 + second as u32 * 10 + 3)),
            repeat: Some((1, who, 1, 1)),
            terminal_only: true,
            doubtful: true,
        })
    };
    swipes.map(ask).collect()
}

proptest! {
    #[test]
    fn notes_merge_in_any_order_and_any_parts(
        given in prop::collection::vec((0_u8..6, 0_u32..6, 0_i64..2_400), 0..200),
        parts in 1_usize..5,
        seed in any::<u64>(),
    ) {
        let mut whole = Surroundings::default();
        given.iter().for_each(|one| note(&mut whole, *one));
        let mut shares = vec![Surroundings::default(); parts];
        for (index, one) in given.iter().rev().enumerate() {
            note(&mut shares[(seed as usize).wrapping_add(index * index) % parts], *one);
        }
        let mut merged = Surroundings::default();
        shares.into_iter().rev().for_each(|share| merged.merge(share));
        prop_assert_eq!(asked(&settled(merged)), asked(&settled(whole)));
    }

    #[test]
    fn twins_are_those_of_plain_reading(
        given in prop::collection::vec((0_u64..3, 0_u64..4, 0_i64..3_000), 0..60),
    ) {
        let charges: Vec<CardCharge> = given.iter().zip(1..)
            .map(|((card, stan, second), line)| charge(line, *card, *stan, *second)).collect();
        let mut notes = Surroundings::default();
        charges.iter().for_each(|one| notes.note_charge(*one));
        let notes = settled(notes);
        for one in &charges {
            let near = charges.iter().filter(|other| {
                other.card == one.card && other.stan != one.stan
                    && other.at.ms().abs_diff(one.at.ms()) <= 600_000
            });
            let first = near.map(|other| other.at).min();
            let twin = notes.around(&Query { platform: Some(one.place), ..query(1, 0) }).twin;
            let found = twin.map(|place| charges[place.line as usize - 1]);
            prop_assert_eq!(found.map(|twin| twin.at), first);
            prop_assert!(found.is_none_or(|twin| twin.stan != one.stan && twin.card == one.card));
        }
    }

    #[test]
    fn the_most_terminals_silent_are_those_of_plain_reading(
        given in prop::collection::vec((0_u32..8, 0_i64..2_400), 1..60),
        second in 0_i64..2_400,
    ) {
        let mut notes = Surroundings::default();
        given.iter().for_each(|(tid, second)| notes.note_silent_terminal(*tid, at(*second)));
        let minute = |second: i64| second.div_euclid(60);
        let window = |from: i64| {
            let inside = given.iter().filter(|(_, s)| (from..from + 10).contains(&minute(*s)));
            inside.map(|(tid, _)| *tid).collect::<BTreeSet<u32>>().len() as u32
        };
        let most = (minute(second) - 9..=minute(second)).map(window).max();
        prop_assert_eq!(Some(settled(notes).around(&query(0, second)).terminals_silent), most);
    }
}
