//! What a client meets at a server that is set up as people write it.

use core::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wsmtp_proto::{Output, Phase, server::Config, types::TlsActive};

use crate::{Event, Mail, Sandbox, Session, Settings, Setup};

/// A person at a terminal, and the time that they have spent there.
struct Terminal {
    session: Session,
    now: Duration,
    mails: Vec<Mail>,
    until: Option<Duration>,
    secured: bool,
}

fn sandbox(setup: &str) -> Sandbox {
    let setup: Setup = setup.parse().unwrap();
    let mut settings = Settings::new(Config::new("sandbox.test".parse().unwrap()));
    settings.server.starttls = true;
    Sandbox::new(setup.apply(settings))
}

impl Terminal {
    fn at(sandbox: &Sandbox) -> Self {
        Self {
            session: sandbox.session(),
            now: Duration::ZERO,
            mails: Vec::new(),
            until: None,
            secured: false,
        }
    }

    /// What is said now, in answer to these octets. The terminal hands in no more than there is room for.
    fn say(&mut self, said: &str) -> String {
        let mut rest = said.as_bytes();
        let mut heard = self.listen();
        while !rest.is_empty() && self.session.room() > 0 {
            let (piece, later) = rest.split_at(self.session.room().min(rest.len()));
            self.session.receive(piece);
            heard += &self.listen();
            rest = later;
        }
        assert!(
            rest.is_empty(),
            "no room for {}",
            String::from_utf8_lossy(rest)
        );
        heard
    }

    /// What is said once so much time has passed.
    fn wait(&mut self, millis: u64) -> String {
        self.now += Duration::from_millis(millis);
        self.session.advance(self.now);
        self.listen()
    }

    fn listen(&mut self) -> String {
        let mut heard = Vec::new();
        self.session.advance(self.now);
        loop {
            match self.session.poll_output() {
                Output::Send(octets) => heard.extend(octets),
                Output::Event(Event::Delivered(mail)) => self.mails.push(mail),
                Output::Event(_) => {}
                Output::UpgradeTls if self.secured => {}
                Output::UpgradeTls => {
                    self.secured = true;
                    self.session.tls_established(TlsActive::attest());
                }
                Output::Wait { until } => {
                    self.until = until;
                    break;
                }
                Output::Closed => break,
            }
        }
        String::from_utf8(heard).unwrap()
    }

    fn is_over(&self) -> bool {
        self.session.phase() == Phase::Closed
    }
}

/// What is said to these octets after the usual greeting.
fn answers(setup: &str, said: &str) -> String {
    let mut terminal = Terminal::at(&sandbox(setup));
    terminal.say("");
    terminal.say(said)
}

const MAIL: &str = "MAIL FROM:<ada@a.test>\r\nRCPT TO:<bob@b.test>\r\nDATA\r\n";

#[test]
fn a_server_as_in_an_old_textbook() {
    let sandbox = sandbox(
        "server: smtp.example.org
         security: none
         offer: -pipelining -8bitmime -chunking -smtputf8 -limits -enhancedstatuscodes -dsn -mt-priority -vrfy size=1000
         greeting: reply 220 smtp.example.org Simple Mail Transfer Service ready
         helo: reply 250 Hello, glad to meet you
         sender: reply 250 Ok
         recipient *: reply 250 Ok
         data: reply 354 End data with <CR><LF>.<CR><LF>
         verdict: reply 250 Ok: queued as 12345
         help: reply 214 Commands supported:\\nHELO MAIL RCPT DATA QUIT
         quit: reply 221 Bye",
    );
    let mut old = Terminal::at(&sandbox);
    assert_eq!(
        old.say("EHLO me\r\n"),
        "220 smtp.example.org Simple Mail Transfer Service ready\r\n\
         250-smtp.example.org\r\n250-HELP\r\n250 SIZE 1000\r\n"
    );
    assert_eq!(old.say("HELO me\r\n"), "250 Hello, glad to meet you\r\n");
    assert_eq!(
        old.say("HELP\r\n"),
        "214-Commands supported:\r\n214 HELO MAIL RCPT DATA QUIT\r\n"
    );
    assert_eq!(
        old.say(MAIL),
        "250 Ok\r\n250 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n"
    );
    assert_eq!(old.say("hello\r\n.\r\n"), "250 Ok: queued as 12345\r\n");
    assert_eq!(old.mails.len(), 1);
    assert_eq!(old.say("QUIT\r\n"), "221 Bye\r\n");
    assert!(old.is_over());
}

#[test]
fn every_stage_can_answer_otherwise() {
    for (stage, said) in [
        ("ehlo", "EHLO me\r\n"),
        ("helo", "HELO me\r\n"),
        ("starttls", "HELO me\r\nSTARTTLS\r\n"),
        ("sender ada@*", "HELO me\r\nMAIL FROM:<ada@a.test>\r\n"),
        ("sender <>", "HELO me\r\nMAIL FROM:<>\r\n"),
        (
            "recipient *@b.test",
            "HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<bob@b.test>\r\n",
        ),
        (
            "data",
            "HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<bob@b.test>\r\nDATA\r\n",
        ),
        (
            "verdict bob@*",
            "HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<bob@b.test>\r\nDATA\r\n.\r\n",
        ),
        ("reset", "RSET\r\n"),
        ("noop", "NOOP\r\n"),
        ("help", "HELP\r\n"),
        ("vrfy bob", "VRFY bob\r\n"),
        ("vrfy *@b.test", "VRFY <bob@b.test>\r\n"),
        ("recipient *@b.test", "VRFY <bob@b.test>\r\n"),
        ("expn friends", "EXPN friends\r\n"),
        ("quit", "QUIT\r\n"),
        ("unknown", "HALLO me\r\n"),
        ("unknown", "TURN\r\n"),
    ] {
        for reply in [
            "451 4.3.0 later",
            "550 5.3.0 never",
            "421 4.3.2 out for lunch",
        ] {
            let heard = answers(&format!("{stage}: reply {reply}"), said);
            assert!(heard.ends_with(&format!("{reply}\r\n")), "{stage}: {heard}");
            let usual = answers("", said);
            assert!(!usual.contains(reply), "{usual}");
        }
    }
}

#[test]
fn a_user_may_be_refused_although_the_password_is_right() {
    let setup = "user: ada secret\nauth: optional\noffer: auth=clear auth=login\n\
                 auth ada first 1: reply 454 4.7.0 not now";
    let mut terminal = Terminal::at(&sandbox(setup));
    let hello = terminal.say("EHLO me\r\n");
    assert!(hello.contains("250 AUTH LOGIN\r\n"), "{hello}");
    let login = "AUTH LOGIN\r\nYWRh\r\nc2VjcmV0\r\n";
    let prompts = "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n";
    assert_eq!(
        terminal.say(login),
        format!("{prompts}454 4.7.0 not now\r\n")
    );
    assert_eq!(
        terminal.say(login),
        format!("{prompts}235 2.7.0 welcome\r\n")
    );
}

#[test]
fn a_yes_to_a_sign_in_is_said_only_to_who_gives_the_right_password() {
    let setup = "user: ada secret\noffer: auth=clear\n\
                 auth bob: reply 535 5.7.8 who are you?\nauth first 1: reply 235 2.7.0 hello";
    let mut terminal = Terminal::at(&sandbox(setup));
    terminal.say("EHLO me\r\n");
    let mut login = |user: &str, password: &str| {
        let plain = STANDARD.encode(format!("\0{user}\0{password}"));
        terminal.say(&format!("AUTH PLAIN {plain}\r\n"))
    };
    let wrong = "535 5.7.8 the user name or the password is wrong\r\n";
    assert_eq!(login("ada", "guess"), wrong);
    assert_eq!(login("eve", "secret"), wrong);
    assert_eq!(login("bob", "secret"), "535 5.7.8 who are you?\r\n");
    assert_eq!(login("ada", "secret"), "235 2.7.0 hello\r\n");
}

#[test]
fn a_sign_in_is_needed_possible_or_not_offered() {
    let said = "EHLO me\r\nMAIL FROM:<>\r\n";
    let with = |auth: &str| {
        answers(
            &format!("user: ada secret\noffer: auth=clear\n{auth}"),
            said,
        )
    };
    assert!(with("").ends_with("530 5.7.0 sign in first, with AUTH\r\n"));
    let optional = with("auth: optional");
    assert!(optional.contains("AUTH PLAIN LOGIN") && optional.ends_with("the sender is fine\r\n"));
    let none = with("auth: none");
    assert!(!none.contains("AUTH") && none.ends_with("the sender is fine\r\n"));
}

#[test]
fn a_greeting_may_be_a_refusal_or_never_come() {
    let mut closed = Terminal::at(&sandbox("greeting: reply 554 5.3.2 closed today"));
    assert_eq!(closed.say(""), "554 5.3.2 closed today\r\n");
    assert!(closed.say("EHLO me\r\n").starts_with("503 "));
    let mut deaf = Terminal::at(&sandbox(
        "greeting: reply 554 5.3.2 closed today\nnoop: reply 250 ok\nunknown: reply 500 what?\nquit: reply 221 bye",
    ));
    deaf.say("");
    let heard = deaf.say("NOOP\r\nHALLO\r\nQUIT\r\n");
    let no = "503 5.5.1 no mail is taken here; say QUIT\r\n".repeat(2);
    assert_eq!(heard, format!("{no}221 bye\r\n"));
    assert!(closed.say("QUIT\r\n").starts_with("221 "));
    let mut silent = Terminal::at(&sandbox("greeting: silence"));
    assert_eq!(silent.say(""), "");
    assert_eq!(silent.session.room(), 0);
    assert_eq!(silent.wait(599_000), "");
    assert!(!silent.is_over());
    silent.wait(1_000);
    assert!(silent.is_over());
}

#[test]
fn what_happens_the_first_times_happens_no_more_then_in_whatever_session() {
    let sandbox = sandbox("recipient *@late.test first 2: reply 451 4.2.1 try later");
    let envelope = "HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<bob@late.test>\r\n";
    let heard: Vec<_> = (0..4)
        .map(|_| Terminal::at(&sandbox).say(envelope))
        .map(|heard| {
            heard
                .lines()
                .last()
                .unwrap()
                .split(' ')
                .next()
                .unwrap()
                .to_string()
        })
        .collect();
    assert_eq!(heard, ["451", "451", "250", "250"]);
}

#[test]
fn the_first_rule_that_fits_counts_and_delays_add_up() {
    let setup =
        "noop: delay 2s\nnoop first 1: delay 500ms\nnoop: reply 250 one\nnoop: reply 250 two";
    let mut terminal = Terminal::at(&sandbox(setup));
    terminal.say("");
    assert_eq!(terminal.say("NOOP\r\n"), "");
    assert_eq!(terminal.until, Some(Duration::from_millis(2500)));
    assert_eq!(terminal.session.room(), 0);
    assert_eq!(terminal.wait(2499), "");
    assert_eq!(terminal.wait(1), "250 one\r\n");
    assert_eq!(terminal.say("NOOP\r\n"), "");
    assert_eq!(terminal.wait(2000), "250 one\r\n");
}

#[test]
fn a_verdict_takes_its_time_and_the_mail_is_taken_then() {
    let mut terminal = Terminal::at(&sandbox("verdict bob@*: delay 5s"));
    terminal.say("HELO me\r\n");
    terminal.say(MAIL);
    assert_eq!(terminal.say("hello\r\n.\r\n"), "");
    assert_eq!(terminal.mails.len(), 0);
    assert_eq!(
        terminal.wait(5000),
        "250 2.0.0 the sandbox has the mail\r\n"
    );
    assert_eq!(terminal.mails.len(), 1);
}

#[test]
fn content_is_cut_after_so_many_octets() {
    let sandbox = sandbox("content *@b.test: cut after 10");
    let mut short = Terminal::at(&sandbox);
    short.say("HELO me\r\n");
    short.say(MAIL);
    assert!(short.say("hello\r\n.\r\n").starts_with("250 "));
    assert!(short.say(MAIL).ends_with("a line by itself\r\n"));
    assert_eq!(short.say("hello\r\n"), "");
    assert!(!short.is_over());
    assert_eq!(short.say("hello\r\n"), "");
    assert!(short.is_over());
    assert_eq!(short.mails.len(), 1);
}

#[test]
fn a_reply_within_the_content_closes_also_where_there_is_no_content() {
    for content in ["hello\r\n", ".\r\n"] {
        let mut terminal = Terminal::at(&sandbox("content: reply 451 4.3.0 out of room"));
        terminal.say("HELO me\r\n");
        terminal.say(MAIL);
        assert_eq!(terminal.say(content), "451 4.3.0 out of room\r\n");
        assert!(terminal.is_over() && terminal.mails.is_empty());
    }
    let mut silent = Terminal::at(&sandbox("content: silence"));
    silent.say("HELO me\r\n");
    silent.say(MAIL);
    assert_eq!(silent.say(".\r\n"), "");
    assert_eq!(silent.wait(600_000), "");
    assert!(silent.is_over());
}

#[test]
fn delays_of_two_stages_at_once_add_up_to_the_longest_at_most() {
    for (recipient, all) in [("2s", 5), ("599s", 600)] {
        let setup = format!("vrfy: delay 3s\nrecipient: delay {recipient}");
        let mut terminal = Terminal::at(&sandbox(&setup));
        terminal.say("");
        terminal.say("VRFY bob@b.test\r\n");
        assert_eq!(terminal.until, Some(Duration::from_secs(all)));
    }
    let mut terminal = Terminal::at(&sandbox("content: delay 2s\nverdict: delay 3s"));
    terminal.say("HELO me\r\n");
    terminal.say(MAIL);
    assert_eq!(terminal.say(".\r\n"), "");
    assert_eq!(terminal.until, Some(Duration::from_secs(5)));
    assert!(terminal.wait(5000).starts_with("250 "));
}

#[test]
fn content_may_stand_still_and_go_on() {
    let mut terminal = Terminal::at(&sandbox("content: delay 3s"));
    terminal.say("HELO me\r\n");
    terminal.say(MAIL);
    assert_eq!(terminal.say("hello\r\n"), "");
    assert_eq!(terminal.session.room(), 0);
    terminal.wait(3000);
    assert!(terminal.say(".\r\n").starts_with("250 "));
    assert_eq!(terminal.mails[0].content, b"hello\r\n");
}

#[test]
fn a_connection_may_be_cut_at_any_stage() {
    for (stage, said) in [
        ("greeting", ""),
        ("ehlo", "EHLO me\r\n"),
        ("starttls", "EHLO me\r\nSTARTTLS\r\n"),
        ("sender", "HELO me\r\nMAIL FROM:<>\r\n"),
        ("quit", "QUIT\r\n"),
        ("unknown", "HALLO\r\n"),
    ] {
        let mut terminal = Terminal::at(&sandbox(&format!("{stage}: cut")));
        terminal.say(said);
        assert!(terminal.is_over(), "{stage}");
    }
}

#[test]
fn starttls_is_stripped() {
    let heard = answers("starttls first 1: strip", "EHLO me\r\nSTARTTLS\r\n");
    assert!(
        !heard.contains("250-STARTTLS") && !heard.contains("250 STARTTLS"),
        "{heard}"
    );
    assert!(
        heard.ends_with("502 5.5.1 STARTTLS is not offered\r\n"),
        "{heard}"
    );
    let sandbox = sandbox("starttls first 1: strip");
    for offered in [false, true] {
        let heard = Terminal::at(&sandbox).say("EHLO me\r\n");
        assert_eq!(heard.contains("STARTTLS"), offered, "{heard}");
    }
}

#[test]
fn a_line_is_injected_behind_the_220_and_once() {
    let mut terminal = Terminal::at(&sandbox("starttls: inject 250 2.0.0 fake"));
    let heard = terminal.say("EHLO me\r\nSTARTTLS\r\n");
    let end = "220 2.0.0 begin the TLS handshake\r\n250 2.0.0 fake\r\n";
    assert!(heard.ends_with(end), "{heard}");
    assert!(terminal.say("EHLO me\r\n").starts_with("250-"));
}

#[test]
fn a_slow_line_is_slow_both_ways() {
    let mut terminal = Terminal::at(&sandbox("line: slow 100/s"));
    // Ten octets at a time.
    assert_eq!(terminal.listen(), "220 sandbo");
    assert_eq!(terminal.session.room(), 0);
    assert_eq!(terminal.wait(50), "");
    assert_eq!(terminal.wait(50), "x.test ESM");
    assert_eq!(terminal.wait(100), "TP\r\n");
    assert_eq!(terminal.session.room(), 10);
    terminal.session.receive(b"NOOP\r\nNOOP");
    assert_eq!(terminal.listen(), "");
    assert_eq!(terminal.session.room(), 0);
    let mut heard = String::new();
    for _ in 0..4 {
        heard += &terminal.wait(100);
    }
    assert_eq!(heard, "250 2.0.0 nothing done\r\n");
}

#[test]
fn lf_alone_ends_a_line_where_the_setup_says_so_and_nowhere_else() {
    let smuggled =
        "hello\n.\nMAIL FROM:<ceo@a.test>\r\nRCPT TO:<bob@b.test>\r\nDATA\r\npay\r\n.\r\n";
    let mut lenient = Terminal::at(&sandbox("line: bare-lf"));
    let hello = lenient.say("EHLO me\r\n");
    assert!(!hello.contains("CHUNKING"), "{hello}");
    lenient.say(MAIL);
    lenient.say(smuggled);
    let senders: Vec<_> = lenient
        .mails
        .iter()
        .map(|mail| mail.from.to_string())
        .collect();
    assert_eq!(senders, ["<ada@a.test>", "<ceo@a.test>"]);
    let mut strict = Terminal::at(&sandbox(""));
    strict.say("EHLO me\r\n");
    strict.say(MAIL);
    assert!(strict.say(smuggled).starts_with("554 5.6.0 "));
    assert_eq!(strict.mails, []);
}

#[test]
fn sizes_and_recipients_are_limited() {
    let mut terminal = Terminal::at(&sandbox("offer: size=100 recipients=1"));
    let hello = terminal.say("EHLO me\r\n");
    assert!(
        hello.contains("250-SIZE 100\r\n250-LIMITS RCPTMAX=1\r\n"),
        "{hello}"
    );
    assert!(
        terminal
            .say("MAIL FROM:<> SIZE=101\r\n")
            .starts_with("552 5.3.4 ")
    );
    terminal.say("MAIL FROM:<> SIZE=99\r\nRCPT TO:<a@b.test>\r\n");
    assert!(
        terminal
            .say("RCPT TO:<c@b.test>\r\n")
            .starts_with("452 4.5.3 ")
    );
}

#[test]
fn whoever_ends_a_session_ends_what_is_held_in_it() {
    let mut terminal = Terminal::at(&sandbox("noop: delay 60s"));
    terminal.say("");
    terminal.say("NOOP\r\n");
    terminal
        .session
        .close(wsmtp_proto::reply!(421, 3, 2, "closing"));
    assert_eq!(terminal.listen(), "421 4.3.2 closing\r\n");
    assert!(terminal.is_over());
}
