//! One commit: many units, decided one after the other over the same rows, written together.
//!
//! In: units. Out: for each what became of it, once all that they write is durable. Absent by design: who waits for them,
//! and what is done when another process was faster (see `writer`).

use crate::engine::Engine;
use crate::sql::{self, Sql};
use crate::unit::{Job, Kept, Plan, Undecided, View, Writes};
use crate::value::{Cells, Taken, Value, count};
use crate::{Error, book};
use ledger::chain::{ChainId, Kind};
use ledger::{Balance, Books, Chart, Entry, Head, Instant, Position, Receipt};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How often a decision may ask for rows.
const LOADS_MAX: u32 = 32;

/// What is known of this writer: its number, and the ends of its chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Desk {
    pub number: u32,
    /// How often it has committed: tells whether a commit whose answer was lost was made.
    pub commits: u64,
    pub entries: Head,
    pub audit: Head,
}

/// A unit in a batch.
pub(crate) struct Slot {
    pub job: Box<dyn Job>,
    /// Why nothing of it is written; final.
    pub refused: Option<Error>,
}

/// What a transaction came to before its commit.
pub(crate) enum Attempt {
    /// Everything is written; the desk as it will be.
    Written(Desk),
    /// A unit was refused: all must be decided again without it, since others may have seen what it wrote.
    Again,
}

/// Decides and writes all units that are not refused. The transaction is begun, and is the caller's to end.
pub(crate) fn attempt(
    engine: &mut dyn Engine,
    chart: &Chart,
    desk: Desk,
    slots: &mut [Slot],
) -> Result<Attempt, Error> {
    let mut work = Batch::default();
    work.load(
        engine,
        slots
            .iter()
            .filter(|slot| slot.refused.is_none())
            .flat_map(|slot| slot.job.keys().iter().cloned())
            .collect(),
    )?;
    let mut decided: Vec<Option<Writes>> = Vec::with_capacity(slots.len());
    for slot in slots.iter_mut() {
        decided.push(match slot.refused {
            Some(_) => None,
            None => work.decide(engine, slot)?,
        });
    }
    let entries: Vec<&Entry> = decided
        .iter()
        .flatten()
        .flat_map(|writes| &writes.entries)
        .collect();
    let (mut books, loaded) = book::open(engine, chart, &entries)?;
    let new_plans = work.plans(engine, &decided, slots)?;
    let mut booked: Vec<&Entry> = Vec::new();
    for (writes, slot) in decided.iter().zip(slots.iter_mut()) {
        let Some(writes) = writes else { continue };
        match books.post_all(&writes.entries) {
            Ok(receipts) => {
                let new = writes
                    .entries
                    .iter()
                    .zip(receipts)
                    .filter(|(_, receipt)| *receipt == Receipt::Booked);
                booked.extend(new.map(|(entry, _)| entry));
            }
            Err(refusal) => slot.refused = slot.refused.take().or(Some(Error::Refused(refusal))),
        }
    }
    if decided
        .iter()
        .zip(slots.iter())
        .any(|(writes, slot)| writes.is_some() && slot.refused.is_some())
    {
        return Ok(Attempt::Again);
    }
    let notes = decided.iter().flatten().flat_map(|writes| &writes.notes);
    let desk = work.write(engine, desk, &booked, &books, &loaded, notes, new_plans)?;
    Ok(Attempt::Written(desk))
}

/// The rows that are loaded, and which of them were written.
#[derive(Default)]
struct Batch {
    view: View,
    written: BTreeSet<String>,
}

impl Batch {
    fn load(&mut self, engine: &mut dyn Engine, keys: BTreeSet<String>) -> Result<(), Error> {
        let keys: Vec<String> = keys
            .into_iter()
            .filter(|key| !self.view.rows.contains_key(key))
            .collect();
        let asked = keys
            .iter()
            .map(|key| vec![Value::from(key.as_str())])
            .collect();
        for (key, rows) in keys.into_iter().zip(engine.read(sql::GET_ROW, asked)?) {
            let kept = rows.into_iter().next().map(|row| {
                let mut row = Taken::new(row, "rows");
                let (body, due) = (row.text()?, row.some_int()?);
                Ok::<Kept, Error>(Kept {
                    body,
                    due: due.map(Instant::from_ms),
                })
            });
            self.view.rows.insert(key, kept.transpose()?);
        }
        Ok(())
    }

    /// Lets a unit decide, and shows what it writes to those after it. `None` when it broke down, which refuses it.
    fn decide(
        &mut self,
        engine: &mut dyn Engine,
        slot: &mut Slot,
    ) -> Result<Option<Writes>, Error> {
        for _ in 0..LOADS_MAX {
            // A broken law stops the unit, not the books: nothing of it is written.
            let decided = catch_unwind(AssertUnwindSafe(|| slot.job.decide(&self.view)));
            match decided {
                Err(panic) => {
                    slot.refused = Some(Error::Broken(panic_text(&*panic)));
                    return Ok(None);
                }
                Ok(Err(Undecided::Load(keys))) => self.load(engine, keys.into_iter().collect())?,
                Ok(Err(Undecided::Refuse(error))) => {
                    slot.refused = Some(error);
                    return Ok(None);
                }
                Ok(Ok(writes)) => {
                    self.show(&writes);
                    return Ok(Some(writes));
                }
            }
        }
        slot.refused = Some(Error::Insatiable(LOADS_MAX));
        Ok(None)
    }

    fn show(&mut self, writes: &Writes) {
        for put in &writes.puts {
            let kept = put.body.as_ref().map(|body| Kept {
                body: body.clone(),
                due: put.due,
            });
            self.view.rows.insert(put.key.clone(), kept);
            self.written.insert(put.key.clone());
        }
    }

    /// The plans that are new. One that is another than what was written under its id refuses its unit.
    fn plans<'d>(
        &self,
        engine: &mut dyn Engine,
        decided: &'d [Option<Writes>],
        slots: &mut [Slot],
    ) -> Result<BTreeMap<&'d str, &'d Plan>, Error> {
        let mut new: BTreeMap<&str, &Plan> = BTreeMap::new();
        for (writes, slot) in decided.iter().zip(slots) {
            for plan in writes.iter().flat_map(|writes| &writes.plans) {
                let asked = vec![vec![Value::from(plan.id.as_str())]];
                let there = engine
                    .read(sql::GET_PLAN, asked)?
                    .swap_remove(0)
                    .into_iter()
                    .next();
                let there = there.map(|row| {
                    let mut row = Taken::new(row, "plans");
                    row.int().and_then(|_| row.text())
                });
                let other = there
                    .transpose()?
                    .or_else(|| new.get(plan.id.as_str()).map(|plan| plan.body.clone()));
                match other {
                    None => drop(new.insert(&plan.id, plan)),
                    Some(body) if body == plan.body => {}
                    Some(_) => slot.refused = Some(Error::PlanTaken(plan.id.clone())),
                }
            }
        }
        Ok(new)
    }

    /// The rows that are written, and the keys of those that are taken away.
    fn changed_rows(&self) -> (Vec<Cells>, Vec<Cells>) {
        let (mut puts, mut deletes) = (Vec::new(), Vec::new());
        for key in &self.written {
            match self.view.rows.get(key).and_then(Option::as_ref) {
                Some(kept) => puts.push(vec![
                    key.as_str().into(),
                    kept.body.as_str().into(),
                    kept.due.map(Instant::ms).into(),
                ]),
                None => deletes.push(vec![Value::from(key.as_str())]),
            }
        }
        (puts, deletes)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a commit consists of, named one by one"
    )]
    fn write<'n>(
        &self,
        engine: &mut dyn Engine,
        mut desk: Desk,
        booked: &[&Entry],
        books: &Books,
        loaded: &BTreeMap<Position, Balance>,
        notes: impl Iterator<Item = &'n crate::Note>,
        plans: BTreeMap<&str, &Plan>,
    ) -> Result<Desk, Error> {
        let number = desk.number;
        let (mut entries, mut legs) = (
            Vec::with_capacity(booked.len()),
            Vec::with_capacity(booked.len()),
        );
        for entry in booked {
            let place = desk.entries.append(
                ChainId {
                    kind: Kind::Entries,
                    number,
                },
                &entry.bytes(),
            );
            entries.push(book::entry_cells(number, place, entry));
            legs.extend(book::leg_cells(number, place, entry));
        }
        let notes = notes
            .map(|note| {
                let place = desk.audit.append(
                    ChainId {
                        kind: Kind::Audit,
                        number,
                    },
                    &note.bytes(),
                );
                note_cells(number, place, note)
            })
            .collect();
        let (puts, deletes) = self.changed_rows();
        let plans = plans.values().map(|plan| {
            vec![
                plan.id.as_str().into(),
                plan.at.ms().into(),
                plan.body.as_str().into(),
            ]
        });
        desk.commits += 1;
        let work: [(Sql, Vec<Cells>); 8] = [
            (sql::INSERT_ENTRY, entries),
            (sql::INSERT_LEG, legs),
            (
                sql::ADD_BALANCE,
                book::balance_cells(number, books, loaded).collect(),
            ),
            (sql::INSERT_NOTE, notes),
            (sql::INSERT_PLAN, plans.collect()),
            (sql::PUT_ROW, puts),
            (sql::DELETE_ROW, deletes),
            (sql::PUT_WRITER, vec![desk.cells()]),
        ];
        engine.write(&work)?;
        Ok(desk)
    }
}

impl Desk {
    /// The row of a writer.
    pub fn cells(&self) -> Cells {
        vec![
            i64::from(self.number).into(),
            count(self.commits),
            count(self.entries.length),
            Value::from(&self.entries.hash.0[..]),
            count(self.audit.length),
            Value::from(&self.audit.hash.0[..]),
        ]
    }

    /// What is written of a writer; a new one has written nothing.
    pub fn read(engine: &mut dyn Engine, number: u32) -> Result<Desk, Error> {
        let rows = engine
            .read(sql::GET_WRITER, vec![vec![i64::from(number).into()]])?
            .swap_remove(0);
        let Some(row) = rows.into_iter().next() else {
            return Ok(Desk {
                number,
                commits: 0,
                entries: Head::EMPTY,
                audit: Head::EMPTY,
            });
        };
        Desk::of(number, &mut Taken::new(row, "writers"))
    }

    /// The desk that the next cells of a row are.
    pub fn of(number: u32, row: &mut Taken) -> Result<Desk, Error> {
        let commits = row.count()?;
        let mut head = || {
            Ok::<Head, Error>(Head {
                length: row.count()?,
                hash: ledger::Hash(row.array()?),
            })
        };
        Ok(Desk {
            number,
            commits,
            entries: head()?,
            audit: head()?,
        })
    }
}

fn note_cells(number: u32, place: ledger::Place, note: &crate::Note) -> Cells {
    vec![
        i64::from(number).into(),
        count(place.sequence),
        note.at.ms().into(),
        note.subject.as_str().into(),
        note.body.as_str().into(),
        Value::from(&place.previous.0[..]),
        Value::from(&place.hash.0[..]),
    ]
}

impl crate::Note {
    /// The bytes that are hashed.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.at.ms().to_be_bytes().to_vec();
        for text in [&self.subject, &self.body] {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    }
}

/// What a panic said.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a word")
        .to_owned()
}
