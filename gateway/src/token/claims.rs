//! What a token says.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use wsmtp_proto::types::ValueError;

use super::{Grant, TokenError};
use crate::{config::MailRulesConfig, inspect::MailRules, visible::is_visible};

/// How far the clock of who signs may be from the gateway's. Clocks that are set over the network
/// are within a second; this forgives one that is set by hand, and adds little to a token's life.
const LEEWAY: Duration = Duration::from_secs(30);

/// The longest subject in bytes: it stands in logs, and is kept while it has sessions.
const MAX_SUBJECT: usize = 128;

/// The claim of our own.
const OWN: &str = "wsmtp";

/// All claims of a token whose signature is good.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Claims(Map<String, Value>);

/// The claim `wsmtp`: what is absent is not limited by the token. A limit that this gateway does not
/// know must not be taken for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Permits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upstreams: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) senders: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) recipients: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mails: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mails_per_hour: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<u64>,
}

/// Whether a text can say for whom a token is.
pub(super) fn is_subject(subject: &str) -> bool {
    (1..=MAX_SUBJECT).contains(&subject.len()) && subject.chars().all(is_visible)
}

impl Permits {
    fn rules(&self) -> Result<MailRules, ValueError> {
        MailRules::new(&MailRulesConfig {
            senders: self.senders.clone(),
            recipients: self.recipients,
            mails: self.mails,
            mails_per_hour: self.mails_per_hour,
            size: self.size,
        })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Claims {
    /// What these claims permit to who is called `audience`.
    pub(super) fn grant(
        &self,
        key: String,
        audience: &str,
        now: SystemTime,
    ) -> Result<Grant, TokenError> {
        let is_ours = match self.required("aud")? {
            Audience::One(name) => name == audience,
            Audience::Several(names) => names.iter().any(|name| name == audience),
        };
        if !is_ours {
            return Err(TokenError::Audience);
        }
        self.check_time(now)?;
        let subject: String = self.required("sub")?;
        if !is_subject(&subject) {
            return Err(TokenError::Claim("sub"));
        }
        let permits = self.permits()?;
        Ok(Grant {
            subject,
            key,
            rules: permits.rules().map_err(|_| TokenError::Claim(OWN))?,
            upstreams: permits.upstreams,
        })
    }

    fn permits(&self) -> Result<Permits, TokenError> {
        match self.0.get(OWN) {
            None => Ok(Permits::default()),
            Some(own @ Value::Object(_)) => {
                Permits::deserialize(own).map_err(|_| TokenError::Claim(OWN))
            }
            // Serde would take an array as well, by the order of the fields.
            Some(_) => Err(TokenError::Claim(OWN)),
        }
    }

    /// RFC 7519 sections 4.1.4 and 4.1.5: on or after `exp` it is over, before `nbf` too early.
    fn check_time(&self, now: SystemTime) -> Result<(), TokenError> {
        // Before 1970 a clock has not been set yet; then it is 1970.
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (now, leeway) = (now.as_secs_f64(), LEEWAY.as_secs_f64());
        // NumericDate may have a fraction.
        let expires: f64 = self.required("exp")?;
        if now >= expires + leeway {
            return Err(TokenError::Expired);
        }
        let begins: Option<f64> = self.optional("nbf")?;
        if begins.is_some_and(|begins| now + leeway < begins) {
            return Err(TokenError::Early);
        }
        Ok(())
    }

    fn required<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, TokenError> {
        self.optional(name)?.ok_or(TokenError::Claim(name))
    }

    fn optional<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, TokenError> {
        let value = self.0.get(name).map(T::deserialize);
        value.transpose().map_err(|_| TokenError::Claim(name))
    }
}
