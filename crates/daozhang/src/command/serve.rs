//! `daozhang serve`: the acquirer, until it is asked to stop.
//!
//! Stopping is graceful: no new request is taken, every one that was taken is answered, the records are written out, and
//! then the books are closed. What the network has not answered by then stays in the books, and goes on after the next start.

use crate::cli::ServeArgs;
use crate::serve::clock::now;
use crate::serve::desk::Desk;
use crate::serve::gateway::{self, Gateway};
use crate::serve::keys::{Keys, rest_key};
use crate::serve::links::Links;
use crate::serve::{records, tables, tls};
use crate::session::Session;
use crate::trouble::{self, Exit, Trouble};
use crate::wording::text;
use acquirer::terminal::Institution;
use acquirer::{Event, Key, Limits, Setting};
use anyhow::{Context, Result};
use ledger::{Cutoff, Postings, Zone};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use store::{Reader, Store};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use wire::{Lang, MaskKey};

/// How often the books are asked whose time has come.
const DUE_EVERY: Duration = Duration::from_millis(250);
/// How many are taken up at once.
const DUE_MAX: u32 = 1_000;
/// How long a graceful stop waits for what is open: longer than a request waits for the network.
const STOP_PATIENCE: Duration = Duration::from_secs(40);
/// How long a start waits for the first link.
const LINK_PATIENCE: Duration = Duration::from_secs(5);
/// After this nobody waits for an answer any more.
const WAITER_PATIENCE: Duration = Duration::from_secs(120);

/// Runs the command.
pub fn run(args: &ServeArgs, session: &Session) -> Result<Exit> {
    if !args.demo_keys {
        return Err(Trouble::usage("", "serve", "fault.usage_serve_keys").into());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(args, session))
}

async fn serve(args: &ServeArgs, session: &Session) -> Result<Exit> {
    let lang = session.lang;
    let setting = setting(&args.folder, lang)?;
    let postings = Arc::new(Postings::shipped());
    let url = match &args.database {
        Some(url) => url.clone(),
        None => args.folder.join("books.db").display().to_string(),
    };
    let (open, chart) = (url.clone(), postings.clone());
    let store = tokio::task::block_in_place(|| Store::open(&open, chart.chart(), now()))?;
    let reader = || tokio::task::block_in_place(|| Reader::open(&url));
    let (token, rest) = rest_key(&args.folder.join("rest.key")).context("rest.key")?;
    let institution = Institution(args.institution.clone());
    let links = Links::new(&args.network, institution.clone());
    let desk = Desk::new(
        store.clone(),
        postings,
        setting,
        Keys::new(rest, reader()?),
        links,
    );
    desk.links.run(&desk);
    let listener = TcpListener::bind(&args.listen).await;
    let listener = listener.map_err(|error| Trouble::refused(Path::new(&args.listen), &error))?;
    let gateway = Arc::new(Gateway {
        desk: desk.clone(),
        institution,
        token_key: MaskKey::of(&token),
        limits: gateway::Limits {
            connections_max: args.connections_max,
            in_flight_max: args.in_flight_max,
            per_second_max: args.rate_max,
            idle: Duration::from_secs(args.idle_seconds),
        },
        stopping: AtomicBool::new(false),
        answered: AtomicU64::new(0),
    });
    let tls = match (&args.tls_cert, &args.tls_key) {
        (Some(chain), Some(key)) => {
            Some(tls::acceptor(chain, key).map_err(|error| Trouble::refused(chain, &error))?)
        }
        _ => None,
    };
    say(lang, "serve.demo_keys", &[]);
    await_link(&desk).await;
    say(
        lang,
        "serve.listening",
        &[
            ("address", &listener.local_addr()?.to_string()),
            ("books", &url),
        ],
    );
    let accepting = tokio::spawn(gateway::accept(gateway.clone(), listener, tls));
    let timers = tokio::spawn(timers(desk.clone(), reader()?));
    until_stopped(args, &desk, lang).await?;
    say(
        lang,
        "serve.stopping",
        &[("n", &desk.waiting.count().to_string())],
    );
    gateway.stopping.store(true, Ordering::Relaxed);
    accepting.abort();
    drain(&desk).await;
    timers.abort();
    let known = desk.setting();
    let written = tokio::task::block_in_place(|| {
        records::write(&reader()?, &known.known, &known.zone, &args.folder)
    })?;
    let values = [
        ("n", gateway.answered.load(Ordering::Relaxed).to_string()),
        ("rows", written.to_string()),
        ("dropped", desk.links.dropped().to_string()),
        (
            "failures",
            desk.failures.load(Ordering::Relaxed).to_string(),
        ),
    ];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    say(lang, "serve.stopped", &values);
    drop(store);
    Ok(Exit::Done)
}

/// A server that takes requests before it has a link only makes reversals; but it does not wait for ever.
async fn await_link(desk: &Desk) {
    let begun = std::time::Instant::now();
    while desk.links.healthy() == 0 && begun.elapsed() < LINK_PATIENCE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The tables of the folder, or every row that cannot be used.
fn setting(folder: &Path, lang: Lang) -> Result<Setting> {
    let known = tables::known(folder).map_err(|broken| {
        for row in broken.iter().skip(1) {
            let place = folder.join(&row.place).display().to_string();
            let sentence = wire::message(row.key, lang, &[("value", &row.value)]);
            trouble::say(format_args!("daozhang: {place}{}{sentence}", lang.colon()));
        }
        let first = &broken[0];
        Trouble::unusable(
            &folder.join(&first.place),
            first.key,
            &[("value", &first.value)],
        )
    })?;
    let (limits, risk) = (Limits::table(), acquirer::rules());
    Ok(Setting {
        known,
        limits,
        risk,
        zone: Zone::shanghai(),
        cutoff: Cutoff::UNIONPAY,
    })
}

/// Waits for the signal to stop; the signal to reload takes the tables in anew, or keeps the old ones and says why.
async fn until_stopped(args: &ServeArgs, desk: &Arc<Desk>, lang: Lang) -> Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            _ = tokio::signal::ctrl_c() => return Ok(()),
            _ = hangup.recv() => match setting(&args.folder, lang) {
                Ok(setting) => {
                    desk.reload(setting);
                    say(lang, "serve.reloaded", &[]);
                }
                Err(error) => {
                    let (_, lines) = trouble::explain(&error, lang);
                    lines.iter().for_each(|line| trouble::say(format_args!("daozhang: {line}")));
                    say(lang, "serve.not_reloaded", &[]);
                }
            },
        }
    }
}

/// Waits until everybody who was accepted is answered.
async fn drain(desk: &Desk) {
    let begun = std::time::Instant::now();
    while desk.waiting.count() > 0 && begun.elapsed() < STOP_PATIENCE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // What was answered last is on its way to its connection.
    tokio::time::sleep(Duration::from_millis(100)).await;
}

/// Hands in whose time has come. Several processes over one database may hand in the same: the core looks again.
async fn timers(desk: Arc<Desk>, reader: Reader) {
    let reader = std::sync::Mutex::new(reader);
    loop {
        tokio::time::sleep(DUE_EVERY).await;
        let due = tokio::task::block_in_place(|| {
            let reader = reader
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            reader.due(now(), DUE_MAX)
        });
        for (key, _) in due.unwrap_or_default() {
            if let Some(Key::Swipe(id)) = Key::parse(&key) {
                desk.submit(Event::Due(id), None);
            }
        }
        desk.waiting.forget_older(WAITER_PATIENCE);
    }
}

fn say(lang: Lang, key: &str, values: &[(&str, &str)]) {
    trouble::say(format_args!("daozhang: {}", text(key, lang, values)));
}
