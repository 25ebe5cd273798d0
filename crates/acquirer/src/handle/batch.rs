//! Settling a batch: totals compared, records uploaded, the batch closed and the next one begun.
//!
//! In the online model a sale is cleared because it was approved; the batch is a check. A terminal that counts otherwise
//! is told so, uploads what it has, and every difference is kept.

use super::say;
use crate::event::{Answer, Effect, What};
use crate::name::{Code, SwipeId};
use crate::request::{Request, Totals};
use crate::row::{Batch, Key, Row, State};
use crate::view::{Missing, Work};

const UPLOAD_MISSING: Code = Code::of(b"95");

/// The terminal says its totals.
pub(super) fn settle(work: &mut Work, request: &Request) -> Result<(), Missing> {
    let id = request.id;
    let mut batch = work.batch(id.tid, id.batch)?;
    let said = request.totals.unwrap_or_default();
    let ours = Totals {
        debit: batch.debit,
        debits: batch.debits,
        credit: batch.credit,
        credits: batch.credits,
        foreign: false,
    };
    let balanced = said == ours;
    if !balanced {
        work.note(id, request.mid, What::BatchDiffers { stan: 0 });
    }
    batch.balanced = Some(balanced);
    work.put(Key::Batch(id.tid, id.batch), Row::Batch(batch));
    let mut state = work.terminal(id.tid)?;
    state.settling = true;
    work.put(Key::Terminal(id.tid), Row::Terminal(state));
    let answer = say::refusal(request, Code::APPROVED);
    work.effect(Effect::Answer(Answer {
        balanced: Some(balanced),
        ..answer
    }));
    Ok(())
}

/// The terminal uploads records: each is looked up in these books.
pub(super) fn upload(work: &mut Work, request: &Request) -> Result<(), Missing> {
    let id = request.id;
    let mut batch = work.batch(id.tid, id.batch)?;
    if batch.last_upload != id.stan.number() {
        batch.last_upload = id.stan.number();
        for record in &request.uploads {
            let name = SwipeId {
                stan: record.stan,
                ..id
            };
            let swipe = work.swipe(name)?;
            let is_ours = swipe.is_some_and(|swipe| {
                swipe.state == State::Approved && swipe.amount == record.amount
            });
            batch.uploaded[usize::from(!is_ours)] += 1;
            if !is_ours {
                work.note(
                    name,
                    request.mid,
                    What::BatchDiffers {
                        stan: record.stan.number(),
                    },
                );
            }
        }
        work.put(Key::Batch(id.tid, id.batch), Row::Batch(batch));
    }
    work.effect(Effect::Answer(say::refusal(request, Code::APPROVED)));
    Ok(())
}

/// The terminal has uploaded everything: the batch is closed, and the answer names the next one.
pub(super) fn end(work: &mut Work, request: &Request) -> Result<(), Missing> {
    let id = request.id;
    let batch = work.batch(id.tid, id.batch)?;
    if !is_uploaded(&batch, request) {
        work.note(id, request.mid, What::BatchDiffers { stan: 0 });
        work.effect(Effect::Answer(say::refusal(request, UPLOAD_MISSING)));
        return Ok(());
    }
    work.put(
        Key::Batch(id.tid, id.batch),
        Row::Batch(Batch {
            closed: true,
            ..batch
        }),
    );
    let mut state = work.terminal(id.tid)?;
    state.batch = id.batch.next();
    state.settling = false;
    work.put(Key::Terminal(id.tid), Row::Terminal(state));
    let answer = say::refusal(request, Code::APPROVED);
    work.effect(Effect::Answer(Answer {
        batch: Some(state.batch),
        ..answer
    }));
    Ok(())
}

/// Whether as many records came as the terminal counts. What was balanced needs none.
fn is_uploaded(batch: &Batch, request: &Request) -> bool {
    let came = batch.uploaded[0] + batch.uploaded[1];
    batch
        .balanced
        .is_some_and(|balanced| balanced || request.upload_count == Some(came))
}
