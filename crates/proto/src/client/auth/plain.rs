use alloc::format;

use crate::types::{Credentials, Secret};

// message = [authzid] UTF8NUL authcid UTF8NUL passwd (RFC 4616 section 2)
pub(super) fn messages(credentials: &Credentials) -> Option<[Secret; 1]> {
    let authzid = credentials.authzid().unwrap_or_default();
    let (user, password) = (credentials.username(), credentials.password()?.expose());
    Some([Secret::new(format!("{authzid}\0{user}\0{password}"))])
}
