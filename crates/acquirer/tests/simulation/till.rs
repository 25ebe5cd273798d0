//! A terminal: one request after another, each with its answer, its time-out, and its reversal until somebody answers.

use crate::random::Random;
use acquirer::{
    Answer, BatchNo, Card, Code, Kind, MacCheck, MerchantId, Named, Outcome, Request, Rrn, Stan,
    SwipeId, TerminalId, Totals, Way, outcome,
};

/// A request that was approved, and what became of it since, as the terminal knows it.
#[derive(Clone, Debug)]
pub struct Slip {
    pub id: SwipeId,
    pub rrn: Rrn,
    pub kind: Kind,
    amount: i64,
    auth: Option<acquirer::AuthCode>,
    /// What was voided, refunded or completed of it, approved or not known.
    used: i64,
}

/// What a terminal waits for.
#[derive(Clone, Debug)]
pub enum Waiting {
    Nothing,
    /// An answer to this, sent for the so-many-th time.
    Answer(Box<Request>, u32),
}

pub struct Till {
    pub tid: TerminalId,
    mid: MerchantId,
    batch: BatchNo,
    stan: Stan,
    signed_in: bool,
    settling: bool,
    pub waiting: Waiting,
    /// The reversal record: written before its request leaves.
    reversal: Option<Box<Request>>,
    pub slips: Vec<Slip>,
    /// What it took back, and was told that it is taken back or was never there.
    pub taken_back: Vec<SwipeId>,
    /// Names the wait, so that an old time-out ends no new one.
    pub wait: u64,
}

impl Till {
    pub fn new(number: u64, mid: MerchantId) -> Till {
        Till {
            tid: TerminalId::parse(&format!("{:08}", 10_000_000 + number)).expect("eight digits"),
            mid,
            batch: BatchNo::new(1).expect("not 0"),
            stan: Stan::new(1).expect("not 0"),
            signed_in: false,
            settling: false,
            waiting: Waiting::Nothing,
            reversal: None,
            slips: Vec::new(),
            taken_back: Vec::new(),
            wait: 0,
        }
    }

    pub fn is_idle(&self) -> bool {
        matches!(self.waiting, Waiting::Nothing) && self.reversal.is_none()
    }

    /// What it sends next; `None` when it has nothing left to do.
    pub fn next(&mut self, random: &mut Random, closing: bool) -> Option<Request> {
        assert!(matches!(self.waiting, Waiting::Nothing));
        if let Some(reversal) = self.reversal.clone() {
            return Some(self.send(*reversal, 1));
        }
        if !self.signed_in {
            let request = self.request(Kind::SignIn, 0);
            return Some(self.send(request, 1));
        }
        if self.settling {
            let mut request = self.request(Kind::BatchEnd, 0);
            request.upload_count = Some(0); // It uploads nothing; the platform closes the batch all the same.
            return Some(self.send(request, 1));
        }
        if closing {
            return None;
        }
        let amount = 1 + random.below(100_000) as i64;
        let request = match random.below(100) {
            0..50 => self.request(Kind::Sale, amount),
            50..60 => self.on_slip(Kind::SaleVoid, &[Kind::Sale], random)?,
            60..68 => self.on_slip(
                Kind::Refund,
                &[Kind::Sale, Kind::OfflineSale, Kind::Completion],
                random,
            )?,
            68..74 => self.request(Kind::Preauth, amount),
            74..79 => self.on_slip(Kind::Completion, &[Kind::Preauth], random)?,
            79..82 => self.on_slip(Kind::CompletionAdvice, &[Kind::Preauth], random)?,
            82..84 => self.on_slip(Kind::PreauthVoid, &[Kind::Preauth], random)?,
            84..86 => self.on_slip(Kind::CompletionVoid, &[Kind::Completion], random)?,
            86..89 => self.request(Kind::OfflineSale, amount),
            89..91 => self.on_slip(Kind::Tip, &[Kind::Sale], random)?,
            91..93 => self.request(Kind::Balance, 0),
            93..95 => self.request(Kind::Echo, 0),
            95..96 => self.request(Kind::SignIn, 0),
            _ => {
                let mut request = self.request(Kind::Settlement, 0);
                request.totals = Some(Totals::default());
                request
            }
        };
        Some(self.send(request, 1))
    }

    fn send(&mut self, request: Request, times: u32) -> Request {
        let is_reversible = request.kind.spec().reversal;
        if is_reversible && times == 1 {
            let mut reversal = request.clone();
            reversal.kind = Kind::Reversal;
            reversal.reason = Code::parse("98");
            self.reversal = Some(Box::new(reversal));
        }
        self.waiting = Waiting::Answer(Box::new(request.clone()), times);
        self.wait += 1;
        request
    }

    fn request(&mut self, kind: Kind, amount: i64) -> Request {
        let id = SwipeId {
            tid: self.tid,
            batch: self.batch,
            stan: self.stan,
        };
        self.stan = self.stan.next();
        let card = match kind.is_financial() {
            true => Card {
                masked: "622202******0010".to_owned(),
                token: String::new(),
            },
            false => Card::default(),
        };
        Request {
            kind,
            id,
            mid: self.mid,
            amount,
            currency: "156".to_owned(),
            entry: "051".to_owned(),
            fallback: false,
            test_mode: false,
            network_code: String::new(),
            card,
            original: Named::default(),
            reason: None,
            area: None,
            mac: MacCheck::Right,
            totals: None,
            uploads: Vec::new(),
            upload_count: None,
        }
    }

    /// A request about something that was approved.
    fn on_slip(&mut self, kind: Kind, of: &[Kind], random: &mut Random) -> Option<Request> {
        // A wrong one now and then: more than is left, or a slip that is used up. The platform must refuse it.
        let wrong = random.per_mille(150);
        let fits = |slip: &&mut Slip| of.contains(&slip.kind) && (wrong || slip.used < slip.amount);
        let mut fitting: Vec<&mut Slip> = self.slips.iter_mut().filter(fits).collect();
        let chosen = random.below(fitting.len() as u64) as usize;
        let Some(slip) = fitting.get_mut(chosen) else {
            return Some(self.request(Kind::Echo, 0));
        };
        let left = slip.amount - slip.used;
        let amount = match kind {
            Kind::Refund | Kind::Tip if !wrong => 1 + random.below(left as u64) as i64,
            _ => slip.amount,
        };
        slip.used = (slip.used + amount).min(slip.amount);
        let named = Named {
            rrn: Some(slip.rrn),
            auth: slip.auth,
            trace: Some((slip.id.batch, slip.id.stan)),
        };
        let mut request = self.request(kind, amount);
        request.original = named;
        Some(request)
    }

    /// An answer came. Whether it belongs to what is waited for.
    pub fn hear(&mut self, answer: &Answer) -> bool {
        let Waiting::Answer(request, _) = &self.waiting else {
            return false;
        };
        let is_mine = (answer.kind, answer.id) == (request.kind, request.id);
        let is_equal = answer.amount.is_none_or(|amount| amount == request.amount);
        if !is_mine || !is_equal {
            return false;
        }
        let request = (**request).clone();
        // Nothing is known yet: the same is asked again later, where nobody else finds out.
        if request.kind.spec().way == Way::Waited && outcome(answer.code) == Outcome::Unknown {
            return false;
        }
        self.waiting = Waiting::Nothing;
        self.reversal = None;
        self.after(&request, answer);
        true
    }

    fn after(&mut self, request: &Request, answer: &Answer) {
        let approved = answer.code == Code::APPROVED;
        match request.kind {
            Kind::SignIn => self.signed_in = approved,
            Kind::Reversal if approved || answer.code == Code::of(b"25") => {
                self.taken_back.push(request.id);
            }
            Kind::Settlement => self.settling = approved,
            Kind::BatchEnd => {
                self.settling = false;
                if let Some(batch) = answer.batch {
                    self.batch = batch;
                }
            }
            kind if kind.is_financial() && approved => {
                if let Some(rrn) = answer.rrn {
                    let (id, amount, auth) = (request.id, request.amount, answer.auth);
                    self.slips.push(Slip {
                        id,
                        rrn,
                        kind,
                        amount,
                        auth,
                        used: 0,
                    });
                }
            }
            _ if answer.code == Code::of(b"77") || answer.code == Code::of(b"A0") => {
                self.signed_in = false
            }
            _ => {}
        }
    }

    /// Nobody answered: what may be reversed is, and everything else is asked again, the same.
    pub fn time_out(&mut self) -> Option<Request> {
        let Waiting::Answer(request, times) = self.waiting.clone() else {
            return None;
        };
        if request.kind.spec().reversal {
            self.waiting = Waiting::Nothing; // The reversal goes out before anything else.
            return None;
        }
        Some(self.send(*request, times + 1))
    }
}
