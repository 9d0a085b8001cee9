//! What is tried with every server.

mod command;
mod content;
mod envelope;
mod extension;
mod protection;
mod reuse;
mod sign_in;

use std::pin::Pin;

use anyhow::{Context as _, Result};
use wsmtp_proto::{
    client::Security,
    types::{Capabilities, Mechanism},
};

use super::{
    Server,
    session::{Session, config},
};

/// Whether a server and the engine can do something together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They did, and what came of it was looked at.
    Yes,
    /// The server cannot; why.
    No(String),
}

/// Something to try.
pub struct Scenario {
    /// What it is called in the results.
    pub name: &'static str,
    needs: Need,
    play: Play,
}

/// What a server must offer for a scenario to be tried at all.
enum Need {
    Nothing,
    /// A keyword in its reply to EHLO, before or inside TLS.
    Keyword(&'static str),
    Mechanism(Mechanism),
    Lmtp,
}

type Play = for<'a> fn(&'a Server) -> Pin<Box<dyn Future<Output = Result<Outcome>> + 'a>>;

const fn always(name: &'static str, play: Play) -> Scenario {
    Scenario {
        name,
        needs: Need::Nothing,
        play,
    }
}

const fn keyword(keyword: &'static str, play: Play) -> Scenario {
    Scenario {
        name: keyword,
        needs: Need::Keyword(keyword),
        play,
    }
}

const fn mechanism(name: &'static str, mechanism: Mechanism, play: Play) -> Scenario {
    Scenario {
        name,
        needs: Need::Mechanism(mechanism),
        play,
    }
}

/// All of them, in the order of the table.
pub const SCENARIOS: &[Scenario] = &[
    always("no TLS", |server| Box::pin(protection::none(server))),
    keyword("STARTTLS", |server| Box::pin(protection::starttls(server))),
    always("TLS from the start", |server| {
        Box::pin(protection::implicit(server))
    }),
    mechanism(
        "AUTH SCRAM-SHA-256-PLUS",
        Mechanism::ScramSha256Plus,
        |server| Box::pin(sign_in::password(server, Mechanism::ScramSha256Plus)),
    ),
    mechanism(
        "AUTH SCRAM-SHA-1-PLUS",
        Mechanism::ScramSha1Plus,
        |server| Box::pin(sign_in::password(server, Mechanism::ScramSha1Plus)),
    ),
    mechanism("AUTH SCRAM-SHA-256", Mechanism::ScramSha256, |server| {
        Box::pin(sign_in::password(server, Mechanism::ScramSha256))
    }),
    mechanism("AUTH SCRAM-SHA-1", Mechanism::ScramSha1, |server| {
        Box::pin(sign_in::password(server, Mechanism::ScramSha1))
    }),
    mechanism("AUTH CRAM-MD5", Mechanism::CramMd5, |server| {
        Box::pin(sign_in::password(server, Mechanism::CramMd5))
    }),
    mechanism("AUTH OAUTHBEARER", Mechanism::OAuthBearer, |server| {
        Box::pin(sign_in::token(server, Mechanism::OAuthBearer))
    }),
    mechanism("AUTH XOAUTH2", Mechanism::XOAuth2, |server| {
        Box::pin(sign_in::token(server, Mechanism::XOAuth2))
    }),
    mechanism("AUTH EXTERNAL", Mechanism::External, |server| {
        Box::pin(sign_in::certificate(server))
    }),
    mechanism("AUTH PLAIN", Mechanism::Plain, |server| {
        Box::pin(sign_in::password(server, Mechanism::Plain))
    }),
    mechanism("AUTH LOGIN", Mechanism::Login, |server| {
        Box::pin(sign_in::password(server, Mechanism::Login))
    }),
    always("wrong password", |server| Box::pin(sign_in::once(server))),
    always("many recipients, some refused", |server| {
        Box::pin(envelope::many(server))
    }),
    always("no recipient taken", |server| {
        Box::pin(envelope::nobody(server))
    }),
    always("null sender", |server| {
        Box::pin(envelope::null_sender(server))
    }),
    always("large mail", |server| Box::pin(content::large(server))),
    always("dots and line ends", |server| {
        Box::pin(content::dots(server))
    }),
    keyword("8BITMIME", |server| Box::pin(content::eight_bit(server))),
    keyword("CHUNKING", |server| Box::pin(content::chunks(server))),
    keyword("BINARYMIME", |server| Box::pin(content::binary(server))),
    keyword("SMTPUTF8", |server| Box::pin(extension::smtp_utf8(server))),
    keyword("DSN", |server| Box::pin(extension::dsn(server))),
    keyword("PIPELINING", |server| {
        Box::pin(extension::pipelining(server))
    }),
    keyword("ENHANCEDSTATUSCODES", |server| {
        Box::pin(extension::enhanced_codes(server))
    }),
    keyword("SIZE", |server| Box::pin(content::size_declared(server))),
    always("too large, in DATA", |server| {
        Box::pin(content::too_large_in_data(server))
    }),
    Scenario {
        name: "too large, in BDAT",
        needs: Need::Keyword("CHUNKING"),
        play: |server| Box::pin(content::too_large_in_chunks(server)),
    },
    keyword("REQUIRETLS", |server| {
        Box::pin(extension::require_tls(server))
    }),
    keyword("LIMITS", |server| Box::pin(extension::limits(server))),
    keyword("FUTURERELEASE", |server| {
        Box::pin(extension::future_release(server))
    }),
    keyword("DELIVERBY", |server| {
        Box::pin(extension::deliver_by(server))
    }),
    keyword("MT-PRIORITY", |server| {
        Box::pin(extension::priority(server))
    }),
    always("several mails in a session", |server| {
        Box::pin(reuse::mails(server))
    }),
    always("mail after refused ones", |server| {
        Box::pin(reuse::refusals(server))
    }),
    always("NOOP", |server| Box::pin(command::noop(server))),
    always("RSET", |server| Box::pin(command::reset(server))),
    always("HELP", |server| Box::pin(command::help(server))),
    always("VRFY", |server| Box::pin(command::verify(server))),
    always("EXPN", |server| Box::pin(command::expand(server))),
    Scenario {
        name: "LMTP",
        needs: Need::Lmtp,
        play: |server| Box::pin(envelope::lmtp(server)),
    },
];

impl Scenario {
    /// Tries it, unless the server does not offer what it takes.
    ///
    /// # Errors
    /// Where the two do not do together what both can.
    pub(super) async fn play(&self, server: &Server, offers: &Offers) -> Result<Outcome> {
        if !self.needs.are_met(server, offers) {
            return Ok(Outcome::No("not offered".to_owned()));
        }
        (self.play)(server).await.with_context(|| self.name)
    }
}

impl Need {
    fn are_met(&self, server: &Server, offers: &Offers) -> bool {
        match self {
            Self::Nothing => true,
            Self::Keyword(keyword) => offers.any(|known| known.has(keyword)),
            Self::Mechanism(mechanism) => offers.any(|known| known.auth().contains(mechanism)),
            Self::Lmtp => server.lmtp().is_some(),
        }
    }
}

/// What a server offers before TLS and inside it.
pub(super) struct Offers(Vec<Capabilities>);

impl Offers {
    /// Asks the server.
    ///
    /// # Errors
    /// Where it does not let the client in.
    pub(super) async fn of(server: &Server) -> Result<Self> {
        let mut offers = Vec::new();
        for security in [Security::None, Security::StartTls] {
            let mut config = config()?;
            config.security = security;
            let mut session = Session::ready(server, config).await?;
            offers.push(session.capabilities()?);
            session.quit().await?;
        }
        Ok(Self(offers))
    }

    fn any(&self, offered: impl Fn(&Capabilities) -> bool) -> bool {
        self.0.iter().any(offered)
    }
}
