//! Asks every cause in turn, and writes the verdict.

use crate::causes::{self, Finding, Rule};
use crate::{
    Around, Cause, Certainty, Eta, Facts, Family, Item, ItemName, Kind, Knowledge, Party, Payments,
    Timing, Verdict, VerdictKind, eta, saturating_sum,
};
use ledger::Instant;
use smallvec::SmallVec;
use std::sync::LazyLock;
use trail::{Basis, CardType, Place, Row, Trail};

/// Causes that stand beside `arrived` as its cause (record contract, rule 6). Others that hold
/// are findings beside.
pub const BESIDE_ARRIVED: [Cause; 8] = [
    Cause::ResponseLostNoReversal,
    Cause::ReversalFailed,
    Cause::ClearedAfterTimeout,
    Cause::DuplicateCharge,
    Cause::MccHop,
    Cause::MerchantNameHop,
    Cause::UnfamiliarPayer,
    Cause::SecondClearing,
];

/// Findings that a payout bears (record contract, rule 4): what a credit or a payout is too little
/// or too much is put on no swipe, so they stand beside the swipes of that payout.
pub const OF_PAYOUTS: [Cause; 3] = [
    Cause::PayoutWrongAmount,
    Cause::ShortPaymentOther,
    Cause::OverPayment,
];

/// What the judge is given about one swipe.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'f, 'a> {
    /// All evidence about the swipe itself.
    pub trail: &'f Trail<'a>,
    /// All payouts.
    pub payments: &'f Payments<'a>,
    /// Its neighbourhood.
    pub around: &'f Around,
}

/// Judges one swipe as of `now`. `None` when the trail holds no swipe.
///
/// Rows whose own time lies after `now` must already be gone from the trail and the payments;
/// that is the reader's part, done once for all.
pub fn judge<'a>(
    subject: Subject<'_, 'a>,
    knowledge: &Knowledge,
    now: Instant,
) -> Option<Verdict<'a>> {
    let facts = Facts::gather(
        subject.trail,
        subject.payments,
        subject.around,
        knowledge,
        now,
    )?;
    let mut found = match facts.verdict {
        VerdictKind::Arrived if is_late(&facts) => Some(why_late(subject, knowledge, &facts)),
        VerdictKind::Arrived => first_beside_arrived(&facts),
        kind => Some(first_explaining(&facts, kind)),
    };
    let beside = side_findings(&facts, found.as_ref().map(|finding| finding.cause));
    if matches!(facts.verdict, VerdictKind::Short | VerdictKind::Over)
        && let Some(finding) = &mut found
    {
        add_waiting(&mut finding.items, facts.to_be_netted);
        balance_items(&mut finding.items, facts.gap().unwrap_or(0));
    }
    Some(write(&facts, found, &beside))
}

fn is_late(facts: &Facts<'_, '_>) -> bool {
    match (facts.arrived_at, facts.due) {
        (Some(at), Some(due)) => at > due.expected_by,
        _ => false,
    }
}

/// Late: the cause that stood when the due time passed (rule 6).
fn why_late(subject: Subject<'_, '_>, knowledge: &Knowledge, facts: &Facts<'_, '_>) -> Finding {
    let due = facts
        .due
        .expect("only what was due can be late")
        .expected_by;
    let then = due.plus_ms(1);
    let known = known_at(subject.trail, knowledge, then);
    let facts_then = Facts::gather(&known, subject.payments, subject.around, knowledge, then);
    match facts_then {
        Some(facts_then)
            if matches!(
                facts_then.verdict,
                VerdictKind::Overdue | VerdictKind::Pending
            ) =>
        {
            first_explaining(&facts_then, VerdictKind::Overdue)
        }
        // What makes it a swipe at all became known only later.
        _ => first_explaining(facts, VerdictKind::Overdue),
    }
}

/// The trail as it stood at an earlier instant.
fn known_at<'a>(trail: &Trail<'a>, knowledge: &Knowledge, then: Instant) -> Trail<'a> {
    let midnight = |day| knowledge.zone.at(day, 0);
    let mut known = trail.clone();
    known.terminal.retain(|row| row.own_time(&midnight) <= then);
    known.platform.retain(|row| row.own_time(&midnight) <= then);
    known.clearing.retain(|row| row.own_time(&midnight) <= then);
    known
        .settlement
        .retain(|row| row.own_time(&midnight) <= then);
    known
}

/// The rules by what they are asked for, chosen once; each list keeps the precedence.
struct Chosen {
    beside_arrived: Vec<&'static Rule>,
    side: Vec<&'static Rule>,
    explaining: [Vec<&'static Rule>; VerdictKind::ALL.len()],
}

static CHOSEN: LazyLock<Chosen> = LazyLock::new(|| {
    let choose = |wanted: &dyn Fn(Cause) -> bool| -> Vec<&'static Rule> {
        causes::RULES
            .iter()
            .filter(|rule| wanted(rule.cause))
            .collect()
    };
    Chosen {
        beside_arrived: choose(&|cause| BESIDE_ARRIVED.contains(&cause)),
        side: choose(&is_side),
        explaining: std::array::from_fn(|kind| {
            choose(&|cause| explains(cause, VerdictKind::ALL[kind]))
        }),
    }
});

fn first_beside_arrived(facts: &Facts<'_, '_>) -> Option<Finding> {
    CHOSEN
        .beside_arrived
        .iter()
        .find_map(|rule| (rule.find)(facts))
}

fn first_explaining(facts: &Facts<'_, '_>, verdict: VerdictKind) -> Finding {
    CHOSEN.explaining[verdict as usize]
        .iter()
        .find_map(|rule| (rule.find)(facts))
        .unwrap_or_else(|| Finding::of(Cause::UnknownCause))
}

/// Which verdicts a cause may explain (procedure of the handbook's causes, step 3).
pub fn explains(cause: Cause, verdict: VerdictKind) -> bool {
    let row = cause.row();
    if row.kind == Kind::Side || cause == Cause::StatementMissing || OF_PAYOUTS.contains(&cause) {
        return false;
    }
    match (cause, row.verdict) {
        (Cause::UnknownCause, _) => true,
        (Cause::LumpShortByOne, _) => verdict == VerdictKind::Overdue,
        // A repeat that the network refused as such has no other cause of its own (rule 7). And while
        // clearing can still decide, nobody knows whether an unanswered swipe failed.
        (Cause::StanReused | Cause::IssuerNoAnswer | Cause::NetworkFault, _) => {
            matches!(
                verdict,
                VerdictKind::Pending | VerdictKind::Overdue | VerdictKind::NotOwed
            )
        }
        // More refunded than was paid: by rule 4 of the contract nothing is owed.
        (Cause::RefundTwice, _) => {
            matches!(verdict, VerdictKind::Short | VerdictKind::NotOwed)
        }
        (_, VerdictKind::Pending | VerdictKind::Overdue) => {
            matches!(verdict, VerdictKind::Pending | VerdictKind::Overdue)
        }
        // Tolerance is zero: any fee above contract makes short, with its own row as the cause.
        (_, VerdictKind::Arrived) => verdict == VerdictKind::Short && row.family == Family::Fee,
        (_, own) => own == verdict,
    }
}

/// Rows of kind `side`, and rows of verdict `arrived` that cannot be the cause.
fn side_findings(facts: &Facts<'_, '_>, cause: Option<Cause>) -> SmallVec<[Finding; 2]> {
    let others = CHOSEN.side.iter().filter(|rule| Some(rule.cause) != cause);
    others.filter_map(|rule| (rule.find)(facts)).collect()
}

fn is_side(cause: Cause) -> bool {
    let row = cause.row();
    row.kind == Kind::Side
        || cause == Cause::StatementMissing
        || cause == Cause::PayoutDuplicate
        || OF_PAYOUTS.contains(&cause)
        || (row.verdict == VerdictKind::Arrived && !BESIDE_ARRIVED.contains(&cause))
}

/// What is held too much until the payout that nets it, beside whatever else is too much.
fn add_waiting(items: &mut Vec<Item>, to_be_netted: i64) {
    let name = ItemName::ToBeNetted;
    match items.iter_mut().find(|item| item.name == name) {
        Some(item) => item.amount = item.amount.saturating_sub(to_be_netted),
        None => items.push(Item {
            name,
            amount: -to_be_netted,
        }),
    }
}

/// Whatever the named items leave of the gap becomes the one labelled remainder.
fn balance_items(items: &mut Vec<Item>, gap: i64) {
    let named = saturating_sum(items.iter().map(|item| item.amount));
    if named != gap {
        items.push(Item {
            name: ItemName::Remainder,
            amount: gap.saturating_sub(named),
        });
    }
    items.retain(|item| item.amount != 0);
    let sum = saturating_sum(items.iter().map(|item| item.amount));
    assert_eq!(sum, gap, "the items of a gap do not sum to it");
}

fn write<'a>(facts: &Facts<'_, 'a>, found: Option<Finding>, beside: &[Finding]) -> Verdict<'a> {
    let cause = found.as_ref().map(|finding| finding.cause);
    let default_terms = facts.merchant.is_none() && facts.due.is_some();
    let plan = facts.payment().map(|payment| payment.payout.plan());
    Verdict {
        mid: facts.mid,
        tid: facts.tid,
        stan: facts.stan,
        rrn: facts.rrn,
        order_no: order_no(facts),
        card: card(facts),
        txn_type: facts.txn_type,
        card_type: facts
            .card_type
            .or((facts.method == Some(trail::Method::Qr)).then_some(CardType::Qr)),
        amount: facts.amount,
        currency: facts.currency,
        swiped_at: facts.swiped_at,
        settle_day: Some(facts.settle_day),
        verdict: facts.verdict,
        timing: timing(facts),
        stage: facts.stage,
        cause,
        swiped: facts.approved.filter(|_| is_swiped(facts)),
        given_back: facts.given_back,
        fee: facts.fee,
        owed: facts.owed,
        arrived: facts.arrived,
        gap: facts.gap(),
        expected_by: facts.due.map(|due| due.expected_by),
        arrived_at: facts.arrived_at,
        eta: eta(facts, cause),
        also: beside.iter().map(|finding| finding.cause).collect(),
        items: items(facts, found.as_ref()),
        provisional: facts.due.is_some_and(|due| due.provisional) || default_terms,
        proof: facts.proof,
        certainty: certainty(facts, found.as_ref()),
        party: cause.map_or(Party::Nobody, |cause| {
            cause.party(&facts.knowledge.coverage)
        }),
        evidence: evidence(facts, found.iter().chain(beside)),
        payout_bank: plan.map_or("", |plan| plan.bank_code),
        payout_channel: plan.map_or("", |plan| plan.channel),
        channel: facts.channel,
        method: facts.method,
    }
}

fn timing(facts: &Facts<'_, '_>) -> Option<Timing> {
    facts
        .arrived_at
        .filter(|_| facts.verdict != VerdictKind::NotOwed)?;
    Some(if is_late(facts) {
        Timing::Late
    } else {
        Timing::OnTime
    })
}

fn eta(facts: &Facts<'_, '_>, cause: Option<Cause>) -> Option<Eta> {
    let waits = matches!(
        facts.verdict,
        VerdictKind::Pending | VerdictKind::Overdue | VerdictKind::Short
    );
    eta::expected(facts, cause.filter(|_| waits)?)
}

/// What the gap is made of; of what has arrived, what is still to be netted.
fn items(facts: &Facts<'_, '_>, found: Option<&Finding>) -> Vec<Item> {
    if facts.verdict != VerdictKind::Arrived {
        return found.map_or_else(Vec::new, |finding| finding.items.clone());
    }
    if facts.gap().is_none_or(|gap| gap == 0) {
        return Vec::new();
    }
    vec![Item {
        name: ItemName::ToBeNetted,
        amount: -facts.to_be_netted,
    }]
}

/// Declined, never received, unknown, reversed, voided and open pre-authorised amounts are not
/// swiped; a fully refunded sale is.
fn is_swiped(facts: &Facts<'_, '_>) -> bool {
    matches!(facts.not_owed, None | Some(crate::NotOwed::GivenBack))
}

fn order_no<'a>(facts: &Facts<'_, 'a>) -> &'a str {
    let texts = [
        facts.platform.map(|row| row.order_no),
        facts.terminal.map(|row| row.order_no),
    ];
    texts
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
        .unwrap_or("")
}

fn card<'a>(facts: &Facts<'_, 'a>) -> &'a str {
    let texts = [
        facts.platform.map(|row| row.card),
        facts.terminal.map(|row| row.card),
        facts.clearing.map(|row| row.card),
    ];
    texts
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
        .unwrap_or("")
}

fn certainty(facts: &Facts<'_, '_>, found: Option<&Finding>) -> Certainty {
    let mut certainty = found.map_or(Certainty::Proven, |finding| finding.certainty);
    let mut weaken = |to: Certainty| certainty = certainty.max(to);
    for line in &facts.settled {
        if let Some(claim) = line.payment().and_then(|payment| payment.claim.as_ref())
            && line.arrived.is_some()
        {
            weaken(by_basis(claim.basis));
        }
    }
    let by_the_clock = !facts.settle_day_given
        && facts.swiped_at.is_some_and(|at| {
            ledger::near_cutoff(at, &facts.knowledge.zone, facts.knowledge.cutoff)
        });
    if by_the_clock {
        weaken(Certainty::Probable);
    }
    if facts.merchant.is_none() && facts.approved.is_some() {
        weaken(Certainty::Suspected);
    }
    if facts.approved.is_some()
        && facts.card_type.is_none()
        && facts.method != Some(trail::Method::Qr)
    {
        weaken(Certainty::Suspected);
    }
    certainty
}

/// A join by a reference proves; a join by amount and date, or of a sum, makes probable.
const fn by_basis(basis: Basis) -> Certainty {
    match basis {
        Basis::Reference | Basis::PayoutId | Basis::Shortfall | Basis::LumpByKey => {
            Certainty::Proven
        }
        Basis::AmountAndDay | Basis::LumpBySum | Basis::SplitParts => Certainty::Probable,
    }
}

/// Every record that the verdict follows from: the swipe's own rows, the deciding state of each
/// payout, the bank's lines, and what the cause and the findings beside it add.
fn evidence<'p>(
    facts: &Facts<'_, '_>,
    findings: impl Iterator<Item = &'p Finding>,
) -> Box<[Place]> {
    let trail = facts.trail;
    let mut places: SmallVec<[Place; 12]> = SmallVec::new();
    places.extend(trail.terminal.iter().map(|row| row.place));
    places.extend(trail.platform.iter().map(|row| row.place));
    places.extend(trail.clearing.iter().map(|row| row.place));
    places.extend(trail.settlement.iter().map(|row| row.place));
    for line in facts.settled.iter().chain(&facts.deductions) {
        for payment in &line.attempts {
            places.extend(payment.state(facts.now).map(|row| row.place));
            places.extend(payment.booked(facts.now).map(|row| row.place));
        }
    }
    places.extend(findings.flat_map(|finding| finding.evidence.iter().copied()));
    places.sort_unstable();
    places.dedup();
    Box::from(places.as_slice())
}
