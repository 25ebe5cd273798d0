//! How far the records of a data set reach: the newest of them, and the sources that are not there at all.
//!
//! In: coverage. Out: what a reader must know before any date is believed, in sentences. Absent: missing days of
//! sources that are there; those are missing files.

use crate::report::figures::{day, time};
use crate::wording::{self, filled, term, text};
use judge::Cause;
use ledger::{Day, Instant, Zone};
use trail::{Coverage, Source};
use wire::Lang;

/// Records older than this at the as-of instant are old: then due dates say more about the clock than about them.
const OLD_DAYS: i32 = 7;

/// How far the records reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The day of the newest record that was used; `None` without any.
    pub newest: Option<Day>,
    /// Sources without any record, and not declared complete either.
    pub absent: Vec<Source>,
}

impl Reach {
    /// Reads it off the coverage of a data set.
    pub fn of(coverage: &Coverage) -> Reach {
        let booked = coverage.accounts().map(|(_, days)| days.to);
        let newest = coverage.days().map(|(_, day, _)| day).chain(booked).max();
        let mut absent = Source::ALL.to_vec();
        absent.retain(|source| !coverage.knows(*source));
        Reach { newest, absent }
    }

    /// That the records are old at the as-of instant, and how to judge by their own time; `None` when they are not.
    pub fn old(&self, as_of: Instant, zone: &Zone, lang: Lang) -> Option<String> {
        let newest = self.newest?;
        if zone.day(as_of).days_since(newest) <= OLD_DAYS {
            return None;
        }
        let values = [
            ("as_of", time(as_of, zone)),
            ("newest", day(newest)),
            ("after", day(newest.plus(1))),
        ];
        Some(filled("reach.old", lang, &values))
    }

    /// Each source that is not there, what cannot be known without it, and who can supply it.
    pub fn unknowable(&self, lang: Lang) -> Vec<[String; 3]> {
        let said = |source: &Source| {
            [
                term("source", source.name(), lang),
                text(&format!("reach.without.{}", source.name()), lang, &[]),
                supplier(*source, lang),
            ]
        };
        self.absent.iter().map(said).collect()
    }

    /// What arrival is read off, and what is not there of it: the payout that a settlement line names (record
    /// contract, rule 4). Without either no swipe can be shown to have arrived, whatever its money does.
    fn absent_for_arrival(&self) -> Vec<Source> {
        let mut needed = vec![Source::Settlement, Source::Payout];
        needed.retain(|source| self.absent.contains(source));
        needed
    }

    /// Whether no swipe can be shown to have arrived.
    pub fn shows_no_arrival(&self) -> bool {
        !self.absent_for_arrival().is_empty()
    }

    /// What absent sources mean for the word "arrived": that it cannot be said of anything, or not be proved.
    pub fn unproved(&self, lang: Lang) -> Option<String> {
        let needed = self.absent_for_arrival();
        if !needed.is_empty() {
            let name = |source: &Source| term("source", source.name(), lang);
            let sources = lang.list(&needed.iter().map(name).collect::<Vec<_>>());
            return Some(text("reach.no_arrival", lang, &[("sources", &sources)]));
        }
        let no_statement = self.absent.contains(&Source::Bank);
        no_statement.then(|| text("reach.no_statement", lang, &[]))
    }

    /// The source behind a cause that says that records are missing, where none of it is there at all.
    fn absent_behind(&self, cause: &str) -> Option<Source> {
        let source = Cause::parse(cause)?.missing_source()?;
        self.absent.contains(&source).then_some(source)
    }

    /// The name of a cause; where a whole source is absent, that it is, and not the file of a day.
    pub fn cause_name(&self, cause: &str, lang: Lang) -> String {
        match self.absent_behind(cause) {
            Some(source) => of_absent("absent.name", source, lang),
            None => wording::cause_name(cause, lang),
        }
    }

    /// What to do about a cause; where a whole source is absent, who can supply it.
    pub fn remedy(&self, cause: &str, lang: Lang) -> String {
        match self.absent_behind(cause) {
            Some(source) => of_absent("absent.remedy", source, lang),
            None => wording::remedy(cause, lang),
        }
    }

    /// What to tell the merchant where a whole source is absent; `None` where the cause says it.
    pub fn absent_message(&self, cause: &str, lang: Lang) -> Option<String> {
        let source = self.absent_behind(cause)?;
        Some(of_absent("absent.message", source, lang))
    }

    /// Whether nothing in the data set can show a payment, so that dates rest on the contract alone.
    pub fn is_by_contract_only(&self) -> bool {
        [Source::Payout, Source::Bank]
            .iter()
            .all(|source| self.absent.contains(source))
    }

    /// That dates rest on the contract alone, where they do.
    pub fn contract_only(&self, lang: Lang) -> Option<String> {
        self.is_by_contract_only()
            .then(|| text("reach.contract_only", lang, &[]))
    }
}

/// Who can supply a source, or the file of a day.
pub fn supplier(source: Source, lang: Lang) -> String {
    term("supplier", source.name(), lang)
}

fn of_absent(key: &str, source: Source, lang: Lang) -> String {
    let values = [
        ("source", term("source", source.name(), lang)),
        ("from", supplier(source, lang)),
        ("folder", source.name().to_owned()),
    ];
    filled(key, lang, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use trail::Days;

    fn on(day: &str) -> Day {
        Day::parse(day).expect("a day")
    }

    #[test]
    fn the_newest_record_and_the_absent_sources_are_read_off_the_coverage() {
        let mut coverage = Coverage::default();
        assert_eq!(Reach::of(&coverage).absent, Source::ALL);
        assert_eq!(Reach::of(&coverage).newest, None);
        coverage.note(Source::Terminal, on("2025-03-04"), 2);
        coverage.note_bank("1001", on("2025-03-06"));
        let (from, to) = (on("2025-03-01"), on("2025-03-31"));
        coverage.declare(Source::Payout, "", Days { from, to });
        let reach = Reach::of(&coverage);
        assert_eq!(reach.newest, Some(on("2025-03-06")));
        let absent = [Source::Platform, Source::Clearing, Source::Settlement];
        assert_eq!(reach.absent, absent);
        let name = |cause| reach.cause_name(cause, Lang::En);
        assert_eq!(
            name("clearing_file_missing"),
            "No clearing file in the data"
        );
        assert_eq!(name("payout_records_missing"), "Payout records missing");
        assert!(!reach.is_by_contract_only());
    }

    #[test]
    fn records_are_old_after_a_week() {
        let reach = Reach {
            newest: Some(on("2025-03-05")),
            absent: Vec::new(),
        };
        let zone = Zone::shanghai();
        let old = |day: &str| reach.old(zone.end_of_day(on(day)), &zone, Lang::En);
        assert_eq!(old("2025-03-12"), None);
        let said = old("2025-03-13").expect("it is old");
        assert!(said.contains("--as-of 2025-03-06"), "{said}");
    }
}
