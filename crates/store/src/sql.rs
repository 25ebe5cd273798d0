//! The statements, as they stand in `sql/queries`, and the migrations of both dialects.
//!
//! A statement is written once for both engines: `$1` is what PostgreSQL reads, and SQLite is sent `?1` (it would take
//! `$1` for a name and count by order of appearance).

/// A statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sql {
    /// Its file's name.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
}

macro_rules! statements {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) const $constant: Sql = Sql {
            name: $name,
            text: include_str!(concat!("../sql/queries/", $name, ".sql")),
        };)*
        /// All of them: each is prepared on both engines by a test.
        #[cfg(test)]
        pub(crate) const ALL: &[Sql] = &[$($constant),*];
    };
}

statements! {
    INSERT_ENTRY = "insert_entry";
    INSERT_LEG = "insert_leg";
    ADD_BALANCE = "add_balance";
    PUT_ROW = "put_row";
    DELETE_ROW = "delete_row";
    GET_ROW = "get_row";
    DUE_ROWS = "due_rows";
    ROWS_BETWEEN = "rows_between";
    INSERT_NOTE = "insert_note";
    INSERT_PLAN = "insert_plan";
    GET_PLAN = "get_plan";
    INSERT_CHECKPOINT = "insert_checkpoint";
    CHECKPOINTS = "checkpoints";
    GET_WRITER = "get_writer";
    PUT_WRITER = "put_writer";
    WRITERS = "writers";
    GET_ENTRY = "get_entry";
    RESOLVED = "resolved";
    LEGS_OF = "legs_of";
    BALANCE_OF = "balance_of";
    BALANCES = "balances";
    CHAINS_OF_ENTRIES = "chains_of_entries";
    CHAINS_OF_NOTES = "chains_of_notes";
    ENTRIES_AFTER = "entries_after";
    LEGS_BETWEEN = "legs_between";
    NOTES_AFTER = "notes_after";
}

/// A numbered change of the schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// Its number, from 1 on without gaps.
    pub number: i64,
    /// Its file's name.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// Those of SQLite.
pub(crate) const SQLITE: &[Migration] = &[Migration {
    number: 1,
    name: "0001_books.sql",
    text: include_str!("../sql/sqlite/0001_books.sql"),
}];

/// Those of PostgreSQL.
pub(crate) const POSTGRES: &[Migration] = &[Migration {
    number: 1,
    name: "0001_books.sql",
    text: include_str!("../sql/postgres/0001_books.sql"),
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_dialects_have_the_same_migrations() {
        let names = |all: &[Migration]| {
            all.iter()
                .map(|one| (one.number, one.name))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(SQLITE), names(POSTGRES));
        for (index, migration) in SQLITE.iter().enumerate() {
            assert_eq!(migration.number, index as i64 + 1);
            assert!(
                migration
                    .name
                    .starts_with(&format!("{:04}_", migration.number))
            );
        }
    }

    #[test]
    fn parameters_are_numbered_in_the_order_of_their_appearance() {
        for sql in ALL {
            let digits = |part: &str| {
                part.chars()
                    .take_while(char::is_ascii_digit)
                    .collect::<String>()
            };
            let numbers: Vec<usize> = sql
                .text
                .split('$')
                .skip(1)
                .map(|part| digits(part).parse().expect(sql.name))
                .collect();
            assert_eq!(
                numbers,
                (1..=numbers.len()).collect::<Vec<_>>(),
                "{}",
                sql.name
            );
        }
    }
}
