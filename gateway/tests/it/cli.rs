//! The binary itself: what it prints, and that it ends when told.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
};

fn gateway(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsmtp-gateway"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn check(text: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wsmtp.toml");
    std::fs::write(&file, text).unwrap();
    gateway(&["check", "--config", file.to_str().unwrap()])
        .output()
        .unwrap()
}

/// The first line that a running gateway prints.
fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    line
}

fn terminate(child: &Child) {
    let status = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn the_configuration_of_the_readme_is_good() {
    let readme = include_str!("../../README.md");
    let block = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let output = check(block);
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("is good; it serves mail")
    );
}

#[test]
fn a_bad_configuration_is_explained_and_fails() {
    let output = check(
        "[upstream.mail]\nhost = \"a\"\nport = 465\ntls = \"implicit\"\ntokens = \"none\"\nprot = 1\n",
    );
    assert!(!output.status.success());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(
        complaint.contains("wsmtp.toml:6: upstream.mail.prot: "),
        "{complaint}"
    );
    let output = gateway(&["serve", "--config", "/nowhere/wsmtp.toml"])
        .output()
        .unwrap();
    assert!(!output.status.success());
}

#[test]
fn the_demo_prints_one_url_and_ends_on_sigterm() {
    let mut child = gateway(&["demo", "--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let line = first_line(&mut child);
    assert!(
        line.starts_with("http://127.0.0.1:") && line.ends_with("/\n"),
        "{line:?}"
    );
    terminate(&child);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"", "nothing but the URL is printed");
}

#[test]
fn the_demo_prints_json_on_request() {
    let mut child = gateway(&["demo", "--listen", "127.0.0.1:0", "--print-json"])
        .spawn()
        .unwrap();
    let about: serde_json::Value = serde_json::from_str(&first_line(&mut child)).unwrap();
    assert!(
        about["url"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    terminate(&child);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_demo_prints_where_programs_bring_their_mails() {
    let anywhere = ["--listen", "127.0.0.1:0", "--smtp", "127.0.0.1:0"];
    let demo = [&["demo"], &anywhere[..]].concat();
    let mut child = gateway(&demo).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for beginning in ["http://127.0.0.1:", "smtp://127.0.0.1:"] {
        let line = lines.next().unwrap().unwrap();
        assert!(line.starts_with(beginning), "{line:?}");
    }
    terminate(&child);
    assert!(child.wait().unwrap().success());

    let mut child = gateway(&[&demo[..], &["--print-json"]].concat())
        .spawn()
        .unwrap();
    let about: serde_json::Value = serde_json::from_str(&first_line(&mut child)).unwrap();
    let smtp = about["smtp"].as_str().unwrap();
    assert!(smtp.starts_with("smtp://127.0.0.1:"), "{about}");
    terminate(&child);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_demo_takes_no_mails_from_other_machines() {
    let demo = ["demo", "--listen", "127.0.0.1:0", "--smtp", "0.0.0.0:1025"];
    let output = gateway(&demo).output().unwrap();
    assert!(!output.status.success());
    let complaint = String::from_utf8(output.stderr).unwrap();
    let expected = "0.0.0.0:1025 is not a loopback address";
    assert!(complaint.contains(expected), "{complaint}");
    assert_eq!(output.stdout, b"");
}
