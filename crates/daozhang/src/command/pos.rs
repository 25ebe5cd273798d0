//! `daozhang pos`: a virtual terminal for a person, or a fleet of them.

use crate::cli::PosArgs;
use crate::pos::fleet::{self, Plan, Report};
use crate::pos::message::Swiped;
use crate::pos::slip::{self, Slip};
use crate::pos::terminal::{Became, Terminal};
use crate::serve::tables;
use crate::session::Session;
use crate::trouble::{Exit, Trouble};
use crate::wording::text;
use anyhow::Result;
use ledger::{Zone, yuan};
use std::io::{BufRead, Write};
use std::time::Duration;
use wire::Lang;
use zeroize::Zeroizing;

/// The card of a person who gives none: it stands in public handbooks, and nobody has it.
const CARD: &str = "6222029900000000010";

/// Runs the command.
pub fn run(args: &PosArgs, session: &Session) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let terminals = terminals(args)?;
    match args.terminals {
        None => runtime.block_on(person(args, session.lang, &terminals[0])),
        Some(_) => {
            let plan = Plan {
                address: args.connect.clone(),
                terminals,
                rate: args.rate,
                duration: Duration::from_secs(args.seconds),
                settle: args.settle,
                patience: Duration::from_secs(args.patience),
            };
            let report = runtime.block_on(fleet::run(plan));
            keep(args, &report.slips, "fleet")?;
            told(&report, session.lang)?;
            Ok(if report.unsigned == 0 {
                Exit::Done
            } else {
                Exit::Look
            })
        }
    }
}

/// Terminals of the folder, as many as are asked for.
fn terminals(args: &PosArgs) -> Result<Vec<(String, String)>> {
    let known = tables::known(&args.folder).map_err(|broken| {
        let first = &broken[0];
        Trouble::unusable(
            &args.folder.join(&first.place),
            first.key,
            &[("value", &first.value)],
        )
    })?;
    let asked_for = args.terminals.unwrap_or(1) as usize;
    let asked = |tid: &str| args.tid.as_deref().is_none_or(|asked| asked == tid);
    let named = known
        .terminals
        .iter()
        .map(|(tid, terminal)| (tid.to_string(), terminal.mid.to_string()));
    let named = named.filter(|(tid, _)| asked(tid));
    let found: Vec<(String, String)> = named.take(asked_for).collect();
    if found.len() < asked_for {
        let count = found.len().to_string();
        let values: &[(&'static str, &str)] = &[("n", &count)];
        return Err(Trouble::unusable(
            &args.folder.join("terminals.csv"),
            "fault.pos_terminals",
            values,
        )
        .into());
    }
    Ok(found)
}

fn keep(args: &PosArgs, slips: &[Slip], name: &str) -> Result<()> {
    match &args.out {
        Some(folder) => slip::write(slips, &Zone::shanghai(), folder, name),
        None => Ok(()),
    }
}

fn told(report: &Report, lang: Lang) -> Result<()> {
    let sales: u64 = report.answers.values().sum();
    let seconds = report.took.as_millis().max(1) as u64;
    let codes: Vec<String> = report
        .answers
        .iter()
        .map(|(code, count)| {
            let code = if code.is_empty() { "–" } else { code };
            format!("{code} × {count}")
        })
        .collect();
    let ms = |per_mille| {
        let micros = report.percentile(per_mille).as_micros();
        format!("{}.{:01}", micros / 1000, micros % 1000 / 100)
    };
    let values = [
        ("n", sales.to_string()),
        ("rate", (sales * 1000 / seconds).to_string()),
        ("codes", codes.join(lang.pick("，", ", "))),
        ("p50", ms(500)),
        ("p99", ms(990)),
        ("p999", ms(999)),
        ("balanced", report.settled[0].to_string()),
        ("unbalanced", report.settled[1].to_string()),
        ("unsigned", report.unsigned.to_string()),
    ];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut out = std::io::stdout().lock();
    for key in ["pos.fleet_sales", "pos.fleet_latency", "pos.fleet_batches"] {
        writeln!(out, "{}", text(key, lang, &values))?;
    }
    Ok(())
}

/// A person types what the terminal is to do, a line each.
async fn person(args: &PosArgs, lang: Lang, (tid, mid): &(String, String)) -> Result<Exit> {
    let mut terminal = Terminal::new(&args.connect, tid, mid);
    terminal.patience = Duration::from_secs(args.patience);
    println!("{}", text("pos.hello", lang, &[("tid", tid), ("mid", mid)]));
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => continue,
            ["quit" | "exit"] => break,
            words => match doing(&mut terminal, words, args).await {
                None => println!("{}", text("pos.usage", lang, &[])),
                Some(became) => println!("{}", said(&became, terminal.slips.last(), lang)),
            },
        }
    }
    keep(args, &terminal.slips, &format!("till-{tid}"))?;
    Ok(Exit::Done)
}

/// Does what a line says; `None` for one that says nothing known.
async fn doing(terminal: &mut Terminal, words: &[&str], args: &PosArgs) -> Option<Became> {
    let card = || Swiped {
        number: Zeroizing::new(args.card.clone().unwrap_or_else(|| CARD.to_owned())),
        pin: args.pin.clone().map(Zeroizing::new),
    };
    let original = |terminal: &Terminal, stan: &str| {
        let wanted = format!("{stan:0>6}");
        terminal
            .slips
            .iter()
            .find(|slip| slip.stan == wanted && slip.txn_type == "sale")
            .cloned()
    };
    Some(match words {
        ["sign-in"] => terminal.sign_in().await,
        ["echo"] => terminal.echo().await,
        ["sale", amount] => terminal.sale(fen(amount)?, card()).await,
        ["balance"] => terminal.balance(card()).await,
        ["void", stan] => {
            let slip = original(terminal, stan)?;
            terminal.void(&slip, card()).await
        }
        ["refund", stan, amount] => {
            let slip = original(terminal, stan)?;
            terminal.refund(&slip, fen(amount)?, card()).await
        }
        ["settle"] => terminal.settle().await.0,
        _ => return None,
    })
}

/// Yuan with at most two places, as fen.
fn fen(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = !whole.is_empty()
        && whole.len() <= 10
        && part.len() <= 2
        && is_number(whole)
        && is_number(part);
    let part: i64 = format!("{part:0<2}").parse().ok().filter(|_| sound)?;
    Some(whole.parse::<i64>().ok()? * 100 + part)
}

fn said(became: &Became, slip: Option<&Slip>, lang: Lang) -> String {
    let Became::Heard(heard) = became else {
        return text("pos.silence", lang, &[]);
    };
    let amount = slip.filter(|slip| slip.rrn == heard.rrn && !heard.rrn.is_empty());
    let amount = amount.map_or_else(String::new, |slip| yuan(slip.amount));
    let stan = slip.map_or("", |slip| slip.stan.as_str());
    let values = [
        ("code", heard.code.as_str()),
        ("rrn", &heard.rrn),
        ("amount", &amount),
        ("stan", stan),
    ];
    match amount.is_empty() {
        true => text("pos.answered", lang, &values),
        false => text("pos.slip", lang, &values),
    }
}
