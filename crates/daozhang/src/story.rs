//! One swipe's story: what was seen where, how long it waited, what is ruled out and by what.
//!
//! In: a swipe's trail, its verdict, its payouts. Out: events in the order of time, and stages
//! passed. Absent: words; keys and values go to the wording catalogue.

mod seen;

pub use seen::Seen;

use batch::citation::Citations;
use judge::{Payments, Verdict};
use ledger::{Instant, Zone};
use trail::{PayoutName, Place, Trail};

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When; the end of the day for records that bear a date only.
    pub at: Instant,
    /// Whether only the date is known.
    pub date_only: bool,
    /// The record.
    pub record: String,
    /// Its source's slug.
    pub source: &'static str,
    /// What it says.
    pub seen: Seen,
    /// The currency of its amounts: the record's own, which is the main one where it names none; a settlement
    /// line has no such column, and goes by the swipe's.
    pub currency: String,
    /// Seconds since the event before; 0 for the first.
    pub waited_s: i64,
}

/// A cause group that a record rules out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledOut {
    /// A key of the wording catalogue, without its `why.out.`.
    pub key: &'static str,
    /// The record that rules it out.
    pub record: String,
}

/// Everything seen of the swipe, in order.
pub fn events(
    trail: &Trail<'_>,
    payments: &Payments<'_>,
    citations: &Citations,
    (zone, currency): (&Zone, &str),
    now: Instant,
) -> Vec<Event> {
    let mut events = Vec::new();
    let mut add = |(at, date_only): (Instant, bool), place: Place, own: &str, seen: Seen| {
        let record = citations.of(place);
        events.push(Event {
            at,
            date_only,
            record,
            source: place.source.name(),
            seen,
            currency: if own.is_empty() {
                batch::MAIN_CURRENCY
            } else {
                own
            }
            .to_owned(),
            waited_s: 0,
        });
    };
    for row in &trail.terminal {
        let code = row.response_code.to_owned();
        let seen = Seen::Swiped(row.txn_type, row.amount, code, String::new());
        add((row.local_time, false), row.place, row.currency, seen);
    }
    for row in &trail.platform {
        let (code, channel) = (row.response_code.to_owned(), row.channel.to_owned());
        let seen = Seen::Swiped(row.txn_type, row.amount, code, channel);
        add((row.received_at, false), row.place, row.currency, seen);
    }
    for row in &trail.clearing {
        let seen = Seen::Cleared(row.txn_type, row.amount, row.reason.to_owned());
        add(
            (zone.end_of_day(row.settle_date), true),
            row.place,
            row.currency,
            seen,
        );
    }
    for row in &trail.settlement {
        let sums = [row.amount, row.fee, row.net];
        let seen = Seen::Settled(row.txn_type, sums, row.status, row.payout_id.to_owned());
        add(
            (zone.end_of_day(row.settle_date), true),
            row.place,
            currency,
            seen,
        );
    }
    for payment in payments_of(trail, payments) {
        let rows = payment.payout.rows().iter();
        let rows = rows.filter(|_| !payment.payout.is_implied());
        for row in rows.filter(|row| row.status_at <= now) {
            let why = format!("{} {}", row.reason, row.reason_text);
            let seen = Seen::Paid(row.payout_id.to_owned(), row.status, row.amount, why);
            add((row.status_at, false), row.place, row.currency, seen);
        }
        for row in payment.booked(now).chain(payment.again(now)) {
            let name = row.counterparty_name.to_owned();
            let seen = Seen::Booked(row.direction, row.amount, name);
            add((row.booked_at, false), row.place, row.currency, seen);
        }
    }
    in_order(events)
}

/// In the order of time, each record once, with the wait before each.
fn in_order(mut events: Vec<Event>) -> Vec<Event> {
    // What bears a date only stands at the end of that day, in the order of the way.
    events.sort_by(|a, b| {
        (a.at, a.source_rank(), &a.record).cmp(&(b.at, b.source_rank(), &b.record))
    });
    events.dedup_by(|a, b| a.record == b.record);
    for index in 1..events.len() {
        events[index].waited_s = events[index].at.seconds_since(events[index - 1].at);
    }
    events
}

impl Event {
    fn source_rank(&self) -> usize {
        trail::Source::ALL
            .iter()
            .position(|source| source.name() == self.source)
            .unwrap_or(0)
    }
}

fn payments_of<'p, 'a>(
    trail: &Trail<'_>,
    payments: &'p Payments<'a>,
) -> Vec<&'p judge::Payment<'a>> {
    let lines = trail.settlement.iter().map(PayoutName::of_line);
    let mut names: Vec<PayoutName<'_>> = lines.filter(|name| !name.id.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .flat_map(|name| payments.attempts(name))
        .collect()
}

/// What the records rule out, each by the record that does.
pub fn ruled_out(
    trail: &Trail<'_>,
    payments: &Payments<'_>,
    verdict: &Verdict<'_>,
    citations: &Citations,
    now: Instant,
) -> Vec<RuledOut> {
    let mut out = Vec::new();
    let mut rule_out = |key: &'static str, place: Option<Place>| {
        // One record is enough.
        let said = out.iter().any(|one: &RuledOut| one.key == key);
        if let Some(place) = place.filter(|_| !said) {
            let record = citations.of(place);
            out.push(RuledOut { key, record });
        }
    };
    let principal = |txn_type: trail::TxnType| txn_type.is_principal();
    rule_out(
        "line_dead",
        trail
            .platform
            .iter()
            .find(|row| principal(row.txn_type))
            .map(|row| row.place),
    );
    let approved = |row: &&trail::PlatformRow<'_>| {
        principal(row.txn_type) && judge::outcome(row.response_code).is_approved()
    };
    rule_out(
        "declined",
        trail.platform.iter().find(approved).map(|row| row.place),
    );
    rule_out(
        "not_cleared",
        trail
            .clearing
            .iter()
            .find(|row| principal(row.txn_type))
            .map(|row| row.place),
    );
    rule_out(
        "not_settled",
        trail
            .settlement
            .iter()
            .find(|row| principal(row.txn_type))
            .map(|row| row.place),
    );
    let held = trail
        .settlement
        .iter()
        .find(|row| row.status == trail::SettlementStatus::PaidOut);
    rule_out("held", held.map(|row| row.place));
    let made = verdict.cause != Some(judge::Cause::PayoutNotCreated);
    // The latest attempt says it best.
    for payment in payments_of(trail, payments).into_iter().rev() {
        let state = payment.state(now).filter(|_| made);
        rule_out("no_payout", state.map(|row| row.place));
        if verdict.arrived_at.is_some() {
            rule_out(
                "not_credited",
                payment.booked(now).next().map(|row| row.place),
            );
        }
    }
    out
}
