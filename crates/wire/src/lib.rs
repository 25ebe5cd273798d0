//! Bytes to rows and back, driven by the tables in `specs/`.
//!
//! In: bytes of a file (through `std::io::Read`), and tables that say what a column may hold.
//! Out: typed values, rows of text in the native layout, and for whatever is broken a fault that
//! tells a person what to write instead. Absent by design: merchants, terms, clocks, files, rules.

mod config;
mod delimited;
#[cfg(test)]
mod delimited_tests;
mod encoding;
mod fault;
mod field;
#[cfg(test)]
mod field_tests;
mod files;
pub mod iso8583;
mod lang;
mod layout;
mod mapping;
mod mask;
mod message;
mod record;
mod reference;
mod scrub;
mod sniff;
mod source;

pub use config::{Config, ConfigFault, ConfigFaultKind, Setting, SettingValue, read_config};
pub use delimited::*;
pub use encoding::{Decoded, Encoding};
pub use fault::Fault;
pub use field::*;
pub use files::{
    FileLayout, HEAD_BYTES_MAX, Recognised, Recognition, Sign, file_layouts, read_file_layout,
    recognise,
};
pub use lang::Lang;
pub use layout::{ColumnSpec, ColumnType, Layout, LayoutFaults, layout, read_layout};
pub use mapping::{
    Glob, MappedEnd, MappedFault, MappedStep, Mapping, Open, Pattern, Round, Tally, TotalsFinding,
    Unit, read_mapped,
};
pub use mask::{CardText, is_masked_card, luhn, mask_card};
pub use message::{fill, message};
pub use record::Record;
pub use reference::{MaskKey, mask_reference};
pub use scrub::scrub;
pub use source::{KNOWLEDGE_ENDINGS, Knowledge, Source, Table};
