//! libFuzzer's door to `fuzz::knowledge`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::knowledge(bytes));
