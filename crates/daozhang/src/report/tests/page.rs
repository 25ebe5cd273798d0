//! The page: self-contained, safe, whole in both languages.

use super::sample;
use crate::report::html::html;
use crate::report::{FileLine, Report};
use std::path::PathBuf;
use wire::Lang;

/// Everything by which a page could ask for something outside itself, or run something.
const OUTSIDE: &[&str] = &[
    "http:", "https:", "src=", "href=", "url(", "@import", "<link", "<script", "<iframe",
    "<object", "<embed", "<form", "<base", "onload", "onclick", "onerror",
];

fn assert_self_contained(page: &str) {
    for way in OUTSIDE {
        assert!(!page.to_lowercase().contains(way), "the page holds {way}");
    }
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
}

#[test]
fn nothing_leaves_the_page() {
    for report in [
        sample::empty(),
        sample::small(),
        sample::large(),
        sample::huge(),
    ] {
        assert_self_contained(&html(&report, Lang::Zh));
    }
}

/// A report in which every text of the data set attacks the page.
fn hostile() -> Report {
    let evil = "</td><script src=https://evil>alert('1')</script><img onerror=\"x\">";
    let mut report = sample::large();
    report.name = evil.to_owned();
    report.currency = "CNY".to_owned();
    for (number, name, _) in &mut report.by_merchant {
        (*number, *name) = (evil.to_owned(), evil.to_owned());
    }
    for line in &mut report.incidents {
        (line.value, line.notice) = (evil.to_owned(), evil.to_owned());
    }
    for line in &mut report.needing {
        for text in [
            &mut line.mid,
            &mut line.tid,
            &mut line.rrn,
            &mut line.order_no,
            &mut line.card,
            &mut line.evidence,
        ] {
            *text = evil.to_owned();
        }
    }
    report.files.push(FileLine {
        path: evil.to_owned(),
        sources: vec!["bank"],
        rows: 1,
        quarantined: 1,
        fault: evil.to_owned(),
    });
    report.other_currencies = vec![(evil.to_owned(), 3)];
    report
}

#[test]
fn hostile_text_stays_text() {
    let page = html(&hostile(), Lang::En);
    for tag in ["<script", "<img", "</td><script"] {
        assert!(!page.contains(tag), "{tag} got through");
    }
    assert!(
        page.contains("&#60;script") || page.contains("&lt;script"),
        "the text itself is still shown"
    );
    // Every tag is one that the page's own templates and pictures write.
    let known = [
        "!doctype", "html", "head", "meta", "title", "style", "body", "input", "div", "label",
        "main", "header", "p", "h1", "h2", "h3", "ul", "li", "span", "strong", "section", "figure",
        "table", "thead", "tbody", "tfoot", "tr", "th", "td", "i", "b", "small", "details",
        "summary", "dl", "dt", "dd", "footer", "svg", "desc", "path", "rect", "line", "text",
        "tspan",
    ];
    assert!(
        page.matches('<').count() > known.len(),
        "the page has its parts"
    );
    for part in page.split('<').skip(1) {
        let name: String = part
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '!')
            .collect();
        assert!(known.contains(&name.to_lowercase().as_str()), "<{part}");
    }
}

#[test]
fn both_languages_are_in_the_file_and_one_is_shown_first() {
    let page = html(&sample::small(), Lang::En);
    assert!(page.contains("lang=\"zh-CN\"") && page.contains("钱到了吗？"));
    assert!(page.contains("lang=\"en\"") && page.contains("Has the money arrived?"));
    assert!(page.contains("id=\"pick-en\" checked") && !page.contains("id=\"pick-zh\" checked"));
    assert!(html(&sample::small(), Lang::Zh).contains("id=\"pick-zh\" checked"));
}

#[test]
fn ids_are_unique_so_that_pictures_are_read_aloud_rightly() {
    let page = html(&sample::large(), Lang::Zh);
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    let named: Vec<&str> = page
        .split("aria-labelledby=\"")
        .skip(1) // What stands before the first one.
        .filter_map(|part| part.split('"').next())
        .collect();
    assert!(!named.is_empty(), "the page has pictures");
    for named in named {
        assert!(named.split(' ').all(|id| ids.contains(&id)), "{named}");
    }
}

#[test]
fn every_section_says_so_when_it_is_empty() {
    let page = html(&sample::empty(), Lang::En);
    for said in [
        "No swipes were found.",
        "Nothing was swiped, so there is nothing to draw.",
        "No days on which money was promised or arrived.",
        "No incidents were found.",
        "No missing files.",
        "No swipe needs anyone.",
        "Rows: 0 read",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(
        !page.contains("NaN") && !page.contains("inf"),
        "nothing was divided by nothing"
    );
}

#[test]
fn a_swipe_that_needs_someone_is_told_whole() {
    let page = html(&sample::large(), Lang::En);
    // Where a date and its time may part, each stays whole.
    let page = page.replace("</span> <span class=\"whole\">", " ");
    for said in [
        "722 in all; the 60 largest are below",
        "532109880011",
        "622848******1234",
        "¥98,800.00",
        "Receiving bank down",
        "2025-11-24 18:00",
        "platform/20251119-1.csv:4021 · settlement/20251119.csv:388",
        "¥92,460.79 too much",
        "JPY ",
        "Show 10 more",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn no_placeholder_and_no_key_is_shown() {
    for report in [sample::empty(), sample::small(), sample::large()] {
        let page = html(&report, Lang::Zh);
        let (_, body) = page.split_once("</style>").expect("the style ends");
        assert!(!body.contains(['{', '}']), "a brace is shown");
        for group in [
            "summary.", "report.", "part.", "meaning.", "verdict.", "eta.", "cause.", "remedy.",
        ] {
            assert!(
                !body.contains(&format!(">{group}")),
                "a key of {group} is shown"
            );
        }
    }
}

#[test]
fn sources_that_are_not_there_are_told_with_what_they_mean_and_who_can_supply_them() {
    let mut report = sample::small();
    report.reach.absent = vec![wire::Source::Bank];
    let page = html(&report, Lang::En);
    for said in [
        "without a bank statement nothing can be proved to have arrived",
        "who can supply it: the merchant, from its bank",
    ] {
        assert!(page.contains(said), "{said}");
    }
    report.reach.absent = vec![wire::Source::Clearing, wire::Source::Payout];
    report.causes[2].cause = "clearing_file_missing";
    let page = html(&report, Lang::En);
    for said in [
        "no swipe can be shown to have arrived, for what that takes is absent: payout records",
        "No clearing file in the data",
        "The data set has no clearing file at all, on any day",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

/// Writes the sample pages for the eye; open them in a browser after a change.
#[test]
fn pages_for_the_eye() {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../target/tmp/report"
    ));
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let samples = [
        ("large", sample::large()),
        ("small", sample::small()),
        ("huge", sample::huge()),
        ("empty", sample::empty()),
    ];
    for (name, report) in samples {
        for (lang, slug) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let page = html(&report, lang);
            assert!(
                page.len() < 2_000_000,
                "{name} is too heavy for a phone: {} bytes",
                page.len()
            );
            std::fs::write(folder.join(format!("{name}-{slug}.html")), page)
                .expect("it can be written");
        }
    }
}
