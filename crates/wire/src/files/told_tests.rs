//! What must not pass in silence: a file in another encoding, a foot that is lost, a group that books nothing.

use super::*;
use crate::config::read_config;
use crate::mapping::{MappedEnd, Open, read_mapped, steps};

/// Reads a file by a mapping that names its layout: its steps, and the end.
fn laid(layout: &str, fields: &str, file: &[u8]) -> (Vec<String>, MappedEnd) {
    let text =
        format!("[[mapping]]\nfiles = \"bank/*\"\nlayout = \"{layout}\"\nfields = {fields}\n");
    let config = read_config(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mapping = &config.mappings[0];
    let mut lines = Vec::new();
    let end = read_mapped(file, mapping, Open::default(), &mut |step| {
        lines.push(steps::line(mapping, step));
    });
    (lines, end)
}

const GIVEN: &str = "{ account_no = { value = \"6225\" } }";

#[test]
fn a_file_of_a_named_layout_is_read_in_the_encoding_that_it_has() {
    let bill = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n2025-03-04,CNY,-1.00,2.00,转账,张三,\n";
    let row = "2 bank: account_no=6225 booked_at=2025-03-04 direction=debit amount=100 currency=CNY balance=200 \
        counterparty_name=张三 remittance=转账";
    let (gb18030, ..) = encoding_rs::GB18030.encode(bill);
    let utf16: Vec<u8> = bill.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [bill.as_bytes(), &gb18030, &utf16] {
        let (lines, end) = laid("bank-cmb", GIVEN, bytes);
        assert_eq!((lines, end.fault), (vec![row.to_owned()], None));
    }
}

#[test]
fn a_file_in_which_no_line_can_be_read_is_not_empty() {
    let config = "[[mapping]]\nfiles = \"bank/*\"\nsearch_header = true\n[[mapping.record]]\nsource = \"bank\"\n\
        fields = { account_no = \"账号\", booked_at = \"日期\", amount = \"金额\", direction = \"方向\" }\n";
    let config = read_config(config).unwrap_or_else(|faults| panic!("{faults:?}"));
    let (bytes, ..) = encoding_rs::GB18030.encode("账号,日期,金额,方向\n中,中,中,中\n");
    let end = read_mapped(
        &bytes[..],
        &config.mappings[0],
        Open::default(),
        &mut |_| {},
    );
    let sentence = end.fault.map(|fault| fault.sentence(Lang::En));
    let said = sentence.expect("it cannot be read");
    assert!(said.starts_with("the header"), "{said}");
}

#[test]
fn groups_of_bai2_that_book_nothing_are_no_bank_lines() {
    let file = |status: &str| {
        format!(
            "01,A,B,250304,0000,1,,,2/\n02,B,A,{status},250304,,CNY,/\n03,6225,,,,,/\n16,165,1250,,B1,,PAYMENT/\n49,1250,3/\n\
             98,1250,1,5/\n99,1250,1,7/\n"
        )
    };
    let (lines, end) = laid("bai2", "{}", file("1").as_bytes());
    assert_eq!(
        (lines, end.findings),
        (
            vec!["4 bank: account_no=6225 booked_at=2025-03-04 direction=credit amount=1250 currency=CNY bank_ref=B1 \
        remittance=PAYMENT bai_code=1 65".to_owned()],
            vec![]
        )
    );
    // A test books nothing.
    let (lines, _) = laid("bai2", "{}", file("4").as_bytes());
    assert_eq!(lines, ["-"]);
    // What takes back or replaces lines of another file is for a person.
    let unforeseen = "fits no record of the mapping; add one, or leave such rows out by `where`";
    for status in ["2", "3"] {
        let (lines, _) = laid("bai2", "{}", file(status).as_bytes());
        assert_eq!(lines, [format!("4! status {status:?} {unforeseen}")]);
    }
}

#[test]
fn a_foot_that_is_lost_is_told() {
    let bill = "#支付宝业务明细查询\n#账号：[20881234567890120156]\n\
        支付宝交易号,商户订单号,业务类型,完成时间,终端号,商家实收（元）,退款批次号/请求号,服务费（元）\n\
        2025030422001,O1,交易,2025-03-04 10:00:05,T1,10.00,,-0.06\n";
    let said = |text: &str| {
        let (lines, end) = laid("alipay-business", "{}", text.as_bytes());
        assert_eq!(lines[..2].len(), 2);
        let findings = end.findings.iter();
        let said: Vec<String> = findings
            .map(|finding| finding.sentence("f", Lang::En))
            .collect();
        said
    };
    let missing =
        "f: the totals (交易实收) are not there; the file may be cut short; download it again";
    assert_eq!(said(bill), [missing]);
    // One figure is a foot; those that it does not name are not asked for.
    let foot = format!("{bill}#交易合计：1笔，商家实收共10.00元\n");
    assert_eq!(said(&foot), [""; 0]);
}

#[test]
fn of_two_columns_with_names_of_one_the_layouts_order_decides() {
    let text = "交易时间,交易日期,币种,收入,支出\n10:00:00,2025-03-04,CNY,1.00,\n";
    let (lines, end) = laid("bank-generic", GIVEN, text.as_bytes());
    assert_eq!(
        (lines, end.fault),
        (vec!["2 bank: account_no=6225 booked_at=2025-03-04 direction=credit amount=100 currency=CNY".to_owned()], None)
    );
}

#[test]
fn a_negative_amount_that_went_out_is_not_taken_for_one_that_went_out() {
    let text = "交易日期,收入,支出\n2025-03-04,,-5.00\n";
    let (lines, _) = laid("bank-generic", GIVEN, text.as_bytes());
    // The record's own rules refuse what is negative, with its place.
    assert_eq!(
        lines,
        ["2 bank: account_no=6225 booked_at=2025-03-04 direction=debit amount=-500"]
    );
}

#[test]
fn an_entry_of_ofx_without_an_end_is_an_entry() {
    let entry = |day: u32| {
        format!("<STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>2025030{day}\n<TRNAMT>1.00\n<FITID>{day}\n")
    };
    let text = format!(
        "OFXHEADER:100\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY\n<BANKACCTFROM><ACCTID>6225\n</BANKACCTFROM>\n\
         <BANKTRANLIST>\n{}{}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n",
        entry(4),
        entry(5)
    );
    let (lines, end) = laid("ofx", "{}", text.as_bytes());
    assert_eq!(end.fault, None);
    let row = |line: u32, day: u32| {
        format!(
            "{line} bank: account_no=6225 booked_at=2025-03-0{day} direction=credit amount=100 currency=CNY bank_ref={day} \
             ofx_type=CREDIT"
        )
    };
    assert_eq!(lines, [row(6, 4), row(11, 5)]);
}
