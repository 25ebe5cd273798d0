//! libFuzzer's door to `fuzz::mask`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::mask(bytes));
