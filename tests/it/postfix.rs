//! The client engine against Debian's Postfix, and what lies in the mailboxes afterwards.

use anyhow::{Context, Result, bail};
use mail_parser::{MessageParser, MimeHeaders as _};
use testsuite::{
    driver::{Driver, Tls},
    postfix::{MAX_SIZE, NAME, PASSWORD, Postfix, USER},
};
use wsmtp_message::{
    Address, Base64Lines, Field, FileEncoding, Label, Mailbox, Message, Part, Piece,
    SourceEncoding, Value,
};
use wsmtp_proto::{
    client::{Config, Delivery, Envelope, Event, Refusal, Security, Step, Verdict},
    error::LocalError,
    types::{Body, Credentials, Mechanism},
};

const TEXT: &str =
    "Grüße aus Köln, Привет, 你好 🎈\r\n.\r\n..two dots\r\n.hidden\r\n\r\nthe end\r\n";
const HTML: &str = "<p>Grüße aus <b>Köln</b></p>\r\n<p>.dot</p>\r\n";

fn config(password: &str) -> Result<Config> {
    let mut config = Config::new("client.example".parse()?);
    config.credentials = Some(Credentials::new(USER, password)?);
    Ok(config)
}

async fn connect(server: &Postfix, config: Config) -> Result<Driver> {
    let tls = Tls::new(&server.authority().pem(), NAME)?;
    let address = match config.security {
        Security::Implicit => server.implicit(),
        Security::StartTls | Security::None => server.starttls(),
    };
    Driver::connect(address, config, tls).await
}

/// A session that is ready for mail.
async fn sign_in(server: &Postfix, config: Config) -> Result<Driver> {
    let mut driver = connect(server, config).await?;
    while let Some(event) = driver.next_event().await? {
        match event {
            Event::Ready => return Ok(driver),
            Event::Refused(refusal) => bail!("refused: {refusal:?}"),
            Event::Failed(error) => bail!("failed: {error}"),
            _ => {}
        }
    }
    bail!(
        "the session ended before it was ready; Postfix says:\n{}",
        server.log()
    )
}

fn envelope(to: &[&str]) -> Result<Envelope> {
    let to = to
        .iter()
        .map(|path| path.parse())
        .collect::<Result<_, _>>()?;
    Ok(Envelope::new(USER.parse()?, to))
}

/// Sends one mail and ends the session.
async fn send(driver: &mut Driver, envelope: Envelope, content: &[u8]) -> Result<Delivery> {
    driver.client().send_mail(envelope)?;
    let mut delivery = None;
    while let Some(event) = driver.next_event().await? {
        match event {
            Event::ContentWanted(_) => driver.content(content).await?,
            Event::MailDone(_, done) => {
                delivery = Some(done);
                driver.client().quit()?;
            }
            Event::Failed(error) => bail!("failed: {error}"),
            _ => {}
        }
    }
    delivery.context("the session ended without an outcome")
}

fn accepted(delivery: &Delivery) -> bool {
    matches!(delivery.verdict, Verdict::Accepted(_))
}

fn codes(delivery: &Delivery) -> Vec<u16> {
    let replies = delivery
        .recipients
        .iter()
        .filter_map(|recipient| recipient.reply.as_ref());
    replies.map(|reply| reply.code().get()).collect()
}

/// Octets in which every value and every pair of neighbours occurs, among them CR, LF and dots.
fn binary(length: usize) -> Vec<u8> {
    let mut state: u32 = 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

fn letter(files: Vec<Part>) -> Message {
    let addresses = |field, name: &str, address: &str| {
        let (name, address) = (name.into(), address.into());
        let mailbox = Address::Mailbox(Mailbox { name, address });
        Field::new(field, Value::Addresses(vec![mailbox]))
    };
    let id = "letter@client.example";
    let alternatives = multipart(
        "alternative",
        vec![text("text/plain", TEXT), text("text/html", HTML)],
    );
    Message {
        header: vec![
            addresses("From", "Алиса", USER),
            addresses("To", "Bob Müller", "bob@postfix.test"),
            Field::new("Subject", Value::Text("Grüße — 你好 🎈".into())),
            Field::new("Date", Value::Date(1_750_000_000)),
            Field::new("Message-ID", Value::Ids(vec![id.into()])),
        ],
        body: multipart("mixed", [vec![alternatives], files].concat()),
        seed: id.into(),
    }
}

fn multipart(subtype: &str, parts: Vec<Part>) -> Part {
    let (subtype, header) = (subtype.into(), Vec::new());
    Part::Multipart {
        subtype,
        header,
        parts,
    }
}

fn text(content_type: &str, text: &str) -> Part {
    Part::Text {
        label: Label::new(&format!("{content_type}; charset=utf-8")),
        text: text.into(),
        encoding: None,
    }
}

fn file(filename: &str, content_type: &str, source: usize, bytes: &[u8]) -> Part {
    let mut label = Label::new(content_type);
    label.filename = Some(filename.into());
    Part::File {
        label,
        source,
        length: bytes.len() as u64,
        encoding: FileEncoding::Base64,
        ended: false,
    }
}

fn render(message: Message, files: &[&[u8]]) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    for piece in message.render(false)?.pieces {
        let mut base64 = Base64Lines::new();
        match piece {
            Piece::Written(octets) => content.extend(octets),
            Piece::Source {
                index, encoding, ..
            } => {
                let file = files.get(index).context("no such file")?;
                match encoding {
                    SourceEncoding::Base64 => base64.push(file, &mut content),
                    SourceEncoding::AsIs => content.extend_from_slice(file),
                }
            }
        }
        base64.finish(&mut content);
    }
    Ok(content)
}

/// The body of a stored mail, with the line ends that it had on the wire.
fn stored_body(mail: &[u8]) -> Result<String> {
    let mail = std::str::from_utf8(mail)?;
    let (_, body) = mail.split_once("\n\n").context("the mail has no body")?;
    Ok(body.replace('\n', "\r\n"))
}

#[tokio::test]
async fn every_part_of_a_mail_arrives_as_it_was_written() -> Result<()> {
    let server = Postfix::start()?;
    let (photo, script) = (
        binary(5 * 1024 * 1024),
        b".\r\n.\n..\r\r\nbare \r and \n end\n.".to_vec(),
    );
    let message = letter(vec![
        file("Фото.bin", "application/octet-stream", 0, &photo),
        file("dots.txt", "text/plain", 1, &script),
    ]);
    let mut config = config(PASSWORD)?;
    config.mechanism = Some(Mechanism::Plain);
    let mut driver = sign_in(&server, config).await?;
    let content = render(message, &[&photo, &script])?;
    let delivery = send(&mut driver, envelope(&["bob@postfix.test"])?, &content).await?;
    assert!(accepted(&delivery), "{delivery:?}");

    let stored = server.mailbox("bob").only()?;
    let mail = MessageParser::new()
        .parse(&stored)
        .context("the mail cannot be read")?;
    assert_eq!(mail.subject(), Some("Grüße — 你好 🎈"));
    let author = mail
        .from()
        .and_then(|list| list.first())
        .context("the mail has no author")?;
    assert_eq!(
        (author.name(), author.address()),
        (Some("Алиса"), Some(USER))
    );
    let wire = |text: Option<std::borrow::Cow<'_, str>>| {
        text.map(|text| text.replace("\r\n", "\n").replace('\n', "\r\n"))
    };
    assert_eq!(wire(mail.body_text(0)).as_deref(), Some(TEXT));
    assert_eq!(wire(mail.body_html(0)).as_deref(), Some(HTML));
    let attachments: Vec<_> = mail.attachments().collect();
    let names: Vec<_> = attachments
        .iter()
        .map(|part| part.attachment_name())
        .collect();
    assert_eq!(names, [Some("Фото.bin"), Some("dots.txt")]);
    assert!(
        attachments[0].contents() == photo,
        "the binary attachment differs"
    );
    assert_eq!(attachments[1].contents(), script);
    Ok(())
}

#[tokio::test]
async fn login_inside_tls_from_the_start_is_understood() -> Result<()> {
    let server = Postfix::start()?;
    for initial_response in [Some(false), Some(true)] {
        let mut config = config(PASSWORD)?;
        config.security = Security::Implicit;
        config.mechanism = Some(Mechanism::Login);
        config.initial_response = initial_response;
        let mut driver = sign_in(&server, config).await?;
        let to_bob = envelope(&["bob@postfix.test"])?;
        let delivery = send(&mut driver, to_bob, &render(letter(Vec::new()), &[])?).await?;
        assert!(accepted(&delivery), "{delivery:?}");
    }
    server.mailbox("bob").wait_for(2)?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_refused_in_the_servers_words() -> Result<()> {
    let server = Postfix::start()?;
    for mechanism in [Mechanism::Plain, Mechanism::Login] {
        let mut config = config("wrong")?;
        config.mechanism = Some(mechanism);
        let mut driver = connect(&server, config).await?;
        let mut refusals = Vec::new();
        while let Some(event) = driver.next_event().await? {
            match event {
                Event::Refused(refusal) => refusals.push(refusal),
                Event::Ready => bail!("the password was accepted"),
                Event::Failed(error) => bail!("failed: {error}"),
                _ => {}
            }
        }
        let [
            Refusal {
                step: Step::Auth,
                reply,
            },
        ] = refusals.as_slice()
        else {
            bail!("expected one refusal of the password: {refusals:?}");
        };
        assert_eq!(reply.code().get(), 535);
        assert_eq!(
            reply.enhanced().map(|code| code.to_string()).as_deref(),
            Some("5.7.8")
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_refused_recipient_does_not_stop_the_others() -> Result<()> {
    let server = Postfix::start()?;
    let to = [
        "bob@postfix.test",
        "nobody@postfix.test",
        "carol@postfix.test",
        "eve@example.org",
    ];
    let mut driver = sign_in(&server, config(PASSWORD)?).await?;
    let delivery = send(
        &mut driver,
        envelope(&to)?,
        &render(letter(Vec::new()), &[])?,
    )
    .await?;
    assert!(accepted(&delivery), "{delivery:?}");
    assert_eq!(codes(&delivery), [250, 550, 250, 554]);
    assert!(!server.mailbox("bob").only()?.is_empty());
    assert!(!server.mailbox("carol").only()?.is_empty());
    assert!(server.mailbox("alice").is_untouched());
    Ok(())
}

#[tokio::test]
async fn a_mail_that_nobody_accepts_is_refused() -> Result<()> {
    let server = Postfix::start()?;
    let mut driver = sign_in(&server, config(PASSWORD)?).await?;
    let delivery = send(
        &mut driver,
        envelope(&["nobody@postfix.test"])?,
        b"never sent",
    )
    .await?;
    let Verdict::Refused(Refusal {
        step: Step::Recipient(0),
        reply,
    }) = delivery.verdict
    else {
        bail!("expected the recipient's refusal: {delivery:?}");
    };
    assert_eq!(reply.code().get(), 550);
    Ok(())
}

#[tokio::test]
async fn line_ends_and_dots_are_the_wires_own() -> Result<()> {
    let server = Postfix::start()?;
    let mut content = b"From: alice@postfix.test\r\nSubject: raw\n\r\n".to_vec();
    content
        .extend(b".\n..\r.three\r\n.\r\nbare\rCR\nbare LF\r\r\n\nGr\xc3\xbc\xc3\x9fe\n.\r\n\r.end");
    let mut driver = sign_in(&server, config(PASSWORD)?).await?;
    let mut envelope = envelope(&["bob@postfix.test"])?;
    envelope.parameters.body = Some(Body::EightBitMime);
    let delivery = send(&mut driver, envelope, &content).await?;
    assert!(accepted(&delivery), "{delivery:?}");
    let expected =
        ".\r\n..\r\n.three\r\n.\r\nbare\r\nCR\r\nbare LF\r\n\r\n\r\nGrüße\r\n.\r\n\r\n.end\r\n";
    assert_eq!(stored_body(&server.mailbox("bob").only()?)?, expected);
    Ok(())
}

#[tokio::test]
async fn a_mail_that_is_too_large_stays_at_home() -> Result<()> {
    let server = Postfix::start()?;
    let mut driver = sign_in(&server, config(PASSWORD)?).await?;
    let limit = driver
        .client()
        .capabilities()
        .and_then(|known| known.size());
    assert_eq!(limit, Some(MAX_SIZE));
    let mut envelope = envelope(&["bob@postfix.test"])?;
    envelope.parameters.size = Some(MAX_SIZE + 1);
    let refused = driver.client().send_mail(envelope);
    let (size, limit) = (MAX_SIZE + 1, MAX_SIZE);
    assert_eq!(refused, Err(LocalError::TooLarge { size, limit }));
    Ok(())
}
