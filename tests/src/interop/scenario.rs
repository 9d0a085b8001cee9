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
    types::{
        Capabilities,
        Mechanism::{self, *},
    },
};

use self::Need::{Keyword, Lmtp, Nothing, SignIn};
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
    /// A mechanism for AUTH.
    SignIn(Mechanism),
    Lmtp,
}

type Play = for<'a> fn(&'a Server) -> Pin<Box<dyn Future<Output = Result<Outcome>> + 'a>>;

/// A line of the list: its name, what the server must offer, and what to do with the server.
macro_rules! scenario {
    ($name:literal, $needs:expr, $play:path $(, $given:expr)?) => {
        Scenario {
            name: $name,
            needs: $needs,
            play: |server| Box::pin($play(server $(, $given)?)),
        }
    };
}

/// All of them, in the order of the table.
pub const SCENARIOS: &[Scenario] = &[
    scenario!("no TLS", Nothing, protection::none),
    scenario!("STARTTLS", Keyword("STARTTLS"), protection::starttls),
    scenario!("TLS from the start", Nothing, protection::implicit),
    scenario!(
        "AUTH SCRAM-SHA-256-PLUS",
        SignIn(ScramSha256Plus),
        sign_in::password,
        ScramSha256Plus
    ),
    scenario!(
        "AUTH SCRAM-SHA-1-PLUS",
        SignIn(ScramSha1Plus),
        sign_in::password,
        ScramSha1Plus
    ),
    scenario!(
        "AUTH SCRAM-SHA-256",
        SignIn(ScramSha256),
        sign_in::password,
        ScramSha256
    ),
    scenario!(
        "AUTH SCRAM-SHA-1",
        SignIn(ScramSha1),
        sign_in::password,
        ScramSha1
    ),
    scenario!("AUTH CRAM-MD5", SignIn(CramMd5), sign_in::password, CramMd5),
    scenario!(
        "AUTH OAUTHBEARER",
        SignIn(OAuthBearer),
        sign_in::token,
        OAuthBearer
    ),
    scenario!("AUTH XOAUTH2", SignIn(XOAuth2), sign_in::token, XOAuth2),
    scenario!("AUTH EXTERNAL", SignIn(External), sign_in::certificate),
    scenario!("AUTH PLAIN", SignIn(Plain), sign_in::password, Plain),
    scenario!("AUTH LOGIN", SignIn(Login), sign_in::password, Login),
    scenario!("wrong password", Nothing, sign_in::once),
    scenario!("many recipients, some refused", Nothing, envelope::many),
    scenario!("no recipient taken", Nothing, envelope::nobody),
    scenario!("null sender", Nothing, envelope::null_sender),
    scenario!("large mail", Nothing, content::large),
    scenario!("dots and line ends", Nothing, content::dots),
    scenario!("8BITMIME", Keyword("8BITMIME"), content::eight_bit),
    scenario!("CHUNKING", Keyword("CHUNKING"), content::chunks),
    scenario!("BINARYMIME", Keyword("BINARYMIME"), content::binary),
    scenario!("SMTPUTF8", Keyword("SMTPUTF8"), extension::smtp_utf8),
    scenario!("domain beyond ASCII", Nothing, extension::unicode_domain),
    scenario!("DSN", Keyword("DSN"), extension::dsn),
    scenario!("PIPELINING", Keyword("PIPELINING"), extension::pipelining),
    scenario!(
        "ENHANCEDSTATUSCODES",
        Keyword("ENHANCEDSTATUSCODES"),
        extension::enhanced_codes
    ),
    scenario!("SIZE", Keyword("SIZE"), content::size_declared),
    scenario!("too large, in DATA", Nothing, content::too_large_in_data),
    scenario!(
        "too large, in BDAT",
        Keyword("CHUNKING"),
        content::too_large_in_chunks
    ),
    scenario!("REQUIRETLS", Keyword("REQUIRETLS"), extension::require_tls),
    scenario!("LIMITS", Keyword("LIMITS"), extension::limits),
    scenario!(
        "FUTURERELEASE",
        Keyword("FUTURERELEASE"),
        extension::future_release
    ),
    scenario!("DELIVERBY", Keyword("DELIVERBY"), extension::deliver_by),
    scenario!("MT-PRIORITY", Keyword("MT-PRIORITY"), extension::priority),
    scenario!("several mails in a session", Nothing, reuse::mails),
    scenario!("mail after refused ones", Nothing, reuse::refusals),
    scenario!("NOOP", Nothing, command::noop),
    scenario!("RSET", Nothing, command::reset),
    scenario!("HELP", Nothing, command::help),
    scenario!("VRFY", Nothing, command::verify),
    scenario!("EXPN", Nothing, command::expand),
    scenario!("LMTP", Lmtp, envelope::lmtp),
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
            Self::SignIn(mechanism) => offers.any(|known| known.auth().contains(mechanism)),
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
