//! Configurations: the good one, and what is said about the others.

use std::path::Path;

use wsmtp_gateway::{Config, Limits, check};
use wsmtp_tunnel::Security;

use crate::support::{
    authority::Authority,
    mailserver::serve,
    stage::{NAME, Stage},
};

/// The file of the README, against a real server.
#[tokio::test]
async fn ten_lines_serve_a_real_server() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, _server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 inside\r\n").await;
        line.hear_rest().await
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("authority.pem"), &authority.pem).unwrap();
    let file = folder.path().join("wsmtp.toml");
    let text = format!(
        "listen = \"127.0.0.1:0\"\n\
         origins = [\"https://mail.example.org\"]\n\
         \n\
         [upstream.mail]\n\
         host = \"127.0.0.1\"\n\
         port = {port}\n\
         tls = \"implicit\"\n\
         tokens = \"none\"\n\
         ca = \"authority.pem\"\n\
         server_name = \"{NAME}\"\n"
    );
    std::fs::write(&file, text).unwrap();
    let stage = Stage::new(check::read(&file).unwrap()).await;
    stage.opened("220 inside\r\n").await;
}

fn parse(text: &str) -> Result<Config, Vec<String>> {
    check::parse(text, Path::new("/nowhere"))
        .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

const GOOD: &str = "[upstream.mail]\nhost = \"mail.example.org\"\nport = 465\ntls = \"implicit\"\ntokens = \"none\"\n";

#[test]
fn an_upstream_is_all_that_is_needed() {
    let config = parse(GOOD).unwrap();
    assert!(config.listen.is_local());
    assert_eq!(config.upstreams["mail"].tls, Security::Implicit);
    assert_eq!(config.limits.session.as_secs(), 7200);
}

/// Each: what is added to the good file, and the start of the only complaint.
const WRONG: &[(&str, &str)] = &[
    (
        "prot = 25\n",
        "6: upstream.mail.prot: there is no such key; did you mean `port`?",
    ),
    (
        "colour = 1\n",
        "6: upstream.mail.colour: there is no such key; possible are host, port,",
    ),
    (
        "[limit]\nidle = 5\n",
        "6: limit: there is no such key; did you mean `limits`?",
    ),
    (
        "[limits]\nsesions = 5\n",
        "7: limits.sesions: there is no such key; did you mean `sessions`?",
    ),
    (
        "[limits]\nidle = \"5m\"\n",
        "7: limits.idle: invalid type: string \"5m\", expected whole seconds",
    ),
    (
        "[limits]\nidle = -5\n",
        "7: limits.idle: invalid value: integer `-5`, expected whole seconds",
    ),
    (
        "[limits]\nsessions = \"many\"\n",
        "7: limits.sessions: invalid type: string \"many\", expected a whole number",
    ),
    (
        "[limits]\nidle = 4294967296\n",
        "7: limits.idle: invalid value: integer `4294967296`, expected whole seconds",
    ),
    (
        "[upstream.mail.rules]\nrecipients = \"many\"\n",
        "7: upstream.mail.rules.recipients: invalid type: string \"many\", expected a whole number",
    ),
    (
        "[upstream.mail.rules]\nmails = -1\n",
        "7: upstream.mail.rules.mails: invalid value: integer `-1`, expected a whole number",
    ),
    (
        "[upstream]\nb = 5\n",
        "7: upstream.b: invalid type: integer `5`, expected a table with host, port, tls and tokens",
    ),
    (
        "[limits]\nidle = 0\n",
        "7: limits.idle: a time of 0 seconds",
    ),
    (
        "[limits]\nsessions = 0\n",
        "7: limits.sessions: must be between 1 and",
    ),
    (
        "[limits]\nopens = 0\n",
        "7: limits.opens: must be between 1 and",
    ),
    (
        "[limits]\nupload = 0\n",
        "7: limits.upload: no session lives on 0 bytes",
    ),
    (
        "[limits]\nwindow = 100\n",
        "7: limits.window: must be between 16384 and",
    ),
    (
        "ca = \"none.pem\"\n",
        "6: upstream.mail.ca: cannot read certificates from /nowhere/none.pem",
    ),
    (
        "server_name = \"a b\"\n",
        "6: upstream.mail.server_name: `a b` is not a host name",
    ),
    (
        "[admin]\nlisten = \"192.0.2.1:9025\"\n",
        "7: admin.listen: everybody who reaches it could read metrics",
    ),
    (
        "[admin]\nlisten = \"127.0.0.1:9025\"\nhosts = [\"a:1\"]\n",
        "8: admin.hosts: `a:1` is not a host name",
    ),
    (
        "[admin]\nlisten = \"127.0.0.1:8025\"\n",
        "7: admin.listen: pages come in there",
    ),
    (
        "[audit]\nfile = \"none/audit.log\"\n",
        "7: audit.file: there is no folder /nowhere/none",
    ),
    (
        "[audit]\naddresses = \"hidden\"\n",
        "7: audit.addresses: unknown variant",
    ),
    ("port = 5\n", "6: duplicate key"),
    ("host\n", "6: "),
    (
        "[upstream.Mail]\nhost = \"a\"\nport = 1\ntls = \"implicit\"\ntokens = \"none\"\n",
        "6: upstream.Mail: the name",
    ),
    (
        "[upstream.b]\nhost = \"b\"\nport = 25\n",
        "6: upstream.b: missing field `tls`",
    ),
    (
        "[upstream.b]\nhost = \"b\"\nport = 0\ntls = \"starttls\"\ntokens = \"none\"\n",
        "8: upstream.b.port: a port is a number from 1 to 65535",
    ),
    (
        "[upstream.b]\nhost = \"b/c\"\nport = 25\ntls = \"starttls\"\ntokens = \"none\"\n",
        "7: upstream.b.host: `b/c` is neither",
    ),
    (
        "[upstream.b]\nhost = \"b\"\nport = 25\ntls = \"none\"\ntokens = \"none\"\n",
        "9: upstream.b.tls: `none` sends passwords",
    ),
    (
        "[upstream.b]\nhost = \"b\"\nport = 25\ntls = \"ssl\"\ntokens = \"none\"\n",
        "9: upstream.b.tls: unknown variant `ssl`",
    ),
    (
        "[upstream.b]\nhost = \"b\"\nport = 25\ntls = \"implicit\"\n",
        "6: upstream.b.tokens: say who may go there",
    ),
    (
        "[upstream.b]\ntls = \"starttls\"\ntokens = \"none\"\n",
        "6: upstream.b.host: say where the server is",
    ),
    (
        "[upstream.b]\nhost = \"b\"\ntls = \"starttls\"\ntokens = \"none\"\n",
        "6: upstream.b.port: a port is a number",
    ),
    (
        "[upstream.b]\nsocket = \"s\"\nport = 25\ntls = \"none\"\ntokens = \"none\"\n",
        "8: upstream.b.port: a Unix socket has no port",
    ),
    (
        "[upstream.b]\nsocket = \"s\"\ntls = \"starttls\"\ntokens = \"none\"\n",
        "6: upstream.b.server_name: say the name",
    ),
    (
        "[open]\nhosts = []\nports = [465]\ntokens = \"none\"\n",
        "7: open.hosts: say which hosts",
    ),
    (
        "[open]\nhosts = [\"*\"]\nports = [465]\ntokens = \"none\"\n",
        "7: open.hosts: `*` is no host",
    ),
    (
        "[open]\nhosts = [\"0x7f.1\"]\nports = [465]\ntokens = \"none\"\n",
        "7: open.hosts: `0x7f.1` is no host: a host that ends in a number",
    ),
    (
        "[open]\nhosts = [\"10.0.0.1\"]\nports = [465]\ntokens = \"none\"\n",
        "7: open.hosts: `10.0.0.1` is private; list it in `networks` too",
    ),
    (
        "[open]\nhosts = [\"a\"]\nports = []\ntokens = \"none\"\n",
        "8: open.ports: say which ports",
    ),
    (
        "[open]\nhosts = [\"a\"]\nports = [0]\ntokens = \"none\"\n",
        "8: open.ports: a port is a number from 1 to 65535",
    ),
    (
        "[open]\nhosts = [\"a\"]\nports = [465]\n",
        "6: open.tokens: say who may go there",
    ),
    (
        "[open]\nhosts = [\"a\"]\nports = [465]\ntokens = \"none\"\nnetworks = [\"0.0.0.0/0\"]\n",
        "10: open.networks: `0.0.0.0/0` is not within one private network",
    ),
    (
        "[open]\nhosts = [\"a\"]\nports = [465]\ntokens = \"none\"\ndeny = [\"10.1\"]\n",
        "10: open.deny: `10.1` is no network",
    ),
    (
        "[upstream.b]\nhost = \"b\"\nport = 70000\ntls = \"none\"\ntokens = \"none\"\n",
        "8: upstream.b.port: invalid value: integer `70000`, expected a port up to 65535",
    ),
];

#[test]
fn every_mistake_is_named_by_line_and_key() {
    for (added, complaint) in WRONG {
        let problems = parse(&format!("{GOOD}{added}")).unwrap_err();
        assert_eq!(problems.len(), 1, "{added}: {problems:#?}");
        assert!(
            problems[0].starts_with(complaint),
            "{added}: {}",
            problems[0]
        );
    }
}

#[test]
fn an_address_of_the_gateways_own_may_be_listed_by_itself() {
    let open = "[open]\nhosts = [\"a\"]\nports = [465]\ntokens = \"none\"\n";
    for network in ["127.0.0.1", "1.1.1.1", "2606:4700::1111/128", "10.1.0.0/16"] {
        parse(&format!("{open}networks = [\"{network}\"]\n")).unwrap();
    }
}

#[test]
fn the_open_hosts_of_the_readme_are_good() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("\n[open]\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    // The keys of tokens are in a file.
    let block = block.replace("\"required\"", "\"none\"");
    let open = parse(&format!("[open]\n{block}")).unwrap().open.unwrap();
    assert_eq!(open.ports, [465, 587]);
}

#[test]
fn mistakes_at_the_top() {
    for (added, complaint) in [
        (
            "listen = \"0.0.0.0:80\"\ncleartext = true\n",
            "1: hosts: a gateway that listens beyond",
        ),
        (
            "listen = \"here\"\n",
            "1: listen: `here` is no place to listen at",
        ),
        (
            "origins = [\"mail.example.org\"]\n",
            "1: origins: `mail.example.org` is not an origin",
        ),
        (
            "origins = [\"null\"]\n",
            "1: origins: `null` is not an origin",
        ),
        (
            "origins = [\"https://a/b\"]\n",
            "1: origins: `https://a/b` is not an origin",
        ),
        (
            "hosts = [\"https://a\"]\n",
            "1: hosts: `https://a` is not a host name",
        ),
        (
            "lisen = 1\n",
            "1: lisen: there is no such key; did you mean `listen`?",
        ),
    ] {
        let problems = parse(&format!("{added}{GOOD}")).unwrap_err();
        assert_eq!(problems.len(), 1, "{added}: {problems:#?}");
        assert!(
            problems[0].starts_with(complaint),
            "{added}: {}",
            problems[0]
        );
    }
    let problems = parse("").unwrap_err();
    assert!(
        problems[0].starts_with("1: upstream: no mail server is named"),
        "{problems:?}"
    );
}

/// The rest of a value could pass for a mistake of its own.
#[test]
fn a_mistake_is_one_line_whatever_the_file_says() {
    for (added, complaint) in [
        (
            "server_name = \"a\\n7: b\"\n",
            "6: upstream.mail.server_name: `a\\n7: b` is not a host name",
        ),
        (
            "\"a\\u202eb\" = 1\n",
            "6: upstream.mail.a\\u{202e}b: there is no such key",
        ),
    ] {
        let problems = parse(&format!("{GOOD}{added}")).unwrap_err();
        assert!(problems[0].starts_with(complaint), "{}", problems[0]);
    }
}

#[test]
fn all_mistakes_are_named_at_once() {
    let text = format!("origins = [\"x\"]\n{GOOD}prot = 1\n[limits]\nidle = 0\n");
    let problems = parse(&text).unwrap_err();
    let lines: Vec<_> = problems
        .iter()
        .filter_map(|problem| problem.split(':').next())
        .collect();
    assert_eq!(lines, ["1", "7", "9"], "{problems:#?}");
}

/// All keys of `[limits]` and their values, as numbers.
fn limits(limits: &Limits) -> Vec<(String, u64)> {
    // One field a line, times with their unit.
    let lines = format!("{limits:#?}");
    let fields = lines
        .lines()
        .filter_map(|line| line.trim().split_once(": "));
    fields
        .map(|(key, value)| {
            let number = value.trim_end_matches(',').trim_end_matches('s');
            (key.to_owned(), number.parse().unwrap())
        })
        .collect()
}

#[test]
fn every_limit_in_the_code_is_a_key_of_the_file() {
    // Above the least window; no two are equal.
    let expected: Vec<_> = (20_000..)
        .zip(limits(&Limits::default()))
        .map(|(value, (key, _))| (key, value))
        .collect();
    let lines: String = expected
        .iter()
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    let text = format!(
        "listen = \"127.0.0.1:1\"\norigins = []\nhosts = []\n{GOOD}server_name = \"a\"\ncleartext = true\n\
         [limits]\n{lines}"
    );
    assert_eq!(limits(&parse(&text).unwrap().limits), expected);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = check::read(Path::new("/nowhere/wsmtp.toml")).unwrap_err();
    assert_eq!(error.to_string(), "cannot read /nowhere/wsmtp.toml");
}

#[test]
fn the_defaults_in_the_readme_are_the_defaults() {
    for (key, default) in limits(&Limits::default()) {
        let row = format!("| `{key}` | {default} | ");
        assert!(include_str!("../../README.md").contains(&row), "{row}");
    }
}

#[test]
fn an_authority_that_is_no_certificate_is_found_before_serving() {
    let folder = tempfile::tempdir().unwrap();
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    std::fs::write(folder.path().join("ca.pem"), pem).unwrap();
    let problems = check::parse(&format!("{GOOD}ca = \"ca.pem\"\n"), folder.path()).unwrap_err();
    let problem = problems[0].to_string();
    assert!(
        problem.starts_with("6: upstream.mail.ca: cannot read certificates from"),
        "{problem}"
    );
}

#[test]
fn strangers_in_clear_take_tls_a_proxy_or_a_word_of_their_own() {
    let beyond = format!("origins = []\nhosts = [\"a.example\"]\nlisten = \"0.0.0.0:80\"\n{GOOD}");
    let problems = parse(&beyond).unwrap_err();
    let complaint = "3: listen: tokens, passwords and mails would travel readable";
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].starts_with(complaint), "{problems:#?}");
    for way in ["[tls]", "[proxies]", "`cleartext = true`"] {
        assert!(problems[0].contains(way), "{way}: {problems:#?}");
    }
    let proxies = "[proxies]\nfrom = [\"10.0.0.1\"]\nby = \"x-forwarded-for\"\n";
    parse(&format!("{beyond}{proxies}")).unwrap();
    parse(&format!("cleartext = true\n{beyond}")).unwrap();
    parse(&beyond.replace("0.0.0.0", "127.0.0.1")).unwrap();
    parse(&beyond.replace("0.0.0.0:80", "unix:/run/a.sock")).unwrap();
}

/// The certificate is of no use, and that is all that is wrong.
#[test]
fn a_listener_with_tls_may_be_open_to_strangers() {
    let tls = "[tls]\ncertificate = \"none.pem\"\nkey = \"none.pem\"\n";
    let text = format!("listen = \"[::]:443\"\nhosts = [\"a.example\"]\n{GOOD}{tls}");
    let problems = parse(&text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].starts_with("9: tls.certificate: "));
}

#[test]
fn another_machine_in_clear_takes_a_word_of_its_own() {
    let clear = "[upstream.b]\nhost = \"b\"\nport = 25\ntls = \"none\"\ntokens = \"none\"\n";
    assert!(parse(clear).is_err());
    let config = parse(&format!("{clear}cleartext = true\n")).unwrap();
    assert!(config.upstreams["b"].cleartext);
}
