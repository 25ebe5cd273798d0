//! Payouts: a plan that leaves nothing to choose, and what becomes of each payout in it.
//!
//! In: what may be paid out, the rails that are there; then what channels, banks and persons say. Out: a plan, whose making is
//! a function (made again of the same it is the same); states, each with the event of the ledger that goes with it.
//! Absent by design: files, sockets, clocks, and a second sending. A payout leaves once, under its own name; one whose
//! outcome nobody knows is asked after. A new attempt is a new payout that names the one before.

use ledger::{Calendar, Day};
use std::fmt;

/// A way by which money goes to a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rail {
    /// Its slug: the channel of records.
    pub slug: String,
    /// Seconds of the day between which it takes payouts; beyond midnight when the second is less.
    pub open: (u32, u32),
    /// Whether it rests on days that are no workdays.
    pub workdays_only: bool,
    /// The most that it takes at once, in minor units.
    pub amount_max: Option<i64>,
    /// Whether it works, as far as anybody knows.
    pub healthy: bool,
}

/// Money that may be paid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    /// Whose.
    pub mid: String,
    /// All that is available; the payout and its fee come out of it.
    pub available: i64,
    /// What the payout costs the merchant.
    pub fee: i64,
    /// Where it goes.
    pub account_no: String,
    /// The returned or rejected payout that it tries again.
    pub retry_of: Option<String>,
}

/// A line of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// The payout's name: what the channel is told, and asked after.
    pub payout: String,
    /// Whose.
    pub mid: String,
    /// What the bank is to pay.
    pub amount: i64,
    /// What it costs the merchant.
    pub fee: i64,
    /// Where it goes.
    pub account_no: String,
    /// By which rail.
    pub rail: String,
    /// How many persons must approve it.
    pub approvals: u8,
    /// The payout that it tries again.
    pub retry_of: Option<String>,
}

/// Money that is not in the plan, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplanned {
    /// Whose.
    pub mid: String,
    /// Why.
    pub why: Why,
}

/// Why money is not in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is no more than the payout costs.
    TooLittle,
    /// No rail that works takes so much.
    NoRailTakesIt,
    /// The rails that take it are closed now.
    RailsClosed,
}

/// Above this amount two persons must approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApprovalLimit(pub i64);

/// When a plan is made.
#[derive(Clone, Copy, Debug)]
pub struct At<'c> {
    /// The local day.
    pub day: Day,
    /// The second of it.
    pub second: u32,
    /// Which days are workdays.
    pub calendar: &'c Calendar,
}

/// Plans payouts. `run` names the plan, and with the merchant's number each payout in it, so that the same plan is never two.
pub fn plan(
    run: &str,
    payables: &[Payable],
    rails: &[Rail],
    limit: ApprovalLimit,
    at: At,
) -> (Vec<PlanLine>, Vec<Unplanned>) {
    let (mut lines, mut unplanned) = (Vec::new(), Vec::new());
    for payable in payables {
        let amount = payable.available - payable.fee;
        let why = match route(rails, amount, at) {
            _ if amount <= 0 => Why::TooLittle,
            Err(why) => why,
            Ok(rail) => {
                lines.push(PlanLine {
                    payout: format!("{run}-{}", payable.mid),
                    mid: payable.mid.clone(),
                    amount,
                    fee: payable.fee,
                    account_no: payable.account_no.clone(),
                    rail: rail.slug.clone(),
                    approvals: if amount > limit.0 { 2 } else { 0 },
                    retry_of: payable.retry_of.clone(),
                });
                continue;
            }
        };
        unplanned.push(Unplanned {
            mid: payable.mid.clone(),
            why,
        });
    }
    (lines, unplanned)
}

/// The first rail that works, is open and takes so much, in the order of the table.
fn route<'r>(rails: &'r [Rail], amount: i64, at: At) -> Result<&'r Rail, Why> {
    let takes = |rail: &&Rail| rail.healthy && rail.amount_max.is_none_or(|max| amount <= max);
    let mut taking = rails.iter().filter(takes).peekable();
    if taking.peek().is_none() {
        return Err(Why::NoRailTakesIt);
    }
    taking.find(|rail| rail.is_open(at)).ok_or(Why::RailsClosed)
}

impl Rail {
    /// Whether it takes payouts at that time.
    pub fn is_open(&self, at: At) -> bool {
        let (from, to) = self.open;
        let in_hours = match from <= to {
            true => (from..to).contains(&at.second),
            false => at.second >= from || at.second < to,
        };
        in_hours && (!self.workdays_only || at.calendar.is_workday(at.day))
    }
}

/// What is so of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is in a plan; who has approved it so far.
    Planned(Vec<String>),
    /// It was taken out of the plan.
    Cancelled,
    /// It is booked as sent, so a channel may have it.
    Sent,
    /// The channel has taken it on.
    Accepted,
    /// Nobody knows what became of it.
    Unknown,
    /// The bank paid it.
    Paid,
    /// Nobody paid it, and nobody will.
    Rejected,
    /// It was paid and came back.
    Returned,
}

/// What is said of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A person approves it.
    Approved(String),
    /// A person takes it out of the plan.
    Cancelled,
    /// Its time to leave has come.
    Send,
    /// The channel took it on.
    Accepted,
    /// Nobody answered in time, or the answer does not say.
    Silence,
    /// The channel or the bank says that it was paid.
    Paid,
    /// The channel or the bank says that it was not, and will not be.
    Rejected,
    /// The bank sent it back.
    Returned,
}

/// Why something said changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It lacks approvals of other persons, so many.
    NotApproved(u8),
    /// That person has approved it already.
    SamePerson,
    /// It contradicts what is final: kept as a finding, for a person.
    Contradicts,
}

/// What follows from something said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// What is so then.
    pub state: State,
    /// The events of the ledger, in order, each about the payout; empty for a repeat.
    pub events: Vec<&'static str>,
}

impl State {
    /// The word of the record format.
    pub const fn slug(&self) -> &'static str {
        match self {
            State::Planned(_) => "created",
            State::Cancelled => "cancelled",
            State::Sent => "sent",
            State::Accepted => "accepted",
            State::Unknown => "unknown",
            State::Paid => "paid",
            State::Rejected => "rejected",
            State::Returned => "returned",
        }
    }

    /// What follows when this is said. A repeat changes nothing; what is final stays, but for a payout that comes back.
    pub fn next(&self, said: &Said, line: &PlanLine) -> Result<Next, Refusal> {
        let go = |state: State, events: &[&'static str]| {
            Ok(Next {
                state,
                events: events.to_vec(),
            })
        };
        match (self, said) {
            (State::Planned(persons), Said::Approved(person)) => {
                if persons.contains(person) {
                    return Err(Refusal::SamePerson);
                }
                let all = persons.iter().chain([person]).cloned().collect();
                go(State::Planned(all), &[])
            }
            (State::Planned(persons), Said::Send) => {
                let lacking = usize::from(line.approvals).saturating_sub(persons.len());
                match u8::try_from(lacking) {
                    Ok(0) => go(State::Sent, &["payout_sent"]),
                    lacking => Err(Refusal::NotApproved(lacking.unwrap_or(u8::MAX))),
                }
            }
            (State::Planned(_), Said::Cancelled) => go(State::Cancelled, &["payout_cancelled"]),
            (State::Sent, Said::Accepted) => go(State::Accepted, &[]),
            (State::Sent | State::Accepted, Said::Silence) => {
                go(State::Unknown, &["payout_uncertain"])
            }
            (State::Sent | State::Accepted, Said::Paid) => go(State::Paid, &["payout_paid"]),
            (State::Sent | State::Accepted, Said::Rejected) => {
                go(State::Rejected, &["payout_rejected"])
            }
            (State::Unknown, Said::Paid) => go(State::Paid, &["payout_found_paid"]),
            (State::Unknown, Said::Rejected) => go(State::Rejected, &["payout_found_rejected"]),
            // Nobody told that it was paid, and it comes back: so it was.
            (State::Sent | State::Accepted, Said::Returned) => go(
                State::Returned,
                &["payout_paid", "payout_returned", "payout_recredited"],
            ),
            (State::Unknown, Said::Returned) => go(
                State::Returned,
                &["payout_found_paid", "payout_returned", "payout_recredited"],
            ),
            (State::Paid, Said::Returned) => {
                go(State::Returned, &["payout_returned", "payout_recredited"])
            }
            _ if self.knows(said) => go(self.clone(), &[]),
            _ => Err(Refusal::Contradicts),
        }
    }

    /// Whether that is no news: it was said before, or comes late and changes nothing.
    fn knows(&self, said: &Said) -> bool {
        matches!(
            (self, said),
            (State::Cancelled, Said::Cancelled)
                | (State::Sent, Said::Send)
                | (State::Accepted, Said::Send | Said::Accepted)
                | (State::Unknown, Said::Send | Said::Accepted | Said::Silence)
                | (
                    State::Paid,
                    Said::Send | Said::Accepted | Said::Silence | Said::Paid
                )
                | (
                    State::Rejected,
                    Said::Send | Said::Accepted | Said::Silence | Said::Rejected
                )
                | (
                    State::Returned,
                    Said::Send | Said::Accepted | Said::Silence | Said::Paid | Said::Returned
                )
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotApproved(lacking) => write!(out, "{lacking} more persons must approve it"),
            Refusal::SamePerson => write!(out, "that person has approved it already"),
            Refusal::Contradicts => write!(out, "it contradicts what is known"),
        }
    }
}

#[cfg(test)]
mod tests;
