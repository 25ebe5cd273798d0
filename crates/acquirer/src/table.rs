//! Reading the tables of `specs/acquirer/`: TOML rows that are checked whole.
//!
//! In: a table's text. Out: rows whose values are asked for by name. The tables are built in and a test reads each, so a
//! row that is wrong is a bug and stops with its place; a user's own tables come through `read`, which says so instead.

/// A row.
pub(crate) struct Row {
    place: String,
    table: toml::Table,
}

/// The rows of one array of a table.
pub(crate) fn rows(file: &str, text: &str, array: &str) -> Vec<Row> {
    let whole: toml::Table = text
        .parse()
        .unwrap_or_else(|fault| panic!("specs/acquirer/{file}: {fault}"));
    let listed = whole.get(array).and_then(toml::Value::as_array);
    let listed = listed.unwrap_or_else(|| panic!("specs/acquirer/{file} has no [[{array}]]"));
    let row = |(number, value): (usize, &toml::Value)| Row {
        place: format!("specs/acquirer/{file}, [[{array}]] {}", number + 1),
        table: value.as_table().cloned().unwrap_or_default(),
    };
    listed.iter().enumerate().map(row).collect()
}

impl Row {
    fn wrong(&self, key: &str, wanted: &str) -> ! {
        panic!("{}: `{key}` is not {wanted}", self.place)
    }

    /// A text; empty where it is absent.
    pub fn text(&self, key: &str) -> &str {
        match self.table.get(key) {
            None => "",
            Some(value) => value.as_str().unwrap_or_else(|| self.wrong(key, "a text")),
        }
    }

    /// Texts; none where they are absent.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let listed = value
            .as_array()
            .unwrap_or_else(|| self.wrong(key, "a list"));
        let text = |value: &toml::Value| {
            value
                .as_str()
                .unwrap_or_else(|| self.wrong(key, "a list of texts"))
                .to_owned()
        };
        listed.iter().map(text).collect()
    }

    /// Whether it says yes.
    pub fn is(&self, key: &str) -> bool {
        match self.table.get(key) {
            None => false,
            Some(value) => value
                .as_bool()
                .unwrap_or_else(|| self.wrong(key, "true or false")),
        }
    }

    /// A whole number that is not negative; `None` where it is absent.
    pub fn number(&self, key: &str) -> Option<i64> {
        let value = self.table.get(key)?;
        let number = value.as_integer().filter(|number| *number >= 0);
        Some(number.unwrap_or_else(|| self.wrong(key, "a whole number")))
    }

    /// One of these words.
    pub fn choice<T: Copy>(&self, key: &str, among: &[(&str, T)]) -> T {
        let said = self.text(key);
        let found = among.iter().find(|(word, _)| *word == said);
        found
            .unwrap_or_else(|| self.wrong(key, "a word of the list"))
            .1
    }
}
