//! A canary: full card numbers go in wherever a file can hold them, and come out nowhere.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Valid by Luhn, 16 and 19 digits.
const CARDS: [&str; 3] = [
    "6222029900000000010",
    "6200000000000005",
    "6225880000000000010",
];

/// Two that look alike when they are masked.
const TWINS: [&str; 2] = ["6222029900000180010", "6222029900000260010"];

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a scratch folder can be made");
    fs::write(path, text).expect("a scratch file can be written");
}

/// Every place of a data set that may carry a card number, broken rows included.
fn data_set(folder: &Path) {
    let [a, b, c] = CARDS;
    write(
        folder,
        "merchants.csv",
        "mid,name,settle_mode,credit_rate,debit_rate\nM1,Shop,T1,0.0060,0.0050\n",
    );
    write(
        folder,
        "platform/a.csv",
        &format!(
            "mid,tid,stan,rrn,txn_type,amount,received_at,response_code,card,note\n\
             M1,T1,1,250304000001,sale,100,2025-03-04 10:00:00,00,{a},customer {b}\n\
             M1,T1,2,250304000002,sale,{c},2025-03-04 10:00:00,00,{b},\n\
             M1,T1,3,250304000003,sale,1.5 {a},2025-03-04 10:00:00,00,{b},\n\
             M1,T1,4,250304000004,{a},100,{b},00,{c}\n"
        ),
    );
    write(
        folder,
        "payout/a.csv",
        &format!(
            "payout_id,mid,amount,created_at,status,status_at,reason_text\n\
             P1,M1,99,2025-03-05 04:00:00,rejected,2025-03-05 05:00:00,客户账号{b}收付控制\n"
        ),
    );
    write(
        folder,
        "settlement/a.csv",
        "mid,rrn,txn_type,amount,fee,net,settle_date,payout_id,status\n\
         M1,250304000001,sale,100,1,99,2025-03-04,P1,paid_out\n",
    );
    references(folder);
    write(
        folder,
        "bank/a.csv",
        &format!(
            "account_no,booked_at,direction,amount,remittance\n\
             1001,2025-03-05 09:00:00,credit,5,card {a}\n"
        ),
    );
}

/// Card numbers where references belong.
fn references(folder: &Path) {
    let [a, b, c] = CARDS;
    let [one, two] = TWINS;
    write(
        folder,
        "platform/references.csv",
        &format!(
            "mid,tid,stan,rrn,txn_type,amount,received_at,response_code,order_no,orig_rrn,batch_no,till\n\
             M1,T2,1,{a},sale,100,2025-03-04 10:00:00,00,{one},,{b},{c}\n\
             M1,T2,2,{b},sale,200,2025-03-04 11:00:00,00,{two},,,2221000000000009\n\
             M1,T2,3,R{c},refund,200,2025-03-04 12:00:00,00,,{b},,\n\
             M1,T3,4,{one},sale,300,2025-03-04 11:00:00,00,,,,\n\
             M1,T3,4,{two},sale,300,2025-03-04 11:00:00,00,,,,\n"
        ),
    );
    write(
        folder,
        "settlement/references.csv",
        &format!(
            "mid,rrn,txn_type,amount,fee,net,settle_date,payout_id,status,order_no,memo\n\
             M1,{a},sale,100,1,99,2025-03-04,{a},paid_out,{one},{b}\n"
        ),
    );
    write(
        folder,
        "clearing/references.csv",
        &format!(
            "rrn,mid,txn_type,amount,settle_date,network_ref\n\
             {a},M1,sale,100,2025-03-04,{c}\n\
             {c},M1,sale,100,2025-03-04,{a}\n"
        ),
    );
}

/// Files that cannot be read at all, and what people write beside the records.
fn surroundings(folder: &Path) {
    let [a, b, c] = CARDS;
    write(folder, "clearing/lost.csv", &format!("{a},{b}\n{c},{a}\n"));
    write(folder, "clearing/torn.csv.gz", &format!("no gzip {a}\n"));
    write(
        folder,
        "clearing/torn.parquet",
        &format!("no Parquet {b}\n"),
    );
    write(
        folder,
        "notices.csv",
        &format!(
            "notice_id,issuer,kind,scope,starts_at,ends_at,text\n\
             N1,bank,outage,,2025-03-04 00:00:00,2025-03-06 00:00:00,card {c} and others\n\
             N2,bank,outage {a},,2025-03-04 00:00:00,{b},\n"
        ),
    );
    write(
        folder,
        "holds.csv",
        &format!("hold_id,mid,rrn,reason,placed_at\nH1,M1,,{a},2025-03-04 00:00:00\n"),
    );
}

fn run(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(arguments)
        .output()
        .expect("the binary runs");
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

fn everything_in(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).expect("the output folder").flatten() {
        all += &String::from_utf8_lossy(&fs::read(entry.path()).expect("an output file"));
    }
    all
}

#[test]
fn no_full_card_number_comes_out() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let data = scratch.path().join("data");
    data_set(&data);
    surroundings(&data);
    let data = data.to_string_lossy().into_owned();
    let as_of = "2025-03-06";
    let mut said = String::new();
    for files in ["csv", "parquet"] {
        for format in ["text", "json", "csv"] {
            let out = scratch.path().join(format!("out-{files}-{format}"));
            let out_name = out.to_string_lossy().into_owned();
            said += &run(&[
                "trace", &data, "--as-of", as_of, "--out", &out_name, "--files", files, "--format",
                format,
            ]);
            said += &everything_in(&out);
        }
    }
    for format in ["text", "json", "csv"] {
        said += &run(&["check", &data, "--as-of", as_of, "--format", format]);
        said += &run(&[
            "why",
            &data,
            "250304000001",
            "--as-of",
            as_of,
            "--format",
            format,
        ]);
    }
    // What somebody types comes back in no complaint either.
    for handle in ["{}", "{}+{}", "{}+x+2025-03-04", "0010+{}+2025", "{}+1+2+3"] {
        said += &run(&["why", &data, &handle.replace("{}", CARDS[0])]);
    }
    said += &run(&["check", &data, "--as-of", CARDS[1]]);
    said += &run(&["check", CARDS[0]]);
    said += &run(&[CARDS[0]]);
    for option in ["--lang", "--threads", "--format", "--no-such-option"] {
        said += &run(&["check", &data, option, CARDS[2]]);
    }
    assert!(
        said.contains("622202******0010"),
        "the masked number is shown"
    );
    for file in [
        "lost.csv",
        "torn.csv.gz",
        "torn.parquet",
        "notices.csv",
        "quarantine",
    ] {
        assert!(said.contains(file), "{file} is complained about");
    }
    for card in CARDS.into_iter().chain(TWINS).chain(["2221000000000009"]) {
        let line = said.lines().find(|line| line.contains(card));
        assert_eq!(line, None, "{card} came out");
    }
}

#[test]
fn a_masked_reference_is_still_one_reference() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let data = scratch.path().join("data");
    data_set(&data);
    let data = data.to_string_lossy().into_owned();
    let why = |handle: &str| {
        let format = ["--format", "csv", "--as-of", "2025-03-06"];
        let said = run(&[&["why", &data, handle], &format[..]].concat());
        let mut rows = csv::Reader::from_reader(said.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().flatten().collect();
        (said, rows.len())
    };
    // Platform, clearing and settlement speak of one swipe, whose number somebody types in full.
    let (said, swipes) = why(CARDS[0]);
    assert_eq!(swipes, 1, "{said}");
    for source in ["platform/", "clearing/", "settlement/"] {
        assert!(said.contains(source), "{source}: {said}");
    }
    for twin in TWINS {
        let (said, swipes) = why(twin);
        assert_eq!(
            swipes, 2,
            "its own number, and another swipe's order: {said}"
        );
    }
}
