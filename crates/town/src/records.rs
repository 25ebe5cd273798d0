//! One swipe's rows, made from its facts as they would plainly be; fates change what they need.
//!
//! In: the facts of a swipe. Out: rows of terminal, platform, clearing and settlement.
//! Absent by design: payouts and statements (see `payout_run`), and what follows one swipe's row from another's.

use crate::number::{PayoutNo, Rrn};
use crate::place;
use crate::rows::{ClearingRow, Name, PlatformRow, SettlementRow, TerminalRow};
use crate::stage::{Entry, Stage, Swipe};
use crate::word::{Code, Method, SettleStatus, Stage as Reached};

/// What the network charges the acquirer: 0.0325 %, at most this.
const NETWORK_FEE_MAX: i64 = 325;
/// A merchant's batch is sent up at this second of the day.
const BATCH_SECOND: u32 = 86_370;

impl Stage<'_> {
    /// Terminal, platform and clearing rows of an approved swipe.
    pub fn approved(&mut self, swipe: &Swipe) {
        self.terminal(swipe, Code::APPROVED);
        self.platform(swipe, Code::APPROVED);
        self.clearing(swipe);
    }

    /// The terminal's row. `Code::NONE`: no answer came, so the slip bears no reference.
    pub fn terminal(&mut self, swipe: &Swipe, code: Code) -> &mut TerminalRow {
        let times = &self.world.times;
        let day = times.zone.day(swipe.at);
        let sent_up = times.at(day, BATCH_SECOND);
        let row = TerminalRow {
            file_day: times.settlement_day(swipe.at),
            mid: self.merchant.mid,
            tid: swipe.tid,
            batch: swipe.batch,
            stan: swipe.stan,
            txn_type: swipe.txn_type,
            amount: swipe.amount,
            local_time: swipe.at,
            rrn: if code == Code::NONE {
                Rrn::NONE
            } else {
                swipe.rrn
            },
            auth: if code == Code::APPROVED {
                swipe.auth
            } else {
                0
            },
            code,
            card: swipe.card,
            method: swipe.method,
            orig_rrn: Rrn::NONE,
            orig_stan: 0,
            order: swipe.order,
            uploaded_at: times.has_happened(sent_up).then_some(sent_up),
        };
        self.rows.terminal.push(row);
        let last = self.rows.terminal.len() - 1;
        &mut self.rows.terminal[last]
    }

    /// The switch's row. `Code::NONE`: the network never answered.
    pub fn platform(&mut self, swipe: &Swipe, code: Code) -> &mut PlatformRow {
        let reached = if code == Code::NONE {
            Reached::Platform
        } else {
            Reached::Network
        };
        self.reach(swipe.truth, reached);
        let merchant = self.merchant;
        let row = PlatformRow {
            mid: merchant.mid,
            tid: swipe.tid,
            batch: swipe.batch,
            stan: swipe.stan,
            rrn: swipe.rrn,
            txn_type: swipe.txn_type,
            amount: swipe.amount,
            currency: "CNY",
            mcc: merchant.mcc,
            name: Name::Merchant(merchant.index),
            channel: match swipe.method {
                Method::Qr => place::WALLETS[swipe.stan as usize % 2],
                _ => merchant.line,
            },
            received_at: swipe.at,
            responded_at: (code != Code::NONE).then_some(swipe.answered_at),
            code,
            auth: if code == Code::APPROVED {
                swipe.auth
            } else {
                0
            },
            card: swipe.card,
            card_type: swipe.class,
            method: swipe.method,
            settle_day: swipe.settle_day,
            orig_rrn: Rrn::NONE,
            order: swipe.order,
            field_25: "",
        };
        self.rows.platform.push(row);
        let last = self.rows.platform.len() - 1;
        &mut self.rows.platform[last]
    }

    /// The network's row.
    pub fn clearing(&mut self, swipe: &Swipe) -> &mut ClearingRow {
        self.reach(swipe.truth, Reached::Clearing);
        let merchant = self.merchant;
        let row = ClearingRow {
            rrn: swipe.rrn,
            mid: merchant.mid,
            tid: swipe.tid,
            stan: swipe.stan,
            txn_type: swipe.txn_type,
            amount: swipe.amount,
            currency: "CNY",
            network_fee: ((swipe.amount * 325 + 500_000) / 1_000_000).min(NETWORK_FEE_MAX),
            settle_day: swipe.settle_day,
            mcc: merchant.mcc,
            name: Name::Merchant(merchant.index),
            card: swipe.card,
            card_type: swipe.class,
            orig_rrn: Rrn::NONE,
            network_ref: self.next_rrn,
            reason: "",
            swiped_at: swipe.at,
        };
        self.rows.clearing.push(row);
        let last = self.rows.clearing.len() - 1;
        &mut self.rows.clearing[last]
    }

    /// The acquirer's line for a swipe, waiting for its payout. The fee is the contract's.
    pub fn settle(&mut self, swipe: &Swipe) -> usize {
        let fee = self.merchant.terms.fee(swipe.amount, swipe.class);
        self.settle_with_fee(swipe, fee)
    }

    /// The acquirer's line for a swipe with that fee, waiting for its payout.
    pub fn settle_with_fee(&mut self, swipe: &Swipe, fee: i64) -> usize {
        let row = self.settlement_row(swipe, swipe.amount, fee);
        let row = self.settlement(swipe, row);
        self.entries.push(Entry {
            truth: swipe.truth,
            row,
            settle_day: swipe.settle_day,
            net: swipe.amount - fee,
        });
        row
    }

    /// The acquirer's line for a swipe that no payout will pay.
    pub fn settle_aside(&mut self, swipe: &Swipe, status: SettleStatus) -> &mut SettlementRow {
        let fee = self.merchant.terms.fee(swipe.amount, swipe.class);
        let mut row = self.settlement_row(swipe, swipe.amount, fee);
        row.status = status;
        let at = self.settlement(swipe, row);
        &mut self.rows.settlement[at]
    }

    fn settlement_row(&self, swipe: &Swipe, amount: i64, fee: i64) -> SettlementRow {
        SettlementRow {
            mid: self.merchant.mid,
            rrn: swipe.rrn,
            txn_type: swipe.txn_type,
            amount,
            fee,
            net: amount - fee,
            settle_day: swipe.settle_day,
            orig_rrn: Rrn::NONE,
            payout: PayoutNo::NONE,
            status: SettleStatus::Ready,
            hold_reason: "",
            swiped_at: swipe.at,
        }
    }

    fn settlement(&mut self, swipe: &Swipe, row: SettlementRow) -> usize {
        self.reach(swipe.truth, Reached::Settlement);
        self.rows.settlement.push(row);
        self.rows.settlement.len() - 1
    }
}
