//! Prints replies with what the engine says that they mean, for the page's test of its own rule.
#![expect(clippy::print_stdout, reason = "that is what it is for")]

use wsmtp_proto::explain;
use wsmtp_proto::types::{Code, Reply};

/// One of each kind: by the enhanced code, by the code, by the first digit; for now, for good, and for no reason.
const REPLIES: &[(u16, &str)] = &[
    (220, ""),
    (235, "2.7.0"),
    (250, "2.1.1"),
    (299, ""),
    (354, ""),
    (399, ""),
    (421, "4.3.2"),
    (432, "4.7.12"),
    (452, ""),
    (452, "4.2.2"),
    (454, "4.7.0"),
    (499, ""),
    (530, "5.7.0"),
    (550, ""),
    (550, "5.1.1"),
    (550, "5.7.26"),
    (550, "5.999.999"),
    (599, ""),
];

fn main() {
    println!("// Written by the engine with `cargo xtask tables`; not edited by hand.\n");
    println!("/** Replies by code and enhanced code, and what they mean. */");
    println!("export const EXPLAINED: readonly (readonly [number, string | null, string])[] = [");
    for (code, enhanced) in REPLIES {
        let Some(said) = Code::new(*code) else {
            continue;
        };
        let meaning = explain::reply(&Reply::new(said, None, enhanced));
        let enhanced = Some(enhanced).filter(|code| !code.is_empty());
        let enhanced = enhanced.map_or_else(|| "null".to_owned(), |code| format!("{code:?}"));
        println!("  [{code}, {enhanced}, {meaning:?}],");
    }
    println!("];");
}
