//! Notes what surrounds every swipe, column by column, before the first one is judged.
//!
//! In: sheets and the folded rows. Out: [`Surroundings`], and the question to ask it about a
//! swipe. Absent: what follows from it.

use crate::fold::{Folded, Piece, RowAt};
use crate::rows::Sheet;
use crate::sheet::{platform, terminal};
use crate::symbol::Symbol;
use crate::work;
use judge::{
    CardCharge, Knowledge, Query, Surroundings, TraceNumbers, is_channel_fault,
    is_platform_silence, is_repeat,
};
use ledger::Instant;
use std::collections::HashSet;
use std::hash::Hasher;
use trail::{Trail, TxnType};
use wire::Source;

/// Notes everything within the folded rows.
pub fn surroundings(
    sheets: &[Sheet<'_>],
    folded: &Folded,
    knowledge: &Knowledge,
    threads: usize,
) -> Surroundings {
    let looks = work::map(threads, folded.pieces.len(), |index| {
        look(&folded.pieces[index], sheets)
    });
    let mut repeats: HashSet<TraceNumbers> = HashSet::new();
    let mut all = Surroundings::default();
    for look in looks {
        repeats.extend(look.repeats);
        all.merge(look.noted);
    }
    let noted = work::map(threads, folded.pieces.len(), |index| {
        note(&folded.pieces[index], sheets, &repeats)
    });
    noted.into_iter().for_each(|part| all.merge(part));
    all.settle(knowledge.thresholds.duplicate_s);
    all
}

/// What must be known before charges can be noted, and what each group shows by itself.
#[derive(Default)]
struct Look {
    repeats: Vec<TraceNumbers>,
    noted: Surroundings,
}

fn look(piece: &Piece, sheets: &[Sheet<'_>]) -> Look {
    let mut look = Look::default();
    for group in piece.groups() {
        let mut clocks: (Option<Instant>, Option<(Symbol, Instant)>) = (None, None);
        for at in group {
            let (sheet, row) = at.of(sheets);
            match sheet.chunk.source {
                Source::Terminal if is_principal(sheet, terminal::TXN_TYPE, row) => {
                    let at = instant(sheet, terminal::LOCAL_TIME, row);
                    clocks.0 = Some(at);
                    if sheet.chunk.symbol(terminal::RESPONSE_CODE, row).is_none() {
                        look.noted
                            .note_silent_terminal(sheet.chunk.symbol(terminal::TID, row).0, at);
                    }
                }
                Source::Platform => {
                    let code = response_code(sheet, row);
                    if is_repeat(code) {
                        look.repeats.push(trace(sheet, row));
                    }
                    if is_principal(sheet, platform::TXN_TYPE, row) {
                        let tid = sheet.chunk.symbol(platform::TID, row);
                        clocks.1 = Some((tid, instant(sheet, platform::RECEIVED_AT, row)));
                    }
                }
                _ => {}
            }
        }
        if let (Some(terminal), Some((tid, platform))) = clocks {
            look.noted.note_clocks(tid.0, terminal, platform);
        }
    }
    look
}

fn note(piece: &Piece, sheets: &[Sheet<'_>], repeats: &HashSet<TraceNumbers>) -> Surroundings {
    let mut noted = Surroundings::default();
    for group in piece.groups() {
        let platform_rows = || {
            let rows = group.iter().map(|at| at.of(sheets));
            rows.filter(|(sheet, _)| sheet.chunk.source == Source::Platform)
        };
        let undone = platform_rows().any(|(sheet, row)| {
            let txn_type = txn_type(sheet, platform::TXN_TYPE, row);
            judge::undoes(txn_type, response_code(sheet, row))
        });
        let principals =
            platform_rows().filter(|(sheet, row)| is_principal(sheet, platform::TXN_TYPE, *row));
        for (sheet, row) in principals {
            note_principal(sheet, row, undone, repeats, &mut noted);
        }
    }
    noted
}

fn note_principal(
    sheet: &Sheet<'_>,
    row: usize,
    undone: bool,
    repeats: &HashSet<TraceNumbers>,
    noted: &mut Surroundings,
) {
    let chunk = sheet.chunk;
    let (mid, tid) = (
        chunk.symbol(platform::MID, row).0,
        chunk.symbol(platform::TID, row).0,
    );
    let at = instant(sheet, platform::RECEIVED_AT, row);
    let code = response_code(sheet, row);
    let channel = chunk.symbol(platform::CHANNEL, row).0;
    noted.note_platform(
        channel,
        tid,
        at,
        is_channel_fault(code),
        is_platform_silence(code),
    );
    if !repeats.is_empty() && repeats.contains(&trace(sheet, row)) {
        noted.note_trace(trace(sheet, row), at, sheet.place(row));
    }
    if !judge::outcome(code).is_approved() {
        return;
    }
    let amount = chunk
        .number(platform::AMOUNT, row)
        .expect("a good row has its required amount");
    let card = chunk.text(platform::CARD, row);
    if !card.is_empty() && !undone {
        // One trace number on two terminals is two requests.
        let stan = hash(chunk.text(platform::STAN, row)) ^ u64::from(tid).rotate_left(32);
        noted.note_charge(CardCharge {
            mid,
            amount,
            card: hash(card),
            at,
            stan,
            place: sheet.place(row),
        });
    }
    if chunk.code(platform::METHOD, row) == Some(trail::Method::Qr as u8) {
        noted.note_qr_order(mid, amount, at, sheet.place(row));
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = crate::symbol::TextHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn txn_type(sheet: &Sheet<'_>, position: usize, row: usize) -> TxnType {
    let code = sheet
        .chunk
        .code(position, row)
        .expect("a good row has its required code");
    TxnType::ALL[usize::from(code)]
}

fn is_principal(sheet: &Sheet<'_>, position: usize, row: usize) -> bool {
    txn_type(sheet, position, row).is_principal()
}

fn instant(sheet: &Sheet<'_>, position: usize, row: usize) -> Instant {
    Instant::from_ms(
        sheet
            .chunk
            .number(position, row)
            .expect("a good row has its required time"),
    )
}

fn response_code<'s>(sheet: &'s Sheet<'_>, row: usize) -> &'s str {
    sheet
        .symbols
        .text(sheet.chunk.symbol(platform::RESPONSE_CODE, row))
}

fn trace(sheet: &Sheet<'_>, row: usize) -> TraceNumbers {
    let chunk = sheet.chunk;
    let symbol = |position: usize| chunk.symbol(position, row).0;
    (
        symbol(platform::MID),
        symbol(platform::TID),
        symbol(platform::BATCH_NO),
        hash(chunk.text(platform::STAN, row)),
    )
}

/// The question about one swipe: its rows are among those of `group`.
pub fn query(trail: &Trail<'_>, group: &[RowAt], sheets: &[Sheet<'_>]) -> Query {
    let platform_row = trail
        .platform
        .iter()
        .find(|row| row.txn_type.is_principal());
    let terminal_row = trail
        .terminal
        .iter()
        .find(|row| row.txn_type.is_principal());
    let Some(place) = platform_row
        .map(|row| row.place)
        .or(terminal_row.map(|row| row.place))
    else {
        return Query::default();
    };
    let found = group
        .iter()
        .find(|item| sheets[item.sheet as usize].place(item.row as usize) == place);
    let Some(item) = found else {
        return Query::default();
    };
    let (sheet, row) = (&sheets[item.sheet as usize], item.row as usize);
    let symbol = |position: usize| sheet.chunk.symbol(position, row).0;
    match (platform_row, terminal_row) {
        (Some(platform_row), _) => Query {
            mid: symbol(platform::MID),
            tid: symbol(platform::TID),
            channel: symbol(platform::CHANNEL),
            amount: platform_row.amount,
            at: Some(platform_row.received_at),
            platform: Some(place),
            repeat: is_repeat(platform_row.response_code).then(|| trace(sheet, row)),
            terminal_only: false,
            doubtful: !judge::outcome(platform_row.response_code).is_approved()
                || terminal_row.is_some_and(|row| row.response_code.is_empty()),
        },
        (None, Some(terminal_row)) => Query {
            mid: symbol(terminal::MID),
            tid: symbol(terminal::TID),
            amount: terminal_row.amount,
            at: Some(terminal_row.local_time),
            terminal_only: true,
            doubtful: true,
            ..Query::default()
        },
        (None, None) => Query::default(),
    }
}
