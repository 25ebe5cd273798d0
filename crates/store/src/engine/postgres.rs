//! PostgreSQL, by URL: several processes over one database.
//!
//! Transactions are serialisable; one that another process overtook is undone and tried again, whole. Statements of one
//! kind are sent without waiting for each other's answers, so a batch costs a few round trips, whatever its size.

use super::{Engine, Purpose, Work};
use crate::Error;
use crate::sql::{Migration, POSTGRES, Sql};
use crate::value::{Cells, Value};
use bytes::BytesMut;
use futures_util::future::{join_all, try_join_all};
use rustc_hash::FxHashMap;
use std::error::Error as StdError;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

/// How long a connection may take.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// The name space of our advisory locks: writers, by number, and migrations, as number 0.
const LOCKS: i64 = 0x6461_6f7a_0000_0000; // "daoz"

pub(super) struct Postgres {
    name: String,
    config: Config,
    purpose: Purpose,
    runtime: Runtime,
    client: Client,
    prepared: FxHashMap<&'static str, Statement>,
}

impl Postgres {
    pub fn open(url: &str, purpose: Purpose) -> Result<Postgres, Error> {
        let shown = without_password(url);
        let refused = |why: &dyn std::fmt::Display| Error::Open {
            books: shown.clone(),
            why: why.to_string(),
        };
        let mut config: Config = url
            .parse()
            .map_err(|why: tokio_postgres::Error| refused(&told(&why)))?;
        config.application_name("daozhang");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_MAX);
        }
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|why| refused(&why))?;
        let client = connect(&runtime, &config).map_err(|why| refused(&told(&why)))?;
        Ok(Postgres {
            name: shown,
            config,
            purpose,
            runtime,
            client,
            prepared: FxHashMap::default(),
        })
    }

    fn statement(&mut self, sql: Sql) -> Result<Statement, Error> {
        if let Some(statement) = self.prepared.get(sql.name) {
            return Ok(statement.clone());
        }
        let prepared = self.runtime.block_on(self.client.prepare(sql.text));
        let statement = prepared.map_err(|why| error(&why))?;
        self.prepared.insert(sql.name, statement.clone());
        Ok(statement)
    }

    fn ask(&mut self, text: &str, parameter: i64) -> Result<bool, Error> {
        let asked = self
            .runtime
            .block_on(self.client.query_one(text, &[&parameter]));
        asked
            .and_then(|row| row.try_get(0))
            .map_err(|why| error(&why))
    }
}

fn connect(runtime: &Runtime, config: &Config) -> Result<Client, tokio_postgres::Error> {
    runtime.block_on(async {
        let (client, connection) = config.connect(NoTls).await?;
        // It ends with the client; what goes wrong with it, whoever waits for an answer is told.
        drop(tokio::spawn(connection));
        Ok(client)
    })
}

/// `postgres://user:secret@host/db` as `postgres://user@host/db`; a password among the options is cut off with them.
fn without_password(url: &str) -> String {
    let url = url.split('?').next().unwrap_or(url);
    let Some((scheme, rest)) = url.split_once("://") else {
        return "postgres".to_owned();
    };
    match rest.rsplit_once('@') {
        Some((who, place)) => format!("{scheme}://{}@{place}", who.split(':').next().unwrap_or("")),
        None => url.to_owned(),
    }
}

/// The driver says little by itself; what lies beneath says the rest.
fn told(why: &tokio_postgres::Error) -> String {
    match (why.as_db_error(), why.source()) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(beneath)) => format!("{why}: {beneath}"),
        (None, None) => why.to_string(),
    }
}

/// Whether the connection is gone, and not the statement at fault.
fn is_lost(why: &tokio_postgres::Error) -> bool {
    why.is_closed()
        || why
            .source()
            .is_some_and(|beneath| beneath.is::<std::io::Error>())
}

fn error(why: &tokio_postgres::Error) -> Error {
    match why.code() {
        Some(code)
            if *code == SqlState::T_R_SERIALIZATION_FAILURE
                || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            Error::Conflict
        }
        // Two processes that book the same at the same time: one of them is told by the index, and looks again.
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => Error::Conflict,
        Some(code) if code.code().starts_with("57P") || code.code().starts_with("08") => {
            Error::Lost(told(why))
        }
        None if is_lost(why) => Error::Lost(told(why)),
        _ => Error::Engine(told(why)),
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => number.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

fn cells(row: &Row) -> Result<Cells, Error> {
    let cell = |(index, column): (usize, &tokio_postgres::Column)| {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index).map(Value::from),
            Type::TEXT => row.try_get::<_, Option<&str>>(index).map(Value::from),
            Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(Value::from),
            _ => {
                return Err(Error::Damaged {
                    what: format!("column {} is of another type", column.name()),
                });
            }
        };
        value.map_err(|why| error(&why))
    };
    row.columns().iter().enumerate().map(cell).collect()
}

fn borrowed(parameters: &Cells) -> Vec<&(dyn ToSql + Sync)> {
    parameters
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

impl Engine for Postgres {
    fn name(&self) -> &str {
        &self.name
    }

    fn migrations(&self) -> &'static [Migration] {
        POSTGRES
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.script(match self.purpose {
            Purpose::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.script("COMMIT")
    }

    fn rollback(&mut self) {
        let _ = self.script("ROLLBACK"); // A connection that is lost has rolled back already.
    }

    fn read(&mut self, sql: Sql, asked: Vec<Cells>) -> Result<Vec<Vec<Cells>>, Error> {
        let statement = self.statement(sql)?;
        let parameters: Vec<_> = asked.iter().map(borrowed).collect();
        let queries = parameters
            .iter()
            .map(|parameters| self.client.query(&statement, parameters));
        let answers = self
            .runtime
            .block_on(try_join_all(queries))
            .map_err(|why| error(&why))?;
        answers
            .iter()
            .map(|rows| rows.iter().map(cells).collect())
            .collect()
    }

    fn write(&mut self, work: Work) -> Result<(), Error> {
        let mut all = Vec::new();
        for (sql, rows) in work {
            let statement = self.statement(*sql)?;
            all.extend(rows.iter().map(|row| (statement.clone(), borrowed(row))));
        }
        let done = all
            .iter()
            .map(|(statement, row)| self.client.execute(statement, row));
        // All answers are awaited: the first that failed says why, those after it only that the transaction is broken.
        let done = self.runtime.block_on(join_all(done));
        done.into_iter()
            .try_for_each(|one| one.map(|_| ()).map_err(|why| error(&why)))
    }

    fn script(&mut self, text: &str) -> Result<(), Error> {
        let done = self.runtime.block_on(self.client.batch_execute(text));
        done.map_err(|why| error(&why))
    }

    fn lock_migrations(&mut self) -> Result<(), Error> {
        self.script(&format!("SELECT pg_advisory_xact_lock({LOCKS})"))
    }

    fn has_migrations(&mut self) -> Result<bool, Error> {
        self.ask(
            "SELECT to_regclass('migrations') IS NOT NULL AND $1::bigint = 0",
            0,
        )
    }

    fn claim(&mut self, number: u32) -> Result<bool, Error> {
        self.ask("SELECT pg_try_advisory_lock($1)", LOCKS + i64::from(number))
    }

    fn reconnect(&mut self) -> Result<(), Error> {
        self.prepared.clear();
        self.client =
            connect(&self.runtime, &self.config).map_err(|why| Error::Lost(told(&why)))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            ("postgres://ann:secret@db/books", "postgres://ann@db/books"),
            (
                "postgres://ann:se@cret@db:5432/books?sslmode=disable",
                "postgres://ann@db:5432/books",
            ),
            (
                "postgresql:///books?host=/run/pg&password=secret",
                "postgresql:///books",
            ),
            ("postgres://db/books", "postgres://db/books"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
