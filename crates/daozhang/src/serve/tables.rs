//! The operator's tables: `merchants.csv` and `terminals.csv` of the folder, as the tracing wing reads them.
//!
//! In: a folder. Out: what is known, or every row that cannot be used, with its line and what to write instead.

use acquirer::{Known, Merchant, MerchantId, Standing, Terminal, TerminalId};
use std::collections::BTreeMap;
use std::path::Path;

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// `merchants.csv:3`.
    pub place: String,
    /// The sentence's key, and what it names.
    pub key: &'static str,
    /// The value.
    pub value: String,
}

/// Reads both tables.
pub fn known(folder: &Path) -> Result<Known, Vec<Broken>> {
    let mut broken = Vec::new();
    let mut known = Known::default();
    for (place, row) in rows(folder, "merchants.csv", &mut broken) {
        let text = |name: &str| row.get(name).map_or("", String::as_str);
        let Some(mid) = MerchantId::parse(text("mid")) else {
            broken.push(Broken {
                place,
                key: "fault.serve_mid",
                value: text("mid").to_owned(),
            });
            continue;
        };
        let merchant = Merchant {
            name: text("name").to_owned(),
            mcc: text("mcc").to_owned(),
            standing: standing(text("status")),
        };
        known.merchants.insert(mid, merchant);
    }
    for (place, row) in rows(folder, "terminals.csv", &mut broken) {
        let text = |name: &str| row.get(name).map_or("", String::as_str);
        let names = TerminalId::parse(text("tid")).zip(MerchantId::parse(text("mid")));
        let Some((tid, mid)) = names else {
            broken.push(Broken {
                place,
                key: "fault.serve_tid",
                value: text("tid").to_owned(),
            });
            continue;
        };
        let location = text("location");
        let is_area = location.len() == 6 && location.bytes().all(|byte| byte.is_ascii_digit());
        let terminal = Terminal {
            mid,
            standing: standing(text("status")),
            area: if is_area {
                location.to_owned()
            } else {
                String::new()
            },
            model: text("model").to_owned(),
        };
        known.terminals.insert(tid, terminal);
    }
    if broken.is_empty() {
        Ok(known)
    } else {
        Err(broken)
    }
}

type Row = BTreeMap<String, String>;

fn rows(folder: &Path, name: &str, broken: &mut Vec<Broken>) -> Vec<(String, Row)> {
    let mut refused = |line: Option<u64>, value: String| {
        let place = line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
        broken.push(Broken {
            place,
            key: "fault.serve_table",
            value,
        });
    };
    let mut reader = match csv::Reader::from_path(folder.join(name)) {
        Ok(reader) => reader,
        Err(error) => {
            refused(None, error.to_string());
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for row in reader.deserialize::<Row>() {
        let line = found.len() as u64 + 2;
        match row {
            Ok(row) => found.push((format!("{name}:{line}"), row)),
            Err(error) => refused(error.position().map(csv::Position::line), error.to_string()),
        }
    }
    found
}

fn standing(status: &str) -> Standing {
    match status {
        "" | "normal" | "active" => Standing::Active,
        "suspended" => Standing::Suspended,
        _ => Standing::Ended,
    }
}
