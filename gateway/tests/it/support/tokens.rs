//! A site that makes tokens for its users, and what its gateway needs to know of it.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

use tempfile::TempDir;
use wsmtp_gateway::{
    Config,
    config::{TokenRule, Tokens},
    token::{KeyKind, NewKey, SigningKey, Wish},
};
use wsmtp_tunnel::{Open, PageMessage, Security, Token};

use super::{page::Page, stage::config};

pub(crate) const AUDIENCE: &str = "gateway.example.test";

pub(crate) struct Site {
    folder: TempDir,
    /// The keys as JSON, newest last.
    keys: Vec<String>,
}

impl Site {
    /// With a key called `first`.
    pub(crate) fn new() -> Self {
        let mut site = Self {
            folder: tempfile::tempdir().unwrap(),
            keys: Vec::new(),
        };
        site.add("first");
        site
    }

    pub(crate) fn add(&mut self, id: &str) {
        let key = NewKey::make(KeyKind::Hs256, Some(id)).unwrap();
        self.keys.push(key.signing);
        self.write();
    }

    /// Takes the oldest key away.
    pub(crate) fn forget(&mut self) {
        self.keys.remove(0);
        self.write();
    }

    fn write(&self) {
        self.spoil(&format!("{{\"keys\":[{}]}}", self.keys.join(",")));
    }

    /// Puts something else into the file.
    pub(crate) fn spoil(&self, text: &str) {
        std::fs::write(self.file(), text).unwrap();
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("keys.json")
    }

    /// The newest key's secret, as it stands in the file.
    pub(crate) fn secret(&self) -> String {
        let key: serde_json::Value = serde_json::from_str(self.keys.last().unwrap()).unwrap();
        key["k"].as_str().unwrap().to_owned()
    }

    /// A gateway whose one upstream asks for a token.
    pub(crate) fn config(&self, port: u16) -> Config {
        let mut config = config(port, Security::None);
        config.tokens = Some(Tokens {
            keys: self.file(),
            audience: AUDIENCE.into(),
        });
        config.upstreams.get_mut("mail").unwrap().tokens = Some(TokenRule::Required);
        config
    }

    /// A token by the key `id`, made when it was `now`.
    pub(crate) fn sign(&self, id: &str, wish: &Wish, now: SystemTime) -> String {
        let key = SigningKey::read(&self.file(), Some(id)).unwrap();
        key.sign(wish, now).unwrap()
    }

    /// A token by the newest key, fresh.
    pub(crate) fn token(&self, wish: &Wish) -> String {
        let key: serde_json::Value = serde_json::from_str(self.keys.last().unwrap()).unwrap();
        self.sign(key["kid"].as_str().unwrap(), wish, SystemTime::now())
    }
}

/// A token for this gateway without limits of its own.
pub(crate) fn wish(subject: &str) -> Wish {
    Wish {
        subject: subject.into(),
        audience: AUDIENCE.into(),
        lifetime: Duration::from_secs(3600),
        ..Wish::default()
    }
}

/// Opens `mail` by this token.
pub(crate) async fn open(page: &mut Page, token: &str) {
    let open = Open {
        token: Some(Token::new(token)),
        ..Open::upstream("mail")
    };
    page.say(&PageMessage::Open(open)).await;
}
