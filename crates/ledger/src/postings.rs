//! Posting templates: what each business event moves, and the entry that it makes.
//!
//! In: `specs/postings/*.toml`; then an event's name and the occasion. Out: an entry, or why none can be made.
//! Absent by design: whether the books take the entry (see [`Books`](crate::Books)), and what the events mean to whoever
//! names them.

mod course;
mod read;

use crate::linear::Linear;
use crate::{
    AccountCode, AccountId, Chart, Currency, Day, Entry, EntryId, Instant, Leg, Money, Per, Phase,
    Subject, entry::REFERENCE_LENGTH_MAX,
};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A table of templates: its file's name, and its text.
pub type PostingFile<'t> = (&'t str, &'t str);

/// The tables that come with the program: the chart, then the templates.
pub const SHIPPED_ACCOUNTS: PostingFile<'static> = (
    "accounts.toml",
    include_str!("../../../specs/accounts.toml"),
);

/// See [`SHIPPED_ACCOUNTS`].
pub const SHIPPED_POSTINGS: [PostingFile<'static>; 5] = [
    (
        "acceptance.toml",
        include_str!("../../../specs/postings/acceptance.toml"),
    ),
    (
        "clearing.toml",
        include_str!("../../../specs/postings/clearing.toml"),
    ),
    (
        "settlement.toml",
        include_str!("../../../specs/postings/settlement.toml"),
    ),
    (
        "payout.toml",
        include_str!("../../../specs/postings/payout.toml"),
    ),
    (
        "courses.toml",
        include_str!("../../../specs/postings/courses.toml"),
    ),
];

/// What kind of entry a template makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplatePhase {
    /// One that stands for good.
    Posted,
    /// One that stands until it is posted or released.
    Pending,
    /// Makes a pending one stand for good.
    Post,
    /// Undoes a pending one.
    Release,
}

/// What one event moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The event.
    pub slug: Arc<str>,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// What kind of entry it makes.
    pub phase: TemplatePhase,
    /// The pending events that it may resolve; the first is the usual one.
    pub of: Vec<Arc<str>>,
    legs: Vec<TemplateLeg>,
    /// What the legs come to, account by account, more being plus.
    changes: BTreeMap<AccountCode, Linear>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TemplateLeg {
    debit: AccountCode,
    credit: AccountCode,
    amount: Linear,
}

/// The chart and all templates, checked whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postings {
    chart: Chart,
    templates: BTreeMap<Arc<str>, Template>,
}

/// When, about what, about whom, how much.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// What it is about: with the event it names the entry, so that the same event of the same reference is booked once.
    pub reference: &'a str,
    /// The reference of the pending entry that a `post` or `release` resolves; `None` where it is the same one.
    pub of: Option<&'a str>,
    /// When.
    pub at: Instant,
    /// The settlement day.
    pub day: Day,
    /// Whose accounts: `(Per::Merchant, "898…")`. More than the event needs do no harm.
    pub subjects: &'a [(Per, &'a str)],
    /// How much, by the names of the template.
    pub amounts: &'a [(&'a str, Money)],
}

/// Why no entry can be made. All but a subject that cannot be read are mistakes of the caller's code or tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// No table has this event.
    EventUnknown(String),
    /// The reference is empty or too long, or not printable ASCII.
    ReferenceUnfit(String),
    /// A subject is no word of an account.
    SubjectUnfit(String),
    /// The event touches an account of somebody who is not named.
    SubjectMissing(&'static str),
    /// The event needs an amount that is not given.
    AmountMissing(String),
    /// An amount is given that the event does not have.
    AmountUnknown(String),
    /// The amounts are of several currencies.
    CurrenciesMixed,
    /// What a leg comes to is below nothing, or does not fit.
    LegUnfit {
        /// The leg's expression.
        amount: String,
        /// Its value, if it has one.
        value: Option<i64>,
    },
    /// All legs come to nothing.
    Nothing,
    /// The event can only resolve others, so there is nothing to look at.
    OfNothing,
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misfit::EventUnknown(event) => write!(out, "no posting template is called `{event}`"),
            Misfit::ReferenceUnfit(text) => write!(
                out,
                "a reference of {} characters; write 1 to {REFERENCE_LENGTH_MAX} of printable ASCII",
                text.chars().count()
            ),
            Misfit::SubjectUnfit(per) => write!(
                out,
                "the {per} is no word of 1 to 40 ASCII letters, digits and hyphens"
            ),
            Misfit::SubjectMissing(per) => write!(out, "the event needs a {per}"),
            Misfit::AmountMissing(name) => write!(out, "the event needs the amount `{name}`"),
            Misfit::AmountUnknown(name) => write!(out, "the event has no amount `{name}`"),
            Misfit::CurrenciesMixed => write!(out, "amounts of several currencies in one entry"),
            Misfit::LegUnfit { amount, value } => match value {
                Some(value) => write!(out, "`{amount}` comes to {value}, which is below nothing"),
                None => write!(out, "`{amount}` does not fit"),
            },
            Misfit::Nothing => write!(out, "every leg comes to nothing"),
            Misfit::OfNothing => write!(out, "the event resolves no pending one"),
        }
    }
}

impl std::error::Error for Misfit {}

impl Postings {
    /// The tables that come with the program.
    pub fn shipped() -> Postings {
        let read = Postings::read(SHIPPED_ACCOUNTS, &SHIPPED_POSTINGS);
        read.unwrap_or_else(|faults| panic!("our own tables are broken: {}", faults.join("; ")))
    }

    /// Reads a chart and templates; every fault as `file:line: what`.
    pub fn read(accounts: PostingFile, postings: &[PostingFile]) -> Result<Postings, Vec<String>> {
        let chart = Chart::read(accounts.0, accounts.1)?;
        let templates = read::templates(&chart, postings)?;
        Ok(Postings { chart, templates })
    }

    /// The chart of accounts.
    pub fn chart(&self) -> &Chart {
        &self.chart
    }

    /// The template of an event.
    pub fn template(&self, event: &str) -> Option<&Template> {
        self.templates.get(event)
    }

    /// All templates, by slug.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.templates.values()
    }

    /// The account of that line for these subjects.
    pub fn account(&self, slug: &str, subject: &str) -> Result<AccountId, Misfit> {
        let line = self
            .chart
            .named(slug)
            .ok_or_else(|| Misfit::EventUnknown(slug.to_owned()))?;
        let Some(per) = line.per else {
            return Ok(AccountId::new(line.code, Subject::none()));
        };
        let subject =
            Subject::parse(subject).ok_or_else(|| Misfit::SubjectUnfit(per.slug().to_owned()))?;
        Ok(AccountId::new(line.code, subject))
    }

    /// The entry that an event makes on this occasion. Legs of nothing are left out.
    pub fn entry(&self, event: &str, occasion: &Occasion) -> Result<Entry, Misfit> {
        let template = self
            .template(event)
            .ok_or_else(|| Misfit::EventUnknown(event.to_owned()))?;
        let reference = occasion.reference;
        let printable = reference.bytes().all(|byte| byte.is_ascii_graphic());
        if reference.is_empty() || reference.len() > REFERENCE_LENGTH_MAX || !printable {
            return Err(Misfit::ReferenceUnfit(reference.to_owned()));
        }
        let resolved = || {
            let pending = template.of.first().ok_or(Misfit::OfNothing)?;
            Ok(EntryId::of(pending, occasion.of.unwrap_or(reference)))
        };
        let phase = match template.phase {
            TemplatePhase::Posted => Phase::Posted,
            TemplatePhase::Pending => Phase::Pending,
            TemplatePhase::Post => Phase::Post(resolved()?),
            TemplatePhase::Release => Phase::Release(resolved()?),
        };
        Ok(Entry {
            id: EntryId::of(event, reference),
            event: template.slug.clone(),
            reference: Arc::from(reference),
            at: occasion.at,
            day: occasion.day,
            phase,
            legs: self.legs(template, occasion)?,
        })
    }

    /// As [`entry`](Postings::entry), resolving a pending event that is not the template's usual one.
    pub fn resolving(
        &self,
        event: &str,
        pending: EntryId,
        occasion: &Occasion,
    ) -> Result<Entry, Misfit> {
        let entry = self.entry(event, occasion)?;
        let phase = match entry.phase {
            Phase::Post(_) => Phase::Post(pending),
            Phase::Release(_) => Phase::Release(pending),
            Phase::Posted | Phase::Pending => return Err(Misfit::OfNothing),
        };
        Ok(Entry { phase, ..entry })
    }

    fn legs(&self, template: &Template, occasion: &Occasion) -> Result<Vec<Leg>, Misfit> {
        let amounts = occasion.amounts;
        let used = |name: &str| {
            template
                .legs
                .iter()
                .any(|leg| leg.amount.names().any(|n| n == name))
        };
        if let Some((name, _)) = amounts.iter().find(|(name, _)| !used(name)) {
            return Err(Misfit::AmountUnknown((*name).to_owned()));
        }
        let currency = amounts
            .first()
            .map_or(Currency::CNY, |(_, money)| money.currency());
        if amounts
            .iter()
            .any(|(_, money)| money.currency() != currency)
        {
            return Err(Misfit::CurrenciesMixed);
        }
        let amount = |name: &str| {
            let mut given = amounts.iter();
            given
                .find(|(given, _)| *given == name)
                .map(|(_, money)| money.minor())
        };
        let mut legs = Vec::with_capacity(template.legs.len());
        for leg in &template.legs {
            if let Some(name) = leg.amount.names().find(|name| amount(name).is_none()) {
                return Err(Misfit::AmountMissing(name.to_owned()));
            }
            let value = leg.amount.value(amount);
            let minor = value
                .filter(|minor| *minor >= 0)
                .ok_or_else(|| Misfit::LegUnfit {
                    amount: leg.amount.to_string(),
                    value,
                })?;
            let (debit, credit) = (
                self.whose(leg.debit, occasion)?,
                self.whose(leg.credit, occasion)?,
            );
            if minor > 0 {
                let amount = Money::new(minor, currency);
                legs.push(Leg {
                    debit,
                    credit,
                    amount,
                });
            }
        }
        match legs.is_empty() && !template.legs.is_empty() {
            true => Err(Misfit::Nothing),
            false => Ok(legs),
        }
    }

    fn whose(&self, code: AccountCode, occasion: &Occasion) -> Result<AccountId, Misfit> {
        let line = self
            .chart
            .line(code)
            .expect("templates name lines of this chart");
        let Some(per) = line.per else {
            return Ok(AccountId::new(code, Subject::none()));
        };
        let mut named = occasion.subjects.iter();
        let (_, text) = named
            .find(|(whose, _)| *whose == per)
            .ok_or(Misfit::SubjectMissing(per.slug()))?;
        let subject =
            Subject::parse(text).ok_or_else(|| Misfit::SubjectUnfit(per.slug().to_owned()))?;
        Ok(AccountId::new(code, subject))
    }
}

#[cfg(test)]
mod tests;
