//! The application decides what the engine would do by itself.

use alloc::{string::String, vec::Vec};

use crate::{
    Output, Phase, reply,
    server::{Config, Event, MAX_COMMAND, Matter, Server},
    types::{Mechanism, Reply},
};

use super::{config, talk};

fn consulting() -> Config {
    Config {
        consult: true,
        ..config()
    }
}

/// What is said to these lines, where one matter is answered otherwise.
fn hold(config: Config, matter: Matter, answer: &Reply, said: &str) -> (Server, String) {
    let mut server = Server::new(config);
    let mut heard = Vec::new();
    for line in core::iter::once("").chain(said.split_inclusive('\n')) {
        server.receive(line.as_bytes());
        loop {
            match server.poll_output() {
                Output::Send(octets) => heard.extend(octets),
                Output::Event(Event::Consult(asked)) if asked == matter => {
                    server.answer(answer.clone()).unwrap();
                }
                Output::Event(Event::Consult(_)) => server.proceed().unwrap(),
                Output::Event(Event::Mail { .. } | Event::Recipient { .. } | Event::ContentEnd) => {
                    server.answer(reply!(250, 0, 0, "go on")).unwrap();
                }
                Output::Event(_) | Output::UpgradeTls => {}
                Output::Wait { .. } | Output::Closed => break,
            }
        }
    }
    (server, String::from_utf8(heard).unwrap())
}

#[test]
fn what_is_not_answered_goes_on_as_usual() {
    let usual = "S: 220 mx.example.org ESMTP
                 C: EHLO mypc
                 S: 250-mx.example.org
                 S: 250-PIPELINING
                 S: 250-8BITMIME
                 S: 250-CHUNKING
                 S: 250-BINARYMIME
                 S: 250-SMTPUTF8
                 S: 250-ENHANCEDSTATUSCODES
                 S: 250-HELP
                 S: 250-SIZE 26214400
                 S: 250-LIMITS RCPTMAX=100
                 S: 250-STARTTLS
                 S: 250 AUTH PLAIN LOGIN
                 C: NOOP
                 S: 250 2.0.0 nothing, as you wish
                 C: HELP
                 S: 211 2.0.0 all is well
                 C: FROBNICATE
                 S: 500 5.5.1 pardon?
                 C: MAIL FROM:<a@b>
                 S: 250 2.1.0 go on
                 C: RCPT TO:<c@d>
                 S: 250 2.1.5 go on
                 C: DATA
                 S: 354 end the mail with a dot on a line by itself
                 C: hello
                 C: .
                 S: 250 2.0.0 taken
                 C: RSET
                 S: 250 2.0.0 reset
                 C: QUIT
                 S: 221 2.0.0 goodbye";
    assert!(talk(&consulting(), usual).closed);
}

#[test]
fn a_server_that_greets_with_a_refusal_hears_nothing_but_quit() {
    let closed = reply!(554, 3, 2, "closed today");
    let config = Config {
        verify: true,
        ..consulting()
    };
    let said = "EHLO a\r\nMAIL FROM:<a@b>\r\nNOOP\r\nVRFY a\r\nEXPN a\r\nRSET\r\nQUIT\r\n";
    let (server, heard) = hold(config, Matter::Greeting, &closed, said);
    let no = "503 5.5.1 no mail is taken here; say QUIT\r\n".repeat(6);
    assert_eq!(
        heard,
        alloc::format!("554 5.3.2 closed today\r\n{no}221 2.0.0 goodbye\r\n")
    );
    assert_eq!(server.phase(), Phase::Closed);
}

#[test]
fn a_server_that_greets_with_a_refusal_asks_about_nothing_but_quit() {
    let mut server = Server::new(Config {
        max_wrong_commands: 8,
        ..consulting()
    });
    let long = alloc::format!("NOOP {}", "x".repeat(MAX_COMMAND));
    let said = ["NOOP", "FROBNICATE", "MAIL a", "é", &long, "BDAT 0", "QUIT"];
    for line in said {
        server.receive(alloc::format!("{line}\r\n").as_bytes());
    }
    let (mut asked, mut heard) = (Vec::new(), Vec::new());
    loop {
        match server.poll_output() {
            Output::Send(octets) => heard.extend(octets),
            Output::Event(Event::Consult(Matter::Greeting)) => {
                server.answer(reply!(554, 3, 2, "closed today")).unwrap();
            }
            Output::Event(Event::Consult(matter)) => {
                asked.push(matter);
                server.proceed().unwrap();
            }
            Output::Event(_) | Output::UpgradeTls | Output::Wait { .. } => {}
            Output::Closed => break,
        }
    }
    assert_eq!(asked, [Matter::Quit]);
    let heard = String::from_utf8(heard).unwrap();
    let codes: Vec<_> = heard.lines().filter_map(|line| line.get(..3)).collect();
    assert_eq!(
        codes,
        ["554", "503", "503", "503", "503", "503", "503", "221"]
    );
}

#[test]
fn a_greeting_of_421_ends_the_session() {
    let busy = reply!(421, 3, 2, "busy");
    let (server, heard) = hold(consulting(), Matter::Greeting, &busy, "");
    assert_eq!(heard, "421 4.3.2 busy\r\n");
    assert_eq!(server.phase(), Phase::Closed);
}

#[test]
fn another_hello_lets_the_client_in_all_the_same() {
    let hello = reply!(250, 0, 0, "good day");
    let said = "EHLO a\r\nMAIL FROM:<a@b>\r\n";
    let (server, heard) = hold(consulting(), Matter::Ehlo, &hello, said);
    assert!(
        heard.ends_with("250 2.0.0 good day\r\n250 2.0.0 go on\r\n"),
        "{heard}"
    );
    assert_eq!(server.phase(), Phase::Envelope);
}

#[test]
fn data_may_be_refused_and_may_be_let_in_with_other_words() {
    let said = "HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n";
    let later = reply!(451, 3, 0, "later");
    let (server, heard) = hold(consulting(), Matter::Data, &later, said);
    assert!(heard.ends_with("451 4.3.0 later\r\n"), "{heard}");
    assert_eq!(server.phase(), Phase::Envelope);
    let (server, heard) = hold(
        consulting(),
        Matter::Data,
        &reply!(354, 0, 0, "go ahead"),
        said,
    );
    assert!(heard.ends_with("354 go ahead\r\n"), "{heard}");
    assert_eq!(server.phase(), Phase::Content);
}

#[test]
fn another_answer_is_no_way_round_the_order() {
    let go = reply!(354, 0, 0, "go ahead");
    let (server, heard) = hold(consulting(), Matter::Data, &go, "HELO a\r\nDATA\r\n");
    assert!(heard.ends_with("503 5.5.1 say MAIL first\r\n"), "{heard}");
    assert_eq!(server.phase(), Phase::Ready);
    let yes = reply!(220, 0, 0, "go ahead");
    let (server, heard) = hold(consulting(), Matter::StartTls, &yes, "STARTTLS\r\n");
    assert!(heard.ends_with("503 5.5.1 say EHLO first\r\n"), "{heard}");
    assert_eq!(server.phase(), Phase::Hello);
}

#[test]
fn starttls_may_be_refused() {
    let later = reply!(454, 7, 0, "not now");
    let (server, heard) = hold(
        consulting(),
        Matter::StartTls,
        &later,
        "EHLO a\r\nSTARTTLS\r\n",
    );
    assert!(heard.ends_with("454 4.7.0 not now\r\n"), "{heard}");
    assert_eq!(server.phase(), Phase::Ready);
}

#[test]
fn a_quit_that_is_refused_ends_nothing() {
    let no = reply!(502, 5, 1, "stay");
    let (server, heard) = hold(consulting(), Matter::Quit, &no, "QUIT\r\n");
    assert!(heard.ends_with("502 5.5.1 stay\r\n"), "{heard}");
    assert_eq!(server.phase(), Phase::Hello);
}

#[test]
fn nobody_goes_on_who_was_not_asked() {
    let mut server = Server::new(config());
    assert!(server.proceed().is_err());
}

#[test]
fn a_server_without_enhanced_codes_says_none_and_offers_none() {
    let run = talk(
        &Config {
            enhanced_status_codes: false,
            mechanisms: &[Mechanism::Login],
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: EHLO mypc
         S: 250-mx.example.org
         S: 250-PIPELINING
         S: 250-8BITMIME
         S: 250-CHUNKING
         S: 250-BINARYMIME
         S: 250-SMTPUTF8
         S: 250-HELP
         S: 250-SIZE 26214400
         S: 250-LIMITS RCPTMAX=100
         S: 250-STARTTLS
         S: 250 AUTH LOGIN
         >> AUTH PLAIN AGFkYQBzZWNyZXQ=
         C= AUTH PLAIN ***
         S: 504 this mechanism is not offered; EHLO tells which are
         C: MAIL FROM:<no@b>
         S: 550 not you
         C: QUIT
         S: 221 goodbye",
    );
    assert!(run.closed);
}
