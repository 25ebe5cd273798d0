//! Text in, text out: a mapping and a file give one line a step.

use super::*;
use crate::config::read_config;
use crate::lang::Lang;
use crate::layout::layout;
use crate::source::Table;
use crate::{amount, signed_amount};
use proptest::prelude::*;

fn mapping(text: &str) -> Mapping {
    let config = read_config(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    config
        .mappings
        .into_iter()
        .next()
        .expect("the text has a mapping")
}

/// Every step as a line: `2 bank: amount=12 direction=credit`, and at the end what the file as a whole says.
fn shown(mapping: &Mapping, file: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let end = read_mapped(file, mapping, Open::default(), &mut |step| {
        lines.push(steps::line(mapping, step));
    });
    lines.extend(end.fault.map(|fault| format!("{fault:?}")));
    lines.extend(
        end.findings
            .iter()
            .map(|finding| finding.sentence("f", Lang::En)),
    );
    lines
}

const STATEMENT: &str = r#"
[[mapping]]
files = "bank/*.txt"
delimiter = "|"
encoding = "gb18030"
skip_head = 1
skip_foot = 1
strip = ["¥"]
where = { "状态" = { not = ["撤销"] } }
[mapping.fields]
account_no = { value = "6225880100000001" }
booked_at = { join = ["日期", "时间"], pattern = "%Y%m%d %H:%M" }
value_date = { column = "日期", pattern = "%Y%m%d" }
currency = { column = "币种", map = { "人民币" = "CNY" } }
remittance = "摘要"
[[mapping.record]]
source = "bank"
where = { "收入" = { not = "" } }
fields = { amount = { column = "收入", unit = "yuan" }, direction = { value = "credit" } }
[[mapping.record]]
source = "bank"
where = { "支出" = { not = "" } }
fields = { amount = { column = "支出", unit = "yuan", sign = "abs" }, direction = { value = "debit" } }
"#;

#[test]
fn a_statement_in_another_shape_becomes_bank_lines() {
    let text = "某某银行对账单\n\
                日期|时间|币种|收入|支出|摘要|状态\n\
                20251120|09:00|人民币|¥1,234.50||货款|\n\
                20251120|10:00|人民币||-3.00|手续费|\n\
                20251120|11:00|人民币||5.00|误记|撤销\n\
                20251131|12:00|人民币|1.00|||\n\
                20251120|13:00|美元|1.00|||\n\
                20251120|14:00|人民币|1.001|||\n\
                20251120|15:00|人民币||||\n\
                20251120|16:00|人民币\n\
                共 6 笔\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let width = "the row has 3 fields and the header 7; make them agree, and quote values that contain the delimiter";
    let day = "is a day that does not exist; write a day of the calendar";
    assert_eq!(
        shown(&mapping(STATEMENT), &bytes),
        [
            "3 bank: account_no=6225880100000001 booked_at=2025-11-20T09:00:00 value_date=2025-11-20 direction=credit amount=123450 currency=CNY remittance=货款",
            "4 bank: account_no=6225880100000001 booked_at=2025-11-20T10:00:00 value_date=2025-11-20 direction=debit amount=300 currency=CNY remittance=手续费",
            "-",
            &format!("6! 日期 \"20251131\" {day}"),
            "7! 币种 \"美元\" is not in the mapping's `map`; add it there, or give a `default`",
            "8! 收入 \"1.001\" has a fraction of a fen; name a `round` in the mapping",
            "9! 收入 \"\" fits no record of the mapping; add one, or leave such rows out by `where`",
            &format!("10!  \"\" {width}"),
            "-",
        ]
    );
}

#[test]
fn a_file_without_the_columns_is_told_row_by_row() {
    let missing = "is not in the header, where it must be; add the column";
    let (bytes, _, _) = encoding_rs::GB18030.encode("对账单\n日期|时间|收入\n1|2|3\n4|5|6\n");
    assert_eq!(
        shown(&mapping(STATEMENT), &bytes),
        [
            &format!("3! 币种 \"\" {missing}"),
            &format!("4! 币种 \"\" {missing}"),
            "ColumnsMissing([\"币种\", \"摘要\", \"支出\", \"状态\"])",
        ]
    );
    assert_eq!(shown(&mapping(STATEMENT), b""), [""; 0]);
}

const TOTALLED: &str = r#"
[[mapping]]
files = "a.csv"
columns = ["when", "what", "amount"]
totals = { "count" = "*", "sum" = "amount" }
[[mapping.record]]
source = "bank"
[mapping.record.fields]
account_no = "what"
booked_at = "when"
direction = { value = "credit" }
amount = { column = "amount", unit = "yuan", round = "half_even" }
"#;

#[test]
fn columns_by_position_and_totals_that_do_not_tie() {
    let first = "1 bank: account_no=A booked_at=2025-11-20 direction=credit amount=100";
    let second = "2 bank: account_no=B booked_at=2025-11-20 direction=credit amount=2";
    let rows = "2025-11-20,A,1.00\n2025-11-20,B,0.025\n";
    let check = |foot: &str, expected: &[&str]| {
        let mut all = vec![first, second];
        all.extend(expected);
        assert_eq!(
            shown(&mapping(TOTALLED), format!("{rows}{foot}").as_bytes()),
            all
        );
    };
    check("count,sum\n2,1.025\n", &["-", "-"]);
    check("sum,,count\n1.03,,2\n", &["-", "-"]);
    let whole = "; check that the file is whole";
    check(
        "count,sum\n3,1.02\n",
        &[
            "-",
            "-",
            &format!("f:4: the totals say count \"3\", the rows give 2{whole}"),
            &format!("f:4: the totals say sum \"1.02\", the rows give 1.025{whole}"),
        ],
    );
    check(
        "",
        &["f: the totals (count) are not there; the file may be cut short; download it again"],
    );
}

#[test]
fn every_mistake_in_a_mapping_has_its_line() {
    let text = r#"[[mapping]]
colour = 1
encoding = "latin"
skip_head = -1
delimiter = ";;"
[mapping.fields]
mid = { column = "a", value = "b" }
weather = "w"
txn_type = { value = "buy" }
amount = { column = "c", round = "up", sign = "abs" }
rrn = { column = "r", pattern = "%Y%m%d" }
settle_date = { column = "d", pattern = "%H" }
[[mapping.record]]
source = ["platform", "moon"]
[[mapping.record]]
source = "clearing"
where = { "x" = { is = "y" } }
[[mapping.record]]
fields = { amount = { sum = ["a"] } }
"#;
    let faults = read_config(text).expect_err("it is broken");
    let found: Vec<String> = faults
        .iter()
        .map(|fault| fault.sentence(Lang::En))
        .collect();
    let codes = "sale, void, refund, preauth, preauth_void, completion, completion_void, reversal, adjustment, chargeback";
    let expected = [
        "line 1: `files` is missing; add it",
        "line 2: there is no key `colour` here; write one of name, files, layout, frame, encoding, file_name, columns, strip, empty, point, where, fields, extras, asks, totals, record, delimiter, skip_head, skip_foot, search_header, says, comment, alias, optional, ragged",
        "line 3: `encoding` cannot have this value; write one of utf-8, gb18030, utf-16le, utf-16be, windows-1252, gbk",
        "line 4: `skip_head` cannot have this value; write a whole number from 0 to 10000",
        "line 5: `delimiter` cannot have this value; write one character, such as \",\" or \"\\t\"",
        "line 7: it is not clear where `mid` comes from; write exactly one of column, value, first, join, sum",
        &format!("line 9: `txn_type` cannot have this value; write one of {codes}"),
        "line 10: `round` cannot have this value; write one of never, half_up, half_even, down",
        "line 10: the amount `amount` has no unit; write `unit` as \"fen\", \"yuan\" or \"currency\"",
        "line 11: `rrn` is no date or time; remove its `pattern`",
        "line 12: `pattern` cannot have this value; write a date, such as %Y-%m-%d %H:%M:%S or %Y%m%d",
    ];
    for line in expected {
        assert!(
            found.iter().any(|found| found == line),
            "{line}\nnot in {found:#?}"
        );
    }
    assert!(
        found
            .iter()
            .any(|found| found.contains("`source` cannot have this value; write one of terminal")),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .any(|found| found.contains("there is no key `is` here; write one of not")),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .any(|found| found.contains("`source` is missing")),
        "{found:#?}"
    );
}

#[test]
fn a_handle_that_a_source_has_no_column_for_is_an_extra_attribute() {
    let text = TOTALLED.replace(
        "[[mapping.record]]",
        "fields = { order_no = \"what\" }\n[[mapping.record]]",
    );
    assert_eq!(
        shown(&mapping(&text), b"2025-11-20,A,1.00\ncount,sum\n1,1\n")[0],
        "1 bank: account_no=A booked_at=2025-11-20 direction=credit amount=100 order_no=A"
    );
}

#[test]
fn a_shared_field_that_no_source_has_is_a_mistake() {
    let text = TOTALLED.replace(
        "[[mapping.record]]",
        "fields = { weather = \"what\" }\n[[mapping.record]]",
    );
    let faults = read_config(&text).expect_err("no source has a weather");
    assert_eq!(
        faults[0].sentence(Lang::En),
        "line 6: bank has no column `weather`; correct its name"
    );
    let text = TOTALLED.replace("account_no = \"what\"", "");
    let faults = read_config(&text).expect_err("a bank line needs an account");
    assert_eq!(
        faults[0].sentence(Lang::En),
        "line 6: bank must have `account_no`; say where it comes from"
    );
}

/// Rows per type, and the sums of sales, refunds and fees, over settlement and platform records.
fn sums(mapping: &Mapping, bill: &[u8]) -> (usize, [i64; 6], MappedEnd) {
    let (mut broken, mut sums) = (0, [0; 6]);
    let end = read_mapped(bill, mapping, Open::default(), &mut |step| match step {
        MappedStep::Row { record, fields, .. } => {
            let (source, _) = mapping.record(record);
            let layout = layout(Table::Source(source));
            let field = |name: &str| &*fields[layout.position(name).expect("the source has it")];
            let sale = field("txn_type") == "sale";
            assert!(sale == field("orig_rrn").is_empty() && !field("rrn").is_empty());
            if source == Source::Settlement {
                let amount = amount(field("amount").as_bytes()).expect("whole fen");
                let fee = amount_of(field("fee"));
                let net = signed_amount(field("net").as_bytes()).expect("whole fen");
                assert_eq!(net, if sale { amount - fee } else { fee - amount });
                sums[usize::from(!sale)] += 1;
                sums[2 + usize::from(!sale)] += amount;
                sums[4 + usize::from(!sale)] += fee;
            }
        }
        MappedStep::Broken { .. } => broken += 1,
        MappedStep::Skipped => {}
    });
    (broken, sums, end)
}

fn amount_of(text: &str) -> i64 {
    amount(text.as_bytes()).expect("whole fen")
}

#[test]
fn the_shop_s_bill_ties_to_its_own_summary() {
    let mapping = mapping(include_str!(
        "../../../../examples/wechat-shop/daozhang.toml"
    ));
    let bill = include_bytes!("../../../../examples/wechat-shop/bill/20251120.csv");
    let (broken, sums, end) = sums(&mapping, bill);
    assert_eq!((broken, end.fault, end.findings), (0, None, Vec::new()));
    assert_eq!(sums, [10, 2, 67_843, 8_700, 406, 52]);
    let changed = String::from_utf8(bill.to_vec())
        .expect("UTF-8")
        .replace("`126.00,`0.00,`0,", "`125.00,`0.00,`0,");
    let (_, _, end) = self::sums(&mapping, changed.as_bytes());
    let findings: Vec<String> = end
        .findings
        .iter()
        .map(|finding| finding.sentence("bill", Lang::En))
        .collect();
    assert_eq!(
        findings,
        [
            "bill:15: the totals say 应结订单总金额 \"678.43\", the rows give 677.43; check that the file is whole"
        ]
    );
}

#[test]
fn a_real_bill_ties_to_its_own_summary() {
    let bill = include_bytes!("../../../../examples/real/wechat-merchant-bill.csv");
    let mapping = mapping(include_str!(
        "../../../../examples/wechat-shop/daozhang.toml"
    ));
    let (broken, sums, end) = sums(&mapping, bill);
    assert_eq!((broken, end.fault, end.findings), (0, None, Vec::new()));
    assert_eq!(sums, [31, 14, 47, 14, 8, 0]);
}

proptest! {
    #[test]
    fn no_bytes_make_a_mapping_panic(bytes in proptest::collection::vec(prop_oneof![
        Just(b','), Just(b'"'), Just(b'\n'), Just(b'0'), Just(b'.'), any::<u8>()], 0..200)) {
        for text in [STATEMENT, TOTALLED] {
            shown(&mapping(text), &bytes);
        }
    }

    #[test]
    fn no_table_makes_the_reader_panic(text in "(\\[\\[mapping\\]\\]|[a-z]{1,6} = |[\\[\\]{}\"=,\n]|files|source|fields|sum|-?[0-9]{1,3}){0,30}") {
        let _ = read_config(&text);
    }
}
