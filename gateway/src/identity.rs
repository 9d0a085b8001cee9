//! What the gateway shows of itself in TLS: its certificate and key, read again when the files
//! change.

#[cfg(test)]
mod tests;

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use x509_parser::prelude::{FromDer, Validity, X509Certificate};

use crate::{config::ListenerTls, socket::Socket};

/// Why a certificate and its key cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// There is no certificate in the file.
    #[error("cannot read a certificate from {}: {reason}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no private key in the file.
    #[error("cannot read a private key from {}: {reason}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The certificate is for another key.
    #[error(
        "the key in {} is not that of the certificate in {}; one of the files is of another time",
        key.display(),
        certificate.display()
    )]
    Mismatch {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
    },
    /// The cryptography in use offers no protocol version.
    #[error("cannot set up TLS: {0}")]
    Setup(rustls::Error),
}

/// The listener's side of TLS.
pub(crate) struct Identity {
    files: ListenerTls,
    acceptor: TlsAcceptor,
    shown: Arc<Shown>,
    seen: Mutex<Seen>,
}

/// The files as they were.
struct Seen {
    /// When what is shown was read from them.
    loaded: [Stamp; 2],
    /// When somebody was last told that they cannot be used.
    told: Option<[Stamp; 2]>,
}

/// A certificate with its key.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    key: Arc<CertifiedKey>,
    validity: Validity,
}

/// The certificate for the next handshake. Connections keep theirs.
#[derive(Debug)]
struct Shown(RwLock<Pair>);

/// What tells one state of a file from another: which file it is and its length, and when its content
/// and what is known about it, such as who may read it, were changed. None where there is no file.
type Stamp = Option<([u64; 3], [i64; 4])>;

impl Identity {
    pub(crate) fn new(files: &ListenerTls) -> Result<Self, IdentityError> {
        let loaded = stamps(files);
        let shown = Arc::new(Shown(RwLock::new(load(files)?)));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(IdentityError::Setup)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            files: files.clone(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
            shown,
            seen: Mutex::new(Seen { loaded, told: None }),
        })
    }

    /// The handshake with a client.
    pub(crate) async fn secure(&self, socket: Socket) -> io::Result<TlsStream<Socket>> {
        self.acceptor.accept(socket).await
    }

    /// When the certificate ends, in seconds since 1970.
    pub(crate) fn expires(&self) -> i64 {
        self.shown.now().validity.not_after.timestamp()
    }

    /// Shows what is in the files if that is not what is shown. Half of a new pair, or one that cannot
    /// be used, changes nothing, and is warned of once.
    pub(crate) fn look(&self) {
        match self.read_again() {
            None => {}
            Some(Ok(())) => {
                tracing::info!("the certificate has been read again and holds from now on");
            }
            Some(Err(error)) => {
                tracing::warn!(%error, "the files of [tls] have changed and cannot be used; the certificate before holds on");
            }
        }
    }

    /// What is new, if anything is. What could not be used is tried again each time, as it may have been
    /// for want of a right or a descriptor, which leaves no trace on the files.
    fn read_again(&self) -> Option<Result<(), IdentityError>> {
        let now = stamps(&self.files);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.loaded == now {
            seen.told = None;
            return None;
        }
        match load(&self.files) {
            Ok(new) => {
                new.warn_if_untimely(&self.files.certificate);
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = new;
                *seen = Seen {
                    loaded: now,
                    told: None,
                };
                Some(Ok(()))
            }
            Err(error) => (seen.told.replace(now) != Some(now)).then_some(Err(error)),
        }
    }
}

impl Pair {
    /// Warns where the certificate is of the past or of the future. It is shown all the same: without one
    /// nobody would come in, and nothing else in the configuration would change.
    pub(crate) fn warn_if_untimely(&self, file: &Path) {
        let Validity {
            not_before: from,
            not_after: to,
        } = &self.validity;
        if !self.validity.is_valid() {
            tracing::warn!(file = %file.display(), %from, %to, "the certificate is not valid now, and browsers refuse it; put one there that is");
        }
    }
}

impl Shown {
    fn now(&self) -> Pair {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now().key)
    }
}

/// Reads a certificate with its key.
pub(crate) fn load(files: &ListenerTls) -> Result<Pair, IdentityError> {
    let (chain, validity) = chain(&files.certificate)?;
    let unreadable = |reason: String| IdentityError::Key {
        path: files.key.clone(),
        reason,
    };
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unreadable(error.to_string()))?;
    match CertifiedKey::from_der(chain, key, &ring::default_provider()) {
        Ok(key) => Ok(Pair {
            key: Arc::new(key),
            validity,
        }),
        Err(rustls::Error::InconsistentKeys(_)) => Err(IdentityError::Mismatch {
            certificate: files.certificate.clone(),
            key: files.key.clone(),
        }),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// The certificates in a file, and when the first is valid.
fn chain(path: &Path) -> Result<(Vec<CertificateDer<'static>>, Validity), IdentityError> {
    let unreadable = |reason: String| IdentityError::Certificate {
        path: path.to_owned(),
        reason,
    };
    let chain = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(error.to_string()))?;
    let first = chain
        .first()
        .ok_or_else(|| unreadable("there is none in it; it must be in PEM form".into()))?;
    let (_, certificate) =
        X509Certificate::from_der(first).map_err(|error| unreadable(error.to_string()))?;
    let validity = certificate.validity().clone();
    Ok((chain, validity))
}

/// As they are now. A copy that is under way changes them once more when it ends.
fn stamps(files: &ListenerTls) -> [Stamp; 2] {
    [&files.certificate, &files.key].map(|path| {
        let about = fs::metadata(path).ok()?;
        let file = [about.dev(), about.ino(), about.len()];
        let (modified, changed) = (about.mtime(), about.ctime());
        let times = [modified, about.mtime_nsec(), changed, about.ctime_nsec()];
        Some((file, times))
    })
}
