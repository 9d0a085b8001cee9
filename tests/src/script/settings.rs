use std::fmt::Debug;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wsmtp_proto::{
    client::{Config, Protocol, Security},
    server,
    types::{
        Capabilities, ChannelBinding, Credentials, Domain, Mechanism, Nonce, Secret, TlsActive,
        ValueError,
    },
};

/// Which engines can hold a dialogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sides {
    /// The client's: the server in it may do anything.
    #[default]
    Client,
    /// The server's: the client in it may do anything.
    Server,
    /// Each of them: what both say is regular.
    Both,
}

/// How a session is set up. Each setting stands on a line of its own before the dialogue.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    name: Option<Domain>,
    protocol: Protocol,
    security: Option<Security>,
    user: String,
    password: String,
    token: String,
    acting_for: Option<String>,
    external: bool,
    anonymous: Option<String>,
    /// What else may not be shown.
    more_secrets: Vec<String>,
    mechanism: Option<Mechanism>,
    initial_response: Option<bool>,
    nonce: Option<Nonce>,
    binding: Option<ChannelBinding>,
    cleartext: bool,
    pipelining: Option<bool>,
    chunking: Option<bool>,
    by_hand: bool,
    introduction: Option<Vec<String>>,
    sides: Sides,
}

impl Settings {
    pub(super) fn set(&mut self, word: &str, value: &str) -> Result<(), String> {
        match word {
            "name" => self.name = Some(value.parse().map_err(|error| format!("{error}"))?),
            "protocol" => self.protocol = protocol(value)?,
            "security" => self.security = Some(security(value)?),
            "user" => self.user = value.into(),
            "password" => self.password = value.into(),
            "token" => self.token = value.into(),
            "acting-for" => self.acting_for = Some(value.into()),
            "external" => self.external = yes(value)?,
            "anonymous" => self.anonymous = Some(value.into()),
            "secret" => self.more_secrets.push(value.into()),
            "mechanism" => self.mechanism = Some(mechanism(value)?),
            "initial-response" => self.initial_response = Some(yes(value)?),
            "nonce" => self.nonce = Some(Nonce::from_random(exactly(value)?)),
            "binding" => self.binding = Some(ChannelBinding::TlsExporter(exactly(value)?)),
            "cleartext" => self.cleartext = yes(value)?,
            "pipelining" => self.pipelining = Some(yes(value)?),
            "chunking" => self.chunking = Some(yes(value)?),
            "by-hand" => self.by_hand = yes(value)?,
            "resumed" => self.introduction = Some(value.split(" / ").map(String::from).collect()),
            "sides" => self.sides = sides(value)?,
            _ => return Err(format!("there is no setting {word:?}")),
        }
        Ok(())
    }

    /// Whether the client engine holds this dialogue.
    #[must_use]
    pub fn for_client(&self) -> bool {
        self.sides != Sides::Server
    }

    /// Whether the server engine holds this dialogue.
    #[must_use]
    pub fn for_server(&self) -> bool {
        self.sides != Sides::Client
    }

    /// The client's configuration.
    ///
    /// # Errors
    /// No session can have this user and password.
    pub fn client(&self) -> Result<Config, ValueError> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => "client.example".parse()?,
        };
        Ok(Config {
            protocol: self.protocol,
            security: self.security.unwrap_or(Security::None),
            pipelining: self.pipelining.unwrap_or(true),
            chunking: self.chunking.unwrap_or(true),
            by_hand: self.by_hand,
            credentials: self.credentials()?,
            mechanism: self.mechanism,
            initial_response: self.initial_response,
            nonce: self.nonce.clone(),
            cleartext_auth: self.cleartext,
            ..Config::new(name)
        })
    }

    fn credentials(&self) -> Result<Option<Credentials>, ValueError> {
        let (user, password, token) = (&*self.user, &*self.password, &*self.token);
        let credentials = if self.external {
            Credentials::external()
        } else if let Some(trace) = &self.anonymous {
            Credentials::anonymous(&**trace)?
        } else if user.is_empty() {
            return Ok(None);
        } else if token.is_empty() {
            Credentials::new(user, password)?
        } else {
            Credentials::with_token(user, token)?
        };
        match &self.acting_for {
            Some(other) => credentials.acting_for(&**other).map(Some),
            None => Ok(Some(credentials)),
        }
    }

    /// The proof of the handshake that a dialogue shows.
    #[must_use]
    pub fn tls(&self) -> TlsActive {
        let binding = self.binding.clone();
        match binding {
            Some(binding) => TlsActive::attest().with_binding(binding),
            None => TlsActive::attest(),
        }
    }

    /// The server's configuration: it offers what its side of the dialogue names, and STARTTLS where
    /// the dialogue needs it.
    ///
    /// # Errors
    /// None in practice: the server's name is always the same.
    pub fn server(
        &self,
        offered: &Capabilities,
        starttls: bool,
    ) -> Result<server::Config, ValueError> {
        let config = server::Config::new("mail.example".parse()?);
        Ok(server::Config {
            protocol: self.protocol,
            starttls,
            auth: !self.user.is_empty(),
            cleartext_auth: self.cleartext,
            pipelining: offered.pipelining(),
            chunking: offered.chunking(),
            binary_mime: offered.binary_mime(),
            smtp_utf8: offered.smtp_utf8(),
            dsn: offered.dsn(),
            require_tls: offered.require_tls(),
            deliver_by: offered.deliver_by(),
            future_release: offered.future_release(),
            mt_priority: offered.mt_priority(),
            rrvs: offered.rrvs(),
            verify: offered.has("EXPN"),
            ..config
        })
    }

    /// What the server said to whoever set the session up, where that was another.
    #[must_use]
    pub fn introduction(&self) -> Option<&[String]> {
        self.introduction.as_deref()
    }

    /// Whether TLS is up before the greeting.
    #[must_use]
    pub fn is_implicit(&self) -> bool {
        self.security == Some(Security::Implicit)
    }

    /// Makes sure that the password cannot be read in what an engine shows.
    ///
    /// # Errors
    /// It can.
    pub fn keep_secret(&self, shown: &impl Debug) -> Result<(), String> {
        let secrets = self.secrets();
        if secrets.is_empty() {
            return Ok(());
        }
        let shown = format!("{shown:?}");
        match secrets.iter().any(|secret| shown.contains(secret)) {
            false => Ok(()),
            true => Err(format!("a secret can be read in {shown}")),
        }
    }

    /// What may be shown of a line.
    #[must_use]
    pub fn masked(&self, line: &str) -> String {
        let hide = |line: String, secret: &String| line.replace(secret, Secret::MASK);
        self.secrets().iter().fold(line.into(), hide)
    }

    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.more_secrets.clone();
        let (user, secret) = match (&*self.password, &*self.token) {
            ("", "") => return secrets,
            ("", token) => (&self.user, token),
            (password, _) => (&self.user, password),
        };
        let decimals = format!("{:?}", secret.as_bytes());
        secrets.extend([
            secret.into(),
            STANDARD.encode(secret),
            STANDARD.encode(format!("\0{user}\0{secret}")),
            decimals.trim_matches(['[', ']']).into(),
        ]);
        secrets
    }
}

fn protocol(value: &str) -> Result<Protocol, String> {
    match value {
        "lmtp" => Ok(Protocol::Lmtp),
        "smtp" => Ok(Protocol::Smtp),
        _ => Err(format!("there is no protocol {value:?}")),
    }
}

/// Octets that are random elsewhere.
fn exactly<const N: usize>(value: &str) -> Result<[u8; N], String> {
    let octets = value.as_bytes().try_into();
    octets.map_err(|_| format!("{value:?} has not {N} octets"))
}

fn security(value: &str) -> Result<Security, String> {
    match value {
        "implicit" => Ok(Security::Implicit),
        "none" => Ok(Security::None),
        "starttls" => Ok(Security::StartTls),
        _ => Err(format!("there is no security {value:?}")),
    }
}

fn mechanism(value: &str) -> Result<Mechanism, String> {
    Mechanism::from_name(value).ok_or_else(|| format!("there is no mechanism {value:?}"))
}

fn sides(value: &str) -> Result<Sides, String> {
    match value {
        "both" => Ok(Sides::Both),
        "client" => Ok(Sides::Client),
        "server" => Ok(Sides::Server),
        _ => Err(format!("there are no sides {value:?}")),
    }
}

fn yes(value: &str) -> Result<bool, String> {
    match value {
        "no" => Ok(false),
        "yes" => Ok(true),
        _ => Err(format!("{value:?} is neither yes nor no")),
    }
}
