//! The terminals' side: a request read (see `request`), an answer written.

use crate::event::Answer;
use crate::kind::Kind;
use crate::name::{BatchNo, Code, MerchantId, Stan, SwipeId, TerminalId};
pub use crate::request::read;
use ledger::{Instant, Zone};
use wire::iso8583::{Draft, Fault, Message, Wrapping, dialect, encode};

/// The dialect of the terminals.
pub const DIALECT: &str = "unionpay-terminal";
/// The code at the end of a message.
pub const MAC: u8 = 64;

/// What of a request its answer repeats although the core does not look at it.
#[derive(Clone, Debug, Default)]
pub struct Echo {
    /// TPDU with its addresses turned around, and header.
    pub envelope: Vec<u8>,
    elements: Vec<(u8, Vec<u8>)>,
}

/// The institution that takes the messages (field 32).
#[derive(Clone, Debug)]
pub struct Institution(pub String);

impl Echo {
    /// Of a request.
    pub fn of(message: &Message) -> Echo {
        let mut envelope = message.envelope().unwrap_or_default().to_vec();
        if let [_, to_high, to_low, from_high, from_low, ..] = &mut envelope[..] {
            std::mem::swap(to_high, from_high);
            std::mem::swap(to_low, from_low);
        }
        let kept = [3, 4, 11, 25, 41, 42, 48, 49, 60].map(|number| message.element(number));
        let kept = kept.into_iter().flatten();
        let elements = kept
            .map(|element| (element.number(), element.units().collect()))
            .collect();
        Echo { envelope, elements }
    }

    fn get(&self, number: u8) -> Option<&[u8]> {
        let found = self.elements.iter().find(|(known, _)| *known == number);
        found.map(|(_, value)| value.as_slice())
    }
}

/// The bytes of an answer, as a frame. `keys` is what a sign-in hands out. Where the answer must bear a code, its last
/// eight bytes are left for it: see [`sealed`].
pub fn write(
    answer: &Answer,
    echo: &Echo,
    institution: &Institution,
    keys: Option<&[u8]>,
    at: (Instant, &Zone),
) -> Result<Vec<u8>, Fault> {
    let (now, zone) = at;
    let spec = answer.kind.spec();
    let is_financial = answer.kind.is_financial() || answer.kind == Kind::Reversal;
    let stan = answer.id.stan.to_string();
    let (time, day) = clock(now, zone);
    let settled = answer.settle_day.map(month_and_day);
    let amount = answer.amount.map(|amount| format!("{amount:012}"));
    let code = answer.code.to_string();
    let (tid, mid) = (answer.id.tid.to_string(), answer.mid.to_string());
    let (rrn, auth) = (
        answer.rrn.map(|rrn| rrn.to_string()),
        answer.auth.map(|auth| auth.to_string()),
    );
    let field60 = field60(answer, echo);
    let totals = echo.get(48).map(|said| flagged(said, answer.balanced));
    let mut draft = Draft::new(spec.answer_mti());
    draft.envelope(&echo.envelope);
    put(&mut draft, 3, echo.get(3).filter(|_| is_financial));
    put(&mut draft, 4, amount.as_deref().map(str::as_bytes));
    put(&mut draft, 11, Some(stan.as_bytes()));
    put(&mut draft, 12, Some(time.as_bytes()));
    put(&mut draft, 13, Some(day.as_bytes()));
    put(&mut draft, 15, settled.as_deref().map(str::as_bytes));
    put(&mut draft, 25, echo.get(25).filter(|_| is_financial));
    put(&mut draft, 32, Some(institution.0.as_bytes()));
    put(&mut draft, 37, rrn.as_deref().map(str::as_bytes));
    put(&mut draft, 38, auth.as_deref().map(str::as_bytes));
    put(&mut draft, 39, Some(code.as_bytes()));
    put(&mut draft, 41, Some(tid.as_bytes()));
    put(&mut draft, 42, Some(mid.as_bytes()));
    put(
        &mut draft,
        48,
        totals
            .as_deref()
            .filter(|_| answer.kind == Kind::Settlement),
    );
    put(&mut draft, 49, echo.get(49));
    put(&mut draft, 54, answer.balance.as_deref().map(str::as_bytes));
    put(&mut draft, 60, Some(&field60));
    put(&mut draft, 62, keys);
    let is_sealed = bears_code(answer);
    put(&mut draft, MAC, Some(&[0; 8][..]).filter(|_| is_sealed));
    let mut out = Vec::with_capacity(256);
    let dialect = dialect(DIALECT).expect("it is built in");
    encode(&draft, dialect, Wrapping::FRAME, &mut out)?;
    Ok(out)
}

/// Sets an element that there may be.
fn put<'a>(draft: &mut Draft<'a>, number: u8, value: Option<&'a [u8]>) {
    if let Some(value) = value {
        draft.set(number, value);
    }
}

/// Whether the answer bears a code: an approval of what must bear one itself.
pub fn bears_code(answer: &Answer) -> bool {
    answer.kind.spec().mac && answer.code == Code::APPROVED
}

/// What the code of a frame speaks for: from the message type to the last element before the code.
pub fn spoken_for(frame: &[u8]) -> &[u8] {
    const BEFORE_TYPE: usize = 2 + 5 + 6;
    frame
        .get(BEFORE_TYPE..frame.len().saturating_sub(8))
        .unwrap_or_default()
}

/// Puts the code in its place.
pub fn sealed(mut frame: Vec<u8>, code: [u8; 8]) -> Vec<u8> {
    if let Some(start) = frame.len().checked_sub(8) {
        frame[start..].copy_from_slice(&code);
    }
    frame
}

/// Who asks, of a message that is no request: its kind is not known, so it is answered as the simplest of its type is.
pub fn asker(message: &Message) -> Option<(Kind, SwipeId, MerchantId)> {
    let text = |number| crate::request::text(message, number);
    let mti = message.message_type()?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.spec().mti == mti)?;
    let batch = text(60).get(2..8).and_then(BatchNo::parse);
    let id = SwipeId {
        tid: TerminalId::parse(&text(41))?,
        batch: batch.or(BatchNo::new(1))?,
        stan: Stan::parse(&text(11))?,
    };
    Some((kind, id, MerchantId::parse(&text(42))?))
}

/// Type code, batch, and the management code of the request; the batch is the next one where the platform says so.
fn field60(answer: &Answer, echo: &Echo) -> Vec<u8> {
    let mut field = echo.get(60).unwrap_or_default().to_vec();
    let batch = answer.batch.unwrap_or(answer.id.batch).to_string();
    if field.len() < 8 {
        field = format!("00{batch}000").into_bytes();
    }
    field[2..8].copy_from_slice(batch.as_bytes());
    field.truncate(11);
    field
}

/// Totals with their flags: 1 balanced, 2 not. Foreign cards are none, so they always are.
fn flagged(said: &[u8], balanced: Option<bool>) -> Vec<u8> {
    let mut totals = said.to_vec();
    if let (Some(balanced), true) = (balanced, totals.len() == 62) {
        totals[30] = if balanced { b'1' } else { b'2' };
        totals[61] = b'1';
    }
    totals
}

/// `hhmmss` and `MMDD`.
pub(crate) fn clock(at: Instant, zone: &Zone) -> (String, String) {
    let second = zone.second_of_day(at);
    let time = format!(
        "{:02}{:02}{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    );
    (time, month_and_day(zone.day(at)))
}

pub(crate) fn month_and_day(day: ledger::Day) -> String {
    let (_, month, day) = day.to_ymd();
    format!("{month:02}{day:02}")
}
