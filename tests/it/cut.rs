//! Connections that break after every single octet, either way: what the client tells of each mail must
//! be what the server's host knows of it.

use testsuite::pair::{Break, Cut, Host, Outcome, Pair, Received};
use wsmtp_proto::{
    client::{Config, Delivery, Envelope, Recipient, Security, Verdict},
    server,
    transcript::Direction,
    types::{Credentials, ForwardPath, Protocol, Reply},
};

/// A mail: to whom, and which octets over and over.
type Mail = (&'static [&'static str], &'static str, usize);

/// The first goes to some, the second to nobody, the third is too large.
const MAILS: [Mail; 3] = [
    (&["bob", "nobody", "eve"], ".first\n", 1),
    (&["nobody"], "second\n", 1),
    (&["bob"], "third, too large\n", 2),
];

/// In LMTP one has no room for the first mail, and only one was to get the second.
const MAILS_FOR_EACH: [Mail; 2] = [
    (&["full", "nobody", "bob", "eve"], ".first\n", 1),
    (&["full"], "second\n", 1),
];

fn client() -> Config {
    Config {
        security: Security::Implicit,
        ..Config::new("client.example".parse().unwrap())
    }
}

fn server() -> server::Config {
    server::Config {
        chunking: false,
        max_size: 20,
        ..server::Config::new("mail.example".parse().unwrap())
    }
}

/// A session that can be held again and again.
struct Session {
    client: Config,
    server: server::Config,
    host: Host,
    mails: &'static [Mail],
}

impl Session {
    fn new(client: Config, server: server::Config) -> Self {
        let host = Host::default();
        Self {
            client,
            server,
            host,
            mails: &MAILS,
        }
    }

    fn pair(&self, cut: Cut) -> Pair {
        let (client, server) = (self.client.clone(), self.server.clone());
        let mut pair = Pair::new(client, server, self.host.clone(), cut);
        for (to, line, times) in self.mails {
            let to = to
                .iter()
                .map(|local| format!("{local}@mail.example").parse().unwrap());
            let from = "ada@client.example".parse().unwrap();
            pair.send(Envelope::new(from, to.collect()), line.repeat(*times));
        }
        pair
    }

    /// Breaks it everywhere, and sees these kinds of verdicts on the way.
    fn break_everywhere(&self, kinds: &[usize]) {
        for (cut, one_way) in [
            (Cut::whole(), false),
            (Cut::whole(), true),
            (Cut::bytes(), false),
        ] {
            let whole = run(self.pair(cut.clone()), &"nowhere");
            assert!(whole.client_closed && whole.client_failed.is_none());
            let mut seen = [0; 4];
            for (by, length) in lengths(&whole) {
                for after in 0..length {
                    let outcome = self.break_at(&cut, Break { by, after, one_way });
                    for delivery in outcome.deliveries {
                        seen[kind(&delivery.verdict)] += 1;
                    }
                }
            }
            assert!(kinds.iter().all(|kind| seen[*kind] > 0), "{seen:?}");
        }
    }

    fn break_at(&self, cut: &Cut, place: Break) -> Outcome {
        let outcome = run(self.pair(cut.clone()).breaking(place), &place);
        assert!(outcome.client_closed, "{place:?}");
        self.assert_true(&outcome, place);
        outcome
    }

    /// Each mail that was begun has one outcome, and it is the truth.
    fn assert_true(&self, outcome: &Outcome, place: Break) {
        assert_eq!(outcome.begun, outcome.deliveries.len(), "{place:?}");
        let mut known = 0;
        for ((_, line, times), delivery) in self.mails.iter().zip(&outcome.deliveries) {
            let content = line.repeat(*times).replace('\n', "\r\n");
            let taken = |mail: &&Received| mail.content == content.as_bytes();
            let taken: Vec<_> = outcome.received.iter().filter(taken).collect();
            known += taken.len();
            assert_known(delivery, &taken, place);
        }
        assert_eq!(known, outcome.received.len(), "{place:?}");
        assert_end(outcome, place);
    }
}

/// A mail is unknown once its end has been said, and not before; and then it is not unsent.
fn assert_end(outcome: &Outcome, place: Break) {
    let [said, _] = &outcome.client_shows;
    let begun = said.iter().rposition(|line| line.starts_with("MAIL FROM"));
    let mail = said.iter().skip(begun.unwrap_or(said.len()));
    let is_end = |line: &String| line == "." || line.starts_with("BDAT") && line.ends_with("LAST");
    let ended = mail.into_iter().any(is_end);
    match outcome.deliveries.last().map(|delivery| &delivery.verdict) {
        Some(Verdict::Unknown(_)) => assert!(ended, "{place:?}: unknown before its end"),
        Some(Verdict::NotSent(_)) => assert!(!ended, "{place:?}: unsent behind its end"),
        Some(Verdict::Accepted(_) | Verdict::Refused(_)) | None => {}
    }
}

/// How many octets each end says in a session that does not break.
fn lengths(outcome: &Outcome) -> [(Direction, usize); 2] {
    [Direction::Client, Direction::Server].map(|by| {
        let pieces = outcome.pieces.iter().filter(|piece| piece.0 == by);
        (by, pieces.map(|(_, octets)| octets.len()).sum())
    })
}

fn accepted(delivery: &Delivery) -> Vec<ForwardPath> {
    let accepted = delivery.recipients.iter().filter(|r| r.is_accepted());
    accepted
        .map(|Recipient { path, .. }| path.clone())
        .collect()
}

/// What the client tells of a mail against what the host has of it.
fn assert_known(delivery: &Delivery, taken: &[&Received], place: Break) {
    match &delivery.verdict {
        Verdict::Accepted(_) => {
            let [mail] = taken else {
                panic!("{place:?}: accepted and taken {} times", taken.len());
            };
            assert_eq!(mail.to, accepted(delivery), "{place:?}");
        }
        Verdict::Refused(_) | Verdict::NotSent(_) => {
            assert!(taken.is_empty(), "{place:?}: {delivery:?}, but taken");
        }
        Verdict::Unknown(_) => {
            assert!(taken.len() <= 1, "{place:?}");
            let got = |path| taken.iter().any(|mail| mail.to.contains(path));
            for Recipient { path, verdict, .. } in &delivery.recipients {
                let verdict = verdict.as_ref().map(Reply::is_success);
                assert!(verdict.is_none_or(|yes| yes == got(path)), "{place:?}");
            }
        }
    }
}

fn run(pair: Pair, place: &dyn std::fmt::Debug) -> Outcome {
    pair.run()
        .unwrap_or_else(|error| panic!("{place:?}: {error}"))
}

fn kind(verdict: &Verdict) -> usize {
    match verdict {
        Verdict::Accepted(_) => 0,
        Verdict::Refused(_) => 1,
        Verdict::NotSent(_) => 2,
        Verdict::Unknown(_) => 3,
    }
}

#[test]
fn a_session_that_breaks_in_its_set_up_or_later_tells_the_truth() {
    let ada = Credentials::new("ada", "correct horse").unwrap();
    let client = Config {
        security: Security::StartTls,
        credentials: Some(ada.clone()),
        ..client()
    };
    for (chunking, kinds) in [(false, ALL.as_slice()), (true, SENT.as_slice())] {
        let server = server::Config {
            starttls: true,
            auth: true,
            auth_required: true,
            chunking,
            ..server()
        };
        let session = Session {
            client: client.clone(),
            server,
            host: Host::of(ada.clone()),
            mails: &MAILS,
        };
        session.break_everywhere(kinds);
    }
}

/// Sees every kind of verdict.
const ALL: [usize; 4] = [0, 1, 2, 3];

/// Where all of a mail goes out at once, none is known to be unsent.
const SENT: [usize; 3] = [0, 1, 3];

#[test]
fn a_pipelined_mail_on_a_connection_that_breaks_has_a_true_outcome() {
    Session::new(client(), server()).break_everywhere(&ALL);
}

#[test]
fn a_mail_one_command_at_a_time_on_a_connection_that_breaks_has_a_true_outcome() {
    let server = server::Config {
        pipelining: false,
        ..server()
    };
    Session::new(client(), server).break_everywhere(&ALL);
}

#[test]
fn a_mail_in_bdat_on_a_connection_that_breaks_has_a_true_outcome() {
    let server = server::Config {
        chunking: true,
        ..server()
    };
    Session::new(client(), server).break_everywhere(&SENT);
}

#[test]
fn a_mail_in_bdat_one_command_at_a_time_has_a_true_outcome() {
    let server = server::Config {
        chunking: true,
        pipelining: false,
        ..server()
    };
    Session::new(client(), server).break_everywhere(&ALL);
}

/// Every octet would be too many places; these are around each border of a chunk, and some between.
#[test]
fn a_mail_of_many_chunks_on_a_connection_that_breaks_has_a_true_outcome() {
    const CHUNK: usize = 64 * 1024;
    let server = server::Config {
        chunking: true,
        max_size: 1024 * 1024,
        ..server()
    };
    let session = Session {
        mails: &[(&["bob", "nobody"], "0123456789abcde\n", 10_000)],
        ..Session::new(client(), server)
    };
    let by = Direction::Client;
    let borders = (0..4).flat_map(|chunk| (0..150).step_by(7).map(move |o| chunk * CHUNK + o));
    let mut seen = [0; 4];
    for after in borders.chain((0..200_000).step_by(9_973)) {
        for one_way in [true, false] {
            let outcome = session.break_at(&Cut::whole(), Break { by, after, one_way });
            for delivery in outcome.deliveries {
                seen[kind(&delivery.verdict)] += 1;
            }
        }
    }
    assert!(seen[0] > 0 && seen[2] > 0 && seen[3] > 0, "{seen:?}");
}

#[test]
fn in_lmtp_each_recipient_has_a_true_outcome_wherever_the_connection_breaks() {
    for pipelining in [true, false] {
        let server = server::Config {
            protocol: Protocol::Lmtp,
            pipelining,
            ..server()
        };
        let client = Config {
            protocol: Protocol::Lmtp,
            ..client()
        };
        let session = Session {
            mails: &MAILS_FOR_EACH,
            ..Session::new(client, server)
        };
        session.break_everywhere(&ALL);
    }
}
