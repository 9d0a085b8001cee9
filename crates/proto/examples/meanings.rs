//! Prints the page's table of what replies mean, from the engine's: one sentence for each code.
#![expect(clippy::print_stdout, reason = "that is what it is for")]

use wsmtp_proto::explain::{CODES, ENHANCED, LATER, NEW_PASSWORD, class};
use wsmtp_proto::types::Class;

const CLASSES: [(u16, Class); 4] = [
    (2, Class::Success),
    (3, Class::Intermediate),
    (4, Class::Transient),
    (5, Class::Permanent),
];

fn main() {
    println!(
        "// Written from the engine's table in crates/proto/src/explain.rs by `cargo xtask tables`;"
    );
    println!("// not edited by hand.\n");
    let enhanced = ENHANCED.iter();
    let enhanced = enhanced.map(|(subject, detail, text)| (format!("{subject}.{detail}"), *text));
    table(
        "ENHANCED",
        "Subject and detail of an enhanced status code (RFC 3463).",
        enhanced,
    );
    let codes = CODES.iter().map(|(code, text)| (code.to_string(), *text));
    table("CODES", "Reply codes of SMTP and its extensions.", codes);
    let classes = CLASSES.map(|(digit, of)| (digit.to_string(), class(of)));
    table(
        "CLASSES",
        "The first digit of a reply code.",
        classes.into_iter(),
    );
    println!("/** What is added where waiting may help. */");
    println!("export const LATER = {LATER:?};\n");
    println!("/** The one transient refusal that no waiting mends (RFC 4954 section 6). */");
    println!("export const NEW_PASSWORD = {NEW_PASSWORD:?};");
}

fn table(name: &str, what: &str, rows: impl Iterator<Item = (String, &'static str)>) {
    println!("/** {what} */");
    println!("export const {name}: Readonly<Record<string, string>> = {{");
    for (code, text) in rows {
        println!("  {code:?}: {text:?},");
    }
    println!("}};\n");
}
