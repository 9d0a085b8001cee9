//! The gateway's configuration: whatever is wrong is named by its line, and what is not can be run.

use std::path::Path;

use wsmtp_gateway::{
    Config, Gateway,
    check::{Problem, parse},
};

/// Any text gives a configuration that makes a gateway, or problems that a person can find.
pub fn config(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    // Nothing of this machine is read, and nothing written.
    match parse(text, Path::new("/nowhere/wsmtp")) {
        Ok(config) if names_files(&config) => {}
        Ok(config) => assert!(Gateway::new(&config).is_ok(), "accepted and of no use"),
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

/// Whether a gateway of this configuration would look for a file.
fn names_files(config: &Config) -> bool {
    config.tls.is_some()
        || config.tokens.is_some()
        || config.audit.file.is_some()
        || config
            .upstreams
            .values()
            .any(|upstream| upstream.account.is_some() || upstream.ca.is_some())
        || config.open.as_ref().is_some_and(|open| open.ca.is_some())
}
