//! A complaint taken apart: where it is, what is wrong, what to do.
//!
//! In: what a command would say and end with. Out: its parts, no card number in them. Absent: which command.

use crate::trouble::{About, Trouble, explain};
use batch::dataset::DatasetFault;
use batch::scan::{FileFault, FileReport};
use wire::{Lang, message, scrub};

/// One complaint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// The file, folder or table that it is about; empty for an argument.
    pub file: String,
    /// The line there.
    pub line: Option<u32>,
    /// The column or argument.
    pub field: String,
    /// What is wrong.
    pub reason: String,
    /// What to do instead; empty when nobody knows.
    pub remedy: String,
    /// All of it as a sentence.
    pub sentence: String,
}

impl Complaint {
    /// From what a message of the catalogue says: what is wrong, and after its last semicolon what to do.
    pub fn of((file, line, field): (&str, Option<u32>, &str), said: &str, lang: Lang) -> Complaint {
        let said = scrub(said);
        let semicolon = lang.pick("；", "; ");
        let (reason, remedy) = said.rsplit_once(semicolon).unwrap_or((&said, ""));
        let mut sentence = scrub(file).into_owned();
        if let Some(line) = line {
            sentence = sentence + lang.colon() + &lang.line(line);
        }
        if !sentence.is_empty() {
            sentence += lang.colon();
        }
        if !field.is_empty() {
            sentence = sentence + field + " ";
        }
        Complaint {
            file: scrub(file).into_owned(),
            line,
            field: field.to_owned(),
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
            sentence: sentence + &said,
        }
    }

    pub(super) fn of_dataset(fault: &DatasetFault, lang: Lang) -> Complaint {
        let (file, line) = fault.place();
        Complaint::of((&file, line, ""), &fault.said(lang), lang)
    }

    /// What is wrong with a file as a whole, if anything.
    pub(super) fn of_file(file: &FileReport, lang: Lang) -> Option<Complaint> {
        let fault = file.fault.as_ref()?;
        let sentence = fault.sentence(&file.path, lang);
        let said = sentence.strip_prefix(&file.path).unwrap_or(&sentence);
        let said = said.strip_prefix(lang.colon()).unwrap_or(said);
        let field = match fault {
            FileFault::ColumnsMissing(columns) => columns.first().map_or("", String::as_str),
            FileFault::ColumnTwice(column) | FileFault::ColumnType { column, .. } => column,
            _ => "",
        };
        let complaint = Complaint::of((&file.path, None, ""), said, lang);
        Some(Complaint {
            field: field.to_owned(),
            ..complaint
        })
    }
}

/// The complaints of an error, as the command would say them.
pub fn complain(error: &anyhow::Error, lang: Lang) -> Vec<Complaint> {
    match error.downcast_ref::<Trouble>() {
        Some(Trouble::Unusable(faults)) => {
            let faults = faults.iter();
            faults
                .map(|fault| Complaint::of_dataset(fault, lang))
                .collect()
        }
        Some(Trouble::Told {
            about, key, values, ..
        }) => {
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let said = message(key, lang, &values);
            vec![match about {
                About::File(path) => Complaint::of((path, None, ""), &said, lang),
                About::Argument(option, text) => {
                    let said = format!("{} {said}", lang.quoted(text));
                    Complaint::of(("", None, &argument(option)), &said, lang)
                }
            }]
        }
        None => {
            let (_, lines) = explain(error, lang);
            vec![Complaint::of(("", None, ""), &lines.join("\n"), lang)]
        }
    }
}

/// An option's name as an argument's; what has none is a handle.
fn argument(option: &str) -> String {
    match option.trim_start_matches('-') {
        "" => "handle".to_owned(),
        name => name.replace('-', "_"),
    }
}
