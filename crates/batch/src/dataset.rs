//! A data set: a folder, what its `daozhang.toml` says, and what is wrong with it before any row is read.
//!
//! In: a folder. Out: its settings and mappings, or every reason why it cannot be traced, as sentences.
//! Absent: records and knowledge, which are read next.

use crate::knowledge_files::has_rows;
use ledger::{Cutoff, T0_WINDOW_SECONDS, Zone};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wire::{Config, ConfigFault, Knowledge, Lang, Mapping, MaskKey, Setting, SettingValue, Source};

/// The file that says what a data set is.
pub const CONFIG_FILE: &str = "daozhang.toml";
/// The one file that a trace cannot do without.
pub const MERCHANTS_FILE: &str = "merchants.csv";
/// The largest `daozhang.toml`.
const CONFIG_BYTES_MAX: u64 = 1 << 20;
/// The most minutes of a product window: a day.
const WINDOW_MINUTES_MAX: i64 = 1440;

/// What `[settings]` says, or its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `zone`: the zone of times without an offset, and of days. Default `Asia/Shanghai`.
    pub zone: Zone,
    /// `cutoff`: when a settlement day ends. Default `23:00:00`.
    pub cutoff: Cutoff,
    /// `makeup_workday_settles`: whether money settles on a weekend that is worked in exchange. Default yes.
    pub makeup_workday_settles: bool,
    /// `t0_window_minutes`: how long after the answer a T0 swipe is due. Default two hours.
    pub t0_window_minutes: i64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            zone: Zone::shanghai(),
            cutoff: Cutoff::UNIONPAY,
            makeup_workday_settles: true,
            t0_window_minutes: T0_WINDOW_SECONDS / 60,
        }
    }
}

/// Why a data set cannot be traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatasetFault {
    /// There is no such folder.
    NotThere {
        /// The folder.
        folder: String,
    },
    /// It is a file.
    NotAFolder {
        /// The path.
        folder: String,
    },
    /// It holds no records: no source's sub-folder, and no mapping.
    Empty {
        /// The folder.
        folder: String,
    },
    /// There is no `merchants.csv`.
    NoMerchants {
        /// The folder.
        folder: String,
    },
    /// There is a `merchants.csv`, and no row in it.
    MerchantsEmpty {
        /// The file.
        file: String,
    },
    /// `daozhang.toml` cannot be read.
    ConfigUnreadable {
        /// What the system says.
        why: String,
    },
    /// `daozhang.toml` is larger than any such file.
    ConfigTooLarge,
    /// Something in `daozhang.toml` is wrong.
    Config(ConfigFault),
    /// A setting that nothing reads.
    SettingUnknown {
        /// Its name.
        name: String,
        /// Its line.
        line: u32,
    },
    /// A setting's value cannot be used.
    SettingValue {
        /// The key of the message that says what may stand there.
        message: &'static str,
        /// Its line.
        line: u32,
    },
}

/// The settings, each with the message that says what may stand there.
const SETTINGS: [(&str, &str); 4] = [
    ("zone", "fault.setting_zone"),
    ("cutoff", "fault.setting_cutoff"),
    (
        "makeup_workday_settles",
        "fault.setting_makeup_workday_settles",
    ),
    ("t0_window_minutes", "fault.setting_t0_window_minutes"),
];

impl DatasetFault {
    /// The sentence: what is wrong, and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let (place, line) = self.place();
        let line = line.map_or_else(String::new, |line| {
            lang.colon().to_owned() + &lang.line(line)
        });
        place + &line + lang.colon() + &self.said(lang)
    }

    /// The file or folder that it is about, and the line there.
    pub fn place(&self) -> (String, Option<u32>) {
        let config = CONFIG_FILE.to_owned();
        match self {
            DatasetFault::NotThere { folder }
            | DatasetFault::NotAFolder { folder }
            | DatasetFault::Empty { folder } => (folder.clone(), None),
            DatasetFault::NoMerchants { folder } => (format!("{folder}/{MERCHANTS_FILE}"), None),
            DatasetFault::MerchantsEmpty { file } => (file.clone(), None),
            DatasetFault::ConfigUnreadable { .. } | DatasetFault::ConfigTooLarge => (config, None),
            DatasetFault::Config(fault) => (config, Some(fault.line)),
            DatasetFault::SettingUnknown { line, .. } | DatasetFault::SettingValue { line, .. } => {
                (config, Some(*line))
            }
        }
    }

    /// What is wrong, and what to do, without the place.
    pub fn said(&self, lang: Lang) -> String {
        let say = |key: &str, values: &[(&str, &str)]| wire::message(key, lang, values);
        match self {
            DatasetFault::NotThere { .. } => say("fault.data_not_there", &[]),
            DatasetFault::NotAFolder { .. } => say("fault.data_not_a_folder", &[]),
            DatasetFault::Empty { .. } => {
                let sources = Source::ALL.map(|source| format!("{}/", source.name()));
                say("fault.data_empty", &[("sources", &lang.list(&sources))])
            }
            DatasetFault::NoMerchants { .. } => say("fault.data_no_merchants", &[]),
            DatasetFault::MerchantsEmpty { .. } => say("fault.data_merchants_empty", &[]),
            DatasetFault::ConfigUnreadable { why } => {
                say("fault.data_config_unreadable", &[("why", why)])
            }
            DatasetFault::ConfigTooLarge => say("fault.data_config_too_large", &[]),
            DatasetFault::Config(fault) => fault.said(lang),
            DatasetFault::SettingUnknown { name, .. } => {
                let known = lang.list(&SETTINGS.map(|(name, _)| name));
                say(
                    "fault.setting_unknown",
                    &[("name", name), ("known", &known)],
                )
            }
            DatasetFault::SettingValue { message, .. } => say(message, &[]),
        }
    }
}

/// A data set, opened: its settings and mappings are known.
#[derive(Clone, Debug)]
pub struct Dataset {
    folder: PathBuf,
    settings: Settings,
    mappings: Vec<Mapping>,
    mask_key: MaskKey,
}

impl Dataset {
    /// Opens a folder, or tells everything that keeps it from being traced.
    pub fn open(folder: &Path) -> Result<Dataset, Vec<DatasetFault>> {
        let dataset = Dataset::open_without_merchants(folder)?;
        let places = crate::knowledge_files::places(folder, Knowledge::Merchants);
        let Some(first) = places.first() else {
            return Err(vec![DatasetFault::NoMerchants {
                folder: folder.display().to_string(),
            }]);
        };
        if !places.iter().any(|place| has_rows(place)) {
            return Err(vec![DatasetFault::MerchantsEmpty {
                file: first.display().to_string(),
            }]);
        }
        Ok(dataset)
    }

    /// As `open`, for a look at a folder that may not be whole yet.
    pub fn open_without_merchants(folder: &Path) -> Result<Dataset, Vec<DatasetFault>> {
        let dataset = Dataset::open_without_records(folder)?;
        let records = Source::ALL
            .iter()
            .any(|source| folder.join(source.name()).is_dir());
        if !records && dataset.mappings.is_empty() {
            let folder = folder.display().to_string();
            return Err(vec![DatasetFault::Empty { folder }]);
        }
        Ok(dataset)
    }

    /// As `open`, for whoever hands the records over from elsewhere: the folder is asked for knowledge and settings only.
    pub fn open_without_records(folder: &Path) -> Result<Dataset, Vec<DatasetFault>> {
        let shown = folder.display().to_string();
        match std::fs::metadata(folder) {
            Err(_) => return Err(vec![DatasetFault::NotThere { folder: shown }]),
            Ok(what) if !what.is_dir() => {
                return Err(vec![DatasetFault::NotAFolder { folder: shown }]);
            }
            Ok(_) => {}
        }
        let config = read_config(folder)?;
        Ok(Dataset {
            folder: folder.to_owned(),
            settings: read_settings(&config.settings)?,
            mappings: config.mappings,
            mask_key: mask_key(folder),
        })
    }

    /// What references in which a card number stands are masked under.
    pub fn mask_key(&self) -> MaskKey {
        self.mask_key
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it says about itself.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its mappings.
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }
}

/// A key that is the same for every trace of a data set, and that nobody knows who has the results alone: it is
/// made of the files of merchants. A file that cannot be read adds nothing; reading it as knowledge tells why.
fn mask_key(folder: &Path) -> MaskKey {
    let places = crate::knowledge_files::places(folder, Knowledge::Merchants);
    let texts = places.iter().filter_map(|place| std::fs::read(place).ok());
    MaskKey::of(&texts.collect::<Vec<_>>().concat())
}

fn read_config(folder: &Path) -> Result<Config, Vec<DatasetFault>> {
    let path = folder.join(CONFIG_FILE);
    let unreadable = |why: String| vec![DatasetFault::ConfigUnreadable { why }];
    match std::fs::metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => return Err(unreadable(error.to_string())),
        Ok(what) if what.len() > CONFIG_BYTES_MAX => {
            return Err(vec![DatasetFault::ConfigTooLarge]);
        }
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    wire::read_config(text).map_err(|faults| faults.into_iter().map(DatasetFault::Config).collect())
}

impl Settings {
    /// The settings that are named, each as it would stand in the file; the others have their defaults.
    ///
    /// # Errors
    /// Every one that is unknown or cannot be used; lines count the settings in the order of their names.
    pub fn of(named: Vec<(String, SettingValue)>) -> Result<Settings, Vec<DatasetFault>> {
        let settings = named.into_iter().zip(1..);
        let settings = settings.map(|((name, value), line)| (name, Setting { value, line }));
        read_settings(&settings.collect())
    }
}

fn read_settings(given: &BTreeMap<String, Setting>) -> Result<Settings, Vec<DatasetFault>> {
    let mut settings = Settings::default();
    let mut faults = Vec::new();
    for (name, setting) in given {
        let Some((known, message)) = SETTINGS.iter().find(|(known, _)| known == name) else {
            faults.push(DatasetFault::SettingUnknown {
                name: name.clone(),
                line: setting.line,
            });
            continue;
        };
        if apply(known, setting, &mut settings).is_none() {
            faults.push(DatasetFault::SettingValue {
                message,
                line: setting.line,
            });
        }
    }
    if faults.is_empty() {
        Ok(settings)
    } else {
        Err(faults)
    }
}

/// Applies one setting; `None` when its value cannot be used.
fn apply(name: &str, setting: &Setting, settings: &mut Settings) -> Option<()> {
    match (name, &setting.value) {
        ("zone", SettingValue::Text(text)) => settings.zone = Zone::named(text)?,
        ("cutoff", SettingValue::Text(text)) => settings.cutoff = Cutoff::parse(text)?,
        ("makeup_workday_settles", SettingValue::Boolean(yes)) => {
            settings.makeup_workday_settles = *yes
        }
        ("t0_window_minutes", SettingValue::Integer(minutes @ 1..=WINDOW_MINUTES_MAX)) => {
            settings.t0_window_minutes = *minutes;
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests;
