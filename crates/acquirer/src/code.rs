//! Response codes: what each says about the money, by `specs/codes/response-codes.csv`.
//!
//! In: a code of the network. Out: an outcome. A code that the table does not know is unknown, never declined.

use crate::name::Code;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a code says about the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The card was charged (or credited, for what gives back).
    Approved,
    /// It was not.
    Declined,
    /// Nobody knows, or nobody says.
    Unknown,
}

/// What a code of an answer says about the money.
pub fn outcome(code: Code) -> Outcome {
    static TABLE: OnceLock<BTreeMap<Code, Outcome>> = OnceLock::new();
    let known = TABLE.get_or_init(|| read(include_str!("../../../specs/codes/response-codes.csv")));
    known.get(&code).copied().unwrap_or(Outcome::Unknown)
}

fn read(table: &str) -> BTreeMap<Code, Outcome> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().expect("the table has a head").clone();
    let place = |name: &str| head.iter().position(|column| column == name);
    let [code, said] =
        ["code", "outcome"].map(|name| place(name).expect("the table has its columns"));
    let rows = reader.records().map(|row| row.expect("the table is sound"));
    // The row of no answer at all has no code.
    let row = |row: csv::StringRecord| Some((Code::parse(&row[code])?, of(&row[said])));
    rows.filter_map(row).collect()
}

fn of(said: &str) -> Outcome {
    match said {
        "approved" | "approved_partial" | "approved_with_fault" | "approved_offline" => {
            Outcome::Approved
        }
        "declined" => Outcome::Declined,
        _ => Outcome::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_no_more_than_the_table() {
        for (code, said) in [
            ("00", Outcome::Approved),
            ("10", Outcome::Approved),
            ("A2", Outcome::Approved),
            ("51", Outcome::Declined),
            ("68", Outcome::Unknown),
            ("96", Outcome::Unknown),
            ("98", Outcome::Unknown),
            ("zz", Outcome::Unknown),
        ] {
            let code = Code::parse(code).expect("two characters");
            assert_eq!(outcome(code), said, "{code}");
        }
    }
}
