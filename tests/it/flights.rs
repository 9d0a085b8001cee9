//! How often each kind of session must wait for the server: a flight is all that the client may send before
//! it must read a reply. One more than here, and a test fails.

use testsuite::pair::{Cut, Host, Outcome, Pair};
use wsmtp_proto::{
    client::{Config, Envelope, Security},
    server,
    transcript::Direction,
    types::{Credentials, Mechanism},
};

fn ada() -> Credentials {
    Credentials::new("ada", "correct horse").unwrap()
}

fn client() -> Config {
    Config {
        security: Security::Implicit,
        ..Config::new("client.example".parse().unwrap())
    }
}

fn server() -> server::Config {
    server::Config {
        chunking: false,
        ..server::Config::new("mail.example".parse().unwrap())
    }
}

/// A mail to so many; those in `nobody` are refused.
fn envelope(recipients: usize, nobody: bool) -> Envelope {
    let to = (0..recipients).map(|number| match nobody {
        true => "nobody@mail.example".parse().unwrap(),
        false => format!("r{number}@mail.example").parse().unwrap(),
    });
    Envelope::new("ada@client.example".parse().unwrap(), to.collect())
}

fn flights(client: Config, server: server::Config, mails: &[Envelope]) -> Vec<String> {
    let mut pair = Pair::new(client, server, Host::of(ada()), Cut::whole());
    for mail in mails {
        pair.send(mail.clone(), "Subject: hello\n\nhello\n");
    }
    let outcome = pair.run().unwrap();
    assert_eq!(outcome.client_failed, None);
    summaries(&outcome)
}

/// Each flight by its commands: `MAIL RCPT*10 DATA`.
fn summaries(outcome: &Outcome) -> Vec<String> {
    let runs = outcome.pieces.chunk_by(|one, next| one.0 == next.0);
    let by_client = runs.filter(|run| {
        run.first()
            .is_some_and(|piece| piece.0 == Direction::Client)
    });
    by_client
        .map(|run| {
            summary(
                &run.iter()
                    .flat_map(|piece| piece.1.clone())
                    .collect::<Vec<_>>(),
            )
        })
        .collect()
}

fn summary(flight: &[u8]) -> String {
    let text = String::from_utf8_lossy(flight);
    let words: Vec<_> = text.lines().map(word).collect();
    let runs = words.chunk_by(|one, next| one == next);
    let runs = runs.map(|run| match run {
        [word] => (*word).to_owned(),
        [word, ..] => format!("{word}*{}", run.len()),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(" ")
}

/// A command by its verb, everything else as what it is.
fn word(line: &str) -> &str {
    const VERBS: [&str; 13] = [
        "AUTH", "BDAT", "DATA", "EHLO", "HELO", "LHLO", "MAIL", "NOOP", "QUIT", "RCPT", "RSET",
        "STARTTLS", "VRFY",
    ];
    let verb = line.split(' ').next().unwrap_or_default();
    match line {
        "." => "end",
        _ if VERBS.contains(&verb) => verb,
        _ => "content",
    }
}

#[test]
fn without_tls_or_within_it_a_session_is_ready_after_one_flight() {
    for security in [Security::Implicit, Security::None] {
        let client = Config {
            security,
            ..client()
        };
        assert_eq!(flights(client, server(), &[]), ["EHLO", "QUIT"]);
    }
}

#[test]
fn starttls_costs_two_flights_more() {
    let client = Config {
        security: Security::StartTls,
        ..client()
    };
    let server = server::Config {
        starttls: true,
        ..server()
    };
    assert_eq!(
        flights(client, server, &[]),
        ["EHLO", "STARTTLS", "EHLO", "QUIT"]
    );
}

/// The flights of signing in.
fn signing_in(mechanism: Mechanism, initial: Option<bool>) -> Vec<String> {
    let client = Config {
        credentials: Some(ada()),
        mechanism: Some(mechanism),
        initial_response: initial,
        ..client()
    };
    let server = server::Config {
        auth: true,
        ..server()
    };
    flights(client, server, &[])
}

#[test]
fn signing_in_with_an_initial_response_costs_one_flight() {
    let signing = ["EHLO", "AUTH", "QUIT"];
    assert_eq!(signing_in(Mechanism::Plain, None), signing);
    assert_eq!(signing_in(Mechanism::Plain, Some(true)), signing);
}

#[test]
fn each_prompt_costs_a_flight() {
    let prompted = ["EHLO", "AUTH", "content", "QUIT"];
    assert_eq!(signing_in(Mechanism::Plain, Some(false)), prompted);
    assert_eq!(signing_in(Mechanism::Login, Some(true)), prompted);
    let twice = ["EHLO", "AUTH", "content", "content", "QUIT"];
    assert_eq!(signing_in(Mechanism::Login, None), twice);
}

#[test]
fn a_pipelined_mail_costs_two_flights_however_many_are_to_get_it() {
    for (recipients, group) in [
        (1, "MAIL RCPT DATA"),
        (10, "MAIL RCPT*10 DATA"),
        (100, "MAIL RCPT*100 DATA"),
    ] {
        assert_eq!(
            flights(client(), server(), &[envelope(recipients, false)]),
            ["EHLO", group, "content*3 end", "QUIT"]
        );
    }
}

#[test]
fn a_second_mail_costs_as_many_flights_as_the_first() {
    let mails = [envelope(2, false), envelope(2, false)];
    assert_eq!(
        flights(client(), server(), &mails),
        [
            "EHLO",
            "MAIL RCPT*2 DATA",
            "content*3 end",
            "MAIL RCPT*2 DATA",
            "content*3 end",
            "QUIT"
        ]
    );
}

#[test]
fn a_refused_mail_is_forgotten_along_with_the_next() {
    let mails = [envelope(2, true), envelope(2, false)];
    assert_eq!(
        flights(client(), server(), &mails),
        [
            "EHLO",
            "MAIL RCPT*2 DATA",
            "RSET MAIL RCPT*2 DATA",
            "content*3 end",
            "QUIT"
        ]
    );
}

#[test]
fn with_chunking_a_mail_costs_one_flight() {
    let server = server::Config {
        chunking: true,
        ..server()
    };
    let mails = [envelope(10, false), envelope(2, false)];
    assert_eq!(
        flights(client(), server, &mails),
        [
            "EHLO",
            "MAIL RCPT*10 BDAT content*3",
            "MAIL RCPT*2 BDAT content*3",
            "QUIT"
        ]
    );
}
