use super::*;
use ledger::{Books, Day, Instant, Money, Occasion, Per, Position, Postings, SettleMode};
use proptest::prelude::*;

fn terms(refund_returns_fee: bool) -> Terms {
    let rate = |text| Rate::parse(text).expect("a rate");
    Terms {
        mode: SettleMode::T(1),
        credit_rate: rate("0.0060"),
        debit_rate: rate("0.0050"),
        debit_cap: Some(2_000),
        qr_rate: None,
        rounding: Rounding::HalfUp,
        refund_returns_fee,
        payout_fee: 100,
        min_payout: 1_000,
    }
}

fn policy(rate: &str, max: i64) -> Policy {
    Policy {
        reserve_rate: Rate::parse(rate).expect("a rate"),
        reserve_max: max,
        held: false,
    }
}

fn charge(reference: &str, amount: i64) -> Item {
    Item {
        reference: reference.to_owned(),
        what: What::Charge,
        amount,
        class: CardClass::Credit,
        hold: None,
    }
}

fn back(reference: &str, approved: i64, before: i64, amount: i64) -> Item {
    Item {
        what: What::GiveBack { approved, before },
        ..charge(reference, amount)
    }
}

/// Settles, and says every step, then what may be paid.
fn check(items: &[Item], policy: &Policy, before: Standing, wanted: &str) {
    let settled = settle("run", items, &terms(true), policy, before);
    let mut said: Vec<String> = settled
        .steps
        .iter()
        .map(|step| {
            let amounts: Vec<String> = step
                .amounts
                .iter()
                .map(|(name, fen)| format!("{name}={fen}"))
                .collect();
            format!("{} {} {}", step.event, step.reference, amounts.join(" "))
        })
        .collect();
    said.push(match settled.kept {
        None => format!("payable {}", settled.payable),
        Some(kept) => format!("payable {}: {kept:?}", settled.payable),
    });
    let wanted: Vec<&str> = wanted.trim().lines().map(str::trim).collect();
    assert_eq!(said, wanted);
}

#[test]
fn swipes_are_settled_by_the_terms() {
    check(
        &[charge("a", 12_000), charge("b", 12_345)],
        &policy("0", 0),
        Standing::default(),
        "
        settled a amount=12000 fee=72
        settled b amount=12345 fee=74
        payable 24199
        ",
    );
}

#[test]
fn held_money_is_reckoned_and_kept() {
    let held = Item {
        hold: Some("large_at_night".to_owned()),
        ..charge("a", 12_000)
    };
    check(
        &[held, charge("b", 10_000)],
        &policy("0", 0),
        Standing::default(),
        "
        settled a amount=12000 fee=72
        held a amount=11928
        settled b amount=10000 fee=60
        payable 9940
        ",
    );
    let all = Policy {
        held: true,
        ..policy("0", 0)
    };
    check(
        &[charge("b", 10_000)],
        &all,
        Standing::default(),
        "settled b amount=10000 fee=60\npayable 0: Held",
    );
}

#[test]
fn what_refunds_take_too_much_is_owed_and_recovered() {
    check(
        &[back("r", 12_000, 0, 12_000), charge("a", 2_000)],
        &policy("0", 0),
        Standing {
            available: 5_000,
            owes: 0,
            reserve: 0,
        },
        "
        refund_settled r amount=12000 fee=72
        settled a amount=2000 fee=12
        debt_carried run amount=4940
        payable 0
        ",
    );
    check(
        &[charge("a", 10_000)],
        &policy("0.1", 9_999),
        Standing {
            available: 0,
            owes: 4_940,
            reserve: 0,
        },
        "
        settled a amount=10000 fee=60
        debt_recovered run amount=4940
        reserve_kept run amount=994
        payable 4006
        ",
    );
    check(
        &[back("r", 12_000, 0, 12_000)],
        &policy("0.1", 9_999),
        Standing {
            available: 0,
            owes: 0,
            reserve: 20_000,
        },
        "
        refund_settled r amount=12000 fee=72
        debt_carried run amount=11928
        reserve_used run amount=11928
        payable 0
        ",
    );
}

#[test]
fn a_reserve_that_is_full_is_not_filled_on_and_too_much_goes_back() {
    let before = Standing {
        available: 0,
        owes: 0,
        reserve: 950,
    };
    check(
        &[charge("a", 10_000)],
        &policy("0.1", 1_000),
        before,
        "settled a amount=10000 fee=60\nreserve_kept run amount=50\npayable 9890",
    );
    check(
        &[],
        &policy("0", 0),
        before,
        "reserve_returned run amount=950\npayable 0: BelowMinimum",
    );
}

#[test]
fn less_than_the_minimum_waits() {
    check(
        &[charge("a", 900)],
        &policy("0", 0),
        Standing::default(),
        "settled a amount=900 fee=5\npayable 0: BelowMinimum",
    );
    check(
        &[charge("a", 900)],
        &policy("0", 0),
        Standing {
            available: 200,
            ..Standing::default()
        },
        "settled a amount=900 fee=5\npayable 1095",
    );
}

proptest! {
    /// A swipe given back in parts comes to what the contract says of their sum, in whatever parts.
    #[test]
    fn parts_come_to_the_whole(approved in 1_i64..10_000_000, cuts in proptest::collection::vec(1_i64..5_000_000, 0..5), returns in any::<bool>(), class in 0_usize..4) {
        let class = CardClass::ALL[class];
        let terms = terms(returns);
        let mut items = vec![Item { class, ..charge("a", approved) }];
        let mut before = 0;
        for cut in cuts {
            if before + cut > approved { break; }
            items.push(Item { class, ..back("r", approved, before, cut) });
            before += cut;
        }
        let settled = settle("run", &items, &terms, &policy("0", 0), Standing::default());
        let net: i64 = settled.lines.iter().map(|line| line.net).sum();
        prop_assert_eq!(net, terms.owed(approved, before, class).owed);
        prop_assert!(settled.lines.iter().all(|line| (0..=line.amount).contains(&line.fee)));
    }

    /// Whatever comes, the books take every step, and hold what the settlement says.
    #[test]
    fn the_ledger_holds_what_the_settlement_says(
        items in proptest::collection::vec((1_i64..100_000, 0_u8..5, any::<bool>()), 0..12),
        begin in (0_i64..50_000, 0_i64..20_000, 0_i64..20_000), rate in 0_i64..=200_000_000, max in 0_i64..30_000,
    ) {
        let items: Vec<Item> = items.iter().enumerate().map(|(number, (amount, kind, held))| {
            let reference = format!("r{number}");
            match kind {
                0 => back(&reference, *amount, 0, *amount),
                _ => Item { hold: held.then(|| "rule".to_owned()), ..charge(&reference, *amount) },
            }
        }).collect();
        let policy = Policy { reserve_rate: Rate::from_ppb(rate).expect("in range"), reserve_max: max, held: false };
        let before = Standing { available: begin.0, owes: begin.1, reserve: begin.2 };
        let settled = settle("run", &items, &terms(true), &policy, before);
        let postings = Postings::shipped();
        let mut books = Books::new(postings.chart());
        let mut book = |event: &str, reference: &str, amounts: &[(&str, i64)]| {
            let amounts: Vec<(&str, Money)> = amounts.iter().map(|(name, fen)| (*name, Money::fen(*fen))).collect();
            let subjects = [(Per::Merchant, "M1"), (Per::Bank, "icbc"), (Per::Network, "unionpay")];
            let occasion = Occasion { reference, of: None, at: Instant::from_ms(0), day: Day::from_epoch(0), subjects: &subjects, amounts: &amounts };
            books.post(&postings.entry(event, &occasion).expect(event)).expect(event);
        };
        for (event, amount) in [("bank_credit_explained", before.available + before.owes), ("debt_carried", before.owes), ("reserve_kept", before.reserve)] {
            // The reserve comes out of money of its own; what it owes, out of money that it got too much.
            let amount = if event == "bank_credit_explained" { before.available - before.owes + before.reserve } else { amount };
            match amount {
                0 => {}
                1.. => book(event, "begin", &[("amount", amount)]),
                _ => book("fee_charged", "begin", &[("fee", -amount)]),
            }
        }
        for step in &settled.steps {
            book(step.event, &step.reference, &step.amounts);
        }
        let held = |slug: &str| {
            let line = postings.chart().named(slug).expect("a line");
            let position: Position = (postings.account(slug, "M1").expect("an account"), ledger::Currency::CNY);
            books.balance(&position).net(line.normal)
        };
        let after = Standing { available: held("merchant_available"), owes: held("merchant_owes"), reserve: held("merchant_reserve") };
        prop_assert_eq!(after, settled.after);
        prop_assert!(settled.after.available >= 0 && settled.payable <= settled.after.available);
        prop_assert!(settled.after.owes == 0 || settled.after.available == 0 && settled.after.reserve == 0);
    }
}
