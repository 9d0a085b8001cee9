//! The gateway's configuration: whatever is wrong is named by its line, and what is not can be run.

use std::{env, fs, path::Path, sync::LazyLock};

use serde_json::json;
use tempfile::TempDir;
use wsmtp_gateway::{
    Config, Gateway,
    check::{Problem, parse},
};

/// The files that there are for a configuration to name, and the one that it may have written.
const FILES: [&str; 5] = [
    "certificate.pem",
    "key.pem",
    "other-key.pem",
    "keys.json",
    "password",
];
const AUDIT: &str = "audit.log";

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let [certificate, key, other, keys, password] = FILES.map(|name| folder.path().join(name));
    let pair = || rcgen::generate_simple_self_signed(["gateway.example".into()]).expect("a pair");
    let (ours, others) = (pair(), pair());
    let set = json!({ "keys": [{ "kty": "oct", "kid": "known", "k": "A".repeat(64) }] });
    for (file, text) in [
        (certificate, ours.cert.pem()),
        (key, ours.signing_key.serialize_pem()),
        (other, others.signing_key.serialize_pem()),
        (keys, set.to_string()),
        (password, "pa55\n".to_owned()),
    ] {
        fs::write(file, text).expect("a file");
    }
    folder
});

/// Any text gives a configuration that makes a gateway, or problems that a person can find.
pub fn config(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match parse(text, FOLDER.path()) {
        Ok(config) if !keeps_to_folder(&config) => {}
        Ok(config) => {
            let gateway = Gateway::new(&config).map(drop);
            assert!(gateway.is_ok(), "accepted and of no use: {gateway:?}");
        }
        Err(problems) => are_found(text, &problems),
    }
}

fn are_found(text: &str, problems: &[Problem]) {
    let lines = text.matches('\n').count() + 1;
    assert!(!problems.is_empty(), "refused without a reason");
    assert!(problems.is_sorted_by_key(|problem| problem.line));
    for problem in problems {
        assert!((1..=lines).contains(&problem.line), "{problem:?}");
        assert!(!problem.reason.is_empty(), "{problem:?}");
        assert!(!problem.to_string().contains('\n'), "{problem:?}");
    }
}

/// Whether a gateway of this configuration reads and writes these files alone, and no variable that is not set.
fn keeps_to_folder(config: &Config) -> bool {
    let tls = config.tls.iter();
    let upstreams = config.upstreams.values();
    let accounts = upstreams.clone().filter_map(|of| of.account.as_ref());
    let mut read = tls
        .flat_map(|tls| [&tls.certificate, &tls.key])
        .chain(config.tokens.iter().map(|tokens| &tokens.keys))
        .chain(upstreams.filter_map(|of| of.ca.as_ref()))
        .chain(config.open.iter().filter_map(|open| open.ca.as_ref()))
        .chain(accounts.clone().filter_map(|of| of.password_file.as_ref()));
    let mut variables = accounts.filter_map(|of| of.password_env.as_ref());
    read.all(|path| FILES.iter().any(|name| is_ours(path, name)))
        && config.audit.file.iter().all(|path| is_ours(path, AUDIT))
        && variables.all(|name| env::var(name).is_ok_and(|value| !value.is_empty()))
}

fn is_ours(path: &Path, name: &str) -> bool {
    path == FOLDER.path().join(name)
}
