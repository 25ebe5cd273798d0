//! The layouts of other people's files: `specs/files/*.toml`, each a mapping that nobody has to write.
//!
//! A layout is a mapping with a title, the marks by which it is recognised and the encodings in which its files come; it
//! says nothing of which files it is for. What its files do not tell (`asks`) a `[[mapping]]` with `layout = "…"` gives.
//! In: TOML text. Out: layouts, checked whole. Absent: any layout's name in code but the list of what is shipped.

#[cfg(test)]
mod hostile_tests;
mod recognise;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told_tests;

pub use crate::sniff::HEAD_BYTES_MAX;
pub use recognise::{Recognised, Recognition, Sign, recognise};

use crate::config::{ConfigFault, ConfigFaultKind, Notes};
use crate::encoding::Encoding;
use crate::lang::Lang;
use crate::mapping::{Draft, Given, Glob, Mapping, drafts_of};
use std::sync::OnceLock;
use toml::de::{DeTable, DeValue};

/// The keys of a layout beside those of a mapping.
const LAYOUT_KEYS: &[&str] = &["title", "marks", "encodings", "generic"];
/// The keys of a mapping that is a layout: which files, and what they do not tell themselves.
const LAID_OUT_KEYS: &[&str] = &["name", "layout", "files", "fields"];

macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../../specs/files/", $name, ".toml")))),*]
    };
}

/// What is shipped, by name.
const SHIPPED: &[(&str, &str)] = shipped!(
    "alipay-business" "alipay-ledger" "alipay-personal"
    "bai2"
    "bank-abc" "bank-bocom" "bank-cmb" "bank-generic"
    "camt" "mt940" "ofx"
    "unionpay-acomn" "unionpay-zm"
    "wechat-fund" "wechat-personal" "wechat-trade"
);

/// A layout of files.
#[derive(Clone, Debug)]
pub struct FileLayout {
    /// Its name: that of its table.
    pub name: String,
    title: [String; 2],
    /// Texts that stand in the head of every such file.
    marks: Vec<String>,
    /// The encodings in which such files come.
    encodings: Vec<Encoding>,
    /// Whether it only holds where no other does.
    generic: bool,
    /// How its files become records.
    pub mapping: Mapping,
}

impl FileLayout {
    /// What people call such files.
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.title[0], &self.title[1])
    }
}

/// Layouts are the same when their names are.
impl PartialEq for FileLayout {
    fn eq(&self, other: &FileLayout) -> bool {
        self.name == other.name
    }
}

impl Eq for FileLayout {}

/// Reads one layout and checks it whole.
pub fn read_file_layout(name: &str, text: &str) -> Result<FileLayout, Vec<ConfigFault>> {
    let mut notes = Notes::new(text);
    let layout = match DeTable::parse(text) {
        Ok(root) => read(name, root.get_ref(), Given::default(), &mut notes),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            notes.add(span, ConfigFaultKind::Syntax(error.message().to_owned()));
            None
        }
    };
    layout.ok_or_else(|| notes.finish())
}

fn read(
    name: &str,
    table: &DeTable<'_>,
    given: Given,
    notes: &mut Notes<'_>,
) -> Option<FileLayout> {
    let given = Given {
        keys: LAYOUT_KEYS,
        is_layout: true,
        ..given
    };
    let title = table.get("title").map(|value| (value, value.get_ref()));
    let title = match title {
        Some((_, DeValue::Table(title))) => ["zh", "en"].map(|lang| notes.text(title, lang)),
        Some((value, _)) => {
            notes.value("title", value, "fault.config_value_table", &[]);
            [None, None]
        }
        None => [None, None],
    };
    let names = notes.texts(table, "encodings");
    let encodings = names.iter().filter_map(|name| Encoding::of_name(name));
    let encodings: Vec<Encoding> = encodings.collect();
    if encodings.len() < names.len() {
        let all = Encoding::ALL.map(Encoding::name);
        notes.value(
            "encodings",
            &table["encodings"],
            "fault.config_value_one_of",
            &all,
        );
    }
    let generic = table.get("generic");
    let mapping = crate::mapping::read_mapping(table, 0..0, &given, notes)?;
    Some(FileLayout {
        name: name.to_owned(),
        title: title.map(|text| text.unwrap_or_else(|| name.to_owned())),
        marks: notes.texts(table, "marks"),
        encodings: if encodings.is_empty() {
            Encoding::ALL[..4].to_vec()
        } else {
            encodings
        },
        generic: generic.is_some_and(|value| matches!(value.get_ref(), DeValue::Boolean(true))),
        mapping,
    })
}

/// The layouts that are shipped, by name; read once.
pub fn file_layouts() -> &'static [FileLayout] {
    static LAYOUTS: OnceLock<Vec<FileLayout>> = OnceLock::new();
    LAYOUTS.get_or_init(|| {
        let read = |(name, text): &(&str, &str)| {
            read_file_layout(name, text)
                .unwrap_or_else(|faults| panic!("specs/files/{name}.toml: {faults:?}"))
        };
        SHIPPED.iter().map(read).collect()
    })
}

/// Reads a `[[mapping]]` that names a layout.
pub(crate) fn read_laid_out(
    table: &DeTable<'_>,
    span: std::ops::Range<usize>,
    notes: &mut Notes<'_>,
) -> Option<Mapping> {
    let told = notes.count();
    notes.only(table, LAID_OUT_KEYS);
    let before_files = notes.count();
    let files = notes.texts(table, "files");
    if files.is_empty() && notes.count() == before_files {
        notes.add(span.clone(), ConfigFaultKind::MissingKey("files"));
    }
    let name = notes.text(table, "layout")?;
    let Some((name, text)) = SHIPPED.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        notes.value(
            "layout",
            &table["layout"],
            "fault.config_value_one_of",
            &names,
        );
        return None;
    };
    let fields = drafts_of(table, notes);
    if !fields.values().all(Draft::is_constant) {
        notes.value("fields", &table["fields"], "fault.config_value_given", &[]);
    }
    let given = Given {
        fields,
        ..Given::default()
    };
    // The layout's own text is well, so what is at fault now is what was given.
    let mut inner = Notes::new(text);
    let root = DeTable::parse(text).expect("a test reads every layout");
    let layout = read(name, root.get_ref(), given, &mut inner);
    let mut mapping = layout.map(|layout| {
        let mut mapping = layout.mapping;
        mapping.come_in(layout.encodings);
        mapping
    });
    for fault in inner.finish() {
        notes.add(span.clone(), fault.kind);
    }
    if let Some(mapping) = &mut mapping {
        mapping.line = notes.line(&span);
        mapping.lie(files.iter().map(|pattern| Glob::new(pattern)).collect());
        for field in mapping.asks.clone() {
            let source = mapping.sources().next().map_or("", |source| source.name());
            notes.add(
                span.clone(),
                ConfigFaultKind::FieldMissing { field, source },
            );
        }
    }
    mapping.filter(|_| notes.count() == told)
}
