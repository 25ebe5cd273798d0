//! Brings the tables of a database up to what this program knows: numbered scripts, each applied once, and known again by its
//! hash.
//!
//! Absent by design: going back. Whoever needs the state before has a backup.

use crate::Error;
use crate::engine::Engine;
use crate::sql::Sql;
use crate::value::{Taken, Value};
use sha2::{Digest, Sha256};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, hash BYTEA NOT NULL, at BIGINT NOT NULL)";

const APPLIED: Sql = Sql {
    name: "migrations",
    text: "SELECT number, hash FROM migrations ORDER BY number",
};

const INSERT: Sql = Sql {
    name: "insert_migration",
    text: "INSERT INTO migrations (number, name, hash, at) VALUES ($1, $2, $3, $4)",
};

/// Applies what is missing, in one transaction. `at_ms` is noted beside it.
pub(crate) fn migrate(engine: &mut dyn Engine, at_ms: i64) -> Result<(), Error> {
    engine.begin()?;
    let done = engine
        .lock_migrations()
        .and_then(|()| apply(engine, at_ms))
        .and_then(|()| engine.commit());
    if done.is_err() {
        engine.rollback();
    }
    done
}

fn apply(engine: &mut dyn Engine, at_ms: i64) -> Result<(), Error> {
    // SQLite takes any name for a type; `BYTEA` holds bytes there too.
    engine.script(TABLE)?;
    let applied = applied(engine)?;
    for migration in engine.migrations().iter().skip(applied) {
        engine.script(migration.text)?;
        let hash = Sha256::digest(migration.text);
        let row = vec![
            migration.number.into(),
            migration.name.into(),
            Value::Bytes(hash.to_vec()),
            at_ms.into(),
        ];
        engine.write(&[(INSERT, vec![row])])?;
    }
    Ok(())
}

/// How many are applied; all of them are ours, unchanged.
fn applied(engine: &mut dyn Engine) -> Result<usize, Error> {
    let books = engine.name().to_owned();
    let known = engine.migrations();
    let rows = engine.read(APPLIED, vec![vec![]])?.swap_remove(0);
    let count = rows.len();
    for (index, row) in rows.into_iter().enumerate() {
        let mut row = Taken::new(row, "migrations");
        let (number, hash) = (row.int()?, row.array::<32>()?);
        let Some(ours) = known.get(index).filter(|ours| ours.number == number) else {
            let newest = known.last().map_or(0, |last| last.number);
            return Err(Error::Newer {
                books,
                found: number,
                known: newest,
            });
        };
        let own: [u8; 32] = Sha256::digest(ours.text).into();
        if own != hash {
            return Err(Error::MigrationChanged { books, number });
        }
    }
    Ok(count)
}

/// Looks whether a database is at what this program knows, and changes nothing.
pub(crate) fn look(engine: &mut dyn Engine) -> Result<(), Error> {
    let books = engine.name().to_owned();
    if !engine.has_migrations()? {
        return Err(Error::NoBooks { books });
    }
    let (found, known) = (applied(engine)?, engine.migrations().len());
    match found {
        0 => Err(Error::NoBooks { books }),
        _ if found < known => Err(Error::Older {
            books,
            found: found as i64,
            known: known as i64,
        }),
        _ => Ok(()),
    }
}
