//! Parquet in, text out, as the delimited tests do it.

use super::tests::{check, folder, scanned, shown};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, UInt64Array,
};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::properties::WriterProperties;
use std::io::Write;
use std::sync::Arc;
use wire::Lang;

/// A Parquet file of these columns, in row groups of so many rows.
pub(super) fn parquet(columns: Vec<(&str, ArrayRef)>, group_rows: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .expect("the columns are equally long");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group_rows))
        .build();
    let mut out = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut out, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("memory does not fail");
    writer.close().expect("memory does not fail");
    out
}

pub(super) fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from_iter(
        values
            .iter()
            .map(|value| (!value.is_empty()).then_some(*value)),
    ))
}

#[test]
fn parquet_of_any_type_reads_as_its_text_does() {
    let csv = "account_no,booked_at,value_date,direction,amount,currency,balance,bank_ref,remittance,known_at,more\n\
               A,2025-11-20T08:00:00.500+08:00,2025-11-20,credit,100,CNY,-5,a reference of some length,x,,7\n\
               B,2025-11-20T08:00:01+08:00,,debit,200,,6,,to 6222029900000000010,2025-11-21T00:00:00Z,8\n\
               A,2025-11-20T08:00:02+08:00,2025-11-21,credit,300,CNY,,short,,,9\n";
    let expected = shown(folder(&[("bank/a.csv", csv.as_bytes())]).path());
    let expected: Vec<String> = expected
        .iter()
        .enumerate()
        .map(|(row, line)| {
            line.replace(
                &format!("a.csv:{}", row + 2),
                &format!("a.parquet:{}", row + 1),
            )
        })
        .collect();
    let account: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::from_iter(["A", "B", "A"]));
    let typed = vec![
        (
            "amount",
            Arc::new(Int32Array::from(vec![100, 200, 300])) as ArrayRef,
        ),
        ("account_no", account),
        (
            "booked_at",
            Arc::new(TimestampMillisecondArray::from(vec![
                1_763_625_600_500,
                1_763_625_601_000,
                1_763_625_602_000,
            ])),
        ),
        (
            "value_date",
            Arc::new(Date32Array::from(vec![Some(20_412), None, Some(20_413)])),
        ),
        ("direction", texts(&["credit", "debit", "credit"])),
        ("currency", texts(&["CNY", "", "CNY"])),
        (
            "balance",
            Arc::new(Int64Array::from(vec![Some(-5), Some(6), None])),
        ),
        (
            "bank_ref",
            texts(&["a reference of some length", "", "short"]),
        ),
        ("remittance", texts(&["x", "to 6222029900000000010", ""])),
        (
            "known_at",
            Arc::new(
                TimestampMicrosecondArray::from(vec![None, Some(1_763_683_200_000_000), None])
                    .with_timezone("UTC"),
            ),
        ),
        ("more", Arc::new(UInt64Array::from(vec![7, 8, 9]))),
    ];
    let text = vec![
        ("account_no", texts(&["A", "B", "A"])),
        (
            "booked_at",
            texts(&[
                "2025-11-20T08:00:00.500+08:00",
                "2025-11-20T08:00:01+08:00",
                "2025-11-20T08:00:02+08:00",
            ]),
        ),
        ("value_date", texts(&["2025-11-20", "", "2025-11-21"])),
        ("direction", texts(&["credit", "debit", "credit"])),
        ("amount", texts(&["100", "200", "300"])),
        ("currency", texts(&["CNY", "", "CNY"])),
        ("balance", texts(&["-5", "6", ""])),
        (
            "bank_ref",
            texts(&["a reference of some length", "", "short"]),
        ),
        ("remittance", texts(&["x", "to 6222029900000000010", ""])),
        ("known_at", texts(&["", "2025-11-21T00:00:00Z", ""])),
        ("more", texts(&["7", "8", "9"])),
    ];
    for group_rows in [1, 2, 3] {
        for columns in [typed.clone(), text.clone()] {
            let folder = folder(&[("bank/a.parquet", &parquet(columns, group_rows))]);
            assert_eq!(shown(folder.path()), expected, "in groups of {group_rows}");
        }
    }
}

#[test]
fn broken_rows_of_parquet_are_told_by_ordinal() {
    let columns = vec![
        ("account_no", texts(&["A", "", "A", "A", "A", "A"])),
        (
            "booked_at",
            texts(&[
                "2025-11-20",
                "2025-11-20",
                "2025-13-01",
                "2025-11-20",
                "2025-11-20",
                "2025-11-20",
            ]),
        ),
        (
            "direction",
            texts(&["credit", "credit", "credit", "in", "credit", "credit"]),
        ),
        (
            "amount",
            Arc::new(Int64Array::from(vec![
                Some(1),
                Some(2),
                Some(3),
                Some(4),
                Some(-5),
                None,
            ])) as ArrayRef,
        ),
        ("remittance", texts(&["", "", "", "", "kept", "kept"])),
    ];
    check(
        &[("bank/a.parquet", &parquet(columns, 4))],
        &[
            "bank/a.parquet:1 account_no=A booked_at=1763568000000 direction=credit amount=1",
            "bank/a.parquet:2: account_no is empty; write a value",
            "bank/a.parquet:3: booked_at \"2025-13-01\" is a day that does not exist; write a day of the calendar",
            "bank/a.parquet:4: direction \"in\" is not one of the known values; write one of credit, debit",
            "bank/a.parquet:5: amount \"-5\" is negative; write an amount of zero or more",
            "bank/a.parquet:6: amount is empty; write a value",
        ],
    );
}

#[test]
fn parquet_that_is_broken_is_told_and_the_rest_goes_on() {
    let good = |rows: i64| {
        let count = rows as usize;
        parquet(
            vec![
                ("account_no", texts(&vec!["A"; count])),
                ("booked_at", texts(&vec!["2025-11-20"; count])),
                ("direction", texts(&vec!["credit"; count])),
                (
                    "amount",
                    Arc::new(Int64Array::from_iter_values(
                        (0..rows).map(|n| n * 7919 % 1009),
                    )) as ArrayRef,
                ),
            ],
            1000,
        )
    };
    let number_for_text = parquet(
        vec![
            (
                "account_no",
                Arc::new(Int64Array::from(vec![6225, 6226])) as ArrayRef,
            ),
            ("booked_at", texts(&["2025-11-20"; 2])),
            ("direction", texts(&["credit"; 2])),
            ("amount", Arc::new(Int64Array::from(vec![1, 2]))),
        ],
        10,
    );
    let lacking = parquet(vec![("account_no", texts(&["A", "B", "C"]))], 10);
    let whole = good(3000);
    let mut torn = whole.clone();
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(&whole).expect("it can be written");
    let metadata = ParquetMetaDataReader::new()
        .parse_and_finish(&file)
        .expect("it is whole");
    let (start, _) = metadata.row_group(1).column(0).byte_range();
    torn[start as usize..start as usize + 16].fill(0xFF);
    let folder = folder(&[
        ("bank/a.parquet", &whole[..whole.len() - 10]),
        ("bank/b.parquet", b"PAR1"),
        ("bank/c.parquet", &torn),
        ("bank/d.parquet", &number_for_text),
        ("bank/e.parquet", &lacking),
        ("bank/f.parquet", &whole),
    ]);
    let scan = scanned(folder.path(), 0);
    let faults: Vec<String> = scan
        .files
        .iter()
        .map(|file| {
            file.fault
                .as_ref()
                .map_or(String::new(), |fault| fault.sentence(&file.path, Lang::En))
        })
        .collect();
    assert!(
        faults[0].starts_with("bank/a.parquet: this is not a complete Parquet file ("),
        "{}",
        faults[0]
    );
    assert!(
        faults[1].starts_with("bank/b.parquet: this is not a complete Parquet file ("),
        "{}",
        faults[1]
    );
    assert!(
        faults[2].starts_with("bank/c.parquet: the file breaks off ("),
        "{}",
        faults[2]
    );
    assert_eq!(
        faults[3],
        "bank/d.parquet: column account_no has type Int64, which cannot be read; store numbers and codes as text, \
         amounts as whole fen, times as timestamps or text"
    );
    assert_eq!(
        faults[4],
        "bank/e.parquet: the header lacks required columns: booked_at, direction, amount; add them"
    );
    let rows: Vec<(u64, u64)> = scan
        .files
        .iter()
        .map(|file| (file.rows, file.quarantined))
        .collect();
    assert_eq!(rows[3..], [(0, 2), (0, 3), (3000, 0)]);
    assert_eq!(rows[2], (2000, 0));
    assert!(faults[2].contains("rows lost: 1000"), "{}", faults[2]);
    assert_eq!(
        scan.rows_in,
        rows.iter().map(|(good, broken)| good + broken).sum::<u64>()
    );
}

#[test]
fn days_that_four_digits_of_a_year_cannot_show_are_told() {
    let years = "lies outside the years 1 to 9999; write a day of these years";
    let columns = vec![
        ("account_no", texts(&["A", "A", "A"])),
        (
            "booked_at",
            Arc::new(
                TimestampMillisecondArray::from(vec![
                    253_402_271_999_000, // 9999-12-31T23:59:59+08:00
                    253_402_272_000_000,
                    1_763_625_600_000,
                ])
                .with_timezone("UTC"),
            ) as ArrayRef,
        ),
        (
            "value_date",
            Arc::new(Date32Array::from(vec![2_932_896, 0, 2_932_897])),
        ),
        ("direction", texts(&["credit", "credit", "credit"])),
        ("amount", texts(&["1", "1", "1"])),
    ];
    let folder = folder(&[("bank/a.parquet", &parquet(columns, 3))]);
    assert_eq!(
        shown(folder.path()),
        [
            "bank/a.parquet:1 account_no=A booked_at=253402271999000 value_date=2932896 direction=credit amount=1",
            &format!("bank/a.parquet:2: booked_at \"253402272000000\" {years}"),
            &format!("bank/a.parquet:3: value_date \"2932897\" {years}"),
        ]
    );
}
