//! The network's host: an ISO 8583 server in the dialect between banks.

use super::issuers::{Issuers, Said};
use crate::serve::clock::now;
use crate::serve::frames;
use acquirer::network;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use wire::iso8583::{Draft, Message, Wrapping, decode, dialect, encode};

/// How long an answer is late that is late.
const LATE: Duration = Duration::from_secs(35);
/// Answers that wait to be written.
const WAITING_MAX: usize = 4096;

/// The host.
pub struct Host {
    /// Who answers.
    pub issuers: Mutex<Issuers>,
    /// How long every answer takes.
    pub delay: Duration,
}

/// Accepts links for ever.
pub async fn accept(host: Arc<Host>, listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let host = host.clone();
        tokio::spawn(async move { serve(host, stream).await });
    }
}

async fn serve(host: Arc<Host>, stream: TcpStream) {
    let (mut read, mut write) = stream.into_split();
    let (answers, mut outgoing) = mpsc::channel::<Vec<u8>>(WAITING_MAX);
    let writer = tokio::spawn(async move {
        let mut bytes = Vec::new();
        while let Some(frame) = outgoing.recv().await {
            bytes.clear();
            bytes.extend(frame);
            while let Ok(frame) = outgoing.try_recv() {
                bytes.extend(frame);
            }
            if write.write_all(&bytes).await.is_err() {
                return;
            }
        }
    });
    let interbank = dialect(network::DIALECT).expect("it is built in");
    while let Ok(Some(frame)) = frames::next(&mut read, interbank).await {
        let decoded = decode(&frame, interbank, Wrapping::FRAME);
        let message = &decoded.message;
        if decoded.fault.is_some() {
            continue;
        }
        let (answer, wait) = match message.message_type() {
            Some([b'0', b'8', ..]) => (manage(message), Duration::ZERO),
            _ => {
                let said = host
                    .issuers
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .answer(message, now());
                let Some(said) = said.filter(|said| !said.lost) else {
                    continue;
                };
                (
                    reply(message, &said),
                    if said.late { LATE } else { host.delay },
                )
            }
        };
        let Some(answer) = answer else {
            continue;
        };
        if wait.is_zero() {
            let _ = answers.send(answer).await;
            continue;
        }
        let answers = answers.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            let _ = answers.send(answer).await;
        });
    }
    drop(answers);
    let _ = writer.await;
}

/// Sign-in, sign-off and line tests.
fn manage(message: &Message) -> Option<Vec<u8>> {
    let mut answer = Draft::new(*b"0830");
    answer.envelope(message.envelope().unwrap_or_default());
    for number in [7, 11, 33, 70] {
        if let Some(element) = message.element(number) {
            answer.take_over(element);
        }
    }
    answer.set(39, b"00");
    written(&answer)
}

/// What the acquirer hears: what it said, and what was answered.
fn reply(message: &Message, said: &Said) -> Option<Vec<u8>> {
    let mut mti = message.message_type()?;
    mti[2] += 1;
    let mut draft = Draft::new(mti);
    draft.envelope(message.envelope().unwrap_or_default());
    for number in [3, 4, 7, 11, 12, 13, 18, 25, 32, 33, 37, 41, 42, 49, 90] {
        if let Some(element) = message.element(number) {
            draft.take_over(element);
        }
    }
    let day = said.day.map(network::settlement_field);
    draft.set(39, said.code.as_bytes());
    if let Some(day) = &day {
        draft.set(15, day.as_bytes());
    }
    if let Some(auth) = &said.auth {
        draft.set(38, auth.as_bytes());
    }
    if let Some(balance) = &said.balance {
        draft.set(54, balance.as_bytes());
    }
    written(&draft)
}

fn written(draft: &Draft) -> Option<Vec<u8>> {
    let mut frame = Vec::with_capacity(256);
    let interbank = dialect(network::DIALECT).expect("it is built in");
    encode(draft, interbank, Wrapping::FRAME, &mut frame).ok()?;
    Some(frame)
}
