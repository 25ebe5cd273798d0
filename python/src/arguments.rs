//! What Python passes, as what `daozhang::told` takes.
//!
//! In: text, dates, mappings, tables. Out: plain values, or the exception that says what may be passed.

use crate::arrow::{is_table, read};
use crate::complaint;
use batch::knowledge_files::HandedKnowledge;
use batch::scan::Handed;
use daozhang::told::{Asked, Complaint, HandedOver, Known, language};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use std::path::PathBuf;
use wire::{Knowledge, Lang, SettingValue, Source, message};

/// The name under which a mapping of knowledge holds settings.
const SETTINGS: &str = "settings";
/// More threads than this are not started, as on the command line.
const THREADS_MAX: usize = 256;

/// The arguments that `trace`, `why` and `judge` share.
pub struct Given<'a, 'py> {
    /// An instant.
    pub as_of: Option<&'a Bound<'py, PyAny>>,
    /// An instant.
    pub known_at: Option<&'a Bound<'py, PyAny>>,
    /// Names, or text with commas.
    pub columns: Option<&'a Bound<'py, PyAny>>,
    /// `zh` or `en`.
    pub lang: Option<&'a str>,
    /// How many.
    pub threads: Option<usize>,
}

impl Given<'_, '_> {
    /// As plain values.
    pub fn asked(&self) -> PyResult<Asked> {
        let lang = language(self.lang);
        let lang = lang
            .ok_or_else(|| PyValueError::new_err("lang is not a language; write 'zh' or 'en'"))?;
        let offered = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = self.threads.unwrap_or_else(offered);
        if !(1..=THREADS_MAX).contains(&threads) {
            return Err(PyValueError::new_err(
                "threads is out of range; write 1 to 256",
            ));
        }
        Ok(Asked {
            as_of: moment(self.as_of)?,
            known_at: moment(self.known_at)?,
            columns: self.columns.map(names).transpose()?,
            lang,
            threads,
            report: false,
        })
    }
}

/// An instant as text: what is no text tells its own.
fn moment(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    let Some(given) = given else { return Ok(None) };
    if given.is_instance_of::<PyString>() {
        return given.extract().map(Some);
    }
    if given.hasattr("isoformat")? {
        return given.call_method0("isoformat")?.extract().map(Some);
    }
    let said = "an instant must be text, a datetime or a date; write '2025-10-09T10:00'";
    Err(PyTypeError::new_err(said))
}

fn names(given: &Bound<'_, PyAny>) -> PyResult<String> {
    if given.is_instance_of::<PyString>() {
        return given.extract();
    }
    let names: Vec<String> = given
        .try_iter()?
        .map(|name| name?.extract())
        .collect::<PyResult<_>>()?;
    Ok(names.join(","))
}

/// Records: a mapping of tables, or one narrow table.
pub fn records(given: &Bound<'_, PyAny>, lang: Lang) -> PyResult<HandedOver> {
    let mapping = match given.cast::<PyMapping>() {
        Ok(mapping) if !is_table(given)? => mapping,
        _ => {
            return Ok(match read(given)? {
                Some((schema, batches)) => HandedOver::Narrow(schema, batches),
                None => HandedOver::Tables(Vec::new()),
            });
        }
    };
    let mut tables = Vec::new();
    for (name, table) in items(mapping)? {
        let known = Source::ALL.map(Source::name);
        let source =
            Source::of_name(&name).ok_or_else(|| unknown(given, "batches", &name, &known, lang))?;
        if let Some((schema, batches)) = read(&table)? {
            tables.push(Handed::new(source, schema, batches));
        }
    }
    Ok(HandedOver::Tables(tables))
}

/// Knowledge: a folder, or a mapping of tables and settings.
pub fn known(given: &Bound<'_, PyAny>, lang: Lang) -> PyResult<Known> {
    let Ok(mapping) = given.cast::<PyMapping>() else {
        return Ok(Known::Folder(given.extract::<PathBuf>()?));
    };
    let (mut tables, mut settings) = (Vec::new(), Vec::new());
    for (name, value) in items(mapping)? {
        if name == SETTINGS {
            for (name, value) in items(value.cast::<PyMapping>()?)? {
                settings.push((name, setting(&value)?));
            }
            continue;
        }
        let kind = Knowledge::ALL.into_iter().find(|kind| kind.name() == name);
        let Some(kind) = kind else {
            let mut known: Vec<&str> = Knowledge::ALL.map(Knowledge::name).to_vec();
            known.push(SETTINGS);
            return Err(unknown(given, "knowledge", &name, &known, lang));
        };
        if let Some((schema, batches)) = read(&value)? {
            tables.push(HandedKnowledge {
                kind,
                schema,
                batches,
            });
        }
    }
    Ok(Known::Tables(tables, settings))
}

fn items<'py>(mapping: &Bound<'py, PyMapping>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let items = mapping.items()?;
    items.iter().map(|item| item.extract()).collect()
}

fn setting(value: &Bound<'_, PyAny>) -> PyResult<SettingValue> {
    if let Ok(yes) = value.extract::<bool>() {
        return Ok(SettingValue::Boolean(yes));
    }
    if let Ok(number) = value.extract::<i64>() {
        return Ok(SettingValue::Integer(number));
    }
    value.extract().map(SettingValue::Text)
}

/// A name that is none of those that are known.
fn unknown(given: &Bound<'_, PyAny>, field: &str, name: &str, known: &[&str], lang: Lang) -> PyErr {
    let said = message("fault.code_unknown", lang, &[("words", &lang.list(known))]);
    let said = format!("{} {said}", lang.quoted(name));
    complaint::error(given.py(), &[Complaint::of(("", None, field), &said, lang)])
}
