use std::{
    fs, io,
    path::{Path, PathBuf},
};

use testsuite::{replay::replay, script::Script};

#[test]
fn every_transcript_is_the_same_session_at_every_split() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts")).unwrap();
    assert!(!files.is_empty());
    let problems: Vec<_> = files.iter().filter_map(|file| problem(file)).collect();
    assert!(
        problems.is_empty(),
        "{} of {} transcripts:\n{}",
        problems.len(),
        files.len(),
        problems.join("\n")
    );
}

fn problem(file: &Path) -> Option<String> {
    match Script::read(file) {
        Ok(script) => replay(&script).err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    }
}

pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What the parser says of a transcript whose only line is `line`.
fn refusal(line: &str) -> String {
    let text = format!("# one\n{line}\n");
    let error = Script::parse(Path::new("x.smtp"), &text).unwrap_err();
    error.to_string()
}

#[test]
fn a_line_that_is_not_in_the_grammar_is_refused_with_its_place() {
    let cases = [
        (
            "S 220 hello",
            r#"x.smtp:2: "S 220 hello" is not in the grammar"#,
        ),
        ("X: hello", r#"x.smtp:2: there is no setting "X""#),
        (
            "securty: none",
            r#"x.smtp:2: there is no setting "securty""#,
        ),
        ("security: tls", r#"x.smtp:2: there is no security "tls""#),
        (
            "cleartext: maybe",
            r#"x.smtp:2: "maybe" is neither yes nor no"#,
        ),
        (
            "mechanism: cram",
            r#"x.smtp:2: there is no mechanism "cram""#,
        ),
        (
            "S*many: 220 a",
            r#"x.smtp:2: "S*many" is not in the grammar"#,
        ),
        (r"S: 220 \q", r"x.smtp:2: there is no escape \q"),
        (r"S: 220 \xZZ", r"x.smtp:2: there is no escape \xZZ"),
        (
            "T: 5 minutes",
            r#"x.smtp:2: "5 minutes" is no time; write it as 60s"#,
        ),
        ("A: shout", r#"x.smtp:2: nobody can ask for "shout""#),
        (
            "A: mail of <a@b.c>",
            r#"x.smtp:2: "of" is no part of a mail"#,
        ),
        (
            "= acepted 250",
            "x.smtp:2: \"acepted\" is no outcome; these are: accepted, answered, failed, \
             impossible, not-sent, open, recipient, refused, unknown",
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(refusal(line), expected);
    }
}

#[test]
fn a_setting_behind_the_first_line_of_the_dialogue_is_refused() {
    let text = "S: 220 hello\nsecurity: none\n";
    let error = Script::parse(Path::new("x.smtp"), text).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"x.smtp:2: "security" is no line of a dialogue"#
    );
}

#[test]
fn a_dialogue_of_the_server_alone_has_no_outcomes() {
    let text = "sides: server\nS: 220 hello\n= accepted 250 OK\n";
    let error = Script::parse(Path::new("x.smtp"), text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "x.smtp:3: a dialogue of the server's side has no outcomes"
    );
}

/// What a replay says of a session whose server greets and which then goes on with `rest`.
fn difference(rest: &str) -> String {
    let text = format!("S: 220 hello\n{rest}");
    let script = Script::parse(Path::new("x.smtp"), &text).unwrap();
    replay(&script).unwrap_err().to_string()
}

#[test]
fn a_session_that_differs_from_its_transcript_is_told_with_its_place() {
    let cases = [
        (
            "C: HELO client.example\n",
            r"x.smtp:2: split Whole: the client says `EHLO client.example\r\n`, not `HELO client.example\r\n`",
        ),
        (
            "T: 1s\n",
            r"x.smtp:2: split Whole: the client already says `EHLO client.example\r\n`",
        ),
        (
            "C: EHLO client.example\nS: 250 hello\n",
            "x.smtp:3: split Whole: no line expects: = open",
        ),
        (
            "C: EHLO client.example\nS: 250 hello\n= open\n= accepted 250 OK\n",
            "x.smtp:5: split Whole: this never happens",
        ),
        (
            "C: EHLO client.example\nTLS\n",
            "x.smtp:3: split Whole: the client does not ask for TLS",
        ),
    ];
    for (rest, expected) in cases {
        assert_eq!(difference(rest), expected);
    }
}

#[test]
fn a_server_engine_that_answers_otherwise_is_told_with_its_place() {
    let text = "sides: server\nS: 220 hello\nC: NOOP\nS: 500 what\n";
    let script = Script::parse(Path::new("x.smtp"), text).unwrap();
    let error = replay(&script).unwrap_err().to_string();
    assert!(
        error.starts_with("x.smtp:4: split Whole: the server says `250 "),
        "{error}"
    );
    assert!(error.ends_with(", not `500 what`"), "{error}");
}

#[test]
fn a_server_engine_that_stays_behind_its_goodbye_is_told() {
    let text = "sides: server\nS: 220 hello\nC: EHLO x\nS: 250 hello\n\
                C: MAIL FROM:<a@b.example>\nS: 221 no\n";
    let script = Script::parse(Path::new("x.smtp"), text).unwrap();
    let error = replay(&script).unwrap_err().to_string();
    assert_eq!(
        error,
        "x.smtp:0: split Whole: the server does not close the session"
    );
}

#[test]
fn the_example_in_the_readme_is_a_transcript() {
    let readme = include_str!("../README.md");
    let example = readme.split("```").nth(1).unwrap();
    let script = Script::parse(Path::new("README.md"), example).unwrap();
    assert_eq!(script.outcomes.len(), 2);
    replay(&script).unwrap();
}
