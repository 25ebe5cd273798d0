//! Knowledge files in, rows and sentences out.

use super::*;
use arrow_array::{ArrayRef, Date32Array, Float64Array, StringArray};
use parquet::arrow::ArrowWriter;
use wire::Lang;

fn known(files: &[(&str, &[u8])]) -> KnowledgeFiles {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("bank")).expect("it can be made");
    for (path, bytes) in files {
        std::fs::write(folder.path().join(path), bytes).expect("it can be written");
    }
    let dataset = Dataset::open_without_merchants(folder.path()).expect("it has a source");
    read_knowledge(&dataset)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, bytes).expect("memory does not fail");
    packed.finish().expect("memory does not fail")
}

fn sentences(known: &KnowledgeFiles) -> Vec<String> {
    known
        .quarantine
        .entries()
        .iter()
        .map(|entry| entry.sentence(Lang::En))
        .collect()
}

#[test]
fn every_kind_is_read() {
    let known = known(&[
        (
            "merchants.csv",
            b"mid,name,settle_mode,credit_rate,debit_rate,debit_cap,rounding,refund_returns_fee,status_since\n\
              M1,Shop,T1,0.0060,0.0050,2000,half_even,no,2025-11-20\nM2,Stall,D0,0.0038,0.0038,,,,\n",
        ),
        ("terminals.csv", b"tid,mid,model,bound_at\nT1,M1,A920,2025-01-01T00:00:00Z\n"),
        ("holds.csv", b"hold_id,mid,reason,placed_at,text\nH1,M1,risk,2025-11-20,see 6222029900000000010\n"),
        ("notices.csv", b"notice_id,issuer,kind,starts_at,ends_at,text\nN1,bank,outage,2025-11-20,2025-11-21,x\n"),
        ("compatibility.csv", b"model,firmware,channel,status\nA920,1.0,nfc,known_fault\n"),
        ("payers.csv", b"name,role\nPay Ltd,acquirer\n"),
        ("calendar.csv", b"date,kind,name\n2026-01-02,holiday,New Year\n"),
        ("coverage.csv", b"source,from,to,subject\nbank,2025-11-01,2025-11-30,6225\n"),
    ]);
    assert_eq!(sentences(&known), [""; 0]);
    let merchant = &known.merchants[0];
    assert_eq!(
        (
            merchant.line,
            merchant.debit_cap,
            merchant.refund_returns_fee
        ),
        (2, Some(2000), false)
    );
    assert_eq!(merchant.rounding, ledger::Rounding::HalfEven);
    assert_eq!(
        merchant.status_since,
        Some(ledger::Instant::from_ms(1_763_568_000_000))
    );
    let stall = &known.merchants[1];
    assert_eq!(
        (stall.settle_mode, stall.refund_returns_fee, stall.status),
        (ledger::SettleMode::D(0), true, "normal")
    );
    assert_eq!(
        (known.terminals[0].status, &*known.terminals[0].firmware),
        ("active", "")
    );
    assert_eq!(
        (known.holds[0].reason, &*known.holds[0].text),
        ("risk", "see 622202*********0010")
    );
    assert_eq!(
        (known.notices[0].kind, known.compatibility[0].status),
        ("outage", "known_fault")
    );
    assert_eq!(
        known.payers.as_ref().map(|payers| payers[0].role),
        Some("acquirer")
    );
    assert_eq!(
        (known.calendar[0].date.epoch(), known.calendar[0].kind),
        (20_455, "holiday")
    );
    let coverage = &known.coverage.as_ref().expect("the file is there")[0];
    assert_eq!(
        (coverage.source, coverage.to.epoch()),
        (wire::Source::Bank, 20_422)
    );
    assert_eq!(known.files.len(), 8);
}

#[test]
fn of_two_rows_with_one_key_the_first_counts() {
    let known = known(&[
        (
            "merchants.csv",
            b"mid,name,settle_mode,credit_rate,debit_rate\n\
              M1,Shop,T1,0.0060,0.0050\nM2,Stall,T1,0.0060,0.0050\nM1,Shop,D0,0.0060,0.0050\nM2,Stall,T1,0.006,0.0050\n",
        ),
        (
            "merchants.csv.gz",
            &gzip(b"mid,name,settle_mode,credit_rate,debit_rate\nM2,Stand,T1,0.0060,0.0050\n"),
        ),
        ("terminals.csv", b"tid,mid\nT1,M1\nT1,M2\nT1,M1\n"),
        (
            "holds.csv",
            b"hold_id,mid,rrn,reason,placed_at\nH1,M1,R1,risk,2025-11-20\nH1,M1,R2,risk,2025-11-20\nH1,M1,R1,kyc,2025-11-20\n",
        ),
        ("calendar.csv", b"date,kind\n2026-01-02,holiday\n2026-01-02,workday\n"),
        ("payers.csv", b"name,account_no,role\nPay Ltd,1,acquirer\nPay Ltd,2,agent\nPay Ltd,2,bank\n"),
        (
            "compatibility.csv",
            b"model,firmware,channel,status\nA920,1.0,nfc,ok\nA920,1.0,nfc,known_fault\nA920,1.1,nfc,known_fault\n",
        ),
        (
            "notices.csv",
            b"notice_id,issuer,kind,scope,starts_at,ends_at\n\
              N1,bank,outage,A,2025-11-20,2025-11-21\nN1,bank,outage,B,2025-11-20,2025-11-21\nN1,bank,outage,A,2025-11-20,2025-11-22\n",
        ),
    ]);
    let told = |place: &str, what: &str, first: &str| {
        format!(
            "{place}: {what} is also the key of {first}, which says otherwise and counts; keep one of the two rows"
        )
    };
    assert_eq!(
        sentences(&known),
        [
            told("calendar.csv:3", "date \"2026-01-02\"", "line 2"),
            told("compatibility.csv:3", "model \"A920\"", "line 2"),
            told("holds.csv:4", "hold_id \"H1\"", "line 2"),
            told("merchants.csv:4", "mid \"M1\"", "line 2"),
            told("merchants.csv.gz:2", "mid \"M2\"", "line 3 (.csv)"),
            told("notices.csv:4", "notice_id \"N1\"", "line 2"),
            told("payers.csv:4", "name \"Pay Ltd\"", "line 3"),
            told("terminals.csv:3", "tid \"T1\"", "line 2"),
        ]
    );
    let modes: Vec<_> = known
        .merchants
        .iter()
        .map(|row| (&*row.mid, row.settle_mode))
        .collect();
    assert_eq!(
        modes,
        [
            ("M1", ledger::SettleMode::T(1)),
            ("M2", ledger::SettleMode::T(1))
        ]
    );
    assert_eq!(known.terminals.len(), 1);
    assert_eq!(known.holds.len(), 2);
    let merchants = known.files.iter().find(|file| file.path == "merchants.csv");
    assert_eq!(
        merchants.map(|file| (file.rows, file.quarantined)),
        Some((3, 1))
    );
}

#[test]
fn a_file_of_merchants_without_merchants_is_told() {
    const HEADER: &[u8] = b"mid,name,settle_mode,credit_rate,debit_rate\n";
    for (empty, text) in [(true, &b""[..]), (true, b"\n"), (true, HEADER)] {
        let known = known(&[("merchants.csv", text), ("terminals.csv", b"tid,mid\n")]);
        let faults: Vec<bool> = known
            .files
            .iter()
            .map(|file| file.fault.is_some())
            .collect();
        assert_eq!(faults, [empty, false], "{text:?}");
    }
}

#[test]
fn without_files_nothing_is_known() {
    let known = known(&[]);
    assert!(known.merchants.is_empty() && known.payers.is_none() && known.coverage.is_none());
}

#[test]
fn broken_rows_are_told() {
    let known = known(&[
        (
            "merchants.csv",
            b"mid,name,settle_mode,credit_rate,debit_rate\n\
              M1,Shop,T31,0.0060,0.0050\nM2,Shop,T1,0.60%,0.0050\nM3,Shop,T1,60,0.0050\nM4,Shop,T1,0,0\n,Shop,T1,0,0\n",
        ),
        ("holds.csv", b"hold_id,mid,reason\nH1,M1,risk\n"),
    ]);
    let codes: Vec<String> = (0..12).map(|n| format!("T{n}")).collect();
    assert_eq!(
        sentences(&known),
        [
            "holds.csv:2: placed_at is not in the header, where it must be; add the column",
            &format!(
                "merchants.csv:2: settle_mode \"T31\" is not one of the known values; write one of {} and so on",
                codes.join(", ")
            ),
            "merchants.csv:3: credit_rate \"0.60%\" is a percentage; write a fraction, such as 0.0060",
            "merchants.csv:4: credit_rate \"60\" is above 1; write the rate as a fraction, such as 0.0060",
            "merchants.csv:6: mid is empty; write a value",
        ]
    );
    assert_eq!((known.merchants.len(), known.files[0].quarantined), (1, 4));
    let fault = known.files[1].fault.as_ref().expect("a column is missing");
    assert_eq!(
        fault.sentence("holds.csv", Lang::En),
        "holds.csv: the header lacks required columns: placed_at; add them"
    );
}

#[test]
fn parquet_reads_as_its_text() {
    let text = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let written = |columns: Vec<(&str, ArrayRef)>| {
        let batch = RecordBatch::try_from_iter(columns).expect("one row each");
        let mut out = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("memory does not fail");
        writer.close().expect("memory does not fail");
        out
    };
    let rate = Arc::new(Float64Array::from(vec![0.006])) as ArrayRef;
    let merchants = written(vec![
        ("mid", text("M1")),
        ("name", text("Shop")),
        ("settle_mode", text("T1")),
        ("credit_rate", Arc::clone(&rate)),
        ("debit_rate", rate),
    ]);
    let day = Arc::new(Date32Array::from(vec![20_455])) as ArrayRef;
    let calendar = written(vec![("date", day), ("kind", text("holiday"))]);
    let known = known(&[
        ("merchants.parquet", &merchants),
        ("calendar.parquet", &calendar),
    ]);
    assert_eq!(sentences(&known), [""; 0]);
    assert_eq!(
        known.merchants[0].credit_rate,
        ledger::Rate::parse("0.0060").expect("a rate")
    );
    assert_eq!(
        (known.calendar[0].line, known.calendar[0].date.epoch()),
        (1, 20_455)
    );
}

#[test]
fn knowledge_handed_over_reads_as_its_file_does() {
    let text = |values: &[&str]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    let merchants = RecordBatch::try_from_iter([
        ("mid", text(&["M1", "M2", "M1"])),
        ("name", text(&["Shop", "Stall", "Other"])),
        ("settle_mode", text(&["T1", "D0", "T1"])),
        (
            "credit_rate",
            Arc::new(Float64Array::from(vec![0.006, 0.0038, 0.006])),
        ),
        ("debit_rate", text(&["0.0050", "0.0038", "0.0050"])),
    ]);
    let merchants = merchants.expect("equally long");
    let payers = RecordBatch::try_from_iter([("name", text(&["Acquirer"]))]).expect("one column");
    let table = |kind, batch: RecordBatch| HandedKnowledge {
        kind,
        schema: batch.schema(),
        batches: vec![batch],
    };
    let tables = [
        table(Knowledge::Merchants, merchants),
        table(Knowledge::Payers, payers),
    ];
    let found = handed_knowledge(&tables, &Zone::shanghai(), mask_key_of(&tables));
    let csv = b"mid,name,settle_mode,credit_rate,debit_rate\nM1,Shop,T1,0.006,0.0050\n\
                M2,Stall,D0,0.0038,0.0038\nM1,Other,T1,0.006,0.0050\n";
    let expected = known(&[("merchants.csv", csv), ("payers.csv", b"name\nAcquirer\n")]);
    let bare = |rows: &[MerchantRow]| -> Vec<MerchantRow> {
        rows.iter()
            .map(|row| MerchantRow {
                line: 0,
                ..row.clone()
            })
            .collect()
    };
    assert_eq!(bare(&found.merchants), bare(&expected.merchants));
    assert_eq!(found.merchants.len(), 2);
    let said = sentences(&found);
    assert!(
        said[0].starts_with("merchants:3: mid \"M1\" is also the key of "),
        "{said:?}"
    );
    assert!(said[1].starts_with("payers:1: role "), "{said:?}");
    assert!(found.coverage.is_none() && found.payers.is_some_and(|rows| rows.is_empty()));
}
