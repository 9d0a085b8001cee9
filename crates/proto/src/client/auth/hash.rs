//! The hash functions of the mechanisms. The results are as secret as what went in, and are wiped.

use alloc::vec::Vec;

use hmac::{
    EagerHash, Hmac, KeyInit as _, Mac as _,
    digest::{Digest, common::Key},
};
use md5::Md5;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

/// The hash function of a SCRAM mechanism.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    /// `H(str)` of RFC 5802 section 2.2.
    pub(super) fn digest(self, text: &[u8]) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Sha1 => Zeroizing::new(Sha1::digest(text).to_vec()),
            Self::Sha256 => Zeroizing::new(Sha256::digest(text).to_vec()),
        }
    }

    /// `HMAC(key, str)`.
    pub(super) fn hmac(self, key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Sha1 => hmac::<Sha1>(key, text),
            Self::Sha256 => hmac::<Sha256>(key, text),
        }
    }

    /// `Hi(str, salt, i)`.
    pub(super) fn salted(self, text: &[u8], salt: &[u8], iterations: u32) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Sha1 => salted::<Sha1>(text, salt, iterations),
            Self::Sha256 => salted::<Sha256>(text, salt, iterations),
        }
    }
}

/// RFC 2195's.
pub(super) fn hmac_md5(key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
    hmac::<Md5>(key, text)
}

fn hmac<H: EagerHash + Digest>(key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut block = block::<H>(key);
    let mac = Hmac::<H>::new(&block).chain_update(text).finalize();
    block.as_mut_slice().zeroize();
    Zeroizing::new(mac.into_bytes().to_vec())
}

/// The key as HMAC takes it (RFC 2104 section 2): hashed where it is longer than a block, then
/// filled up with zeros.
fn block<H: EagerHash + Digest>(key: &[u8]) -> Key<Hmac<H>> {
    let mut block = Key::<Hmac<H>>::default();
    let hashed;
    let key = if key.len() > block.len() {
        hashed = Zeroizing::new(H::digest(key).to_vec());
        hashed.as_slice()
    } else {
        key
    };
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    block
}

fn salted<H: EagerHash + Digest>(text: &[u8], salt: &[u8], iterations: u32) -> Zeroizing<Vec<u8>> {
    let mut salted = Zeroizing::new(alloc::vec![0; <H as Digest>::output_size()]);
    pbkdf2_hmac::<H>(text, salt, iterations, &mut salted);
    salted
}
