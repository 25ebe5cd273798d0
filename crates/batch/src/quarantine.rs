//! Rows that could not be read: each with its file, line, column, masked value, and what to write instead.
//!
//! In: broken rows, from several threads. Out: one row of `quarantine.csv` for each, sorted by file and line.
//! Rows that follow each other with one and the same trouble (a file without a required column) are kept as
//! one entry with a count, so that a broken file of ten million rows costs no memory; every row is named.
//! Absent: full card numbers, and any second chance.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;
use wire::{ColumnSpec, ColumnType, Fault, Lang};

/// The most rows of one run that are written each by itself.
pub const ROWS_WRITTEN_MAX: u64 = 1_000;
/// The most characters of a value that are shown.
pub const VALUE_CHARS_MAX: usize = 64;

/// Rows of one file with one trouble, on lines that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The source's or knowledge file's name.
    pub source: &'static str,
    /// The file, relative to the data set.
    pub file: Arc<str>,
    /// The first line (in Parquet the row's ordinal).
    pub line: u32,
    /// How many lines.
    pub count: u32,
    /// The column, or empty when the trouble is the whole row's.
    pub column: Arc<str>,
    /// The value, masked and cut.
    pub value: Box<str>,
    /// What is wrong with it.
    pub fault: Fault,
    /// The column's spec, for the words and limits in the reason.
    pub spec: Option<&'static ColumnSpec>,
}

impl Entry {
    /// What is wrong and what to write instead.
    pub fn reason(&self, lang: Lang) -> String {
        self.fault.sentence(self.spec, lang)
    }

    /// The whole sentence: `clearing/0808.csv:41: amount "12.3" has a decimal point; write whole fen`.
    pub fn sentence(&self, lang: Lang) -> String {
        let mut place = format!("{}:{}{}", self.file, self.line, lang.colon());
        if !self.column.is_empty() {
            place.push_str(&self.column);
            if !self.value.is_empty() {
                place.push(' ');
                place.push_str(&lang.quoted(&self.value));
            }
            place.push(' ');
        }
        place + &self.reason(lang)
    }
}

/// A line of the quarantine's table.
#[derive(Clone, Copy, Debug)]
pub struct Line<'q> {
    /// What it is about.
    pub entry: &'q Entry,
    /// The line in the file.
    pub line: u64,
    /// How many rows it stands for.
    pub rows: u64,
}

/// All rows that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarantine {
    entries: Vec<Entry>,
}

impl Quarantine {
    /// Adds one entry; a row that continues the entry before it only raises that one's count.
    pub fn add(&mut self, entry: Entry) {
        if let Some(last) = self.entries.last_mut()
            && last.value.is_empty()
            && entry.value.is_empty()
            && last.line.checked_add(last.count) == Some(entry.line)
            && last.fault == entry.fault
            && last.column == entry.column
            && last.file == entry.file
            && last.source == entry.source
            && let Some(count) = last.count.checked_add(entry.count)
        {
            last.count = count;
            return;
        }
        self.entries.push(entry);
    }

    /// Adds all of another one.
    pub fn append(&mut self, other: Quarantine) {
        self.entries.extend(other.entries);
    }

    /// Brings the entries into the order of files and lines, whichever thread came first.
    pub fn sort(&mut self) {
        let key = |entry: &Entry| (Arc::clone(&entry.file), entry.line, entry.source);
        self.entries.sort_by(|a, b| key(a).cmp(&key(b)));
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.entries
            .iter()
            .map(|entry| u64::from(entry.count))
            .sum()
    }

    /// The entries; each stands for `count` rows.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries as lines of a table, one for each row. Of a run of rows with one trouble those beyond
    /// [`ROWS_WRITTEN_MAX`] stand in one line, with the first one's line, and `rows` says how many they are: a file
    /// may claim four billion rows in a few bytes.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.entries.iter().flat_map(|entry| {
            let first = u64::from(entry.line);
            let end = first + u64::from(entry.count);
            let alone = end.min(first + ROWS_WRITTEN_MAX);
            let rest = (alone < end).then_some((alone, end - alone));
            let lines = (first..alone).map(|line| (line, 1)).chain(rest);
            lines.map(move |(line, rows)| Line { entry, line, rows })
        })
    }

    /// Writes `quarantine.csv`: `source, file, line, column, value, reason, rows`, of every one of the lines.
    pub fn write(&self, out: impl Write, lang: Lang) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record([
            "source", "file", "line", "column", "value", "reason", "rows",
        ])?;
        for Line { entry, line, rows } in self.lines() {
            let (reason, line, rows) = (entry.reason(lang), line.to_string(), rows.to_string());
            let fields = [
                entry.source,
                &entry.file,
                &line,
                &entry.column,
                &entry.value,
                &reason,
                &rows,
            ];
            writer.write_record(fields)?;
        }
        writer.flush()
    }
}

/// A value as it may be shown: cards masked, secrets scrubbed, control characters and length cut.
pub fn shown(value: &str, spec: Option<&ColumnSpec>) -> Box<str> {
    if spec.is_some_and(|spec| spec.kind == ColumnType::Card) {
        return wire::mask_card(value.as_bytes()).as_str().into();
    }
    // Scrubbing looks at whole runs of digits, so it comes before cutting; but not over megabytes.
    const SCRUBBED_BYTES_MAX: usize = 4096;
    let mut end = value.len().min(SCRUBBED_BYTES_MAX);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let scrubbed: Cow<'_, str> = wire::scrub(&value[..end]);
    let mut text: String = scrubbed
        .chars()
        .take(VALUE_CHARS_MAX)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if scrubbed.chars().nth(VALUE_CHARS_MAX).is_some() || end < value.len() {
        text.push('…');
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(line: u32, value: &str, fault: Fault) -> Entry {
        Entry {
            source: "clearing",
            file: Arc::from("clearing/0808.csv"),
            line,
            count: 1,
            column: Arc::from("amount"),
            value: value.into(),
            fault,
            spec: None,
        }
    }

    #[test]
    fn a_broken_file_is_one_entry_and_every_row_is_written() {
        let mut quarantine = Quarantine::default();
        quarantine.add(entry(41, "12.3", Fault::AmountPoint));
        for line in 2..5 {
            quarantine.add(entry(line, "", Fault::ColumnMissing));
        }
        quarantine.sort();
        assert_eq!((quarantine.entries().len(), quarantine.rows()), (2, 4));
        let mut out = Vec::new();
        quarantine
            .write(&mut out, Lang::En)
            .expect("memory does not fail");
        let text = String::from_utf8(out).expect("it is text");
        let missing = "is not in the header, where it must be; add the column";
        let expected = format!(
            "source,file,line,column,value,reason,rows\n\
             clearing,clearing/0808.csv,2,amount,,\"{missing}\",1\n\
             clearing,clearing/0808.csv,3,amount,,\"{missing}\",1\n\
             clearing,clearing/0808.csv,4,amount,,\"{missing}\",1\n\
             clearing,clearing/0808.csv,41,amount,12.3,has a decimal point; write whole fen,1\n"
        );
        assert_eq!(text, expected);
        assert_eq!(
            quarantine.entries()[1].sentence(Lang::En),
            "clearing/0808.csv:41: amount \"12.3\" has a decimal point; write whole fen"
        );
    }

    #[test]
    fn a_run_without_end_is_named_and_not_written_out() {
        let mut quarantine = Quarantine::default();
        quarantine.add(Entry {
            count: u32::MAX - 1,
            ..entry(1, "", Fault::ColumnMissing)
        });
        let mut out = Vec::new();
        let written = quarantine.write(&mut out, Lang::En);
        written.expect("memory does not fail");
        let text = String::from_utf8(out).expect("it is text");
        assert_eq!(text.lines().count(), 1 + 1_000 + 1);
        let last = text.lines().last().expect("there are lines");
        assert!(last.starts_with("clearing,clearing/0808.csv,1001,amount,"));
        assert!(last.ends_with(",4294966294"), "{last}");
    }

    #[test]
    fn values_are_masked_and_cut() {
        assert_eq!(&*shown("6222029900000000010", None), "622202*********0010");
        assert_eq!(&*shown("a\nb", None), "a b");
        let long = format!("{}6222029900000000010", "中".repeat(60));
        assert_eq!(&*shown(&long, None), format!("{}6222…", "中".repeat(60)));
        assert_eq!(
            shown(&"9".repeat(10_000_000), None).chars().count(),
            VALUE_CHARS_MAX + 1
        );
    }
}
