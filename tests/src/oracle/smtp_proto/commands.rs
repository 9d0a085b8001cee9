use ::smtp_proto::*;
use wsmtp_proto::{
    codec::Command,
    types::{
        Argument, Body, Domain, DsnReturn, ForwardPath, Hold, LateAction, MailParameters,
        Mechanism, Priority, RcptParameters, ReversePath, Unsupported, ValidSince,
    },
};

/// A command, and its parts.
pub(super) fn agree(input: &[u8]) {
    let host: Domain = "mail.example".parse().expect("a domain");
    let Ok(command) = Command::parse(input, &host) else {
        return;
    };
    if is_left_out(&command) {
        return;
    }
    // As it came, and as this engine writes it.
    let mut lines = vec![command.encode().expose().as_bytes().to_vec()];
    // Nobody asked for what stands behind AUTH= (RFC 4954 section 5), so it is dropped here.
    if !input
        .to_ascii_uppercase()
        .windows(5)
        .any(|word| word == b"AUTH=")
    {
        lines.push([input, b"\r\n"].concat());
    }
    for line in lines {
        let request = Request::parse(&mut line.iter()).map(Request::into_owned);
        assert_eq!(request, Ok(expected(&command)), "{command:?}");
    }
}

/// What `smtp-proto` cannot read, or this engine does not write.
fn is_left_out(command: &Command) -> bool {
    match command {
        Command::Mail { path, parameters } => {
            let address = match path {
                ReversePath::Null => String::new(),
                ReversePath::Mailbox(mailbox) => mailbox.to_string(),
            };
            is_odd(&address) || parameters.size.is_some_and(|size| size > u64::MAX / 10)
        }
        Command::Rcpt { path, parameters } => {
            let original = parameters.original.as_ref();
            is_odd(&path.mailbox().to_string())
                || original.is_some_and(|original| {
                    original.kind() != "rfc822" || original.address().len() > 256
                })
        }
        Command::Vrfy(text) | Command::Expn(text) => is_several(text),
        Command::Noop(text) | Command::Help(text) => text.as_ref().is_some_and(is_several),
        Command::Bdat { size, .. } => *size > u64::MAX / 10,
        // What is not base64 is not written.
        Command::Auth {
            initial: Some(initial),
            ..
        } => !initial.expose().bytes().all(is_base64),
        _ => false,
    }
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

/// It takes the quotes off local parts, knows no address literals, and sets its own limit.
fn is_odd(address: &str) -> bool {
    address.contains(['"', '[']) || address.len() > 256
}

/// It reads one word, without its quotes.
fn is_several(text: &Argument) -> bool {
    text.as_str().contains([' ', '"']) || text.as_str().len() > 256
}

fn expected(command: &Command) -> Request<String> {
    let word = |text: &Option<Argument>| text.as_ref().map(ToString::to_string).unwrap_or_default();
    match command {
        Command::Auth { mechanism, initial } => Request::Auth {
            mechanism: bit(*mechanism),
            initial_response: initial
                .as_ref()
                .map(|i| i.expose().into())
                .unwrap_or_default(),
        },
        Command::Bdat { size, last } => Request::Bdat {
            chunk_size: usize::try_from(*size).unwrap_or(usize::MAX),
            is_last: *last,
        },
        Command::Data => Request::Data,
        Command::Ehlo(name) => Request::Ehlo {
            host: name.to_string(),
        },
        Command::Expn(list) => Request::Expn {
            value: list.to_string(),
        },
        Command::Helo(name) => Request::Helo {
            host: name.to_string(),
        },
        Command::Help(about) => Request::Help { value: word(about) },
        Command::Lhlo(name) => Request::Lhlo {
            host: name.to_string(),
        },
        Command::Mail { path, parameters } => Request::Mail {
            from: mail(path, parameters),
        },
        Command::Noop(text) => Request::Noop { value: word(text) },
        Command::Quit => Request::Quit,
        Command::Rcpt { path, parameters } => Request::Rcpt {
            to: rcpt(path, parameters),
        },
        Command::Rset => Request::Rset,
        Command::StartTls => Request::StartTls,
        Command::Vrfy(name) => Request::Vrfy {
            value: name.to_string(),
        },
    }
}

pub(super) fn bit(mechanism: Mechanism) -> u64 {
    match mechanism {
        Mechanism::Anonymous => AUTH_ANONYMOUS,
        Mechanism::CramMd5 => AUTH_CRAM_MD5,
        Mechanism::External => AUTH_EXTERNAL,
        Mechanism::Login => AUTH_LOGIN,
        Mechanism::OAuthBearer => AUTH_OAUTHBEARER,
        Mechanism::Plain => AUTH_PLAIN,
        Mechanism::ScramSha1 => AUTH_SCRAM_SHA_1,
        Mechanism::ScramSha1Plus => AUTH_SCRAM_SHA_1_PLUS,
        Mechanism::ScramSha256 => AUTH_SCRAM_SHA_256,
        Mechanism::ScramSha256Plus => AUTH_SCRAM_SHA_256_PLUS,
        Mechanism::XOAuth2 => AUTH_XOAUTH2,
    }
}

fn mail(path: &ReversePath, parameters: &MailParameters) -> MailFrom<String> {
    let address = match path {
        ReversePath::Null => String::new(),
        ReversePath::Mailbox(mailbox) => mailbox.to_string(),
    };
    let (hold_for, hold_until) = match parameters.hold {
        Some(Hold::For(seconds)) => (seconds.get().into(), 0),
        Some(Hold::Until(time)) => (0, time.to_unix()),
        None => (0, 0),
    };
    MailFrom {
        address,
        flags: mail_flags(parameters),
        size: parameters
            .size
            .and_then(|size| size.try_into().ok())
            .unwrap_or_default(),
        trans_id: None,
        by: parameters.deliver_by.map_or(0, |by| by.seconds().into()),
        env_id: parameters.envelope_id.as_ref().map(|id| id.as_str().into()),
        solicit: None,
        mtrk: None,
        auth: None,
        hold_for,
        hold_until,
        mt_priority: parameters.priority.map_or(0, Priority::get).into(),
    }
}

fn mail_flags(parameters: &MailParameters) -> u64 {
    let body = match parameters.body {
        Some(Body::SevenBit) => MAIL_BODY_7BIT,
        Some(Body::EightBitMime) => MAIL_BODY_8BITMIME,
        Some(Body::BinaryMime) => MAIL_BODY_BINARYMIME,
        None => 0,
    };
    let ret = match parameters.ret {
        Some(DsnReturn::Full) => MAIL_RET_FULL,
        Some(DsnReturn::Headers) => MAIL_RET_HDRS,
        None => 0,
    };
    let by = parameters.deliver_by.map_or(0, |by| {
        let late = match by.late() {
            LateAction::Notify => MAIL_BY_NOTIFY,
            LateAction::Return => MAIL_BY_RETURN,
        };
        late | flag(by.trace(), MAIL_BY_TRACE)
    });
    let utf8 = flag(parameters.smtp_utf8, MAIL_SMTPUTF8);
    body | ret | by | utf8 | flag(parameters.require_tls, MAIL_REQUIRETLS)
}

fn rcpt(path: &ForwardPath, parameters: &RcptParameters) -> RcptTo<String> {
    let notify = parameters.notify.map_or(0, |notify| {
        let success = flag(notify.success(), RCPT_NOTIFY_SUCCESS);
        let failure = flag(notify.failure(), RCPT_NOTIFY_FAILURE);
        match success | failure | flag(notify.delay(), RCPT_NOTIFY_DELAY) {
            0 => RCPT_NOTIFY_NEVER,
            some => some,
        }
    });
    RcptTo {
        address: path.mailbox().to_string(),
        orcpt: parameters
            .original
            .as_ref()
            .map(|original| original.address().into()),
        rrvs: parameters.valid_since.map_or(0, |since| {
            since
                .time
                .to_unix()
                .try_into()
                .expect("a time before the year 10000")
        }),
        flags: notify | parameters.valid_since.as_ref().map_or(0, valid_since),
    }
}

/// It takes what says nothing for `R`.
fn valid_since(since: &ValidSince) -> u64 {
    match since.unsupported {
        Some(Unsupported::Continue) => RCPT_RRVS_CONTINUE,
        Some(Unsupported::Reject) | None => RCPT_RRVS_REJECT,
    }
}

fn flag(set: bool, flag: u64) -> u64 {
    if set { flag } else { 0 }
}
