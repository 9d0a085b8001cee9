//! The oracles on inputs that were kept, and on inputs made at random: what the fuzzers do, on any
//! machine.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs, panic,
    path::{Path, PathBuf},
};

use proptest::{collection::vec, prelude::*, sample::select, test_runner::RngSeed};
use testsuite::oracle;

use crate::transcripts::files;

#[test]
fn every_oracle_holds_for_what_once_broke_it() {
    assert_holds("fuzz_regression");
}

#[test]
fn every_oracle_holds_for_what_the_fuzzers_begin_with() {
    let oracles = assert_holds("fuzz_seeds");
    assert_eq!(
        oracles.len(),
        oracle::ALL.len(),
        "only {oracles:?} have seeds"
    );
}

/// Gives the names of the oracles that there are inputs for.
fn assert_holds(folder: &str) -> BTreeSet<OsString> {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let inputs = files(&kept).unwrap();
    let breaks: Vec<_> = inputs.iter().filter(|file| !holds(file)).collect();
    assert!(breaks.is_empty(), "{breaks:#?}");
    let oracle = |file: &PathBuf| Some(file.parent()?.file_name()?.to_owned());
    inputs.iter().filter_map(oracle).collect()
}

/// Whether the oracle that the file's folder is named after holds for what is in it.
fn holds(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name);
    let mut oracles = oracle::ALL.iter();
    let (_, oracle) = oracles
        .find(|(name, _)| folder == Some(name.as_ref()))
        .expect("each folder has the name of an oracle");
    let input = fs::read(file).unwrap();
    panic::catch_unwind(|| oracle(&input)).is_ok()
}

const ADDRESSES: &[&str] = &[
    "a",
    "b.c",
    ".",
    "@",
    "\"",
    "\\",
    " ",
    "<",
    ">",
    "[",
    "]",
    "-",
    "_",
    "IPv6:",
    "127.0.0.1",
    "::1",
    "é",
    "\u{2028}",
    "\r",
    "\n",
    "\0",
    "xn--",
    "example.org",
];

const COMMANDS: &[&str] = &[
    "EHLO",
    "LHLO",
    "MAIL FROM:",
    "RCPT TO:",
    "DATA",
    "BDAT",
    "AUTH",
    "PLAIN",
    "LAST",
    "NOOP",
    "HELP",
    "VRFY",
    " ",
    "<a@b>",
    "<>",
    "<",
    ">",
    " SIZE=5",
    " BODY=",
    "8BITMIME",
    " SMTPUTF8",
    " RET=",
    "FULL",
    " ENVID=",
    " NOTIFY=",
    "NEVER",
    ",",
    " ORCPT=rfc822;",
    " RRVS=2014-04-03T23:01:00Z;C",
    "+2B",
    "=",
    "5",
    "é",
    "\r\n",
    "\0",
    " BY=5;R",
    " HOLDFOR=5",
    " HOLDUNTIL=2030-01-01T00:00:00Z",
    " MT-PRIORITY=-3",
];

const CONTENT: &[&str] = &[
    "\r",
    "\n",
    ".",
    "\r\n",
    "\r\n.\r\n",
    "\n.\n",
    "\r\n.\r\r\n",
    "text",
    ".text",
    "QUIT\r\n",
    "\0",
    " ",
    "é",
];

const REPLIES: &[&str] = &[
    "220 ",
    "250-",
    "250 ",
    "250",
    "354 ",
    "421 ",
    "550 ",
    "600 ",
    "2.0.0 ",
    "5.7.8",
    "\r\n",
    "\r",
    "\n",
    "text",
    "SIZE 1000",
    "AUTH PLAIN LOGIN",
    "AUTH=LOGIN",
    "STARTTLS",
    "\t",
    "\0",
    "é",
];

/// What a server says, at the right time more often than not.
const SERVER: &[&str] = &[
    "220 hi\r\n",
    "220 hi\r\n250 hi\r\n",
    "250 ok\r\n",
    "354 go\r\n",
    "550 no\r\n",
    "421 bye\r\n",
    "334 \r\n",
    "235 in\r\n",
    "535 out\r\n",
    "220 hi\r\n250-hi\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SIZE 1000\r\n",
    "250-hi\r\n250-AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256\r\n250 STARTTLS\r\n",
    "250-",
    "\r\n",
];

/// What a client says.
const CLIENT: &[&str] = &[
    "EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\n",
    "RCPT TO:<a@b>\r\nRCPT TO:<a@b>\r\n",
    "EHLO c\r\nAUTH PLAIN AGEAYg==\r\n",
    "BDAT 9\r\nsomething",
    "BDAT 9 LAST\r\nsomething",
    "EHLO c\r\n",
    "HELO c\r\n",
    "LHLO c\r\n",
    "MAIL FROM:<a@b>\r\n",
    "MAIL FROM:<nobody@b>\r\n",
    "MAIL FROM:<> BODY=BINARYMIME\r\n",
    "RCPT TO:<a@b>\r\n",
    "RCPT TO:<busy@b>\r\n",
    "DATA\r\n",
    "text\r\n",
    ".\r\n",
    "\r\n.\r\n",
    "BDAT 6\r\ntext\r\n",
    "BDAT 6 LAST\r\ntext\r\n",
    "BDAT 0 LAST\r\n",
    "RSET\r\n",
    "NOOP\r\n",
    "VRFY a\r\n",
    "AUTH PLAIN AGEAYg==\r\n",
    "AUTH LOGIN\r\n",
    "YQ==\r\n",
    "STARTTLS\r\n",
    "QUIT\r\n",
    "\r\n",
    "\n",
    "a",
    "HELP\r\n",
];

/// What stands in a setup of the sandbox.
const SETUP: &[&str] = &[
    "greeting: ",
    "starttls: ",
    "auth a: ",
    "auth: ",
    "sender <>: ",
    "recipient *@b first 1: ",
    "data: ",
    "content: ",
    "verdict *: ",
    "noop: ",
    "quit: ",
    "unknown: ",
    "reply 250 ok\n",
    "reply 354 go\n",
    "reply 421 bye\n",
    "reply 550 no\\n\\\\\n",
    "delay 2s\n",
    "delay 600s\n",
    "delay 300ms\n",
    "silence\n",
    "cut\n",
    "cut after 3\n",
    "strip\n",
    "inject 250 fake\n",
    "server: a.test\n",
    "security: none\n",
    "user: a b c\n",
    "auth: optional\n",
    "offer: size=9 recipients=1 auth=clear -chunking\n",
    "line: slow 10/s\n",
    "line: bare-lf\n",
    "# é\n",
    " ",
    ":",
    "+2",
];

/// What stands in a control message of the tunnel.
const MESSAGES: &[&str] = &[
    r#"{"type":"open","upstream":"mail"}"#,
    r#"{"type":"open","host":"a.example","port":465,"tls":"implicit","token":"a-secret-token"}"#,
    r#"{"type":"open","host":"MAIL.test.","port":465,"tls":"starttls"}"#,
    r#"{"type":"starttls"}"#,
    r#"{"type":"eof"}"#,
    r#"{"type":"ack","bytes":9007199254740991}"#,
    r#"{"type":"error","code":"internal","message":"no"}"#,
    "{",
    "}",
    r#""type":"open""#,
    r#""upstream":"#,
    r#""host":"#,
    r#""port":"#,
    r#""tls":"#,
    r#""token":"#,
    r#""a-secret-that-is-long""#,
    "null",
    "65536",
    "-1",
    "1e9",
    ",",
    ":",
    "[",
    "]",
    "\"",
    "\\u0000",
    "é",
];

/// Pieces of a token's claims.
const CLAIMS: &[&str] = &[
    r#"{"aud":"gateway.example","exp":1800000100,"sub":"ada""#,
    r#","wsmtp":{"upstreams":["mail"]}"#,
    r#","wsmtp":{"upstreams":[],"recipients":1}"#,
    r#","wsmtp":[]"#,
    r#","nbf":1800000031"#,
    r#","exp":1e300"#,
    r#","exp":-1"#,
    r#","exp":"1800000100""#,
    r#","aud":["another.example","gateway.example"]"#,
    r#","aud":[]"#,
    r#","sub":"""#,
    r#","sub":"\u0007""#,
    "}",
    "{",
    ",",
    "\"a\":1",
    "eyJhbGciOiJub25lIn0",
    "eyJhbGciOiJub25lIiwia2lkIjoia25vd24ifQ",
    ".",
];

/// Lines of a configuration, with and without faults.
const CONFIG: &[&str] = &[
    "listen = \"127.0.0.1:0\"\n",
    "listen = \"unix:a.sock\"\n",
    "origins = [\"https://a.example\"]\n",
    "hosts = [\"a.example\"]\n",
    "[upstream.mail]\nhost = \"127.0.0.1\"\nport = 25\ntls = \"none\"\ntokens = \"none\"\n",
    "[upstream.two]\nhost = \"a.example\"\nport = 465\ntls = \"implicit\"\ntokens = \"none\"\n",
    "[upstream.mail.rules]\nsenders = [\"@a.example\"]\nrecipients = 1\n",
    "[open]\nhosts = [\"*.example\"]\nports = [465]\ntokens = \"none\"\n",
    "[limits]\nsessions = 1\n",
    "[proxies]\nfrom = [\"127.0.0.1\"]\nby = \"proxy-protocol\"\n",
    "[admin]\nlisten = \"127.0.0.1:0\"\n",
    "[audit]\naddresses = \"plain\"\n",
    "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n",
    "[tls]\ncertificate = \"certificate.pem\"\nkey = \"other-key.pem\"\n",
    "[tokens]\nkeys = \"keys.json\"\naudience = \"a\"\n",
    "[upstream.mail.account]\nuser = \"a\"\npassword_file = \"password\"\n",
    "[upstream.mail.account]\nuser = \"a\"\npassword_env = \"PATH\"\nanybody = true\n",
    "[audit]\nfile = \"audit.log\"\n",
    "tokens = \"required\"\n",
    "ca = \"certificate.pem\"\n",
    "ca = \"password\"\n",
    "idle = 1\n",
    "window = 16384\n",
    "window = 99999999999999999999\n",
    "port = 70000\n",
    "prot = 1\n",
    "cleartext = true\n",
    "networks = [\"10.0.0.0/8\"]\n",
    "networks = [\"10.0.0.0/99\"]\n",
    "senders = [\"@\"]\n",
    "socket = \"a.sock\"\n",
    "[",
    "]",
    "=",
    "\"",
    "\n",
    "é",
    "\0",
    "\"\"\"\n",
];

/// Frames as the oracle takes them: heads with the bit of a mask and no key.
const FRAMES: &[&[u8]] = &[
    b"\x82\x85bytes",
    b"\x82\x80",
    b"\x02\x83one",
    b"\x00\x83two",
    b"\x80\x85three",
    b"\x81\x84text",
    b"\x81\xa1{\"type\":\"open\",\"upstream\":\"mail\"}",
    b"\x01\x87{\"type\"",
    b"\x80\x87:\"eof\"}",
    b"\x81\x8e{\"type\":\"eof\"}",
    b"\x81\x93{\"type\":\"starttls\"}",
    b"\x81\x82\xc3\x28",
    b"\x89\x84ping",
    b"\x8a\x84pong",
    b"\x88\x80",
    b"\x88\x82\x03\xe8",
    b"\x88\x81a",
    b"\x88\x82\x00\x00",
    b"\x82\x05plain",
    b"\xc2\x81a",
    b"\x83\x80",
    b"\x8b\x80",
    b"\x09\x80",
    b"\x82\xfe\x00\x80",
    b"\x89\xfe\x00\x7e",
    b"\x82\xff\x00\x00\x00\x00\x00\x10\x00\x00",
    b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff",
];

/// Some of `words` in a row, and now and then any octet.
fn octets<T: AsRef<[u8]>>(words: &'static [T]) -> impl Strategy<Value = Vec<u8>> {
    let word = (0..words.len()).prop_map(|nth| words[nth].as_ref().to_vec());
    let words = vec(prop_oneof![8 => word, 1 => vec(any::<u8>(), 1)], 0..40);
    words.prop_map(|words| words.concat())
}

/// The same behind an octet that says into what pieces they are cut.
fn pieces(words: &'static [&str]) -> impl Strategy<Value = Vec<u8>> {
    (0..20_u8, octets(words)).prop_map(|(size, octets)| [vec![size], octets].concat())
}

/// A session with one of `words` or one of the acts at a time, behind what sets it up.
fn session(words: &'static [&str]) -> impl Strategy<Value = Vec<u8>> {
    let word = select(words).prop_map(|word| word.as_bytes().to_vec());
    let act = (0xf5..=0xff_u8, any::<[u8; 2]>()).prop_map(|(act, [a, b])| vec![act, a, b]);
    let steps = vec(prop_oneof![3 => word, 1 => act], 0..20);
    (any::<[u8; 2]>(), steps)
        .prop_map(|(setting, steps)| [setting.to_vec(), steps.concat()].concat())
}

/// A line of a setup, sound where the action is one of its stage.
fn rule() -> impl Strategy<Value = String> {
    let (about, what): (Vec<&str>, Vec<&str>) = SETUP.iter().partition(|word| word.ends_with(": "));
    let lines = what.into_iter().filter(|word| word.ends_with('\n'));
    let (fault, whole): (Vec<&str>, Vec<&str>) =
        lines.partition(|word| !word.contains(": ") && !word.starts_with('#'));
    prop_oneof![
        2 => (select(about), select(fault)).prop_map(|(stage, action)| format!("{stage}{action}")),
        1 => select(whole).prop_map(str::to_owned),
    ]
}

/// The same inputs on every machine and in every run; the fuzzers look for others.
fn config() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(0),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn addresses_hold(input in octets(ADDRESSES)) {
        oracle::addresses(&input);
    }

    #[test]
    fn client_holds(input in session(SERVER)) {
        oracle::client(&input);
    }

    #[test]
    fn commands_hold(input in octets(COMMANDS)) {
        oracle::commands(&input);
    }

    #[test]
    fn config_holds(input in octets(CONFIG)) {
        oracle::config(&input);
    }

    #[test]
    fn tokens_hold(input in octets(CLAIMS)) {
        oracle::tokens(&input);
    }

    #[test]
    fn frames_hold(input in (0..8_u8, octets(FRAMES))) {
        let (door, octets) = input;
        oracle::frames(&[vec![door], octets].concat());
    }

    #[test]
    fn page_messages_hold(input in octets(MESSAGES)) {
        oracle::page_messages(&input);
    }

    #[test]
    fn content_holds(input in pieces(CONTENT)) {
        oracle::content(&input);
    }

    #[test]
    fn inspector_holds(input in session(CLIENT)) {
        oracle::inspector(&input);
    }

    #[test]
    fn replies_hold(input in pieces(REPLIES)) {
        oracle::replies(&input);
    }

    #[test]
    fn server_holds(input in session(CLIENT)) {
        oracle::server(&input);
    }

    #[test]
    fn setups_hold(setup in octets(SETUP), rules in vec(rule(), 0..6), said in session(CLIENT)) {
        oracle::setups(&[&setup, &b"\0"[..], &said].concat());
        oracle::setups(&[rules.concat().as_bytes(), b"\0", &said].concat());
    }

    #[test]
    fn smtp_proto_agrees(
        command in octets(COMMANDS),
        content in octets(CONTENT),
        replies in octets(REPLIES),
    ) {
        for input in [command, content, replies] {
            oracle::smtp_proto(&input);
        }
    }
}
