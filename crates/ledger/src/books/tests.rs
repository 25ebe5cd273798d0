use super::*;
use crate::balance::balances_at;
use crate::{Currency, Instant, Money, Occasion, Per, Postings};
use proptest::prelude::*;

const WHO: [(Per, &str); 5] = [
    (Per::Merchant, "M1"),
    (Per::Network, "unionpay"),
    (Per::Bank, "icbc"),
    (Per::Payout, "P1"),
    (Per::Channel, "nucc"),
];

/// Books lines such as `sale_requested r1 amount=12000`, one second apart, and answers what was refused, then what stands:
/// `slug subject net` and, where something is pending, `(debit pending/credit pending)`.
fn played(lines: &str) -> (Vec<String>, Vec<Entry>, Books) {
    let postings = Postings::shipped();
    let mut books = Books::new(postings.chart());
    let (mut said, mut entries) = (Vec::new(), Vec::new());
    for (second, line) in lines.trim().lines().enumerate() {
        let mut words = line.split_whitespace();
        let (event, reference) = (
            words.next().expect("an event"),
            words.next().expect("a reference"),
        );
        let amounts: Vec<(&str, Money)> = words
            .filter_map(|word| word.split_once('='))
            .map(|(name, minor)| (name, Money::fen(minor.parse().expect("fen"))))
            .collect();
        let occasion = Occasion {
            reference,
            of: None,
            at: Instant::from_ms(1000 * second as i64),
            day: crate::Day::from_epoch(20_000),
            subjects: &WHO,
            amounts: &amounts,
        };
        let entry = postings.entry(event, &occasion).expect(line);
        match books.post(&entry) {
            Ok(Receipt::Booked) => entries.push(entry),
            Ok(Receipt::Repeated) => said.push(format!("{event} {reference}: repeated")),
            Err(refusal) => said.push(format!("{event} {reference}: {refusal}")),
        }
        assert_eq!(unbalanced(books.balances()), None);
    }
    (said, entries, books)
}

fn check(lines: &str, wanted: &str) {
    let chart = Postings::shipped().chart().clone();
    let (mut said, entries, books) = played(lines);
    for (position, balance) in books.balances() {
        let line = chart.line(position.0.code).expect("a line");
        let mut text = format!("{} {}", line.slug, balance.net(line.normal));
        if balance.debit_pending + balance.credit_pending > 0 {
            text += &format!(" ({}/{})", balance.debit_pending, balance.credit_pending);
        }
        if *balance != Balance::default() && (balance.net(line.normal) != 0 || text.ends_with(')'))
        {
            said.push(text);
        }
    }
    let wanted: Vec<&str> = wanted.trim().lines().map(str::trim).collect();
    assert_eq!(said, wanted);
    let replayed = balances_at(entries.iter(), Instant::MAX);
    assert!(books.balances().all(|(position, balance)| {
        replayed.get(position).copied().unwrap_or_default() == *balance
    }));
}

#[test]
fn a_sale_is_pending_until_it_is_answered() {
    check(
        "sale_requested r1 amount=12000",
        "network_authorised 0 (12000/0)\nmerchant_authorised 0 (0/12000)",
    );
    check(
        "sale_requested r1 amount=12000\nsale_approved r1",
        "network_authorised 12000\nmerchant_authorised 12000",
    );
    check("sale_requested r1 amount=12000\nsale_declined r1", "");
}

#[test]
fn what_is_pending_is_resolved_once() {
    let pending = EntryId::of("sale_requested", "r1");
    check(
        "sale_requested r1 amount=500\nsale_approved r1\nsale_approved r1\nsale_declined r1\nsale_abandoned r2",
        &format!(
            "sale_approved r1: repeated
        sale_declined r1: entry {pending} is not pending
        sale_abandoned r2: entry {} is not pending
        network_authorised 500
        merchant_authorised 500",
            EntryId::of("sale_requested", "r2")
        ),
    );
}

#[test]
fn a_name_books_one_thing() {
    check(
        "own_funds_added f1 amount=5\nown_funds_added f1 amount=5\nown_funds_added f1 amount=6",
        &format!(
            "own_funds_added f1: repeated
        own_funds_added f1: another entry is booked as {}
        bank 5
        own_funds 5",
            EntryId::of("own_funds_added", "f1")
        ),
    );
}

#[test]
fn no_payout_is_paid_twice() {
    check(
        "
        payout_planned P1 amount=900 fee=100
        payout_sent P1 amount=900
        payout_paid P1 amount=900
        payout_found_paid P1 amount=900
        payout_paid again amount=900
        payout_sent again amount=1
        ",
        "
        payout_found_paid P1: account 2203 P1 would fall below nothing by 900
        payout_paid again: account 2202 P1 would fall below nothing by 900
        payout_sent again: account 2201 P1 would fall below nothing by 1
        bank -900
        merchant_available -1000
        payout_fee 100
        ",
    );
}

#[test]
fn entries_that_no_template_makes_are_refused_too() {
    let account = |code, subject: &str| {
        AccountId::new(
            crate::AccountCode(code),
            crate::Subject::parse(subject).expect("one"),
        )
    };
    let leg = |minor| Leg {
        debit: account(1001, "icbc"),
        credit: account(2103, "M1"),
        amount: Money::fen(minor),
    };
    let entry = |legs: Vec<Leg>, phase| Entry {
        id: EntryId::of("x", "y"),
        event: "x".into(),
        reference: "y".into(),
        at: Instant::from_ms(0),
        day: crate::Day::from_epoch(0),
        phase,
        legs,
    };
    let mut books = Books::new(Postings::shipped().chart());
    let mut refused = |entry: &Entry| books.post(entry).expect_err("it is refused").to_string();
    assert!(refused(&entry(vec![], Phase::Posted)).contains("no legs"));
    assert!(refused(&entry(vec![leg(1); 65], Phase::Posted)).contains("more than 64"));
    assert!(
        refused(&entry(vec![leg(1)], Phase::Release(EntryId::of("a", "b"))))
            .contains("may not have")
    );
    assert!(refused(&entry(vec![leg(0)], Phase::Posted)).contains("moves nothing"));
    let stranger = Leg {
        debit: account(7777, "icbc"),
        ..leg(1)
    };
    assert_eq!(
        refused(&entry(vec![stranger], Phase::Posted)),
        "the chart has no line for account 7777 icbc"
    );
    let shared = Leg {
        debit: account(4001, "M1"),
        ..leg(1)
    };
    assert_eq!(
        refused(&entry(vec![shared], Phase::Posted)),
        "the chart has no line for account 4001 M1"
    );
    let most = leg(i64::MAX);
    assert_eq!(
        refused(&entry(vec![most, leg(1)], Phase::Posted)),
        "the sums of account 1001 icbc would not fit"
    );
}

#[test]
fn entries_of_one_decision_are_booked_together_or_not_at_all() {
    let (_, entries, mut books) =
        played("own_funds_added f amount=9\nsale_requested r1 amount=7\nheld h amount=1");
    let state = |books: &Books| format!("{books:?}");
    let (_, good, _) = played(
        "sale_requested r1 amount=7\nsale_approved r1\nsale_requested r2 amount=5\npayout_planned P1 amount=3 fee=0",
    );
    let before = state(&books);
    let twice = [
        good[1].clone(),
        good[2].clone(),
        good[1].clone(),
        Entry {
            reference: "other".into(),
            ..good[3].clone()
        },
        good[3].clone(),
    ];
    assert!(matches!(
        books.post_all(&twice),
        Err(Refusal::NameTaken { .. })
    ));
    assert_eq!(state(&books), before);
    assert_eq!(
        books.post_all(&good),
        Ok(vec![
            Receipt::Repeated,
            Receipt::Booked,
            Receipt::Booked,
            Receipt::Booked
        ])
    );
    assert_eq!(books.post_all(&entries[..1]), Ok(vec![Receipt::Repeated]));
    assert_eq!(books.post_all(&[]), Ok(vec![]));
}

#[test]
fn balances_of_a_past_instant() {
    let (_, entries, _) =
        played("sale_requested r1 amount=7\nsale_approved r1\nown_funds_added f amount=3");
    let at = |ms| balances_at(entries.iter().rev(), Instant::from_ms(ms));
    let authorised = |ms| {
        let mut of = at(ms)
            .into_iter()
            .filter(|((account, _), _)| account.code.0 == 1101);
        of.next()
            .map(|(_, balance)| (balance.debit, balance.debit_pending))
    };
    assert_eq!(
        [
            authorised(-1),
            authorised(0),
            authorised(999),
            authorised(1000)
        ],
        [None, Some((0, 7)), Some((0, 7)), Some((7, 0))]
    );
    assert_eq!(at(2000).len(), 4);
}

proptest! {
    /// Any events in any order: nothing unbalances the books, no floor gives way, a refusal changes nothing, and the
    /// balances are those of the entries that were booked.
    #[test]
    fn books_balance_whatever_comes(events in proptest::collection::vec((0_usize..200, 1_u8..4, 1_i64..1000, 0_i64..20), 1..60)) {
        let postings = Postings::shipped();
        let all: Vec<&crate::Template> = postings.templates().collect();
        let mut books = Books::new(postings.chart());
        let mut entries = Vec::new();
        for (which, reference, amount, fee) in events {
            let template = all[which % all.len()];
            let given = [("amount", Money::fen(amount)), ("fee", Money::fen(fee))];
            let reference = format!("r{reference}");
            let entry = (0..=3).find_map(|subset| {
                let amounts: Vec<(&str, Money)> = given.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1).map(|(_, one)| *one).collect();
                let occasion = Occasion { reference: &reference, of: None, at: Instant::from_ms(entries.len() as i64), day: crate::Day::from_epoch(0), subjects: &WHO, amounts: &amounts };
                postings.entry(&template.slug, &occasion).ok()
            });
            let Some(entry) = entry else { continue };
            let before: Vec<_> = books.balances().map(|(position, balance)| (position.clone(), *balance)).collect();
            match books.post(&entry) {
                Ok(Receipt::Booked) => entries.push(entry),
                Ok(Receipt::Repeated) | Err(_) => {
                    let after: Vec<_> = books.balances().map(|(position, balance)| (position.clone(), *balance)).collect();
                    prop_assert_eq!(before, after);
                }
            }
            prop_assert_eq!(unbalanced(books.balances()), None);
        }
        for (position, balance) in books.balances() {
            let line = postings.chart().line(position.0.code).expect("a line");
            prop_assert!(!line.floored || balance.free(line.normal) >= 0);
            prop_assert_eq!(position.1, Currency::CNY);
        }
        let replayed = balances_at(entries.iter().rev(), Instant::MAX);
        prop_assert_eq!(replayed.len(), books.balances().count());
        for (position, balance) in books.balances() {
            prop_assert_eq!(replayed.get(position), Some(balance));
        }
    }
}
