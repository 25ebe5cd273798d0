//! How far the records of a data set reach: the newest of them, and the sources that are not there at all.
//!
//! In: coverage. Out: what a reader must know before any date is believed, in sentences. Absent: missing days of
//! sources that are there; those are missing files.

use crate::report::figures::{day, time};
use crate::wording::{filled, term, text};
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
        let is_there = |source: Source| {
            let booked = source == Source::Bank && coverage.accounts().next().is_some();
            booked || coverage.knows(source)
        };
        let mut absent = Source::ALL.to_vec();
        absent.retain(|source| !is_there(*source));
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

    /// Each source that is not there, and what cannot be known without it.
    pub fn unknowable(&self, lang: Lang) -> Vec<[String; 2]> {
        let said = |source: &Source| {
            [
                term("source", source.name(), lang),
                text(&format!("reach.without.{}", source.name()), lang, &[]),
            ]
        };
        self.absent.iter().map(said).collect()
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
