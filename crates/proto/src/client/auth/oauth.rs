//! OAuth tokens: OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2.
//!
//! A server that refuses the token says why in a challenge, which must be answered before its no.
//! The answer is the same whatever it says.

use alloc::format;

use super::scram::saslname;
use crate::types::{Credentials, Secret};

// client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep (RFC 7628 section 3.1)
//
// `host` and `port` are for tokens that sign them, and a bearer's does not.
pub(super) fn oauthbearer(credentials: &Credentials) -> Option<[Secret; 2]> {
    let (user, token) = (saslname(credentials.username()), token(credentials)?);
    let message = format!("n,a={user},\x01auth=Bearer {token}\x01\x01");
    Some([message, "\x01".into()].map(Secret::new))
}

/// `user={User}^Aauth=Bearer {Access Token}^A^A`, and an empty line to an error.
pub(super) fn xoauth2(credentials: &Credentials) -> Option<[Secret; 2]> {
    let (user, token) = (credentials.username(), token(credentials)?);
    let message = format!("user={user}\x01auth=Bearer {token}\x01\x01");
    Some([message, "".into()].map(Secret::new))
}

/// Neither form can act for somebody else: the name that they carry is whose mail it is.
fn token(credentials: &Credentials) -> Option<&str> {
    let own = credentials.authzid().is_none();
    credentials.token().filter(|_| own).map(Secret::expose)
}
