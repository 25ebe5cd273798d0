//! What a data set's knowledge files say, as the judge reads it.
//!
//! In: rows of the knowledge files, settings. Out: [`judge::Knowledge`]. Absent: records, and
//! coverage read off them (`census` adds that).

use crate::dataset::Settings;
use crate::knowledge_files::KnowledgeFiles;
use crate::knowledge_rows::{HoldRow, MerchantRow, NoticeRow, TerminalRow};
use judge::{
    AccountStatus, Hold, HoldReason, Incompatibility, Issuer, Knowledge, Merchant, MerchantStatus,
    Notice, NoticeKind, Payer, PayerRole, TerminalRecord, TerminalStatus, Thresholds,
};
use ledger::{Calendar, CalendarRow, DayKind, Terms, Zone};
use std::collections::BTreeMap;
use trail::{Coverage, Days, Method};

/// A word of a closed list was checked when its row was read.
const CHECKED: &str = "the word was checked against its list when the row was read";

/// Puts the knowledge of a data set together.
pub fn knowledge(files: &KnowledgeFiles, settings: &Settings) -> Knowledge {
    let zone = settings.zone.clone();
    let mut holds: BTreeMap<String, Vec<Hold>> = BTreeMap::new();
    for row in &files.holds {
        holds.entry(row.mid.clone()).or_default().push(hold(row));
    }
    let mut notices: Vec<Notice> = files.notices.iter().map(notice).collect();
    notices.sort_by(|a, b| (a.starts_at, &a.notice_id).cmp(&(b.starts_at, &b.notice_id)));
    Knowledge {
        merchants: files
            .merchants
            .iter()
            .map(|row| (row.mid.clone(), merchant(row, &zone)))
            .collect(),
        terminals: files
            .terminals
            .iter()
            .map(|row| (row.tid.clone(), terminal(row)))
            .collect(),
        holds: holds.into_iter().collect(),
        notices,
        incompatibilities: incompatibilities(files),
        payers: payers(files),
        calendar: calendar(files, settings),
        coverage: coverage(files),
        cutoff: settings.cutoff,
        thresholds: Thresholds {
            t0_window_s: settings.t0_window_minutes * 60,
            ..Thresholds::default()
        },
        zone,
    }
}

fn merchant(row: &MerchantRow, zone: &Zone) -> Merchant {
    Merchant {
        mid: row.mid.clone(),
        name: row.name.clone(),
        mcc: row.mcc.clone(),
        terms: Terms {
            mode: row.settle_mode,
            credit_rate: row.credit_rate,
            debit_rate: row.debit_rate,
            debit_cap: row.debit_cap,
            qr_rate: row.qr_rate,
            rounding: row.rounding,
            refund_returns_fee: row.refund_returns_fee,
            payout_fee: row.payout_fee.unwrap_or(0),
            min_payout: row.min_payout.unwrap_or(0),
        },
        account_no: row.account_no.clone(),
        account_name: row.account_name.clone(),
        bank_code: row.bank_code.clone(),
        account_status: AccountStatus::parse(row.account_status).expect(CHECKED),
        status: MerchantStatus::parse(row.status).expect(CHECKED),
        status_since: row.status_since.map(|at| zone.day(at)),
    }
}

fn terminal(row: &TerminalRow) -> TerminalRecord {
    TerminalRecord {
        tid: row.tid.clone(),
        mid: row.mid.clone(),
        model: row.model.clone(),
        firmware: row.firmware.clone(),
        bound_at: row.bound_at,
        last_seen_at: row.last_seen_at,
        last_inspected_at: row.last_inspected_at,
        status: TerminalStatus::parse(row.status).expect(CHECKED),
        location: row.location.clone(),
    }
}

fn hold(row: &HoldRow) -> Hold {
    Hold {
        hold_id: row.hold_id.clone(),
        mid: row.mid.clone(),
        rrn: row.rrn.clone(),
        reason: HoldReason::parse(row.reason).expect(CHECKED),
        placed_at: row.placed_at,
        released_at: row.released_at,
        text: row.text.clone(),
    }
}

fn notice(row: &NoticeRow) -> Notice {
    Notice {
        notice_id: row.notice_id.clone(),
        issuer: Issuer::parse(row.issuer).expect(CHECKED),
        kind: NoticeKind::parse(row.kind).expect(CHECKED),
        scope: row.scope.clone(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        text: row.text.clone(),
    }
}

fn incompatibilities(files: &KnowledgeFiles) -> Vec<Incompatibility> {
    let bad = files.compatibility.iter().filter(|row| row.status != "ok");
    bad.map(|row| Incompatibility {
        model: row.model.clone(),
        firmware: row.firmware.clone(),
        channel: row.channel.clone(),
        method: Method::parse(row.method),
        known_fault: row.status == "known_fault",
        note: row.note.clone(),
    })
    .collect()
}

fn payers(files: &KnowledgeFiles) -> Vec<Payer> {
    let rows = files.payers.iter().flatten();
    rows.map(|row| Payer {
        name: row.name.clone(),
        account_no: row.account_no.clone(),
        role: PayerRole::parse(row.role).expect(CHECKED),
        licence_no: row.licence_no.clone(),
    })
    .collect()
}

fn calendar(files: &KnowledgeFiles, settings: &Settings) -> Calendar {
    let overlay = files.calendar.iter().map(|row| CalendarRow {
        date: row.date,
        kind: DayKind::parse(row.kind).expect(CHECKED),
        name: row.name.clone(),
    });
    Calendar::mainland()
        .overlay(overlay)
        .with_makeup_workday_settles(settings.makeup_workday_settles)
}

fn coverage(files: &KnowledgeFiles) -> Coverage {
    let mut coverage = Coverage::default();
    if let Some(rows) = &files.coverage {
        coverage.declare_file();
        for row in rows {
            coverage.declare(
                row.source,
                &row.subject,
                Days {
                    from: row.from,
                    to: row.to,
                },
            );
        }
    }
    coverage
}
