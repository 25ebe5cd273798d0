//! The ledger in tables: loads what entries are looked at against, and writes down what they changed.
//!
//! In: entries that were decided. Out: rows of `entries`, `legs`, `balances`. Absent by design: refusing (see
//! [`ledger::Books`]).

use crate::Error;
use crate::engine::Engine;
use crate::sql;
use crate::value::{Cells, Taken, Value, count};
use ledger::books::print;
use ledger::{
    AccountCode, AccountId, Balance, Books, Chart, Currency, Day, Entry, EntryId, Hash, Instant,
    Leg, Money, Phase, Place, Position, Subject,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An entry as it stands in its chain.
pub(crate) struct Booked {
    pub chain: u32,
    pub place: Place,
    pub entry: Entry,
}

/// Books in which everything is loaded that these entries are looked at against, and the balances as they were loaded.
pub(crate) fn open(
    engine: &mut dyn Engine,
    chart: &Chart,
    entries: &[&Entry],
) -> Result<(Books, BTreeMap<Position, Balance>), Error> {
    let mut books = Books::new(chart);
    let mut loaded = BTreeMap::new();
    if entries.is_empty() {
        return Ok((books, loaded));
    }
    let resolved: BTreeSet<EntryId> = entries
        .iter()
        .filter_map(|entry| entry.phase.resolves())
        .collect();
    let new: BTreeSet<EntryId> = entries.iter().map(|entry| entry.id).collect();
    let ids: Vec<EntryId> = new.union(&resolved).copied().collect();
    let mut pending = Vec::new();
    for booked in find(engine, &ids)? {
        let id = booked.entry.id;
        if new.contains(&id) {
            books.load_booked(id, print(&booked.entry));
        }
        if resolved.contains(&id) && booked.entry.phase == Phase::Pending {
            pending.push((id, booked.entry.legs));
        }
    }
    let asked = pending
        .iter()
        .map(|(id, _)| vec![Value::from(&id.bytes()[..])])
        .collect();
    let answers = engine.read(sql::RESOLVED, asked)?;
    let mut floored: BTreeSet<Position> = BTreeSet::new();
    for ((id, legs), answer) in pending.into_iter().zip(answers) {
        if answer.is_empty() {
            let positions = legs
                .iter()
                .flat_map(ledger::balance::sides)
                .map(|(position, _)| position);
            floored.extend(positions.filter(|(account, _)| books.is_floored(account)));
            books.load_pending(id, legs);
        }
    }
    for entry in entries {
        floored.extend(books.needs(entry).floored);
    }
    for (position, balance) in balances(engine, floored.into_iter().collect())? {
        books.load_balance(position.clone(), balance);
        loaded.insert(position, balance);
    }
    Ok((books, loaded))
}

/// The entries of these names, as far as there are such.
fn find(engine: &mut dyn Engine, ids: &[EntryId]) -> Result<Vec<Booked>, Error> {
    let asked = ids
        .iter()
        .map(|id| vec![Value::from(&id.bytes()[..])])
        .collect();
    let rows = engine.read(sql::GET_ENTRY, asked)?.into_iter().flatten();
    let mut found = rows
        .map(read_entry)
        .collect::<Result<Vec<Booked>, Error>>()?;
    let asked = found
        .iter()
        .map(|one| vec![i64::from(one.chain).into(), count(one.place.sequence)])
        .collect();
    for (one, legs) in found.iter_mut().zip(engine.read(sql::LEGS_OF, asked)?) {
        let legs = legs
            .into_iter()
            .map(|cells| read_leg(&mut Taken::new(cells, "legs")));
        one.entry.legs = legs.collect::<Result<_, _>>()?;
    }
    Ok(found)
}

fn balances(
    engine: &mut dyn Engine,
    positions: Vec<Position>,
) -> Result<Vec<(Position, Balance)>, Error> {
    let asked = positions.iter().map(|(account, currency)| {
        vec![
            i64::from(account.code.0).into(),
            account.subject.as_str().into(),
            currency.code().into(),
        ]
    });
    let answers = engine.read(sql::BALANCE_OF, asked.collect())?;
    positions
        .into_iter()
        .zip(answers)
        .map(|(position, rows)| {
            let mut sum = Balance::default();
            for row in rows {
                add(&mut sum, &mut Taken::new(row, "balances"))?;
            }
            Ok((position, sum))
        })
        .collect()
}

/// Adds the sums of one chain to those of all.
pub(crate) fn add(sum: &mut Balance, row: &mut Taken) -> Result<(), Error> {
    for side in [
        &mut sum.debit,
        &mut sum.credit,
        &mut sum.debit_pending,
        &mut sum.credit_pending,
    ] {
        *side = row
            .int()?
            .checked_add(*side)
            .ok_or_else(|| Error::Damaged {
                what: "the sums of an account do not fit".to_owned(),
            })?;
    }
    Ok(())
}

/// An entry of a row, without its legs.
pub(crate) fn read_entry(cells: Cells) -> Result<Booked, Error> {
    let mut row = Taken::new(cells, "entries");
    let chain = row.int()?;
    let sequence = row.count()?;
    let id = EntryId::from_bytes(row.array()?);
    let (event, reference): (Arc<str>, Arc<str>) = (row.text()?.into(), row.text()?.into());
    let at = Instant::from_ms(row.int()?);
    let day = row.int()?;
    let day = row.wants(i32::try_from(day).ok()).map(Day::from_epoch)?;
    let phase = row.text()?;
    let resolves = row.some_bytes()?;
    let resolves = match resolves {
        Some(bytes) => Some(EntryId::from_bytes(row.wants(bytes.try_into().ok())?)),
        None => None,
    };
    let phase = row.wants(Phase::parse(&phase, resolves))?;
    let (previous, hash) = (Hash(row.array()?), Hash(row.array()?));
    Ok(Booked {
        chain: row.wants(u32::try_from(chain).ok())?,
        place: Place {
            sequence,
            previous,
            hash,
        },
        entry: Entry {
            id,
            event,
            reference,
            at,
            day,
            phase,
            legs: Vec::new(),
        },
    })
}

/// The leg that the next cells of a row are.
pub(crate) fn read_leg(row: &mut Taken) -> Result<Leg, Error> {
    let debit = read_account(row)?;
    let credit = read_account(row)?;
    let minor = row.int()?;
    let currency = row.read(Currency::parse)?;
    Ok(Leg {
        debit,
        credit,
        amount: Money::new(minor, currency),
    })
}

pub(crate) fn read_account(row: &mut Taken) -> Result<AccountId, Error> {
    let code = row.int()?;
    let code = row.wants(u16::try_from(code).ok()).map(AccountCode)?;
    let subject = row.read(|text| {
        if text.is_empty() {
            Some(Subject::none())
        } else {
            Subject::parse(text)
        }
    })?;
    Ok(AccountId::new(code, subject))
}

/// The row of an entry.
pub(crate) fn entry_cells(chain: u32, place: Place, entry: &Entry) -> Cells {
    let resolves = entry.phase.resolves().map(|id| id.bytes());
    vec![
        i64::from(chain).into(),
        count(place.sequence),
        Value::from(&entry.id.bytes()[..]),
        Value::from(&*entry.event),
        Value::from(&*entry.reference),
        entry.at.ms().into(),
        i64::from(entry.day.epoch()).into(),
        entry.phase.slug().into(),
        resolves.as_ref().map(|bytes| &bytes[..]).into(),
        Value::from(&place.previous.0[..]),
        Value::from(&place.hash.0[..]),
    ]
}

/// The rows of its legs.
pub(crate) fn leg_cells(chain: u32, place: Place, entry: &Entry) -> impl Iterator<Item = Cells> {
    (1..).zip(&entry.legs).map(move |(number, leg)| {
        let [debit, credit] = [&leg.debit, &leg.credit];
        vec![
            i64::from(chain).into(),
            count(place.sequence),
            Value::Int(number),
            i64::from(debit.code.0).into(),
            debit.subject.as_str().into(),
            i64::from(credit.code.0).into(),
            credit.subject.as_str().into(),
            leg.amount.minor().into(),
            leg.amount.currency().code().into(),
        ]
    })
}

/// The rows of what changed of balances.
pub(crate) fn balance_cells<'b>(
    chain: u32,
    books: &'b Books,
    loaded: &'b BTreeMap<Position, Balance>,
) -> impl Iterator<Item = Cells> + 'b {
    let changed = books.balances().map(|(position, now)| {
        (
            position,
            now,
            loaded.get(position).copied().unwrap_or_default(),
        )
    });
    changed.filter(|(_, now, before)| *now != before).map(
        move |((account, currency), now, before)| {
            vec![
                i64::from(account.code.0).into(),
                account.subject.as_str().into(),
                currency.code().into(),
                i64::from(chain).into(),
                (now.debit - before.debit).into(),
                (now.credit - before.credit).into(),
                (now.debit_pending - before.debit_pending).into(),
                (now.credit_pending - before.credit_pending).into(),
            ]
        },
    )
}
