//! What untrusted bytes must never break: one function a parser, each with its laws.
//!
//! In: any bytes. Out: nothing, or a panic that names the broken law. libFuzzer calls these functions
//! (`fuzz_targets/`), and so does the replay of the corpus on stable Rust (`tests/replay.rs`).
//! Absent: `specs/` (compiled in, no user can supply them), and files that `daozhang` itself wrote.

mod delimited;
mod layouts;
mod mapping;
mod told;

mod config;

mod calendar;
mod fields;

mod iso8583;

mod mask;

mod folder;
mod knowledge;
mod scan;

pub use calendar::calendar;
pub use config::config;
pub use delimited::delimited;
pub use fields::fields;
pub use iso8583::iso8583;
pub use knowledge::knowledge;
pub use layouts::{layout_fixed, layout_lines, layout_sgml, layout_tagged, layout_xml, recognise};
pub use mapping::mapping;
pub use mask::mask;
pub use scan::{scan_archive, scan_parquet, scan_text};

/// A target's name, and its laws.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 17] = [
    ("calendar", calendar),
    ("config", config),
    ("delimited", delimited),
    ("fields", fields),
    ("iso8583", iso8583),
    ("knowledge", knowledge),
    ("layout_fixed", layout_fixed),
    ("layout_lines", layout_lines),
    ("layout_sgml", layout_sgml),
    ("layout_tagged", layout_tagged),
    ("layout_xml", layout_xml),
    ("mapping", mapping),
    ("mask", mask),
    ("recognise", recognise),
    ("scan_archive", scan_archive),
    ("scan_parquet", scan_parquet),
    ("scan_text", scan_text),
];
