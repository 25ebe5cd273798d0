//! The text of a row: `name=value;`, names in any order, each once.

use super::RowFault;
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::str::FromStr;

/// Writes a row.
#[derive(Default)]
pub(super) struct Writer(String);

impl Writer {
    /// A value. What it holds is names and numbers of ours; a separator in it is a bug.
    pub fn put(&mut self, name: &str, value: impl Display) {
        let start = self.0.len();
        write!(self.0, "{name}={value}").expect("memory does not fail");
        let said = &self.0[start + name.len() + 1..];
        assert!(
            !said.contains([';', '=']),
            "{name} holds a separator of rows"
        );
        self.0.push(';');
    }

    /// A value, where there is one.
    pub fn put_some(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// A text, where it is not empty.
    pub fn put_text(&mut self, name: &str, value: &str) {
        self.put_some(name, Some(value).filter(|value| !value.is_empty()));
    }

    pub fn finish(self) -> String {
        self.0
    }
}

/// Reads a row.
pub(super) struct Reader<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Result<Reader<'a>, RowFault> {
        let mut values = BTreeMap::new();
        for part in text.split_terminator(';') {
            let (name, value) = part.split_once('=').ok_or(RowFault {
                wanted: "name=value",
            })?;
            if values.insert(name, value).is_some() {
                return Err(RowFault {
                    wanted: "each name once",
                });
            }
        }
        Ok(Reader(values))
    }

    /// A value that must be there.
    pub fn get<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, RowFault> {
        self.some(name, read)?.ok_or(RowFault { wanted: name })
    }

    /// A value that may be there.
    pub fn some<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, RowFault> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(value) => read(value).map(Some).ok_or(RowFault { wanted: name }),
        }
    }

    /// A text that may be there.
    pub fn text(&mut self, name: &'static str) -> String {
        self.0.remove(name).unwrap_or_default().to_owned()
    }

    /// Nothing may be left over.
    pub fn finish(self) -> Result<(), RowFault> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(RowFault {
                wanted: "known names only",
            }),
        }
    }
}

/// A number.
pub(super) fn number<T: FromStr>(value: &str) -> Option<T> {
    value.parse().ok()
}

/// 0 or 1.
pub(super) fn flag(value: &str) -> Option<bool> {
    match value {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}
