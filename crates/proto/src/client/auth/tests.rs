use ::base64::{Engine as _, engine::general_purpose::STANDARD};
use alloc::{
    format,
    string::{String, ToString},
};

use proptest::{collection::vec, prelude::*};

use super::{hash::Hash, *};
use crate::{
    error::Error,
    types::{Capabilities, ChannelBinding, Code, Credentials, Nonce},
};

fn config(credentials: Result<Credentials, crate::types::ValueError>) -> Config {
    Config {
        credentials: Some(credentials.unwrap()),
        nonce: Some(Nonce::from_random([7; 24])),
        ..Config::new("client.example".parse().unwrap())
    }
}

fn password() -> Config {
    config(Credentials::new("tim", "tanstaaftanstaaf"))
}

fn token() -> Config {
    let token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg";
    config(Credentials::with_token("someuser@example.com", token))
}

fn reply(code: u16, text: &str) -> Reply {
    Reply::new(Code::new(code).unwrap(), None, text)
}

/// What a server that offers these mechanisms leads to, inside TLS.
fn means<T>(config: &Config, offered: &str, tls: &TlsActive, then: impl Fn(Means<'_>) -> T) -> T {
    let offered = Capabilities::from_reply(&reply(250, &format!("mx\nAUTH {offered}")));
    let tls = Some(tls);
    then(Means {
        config,
        offered: &offered,
        tls,
    })
}

fn exchange(config: &Config, offered: &str) -> Result<Exchange, Error> {
    means(config, offered, &TlsActive::attest(), |means| {
        means.exchange(None)
    })
}

/// The command that opens the exchange.
fn opened(config: &Config, offered: &str) -> (Exchange, String) {
    let mut exchange = exchange(config, offered).unwrap();
    let command = exchange.command(config, &mut Mask::default());
    (exchange, command.encode().expose().trim_end().into())
}

/// The answer to a prompt, in clear.
fn answer(exchange: &mut Exchange, prompt: &[u8]) -> Result<String, PeerError> {
    let prompt = reply(334, &STANDARD.encode(prompt));
    let line = exchange.respond(&prompt, &mut Mask::default())?;
    let octets = STANDARD.decode(line.expose()).unwrap();
    Ok(String::from_utf8(octets).unwrap())
}

#[test]
fn the_example_of_rfc_2195() {
    let (mut exchange, command) = opened(&password(), "CRAM-MD5");
    assert_eq!(command, "AUTH CRAM-MD5");
    let challenge = b"<1896.697170952@postoffice.reston.mci.net>";
    let said = answer(&mut exchange, challenge).unwrap();
    assert_eq!(said, "tim b913a602c7eda7a495b4e6e7334d3890");
}

// RFC 2104, appendix: the third case of HMAC-MD5; and RFC 2202 section 2, the sixth, whose key is
// longer than a block.
#[test]
fn keys_of_any_length() {
    let hex = |octets: &[u8]| -> String { octets.iter().map(|b| format!("{b:02x}")).collect() };
    assert_eq!(
        hex(&Hash::Md5.hmac(&[0xaa; 16], &[0xdd; 50])),
        "56be34521d144c88dbb8c733f0e8b3f6"
    );
    assert_eq!(
        hex(&Hash::Md5.hmac(
            &[0xaa; 80],
            b"Test Using Larger Than Block-Size Key - Hash Key First"
        )),
        "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"
    );
}

// RFC 7628 section 4.2, without the host and port that a bearer token does not need.
#[test]
fn the_example_of_rfc_7628() {
    let example = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9\
                   QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
    let example = String::from_utf8(STANDARD.decode(example).unwrap()).unwrap();
    let example = example.replace("host=server.example.com\x01port=587\x01", "");
    let token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    let config = config(Credentials::with_token("user@example.com", token));
    let (mut exchange, command) = opened(&config, "PLAIN OAUTHBEARER XOAUTH2");
    assert_eq!(
        command,
        format!("AUTH OAUTHBEARER {}", STANDARD.encode(example))
    );
    let error = br#"{"status":"invalid_token"}"#;
    assert_eq!(answer(&mut exchange, error).unwrap(), "\x01");
    assert_eq!(answer(&mut exchange, error), Err(PeerError::PromptTooMany));
}

#[test]
fn a_name_does_not_leave_its_place_in_oauthbearer() {
    let config = config(Credentials::with_token("a,b=c", "x"));
    let (mut exchange, command) = opened(&config, "OAUTHBEARER");
    let message = STANDARD.encode("n,a=a=2Cb=3Dc,\x01auth=Bearer x\x01\x01");
    assert_eq!(command, format!("AUTH OAUTHBEARER {message}"));
    assert_eq!(answer(&mut exchange, b"{}").unwrap(), "\x01");
}

#[test]
fn the_example_of_google_s_xoauth2() {
    let (mut exchange, command) = opened(&token(), "LOGIN PLAIN XOAUTH2");
    assert_eq!(
        command,
        "AUTH XOAUTH2 dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52\
         YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
    );
    let error = br#"{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}"#;
    assert_eq!(answer(&mut exchange, error).unwrap(), "");
    assert_eq!(answer(&mut exchange, error), Err(PeerError::PromptTooMany));
}

// RFC 4616 section 4, both examples.
#[test]
fn the_examples_of_rfc_4616() {
    let own = config(Credentials::new("tim", "tanstaaftanstaaf"));
    let (_, command) = opened(&own, "PLAIN");
    assert_eq!(
        command,
        format!("AUTH PLAIN {}", STANDARD.encode("\0tim\0tanstaaftanstaaf"))
    );
    let kurt = Credentials::new("Kurt", "xipj3plmq").unwrap();
    let (_, command) = opened(&config(kurt.acting_for("Ursel")), "PLAIN");
    assert_eq!(
        command,
        format!("AUTH PLAIN {}", STANDARD.encode("Ursel\0Kurt\0xipj3plmq"))
    );
}

// RFC 4422 appendix A.4, in SMTP: an empty response stands as `=` beside the command and as an
// empty line behind a prompt.
#[test]
fn external_for_oneself_and_for_another() {
    let oneself = config(Ok(Credentials::external()));
    assert_eq!(opened(&oneself, "EXTERNAL").1, "AUTH EXTERNAL =");
    let prompted = Config {
        initial_response: Some(false),
        ..oneself
    };
    let (mut exchange, command) = opened(&prompted, "EXTERNAL");
    assert_eq!(
        (command.as_str(), answer(&mut exchange, b"").unwrap()),
        ("AUTH EXTERNAL", "".into())
    );
    let another = config(Credentials::external().acting_for("fred@example.com"));
    assert_eq!(
        opened(&another, "EXTERNAL").1,
        "AUTH EXTERNAL ZnJlZEBleGFtcGxlLmNvbQ=="
    );
}

#[test]
fn the_longest_credentials_fit_in_one_line() {
    let name = ",".repeat(Credentials::MAX);
    let longest = [
        (
            Credentials::new(&*name, &*name).unwrap().acting_for(&*name),
            "PLAIN",
        ),
        (
            Credentials::new(&*name, &*name).unwrap().acting_for(&*name),
            "SCRAM-SHA-1",
        ),
        (
            Credentials::with_token(&*name, "x".repeat(Credentials::MAX_TOKEN)),
            "OAUTHBEARER",
        ),
        (
            Credentials::with_token(&*name, "x".repeat(Credentials::MAX_TOKEN)),
            "XOAUTH2",
        ),
    ];
    for (credentials, mechanism) in longest {
        let (mut exchange, command) = opened(&config(credentials), mechanism);
        assert_eq!(command, format!("AUTH {mechanism}"));
        let line = exchange
            .respond(&reply(334, ""), &mut Mask::default())
            .unwrap();
        // RFC 4954 section 4
        assert!(
            line.expose().len() + 2 <= 12_288,
            "{mechanism}: {}",
            line.expose().len()
        );
    }
}

/// Which mechanism is chosen of those that are offered.
fn chosen(config: &Config, offered: &str, tls: &TlsActive) -> Option<Mechanism> {
    means(config, offered, tls, |means| {
        Some(means.exchange(None).ok()?.mechanism)
    })
}

const ALL: &str = "LOGIN PLAIN EXTERNAL XOAUTH2 OAUTHBEARER CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 \
                   SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS";

fn bound() -> TlsActive {
    TlsActive::attest().with_binding(ChannelBinding::TlsExporter([9; 32]))
}

#[test]
fn the_strongest_is_chosen_that_fits() {
    let other = || Credentials::new("ada", "x").unwrap().acting_for("bob");
    let (plain, bound) = (TlsActive::attest(), bound());
    let no_nonce = Config {
        nonce: None,
        ..password()
    };
    let table = [
        (password(), ALL, &bound, Mechanism::ScramSha256Plus),
        (password(), ALL, &plain, Mechanism::ScramSha256),
        (
            password(),
            "SCRAM-SHA-256 SCRAM-SHA-1-PLUS",
            &bound,
            Mechanism::ScramSha1Plus,
        ),
        (
            password(),
            "SCRAM-SHA-256-PLUS SCRAM-SHA-1",
            &plain,
            Mechanism::ScramSha1,
        ),
        (no_nonce.clone(), ALL, &bound, Mechanism::CramMd5),
        (password(), "LOGIN PLAIN XOAUTH2", &plain, Mechanism::Plain),
        (password(), "GSSAPI NTLM LOGIN", &plain, Mechanism::Login),
        (config(other()), ALL, &plain, Mechanism::ScramSha256),
        (
            config(other()),
            "LOGIN CRAM-MD5 PLAIN",
            &plain,
            Mechanism::Plain,
        ),
        (token(), ALL, &bound, Mechanism::OAuthBearer),
        (token(), "PLAIN XOAUTH2", &plain, Mechanism::XOAuth2),
        (
            config(Ok(Credentials::external())),
            ALL,
            &bound,
            Mechanism::External,
        ),
    ];
    for (config, offered, tls, expected) in table {
        assert_eq!(chosen(&config, offered, tls), Some(expected), "{offered}");
    }
}

#[test]
fn a_password_that_saslprep_refuses_goes_with_what_does_not_prepare_it() {
    let bell = config(Credentials::new("ada", "\u{7}"));
    assert_eq!(
        chosen(&bell, "SCRAM-SHA-256 PLAIN", &bound()),
        Some(Mechanism::Plain)
    );
    let nothing = config(Credentials::new("\u{ad}", "x"));
    assert_eq!(
        chosen(&nothing, "SCRAM-SHA-256 PLAIN", &bound()),
        Some(Mechanism::Plain)
    );
}

#[test]
fn nothing_takes_the_place_of_a_pinned_mechanism() {
    for mechanism in Mechanism::ALL {
        let pinned = Config {
            mechanism: Some(mechanism),
            ..password()
        };
        let fits = !matches!(
            mechanism,
            Mechanism::OAuthBearer
                | Mechanism::XOAuth2
                | Mechanism::External
                | Mechanism::Anonymous
        );
        assert_eq!(chosen(&pinned, ALL, &bound()), fits.then_some(mechanism));
        let others = ALL.replace(&format!(" {mechanism} "), " ");
        if others != ALL {
            assert!(matches!(
                exchange(&pinned, &others),
                Err(Error::Local(LocalError::MechanismNotOffered { mechanism: named, .. }))
                    if named == mechanism
            ));
        }
    }
}

#[test]
fn a_pinned_mechanism_that_is_not_offered_is_named() {
    let pinned = Config {
        mechanism: Some(Mechanism::CramMd5),
        ..password()
    };
    let told = exchange(&pinned, "SCRAM-SHA-256 PLAIN").unwrap_err();
    assert_eq!(
        told.to_string(),
        "the server does not offer CRAM-MD5, which was asked for by name \
         (it offers: SCRAM-SHA-256 PLAIN); allow another way to sign in"
    );
}

#[test]
fn whose_fault_it_is_that_nothing_fits() {
    for (config, offered, unfit) in [
        (password(), "", false),
        (password(), "GSSAPI", false),
        (password(), "XOAUTH2", true),
        (password(), "SCRAM-SHA-256-PLUS", true),
        (token(), "PLAIN LOGIN", true),
        (password(), "ANONYMOUS", true),
        (config(Credentials::anonymous("")), "EXTERNAL PLAIN", true),
        (
            config(Credentials::anonymous("x").unwrap().acting_for("y")),
            "ANONYMOUS",
            true,
        ),
        (
            config(Credentials::external().acting_for("x")),
            "PLAIN",
            true,
        ),
        (
            config(Credentials::with_token("x", "x").unwrap().acting_for("y")),
            "XOAUTH2",
            true,
        ),
    ] {
        match exchange(&config, offered).unwrap_err() {
            Error::Peer(PeerError::AuthUnavailable { .. }) => assert!(!unfit, "{offered}"),
            Error::Local(LocalError::CredentialsUnfit { .. }) => assert!(unfit, "{offered}"),
            other => panic!("{other}"),
        }
    }
}

/// What follows when the server says no, after so many prompts.
fn after(config: &Config, offered: &str, code: u16, prompts: usize) -> Option<Mechanism> {
    let mut exchange = exchange(config, offered).unwrap();
    exchange.command(config, &mut Mask::default());
    for _ in 0..prompts {
        exchange
            .respond(&reply(334, ""), &mut Mask::default())
            .unwrap();
    }
    let unknown = exchange.unknown_mechanism(&reply(code, "no"))?;
    means(config, offered, &TlsActive::attest(), |means| {
        Some(means.exchange(Some(unknown)).ok()?.mechanism)
    })
}

#[test]
fn only_a_mechanism_that_the_server_does_not_know_after_all_leads_to_a_weaker_one() {
    let offered = "LOGIN PLAIN CRAM-MD5 XOAUTH2";
    assert_eq!(after(&password(), offered, 504, 0), Some(Mechanism::Plain));
    assert_eq!(
        after(&password(), "LOGIN CRAM-MD5", 504, 0),
        Some(Mechanism::Login)
    );
    assert_eq!(after(&password(), "LOGIN", 504, 0), None);
    for code in [
        421, 432, 454, 500, 501, 502, 503, 530, 534, 535, 538, 550, 554,
    ] {
        assert_eq!(after(&password(), offered, code, 0), None, "{code}");
    }
    let pinned = Config {
        mechanism: Some(Mechanism::CramMd5),
        ..password()
    };
    assert_eq!(after(&pinned, offered, 504, 0), None);
    // Once it has prompted, it knows the mechanism, and judges the password.
    let prompted = Config {
        initial_response: Some(false),
        ..password()
    };
    assert_eq!(after(&prompted, "PLAIN LOGIN", 504, 1), None);
}

#[test]
fn prompts_that_carry_no_challenge_for_who_needs_one() {
    for (text, error) in [
        ("", PeerError::PromptEmpty),
        ("  ", PeerError::PromptEmpty),
        ("go on", PeerError::PromptNotBase64),
        ("QUJD\nQUJD", PeerError::PromptNotBase64),
        ("QUI", PeerError::PromptNotBase64),
        ("QUJD=", PeerError::PromptNotBase64),
    ] {
        for mechanism in ["CRAM-MD5", "SCRAM-SHA-256"] {
            let (mut exchange, _) = opened(&password(), mechanism);
            let said = exchange.respond(&reply(334, text), &mut Mask::default());
            assert_eq!(said.unwrap_err(), error, "{mechanism} {text:?}");
        }
    }
}

#[test]
fn prompts_that_never_end() {
    for (config, mechanism, most) in [
        (password(), "PLAIN", 0),
        (password(), "LOGIN", 2),
        (password(), "CRAM-MD5", 1),
        (token(), "XOAUTH2", 1),
        (token(), "OAUTHBEARER", 1),
        (config(Ok(Credentials::external())), "EXTERNAL", 0),
    ] {
        let (mut exchange, _) = opened(&config, mechanism);
        for _ in 0..most {
            answer(&mut exchange, b"more").unwrap();
        }
        let error = answer(&mut exchange, b"more").unwrap_err();
        assert_eq!(error, PeerError::PromptTooMany, "{mechanism}");
    }
}

/// Servers' messages, near SCRAM's and far from them.
fn messages() -> impl Strategy<Value = String> {
    let nonce = Nonce::from_random([7; 24]);
    let near = "[a-z]=[!-~]{0,9}(,[a-z]=[!-~]{0,9}){0,4}";
    let nearer = "[ -~]{0,3},s=[A-Za-z0-9+/=]{0,8},i=(4096|[0-9]{0,4})(,[a-z]=[!-~]{0,3}){0,2}";
    let nearer = nearer.prop_map(move |rest| format!("r={}{rest}", nonce.as_str()));
    prop_oneof![
        near.prop_map(String::from),
        nearer,
        "v=[A-Za-z0-9+/=]{0,44}",
        any::<String>()
    ]
}

proptest! {
    // A sign-in hashes 4096 times.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_server_prompts_a_sign_in_ends(
        prompts in vec((messages(), any::<bool>()), 4..8),
    ) {
        for (config, mechanisms) in [
            (password(), &["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"][..]),
            (token(), &["OAUTHBEARER", "XOAUTH2"]),
            (config(Ok(Credentials::external())), &["EXTERNAL"]),
        ] {
            for mechanism in mechanisms {
                let (mut exchange, _) = opened(&config, mechanism);
                let ended = prompts.iter().any(|(message, encoded)| {
                    let text = if *encoded { STANDARD.encode(message) } else { message.clone() };
                    exchange.respond(&reply(334, &text), &mut Mask::default()).is_err()
                });
                prop_assert!(ended, "{}", mechanism);
                let proven = !mechanism.starts_with("SCRAM");
                prop_assert_eq!(exchange.check_success().is_ok(), proven);
            }
        }
    }
}
