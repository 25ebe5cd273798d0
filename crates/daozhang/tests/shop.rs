//! A merchant's own trade bill, read through a mapping: its sums are the bill's own summary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a trace left behind.
struct Traced {
    summary: serde_json::Value,
    verdicts: Vec<csv::StringRecord>,
    header: csv::StringRecord,
    orphans: usize,
}

impl Traced {
    fn sum(&self, column: &str) -> i64 {
        let at = self.header.iter().position(|name| name == column);
        let at = at.unwrap_or_else(|| panic!("there is a column {column}"));
        let amount = |row: &csv::StringRecord| row[at].parse::<i64>().expect("whole fen");
        self.verdicts.iter().map(amount).sum()
    }

    fn total(&self, part: &str) -> i64 {
        self.summary["total"][part].as_i64().expect("whole fen")
    }
}

/// Traces a folder; every row of it can be read.
fn trace(folder: &Path, as_of: &str, out: &Path) -> Traced {
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(["-q", "trace", "--files", "csv", "--as-of", as_of, "--out"])
        .args([out, folder])
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&done.stderr);
    // A shop's bill has no payouts: nothing can be shown to have arrived.
    assert_eq!(done.status.code(), Some(1), "{said}");
    let text = |name: &str| fs::read_to_string(out.join(name)).expect("an output file");
    let rows = |name: &str| {
        let text = text(name);
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let header = table.headers().expect("a header").clone();
        let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
        (header, rows)
    };
    let (header, verdicts) = rows("verdicts.csv");
    assert_eq!(rows("quarantine.csv").1.len(), 0, "every row can be read");
    Traced {
        summary: serde_json::from_str(&text("funds.json")).expect("JSON"),
        verdicts,
        header,
        orphans: rows("orphans.csv").1.len(),
    }
}

/// The values of the bill's last line, which counts and sums its rows.
fn own_summary(bill: &Path) -> Vec<String> {
    let text = fs::read_to_string(bill).expect("the bill is UTF-8");
    let last = text.lines().last().expect("a last line");
    let field = |field: &str| field.trim_start_matches('`').to_owned();
    last.split(',').map(field).collect()
}

/// `678.43` is 67843.
fn fen(yuan: &str) -> i64 {
    let (whole, part) = yuan.split_once('.').expect("two decimals");
    assert_eq!(part.len(), 2, "{yuan} has two decimals");
    format!("{whole}{part}").parse().expect("whole fen")
}

#[test]
fn the_example_shop_ties_to_its_bill() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let shop = root().join("examples/wechat-shop");
    let traced = trace(&shop, "2025-11-21T12:00:00+08:00", scratch.path());
    let bill = own_summary(&shop.join("bill/20251120.csv"));
    assert_eq!(bill[0], "12.0", "ten sales and two refunds");

    assert_eq!(traced.verdicts.len(), 10);
    assert_eq!(traced.total("swiped"), fen(&bill[1]));
    assert_eq!(traced.sum("amount"), fen(&bill[1]));
    // One refund is of a sale of another day, which this bill does not have: the platform and the
    // settlement record of that line stand alone.
    assert_eq!(traced.orphans, 2);
    assert_eq!(traced.total("refunded") + 65_00, fen(&bill[2]));
    // The bill's 3.54858 has 0.39 taken off for the orphan; here fees are whole fen a swipe.
    assert_eq!(bill[4], "3.54858");
    assert_eq!(traced.total("fees"), 393);
    let parts = [
        "refunded",
        "fees",
        "arrived",
        "held",
        "pending",
        "overdue",
        "short",
        "unexplained",
    ];
    let whole: i64 = parts.iter().map(|part| traced.total(part)).sum();
    assert_eq!(whole, traced.total("swiped"), "every fen stands somewhere");
}

#[test]
fn a_real_bill_ties_to_its_own_summary() {
    let real = root().join("examples/real/wechat-merchant-bill.csv");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let data = scratch.path().join("data");
    fs::create_dir_all(data.join("bill")).expect("a scratch folder can be made");
    fs::copy(&real, data.join("bill/all.csv")).expect("the bill can be copied");
    let mapping = root().join("examples/wechat-shop/daozhang.toml");
    fs::copy(mapping, data.join("daozhang.toml")).expect("the mapping can be copied");
    fs::write(
        data.join("merchants.csv"),
        "mid,name,settle_mode,credit_rate,debit_rate,qr_rate\n\
         1921000401,测试商户,T1,0.0060,0.0060,0.0060\n",
    )
    .expect("a scratch file can be written");

    let traced = trace(&data, "2019-02-25", &scratch.path().join("out"));
    let bill = own_summary(&real);
    assert_eq!(bill[0], "45.0", "31 sales and 14 refunds");
    assert_eq!(traced.verdicts.len(), 31);
    assert_eq!(traced.total("swiped"), fen(&bill[1]));
    assert_eq!(traced.total("swiped"), 47);
    // Every refund is of a sale of another day; each line gives two records.
    assert_eq!(traced.orphans, 2 * 14);
    assert_eq!(traced.total("refunded"), 0);
}
