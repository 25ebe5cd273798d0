//! Talks with the binary, text in, text out: `$ daozhang …` is typed, `? 1` is its exit code (without it, 0),
//! `! …` is a line on stderr, everything else stdout, but for blanks at the ends of lines. `$ cat FILE` shows a
//! file that was written.
//!
//! `SNAPSHOTS=overwrite` writes what follows the commands anew.

use snapbox::{Assert, Data, IntoData, data::DataFormat};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Copies a folder with all that is in it, links as links.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a scratch folder can be made");
    for entry in fs::read_dir(from).expect("it can be listed").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().expect("it has a type");
        if kind.is_symlink() {
            let link = fs::read_link(&path).expect("a link leads somewhere");
            std::os::unix::fs::symlink(link, target).expect("a link can be made");
        } else if kind.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("it can be copied");
        }
    }
}

/// Types every command of a talk in a folder; all that was typed and said.
pub fn played(talk: &str, folder: &Path) -> String {
    let commands = talk.lines().filter(|line| line.starts_with("$ "));
    let said: Vec<String> = commands.map(|line| answered(line, folder)).collect();
    said.join("\n")
}

fn answered(line: &str, folder: &Path) -> String {
    let mut said = format!("{line}\n");
    if let Some(file) = line.strip_prefix("$ cat ") {
        return said + &fs::read_to_string(folder.join(file)).expect("it was written");
    }
    let words = line.strip_prefix("$ daozhang").expect("a command");
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(words.split_whitespace())
        .current_dir(folder)
        .env_remove("DAOZHANG_LANG")
        .env("LC_ALL", "en_US.UTF-8")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .output()
        .expect("the binary runs");
    match done.status.code().expect("it was not killed") {
        0 => {}
        code => said += &format!("? {code}\n"),
    }
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    for line in text(done.stderr).lines() {
        let _ = writeln!(said, "{}", format!("! {line}").trim_end());
    }
    for line in text(done.stdout).lines() {
        let _ = writeln!(said, "{}", line.trim_end());
    }
    said
}

/// Compares a talk with what is kept of it; the difference, or nothing.
pub fn difference(said: String, kept: &Path) -> String {
    let expected = Data::read_from(kept, Some(DataFormat::Text)).raw();
    let assert = Assert::new().action_env("SNAPSHOTS");
    let found = assert.try_eq(None, said.into_data(), expected);
    found.map_or_else(|error| error.to_string(), |()| String::new())
}
