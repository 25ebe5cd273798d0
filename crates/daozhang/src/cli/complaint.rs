//! What is wrong with the arguments, in a sentence of the catalogue.
//!
//! In: clap's finding. Out: what is wrong, the argument, and what to write instead; card numbers masked.
//! Absent: clap's own sentences, which are English only.

use super::THREADS_MAX;
use crate::wording::{exists, filled};
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use wire::Lang;

/// The sentence; `command` is as far as the arguments were understood (`daozhang trace`).
pub fn complaint(said: &Error, command: &str, lang: Lang) -> String {
    let quoted = |kind| {
        Some(one(said, kind))
            .filter(|word| !word.is_empty())
            .map(|word| lang.quoted(&word))
    };
    let arg = one(said, ContextKind::InvalidArg);
    let name = arg.split([' ', '=']).next().unwrap_or("").to_owned();
    let values = lang.list(&many(said, ContextKind::ValidValue));
    let value = quoted(ContextKind::InvalidValue);
    let like = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    // The likeliest comes last.
    let like = like.into_iter().find_map(|kind| many(said, kind).pop());
    let like = like.map_or_else(String::new, |word| lang.quoted(&word));
    let id = name.trim_start_matches('-');
    let wanted = format!("usage.wanted.{id}");
    let (key, arg) = match said.kind() {
        ErrorKind::MissingRequiredArgument => (
            "argument_missing",
            lang.list(&many(said, ContextKind::InvalidArg)),
        ),
        ErrorKind::MissingSubcommand => ("command_missing", name),
        ErrorKind::InvalidSubcommand => ("command_unknown", name),
        ErrorKind::UnknownArgument if name.starts_with('-') => {
            ("option_unknown", lang.quoted(&name))
        }
        ErrorKind::UnknownArgument => ("argument_extra", lang.quoted(&arg)),
        ErrorKind::ArgumentConflict => ("twice", name),
        ErrorKind::TooManyValues => ("value_extra", name),
        ErrorKind::InvalidValue if value.is_none() => ("value_missing", name),
        ErrorKind::InvalidValue => ("value_unknown", name),
        ErrorKind::ValueValidation if exists(&wanted) => ("value_unfit", name),
        ErrorKind::InvalidUtf8 => ("not_utf8", name),
        _ => ("other", name),
    };
    let max = THREADS_MAX.to_string();
    let said = filled(
        &format!("usage.{key}"),
        lang,
        &[
            ("arg", arg),
            (
                "command",
                quoted(ContextKind::InvalidSubcommand).unwrap_or_default(),
            ),
            ("help", format!("{command} --help")),
            ("like", like),
            ("value", value.unwrap_or_default()),
            ("values", values),
            ("wanted", filled(&wanted, lang, &[("max", max)])),
        ],
    );
    wire::scrub(&said).into_owned()
}

fn many(said: &Error, kind: ContextKind) -> Vec<String> {
    match said.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        _ => Vec::new(),
    }
}

fn one(said: &Error, kind: ContextKind) -> String {
    many(said, kind).into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::localise;

    fn check(line: &str, zh: &str, en: &str) {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let words = std::iter::once("daozhang").chain(line.split_whitespace());
            let error = localise::command(lang)
                .try_get_matches_from_mut(words)
                .expect_err("it is wrong");
            assert_eq!(complaint(&error, "daozhang x", lang), expected, "{line}");
        }
    }

    /// The kinds that no transcript shows (`tests/transcripts/usage.txt`).
    #[test]
    fn rare_mistakes_are_told_in_both_languages() {
        check(
            "--quiet",
            "没有写命令；可用的命令见 daozhang x --help",
            "there is no command; daozhang x --help lists them",
        );
        check(
            "man --quiet=yes",
            "--quiet 不带值，却写了 “yes”；请去掉",
            "--quiet takes no value, but \"yes\" was given; leave it out",
        );
        check(
            "man more",
            "“more” 是多余的；请去掉，用法见 daozhang x --help",
            "\"more\" is one argument too many; leave it out, daozhang x --help tells how",
        );
        check(
            "demo --out a --out b",
            "--out 写了不止一次；只写一次",
            "--out is there more than once; write it once",
        );
        check(
            "trace a --out",
            "--out 缺少值；请写上",
            "--out lacks its value; write it",
        );
        check(
            "trace a --lang",
            "--lang 后面缺少值；请写其中之一：zh、en",
            "--lang lacks its value; write one of zh, en",
        );
    }

    #[test]
    fn every_number_says_what_it_wants() {
        for option in ["threads", "swipes", "seed"] {
            check(
                &format!("demo --{option}=x"),
                &format!(
                    "--{option} 的值 “x” 不合要求；请写{}",
                    filled(
                        &format!("usage.wanted.{option}"),
                        Lang::Zh,
                        &[("max", THREADS_MAX.to_string())]
                    )
                ),
                &format!(
                    "--{option} cannot be \"x\"; write {}",
                    filled(
                        &format!("usage.wanted.{option}"),
                        Lang::En,
                        &[("max", THREADS_MAX.to_string())]
                    )
                ),
            );
        }
    }
}
