//! A server's side of SCRAM in the tests is written from the formulas of RFC 5802 section 3, and
//! shares nothing with the client but the hash functions.

use ::base64::{Engine as _, engine::general_purpose::STANDARD};
use alloc::{format, string::String, vec, vec::Vec};

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::*;
use crate::types::{Code, Nonce, Reply};

const SALT: &str = "QSXCR+Q6sek8bf92";

fn config(nonce: &str) -> Config {
    Config {
        nonce: Some(Nonce::of_example(nonce)),
        ..Config::new("client.example".parse().unwrap())
    }
}

fn scram(hash: Hash, nonce: &str, binding: Binding<'_>) -> Scram {
    let credentials = Credentials::new("user", "pencil").unwrap();
    Scram::new(hash, &config(nonce), &credentials, binding).unwrap()
}

fn respond(scram: &mut Scram, challenge: &str) -> Result<String, PeerError> {
    let text = STANDARD.encode(challenge);
    let prompt = Reply::new(Code::new(334).unwrap(), None, &text);
    let said = scram.respond(Challenge::of(&prompt), &mut Mask::default())?;
    Ok(said.expose().into())
}

#[test]
fn the_example_of_rfc_5802() {
    let mut scram = scram(Hash::Sha1, "fyko+d2lbbFgONRv9qkxdawL", Binding::Unsupported);
    assert_eq!(
        scram.client_first().expose(),
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
    );
    let first = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
    assert_eq!(
        respond(&mut scram, first).unwrap(),
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    );
    assert_eq!(scram.check_success(), Err(PeerError::SignatureMissing));
    assert_eq!(
        respond(&mut scram, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=").unwrap(),
        ""
    );
    assert_eq!(scram.check_success(), Ok(()));
    assert_eq!(respond(&mut scram, "v="), Err(PeerError::PromptTooMany));
}

#[test]
fn the_example_of_rfc_7677() {
    let mut scram = scram(Hash::Sha256, "rOprNGfwEbeRWgbNEkqO", Binding::Unsupported);
    assert_eq!(
        scram.client_first().expose(),
        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    );
    let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    let first = format!("r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assert_eq!(
        respond(&mut scram, &first).unwrap(),
        format!("c=biws,r={nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    );
    let verifier = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    assert_eq!(respond(&mut scram, verifier).unwrap(), "");
    assert_eq!(scram.check_success(), Ok(()));
}

fn hmac(hash: Hash, key: &[u8], text: &[u8]) -> Vec<u8> {
    fn sign<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
        let mac = <M as KeyInit>::new_from_slice(key).unwrap();
        mac.chain_update(text).finalize().into_bytes().to_vec()
    }
    match hash {
        Hash::Md5 => sign::<Hmac<Md5>>(key, text),
        Hash::Sha1 => sign::<Hmac<Sha1>>(key, text),
        Hash::Sha256 => sign::<Hmac<Sha256>>(key, text),
    }
}

fn h(hash: Hash, text: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Md5 => Md5::digest(text).to_vec(),
        Hash::Sha1 => Sha1::digest(text).to_vec(),
        Hash::Sha256 => Sha256::digest(text).to_vec(),
    }
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

// Hi(str, salt, i): U1 := HMAC(str, salt + INT(1)), Un := HMAC(str, Un-1), all of them XORed
fn hi(hash: Hash, password: &[u8], salt: &[u8], i: usize) -> Vec<u8> {
    let mut u = hmac(hash, password, &[salt, &[0, 0, 0, 1]].concat());
    let mut hi = u.clone();
    for _ in 1..i {
        u = hmac(hash, password, &u);
        hi = xor(&hi, &u);
    }
    hi
}

/// A server that knows `user`'s password, `pencil`, and checks all that the client says.
struct Server {
    hash: Hash,
    /// What `c=` must hold.
    binding: Vec<u8>,
    first_bare: String,
    server_first: String,
}

impl Server {
    fn greet(hash: Hash, header: &str, data: &[u8], client_first: &str) -> Self {
        let first_bare = client_first.strip_prefix(header).unwrap();
        let (user, nonce) = first_bare.split_once(",r=").unwrap();
        assert_eq!(user, "n=user");
        Self {
            hash,
            binding: [header.as_bytes(), data].concat(),
            first_bare: first_bare.into(),
            server_first: format!("r={nonce}server,s={SALT},i=4096"),
        }
    }

    /// ServerSignature, where ClientProof is right.
    fn judge(&self, client_final: &str) -> String {
        let hash = self.hash;
        let (without_proof, proof) = client_final.rsplit_once(",p=").unwrap();
        let (binding, nonce) = without_proof.split_once(",r=").unwrap();
        assert_eq!(
            STANDARD
                .decode(binding.strip_prefix("c=").unwrap())
                .unwrap(),
            self.binding
        );
        assert!(self.server_first.starts_with(&format!("r={nonce},")));
        let auth_message = format!("{},{},{without_proof}", self.first_bare, self.server_first);
        let salted = hi(hash, b"pencil", &STANDARD.decode(SALT).unwrap(), 4096);
        let stored_key = h(hash, &hmac(hash, &salted, b"Client Key"));
        let client_signature = hmac(hash, &stored_key, auth_message.as_bytes());
        let client_key = xor(&STANDARD.decode(proof).unwrap(), &client_signature);
        assert_eq!(h(hash, &client_key), stored_key, "the proof is wrong");
        let server_key = hmac(hash, &salted, b"Server Key");
        STANDARD.encode(hmac(hash, &server_key, auth_message.as_bytes()))
    }
}

#[test]
fn what_is_said_of_channel_binding() {
    let exporter = ChannelBinding::TlsExporter([0xe5; 32]);
    let end_point = ChannelBinding::TlsServerEndPoint(vec![0x5e; 48]);
    for hash in [Hash::Sha1, Hash::Sha256] {
        for (binding, header, data) in [
            (Binding::Unsupported, "n,,", &[][..]),
            (Binding::NotOffered, "y,,", &[]),
            (Binding::To(&exporter), "p=tls-exporter,,", &[0xe5; 32]),
            (
                Binding::To(&end_point),
                "p=tls-server-end-point,,",
                &[0x5e; 48],
            ),
        ] {
            let mut scram = scram(hash, "abc", binding);
            let server = Server::greet(hash, header, data, scram.client_first().expose());
            let client_final = respond(&mut scram, &server.server_first).unwrap();
            let signature = server.judge(&client_final);
            assert_eq!(respond(&mut scram, &format!("v={signature}")).unwrap(), "");
            assert_eq!(scram.check_success(), Ok(()));
        }
    }
}

#[test]
fn names_do_not_leave_their_places() {
    let credentials = Credentials::new("a,b=c", "pencil")
        .unwrap()
        .acting_for("d=,e")
        .unwrap();
    let scram = Scram::new(
        Hash::Sha1,
        &config("abc"),
        &credentials,
        Binding::Unsupported,
    )
    .unwrap();
    assert_eq!(
        scram.client_first().expose(),
        "n,a=d=3D=2Ce,n=a=2Cb=3Dc,r=abc"
    );
    assert_eq!(scram.binding.expose(), STANDARD.encode("n,a=d=3D=2Ce,"));
}

// RFC 4013 section 3: the first five names are prepared, the last two are refused.
#[test]
#[cfg(feature = "unicode")]
fn names_and_passwords_are_prepared() {
    let begin = |name: &str, password: &str| {
        let credentials = Credentials::new(name, password).unwrap();
        let scram = Scram::new(
            Hash::Sha1,
            &config("abc"),
            &credentials,
            Binding::Unsupported,
        )?;
        let Stage::Salt { password } = &scram.stage else {
            panic!("{scram:?}");
        };
        Some((
            scram.client_first().expose().to_owned(),
            password.expose().to_owned(),
        ))
    };
    for (given, prepared) in [
        ("I\u{ad}X", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u{aa}", "a"),
        ("\u{2168}", "IX"),
    ] {
        let expected = (format!("n,,n={prepared},r=abc"), prepared.to_owned());
        assert_eq!(begin(given, given), Some(expected));
    }
    for refused in ["\u{7}", "\u{627}1", "\u{ad}"] {
        assert_eq!(begin(refused, "pencil"), None);
        assert_eq!(begin("user", refused), None);
    }
}

/// What a server's first message leads to, after a client that called itself `abc`.
fn first(message: &str) -> Result<String, PeerError> {
    respond(
        &mut scram(Hash::Sha256, "abc", Binding::Unsupported),
        message,
    )
}

#[test]
fn first_messages_that_are_none() {
    let malformed = |reason| Err(PeerError::ScramMalformed { reason });
    let (nonce, salt, count) = (
        "the nonce does not stand first",
        "the salt does not stand second",
        "the iteration count does not stand third",
    );
    let number = "the iteration count is not a number";
    for (message, reason) in [
        ("hello", nonce),
        ("s=QUJD,r=abcd,i=4096", nonce),
        ("e=other-error", nonce),
        ("x=1,r=abcd,s=QUJD,i=4096", nonce),
        ("r=abcd", salt),
        ("r=abcd,i=4096,s=QUJD", salt),
        ("r=abcd,x=1,s=QUJD,i=4096", salt),
        ("r=abcd,s=QUJD", count),
        ("r=abcd,s=QUJD,x=1,i=4096", count),
        ("r=abcd,s=QUI,i=4096", "the salt is not base64"),
        ("r=abcd,s=?,i=4096", "the salt is not base64"),
        ("r=abcd,s=,i=4096", "the salt is empty"),
        ("r=abcd,s=QUJD,i=", number),
        ("r=abcd,s=QUJD,i=many", number),
        ("r=abcd,s=QUJD,i=-4096", number),
        ("r=abcd,s=QUJD,i=+4096", number),
        ("r=abcd,s=QUJD,i=04096", number),
        ("r=abcd,s=QUJD,i=0", number),
        ("r=abcd,s=QUJD,i=4096\r\n", number),
    ] {
        assert_eq!(first(message), malformed(reason), "{message:?}");
    }
    let mut scram = scram(Hash::Sha256, "abc", Binding::Unsupported);
    let prompt = Reply::new(
        Code::new(334).unwrap(),
        None,
        &STANDARD.encode(b"r=abc\xff"),
    );
    let said = scram.respond(Challenge::of(&prompt), &mut Mask::default());
    assert_eq!(
        said.map(drop),
        Err(PeerError::ScramMalformed {
            reason: "it is not UTF-8"
        })
    );
}

#[test]
fn nonces_that_do_not_extend_the_client_s() {
    for nonce in ["", "abc", "ab", "abx", "xabc", "ABCd"] {
        let message = format!("r={nonce},s=QUJD,i=4096");
        assert_eq!(first(&message), Err(PeerError::ScramNonce), "{nonce}");
    }
}

#[test]
fn extensions_that_may_be_ignored_and_that_may_not() {
    assert!(first("r=abcd,s=QUJD,i=4096,x=1,y=2").is_ok());
    for message in [
        "m=x,r=abcd,s=QUJD,i=4096",
        "r=abcd,m=x,s=QUJD,i=4096",
        "r=abcd,s=QUJD,i=4096,m=x",
        "r=abcd,s=QUJD,i=4096,x=1,m=",
    ] {
        assert_eq!(first(message), Err(PeerError::ScramExtension), "{message}");
    }
    assert_eq!(last("m=x,v="), Err(PeerError::ScramExtension));
    assert_eq!(last("v=,m=x"), Err(PeerError::ScramExtension));
}

#[test]
fn iteration_counts_that_are_too_low_or_too_high() {
    assert!(first("r=abcd,s=QUJD,i=4097").is_ok());
    for (count, given) in [
        ("1", 1),
        ("4095", 4095),
        ("2000001", 2_000_001),
        ("4294967295", u32::MAX),
        ("4294967296", u32::MAX),
        ("99999999999999999999999999", u32::MAX),
    ] {
        let error = first(&format!("r=abcd,s=QUJD,i={count}")).unwrap_err();
        let (least, most) = (4096, 2_000_000);
        assert_eq!(error, PeerError::ScramIterations { given, least, most });
    }
}

/// What a server's last message leads to.
fn last(message: &str) -> Result<(String, Result<(), PeerError>), PeerError> {
    let mut scram = scram(Hash::Sha256, "abc", Binding::Unsupported);
    let server = Server::greet(Hash::Sha256, "n,,", &[], scram.client_first().expose());
    let client_final = respond(&mut scram, &server.server_first).unwrap();
    let message = message.replace("SIGNATURE", &server.judge(&client_final));
    let said = respond(&mut scram, &message)?;
    Ok((said, scram.check_success()))
}

#[test]
fn servers_that_do_not_know_the_password() {
    assert_eq!(last("v=SIGNATURE"), Ok(("".into(), Ok(()))));
    assert_eq!(last("v=SIGNATURE,x=1"), Ok(("".into(), Ok(()))));
    let other = STANDARD.encode([0; 32]);
    for wrong in [
        "v=",
        "v=SIGNATURE=",
        "v=SIGNATURESIGNATURE",
        "v= SIGNATURE",
        &format!("v={other}"),
    ] {
        assert_eq!(last(wrong), Err(PeerError::SignatureWrong), "{wrong}");
    }
}

#[test]
fn last_messages_that_are_none() {
    let reason = "it is neither a signature nor an error";
    for message in ["hello", "x=1,v=SIGNATURE", "SIGNATURE", "V=SIGNATURE"] {
        assert_eq!(
            last(message),
            Err(PeerError::ScramMalformed { reason }),
            "{message}"
        );
    }
}

#[test]
fn a_server_that_names_an_error_may_only_refuse() {
    let refused = Ok(("".into(), Err(PeerError::SignatureMissing)));
    assert_eq!(last("e=invalid-proof"), refused);
    assert_eq!(last("e=,v=SIGNATURE"), refused);
}

#[test]
fn nothing_of_it_is_shown() {
    let binding = ChannelBinding::TlsExporter([0xe5; 32]);
    let mut scram = scram(Hash::Sha256, "abc", Binding::To(&binding));
    let server = Server::greet(
        Hash::Sha256,
        "p=tls-exporter,,",
        &[0xe5; 32],
        scram.client_first().expose(),
    );
    let before = format!("{scram:?}");
    let client_final = respond(&mut scram, &server.server_first).unwrap();
    let after = format!("{scram:?}");
    let signature = server.judge(&client_final);
    let (_, proof) = client_final.rsplit_once(",p=").unwrap();
    for secret in ["pencil", proof, &signature, "5eXl"] {
        assert!(
            !before.contains(secret) && !after.contains(secret),
            "{secret}"
        );
    }
}

#[test]
fn each_hash_signs_and_salts_as_the_library_does() {
    for hash in [Hash::Md5, Hash::Sha1, Hash::Sha256] {
        for length in [0, 1, 63, 64, 65, 200] {
            let (key, text) = (vec![7; length], vec![9; 300 - length]);
            assert_eq!(*hash.digest(&key), h(hash, &key));
            assert_eq!(*hash.hmac(&key, &text), hmac(hash, &key, &text));
            assert_eq!(*hash.salted(&key, &text, 3), hi(hash, &key, &text, 3));
        }
    }
}
