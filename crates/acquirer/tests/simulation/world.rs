//! The world: a queue of what happens, links with faults, and the laws that must hold when it is quiet again.

use crate::issuer::Issuers;
use crate::platform::{Leaving, Platform};
use crate::random::Random;
use crate::till::{Till, Waiting};
use acquirer::{
    Answer, Demand, Event, Key, Known, Limits, Merchant, MerchantId, Money, Reply, Request, Rrn,
    Secrets, Setting, Standing, State, SwipeId, Terminal, Undo, What,
};
use ledger::{Currency, Cutoff, Day, Instant, Side, Zone, settlement_day};
use std::collections::{BTreeMap, BTreeSet};

/// How long a terminal waits.
const TILL_WAITS_MS: i64 = 60_000;
/// How long tills begin new requests; afterwards everything must come to rest.
const BUSY_MS: i64 = 420_000;
/// When it must be at rest: a world that never is has a reversal that nobody ends.
const REST_MS: i64 = BUSY_MS + 12 * 3_600_000;

#[derive(Clone, Debug)]
enum Happening {
    Till(usize),
    TillTimeOut(usize, u64),
    ToPlatform(Box<Request>),
    ToTill(usize, Box<Answer>),
    ToIssuer(Box<Demand>),
    FromIssuer(Box<Reply>),
    Wake,
    Cleared(acquirer::ClearingLine),
}

/// What a world went through.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    swipes: u64,
    approved: u64,
    reversed: u64,
    late: u64,
    repeated: u64,
    adjusted: u64,
    conflicts: u64,
    crashes: u64,
    lost: u64,
    doubled: u64,
}

impl Seen {
    pub fn add(&mut self, other: &Seen) {
        self.swipes += other.swipes;
        self.approved += other.approved;
        self.reversed += other.reversed;
        self.late += other.late;
        self.repeated += other.repeated;
        self.adjusted += other.adjusted;
        self.conflicts += other.conflicts;
        self.crashes += other.crashes;
        self.lost += other.lost;
        self.doubled += other.doubled;
    }

    pub fn assert_all(&self) {
        let counts = [
            self.swipes,
            self.approved,
            self.reversed,
            self.late,
            self.repeated,
            self.adjusted,
            self.conflicts,
            self.crashes,
            self.lost,
            self.doubled,
        ];
        assert!(counts.iter().all(|count| *count > 0), "{self:?}");
    }
}

/// Faults of a link, per mille.
#[derive(Clone, Copy)]
struct Faults {
    lost: u64,
    doubled: u64,
    late: u64,
    crash: u64,
}

pub struct World {
    now: Instant,
    start: Instant,
    queue: BTreeMap<(i64, u64), Happening>,
    order: u64,
    random: Random,
    platform: Platform,
    issuers: Issuers,
    tills: Vec<Till>,
    /// Whose answer a process still has a connection for.
    connected: BTreeSet<SwipeId>,
    faults: Faults,
    seen: Seen,
    next_rrn: u64,
    next_wake: Option<i64>,
}

impl World {
    pub fn new(seed: u64) -> World {
        let mut random = Random::new(seed);
        let zone = Zone::shanghai();
        // Some days begin shortly before the cut, so that reversals straddle it.
        let second = if random.per_mille(300) {
            22 * 3600 + 50 * 60
        } else {
            10 * 3600
        };
        let start = zone.at(Day::ymd(2026, 3, 4).expect("a day"), second);
        let mid = |number: u64| {
            MerchantId::parse(&format!("8983101541100{number:02}")).expect("fifteen digits")
        };
        let tills: Vec<Till> = (0..1 + random.below(4))
            .map(|number| Till::new(number, mid(number % 2)))
            .collect();
        let merchant = Merchant {
            name: "Test".into(),
            mcc: "5411".into(),
            standing: Standing::Active,
        };
        let terminal = |number| Terminal {
            mid: mid(number),
            standing: Standing::Active,
            area: String::new(),
            model: String::new(),
        };
        let known = Known {
            merchants: (0..2)
                .map(|number| (mid(number), merchant.clone()))
                .collect(),
            terminals: tills
                .iter()
                .enumerate()
                .map(|(place, till)| (till.tid, terminal(place as u64 % 2)))
                .collect(),
        };
        let day = settlement_day(start, &zone, Cutoff::UNIONPAY);
        let setting = Setting {
            known,
            limits: Limits::table(),
            risk: crate::platform::risk().to_vec(),
            zone,
            cutoff: Cutoff::UNIONPAY,
        };
        let level = random.below(4); // Some worlds are sound, some are terrible.
        let faults = Faults {
            lost: level * 40,
            doubled: level * 30,
            late: level * 30,
            crash: level * 15,
        };
        let remembers = random.per_mille(500);
        World {
            now: start,
            start,
            queue: BTreeMap::new(),
            order: 0,
            platform: Platform::new(setting),
            issuers: Issuers::new(remembers, day),
            tills,
            connected: BTreeSet::new(),
            faults,
            seen: Seen::default(),
            next_rrn: 0,
            next_wake: None,
            random,
        }
    }

    /// Runs a day, and looks whether the laws hold.
    pub fn day(mut self) -> Seen {
        for place in 0..self.tills.len() {
            let delay = self.random.below(5_000) as i64;
            self.at(delay, Happening::Till(place));
        }
        self.run();
        self.look_before_clearing();
        for line in self.issuers.clearing() {
            self.at(1_000, Happening::Cleared(line));
        }
        self.run();
        self.look();
        self.seen.conflicts = self.platform.conflicts;
        self.seen.late = self
            .platform
            .count(|what| matches!(what, What::LateAnswer { .. }));
        self.seen.repeated = self.platform.count(|what| *what == What::Repeated);
        self.seen
    }

    fn at(&mut self, delay_ms: i64, what: Happening) {
        self.order += 1;
        self.queue
            .insert((self.now.ms() + delay_ms.max(0), self.order), what);
    }

    fn is_busy(&self) -> bool {
        self.now.ms() - self.start.ms() < BUSY_MS
    }

    fn run(&mut self) {
        while let Some(((ms, _), what)) = self.queue.pop_first() {
            self.now = Instant::from_ms(ms);
            assert!(
                ms - self.start.ms() < REST_MS,
                "it never comes to rest: {} open",
                self.platform.open()
            );
            self.happen(what);
            self.plan_wake();
        }
    }

    /// The store tells when the next row's time comes.
    fn plan_wake(&mut self) {
        let due = self.platform.memory.next_due().map(Instant::ms);
        if let Some(due) = due.filter(|due| self.next_wake.is_none_or(|planned| *due < planned)) {
            self.next_wake = Some(due);
            self.at(due - self.now.ms(), Happening::Wake);
        }
    }

    fn happen(&mut self, what: Happening) {
        match what {
            Happening::Till(place) => self.till(place),
            Happening::TillTimeOut(place, wait) => {
                if self.tills[place].wait == wait
                    && matches!(self.tills[place].waiting, Waiting::Answer(..))
                {
                    match self.tills[place].time_out() {
                        Some(request) => self.send(place, request),
                        None => self.at(100, Happening::Till(place)),
                    }
                }
            }
            Happening::ToPlatform(request) => {
                self.connected.insert(request.id);
                self.next_rrn += 1;
                let rrn = Rrn::parse(&format!("6063{:08}", self.next_rrn)).expect("twelve digits");
                let secrets = Secrets::default();
                self.decide(&Event::Terminal {
                    request,
                    rrn,
                    secrets,
                });
            }
            Happening::ToTill(place, answer) => {
                if self.tills[place].hear(&answer) {
                    let pause = 500 + self.random.below(20_000) as i64;
                    self.at(pause, Happening::Till(place));
                }
            }
            Happening::ToIssuer(demand) => {
                if let Some(reply) = self.issuers.answer(&demand, &mut self.random) {
                    self.carry(Happening::FromIssuer(Box::new(reply)));
                }
            }
            Happening::FromIssuer(reply) => self.decide(&Event::Network(*reply)),
            Happening::Cleared(line) => self.decide(&Event::Cleared(line)),
            Happening::Wake => {
                self.next_wake = None;
                for key in self.platform.memory.due(self.now, 100) {
                    let Key::Swipe(id) = key else {
                        unreachable!("only swipes have a time")
                    };
                    self.decide(&Event::Due(id));
                }
            }
        }
    }

    fn till(&mut self, place: usize) {
        let closing = !self.is_busy();
        if !matches!(self.tills[place].waiting, Waiting::Nothing) {
            return;
        }
        if let Some(request) = self.tills[place].next(&mut self.random, closing) {
            self.send(place, request);
        }
    }

    fn send(&mut self, place: usize, request: Request) {
        let wait = self.tills[place].wait;
        self.carry(Happening::ToPlatform(Box::new(request)));
        self.at(TILL_WAITS_MS, Happening::TillTimeOut(place, wait));
    }

    /// Over a link that may delay, lose, double, and so reorder.
    fn carry(&mut self, what: Happening) {
        let faults = self.faults;
        let is_quiet = !self.is_busy();
        if !is_quiet && self.random.per_mille(faults.lost) {
            self.seen.lost += 1;
            return;
        }
        let times = if !is_quiet && self.random.per_mille(faults.doubled) {
            2
        } else {
            1
        };
        self.seen.doubled += times - 1;
        for _ in 0..times {
            let late = !is_quiet && self.random.per_mille(faults.late);
            let delay = 5 + self.random.below(if late { 180_000 } else { 400 });
            self.at(delay as i64, what.clone());
        }
    }

    /// A process decides and commits, and may die before or after; another may have been first.
    fn decide(&mut self, event: &Event) {
        let crash = self.is_busy() && self.random.per_mille(self.faults.crash);
        let dies_before = crash && self.random.per_mille(500);
        loop {
            let decided = self.platform.decide(self.now, event);
            if dies_before {
                return self.die();
            }
            if self.random.per_mille(20) {
                self.meanwhile();
            }
            let Some(leaving) = self.platform.commit(decided) else {
                continue;
            };
            let reached = if crash {
                self.random.below(leaving.len() as u64 + 1) as usize
            } else {
                leaving.len()
            };
            leaving
                .into_iter()
                .take(reached)
                .for_each(|leaving| self.leave(leaving));
            if crash {
                self.die();
            }
            return;
        }
    }

    /// Another process carries out something of the queue meanwhile.
    fn meanwhile(&mut self) {
        let is_event =
            |what: &Happening| matches!(what, Happening::ToPlatform(_) | Happening::FromIssuer(_));
        let next = self
            .queue
            .iter()
            .find(|(_, what)| is_event(what))
            .map(|(key, _)| *key);
        let Some(what) = next.and_then(|key| self.queue.remove(&key)) else {
            return;
        };
        self.happen(what);
    }

    /// A process dies: what it remembered of connections is gone; the store is not.
    fn die(&mut self) {
        self.seen.crashes += 1;
        self.connected.clear();
    }

    fn leave(&mut self, leaving: Leaving) {
        match leaving {
            Leaving::Network(demand) => self.carry(Happening::ToIssuer(Box::new(demand))),
            Leaving::Answer(answer) => {
                if !self.connected.contains(&answer.id) {
                    return;
                }
                let place = self.tills.iter().position(|till| till.tid == answer.id.tid);
                let place = place.expect("it is one of these");
                self.carry(Happening::ToTill(place, Box::new(answer)));
            }
        }
    }

    /// An approval that was heard against what the terminal was told is undone at once, and not left to the clearing file.
    fn look_before_clearing(&self) {
        let heard = |note: &&acquirer::Note| matches!(note.what, What::LateAnswer { .. });
        let heard: BTreeSet<SwipeId> = self
            .platform
            .notes
            .iter()
            .filter(heard)
            .map(|note| note.id)
            .collect();
        let reversible = self
            .platform
            .swipes()
            .filter(|(_, swipe)| swipe.kind.spec().reversal);
        for (id, swipe) in reversible.filter(|(id, _)| heard.contains(id)) {
            let stands = self
                .issuers
                .items
                .get(&swipe.rrn)
                .is_some_and(|item| item.stands());
            assert_eq!(
                stands,
                swipe.state == State::Approved,
                "{id} was heard of late, and left: {swipe:?}"
            );
        }
    }

    /// The laws.
    fn look(&mut self) {
        self.issuers.assert_once();
        let swipes: BTreeMap<SwipeId, acquirer::Swipe> = self.platform.swipes().collect();
        for (id, swipe) in &swipes {
            self.look_at(*id, swipe);
        }
        for till in &self.tills {
            assert!(till.is_idle(), "{} still waits", till.tid);
            for id in &till.taken_back {
                let stands = swipes.get(id).is_some_and(acquirer::Swipe::stands);
                assert!(!stands, "{id} was taken back, and stands");
            }
            for slip in &till.slips {
                let swipe = swipes.get(&slip.id);
                let stands = swipe.is_some_and(|swipe| {
                    let declined_later = slip.kind.spec().way == acquirer::Way::Advice
                        && swipe.state == State::Declined;
                    swipe.stands() || declined_later || swipe.kind == acquirer::Kind::ScriptResult
                });
                assert!(
                    stands,
                    "{} was acknowledged and is lost: {swipe:?}",
                    slip.id
                );
            }
        }
        // One reference is one swipe, so what an issuer did is in these books once.
        let references: BTreeSet<Rrn> = swipes.values().map(|swipe| swipe.rrn).collect();
        assert_eq!(references.len(), swipes.len());
        for (rrn, item) in &self.issuers.items {
            assert!(
                references.contains(rrn),
                "the issuer has {rrn}, {item:?}, and these books do not"
            );
        }
        self.look_at_ledger(&swipes);
    }

    fn look_at(&mut self, id: SwipeId, swipe: &acquirer::Swipe) {
        self.seen.swipes += 1;
        self.seen.approved += u64::from(swipe.state == State::Approved);
        self.seen.reversed += u64::from(swipe.state == State::Reversed);
        assert!(!swipe.is_being_undone(), "{id} is being undone for ever");
        assert!(
            !matches!(swipe.undo, Undo::Failed),
            "{id} could not be undone"
        );
        assert_eq!(swipe.due, None, "{id}");
        assert_eq!(swipe.reserved, 0, "{id}");
        let is_charge = swipe.kind.spec().money == Money::Charge;
        assert!(
            !is_charge || swipe.given_back <= swipe.amount,
            "more than all of {id} was given back"
        );
        let item = self.issuers.items.get(&swipe.rrn);
        let theirs = item.is_some_and(|item| item.stands());
        let ours = swipe.state == State::Approved;
        // A balance changes nothing, and what is set aside on a card by mistake lapses by itself.
        let lapses = matches!(
            swipe.kind.spec().money,
            Money::None | Money::Hold | Money::Release
        ) && !ours;
        assert!(
            ours == theirs || lapses,
            "{id}: these books say {:?}, the issuer {item:?}: {swipe:?}",
            swipe.state
        );
        assert!(swipe.state != State::Unknown || lapses, "{id} is not known");
    }

    fn look_at_ledger(&mut self, swipes: &BTreeMap<SwipeId, acquirer::Swipe>) {
        assert_eq!(ledger::unbalanced(self.platform.books.balances()), None);
        let postings = crate::platform::postings();
        let mut owed: BTreeMap<MerchantId, i64> = BTreeMap::new();
        for swipe in swipes
            .values()
            .filter(|swipe| swipe.state == State::Approved)
        {
            let sign = match swipe.kind.spec().money {
                Money::Charge => 1,
                Money::GiveBack => -1,
                Money::Hold | Money::Release | Money::None => 0,
            };
            *owed.entry(swipe.mid).or_default() += sign * swipe.amount;
        }
        for (mid, owed) in owed {
            let net = |slug| {
                let account = postings
                    .account(slug, mid.as_str())
                    .expect("an account of the chart");
                self.platform
                    .books
                    .balance(&(account, Currency::CNY))
                    .net(Side::Credit)
            };
            assert_eq!(
                net("merchant_authorised") + net("merchant_cleared"),
                owed,
                "{mid}"
            );
        }
        let aside = swipes
            .values()
            .filter(|swipe| swipe.set_aside.is_some())
            .count();
        assert_eq!(
            self.platform.books.all_pending().count(),
            aside,
            "only what stands is pending"
        );
        let adjusted = |note: &acquirer::Note| matches!(note.what, What::UndoBegun { reason } if reason == acquirer::Code::of(b"06"));
        self.seen.adjusted += self
            .platform
            .notes
            .iter()
            .filter(|note| adjusted(note))
            .count() as u64;
    }
}
