//! The two engines behind one trait: statements in, cells out.
//!
//! In: a URL or a path. Out: a connection. Absent by design: what the statements mean.

mod postgres;
mod sqlite;

use crate::Error;
use crate::sql::{Migration, Sql};
use crate::value::Cells;
use std::path::Path;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Reading and writing, as the one writer of this process.
    Write,
    /// Reading only: nothing is changed, nobody is kept from writing.
    Read,
}

/// Statements to be carried out, each with the rows of its parameters.
pub(crate) type Work<'w> = &'w [(Sql, Vec<Cells>)];

/// A connection.
pub(crate) trait Engine: Send {
    /// What people call the database: a path, or a URL without its password.
    fn name(&self) -> &str;
    /// The migrations of its dialect.
    fn migrations(&self) -> &'static [Migration];
    /// Begins a transaction of this purpose: serialisable when it writes, of one instant when it reads.
    fn begin(&mut self) -> Result<(), Error>;
    /// Makes it durable.
    fn commit(&mut self) -> Result<(), Error>;
    /// Undoes it. An engine that cannot has lost its connection, which has the same effect.
    fn rollback(&mut self);
    /// Asks a statement once for each row of parameters; the answers in the same order.
    fn read(&mut self, sql: Sql, asked: Vec<Cells>) -> Result<Vec<Vec<Cells>>, Error>;
    /// Carries out statements, in order.
    fn write(&mut self, work: Work) -> Result<(), Error>;
    /// Carries out a script.
    fn script(&mut self, text: &str) -> Result<(), Error>;
    /// Keeps other processes from migrating at the same time, until the transaction ends.
    fn lock_migrations(&mut self) -> Result<(), Error>;
    /// Whether the table of migrations is there.
    fn has_migrations(&mut self) -> Result<bool, Error>;
    /// Takes this number of a writer, if no other process has it; it is kept as long as the connection stands.
    fn claim(&mut self, number: u32) -> Result<bool, Error>;
    /// Connects anew.
    fn reconnect(&mut self) -> Result<(), Error>;
}

/// Connects: `postgres://…` and `postgresql://…` are PostgreSQL; `sqlite:…` and everything else is a file.
pub(crate) fn open(url: &str, purpose: Purpose) -> Result<Box<dyn Engine>, Error> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Box::new(postgres::Postgres::open(url, purpose)?));
    }
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    Ok(Box::new(sqlite::Sqlite::open(Path::new(path), purpose)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::migrate;

    #[test]
    fn every_statement_is_one_for_sqlite() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let path = folder.path().join("books.db");
        let mut engine = open(&path.display().to_string(), Purpose::Write).expect("it opens");
        migrate(engine.as_mut(), 0).expect("it migrates");
        for sql in crate::sql::ALL {
            engine
                .write(&[(*sql, vec![])])
                .unwrap_or_else(|error| panic!("{}: {error}", sql.name));
        }
    }
}
