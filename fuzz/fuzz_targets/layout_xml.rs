//! libFuzzer's door to `fuzz::layout_xml`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::layout_xml(bytes));
