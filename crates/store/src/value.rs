//! What a cell of the database holds.
//!
//! Absent by design: floats, dates, decimals. Instants, days and money are whole numbers in both engines.

use crate::Error;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A row of cells.
pub(crate) type Cells = Vec<Value>;

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Value {
        Value::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// A count of ours as a cell; counts beyond 2^63 do not happen.
pub(crate) fn count(number: u64) -> Value {
    Value::Int(i64::try_from(number).expect("nothing is counted that far"))
}

/// Hands out the cells of a row one after the other, each as what it should be.
pub(crate) struct Taken {
    cells: std::vec::IntoIter<Value>,
    table: &'static str,
}

impl Taken {
    /// Of a row of that table.
    pub fn new(cells: Cells, table: &'static str) -> Taken {
        Taken {
            cells: cells.into_iter(),
            table,
        }
    }

    fn broken(&self) -> Error {
        Error::Damaged {
            what: format!("a row of {} does not hold what it should", self.table),
        }
    }

    fn next(&mut self) -> Result<Value, Error> {
        let next = self.cells.next();
        next.ok_or_else(|| self.broken())
    }

    pub fn int(&mut self) -> Result<i64, Error> {
        match self.next()? {
            Value::Int(number) => Ok(number),
            _ => Err(self.broken()),
        }
    }

    pub fn some_int(&mut self) -> Result<Option<i64>, Error> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            _ => Err(self.broken()),
        }
    }

    pub fn count(&mut self) -> Result<u64, Error> {
        u64::try_from(self.int()?).map_err(|_| self.broken())
    }

    pub fn text(&mut self) -> Result<String, Error> {
        match self.next()? {
            Value::Text(text) => Ok(text),
            _ => Err(self.broken()),
        }
    }

    pub fn some_bytes(&mut self) -> Result<Option<Vec<u8>>, Error> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes)),
            _ => Err(self.broken()),
        }
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.some_bytes()?.ok_or_else(|| self.broken())?;
        bytes.try_into().map_err(|_| self.broken())
    }

    /// A cell that something else makes sense of; `None` where it cannot.
    pub fn read<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
        let text = self.text()?;
        read(&text).ok_or_else(|| self.broken())
    }

    /// What else is wrong with this row.
    pub fn wants<T>(&self, found: Option<T>) -> Result<T, Error> {
        found.ok_or_else(|| self.broken())
    }
}
