//! A certificate authority for one test. Nobody else trusts it, and it ends with the test.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, Error, IsCa, KeyPair,
    KeyUsagePurpose,
};

/// The authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A server's certificate and its key, both as PEM.
pub struct Certified {
    /// The certificate alone; the authority is not part of it.
    pub certificate: String,
    /// The private key, PKCS #8.
    pub key: String,
}

impl Authority {
    /// A new authority with a key of its own.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn new() -> Result<Self, Error> {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "wsmtp test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        CertifiedIssuer::self_signed(params, KeyPair::generate()?).map(Self)
    }

    /// The authority's own certificate, for those who are to trust it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Certifies a server for `name`, a DNS name or an IP address.
    ///
    /// # Errors
    /// Where `name` is neither.
    pub fn certify(&self, name: &str) -> Result<Certified, Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.0)?;
        Ok(Certified {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}
