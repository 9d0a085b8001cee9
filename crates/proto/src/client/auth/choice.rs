use alloc::{boxed::Box, string::String, vec::Vec};

use super::{
    AuthPermit, Exchange, Sasl, anonymous,
    cram_md5::CramMd5,
    external,
    hash::Hash,
    login, oauth, plain,
    scram::{Binding, Scram},
};
use crate::{
    client::Config,
    error::{Error, LocalError, PeerError},
    types::{Capabilities, ChannelBinding, Mechanism, TlsActive},
};

/// What there is to sign in with: on this side, and on the server's.
#[derive(Clone, Copy, Debug)]
pub(in crate::client) struct Means<'a> {
    pub(in crate::client) config: &'a Config,
    pub(in crate::client) offered: &'a Capabilities,
    pub(in crate::client) tls: Option<&'a TlsActive>,
}

impl Means<'_> {
    /// Begins with the strongest mechanism that both sides can, weaker than the given one, or with
    /// the one that the caller pinned.
    pub(in crate::client) fn exchange(
        &self,
        weaker_than: Option<Mechanism>,
    ) -> Result<Exchange, Error> {
        let permit = AuthPermit::new(self.tls, self.config)?;
        let next = |m: &Mechanism| weaker_than.is_none_or(|refused| *m > refused);
        let exchange = |m| Some(Exchange::new(permit, m, self.begin(m)?));
        let found = self.usable().filter(next).find_map(exchange);
        found.ok_or_else(|| self.nothing_fits())
    }

    /// The mechanisms that the server offers and the caller allows, strongest first.
    fn usable(&self) -> impl Iterator<Item = Mechanism> {
        let pinned = self.config.mechanism;
        let allowed = move |m: &Mechanism| pinned.is_none_or(|pinned| pinned == *m);
        self.offered.auth().into_iter().filter(allowed)
    }

    /// This side of the mechanism; `None` where the credentials do not fit, or something else that
    /// it needs is missing.
    fn begin(&self, mechanism: Mechanism) -> Option<Sasl> {
        let credentials = self.config.credentials.as_ref()?;
        match mechanism {
            Mechanism::ScramSha256Plus => self.scram(Hash::Sha256, self.bound()?),
            Mechanism::ScramSha1Plus => self.scram(Hash::Sha1, self.bound()?),
            Mechanism::ScramSha256 => self.scram(Hash::Sha256, self.unbound()),
            Mechanism::ScramSha1 => self.scram(Hash::Sha1, self.unbound()),
            Mechanism::CramMd5 => CramMd5::new(credentials).map(Sasl::CramMd5),
            Mechanism::OAuthBearer => oauth::oauthbearer(credentials).map(Sasl::script),
            Mechanism::XOAuth2 => oauth::xoauth2(credentials).map(Sasl::script),
            Mechanism::External => external::messages(credentials).map(Sasl::script),
            Mechanism::Plain => plain::messages(credentials).map(Sasl::script),
            Mechanism::Login => login::messages(credentials).map(Sasl::script),
            Mechanism::Anonymous => anonymous::messages(credentials).map(Sasl::script),
        }
    }

    fn scram(&self, hash: Hash, binding: Binding<'_>) -> Option<Sasl> {
        let credentials = self.config.credentials.as_ref()?;
        let scram = Scram::new(hash, self.config, credentials, binding)?;
        Some(Sasl::Scram(Box::new(scram)))
    }

    fn bound(&self) -> Option<Binding<'_>> {
        self.binding().map(Binding::To)
    }

    fn binding(&self) -> Option<&ChannelBinding> {
        self.tls.and_then(TlsActive::binding)
    }

    /// What a form without binding says of it (RFC 5802 section 6). That the server offers none is
    /// believed where it offered none, and where it refused with 504 what it had offered. Else the
    /// caller pinned this form, and would be refused for believing it.
    fn unbound(&self) -> Binding<'_> {
        let offered = self.offered.auth().into_iter().any(Mechanism::is_bound);
        let pinned = self.config.mechanism.is_some();
        match self.binding() {
            None => Binding::Unsupported,
            Some(_) if offered && pinned => Binding::Unsupported,
            Some(_) => Binding::NotOffered,
        }
    }

    fn nothing_fits(&self) -> Error {
        let names: Vec<_> = self.offered.mechanisms().collect();
        let offered = if names.is_empty() {
            String::from("none")
        } else {
            names.join(" ")
        };
        match self.config.mechanism {
            _ if self.usable().next().is_some() => LocalError::CredentialsUnfit { offered }.into(),
            Some(mechanism) => LocalError::MechanismNotOffered { mechanism, offered }.into(),
            None => PeerError::AuthUnavailable { offered }.into(),
        }
    }
}
