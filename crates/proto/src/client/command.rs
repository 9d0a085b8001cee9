use alloc::{format, string::String};

use crate::types::{Domain, ForwardPath, MailParameters, Mechanism, ReversePath, Secret};

/// One command of the client ([RFC 5321 section 4.1.1]), made of values that hold no controls: one
/// command is exactly one line.
///
/// [RFC 5321 section 4.1.1]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1
#[derive(Clone, Debug)]
pub(super) enum Command {
    /// RFC 4954; the initial response is base64.
    Auth(Mechanism, Option<Secret>),
    Data,
    Ehlo(Domain),
    Helo(Domain),
    Mail(ReversePath, MailParameters),
    Noop,
    Quit,
    Rcpt(ForwardPath),
    Rset,
    /// RFC 3207.
    StartTls,
}

impl Command {
    /// The line as it is sent, with its CRLF.
    pub(super) fn encode(&self) -> Secret {
        Secret::new(self.line(Secret::expose) + "\r\n")
    }

    /// The line as it may be shown.
    pub(super) fn masked(&self) -> String {
        self.line(|_| Secret::MASK)
    }

    fn line(&self, initial: impl Fn(&Secret) -> &str) -> String {
        match self {
            Self::Auth(mechanism, None) => format!("AUTH {mechanism}"),
            Self::Auth(mechanism, Some(secret)) => format!("AUTH {mechanism} {}", initial(secret)),
            Self::Data => "DATA".into(),
            Self::Ehlo(name) => format!("EHLO {name}"),
            Self::Helo(name) => format!("HELO {name}"),
            Self::Mail(path, parameters) => format!("MAIL FROM:{path}{parameters}"),
            Self::Noop => "NOOP".into(),
            Self::Quit => "QUIT".into(),
            Self::Rcpt(path) => format!("RCPT TO:{path}"),
            Self::Rset => "RSET".into(),
            Self::StartTls => "STARTTLS".into(),
        }
    }
}
