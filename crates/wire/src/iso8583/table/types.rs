//! A row of a message type: its digits and its name.

use crate::iso8583::dialect::{Names, TypeSpec};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeText {
    digits: String,
    zh: String,
    en: String,
}

impl TypeText {
    /// The message type, in a dialect of this version.
    pub(super) fn read(&self, version: u8) -> Result<TypeSpec, String> {
        let named = |what: String| format!("message type `{}`: {what}", self.digits);
        let digits = <[u8; 4]>::try_from(self.digits.as_bytes()).ok();
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_digit));
        let digits = digits.ok_or_else(|| named("it has four digits".to_owned()))?;
        if digits[0] != b'0' + version {
            return Err(named(format!("messages begin with {version}")));
        }
        Ok(TypeSpec {
            digits,
            names: Names {
                zh: self.zh.clone(),
                en: self.en.clone(),
            },
        })
    }
}
