//! What a data set knows beside its records: merchants, terminals, holds, notices, payers, compatibility.
//!
//! In: the plan, and the holds that playing made. Out: one CSV file each, at the root of the data set.
//! Absent by design: `coverage.csv` and `calendar.csv`. Coverage is read off the data; the calendar is the built-in one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::Error;
use super::cells::{push_day, push_number, push_row, push_time};
use crate::number::push_digits;
use crate::place;
use crate::rows::HoldRow;
use crate::word::TerminalStatus;
use crate::world::{Merchant, World};

/// Writes a file line by line.
struct Table {
    path: std::path::PathBuf,
    file: BufWriter<File>,
}

impl Table {
    fn create(folder: &Path, name: &str, header: &str) -> Result<Table, Error> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(|cause| Error::file(&path, cause))?;
        let mut table = Table {
            path,
            file: BufWriter::new(file),
        };
        table.write(format!("{header}\n").as_bytes())?;
        Ok(table)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file
            .write_all(bytes)
            .map_err(|cause| Error::file(&self.path, cause))
    }

    fn close(mut self) -> Result<(), Error> {
        self.file
            .flush()
            .map_err(|cause| Error::file(&self.path, cause))
    }
}

/// All knowledge files.
pub fn write(world: &World, holds: &[HoldRow], folder: &Path) -> Result<(), Error> {
    merchants(world, folder)?;
    terminals(world, folder)?;
    holds_file(world, holds, folder)?;
    notices(world, folder)?;
    payers(folder)?;
    compatibility(folder)
}

fn merchants(world: &World, folder: &Path) -> Result<(), Error> {
    let header = "mid,name,mcc,settle_mode,credit_rate,debit_rate,debit_cap,qr_rate,rounding,refund_returns_fee,\
                  payout_fee,min_payout,account_no,account_name,bank_code,account_status,status,status_since";
    let mut table = Table::create(folder, "merchants.csv", header)?;
    let mut line = Vec::new();
    for merchant in &world.merchants {
        line.clear();
        merchant_line(merchant, &mut line);
        table.write(&line)?;
    }
    table.close()
}

fn merchant_line(merchant: &Merchant, out: &mut Vec<u8>) {
    let terms = &merchant.terms;
    let field = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        write(&mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    };
    let amount = |amount: i64| field(&|out| push_number(out, amount));
    let fields = [
        field(&|out| merchant.mid.write(out)),
        merchant.name.clone(),
        field(&|out| push_digits(out, merchant.mcc.into(), 4)),
        terms.mode.to_string(),
        terms.credit_rate.to_string(),
        terms.debit_rate.to_string(),
        terms.debit_cap.map(amount).unwrap_or_default(),
        terms
            .qr_rate
            .map(|rate| rate.to_string())
            .unwrap_or_default(),
        terms.rounding.to_string(),
        if terms.refund_returns_fee {
            "yes"
        } else {
            "no"
        }
        .to_owned(),
        amount(terms.payout_fee),
        amount(terms.min_payout),
        field(&|out| merchant.account.write(out)),
        merchant.name.clone(),
        merchant.bank.to_owned(),
        merchant.account_status.to_owned(),
        merchant.status.word().to_owned(),
        merchant
            .status_since
            .map(|day| day.to_string())
            .unwrap_or_default(),
    ];
    push_row(out, fields.iter().map(String::as_str));
}

fn terminals(world: &World, folder: &Path) -> Result<(), Error> {
    let header = "tid,mid,model,firmware,bound_at,last_seen_at,last_inspected_at,status,location";
    let mut table = Table::create(folder, "terminals.csv", header)?;
    let times = &world.times;
    let (bound, inspected) = (times.period.first.plus(-400), times.period.first.plus(-20));
    let mut line = Vec::new();
    for merchant in &world.merchants {
        for terminal in 0..merchant.terminals {
            line.clear();
            let (status, last_seen) = match terminal {
                1 => merchant.second_terminal,
                _ => (TerminalStatus::Active, None),
            };
            let owner = match terminal {
                1 if merchant.second_terminal_is_neighbours => world.neighbour(merchant),
                _ => merchant,
            };
            push_digits(&mut line, u64::from(merchant.first_terminal + terminal), 8);
            line.push(b',');
            owner.mid.write(&mut line);
            for word in [merchant.model.0, merchant.model.1] {
                line.push(b',');
                line.extend_from_slice(word.as_bytes());
            }
            for day in [bound, last_seen.unwrap_or(times.today), inspected] {
                line.push(b',');
                push_day(&mut line, day);
            }
            line.push(b',');
            line.extend_from_slice(status.word().as_bytes());
            line.extend_from_slice(b",\n");
            table.write(&line)?;
        }
    }
    table.close()
}

fn holds_file(world: &World, holds: &[HoldRow], folder: &Path) -> Result<(), Error> {
    let mut table = Table::create(
        folder,
        "holds.csv",
        "hold_id,mid,rrn,reason,placed_at,released_at",
    )?;
    for (index, hold) in holds.iter().enumerate() {
        let mut line = b"H".to_vec();
        push_digits(&mut line, index as u64 + 1, 7);
        line.push(b',');
        hold.mid.write(&mut line);
        line.push(b',');
        hold.rrn.write(&mut line);
        line.push(b',');
        line.extend_from_slice(hold.reason.word().as_bytes());
        line.push(b',');
        push_time(&mut line, hold.placed_at, &world.times.zone);
        line.push(b',');
        if let Some(at) = hold.released_at {
            push_time(&mut line, at, &world.times.zone);
        }
        line.push(b'\n');
        table.write(&line)?;
    }
    table.close()
}

fn notices(world: &World, folder: &Path) -> Result<(), Error> {
    let header = "notice_id,issuer,kind,scope,starts_at,ends_at,text";
    let mut table = Table::create(folder, "notices.csv", header)?;
    let zone = &world.times.zone;
    for notice in &world.notices {
        let (starts, ends) = (zone.show(notice.starts_at), zone.show(notice.ends_at));
        let fields = [
            notice.id,
            notice.issuer,
            notice.kind,
            notice.scope,
            &starts,
            &ends,
            notice.text,
        ];
        let mut line = Vec::new();
        push_row(&mut line, fields);
        table.write(&line)?;
    }
    table.close()
}

fn payers(folder: &Path) -> Result<(), Error> {
    let mut table = Table::create(folder, "payers.csv", "name,account_no,role,licence_no")?;
    for (name, account, role, licence) in place::PAYERS {
        let mut line = Vec::new();
        push_row(&mut line, [name, account, role, licence]);
        table.write(&line)?;
    }
    table.close()
}

fn compatibility(folder: &Path) -> Result<(), Error> {
    let header = "model,firmware,channel,method,status,note";
    let mut table = Table::create(folder, "compatibility.csv", header)?;
    for channel in place::LINES.iter().chain([&place::LINE_DOWN]) {
        for (model, firmware) in place::MODELS {
            let mut line = Vec::new();
            push_row(&mut line, [model, firmware, channel, "", "ok", ""]);
            table.write(&line)?;
        }
        let (model, firmware) = place::MODEL_FAULTY;
        let mut line = Vec::new();
        push_row(
            &mut line,
            [
                model,
                firmware,
                channel,
                "",
                "known_fault",
                "脱机交易不上送",
            ],
        );
        table.write(&line)?;
    }
    table.close()
}
