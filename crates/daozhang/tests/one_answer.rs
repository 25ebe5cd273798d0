//! The fast way (`batch`, keys and partitions) and the plain way (`judge::judge_all`, row by row)
//! give the same verdicts and the same orphans.

use batch::dataset::Dataset;
use batch::knowledge_files::read_knowledge;
use batch::scan::{ScanOptions, scan};
use batch::{Sheet, TraceOptions};
use judge::Records;
use std::path::Path;
use trail::Source;

#[test]
fn the_fast_way_and_the_plain_way_agree() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let options = town::Options::new(4_000, 11, folder.path());
    town::simulate(&options, &|_, _| {}).expect("a town");
    let as_of = std::fs::read_to_string(folder.path().join("as-of")).expect("an instant");
    let (swipes, _) = both_ways(&folder.path().join("data"), &as_of);
    assert!(swipes >= 4_000, "the town has so many swipes");
}

/// Rows whose handles speak of other rows: by number, by stan, months later, of two acquirers.
#[test]
fn they_agree_about_rows_that_speak_of_other_rows() {
    const FILES: [(&str, &str); 4] = [
        (
            "merchants.csv",
            "mid,name,settle_mode,credit_rate,debit_rate\nM1,Shop,T1,0.0060,0.0050\n",
        ),
        (
            "terminal/a.csv",
            "acquirer,mid,tid,batch_no,stan,txn_type,amount,local_time,rrn,response_code,orig_rrn,orig_stan\n\
             ,M1,T1,1,1,sale,100,2025-01-01 10:00:00,R1,00,,\n\
             ,M1,T1,1,2,void,100,2025-01-01 11:00:00,R2,00,,1\n\
             ,M1,T1,1,3,refund,100,2025-01-09 11:00:00,,00,,4\n\
             ,M1,T1,1,4,sale,100,2025-01-01 12:00:00,R4,00,,\n\
             A,M1,T1,1,5,sale,100,2025-01-01 13:00:00,,,,\n\
             B,M1,T1,1,5,sale,100,2025-01-01 13:00:00,,,,\n\
             ,M1,T2,1,9,completion,50,2025-01-09 10:00:00,R9,00,,1\n",
        ),
        (
            "platform/a.csv",
            "acquirer,mid,tid,batch_no,stan,rrn,txn_type,amount,received_at,response_code,orig_rrn\n\
             ,M1,T1,1,1,R1,sale,100,2025-01-01 10:00:00,00,\n\
             ,M1,T1,1,2,R2,void,100,2025-01-01 11:00:00,00,\n\
             A,M1,T1,1,5,R5,sale,100,2025-01-01 13:00:00,00,\n\
             ,M1,T2,1,1,R8,preauth,90,2025-01-02 10:00:00,00,\n\
             ,M1,T2,1,10,R10,completion,40,2025-01-10 10:00:00,00,R8\n\
             ,M1,T2,1,9,R9,completion,50,2025-01-09 10:00:00,00,\n\
             ,M1,T3,1,1,R2,sale,100,2025-06-01 10:00:00,00,\n\
             ,M1,T3,1,2,R3,refund,10,2025-07-20 10:00:00,00,R2\n\
             ,M1,T3,1,3,R11,refund,10,2025-05-20 10:00:00,00,R9\n",
        ),
        (
            "clearing/a.csv",
            "rrn,mid,txn_type,amount,settle_date,orig_rrn\n\
             R2,M1,void,100,2025-01-01,\n\
             R2,M1,chargeback,100,2025-08-01,\n\
             R9,M1,chargeback,50,2025-08-01,\n\
             R2,M1,refund,10,2025-03-01,\n",
        ),
    ];
    let folder = tempfile::tempdir().expect("a scratch folder");
    for (name, text) in FILES {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    // R1, R4, R5, what B's terminal did, two completions, and the sale that R2 names in June.
    let (swipes, orphans) = both_ways(folder.path(), "2025-09-01T10:00:00+08:00");
    assert_eq!((swipes, orphans), (7, 1));
}

/// Traces a data set both ways; tells how many swipes and orphans both found.
fn both_ways(data: &Path, as_of: &str) -> (usize, usize) {
    let dataset = Dataset::open(data).expect("a data set");
    let known = read_knowledge(&dataset);
    let scanned = scan(&dataset, ScanOptions { threads: 2 }, &|_| {});
    let as_of = dataset
        .settings()
        .zone
        .parse(as_of.trim())
        .expect("an instant");
    let options = TraceOptions {
        as_of,
        known_at: as_of,
        threads: 2,
    };

    let mut knowledge = batch::knowledge(&known, dataset.settings());
    knowledge.coverage = batch::survey(&scanned, knowledge.clone(), options).coverage;
    let sheets: Vec<Sheet<'_>> = scanned
        .chunks
        .iter()
        .map(|chunk| Sheet::new(chunk, &scanned.symbols))
        .collect();
    let mut records = Records::default();
    for sheet in &sheets {
        for row in 0..sheet.chunk.rows {
            match sheet.chunk.source {
                Source::Terminal => records.terminal.push(sheet.terminal(row)),
                Source::Platform => records.platform.push(sheet.platform(row)),
                Source::Clearing => records.clearing.push(sheet.clearing(row)),
                Source::Settlement => records.settlement.push(sheet.settlement(row)),
                Source::Payout => records.payout.push(sheet.payout(row)),
                Source::Bank => records.bank.push(sheet.bank(row)),
            }
        }
    }
    let plain = judge::judge_all(records, &knowledge, as_of);
    let fresh = batch::knowledge(&known, dataset.settings());
    batch::trace(&scanned, fresh, options, &|_| {}, |traced| {
        let fast = traced.verdicts(0..traced.swipes(), true);
        assert_eq!(fast.len(), plain.verdicts.len());
        for (fast, plain) in fast.iter().zip(&plain.verdicts) {
            assert_eq!(fast.verdict, *plain);
        }
        assert_eq!(traced.orphans, plain.orphans);
        (fast.len(), traced.orphans.len())
    })
}
