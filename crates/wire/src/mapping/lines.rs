//! Delimited files: head, header, rows, foot.
//!
//! The header is the first line behind `skip_head`; or, where `search_header` says so, the first that names every column.
//! Lines outside the rows may say something (an account, a period, totals): templates take it out of them.
//! In: bytes of UTF-8, or decoded to it. Out: rows of cells. Absent: what columns mean.

use super::columns::{Alias, Context, Slot};
use super::rows::{Cells, Rows};
use super::template::Template;
use super::{MappedFault, MappedStep, Mapping};
use crate::config::Notes;
use crate::delimited::{Dialect, Records, Step};
use crate::encoding::Encoding;
use crate::fault::Fault;
use crate::record::Record;
use std::collections::VecDeque;
use std::io::Read;
use toml::de::{DeTable, DeValue};

/// Lines that may be skipped at a file's head or foot.
const SKIP_MAX: u32 = 10_000;
/// Lines in which a header is searched for.
const SEARCH_MAX: u32 = 200;
pub(super) const LINES_KEYS: &[&str] = &[
    "delimiter",
    "skip_head",
    "skip_foot",
    "search_header",
    "says",
    "comment",
    "alias",
    "optional",
    "ragged",
];

/// How a delimited file is written.
#[derive(Clone, Debug)]
pub(super) struct LinesPlan {
    pub delimiter: u8,
    skip_head: u32,
    skip_foot: u32,
    search_header: bool,
    pub says: Vec<Template>,
    /// A line that begins so is no row.
    comment: Option<String>,
    pub aliases: Vec<Alias>,
    pub optional: Vec<String>,
    /// Whether rows may be shorter than the header.
    pub ragged: bool,
    /// Names of the columns by position; without them a line names them.
    pub columns: Option<Vec<String>>,
}

impl LinesPlan {
    pub fn read(table: &DeTable<'_>, notes: &mut Notes<'_>) -> LinesPlan {
        let columns = notes.texts(table, "columns");
        let says = notes.texts(table, "says");
        let says = says.iter().filter_map(|text| {
            let template = Template::new(text);
            if template.is_none() {
                notes.value("says", &table["says"], "fault.config_value_template", &[]);
            }
            template
        });
        let says = says.collect();
        let aliases = table
            .get("alias")
            .and_then(|value| notes.table("alias", value));
        let aliases = aliases.into_iter().flatten().map(|(column, names)| Alias {
            column: column.get_ref().to_string(),
            names: notes.texts_of("alias", names),
        });
        let aliases = aliases.filter(|alias| !alias.names.is_empty()).collect();
        LinesPlan {
            delimiter: delimiter(table, notes),
            skip_head: notes.small(table, "skip_head", SKIP_MAX),
            skip_foot: notes.small(table, "skip_foot", SKIP_MAX),
            search_header: is_set(table, "search_header"),
            says,
            comment: notes.text(table, "comment"),
            aliases,
            optional: notes.texts(table, "optional"),
            ragged: is_set(table, "ragged"),
            columns: table.contains_key("columns").then_some(columns),
        }
    }

    fn is_comment(&self, text: &str) -> bool {
        self.comment
            .as_ref()
            .is_some_and(|mark| text.trim_start().starts_with(mark.as_str()))
    }

    /// A line without the delimiters that a spreadsheet puts behind it.
    fn bare<'t>(&self, text: &'t str) -> &'t str {
        text.trim_end_matches(|letter: char| {
            letter.is_whitespace() || letter == char::from(self.delimiter)
        })
    }

    fn say(&self, text: &str, context: &mut Context) {
        let text = self.bare(text);
        self.says
            .iter()
            .for_each(|template| context.take(template, text));
    }
}

pub(super) fn is_set(table: &DeTable<'_>, key: &str) -> bool {
    table
        .get(key)
        .is_some_and(|value| matches!(value.get_ref(), DeValue::Boolean(true)))
}

fn delimiter(table: &DeTable<'_>, notes: &mut Notes<'_>) -> u8 {
    let Some(text) = notes.text(table, "delimiter") else {
        return b',';
    };
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => *byte,
        _ => {
            if let Some(value) = table.get("delimiter") {
                notes.value("delimiter", value, "fault.config_value_delimiter", &[]);
            }
            b','
        }
    }
}

/// Reads a delimited file to its end, or to where it breaks off. Without a header every row is set aside.
pub(super) fn read<'m>(
    reader: impl Read,
    mapping: &'m Mapping,
    plan: &'m LinesPlan,
    encoding: Encoding,
    mut context: Context,
    take: &mut dyn FnMut(MappedStep<'_>),
) -> Result<(Rows<'m>, Option<MappedFault>), MappedFault> {
    let delimiter = plan.delimiter;
    let mut records = Records::new(
        reader,
        Dialect {
            delimiter,
            encoding,
        },
    );
    let header = match header(&mut records, mapping, plan, &mut context) {
        Ok(header) => header,
        Err(fault) => {
            let mut rows = Rows::none(mapping, context);
            set_rows_aside(&mut records, &fault, &mut rows, take);
            return Ok((rows, Some(fault)));
        }
    };
    let Some((slots, width)) = header else {
        return Ok((Rows::none(mapping, context), None));
    };
    let mut rows = Rows::new(mapping, slots, width, context);
    // The last rows are only known to be the foot when the end has come.
    let mut waiting: VecDeque<(u32, Result<Vec<String>, Fault>)> = VecDeque::new();
    let fault = loop {
        match records.next() {
            Ok(None) => break None,
            Err(error) => break Some(MappedFault::CutShort(error.to_string())),
            Ok(Some(Step::Record(record))) if plan.is_comment(record.text) => {
                plan.say(record.text, &mut rows.context);
                rows.foot(take);
            }
            Ok(Some(Step::Record(record))) if plan.skip_foot == 0 => {
                rows.take(record.line, Cells::Record(record), take);
            }
            Ok(Some(Step::Broken { line, fault })) if plan.skip_foot == 0 => {
                rows.refuse(line, fault, take);
            }
            Ok(Some(Step::Record(record))) => {
                let cells = record.fields().map(str::to_owned).collect();
                waiting.push_back((record.line, Ok(cells)));
            }
            Ok(Some(Step::Broken { line, fault })) => waiting.push_back((line, Err(fault))),
        }
        if waiting.len() > plan.skip_foot as usize
            && let Some((line, cells)) = waiting.pop_front()
        {
            match cells {
                Ok(cells) => rows.take(line, Cells::Owned(&cells), take),
                Err(fault) => rows.refuse(line, fault, take),
            }
        }
    };
    waiting.iter().for_each(|_| rows.foot(take));
    Ok((rows, fault))
}

/// Where the used columns stand, and how many columns there are. `None` for an empty file.
fn header<R: Read>(
    records: &mut Records<R>,
    mapping: &Mapping,
    plan: &LinesPlan,
    context: &mut Context,
) -> Result<Option<(Vec<Slot>, usize)>, MappedFault> {
    let cut_short = |error: std::io::Error| MappedFault::CutShort(error.to_string());
    records.skip_lines(plan.skip_head).map_err(cut_short)?;
    if let Some(columns) = &plan.columns {
        return Ok(Some((mapping.slots(columns, context)?, columns.len())));
    }
    let searched = if plan.search_header { SEARCH_MAX } else { 1 };
    let mut lacking: Option<Vec<String>> = None;
    let mut unread: Option<MappedFault> = None;
    for _ in 0..searched {
        let record: Record<'_> = match records.next().map_err(cut_short)? {
            None => break,
            Some(Step::Broken { line, fault }) => {
                let fault = MappedFault::Header { line, fault };
                if !plan.search_header {
                    return Err(fault);
                }
                unread.get_or_insert(fault);
                continue;
            }
            Some(Step::Record(record)) => record,
        };
        let names: Vec<String> = record
            .fields()
            .map(|name| mapping.clean(name).to_owned())
            .collect();
        match mapping.slots(&names, context) {
            Ok(slots) => return Ok(Some((slots, names.len()))),
            Err(MappedFault::ColumnsMissing(missing)) => {
                plan.say(record.text, context);
                // The line that comes nearest to a header tells best what the file lacks.
                if lacking
                    .as_ref()
                    .is_none_or(|least| missing.len() < least.len())
                {
                    lacking = Some(missing);
                }
            }
            Err(fault) if !plan.search_header => return Err(fault),
            Err(fault) => {
                unread.get_or_insert(fault);
            }
        }
    }
    // A line that cannot be read may be the header; that others are none says less.
    match (unread, lacking) {
        (Some(fault), _) => Err(fault),
        (None, Some(missing)) => Err(MappedFault::ColumnsMissing(missing)),
        (None, None) => Ok(None),
    }
}

/// Every row of a file that cannot be read is told, each by itself.
fn set_rows_aside<R: Read>(
    records: &mut Records<R>,
    fault: &MappedFault,
    rows: &mut Rows<'_>,
    take: &mut dyn FnMut(MappedStep<'_>),
) {
    let (column, row_fault) = match fault {
        MappedFault::Header { fault, .. } => ("", *fault),
        MappedFault::ColumnsMissing(columns) => (columns[0].as_str(), Fault::ColumnMissing),
        MappedFault::ColumnTwice(column) => (column.as_str(), Fault::ColumnTwice),
        _ => return,
    };
    while let Ok(Some(Step::Record(Record { line, .. }) | Step::Broken { line, .. })) =
        records.next()
    {
        rows.set_aside(line, column, row_fault, take);
    }
}
