use crate::types::{Credentials, Secret};

/// `extern-initial-resp = [authzid]` (RFC 4422 appendix A): empty to act for oneself.
pub(super) fn messages(credentials: &Credentials) -> Option<[Secret; 1]> {
    let authzid = credentials.authzid().unwrap_or_default();
    credentials.is_external().then(|| [Secret::new(authzid)])
}
