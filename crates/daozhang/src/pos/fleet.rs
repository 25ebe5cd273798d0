//! A fleet: so many terminals, so many sales a second, and how long their answers took.

use super::message::Swiped;
use super::slip::Slip;
use super::terminal::{Became, Terminal};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Sign-ins that run at once, so that a fleet of ten thousand does not begin with ten thousand new keys in one moment.
const SIGN_INS_MAX: usize = 64;

/// What a fleet does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The gateway.
    pub address: String,
    /// Terminals with their merchants.
    pub terminals: Vec<(String, String)>,
    /// Sales a second, all together.
    pub rate: u32,
    /// For how long.
    pub duration: Duration,
    /// Whether every terminal settles at the end.
    pub settle: bool,
    /// How long a terminal waits for an answer.
    pub patience: Duration,
}

/// What became of a fleet.
#[derive(Debug, Default)]
pub struct Report {
    /// Terminals that could not sign in.
    pub unsigned: u64,
    /// Answers by code, with how many there were; no answer has an empty one.
    pub answers: std::collections::BTreeMap<String, u64>,
    /// How long each answer took, sorted.
    pub latencies: Vec<Duration>,
    /// From the first sale to the last answer.
    pub took: Duration,
    /// Batches on which platform and terminal agreed, and those on which they did not.
    pub settled: [u64; 2],
    /// What the terminals keep.
    pub slips: Vec<Slip>,
}

impl Report {
    /// The latency that so many in a thousand did not exceed.
    pub fn percentile(&self, per_mille: usize) -> Duration {
        let place = (self.latencies.len() * per_mille)
            .div_ceil(1000)
            .saturating_sub(1);
        self.latencies.get(place).copied().unwrap_or_default()
    }

    fn add(&mut self, other: Report) {
        self.unsigned += other.unsigned;
        self.latencies.extend(other.latencies);
        self.settled = [
            self.settled[0] + other.settled[0],
            self.settled[1] + other.settled[1],
        ];
        self.slips.extend(other.slips);
        for (code, count) in other.answers {
            *self.answers.entry(code).or_default() += count;
        }
    }
}

/// Runs a fleet.
pub async fn run(plan: Plan) -> Report {
    let gate = Arc::new(Semaphore::new(SIGN_INS_MAX));
    let mut signing = Vec::new();
    for (tid, mid) in &plan.terminals {
        let (gate, mut terminal) = (gate.clone(), Terminal::new(&plan.address, tid, mid));
        terminal.patience = plan.patience;
        signing.push(tokio::spawn(async move {
            let _place = gate.acquire().await;
            terminal.sign_in().await;
            terminal
        }));
    }
    let mut terminals = Vec::new();
    for one in signing {
        terminals.extend(one.await);
    }
    let begun = Instant::now();
    let count = terminals.len() as u32;
    let every = Duration::from_secs(1) * count / plan.rate.max(1);
    let mut running = Vec::new();
    for (place, terminal) in terminals.into_iter().enumerate() {
        // Terminals begin one after the other, so that the rate is the same at every moment.
        let first = begun + every * (place as u32) / count.max(1);
        let plan = plan.clone();
        running.push(tokio::spawn(async move {
            sell(terminal, &plan, first, every, begun).await
        }));
    }
    let mut report = Report::default();
    for one in running {
        if let Ok(part) = one.await {
            report.add(part);
        }
    }
    report.took = begun.elapsed();
    report.latencies.sort_unstable();
    report
}

async fn sell(
    mut terminal: Terminal,
    plan: &Plan,
    first: Instant,
    every: Duration,
    begun: Instant,
) -> Report {
    let mut report = Report::default();
    if !terminal.is_signed_in() {
        report.unsigned = 1;
        return report;
    }
    let mut at = first;
    let mut number: u64 = 0;
    while at.duration_since(begun) < plan.duration {
        tokio::time::sleep_until(at.into()).await;
        number += 1;
        let amount = 100 + (number * 7_919 + u64::from(crc(&terminal.tid))) as i64 % 50_000;
        let asked = Instant::now();
        let became = terminal.sale(amount, card(&terminal.tid, number)).await;
        let code = match became {
            Became::Heard(heard) => heard.code,
            Became::Silence => String::new(),
        };
        report.latencies.push(asked.elapsed());
        *report.answers.entry(code).or_default() += 1;
        // One that is late goes on at once, but never catches up by a burst.
        at = (at + every).max(Instant::now().checked_sub(every).unwrap_or(at));
    }
    terminal.reverse().await;
    if plan.settle {
        let (_, balanced) = terminal.settle().await;
        report.settled[usize::from(!balanced)] += 1;
    }
    report.slips = std::mem::take(&mut terminal.slips);
    report
}

/// A card of its own for each sale: sixteen digits that pass the check.
pub fn card(tid: &str, number: u64) -> Swiped {
    let middle = (u64::from(crc(tid)) * 1_009 + number) % 1_000_000_000;
    let mut digits = Zeroizing::new(format!("620000{middle:09}"));
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .fold(0, |sum, (place, digit)| {
            let value = u32::from(digit - b'0');
            sum + match (place % 2, value) {
                (0, value) if value < 5 => value * 2,
                (0, value) => value * 2 - 9,
                (_, value) => value,
            }
        });
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    Swiped {
        number: digits,
        pin: Some(Zeroizing::new("123456".to_owned())),
    }
}

/// A small number out of a name.
fn crc(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    }) % 1_000_000
}
