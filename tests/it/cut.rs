//! Connections that break after every single octet, either way: what the client tells of each mail must
//! be what the server's host knows of it.

use testsuite::pair::{Break, Cut, Host, Outcome, Pair};
use wsmtp_proto::{
    client::{Config, Delivery, Envelope, Recipient, Security, Verdict},
    server,
    transcript::Direction,
    types::{Credentials, ForwardPath},
};

/// The mails of each session: to whom, and which octets over and over.
///
/// The first goes to some, the second to nobody, the third is too large.
const MAILS: [(&[&str], &str, usize); 3] = [
    (&["bob", "nobody", "eve"], ".first\n", 1),
    (&["nobody"], "second\n", 1),
    (&["bob"], "third third third\n", 6),
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
        max_size: 100,
        ..server::Config::new("mail.example".parse().unwrap())
    }
}

/// A session that can be held again and again.
struct Session {
    client: Config,
    server: server::Config,
    host: Host,
}

impl Session {
    fn new(client: Config, server: server::Config) -> Self {
        let host = Host::default();
        Self {
            client,
            server,
            host,
        }
    }

    fn pair(&self, cut: Cut) -> Pair {
        let (client, server) = (self.client.clone(), self.server.clone());
        let mut pair = Pair::new(client, server, self.host.clone(), cut);
        for (to, line, times) in MAILS {
            let to = to
                .iter()
                .map(|local| format!("{local}@mail.example").parse().unwrap());
            let from = "ada@client.example".parse().unwrap();
            pair.send(Envelope::new(from, to.collect()), line.repeat(times));
        }
        pair
    }

    /// Breaks it everywhere, and sees these kinds of verdicts on the way.
    fn break_everywhere(&self, kinds: &[usize]) {
        for cut in [Cut::whole(), Cut::bytes()] {
            let whole = run(self.pair(cut.clone()), &"nowhere");
            assert!(whole.client_closed && whole.client_failed.is_none());
            let mut seen = [0; 4];
            for (by, length) in lengths(&whole) {
                for (after, one_way) in
                    (0..length).flat_map(|after| [(after, false), (after, true)])
                {
                    let place = Break { by, after, one_way };
                    let outcome = run(self.pair(cut.clone()).breaking(place), &place);
                    assert!(outcome.client_closed, "{place:?}");
                    assert_true(&outcome, place);
                    for delivery in &outcome.deliveries {
                        seen[kind(&delivery.verdict)] += 1;
                    }
                }
            }
            assert!(kinds.iter().all(|kind| seen[*kind] > 0), "{seen:?}");
        }
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

/// Each mail that was begun has one outcome, and it is the truth.
fn assert_true(outcome: &Outcome, place: Break) {
    assert_eq!(outcome.begun, outcome.deliveries.len(), "{place:?}");
    let mut known = 0;
    for ((_, line, times), delivery) in MAILS.into_iter().zip(&outcome.deliveries) {
        let content = line.repeat(times).replace('\n', "\r\n");
        let taken = |mail: &&testsuite::pair::Received| mail.content == content.as_bytes();
        let taken: Vec<_> = outcome.received.iter().filter(taken).collect();
        known += taken.len();
        match &delivery.verdict {
            Verdict::Accepted(_) => {
                let [mail] = taken.as_slice() else {
                    panic!("{place:?}: accepted and taken {} times", taken.len());
                };
                assert_eq!(mail.to, accepted(delivery), "{place:?}");
            }
            Verdict::Refused(_) | Verdict::NotSent(_) => {
                assert!(taken.is_empty(), "{place:?}: {delivery:?}, but taken");
            }
            Verdict::Unknown(_) => assert!(taken.len() <= 1, "{place:?}"),
        }
    }
    assert_eq!(known, outcome.received.len(), "{place:?}");
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
    let server = server::Config {
        starttls: true,
        auth: true,
        auth_required: true,
        ..server()
    };
    let host = Host::of(ada);
    let session = Session {
        client,
        server,
        host,
    };
    session.break_everywhere(&[0, 1, 2, 3]);
}

#[test]
fn a_pipelined_mail_on_a_connection_that_breaks_has_a_true_outcome() {
    Session::new(client(), server()).break_everywhere(&[0, 1, 2, 3]);
}

#[test]
fn a_mail_in_bdat_on_a_connection_that_breaks_has_a_true_outcome() {
    let server = server::Config {
        chunking: true,
        ..server()
    };
    // All of it goes out at once, so none is known to be unsent.
    Session::new(client(), server).break_everywhere(&[0, 1, 3]);
}
