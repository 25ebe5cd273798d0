//! The short way: plain swipes, seen in their columns.
//!
//! In: a group of row numbers. Out: what a plain swipe says ([`Brief`]), and from that its verdict; or
//! nothing, and then the group goes the whole way. No row is built, and no cause is asked. What "plain" means is the judge's
//! to say ([`judge::PlainSwipe`]); here it is seen.

mod rows;
mod sums;

use crate::fold::{Piece, RowAt};
use crate::rows::Sheet;
use crate::sheet::{clearing, platform, settlement, terminal};
use crate::symbol::{Symbol, SymbolTable};
use crate::work;
use judge::{
    Knowledge, Merchant, PLAIN_CLOCKS_APART_MS, Payments, PlainPayment, PlainSwipe, Surroundings,
    Verdict,
};
use ledger::{Arrival, Day, Instant, SettleMode, arrival};
use rows::{ROWS_MAX, Rows, class, has_own_trade, is_sale};
use rustc_hash::FxHashMap;
pub use sums::PlainSums;
use trail::{CardType, Method, REUSE_GAP_DAYS};

const DAY_MS: i64 = 86_400_000;

/// What makes swipes plain, asked once for all of them.
pub struct PlainWay<'b, 's> {
    sheets: &'s [Sheet<'s>],
    symbols: &'s SymbolTable,
    pieces: &'b [Piece],
    /// For each group of each piece the number of its payment.
    paid_by: &'b [Vec<u32>],
    knowledge: &'s Knowledge,
    surroundings: &'b Surroundings,
    /// By the index of the payment.
    paid: Vec<Option<PlainPayment<'s>>>,
    /// By the index of the payment: the number of the bank and channel that it goes to and by.
    rails: Vec<u32>,
    rail_names: Vec<(&'s str, &'s str)>,
    /// By the number of the merchant's symbol.
    merchants: Vec<Option<&'s Merchant>>,
    /// By the number of the terminal's symbol: its model is listed as faulty. Empty when none is.
    faulty: Vec<bool>,
}

/// Payments that are looked at by one thread at a time.
const PAYMENTS: usize = 4096;

/// A piece, and a group of it.
pub type GroupAt = (usize, usize);

/// What the last swipe was asked about: the next one mostly asks the same.
#[derive(Default)]
pub struct Last {
    due: Option<(SettleMode, Day, Arrival)>,
}

/// What is kept of a plain swipe until it is written. It is read from the columns while its rows are
/// near in memory; the order of the output jumps about in them, and each value would be fetched anew.
#[derive(Clone, Copy)]
pub struct Brief<'s> {
    /// Its group in its piece.
    group: u32,
    /// The number of its payment.
    payment: u32,
    /// Its merchant.
    pub mid: Symbol,
    tid: Symbol,
    currency: Symbol,
    channel: Symbol,
    stan: &'s str,
    /// Its reference.
    pub rrn: &'s str,
    order_no: &'s str,
    card: &'s str,
    amount: i64,
    fee: i64,
    swiped_at: Instant,
    expected_by: Instant,
    settle_day: Day,
    provisional: bool,
    card_type: Option<CardType>,
    method: Option<Method>,
}

// There is one for nearly every swipe: two lines of a processor's cache.
const _: () = assert!(size_of::<Brief<'_>>() <= 128);

impl<'b, 's> PlainWay<'b, 's> {
    /// Looks at every payment once.
    pub fn new(
        (sheets, symbols): (&'s [Sheet<'s>], &'s SymbolTable),
        (pieces, paid_by): (&'b [Piece], &'b [Vec<u32>]),
        payments: &Payments<'s>,
        surroundings: &'b Surroundings,
        knowledge: &'s Knowledge,
        now: Instant,
        threads: usize,
    ) -> PlainWay<'b, 's> {
        let paid = work::map(threads, payments.len().div_ceil(PAYMENTS), |part| {
            let all = part * PAYMENTS..((part + 1) * PAYMENTS).min(payments.len());
            let paid = all.map(|at| payments.plain(at, knowledge, now));
            paid.collect::<Vec<_>>()
        });
        let paid = paid.concat();
        let (rails, rail_names) = number_rails(&paid);
        let mut merchants = vec![None; symbols.len()];
        for (mid, merchant) in knowledge.merchants.iter() {
            if let Some(symbol) = symbols.find(mid) {
                merchants[symbol.0 as usize] = Some(merchant);
            }
        }
        PlainWay {
            sheets,
            symbols,
            pieces,
            paid_by,
            knowledge,
            surroundings,
            paid,
            rails,
            rail_names,
            merchants,
            faulty: faulty_terminals(symbols, knowledge),
        }
    }

    /// What a group says, if it is one plain swipe.
    pub fn see(&self, at: GroupAt, last: &mut Last) -> Option<Brief<'s>> {
        let payment = self.payment(at)?;
        let rows = Rows::of(self.group(at), self.sheets)?;
        let agree = is_sale(&rows) && self.is_alike(&rows) && self.is_undisturbed(&rows);
        agree.then(|| self.brief(&rows, at, payment, last))?
    }

    /// The verdict of a plain swipe; without its evidence, for sums.
    pub fn verdict(&self, brief: &Brief<'s>) -> Verdict<'s> {
        self.swipe(brief).verdict(Box::default())
    }

    /// The whole verdicts of plain swipes of these pieces.
    pub fn whole_verdicts(
        &self,
        briefs: &[Brief<'s>],
        pieces: impl Iterator<Item = usize>,
    ) -> Vec<Verdict<'s>> {
        let groups = briefs.iter().zip(pieces).map(|(brief, piece)| {
            let mut rows = [RowAt { sheet: 0, row: 0 }; ROWS_MAX];
            let group = self.pieces[piece].group(brief.group as usize);
            rows[..group.len()].copy_from_slice(group);
            (rows, group.len())
        });
        let groups: Vec<([RowAt; ROWS_MAX], usize)> = groups.collect();
        let swipes: Vec<PlainSwipe<'s>> = briefs.iter().map(|brief| self.swipe(brief)).collect();
        let whole = swipes.iter().zip(&groups).map(|(swipe, (rows, many))| {
            let rows = Rows::of(&rows[..*many], self.sheets).expect("what was plain is plain");
            swipe.verdict(Box::from(&rows.places(&swipe.payment)[..]))
        });
        whole.collect()
    }

    /// What a plain swipe is called: merchant, reference, terminal, stan.
    pub fn name(&self, brief: &Brief<'s>) -> (&'s str, &'s str, &'s str, &'s str) {
        let text = |symbol| self.symbols.text(symbol);
        (text(brief.mid), brief.rrn, text(brief.tid), brief.stan)
    }

    fn swipe(&self, brief: &Brief<'s>) -> PlainSwipe<'s> {
        let text = |symbol| self.symbols.text(symbol);
        PlainSwipe {
            mid: text(brief.mid),
            tid: text(brief.tid),
            stan: brief.stan,
            rrn: brief.rrn,
            order_no: brief.order_no,
            card: brief.card,
            card_type: brief.card_type,
            method: brief.method,
            amount: brief.amount,
            currency: text(brief.currency),
            channel: text(brief.channel),
            swiped_at: brief.swiped_at,
            settle_day: brief.settle_day,
            fee: brief.fee,
            expected_by: brief.expected_by,
            provisional: brief.provisional,
            payment: self.paid[brief.payment as usize].expect("a plain swipe's payment is plain"),
        }
    }

    /// What rows that agree say together, if the payout and the terms make it plain.
    fn brief(
        &self,
        rows: &Rows<'s>,
        (piece, group): GroupAt,
        payment: &PlainPayment<'s>,
        last: &mut Last,
    ) -> Option<Brief<'s>> {
        let (sheet, row) = rows.platform;
        let chunk = sheet.chunk;
        let amount = chunk.number(platform::AMOUNT, row)?;
        let settle_day = Day::from_epoch(chunk.day(platform::SETTLE_DATE, row)?);
        let swiped_at = chunk.number(platform::RECEIVED_AT, row)?;
        let mid = chunk.symbol(platform::MID, row);
        let merchant = self.merchants[mid.0 as usize]?;
        if !has_own_trade(rows, merchant) {
            return None;
        }
        let (card_type, method) = class(rows);
        let (settled, line) = rows.settlement;
        let number = |column| settled.chunk.number(column, line);
        let taken = (number(settlement::FEE)?, number(settlement::NET)?);
        let fee = PlainSwipe::fee_as_agreed(merchant, amount, taken, (card_type, method))?;
        let answered = chunk
            .number(platform::RESPONDED_AT, row)
            .unwrap_or(swiped_at);
        let due = self.due(merchant, settle_day, Instant::from_ms(answered), last);
        if payment.mid != self.symbols.text(mid) || !PlainSwipe::is_on_time(&due, payment) {
            return None;
        }
        let own = |column| Some(sheet.chunk.text(column, row)).filter(|text| !text.is_empty());
        let of_terminal = |column| {
            rows.terminal
                .map(|(sheet, row)| sheet.chunk.text(column, row))
        };
        let (cleared, cleared_row) = rows.clearing;
        let card = || Some(cleared.chunk.text(clearing::CARD, cleared_row));
        let filled = |text: &&str| !text.is_empty();
        Some(Brief {
            group: u32::try_from(group).expect("a piece has fewer than 2^32 groups"),
            payment: self.paid_by[piece][group],
            mid,
            tid: chunk.symbol(platform::TID, row),
            stan: own(platform::STAN)?,
            rrn: own(platform::RRN)?,
            order_no: own(platform::ORDER_NO)
                .or_else(|| of_terminal(terminal::ORDER_NO))
                .unwrap_or(""),
            card: own(platform::CARD)
                .or_else(|| of_terminal(terminal::CARD).filter(filled))
                .or_else(card)
                .unwrap_or(""),
            card_type,
            method,
            amount,
            currency: chunk.symbol(platform::CURRENCY, row),
            channel: chunk.symbol(platform::CHANNEL, row),
            swiped_at: Instant::from_ms(swiped_at),
            settle_day,
            fee,
            expected_by: due.expected_by,
            provisional: due.provisional,
        })
    }

    /// Whether all rows name the swipe alike, and agree in merchant, amount and day.
    fn is_alike(&self, rows: &Rows<'s>) -> bool {
        let (sheet, row) = rows.platform;
        let amount = sheet.chunk.number(platform::AMOUNT, row);
        let day = sheet.chunk.day(platform::SETTLE_DATE, row);
        let at = sheet.chunk.number(platform::RECEIVED_AT, row);
        // Days of one swipe further apart are two swipes of one reference.
        let near = day.zip(at).is_some_and(|(day, at)| {
            (i64::from(day) * DAY_MS).abs_diff(at) <= (REUSE_GAP_DAYS as u64 - 2) * DAY_MS as u64
        });
        let (cleared, c) = rows.clearing;
        let (settled, s) = rows.settlement;
        let named = |column| !sheet.chunk.symbol(column, row).is_none();
        let mid = sheet.chunk.symbol(platform::MID, row);
        let acquirer = sheet.chunk.symbol(platform::ACQUIRER, row);
        let rrn = sheet.chunk.text(platform::RRN, row);
        near && named(platform::TID)
            && named(platform::CURRENCY)
            && cleared.chunk.symbol(clearing::MID, c) == mid
            && settled.chunk.symbol(settlement::MID, s) == mid
            && cleared.chunk.symbol(clearing::ACQUIRER, c) == acquirer
            && settled.chunk.symbol(settlement::ACQUIRER, s) == acquirer
            && cleared.chunk.number(clearing::AMOUNT, c) == amount
            && settled.chunk.number(settlement::AMOUNT, s) == amount
            && cleared.chunk.day(clearing::SETTLE_DATE, c) == day
            && settled.chunk.day(settlement::SETTLE_DATE, s) == day
            && cleared.chunk.text(clearing::RRN, c) == rrn
            && settled.chunk.text(settlement::RRN, s) == rrn
    }

    /// Whether nothing beside the swipe speaks of it: its clock, its terminal's model, another charge.
    fn is_undisturbed(&self, rows: &Rows<'s>) -> bool {
        let (sheet, row) = rows.platform;
        let swiped_at = sheet.chunk.number(platform::RECEIVED_AT, row);
        let tid = sheet.chunk.symbol(platform::TID, row);
        let around = self.surroundings.beside(sheet.place(row), tid.0);
        let clock = rows.terminal.is_none_or(|(sheet, row)| {
            let local = sheet.chunk.number(terminal::LOCAL_TIME, row);
            let both = local.zip(swiped_at);
            both.is_some_and(|(local, at)| local.abs_diff(at) <= PLAIN_CLOCKS_APART_MS)
        });
        let listed = self
            .faulty
            .get(tid.0 as usize)
            .is_some_and(|listed| *listed);
        clock && !around && !listed
    }

    fn due(
        &self,
        merchant: &Merchant,
        settle_day: Day,
        answered: Instant,
        last: &mut Last,
    ) -> Arrival {
        let mode = merchant.terms.mode;
        if let Some((known, day, due)) = last.due
            && (known, day) == (mode, settle_day)
            && mode != SettleMode::T0
        {
            return due;
        }
        let knowledge = self.knowledge;
        let due = arrival(
            mode,
            settle_day,
            Some(answered),
            &knowledge.calendar,
            &knowledge.zone,
            knowledge.thresholds.t0_window_s,
        );
        last.due = Some((mode, settle_day, due));
        due
    }

    fn group(&self, (piece, group): GroupAt) -> &'b [RowAt] {
        self.pieces[piece].group(group)
    }

    fn payment(&self, (piece, group): GroupAt) -> Option<&PlainPayment<'s>> {
        let number = self.paid_by[piece][group];
        self.paid.get(number as usize)?.as_ref()
    }
}

/// Numbers banks and channels of payments, each pair once.
fn number_rails<'s>(paid: &[Option<PlainPayment<'s>>]) -> (Vec<u32>, Vec<(&'s str, &'s str)>) {
    let mut known: FxHashMap<(&'s str, &'s str), u32> = FxHashMap::default();
    let mut names = Vec::new();
    let number = |payment: &Option<PlainPayment<'s>>| {
        let name = payment.map_or(("", ""), |payment| (payment.bank_code, payment.channel));
        *known.entry(name).or_insert_with(|| {
            names.push(name);
            u32::try_from(names.len() - 1).expect("fewer than 2^32 banks and channels")
        })
    };
    let numbers = paid.iter().map(number).collect();
    (numbers, names)
}

/// Whether the model of each terminal, by the number of its symbol, is listed as one that fails.
fn faulty_terminals(symbols: &SymbolTable, knowledge: &Knowledge) -> Vec<bool> {
    if !knowledge
        .incompatibilities
        .iter()
        .any(|row| row.known_fault)
    {
        return Vec::new();
    }
    let mut faulty = vec![false; symbols.len()];
    for (tid, record) in knowledge.terminals.iter() {
        let mut listed = knowledge.incompatibilities.iter();
        let is_listed =
            listed.any(|fault| fault.model == record.model && fault.firmware == record.firmware);
        if let Some(symbol) = symbols.find(tid).filter(|_| is_listed) {
            faulty[symbol.0 as usize] = true;
        }
    }
    faulty
}
