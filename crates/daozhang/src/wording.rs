//! The wording catalogue: everything that people read, in Chinese and English.
//!
//! In: `specs/wording/*.csv` (`key,zh,en`), and the names and messages of `specs/causes.csv`. Out: a sentence
//! for a key, a language and values. Absent: anything that decides which sentence to say.
//!
//! A sentence may name placeholders in braces (`{amount}`), the same ones in both languages. Where a value is
//! missing or empty, the sentence under the key with `.bare` added is taken, and so on (`.bare.bare`), each
//! naming fewer placeholders; a sentence that has no such variant is said with the place left empty. Braces are
//! never shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use wire::{Lang, fill};

/// The tables, by file name, in the order in which they are read.
const TABLES: &[(&str, &str)] = &[
    (
        "terms.csv",
        include_str!("../../../specs/wording/terms.csv"),
    ),
    (
        "summary.csv",
        include_str!("../../../specs/wording/summary.csv"),
    ),
    (
        "report.csv",
        include_str!("../../../specs/wording/report.csv"),
    ),
    ("why.csv", include_str!("../../../specs/wording/why.csv")),
    (
        "messages.csv",
        include_str!("../../../specs/wording/messages.csv"),
    ),
    (
        "remedies.csv",
        include_str!("../../../specs/wording/remedies.csv"),
    ),
    (
        "faults.csv",
        include_str!("../../../specs/wording/faults.csv"),
    ),
    (
        "commands.csv",
        include_str!("../../../specs/wording/commands.csv"),
    ),
    ("help.csv", include_str!("../../../specs/wording/help.csv")),
];

/// A key is extended by this for a sentence with fewer placeholders.
const BARE: &str = ".bare";

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::read(TABLES)
        .unwrap_or_else(|faults| panic!("specs/wording is broken:\n{}", faults.join("\n")))
});

/// The sentence of a key with its values filled in. A key that does not exist is a bug and shows as itself.
pub fn text(key: &str, lang: Lang, values: &[(&str, &str)]) -> String {
    CATALOGUE.text(key, lang, values)
}

/// The same, for values that were made for it.
pub fn filled(key: &str, lang: Lang, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    text(key, lang, &values)
}

/// The sentence of a key with a list filled in under a name; nothing where nothing is listed.
pub fn listed<T: AsRef<str>>(key: &str, lang: Lang, name: &str, words: &[T]) -> Option<String> {
    let said = || text(key, lang, &[(name, &lang.list(words))]);
    (!words.is_empty()).then(said)
}

/// Whether the catalogue has a sentence for a key.
pub fn exists(key: &str) -> bool {
    CATALOGUE.sentence(key, Lang::En).is_some()
}

/// The word for a slug of some group: `term("party", "platform", lang)`. A slug that the catalogue does not
/// know (a file's own name, say) is its own word; an empty slug stays empty.
pub fn term(group: &str, slug: &str, lang: Lang) -> String {
    match CATALOGUE.sentence(&format!("{group}.{slug}"), lang) {
        Some(word) => word.to_owned(),
        None => slug.to_owned(),
    }
}

/// The name of a cause; empty for the empty slug, which means that nothing is wrong.
pub fn cause_name(slug: &str, lang: Lang) -> String {
    CATALOGUE
        .sentence(&format!("cause.{slug}.name"), lang)
        .unwrap_or(slug)
        .to_owned()
}

/// What the responsible party does about a cause; empty where there is no cause.
pub fn remedy(slug: &str, lang: Lang) -> String {
    CATALOGUE
        .sentence(&format!("remedy.{slug}"), lang)
        .unwrap_or("")
        .to_owned()
}

/// Every key, sorted.
#[cfg(test)]
pub fn keys() -> impl Iterator<Item = &'static str> {
    CATALOGUE.keys()
}

/// Sentences by key.
#[derive(Debug, Default)]
pub struct Catalogue {
    sentences: BTreeMap<String, [String; 2]>,
}

impl Catalogue {
    /// Reads tables whole: either every sentence is sound, or every fault is named with its place.
    pub fn read(tables: &[(&str, &str)]) -> Result<Catalogue, Vec<String>> {
        let mut catalogue = Catalogue::default();
        let mut faults = Vec::new();
        for cause in judge::Cause::ALL {
            let (row, slug) = (cause.row(), cause.slug());
            let name = [row.zh_name.clone(), row.en_name.clone()];
            let message = [row.merchant_msg_zh.clone(), row.merchant_msg_en.clone()];
            catalogue.add(
                format!("cause.{slug}.name"),
                name,
                "causes.csv",
                &mut faults,
            );
            catalogue.add(
                format!("cause.{slug}.message"),
                message,
                "causes.csv",
                &mut faults,
            );
        }
        for (file, table) in tables {
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            if reader
                .headers()
                .map_or(true, |header| header != vec!["key", "zh", "en"])
            {
                faults.push(format!("{file}:1: the header must be key,zh,en"));
            }
            for (index, record) in reader.records().enumerate() {
                let place = format!("{file}:{}", index + 2);
                match record {
                    Ok(record) => {
                        let field = |at: usize| record.get(at).unwrap_or("").to_owned();
                        catalogue.add(field(0), [field(1), field(2)], &place, &mut faults);
                    }
                    Err(error) => faults.push(format!("{place}: {error}")),
                }
            }
        }
        catalogue.check_variants(&mut faults);
        if faults.is_empty() {
            Ok(catalogue)
        } else {
            Err(faults)
        }
    }

    fn add(&mut self, key: String, sentences: [String; 2], place: &str, faults: &mut Vec<String>) {
        if sentences.iter().any(|sentence| sentence.trim().is_empty()) {
            faults.push(format!("{place}: {key} lacks a language"));
        }
        let [zh, en] = sentences.each_ref().map(|sentence| placeholders(sentence));
        match (zh, en) {
            (Some(zh), Some(en)) if zh == en => {}
            (Some(_), Some(_)) => faults.push(format!(
                "{place}: {key} has other placeholders in zh than in en"
            )),
            _ => faults.push(format!(
                "{place}: {key} has a brace that is not closed or holds no name"
            )),
        }
        if self.sentences.contains_key(&key) {
            faults.push(format!("{place}: {key} stands twice"));
        }
        self.sentences.insert(key, sentences);
    }

    /// A variant needs the sentence that it varies and fewer placeholders than it; and a message to a merchant
    /// ends in a variant without any, because it is said in full or not at all.
    fn check_variants(&self, faults: &mut Vec<String>) {
        for (key, sentences) in &self.sentences {
            let names = placeholders(&sentences[1]).unwrap_or_default();
            if let Some(full) = key.strip_suffix(BARE) {
                match self
                    .sentences
                    .get(full)
                    .and_then(|full| placeholders(&full[1]))
                {
                    Some(more)
                        if names.len() < more.len()
                            && names.iter().all(|name| more.contains(name)) => {}
                    Some(_) => faults.push(format!(
                        "{key} does not name fewer placeholders than {full}"
                    )),
                    None => faults.push(format!("{key} varies {full}, which does not exist")),
                }
            }
            let is_message = key.starts_with("cause.") && !names.is_empty();
            if is_message && !self.sentences.contains_key(&format!("{key}{BARE}")) {
                faults.push(format!(
                    "{key} has no variant without a value: add {key}{BARE}"
                ));
            }
        }
    }

    fn sentence(&self, key: &str, lang: Lang) -> Option<&str> {
        let [zh, en] = self.sentences.get(key)?;
        Some(lang.pick(zh, en))
    }

    /// See [`text`].
    pub fn text(&self, key: &str, lang: Lang, values: &[(&str, &str)]) -> String {
        let Some(mut chosen) = self.sentence(key, lang) else {
            return key.to_owned();
        };
        let known = |name: &&str| {
            values
                .iter()
                .any(|(known, value)| known == name && !value.is_empty())
        };
        let mut key = key.to_owned();
        while !placeholders(chosen).unwrap_or_default().iter().all(known) {
            key.push_str(BARE);
            match self.sentence(&key, lang) {
                Some(variant) => chosen = variant,
                None => break,
            }
        }
        fill(chosen, values)
    }

    #[cfg(test)]
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.sentences.keys().map(String::as_str)
    }
}

/// The names in braces, sorted, each once; `None` when the braces are not sound.
fn placeholders(sentence: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = sentence;
    while let Some(open) = rest.find(['{', '}']) {
        let inside = rest[open..].strip_prefix('{')?;
        let close = inside.find('}')?;
        let name = &inside[..close];
        if name.is_empty()
            || !name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return None;
        }
        names.push(name);
        rest = &inside[close + 1..];
    }
    names.sort_unstable();
    names.dedup();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(table: &str) -> Vec<String> {
        Catalogue::read(&[("x.csv", table)]).expect_err("a broken table must not load")
    }

    #[test]
    fn a_broken_table_names_every_fault() {
        let found =
            faults("key,zh,en\na,甲,\nb,{n} 行,rows\nc,{n,{n\nd,丁,d\nd,丁,d\ne.bare,戊,e\n")
                .join("\n");
        for said in [
            "x.csv:2: a lacks a language",
            "x.csv:3: b has other placeholders",
            "x.csv:4: c has a brace",
            "x.csv:6: d stands twice",
            "e.bare varies e, which does not exist",
        ] {
            assert!(found.contains(said), "{said} is not in:\n{found}");
        }
        assert!(faults("key,en,zh\n").join("\n").contains("header"));
        assert!(
            faults("key,zh,en\na,{n},{n}\na.bare,{n}!,{n}!\n")
                .join("\n")
                .contains("does not name fewer")
        );
    }

    #[test]
    fn a_sentence_without_its_value_takes_the_variant_without_it() {
        let say = |values: &[(&str, &str)]| text("cause.fee_rate_drift.message", Lang::En, values);
        assert!(say(&[("diff", "¥1.00"), ("rate", "0.68 %")]).contains("(effective 0.68 %)"));
        assert!(
            say(&[("diff", "¥1.00"), ("rate", "")])
                .starts_with("You were charged ¥1.00 above the agreed rate. ")
        );
        assert!(say(&[]).starts_with("You were charged above the agreed rate."));
        assert_eq!(
            text("why.day", Lang::Zh, &[]),
            " 天",
            "no braces, even where a value was forgotten"
        );
        assert_eq!(
            text("why.day", Lang::Zh, &[("n", "{n}")]),
            "{n} 天",
            "a value is not read for braces"
        );
    }
}
