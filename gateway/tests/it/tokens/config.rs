//! What is said about a configuration whose tokens cannot work.

use std::path::Path;

use wsmtp_gateway::check;

use crate::support::tokens::Site;

const UPSTREAM: &str =
    "[upstream.mail]\nhost = \"mail.example.org\"\nport = 465\ntls = \"implicit\"\n";
const TOKENS: &str = "[tokens]\nkeys = \"keys.json\"\naudience = \"gateway.example.org\"\n";

fn problems(text: &str, folder: &Path) -> Vec<String> {
    match check::parse(text, folder) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_mistake_is_named_by_line_and_key() {
    let site = Site::new();
    let file = site.file();
    let folder = file.parent().unwrap();
    let required = format!("{UPSTREAM}tokens = \"required\"\n");
    let none = format!("{UPSTREAM}tokens = \"none\"\n");
    let open = "[open]\nhosts = [\"a\"]\nports = [465]\ntokens = \"required\"\n";
    for (text, complaint) in [
        (format!("{required}{TOKENS}"), None),
        (format!("{none}{open}{TOKENS}"), None),
        (
            required.clone(),
            Some("5: upstream.mail.tokens: a token needs keys to verify it"),
        ),
        (
            format!("{none}{open}"),
            Some("9: open.tokens: a token needs keys to verify it"),
        ),
        (
            format!("{none}{TOKENS}"),
            Some("6: tokens: nothing asks for a token"),
        ),
        (
            format!("{required}{}", TOKENS.replace("gateway.example.org", "")),
            Some("8: tokens.audience: write this gateway's name"),
        ),
        (
            format!("{required}{}", TOKENS.replace("keys.json", "locks.json")),
            Some("7: tokens.keys: cannot read "),
        ),
        (
            format!("{required}{}", TOKENS.replace("audience", "audiance")),
            Some("8: tokens.audiance: there is no such key; did you mean `audience`?"),
        ),
        (
            format!("{none}[upstream.mail.rules]\nmails_per_hour = 5\n"),
            Some("7: upstream.mail.rules.mails_per_hour: mails are counted for each subject"),
        ),
    ] {
        let problems = problems(&text, folder);
        match complaint {
            None => assert!(problems.is_empty(), "{problems:?}"),
            Some(complaint) => {
                let is_told = problems.iter().any(|told| told.starts_with(complaint));
                assert!(is_told, "{text}: {problems:#?}");
            }
        }
    }
}

#[test]
fn a_bad_key_is_named_in_its_file() {
    let site = Site::new();
    let secret = site.secret();
    site.spoil(&format!(
        r#"{{"keys":[{{"kty":"oct","kid":"a","k":"{secret}"}},{{"kty":"RSA","kid":"b","n":"{secret}"}}]}}"#
    ));
    let text = format!("{UPSTREAM}tokens = \"required\"\n{TOKENS}");
    let file = site.file();
    let problems = problems(&text, file.parent().unwrap());
    let complaint = format!(
        "7: tokens.keys: {}: key b: its `kty` must be",
        file.display()
    );
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with(&complaint), "{problems:?}");
    assert!(!problems[0].contains(&secret), "{problems:?}");
}

#[test]
fn the_tables_of_the_readme_are_good() {
    let site = Site::new();
    let file = site.file();
    let readme = include_str!("../../../README.md");
    let block = |table: &str| {
        let (_, rest) = readme.split_once(&format!("\n[{table}]\n")).unwrap();
        let (block, _) = rest.split_once("```").unwrap();
        format!("[{table}]\n{block}")
    };
    let text = block("open") + &block("tokens");
    let config = check::parse(&text, file.parent().unwrap()).unwrap();
    assert_eq!(config.open.unwrap().ports, [465, 587]);
    assert_eq!(config.tokens.unwrap().audience, "gateway.example.org");
}
