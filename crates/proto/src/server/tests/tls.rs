//! STARTTLS and what must not survive it.

use crate::{
    error::{Error, PeerError},
    server::{Config, Event, Server},
    types::TlsActive,
};

use super::{
    Run, config,
    dialogue::{drain, feed},
    talk,
};

#[test]
fn everything_said_before_tls_is_forgotten() {
    let run = talk(
        &Config {
            auth_required: true,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         >> AUTH PLAIN AGFkYQBzZWNyZXQ=
         C= AUTH PLAIN ***
         S: 235 2.7.0 welcome
         C: STARTTLS
         S: 220 2.0.0 begin the TLS handshake
         -- TLS
         C: MAIL FROM:<ada@b.example>
         S: 503 5.5.1 say EHLO first
         C: EHLO me
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
         S: 250 AUTH PLAIN LOGIN
         C: MAIL FROM:<ada@b.example>
         S: 530 5.7.0 sign in first, with AUTH
         C: STARTTLS
         S: 503 5.5.1 TLS is already active",
    );
    assert_eq!(run.upgrades, 1);
    assert!(run.events.contains(&Event::Secured));
}

#[test]
fn auth_is_offered_inside_tls_only() {
    talk(
        &Config {
            cleartext_auth: false,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: EHLO me
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
         S: 250 STARTTLS
         C: STARTTLS
         S: 220 2.0.0 begin the TLS handshake
         -- TLS
         C: HELO me
         S: 250 mx.example.org
         >> AUTH PLAIN AGFkYQBzZWNyZXQ=
         C= AUTH PLAIN ***
         S: 235 2.7.0 welcome",
    );
}

#[test]
fn commands_behind_starttls_in_the_clear_end_the_session() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    feed(
        &mut server,
        &mut run,
        b"EHLO me\r\nSTARTTLS\r\nMAIL FROM:<evil@b.example>\r\n",
        1000,
    );
    assert!(run.closed && run.upgrades == 0);
    assert!(
        run.sent
            .ends_with("421 4.7.0 commands followed STARTTLS in the clear\r\n")
    );
    let failure = Event::Failed(Error::Peer(PeerError::ClientTlsResidue));
    assert_eq!(run.events.last(), Some(&failure));
}

#[test]
fn octets_in_the_clear_during_the_handshake_end_the_session() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    feed(&mut server, &mut run, b"EHLO me\r\nSTARTTLS\r\n", 1000);
    assert_eq!(run.upgrades, 1);
    feed(&mut server, &mut run, b"RSET\r\n", 1);
    server.tls_established(TlsActive::attest());
    drain(&mut server, &mut run);
    assert!(run.closed && run.sent.ends_with("220 2.0.0 begin the TLS handshake\r\n"));
    let failure = Event::Failed(Error::Peer(PeerError::ClientTlsResidue));
    assert_eq!(run.events.last(), Some(&failure));
}

#[test]
fn tls_before_the_greeting() {
    let mut server = Server::new(Config {
        cleartext_auth: false,
        ..config()
    });
    server.tls_established(TlsActive::attest());
    let mut run = Run::default();
    feed(&mut server, &mut run, b"EHLO me\r\n", 1);
    assert!(run.sent.ends_with("AUTH PLAIN LOGIN\r\n") && !run.sent.contains("STARTTLS"));
}

#[test]
fn starttls_is_refused_where_it_is_not_offered() {
    talk(
        &Config {
            starttls: false,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: STARTTLS
         S: 502 5.5.1 STARTTLS is not offered
         C: STARTTLS now
         S: 501 5.5.2 write it as STARTTLS",
    );
}
