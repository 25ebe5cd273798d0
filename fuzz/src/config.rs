//! `daozhang.toml`, by itself and in a folder that is opened.
//!
//! Laws: every fault stands on a line of the text, in the order of the lines; settings that are printed are read as
//! they were; a folder opens only if its config is read.

use crate::folder::with_folder;
use batch::dataset::{CONFIG_FILE, Dataset};
use wire::{Lang, SettingValue};

/// Reads a config, and opens a folder that has it.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let read = wire::read_config(text);
    match &read {
        Ok(config) => printed_and_read(config),
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            assert!(
                faults.is_sorted_by_key(|fault| fault.line),
                "faults are out of order"
            );
            let lines = 1 + text.matches('\n').count() as u32;
            for fault in faults {
                assert!(
                    (1..=lines).contains(&fault.line),
                    "line {} of {lines}",
                    fault.line
                );
                assert!(
                    fault
                        .sentence(Lang::En)
                        .starts_with(&format!("line {}: ", fault.line))
                );
                assert!(!fault.sentence(Lang::Zh).is_empty());
            }
        }
    }
    with_folder(|folder| {
        folder.write(CONFIG_FILE, bytes);
        match Dataset::open_without_merchants(folder.path()) {
            Ok(_) => assert!(
                read.is_ok() || text.starts_with('\u{FEFF}'),
                "a broken config opens"
            ),
            Err(faults) => {
                for fault in &faults {
                    assert!(
                        !fault.sentence(Lang::En).is_empty()
                            && !fault.sentence(Lang::Zh).is_empty()
                    );
                }
            }
        }
    });
}

fn printed_and_read(config: &wire::Config) {
    let settings = config.settings.iter().map(|(name, setting)| {
        let value = match &setting.value {
            SettingValue::Text(text) => toml::Value::String(text.clone()),
            SettingValue::Integer(number) => toml::Value::Integer(*number),
            SettingValue::Boolean(yes) => toml::Value::Boolean(*yes),
        };
        (name.clone(), value)
    });
    let table = toml::Table::from_iter([(
        "settings".to_owned(),
        toml::Value::Table(settings.collect()),
    )]);
    let again = wire::read_config(&table.to_string()).expect("what was printed is read");
    let values = |config: &wire::Config| -> Vec<(String, SettingValue)> {
        config
            .settings
            .iter()
            .map(|(name, setting)| (name.clone(), setting.value.clone()))
            .collect()
    };
    assert_eq!(
        values(&again),
        values(config),
        "printed settings are read differently"
    );
}
