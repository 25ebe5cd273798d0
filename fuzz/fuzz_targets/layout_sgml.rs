//! libFuzzer's door to `fuzz::layout_sgml`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::layout_sgml(bytes));
