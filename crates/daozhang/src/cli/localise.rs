//! Help in the language of whoever asks: every text of the command line, out of the catalogue.
//!
//! In: the bare command line, a language. Out: the same with its texts. A command's is `help.<command>`, what
//! follows its options `help.<command>.after`, an argument's `help.<command>.<argument>`, or `help.any.<argument>`
//! where it means the same in every command. Places: `{default}`, `{values}`, `{env}` are what clap knows of the
//! argument, so that no text repeats it. Absent: clap's own words, none of which is shown.

use super::{Cli, LangArg, THREADS_MAX};
use crate::wording::{exists, filled, text};
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::ffi::OsString;
use wire::Lang;

/// What every command takes stands below its own options.
const ORDER_GLOBAL: usize = 900;

/// Options that clap itself adds, below all others.
const OWN: [&str; 2] = ["help", "version"];

/// The command line, in a language.
pub fn command(lang: Lang) -> Command {
    let mut command = told(Cli::command(), lang);
    command.build();
    finished(command, lang)
}

/// The language that the arguments name, before they are parsed: complaints about them are to be in it, too.
pub fn asked(arguments: &[OsString]) -> Option<LangArg> {
    let mut words = arguments.iter().map(|word| word.to_string_lossy());
    let mut named = std::env::var("DAOZHANG_LANG").ok();
    while let Some(word) = words.next().filter(|word| word != "--") {
        if word == "--lang" {
            named = words.next().map(|name| name.into_owned());
        } else if let Some(name) = word.strip_prefix("--lang=") {
            named = Some(name.to_owned());
        }
    }
    <LangArg as clap::ValueEnum>::from_str(&named?, false).ok()
}

/// Sets the texts of a command, its arguments and its commands.
fn told(command: Command, lang: Lang) -> Command {
    let name = command.get_name().to_owned();
    let after = format!("help.{name}.after");
    let mut command = command
        .about(text(&format!("help.{name}"), lang, &[]))
        .mut_args(|arg| argument(arg, &name, lang))
        .mut_subcommands(|command| told(command, lang));
    if exists(&after) {
        command = command.after_help(text(&after, lang, &[]));
    }
    command
}

fn argument(arg: Arg, command: &str, lang: Lang) -> Arg {
    let own = format!("help.{command}.{}", arg.get_id());
    let any = format!("help.any.{}", arg.get_id());
    let key = if exists(&own) { own } else { any };
    let said = filled(&key, lang, &known(&arg, lang));
    let order = match arg.is_global_set() {
        true => ORDER_GLOBAL,
        false if OWN.contains(&arg.get_id().as_str()) => ORDER_GLOBAL + 1,
        false => 0,
    };
    let arg = if order > 0 {
        arg.display_order(order)
    } else {
        arg
    };
    let arg = arg.help(said);
    if !matches!(arg.get_action(), ArgAction::Set) {
        return arg;
    }
    arg.hide_default_value(true)
        .hide_possible_values(true)
        .hide_env(true)
}

/// What clap knows of an argument.
fn known(arg: &Arg, lang: Lang) -> [(&'static str, String); 4] {
    let default: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    let takes = matches!(arg.get_action(), ArgAction::Set);
    let values = if takes {
        arg.get_possible_values()
    } else {
        Vec::new()
    };
    let values: Vec<&str> = values
        .iter()
        .map(clap::builder::PossibleValue::get_name)
        .collect();
    let env = arg
        .get_env()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    [
        ("default", default.join(" ")),
        ("values", lang.list(&values)),
        ("env", env),
        ("max", THREADS_MAX.to_string()),
    ]
}

/// Sets what clap has added on its own, and how help is laid out.
fn finished(mut command: Command, lang: Lang) -> Command {
    let name = command.get_name().to_owned();
    if name == "help" {
        command = command.about(text("help.help", lang, &[]));
    }
    let added = |arg: &Arg| OWN.contains(&arg.get_id().as_str());
    command = command
        .mut_args(|arg| {
            if added(&arg) {
                argument(arg, &name, lang)
            } else {
                arg
            }
        })
        .mut_subcommands(|command| finished(command, lang));
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let usage = usage
        .replace("[OPTIONS]", &text("help.heading.any_options", lang, &[]))
        .replace("<COMMAND>", &text("help.heading.any_command", lang, &[]))
        .replace("[COMMAND]", &text("help.heading.any_command", lang, &[]));
    let template = template(&command, lang);
    command.override_usage(usage).help_template(template)
}

/// The layout of help: as clap's, with headings of ours.
fn template(command: &Command, lang: Lang) -> String {
    let heading = |name: &str| {
        let style = command.get_styles().get_header();
        let said = text(&format!("help.heading.{name}"), lang, &[]);
        format!("{style}{said}{style:#}")
    };
    let gap = lang.pick("", " ");
    let mut template = format!(
        "{{about-with-newline}}\n{}{gap}{{usage}}\n",
        heading("usage")
    );
    let mut part = |there: bool, name: &str, tag: &str| {
        if there {
            template += &format!("\n{}\n{{{tag}}}\n", heading(name));
        }
    };
    part(command.has_subcommands(), "commands", "subcommands");
    part(
        command.get_positionals().next().is_some(),
        "arguments",
        "positionals",
    );
    part(
        command.get_opts().next().is_some() || command.get_arguments().next().is_some(),
        "options",
        "options",
    );
    format!("{}{{after-help}}", template.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every text of a command line, with the key that should have given it.
    fn texts(command: &Command, found: &mut Vec<(String, String)>) {
        let name = command.get_name();
        let said = |text: Option<&clap::builder::StyledStr>| {
            text.map(ToString::to_string).unwrap_or_default()
        };
        found.push((format!("help.{name}"), said(command.get_about())));
        if command.get_after_help().is_some() {
            found.push((format!("help.{name}.after"), said(command.get_after_help())));
        }
        for arg in command.get_arguments() {
            let own = format!("help.{name}.{}", arg.get_id());
            let any = format!("help.any.{}", arg.get_id());
            found.push((if exists(&own) { own } else { any }, said(arg.get_help())));
        }
        command
            .get_subcommands()
            .for_each(|command| texts(command, found));
    }

    #[test]
    fn every_command_and_argument_is_told_in_both_languages_and_no_text_is_idle() {
        let mut told = [Vec::new(), Vec::new()];
        texts(&command(Lang::Zh), &mut told[0]);
        texts(&command(Lang::En), &mut told[1]);
        let [zh, en] = &told;
        assert_eq!(zh.len(), en.len());
        for ((key, zh), (_, en)) in zh.iter().zip(en) {
            assert!(exists(key), "help.csv lacks {key}");
            assert!(!zh.is_ascii() && en.is_ascii(), "{key}: {zh} / {en}");
        }
        let shown: BTreeSet<&str> = zh.iter().map(|(key, _)| key.as_str()).collect();
        let idle: Vec<&str> = crate::wording::keys()
            .filter(|key| key.starts_with("help.") && !key.starts_with("help.heading."))
            .filter(|key| !shown.contains(key))
            .collect();
        assert!(idle.is_empty(), "nobody shows {idle:?}");
    }

    #[test]
    fn a_text_names_the_default_and_the_values_of_its_argument() {
        fn check(command: &Command) {
            for arg in command
                .get_arguments()
                .filter(|arg| matches!(arg.get_action(), ArgAction::Set))
            {
                let said = arg.get_help().map(ToString::to_string).unwrap_or_default();
                for (name, value) in known(arg, Lang::Zh).iter().take(3) {
                    assert!(
                        said.contains(value),
                        "{} {}: {name} {value}",
                        command.get_name(),
                        arg.get_id()
                    );
                }
            }
            command.get_subcommands().for_each(check);
        }
        check(&command(Lang::Zh));
    }

    #[test]
    fn the_language_is_known_before_the_rest_is_understood() {
        let asked = |line: &str| asked(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked("daozhang --colour --lang zh"), Some(LangArg::Zh));
        assert_eq!(asked("daozhang trace --lang=en day"), Some(LangArg::En));
        assert_eq!(asked("daozhang why day -- --lang zh"), None);
        assert_eq!(asked("daozhang --lang fr"), None);
    }
}
