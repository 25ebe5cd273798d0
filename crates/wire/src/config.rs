//! `daozhang.toml`: what a data set says about itself.
//!
//! In: TOML text. Out: settings as plain values with their lines, for whoever knows what they mean, and
//! mappings, checked whole; or every fault with its line. Absent: the meaning of a setting.

use crate::lang::Lang;
use crate::mapping::{Given, Mapping};
use crate::message::message;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More mappings than any data set needs.
const MAPPINGS_MAX: usize = 256;

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
}

/// A setting, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its value.
    pub value: SettingValue,
    /// The line in `daozhang.toml`.
    pub line: u32,
}

/// What `daozhang.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The settings by name.
    pub settings: BTreeMap<String, Setting>,
    /// The mappings, in the file's order.
    pub mappings: Vec<Mapping>,
}

/// Something wrong in `daozhang.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The line.
    pub line: u32,
    /// What is wrong there.
    pub kind: ConfigFaultKind,
}

/// What can be wrong in `daozhang.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigFaultKind {
    /// It is no TOML.
    Syntax(String),
    /// A key that nothing reads.
    UnknownKey {
        /// The key.
        key: String,
        /// The keys that may stand there.
        allowed: Vec<String>,
    },
    /// A key that must be there is not.
    MissingKey(&'static str),
    /// A value that cannot be used.
    Value {
        /// The key.
        key: String,
        /// The key of the message that says what may stand there.
        message: &'static str,
        /// The words or the limit that the message names.
        words: Vec<String>,
    },
    /// A field that none of the record's sources has.
    UnknownField {
        /// The field.
        field: String,
        /// The sources.
        sources: Vec<&'static str>,
    },
    /// A column that the source requires and the mapping does not give.
    FieldMissing {
        /// The field.
        field: String,
        /// The source.
        source: &'static str,
    },
}

impl ConfigFault {
    /// The sentence, beginning with the line.
    pub fn sentence(&self, lang: Lang) -> String {
        lang.line(self.line) + lang.colon() + &self.said(lang)
    }

    /// What is wrong and what to do, without the line.
    pub fn said(&self, lang: Lang) -> String {
        use ConfigFaultKind as Kind;
        let say = |key: &str, values: &[(&str, &str)]| message(key, lang, values);
        match &self.kind {
            Kind::Syntax(why) => say("fault.config_syntax", &[("why", why)]),
            Kind::UnknownKey { key, allowed } => {
                let allowed = lang.list(allowed);
                say(
                    "fault.config_unknown_key",
                    &[("key", key), ("allowed", &allowed)],
                )
            }
            Kind::MissingKey(key) => say("fault.config_missing_key", &[("key", key)]),
            Kind::Value {
                key,
                message,
                words,
            } => say(message, &[("key", key), ("words", &lang.list(words))]),
            Kind::UnknownField { field, sources } => {
                let sources = lang.list(sources);
                say(
                    "fault.config_unknown_field",
                    &[("field", field), ("sources", &sources)],
                )
            }
            Kind::FieldMissing { field, source } => say(
                "fault.config_field_missing",
                &[("field", field), ("source", source)],
            ),
        }
    }
}

/// Reads `daozhang.toml` and checks it whole.
pub fn read_config(text: &str) -> Result<Config, Vec<ConfigFault>> {
    let mut notes = Notes::new(text);
    let mut config = Config::default();
    match DeTable::parse(text) {
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            notes.add(span, ConfigFaultKind::Syntax(error.message().to_owned()));
        }
        Ok(root) => {
            let root = root.get_ref();
            notes.only(root, &["settings", "mapping"]);
            if let Some(settings) = root
                .get("settings")
                .and_then(|value| notes.table("settings", value))
            {
                config.settings = read_settings(settings, &mut notes);
            }
            if let Some(mappings) = root.get("mapping") {
                config.mappings = read_mappings(mappings, &mut notes);
            }
        }
    }
    let faults = notes.finish();
    if faults.is_empty() {
        Ok(config)
    } else {
        Err(faults)
    }
}

fn read_settings(table: &DeTable<'_>, notes: &mut Notes<'_>) -> BTreeMap<String, Setting> {
    let mut settings = BTreeMap::new();
    for (key, value) in table {
        let read = match value.get_ref() {
            DeValue::String(text) => Some(SettingValue::Text(text.to_string())),
            DeValue::Boolean(yes) => Some(SettingValue::Boolean(*yes)),
            other => integer_of(other).map(SettingValue::Integer),
        };
        match read {
            Some(value) => {
                let line = notes.line(&key.span());
                settings.insert(key.get_ref().to_string(), Setting { value, line });
            }
            None => notes.value(key.get_ref(), value, "fault.config_value_scalar", &[]),
        }
    }
    settings
}

fn read_mappings(value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Vec<Mapping> {
    let DeValue::Array(list) = value.get_ref() else {
        notes.value(
            "mapping",
            value,
            "fault.config_value_brackets",
            &["[[mapping]]"],
        );
        return Vec::new();
    };
    if list.len() > MAPPINGS_MAX {
        notes.value(
            "mapping",
            value,
            "fault.config_value_too_many",
            &[&MAPPINGS_MAX.to_string()],
        );
    }
    let list = list.iter().take(MAPPINGS_MAX);
    list.filter_map(|mapping| read_one(mapping, notes))
        .collect()
}

/// One mapping, which may be a layout with what the layout asks for.
fn read_one(value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Mapping> {
    let table = notes.table("mapping", value)?;
    if table.contains_key("layout") {
        return crate::files::read_laid_out(table, value.span(), notes);
    }
    crate::mapping::read_mapping(table, value.span(), &Given::default(), notes)
}

pub(crate) fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
        _ => None,
    }
}

/// The faults found so far, and the text that turns places into lines.
pub(crate) struct Notes<'t> {
    text: &'t str,
    faults: Vec<ConfigFault>,
}

impl<'t> Notes<'t> {
    pub fn new(text: &'t str) -> Notes<'t> {
        Notes {
            text,
            faults: Vec::new(),
        }
    }

    /// Every fault, in the order of the lines.
    pub fn finish(mut self) -> Vec<ConfigFault> {
        self.faults.sort_by_key(|fault| fault.line);
        self.faults
    }
}

impl Notes<'_> {
    pub fn line(&self, span: &Range<usize>) -> u32 {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        1 + before.iter().filter(|byte| **byte == b'\n').count() as u32
    }

    pub fn add(&mut self, span: Range<usize>, kind: ConfigFaultKind) {
        let fault = ConfigFault {
            line: self.line(&span),
            kind,
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    pub fn count(&self) -> usize {
        self.faults.len()
    }

    /// A value that cannot be used; the message may name `words`.
    pub fn value(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        message: &'static str,
        words: &[&str],
    ) {
        let kind = ConfigFaultKind::Value {
            key: key.to_owned(),
            message,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        self.add(value.span(), kind);
    }

    /// Complains of every key that is not allowed.
    pub fn only(&mut self, table: &DeTable<'_>, allowed: &[&str]) {
        for key in table
            .keys()
            .filter(|key| !allowed.contains(&key.get_ref().as_ref()))
        {
            let kind = ConfigFaultKind::UnknownKey {
                key: key.get_ref().to_string(),
                allowed: allowed.iter().map(|key| (*key).to_owned()).collect(),
            };
            self.add(key.span(), kind);
        }
    }

    pub fn table<'a, 'i>(
        &mut self,
        key: &str,
        value: &'a Spanned<DeValue<'i>>,
    ) -> Option<&'a DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.value(key, value, "fault.config_value_table", &[]);
        }
        table
    }

    /// Text at a key, if the key is there.
    pub fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.value(key, value, "fault.config_value_text", &[]);
                None
            }
        }
    }

    /// One text or a list of texts at a key; empty when the key is not there.
    pub fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        table
            .get(key)
            .map_or_else(Vec::new, |value| self.texts_of(key, value))
    }

    /// One text or a list of texts.
    pub fn texts_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let list = match value.get_ref() {
            DeValue::String(text) => return vec![text.to_string()],
            DeValue::Array(list) => list,
            _ => {
                self.value(key, value, "fault.config_value_texts", &[]);
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for item in list.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                _ => self.value(key, item, "fault.config_value_texts", &[]),
            }
        }
        texts
    }

    /// One of a few words at a key; the first word when the key is not there.
    pub fn word(&mut self, table: &DeTable<'_>, key: &str, words: &[&str]) -> usize {
        let Some(value) = table.get(key) else {
            return 0;
        };
        let found = match value.get_ref() {
            DeValue::String(text) => words.iter().position(|word| *word == text.as_ref()),
            _ => None,
        };
        if found.is_none() {
            self.value(key, value, "fault.config_value_one_of", words);
        }
        found.unwrap_or(0)
    }

    /// A small number at a key; 0 when the key is not there.
    pub fn small(&mut self, table: &DeTable<'_>, key: &str, max: u32) -> u32 {
        let Some(value) = table.get(key) else {
            return 0;
        };
        let number = integer_of(value.get_ref()).and_then(|number| u32::try_from(number).ok());
        match number.filter(|number| *number <= max) {
            Some(number) => number,
            None => {
                self.value(key, value, "fault.config_value_small", &[&max.to_string()]);
                0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let faults = read_config(text).err().unwrap_or_default();
        faults
            .iter()
            .map(|fault| fault.sentence(Lang::En))
            .collect()
    }

    #[test]
    fn settings_keep_their_lines() {
        let config =
            read_config("[settings]\nzone = \"Asia/Shanghai\"\n\nt0_window_minutes = 90\n")
                .expect("it is well");
        let zone = Setting {
            value: SettingValue::Text("Asia/Shanghai".to_owned()),
            line: 2,
        };
        assert_eq!(config.settings["zone"], zone);
        assert_eq!(
            config.settings["t0_window_minutes"].value,
            SettingValue::Integer(90)
        );
        assert_eq!(config.settings["t0_window_minutes"].line, 4);
    }

    #[test]
    fn every_fault_has_its_line() {
        assert_eq!(
            faults("colour = 1\n[settings]\nrate = 0.5\n[mapping]\n"),
            [
                "line 1: there is no key `colour` here; write one of settings, mapping",
                "line 3: `rate` cannot have this value; write text, a whole number, true or false",
                "line 4: `mapping` cannot have this value; write [[mapping]], in double brackets",
            ]
        );
        let broken = faults("[settings]\nzone = \n");
        assert!(
            broken.len() == 1 && broken[0].starts_with("line 2: this is not valid TOML ("),
            "{broken:?}"
        );
    }
}
