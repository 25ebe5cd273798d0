//! libFuzzer's door to `fuzz::scan_archive`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::scan_archive(bytes));
