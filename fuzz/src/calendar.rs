//! Calendar tables.
//!
//! Laws: a table that is printed is read as it was; a refused one says why; counting workdays ends.

use ledger::{Calendar, CalendarRow};

/// Reads a table `date,kind,name`.
pub fn calendar(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let calendar = match Calendar::parse(text) {
        Ok(calendar) => calendar,
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            return;
        }
    };
    let rows: Vec<CalendarRow> = calendar.rows().collect();
    let again = Calendar::parse(&printed(&rows)).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(
        again.rows().collect::<Vec<_>>(),
        rows,
        "printed rows are read differently"
    );
    assert_eq!(again.horizon(), calendar.horizon());

    let over = Calendar::mainland().overlay(rows.iter().cloned());
    for row in &rows {
        assert_eq!(
            over.kind(row.date),
            Some(row.kind),
            "the user's row is on top"
        );
        for calendar in [&calendar, &over] {
            let found = calendar.nth_workday_after(row.date, 3);
            assert!(
                found.day > row.date && calendar.is_workday(found.day),
                "{found:?}"
            );
        }
    }
}

fn printed(rows: &[CalendarRow]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["date", "kind", "name"])
        .expect("memory does not fail");
    for row in rows {
        let fields = [&*row.date.to_string(), row.kind.slug(), &*row.name];
        writer.write_record(fields).expect("memory does not fail");
    }
    let bytes = writer.into_inner().expect("memory does not fail");
    String::from_utf8(bytes).expect("texts were written")
}
