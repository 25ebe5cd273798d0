//! Reading the books, beside whoever writes them.
//!
//! In: a database. Out: entries, balances, rows, notes and checkpoints, all as of one instant for each question.
//! Absent by design: changing anything, migrating included.

use crate::batch::Desk;
use crate::book::{self, Booked};
use crate::engine::{self, Engine, Purpose};
use crate::migrate::look;
use crate::unit::Note;
use crate::value::{Taken, count};
use crate::{Error, sql};
use ledger::chain::{ChainId, Kind};
use ledger::{Balance, Checkpoint, Currency, Entry, Hash, Head, Instant, Place, Position, Signed};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How many records are read at a time.
const PAGE: u64 = 4096;

/// The books, open for reading.
pub struct Reader {
    pub(crate) engine: RefCell<Box<dyn Engine>>,
}

/// A row that somebody decided over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// Its key.
    pub key: String,
    /// What it is.
    pub body: String,
    /// When something must be done about it.
    pub due: Option<Instant>,
}

/// A line of the audit log in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub note: Note,
}

impl Reader {
    /// Opens books that are there already, at what this program knows.
    pub fn open(url: &str) -> Result<Reader, Error> {
        let mut engine = engine::open(url, Purpose::Read)?;
        look(engine.as_mut())?;
        Ok(Reader {
            engine: RefCell::new(engine),
        })
    }

    /// Lets all questions of `ask` see the same instant.
    pub(crate) fn at_once<T>(&self, ask: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.engine.borrow_mut().begin()?;
        let answer = ask();
        self.engine.borrow_mut().rollback();
        answer
    }

    /// What is kept under a key.
    pub fn row(&self, key: &str) -> Result<Option<String>, Error> {
        let rows = self
            .engine
            .borrow_mut()
            .read(sql::GET_ROW, vec![vec![key.into()]])?
            .swap_remove(0);
        rows.into_iter()
            .next()
            .map(|row| Taken::new(row, "rows").text())
            .transpose()
    }

    /// All rows whose keys begin so, in the order of their keys, after `after`.
    pub fn rows(&self, prefix: &str, after: &str, limit: u32) -> Result<Vec<KeptRow>, Error> {
        let begin = if after > prefix { after } else { prefix };
        // The character after every other: keys are ASCII, so nothing that begins so lies beyond it.
        let end = format!("{prefix}\u{7f}");
        let asked = vec![vec![
            begin.into(),
            end.as_str().into(),
            i64::from(limit).into(),
        ]];
        let rows = self
            .engine
            .borrow_mut()
            .read(sql::ROWS_BETWEEN, asked)?
            .swap_remove(0);
        let read = |row| {
            let mut row = Taken::new(row, "rows");
            Ok(KeptRow {
                key: row.text()?,
                body: row.text()?,
                due: row.some_int()?.map(Instant::from_ms),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// The keys of rows about which something must be done by then, the longest due first.
    pub fn due(&self, by: Instant, limit: u32) -> Result<Vec<(String, Instant)>, Error> {
        let asked = vec![vec![by.ms().into(), i64::from(limit).into()]];
        let rows = self
            .engine
            .borrow_mut()
            .read(sql::DUE_ROWS, asked)?
            .swap_remove(0);
        let read = |row| {
            let mut row = Taken::new(row, "rows");
            Ok((row.text()?, Instant::from_ms(row.int()?)))
        };
        rows.into_iter().map(read).collect()
    }

    /// A plan, as it was written.
    pub fn plan(&self, id: &str) -> Result<Option<crate::Plan>, Error> {
        let rows = self
            .engine
            .borrow_mut()
            .read(sql::GET_PLAN, vec![vec![id.into()]])?
            .swap_remove(0);
        let read = |row| {
            let mut row = Taken::new(row, "plans");
            Ok(crate::Plan {
                id: id.to_owned(),
                at: Instant::from_ms(row.int()?),
                body: row.text()?,
            })
        };
        rows.into_iter().next().map(read).transpose()
    }

    /// The balances that are kept beside the entries.
    pub fn balances(&self) -> Result<BTreeMap<Position, Balance>, Error> {
        let rows = self
            .engine
            .borrow_mut()
            .read(sql::BALANCES, vec![vec![]])?
            .swap_remove(0);
        let mut balances: BTreeMap<Position, Balance> = BTreeMap::new();
        for row in rows {
            let mut row = Taken::new(row, "balances");
            let account = book::read_account(&mut row)?;
            let currency = row.read(Currency::parse)?;
            book::add(balances.entry((account, currency)).or_default(), &mut row)?;
        }
        Ok(balances)
    }

    /// All entries, chain by chain, each in its order.
    pub fn entries(&self) -> Result<Vec<Entry>, Error> {
        self.at_once(|| {
            let mut all = Vec::new();
            for chain in self.chains(Kind::Entries)? {
                for booked in self.chain_entries(chain.number) {
                    all.push(booked?.entry);
                }
            }
            Ok(all)
        })
    }

    /// The audit log of one writer.
    pub fn notes(&self, writer: u32) -> impl Iterator<Item = Result<NoteRow, Error>> {
        let read = move |after: u64| self.note_page(writer, after);
        Pages::new(read, |row: &NoteRow| row.place.sequence)
    }

    /// The signed checkpoints, in their order.
    pub fn checkpoints(&self) -> Result<Vec<Signed>, Error> {
        checkpoints(self.engine.borrow_mut().as_mut())
    }

    /// The chains of this kind: those of writers, and those that rows are found of.
    pub(crate) fn chains(&self, kind: Kind) -> Result<Vec<ChainId>, Error> {
        let (asked, table) = match kind {
            Kind::Entries => (sql::CHAINS_OF_ENTRIES, "entries"),
            Kind::Audit => (sql::CHAINS_OF_NOTES, "notes"),
        };
        let rows = self
            .engine
            .borrow_mut()
            .read(asked, vec![vec![]])?
            .swap_remove(0);
        let mut numbers: Vec<u32> = desks(self.engine.borrow_mut().as_mut())?
            .iter()
            .map(|desk| desk.number)
            .collect();
        for row in rows {
            let mut row = Taken::new(row, table);
            let number = row.int()?;
            numbers.push(row.wants(u32::try_from(number).ok())?);
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers
            .into_iter()
            .map(|number| ChainId { kind, number })
            .collect())
    }

    /// The entries of one chain, in the order of their numbers.
    pub(crate) fn chain_entries(&self, chain: u32) -> impl Iterator<Item = Result<Booked, Error>> {
        let read = move |after: u64| self.entry_page(chain, after);
        Pages::new(read, |booked: &Booked| booked.place.sequence)
    }

    fn entry_page(&self, chain: u32, after: u64) -> Result<Vec<Booked>, Error> {
        let mut engine = self.engine.borrow_mut();
        let asked = vec![vec![i64::from(chain).into(), count(after), count(PAGE)]];
        let rows = engine.read(sql::ENTRIES_AFTER, asked)?.swap_remove(0);
        let mut page = rows
            .into_iter()
            .map(book::read_entry)
            .collect::<Result<Vec<Booked>, Error>>()?;
        let Some(last) = page.last().map(|last| last.place.sequence) else {
            return Ok(page);
        };
        let asked = vec![vec![i64::from(chain).into(), count(after), count(last)]];
        let mut legs = BTreeMap::<u64, Vec<ledger::Leg>>::new();
        for row in engine.read(sql::LEGS_BETWEEN, asked)?.swap_remove(0) {
            let mut row = Taken::new(row, "legs");
            let sequence = row.count()?;
            legs.entry(sequence)
                .or_default()
                .push(book::read_leg(&mut row)?);
        }
        for booked in &mut page {
            booked.entry.legs = legs.remove(&booked.place.sequence).unwrap_or_default();
        }
        match legs.keys().next() {
            Some(sequence) => Err(Error::Damaged {
                what: format!("legs of an entry {sequence} that is not there"),
            }),
            None => Ok(page),
        }
    }

    fn note_page(&self, writer: u32, after: u64) -> Result<Vec<NoteRow>, Error> {
        let asked = vec![vec![i64::from(writer).into(), count(after), count(PAGE)]];
        let rows = self
            .engine
            .borrow_mut()
            .read(sql::NOTES_AFTER, asked)?
            .swap_remove(0);
        let read = |row| {
            let mut row = Taken::new(row, "notes");
            let sequence = row.count()?;
            let note = Note {
                at: Instant::from_ms(row.int()?),
                subject: row.text()?,
                body: row.text()?,
            };
            let place = Place {
                sequence,
                previous: Hash(row.array()?),
                hash: Hash(row.array()?),
            };
            Ok(NoteRow { place, note })
        };
        rows.into_iter().map(read).collect()
    }
}

/// Records read page by page; ends after the first failure.
struct Pages<T, R, N> {
    read: R,
    number: N,
    page: std::vec::IntoIter<T>,
    after: u64,
    ended: bool,
}

impl<T, R: Fn(u64) -> Result<Vec<T>, Error>, N: Fn(&T) -> u64> Pages<T, R, N> {
    fn new(read: R, number: N) -> Pages<T, R, N> {
        Pages {
            read,
            number,
            page: Vec::new().into_iter(),
            after: 0,
            ended: false,
        }
    }
}

impl<T, R: Fn(u64) -> Result<Vec<T>, Error>, N: Fn(&T) -> u64> Iterator for Pages<T, R, N> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Result<T, Error>> {
        if self.page.as_slice().is_empty() && !self.ended {
            match (self.read)(self.after) {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        let next = self.page.next();
        match &next {
            Some(next) => self.after = (self.number)(next),
            None => self.ended = true,
        }
        next.map(Ok)
    }
}

/// The desks of all writers there ever were.
pub(crate) fn desks(engine: &mut dyn Engine) -> Result<Vec<Desk>, Error> {
    let rows = engine.read(sql::WRITERS, vec![vec![]])?.swap_remove(0);
    let read = |row| {
        let mut row = Taken::new(row, "writers");
        let number = row.int()?;
        let number = row.wants(u32::try_from(number).ok())?;
        Desk::of(number, &mut row)
    };
    rows.into_iter().map(read).collect()
}

/// All checkpoints, in their order.
pub(crate) fn checkpoints(engine: &mut dyn Engine) -> Result<Vec<Signed>, Error> {
    let rows = engine.read(sql::CHECKPOINTS, vec![vec![]])?.swap_remove(0);
    let read = |row| {
        let mut row = Taken::new(row, "checkpoints");
        let number = row.count()?;
        let at = Instant::from_ms(row.int()?);
        let previous = Hash(row.array()?);
        let heads = row.read(parse_heads)?;
        Ok(Signed {
            checkpoint: Checkpoint {
                number,
                at,
                previous,
                heads,
            },
            key: row.array()?,
            signature: row.array()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Heads as text, one a line: `entries 1 4711 <hash>`.
pub(crate) fn heads_text(heads: &[(ChainId, Head)]) -> String {
    let lines = heads
        .iter()
        .map(|(chain, head)| format!("{chain} {} {}", head.length, head.hash));
    lines.collect::<Vec<String>>().join("\n")
}

fn parse_heads(text: &str) -> Option<Vec<(ChainId, Head)>> {
    let head = |line: &str| {
        let mut words = line.split(' ');
        let chain = ChainId {
            kind: Kind::parse(words.next()?)?,
            number: words.next()?.parse().ok()?,
        };
        let head = Head {
            length: words.next()?.parse().ok()?,
            hash: Hash::parse(words.next()?)?,
        };
        words.next().is_none().then_some((chain, head))
    };
    text.lines().map(head).collect()
}
