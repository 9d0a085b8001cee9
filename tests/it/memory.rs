//! What an engine holds at the worst, counted by the allocator, against what its documentation
//! states.

use testsuite::oracle::memory::{Ledger, Load};
use wsmtp_proto::{
    Output, Phase,
    client::{Client, Config, Envelope, Protocol, Security},
    codec::ReplyDecoder,
    reply,
    server::{self, Server},
};

/// What a driver reads at once.
const READ: usize = 16 * 1024;

/// A client whose account is kept.
struct Counted {
    client: Client,
    load: Load,
    ledger: Ledger,
}

impl Counted {
    fn new(protocol: Protocol, offers: &str) -> Self {
        let mut config = Config::new("client.example".parse().unwrap());
        config.security = Security::None;
        config.protocol = protocol;
        let (mut ledger, mut client) = (Ledger::default(), None);
        ledger.count(|| client = Some(Client::new(config)));
        let mut counted = Self {
            client: client.unwrap(),
            load: Load {
                lmtp: protocol == Protocol::Lmtp,
                ..Load::default()
            },
            ledger,
        };
        counted.hears(b"220 mail.example\r\n");
        counted.hears(offers.as_bytes());
        assert_eq!(counted.client.phase(), Phase::Ready);
        counted
    }

    fn hears(&mut self, octets: &[u8]) {
        octets
            .chunks(READ)
            .for_each(|piece| self.hears_at_once(piece));
    }

    fn sends(&mut self, recipients: usize) {
        self.load.recipients = self.load.recipients.max(recipients);
        self.works(0, |client| {
            let to = (0..recipients).map(|n| format!("bob{n}@mail.example").parse().unwrap());
            let from = "ada@client.example".parse().unwrap();
            client.send_mail(Envelope::new(from, to.collect())).unwrap();
        });
    }

    /// The same in one piece.
    fn hears_at_once(&mut self, octets: &[u8]) {
        self.load.piece = self.load.piece.max(octets.len());
        self.works(octets.len(), |client| client.receive(octets));
    }

    fn works<T>(&mut self, input: usize, work: impl FnOnce(&mut Client) -> T) {
        let client = &mut self.client;
        self.ledger.count(|| {
            work(client);
            while !matches!(client.poll_output(), Output::Wait { .. } | Output::Closed) {}
        });
        self.ledger.keeps_to(self.load.client(), input);
    }

    /// No mail is under way: what it took is given back.
    fn rests(&self) {
        let at_rest = Load {
            recipients: 0,
            ..self.load
        };
        assert!(self.ledger.held < at_rest.client(), "{:?}", self.ledger);
    }

    /// The bound is no more than twice what is needed.
    fn needs_half(&self) {
        let (held, bound) = (self.ledger.held, self.load.client());
        assert!(held > bound / 2, "{held} of {bound}");
    }
}

/// As long as a reply may be, in as many lines as it may have. As one to EHLO it offers PIPELINING.
fn longest(code: &str) -> String {
    let words = "x".repeat(ReplyDecoder::MAX_OCTETS / ReplyDecoder::MAX_LINES);
    let lines = format!("{code}-{words}\r\n").repeat(ReplyDecoder::MAX_LINES - 2);
    format!("{lines}{code}-PIPELINING\r\n{code} {words}\r\n")
}

/// A server whose account is kept, and which takes everything.
struct CountedServer {
    server: Server,
    load: Load,
    ledger: Ledger,
}

impl CountedServer {
    fn new() -> Self {
        let config = server::Config::new("mail.example".parse().unwrap());
        let (mut ledger, mut server) = (Ledger::default(), None);
        ledger.count(|| server = Some(Server::new(config)));
        let (server, load) = (server.unwrap(), Load::default());
        Self {
            server,
            load,
            ledger,
        }
    }

    fn hears(&mut self, octets: &[u8], answers: bool) {
        for piece in octets.chunks(READ) {
            self.load.piece = self.load.piece.max(piece.len());
            let server = &mut self.server;
            self.ledger.count(|| {
                server.receive(piece);
                loop {
                    match server.poll_output() {
                        Output::Event(server::Event::Line(_)) | Output::Send(_) => {}
                        Output::Event(_) if answers => {
                            drop(server.answer(reply!(250, 0, 0, "yes")))
                        }
                        Output::Event(_) | Output::UpgradeTls => {}
                        Output::Wait { .. } | Output::Closed => break,
                    }
                }
            });
            self.ledger.keeps_to(self.load.server(), piece.len());
        }
    }
}

#[test]
fn a_client_that_does_not_wait_for_answers() {
    let mut counted = CountedServer::new();
    counted.hears(
        b"EHLO client.example\r\nMAIL FROM:<ada@client.example>\r\n",
        false,
    );
    while counted.server.phase() != Phase::Closed {
        counted.hears("NOOP\r\n".repeat(100).as_bytes(), false);
    }
    assert!(
        counted.ledger.held > counted.load.server() / 4,
        "{:?}",
        counted.ledger
    );
}

#[test]
fn a_line_that_never_ends() {
    let mut counted = CountedServer::new();
    while counted.server.phase() != Phase::Closed {
        counted.hears(&[b'x'; 1000], true);
    }
}

#[test]
fn a_server_holds_no_more_after_many_mails_than_after_few() {
    let mut counted = CountedServer::new();
    counted.hears(b"EHLO client.example\r\n", true);
    let mut held = Vec::new();
    for mail in 0..201 {
        counted.hears(
            b"MAIL FROM:<ada@client.example>\r\nRCPT TO:<bob@mail.example>\r\nDATA\r\n",
            true,
        );
        counted.hears("a line of it\r\n".repeat(5000).as_bytes(), true);
        counted.hears(b".\r\n", true);
        assert_eq!(counted.server.phase(), Phase::Ready);
        if mail % 100 == 0 {
            held.push(counted.ledger.held);
        }
    }
    assert!(
        held.iter().all(|held| *held == counted.ledger.held),
        "{held:?}"
    );
}

#[test]
fn a_mail_to_everybody_whose_server_never_stops_talking() {
    for (protocol, recipients, verdicts) in [
        (Protocol::Smtp, Envelope::MAX_RECIPIENTS, 1),
        (Protocol::Lmtp, 100, 100),
    ] {
        let mut counted = Counted::new(protocol, &longest("250"));
        counted.sends(recipients);
        for _ in 0..=recipients {
            counted.hears(longest("250").as_bytes());
        }
        counted.hears(longest("354").as_bytes());
        counted.works(0, |client| client.content_end().unwrap());
        for _ in 1..verdicts {
            counted.hears(longest("250").as_bytes());
        }
        counted.needs_half();
        counted.hears(longest("250").as_bytes());
        counted.rests();
    }
}

#[test]
fn a_server_of_short_lines_that_come_all_at_once() {
    let mut counted = Counted::new(Protocol::Smtp, "250-mail.example\r\n250 PIPELINING\r\n");
    counted.sends(1000);
    let reply = "250-\r\n".repeat(ReplyDecoder::MAX_LINES - 1) + "250 \r\n";
    counted.hears_at_once(reply.repeat(1001).as_bytes());
    counted.hears(b"550 no\r\n");
    counted.rests();
}

#[test]
fn content_for_which_the_server_has_no_answer() {
    let offers = "250-mail.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
    let mut counted = Counted::new(Protocol::Smtp, offers);
    counted.sends(1);
    let mut taken = 0;
    while counted.client.takes_content() {
        counted.load.piece = READ;
        counted.works(READ, |client| client.content(&[b'\n'; READ]).unwrap());
        taken += READ;
    }
    assert!(taken >= 64 * 1024, "{taken} octets");
    counted.works(0, |client| client.content(b"more").unwrap_err().to_string());
}

#[test]
fn a_reply_that_never_ends() {
    let mut counted = Counted::new(Protocol::Smtp, "250 mail.example\r\n");
    counted.sends(1);
    let line = format!("250-{}\r\n", "x".repeat(ReplyDecoder::MAX_LINE - 4));
    while counted.client.phase() != Phase::Closed {
        counted.hears(line.as_bytes());
    }
    counted.rests();
}

#[test]
fn a_session_of_many_mails_holds_no_more_than_one_of_few() {
    let mut counted = Counted::new(Protocol::Smtp, "250-mail.example\r\n250 PIPELINING\r\n");
    let mut held = Vec::new();
    for mail in 0..1000 {
        counted.sends(3);
        counted.hears(b"250 yes\r\n250 yes\r\n550 no\r\n250 yes\r\n354 go on\r\n");
        counted.works(6, |client| client.content(b"hello\n").unwrap());
        counted.works(0, |client| client.content_end().unwrap());
        counted.hears(b"250 taken\r\n");
        if mail % 100 == 0 {
            held.push(counted.ledger.held);
        }
    }
    assert!(
        held.iter().all(|held| *held == counted.ledger.held),
        "{held:?}"
    );
}
