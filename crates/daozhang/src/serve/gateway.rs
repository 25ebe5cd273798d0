//! The gateway: terminals over TCP, on long and short connections.
//!
//! Each connection has room for so many requests that are not answered; while it is full nothing is read from it, so a
//! terminal, or a concentrator, that sends faster than the books write is slowed down by TCP itself.

use super::clock::now;
use super::desk::{Desk, SignIn, refused};
use super::frames;
use super::waiting::{Outgoing, Waiter};
use acquirer::terminal::{self, Echo, Institution};
use acquirer::{Code, Event, Kind, MacCheck, Request, Secrets, TerminalId};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use wire::MaskKey;
use wire::iso8583::{Dialect, Message, Wrapping, decode, dialect};

/// The gateway's limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// More connections wait to be accepted.
    pub connections_max: usize,
    /// Requests of one connection that are not answered yet; more are not read.
    pub in_flight_max: usize,
    /// Requests of one connection within a second; a connection that sends more is slowed down.
    pub per_second_max: u32,
    /// A connection on which nothing comes for so long is closed.
    pub idle: Duration,
}

/// What every connection shares.
pub struct Gateway {
    /// Where requests go.
    pub desk: Arc<Desk>,
    /// Field 32 of every answer.
    pub institution: Institution,
    /// Under what card tokens are made.
    pub token_key: MaskKey,
    /// Its limits.
    pub limits: Limits,
    /// Whether it takes no more requests.
    pub stopping: AtomicBool,
    /// Answers that left.
    pub answered: AtomicU64,
}

const PIN_BLOCK: Code = Code::of(b"99");
const NOT_UNDERSTOOD: Code = Code::of(b"30");
/// Answers of a connection that wait to be written.
const OUTGOING_MAX: usize = 64;

/// Accepts connections until the gateway stops.
pub async fn accept(gateway: Arc<Gateway>, listener: TcpListener, tls: Option<TlsAcceptor>) {
    let connections = Arc::new(Semaphore::new(gateway.limits.connections_max));
    loop {
        let Ok(place) = connections.clone().acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await; // The system has no room for another one.
            continue;
        };
        if gateway.stopping.load(Ordering::Relaxed) {
            return;
        }
        let _ = stream.set_nodelay(true);
        let (gateway, tls) = (gateway.clone(), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => serve(&gateway, stream).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(gateway.limits.idle, tls.accept(stream)).await {
                        serve(&gateway, stream).await;
                    }
                }
            }
            drop(place);
        });
    }
}

/// One connection, until either end closes it.
async fn serve<S: AsyncRead + AsyncWrite + Send + 'static>(gateway: &Arc<Gateway>, stream: S) {
    let (mut read, write) = tokio::io::split(stream);
    let (to, outgoing) = mpsc::channel(OUTGOING_MAX.max(gateway.limits.in_flight_max));
    let writer = tokio::spawn(answers(gateway.clone(), write, outgoing));
    let room = Arc::new(Semaphore::new(gateway.limits.in_flight_max));
    let dialect = dialect(terminal::DIALECT).expect("it is built in");
    let mut pace = Pace::new(gateway.limits.per_second_max);
    while !gateway.stopping.load(Ordering::Relaxed) {
        let Ok(place) = room.clone().acquire_owned().await else {
            break;
        };
        let next = timeout(gateway.limits.idle, frames::next(&mut read, dialect)).await;
        let Ok(Ok(Some(frame))) = next else {
            break; // Idle, closed, or a length that no message has.
        };
        pace.keep().await;
        let waiter = |echo| Waiter {
            to: to.clone(),
            echo,
            room: place,
            since: Instant::now(),
        };
        if !take(gateway, dialect, &frame, waiter) {
            break;
        }
    }
    // What was accepted is still answered: the writer ends when the last request has let go of its sender.
    drop(to);
    let _ = writer.await;
}

/// Takes a frame in; `false` for one that nobody could even answer.
fn take(
    gateway: &Arc<Gateway>,
    dialect: &Dialect,
    frame: &[u8],
    waiter: impl FnOnce(Echo) -> Waiter,
) -> bool {
    let decoded = decode(frame, dialect, Wrapping::FRAME);
    let message = &decoded.message;
    let desk = &gateway.desk;
    let mac = match decoded.fault {
        None => mac(gateway, message),
        Some(_) => MacCheck::Absent,
    };
    let read = terminal::read(message, mac, &gateway.token_key);
    let read = read
        .map_err(|unread| unread.code)
        .and_then(|read| match decoded.fault {
            None => Ok(read),
            Some(_) => Err(NOT_UNDERSTOOD),
        });
    let echo = Echo::of(message);
    let (request, mut secrets) = match read {
        Ok(read) => read,
        Err(code) => return say_no(message, code, waiter(echo)),
    };
    let (id, kind, mid) = (request.id, request.kind, request.mid);
    desk.waiting.enter(id, kind, waiter(echo));
    let no = |code| {
        if let Some(waiter) = desk.waiting.leave(id, kind) {
            send(waiter, refused(kind, id, mid, code));
        }
        true
    };
    if mac == MacCheck::Right && !translate_pin(gateway, &request, &mut secrets) {
        return no(PIN_BLOCK);
    }
    let sign_in = match kind {
        Kind::SignIn => desk
            .keys
            .renew(id.tid)
            .ok()
            .map(|renewed| SignIn { renewed }),
        _ => None,
    };
    let numbered = tokio::task::block_in_place(|| desk.numbers.next(now()));
    let Ok(rrn) = numbered else {
        return no(Code::of(b"91"));
    };
    desk.submit(
        Event::Terminal {
            request: Box::new(request),
            rrn,
            secrets,
        },
        sign_in,
    );
    true
}

/// A message that is no request of ours is answered if it says whose it is; nothing is kept of it.
fn say_no(message: &Message, code: Code, waiter: Waiter) -> bool {
    match terminal::asker(message) {
        None => false,
        Some((kind, id, mid)) => {
            send(waiter, refused(kind, id, mid, code));
            true
        }
    }
}

fn send(waiter: Waiter, answer: acquirer::Answer) {
    let (echo, room) = (waiter.echo, waiter.room);
    let _ = waiter.to.try_send(Outgoing {
        answer,
        echo,
        keys: None,
        room,
    });
}

fn mac(gateway: &Gateway, message: &Message) -> MacCheck {
    let Some(code) = message.element(terminal::MAC) else {
        return MacCheck::Absent;
    };
    let text = |number| {
        message
            .element(number)
            .map(|element| element.units().map(char::from).collect::<String>())
    };
    let Some(tid) = text(41).and_then(|text| TerminalId::parse(&text)) else {
        return MacCheck::Wrong;
    };
    let Some(bytes) = message.up_to(terminal::MAC) else {
        return MacCheck::Wrong;
    };
    gateway.desk.keys.check(tid, bytes, Some(code.raw()))
}

/// The PIN block goes on under the network's key. `false` where there is one and it cannot.
fn translate_pin(gateway: &Gateway, request: &Request, secrets: &mut Secrets) -> bool {
    let (Some(block), Some(card)) = (secrets.get(52), secrets.number()) else {
        return true;
    };
    match gateway.desk.keys.translate(request.id.tid, block, card) {
        Ok(block) => {
            secrets.replace(52, block);
            true
        }
        Err(_) => false,
    }
}

/// Writes a connection's answers as they come.
async fn answers<W: AsyncWrite + Unpin>(
    gateway: Arc<Gateway>,
    mut to: W,
    mut outgoing: mpsc::Receiver<Outgoing>,
) {
    while let Some(next) = outgoing.recv().await {
        let Some(frame) = frame(&gateway, &next) else {
            continue;
        };
        if to.write_all(&frame).await.is_err() {
            return; // The terminal has gone: it asks again, or reverses.
        }
        gateway.answered.fetch_add(1, Ordering::Relaxed);
        drop(next.room); // Its connection may send another one.
    }
    let _: io::Result<()> = to.shutdown().await;
}

fn frame(gateway: &Gateway, next: &Outgoing) -> Option<Vec<u8>> {
    let setting = gateway.desk.setting();
    let answer = &next.answer;
    let at = (now(), &setting.zone);
    let written = terminal::write(
        answer,
        &next.echo,
        &gateway.institution,
        next.keys.as_deref(),
        at,
    );
    let frame = written.ok()?;
    if !terminal::bears_code(answer) {
        return Some(frame);
    }
    let code = gateway
        .desk
        .keys
        .code(answer.id.tid, terminal::spoken_for(&frame))
        .ok()?;
    Some(terminal::sealed(frame, code))
}

/// So many requests a second, and no more.
struct Pace {
    per_second_max: u32,
    begun: Instant,
    taken: u32,
}

impl Pace {
    fn new(per_second_max: u32) -> Pace {
        Pace {
            per_second_max,
            begun: Instant::now(),
            taken: 0,
        }
    }

    async fn keep(&mut self) {
        let second = Duration::from_secs(1);
        if self.begun.elapsed() >= second {
            (self.begun, self.taken) = (Instant::now(), 0);
        }
        self.taken += 1;
        if self.taken > self.per_second_max {
            tokio::time::sleep(second.saturating_sub(self.begun.elapsed())).await;
        }
    }
}
