//! One row of a calendar table, and the reading of a whole table.
//!
//! In: text with the header `date,kind,name`. Out: its rows, or every fault with its line.
//! Absent by design: what the rows mean together (see [`Calendar`](crate::Calendar)).

use std::collections::BTreeSet;
use std::fmt;

use crate::Day;

/// What a row of the table says of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// A day off.
    Holiday,
    /// A day worked, usually a weekend in exchange for a holiday.
    Workday,
}

impl DayKind {
    /// Reads `holiday`, `workday`.
    pub fn parse(slug: &str) -> Option<DayKind> {
        match slug {
            "holiday" => Some(DayKind::Holiday),
            "workday" => Some(DayKind::Workday),
            _ => None,
        }
    }

    /// The word of the record format.
    pub const fn slug(self) -> &'static str {
        match self {
            DayKind::Holiday => "holiday",
            DayKind::Workday => "workday",
        }
    }
}

impl fmt::Display for DayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// One row of a calendar table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarRow {
    /// The day it speaks of.
    pub date: Day,
    /// What it says.
    pub kind: DayKind,
    /// The holiday's name, may be empty.
    pub name: String,
}

/// Reads a table whole: its rows in file order, or every fault with its line.
pub(crate) fn read_table(text: &str) -> Result<Vec<CalendarRow>, Vec<String>> {
    let mut faults = Vec::new();
    let (mut rows, mut dates) = (Vec::new(), BTreeSet::new());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    match records.next() {
        Some(Ok(header)) if header.iter().eq(["date", "kind", "name"]) => {}
        _ => faults.push("line 1: the header must be date,kind,name".to_owned()),
    }
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(format!("the table cannot be read on: {error}"));
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        match read_row(&record) {
            Ok(row) if !dates.insert(row.date) => {
                faults.push(format!(
                    "line {line}: {} stands there twice; keep one row",
                    row.date
                ));
            }
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(format!("line {line}: {fault}")),
        }
    }
    if faults.is_empty() {
        Ok(rows)
    } else {
        Err(faults)
    }
}

fn read_row(record: &csv::StringRecord) -> Result<CalendarRow, String> {
    let (Some(date), Some(kind), Some(name), None) =
        (record.get(0), record.get(1), record.get(2), record.get(3))
    else {
        return Err(format!("{} cells; write date,kind,name", record.len()));
    };
    let Some(date) = Day::parse(date) else {
        return Err(format!("no day {date:?}; write YYYY-MM-DD"));
    };
    let Some(kind) = DayKind::parse(kind) else {
        return Err(format!("unknown kind {kind:?}; write holiday or workday"));
    };
    let name = name.to_owned();
    Ok(CalendarRow { date, kind, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_table_with_their_lines() {
        let faults = |text| read_table(text).expect_err("a broken table");
        assert_eq!(
            faults(
                "date,kind,name\n2025-02-30,holiday,x\n2025-01-01,feast,x\n2025-01-02,holiday\n2025-01-03,holiday,a\n2025-01-03,workday,b\n"
            ),
            [
                "line 2: no day \"2025-02-30\"; write YYYY-MM-DD",
                "line 3: unknown kind \"feast\"; write holiday or workday",
                "line 4: 2 cells; write date,kind,name",
                "line 6: 2025-01-03 stands there twice; keep one row",
            ]
        );
        assert_eq!(
            faults("day,kind,name\n"),
            ["line 1: the header must be date,kind,name"]
        );
        assert_eq!(faults(""), ["line 1: the header must be date,kind,name"]);
    }

    #[test]
    fn quoted_names_and_foreign_line_ends_are_read() {
        let text = "date,kind,name\r\n2025-01-01,holiday,\"元旦, 休\"\r\n";
        let rows = read_table(text).expect("a table");
        let want = CalendarRow {
            date: Day::parse("2025-01-01").expect("a day"),
            kind: DayKind::Holiday,
            name: "元旦, 休".to_owned(),
        };
        assert_eq!(rows, [want]);
    }
}
