use wsmtp_proto::{
    client::{Addressee, Client, Envelope, MailId},
    error::LocalError,
    types::{
        Body, DeliverBy, DsnReturn, Hold, HoldSeconds, LateAction, MailParameters, Notify,
        Priority, RawLine, RcptParameters,
    },
};

/// What the client has taken on.
pub(super) enum Asked {
    Mail(MailId),
    /// A line as somebody typed it.
    Line,
    Other,
}

/// A person who goes on by hand.
const LINES: [&str; 8] = [
    "EHLO by.hand",
    "AUTH PLAIN",
    "AGEAYg==",
    "STARTTLS",
    "MAIL FROM:<a@b>",
    "RCPT TO:<b@c>",
    "DATA",
    ".",
];

/// Asks for what the number stands for: single commands, lines by hand, and from 16 mails.
pub(super) fn ask(client: &mut Client, what: u8) -> Result<Asked, LocalError> {
    match what {
        0 => client.noop()?,
        1 => client.reset()?,
        2 => client.quit()?,
        3 => client.abort(),
        4 => client.help(None)?,
        5 => client.help("AUTH".parse().ok())?,
        6 => client.verify("ada".parse().expect("an argument"))?,
        7 => client.expand("all".parse().expect("an argument"))?,
        8..16 => {
            let line = LINES
                .get(usize::from(what - 8))
                .copied()
                .unwrap_or_default();
            let line: RawLine = line.parse().expect("a line");
            return client.raw(&line).map(|()| Asked::Line);
        }
        mail => return client.send_mail(envelope(mail)).map(Asked::Mail),
    }
    Ok(Asked::Other)
}

/// Of the mail that this number stands for.
pub(super) fn recipients(mail: u8) -> usize {
    match mail & 7 {
        0 => 1000,
        1 => 100,
        2 => 10,
        7 => 0,
        few => usize::from(few) - 2,
    }
}

fn envelope(mail: u8) -> Envelope {
    let wish = mail >> 3;
    let (from, domain) = match wish {
        2 | 3 => ("<>", "bücher.example"),
        4 | 5 => ("zoë@client.example", "mail.example"),
        _ => ("ada@client.example", "mail.example"),
    };
    let addressee = |number| Addressee {
        path: format!("bob{number}@d{number}.{domain}")
            .parse()
            .expect("an address"),
        parameters: if wish == 6 {
            reports()
        } else {
            RcptParameters::default()
        },
    };
    let few = [1, 2, 3].map(addressee);
    Envelope {
        from: from.parse().expect("an address"),
        to: few.into_iter().cycle().take(recipients(mail)).collect(),
        parameters: parameters(wish),
    }
}

fn reports() -> RcptParameters {
    RcptParameters {
        notify: Some(Notify::NEVER),
        original: "rfc822;a@b".parse().ok(),
        valid_since: "2014-04-03T23:01:00Z;C".parse().ok(),
    }
}

fn parameters(wish: u8) -> MailParameters {
    let mut parameters = MailParameters::default();
    match wish {
        8 | 9 => parameters.size = Some(1000),
        10 => parameters.size = Some(u64::MAX),
        11 | 12 => parameters.body = Some(Body::EightBitMime),
        13 | 14 => parameters.body = Some(Body::BinaryMime),
        15 => parameters.smtp_utf8 = true,
        16 => parameters.ret = Some(DsnReturn::Full),
        17 => parameters.envelope_id = "id 1".parse().ok(),
        18 => parameters.require_tls = true,
        19 => parameters.deliver_by = DeliverBy::new(60, LateAction::Return, false).ok(),
        20 => parameters.hold = HoldSeconds::new(60).map(Hold::For),
        21 => parameters.priority = Priority::new(3),
        _ => {}
    }
    parameters
}
