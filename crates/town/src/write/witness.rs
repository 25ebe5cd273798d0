//! The truth, as files beside the data set.
//!
//! In: truth rows, block by block. Out: `swipes.csv` and `incidents.csv`.
//! Absent by design: anything a trace could read by mistake; the folder is not part of the data set.

use std::collections::BTreeMap;

use super::cells::{push_number, push_row, push_time};
use crate::number::push_digits;
use crate::rows::TruthRow;
use crate::world::World;

/// The columns of `swipes.csv`.
pub const HEADER: &str = "mid,tid,stan,rrn,order_no,fate,provable,verdict,stage,cause,owed,arrived,expected_by,incident\n";

/// Swipes and money of each incident.
pub type Members = BTreeMap<u8, (u64, i64)>;

/// An incident's name.
pub fn incident_id(number: u8) -> String {
    format!("I{number:02}")
}

/// Appends a block's rows, and counts the incidents' members.
pub fn push_truth(out: &mut Vec<u8>, rows: &[TruthRow], world: &World, members: &mut Members) {
    for row in rows {
        row.mid.write(out);
        out.push(b',');
        push_digits(out, u64::from(row.tid), 8);
        out.push(b',');
        push_digits(out, u64::from(row.stan), 6);
        out.push(b',');
        row.rrn.write(out);
        out.push(b',');
        row.order.write(out);
        for word in [
            row.fate,
            if row.provable { "yes" } else { "no" },
            row.verdict.word(),
            row.stage.word(),
            row.cause,
        ] {
            out.push(b',');
            out.extend_from_slice(word.as_bytes());
        }
        out.push(b',');
        if let Some(owed) = row.owed {
            push_number(out, owed);
        }
        out.push(b',');
        push_number(out, row.arrived);
        out.push(b',');
        if let Some(at) = row.expected_by {
            push_time(out, at, &world.times.zone);
        }
        out.push(b',');
        if row.incident != 0 {
            out.extend_from_slice(incident_id(row.incident).as_bytes());
            let (swipes, amount) = members.entry(row.incident).or_default();
            *swipes += 1;
            *amount += row.amount;
        }
        out.push(b'\n');
    }
}

/// `incidents.csv`: those that have members.
pub fn incidents(world: &World, members: &Members) -> Vec<u8> {
    let mut out = b"incident,cause,dimension,value,began,swipes,amount,notice\n".to_vec();
    for incident in &world.incidents {
        let Some((swipes, amount)) = members.get(&incident.number) else {
            continue;
        };
        let (id, began) = (
            incident_id(incident.number),
            world.times.zone.show(incident.began),
        );
        let (swipes, amount) = (swipes.to_string(), amount.to_string());
        let fields = [
            id.as_str(),
            incident.cause,
            incident.dimension,
            &incident.value,
            &began,
            &swipes,
            &amount,
            incident.notice,
        ];
        push_row(&mut out, fields);
    }
    out
}
