//! One merchant on stage: the hands with which fates make records.
//!
//! In: a merchant, dice of its own. Out: rows of terminal, platform, clearing and settlement, and a truth row a swipe.
//! Absent by design: verdicts (see `truth`) and payouts (see `payout_run`), which follow when all swipes are made.

use ledger::{CardClass, Day, Instant, SettleMode};

use crate::dice::Dice;
use crate::number::{Card, OrderNo, Rrn};
use crate::payout_run::Draft;
use crate::place;
use crate::rows::{BankRow, Rows, TruthRow};
use crate::word::{Method, Stage as Reached, TxnType, Verdict};
use crate::world::{Merchant, Role, TERMINALS_MAX, World};

/// Swipes end this long before the as-of instant.
const LAST_SECONDS: i64 = 300;

/// What is told of one payout, instead of the plain tale.
pub type Tale = fn(&mut Stage<'_>, &Draft);

/// A merchant being played.
pub struct Stage<'w> {
    /// The town.
    pub world: &'w World,
    /// Whose turn it is.
    pub merchant: &'w Merchant,
    /// Its own chance.
    pub dice: Dice,
    /// Where the rows go.
    pub rows: &'w mut Rows,
    /// The merchant's first truth row.
    pub first_truth: usize,
    /// Settlement lines that a payout shall pay.
    pub entries: Vec<Entry>,
    /// Special payouts: from and to settlement day, and what is told.
    pub tales: Vec<(Day, Day, Tale)>,
    /// The merchant's statement lines, not yet in order.
    pub lines: Vec<BankRow>,
    pub(crate) next_rrn: u64,
    pub(crate) next_payout: u64,
    stans: [u32; TERMINALS_MAX],
    cards: u32,
}

/// A settlement line that a payout shall pay.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The swipe whose money it moves.
    pub truth: usize,
    /// The line.
    pub row: usize,
    /// Its settlement day.
    pub settle_day: Day,
    /// What it adds to the payout.
    pub net: i64,
}

/// The facts of one swipe, from which all its rows are made.
#[derive(Clone, Copy, Debug)]
pub struct Swipe {
    /// Its truth row.
    pub truth: usize,
    /// When the platform received it.
    pub at: Instant,
    /// When the platform answered.
    pub answered_at: Instant,
    /// Field 15.
    pub settle_day: Day,
    /// Terminal number.
    pub tid: u32,
    /// Batch number.
    pub batch: u32,
    /// Trace number.
    pub stan: u32,
    /// Reference.
    pub rrn: Rrn,
    /// The till's number.
    pub order: OrderNo,
    /// Fen.
    pub amount: i64,
    /// Masked card.
    pub card: Card,
    /// Its class.
    pub class: CardClass,
    /// How it was read.
    pub method: Method,
    /// Sale, completion or pre-authorisation.
    pub txn_type: TxnType,
    /// Authorisation code.
    pub auth: u32,
}

impl<'w> Stage<'w> {
    /// A merchant enters.
    pub fn new(world: &'w World, merchant: &'w Merchant, rows: &'w mut Rows) -> Stage<'w> {
        let mut dice = Dice::of(world.seed, u64::from(merchant.index));
        let cards = dice.below(10_000) as u32;
        let first_truth = rows.truth.len();
        Stage {
            world,
            merchant,
            dice,
            rows,
            first_truth,
            entries: Vec::with_capacity(merchant.swipes as usize),
            tales: Vec::new(),
            lines: Vec::new(),
            next_rrn: merchant.first_rrn,
            next_payout: merchant.first_payout,
            stans: [1; TERMINALS_MAX],
            cards,
        }
    }

    /// How many swipes it still has to make.
    pub fn left(&self) -> usize {
        (self.merchant.swipes as usize).saturating_sub(self.rows.truth.len() - self.first_truth)
    }

    /// A moment at which this merchant takes a payment, by the days' and hours' custom.
    pub fn any_moment(&mut self) -> Instant {
        let times = &self.world.times;
        let day = self.dice.weighted(&times.weights, times.weight) as i32;
        self.moment_of(times.period.first.plus(day))
    }

    /// A moment of that settlement day at which this merchant takes a payment.
    pub fn moment_of(&mut self, day: Day) -> Instant {
        let times = &self.world.times;
        let (open, close) = match self.merchant.is_instant() {
            true => (9 * 3600, 20 * 3600 + 3000),
            false => (7 * 3600, 24 * 3600 - 1i64),
        };
        if day == times.today {
            let last = times.period.as_of.plus_seconds(-LAST_SECONDS);
            let last = i64::from(times.zone.second_of_day(last));
            // An instant product is never later than its window: it opens once the morning's outages are over.
            let open = if self.merchant.is_instant() {
                last - 2400
            } else {
                open.min(last)
            };
            return times.at(day, self.dice.between(open.max(0), last) as u32);
        }
        let second = match self.dice.below(100) {
            // Most of the trade is done in the middle of the day, little before eight and after ten.
            0..8 => self.dice.between(open, open + 3600),
            8..94 => self.dice.between(open + 3600, close.min(22 * 3600)),
            _ => self.dice.between(close.min(22 * 3600) - 1800, close),
        };
        times.at(day, second as u32)
    }

    /// A moment in the middle of a day, far from every cut.
    pub fn noon_of(&mut self, day: Day) -> Instant {
        let second = self.dice.between(9 * 3600, 20 * 3600) as u32;
        self.world.times.at(day, second)
    }

    /// One of the settlement days whose T1 money was due before today.
    pub fn past_day(&mut self) -> Day {
        *self.dice.pick(&self.world.times.past_days)
    }

    /// A moment of today after the outages of the morning.
    pub fn this_morning(&mut self) -> Instant {
        let before = self.dice.between(600, 2700);
        self.world.times.period.as_of.plus_seconds(-before)
    }

    /// Two settlement days in a row whose T1 money was due before today.
    pub fn past_day_and_next(&mut self) -> (Day, Day) {
        let days = &self.world.times.past_days;
        let at = self
            .dice
            .below((days.len() as u64).saturating_sub(1).max(1)) as usize;
        (days[at], days[at].plus(1))
    }

    /// A plain sale on that settlement day, larger than what a payout of the day has to take back.
    pub fn bigger_sale(&mut self, day: Day, than: i64) {
        let at = self.noon_of(day);
        let mut sale = self.card_sale(at, 0);
        let more = self.dice.between(20_000, 90_000);
        self.amend(&mut sale, |sale| sale.amount = than + more);
        self.chain(&sale);
    }

    /// All swipes that are left, plainly, on these settlement days.
    pub fn fill_on(&mut self, days: &[Day]) {
        while self.left() > 0 {
            let day = *self.dice.pick(days);
            let at = self.noon_of(day);
            self.plain_card(at);
        }
    }

    /// All swipes that are left, plainly, on whole settlement days other than these.
    pub fn fill_but(&mut self, taken: &[Day]) {
        let times = &self.world.times;
        let all = times.past_days.iter().chain(&times.due_days);
        let days: Vec<Day> = all.filter(|day| !taken.contains(day)).copied().collect();
        self.fill_on(if days.is_empty() { taken } else { &days });
    }

    /// Fresh facts of a sale, and its truth row: arrived in full, if nothing else is said and a payout comes.
    pub fn sale(&mut self, at: Instant) -> Swipe {
        let (method, class) = self.method_and_class();
        self.swipe_of(at, method, class, 0)
    }

    /// Fresh facts of a sale by card, on the terminal of that turn.
    pub fn card_sale(&mut self, at: Instant, terminal: usize) -> Swipe {
        let class = match self.dice.below(100) {
            0..45 => CardClass::Debit,
            45..95 => CardClass::Credit,
            _ => CardClass::Prepaid,
        };
        // In the proportion of all sales, or one method would seem to fail more often.
        let method = if self.dice.per_mille(548) {
            Method::Chip
        } else {
            Method::Contactless
        };
        self.swipe_of(at, method, class, terminal)
    }

    /// Fresh facts of a sale whose method and card class are given.
    pub fn sale_by(&mut self, at: Instant, method: Method, class: CardClass) -> Swipe {
        self.swipe_of(at, method, class, 0)
    }

    fn method_and_class(&mut self) -> (Method, CardClass) {
        let method = match self.dice.below(100) {
            0..46 => Method::Chip,
            46..84 => Method::Contactless,
            84..86 => Method::Magstripe,
            86 => Method::Manual,
            _ => Method::Qr,
        };
        let method = match method {
            // Excluded from instant products.
            Method::Magstripe if self.merchant.is_instant() => Method::Chip,
            _ => method,
        };
        let class = match (method, self.dice.below(100)) {
            (Method::Qr, _) => CardClass::Qr,
            (_, 0..45) => CardClass::Debit,
            (_, 45..95) => CardClass::Credit,
            _ => CardClass::Prepaid,
        };
        (method, class)
    }

    fn swipe_of(
        &mut self,
        at: Instant,
        method: Method,
        class: CardClass,
        terminal: usize,
    ) -> Swipe {
        let merchant = self.merchant;
        let terminal = match terminal {
            // A shop's terminals share its trade; a case's second terminal is kept for what it is there to show.
            0 if matches!(merchant.role, Role::Plain { .. }) => {
                self.dice.below(u64::from(merchant.terminals)) as usize
            }
            named => named.min(merchant.terminals as usize - 1),
        };
        let times = &self.world.times;
        let answered_at = at.plus_ms(self.dice.between(1, 4) * 1000);
        let day = times.zone.day(at);
        let settle_day = match method {
            Method::Qr => day, // Wallets cut at midnight.
            _ => times.settlement_day(at),
        };
        let rrn = self.rrn(method);
        let order = match merchant.has_orders || method == Method::Qr {
            true => OrderNo(self.next_rrn),
            false => OrderNo::NONE,
        };
        let mut swipe = Swipe {
            truth: self.rows.truth.len(),
            at,
            answered_at,
            settle_day,
            tid: merchant.first_terminal + terminal as u32,
            batch: 100 + (day.days_since(times.period.first) + 40) as u32,
            stan: self.stan(terminal),
            rrn,
            order,
            amount: self.amount(),
            card: self.card(class),
            class,
            method,
            txn_type: TxnType::Sale,
            auth: 100_000 + self.dice.below(900_000) as u32,
        };
        swipe.truth = self.witness(&swipe);
        swipe
    }

    fn rrn(&mut self, method: Method) -> Rrn {
        self.next_rrn += 1;
        match method {
            Method::Qr => Rrn::wallet(self.next_rrn),
            _ => Rrn::card(self.next_rrn),
        }
    }

    /// A card network's number that was not used yet.
    pub fn fresh_rrn(&mut self) -> Rrn {
        self.rrn(Method::Chip)
    }

    /// The next trace number of a terminal.
    pub fn stan(&mut self, terminal: usize) -> u32 {
        let terminal = terminal.min(TERMINALS_MAX - 1);
        self.stans[terminal] += 1;
        self.stans[terminal]
    }

    /// The next trace number of the terminal with that number.
    pub fn stan_of(&mut self, tid: u32) -> u32 {
        self.stan((tid - self.merchant.first_terminal) as usize)
    }

    fn amount(&mut self) -> i64 {
        let ticket = self.merchant.ticket;
        let amount = match self.dice.below(10) {
            0..6 => self.dice.between(ticket / 4 + 200, ticket * 2),
            6..9 => self.dice.between(ticket / 8 + 200, ticket * 4),
            _ => self.dice.between(300, ticket * 10),
        };
        // Below the line from which instant products exclude a swipe.
        amount.min(4_500_000)
    }

    fn card(&mut self, class: CardClass) -> Card {
        let bins = match class {
            CardClass::Debit => &place::BINS[0],
            CardClass::Credit => &place::BINS[1],
            CardClass::Prepaid => &place::BINS[2],
            CardClass::Qr => return Card::NONE,
        };
        // Tails go round, so that no merchant sees one card twice by accident: that would be a double charge.
        self.cards = (self.cards + 7919) % 10_000;
        Card {
            bin: *self.dice.pick(bins),
            tail: self.cards as u16,
        }
    }

    fn witness(&mut self, swipe: &Swipe) -> usize {
        let merchant = self.merchant;
        let times = &self.world.times;
        let fee = merchant.terms.fee(swipe.amount, swipe.class);
        let expected_by =
            times.expected_by(merchant.terms.mode, swipe.settle_day, swipe.answered_at);
        self.rows.truth.push(TruthRow {
            mid: merchant.mid,
            tid: swipe.tid,
            stan: swipe.stan,
            rrn: swipe.rrn,
            order: swipe.order,
            fate: "plain",
            provable: true,
            verdict: Verdict::Pending,
            stage: Reached::Terminal,
            cause: "",
            owed: Some(swipe.amount - fee),
            arrived: 0,
            expected_by: Some(expected_by),
            incident: 0,
            amount: swipe.amount,
            to_be_netted: 0,
            arrived_at: None,
            beside: false,
            not_owed: false,
            swiped_at: swipe.at,
            settle_day: swipe.settle_day,
        });
        self.rows.truth.len() - 1
    }

    /// Gives a swipe other facts than those it was made with: the truth row follows.
    pub fn amend(&mut self, swipe: &mut Swipe, change: impl FnOnce(&mut Swipe)) {
        change(swipe);
        let terms = &self.merchant.terms;
        let fee = terms.fee(swipe.amount, swipe.class);
        let expected_by =
            self.world
                .times
                .expected_by(terms.mode, swipe.settle_day, swipe.answered_at);
        let row = &mut self.rows.truth[swipe.truth];
        row.tid = swipe.tid;
        row.stan = swipe.stan;
        row.rrn = swipe.rrn;
        row.order = swipe.order;
        row.amount = swipe.amount;
        row.owed = Some(swipe.amount - fee);
        row.expected_by = Some(expected_by);
        row.swiped_at = swipe.at;
        row.settle_day = swipe.settle_day;
    }

    /// The truth of a swipe.
    pub fn truth(&mut self, swipe: &Swipe) -> &mut TruthRow {
        &mut self.rows.truth[swipe.truth]
    }

    /// The truth of a swipe, after naming its fate, which is also its cause.
    pub fn fated(&mut self, swipe: &Swipe, fate: &'static str) -> &mut TruthRow {
        let row = &mut self.rows.truth[swipe.truth];
        row.fate = fate;
        row.cause = fate;
        row
    }

    /// Nothing is owed for it, because of `fate`.
    pub fn not_owed(&mut self, swipe: &Swipe, fate: &'static str) -> &mut TruthRow {
        let row = self.fated(swipe, fate);
        row.not_owed = true;
        row
    }

    /// The answer never came and nobody knows what became of it.
    pub fn unknown(&mut self, swipe: &Swipe, fate: &'static str) -> &mut TruthRow {
        let row = self.fated(swipe, fate);
        row.owed = None;
        row.provable = false;
        row
    }

    /// A second row of the same swipe would reach this far.
    pub fn reach(&mut self, truth: usize, stage: Reached) {
        let row = &mut self.rows.truth[truth];
        row.stage = row.stage.max(stage);
    }

    /// The how-manieth merchant of its fate this is.
    pub fn turn(&self) -> u32 {
        match self.merchant.role {
            Role::Case { turn, .. } => turn,
            Role::Plain { .. } => 0,
        }
    }

    /// The merchant's cycle.
    pub fn mode(&self) -> SettleMode {
        self.merchant.terms.mode
    }
}
