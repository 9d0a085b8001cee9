//! SMTP smuggling ([CERT VU#302671]): whatever one server or another takes for the end of data, a mail that
//! holds it has exactly one end, and it is ours.
//!
//! [CERT VU#302671]: https://kb.cert.org/vuls/id/302671

use wsmtp_proto::{
    Output,
    client::{Client, Config, Envelope, Security},
    error::LocalError,
};

/// What is taken for the end of data somewhere: as the scanners `SMTP-Smuggling-Tools` and `smtpsmug` try
/// it, and what went wrong in programs since.
pub(crate) const ENDS: [&[u8]; 16] = [
    // The one that RFC 5321 section 4.1.1.4 has.
    b"\r\n.\r\n",
    // Postfix CVE-2023-51764, Sendmail CVE-2023-51765, Exim CVE-2023-51766, James CVE-2023-51747: a line
    // may end with LF alone.
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\n.\r",
    // Cisco Secure Email makes CRLF of a bare CR in its default setting.
    b"\r.\r",
    b"\r.\n",
    b"\r.\r\n",
    b"\r\n.\r",
    // A CR too many is dropped; also smtp-proto's receiver at 05a62f7.
    b"\r\n.\r\r\n",
    b"\r\r\n.\r\n",
    b"\r\r\n.\r\r\n",
    // Line ends the wrong way round.
    b"\n\r.\n\r",
    b"\n\r\n.\n\r\n",
    // An empty line on either side.
    b"\n\n.\n\n",
    b"\r\r.\r\r",
];

/// Ends that hold a NUL, which some servers drop before they look.
pub(crate) const ENDS_WITH_NUL: [&[u8]; 6] = [
    b"\r\n\x00.\r\n",
    b"\r\n.\x00\r\n",
    b"\r\n.\r\x00\n",
    b"\r\x00\n.\r\n",
    b"\r\n.\r\n\x00",
    b"\r\n\x00.\x00\r\n",
];

/// A whole mail behind a false end, and nothing at all.
pub(crate) const BEHIND: [&str; 3] = [
    "",
    "x",
    "MAIL FROM:<eve@mail.example>\r\nRCPT TO:<bob@mail.example>\r\nDATA\r\n\r\nhello\r\n.\r\n",
];

/// A session whose server offers CHUNKING and has accepted the envelope.
fn at_chunks() -> Client {
    let mut client = ready(b"250-mail.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    client.receive(b"250 ok\r\n250 ok\r\n");
    sent(&mut client);
    client
}

/// A session whose server awaits the content.
fn at_content() -> Client {
    let mut client = ready(b"250 mail.example\r\n");
    client.receive(b"250 ok\r\n");
    client.receive(b"250 ok\r\n");
    client.receive(b"354 go\r\n");
    sent(&mut client);
    client
}

/// A session that has begun a mail.
fn ready(offer: &[u8]) -> Client {
    let mut client = Client::new(Config {
        security: Security::None,
        ..Config::new("client.example".parse().unwrap())
    });
    client.receive(b"220 mail.example\r\n");
    client.receive(offer);
    let to = vec!["bob@mail.example".parse().unwrap()];
    let envelope = Envelope::new("ann@client.example".parse().unwrap(), to);
    client.send_mail(envelope).unwrap();
    client
}

fn sent(client: &mut Client) -> Vec<u8> {
    let mut sent = Vec::new();
    loop {
        match client.poll_output() {
            Output::Send(octets) => sent.extend(octets),
            Output::Wait { .. } | Output::Closed => return sent,
            Output::Event(_) | Output::UpgradeTls => {}
        }
    }
}

/// What goes over the wire for a content in these pieces, its end included.
fn wire(client: Client, pieces: &[&[u8]]) -> Vec<u8> {
    let mut client = client;
    for piece in pieces {
        client.content(piece).unwrap();
    }
    client.content_end().unwrap();
    sent(&mut client)
}

/// The chunks in a stream, read as a server reads them: by their sizes, and nothing but them.
fn chunks(mut wire: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    loop {
        let end = wire.iter().position(|octet| *octet == b'\n').unwrap();
        let (line, rest) = wire.split_at(end + 1);
        let line = std::str::from_utf8(line).unwrap();
        let size = line.strip_prefix("BDAT ").unwrap();
        let last = size.strip_suffix(" LAST\r\n");
        let size = last.unwrap_or_else(|| size.strip_suffix("\r\n").unwrap());
        let (chunk, rest) = rest.split_at(size.parse().unwrap());
        chunks.push(chunk.into());
        if last.is_some() {
            assert!(rest.is_empty(), "{} behind the end", rest.escape_ascii());
            return chunks;
        }
        wire = rest;
    }
}

/// A content whose line ends are all CRLF, the last one's too.
fn normalised(content: &[u8]) -> Vec<u8> {
    let lf = String::from_utf8_lossy(content)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let ended = if lf.is_empty() || lf.ends_with('\n') {
        lf
    } else {
        lf + "\n"
    };
    ended.replace('\n', "\r\n").into()
}

/// Nothing in what was sent is an end to anybody, but for what stands at its end.
fn assert_one_end(wire: &[u8], of: &[u8]) {
    let shown = || format!("{}\nof {}", wire.escape_ascii(), of.escape_ascii());
    // The CRLF of the DATA command may be the first half of an end.
    let stream = [b"\r\n", wire].concat();
    let before = stream.strip_suffix(b".\r\n");
    let before = before.unwrap_or_else(|| panic!("no end: {}", shown()));
    assert!(
        before.ends_with(b"\r\n"),
        "the dot begins no line: {}",
        shown()
    );
    for end in ENDS.iter().chain(&ENDS_WITH_NUL) {
        let found = before.windows(end.len()).any(|octets| octets == *end);
        assert!(!found, "{} in {}", end.escape_ascii(), shown());
    }
    let lone = |octets: &[u8]| {
        matches!(octets, [b'\r', next] if *next != b'\n')
            || matches!(octets, [before, b'\n'] if *before != b'\r')
    };
    assert!(!stream.windows(2).any(lone), "a lone CR or LF: {}", shown());
}

fn contents(end: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let around = ["", "hello"]
        .into_iter()
        .flat_map(|before| BEHIND.map(|behind| (before, behind)));
    around.flat_map(move |(before, behind)| {
        let once = [before.as_bytes(), end, behind.as_bytes()].concat();
        [once.repeat(2), once]
    })
}

#[test]
fn every_end_known_is_one_end_at_every_split() {
    for content in ENDS.into_iter().flat_map(contents) {
        let whole = wire(at_content(), &[&content]);
        assert_one_end(&whole, &content);
        for at in 1..content.len() {
            let (one, two) = content.split_at(at);
            assert_eq!(
                wire(at_content(), &[one, two]),
                whole,
                "{}",
                content.escape_ascii()
            );
        }
        let bytes: Vec<_> = content.chunks(1).collect();
        assert_eq!(
            wire(at_content(), &bytes),
            whole,
            "{}",
            content.escape_ascii()
        );
    }
}

#[test]
fn every_end_known_is_one_end_at_every_two_splits() {
    for end in ENDS {
        let content = [b"a", end, b"b"].concat();
        let whole = wire(at_content(), &[&content]);
        for first in 1..content.len() {
            for second in first..content.len() {
                let (one, rest) = content.split_at(first);
                let (two, three) = rest.split_at(second - first);
                assert_eq!(
                    wire(at_content(), &[one, two, three]),
                    whole,
                    "{}",
                    end.escape_ascii()
                );
            }
        }
    }
}

#[test]
fn in_chunks_every_end_known_is_content_at_every_split() {
    for content in ENDS.into_iter().flat_map(contents) {
        let expected = normalised(&content);
        for at in 0..=content.len() {
            let (one, two) = content.split_at(at);
            let chunks = chunks(&wire(at_chunks(), &[one, two]));
            assert_eq!(
                chunks,
                std::slice::from_ref(&expected),
                "{}",
                content.escape_ascii()
            );
        }
        let bytes: Vec<_> = content.chunks(1).collect();
        assert_eq!(chunks(&wire(at_chunks(), &bytes)), [expected]);
    }
}

#[test]
fn in_chunks_an_end_across_their_border_is_content() {
    const SIZE: usize = 64 * 1024;
    for end in ENDS {
        for in_first in 1..end.len() {
            let before = b"x".repeat(SIZE - in_first);
            let content = [&before, end, b"BDAT 0 LAST\r\nQUIT\r\n"].concat();
            let pieces: Vec<_> = content.chunks(SIZE).collect();
            let chunks = chunks(&wire(at_chunks(), &pieces));
            assert!(chunks.len() > 1);
            assert!(chunks.concat() == normalised(&content), "{in_first}");
        }
    }
}

#[test]
fn a_nul_ends_the_session_and_not_the_mail() {
    for end in ENDS_WITH_NUL {
        for at in 0..end.len() {
            let (one, two) = end.split_at(at);
            let mut client = at_content();
            let refused = client.content(one).and_then(|()| client.content(two));
            assert_eq!(refused, Err(LocalError::Nul));
            let sent = [b"\r\n", sent(&mut client).as_slice()].concat();
            let ended = sent.windows(5).any(|octets| octets == b"\r\n.\r\n");
            assert!(!ended, "{}", sent.escape_ascii());
            assert_eq!(client.poll_output(), Output::Closed);
        }
    }
}
