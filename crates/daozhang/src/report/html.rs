//! `report.html`: one file that holds everything it shows, in both languages, for screens, phones and paper.
//!
//! In: a report. Out: a page without scripts and without a single request; the language is switched by the
//! style sheet alone. Every text of the data set is escaped by the template or by `svg::escape`.

use super::figures::{self, about, count, day, money, share, time};
use super::parts::{self, Missing, Part};
use super::sankey::{self, Shape};
use super::svg::capital;
use super::{FileLine, FundsRow, IncidentLine, Report, SwipeLine, arrivals, bars, summary};
use crate::wording::{cause_name, remedy, term, text};
use askama::Template;
use std::cmp::Reverse;
use wire::Lang;

/// The most causes drawn as bars; the table under them lists all.
const BARS_MAX: usize = 10;
/// The most causes and swipes that are open to the eye; the others unfold.
const CAUSES_OPEN_MAX: usize = 20;
const NEEDING_OPEN_MAX: usize = 50;
/// A sum of more letters than these is written smaller.
const TILE_CHARS_MAX: usize = 15;
/// A sum of more letters than these does not fit into half of a phone.
const TILE_PHONE_CHARS_MAX: usize = 13;
/// The most files listed that have nothing wrong; those with trouble are all listed.
const FILES_MAX: usize = 60;

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
    answer: String,
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
    merchants: Vec<MapRow>,
    also: Vec<(String, String)>,
    incidents: Vec<Incident>,
    missing: Vec<(String, String)>,
    needing: Vec<Needing>,
    needing_note: String,
    files: Vec<File>,
    files_more: Option<String>,
    balance: Vec<String>,
    notes: Vec<String>,
    words: Vec<(String, String)>,
    made: String,
}

struct Tile {
    class: &'static str,
    /// A class of smaller letters for sums that would not fit.
    long: &'static str,
    name: String,
    amount: String,
    about: String,
    notes: Vec<String>,
    meaning: String,
}

struct Funds {
    wide: Option<String>,
    narrow: Option<String>,
    rows: Vec<[String; 4]>,
    sum: String,
    beside: Vec<(String, String)>,
    unbalanced: Option<String>,
}

/// A day's or a merchant's row of the funds map.
struct MapRow {
    name: String,
    number: String,
    swiped: String,
    owed: String,
    arrived: String,
    not_arrived: String,
    share: String,
}

struct CauseRow {
    class: &'static str,
    cause: String,
    part: String,
    swipes: String,
    amount: String,
    party: String,
    remedy: String,
}

struct Incident {
    cause: String,
    place: String,
    swipes: String,
    amount: String,
    began: String,
    notice: String,
    remedy: String,
}

struct Needing {
    class: &'static str,
    rrn: String,
    handles: Vec<String>,
    swiped_at: String,
    gap: String,
    amount: String,
    state: String,
    cause: String,
    party: String,
    remedy: String,
    when: String,
    why: String,
    evidence: String,
}

struct File {
    path: String,
    source: String,
    rows: String,
    quarantined: String,
    fault: String,
}

impl Body {
    fn of(report: &Report, lang: Lang) -> Body {
        let missing = parts::missing(report);
        let (bars_of_days, each) = arrivals::bars(&report.arrivals);
        let each =
            (each > 1).then(|| text("report.arrivals_bars", lang, &[("n", &each.to_string())]));
        let (files, files_more) = files(report, lang);
        let cash = |minor| money(minor, &report.currency);
        Body {
            lang,
            head: head(report, lang),
            answer: summary::answer(report, lang),
            lead: lead(report, lang),
            tiles: tiles(report, lang),
            funds: funds(report, lang),
            by_day: report
                .by_day
                .iter()
                .map(|(on, row)| map_row(day(*on), String::new(), row, report))
                .collect(),
            arrivals: arrivals::picture(report, lang, Shape::Wide)
                .zip(arrivals::picture(report, lang, Shape::Narrow))
                .map(|(wide, narrow)| [wide, narrow]),
            arrivals_each: each,
            arrival_rows: bars_of_days
                .iter()
                .map(|bar| {
                    [
                        arrivals::name(bar),
                        cash(bar.promised),
                        cash(bar.on_time),
                        cash(bar.late),
                    ]
                })
                .collect(),
            cause_bars: cause_bars(report, &missing, lang),
            party_bars: party_bars(report, &missing, lang),
            causes: missing
                .iter()
                .map(|one| cause_row(one, report, lang))
                .collect(),
            merchants: report
                .by_merchant
                .iter()
                .map(|(number, name, row)| map_row(name.clone(), number.clone(), row, report))
                .collect(),
            also: report
                .also
                .iter()
                .map(|(slug, n)| (cause_name(slug, lang), figures::swipes(*n, lang)))
                .collect(),
            incidents: report
                .incidents
                .iter()
                .map(|one| incident(one, report, lang))
                .collect(),
            missing: report
                .missing
                .iter()
                .map(|one| missing_file(one, lang))
                .collect(),
            needing: report
                .needing
                .iter()
                .map(|one| needing(one, report, lang))
                .collect(),
            needing_note: needing_note(report, lang),
            files,
            files_more,
            balance: summary::balance(&report.rows, lang)
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
        let wide = |tile: &Tile| {
            tile.class != "arrived" && tile.amount.chars().count() > TILE_PHONE_CHARS_MAX
        };
        if self.tiles.iter().any(wide) {
            " tiles-tall"
        } else {
            ""
        }
    }

    /// The first causes, and those that unfold.
    fn causes_parts(&self) -> [&[CauseRow]; 2] {
        <[_; 2]>::from(self.causes.split_at(self.causes.len().min(CAUSES_OPEN_MAX)))
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
        ("swipes", count(report.swipes)),
        ("merchants", count(report.merchants)),
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

fn filled(key: &str, lang: Lang, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    text(key, lang, &values)
}

fn tiles(report: &Report, lang: Lang) -> Vec<Tile> {
    if report.swipes == 0 {
        return Vec::new();
    }
    let owed = parts::owed(&report.funds);
    let tile = |class, amount: i128, swipes: u64, of_owed: bool| {
        let mut notes = vec![figures::swipes(swipes, lang)];
        if of_owed {
            notes.insert(
                0,
                text(
                    "report.tile_share",
                    lang,
                    &[("share", &share(amount, owed))],
                ),
            );
        }
        let group = if class == "over" { "verdict" } else { "part" };
        Tile {
            class: if amount == 0 && class != "arrived" {
                "none"
            } else {
                class
            },
            name: capital(&term(group, class, lang)),
            long: if money(amount, &report.currency).chars().count() > TILE_CHARS_MAX {
                " tile-long"
            } else {
                ""
            },
            amount: money(amount, &report.currency),
            about: about(amount, &report.currency, lang).unwrap_or_default(),
            notes,
            meaning: term("meaning", class, lang),
        }
    };
    let mut tiles: Vec<Tile> = Part::OWED
        .into_iter()
        .map(|part| {
            tile(
                part.slug(),
                part.of(&report.funds),
                parts::swipes(report, part),
                owed > 0,
            )
        })
        .collect();
    if report.funds.surplus != 0 {
        tiles.push(tile(
            "over",
            report.funds.surplus,
            parts::swipes_under(report, "over"),
            false,
        ));
    }
    tiles
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
    let beside = [
        ("summary.surplus", funds.surplus),
        ("summary.payout_fees", funds.payout_fees),
    ];
    let imbalance = parts::imbalance(funds);
    Funds {
        wide: sankey::picture(report, lang, Shape::Wide),
        narrow: sankey::picture(report, lang, Shape::Narrow),
        rows: Part::ALL.into_iter().map(row).collect(),
        sum: cash(funds.swiped),
        beside: beside
            .into_iter()
            .filter(|(_, amount)| *amount != 0)
            .map(|(key, amount)| (capital(&text(key, lang, &[])), cash(amount)))
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

fn map_row(name: String, number: String, row: &FundsRow, report: &Report) -> MapRow {
    let cash = |minor| money(minor, &report.currency);
    MapRow {
        name,
        number,
        swiped: cash(row.swiped),
        owed: cash(parts::owed(row)),
        arrived: cash(row.arrived),
        not_arrived: cash(parts::not_arrived(row)),
        share: share(row.arrived, parts::owed(row)),
    }
}

fn cause_bars(report: &Report, missing: &[Missing], lang: Lang) -> Option<String> {
    // One bar a cause, whether it is due or not, in the colour of what most of it is.
    let mut largest: Vec<Missing> = Vec::new();
    for one in missing.iter().filter(|one| one.amount > 0) {
        match largest.iter_mut().find(|known| known.cause == one.cause) {
            Some(known) => {
                known.part = if one.amount > known.amount {
                    one.part
                } else {
                    known.part
                };
                known.swipes += one.swipes;
                known.amount += one.amount;
            }
            None => largest.push(*one),
        }
    }
    largest.sort_by_key(|one| (Reverse(one.amount), one.cause));
    let others = largest.split_off(largest.len().min(BARS_MAX));
    let row = |one: &Missing| bars::Row {
        name: cause_name(one.cause, lang),
        class: one.part.slug(),
        swipes: one.swipes,
        amount: one.amount,
    };
    let mut rows: Vec<bars::Row> = largest.iter().map(row).collect();
    if !others.is_empty() {
        rows.push(bars::Row {
            name: text("report.others", lang, &[("n", &others.len().to_string())]),
            class: "other",
            swipes: others.iter().map(|one| one.swipes).sum(),
            amount: others.iter().map(|one| one.amount).sum(),
        });
    }
    let caption = bars::Caption {
        id: "causes",
        title: "report.causes",
        desc: "report.causes_desc",
    };
    bars::picture(&rows, &caption, &report.currency, lang)
}

fn party_bars(report: &Report, missing: &[Missing], lang: Lang) -> Option<String> {
    let mut rows: Vec<bars::Row> = Vec::new();
    for one in missing.iter().filter(|one| one.amount > 0) {
        let name = capital(&term("party", one.party, lang));
        match rows.iter_mut().find(|row| row.name == name) {
            Some(row) => {
                row.swipes += one.swipes;
                row.amount += one.amount;
            }
            None => {
                let class = if one.party == "nobody" {
                    "pending"
                } else {
                    "party"
                };
                rows.push(bars::Row {
                    name,
                    class,
                    swipes: one.swipes,
                    amount: one.amount,
                });
            }
        }
    }
    rows.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.name.cmp(&b.name)));
    let caption = bars::Caption {
        id: "parties",
        title: "report.parties",
        desc: "report.parties_desc",
    };
    bars::picture(&rows, &caption, &report.currency, lang)
}

fn cause_row(one: &Missing, report: &Report, lang: Lang) -> CauseRow {
    CauseRow {
        class: one.part.slug(),
        cause: cause_name(one.cause, lang),
        part: term("part", one.part.slug(), lang),
        swipes: count(one.swipes),
        amount: money(one.amount, &report.currency),
        party: capital(&term("party", one.party, lang)),
        remedy: remedy(one.cause, lang),
    }
}

fn incident(one: &IncidentLine, report: &Report, lang: Lang) -> Incident {
    let began = one.began.map(|began| time(began, &report.zone));
    Incident {
        cause: cause_name(one.cause, lang),
        place: summary::place(one, &report.zone, lang),
        swipes: figures::swipes(one.swipes, lang),
        amount: money(one.amount, &report.currency),
        began: began
            .map(|began| text("report.began", lang, &[("began", &began)]))
            .unwrap_or_default(),
        notice: match one.notice.as_str() {
            "" => text("report.notice_none", lang, &[]),
            notice => text("report.notice", lang, &[("notice", notice)]),
        },
        remedy: remedy(one.cause, lang),
    }
}

fn missing_file(one: &super::MissingLine, lang: Lang) -> (String, String) {
    let values = [
        ("source", term("source", one.source, lang)),
        ("day", day(one.day)),
    ];
    let rows = text(
        "report.missing_rows",
        lang,
        &[("n", &count(one.expected_rows))],
    );
    (capital(&filled("report.missing_line", lang, &values)), rows)
}

fn needing(one: &SwipeLine, report: &Report, lang: Lang) -> Needing {
    let cash = |minor: i64| money(i128::from(minor), &report.currency);
    let mut handles = vec![
        one.card.clone(),
        format!("{} {}", text("report.merchant", lang, &[]), one.mid),
    ];
    handles.push(format!(
        "{} {}",
        text("report.terminal", lang, &[]),
        one.tid
    ));
    if !one.order_no.is_empty() {
        handles.push(format!(
            "{} {}",
            text("report.order", lang, &[]),
            one.order_no
        ));
    }
    handles.retain(|handle| !handle.trim().is_empty());
    let gap = match one.gap {
        ..0 => filled(
            "report.too_much",
            lang,
            &[("amount", money(-i128::from(one.gap), &report.currency))],
        ),
        gap => cash(gap),
    };
    Needing {
        class: class_of(one),
        rrn: if one.rrn.is_empty() {
            "–".to_owned()
        } else {
            one.rrn.clone()
        },
        handles,
        swiped_at: one
            .swiped_at
            .map_or_else(|| "–".to_owned(), |at| time(at, &report.zone)),
        gap,
        amount: text("report.amount_of", lang, &[("amount", &cash(one.amount))]),
        state: format!(
            "{} · {}",
            term("verdict", one.verdict, lang),
            term("stage", one.stage, lang)
        ),
        cause: cause_name(one.cause, lang),
        party: capital(&term("party", one.party, lang)),
        remedy: remedy(one.cause, lang),
        when: match one.eta_to {
            Some(to) => time(to, &report.zone),
            None => text("report.no_date", lang, &[]),
        },
        why: if one.eta_reason.is_empty() {
            String::new()
        } else {
            term("eta", one.eta_reason, lang)
        },
        evidence: one.evidence.replace('|', " · "),
    }
}

/// The colour of a swipe: that of the part in which its money stands.
fn class_of(one: &SwipeLine) -> &'static str {
    let line = super::CauseLine {
        verdict: one.verdict,
        stage: one.stage,
        cause: one.cause,
        party: one.party,
        swipes: 1,
        amount: i128::from(one.gap),
    };
    match one.verdict {
        "over" => "over",
        _ => Part::of_line(&line).map_or("other", Part::slug),
    }
}

fn needing_note(report: &Report, lang: Lang) -> String {
    if report.needing.is_empty() {
        return text("report.needing_none", lang, &[]);
    }
    let shown = u64::try_from(report.needing.len()).unwrap_or(u64::MAX);
    let key = if shown < report.needing_total {
        "report.needing_note"
    } else {
        "report.needing_all"
    };
    filled(
        key,
        lang,
        &[("total", count(report.needing_total)), ("n", count(shown))],
    )
}

fn files(report: &Report, lang: Lang) -> (Vec<File>, Option<String>) {
    let wrong = |file: &&FileLine| !file.fault.is_empty() || file.quarantined > 0;
    let fine: Vec<&FileLine> = report.files.iter().filter(|file| !wrong(file)).collect();
    let (shown, rest) = fine.split_at(fine.len().min(FILES_MAX));
    let files = report
        .files
        .iter()
        .filter(wrong)
        .chain(shown.iter().copied());
    let files = files
        .map(|file| File {
            path: file.path.clone(),
            source: term("source", file.source, lang),
            rows: count(file.rows),
            quarantined: count(file.quarantined),
            fault: file.fault.clone(),
        })
        .collect();
    let more = (!rest.is_empty()).then(|| {
        let rows = count(rest.iter().map(|file| file.rows).sum());
        filled(
            "report.files_more",
            lang,
            &[("n", rest.len().to_string()), ("rows", rows)],
        )
    });
    (files, more)
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
    notes.extend(summary::notes(report, lang));
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
