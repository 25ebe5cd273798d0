use super::*;

fn occasion<'a>(subjects: &'a [(Per, &'a str)], amounts: &'a [(&'a str, Money)]) -> Occasion<'a> {
    Occasion {
        reference: "250926000123",
        of: None,
        at: Instant::from_ms(0),
        day: Day::from_epoch(20_000),
        subjects,
        amounts,
    }
}

const WHO: [(Per, &str); 5] = [
    (Per::Merchant, "898100012345678"),
    (Per::Network, "unionpay"),
    (Per::Bank, "icbc"),
    (Per::Payout, "P-1"),
    (Per::Channel, "nucc"),
];

#[test]
fn an_event_makes_its_entry() {
    let postings = Postings::shipped();
    let amounts = [("amount", Money::fen(12_000)), ("fee", Money::fen(72))];
    let entry = postings
        .entry("settled", &occasion(&WHO, &amounts))
        .expect("an entry");
    let legs: Vec<String> = entry
        .legs
        .iter()
        .map(|leg| format!("{} -> {}: {}", leg.debit, leg.credit, leg.amount))
        .collect();
    assert_eq!(
        legs,
        [
            "2102 898100012345678 -> 2103 898100012345678: ¥119.28",
            "2102 898100012345678 -> 4001: ¥0.72"
        ]
    );
    assert_eq!(entry.id, EntryId::of("settled", "250926000123"));
    let free = [("amount", Money::fen(12_000)), ("fee", Money::fen(0))];
    let entry = postings
        .entry("settled", &occasion(&WHO, &free))
        .expect("an entry");
    assert_eq!(entry.legs.len(), 1, "a leg of nothing is left out");
}

#[test]
fn a_resolving_event_names_what_it_resolves() {
    let postings = Postings::shipped();
    let plain = occasion(&WHO, &[]);
    let approved = postings.entry("sale_approved", &plain).expect("an entry");
    assert_eq!(
        approved.phase,
        Phase::Post(EntryId::of("sale_requested", "250926000123"))
    );
    assert!(approved.legs.is_empty());
    let other = Occasion {
        of: Some("another"),
        ..plain
    };
    let approved = postings.entry("sale_approved", &other).expect("an entry");
    assert_eq!(
        approved.phase,
        Phase::Post(EntryId::of("sale_requested", "another"))
    );
    let again = EntryId::of("preauth_reinstated", "1");
    let voided = postings
        .resolving("preauth_voided", again, &plain)
        .expect("an entry");
    assert_eq!(voided.phase, Phase::Release(again));
    assert_eq!(
        postings.resolving(
            "tip_advised",
            again,
            &occasion(&WHO, &[("amount", Money::fen(1))])
        ),
        Err(Misfit::OfNothing)
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let postings = Postings::shipped();
    let fen = |name, minor| (name, Money::fen(minor));
    let yen = Money::new(5, Currency::parse("JPY").expect("a code"));
    let check = |event: &str, who: &[(Per, &str)], amounts: &[(&str, Money)], said: &str| {
        let misfit = postings
            .entry(event, &occasion(who, amounts))
            .expect_err(said);
        assert_eq!(misfit.to_string(), said);
    };
    check("sold", &WHO, &[], "no posting template is called `sold`");
    check(
        "settled",
        &WHO,
        &[fen("amount", 5)],
        "the event needs the amount `fee`",
    );
    check(
        "settled",
        &WHO,
        &[fen("amount", 5), fen("fee", 1), fen("tax", 1)],
        "the event has no amount `tax`",
    );
    check(
        "settled",
        &WHO,
        &[fen("amount", 5), fen("fee", 6)],
        "`amount - fee` comes to -1, which is below nothing",
    );
    check(
        "settled",
        &WHO,
        &[fen("amount", 0), fen("fee", 0)],
        "every leg comes to nothing",
    );
    check(
        "settled",
        &WHO,
        &[fen("amount", 5), ("fee", yen)],
        "amounts of several currencies in one entry",
    );
    check(
        "settled",
        &[],
        &[fen("amount", 5), fen("fee", 1)],
        "the event needs a merchant",
    );
    let odd = [(Per::Merchant, "a b")];
    let said = "the merchant is no word of 1 to 40 ASCII letters, digits and hyphens";
    check("settled", &odd, &[fen("amount", 5), fen("fee", 1)], said);
    let long = Occasion {
        reference: &"9".repeat(65),
        ..occasion(&WHO, &[])
    };
    assert!(matches!(
        postings.entry("sale_approved", &long),
        Err(Misfit::ReferenceUnfit(_))
    ));
}

#[test]
fn every_template_makes_entries_that_change_what_it_says() {
    let postings = Postings::shipped();
    for template in postings.templates() {
        let mut names: Vec<&str> = template
            .legs
            .iter()
            .flat_map(|leg| leg.amount.names())
            .collect();
        names.sort_unstable();
        names.dedup();
        let amounts: Vec<(&str, Money)> = names
            .iter()
            .map(|name| (*name, Money::fen(if *name == "fee" { 7 } else { 1_000 })))
            .collect();
        let entry = postings
            .entry(&template.slug, &occasion(&WHO, &amounts))
            .expect("an entry");
        for line in postings.chart().lines() {
            let moved: i64 = entry
                .legs
                .iter()
                .map(|leg| {
                    let on = |side: AccountCode| {
                        if side == line.code {
                            leg.amount.minor()
                        } else {
                            0
                        }
                    };
                    match line.normal {
                        crate::Side::Debit => on(leg.debit.code) - on(leg.credit.code),
                        crate::Side::Credit => on(leg.credit.code) - on(leg.debit.code),
                    }
                })
                .sum();
            let value = |name: &str| {
                amounts
                    .iter()
                    .find(|(n, _)| *n == name)
                    .map(|(_, m)| m.minor())
            };
            let want = template
                .changes
                .get(&line.code)
                .map_or(Some(0), |change| change.value(value));
            assert_eq!(Some(moved), want, "{} {}", template.slug, line.slug);
        }
    }
}

const CHART: &str = r#"
[[account]]
code = 1
slug = "bank"
kind = "asset"
normal = "debit"
zh = "甲"
en = "a"
holds = "x"
[[account]]
code = 2
slug = "owed"
kind = "liability"
normal = "credit"
zh = "乙"
en = "b"
holds = "x"
"#;

fn faults(text: &str) -> Vec<String> {
    let read = Postings::read(("c.toml", CHART), &[("p.toml", text)]);
    read.expect_err("a broken table must not load")
}

fn posting(slug: &str, rest: &str) -> String {
    format!("[[posting]]\nslug = \"{slug}\"\nzh = \"甲\"\nen = \"a\"\n{rest}\n")
}

#[test]
fn legs_are_compared_with_what_is_said_of_them() {
    let legs = |debit: &str, credit: &str, amount: &str, changes: &str| {
        posting(
            "paid",
            &format!(
                "phase = \"posted\"\nlegs = [{{ debit = \"{debit}\", credit = \"{credit}\", amount = \"{amount}\" }}]\nchanges = {{ {changes} }}"
            ),
        )
    };
    let check =
        |text: String, said: &str| assert_eq!(faults(&text), [format!("p.toml:1: `paid`: {said}")]);
    check(
        legs(
            "bank",
            "owed",
            "amount - fee",
            "bank = \"amount\", owed = \"amount - fee\"",
        ),
        "`bank` changes by `amount - fee`, and `amount` is said",
    );
    check(
        legs("bank", "owed", "amount", "bank = \"amount\""),
        "`owed` changes by `amount`, and `0` is said",
    );
    check(
        legs("bank", "bank", "amount", ""),
        "`bank` is debited and credited by one leg",
    );
    check(
        legs("bank", "till", "amount", ""),
        "the chart has no account `till`",
    );
    check(
        legs("bank", "owed", "amount - amount", ""),
        "a leg of nothing: `amount - amount`",
    );
    check(
        legs("bank", "owed", "0.006 * amount", ""),
        "amount `0.006 * amount`: write names joined by + and -, such as `amount - fee`",
    );
}

#[test]
fn relations_between_events_are_checked() {
    let legs = "legs = [{ debit = \"bank\", credit = \"owed\", amount = \"amount\" }]\nchanges = { bank = \"amount\", owed = \"amount\" }\n";
    let paid = posting("paid", &format!("phase = \"posted\"\n{legs}"));
    let again = posting(
        "again",
        &format!("phase = \"posted\"\nundoes = \"paid\"\n{legs}"),
    );
    assert_eq!(
        faults(&(paid.clone() + &again)),
        [
            "p.toml:9: `again` does not undo `paid`: `bank` changes by `amount`, and `-amount` is said"
        ]
    );
    let lost = posting(
        "lost",
        &format!("phase = \"posted\"\nundoes = \"none\"\n{legs}"),
    );
    assert_eq!(
        faults(&lost),
        ["p.toml:1: `lost`: there is no event `none` to undo"]
    );
    let done = posting("done", "phase = \"post\"\nof = [\"paid\"]");
    assert_eq!(
        faults(&(done + &paid)),
        ["p.toml:1: `done`: there is no pending event `paid`"]
    );
    let bare = posting("bare", "phase = \"pending\"");
    assert!(faults(&bare)[0].starts_with("p.toml:1: `bare`: 1 to 64 legs belong to"));
    assert_eq!(
        faults(&paid.repeat(2)),
        ["p.toml:9: `paid` stands twice; keep one"]
    );
    let unnamed = posting("post_nothing", "phase = \"post\"");
    assert_eq!(
        faults(&unnamed),
        ["p.toml:1: `post_nothing`: `of` belongs to phases post and release, and to no other"]
    );
}

#[test]
fn courses_leave_what_they_say() {
    let legs = "legs = [{ debit = \"bank\", credit = \"owed\", amount = \"amount\" }]\nchanges = { bank = \"amount\", owed = \"amount\" }\n";
    let paid = posting("paid", &format!("phase = \"posted\"\n{legs}"));
    let course = |events: &str, leaves: &str| {
        paid.clone()
            + &format!(
                "[[course]]\nzh = \"甲\"\nen = \"c\"\nevents = [{events}]\nleaves = {{ {leaves} }}\n"
            )
    };
    let twice = "{ event = \"paid\" }, { event = \"paid\", amount = \"fee - amount\" }";
    let read = Postings::read(
        ("c.toml", CHART),
        &[("p.toml", &course(twice, "bank = \"fee\", owed = \"fee\""))],
    );
    assert!(read.is_ok(), "{read:?}");
    let check = |text: String, said: &str| {
        assert_eq!(faults(&text), [format!("p.toml:9: course \"c\": {said}")])
    };
    check(
        course(twice, "bank = \"fee\""),
        "`owed` changes by `fee`, and `0` is said",
    );
    check(
        course("{ event = \"gone\" }", ""),
        "there is no event `gone`",
    );
    check(
        course("{ event = \"paid\", tax = \"fee\" }", ""),
        "`paid` has no amount `tax`",
    );
    check(course("", ""), "write 1 to 32 events");
}
