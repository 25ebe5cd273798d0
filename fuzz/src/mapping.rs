//! Mapped files: a `daozhang.toml`, a line `=====`, and a file that its mappings read.
//!
//! Laws, beside those of `told`: every row of the file is told (made, broken or skipped); how the bytes arrive does not
//! matter.

use crate::delimited::{Trickle, steps};
use crate::told::told;
use std::io::Read;
use wire::{Decoded, Encoding, Mapping, Open, Records};

/// What stands between the config and the file.
const BORDER: &[u8] = b"\n=====\n";

/// Reads the file with every mapping of the config.
pub fn mapping(bytes: &[u8]) {
    let Some(border) = bytes
        .windows(BORDER.len())
        .position(|window| window == BORDER)
    else {
        return;
    };
    let (config, file) = (&bytes[..border], &bytes[border + BORDER.len()..]);
    let Ok(text) = std::str::from_utf8(config) else {
        return;
    };
    let Ok(config) = wire::read_config(text) else {
        return;
    };
    let tables: toml::Table = text.parse().expect("a config that was read is TOML");
    for (number, mapping) in config.mappings.iter().enumerate() {
        let table = tables["mapping"][number]
            .as_table()
            .expect("a mapping is a table");
        let once = told(file, mapping, Open::default());
        if let Some(rows) = rows(file, mapping, table) {
            assert_eq!(once.rows, rows, "a row of the file is not told, or twice");
        }
        assert_eq!(
            once,
            told(Trickle(file), mapping, Open::default()),
            "the mapping depends on how bytes arrive"
        );
    }
}

/// How many rows the file has, counted without the mapping; `None` where it has no delimited rows, or searches for its header.
fn rows(file: &[u8], mapping: &Mapping, table: &toml::Table) -> Option<usize> {
    let dialect = mapping.dialect()?;
    if table.contains_key("search_header") || table.contains_key("layout") {
        return None;
    }
    let skip_head = table
        .get("skip_head")
        .and_then(toml::Value::as_integer)
        .unwrap_or(0);
    let reader: Box<dyn Read + '_> = match mapping.encoding {
        Encoding::Utf8 => Box::new(file),
        encoding => Box::new(Decoded::new(file, encoding)),
    };
    let mut records = Records::new(reader, dialect);
    records
        .skip_lines(skip_head as u32)
        .expect("memory does not fail");
    let header = usize::from(!table.contains_key("columns"));
    Some(steps(records).len().saturating_sub(header))
}
