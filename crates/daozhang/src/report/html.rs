//! `report.html`: one file that holds everything it shows, in both languages, for screens, phones and paper.
//!
//! In: a report. Out: a page without scripts and without a single request; the language is switched by the
//! style sheet alone. Every text of the data set is escaped by the template or by `svg::escape`.

use super::figures::{self, about, count, money, share, time};
use super::listing::{self, CauseRow, File, Incident, MapRow, Needing};
use super::parts::{self, Part};
use super::sankey::{self, Shape};
use super::shortfall::{cause_bars, party_bars};
use super::svg::capital;
use super::tiles::{Tile, tiles};
use super::{Report, arrivals, sentences};
use crate::wording::{filled, term, text};
use askama::Template;
use wire::Lang;

/// The most causes, merchants and swipes that are open to the eye; the others unfold.
const CAUSES_OPEN_MAX: usize = 20;
const MERCHANTS_OPEN_MAX: usize = 10;
const NEEDING_OPEN_MAX: usize = 50;

/// The page, with the language first shown.
pub fn html(report: &Report, first: Lang) -> String {
    let body = |lang| {
        Body::of(report, lang)
            .render()
            .expect("the template writes to memory only")
    };
    let frame = Frame {
        first: first.pick("zh", "en"),
        title: format!("{} · {}", text("report.title", first, &[]), report.name),
        zh: body(Lang::Zh),
        en: body(Lang::En),
    };
    frame.render().expect("the template writes to memory only")
}

#[derive(Template)]
#[template(path = "report.html")]
struct Frame {
    first: &'static str,
    title: String,
    zh: String,
    en: String,
}

/// The page in one language; every value is ready to be read.
#[derive(Template)]
#[template(path = "report_body.html")]
struct Body {
    lang: Lang,
    head: String,
    old: Option<String>,
    answer: String,
    unproved: Option<String>,
    lead: Vec<String>,
    tiles: Vec<Tile>,
    funds: Funds,
    by_day: Vec<MapRow>,
    arrivals: Option<[String; 2]>,
    arrivals_each: Option<String>,
    arrival_rows: Vec<[String; 4]>,
    cause_bars: Option<String>,
    party_bars: Option<String>,
    causes: Vec<CauseRow>,
    of_no_cause: Option<String>,
    merchants: Vec<MapRow>,
    also: Vec<(String, String)>,
    incidents: Vec<Incident>,
    incident_sums: Option<String>,
    missing: Vec<(String, String)>,
    no_missing: String,
    absent: Vec<[String; 3]>,
    needing: Vec<Needing>,
    needing_note: String,
    files: Vec<File>,
    files_more: Option<String>,
    balance: Vec<String>,
    notes: Vec<String>,
    words: Vec<(String, String)>,
    made: String,
}

struct Funds {
    wide: Option<String>,
    narrow: Option<String>,
    rows: Vec<[String; 4]>,
    sum: String,
    beside: Vec<(String, String)>,
    unbalanced: Option<String>,
}

impl Body {
    fn of(report: &Report, lang: Lang) -> Body {
        let missing = parts::missing(report);
        let (_, each) = arrivals::bars(&report.arrivals);
        let each =
            (each > 1).then(|| text("report.arrivals_bars", lang, &[("n", &each.to_string())]));
        let (files, files_more) = listing::files(report, lang);
        let cause = |one| listing::cause_row(one, report, lang);
        let incident = |one| listing::incident(one, report, lang);
        let needing = |one| listing::needing(one, report, lang);
        Body {
            lang,
            head: head(report, lang),
            old: sentences::old(report, lang),
            answer: sentences::answer(report, lang),
            unproved: report.reach.unproved(lang),
            lead: lead(report, lang),
            tiles: tiles(report, lang),
            funds: funds(report, lang),
            by_day: listing::days(report),
            arrivals: arrivals::picture(report, lang, Shape::Wide)
                .zip(arrivals::picture(report, lang, Shape::Narrow))
                .map(|(wide, narrow)| [wide, narrow]),
            arrivals_each: each,
            arrival_rows: arrivals::rows(report),
            cause_bars: cause_bars(report, &missing, lang),
            party_bars: party_bars(report, &missing, lang),
            causes: missing.iter().map(cause).collect(),
            of_no_cause: sentences::of_no_cause(report, lang),
            merchants: listing::merchants(report),
            also: listing::also(report, lang),
            incident_sums: sentences::incident_sums(report, lang),
            incidents: report.incidents.iter().map(incident).collect(),
            missing: listing::missing_files(report, lang),
            no_missing: sentences::no_missing(report, lang),
            absent: report.reach.unknowable(lang),
            needing: report.needing.iter().map(needing).collect(),
            needing_note: listing::needing_note(report, lang),
            files,
            files_more,
            balance: sentences::balance(&report.rows, lang)
                .lines()
                .map(str::to_owned)
                .collect(),
            notes: notes(report, lang),
            words: words(lang),
            made: text("report.made", lang, &[("currency", &report.currency)]),
        }
    }

    /// A sentence of the catalogue that needs no value.
    fn say(&self, key: &str) -> String {
        text(key, self.lang, &[])
    }

    /// The same, as the head of a column.
    fn head(&self, key: &str) -> String {
        capital(&self.say(key))
    }

    /// Whether some sum needs the whole width of a phone.
    fn tall(&self) -> &'static str {
        if self.tiles.iter().any(Tile::is_wide) {
            " tiles-tall"
        } else {
            ""
        }
    }

    /// The first causes, and those that unfold.
    fn causes_parts(&self) -> [&[CauseRow]; 2] {
        <[_; 2]>::from(self.causes.split_at(self.causes.len().min(CAUSES_OPEN_MAX)))
    }

    /// The first merchants, and those that unfold.
    fn merchants_parts(&self) -> [&[MapRow]; 2] {
        <[_; 2]>::from(
            self.merchants
                .split_at(self.merchants.len().min(MERCHANTS_OPEN_MAX)),
        )
    }

    /// The first swipes, and those that unfold.
    fn needing_parts(&self) -> [&[Needing]; 2] {
        <[_; 2]>::from(
            self.needing
                .split_at(self.needing.len().min(NEEDING_OPEN_MAX)),
        )
    }

    /// The line that unfolds so many more.
    fn more(&self, n: usize) -> String {
        text("report.more", self.lang, &[("n", &n.to_string())])
    }

    fn colon(&self) -> &'static str {
        self.lang.colon()
    }

    fn slug(&self) -> &'static str {
        self.lang.pick("zh", "en")
    }

    /// The language as the browser knows it.
    fn tag(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }
}

fn head(report: &Report, lang: Lang) -> String {
    let as_of = time(report.as_of, &report.zone);
    let values = [
        ("name", report.name.as_str()),
        ("as_of", &as_of),
        ("zone", report.zone.name()),
    ];
    text("summary.head", lang, &values)
}

/// The answer in sentences.
fn lead(report: &Report, lang: Lang) -> Vec<String> {
    if report.swipes == 0 {
        return Vec::new();
    }
    let (funds, currency) = (&report.funds, report.currency.as_str());
    let cash = |minor| money(minor, currency);
    let owed = parts::owed(funds);
    let swiped = [
        ("amount", cash(funds.swiped)),
        (
            "about",
            about(funds.swiped, currency, lang).unwrap_or_default(),
        ),
        ("swipes", figures::swipes(report.swipes, lang)),
        ("merchants", figures::merchants(report.merchants, lang)),
    ];
    let key = if swiped[1].1.is_empty() {
        "summary.swiped"
    } else {
        "summary.swiped_about"
    };
    let mut lead = vec![filled(key, lang, &swiped)];
    if owed > 0 {
        let owing = [
            ("refunded", cash(funds.refunded)),
            ("fees", cash(funds.fees)),
            ("owed", cash(owed)),
        ];
        lead.push(filled("summary.owed", lang, &owing));
    }
    lead
}

fn funds(report: &Report, lang: Lang) -> Funds {
    let funds = &report.funds;
    let cash = |minor| money(minor, &report.currency);
    let row = |part: Part| {
        let amount = part.of(funds);
        [
            part.slug().to_owned(),
            capital(&term("part", part.slug(), lang)),
            cash(amount),
            share(amount, funds.swiped),
        ]
    };
    let more = [
        ("summary.payout_fees", funds.payout_fees, 0),
        (
            "summary.outcome_unknown",
            parts::outcome_unknown(report).1,
            0,
        ),
    ];
    let beside = parts::surplus(report).into_iter().chain(more);
    let imbalance = parts::imbalance(funds);
    Funds {
        wide: sankey::picture(report, lang, Shape::Wide),
        narrow: sankey::picture(report, lang, Shape::Narrow),
        rows: Part::ALL.into_iter().map(row).collect(),
        sum: cash(funds.swiped),
        beside: beside
            .filter(|(_, amount, _)| *amount != 0)
            .map(|(key, amount, _)| (capital(&text(key, lang, &[])), cash(amount)))
            .collect(),
        unbalanced: (imbalance != 0).then(|| {
            text(
                "report.funds_unbalanced",
                lang,
                &[("amount", &cash(imbalance))],
            )
        }),
    }
}

fn notes(report: &Report, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if report.proof_statement > 0 {
        notes.push(text(
            "report.statement",
            lang,
            &[("n", &count(report.proof_statement))],
        ));
    }
    notes.extend(sentences::notes(report, lang));
    notes
}

/// What the words of the page mean.
fn words(lang: Lang) -> Vec<(String, String)> {
    let word = |name: String, slug: &str| (capital(&name), term("meaning", slug, lang));
    let mut words = vec![word(text("report.owed", lang, &[]), "owed")];
    words.extend(
        Part::ALL
            .into_iter()
            .map(|part| word(term("part", part.slug(), lang), part.slug())),
    );
    words.extend(["over", "not_owed"].map(|slug| word(term("verdict", slug, lang), slug)));
    words.extend(
        ["incident", "orphan", "quarantine"].map(|slug| word(term("word", slug, lang), slug)),
    );
    words
}
