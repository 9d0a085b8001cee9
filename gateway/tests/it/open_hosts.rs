//! Hosts that a page chooses: which it may, and that nothing is ever connected at an address that it
//! may not.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

use tokio::net::TcpListener;
use wsmtp_gateway::{
    Config, Resolve,
    config::{OpenHosts, TokenRule},
};
use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Security, Target};

use crate::support::{
    authority::Authority,
    logs,
    mailserver::{patient, serve},
    page::Page,
    patiently,
    resolver::{Busy, Down, Script, Silent},
    stage::{NAME, Stage},
};

/// Any host below `example.test`, in clear too, at 127.0.0.1 and nowhere else on this machine.
fn config(port: u16) -> Config {
    let mut config = Config::new(SocketAddr::from(([127, 0, 0, 1], 0)));
    let mut open = OpenHosts::new(vec!["*.example.test".into()], vec![port]);
    open.tokens = Some(TokenRule::None);
    open.networks = vec!["127.0.0.1".into()];
    open.cleartext = true;
    config.open = Some(open);
    config
}

async fn open(page: &mut Page, host: &str, port: u16, tls: Security) {
    let host = host.to_owned();
    let target = Target::Host { host, port, tls };
    let token = None;
    page.say(&PageMessage::Open(Open { target, token })).await;
}

/// A page that has asked for this host, in clear.
async fn asking(stage: &Stage, host: &str, port: u16) -> Page {
    let mut page = stage.page().await;
    open(&mut page, host, port, Security::None).await;
    page
}

/// Listens where nobody may come; whether somebody has, so far.
struct Trap(TcpListener);

impl Trap {
    async fn at(address: &str, port: u16) -> Self {
        Self(TcpListener::bind((address, port)).await.unwrap())
    }

    fn is_untouched(&self) -> bool {
        use futures_util::FutureExt;
        self.0.accept().now_or_never().is_none()
    }
}

#[tokio::test]
async fn a_host_that_a_pattern_means() {
    let port = patient().await;
    let script = Script::new(&[&["127.0.0.1"]]);
    let stage = Stage::resolving(config(port), script.clone()).await;
    for host in [
        "mail.example.test",
        "MAIL.Example.TEST.",
        "a.b.example.test",
    ] {
        let mut page = asking(&stage, host, port).await;
        let opened = page.opened().await;
        assert_eq!(opened.peer, format!("127.0.0.1:{port}"));
        assert_eq!(opened.security, Security::None);
        page.hear("220 patient\r\n").await;
        let canonical = host.to_ascii_lowercase();
        assert_eq!(
            *script.last_host.lock().unwrap(),
            canonical.trim_end_matches('.')
        );
    }
    assert!(logs::text().contains("upstream=\"*\""));
}

#[tokio::test]
async fn a_host_or_port_that_nothing_permits() {
    let port = patient().await;
    let script = Script::new(&[&["127.0.0.1"]]);
    let stage = Stage::resolving(config(port), script.clone()).await;
    for (host, asked, words) in [
        ("example.test", port, "*.example.test"),
        ("mail.example.org", port, "does not permit that host"),
        ("127.0.0.1", port, "does not permit that host"),
        ("localhost", port, "does not permit that host"),
        ("0x7f.1", port, "unusual spelling"),
        ("2130706433", port, "unusual spelling"),
        ("[::1]", port, "without brackets"),
        ("mail..example.test", port, "between the dots"),
        ("s3cret\n.example.test", port, "only letters"),
        ("mail.example.test", 25, "does not permit port 25"),
        ("mail.example.test", 0, "does not permit port 0"),
    ] {
        let mut page = asking(&stage, host, asked).await;
        let message = page.failed(ErrorCode::HostForbidden).await;
        assert!(message.contains(words), "{host}: {message}");
    }
    assert_eq!(
        script.asked.load(SeqCst),
        0,
        "nobody is asked about what is not permitted"
    );
}

#[tokio::test]
async fn in_clear_only_where_the_operator_says_so() {
    let port = patient().await;
    let mut config = config(port);
    config.open.as_mut().unwrap().cleartext = false;
    let stage = Stage::resolving(config, Script::new(&[&["127.0.0.1"]])).await;
    let mut page = asking(&stage, "mail.example.test", port).await;
    let message = page.failed(ErrorCode::HostForbidden).await;
    assert!(message.contains("in clear"), "{message}");
}

#[tokio::test]
async fn an_address_that_is_listed_as_host_and_as_network() {
    let port = patient().await;
    let mut config = config(port);
    config.open.as_mut().unwrap().hosts = vec!["127.0.0.1".into()];
    let stage = Stage::new(config).await;
    asking(&stage, "127.0.0.1", port).await.opened().await;
}

#[tokio::test]
async fn a_name_with_a_bad_address_is_never_connected() {
    let port = patient().await;
    let traps = [
        Trap::at("127.0.0.2", port).await,
        Trap::at("::1", port).await,
    ];
    for addresses in [
        &["127.0.0.2"][..],
        &["127.0.0.1", "127.0.0.2"],
        &["127.0.0.2", "127.0.0.1"],
        &["::ffff:127.0.0.2"],
        &["64:ff9b::127.0.0.2"],
        &["::1"],
        &["0.0.0.0"],
        &["::"],
        &["169.254.169.254"],
        &["fd00:ec2::254"],
        &["10.0.0.1"],
    ] {
        let stage = Stage::resolving(config(port), Script::new(&[addresses])).await;
        let mut page = asking(&stage, "mail.example.test", port).await;
        page.send("EHLO me\r\n").await;
        let message = page.failed(ErrorCode::HostForbidden).await;
        assert!(message.contains("pages may not choose"), "{message}");
        assert!(
            !message.contains("127.0"),
            "a resolver's answer is nothing for pages: {message}"
        );
    }
    assert!(traps.iter().all(Trap::is_untouched));
}

#[tokio::test]
async fn a_resolver_that_changes_its_mind_is_asked_once() {
    let port = patient().await;
    let trap = Trap::at("127.0.0.2", port).await;
    let script = Script::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let stage = Stage::resolving(config(port), script.clone()).await;
    let mut page = asking(&stage, "mail.example.test", port).await;
    assert_eq!(page.opened().await.peer, format!("127.0.0.1:{port}"));
    page.hear("220 patient\r\n").await;
    assert_eq!(script.asked.load(SeqCst), 1);
    let mut page = asking(&stage, "mail.example.test", port).await;
    page.failed(ErrorCode::HostForbidden).await;
    assert_eq!(script.asked.load(SeqCst), 2);
    assert!(trap.is_untouched());
}

#[tokio::test]
async fn what_is_denied_is_not_connected() {
    let port = patient().await;
    let mut config = config(port);
    config.open.as_mut().unwrap().deny = vec!["127.0.0.0/8".into()];
    let stage = Stage::resolving(config, Script::new(&[&["127.0.0.1"]])).await;
    let mut page = asking(&stage, "mail.example.test", port).await;
    let message = page.failed(ErrorCode::HostForbidden).await;
    assert!(message.contains("denied by the operator"), "{message}");
}

#[tokio::test]
async fn resolvers_in_trouble() {
    let mut config = config(465);
    config.limits.connect = Duration::from_millis(50);
    for resolver in [Arc::new(Silent) as Arc<dyn Resolve>, Arc::new(Down)] {
        let stage = Stage::resolving(config.clone(), resolver).await;
        let mut page = asking(&stage, "mail.example.test", 465).await;
        let message = page.failed(ErrorCode::NameUnresolved).await;
        assert!(message.contains("mail.example.test"), "{message}");
    }
    let stage = Stage::resolving(config.clone(), Arc::new(Busy)).await;
    let mut page = asking(&stage, "mail.example.test", 465).await;
    let message = page.failed(ErrorCode::TooManySessions).await;
    assert!(message.contains("try again"), "{message}");
    let stage = Stage::resolving(config, Script::new(&[&[]])).await;
    let mut page = asking(&stage, "mail.example.test", 465).await;
    let message = page.failed(ErrorCode::ServerUnreachable).await;
    assert!(message.contains("no address"), "{message}");
}

#[tokio::test]
async fn of_hundreds_of_addresses_few_are_tried() {
    let port = patient().await;
    let trap = Trap::at("127.0.0.9", port).await;
    let mut config = config(port);
    let names: Vec<_> = (2..=255).map(|n| format!("127.0.1.{n}")).collect();
    let open = config.open.as_mut().unwrap();
    open.networks.extend(names.clone());
    let mut addresses: Vec<_> = names.iter().map(String::as_str).collect();
    addresses.push("127.0.0.9");
    let stage = Stage::resolving(config, Script::new(&[&addresses])).await;
    let mut page = asking(&stage, "mail.example.test", port).await;
    page.failed(ErrorCode::ServerUnreachable).await;
    assert!(trap.is_untouched());
}

#[tokio::test]
async fn tls_is_for_the_name() {
    let authority = Authority::new();
    for (name, is_right) in [(NAME, true), ("other.example.test", false)] {
        let acceptor = authority.acceptor(name);
        let (port, _server) = serve(|line| async move {
            if let Ok(stream) = acceptor.accept(line.0).await {
                let mut line = crate::support::mailserver::Line(stream);
                line.say("220 inside\r\n").await;
                line.hear_rest().await;
            }
        })
        .await;
        let mut config = config(port);
        config
            .open
            .as_mut()
            .unwrap()
            .authorities
            .push(authority.der.clone());
        let stage = Stage::resolving(config, Script::new(&[&["127.0.0.1"]])).await;
        let mut page = stage.page().await;
        open(&mut page, NAME, port, Security::Implicit).await;
        if is_right {
            assert_eq!(page.opened().await.tls.unwrap().certificate.names, [NAME]);
            page.hear("220 inside\r\n").await;
        } else {
            page.failed(ErrorCode::CertificateName).await;
        }
    }
}

#[tokio::test]
async fn starttls_at_a_host_of_the_pages_choosing() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("STARTTLS\r\n").await;
        line.say("220 go ahead\r\n").await;
        let mut line = line.secure(acceptor).await;
        line.hear("EHLO me\r\n").await;
    })
    .await;
    let mut config = config(port);
    let rules = config.open.as_mut().unwrap();
    rules.authorities.push(authority.der.clone());
    rules.cleartext = false;
    let stage = Stage::resolving(config, Script::new(&[&["127.0.0.1"]])).await;
    let mut page = stage.page().await;
    open(&mut page, NAME, port, Security::StartTls).await;
    assert_eq!(page.opened().await.security, Security::StartTls);
    page.hear("220 hello\r\n").await;
    page.send("STARTTLS\r\n").await;
    page.hear("220 go ahead\r\n").await;
    page.say(&PageMessage::StartTls).await;
    page.secured().await;
    page.send("EHLO me\r\n").await;
    patiently("the server", server).await.unwrap();
}
