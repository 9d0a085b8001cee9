//! Whatever the strings are that a command is made of, one command is exactly one line: what could end the
//! line early is refused before anything goes out, and everything else stays within it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wsmtp_proto::{
    Output,
    client::{Addressee, Client, Config, Envelope, Event, Security},
    error::LocalError,
    transcript::Line,
    types::{
        Credentials, Hold, MailParameters, Mechanism, Nonce, OriginalRecipient, RawLine, TlsActive,
        ValueError,
    },
};

/// What becomes of a string in one place of a session: refused, or the octets of the commands with it.
pub(crate) type Field = fn(&str) -> Result<Vec<u8>, ValueError>;

/// Every place for a string in a command, where its text goes out as it is or nearly so.
const TEXTS: [(&str, Field); 19] = [
    ("the client's name", hello),
    ("the client's address", |name| hello(&format!("[{name}]"))),
    ("a sender", |x| sender(&format!("{x}@client.example"))),
    ("a quoted sender", |x| {
        sender(&format!("\"{x}\"@client.example"))
    }),
    ("a sender's domain", |x| sender(&format!("ann@{x}"))),
    ("a sender's address", |x| sender(&format!("ann@[{x}]"))),
    ("a recipient", |x| recipient(&format!("{x}@mail.example"))),
    ("a quoted recipient", |x| {
        recipient(&format!("\"{x}\"@mail.example"))
    }),
    ("a recipient's domain", |x| recipient(&format!("bob@{x}"))),
    ("an envelope's id", |id| {
        let envelope_id = Some(id.parse()?);
        Ok(wishes(MailParameters {
            envelope_id,
            ..MailParameters::default()
        }))
    }),
    ("a time to deliver by", |by| {
        let deliver_by = Some(by.parse()?);
        Ok(wishes(MailParameters {
            deliver_by,
            ..MailParameters::default()
        }))
    }),
    ("a time to hold until", |until| {
        let hold = Some(Hold::Until(until.parse()?));
        Ok(wishes(MailParameters {
            hold,
            ..MailParameters::default()
        }))
    }),
    ("an original recipient", |x| original("rfc822", x)),
    ("an original recipient in UTF-8", |x| original("utf-8", x)),
    ("an original recipient's kind", |kind| {
        original(kind, "bob@mail.example")
    }),
    ("a user to verify", |user| {
        let user = user.parse()?;
        asked(|client| client.verify(user))
    }),
    ("a list to expand", |list| {
        let list = list.parse()?;
        asked(|client| client.expand(list))
    }),
    ("what help is about", |about| {
        let about = about.parse()?;
        asked(|client| client.help(Some(about)))
    }),
    ("a line by hand", |line| {
        let line: RawLine = line.parse()?;
        asked(|client| client.raw(&line))
    }),
];

/// Every place for a string that goes out in base64.
const SECRETS: [(&str, Field); 12] = [
    ("a user, in one message", |x| {
        signing_in(Mechanism::Plain, Credentials::new(x, "horse"))
    }),
    ("a password, in one message", |x| {
        signing_in(Mechanism::Plain, Credentials::new("ada", x))
    }),
    ("a prompted user", |x| {
        signing_in(Mechanism::Login, Credentials::new(x, "horse"))
    }),
    ("a prompted password", |x| {
        signing_in(Mechanism::Login, Credentials::new("ada", x))
    }),
    ("a challenged user", |x| {
        signing_in(Mechanism::CramMd5, Credentials::new(x, "horse"))
    }),
    ("a challenged password", |x| {
        signing_in(Mechanism::CramMd5, Credentials::new("ada", x))
    }),
    ("a user who proves it", |x| {
        signing_in(Mechanism::ScramSha256, Credentials::new(x, "horse"))
    }),
    ("a user with a token", |x| {
        signing_in(Mechanism::OAuthBearer, Credentials::with_token(x, "t"))
    }),
    ("a token", |x| {
        signing_in(Mechanism::OAuthBearer, Credentials::with_token("ada", x))
    }),
    ("a user of the older form", |x| {
        signing_in(Mechanism::XOAuth2, Credentials::with_token(x, "t"))
    }),
    ("a token of the older form", |x| {
        signing_in(Mechanism::XOAuth2, Credentials::with_token("ada", x))
    }),
    ("somebody to act for", |x| {
        signing_in(Mechanism::External, Credentials::external().acting_for(x))
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

/// Strings of which one or another is fine in every place.
const HARMLESS: [&str; 3] = ["harmless", "120;R", "2030-01-01T00:00:00Z"];

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
    let sent = hear(&mut client, replies);
    (client, sent)
}

/// What the client answers.
fn hear(client: &mut Client, replies: &[&str]) -> Vec<u8> {
    let answer = |reply: &&str| {
        client.receive(reply.as_bytes());
        sent(client)
    };
    replies.iter().flat_map(answer).collect()
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
    Ok(session(client(name)?, &["220 mail.example\r\n"]).1)
}

pub(crate) fn sender(from: &str) -> Result<Vec<u8>, ValueError> {
    Ok(mail(Envelope::new(
        from.parse()?,
        vec!["bob@mail.example".parse()?],
    )))
}

pub(crate) fn recipient(to: &str) -> Result<Vec<u8>, ValueError> {
    let from = "ann@client.example".parse()?;
    Ok(mail(Envelope::new(from, vec![to.parse()?])))
}

/// Ann to Bob.
pub(crate) fn envelope() -> Envelope {
    let to = vec!["bob@mail.example".parse().unwrap()];
    Envelope::new("ann@client.example".parse().unwrap(), to)
}

fn wishes(parameters: MailParameters) -> Vec<u8> {
    mail(Envelope {
        parameters,
        ..envelope()
    })
}

fn original(kind: &str, address: &str) -> Result<Vec<u8>, ValueError> {
    let mut to: Addressee = "bob@mail.example".parse()?;
    to.parameters.original = Some(OriginalRecipient::new(kind, address)?);
    let mut envelope = Envelope::new("ann@client.example".parse()?, Vec::new());
    envelope.to.push(to);
    Ok(mail(envelope))
}

/// A session whose server offers everything, ready for mail.
fn ready() -> Client {
    let offer = "250-mail.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250-SIZE\r\n\
                 250-DELIVERBY\r\n250 FUTURERELEASE 999999999 9999-12-31T23:59:59Z\r\n";
    let config = client("client.example").unwrap();
    session(config, &["220 mail.example\r\n", offer]).0
}

pub(crate) fn mail(envelope: Envelope) -> Vec<u8> {
    let mut client = ready();
    // What cannot be sent is told, and nothing goes out.
    match client.send_mail(envelope) {
        Ok(_) => sent(&mut client),
        Err(_) => Vec::new(),
    }
}

fn asked(ask: impl FnOnce(&mut Client) -> Result<(), LocalError>) -> Result<Vec<u8>, ValueError> {
    let mut client = ready();
    // A tab may stand in a line of content, and not in a command.
    ask(&mut client).map_err(|_| ValueError::Empty { what: "command" })?;
    Ok(sent(&mut client))
}

fn signing_in(
    mechanism: Mechanism,
    credentials: Result<Credentials, ValueError>,
) -> Result<Vec<u8>, ValueError> {
    let config = Config {
        credentials: Some(credentials?),
        mechanism: Some(mechanism),
        initial_response: Some(false),
        nonce: Some(Nonce::from_random([7; 24])),
        ..client("client.example")?
    };
    let offer = format!("250-mail.example\r\n250 AUTH {mechanism}\r\n");
    let (mut client, _) = session(config, &["220 mail.example\r\n"]);
    // A name that SASLprep refuses is told, and nothing goes out.
    let prompts = [&*offer, "334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"];
    Ok(hear(&mut client, &prompts))
}

/// As many lines as with a harmless string, each of them text that ends with the CRLF of the engine.
fn assert_whole(place: &str, field: Field, given: &str) {
    let Ok(wire) = field(given) else {
        return;
    };
    if wire.is_empty() {
        return;
    }
    let text =
        String::from_utf8(wire).unwrap_or_else(|error| panic!("{place}: {given:?}: {error}"));
    let lines = |text: &str| text.matches("\r\n").count();
    let harmless = HARMLESS.iter().find_map(|given| field(given).ok());
    let harmless = String::from_utf8(harmless.unwrap()).unwrap();
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

/// What answers the first prompt, decoded.
fn said(wire: &[u8]) -> String {
    let text = String::from_utf8_lossy(wire);
    let line = text.lines().nth(1).unwrap();
    String::from_utf8(STANDARD.decode(line).unwrap()).unwrap()
}

#[test]
fn a_user_is_one_field_of_a_message() {
    for name in ["ada,r=forged", "ada=2C", "a=b,c=d,,", "n,,n=eve"] {
        let password = Credentials::new(name, "horse");
        let first = said(&signing_in(Mechanism::ScramSha256, password).unwrap());
        assert_eq!(first.matches(',').count(), 3, "{first:?}");
        let token = Credentials::with_token(name, "token");
        let message = said(&signing_in(Mechanism::OAuthBearer, token).unwrap());
        assert_eq!(message.matches(',').count(), 2, "{message:?}");
    }
}

#[test]
fn neither_a_user_nor_a_token_adds_a_field_to_a_message() {
    for forged in ["ada\x01auth=Bearer eve", "ada\x01", "\x01", "ada\u{80}"] {
        assert!(Credentials::with_token(forged, "token").is_err());
        assert!(Credentials::with_token("ada", forged).is_err());
    }
    assert!(Credentials::new("ada\0eve", "horse").is_err());
    assert!(Credentials::new("ada", "horse\0").is_err());
    assert!(Credentials::external().acting_for("eve\0ada").is_err());
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
