//! The fast way (`batch`, keys and partitions) and the plain way (`judge::judge_all`, row by row)
//! give the same verdicts and the same orphans.

use batch::dataset::Dataset;
use batch::knowledge_files::read_knowledge;
use batch::scan::{ScanOptions, scan};
use batch::{Sheet, TraceOptions};
use judge::Records;
use trail::Source;

#[test]
fn the_fast_way_and_the_plain_way_agree() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let options = town::Options::new(4_000, 11, folder.path());
    town::simulate(&options, &|_, _| {}).expect("a town");
    let dataset = Dataset::open(&folder.path().join("data")).expect("a data set");
    let known = read_knowledge(&dataset);
    let scanned = scan(&dataset, ScanOptions { threads: 2 }, &|_| {});
    let as_of = std::fs::read_to_string(folder.path().join("as-of")).expect("an instant");
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
        let fast = traced.verdicts(0..traced.swipes());
        assert_eq!(fast.len(), plain.verdicts.len());
        for (fast, plain) in fast.iter().zip(&plain.verdicts) {
            assert_eq!(fast.verdict, *plain);
        }
        assert_eq!(traced.orphans, plain.orphans);
        assert!(fast.len() >= 4_000, "the town has so many swipes");
    });
}
