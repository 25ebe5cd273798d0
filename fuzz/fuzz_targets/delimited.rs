//! libFuzzer's door to `fuzz::delimited`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::delimited(bytes));
