//! What people read, checked as text.

mod sample;

use super::html::html;
use std::path::PathBuf;
use wire::Lang;

/// Writes the sample pages for the eye, where a browser can open them.
#[test]
fn pages_for_the_eye() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tmp/report"));
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    for (name, report) in [("large", sample::large()), ("small", sample::small()), ("empty", sample::empty())] {
        for (lang, slug) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            std::fs::write(folder.join(format!("{name}-{slug}.html")), html(&report, lang)).expect("it can be written");
            println!("{}", super::summary::summary(&report, lang, false, 100));
        }
    }
}
