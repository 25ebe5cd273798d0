//! How long a sale takes to read and to write: as a terminal sends it, and in ISO 8583:1987 in ASCII.
//!
//! `bench/iso8583/run` measures others on the same messages.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use wire::iso8583::{Draft, Wrapping, decode, dialect, encode};

/// Dialect, and the sale from its message type on; the first is message 3 of the handbook.
const SALES: [(&str, &str); 2] = [
    (
        "unionpay-terminal",
        "0200302004C020C0981100000000000001234500000202100006376222029900000000010D30122206000000000031303030\
         30313631383938333130313534313130303032313536DE6D8B8F7D4E623D260000000000000000132200000100050038413741\
         44454146",
    ),
    (
        "iso8583-1987-ascii",
        "3032303033303230303443303230433039383031303030303030303030303030303132333435303030303032303231303030\
         3633373632323230323939303030303030303030313044333031323232303630303030303030303031303030303136313839\
         3833313031353431313030303231353644453644384238463744344536323344323630303030303030303030303030303338\
         3431333734313434343534313436",
    ),
];

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn sales(criterion: &mut Criterion) {
    for (slug, hex) in SALES {
        let dialect = dialect(slug).expect("it is built in");
        let sale = bytes(hex);
        let decoded = decode(&sale, dialect, Wrapping::BARE);
        assert_eq!(decoded.fault, None, "{slug}");
        let elements = decoded.message.elements();
        let values: Vec<(u8, Vec<u8>)> = elements
            .map(|element| (element.number(), element.units().collect()))
            .collect();
        criterion.bench_function(&format!("{slug}/decode"), |bencher| {
            bencher.iter(|| decode(black_box(&sale), dialect, Wrapping::BARE).fault);
        });
        // As the others do: every value unpacked, too.
        criterion.bench_function(&format!("{slug}/decode and read every value"), |bencher| {
            bencher.iter(|| {
                let decoded = decode(black_box(&sale), dialect, Wrapping::BARE);
                let elements = decoded.message.elements();
                elements
                    .map(|element| element.units().map(u64::from).sum::<u64>())
                    .sum::<u64>()
            });
        });
        let mut out = Vec::with_capacity(1024);
        criterion.bench_function(&format!("{slug}/encode"), |bencher| {
            bencher.iter(|| {
                out.clear();
                let mut draft = Draft::new(*b"0200");
                for (number, value) in black_box(&values) {
                    draft.set(*number, value);
                }
                encode(&draft, dialect, Wrapping::BARE, &mut out)
            });
        });
        assert_eq!(out, sale, "{slug}");
    }
}

criterion_group!(benches, sales);
criterion_main!(benches);
