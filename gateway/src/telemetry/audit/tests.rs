use std::{
    fs::{self, File, OpenOptions},
    io::Read as _,
    net::IpAddr,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
    sync::Arc,
    time::Duration,
};

use serde_json::Value;
use wsmtp_proto::types::Mailbox;

use super::Audit;
use crate::{
    config::{self, Addresses},
    inspect::{MailRecord, Outcome},
    telemetry::{Metrics, journal::Party},
};

/// Far more than a disk that works takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn audit(file: &Path, addresses: Addresses) -> (Audit, Arc<Metrics>) {
    let metrics = Arc::new(Metrics::new().unwrap());
    let config = config(file, addresses);
    (Audit::new(&config, Arc::clone(&metrics)).unwrap(), metrics)
}

fn config(file: &Path, addresses: Addresses) -> config::Audit {
    config::Audit {
        file: Some(file.to_owned()),
        addresses,
    }
}

fn party(subject: &str) -> Party {
    Party {
        session: 7,
        client: Some(IpAddr::from([192, 0, 2, 1])),
        subject: Some(subject.to_owned()),
        upstream: Some("mail".to_owned()),
    }
}

fn mail(sender: Option<&str>) -> MailRecord {
    MailRecord {
        sender: sender.map(|sender| sender.parse::<Mailbox>().unwrap()),
        recipients: 2,
        size: 1812,
        outcome: Outcome::Accepted(250),
    }
}

fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    let whole = text.split_inclusive('\n');
    whole
        .filter(|line| *line != "\n")
        .map(|line| {
            assert!(line.ends_with('\n'), "a line is torn: {line}");
            serde_json::from_str(line).unwrap()
        })
        .collect()
}

fn lost(metrics: &Metrics) -> u64 {
    let text = String::from_utf8(metrics.text().unwrap()).unwrap();
    let mut lines = text.lines();
    let count = lines.find_map(|line| line.strip_prefix("wsmtp_audit_lines_lost_total "));
    count.unwrap().parse().unwrap()
}

#[test]
fn a_line_says_whose_mail_went_where_and_hides_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.log");
    let (audit, _) = audit(&file, Addresses::Hashed);
    audit.note(&party("ada"), &mail(Some("ada@example.org")));
    audit.note(&party("ada"), &mail(Some("ada@example.org")));
    audit.note(&party("ada"), &mail(Some("bob@example.org")));
    audit.note(&party("ada"), &mail(None));
    audit.flush(PATIENCE);

    let lines = lines(&file);
    let first = &lines[0];
    for (key, value) in [
        ("session", Value::from(7)),
        ("subject", "ada".into()),
        ("upstream", "mail".into()),
        ("sender_domain", "example.org".into()),
        ("recipients", 2.into()),
        ("size", 1812.into()),
        ("outcome", "accepted".into()),
        ("code", 250.into()),
    ] {
        assert_eq!(first[key], value, "{key}");
    }
    assert!(first["time"].as_str().unwrap().ends_with('Z'));
    assert_eq!(first["sender"], lines[1]["sender"], "the same address");
    assert_ne!(first["sender"], lines[2]["sender"], "another address");
    assert_eq!(lines[3]["sender"], Value::Null);
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        !text.contains("ada@") && !text.contains("192.0.2.1"),
        "{text}"
    );
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else reads it");
}

#[test]
fn addresses_are_shown_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.log");
    let (audit, _) = audit(&file, Addresses::Plain);
    audit.note(&party("ada"), &mail(Some("ada@example.org")));
    audit.flush(PATIENCE);
    let lines = lines(&file);
    assert_eq!(lines[0]["sender"], "ada@example.org");
    assert_eq!(lines[0]["client"], "192.0.2.1");
}

#[test]
fn two_runs_hide_the_same_address_differently() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.log");
    for _ in 0..2 {
        let (audit, _) = audit(&file, Addresses::Hashed);
        audit.note(&party("ada"), &mail(None));
        audit.flush(PATIENCE);
    }
    let lines = lines(&file);
    assert_eq!(lines.len(), 2, "the second run appends");
    assert_ne!(lines[0]["client"], lines[1]["client"]);
}

#[test]
fn what_a_subject_holds_stays_in_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.log");
    let (audit, _) = audit(&file, Addresses::Hashed);
    let hostile = "a\"}\r\n{\"b\":\u{1b}[2J\u{9b}1m\u{2028}\u{7f}\u{0}\u{202e}\u{e0041}";
    audit.note(&party(hostile), &mail(None));
    audit.flush(PATIENCE);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(
        text.chars().filter(|c| c.is_control()).count(),
        1,
        "{text:?}"
    );
    assert!(!text.contains(['\u{2028}', '\u{202e}', '\u{e0041}']));
    assert_eq!(lines(&file)[0]["subject"], hostile);
}

#[test]
fn a_line_that_an_earlier_run_left_torn_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.log");
    fs::write(&file, "{\"time\":\"20").unwrap();
    for _ in 0..2 {
        let (audit, _) = audit(&file, Addresses::Hashed);
        audit.note(&party("ada"), &mail(None));
        audit.flush(PATIENCE);
    }
    let text = fs::read_to_string(&file).unwrap();
    let (torn, whole) = text.split_once('\n').unwrap();
    assert_eq!(torn, "{\"time\":\"20");
    let subjects = whole.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["subject"].clone()
    });
    assert_eq!(subjects.collect::<Vec<_>>(), ["ada", "ada"]);
}

#[test]
fn a_file_that_was_moved_away_is_made_anew_on_a_reload() {
    let folder = tempfile::tempdir().unwrap();
    let (file, old) = (folder.path().join("audit.log"), folder.path().join("old"));
    let (audit, _) = audit(&file, Addresses::Hashed);
    audit.note(&party("before"), &mail(None));
    audit.flush(PATIENCE);
    fs::rename(&file, &old).unwrap();
    audit.reopen(&config(&file, Addresses::Hashed)).unwrap();
    audit.note(&party("after"), &mail(None));
    audit.flush(PATIENCE);
    let (before, after) = (lines(&old), lines(&file));
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(
        before[0]["client"], after[0]["client"],
        "the key is the same"
    );

    let nowhere = config(&folder.path().join("no/audit.log"), Addresses::Hashed);
    let error = audit.reopen(&nowhere).unwrap_err();
    assert!(error.to_string().contains("cannot open the audit log"));
    audit.note(&party("still"), &mail(None));
    audit.flush(PATIENCE);
    assert_eq!(lines(&file).len(), 2, "the old file holds on");
}

#[test]
fn lines_that_a_full_disk_does_not_take_are_counted() {
    let (audit, metrics) = audit(Path::new("/dev/full"), Addresses::Hashed);
    for _ in 0..3 {
        audit.note(&party("ada"), &mail(None));
    }
    audit.flush(PATIENCE);
    assert_eq!(lost(&metrics), 3);
}

#[test]
fn a_disk_that_takes_nothing_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&file)
            .status()
            .unwrap()
            .success()
    );
    // Somebody who has it open and reads nothing: the pipe fills, and then the queue.
    let mut open = OpenOptions::new();
    let mut reader: File = open.read(true).write(true).open(&file).unwrap();
    let (audit, metrics) = audit(&file, Addresses::Hashed);
    let mut noted = 0;
    while lost(&metrics) == 0 {
        for _ in 0..1000 {
            audit.note(&party("ada"), &mail(None));
            noted += 1;
        }
    }
    // What was not lost comes, once somebody reads.
    let mut written = 0;
    let mut bytes = [0; 4096];
    while written + lost(&metrics) < noted {
        let read = reader.read(&mut bytes).unwrap();
        written += bytes[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    assert_eq!(written + lost(&metrics), noted);
}
