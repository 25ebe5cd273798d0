//! `daozhang simulate network`: a card network with its issuers, until it is asked to stop; then its clearing files.

use crate::cli::NetworkArgs;
use crate::session::Session;
use crate::simulated::host::{Host, accept};
use crate::simulated::issuers::{Fates, Issuers};
use crate::trouble::{self, Exit, Trouble};
use crate::wording::text;
use anyhow::Result;
use ledger::Zone;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the command.
pub fn run(args: &NetworkArgs, session: &Session) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(network(args, session))
}

async fn network(args: &NetworkArgs, session: &Session) -> Result<Exit> {
    let lang = session.lang;
    let fates = Fates {
        declined: args.declined,
        lost: args.lost,
        late: args.late,
        unknown: args.unknown,
    };
    let host = Arc::new(Host {
        issuers: Mutex::new(Issuers::new(fates, args.seed, Zone::shanghai())),
        delay: Duration::from_millis(args.delay_ms),
    });
    let listener = TcpListener::bind(&args.listen).await;
    let listener = listener.map_err(|error| Trouble::refused(Path::new(&args.listen), &error))?;
    let address = listener.local_addr()?.to_string();
    trouble::say(format_args!(
        "daozhang: {}",
        text("network.listening", lang, &[("address", &address)])
    ));
    let accepting = tokio::spawn(accept(host.clone(), listener));
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    accepting.abort();
    let issuers = host.issuers.lock().unwrap_or_else(PoisonError::into_inner);
    let (count, lines) = (
        issuers.count().to_string(),
        issuers.write_clearing(&args.out)?.to_string(),
    );
    let folder = args.out.display().to_string();
    let values = [
        ("n", count.as_str()),
        ("lines", &lines),
        ("folder", &folder),
    ];
    trouble::say(format_args!(
        "daozhang: {}",
        text("network.stopped", lang, &values)
    ));
    Ok(Exit::Done)
}
