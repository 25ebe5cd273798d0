//! libFuzzer's door to `fuzz::scan_parquet`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::scan_parquet(bytes));
