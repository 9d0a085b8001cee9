//! `wsmtp-gateway token`, and what is said about the file's permissions.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Output,
};

use tempfile::TempDir;
use wsmtp_gateway::check;
use wsmtp_tunnel::ErrorCode;

use crate::support::{mailserver::patient, process, stage::Stage, tokens::open};

/// A folder with a configuration, and with this file of keys.
fn folder(port: u16, keys: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "listen = \"127.0.0.1:0\"\n{}[tokens]\nkeys = \"keys.json\"\naudience = \"gw\"\n",
        process::clear(port).replace("tokens = \"none\"", "tokens = \"required\"")
    );
    fs::write(folder.path().join("gateway.toml"), text).unwrap();
    fs::write(folder.path().join("keys.json"), keys).unwrap();
    folder
}

fn gateway(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = process::gateway();
    command.current_dir(folder).args(arguments);
    command.args(["--config", "gateway.toml"]).output().unwrap()
}

/// The lines on stdout of a run that goes well.
fn lines(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = gateway(folder, arguments);
    assert!(output.status.success(), "{output:?}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    stdout.lines().map(str::to_owned).collect()
}

/// What is said on stderr of a run that does not.
fn complaint(folder: &Path, arguments: &[&str]) -> String {
    let output = gateway(folder, arguments);
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"");
    String::from_utf8(output.stderr).unwrap()
}

async fn stage(folder: &Path) -> Stage {
    Stage::new(check::read(&folder.join("gateway.toml")).unwrap()).await
}

#[tokio::test]
async fn a_secret_and_a_token_by_it() {
    let folder = folder(patient().await, "");
    let folder = folder.path();
    let keys = lines(folder, &["token", "--new-key", "hs256", "--key", "may"]);
    assert_eq!(keys.len(), 1);
    fs::write(folder.join("keys.json"), &keys[0]).unwrap();
    let limits = [
        "token",
        "--subject",
        "ada",
        "--for",
        "5m",
        "--upstream",
        "mail",
        "--sender",
        "@example.org",
        "--recipients",
        "10",
        "--mails",
        "2",
        "--mails-per-hour",
        "5",
        "--size",
        "1000",
    ];
    let stage = stage(folder).await;
    for arguments in [&["token", "--subject", "ada"][..], &limits] {
        let tokens = lines(folder, arguments);
        assert_eq!(tokens.len(), 1);
        let mut page = stage.page().await;
        open(&mut page, &tokens[0]).await;
        page.opened().await;
    }
    let elsewhere = lines(folder, &["token", "--subject", "ada", "--upstream", "post"]);
    let mut page = stage.page().await;
    open(&mut page, &elsewhere[0]).await;
    page.failed(ErrorCode::UpstreamForbidden).await;
}

#[tokio::test]
async fn a_pair_of_halves_and_a_token_by_the_private_one() {
    let folder = folder(patient().await, "");
    let folder = folder.path();
    let keys = lines(folder, &["token", "--new-key", "ed25519"]);
    let [private, public] = &keys[..] else {
        panic!("{keys:?}");
    };
    fs::write(folder.join("keys.json"), public).unwrap();
    fs::write(folder.join("private.json"), private).unwrap();
    let said = complaint(folder, &["token", "--subject", "ada"]);
    assert!(said.contains("public halves only"), "{said}");
    let by = ["token", "--subject", "ada", "--private-key", "private.json"];
    let tokens = lines(folder, &by);
    let stage = stage(folder).await;
    let mut page = stage.page().await;
    open(&mut page, &tokens[0]).await;
    page.opened().await;

    fs::write(folder.join("keys.json"), private).unwrap();
    let said = complaint(folder, &["check"]);
    assert!(said.contains("it holds its private half"), "{said}");
}

#[tokio::test]
async fn what_it_cannot_do() {
    let folder = folder(1, "");
    let folder = folder.path();
    let keys = lines(folder, &["token", "--new-key", "hs256", "--key", "may"]);
    fs::write(folder.join("keys.json"), &keys[0]).unwrap();
    for (arguments, words) in [
        (&["token"][..], "--subject"),
        (
            &["token", "--subject", "ada", "--for", "soon"],
            "such as 30m",
        ),
        (
            &["token", "--subject", "ada", "--key", "june"],
            "there is no key june",
        ),
        (&["token", "--subject", ""], "a subject has 1 to 128 bytes"),
        (
            &["token", "--new-key", "rsa"],
            "possible values: hs256, ed25519",
        ),
    ] {
        let said = complaint(folder, arguments);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn keys_that_everybody_can_read_are_warned_of() {
    let key = |kind| {
        let folder = folder(1, "");
        lines(folder.path(), &["token", "--new-key", kind])
    };
    for (key, mode, is_warned) in [
        (&key("hs256")[0], 0o644, true),
        (&key("hs256")[0], 0o640, false),
        (&key("ed25519")[1], 0o644, false),
    ] {
        let folder = folder(1, key);
        let file = folder.path().join("keys.json");
        fs::set_permissions(file, Permissions::from_mode(mode)).unwrap();
        let output = gateway(folder.path(), &["check"]);
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.contains("can read the keys"), is_warned, "{said}");
    }
}
