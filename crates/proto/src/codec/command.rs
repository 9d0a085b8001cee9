//! A line that a client sends, and what it means ([RFC 5321, 4.1 "SMTP Commands"]).
//!
//! Written, a command is made of values that hold no controls, so it is exactly one line, and read
//! again it is the same command. Verbs and keywords are read in any case, and trailing spaces are
//! ignored. One thing is taken that the grammar forbids, because people and old programs type it
//! and it can mean nothing else: spaces between the colon of `MAIL FROM:` or `RCPT TO:` and the
//! path. A path without its angle brackets is refused, and the reply says what is missing.
//!
//! [RFC 5321, 4.1 "SMTP Commands"]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1

mod error;
mod parameters;
mod path;

pub use error::CommandError;

use alloc::{format, string::String};
use core::fmt;

use crate::types::{
    Argument, Domain, ForwardPath, HelloName, MailParameters, Mechanism, RcptParameters,
    ReversePath, Secret,
};

/// One command, for both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// AUTH ([RFC 4954 section 4]).
    ///
    /// [RFC 4954 section 4]: https://www.rfc-editor.org/rfc/rfc4954#section-4
    Auth {
        /// What the client wants to sign in with.
        mechanism: Mechanism,
        /// The initial response in base64; `=` stands for an empty one.
        initial: Option<Secret>,
    },
    /// BDAT: so many octets of content follow ([RFC 3030 section 2]).
    ///
    /// [RFC 3030 section 2]: https://www.rfc-editor.org/rfc/rfc3030#section-2
    Bdat {
        /// The octets of this chunk.
        size: u64,
        /// Whether the mail ends with it.
        last: bool,
    },
    /// DATA.
    Data,
    /// EHLO and the name that the client gives itself.
    Ehlo(HelloName),
    /// EXPN: who is on this list?
    Expn(Argument),
    /// HELO and the name that the client gives itself.
    Helo(HelloName),
    /// HELP, in general or about something.
    Help(Option<Argument>),
    /// LHLO and the name that the client gives itself ([RFC 2033 section 4.1]).
    ///
    /// [RFC 2033 section 4.1]: https://www.rfc-editor.org/rfc/rfc2033#section-4.1
    Lhlo(HelloName),
    /// MAIL FROM.
    Mail {
        /// The sender.
        path: ReversePath,
        /// What is said about the mail; `AUTH=` (RFC 4954, 5) is read and dropped.
        parameters: MailParameters,
    },
    /// NOOP, whatever stands behind it.
    Noop(Option<Argument>),
    /// QUIT.
    Quit,
    /// RCPT TO.
    Rcpt {
        /// The recipient.
        path: ForwardPath,
        /// What is said about the recipient.
        parameters: RcptParameters,
    },
    /// RSET.
    Rset,
    /// STARTTLS ([RFC 3207]).
    ///
    /// [RFC 3207]: https://www.rfc-editor.org/rfc/rfc3207
    StartTls,
    /// VRFY: does this mailbox exist?
    Vrfy(Argument),
}

/// Verbs of RFC 5321 and its extensions that are known by name only.
const NOT_OFFERED: [&str; 7] = ["ATRN", "BURL", "ETRN", "SAML", "SEND", "SOML", "TURN"];

impl Command {
    /// Reads one line, given without its CRLF. `host` is the domain of a bare `<Postmaster>`.
    ///
    /// # Errors
    /// It is no command, or not one of the form that it should have.
    pub fn parse(line: &[u8], host: &Domain) -> Result<Self, CommandError> {
        let line = core::str::from_utf8(line)
            .ok()
            .filter(|line| !line.contains(char::is_control))
            .ok_or(CommandError::NotText)?
            .trim_end_matches(' ');
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "AUTH" => auth(argument),
            "BDAT" => bdat(argument),
            "DATA" => alone(argument, Self::Data, "DATA"),
            "EHLO" => hello(argument, Self::Ehlo, "EHLO your.name"),
            "EXPN" => about(without_keyword(argument), "EXPN list").map(Self::Expn),
            "HELO" => hello(argument, Self::Helo, "HELO your.name"),
            "HELP" => perhaps_about(argument).map(Self::Help),
            "LHLO" => hello(argument, Self::Lhlo, "LHLO your.name"),
            "MAIL" => mail(argument),
            "NOOP" => perhaps_about(argument).map(Self::Noop),
            "QUIT" => alone(argument, Self::Quit, "QUIT"),
            "RCPT" => rcpt(argument, host),
            "RSET" => alone(argument, Self::Rset, "RSET"),
            "STARTTLS" => alone(argument, Self::StartTls, "STARTTLS"),
            "VRFY" => about(without_keyword(argument), "VRFY name").map(Self::Vrfy),
            other => Err(not_a_command(other)),
        }
    }

    /// The line as it is sent, with its CRLF.
    #[must_use]
    pub fn encode(&self) -> Secret {
        Secret::new(format!("{}\r\n", Shown(self, base64)))
    }

    /// The line as it may be shown, without its CRLF.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}", Shown(self, |_| Secret::MASK.into()))
    }
}

/// A command, and how the secret in it is shown.
struct Shown<'a>(&'a Command, fn(&Secret) -> String);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(command, secret) = self;
        match command {
            Command::Auth { mechanism, initial } => {
                write!(f, "AUTH {mechanism}")?;
                perhaps(f, initial.as_ref().map(secret).as_ref())
            }
            Command::Bdat { size, last } => {
                write!(f, "BDAT {size}")?;
                perhaps(f, last.then_some("LAST").as_ref())
            }
            Command::Data => f.write_str("DATA"),
            Command::Ehlo(name) => write!(f, "EHLO {name}"),
            Command::Expn(list) => write!(f, "EXPN {list}{}", keyword_for(list)),
            Command::Helo(name) => write!(f, "HELO {name}"),
            Command::Help(about) => {
                f.write_str("HELP")?;
                perhaps(f, about.as_ref())
            }
            Command::Lhlo(name) => write!(f, "LHLO {name}"),
            Command::Mail { path, parameters } => write!(f, "MAIL FROM:{path}{parameters}"),
            Command::Noop(text) => {
                f.write_str("NOOP")?;
                perhaps(f, text.as_ref())
            }
            Command::Quit => f.write_str("QUIT"),
            Command::Rcpt { path, parameters } => write!(f, "RCPT TO:{path}{parameters}"),
            Command::Rset => f.write_str("RSET"),
            Command::StartTls => f.write_str("STARTTLS"),
            Command::Vrfy(name) => write!(f, "VRFY {name}{}", keyword_for(name)),
        }
    }
}

fn perhaps<T: fmt::Display>(f: &mut fmt::Formatter<'_>, word: Option<&T>) -> fmt::Result {
    word.map_or(Ok(()), |word| write!(f, " {word}"))
}

/// Behind VRFY and EXPN of something beyond ASCII (RFC 6531 section 3.7.4.2).
const UTF8_KEYWORD: &str = " SMTPUTF8";

fn keyword_for(argument: &Argument) -> &'static str {
    if argument.is_ascii() {
        ""
    } else {
        UTF8_KEYWORD
    }
}

/// In ASCII it is a word like others.
fn without_keyword(argument: &str) -> &str {
    let at = argument.len().saturating_sub(UTF8_KEYWORD.len());
    match argument.split_at_checked(at) {
        Some((rest, keyword)) if keyword.eq_ignore_ascii_case(UTF8_KEYWORD) && !rest.is_ascii() => {
            rest
        }
        _ => argument,
    }
}

/// A secret is any string: whatever it is, only base64 gets into the line.
fn base64(secret: &Secret) -> String {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    secret.expose().chars().filter(allowed).collect()
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
fn hello(
    argument: &str,
    command: fn(HelloName) -> Command,
    form: &'static str,
) -> Result<Command, CommandError> {
    let name = argument.parse().map_err(|_| CommandError::Form(form))?;
    Ok(command(name))
}

// vrfy = "VRFY" SP String CRLF
// expn = "EXPN" SP String CRLF
fn about(argument: &str, form: &'static str) -> Result<Argument, CommandError> {
    perhaps_about(argument)?.ok_or(CommandError::Form(form))
}

// help = "HELP" [ SP String ] CRLF
// noop = "NOOP" [ SP String ] CRLF
fn perhaps_about(argument: &str) -> Result<Option<Argument>, CommandError> {
    let given = Some(argument).filter(|argument| !argument.is_empty());
    let argument = given.map(str::parse).transpose();
    argument.map_err(CommandError::Argument)
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

// bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] CRLF
// chunk-size = 1*DIGIT
// end-marker = "LAST"
fn bdat(argument: &str) -> Result<Command, CommandError> {
    let (size, marker) = match argument.split_once(' ') {
        Some((size, marker)) => (size, Some(marker)),
        None => (argument, None),
    };
    let digits = size.bytes().all(|b| b.is_ascii_digit());
    let size = size.parse().ok().filter(|_| digits);
    let last = marker.is_some();
    let known = marker.is_none_or(|marker| marker.eq_ignore_ascii_case("LAST"));
    size.filter(|_| known)
        .map(|size| Command::Bdat { size, last })
        .ok_or(CommandError::Chunk)
}

// mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
fn mail(argument: &str) -> Result<Command, CommandError> {
    let (path, rest) = path::split(argument, "FROM:").ok_or(CommandError::Form(
        "MAIL FROM:<name@domain>, with the angle brackets",
    ))?;
    let path = path.parse().map_err(CommandError::Sender)?;
    Ok(Command::Mail {
        path,
        parameters: parameters::mail(rest)?,
    })
}

// rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path )
//        [SP Rcpt-parameters] CRLF
fn rcpt(argument: &str, host: &Domain) -> Result<Command, CommandError> {
    let (path, rest) = path::split(argument, "TO:").ok_or(CommandError::Form(
        "RCPT TO:<name@domain>, with the angle brackets",
    ))?;
    let path = if path.eq_ignore_ascii_case("postmaster") {
        format!("{path}@{host}").parse()
    } else {
        path.parse()
    };
    Ok(Command::Rcpt {
        path: path.map_err(CommandError::Recipient)?,
        parameters: parameters::rcpt(rest)?,
    })
}

#[cfg(test)]
mod tests;
