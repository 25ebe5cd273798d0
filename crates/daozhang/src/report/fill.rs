//! From a traced data set to what a report shows.
//!
//! In: verdicts, sums, files. Out: [`Report`]. Absent: words, and the same for programs (`machine`).

use super::model::{
    ArrivalDay, CauseLine, FileLine, FundsRow, IncidentLine, MissingLine, Report, RowCounts,
    SwipeLine,
};
use crate::reach::Reach;
use crate::session::Opened;
use batch::citation::Citations;
use batch::quarantine::Quarantine;
use batch::scan::FileReport;
use batch::{Judged, TraceOptions, Traced, missing};
use judge::{Funds, VerdictKind};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use wire::{Knowledge, Lang, Source};

/// Swipes listed in a report; the table of verdicts has them all.
pub const NEEDING_MAX: usize = 500;
/// Merchants listed in a report.
pub const MERCHANTS_MAX: usize = 50;

/// Fills a report.
pub fn report(
    opened: Opened<'_>,
    traced: &Traced<'_>,
    options: TraceOptions,
    lang: Lang,
) -> Report {
    let tally = &traced.tally;
    let folder = opened.dataset.folder();
    let (needing, needing_total) = needing(opened, traced);
    Report {
        name: folder.file_name().map_or_else(
            || folder.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        ),
        as_of: options.as_of,
        zone: traced.knowledge.zone.clone(),
        currency: batch::MAIN_CURRENCY.to_owned(),
        reach: Reach::of(&traced.knowledge.coverage),
        swipes: tally.swipes,
        merchants: traced.funds.by_merchant().len() as u64,
        funds: funds_row(&traced.funds.total),
        by_day: traced
            .funds
            .by_day
            .iter()
            .map(|(day, funds)| (*day, funds_row(funds)))
            .collect(),
        by_merchant: merchants(traced),
        causes: causes(traced),
        also: tally
            .also
            .iter()
            .map(|(cause, count)| (cause.slug(), *count))
            .collect(),
        incidents: incidents(traced),
        missing: missing_files(traced),
        strange_merchants: strange_merchants(traced),
        strange_terminals: traced.strangers.terminals.clone().into_iter().collect(),
        arrivals: arrivals(traced),
        needing,
        needing_total,
        files: opened
            .scanned
            .files
            .iter()
            .chain(&opened.known.files)
            .map(|file| file_line(file, lang))
            .collect(),
        rows: row_counts(&traced.rows),
        proof_statement: tally.by_statement,
        proof_reported: tally.by_report,
        provisional: tally.provisional,
        proposals: traced.proposals.len() as u64,
        to_be_netted: (tally.to_be_netted.swipes, tally.to_be_netted.amount),
        lone_give_backs: (traced.lone.swipes, traced.lone.amount),
        other_currencies: tally
            .currencies
            .iter()
            .filter(|(currency, _)| *currency != batch::MAIN_CURRENCY)
            .map(|(currency, count)| (currency.clone(), *count))
            .collect(),
    }
}

fn missing_files(traced: &Traced<'_>) -> Vec<MissingLine> {
    let line = |file: &trail::MissingFile| MissingLine {
        source: file.source.name(),
        day: file.day,
        expected_rows: file.expected_rows,
    };
    traced.missing.iter().map(line).collect()
}

/// A plain swipe has a merchant that is known, so the others are all.
fn strange_merchants(traced: &Traced<'_>) -> Vec<(String, u64, i128)> {
    let mut found: BTreeMap<&str, (u64, i128)> = BTreeMap::new();
    for judged in traced.not_plain() {
        let v = &judged.verdict;
        if !v.mid.is_empty() && traced.knowledge.merchant(v.mid).is_none() {
            let (swipes, amount) = found.entry(v.mid).or_default();
            *swipes += 1;
            *amount += match v.currency == batch::MAIN_CURRENCY {
                true => i128::from(v.amount),
                false => 0,
            };
        }
    }
    let mut all: Vec<(String, u64, i128)> = found
        .into_iter()
        .map(|(mid, (swipes, amount))| (mid.to_owned(), swipes, amount))
        .collect();
    all.sort_by_key(|(_, _, amount)| Reverse(*amount));
    all
}

fn arrivals(traced: &Traced<'_>) -> Vec<ArrivalDay> {
    let days = traced.tally.arrivals.iter();
    days.map(|(day, sums)| ArrivalDay {
        day: *day,
        promised: sums.promised,
        on_time: sums.on_time,
        late: sums.late,
    })
    .collect()
}

fn row_counts(rows: &batch::RowCounts) -> RowCounts {
    RowCounts {
        read: rows.read,
        in_trails: rows.in_trails,
        orphans: rows.orphans,
        quarantined: rows.quarantined,
        repeats: rows.repeats,
        later: rows.later,
    }
}

fn funds_row(funds: &Funds) -> FundsRow {
    FundsRow {
        swiped: funds.swiped,
        refunded: funds.refunded,
        fees: funds.fees,
        arrived: funds.arrived,
        held: funds.held,
        pending: funds.pending,
        overdue: funds.overdue,
        short: funds.short,
        unexplained: funds.unexplained,
        surplus: funds.surplus,
        payout_fees: funds.payout_fees,
    }
}

/// Merchants by the money that has not arrived, largest first.
fn merchants(traced: &Traced<'_>) -> Vec<(String, String, FundsRow)> {
    let away = |funds: &Funds| {
        funds.held + funds.pending + funds.overdue + funds.short + funds.unexplained
    };
    let mut all: Vec<(&str, Funds)> = traced.funds.by_merchant().into_iter().collect();
    all.sort_by_key(|(mid, funds)| (std::cmp::Reverse(away(funds)), *mid));
    all.truncate(MERCHANTS_MAX);
    let name = |mid: &str| {
        traced
            .knowledge
            .merchant(mid)
            .map_or_else(String::new, |merchant| merchant.name.clone())
    };
    all.into_iter()
        .map(|(mid, funds)| (mid.to_owned(), name(mid), funds_row(&funds)))
        .collect()
}

fn causes(traced: &Traced<'_>) -> Vec<CauseLine> {
    let mut lines: Vec<CauseLine> = traced
        .tally
        .lines
        .iter()
        .map(|(line, sum)| CauseLine {
            verdict: line.verdict.slug(),
            stage: line.stage.slug(),
            cause: line.cause.map_or("", judge::Cause::slug),
            party: line.party.slug(),
            is_known: line.is_known,
            swipes: sum.swipes,
            amount: sum.amount,
        })
        .collect();
    lines.sort_by(|a, b| {
        (a.verdict, -a.amount, a.cause, a.stage).cmp(&(b.verdict, -b.amount, b.cause, b.stage))
    });
    lines
}

/// Swipes of which somebody must do something, the largest sums first.
fn needing(opened: Opened<'_>, traced: &Traced<'_>) -> (Vec<SwipeLine>, u64) {
    let needs = |judged: &&Judged<'_>| {
        matches!(
            judged.verdict.verdict,
            VerdictKind::Overdue | VerdictKind::Short | VerdictKind::Over
        ) || (judged.verdict.verdict == VerdictKind::Pending
            && judged.verdict.party != judge::Party::Nobody)
    };
    let mut all: Vec<&Judged<'_>> = traced.not_plain().filter(needs).collect();
    let total = all.len() as u64;
    all.sort_by_key(|judged| std::cmp::Reverse(missing(&judged.verdict).abs()));
    all.truncate(NEEDING_MAX);
    let citations = opened.scanned.citations();
    (
        all.into_iter()
            .map(|judged| swipe_line(judged, &citations))
            .collect(),
        total,
    )
}

fn swipe_line(judged: &Judged<'_>, citations: &Citations) -> SwipeLine {
    let verdict = &judged.verdict;
    let mut evidence = String::new();
    for (index, place) in verdict.evidence.iter().enumerate() {
        if index > 0 {
            evidence.push('|');
        }
        citations.put(*place, &mut evidence);
    }
    SwipeLine {
        mid: verdict.mid.to_owned(),
        tid: verdict.tid.to_owned(),
        rrn: verdict.rrn.to_owned(),
        order_no: verdict.order_no.to_owned(),
        card: verdict.card.to_owned(),
        currency: verdict.currency.to_owned(),
        amount: verdict.amount,
        gap: verdict.gap.unwrap_or(verdict.amount),
        swiped_at: verdict.swiped_at,
        verdict: verdict.verdict.slug(),
        stage: verdict.stage.slug(),
        cause: verdict.cause.map_or("", judge::Cause::slug),
        party: verdict.party.slug(),
        eta_to: verdict.eta.map(|eta| eta.to),
        eta_reason: verdict.eta.map_or("", |eta| eta.reason),
        evidence,
    }
}

/// A file as it was read, with what is wrong with it in words.
pub fn file_line(file: &FileReport, lang: Lang) -> FileLine {
    let mut said: Vec<String> = Vec::new();
    said.extend(
        file.fault
            .as_ref()
            .map(|fault| fault.sentence(&file.path, lang)),
    );
    said.extend(
        file.findings
            .iter()
            .map(|finding| finding.sentence(&file.path, lang)),
    );
    FileLine {
        path: file.path.clone(),
        sources: source_names(file),
        rows: file.rows,
        quarantined: file.quarantined,
        fault: said.join(" "),
    }
}

/// The sources that a file feeds, or the kind of knowledge.
fn source_names(file: &FileReport) -> Vec<&'static str> {
    let stem = file.path.split('.').next();
    let kinds = Knowledge::ALL.into_iter().map(Knowledge::name);
    let knowledge = kinds.into_iter().find(|name| stem == Some(*name));
    let sources = file.sources.iter().copied().map(Source::name);
    match file.sources.is_empty() {
        true => knowledge.into_iter().collect(),
        false => sources.collect(),
    }
}

/// Every row that could not be read, of records and of knowledge.
pub fn quarantine(opened: Opened<'_>) -> Quarantine {
    let mut all = opened.scanned.quarantine.clone();
    all.append(opened.known.quarantine.clone());
    all.sort();
    all
}

/// The incidents' ids, in the order of the list.
pub fn incident_ids(traced: &Traced<'_>) -> Vec<String> {
    traced
        .incidents
        .iter()
        .map(|incident| incident.id.clone())
        .collect()
}

/// The incidents, as they are listed.
pub fn incidents(traced: &Traced<'_>) -> Vec<IncidentLine> {
    traced
        .incidents
        .iter()
        .map(|incident| IncidentLine {
            incident: incident.id.clone(),
            cause: incident.cause.slug(),
            dimension: incident.dimension.slug(),
            value: incident.value.clone(),
            began: incident.began,
            swipes: incident.swipes,
            amount: incident.amount,
            notice: incident.notice.clone().unwrap_or_default(),
        })
        .collect()
}
