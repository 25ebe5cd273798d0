//! Hostile files, and those of which no sample was at hand: what is refused, where, and that nothing grows.

use super::*;
use crate::mapping::{
    MappedEnd, MappedFault, MappedStep, Open, Tally, TotalsFinding, read_mapped, steps,
};
use std::io::Read;

/// The layout's steps as lines, and the end.
fn read(layout: &str, path: &str, file: impl Read) -> (Vec<String>, MappedEnd) {
    let layouts = file_layouts().iter();
    let layout = layouts
        .clone()
        .find(|known| known.name == layout)
        .expect("it is shipped");
    let mapping = &layout.mapping;
    let mut lines = Vec::new();
    let open = Open {
        path,
        encoding: None,
    };
    let end = read_mapped(file, mapping, open, &mut |step| match step {
        MappedStep::Broken {
            line,
            column,
            fault,
            ..
        } => lines.push(format!("{line}! {column} {fault:?}")),
        step => lines.push(steps::line(mapping, step)),
    });
    (lines, end)
}

fn fault(layout: &str, file: impl Read) -> Option<MappedFault> {
    read(layout, "", file).1.fault
}

const ENTRY: &str = "<Ntry><Amt Ccy=\"CNY\">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
    <BookgDt><Dt>2025-03-04</Dt></BookgDt></Ntry>";

fn camt(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt>\
         <Acct><Id><Othr><Id>6225</Id></Othr></Id></Acct>\n{inside}\n</Stmt></BkToCstmrStmt></Document>"
    )
}

#[test]
fn entities_and_document_types_are_refused() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<Document>&b;</Document>";
    assert_eq!(
        fault("camt", bomb.as_bytes()),
        Some(MappedFault::DocType { line: 2 })
    );
    let unknown = camt(&ENTRY.replace("12.50", "&b;"));
    let (lines, end) = read("camt", "", unknown.as_bytes());
    assert_eq!(
        (lines, end.fault),
        (
            vec!["3!  RowBroken".to_owned()],
            Some(MappedFault::Entity { line: 3 })
        )
    );
    let known = camt(&ENTRY.replace(
        "</Ntry>",
        "<AddtlNtryInf>A &amp; B &#x4E2D;&lt;</AddtlNtryInf></Ntry>",
    ));
    let (lines, end) = read("camt", "", known.as_bytes());
    assert_eq!(end.fault, None);
    assert_eq!(
        lines,
        [
            "3 bank: account_no=6225 booked_at=2025-03-04 direction=credit amount=1250 currency=CNY remittance=A & B 中<"
        ]
    );
}

#[test]
fn deep_nesting_and_endless_texts_are_refused_in_bounded_memory() {
    let deep = camt(&"<a>".repeat(1_000_000));
    assert_eq!(
        fault("camt", deep.as_bytes()),
        Some(MappedFault::TooDeep { line: 3, limit: 64 })
    );
    // A gigabyte without end, that no memory holds: the reader makes it as it is asked for.
    let endless =
        |begin: &'static str, byte: u8| begin.as_bytes().chain(std::io::repeat(byte).take(1 << 30));
    for (layout, begin, byte) in [
        ("camt", "<Document><x>", b'a'),
        ("camt", "<Document><x a=\"", b'a'),
        ("camt", "<Document><!--", b'-'),
        (
            "ofx",
            "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>",
            b'a',
        ),
        ("ofx", "<OFX", b'a'),
    ] {
        let found = fault(layout, endless(begin, byte));
        assert_eq!(found, Some(MappedFault::TextTooLong { line: 1 }), "{begin}");
    }
    let long = 1 << 24;
    let statement = ":20:A\n:25:6225\n:60F:C250304CNY1,\n:61:250304C1,NTRFNONREF\n:86:".as_bytes();
    let (lines, end) = read(
        "mt940",
        "",
        statement.chain(std::io::repeat(b'x').take(long)),
    );
    assert_eq!(
        (lines, end.fault),
        (vec!["4!  RecordTooLong".to_owned()], None)
    );
    let (lines, end) = read(
        "unionpay-acomn",
        "IND25030401ACOMN",
        std::io::repeat(b'0').take(long),
    );
    assert_eq!(
        (lines, end.fault),
        (vec!["1!  RecordTooLong".to_owned()], None)
    );
}

#[test]
fn what_repeats_without_end_is_cut() {
    // An account of many pieces, in each of which there is little: the row that would bear it is of no use.
    let account = "<Acct><Id><IBAN>0123456789012345</IBAN></Id></Acct>".repeat(100_000);
    let (lines, end) = read("camt", "", camt(&format!("{account}{ENTRY}")).as_bytes());
    let [line] = &lines[..] else {
        panic!("one row, not {}", lines.len())
    };
    assert!(
        line.len() < (1 << 20) + 200 && end.fault.is_none(),
        "{}",
        line.len()
    );
    let many = format!(
        "<Ntry>{}</Ntry>",
        "<AddtlNtryInf>0123456789</AddtlNtryInf>".repeat(100_000)
    );
    assert_eq!(
        read("camt", "", camt(&many).as_bytes()).0,
        ["3!  RecordTooLong"]
    );
    let statement = ":20:A\n:25:1\n:60F:C250304CNY1,\n:62F:C250304CNY2,\n".repeat(3_000);
    let (_, end) = read("mt940", "", statement.as_bytes());
    assert_eq!(end.findings.len(), 1_000);
}

#[test]
fn what_breaks_off_is_told_and_what_came_before_stands() {
    let whole = camt(&format!("{ENTRY}\n{ENTRY}"));
    let cut = &whole[..whole.rfind("</Sts>").expect("it is there")];
    let (lines, end) = read("camt", "", cut.as_bytes());
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1], "4!  RowBroken");
    assert_eq!(end.fault, Some(MappedFault::NotWhole { line: 4 }));
    assert_eq!(
        end.tally,
        Tally {
            rows: 2,
            taken: 1,
            refused: 1,
            left_out: 0,
            foot: 0
        }
    );
    let crossed = camt("<Ntry><Amt></Ntry></Amt>");
    assert!(matches!(
        fault("camt", crossed.as_bytes()),
        Some(MappedFault::NotXml { line: 3, .. })
    ));
    assert_eq!(
        fault("ofx", &b"<OFX><BANKMSGSRSV1>"[..]),
        Some(MappedFault::NotWhole { line: 1 })
    );
}

#[test]
fn broken_values_are_refused_with_their_place() {
    let (lines, _) = read(
        "camt",
        "",
        camt(&ENTRY.replace("12.50", "1\u{0}2")).as_bytes(),
    );
    assert_eq!(lines, ["3! amount Nul"]);
    let mut bytes =
        camt(&ENTRY.replace("</Ntry>", "<NtryRef>\u{1}\u{1}</NtryRef></Ntry>")).into_bytes();
    bytes
        .iter_mut()
        .filter(|byte| **byte == 1)
        .for_each(|byte| *byte = 0xFF);
    assert_eq!(read("camt", "", &bytes[..]).0, ["3!  NotUtf8"]);
    let statement = ":20:A\n:25:6225\n:60F:C250304CNY1,\n:61:250304X1,NTRFNONREF\n:86:text\n:61:250304C1.5,NTRFNONREF\n";
    assert_eq!(
        read("mt940", "", statement.as_bytes()).0,
        ["4!  PartsShape", "6! amount UnitNotANumber"]
    );
}

#[test]
fn entries_are_opened_when_they_are_the_sum_of_their_parts() {
    let part = |amount: &str, id: &str| {
        format!(
            "<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
            <RltdPties><Dbtr><Pty><Nm>P{id}</Nm></Pty></Dbtr></RltdPties></TxDtls>"
        )
    };
    let batch = |parts: &str| {
        let more = format!(
            "<RvslInd>true</RvslInd><AcctSvcrRef>R</AcctSvcrRef><NtryDtls>{parts}</NtryDtls></Ntry>"
        );
        let pending = ENTRY.replace("BOOK", "PDNG");
        let text = camt(&format!("{}\n{pending}", ENTRY.replace("</Ntry>", &more)));
        read("camt", "", text.as_bytes())
    };
    let line = |rest: &str| {
        format!("3 bank: account_no=6225 booked_at=2025-03-04 direction=credit {rest} reversal=yes")
    };
    let (lines, end) = batch(&(part("10.00", "1") + &part("2.50", "2")));
    assert_eq!(
        lines,
        [
            line("amount=1000 currency=CNY counterparty_name=P1 bank_ref=R remittance=1"),
            line("amount=250 currency=CNY counterparty_name=P2 bank_ref=R remittance=2"),
            "-".to_owned(),
        ]
    );
    assert_eq!(
        (end.findings, end.tally),
        (
            vec![],
            Tally {
                rows: 3,
                taken: 2,
                refused: 0,
                left_out: 1,
                foot: 0
            }
        )
    );
    let (lines, end) = batch(&(part("10.00", "1") + &part("2.40", "2")));
    assert_eq!(lines[0], line("amount=1250 currency=CNY bank_ref=R"));
    let expected = TotalsFinding::NotOpened {
        line: 3,
        part: "NtryDtls/TxDtls".to_owned(),
        stated: "12.50".to_owned(),
        found: "12.40".to_owned(),
    };
    assert_eq!(end.findings, [expected]);
    // A single part belongs to its entry, whatever it says of itself.
    let (lines, end) = batch(&part("99.00", "1"));
    assert_eq!(
        lines[0],
        line("amount=1250 currency=CNY counterparty_name=P1 bank_ref=R remittance=1")
    );
    assert_eq!(end.findings, []);
}

#[test]
fn mt942_sums_and_reversals_are_read() {
    let report = "{1:F01}{2:I942}{4:\r\n:20:A\r\n:25:6225\r\n:28C:1\r\n:34F:CNY0,\r\n:13D:2503041200+0800\r\n\
        :61:2501021231C10,NTRFREF1//B1\r\n:61:250102RC2,50NTRFREF2//B2\r\n:61:250102RDY1,5NTRFREF3//B3\r\n:86:POS结算\r\n\
        :90D:1CNY2,50\r\n:90C:2CNY11,60\r\n-}";
    let (lines, end) = read("mt940", "", report.as_bytes());
    let day = "account_no=6225 booked_at=2025-01-02 value_date=2025-01-02";
    assert_eq!(
        lines,
        [
            "7 bank: account_no=6225 booked_at=2024-12-31 value_date=2025-01-02 direction=credit amount=1000 currency=CNY \
             bank_ref=B1 remittance=REF1 swift_type=NTRF"
                .to_owned(),
            format!("8 bank: {day} direction=debit amount=250 currency=CNY bank_ref=B2 remittance=REF2 reversal=yes swift_type=NTRF"),
            format!("9 bank: {day} direction=credit amount=150 currency=CNY bank_ref=B3 remittance=REF3 POS结算 reversal=yes swift_type=NTRF"),
        ]
    );
    let said: Vec<String> = end
        .findings
        .iter()
        .map(|finding| finding.sentence("f", Lang::En))
        .collect();
    assert_eq!(
        said,
        ["f:12: the totals say :90C: \"11.60\", the rows give 11.50; check that the file is whole"]
    );
}

/// A line of a fixed-width file with these texts at these places.
fn fixed(width: usize, cells: &[(usize, &str)]) -> Vec<u8> {
    let mut line = vec![b' '; width];
    for (from, text) in cells {
        let (bytes, ..) = encoding_rs::GB18030.encode(text);
        line[from - 1..from - 1 + bytes.len()].copy_from_slice(&bytes);
    }
    line.extend(b"\r\n");
    line
}

#[test]
fn unionpay_files_are_cut_by_bytes_and_dated_by_their_name() {
    let sale = fixed(
        299,
        &[
            (1, "00012345678"),
            (13, "00012345678"),
            (25, "000123"),
            (32, "1231235959"),
            (43, "6222029900000000010"),
            (63, "000000012050"),
            (102, "0200"),
            (107, "000000"),
            (114, "5812"),
            (119, "10000001"),
            (128, "898310154110002"),
            (144, "250101000123"),
            (157, "00"),
            (186, "00"),
            (219, "D00000000003"),
            (253, "03080000"),
            (286, "其他"),
        ],
    );
    let mut refund = sale.clone();
    refund[101..111].copy_from_slice(b"0220 20000");
    let mut file = [
        sale.clone(),
        refund,
        b"  \r\n".to_vec(),
        sale[..200].to_vec(),
    ]
    .concat();
    let path = "clearing/IND25010101ACOMN";
    let (lines, end) = read("unionpay-acomn", path, &file[..]);
    let line = |line: u32, kind: &str| {
        format!(
            "{line} clearing: rrn=250101000123 mid=898310154110002 tid=10000001 stan=000123 txn_type={kind} amount=000000012050"
        )
        .replace("amount=000000012050", "amount=12050")
            + " network_fee=3 settle_date=2025-01-01 mcc=5812 card=6222029900000000010 issuer=03080000 network_fee_sign=D sent_at=1231235959"
    };
    assert_eq!(
        lines,
        [
            line(1, "sale"),
            line(2, "refund"),
            "4!  LineWidth { found: 200, expected: 299 }".to_owned()
        ]
    );
    assert_eq!(
        end.tally,
        Tally {
            rows: 3,
            taken: 2,
            refused: 1,
            left_out: 0,
            foot: 0
        }
    );
    file.truncate(2 * 301);
    let Recognised::One(found) = recognise(&file, path, file_layouts()) else {
        panic!("it is not recognised");
    };
    assert_eq!(found.layout.name, "unionpay-acomn");
    assert_eq!(
        found.signs,
        [
            Sign::Name,
            Sign::Rows {
                read: 2,
                refused: 0
            }
        ]
    );
    assert!(matches!(
        recognise(&file, "clearing/x.txt", file_layouts()),
        Recognised::None
    ));

    let cells = [
        (1, "S22"),
        (29, "000123"),
        (36, "1231235959"),
        (67, "000000012050"),
        (80, "5812"),
        (88, "502412312359590001230"),
        (113, "ORDER1"),
        (146, "01"),
        (167, "D000000000060"),
        (181, "C000000011990"),
        (216, "01"),
        (294, "898310154110002"),
        (328, "中文店名"),
    ];
    let zm = fixed(607, &cells);
    let (lines, _) = read("unionpay-zm", "INN25010188ZM_898310154110002", &zm[..]);
    assert_eq!(
        lines,
        [
            "1 platform: mid=898310154110002 stan=000123 rrn=502412312359590001230 txn_type=sale amount=12050 mcc=5812 \
             received_at=2024-12-31T23:59:59 response_code=00 card_type=debit settle_date=2025-01-01 order_no=ORDER1",
            "1 settlement: mid=898310154110002 rrn=502412312359590001230 txn_type=sale amount=12050 fee=60 net=11990 \
             settle_date=2025-01-01 status=ready order_no=ORDER1 stan=000123",
        ]
    );
}

#[test]
fn alipay_s_business_bill_and_ledger_are_read_with_their_feet() {
    let head = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,终端号,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）";
    let bill = format!(
        "#支付宝业务明细查询\n#账号：[20881234567890120156]\n#起始日期：[2025年03月04日 00:00:00]\n#-----\n{head}\n\
         2025030422001\t,O1\t,交易  ,茶,2025-03-04 10:00:00,2025-03-04 10:00:05,,T1,10.00,10.00,,-0.06\n\
         2025030422001\t,O1\t,退款  ,茶,2025-03-04 11:00:00,2025-03-04 11:00:05,,T1,-4.00,-4.00,R1,0.02\n\
         #-----\n#交易合计：1笔，商家实收共10.00元，商家优惠共0.00元\n#退款合计：1笔，商家实收退款共-4.50元，商家优惠退款共0.00元\n"
    );
    let (bytes, ..) = encoding_rs::GB18030.encode(&bill);
    let Recognised::One(found) = recognise(&bytes, "a.csv", file_layouts()) else {
        panic!("it is not recognised");
    };
    assert_eq!(
        (found.layout.name.as_str(), found.encoding),
        ("alipay-business", Encoding::Gb18030)
    );
    let (lines, end) = read("alipay-business", "", bill.as_bytes());
    assert_eq!(lines.len(), 7);
    assert_eq!(
        lines[1],
        "6 settlement: mid=20881234567890120156 rrn=2025030422001 txn_type=sale amount=1000 fee=6 net=994 \
         settle_date=2025-03-04 status=ready order_no=O1 tid=T1"
    );
    assert_eq!(
        lines[3],
        "7 settlement: mid=20881234567890120156 rrn=R1 txn_type=refund amount=400 fee=2 net=-398 settle_date=2025-03-04 \
         orig_rrn=2025030422001 status=ready order_no=O1 tid=T1"
    );
    assert_eq!(
        end.tally,
        Tally {
            rows: 5,
            taken: 2,
            refused: 0,
            left_out: 0,
            foot: 3
        }
    );
    let said: Vec<String> = end
        .findings
        .iter()
        .map(|finding| finding.sentence("f", Lang::Zh))
        .collect();
    assert_eq!(
        said,
        ["f：合计中的 退款实收 为“-4.50”，各行算得 -4；请核对文件是否完整"]
    );
}

#[test]
fn a_bank_s_own_words_are_found_by_their_synonyms() {
    let text = "某某银行账户明细\n账号,6225\n记账日期,币种,借方发生额,贷方发生额,余额,对方户名,摘要\n\
        2025/3/4,人民币,,\"１２，345.60\",'20000.00,某支付有限公司客户备付金,商户结算款\n\
        2025年12月4日,人民币,5.00,0.00,19995.00,,手续费\n合计,,,,,,\n";
    let (bytes, ..) = encoding_rs::GB18030.encode(text);
    let Recognised::One(found) = recognise(&bytes, "bank/a.csv", file_layouts()) else {
        panic!("it is not recognised");
    };
    assert_eq!(
        (
            found.layout.name.as_str(),
            found.layout.mapping.asks.join(" ")
        ),
        ("bank-generic", "account_no".to_owned())
    );
    let (lines, _) = read("bank-generic", "", text.as_bytes());
    assert_eq!(
        lines,
        [
            "4 bank: booked_at=2025-03-04 direction=credit amount=1234560 currency=CNY balance=2000000 \
             counterparty_name=某支付有限公司客户备付金 remittance=商户结算款",
            "5 bank: booked_at=2025-12-04 direction=debit amount=500 currency=CNY balance=1999500 remittance=手续费",
            "6! credit NoRecord",
        ]
    );
}
