use alloc::{format, string::String};

use super::{challenge::Challenge, hash::Hash};
use crate::{
    client::mask::Mask,
    error::PeerError,
    types::{Credentials, Secret},
};

/// RFC 2195: the server gives a challenge, the client its name and a keyed digest.
#[derive(Debug)]
pub(super) struct CramMd5 {
    username: String,
    /// Gone when it has been used.
    password: Option<Secret>,
}

impl CramMd5 {
    /// Nobody can act for somebody else.
    pub(super) fn new(credentials: &Credentials) -> Option<Self> {
        let password = credentials.password()?.clone();
        let own = credentials.authzid().is_none();
        own.then(|| Self {
            username: credentials.username().into(),
            password: Some(password),
        })
    }

    /// `user SP digest`, the digest in lower-case hexadecimal.
    pub(super) fn respond(
        &mut self,
        challenge: Challenge<'_>,
        mask: &mut Mask,
    ) -> Result<Secret, PeerError> {
        let password = self.password.take().ok_or(PeerError::PromptTooMany)?;
        let digest = Hash::Md5.hmac(password.expose().as_bytes(), &challenge.octets()?);
        let digest: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        let digest = Secret::new(digest);
        mask.hide(digest.expose());
        Ok(Secret::new(format!(
            "{} {}",
            self.username,
            digest.expose()
        )))
    }
}
