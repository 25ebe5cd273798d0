//! Which row plays which part: the swipe's own rows, what undoes it, what gives money back, its
//! settlement lines with the attempts to pay them; and by them its name and place.

use super::{Facts, Settled};
use crate::{Knowledge, MAIN_CURRENCY, Outcome, Payment, code_table};
use smallvec::SmallVec;
use trail::{PayoutName, PayoutStatus, Row, SettlementRow, Trail, TxnType};

impl<'f, 'a> Facts<'f, 'a> {
    /// Sorts the rows by role.
    pub(super) fn cast(&mut self) {
        let (trail, txn_type) = (self.trail, self.txn_type);
        let of = |wanted: &[TxnType]| {
            let rows = trail.platform.iter();
            rows.filter(|row| wanted.contains(&row.txn_type))
                .collect::<Vec<_>>()
        };
        self.platform = latest_answered(
            trail.platform.iter().filter(|row| row.txn_type == txn_type),
            |row| (weight(row.response_code), row.received_at),
        );
        self.terminal = latest_answered(
            trail.terminal.iter().filter(|row| row.txn_type == txn_type),
            |row| (weight(row.response_code), row.local_time),
        );
        self.preauth = trail
            .platform
            .iter()
            .find(|row| txn_type == TxnType::Completion && row.txn_type == TxnType::Preauth);
        let mut reversals = of(&[TxnType::Reversal]);
        reversals
            .retain(|row| !self.is_of_preauth(row.txn_type, [row.rrn, row.orig_rrn], row.stan));
        self.reversals = reversals;
        self.refunds = of(&[TxnType::Refund]);
        let lines = trail.clearing.iter();
        self.clearings = lines.filter(|row| row.txn_type == txn_type).collect();
        self.clearings.sort_by_key(|row| row.settle_date);
        self.clearing = self.clearings.first().copied();
        let lines = trail.clearing.iter();
        let give_backs = lines.filter(|row| !row.txn_type.is_principal());
        self.give_backs = give_backs.filter(|row| !self.is_tip(row)).collect();
        self.settlement = self.lines().first().copied();
    }

    /// The settlement lines of the swipe itself, by day.
    fn lines(&self) -> SmallVec<[&'f SettlementRow<'a>; 1]> {
        let rows = self.trail.settlement.iter();
        let mut lines: SmallVec<[&'f SettlementRow<'a>; 1]> =
            rows.filter(|row| row.txn_type == self.txn_type).collect();
        if lines.is_empty() {
            // An acquirer may write a completion's settlement line as a sale.
            let rows = self.trail.settlement.iter();
            lines = rows.filter(|row| row.txn_type.is_principal()).collect();
        }
        lines.sort_by_key(|row| row.settle_date);
        lines
    }

    /// Who it is.
    pub(super) fn name(&mut self) {
        let (t, p, c, s) = (self.terminal, self.platform, self.clearing, self.settlement);
        let first = |texts: [Option<&'a str>; 4]| {
            texts
                .into_iter()
                .flatten()
                .find(|text| !text.is_empty())
                .unwrap_or("")
        };
        self.mid = first([
            p.map(|r| r.mid),
            t.map(|r| r.mid),
            s.map(|r| r.mid),
            c.map(|r| r.mid),
        ]);
        self.tid = first([p.map(|r| r.tid), t.map(|r| r.tid), c.map(|r| r.tid), None]);
        self.stan = first([
            p.map(|r| r.stan),
            t.map(|r| r.stan),
            c.map(|r| r.stan),
            None,
        ]);
        self.rrn = first([
            p.map(|r| r.rrn),
            s.map(|r| r.rrn),
            c.map(|r| r.rrn),
            t.map(|r| r.rrn),
        ]);
        // A row without a currency is in the contract's default; another source's says nothing of it.
        let currencies = [
            p.map(|r| r.currency),
            t.map(|r| r.currency),
            c.map(|r| r.currency),
        ];
        let known = currencies.into_iter().flatten().next();
        self.currency = known
            .filter(|text| !text.is_empty())
            .unwrap_or(MAIN_CURRENCY);
        self.amount = p
            .map(|r| r.amount)
            .or(s.map(|r| r.amount))
            .or(c.map(|r| r.amount))
            .or(t.map(|r| r.amount))
            .unwrap_or(0);
        self.card_type = c.and_then(|r| r.card_type).or(p.and_then(|r| r.card_type));
        self.method = p.and_then(|r| r.method).or(t.and_then(|r| r.method));
        self.channel = p.map_or("", |r| r.channel);
        self.swiped_at = p.map(|r| r.received_at).or(t.map(|r| r.local_time));
    }

    /// What is known of its merchant and terminal.
    pub(super) fn place(&mut self) {
        self.merchant = self.knowledge.merchant(self.mid);
        self.terminal_record = self.knowledge.terminals.get(self.tid);
        self.mode = self
            .merchant
            .map_or(Knowledge::MODE_DEFAULT, |merchant| merchant.terms.mode);
        self.holds = self
            .knowledge
            .holds_on(self.mid, self.rrn, self.now)
            .collect();
    }

    /// Follows the settlement lines into their payouts.
    pub(super) fn follow(&mut self) {
        let lines = self.lines();
        self.settled = lines.iter().map(|row| self.attempts_for(row)).collect();
        self.restore_repeated();
        let principal =
            |row: &&SettlementRow<'a>| lines.iter().any(|line| std::ptr::eq(*line, *row));
        let dependents = self.trail.settlement.iter().filter(|row| !principal(row));
        self.deductions = dependents.map(|row| self.attempts_for(row)).collect();
    }

    /// A line that stands twice is left out once: the first of the two was paid.
    fn restore_repeated(&mut self) {
        for at in 1..self.settled.len() {
            let row = self.settled[at].row;
            let (before, _) = self.settled.split_at_mut(at);
            let twin = before.iter_mut().find(|line| {
                let same = (
                    line.row.payout_id,
                    line.row.acquirer,
                    line.row.rrn,
                    line.row.net,
                );
                same == (row.payout_id, row.acquirer, row.rrn, row.net) && line.arrived.is_none()
            });
            if let Some(twin) = twin {
                let mut leaving = twin.attempts.iter().filter(|one| one.leaves_out(row));
                twin.arrived =
                    leaving.find_map(|payment| payment.arrival(self.now, self.knowledge));
            }
        }
    }

    /// Whether the attempts to pay the swipe's line came back, or are parts that pay other lines; with at
    /// least one such part.
    pub fn is_in_no_part(&self) -> bool {
        let Some(line) = self.settled.first() else {
            return false;
        };
        let is_other_part = |one: &Payment<'a>| one.part.is_some() && one.is_of_others(line.row);
        let came_back = |one: &Payment<'a>| {
            let state = one.state(self.now).map(|row| row.status);
            matches!(state, Some(PayoutStatus::Rejected | PayoutStatus::Returned))
        };
        let mut attempts = line.attempts.iter();
        line.attempts.iter().any(|one| is_other_part(one))
            && attempts.all(|one| is_other_part(one) || came_back(one))
    }

    fn attempts_for(&self, row: &'f SettlementRow<'a>) -> Settled<'f, 'a> {
        let mut attempts = if row.payout_id.is_empty() {
            SmallVec::new()
        } else {
            self.payments.attempts(PayoutName::of_line(row))
        };
        // An attempt made later than this instant is not there yet.
        attempts.retain(|payment| {
            payment.state(self.now).is_some() || payment.booked(self.now).next().is_some()
        });
        let own = || {
            attempts
                .iter()
                .filter(|payment| !self.is_paid_to_another(row, payment))
        };
        let (payments, now, knowledge) = (self.payments, self.now, self.knowledge);
        let known = own().find_map(|payment| payments.arrival_of(row, payment, now, knowledge));
        let arrived = known.or_else(|| {
            let mut parts = own().filter_map(|payment| payment.part);
            let part = parts.next()?;
            payments.arrival_of_parts(part, now, knowledge)
        });
        Settled {
            row,
            attempts,
            arrived,
        }
    }
}

/// A completion is the swipe; else a sale; else a pre-authorisation.
pub(super) fn principal_type(trail: &Trail<'_>) -> Option<TxnType> {
    let has = |wanted: TxnType| {
        trail.platform.iter().any(|row| row.txn_type == wanted)
            || trail.terminal.iter().any(|row| row.txn_type == wanted)
            || trail.settlement.iter().any(|row| row.txn_type == wanted)
            || trail.clearing.iter().any(|row| row.txn_type == wanted)
    };
    [TxnType::Completion, TxnType::Sale, TxnType::Preauth]
        .into_iter()
        .find(|wanted| has(*wanted))
}

/// How much an answer decides: a later "duplicate" or "no answer" takes back no word that was given.
fn weight(response_code: &str) -> u8 {
    match (response_code, code_table::outcome(response_code)) {
        ("", _) => 0,
        (_, Outcome::Unknown | Outcome::Control) => 1,
        _ => 2,
    }
}

fn latest_answered<'r, R: Row + 'r, K: Ord>(
    rows: impl Iterator<Item = &'r R>,
    key: impl Fn(&R) -> K,
) -> Option<&'r R> {
    rows.max_by_key(|row| key(row))
}
