//! Whatever the strings are that a command is made of, one command is exactly one line: what could end the
//! line early is refused before anything goes out, and everything else stays within it.

use wsmtp_proto::{
    Output, Phase,
    client::{Client, Config, Envelope, Event, Security},
    transcript::Line,
    types::{Credentials, Mechanism, TlsActive, ValueError},
};

/// What becomes of a string in one place of a session: refused, or the octets of the commands with it.
pub(crate) type Field = fn(&str) -> Result<Vec<u8>, ValueError>;

/// Every place for a string in a command, where its text goes out as it is.
const TEXTS: [(&str, Field); 9] = [
    ("the client's name", |name| hello(name)),
    ("the client's address", |name| hello(&format!("[{name}]"))),
    ("a sender", |local| {
        sender(&format!("{local}@client.example"))
    }),
    ("a quoted sender", |local| {
        sender(&format!("\"{local}\"@client.example"))
    }),
    ("a sender's domain", |domain| {
        sender(&format!("ann@{domain}"))
    }),
    ("a sender's address", |address| {
        sender(&format!("ann@[{address}]"))
    }),
    ("a recipient", |local| {
        recipient(&format!("{local}@mail.example"))
    }),
    ("a quoted recipient", |local| {
        recipient(&format!("\"{local}\"@mail.example"))
    }),
    ("a recipient's domain", |domain| {
        recipient(&format!("bob@{domain}"))
    }),
];

/// Every place for a string that goes out in base64.
const SECRETS: [(&str, Field); 4] = [
    ("a user, in one message", |user| {
        signing_in(Mechanism::Plain, user, "horse")
    }),
    ("a password, in one message", |password| {
        signing_in(Mechanism::Plain, "ada", password)
    }),
    ("a prompted user", |user| {
        signing_in(Mechanism::Login, user, "horse")
    }),
    ("a prompted password", |password| {
        signing_in(Mechanism::Login, "ada", password)
    }),
];

/// Everything that ends a line or moves a cursor to somebody: C0, DEL, C1 with its NEL, and Unicode's own
/// line and paragraph separators.
fn controls() -> impl Iterator<Item = char> {
    ('\0'..='\u{2029}').filter(|c| is_control(*c))
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Code points that become CR, LF or NUL where somebody keeps their last octet alone (Jakarta Mail,
/// CVE-2025-7962), in one UTF-16 unit or two, and the replacement character of broken Unicode.
fn narrowing() -> impl Iterator<Item = char> {
    let high = [0x01, 0x0a, 0x0d, 0x20, 0x76, 0xff, 0x1f6, 0x10ff];
    let low = [0x00, 0x0a, 0x0d];
    let both = high
        .into_iter()
        .flat_map(move |high| low.map(|low| high << 8 | low));
    both.filter_map(char::from_u32)
        .chain([char::REPLACEMENT_CHARACTER])
}

/// A string in which `end` would end the line, and what would come behind it.
fn payloads(end: &str) -> [String; 5] {
    [
        end.into(),
        format!("{end}a"),
        format!("a{end}"),
        format!("a{end}b"),
        format!("a{end}RCPT TO:<eve@mail.example>{end}b"),
    ]
}

fn client(name: &str) -> Result<Config, ValueError> {
    Ok(Config {
        security: Security::Implicit,
        ..Config::new(name.parse()?)
    })
}

/// A session whose server has said all this, and what the client said.
fn session(config: Config, replies: &[&str]) -> (Client, Vec<u8>) {
    let mut client = Client::new(config);
    client.tls_established(TlsActive::attest());
    let sent = replies.iter().flat_map(|reply| {
        client.receive(reply.as_bytes());
        sent(&mut client)
    });
    let sent = sent.collect();
    (client, sent)
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

pub(crate) fn hello(name: &str) -> Result<Vec<u8>, ValueError> {
    let (client, said) = session(client(name)?, &["220 mail.example\r\n"]);
    if client.phase() == Phase::Closed {
        // There is no A-label for it, so nothing was said.
        let (what, given) = ("client's name", name.into());
        return Err(ValueError::NotAscii { what, given });
    }
    Ok(said)
}

pub(crate) fn sender(from: &str) -> Result<Vec<u8>, ValueError> {
    mail(from, "bob@mail.example")
}

pub(crate) fn recipient(to: &str) -> Result<Vec<u8>, ValueError> {
    mail("ann@client.example", to)
}

fn mail(from: &str, to: &str) -> Result<Vec<u8>, ValueError> {
    let envelope = Envelope::new(from.parse()?, vec![to.parse()?]);
    let ready = [
        "220 mail.example\r\n",
        "250-mail.example\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n",
    ];
    let (mut client, _) = session(client("client.example")?, &ready);
    client.send_mail(envelope).unwrap();
    Ok(sent(&mut client))
}

fn signing_in(mechanism: Mechanism, user: &str, password: &str) -> Result<Vec<u8>, ValueError> {
    let config = Config {
        credentials: Some(Credentials::new(user, password)?),
        mechanism: Some(mechanism),
        initial_response: Some(false),
        ..client("client.example")?
    };
    let prompts = [
        "220 mail.example\r\n",
        "250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n",
        "334 VXNlcm5hbWU6\r\n",
        "334 UGFzc3dvcmQ6\r\n",
    ];
    Ok(session(config, &prompts).1)
}

/// As many lines as with a harmless string, each of them text that ends with the CRLF of the engine.
fn assert_whole(place: &str, field: Field, given: &str) {
    let Ok(wire) = field(given) else {
        return;
    };
    let text =
        String::from_utf8(wire).unwrap_or_else(|error| panic!("{place}: {given:?}: {error}"));
    let lines = |text: &str| text.matches("\r\n").count();
    let harmless = String::from_utf8(field("harmless").unwrap()).unwrap();
    assert_eq!(
        lines(&text),
        lines(&harmless),
        "{place}: {given:?} as {text:?}"
    );
    assert!(text.ends_with("\r\n"), "{place}: {given:?} as {text:?}");
    let within = text.replace("\r\n", "");
    assert!(
        !within.contains(is_control),
        "{place}: {given:?} as {text:?}"
    );
}

#[test]
fn controls_are_refused_in_every_place() {
    for end in controls().map(String::from).chain(["\r\n".into()]) {
        for given in payloads(&end) {
            for (place, field) in TEXTS {
                assert!(field(&given).is_err(), "{place}: {given:?}");
            }
        }
    }
}

#[test]
fn whatever_a_secret_holds_it_stays_on_its_line() {
    for end in controls().chain(narrowing()).map(String::from) {
        for given in payloads(&end) {
            for (place, field) in SECRETS {
                assert_whole(place, field, &given);
            }
        }
    }
}

#[test]
fn a_long_secret_is_not_wrapped() {
    for (place, field) in SECRETS {
        for length in [1, 57, 76, 255, 512, Credentials::MAX] {
            assert_whole(place, field, &"x".repeat(length));
        }
    }
}

#[test]
fn nothing_becomes_a_line_end_on_its_way_out() {
    for end in narrowing().map(String::from) {
        for given in payloads(&end) {
            for (place, field) in TEXTS {
                assert_whole(place, field, &given);
            }
        }
    }
}

#[test]
fn broken_utf_16_hides_no_line_end() {
    // Halves of pairs, whose octets are those of CR and LF, alone and in front of true ones.
    for half in [0xd80d, 0xd80a, 0xdc0d, 0xdc0a] {
        for units in [
            vec![half],
            vec![half, 0x0d, 0x0a],
            vec![0x61, half, 0x62],
            vec![0x0d0a, half, 0x0a0d],
        ] {
            let given = String::from_utf16_lossy(&units);
            for (place, field) in TEXTS {
                assert_whole(place, field, &given);
            }
        }
    }
}

#[test]
fn a_mechanism_is_one_that_the_engine_knows() {
    let names = Mechanism::ALL.map(Mechanism::name);
    for name in names {
        for end in controls().chain(narrowing()).map(String::from) {
            for given in [
                format!("{name}{end}"),
                format!("{end}{name}"),
                format!("{name}{end}QUIT{end}"),
            ] {
                assert_eq!(Mechanism::from_name(&given), None, "{given:?}");
            }
        }
    }
}

#[test]
fn what_the_server_says_is_shown_as_the_lines_it_has() {
    for control in controls().filter(|c| *c != '\n') {
        let greeting = format!("220 mail{control}.example{control}\u{1b}[2J\r\n");
        let mut client = Client::new(client("client.example").unwrap());
        client.tls_established(TlsActive::attest());
        client.receive(greeting.as_bytes());
        let lines: Vec<_> = std::iter::from_fn(|| match client.poll_output() {
            Output::Event(event) => Some(Some(event)),
            Output::Send(_) | Output::UpgradeTls => Some(None),
            Output::Wait { .. } | Output::Closed => None,
        })
        .flatten()
        .filter_map(line)
        .collect();
        assert_eq!(lines.len(), 2, "{control:?}: {lines:?}");
        let shown = lines.concat();
        let ends = |c| c != '\t' && is_control(c);
        assert!(!shown.contains(ends), "{control:?}: {shown:?}");
    }
}

fn line(event: Event) -> Option<String> {
    match event {
        Event::Line(Line { text, .. }) => Some(text),
        _ => None,
    }
}
