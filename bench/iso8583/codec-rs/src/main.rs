//! The crate iso8583-codec-rs over a message: nanoseconds per decode and encode of a frame given in hexadecimal digits.
//!
//! Its elements are strings without padding, the least work that it can be given. It has no packed tracks (their
//! separator is no digit to it) and no numbers filled on the right, so it cannot read what terminals send.

use iso8583_codec_rs::{iso8583, load_spec};
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;
const TIMES: u32 = 100_000;

/// Number, prefix, length of the elements of the sale.
const ELEMENTS: [(u32, &str, u32); 13] = [
    (3, "fixed", 6),
    (4, "fixed", 12),
    (11, "fixed", 6),
    (22, "fixed", 3),
    (25, "fixed", 2),
    (26, "fixed", 2),
    (35, "LLVAR", 37),
    (41, "fixed", 8),
    (42, "fixed", 15),
    (49, "fixed", 3),
    (52, "fixed", 16),
    (53, "fixed", 16),
    (64, "fixed", 16),
];

fn best(mut work: impl FnMut()) -> u128 {
    let round = |_| {
        let start = Instant::now();
        (0..TIMES).for_each(|_| work());
        start.elapsed().as_nanos() / u128::from(TIMES)
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}

fn main() {
    let hex = std::env::args().nth(1).expect("a message in hexadecimal digits");
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
    let raw: Vec<u8> = (0..hex.len()).step_by(2).map(digit).collect();
    let field = |(number, prefix, length): (u32, &str, u32)| {
        json!({ "de": number, "name": format!("e{number}"), "type": "string", "length": length, "prefix": prefix,
                "padding": { "side": "none" } })
    };
    let fields: Vec<_> = ELEMENTS.into_iter().map(field).collect();
    let spec = json!({ "version": "1987", "fields": fields }).to_string();
    let spec = load_spec(&spec).expect("the table loads");
    let message = iso8583::parse_bytes(&raw, &spec).expect("it is read");
    let again = iso8583::publish_bytes(&message, &spec).expect("it is written");
    assert_eq!(again, raw, "it is written as it was");
    let decode = best(|| drop(black_box(iso8583::parse_bytes(black_box(&raw), &spec))));
    let encode = best(|| drop(black_box(iso8583::publish_bytes(black_box(&message), &spec))));
    println!("iso8583-codec-rs iso8583-1987-ascii decode {decode} ns encode {encode} ns");
}
