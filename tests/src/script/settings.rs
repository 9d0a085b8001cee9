use std::fmt::Debug;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wsmtp_proto::{
    client::{Config, Security},
    server,
    types::{Credentials, Domain, Mechanism, Secret, ValueError},
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
    security: Option<Security>,
    user: String,
    password: String,
    mechanism: Option<Mechanism>,
    initial_response: Option<bool>,
    cleartext: bool,
    sides: Sides,
}

impl Settings {
    pub(super) fn set(&mut self, word: &str, value: &str) -> Result<(), String> {
        match word {
            "name" => self.name = Some(value.parse().map_err(|error| format!("{error}"))?),
            "security" => self.security = Some(security(value)?),
            "user" => self.user = value.into(),
            "password" => self.password = value.into(),
            "mechanism" => self.mechanism = Some(mechanism(value)?),
            "initial-response" => self.initial_response = Some(yes(value)?),
            "cleartext" => self.cleartext = yes(value)?,
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
        let credentials = if self.user.is_empty() {
            None
        } else {
            Some(Credentials::new(&*self.user, &*self.password)?)
        };
        Ok(Config {
            security: self.security.unwrap_or(Security::None),
            credentials,
            mechanism: self.mechanism,
            initial_response: self.initial_response,
            cleartext_auth: self.cleartext,
            ..Config::new(name)
        })
    }

    /// The server's configuration; `starttls` is what the dialogue needs.
    ///
    /// # Errors
    /// None in practice: the server's name is always the same.
    pub fn server(&self, starttls: bool) -> Result<server::Config, ValueError> {
        let config = server::Config::new("mail.example".parse()?);
        Ok(server::Config {
            starttls,
            auth: !self.user.is_empty(),
            cleartext_auth: self.cleartext,
            ..config
        })
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
        if self.password.is_empty() {
            return Vec::new();
        }
        let (user, password) = (&self.user, &self.password);
        let decimals = format!("{:?}", password.as_bytes());
        vec![
            password.clone(),
            STANDARD.encode(password),
            STANDARD.encode(format!("\0{user}\0{password}")),
            decimals.trim_matches(['[', ']']).into(),
        ]
    }
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
