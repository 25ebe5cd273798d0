use super::*;
use crate::{Instant, Money, Occasion, Per};

fn entries() -> Vec<Entry> {
    let postings = Postings::shipped();
    let who = [
        (Per::Merchant, "898100012345678"),
        (Per::Network, "unionpay"),
        (Per::Bank, "X-icbc"),
    ];
    let make = |number: i64, event: &str, reference: &str, amounts: &[(&str, i64)]| {
        let amounts: Vec<(&str, Money)> = amounts
            .iter()
            .map(|(name, fen)| (*name, Money::fen(*fen)))
            .collect();
        let occasion = Occasion {
            reference,
            of: None,
            at: Instant::from_ms(number),
            day: Day::parse("2025-11-21")
                .expect("a day")
                .plus(number as i32 / 3),
            subjects: &who,
            amounts: &amounts,
        };
        postings.entry(event, &occasion).expect(event)
    };
    vec![
        make(0, "sale_requested", "r1", &[("amount", 12_000)]),
        make(1, "sale_requested", "r2", &[("amount", 500)]),
        make(2, "sale_approved", "r1", &[]),
        make(3, "sale_cleared", "r\";1", &[("amount", 12_000)]),
        make(4, "network_settled", "day", &[("amount", 12_000)]),
        make(5, "settled", "r1", &[("amount", 12_000), ("fee", 72)]),
        make(6, "sale_requested", "r3", &[("amount", 5)]),
        make(7, "sale_declined", "r3", &[]),
    ]
}

fn exported(format: Format) -> String {
    let mut out = String::new();
    export(
        format,
        &Postings::shipped(),
        &entries(),
        &|template| template.en.clone(),
        &mut out,
    )
    .expect("text");
    out
}

#[test]
fn hledger_and_ledger_read_one_journal() {
    let text = exported(Format::Hledger);
    assert_eq!(text, exported(Format::Ledger));
    assert!(text.starts_with("; 4 entries that stand for good; 1 pending ones are left out.\n\n2025-11-21 * sale approved  ; entry:"));
    let sale = "\n    assets:network-authorised:unionpay  120.00 CNY\n    liabilities:merchant-authorised:898100012345678  -120.00 CNY\n";
    assert!(text.contains(sale), "{text}");
    assert!(text.contains("reference:r\" 1\n"), "{text}");
    let end = "2025-11-22 * balances\n    assets:bank:X-icbc  0 CNY = 120.00 CNY\n    assets:network-authorised:unionpay  0 CNY = 0.00 CNY\n";
    assert!(text.contains(end), "{text}");
    assert!(
        text.ends_with("    income:merchant-fee  0 CNY = -0.72 CNY\n"),
        "{text}"
    );
}

#[test]
fn beancount_opens_and_asserts() {
    let text = exported(Format::Beancount);
    for part in [
        "2025-11-21 open Assets:Bank:X-X-icbc\n",
        "2025-11-21 open Assets:Network-Authorised:X-unionpay\n",
        "\n2025-11-22 * \"sale cleared\"\n",
        "  reference: \"r\\\";1\"\n",
        "  Liabilities:Merchant-Available:898100012345678",
        "\n2025-11-23 balance Income:Merchant-Fee  -0.72 CNY\n",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn no_entries_make_an_empty_text() {
    for format in Format::ALL {
        let mut out = String::new();
        export(
            format,
            &Postings::shipped(),
            &[],
            &|template| template.zh.clone(),
            &mut out,
        )
        .expect("text");
        assert!(out.starts_with("; 0 entries"), "{out}");
    }
}

#[test]
fn decimals_of_any_size() {
    let code = |code| crate::Currency::parse(code).expect("a code");
    assert_eq!(decimal(-5, code("CNY")), "-0.05");
    assert_eq!(
        decimal(i128::from(i64::MAX) * 10, code("CNY")),
        "922337203685477580.70"
    );
    assert_eq!(decimal(1234, code("JPY")), "1234");
}
