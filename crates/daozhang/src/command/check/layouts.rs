//! What files of a data set were recognised to be, and what speaks for it, as sentences.

use crate::wording::text;
use batch::scan::FileReport;
use wire::{Lang, Recognition, Sign};

/// One sentence for each file that was recognised.
pub fn sentences(files: &[FileReport], lang: Lang) -> Vec<String> {
    let found = files.iter().filter_map(|file| {
        let found = file.recognition.as_ref()?;
        Some(sentence(&file.path, found, lang))
    });
    found.collect()
}

fn sentence(path: &str, found: &Recognition<'_>, lang: Lang) -> String {
    let signs: Vec<String> = found.signs.iter().map(|sign| said(sign, lang)).collect();
    let values = [
        ("file", path),
        ("title", found.layout.title(lang)),
        ("layout", &found.layout.name),
        ("encoding", found.encoding.name()),
        ("signs", &lang.list(&signs)),
    ];
    text("check.layout", lang, &values)
}

fn said(sign: &Sign, lang: Lang) -> String {
    match sign {
        Sign::Mark(mark) => text("check.sign_mark", lang, &[("mark", &lang.quoted(mark))]),
        Sign::Name => text("check.sign_name", lang, &[]),
        Sign::Rows { read, refused } => {
            let (read, refused) = (read.to_string(), refused.to_string());
            let values = [("read", read.as_str()), ("refused", &refused)];
            text("check.sign_rows", lang, &values)
        }
    }
}
