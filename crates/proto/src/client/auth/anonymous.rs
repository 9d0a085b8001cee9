use crate::types::{Credentials, Secret};

/// `message = [ email / token ]` (RFC 4505 section 2). Nobody cannot act for somebody.
pub(super) fn messages(credentials: &Credentials) -> Option<[Secret; 1]> {
    let own = credentials.authzid().is_none();
    let trace = credentials.trace().filter(|_| own)?;
    Some([Secret::new(trace)])
}
