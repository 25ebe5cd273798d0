//! libFuzzer's door to `fuzz::layout_lines`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::layout_lines(bytes));
