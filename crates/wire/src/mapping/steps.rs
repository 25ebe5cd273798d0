//! What a mapping says of a file, as lines that tests compare.

use super::{MappedStep, Mapping};
use crate::lang::Lang;
use crate::layout::layout;
use crate::source::Table;

/// `2 bank: amount=12 direction=credit`, with what a record has beside its source's columns behind them;
/// `3! column "value" sentence`; `-`.
pub(crate) fn line(mapping: &Mapping, step: MappedStep<'_>) -> String {
    match step {
        MappedStep::Row {
            line,
            record,
            fields,
        } => {
            let (source, _) = mapping.record(record);
            let columns = layout(Table::Source(source)).columns.iter();
            let names = columns.map(|column| &column.name);
            let names = names.chain(mapping.record_extras(record));
            let said = names.zip(fields).filter(|(_, text)| !text.is_empty());
            let said: Vec<String> = said.map(|(name, text)| format!("{name}={text}")).collect();
            format!("{line} {}: {}", source.name(), said.join(" "))
        }
        MappedStep::Broken {
            line,
            column,
            value,
            fault,
            ..
        } => {
            let said = fault.sentence(None, Lang::En);
            format!("{line}! {column} {value:?} {said}")
        }
        MappedStep::Skipped => "-".to_owned(),
    }
}
