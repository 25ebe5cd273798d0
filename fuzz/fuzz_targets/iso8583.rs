//! libFuzzer's door to `fuzz::iso8583`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::iso8583(bytes));
