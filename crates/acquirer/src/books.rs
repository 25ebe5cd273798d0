//! An entry of the ledger for what the core booked.
//!
//! In: a posting and the ledger's templates. Out: the entry. A posting that fits no template is a bug of these tables.

use crate::event::Posting;
use ledger::{Entry, EntryId, Instant, Money, Occasion, Per, Postings, TemplatePhase};

/// The network whose accounts these swipes go through.
pub const NETWORK: &str = "unionpay";

/// The entry of a posting.
pub fn entry(postings: &Postings, posting: &Posting, at: Instant) -> Entry {
    let template = postings.template(posting.event);
    let template = template.unwrap_or_else(|| panic!("no template is called {}", posting.event));
    let amounts = [("amount", Money::fen(posting.amount))];
    let has_legs = matches!(
        template.phase,
        TemplatePhase::Posted | TemplatePhase::Pending
    );
    let occasion = Occasion {
        reference: posting.rrn.as_str(),
        of: None,
        at,
        day: posting.day,
        subjects: &[
            (Per::Network, NETWORK),
            (Per::Merchant, posting.mid.as_str()),
        ],
        amounts: if has_legs { &amounts } else { &[] },
    };
    let made = match posting.of {
        None => postings.entry(posting.event, &occasion),
        Some((event, rrn)) => {
            let pending = EntryId::of(event, rrn.as_str());
            postings.resolving(posting.event, pending, &occasion)
        }
    };
    made.unwrap_or_else(|misfit| panic!("{}: {misfit}", posting.event))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{Booked, Kind};

    #[test]
    fn every_event_that_a_kind_books_is_a_template() {
        let postings = Postings::shipped();
        let steps = [
            Booked::Asked,
            Booked::Approved,
            Booked::Declined,
            Booked::Abandoned,
            Booked::Reversed,
        ];
        let booked = Kind::ALL
            .into_iter()
            .flat_map(|kind| steps.map(|step| kind.spec().books(step)));
        let beside = [
            "preauth_voided",
            "preauth_completed",
            "preauth_reinstated",
            "sale_cleared",
            "refund_cleared",
        ];
        for event in booked.flatten().chain(beside) {
            assert!(postings.template(event).is_some(), "{event}");
        }
    }
}
