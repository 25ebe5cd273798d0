//! Links to the network: long connections that sign in, echo, and are made anew when they fail.
//!
//! A demand goes by the first link that is healthy. Where none is it is dropped: what may have left is unknown anyway, and
//! the core asks again, or reverses, when its time comes.

use super::clock::now;
use super::desk::Desk;
use super::frames;
use acquirer::network::{self, HEADER_BYTES, Shop};
use acquirer::terminal::Institution;
use acquirer::{Demand, Event, Setting};
use ledger::Zone;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use wire::iso8583::{Draft, Wrapping, decode, dialect, encode};

/// Messages that wait for one link.
const WAITING_MAX: usize = 4096;
/// How often a quiet link is asked whether it lives; twice as long without a word, and it is given up.
const ECHO_EVERY: Duration = Duration::from_secs(20);
/// How long a connection, and a sign-in, may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The first and the longest wait before a connection is made anew.
const RETRY_MIN: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(5);

/// Management codes of the network (field 70).
const SIGN_IN: &str = "001";
const SIGN_OFF: &str = "002";
const LINE_TEST: &str = "301";

/// All links, the preferred ones first.
pub struct Links {
    ends: Vec<Arc<End>>,
    institution: Institution,
    dropped: AtomicU64,
}

struct End {
    address: String,
    sender: Mutex<Option<mpsc::Sender<Vec<u8>>>>,
    healthy: AtomicBool,
}

impl Links {
    /// Links to these addresses; [`Links::run`] makes the connections.
    pub fn new(addresses: &[String], institution: Institution) -> Links {
        let end = |address: &String| {
            let (sender, healthy) = (Mutex::new(None), AtomicBool::new(false));
            Arc::new(End {
                address: address.clone(),
                sender,
                healthy,
            })
        };
        Links {
            ends: addresses.iter().map(end).collect(),
            institution,
            dropped: AtomicU64::new(0),
        }
    }

    /// How many are healthy.
    pub fn healthy(&self) -> usize {
        self.ends
            .iter()
            .filter(|end| end.healthy.load(Ordering::Relaxed))
            .count()
    }

    /// How many demands no link could take.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Sends a demand by the first healthy link that has room.
    pub fn send(&self, demand: &Demand, setting: &Setting) {
        let merchant = setting.known.merchants.get(&demand.mid);
        let shop = Shop {
            mcc: merchant.map_or("", |merchant| &merchant.mcc),
            name: merchant.map_or("", |merchant| &merchant.name),
        };
        let Ok(mut frame) = network::write(demand, &shop, &self.institution, &setting.zone) else {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        };
        for end in self
            .ends
            .iter()
            .filter(|end| end.healthy.load(Ordering::Relaxed))
        {
            let sender = end
                .sender
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            match sender.map(|sender| sender.try_send(frame)) {
                Some(Ok(())) => return,
                Some(Err(error)) => frame = error.into_inner(),
                None => return, // It went this instant; the core asks again.
            }
        }
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps every link up.
    pub fn run(&self, desk: &Arc<Desk>) {
        for end in &self.ends {
            let (end, desk, institution) = (end.clone(), desk.clone(), self.institution.clone());
            tokio::spawn(async move { keep_up(end, desk, institution).await });
        }
    }
}

async fn keep_up(end: Arc<End>, desk: Arc<Desk>, institution: Institution) {
    let mut wait = RETRY_MIN;
    loop {
        if let Ok(Ok(stream)) = timeout(PATIENCE, TcpStream::connect(&end.address)).await {
            let _ = stream.set_nodelay(true);
            let was_up = hold(&end, &desk, &institution, stream).await;
            end.healthy.store(false, Ordering::Relaxed);
            *end.sender.lock().unwrap_or_else(PoisonError::into_inner) = None;
            if was_up {
                wait = RETRY_MIN;
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(RETRY_MAX);
    }
}

/// One connection, until it fails. Whether it was ever signed in.
async fn hold(end: &End, desk: &Arc<Desk>, institution: &Institution, stream: TcpStream) -> bool {
    let zone = desk.setting().zone.clone();
    let (mut read, mut write) = stream.into_split();
    let sign_in = management(SIGN_IN, institution, &zone);
    if write.write_all(&sign_in).await.is_err() || !signed_in(&mut read).await {
        return false;
    }
    let (sender, outgoing) = mpsc::channel(WAITING_MAX);
    *end.sender.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    end.healthy.store(true, Ordering::Relaxed);
    let echo = management(LINE_TEST, institution, &zone);
    tokio::select! {
        () = replies(&mut read, desk, &zone) => {}
        () = demands(&mut write, outgoing, &echo) => {}
    }
    end.healthy.store(false, Ordering::Relaxed);
    let _ = write
        .write_all(&management(SIGN_OFF, institution, &zone))
        .await;
    true
}

async fn signed_in(read: &mut OwnedReadHalf) -> bool {
    let interbank = dialect(network::DIALECT).expect("it is built in");
    let Ok(Ok(Some(frame))) = timeout(PATIENCE, frames::next(read, interbank)).await else {
        return false;
    };
    let decoded = decode(&frame, interbank, Wrapping::FRAME);
    let code = decoded
        .message
        .element(39)
        .map(|element| element.units().collect::<Vec<u8>>());
    decoded.message.message_type() == Some(*b"0830") && code.as_deref() == Some(b"00")
}

/// Hands replies in until the link fails, or is silent for too long.
async fn replies(read: &mut OwnedReadHalf, desk: &Arc<Desk>, zone: &Zone) {
    let interbank = dialect(network::DIALECT).expect("it is built in");
    while let Ok(Ok(Some(frame))) = timeout(2 * ECHO_EVERY, frames::next(read, interbank)).await {
        let decoded = decode(&frame, interbank, Wrapping::FRAME);
        if decoded.fault.is_some() {
            continue; // It was framed well, so the next one can be read; what it answered is asked again.
        }
        if let Some(reply) = network::read(&decoded.message, now(), zone) {
            desk.submit(Event::Network(reply), None);
        }
    }
}

/// Sends demands as they come, as many at once as wait; and a line test when none do.
async fn demands(write: &mut OwnedWriteHalf, mut outgoing: mpsc::Receiver<Vec<u8>>, echo: &[u8]) {
    let mut test_at = Instant::now() + ECHO_EVERY;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        tokio::select! {
            next = outgoing.recv() => match next {
                None => return,
                Some(frame) => {
                    bytes.extend(frame);
                    while let Ok(frame) = outgoing.try_recv() {
                        bytes.extend(frame);
                    }
                }
            },
            () = tokio::time::sleep_until(test_at) => {
                bytes.extend(echo);
                test_at = Instant::now() + ECHO_EVERY;
            }
        }
        if write.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// A management message of the network.
pub fn management(code: &str, institution: &Institution, zone: &Zone) -> Vec<u8> {
    let stamp = network::stamp(now(), zone);
    let envelope = network::header(institution);
    let mut draft = Draft::new(*b"0820");
    draft.envelope(&envelope);
    draft.set(7, stamp.as_bytes()).set(11, b"000001");
    draft
        .set(33, institution.0.as_bytes())
        .set(70, code.as_bytes());
    let mut frame = Vec::with_capacity(HEADER_BYTES + 64);
    let written = encode(
        &draft,
        dialect(network::DIALECT).expect("it is built in"),
        Wrapping::FRAME,
        &mut frame,
    );
    written.expect("every element fits");
    frame
}
