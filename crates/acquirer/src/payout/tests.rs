use super::*;
use ledger::{Books, Instant, Money, Occasion, Per, Postings};
use proptest::prelude::*;

fn rail(slug: &str, open: (u32, u32), workdays_only: bool, amount_max: Option<i64>) -> Rail {
    Rail {
        slug: slug.to_owned(),
        open,
        workdays_only,
        amount_max,
        healthy: true,
    }
}

/// As the rails of the mainland are: the small one at all hours, the large one on workdays from the evening before.
fn rails() -> Vec<Rail> {
    vec![
        rail("ibps", (0, 86_400), false, Some(100_000_000)),
        rail("hvps", (73_800, 62_100), true, None),
    ]
}

fn payable(mid: &str, available: i64) -> Payable {
    Payable {
        mid: mid.to_owned(),
        available,
        fee: 100,
        account_no: "6222".to_owned(),
        retry_of: None,
    }
}

fn planned(available: i64, day: &str, second: u32) -> String {
    let calendar = Calendar::mainland();
    let at = At {
        day: Day::parse(day).expect("a day"),
        second,
        calendar: &calendar,
    };
    let (lines, unplanned) = plan(
        "20251121",
        &[payable("M1", available)],
        &rails(),
        ApprovalLimit(5_000_000),
        at,
    );
    let line = lines.first().map(|line| {
        format!(
            "{} {} by {}, {} approvals",
            line.payout, line.amount, line.rail, line.approvals
        )
    });
    line.unwrap_or_else(|| format!("{:?}", unplanned[0].why))
}

#[test]
fn a_plan_names_rails_that_are_open() {
    assert_eq!(
        planned(10_100, "2025-11-21", 36_000),
        "20251121-M1 10000 by ibps, 0 approvals"
    );
    assert_eq!(
        planned(6_000_100, "2025-11-21", 36_000),
        "20251121-M1 6000000 by ibps, 2 approvals"
    );
    assert_eq!(
        planned(200_000_000, "2025-11-21", 36_000),
        "20251121-M1 199999900 by hvps, 2 approvals"
    );
    assert_eq!(planned(200_000_000, "2025-11-21", 70_000), "RailsClosed");
    assert_eq!(
        planned(200_000_000, "2025-11-22", 36_000),
        "RailsClosed",
        "a Saturday"
    );
    assert_eq!(planned(100, "2025-11-21", 36_000), "TooLittle");
    let calendar = Calendar::mainland();
    let at = At {
        day: Day::parse("2025-11-21").expect("a day"),
        second: 0,
        calendar: &calendar,
    };
    let ill: Vec<Rail> = rails()
        .into_iter()
        .map(|rail| Rail {
            healthy: false,
            ..rail
        })
        .collect();
    let (_, unplanned) = plan("r", &[payable("M1", 500)], &ill, ApprovalLimit(0), at);
    assert_eq!(
        unplanned,
        [Unplanned {
            mid: "M1".to_owned(),
            why: Why::NoRailTakesIt
        }]
    );
}

fn line(approvals: u8) -> PlanLine {
    PlanLine {
        payout: "P1".to_owned(),
        mid: "M1".to_owned(),
        amount: 900,
        fee: 100,
        account_no: "6222".to_owned(),
        rail: "ibps".to_owned(),
        approvals,
        retry_of: None,
    }
}

#[test]
fn two_persons_approve_a_large_one() {
    let approve = |state: &State, person: &str| {
        state
            .next(&Said::Approved(person.to_owned()), &line(2))
            .map(|next| next.state)
    };
    let planned = State::Planned(Vec::new());
    assert_eq!(
        planned.next(&Said::Send, &line(2)),
        Err(Refusal::NotApproved(2))
    );
    let one = approve(&planned, "ann").expect("approved");
    assert_eq!(approve(&one, "ann"), Err(Refusal::SamePerson));
    assert_eq!(
        one.next(&Said::Send, &line(2)),
        Err(Refusal::NotApproved(1))
    );
    let two = approve(&one, "bob").expect("approved");
    assert_eq!(
        two.next(&Said::Send, &line(2)).expect("sent").state,
        State::Sent
    );
}

fn any_said() -> impl Strategy<Value = Said> {
    let all = [
        Said::Send,
        Said::Accepted,
        Said::Silence,
        Said::Paid,
        Said::Rejected,
        Said::Returned,
        Said::Cancelled,
        Said::Approved("ann".to_owned()),
    ];
    proptest::sample::select(all.to_vec())
}

proptest! {
    /// Whatever is said, repeated, late or contradictory: the ledger takes every event, the money stands in one place that the
    /// state names, and the bank's account falls by the payout once at most.
    #[test]
    fn nothing_that_is_said_pays_twice(all in proptest::collection::vec(any_said(), 0..30)) {
        let postings = Postings::shipped();
        let mut books = Books::new(postings.chart());
        let mut book = |event: &str, amounts: &[(&str, i64)]| {
            let amounts: Vec<(&str, Money)> = amounts.iter().map(|(name, fen)| (*name, Money::fen(*fen))).collect();
            let subjects = [(Per::Merchant, "M1"), (Per::Payout, "P1"), (Per::Bank, "icbc")];
            let occasion = Occasion { reference: "P1", of: None, at: Instant::from_ms(0), day: Day::from_epoch(0), subjects: &subjects, amounts: &amounts };
            books.post(&postings.entry(event, &occasion).expect(event)).expect(event);
        };
        let line = line(0);
        book("bank_credit_explained", &[("amount", 1_000)]);
        book("payout_planned", &[("amount", 900), ("fee", 100)]);
        let mut state = State::Planned(Vec::new());
        for said in all {
            let Ok(next) = state.next(&said, &line) else { continue };
            for event in &next.events {
                let fee = ("fee", line.fee);
                let amounts = [("amount", line.amount), fee];
                book(event, if *event == "payout_cancelled" { &amounts } else { &amounts[..1] });
            }
            prop_assert!(next.state == state || !matches!(state, State::Cancelled | State::Rejected | State::Returned));
            state = next.state;
        }
        let held = |slug: &str, subject: &str| {
            let normal = postings.chart().named(slug).expect("a line").normal;
            books.balance(&(postings.account(slug, subject).expect("an account"), ledger::Currency::CNY)).net(normal)
        };
        let places = [
            held("payout_planned", "P1"), held("payout_sent", "P1"), held("payout_unknown", "P1"), -held("bank", "icbc"), held("merchant_available", "M1"),
        ];
        let stands = match state {
            State::Planned(_) => [900, 0, 0, 0, 0],
            State::Sent | State::Accepted => [0, 900, 0, 0, 0],
            State::Unknown => [0, 0, 900, 0, 0],
            State::Paid => [0, 0, 0, 900, 0],
            State::Rejected | State::Returned => [0, 0, 0, 0, 900],
            State::Cancelled => [0, 0, 0, 0, 1_000],
        };
        prop_assert_eq!(places, stands);
    }
}
