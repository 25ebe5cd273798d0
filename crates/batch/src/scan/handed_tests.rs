//! What is handed over reads as the same rows do in a file.

use super::columnar_tests::{parquet, texts};
use super::tests::{folder, shown, shown_of};
use super::*;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, TimestampMicrosecondArray};
use arrow_schema::{DataType, Schema};
use ledger::Zone;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use wire::MaskKey;

fn bank() -> Vec<(&'static str, ArrayRef)> {
    let booked = vec![
        Some(1_763_625_600_500_000),
        Some(1_763_625_601_000_000),
        None,
    ];
    vec![
        ("account_no", texts(&["A", "B", "A"])),
        (
            "booked_at",
            Arc::new(TimestampMicrosecondArray::from(booked)),
        ),
        ("direction", texts(&["credit", "debt", "credit"])),
        ("amount", Arc::new(Int64Array::from(vec![100, 200, 300]))),
        ("remittance", texts(&["to 6222029900000000010", "", "x"])),
        ("more", texts(&["7", "8", "9"])),
    ]
}

fn of_file(bytes: &[u8]) -> Vec<RecordBatch> {
    let bytes = bytes.to_vec();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("it can be written");
    let file = std::fs::File::open(file.path()).expect("it is there");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    let batches = reader.with_batch_size(2).build().expect("it can be read");
    batches.map(|batch| batch.expect("it is whole")).collect()
}

fn handed(schema: &Schema, batches: Vec<RecordBatch>, source: Source) -> Handed {
    Handed {
        name: format!("{}/a.parquet", source.name()),
        ..Handed::new(source, Arc::new(schema.clone()), batches)
    }
}

fn scanned(tables: &[Handed]) -> Vec<String> {
    let once = |threads| {
        shown_of(&scan_handed(
            tables,
            &Zone::shanghai(),
            MaskKey::default(),
            threads,
        ))
    };
    assert_eq!(once(1), once(3));
    once(1)
}

#[test]
fn batches_read_as_the_file_that_holds_them() {
    let file = parquet(bank(), 2);
    let expected = shown(folder(&[("bank/a.parquet", &file)]).path());
    assert_eq!(expected.len(), 3, "a row, and two in the quarantine");
    let batches = of_file(&file);
    let schema = batches[0].schema();
    assert_eq!(
        scanned(&[handed(&schema, batches.clone(), Source::Bank)]),
        expected
    );
    // The same in the types of other libraries.
    for kind in [DataType::LargeUtf8, DataType::Utf8View, categories()] {
        let cast = |batch: &RecordBatch| {
            let columns = batch
                .columns()
                .iter()
                .zip(schema.fields())
                .map(|(array, field)| {
                    let kind = match field.data_type() {
                        DataType::Utf8 => &kind,
                        other => other,
                    };
                    let cast = arrow_cast::cast(array, kind).expect("texts are cast to texts");
                    (field.name().clone(), cast, true)
                });
            RecordBatch::try_from_iter_with_nullable(columns).expect("equally long")
        };
        let batches: Vec<_> = batches.iter().map(cast).collect();
        let schema = batches[0].schema();
        assert_eq!(
            scanned(&[handed(&schema, batches, Source::Bank)]),
            expected,
            "{kind}"
        );
    }
}

fn categories() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::LargeUtf8))
}

#[test]
fn a_narrow_table_is_taken_apart_by_source() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("source", texts(&["bank", "clearing", "bank"])),
        ("rrn", texts(&["", "250926000123", ""])),
        ("note", texts(&["a", "b", "c"])),
        ("account_no", texts(&["A", "", "B"])),
    ];
    let narrow = RecordBatch::try_from_iter(columns).expect("equally long");
    let found = Handed::apart(&narrow.schema(), std::slice::from_ref(&narrow))
        .expect("every row has its source");
    let told = found.iter().map(|table| {
        let names: Vec<_> = table
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        format!(
            "{} {} {}",
            table.name,
            table.batches[0].num_rows(),
            names.join(",")
        )
    });
    let told: Vec<String> = told.collect();
    assert_eq!(
        told,
        [
            "clearing/batches 1 rrn,note",
            "bank/batches 2 note,account_no"
        ]
    );
    let wrong = RecordBatch::try_from_iter([("source", texts(&["banks"]))]).expect("one column");
    let fault = Handed::apart(&wrong.schema(), std::slice::from_ref(&wrong)).err();
    assert_eq!(fault, Some(NarrowFault::Unknown("banks".to_owned())));
    let none = RecordBatch::try_from_iter([("rrn", texts(&["1"]))]).expect("one column");
    assert_eq!(
        Handed::apart(&none.schema(), &[]).err(),
        Some(NarrowFault::NoSource)
    );
}

#[test]
fn a_table_without_a_required_column_is_refused_whole() {
    let few = RecordBatch::try_from_iter([("account_no", texts(&["A", "B"]))]).expect("one column");
    let schema = few.schema();
    let said = scanned(&[handed(&schema, vec![few], Source::Bank)]);
    assert!(said[0].contains("(x2)"), "{said:?}");
    assert!(said[1].starts_with("bank/a.parquet: "), "{said:?}");
}
