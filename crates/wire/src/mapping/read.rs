//! Reads a mapped file to its end, whatever its frame.
//!
//! In: bytes and a mapping. Out: one step at a time to whoever takes them: a native row of text, a row that
//! cannot be mapped, a row that the mapping leaves out. Every row of the file is in exactly one step, but a
//! row that names several records is a step for each.

use super::rows::Tally;
use super::totals::TotalsFinding;
use super::{Frame, Mapping, fixed, lines, tree};
use crate::encoding::{Decoded, Encoding};
use crate::fault::Fault;
use crate::lang::Lang;
use crate::message::message;
use crate::sniff::{Ahead, encodings};
use crate::source::Source;
use std::io::Read;

/// What became of a row.
pub enum MappedStep<'a> {
    /// It names this record.
    Row {
        /// The physical line.
        line: u32,
        /// Which of the mapping's records.
        record: usize,
        /// One text for every column of the source's layout, then one for every extra attribute of the record.
        fields: &'a [String],
    },
    /// It cannot be mapped.
    Broken {
        /// The physical line.
        line: u32,
        /// The source that the record was for, if it came so far.
        source: Option<Source>,
        /// The file's column, empty when the trouble is the whole row's.
        column: &'a str,
        /// The text that is at fault.
        value: &'a str,
        /// What is wrong.
        fault: Fault,
    },
    /// The mapping leaves it out, or it is the foot.
    Skipped,
}

/// Why a mapped file is not read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappedFault {
    /// The header cannot be read.
    Header {
        /// The physical line.
        line: u32,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Columns that the mapping uses are not there.
    ColumnsMissing(Vec<String>),
    /// A column that the mapping uses stands twice.
    ColumnTwice(String),
    /// The reader broke off.
    CutShort(String),
    /// It is no XML.
    NotXml {
        /// The physical line.
        line: u32,
        /// What the parser says.
        why: String,
    },
    /// It ends within an element.
    NotWhole {
        /// The last physical line.
        line: u32,
    },
    /// It has a document type, which is refused whatever it declares.
    DocType {
        /// The physical line.
        line: u32,
    },
    /// An entity that is none of XML's five.
    Entity {
        /// The physical line.
        line: u32,
    },
    /// More elements within each other than are read.
    TooDeep {
        /// The physical line.
        line: u32,
        /// How many are.
        limit: u32,
    },
    /// A text or a tag longer than is read.
    TextTooLong {
        /// The physical line.
        line: u32,
    },
    /// It lacks a node that its layout must have.
    NodeMissing(String),
}

impl MappedFault {
    /// What is wrong with the file as a whole, and what to do, to follow the file's name.
    pub fn sentence(&self, lang: Lang) -> String {
        let say = |key: &str, values: &[(&str, &str)]| message(key, lang, values);
        let at = |key: &str, line: &u32| say(key, &[("line", &line.to_string())]);
        match self {
            MappedFault::Header { fault, .. } => {
                let fault = fault.sentence(None, lang);
                say("fault.file_header", &[("fault", &fault)])
            }
            MappedFault::ColumnsMissing(columns) => {
                let columns = lang.list(columns);
                say("fault.file_columns_missing", &[("columns", &columns)])
            }
            MappedFault::ColumnTwice(column) => {
                say("fault.file_column_twice", &[("column", column)])
            }
            MappedFault::CutShort(why) => say("fault.file_cut_short", &[("why", why)]),
            MappedFault::NotXml { line, why } => {
                let line = line.to_string();
                say("fault.file_not_xml", &[("line", &line), ("why", why)])
            }
            MappedFault::NotWhole { line } => at("fault.file_not_whole", line),
            MappedFault::DocType { line } => at("fault.file_doctype", line),
            MappedFault::Entity { line } => at("fault.file_entity", line),
            MappedFault::TooDeep { line, limit } => {
                let (line, limit) = (line.to_string(), limit.to_string());
                say("fault.file_nested", &[("line", &line), ("limit", &limit)])
            }
            MappedFault::TextTooLong { line } => at("fault.file_text_too_long", line),
            MappedFault::NodeMissing(node) => say("fault.file_node_missing", &[("node", node)]),
        }
    }
}

/// How a mapped file ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedEnd {
    /// What is wrong with the file as a whole.
    pub fault: Option<MappedFault>,
    /// Where its totals do not tie.
    pub findings: Vec<TotalsFinding>,
    /// What became of its rows.
    pub tally: Tally,
}

/// A file, as far as it is known before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open<'a> {
    /// Its path, of which the layout may know the last part.
    pub path: &'a str,
    /// Its encoding, where it is not the one that the layout expects.
    pub encoding: Option<Encoding>,
}

/// Reads a mapped file to its end, or to where it breaks off.
pub fn read_mapped(
    reader: impl Read,
    mapping: &Mapping,
    open: Open<'_>,
    take: &mut dyn FnMut(MappedStep<'_>),
) -> MappedEnd {
    let mut reader = Ahead::new(reader);
    let encoding = match open.encoding {
        Some(encoding) => encoding,
        None if mapping.encodings.is_empty() => mapping.encoding,
        None => {
            let mut readable = encodings(reader.head()).into_iter();
            let found = readable.find(|encoding| mapping.encodings.contains(encoding));
            found.unwrap_or(mapping.encoding)
        }
    };
    let context = mapping.context(open.path);
    let read = match &mapping.frame {
        Frame::Lines(plan) if encoding == Encoding::Utf8 => {
            lines::read(reader, mapping, plan, encoding, context, take)
        }
        Frame::Lines(plan) => {
            let reader = Decoded::new(reader, encoding);
            lines::read(reader, mapping, plan, encoding, context, take)
        }
        Frame::Fixed(plan) => fixed::read(reader, mapping, plan, encoding, context, take),
        Frame::Tree(plan) => {
            let reader = Decoded::new(reader, encoding);
            tree::read(reader, mapping, plan, encoding, context, take)
        }
    };
    match read {
        Ok((rows, fault)) => rows.end(fault),
        Err(fault) => MappedEnd {
            fault: Some(fault),
            ..MappedEnd::default()
        },
    }
}
