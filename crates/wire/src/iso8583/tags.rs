//! The tags of chip cards: `specs/messages/emv-tags.csv`. Of a value that shows the table says how long it may be: a
//! longer one is something else.

use super::dialect::Names;
use super::shown::Secret;
use crate::delimited::{Dialect, Records, Step};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../../specs/messages/emv-tags.csv");

/// A tag that is known.
#[derive(Debug)]
pub(super) struct Tag {
    pub names: Names,
    pub secret: Option<Secret>,
    /// The most bytes that show.
    pub bytes_max: usize,
}

/// What is known of a tag, given in hexadecimal digits.
pub(super) fn tag(digits: &str) -> Option<&'static Tag> {
    static TAGS: OnceLock<BTreeMap<String, Tag>> = OnceLock::new();
    TAGS.get_or_init(read).get(digits)
}

fn read() -> BTreeMap<String, Tag> {
    let mut records = Records::new(TABLE.as_bytes(), Dialect::CSV);
    records.expect_width(5);
    let mut tags = BTreeMap::new();
    while let Some(step) = records.next().expect("memory does not fail") {
        match step {
            Step::Record(row) if row.field(0) == "tag" => {}
            Step::Record(row) => {
                let names = Names {
                    zh: row.field(1).to_owned(),
                    en: row.field(2).to_owned(),
                };
                let said = row.field(3);
                let secret = Secret::ALL.into_iter().find(|secret| secret.slug() == said);
                assert_eq!(
                    secret.is_none(),
                    said.is_empty(),
                    "emv-tags.csv: no secret `{said}`"
                );
                let bytes_max = match row.field(4) {
                    "" => 0,
                    said => said
                        .parse()
                        .unwrap_or_else(|_| panic!("emv-tags.csv: no number `{said}`")),
                };
                let tag = Tag {
                    names,
                    secret,
                    bytes_max,
                };
                let before = tags.insert(row.field(0).to_owned(), tag);
                assert!(
                    before.is_none(),
                    "emv-tags.csv: {} stands twice",
                    row.field(0)
                );
            }
            Step::Broken { line, fault } => panic!("emv-tags.csv:{line}: {fault:?}"),
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_loads_and_hides_what_must_not_be_kept() {
        assert_eq!(
            tag("9F26").expect("it is known").names.en,
            "application cryptogram"
        );
        for secret in ["57", "5A", "56", "5F20", "9F1F", "9F20", "9F6B", "5F24"] {
            assert!(
                tag(secret).expect("it is known").secret.is_some(),
                "{secret}"
            );
        }
    }
}
