#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| testsuite::oracle::setups(input));
