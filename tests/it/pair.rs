//! Client and server engine back to back.

mod content;

use testsuite::pair::{Cut, Host, Outcome, Pair};
use wsmtp_proto::{
    client::{Config, Delivery, Envelope, Security, Step, Verdict},
    error::{Error, LocalError, PeerError},
    server,
    types::{Credentials, ForwardPath, Mechanism},
};

const PASSWORD: &str = "correct horse";

fn ada() -> Credentials {
    Credentials::new("ada", PASSWORD).unwrap()
}

fn client(security: Security) -> Config {
    let mut config = Config::new("client.example".parse().unwrap());
    config.security = security;
    config.credentials = Some(ada());
    config.cleartext_auth = true;
    config
}

fn server() -> server::Config {
    server::Config {
        starttls: true,
        auth: true,
        auth_required: true,
        cleartext_auth: true,
        ..server::Config::new("mail.example".parse().unwrap())
    }
}

fn pair(client: Config, cut: Cut) -> Pair {
    Pair::new(client, server(), Host::of(ada()), cut)
}

fn paths(to: &[&str]) -> Vec<ForwardPath> {
    to.iter()
        .map(|local| format!("{local}@mail.example").parse().unwrap())
        .collect()
}

fn envelope(to: &[&str]) -> Envelope {
    Envelope::new("ada@client.example".parse().unwrap(), paths(to))
}

fn cuts() -> [Cut; 4] {
    [
        Cut::whole(),
        Cut::Lines,
        Cut::bytes(),
        Cut::Sizes(vec![3, 1, 7]),
    ]
}

/// Both ends came to a good end, and each showed what the other said.
fn assert_well(outcome: &Outcome) {
    assert_eq!(outcome.client_failed, None);
    assert_eq!(outcome.server_failed, None);
    assert!(
        outcome.client_closed && outcome.server_closed,
        "both ends wait"
    );
    assert_eq!(outcome.client_shows, outcome.server_shows);
    let shown = format!("{outcome:?}");
    assert!(
        !shown.contains(PASSWORD) && !shown.contains("Y29ycmVjdCBob3JzZQ"),
        "{shown}"
    );
}

/// What the server said to each recipient.
fn codes(delivery: &Delivery) -> Vec<Option<u16>> {
    let replies = delivery
        .recipients
        .iter()
        .map(|recipient| recipient.reply.as_ref());
    replies
        .map(|reply| reply.map(|reply| reply.code().get()))
        .collect()
}

#[test]
fn a_mail_goes_to_those_who_are_accepted() {
    for cut in cuts() {
        let mut pair = pair(client(Security::StartTls), cut);
        pair.send(envelope(&["nobody", "bob", "busy", "eve"]), "to some");
        pair.send(envelope(&["nobody", "busy"]), "to none");
        pair.send(envelope(&["carol"]), "to one");
        let outcome = pair.run().unwrap();
        assert_well(&outcome);
        let [some, none, one] = outcome.deliveries.as_slice() else {
            panic!("{outcome:?}");
        };
        assert_eq!(codes(some), [Some(550), Some(250), Some(450), Some(250)]);
        assert!(matches!(&some.verdict, Verdict::Accepted(_)));
        assert_eq!(codes(none), [Some(550), Some(450)]);
        assert!(matches!(&none.verdict, Verdict::Refused(no) if no.step == Step::Recipient(0)));
        assert_eq!(codes(one), [Some(250)]);
        let received: Vec<_> = outcome
            .received
            .iter()
            .map(|mail| (&mail.to, &mail.content))
            .collect();
        let [first, second] = received.as_slice() else {
            panic!("{outcome:?}");
        };
        assert_eq!(*first.0, paths(&["bob", "eve"]));
        assert_eq!(*first.1, b"to some\r\n");
        assert_eq!(*second.0, paths(&["carol"]));
        assert_eq!(*second.1, b"to one\r\n");
    }
}

#[test]
fn a_refused_sender_does_not_stand_in_the_way_of_the_next_mail() {
    for cut in cuts() {
        let mut pair = pair(client(Security::StartTls), cut);
        let mut refused = envelope(&["bob"]);
        refused.from = "nobody@client.example".parse().unwrap();
        pair.send(refused, "not taken");
        pair.send(envelope(&["bob"]), "taken");
        let outcome = pair.run().unwrap();
        assert_well(&outcome);
        assert!(
            matches!(&outcome.deliveries[0].verdict, Verdict::Refused(no) if no.step == Step::Mail)
        );
        assert!(matches!(
            &outcome.deliveries[1].verdict,
            Verdict::Accepted(_)
        ));
        assert_eq!(outcome.received.len(), 1);
    }
}

#[test]
fn a_wrong_password_ends_the_session_in_good_order() {
    for mechanism in [Mechanism::Plain, Mechanism::Login] {
        for cut in cuts() {
            let mut client = client(Security::StartTls);
            client.mechanism = Some(mechanism);
            client.credentials = Some(Credentials::new("ada", "wrong horse").unwrap());
            let outcome = pair(client, cut).run().unwrap();
            assert_well(&outcome);
            let refusal = outcome.refusal.unwrap();
            assert_eq!(
                (refusal.step, refusal.reply.code().get()),
                (Step::Auth, 535)
            );
        }
    }
}

#[test]
fn a_server_that_leaves_in_the_envelope_has_not_got_the_mail() {
    for cut in cuts() {
        let mut pair = pair(client(Security::StartTls), cut);
        pair.send(envelope(&["bob", "leaving", "eve"]), "hello");
        pair.send(envelope(&["bob"]), "never begun");
        let outcome = pair.run().unwrap();
        let [delivery] = outcome.deliveries.as_slice() else {
            panic!("{outcome:?}");
        };
        assert!(matches!(&delivery.verdict, Verdict::Refused(no) if no.reply.code().get() == 421));
        let failed = outcome.client_failed.unwrap();
        assert!(matches!(
            failed,
            Error::Peer(PeerError::ServiceClosing { .. })
        ));
        assert!(outcome.client_closed && outcome.server_closed);
        assert_eq!(outcome.received, []);
    }
}

#[test]
fn a_mail_that_is_too_large_is_refused_at_its_end_and_the_next_one_taken() {
    for cut in cuts() {
        let config = server::Config {
            max_size: 100,
            chunking: false,
            ..server()
        };
        let mut pair = Pair::new(client(Security::StartTls), config, Host::of(ada()), cut);
        pair.send(envelope(&["bob"]), "too large\n".repeat(10));
        pair.send(envelope(&["bob"]), "not large\n".repeat(9));
        let outcome = pair.run().unwrap();
        assert_well(&outcome);
        let first = &outcome.deliveries[0].verdict;
        assert!(matches!(first, Verdict::Refused(no) if no.reply.code().get() == 552));
        assert_eq!(outcome.received.len(), 1);
    }
}

#[test]
fn a_mail_in_chunks_that_grows_too_large_is_given_up_part_way_and_the_next_one_taken() {
    for (pipelining, cut) in [(true, Cut::whole()), (false, Cut::Sizes(vec![30_000]))] {
        let config = server::Config {
            max_size: 100_000,
            pipelining,
            ..server()
        };
        let mut pair = Pair::new(client(Security::Implicit), config, Host::of(ada()), cut);
        pair.send(envelope(&["nobody", "bob"]), "too large\n".repeat(40_000));
        pair.send(envelope(&["bob"]), "not large\n");
        let outcome = pair.run().unwrap();
        assert_well(&outcome);
        let [first, second] = outcome.deliveries.as_slice() else {
            panic!("{outcome:?}");
        };
        assert!(matches!(
            &first.verdict,
            Verdict::NotSent(Error::Local(LocalError::Outgrown { limit: 100_000 }))
        ));
        assert!(matches!(&second.verdict, Verdict::Accepted(_)));
        assert_eq!(outcome.received.len(), 1);
    }
}

#[test]
fn a_size_over_the_limit_is_not_even_sent() {
    let mut pair = pair(client(Security::StartTls), Cut::whole());
    let mut large = envelope(&["bob"]);
    large.parameters.size = Some(u64::MAX);
    pair.send(large, "");
    let error = pair.run().unwrap_err();
    assert!(matches!(error, LocalError::TooLarge { .. }), "{error}");
}

#[test]
fn a_line_that_is_too_long_is_refused_and_the_next_mail_taken() {
    for cut in cuts() {
        let mut pair = pair(client(Security::StartTls), cut);
        pair.send(envelope(&["bob"]), "x".repeat(999));
        pair.send(envelope(&["bob"]), "x".repeat(998));
        let outcome = pair.run().unwrap();
        assert_well(&outcome);
        assert!(
            matches!(&outcome.deliveries[0].verdict, Verdict::Refused(no) if no.step == Step::Content)
        );
        assert_eq!(outcome.received.len(), 1);
    }
}
