use alloc::{format, string::String};

use crate::types::*;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Auth {
        mechanism: Mechanism,
        initial: Option<Secret>,
    },
    Bdat {
        size: u64,
        last: bool,
    },
    Data,
    Ehlo(Domain),
    Helo(Domain),
    Lhlo(Domain),
    Expn(Argument),
    Help(Option<Argument>),
    Mail {
        path: ReversePath,
        parameters: MailParameters,
    },
    Noop(Option<Argument>),
    Quit,
    Rcpt {
        path: ForwardPath,
        parameters: RcptParameters,
    },
    Rset,
    StartTls,
    Vrfy(Argument),
}

impl Command {
    pub(super) fn parse(_: &[u8], _: &Domain) -> Result<Self, ()> {
        Err(())
    }
    pub(super) fn encode(&self) -> Secret {
        Secret::new(self.line(Secret::expose) + "\r\n")
    }
    pub(super) fn masked(&self) -> String {
        self.line(|_| Secret::MASK)
    }
    fn line(&self, initial: impl Fn(&Secret) -> &str) -> String {
        match self {
            Self::Auth {
                mechanism,
                initial: None,
            } => format!("AUTH {mechanism}"),
            Self::Auth {
                mechanism,
                initial: Some(secret),
            } => format!("AUTH {mechanism} {}", initial(secret)),
            Self::Bdat { size, last: true } => format!("BDAT {size} LAST"),
            Self::Bdat { size, .. } => format!("BDAT {size}"),
            Self::Data => "DATA".into(),
            Self::Ehlo(name) => format!("EHLO {name}"),
            Self::Helo(name) => format!("HELO {name}"),
            Self::Lhlo(name) => format!("LHLO {name}"),
            Self::Mail { path, parameters } => format!("MAIL FROM:{path}{parameters}"),
            Self::Noop(_) => "NOOP".into(),
            Self::Help(_) => "HELP".into(),
            Self::Quit => "QUIT".into(),
            Self::Rcpt { path, parameters } => format!("RCPT TO:{path}{parameters}"),
            Self::Rset => "RSET".into(),
            Self::StartTls => "STARTTLS".into(),
            Self::Vrfy(a) => format!("VRFY {a}"),
            Self::Expn(a) => format!("EXPN {a}"),
        }
    }
}
