//! libFuzzer's door to `fuzz::recognise`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::recognise(bytes));
