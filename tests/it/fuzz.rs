//! The oracles on inputs that were kept, and on inputs made at random: what the fuzzers do, on any
//! machine.

use std::{fs, path::Path};

use proptest::{collection::vec, prelude::*, sample::select, test_runner::RngSeed};
use testsuite::oracle;

use crate::transcripts::files;

#[test]
fn every_oracle_holds_for_what_once_broke_it() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_regression");
    for file in files(&kept).unwrap() {
        println!("{}", file.display());
        let folder = file.parent().and_then(Path::file_name);
        let mut oracles = oracle::ALL.iter();
        let (_, holds) = oracles
            .find(|(name, _)| folder == Some(name.as_ref()))
            .expect("each folder has the name of an oracle");
        holds(&fs::read(&file).unwrap());
    }
}

const ADDRESSES: &[&str] = &[
    "a",
    "b.c",
    ".",
    "@",
    "\"",
    "\\",
    " ",
    "<",
    ">",
    "[",
    "]",
    "-",
    "_",
    "IPv6:",
    "127.0.0.1",
    "::1",
    "é",
    "\u{2028}",
    "\r",
    "\n",
    "\0",
    "xn--",
    "example.org",
];

const CONTENT: &[&str] = &[
    "\r",
    "\n",
    ".",
    "\r\n",
    "\r\n.\r\n",
    "\n.\n",
    "\r\n.\r\r\n",
    "text",
    ".text",
    "QUIT\r\n",
    "\0",
    " ",
    "é",
];

const REPLIES: &[&str] = &[
    "220 ",
    "250-",
    "250 ",
    "250",
    "354 ",
    "421 ",
    "550 ",
    "600 ",
    "2.0.0 ",
    "5.7.8",
    "\r\n",
    "\r",
    "\n",
    "text",
    "SIZE 1000",
    "AUTH PLAIN LOGIN",
    "AUTH=LOGIN",
    "STARTTLS",
    "\t",
    "\0",
    "é",
];

/// Some of `words` in a row, and now and then any octet.
fn octets(words: &'static [&str]) -> impl Strategy<Value = Vec<u8>> {
    let word = select(words).prop_map(|word| word.as_bytes().to_vec());
    let words = vec(prop_oneof![8 => word, 1 => vec(any::<u8>(), 1)], 0..40);
    words.prop_map(|words| words.concat())
}

/// The same behind an octet that says into what pieces they are cut.
fn pieces(words: &'static [&str]) -> impl Strategy<Value = Vec<u8>> {
    (0..20_u8, octets(words)).prop_map(|(size, octets)| [vec![size], octets].concat())
}

/// The same inputs on every machine and in every run; the fuzzers look for others.
fn config() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(0),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn addresses_hold(input in octets(ADDRESSES)) {
        oracle::addresses(&input);
    }

    #[test]
    fn content_holds(input in pieces(CONTENT)) {
        oracle::content(&input);
    }

    #[test]
    fn replies_hold(input in pieces(REPLIES)) {
        oracle::replies(&input);
    }
}
