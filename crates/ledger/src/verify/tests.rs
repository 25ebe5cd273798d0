use super::*;
use crate::chain::Kind;
use proptest::prelude::*;
use std::convert::Infallible;

const CHAIN: ChainId = ChainId {
    kind: Kind::Entries,
    number: 3,
};

fn written(count: u64) -> Vec<Stored> {
    let mut head = Head::EMPTY;
    (1..=count)
        .map(|number| {
            let record = format!("record {number}").into_bytes();
            Stored {
                place: head.append(CHAIN, &record),
                record,
            }
        })
        .collect()
}

fn looked(stored: &[Stored], signed: &[Head]) -> Result<Head, ChainFault> {
    let read = || Ok::<_, Infallible>(stored.iter().cloned().map(Ok));
    match verify(CHAIN, signed, read) {
        Ok(found) => found,
        Err(never) => match never {},
    }
}

fn head_of(stored: &[Stored]) -> Head {
    stored.last().map_or(Head::EMPTY, |last| Head {
        length: last.place.sequence,
        hash: last.place.hash,
    })
}

/// Numbers them anew, as somebody would who wants no gap to be seen.
fn renumber(stored: &mut [Stored]) {
    for (index, one) in stored.iter_mut().enumerate() {
        one.place.sequence = index as u64 + 1;
    }
}

/// Makes every hash anew from a record on, as somebody would who knows how it is done.
fn rehash(stored: &mut [Stored], from: usize) {
    let mut head = head_of(&stored[..from]);
    for one in &mut stored[from..] {
        one.place = head.append(CHAIN, &one.record);
    }
}

fn says(change: impl Fn(&mut Vec<Stored>), signed: bool) -> String {
    let mut stored = written(9);
    let heads = [head_of(&stored[..4]), head_of(&stored[..7])];
    change(&mut stored);
    let found = looked(&stored, if signed { &heads } else { &[] });
    found.map_or_else(
        |fault| format!("{} {}", fault.tampering.slug(), fault.sequence),
        |head| format!("{} records", head.length),
    )
}

#[test]
fn a_chain_as_written_is_right() {
    assert_eq!(looked(&[], &[]), Ok(Head::EMPTY));
    let stored = written(9);
    assert_eq!(
        looked(&stored, &[head_of(&stored[..4]), head_of(&stored)]),
        Ok(head_of(&stored))
    );
}

#[test]
fn edits_are_named() {
    let edit = |stored: &mut Vec<Stored>| stored[4].record = b"another".to_vec();
    assert_eq!(says(edit, false), "edited 5");
    let and_rehash_it = |stored: &mut Vec<Stored>| {
        edit(stored);
        stored[4].place.hash = hash_at(CHAIN, 5, stored[4].place.previous, &stored[4].record);
    };
    assert_eq!(says(and_rehash_it, false), "edited 5");
    assert_eq!(says(|stored| stored[0].record.clear(), false), "edited 1");
    assert_eq!(says(|stored| stored[8].record.clear(), false), "edited 9");
    assert_eq!(
        says(|stored| stored[3].place.hash = Hash::ZERO, false),
        "edited 4"
    );
    assert_eq!(
        says(|stored| stored[3].place.previous = Hash::ZERO, false),
        "edited 4"
    );
}

#[test]
fn removals_are_named() {
    for which in [0, 4, 7] {
        let remove = |stored: &mut Vec<Stored>| drop(stored.remove(which));
        assert_eq!(says(remove, false), format!("removed {}", which + 1));
        let and_renumber = |stored: &mut Vec<Stored>| {
            remove(stored);
            renumber(stored);
        };
        assert_eq!(says(and_renumber, false), format!("removed {}", which + 1));
    }
    let several = |stored: &mut Vec<Stored>| {
        stored.drain(2..5);
        renumber(stored);
    };
    assert_eq!(says(several, false), "removed 3");
    assert_eq!(
        says(|stored| stored.truncate(6), true),
        "removed 7",
        "the end is missed by whoever has a checkpoint"
    );
}

#[test]
fn additions_are_named() {
    let stranger = |stored: &[Stored], at: usize| {
        let mut head = head_of(&stored[..at]);
        let record = b"stranger".to_vec();
        Stored {
            place: head.append(CHAIN, &record),
            record,
        }
    };
    for at in [0, 4] {
        let add = |stored: &mut Vec<Stored>| {
            let one = stranger(stored, at);
            stored.insert(at, one);
        };
        assert_eq!(
            says(add, false),
            format!("added {}", at + 1),
            "its number stands twice"
        );
        let and_renumber = |stored: &mut Vec<Stored>| {
            add(stored);
            renumber(stored);
        };
        assert_eq!(says(and_renumber, false), format!("added {}", at + 1));
        let without_hash = |stored: &mut Vec<Stored>| {
            add(stored);
            stored[at].place.hash = Hash([9; 32]);
            renumber(stored);
        };
        assert_eq!(says(without_hash, false), format!("added {}", at + 1));
    }
}

#[test]
fn moves_are_named() {
    let swap = |a: usize, b: usize| {
        move |stored: &mut Vec<Stored>| {
            stored.swap(a, b);
            renumber(stored);
        }
    };
    assert_eq!(says(swap(3, 4), false), "reordered 4");
    assert_eq!(says(swap(0, 8), false), "reordered 1");
    let away = |stored: &mut Vec<Stored>| {
        let one = stored.remove(1);
        stored.push(one);
        renumber(stored);
    };
    assert_eq!(says(away, false), "reordered 2");
}

#[test]
fn a_chain_made_anew_is_missed_by_its_checkpoints() {
    let rewrite = |stored: &mut Vec<Stored>| {
        stored[5].record = b"another".to_vec();
        rehash(stored, 5);
    };
    assert_eq!(
        says(rewrite, false),
        "9 records",
        "nobody can tell without a checkpoint"
    );
    assert_eq!(
        says(rewrite, true),
        "rewritten 5",
        "somewhere after the checkpoint at 4"
    );
}

proptest! {
    #[test]
    fn no_change_of_one_byte_is_missed(which in 0_usize..9, byte in 0_usize..200, bit in 0_u8..8) {
        let mut stored = written(9);
        let one = &mut stored[which];
        let length = one.record.len();
        match byte % (length + 72) {
            at if at < length => one.record[at] ^= 1 << bit,
            at if at < length + 32 => one.place.previous.0[at - length] ^= 1 << bit,
            at if at < length + 64 => one.place.hash.0[at - length - 32] ^= 1 << bit,
            at => one.place.sequence ^= 1 << (8 * (at - length - 64) as u64 % 64 + u64::from(bit)),
        }
        stored.sort_by_key(|one| one.place.sequence);
        prop_assert!(looked(&stored, &[]).is_err() || stored == written(9));
    }
}
