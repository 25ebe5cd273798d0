//! Notes what surrounds every swipe, column by column, before the first one is judged.
//!
//! In: sheets and the folded rows. Out: [`Surroundings`], and the question to ask it about a
//! swipe. Absent: what follows from it.

use crate::fold::{self, Folded, Piece, RowAt};
use crate::rows::Sheet;
use crate::sheet::{platform, terminal};
use crate::symbol::Symbol;
use crate::work;
use judge::{
    CardCharge, Knowledge, Query, Surroundings, TraceNumbers, is_channel_fault,
    is_platform_silence, is_repeat,
};
use ledger::{Instant, Zone};
use smallvec::SmallVec;
use std::collections::HashSet;
use std::hash::Hasher;
use trail::{Place, Trail, TxnType};
use wire::Source;

/// Notes everything within the folded rows.
pub fn surroundings(
    sheets: &[Sheet<'_>],
    folded: &Folded,
    knowledge: &Knowledge,
    threads: usize,
) -> Surroundings {
    let looks = work::map(threads, folded.pieces.len(), |index| {
        look(&folded.pieces[index], sheets, &knowledge.zone)
    });
    let mut repeats: HashSet<TraceNumbers> = HashSet::new();
    let mut all = Surroundings::default();
    for look in looks {
        repeats.extend(look.repeats);
        all.merge(look.noted);
    }
    let noted = work::map(threads, folded.pieces.len(), |index| {
        note(&folded.pieces[index], sheets, &knowledge.zone, &repeats)
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

fn look(piece: &Piece, sheets: &[Sheet<'_>], zone: &Zone) -> Look {
    let mut look = Look::default();
    for group in piece.groups() {
        each_swipe(group, sheets, zone, |rows| look_at(rows, sheets, &mut look));
    }
    look
}

fn look_at(rows: &[RowAt], sheets: &[Sheet<'_>], look: &mut Look) {
    let mut clocks: SmallVec<[(Symbol, Instant); 2]> = SmallVec::new();
    let mut answered: SmallVec<[(Symbol, Instant); 2]> = SmallVec::new();
    for at in rows {
        let (sheet, row) = at.of(sheets);
        match sheet.chunk.source {
            Source::Terminal if is_principal(sheet, terminal::TXN_TYPE, row) => {
                let at = instant(sheet, terminal::LOCAL_TIME, row);
                clocks.push((sheet.chunk.symbol(terminal::TID, row), at));
                if sheet.chunk.symbol(terminal::RESPONSE_CODE, row).is_none() {
                    let tid = sheet.chunk.symbol(terminal::TID, row).0;
                    look.noted.note_silent_terminal(tid, at);
                }
            }
            Source::Platform => {
                let code = response_code(sheet, row);
                if is_repeat(code) {
                    look.repeats.push(trace(sheet, row));
                }
                if is_principal(sheet, platform::TXN_TYPE, row) {
                    let tid = sheet.chunk.symbol(platform::TID, row);
                    answered.push((tid, instant(sheet, platform::RECEIVED_AT, row)));
                }
            }
            _ => {}
        }
    }
    for (tid, platform) in answered {
        let own = clocks.iter().filter(|(of, _)| *of == tid);
        if let Some(terminal) = own.map(|(_, at)| *at).min() {
            look.noted.note_clocks(tid.0, terminal, platform);
        }
    }
}

/// Shows the rows of each swipe of a group. Nearly every group is one swipe; of the others the rows
/// are told apart as they are for judging.
fn each_swipe(group: &[RowAt], sheets: &[Sheet<'_>], zone: &Zone, mut see: impl FnMut(&[RowAt])) {
    if !has_two_requests(group, sheets) {
        return see(group);
    }
    let mut trail = Trail::default();
    fold::trail_of(group, sheets, &mut trail);
    for swipe in trail::split(trail, zone, &judge::is_refusal).swipes {
        let mut places: Vec<Place> = swipe.platform.iter().map(|row| row.place).collect();
        places.extend(swipe.terminal.iter().map(|row| row.place));
        let of_swipe = |at: &&RowAt| {
            let (sheet, row) = at.of(sheets);
            places.contains(&sheet.place(row))
        };
        let rows: Vec<RowAt> = group.iter().filter(of_swipe).copied().collect();
        see(&rows);
    }
}

/// Whether one source has two rows that could each be a swipe.
fn has_two_requests(group: &[RowAt], sheets: &[Sheet<'_>]) -> bool {
    let principals = |source, column| {
        let rows = group.iter().map(|at| at.of(sheets));
        let of_source = rows.filter(move |(sheet, _)| sheet.chunk.source == source);
        of_source
            .filter(|(sheet, row)| is_principal(sheet, column, *row))
            .count()
    };
    principals(Source::Platform, platform::TXN_TYPE) > 1
        || principals(Source::Terminal, terminal::TXN_TYPE) > 1
}

fn note(
    piece: &Piece,
    sheets: &[Sheet<'_>],
    zone: &Zone,
    repeats: &HashSet<TraceNumbers>,
) -> Surroundings {
    let mut noted = Surroundings::default();
    for group in piece.groups() {
        each_swipe(group, sheets, zone, |rows| {
            note_rows(rows, sheets, repeats, &mut noted);
        });
    }
    noted
}

fn note_rows(
    rows: &[RowAt],
    sheets: &[Sheet<'_>],
    repeats: &HashSet<TraceNumbers>,
    noted: &mut Surroundings,
) {
    let platform_rows = || {
        let rows = rows.iter().map(|at| at.of(sheets));
        rows.filter(|(sheet, _)| sheet.chunk.source == Source::Platform)
    };
    let undone = platform_rows().any(|(sheet, row)| {
        let txn_type = txn_type(sheet, platform::TXN_TYPE, row);
        judge::undoes(txn_type, response_code(sheet, row))
    });
    let principals =
        platform_rows().filter(|(sheet, row)| is_principal(sheet, platform::TXN_TYPE, *row));
    for (sheet, row) in principals {
        note_principal(sheet, row, undone, repeats, noted);
    }
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
