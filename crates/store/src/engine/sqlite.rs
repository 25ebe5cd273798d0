//! SQLite, in a file of its own: the default.
//!
//! Write-ahead log, and every commit on disk before it returns (`synchronous = FULL`). One process writes: it holds a lock on
//! a file beside the database, which says which process that is. Readers see the last commit and wait for nobody.

use super::{Engine, Purpose, Work};
use crate::Error;
use crate::sql::{Migration, SQLITE, Sql};
use crate::value::{Cells, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long another connection's short lock is waited for.
const BUSY_MAX: Duration = Duration::from_secs(10);
/// Memory for pages, in KiB.
const CACHE_KIB: i64 = 64 * 1024;
/// The log is copied into the file when it has this many pages (of 4 KiB).
const LOG_PAGES: i64 = 4096;
/// Statements that are kept prepared: more than there are.
const STATEMENTS_MAX: usize = 64;

pub(super) struct Sqlite {
    name: String,
    path: PathBuf,
    purpose: Purpose,
    connection: Connection,
    /// Held as long as this connection writes.
    lock: Option<File>,
}

impl Sqlite {
    pub fn open(path: &Path, purpose: Purpose) -> Result<Sqlite, Error> {
        let lock = match purpose {
            Purpose::Write => Some(lock(path)?),
            Purpose::Read => None,
        };
        let connection = connect(path, purpose)?;
        Ok(Sqlite {
            name: path.display().to_string(),
            path: path.to_owned(),
            purpose,
            connection,
            lock,
        })
    }
}

/// Takes the lock of the only writer.
fn lock(path: &Path) -> Result<File, Error> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".writer");
    let refused = |why: std::io::Error| Error::Open {
        books: path.display().to_string(),
        why: why.to_string(),
    };
    let open = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside);
    let mut file = open.map_err(refused)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::Error(why)) => return Err(refused(why)),
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let read = file.read_to_string(&mut pid);
            let named = read.is_ok() && !pid.trim().is_empty();
            let holder = if named {
                format!("process {}", pid.trim())
            } else {
                "another process".to_owned()
            };
            return Err(Error::Locked {
                path: path.to_owned(),
                holder,
            });
        }
    }
    // Only for the sentence above: the lock counts, not what is written.
    let said = file
        .set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    said.map_err(refused)?;
    Ok(file)
}

fn connect(path: &Path, purpose: Purpose) -> Result<Connection, Error> {
    let refused = |why: rusqlite::Error| Error::Open {
        books: path.display().to_string(),
        why: why.to_string(),
    };
    let flags = match purpose {
        Purpose::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Purpose::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(refused)?;
    connection.busy_timeout(BUSY_MAX).map_err(refused)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection
        .pragma_update(None, "cache_size", -CACHE_KIB)
        .map_err(refused)?;
    if purpose == Purpose::Write {
        for (name, value) in [
            ("journal_mode", "WAL"),
            ("synchronous", "FULL"),
            ("temp_store", "MEMORY"),
        ] {
            connection
                .pragma_update(None, name, value)
                .map_err(refused)?;
        }
        connection
            .pragma_update(None, "wal_autocheckpoint", LOG_PAGES)
            .map_err(refused)?;
    }
    Ok(connection)
}

fn error(why: rusqlite::Error) -> Error {
    Error::Engine(why.to_string())
}

/// `?1` for `$1`.
fn dialect(sql: Sql) -> String {
    sql.text.replace('$', "?")
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(cell: ValueRef) -> Result<Value, Error> {
    let odd = |what: &str| Error::Damaged {
        what: format!("a cell holds {what}"),
    };
    Ok(match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(_) => return Err(odd("a broken number")),
        ValueRef::Text(text) => Value::Text(
            std::str::from_utf8(text)
                .map_err(|_| odd("text that is not UTF-8"))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

impl Engine for Sqlite {
    fn name(&self) -> &str {
        &self.name
    }

    fn migrations(&self) -> &'static [Migration] {
        SQLITE
    }

    fn begin(&mut self) -> Result<(), Error> {
        let begin = match self.purpose {
            Purpose::Write => "BEGIN IMMEDIATE",
            Purpose::Read => "BEGIN",
        };
        self.script(begin)
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.script("COMMIT")
    }

    fn rollback(&mut self) {
        if !self.connection.is_autocommit() && self.script("ROLLBACK").is_err() {
            // What cannot be undone is undone by leaving: the next use connects anew.
            let _ = self.reconnect();
        }
    }

    fn read(&mut self, sql: Sql, asked: Vec<Cells>) -> Result<Vec<Vec<Cells>>, Error> {
        let mut statement = self
            .connection
            .prepare_cached(&dialect(sql))
            .map_err(error)?;
        let columns = statement.column_count();
        let mut answers = Vec::with_capacity(asked.len());
        for parameters in asked {
            let mut rows = statement
                .query(rusqlite::params_from_iter(parameters))
                .map_err(error)?;
            let mut answer = Vec::new();
            while let Some(row) = rows.next().map_err(error)? {
                let cells = (0..columns).map(|index| value(row.get_ref(index).map_err(error)?));
                answer.push(cells.collect::<Result<Cells, Error>>()?);
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    fn write(&mut self, work: Work) -> Result<(), Error> {
        for (sql, rows) in work {
            let mut statement = self
                .connection
                .prepare_cached(&dialect(*sql))
                .map_err(error)?;
            for parameters in rows {
                statement
                    .execute(rusqlite::params_from_iter(parameters))
                    .map_err(error)?;
            }
        }
        Ok(())
    }

    fn script(&mut self, text: &str) -> Result<(), Error> {
        self.connection.execute_batch(text).map_err(error)
    }

    fn lock_migrations(&mut self) -> Result<(), Error> {
        Ok(()) // The transaction has the file to itself.
    }

    fn has_migrations(&mut self) -> Result<bool, Error> {
        self.connection
            .table_exists(None, "migrations")
            .map_err(error)
    }

    fn claim(&mut self, number: u32) -> Result<bool, Error> {
        Ok(number == 1 && self.lock.is_some())
    }

    fn reconnect(&mut self) -> Result<(), Error> {
        self.connection = connect(&self.path, self.purpose)?;
        Ok(())
    }
}
