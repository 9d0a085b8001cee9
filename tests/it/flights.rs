//! How often each kind of session must wait for the server: a flight is all that the client may send before
//! it must read a reply. One more than here, and a test fails.

use std::path::Path;

use testsuite::{
    pair::{Cut, Host, Outcome, Pair},
    script::{Script, Step},
};
use wsmtp_proto::{
    client::{Config, Envelope, Security},
    server,
    transcript::Direction,
    types::{Body, Credentials, Mechanism, Protocol},
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

/// What the client said, flight by flight.
fn of_client(outcome: &Outcome) -> impl Iterator<Item = Vec<u8>> {
    let runs = outcome.pieces.chunk_by(|one, next| one.0 == next.0);
    let by_client = runs.filter(|run| {
        run.first()
            .is_some_and(|piece| piece.0 == Direction::Client)
    });
    by_client.map(|run| run.iter().flat_map(|piece| piece.1.clone()).collect())
}

/// Each flight by its commands: `MAIL RCPT*10 DATA`.
fn summaries(outcome: &Outcome) -> Vec<String> {
    of_client(outcome).map(|flight| summary(&flight)).collect()
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

fn chunking() -> server::Config {
    server::Config {
        chunking: true,
        ..server()
    }
}

/// A server that wants one command at a time.
fn one_by_one(server: server::Config) -> server::Config {
    server::Config {
        pipelining: false,
        ..server
    }
}

#[test]
fn in_chunks_a_pipelined_mail_costs_one_flight_however_many_are_to_get_it() {
    for (recipients, group) in [
        (1, "MAIL RCPT BDAT content*3"),
        (10, "MAIL RCPT*10 BDAT content*3"),
        (100, "MAIL RCPT*100 BDAT content*3"),
    ] {
        let mails = [envelope(recipients, false)];
        let all = flights(client(), chunking(), &mails);
        assert_eq!(all, ["EHLO", group, "QUIT"]);
    }
}

#[test]
fn in_chunks_a_second_mail_and_one_behind_a_refused_one_cost_one_flight() {
    let mails = [envelope(2, false), envelope(1, true), envelope(2, false)];
    assert_eq!(
        flights(client(), chunking(), &mails),
        [
            "EHLO",
            "MAIL RCPT*2 BDAT content*3",
            "MAIL RCPT BDAT content*3",
            "RSET MAIL RCPT*2 BDAT content*3",
            "QUIT"
        ]
    );
}

#[test]
fn a_large_mail_costs_one_flight_more_for_all_its_other_chunks() {
    let mut pair = Pair::new(client(), chunking(), Host::default(), Cut::whole());
    pair.send(envelope(2, false), "0123456789abcdef\n".repeat(20_000));
    let outcome = pair.run().unwrap();
    let chunks = |flight: Vec<u8>| String::from_utf8_lossy(&flight).matches("BDAT ").count();
    let chunks: Vec<_> = of_client(&outcome).map(chunks).collect();
    assert_eq!(chunks, [0, 1, 5, 0]);
}

#[test]
fn without_pipelining_each_command_costs_a_flight() {
    let mails = [envelope(2, false)];
    assert_eq!(
        flights(client(), one_by_one(server()), &mails),
        [
            "EHLO",
            "MAIL",
            "RCPT",
            "RCPT",
            "DATA",
            "content*3 end",
            "QUIT"
        ]
    );
    assert_eq!(
        flights(client(), one_by_one(chunking()), &mails),
        ["EHLO", "MAIL", "RCPT", "RCPT", "BDAT content*3", "QUIT"]
    );
}

#[test]
fn a_client_that_may_not_uses_neither() {
    let client = Config {
        pipelining: false,
        chunking: false,
        ..client()
    };
    assert_eq!(
        flights(client, chunking(), &[envelope(1, false)]),
        ["EHLO", "MAIL", "RCPT", "DATA", "content*3 end", "QUIT"]
    );
}

#[test]
fn in_lmtp_a_mail_costs_two_flights_however_many_verdicts_it_has() {
    for offered in [server(), chunking()] {
        let server = server::Config {
            protocol: Protocol::Lmtp,
            ..offered
        };
        let client = Config {
            protocol: Protocol::Lmtp,
            ..client()
        };
        assert_eq!(
            flights(client, server, &[envelope(10, false)]),
            ["LHLO", "MAIL RCPT*10 DATA", "content*3 end", "QUIT"]
        );
    }
}

#[test]
fn a_submission_with_starttls_and_sign_in_costs_five_flights_in_all() {
    let client = Config {
        security: Security::StartTls,
        credentials: Some(ada()),
        ..client()
    };
    let server = server::Config {
        starttls: true,
        auth: true,
        auth_required: true,
        ..chunking()
    };
    assert_eq!(
        flights(client, server, &[envelope(3, false)]),
        [
            "EHLO",
            "STARTTLS",
            "EHLO",
            "AUTH",
            "MAIL RCPT*3 BDAT content*3",
            "QUIT"
        ]
    );
}

#[test]
fn a_refused_sender_or_refused_recipients_cost_no_flight_of_their_own() {
    let mut no_sender = envelope(2, false);
    no_sender.from = "nobody@client.example".parse().unwrap();
    for refused in [no_sender, envelope(2, true)] {
        for (server, group) in [
            (server(), "MAIL RCPT*2 DATA"),
            (chunking(), "MAIL RCPT*2 BDAT content*3"),
        ] {
            let all = flights(client(), server, std::slice::from_ref(&refused));
            assert_eq!(all, ["EHLO", group, "QUIT"]);
        }
    }
}

#[test]
fn one_command_at_a_time_a_refused_sender_ends_the_mail_at_once() {
    let mut refused = envelope(2, false);
    refused.from = "nobody@client.example".parse().unwrap();
    assert_eq!(
        flights(client(), one_by_one(server()), &[refused]),
        ["EHLO", "MAIL", "QUIT"]
    );
}

#[test]
fn binary_content_costs_one_flight_as_other_content_does() {
    let mut binary = envelope(1, false);
    binary.parameters.body = Some(Body::BinaryMime);
    assert_eq!(
        flights(client(), chunking(), &[binary]),
        ["EHLO", "MAIL RCPT BDAT content*3", "QUIT"]
    );
}

#[test]
fn one_command_at_a_time_each_chunk_of_a_large_mail_costs_a_flight() {
    let server = one_by_one(chunking());
    let mut pair = Pair::new(client(), server, Host::default(), Cut::whole());
    pair.send(envelope(1, false), "0123456789abcde\n".repeat(10_000));
    let outcome = pair.run().unwrap();
    let chunks = |flight: Vec<u8>| String::from_utf8_lossy(&flight).matches("BDAT ").count();
    let chunks: Vec<_> = of_client(&outcome).map(chunks).filter(|n| *n > 0).collect();
    assert!(
        chunks.len() > 1 && chunks.iter().all(|count| *count == 1),
        "{chunks:?}"
    );
}

#[test]
fn in_lmtp_one_command_at_a_time_costs_what_smtp_does() {
    let server = server::Config {
        protocol: Protocol::Lmtp,
        ..one_by_one(server())
    };
    let client = Config {
        protocol: Protocol::Lmtp,
        ..client()
    };
    assert_eq!(
        flights(client, server, &[envelope(2, false)]),
        [
            "LHLO",
            "MAIL",
            "RCPT",
            "RCPT",
            "DATA",
            "content*3 end",
            "QUIT"
        ]
    );
}

/// The flights of a dialogue: runs of what the client says between what the server says.
fn of_transcript(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts");
    let script = Script::read(&folder.join(name).with_extension("smtp")).unwrap();
    let lines = script
        .steps
        .iter()
        .filter(|step| step.client_line().is_some() || step.server_line().is_some());
    let lines: Vec<_> = lines.map(Step::client_line).collect();
    let runs = lines.split(Option::is_none).filter(|run| !run.is_empty());
    let flights = runs.map(|run| run.iter().flatten().copied().collect::<Vec<_>>().concat());
    flights.map(|flight| summary(&flight)).collect()
}

/// What the server engine cannot hold is counted in dialogues, which are held elsewhere.
#[test]
fn each_way_to_sign_in_costs_what_it_must() {
    let one = ["EHLO", "AUTH", "QUIT"];
    let two = ["EHLO", "AUTH", "content", "QUIT"];
    let three = ["EHLO", "AUTH", "content", "content", "QUIT"];
    for (name, flights) in [
        ("auth/plain", &one[..]),
        ("auth/external", &one),
        ("auth/oauthbearer", &one),
        ("auth/xoauth2", &one),
        ("auth/plain-prompted", &two),
        ("auth/cram-md5", &two),
        ("auth/scram-sha-1", &three),
        ("auth/scram-sha-256", &three),
        ("auth/scram-sha-256-plus", &three),
        ("auth/login", &three),
    ] {
        assert_eq!(of_transcript(name), flights, "{name}");
    }
}
