//! The sentences about input that cannot be used: `specs/wording/faults.csv`.
//!
//! In: a key, a language, values. Out: what is wrong and what to do instead. Absent: where it is wrong;
//! whoever reports a fault puts the place before it.

use crate::delimited::{Dialect, Records, Step};
use crate::lang::Lang;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../specs/wording/faults.csv");

type Sentences = BTreeMap<String, [String; 2]>;

fn sentences() -> &'static Sentences {
    static SENTENCES: OnceLock<Sentences> = OnceLock::new();
    SENTENCES.get_or_init(|| {
        let mut records = Records::new(TABLE.as_bytes(), Dialect::CSV);
        records.expect_width(3);
        let mut sentences = Sentences::new();
        while let Some(step) = records.next().expect("memory does not fail") {
            match step {
                Step::Record(row) => {
                    let field = |number: usize| row.field(number).to_owned();
                    sentences.insert(field(0), [field(1), field(2)]);
                }
                Step::Broken { line, fault } => panic!("faults.csv:{line}: {fault:?}"),
            }
        }
        sentences
    })
}

/// The sentence of a key with its values put in. A key that does not exist is a bug and shows as itself.
pub fn message(key: &str, lang: Lang, values: &[(&str, &str)]) -> String {
    match sentences().get(key) {
        Some([zh, en]) => fill(lang.pick(zh, en), values),
        None => key.to_owned(),
    }
}

/// Puts values into a sentence's `{places}`; a value is never read for braces itself.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut said = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((name, after)) = inside.split_once('}') else {
            break;
        };
        said.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            said.push_str(value);
        }
        rest = after;
    }
    said + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places() {
        assert_eq!(fill("{a}-{b}-{c}", &[("a", "{b}"), ("b", "2")]), "{b}-2-");
        assert_eq!(fill("an open {brace", &[]), "an open {brace");
    }

    /// Every fault says what is wrong and, after a semicolon, what to do.
    #[test]
    fn every_message_has_a_remedy_in_both_languages() {
        for (key, [zh, en]) in sentences().iter().filter(|(key, _)| *key != "key") {
            let nested = key == "fault.file_header"; // Its remedy is that of the fault it names.
            assert!(nested || zh.contains('；'), "{key}: {zh}");
            assert!(nested || en.contains("; "), "{key}: {en}");
        }
    }
}
