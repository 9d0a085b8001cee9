//! From a line that a client sent to a [`Command`] ([RFC 5321, 4.1 "SMTP Commands"]).
//!
//! Verbs and keywords are read in any case, and trailing spaces are ignored. One thing is taken
//! that the grammar forbids, because people and old programs type it and it can mean nothing else:
//! spaces between the colon of `MAIL FROM:` or `RCPT TO:` and the path. A path without its angle
//! brackets is refused, and the reply says what is missing.
//!
//! [RFC 5321, 4.1 "SMTP Commands"]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1

use alloc::{borrow::ToOwned, format, string::String};

use crate::types::{
    Body, Domain, ForwardPath, MailParameters, Mechanism, ReversePath, Secret, ValueError,
};

/// One command, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// AUTH, with the initial response in base64 as it came.
    Auth {
        /// What the client wants to sign in with.
        mechanism: Mechanism,
        /// `=` stands for an empty response.
        initial: Option<Secret>,
    },
    /// DATA.
    Data,
    /// EHLO and the name that the client gives itself.
    Ehlo(String),
    /// HELO and the name that the client gives itself.
    Helo(String),
    /// HELP, whatever it asks about.
    Help,
    /// MAIL FROM.
    Mail {
        /// The sender.
        path: ReversePath,
        /// SIZE and BODY; `AUTH=` (RFC 4954, 5) is read and dropped.
        parameters: MailParameters,
    },
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
    /// RCPT TO.
    Rcpt(ForwardPath),
    /// RSET.
    Rset,
    /// STARTTLS.
    StartTls,
    /// VRFY, whoever it asks about.
    Vrfy,
}

/// Why a line is not a command that this server can do; what to send the client instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// A verb that nobody knows.
    #[error("command not recognised; HELP lists those that are")]
    Unknown,
    /// A verb that exists, but not here.
    #[error("this server does not offer {0}")]
    NotOffered(&'static str),
    /// Octets that no command may hold.
    #[error("a command may only hold printable characters")]
    NotText,
    /// The right verb with the wrong words behind it.
    #[error("write it as {0}")]
    Form(&'static str),
    /// An AUTH mechanism that the server does not speak.
    #[error("this mechanism is not offered; PLAIN and LOGIN are")]
    Mechanism,
    /// A sender's address that is none.
    #[error("{0}")]
    Sender(ValueError),
    /// A recipient's address that is none.
    #[error("{0}")]
    Recipient(ValueError),
    /// A parameter of MAIL or RCPT that does not begin with a keyword.
    #[error("write each parameter as KEYWORD or KEYWORD=value, in letters, digits and hyphens")]
    Keyword,
    /// A parameter of MAIL or RCPT that was never offered.
    #[error("the parameter {0} is not offered here")]
    Parameter(String),
    /// A parameter of MAIL with a value that it cannot have, or given twice.
    #[error("the parameter {0} cannot have this value, or stands twice")]
    ParameterValue(&'static str),
}

/// Verbs of RFC 5321 and its extensions that this server knows by name only.
const NOT_OFFERED: [&str; 9] = [
    "ATRN", "BDAT", "BURL", "ETRN", "EXPN", "SAML", "SEND", "SOML", "TURN",
];

impl Command {
    /// Reads one line, given without its CRLF. `host` is the domain of a bare `<Postmaster>`.
    pub fn parse(line: &[u8], host: &Domain) -> Result<Self, CommandError> {
        let line = core::str::from_utf8(line)
            .ok()
            .filter(|line| !line.contains(char::is_control))
            .ok_or(CommandError::NotText)?
            .trim_end_matches(' ');
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "AUTH" => auth(argument),
            "DATA" => alone(argument, Self::Data, "DATA"),
            "EHLO" => name(argument)
                .map(Self::Ehlo)
                .ok_or(CommandError::Form("EHLO your.name")),
            "HELO" => name(argument)
                .map(Self::Helo)
                .ok_or(CommandError::Form("HELO your.name")),
            "HELP" => Ok(Self::Help),
            "MAIL" => mail(argument),
            "NOOP" => Ok(Self::Noop),
            "QUIT" => alone(argument, Self::Quit, "QUIT"),
            "RCPT" => rcpt(argument, host),
            "RSET" => alone(argument, Self::Rset, "RSET"),
            "STARTTLS" => alone(argument, Self::StartTls, "STARTTLS"),
            "VRFY" if argument.is_empty() => Err(CommandError::Form("VRFY name")),
            "VRFY" => Ok(Self::Vrfy),
            other => Err(not_a_command(other)),
        }
    }
}

fn not_a_command(verb: &str) -> CommandError {
    let known = NOT_OFFERED.into_iter().find(|name| *name == verb);
    known.map_or(CommandError::Unknown, CommandError::NotOffered)
}

// data = "DATA" CRLF, and so on for all that take no argument
fn alone(argument: &str, command: Command, form: &'static str) -> Result<Command, CommandError> {
    if argument.is_empty() {
        Ok(command)
    } else {
        Err(CommandError::Form(form))
    }
}

// ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
//
// Any printable name is taken: RFC 5321, 4.1.4 forbids to turn a client away for its name, and
// the hosts of the field bear names that the grammar does not allow.
fn name(argument: &str) -> Option<String> {
    let fits = (1..=Domain::MAX).contains(&argument.len());
    (fits && argument.bytes().all(|b| b.is_ascii_graphic())).then(|| argument.to_owned())
}

// auth-command = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response]
// initial-response = base64 / "="
fn auth(argument: &str) -> Result<Command, CommandError> {
    let mut words = argument.split(' ');
    let (mechanism, initial) = (words.next().unwrap_or_default(), words.next());
    if mechanism.is_empty() || words.next().is_some() {
        return Err(CommandError::Form(
            "AUTH PLAIN, or AUTH LOGIN, or with a response in base64",
        ));
    }
    let mechanism = Mechanism::from_name(mechanism).ok_or(CommandError::Mechanism)?;
    Ok(Command::Auth {
        mechanism,
        initial: initial.map(Secret::new),
    })
}

// mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
fn mail(argument: &str) -> Result<Command, CommandError> {
    let (path, rest) = path(argument, "FROM:").ok_or(CommandError::Form(
        "MAIL FROM:<name@domain>, with the angle brackets",
    ))?;
    let path = path.parse().map_err(CommandError::Sender)?;
    Ok(Command::Mail {
        path,
        parameters: mail_parameters(rest)?,
    })
}

// rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path )
//        [SP Rcpt-parameters] CRLF
fn rcpt(argument: &str, host: &Domain) -> Result<Command, CommandError> {
    let (path, rest) = path(argument, "TO:").ok_or(CommandError::Form(
        "RCPT TO:<name@domain>, with the angle brackets",
    ))?;
    let path = if path.eq_ignore_ascii_case("postmaster") {
        format!("{path}@{host}").parse()
    } else {
        path.parse()
    };
    let path = path.map_err(CommandError::Recipient)?;
    match rest.split(' ').find(|word| !word.is_empty()) {
        None => Ok(Command::Rcpt(path)),
        Some(parameter) => Err(CommandError::Parameter(keyword(parameter)?.0)),
    }
}

// Path = "<" [ A-d-l ":" ] Mailbox ">"
//
// Gives what is between the brackets, without the source route (RFC 5321, 4.1.1.3: accepted and
// ignored), and what is behind them.
fn path<'a>(argument: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    let (start, rest) = argument.split_at_checked(prefix.len())?;
    let rest = rest.trim_start_matches(' ').strip_prefix('<')?;
    let (inner, behind) = rest.split_at_checked(closing_bracket(rest)?)?;
    let behind = behind.strip_prefix('>')?;
    let inner = match inner.split_once(':') {
        Some((route, mailbox)) if route.starts_with('@') => mailbox,
        Some(_) | None => inner,
    };
    let whole =
        start.eq_ignore_ascii_case(prefix) && (behind.is_empty() || behind.starts_with(' '));
    whole.then_some((inner, behind))
}

/// Where the `>` stands that is not inside a quoted string.
fn closing_bracket(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().position(|byte| {
        let plain = !escaped;
        escaped = plain && quoted && byte == b'\\';
        quoted ^= plain && byte == b'"';
        !quoted && byte == b'>'
    })
}

// Mail-parameters = esmtp-param *(SP esmtp-param)
fn mail_parameters(text: &str) -> Result<MailParameters, CommandError> {
    let mut parameters = MailParameters::default();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let (keyword, value) = keyword(word)?;
        match keyword.as_str() {
            "SIZE" => once(&mut parameters.size, size(value), "SIZE")?,
            "BODY" => once(&mut parameters.body, body(value), "BODY")?,
            "AUTH" if !value.is_empty() => {}
            _ => return Err(CommandError::Parameter(keyword)),
        }
    }
    Ok(parameters)
}

// esmtp-param = esmtp-keyword ["=" esmtp-value]
// esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
fn keyword(parameter: &str) -> Result<(String, &str), CommandError> {
    let (keyword, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let sound = keyword.starts_with(|c: char| c.is_ascii_alphanumeric())
        && keyword
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    sound
        .then(|| (keyword.to_ascii_uppercase(), value))
        .ok_or(CommandError::Keyword)
}

fn once<T>(
    place: &mut Option<T>,
    value: Option<T>,
    keyword: &'static str,
) -> Result<(), CommandError> {
    let value = value.ok_or(CommandError::ParameterValue(keyword))?;
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(CommandError::ParameterValue(keyword)),
    }
}

// size-value = 1*20DIGIT ; 20 digits can exceed 64 bits: then it is simply too large
fn size(value: &str) -> Option<u64> {
    let digits = (1..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| value.parse().unwrap_or(u64::MAX))
}

// body-value = "7BIT" / "8BITMIME"
fn body(value: &str) -> Option<Body> {
    match value.to_ascii_uppercase().as_str() {
        "7BIT" => Some(Body::SevenBit),
        "8BITMIME" => Some(Body::EightBitMime),
        _ => None,
    }
}
