//! SCRAM's messages ([RFC 5802 section 7]): attributes of one letter, in a fixed order.
//!
//! [RFC 5802 section 7]: https://www.rfc-editor.org/rfc/rfc5802#section-7

use alloc::{string::String, vec::Vec};
use core::ops::RangeInclusive;

use crate::base64;
use crate::error::PeerError;

/// How often a server may have a password hashed. RFC 5802 section 5.1 and RFC 7677 section 3 ask
/// for 4096 at least, so that what a server keeps is of little use to a thief. What guides ask for
/// today stays below 1 400 000; at the upper bound, a page stands still for two seconds.
const ITERATIONS: RangeInclusive<u32> = 4096..=2_000_000;

/// A name as the messages hold it, for commas part them.
pub(in crate::client::auth) fn saslname(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// How the server keeps the password.
#[derive(Debug)]
pub(super) struct ServerFirst<'a> {
    /// The client's nonce, and what the server put behind it.
    pub(super) nonce: &'a str,
    pub(super) salt: Vec<u8>,
    pub(super) iterations: u32,
}

impl<'a> ServerFirst<'a> {
    // server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]
    pub(super) fn parse(message: &'a str, client_nonce: &str) -> Result<Self, PeerError> {
        refuse_mandatory(message)?;
        let mut attributes = message.split(',');
        let nonce = value(attributes.next(), "r=", "the nonce does not stand first")?;
        let salt = value(attributes.next(), "s=", "the salt does not stand second")?;
        let count = value(
            attributes.next(),
            "i=",
            "the iteration count does not stand third",
        )?;
        let extended = nonce.strip_prefix(client_nonce);
        if extended.is_none_or(str::is_empty) {
            return Err(PeerError::ScramNonce);
        }
        Ok(Self {
            nonce,
            salt: decode_salt(salt)?,
            iterations: iterations(count)?,
        })
    }
}

/// What the server says in the end.
#[derive(Debug)]
pub(super) enum ServerFinal<'a> {
    /// A word for what is wrong. The reply that follows says it again, for people.
    Error,
    /// ServerSignature, in base64.
    Verifier(&'a str),
}

impl<'a> ServerFinal<'a> {
    // server-final-message = (server-error / verifier) ["," extensions]
    pub(super) fn parse(message: &'a str) -> Result<Self, PeerError> {
        refuse_mandatory(message)?;
        let first = message.split(',').next();
        match value(first, "v=", "it is neither a signature nor an error") {
            Ok(verifier) => Ok(Self::Verifier(verifier)),
            Err(_) if message.starts_with("e=") => Ok(Self::Error),
            Err(error) => Err(error),
        }
    }
}

/// "its presence in a client or a server message MUST cause authentication failure" (RFC 5802
/// section 5.1, of `m=`): it is for extensions that nobody may ignore.
fn refuse_mandatory(message: &str) -> Result<(), PeerError> {
    if message
        .split(',')
        .any(|attribute| attribute.starts_with("m="))
    {
        Err(PeerError::ScramExtension)
    } else {
        Ok(())
    }
}

fn value<'a>(
    attribute: Option<&'a str>,
    name: &str,
    reason: &'static str,
) -> Result<&'a str, PeerError> {
    attribute
        .and_then(|attribute| attribute.strip_prefix(name))
        .ok_or(PeerError::ScramMalformed { reason })
}

// salt = "s=" base64
fn decode_salt(salt: &str) -> Result<Vec<u8>, PeerError> {
    match base64::decode(salt) {
        Some(salt) if !salt.is_empty() => Ok(salt),
        Some(_) => Err(PeerError::ScramMalformed {
            reason: "the salt is empty",
        }),
        None => Err(PeerError::ScramMalformed {
            reason: "the salt is not base64",
        }),
    }
}

// iteration-count = "i=" posit-number ; posit-number = %x31-39 *DIGIT
fn iterations(count: &str) -> Result<u32, PeerError> {
    let digits = count.bytes().all(|b| b.is_ascii_digit());
    if !digits || count.is_empty() || count.starts_with('0') {
        return Err(PeerError::ScramMalformed {
            reason: "the iteration count is not a number",
        });
    }
    let given = count.parse().unwrap_or(u32::MAX);
    if ITERATIONS.contains(&given) {
        Ok(given)
    } else {
        Err(PeerError::ScramIterations {
            given,
            least: *ITERATIONS.start(),
            most: *ITERATIONS.end(),
        })
    }
}
