mod ask;
mod by_hand;
mod chunks;
mod early;
mod lmtp;
mod order;
mod raw;
mod resume;
mod secrets;
mod talk;

use alloc::{string::ToString, vec::Vec};
use core::time::Duration;

use super::*;
use crate::types::{Reply, TlsActive};

fn client(security: Security) -> Client {
    let mut config = Config::new("client.example".parse().unwrap());
    config.security = security;
    Client::new(config)
}

fn outputs(client: &mut Client) -> Vec<Output<Event>> {
    let mut outputs = Vec::new();
    loop {
        let output = client.poll_output();
        let last = matches!(output, Output::Wait { .. } | Output::Closed);
        outputs.push(output);
        if last {
            return outputs;
        }
    }
}

fn failure(client: &mut Client) -> Option<Error> {
    outputs(client).into_iter().find_map(|output| match output {
        Output::Event(Event::Failed(error)) => Some(error),
        _ => None,
    })
}

#[test]
fn implicit_tls_without_its_proof_does_not_go_on_in_the_clear() {
    let mut client = client(Security::Implicit);
    client.receive(b"220 mail.example ready\r\n");
    assert_eq!(failure(&mut client), Some(LocalError::TlsMissing.into()));
    assert_eq!(client.phase(), Phase::Closed);
}

#[test]
fn implicit_tls_with_its_proof_goes_on() {
    let mut client = client(Security::Implicit);
    client.tls_established(TlsActive::attest());
    client.receive(b"220 mail.example ready\r\n");
    assert_eq!(failure(&mut client), None);
    assert_eq!(client.phase(), Phase::Hello);
}

#[test]
fn time_does_not_go_backwards() {
    let mut client = client(Security::None);
    client.advance(Duration::from_secs(59));
    client.advance(Duration::from_secs(1));
    client.receive(b"220 mail.example ready\r\n");
    let waits = outputs(&mut client).pop();
    assert_eq!(
        waits,
        Some(Output::Wait {
            until: Some(Duration::from_secs(59 + 60))
        })
    );
}

#[test]
fn a_long_reply_is_cut_where_it_is_told_in_a_sentence() {
    let reply = Reply::new(
        crate::types::Code::new(421).unwrap(),
        None,
        &"x".repeat(9000),
    );
    assert!(
        PeerError::ServiceClosing { reply }
            .to_string()
            .chars()
            .count()
            < 600
    );
}

#[test]
fn what_comes_behind_a_goodbye_concerns_nobody() {
    let mut client = client(Security::None);
    client.receive(b"220 mail.example ready\r\n");
    client.receive(b"250 mail.example\r\n");
    outputs(&mut client);
    client.quit().unwrap();
    outputs(&mut client);
    client.receive(b"HTTP/1.1 200 OK\r\n");
    assert_eq!(outputs(&mut client), [Output::Closed]);
}
