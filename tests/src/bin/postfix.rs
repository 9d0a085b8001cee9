//! Starts Postfix for tests in other languages, says as one line of JSON where it is, and ends it
//! when standard input ends. Argument: the name on its certificate, where it is not to be its own.
#![expect(clippy::print_stdout, reason = "that is how it answers")]

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::json;
use testsuite::postfix::{self, Postfix, Settings};

fn main() -> Result<()> {
    let mut settings = Settings {
        mechanisms: "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256".to_owned(),
        ..Settings::default()
    };
    if let Some(name) = std::env::args().nth(1) {
        settings.name = name;
    }
    let server = Postfix::start_with(&settings)?;
    println!("{}", describe(&server));
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

fn describe(server: &Postfix) -> serde_json::Value {
    let mailboxes: BTreeMap<_, _> = postfix::USERS
        .iter()
        .map(|user| {
            (
                format!("{user}@{}", postfix::DOMAIN),
                server.mailbox(user).folder(),
            )
        })
        .collect();
    json!({
        "host": server.starttls().ip(),
        "starttls": server.starttls().port(),
        "implicit": server.implicit().port(),
        "ca": server.authority_file(),
        "name": postfix::NAME,
        "user": postfix::USER,
        "password": postfix::PASSWORD,
        "domain": postfix::DOMAIN,
        "mailboxes": mailboxes,
    })
}
