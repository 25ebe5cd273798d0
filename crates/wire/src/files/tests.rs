//! Every shipped layout on a file of its kind: what it gives, what it says does not tie, and that it is recognised.

use super::*;
use crate::layout::layout;
use crate::mapping::{MappedFault, MappedStep, Open, Tally, read_mapped, steps};
use crate::source::{Source, Table};
use std::collections::BTreeMap;

/// What a file gave: the rows, what is refused, sums by source, direction or type, and currency, and what does not tie.
struct Given {
    name: String,
    encoding: Encoding,
    tally: Tally,
    sums: BTreeMap<String, (u32, i64)>,
    refused: Vec<String>,
    findings: Vec<String>,
    rows: Vec<String>,
}

fn given(path: &str, bytes: &[u8]) -> Given {
    let head = &bytes[..bytes.len().min(HEAD_BYTES_MAX)];
    let Recognised::One(found) = recognise(head, path, file_layouts()) else {
        panic!(
            "{path} is not recognised: {:?}",
            recognise(head, path, file_layouts())
        );
    };
    let open = Open {
        path,
        encoding: Some(found.encoding),
    };
    let (mut sums, mut refused, mut rows) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mapping = &found.layout.mapping;
    let end = read_mapped(bytes, mapping, open, &mut |step| match step {
        MappedStep::Row { record, fields, .. } => {
            let (source, _) = mapping.record(record);
            let layout = layout(Table::Source(source));
            let field = |name: &str| layout.position(name).map_or("", |place| &*fields[place]);
            let kind = if source == Source::Bank {
                "direction"
            } else {
                "txn_type"
            };
            let key = format!("{} {} {}", source.name(), field(kind), field("currency"));
            let (count, sum): &mut (u32, i64) = sums.entry(key.trim().to_owned()).or_default();
            *count += 1;
            *sum += field("amount").parse::<i64>().expect("whole minor units");
            rows.push(steps::line(mapping, step));
        }
        MappedStep::Broken { .. } => refused.push(steps::line(mapping, step)),
        MappedStep::Skipped => {}
    });
    assert_eq!(end.fault, None, "{path}");
    let findings = end.findings.iter();
    Given {
        name: found.layout.name.clone(),
        encoding: found.encoding,
        tally: end.tally,
        sums,
        refused,
        findings: findings
            .map(|finding| finding.sentence("f", Lang::En))
            .collect(),
        rows,
    }
}

/// A file's rows, taken, refused, left out and foot; its sums; and the figures that it states and that do not tie.
fn check(path: &str, bytes: &[u8], expected: &str) {
    let found = given(path, bytes);
    let Tally {
        rows,
        taken,
        refused,
        left_out,
        foot,
    } = found.tally;
    assert_eq!(rows, taken + refused + left_out + foot, "{path}");
    assert_eq!(refused, found.refused.len() as u64, "{path}");
    let mut said = format!(
        "{} {} {rows}={taken}+{refused}+{left_out}+{foot}",
        found.name,
        found.encoding.name()
    );
    for (key, (rows, sum)) in &found.sums {
        said += &format!("; {key} {rows} {sum}");
    }
    for finding in found.refused.iter().chain(&found.findings) {
        said += &format!("\n{finding}");
    }
    assert_eq!(said, expected, "{path}");
}

macro_rules! sample {
    ($path:literal) => {
        (
            $path,
            &include_bytes!(concat!("../../../../examples/files/", $path))[..],
        )
    };
}

fn differs(line: &str, name: &str, stated: &str, found: &str) -> String {
    format!(
        "\nf{line}: the totals say {name} \"{stated}\", the rows give {found}; check that the file is whole"
    )
}

#[test]
fn every_layout_is_shipped_and_has_a_title_in_both_languages() {
    for layout in file_layouts() {
        assert_ne!(layout.title(Lang::Zh), layout.name, "{}", layout.name);
        assert_ne!(layout.title(Lang::En), layout.name, "{}", layout.name);
    }
}

#[test]
fn camt_entries_are_read_and_their_balances_compared() {
    let check = |(path, bytes): (&str, &[u8]), expected: String| check(path, bytes, &expected);
    let broken = differs(":24", "CLBD", "1101942.75", "1336250");
    check(
        sample!("iso20022/camt.053.001.08-sepa-statement.xml"),
        format!(
            "camt utf-8 2=2+0+0+0; bank credit EUR 1 9875000; bank debit EUR 1 1250000{broken}"
        ),
    );
    for sample in [
        sample!("iso20022/camt052.v2.xml"),
        sample!("iso20022/camt052.v8.xml"),
    ] {
        check(
            sample,
            "camt utf-8 1=1+0+0+0; bank debit SEK 1 20000000".to_owned(),
        );
    }
    for (sample, broken) in [
        (
            sample!("iso20022/camt053.v2.all-balance-types.xml"),
            differs(":140", "CLBD", "4.04", "9.86"),
        ),
        (
            sample!("iso20022/camt053.v2.minimal.xml"),
            differs(":78", "CLBD", "-27", "27"),
        ),
        (
            sample!("iso20022/camt053.v4.xml"),
            differs(":98", "CLBD", "-27", "27"),
        ),
    ] {
        check(
            sample,
            format!("camt utf-8 1=1+0+0+0; bank credit EUR 1 885{broken}"),
        );
    }
    // Its three transactions are in another currency and of another sum: one booked line stays one.
    let parts = "the entry says 200000, its parts (NtryDtls/TxDtls) give 9.50; it is taken as one line, ask the bank";
    check(
        sample!("iso20022/camt054.v4.xml"),
        format!("camt utf-8 1=1+0+0+0; bank debit SEK 1 20000000\nf:63: {parts}"),
    );
}

#[test]
fn a_camt_file_without_a_statement_is_refused() {
    let (path, bytes) = sample!("iso20022/camt053.v2.wrong.xml");
    let Recognised::One(found) = recognise(bytes, path, file_layouts()) else {
        panic!("{path} is not recognised");
    };
    let end = read_mapped(bytes, &found.layout.mapping, Open::default(), &mut |_| {});
    let node = "Document/BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn/Stmt|Rpt|Ntfctn";
    assert_eq!(end.fault, Some(MappedFault::NodeMissing(node.to_owned())));
}

#[test]
fn mt940_statements_are_read_and_their_balances_compared() {
    let broken = |line: &str, stated: &str, found: &str| differs(line, ":62F:", stated, found);
    let all = [
        (
            sample!("mt940/abnamro.sta"),
            "10=10+0+0+0; bank debit EUR 10 34593".to_owned()
                + &broken(":27", "876.84", "2914.84")
                + &broken(":40", "1849.75", "2852.35"),
        ),
        (sample!("mt940/generic.sta"), "2=2+0+0+0; bank debit EUR 2 2000".to_owned()),
        (
            sample!("mt940/ing.sta"),
            "7=7+0+0+0; bank credit EUR 2 468; bank debit EUR 5 5027".to_owned()
                + &broken(":26", "3.47", "-45.59"),
        ),
        (
            sample!("mt940/knab.sta"),
            "3=3+0+0+0; bank credit EUR 2 100000; bank debit EUR 1 726000".to_owned()
                + &broken(":20", "798.98", "-3701.02"),
        ),
        (
            sample!("mt940/postfinance.sta"),
            "4=4+0+0+0; bank credit CHF 3 23930; bank debit CHF 1 7990".to_owned()
                + &broken(":27", "159.60", "159.40"),
        ),
        (sample!("mt940/rabobank-iban.sta"), "4=4+0+0+0; bank debit EUR 4 7000".to_owned()),
        (
            sample!("mt940/rabobank.sta"),
            "5=5+0+0+0; bank debit EUR 5 158909".to_owned()
                + &broken(":11", "395.82", "-740.11")
                + &broken(":28", "1250.87", "1014.31"),
        ),
        (sample!("mt940/sns.sta"), "2=2+0+0+0; bank debit EUR 2 2500".to_owned()),
        (
            sample!("mt940/triodos.sta"),
            "2=2+0+0+0; bank debit EUR 2 71570".to_owned() + &broken(":12", "4370.79", "4259.39"),
        ),
        (
            sample!("mt940/cmxl.sta"),
            "16=16+0+0+0; bank credit DEM 4 4939674; bank credit EUR 1 300000; bank credit PLN 2 2004000; \
             bank debit DEM 7 4930944; bank debit EUR 1 80000; bank debit PLN 1 1000000"
                .to_owned(),
        ),
    ];
    for ((path, bytes), expected) in all {
        check(path, bytes, &format!("mt940 utf-8 {expected}"));
    }
}

#[test]
fn bai2_files_tie_to_every_control_total() {
    let (path, bytes) = sample!("bai2/bai2-sample1.txt");
    let sums = "17=17+0+0+0; bank credit CAD 5 320000; bank debit CAD 12 320000";
    check(path, bytes, &format!("bai2 utf-8 {sums}"));
    let (path, bytes) = sample!("bai2/bai2-sample3.txt");
    let sums = "26=26+0+0+0; bank credit USD 13 39713; bank debit USD 13 59418";
    check(path, bytes, &format!("bai2 utf-8 {sums}"));
    let text = String::from_utf8_lossy(bytes).replace("16,451,2347,", "16,451,2348,");
    let line = text
        .lines()
        .position(|line| line.starts_with("49,2515864,14/"));
    let broken = differs(
        &format!(":{}", line.expect("it is there") + 1),
        "49 total",
        "2515864",
        "2515865",
    );
    let sums = "26=26+0+0+0; bank credit USD 13 39713; bank debit USD 13 59419";
    check(path, text.as_bytes(), &format!("bai2 utf-8 {sums}{broken}"));
}

#[test]
fn ofx_deviations_are_read() {
    let all = [
        (sample!("ofx/amount-comma-decimal.ofx"), "utf-8", 200_000),
        (sample!("ofx/check-without-payee.ofx"), "utf-8", 1_000),
        (sample!("ofx/dtstart-ddmmyy.ofx"), "utf-8", 1_000),
        (sample!("ofx/header-on-one-line.qfx"), "utf-8", 1_000),
        (
            sample!("ofx/non-ascii-byte-declared-usascii.qfx"),
            "windows-1252",
            1_000,
        ),
        (sample!("ofx/xml-declaration-ofx-2.ofx"), "utf-8", 1_000),
    ];
    for ((path, bytes), encoding, amount) in all {
        check(
            path,
            bytes,
            &format!("ofx {encoding} 1=1+0+0+0; bank debit USD 1 {amount}"),
        );
        assert!(
            given(path, bytes).rows[0].contains("booked_at=2026-01-15 "),
            "{path}"
        );
    }
}

#[test]
fn chinese_bills_are_read_and_compared_with_their_heads() {
    let check = |(path, bytes): (&str, &[u8]), expected: String| check(path, bytes, &expected);
    let head = |name: &str, stated: &str, found: &str| differs("", name, stated, found);
    check(
        sample!("cn-bills/wechat-personal.csv"),
        "wechat-personal utf-8 27=16+0+11+0; bank credit 5 2849; bank debit 11 290453".to_owned()
            + &head("总笔数", "43", "27")
            + &head("支出笔数", "1", "11")
            + &head("支出金额", "28.16", "2904.53")
            + &head("收入笔数", "1", "5")
            + &head("收入金额", "0.35", "28.49"),
    );
    check(
        sample!("cn-bills/alipay-personal-gb18030.csv"),
        "alipay-personal gb18030 10=6+0+4+0; bank credit 1 22222850; bank debit 5 21164".to_owned()
            + &head("不计笔数", "2", "4")
            + &head("不计金额", "16.37", "247.37")
            + &head("总笔数", "66", "10")
            + &head("支出笔数", "63", "5")
            + &head("支出金额", "16.54", "211.64")
            + &head("收入金额", "28.50", "222228.50"),
    );
    for (sample, expected) in [
        (
            sample!("cn-bills/bank-cmb-debit.csv"),
            "bank-cmb utf-8 5=5+0+0+0; bank credit CNY 1 123400; bank debit CNY 4 201314",
        ),
        (
            sample!("cn-bills/bank-bocom-debit.csv"),
            "bank-bocom utf-8 6=6+0+0+0; bank credit 3 1125; bank debit 3 11400",
        ),
        (
            sample!("cn-bills/bank-abc-debit.csv"),
            "bank-abc utf-8 5=5+0+0+0; bank credit 3 1000001; bank debit 2 1235589",
        ),
    ] {
        check(sample, expected.to_owned());
    }
}

#[test]
fn the_wechat_trade_bill_ties_to_its_summary() {
    let bill = include_bytes!("../../../../examples/real/wechat-merchant-bill.csv");
    let sums = "platform refund CNY 14 14; platform sale CNY 31 47; settlement refund 14 14; settlement sale 31 47";
    check(
        "bill.csv",
        bill,
        &format!("wechat-trade utf-8 47=45+0+0+2; {sums}"),
    );
    let utf16: Vec<u8> = std::str::from_utf8(bill)
        .expect("UTF-8")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let head = &utf16[..HEAD_BYTES_MAX.min(utf16.len())];
    // WeChat writes UTF-8 only, so UTF-16 is no mark of it; who maps the file may still say so.
    assert!(matches!(
        recognise(head, "bill.csv", file_layouts()),
        Recognised::None
    ));
}

#[test]
fn every_mistake_in_a_layout_has_its_line() {
    let faults = |text: &str| {
        let faults = read_file_layout("x", text).expect_err("it is broken");
        let said: Vec<String> = faults
            .iter()
            .map(|fault| fault.sentence(Lang::En))
            .collect();
        said
    };
    let record = "\n[[record]]\nsource = \"bank\"\nfields = { account_no = \"a\", booked_at = \"a\", amount = \"a\", direction = \"a\" }\n";
    let path = "write a path, such as Document/*/Stmt or ../Acct/Id";
    let tree = "frame = \"xml\"\nrow = \"a/b\"\ncolumns = { a = \"c\" }\n";
    assert_eq!(
        faults(&format!(
            "{tree}[open]\npart = \"d\"\nsum = \"z\"\n{record}"
        )),
        [
            format!("line 5: `part` cannot have this value; {path}"),
            format!("line 6: `sum` cannot have this value; {path}"),
        ]
    );
    assert_eq!(
        faults(&format!(
            "{tree}[[check]]\nscope = \"a//b\"\n[[check]]\nscope = \"a\"\nstated = {{ node = \"n\" }}\n{record}"
        )),
        [
            format!("line 5: `scope` cannot have this value; {path}"),
            "line 6: `name` is missing; add it".to_owned(),
        ]
    );
    let tagged = "frame = \"tagged\"\nrow = \"a/b\"\ncolumns = { a = \"c\" }\n";
    assert_eq!(
        faults(&format!(
            "{tagged}scopes = [\"a\"]\nsegment = [{{ tag = \"1\", opens = \"x\", parts = \"{{a\" }}]\n{record}"
        )),
        [
            "line 1: `tags` is missing; add it",
            "line 5: `opens` cannot have this value; write one of a",
            "line 5: `parts` cannot have this value; write a template whose braces, brackets and parentheses are in pairs",
        ]
    );
    let fixed = "frame = \"fixed\"\nwidth = 4\ncolumns = { a = [1, 5] }\n";
    assert_eq!(
        faults(&format!("{fixed}{record}")),
        [
            "line 3: the column `a` cannot have this value; write [first byte, length], counted from 1 and within `width`",
            "line 3: `columns` lacks a, which the mapping uses; add it",
        ]
    );
    assert_eq!(
        faults(&format!("frame = \"fixed\"\ndelimiter = \";\"\n{record}"))[0],
        "line 1: `width` is missing; add it"
    );
}
