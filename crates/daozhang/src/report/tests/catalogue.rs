//! The catalogue is whole: every slug has its word, every key that the code says exists, and none is idle.

use crate::report::parts::Part;
use crate::wording::{cause_name, remedy, term, text};
use judge::{
    Cause, Certainty, Dimension, EtaRule, ItemName, Party, Proof, Stage, Timing, VerdictKind,
};
use std::path::{Path, PathBuf};
use trail::OrphanReason;
use wire::Lang;

fn assert_words<'s>(group: &str, slugs: impl IntoIterator<Item = &'s str>) {
    for slug in slugs {
        for lang in [Lang::Zh, Lang::En] {
            let key = format!("{group}.{slug}");
            assert_ne!(text(&key, lang, &[]), key, "the catalogue lacks {key}");
        }
    }
}

#[test]
fn every_slug_has_its_word() {
    assert_words("verdict", VerdictKind::ALL.iter().map(|one| one.slug()));
    assert_words("timing", Timing::ALL.iter().map(|one| one.slug()));
    assert_words("stage", Stage::ALL.iter().map(|one| one.slug()));
    assert_words("party", Party::ALL.iter().map(|one| one.slug()));
    assert_words("proof", Proof::ALL.iter().map(|one| one.slug()));
    assert_words("certainty", Certainty::ALL.iter().map(|one| one.slug()));
    assert_words("item", ItemName::ALL.iter().map(|one| one.slug()));
    assert_words("eta", EtaRule::ALL.iter().map(|one| one.slug()));
    assert_words("txn_type", trail::TxnType::ALL.iter().map(|one| one.slug()));
    assert_words("method", trail::Method::ALL.iter().map(|one| one.slug()));
    let settled = trail::SettlementStatus::ALL.iter();
    assert_words("settlement_status", settled.map(|one| one.slug()));
    let paid = trail::PayoutStatus::ALL.iter();
    assert_words("payout_status", paid.map(|one| one.slug()));
    let booked = trail::Direction::ALL.iter();
    assert_words("direction", booked.map(|one| one.slug()));
    for group in ["source", "supplier", "reach.without"] {
        assert_words(group, wire::Source::ALL.into_iter().map(wire::Source::name));
    }
    assert_words(
        "source",
        wire::Knowledge::ALL.into_iter().map(wire::Knowledge::name),
    );
    assert_words("part", Part::ALL.into_iter().map(Part::slug));
    assert_words("meaning", Part::ALL.into_iter().map(Part::slug));
}

#[test]
fn chinese_has_its_own_marks() {
    let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    for key in crate::wording::keys() {
        let said: Vec<char> = text(key, Lang::Zh, &[]).chars().collect();
        for pair in said.windows(2) {
            let [one, other] = [pair[0], pair[1]];
            let half = |letter: char| ",:;?!()".contains(letter);
            let mixed = (is_chinese(one) && half(other)) || (half(one) && is_chinese(other));
            assert!(!mixed, "{key} has half-width marks: {one}{other}");
        }
    }
}

#[test]
fn every_orphan_and_every_dimension_has_its_word() {
    use OrphanReason as Why;
    let orphans = [
        Why::ClearedButNeverSwiped,
        Why::OriginalMissing,
        Why::Ambiguous,
        Why::PayoutWithoutSettlement,
        Why::CreditWithoutPayout,
        Why::DebitWithoutPayout,
        Why::SeveralExplanations,
    ];
    // A new reason breaks this match, and so reminds of the list above.
    let known = |why: Why| match why {
        Why::ClearedButNeverSwiped
        | Why::OriginalMissing
        | Why::Ambiguous
        | Why::PayoutWithoutSettlement => why.slug(),
        Why::CreditWithoutPayout | Why::DebitWithoutPayout | Why::SeveralExplanations => why.slug(),
    };
    assert_words("orphan", orphans.map(known));
    use Dimension as Of;
    let dimensions = [
        Of::Bank,
        Of::Channel,
        Of::PayoutChannel,
        Of::TerminalModel,
        Of::Merchant,
        Of::Region,
        Of::Mcc,
        Of::Method,
        Of::Terminal,
        Of::File,
        Of::Time,
    ];
    let known = |of: Of| match of {
        Of::Bank
        | Of::Channel
        | Of::PayoutChannel
        | Of::TerminalModel
        | Of::Merchant
        | Of::Region => of.slug(),
        Of::Mcc | Of::Method | Of::Terminal | Of::File | Of::Time => of.slug(),
    };
    assert_words("dimension", dimensions.map(known));
}

#[test]
fn every_cause_is_named_told_and_remedied_without_its_values() {
    for cause in Cause::ALL {
        let slug = cause.slug();
        for lang in [Lang::Zh, Lang::En] {
            assert_ne!(cause_name(slug, lang), slug);
            assert!(!remedy(slug, lang).is_empty(), "remedy.{slug} is missing");
            let message = text(&format!("cause.{slug}.message"), lang, &[]);
            assert!(
                !message.is_empty() && !message.contains(['{', '}']),
                "{slug}: {message}"
            );
            // A place left empty would show as two blanks, or a blank before a mark.
            for hole in ["  ", " .", " ,", " ;", "（）", "「」", " 。", "， 到"] {
                assert!(!message.contains(hole), "{slug} has a hole: {message}");
            }
        }
        let zh = remedy(slug, Lang::Zh);
        assert!(zh.ends_with('。') && !zh.is_ascii(), "remedy.{slug}: {zh}");
        let en = remedy(slug, Lang::En);
        assert!(en.ends_with('.') && en.is_ascii(), "remedy.{slug}: {en}");
        if cause.row().party == Party::Nobody {
            assert!(
                zh.starts_with("无需处理") && en.starts_with("Nothing to do"),
                "{slug}: nobody acts, yet: {zh}"
            );
        }
    }
}

/// Every file under a folder with one of these endings.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "html")
        {
            found.push(path);
        }
    }
}

/// The words in quotation marks, as far as they look like keys.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    const GROUPS: &[&str] = &[
        "summary.",
        "report.",
        "why.",
        "check.",
        "grade.",
        "progress.",
        "demo.",
        "simulate.",
    ];
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.';
    source
        .split('"')
        .filter(move |word| {
            GROUPS.iter().any(|group| word.starts_with(group)) && word.bytes().all(letter)
        })
        .filter(|word| {
            ![".", ".html", ".csv", ".css"]
                .iter()
                .any(|ending| word.ends_with(ending))
        })
}

#[test]
fn every_key_that_is_said_exists_and_none_of_summary_and_report_is_idle() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&home.join("src"), &mut found);
    files(&home.join("templates"), &mut found);
    let mut said: Vec<String> = Vec::new();
    for path in found {
        let source = std::fs::read_to_string(&path).expect("sources are text");
        for key in keys(&source) {
            assert_ne!(
                text(key, Lang::Zh, &[]),
                key,
                "{} says {key}, which the catalogue lacks",
                path.display()
            );
            said.push(key.to_owned());
        }
    }
    let catalogue = crate::wording::keys();
    let idle: Vec<&str> = catalogue
        .filter(|key| key.starts_with("summary.") || key.starts_with("report."))
        .filter(|key| !said.iter().any(|one| one == key))
        .collect();
    assert!(idle.is_empty(), "nobody says {idle:?}");
}

/// A half-width mark beside a Chinese character is a slip of the keyboard.
#[test]
fn chinese_sentences_bear_chinese_marks() {
    let chinese = |letter: char| ('\u{4E00}'..='\u{9FFF}').contains(&letter);
    for key in crate::wording::keys() {
        let said = text(key, Lang::Zh, &[]);
        let letters: Vec<char> = said.chars().collect();
        let slip = letters.windows(2).any(|pair| {
            let mark = |letter: char| ",;:?!()".contains(letter);
            (chinese(pair[0]) && mark(pair[1])) || (mark(pair[0]) && chinese(pair[1]))
        });
        assert!(!slip, "{key}: {said}");
    }
}

#[test]
fn an_unknown_slug_is_its_own_word() {
    assert_eq!(term("source", "mapped", Lang::Zh), "mapped");
    assert_eq!(term("timing", "", Lang::En), "");
}
