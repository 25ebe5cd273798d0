//! Files of other people in a source's folder: recognised, unpacked, decoded, masked; and what is none of them.

use super::tests::{folder, shown};

const STATEMENT: &str = ":20:A\n:25:6225\n:28C:1/1\n:60F:C250304CNY1,00\n:61:2503040305C12,50NTRFNONREF//B1\n\
    :86:客户账号6200000000000005 POS结算\n:62F:C250304CNY13,50\n-\n";
/// 2025-03-05 00:00 in Shanghai.
const BOOKED: &str = "account_no=6225 booked_at=1741104000000 value_date=20151 direction=credit amount=1250 currency=CNY \
    bank_ref=B1 remittance=客户账号620000******0005 POS结算 +reversal= +swift_type=NTRF";

#[test]
fn files_of_other_people_are_recognised_in_a_source_s_folder() {
    let (before, after) = STATEMENT.split_once("客户账号").expect("it is there");
    let (between, after) = after.split_once("结算").expect("it is there");
    let gb18030 = [
        before.as_bytes(),
        b"\xBF\xCD\xBB\xA7\xD5\xCB\xBA\xC5",
        between.as_bytes(),
        b"\xBD\xE1\xCB\xE3",
        after.as_bytes(),
    ]
    .concat();
    let gzip = {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(STATEMENT.as_bytes())
            .expect("memory does not fail");
        gzip.finish().expect("memory does not fail")
    };
    let mut line = vec![b' '; 299];
    for (from, text) in [
        (25, "000123"),
        (32, "0304235959"),
        (43, "6222029900000000010"),
        (63, "000000012050"),
        (102, "0200"),
        (107, "000000"),
        (128, "898310154110002"),
        (144, "250101000123"),
        (157, "00"),
        (219, "D00000000003"),
    ] {
        line[from - 1..from - 1 + text.len()].copy_from_slice(text.as_bytes());
    }
    let folder = folder(&[
        ("bank/a.sta", STATEMENT.as_bytes()),
        ("bank/b.csv", &gb18030),
        ("bank/c.940.gz", &gzip),
        ("bank/d.txt", b"see urn:iso and :20: for more\n"),
        ("clearing/IND25030401ACOMN", &line),
    ]);
    assert_eq!(
        shown(folder.path()),
        [
            "clearing/IND25030401ACOMN:1 rrn=250101000123 mid=898310154110002 stan=000123 txn_type=sale amount=12050 \
             network_fee=3 settle_date=20151 card=622202******0010 +issuer= +network_fee_sign=D +original_stan= \
             +payable= +payable_sign= +receivable= +receivable_sign= +sent_at=0304235959"
                .to_owned(),
            format!("bank/a.sta:5 {BOOKED}"),
            format!("bank/b.csv:5 {BOOKED}"),
            format!("bank/c.940.gz:5 {BOOKED}"),
            "bank/d.txt: this is in no format that is read; use .csv or .tsv (also as .gz or .zst) or .parquet, or map it \
             in daozhang.toml"
                .to_owned(),
        ]
    );
}

#[test]
fn a_layout_is_named_in_a_mapping_with_what_its_files_do_not_tell() {
    let config = "[[mapping]]\nfiles = \"bank/*.csv\"\nlayout = \"bank-cmb\"\nfields = { account_no = { value = \"6225\" } }\n";
    let bill = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n2025-03-04,CNY,\"-1,000.00\",271.66,转账,张三,\n";
    let folder = folder(&[
        ("daozhang.toml", config.as_bytes()),
        ("bank/a.csv", bill.as_bytes()),
    ]);
    assert_eq!(
        shown(folder.path()),
        [
            "bank/a.csv:2 account_no=6225 booked_at=1741017600000 direction=debit amount=100000 currency=CNY balance=27166 \
             counterparty_name=张三 remittance=转账"
        ]
    );
}
