//! The hash functions of the mechanisms. The results are as secret as what went in, and are wiped.
//!
//! HMAC and PBKDF2 are written once for all of them: a page loads no copy for each.

use alloc::vec::Vec;

use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The hash function of a mechanism.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
}

impl Hash {
    /// `H(str)` of RFC 5802 section 2.2.
    pub(super) fn digest(self, text: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut digest = self.room();
        self.begin().with(text).finish(&mut digest);
        digest
    }

    /// `HMAC(key, str)`.
    pub(super) fn hmac(self, key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut mac = self.room();
        Keyed::new(self, key).sign(text, &mut mac);
        mac
    }

    /// `Hi(str, salt, i)`, which is PBKDF2.
    pub(super) fn salted(self, text: &[u8], salt: &[u8], iterations: u32) -> Zeroizing<Vec<u8>> {
        let keyed = Keyed::new(self, text);
        let (mut last, mut next) = (self.room(), self.room());
        keyed.sign(&[salt, &1_u32.to_be_bytes()].concat(), &mut last);
        let mut salted = last.clone();
        for _ in 1..iterations {
            keyed.sign(&last, &mut next);
            salted.iter_mut().zip(&*next).for_each(|(a, b)| *a ^= b);
            core::mem::swap(&mut last, &mut next);
        }
        salted
    }

    fn begin(self) -> State {
        match self {
            Self::Md5 => State::Md5(Md5::new()),
            Self::Sha1 => State::Sha1(Sha1::new()),
            Self::Sha256 => State::Sha256(Sha256::new()),
        }
    }

    /// Room for a digest.
    fn room(self) -> Zeroizing<Vec<u8>> {
        let octets = match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        };
        Zeroizing::new(alloc::vec![0; octets])
    }
}

/// A hash under way.
#[derive(Clone)]
enum State {
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl State {
    fn with(mut self, text: &[u8]) -> Self {
        match &mut self {
            Self::Md5(state) => state.update(text),
            Self::Sha1(state) => state.update(text),
            Self::Sha256(state) => state.update(text),
        }
        self
    }

    /// Overwrites `digest`, which has its length.
    fn finish(self, digest: &mut [u8]) {
        let mut write = |octets: &[u8]| {
            digest
                .iter_mut()
                .zip(octets)
                .for_each(|(to, from)| *to = *from);
        };
        match self {
            Self::Md5(state) => write(&state.finalize()),
            Self::Sha1(state) => write(&state.finalize()),
            Self::Sha256(state) => write(&state.finalize()),
        }
    }
}

/// HMAC with its key (RFC 2104 section 2): what it hashes of it before anything else is hashed once.
struct Keyed {
    inner: State,
    outer: State,
}

impl Keyed {
    /// Octets in a block of each of the hash functions.
    const BLOCK: usize = 64;

    /// The key is hashed where it is longer than a block, then filled up with zeros.
    fn new(hash: Hash, key: &[u8]) -> Self {
        let hashed;
        let key = if key.len() > Self::BLOCK {
            hashed = hash.digest(key);
            &hashed
        } else {
            key
        };
        let mut block = Zeroizing::new([0; Self::BLOCK]);
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        let padded = |pad| Zeroizing::new(block.map(|octet| octet ^ pad));
        Self {
            inner: hash.begin().with(&*padded(0x36)),
            outer: hash.begin().with(&*padded(0x5C)),
        }
    }

    /// Overwrites `mac`, which has its length.
    fn sign(&self, text: &[u8], mac: &mut [u8]) {
        self.inner.clone().with(text).finish(mac);
        self.outer.clone().with(mac).finish(mac);
    }
}
