//! Payout states (record contract, rule 5).

use crate::*;
use ledger::Instant;
use proptest::prelude::*;

fn row(status: PayoutStatus, at: i64, line: u32) -> PayoutRow<'static> {
    PayoutRow {
        status_at: Instant::from_ms(at),
        status,
        payout_id: "P1",
        mid: "M1",
        amount: 900,
        currency: "CNY",
        txn_count: None,
        account_no: "A",
        account_name: "",
        bank_code: "",
        payer_name: "",
        channel: "",
        created_at: Instant::from_ms(0),
        due_date: None,
        reason: "",
        reason_text: "",
        bank_ref: "",
        retry_of: "",
        acquirer: "",
        known_at: None,
        extras: &[],
        place: Place {
            source: Source::Payout,
            file: FileId(0),
            line,
        },
    }
}

/// `status@time` for every state: the state that holds at the end, and what changes nothing.
fn check(states: &str, want: &str) {
    let rows: Vec<PayoutRow<'static>> = states
        .split_whitespace()
        .zip(1..)
        .map(|(state, line)| {
            let (status, at) = state.split_once('@').expect("status@time");
            let status = PayoutStatus::parse(status).expect("a status");
            row(status, at.parse().expect("a time"), line)
        })
        .collect();
    for turn in 0..rows.len() {
        let mut turned = rows.clone();
        turned.rotate_left(turn);
        turned.extend(rows.iter().map(|row| {
            row.at(Place {
                file: FileId(1),
                ..row.place
            })
        }));
        let payout = Payout::fold(turned).expect("there are rows");
        assert_eq!(payout.rows().len(), rows.len());
        let state = payout.state_at(Instant::MAX).expect("it has begun");
        let ignored: Vec<&str> = payout
            .contradictions()
            .iter()
            .map(|row| row.status.slug())
            .collect();
        let shown = format!("{} | {}", state.status.slug(), ignored.join(" "));
        assert_eq!(shown.trim_end(), want);
    }
}

#[test]
fn a_payout_goes_its_way() {
    check("created@1 sent@2 accepted@3 paid@4", "paid |");
    check("created@1 sent@2 unknown@3", "unknown |");
    check("created@1 sent@2 unknown@3 accepted@4", "accepted |");
    check("paid@4 returned@9", "returned |");
}

#[test]
fn equal_times_have_an_order() {
    check("paid@1 created@1 accepted@1 sent@1 unknown@1", "paid |");
    check("returned@1 paid@1", "returned |");
}

#[test]
fn a_final_state_never_regresses() {
    check("paid@1 sent@2", "paid | sent");
    check("rejected@1 paid@2", "rejected | paid");
    check("returned@1 paid@2 created@3", "returned | paid created");
    check("paid@1 rejected@2 returned@3", "returned | rejected");
}

#[test]
fn before_its_first_row_a_payout_has_no_state() {
    let payout = Payout::fold(vec![row(PayoutStatus::Created, 5, 1)]).expect("there is a row");
    assert_eq!(payout.state_at(Instant::from_ms(4)), None);
    assert!(payout.state_at(Instant::from_ms(5)).is_some());
    assert_eq!(Payout::fold(Vec::new()), None);
}

fn rank(status: PayoutStatus) -> u8 {
    match status {
        PayoutStatus::Paid => 1,
        PayoutStatus::Rejected | PayoutStatus::Returned => 2,
        PayoutStatus::Created
        | PayoutStatus::Sent
        | PayoutStatus::Accepted
        | PayoutStatus::Unknown => 0,
    }
}

proptest! {
    #[test]
    fn finality_only_grows(states in prop::collection::vec((0..PayoutStatus::ALL.len(), 0..6_i64), 1..9)) {
        let rows = states.iter().zip(1..).map(|((status, at), line)| row(PayoutStatus::ALL[*status], *at, line));
        let payout = Payout::fold(rows.collect()).expect("there are rows");
        let mut before: Option<PayoutStatus> = None;
        for at in 0..7 {
            let now = payout.state_at(Instant::from_ms(at)).map(|row| row.status);
            if let (Some(held), Some(next)) = (before, now) {
                prop_assert!(rank(next) >= rank(held), "{held:?} became {next:?}");
                prop_assert!(rank(held) < 2 || next == held);
                prop_assert!(held != PayoutStatus::Paid || matches!(next, PayoutStatus::Paid | PayoutStatus::Returned));
            }
            prop_assert!(before.is_none() || now.is_some());
            before = now;
        }
    }
}
