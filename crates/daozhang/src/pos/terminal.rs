//! A terminal: its state, and one conversation at a time.

use super::message::{Asked, Heard, Original, Swiped, read, write};
use super::slip::Slip;
use crate::serve::clock::now;
use crate::serve::frames;
use crate::serve::keys::DEMO_MASTER;
use acquirer::terminal::DIALECT;
use acquirer::{BatchNo, Kind, Stan};
use ledger::Zone;
use seal::{Algorithm, Key, WorkingKeys, open_working_keys};
use std::io;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use wire::iso8583::dialect;
use wire::mask_card;

/// How long a terminal waits for an answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a reversal is sent before the terminal gives up and prints a notice.
const REVERSALS_MAX: u32 = 3;

/// A terminal.
pub struct Terminal {
    /// Field 41.
    pub tid: String,
    /// Field 42.
    pub mid: String,
    address: String,
    batch: BatchNo,
    stan: Stan,
    keys: Option<WorkingKeys>,
    stream: Option<TcpStream>,
    /// What is reversed before anything else is sent.
    reversal: Option<(Kind, Slip, Swiped)>,
    /// Everything since the batch began, and before.
    pub slips: Vec<Slip>,
    zone: Zone,
    /// How long it waits.
    pub patience: Duration,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was answered.
    Heard(Heard),
    /// Nobody answered, or nobody that can be believed.
    Silence,
}

impl Terminal {
    /// A terminal that will connect to this address.
    pub fn new(address: &str, tid: &str, mid: &str) -> Terminal {
        Terminal {
            tid: tid.to_owned(),
            mid: mid.to_owned(),
            address: address.to_owned(),
            batch: BatchNo::new(1).expect("not 0"),
            stan: Stan::new(1).expect("not 0"),
            keys: None,
            stream: None,
            reversal: None,
            slips: Vec::new(),
            zone: Zone::shanghai(),
            patience: PATIENCE,
        }
    }

    /// Signs in: new keys, and the batch that the platform says.
    pub async fn sign_in(&mut self) -> Became {
        let (became, hidden) = self.manage(Kind::SignIn, "003", None).await;
        if let Became::Heard(heard) = &became {
            let master = Key::new(Algorithm::Des, &DEMO_MASTER).expect("sixteen bytes");
            self.keys = open_working_keys(&master, &hidden).ok();
            self.batch = BatchNo::parse(&heard.batch).unwrap_or(self.batch);
        }
        became
    }

    /// Whether it has keys.
    pub fn is_signed_in(&self) -> bool {
        self.keys.is_some()
    }

    /// A sale.
    pub async fn sale(&mut self, amount: i64, card: Swiped) -> Became {
        self.swipe(Kind::Sale, amount, card, None).await
    }

    /// Voids a sale of this batch.
    pub async fn void(&mut self, original: &Slip, card: Swiped) -> Became {
        self.swipe(Kind::SaleVoid, original.amount, card, Some(original))
            .await
    }

    /// Gives a part of a sale back.
    pub async fn refund(&mut self, original: &Slip, amount: i64, card: Swiped) -> Became {
        self.swipe(Kind::Refund, amount, card, Some(original)).await
    }

    /// Asks what is left on a card.
    pub async fn balance(&mut self, card: Swiped) -> Became {
        self.swipe(Kind::Balance, 0, card, None).await
    }

    /// Asks whether anybody is there.
    pub async fn echo(&mut self) -> Became {
        self.manage(Kind::Echo, "301", None).await.0
    }

    /// Settles the batch. Whether the platform counts the same.
    pub async fn settle(&mut self) -> (Became, bool) {
        if !self.reverse().await {
            return (Became::Silence, false);
        }
        let totals = self.totals();
        let (became, _) = self.manage(Kind::Settlement, "201", Some(totals)).await;
        let balanced = matches!(&became, Became::Heard(heard) if heard.totals.as_bytes().get(30) == Some(&b'1'));
        if became == Became::Silence {
            return (became, false);
        }
        let code = if balanced { "207" } else { "202" };
        let (ended, _) = self
            .manage(Kind::BatchEnd, code, Some("0000".to_owned()))
            .await;
        if let Became::Heard(heard) = &ended {
            self.batch = BatchNo::parse(&heard.batch).unwrap_or(self.batch);
        }
        (ended, balanced)
    }

    /// Debits and credits of the batch as the terminal counts them: a void takes its sale out.
    fn totals(&self) -> String {
        let batch = self.batch.to_string();
        let mut sums = [(0_i64, 0_i64); 2];
        for slip in self
            .slips
            .iter()
            .filter(|slip| slip.batch == batch && slip.code == "00")
        {
            let (place, sign) = match slip.txn_type {
                "sale" => (0, 1),
                "void" => (0, -1),
                "refund" => (1, 1),
                _ => continue,
            };
            sums[place].0 += sign * slip.amount;
            sums[place].1 += sign;
        }
        let [(debit, debits), (credit, credits)] = sums;
        format!("{debit:012}{debits:03}{credit:012}{credits:03}0{:031}", 0)
    }

    async fn swipe(
        &mut self,
        kind: Kind,
        amount: i64,
        card: Swiped,
        original: Option<&Slip>,
    ) -> Became {
        if !self.reverse().await {
            return Became::Silence;
        }
        let stan = self.next_stan();
        let (tid, mid) = (self.tid.clone(), self.mid.clone());
        let at = now();
        let trace = original.map(|original| {
            let (_, month, day) = self.zone.day(original.at).to_ymd();
            format!("{}{}{month:02}{day:02}", original.batch, original.stan)
        });
        let mut slip = Slip {
            txn_type: txn_type(kind),
            mid: self.mid.clone(),
            tid: self.tid.clone(),
            batch: self.batch.to_string(),
            stan: stan.clone(),
            amount,
            at,
            rrn: String::new(),
            auth: String::new(),
            code: String::new(),
            card: mask_card(card.number.as_bytes()).as_str().to_owned(),
            method: if original.is_some() {
                "manual"
            } else {
                "magstripe"
            },
            original_rrn: original.map_or_else(String::new, |original| original.rrn.clone()),
            original_stan: original.map_or_else(String::new, |original| original.stan.clone()),
        };
        let named = original
            .zip(trace.as_deref())
            .map(|(original, trace)| Original {
                rrn: &original.rrn,
                auth: &original.auth,
                trace,
            });
        let asked = Asked {
            amount: Some(amount).filter(|amount| *amount > 0),
            card: Some(&card),
            original: named,
            network_code: "00050",
            ..plain(kind, [&tid, &mid, &slip.batch, &slip.stan])
        };
        // Written before the request leaves: a terminal that loses its power reverses.
        let reversible = kind.spec().reversal;
        let said = converse(
            &mut self.stream,
            &self.address,
            self.patience,
            &asked,
            self.keys.as_ref(),
        )
        .await;
        if let Ok((heard, _)) = said {
            (slip.rrn, slip.auth, slip.code) =
                (heard.rrn.clone(), heard.auth.clone(), heard.code.clone());
            self.keep(slip);
            return Became::Heard(heard);
        }
        self.stream = None; // Whatever still comes there belongs to nobody.
        if reversible {
            self.reversal = Some((kind, slip.clone(), card));
        }
        self.keep(slip);
        Became::Silence
    }

    fn keep(&mut self, slip: Slip) {
        if !slip.txn_type.is_empty() {
            self.slips.push(slip);
        }
    }

    /// Sends the reversal that is open, if there is one. `false` while nobody has answered it.
    pub async fn reverse(&mut self) -> bool {
        let Some((kind, slip, card)) = self.reversal.take() else {
            return true;
        };
        for _ in 0..REVERSALS_MAX {
            if self.keys.is_none() {
                self.sign_in().await;
            }
            let asked = Asked {
                amount: Some(slip.amount),
                card: Some(&card),
                network_code: "00050",
                reason: Some("98"),
                reverses: Some(kind),
                ..plain(
                    Kind::Reversal,
                    [&slip.tid, &slip.mid, &slip.batch, &slip.stan],
                )
            };
            let said = converse(
                &mut self.stream,
                &self.address,
                self.patience,
                &asked,
                self.keys.as_ref(),
            )
            .await;
            match said {
                Ok((heard, _)) if heard.code == "A0" => self.keys = None,
                Ok((heard, _)) => {
                    let (original_stan, at) = (slip.stan.clone(), now());
                    let code = heard.code;
                    self.keep(Slip {
                        txn_type: "reversal",
                        code,
                        at,
                        original_stan,
                        ..slip
                    });
                    return true;
                }
                Err(_) => self.stream = None,
            }
        }
        self.reversal = Some((kind, slip, card));
        false
    }

    async fn manage(
        &mut self,
        kind: Kind,
        code: &str,
        totals: Option<String>,
    ) -> (Became, Vec<u8>) {
        let (batch, stan) = (self.batch.to_string(), self.next_stan());
        let (tid, mid) = (self.tid.clone(), self.mid.clone());
        let asked = Asked {
            totals,
            network_code: code,
            ..plain(kind, [&tid, &mid, &batch, &stan])
        };
        match converse(
            &mut self.stream,
            &self.address,
            self.patience,
            &asked,
            self.keys.as_ref(),
        )
        .await
        {
            Ok((heard, hidden)) => (Became::Heard(heard), hidden),
            Err(_) => {
                self.stream = None;
                (Became::Silence, Vec::new())
            }
        }
    }

    fn next_stan(&mut self) -> String {
        let stan = self.stan;
        self.stan = stan.next();
        stan.to_string()
    }
}

/// A request with nothing but its names: terminal, merchant, batch, trace.
fn plain<'a>(kind: Kind, [tid, mid, batch, stan]: [&'a str; 4]) -> Asked<'a> {
    Asked {
        kind,
        tid,
        mid,
        batch,
        stan,
        amount: None,
        card: None,
        original: None,
        totals: None,
        network_code: "",
        reason: None,
        reverses: None,
    }
}

/// One request and its answer, over a connection that is made when it is needed.
async fn converse(
    stream: &mut Option<TcpStream>,
    address: &str,
    patience: Duration,
    asked: &Asked<'_>,
    keys: Option<&WorkingKeys>,
) -> io::Result<(Heard, Vec<u8>)> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "not to be believed");
    let frame = write(asked, keys).map_err(|_| broken())?;
    if stream.is_none() {
        let fresh = timeout(patience, TcpStream::connect(address)).await??;
        fresh.set_nodelay(true)?;
        *stream = Some(fresh);
    }
    let Some(connection) = stream else {
        return Err(broken());
    };
    connection.write_all(&frame).await?;
    let dialect = dialect(DIALECT).expect("it is built in");
    let answer = timeout(patience, frames::next(connection, dialect)).await??;
    let answer = answer.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    read(&answer, asked, keys).map_err(|_| broken())
}

fn txn_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Sale => "sale",
        Kind::SaleVoid => "void",
        Kind::Refund => "refund",
        _ => "",
    }
}
