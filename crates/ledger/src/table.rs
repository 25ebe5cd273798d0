//! Faults of a table, each with its file and line, all of them at once.
//!
//! Absent by design: what the tables mean (see [`Chart`](crate::Chart) and [`Postings`](crate::Postings)).

use serde::de::DeserializeOwned;
use toml::Spanned;

/// Gathers what is wrong with one table.
pub(crate) struct Faults<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<String>,
}

impl<'t> Faults<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Faults<'t> {
        Faults {
            file,
            text,
            found: Vec::new(),
        }
    }

    /// Reads the table as TOML of this form.
    pub fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(table) => Some(table),
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                self.at_byte(start, error.message());
                None
            }
        }
    }

    /// Notes what is wrong where this stands.
    pub fn add<T>(&mut self, at: &Spanned<T>, what: &str) {
        self.at_byte(at.span().start, what);
    }

    fn at_byte(&mut self, start: usize, what: &str) {
        let line = 1 + self.text[..start].matches('\n').count();
        self.found.push(format!("{}:{line}: {what}", self.file));
    }

    /// All that was found.
    pub fn found(self) -> Vec<String> {
        self.found
    }
}

/// Whether a text is a slug: small letters and underscores.
pub(crate) fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    !text.is_empty() && text.bytes().all(plain)
}
