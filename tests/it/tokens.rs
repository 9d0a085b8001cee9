//! Tokens that another implementation makes, by the very example of the gateway's README.

use std::{fs, path::Path, process::Command};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use wsmtp_gateway::{
    Config, Gateway, UpstreamConfig,
    config::Tokens,
    token::{KeyKind, NewKey},
};
use wsmtp_tunnel::Security;

/// Where npm has put `jose`.
const MODULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/interop");

/// Runs the example with this key, for a user of the site.
fn by_the_readme(key: &str) -> String {
    let readme = include_str!("../../gateway/README.md");
    let (_, rest) = readme.split_once("```js\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let user = r#"{ id: "ada", address: "ada@example.org" }"#;
    let script = format!("{example}\nprocess.stdout.write(await tokenFor({user}));");
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", &script])
        .current_dir(MODULES)
        .env("WSMTP_KEY", key)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The status that the gateway answers an upgrade with this token by.
async fn status(gateway: &Gateway, token: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = gateway.clone().serve(listener, std::future::pending());
    let asking = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "GET /smtp/mail HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await.unwrap();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    tokio::select! {
        ended = serving => panic!("the gateway ended: {ended:?}"),
        status = asking => status,
    }
}

fn gateway(keys: &Path) -> Gateway {
    let mut config = Config::new(([127, 0, 0, 1], 0).into());
    config.tokens = Some(Tokens {
        keys: keys.to_owned(),
        audience: "gateway.example.org".into(),
    });
    // Nobody is there; admitted is who gets as far as that.
    let upstream = UpstreamConfig::new("127.0.0.1", 9, Security::None);
    config.upstreams.insert("mail".into(), upstream);
    Gateway::new(&config).unwrap()
}

#[tokio::test]
async fn the_gateway_takes_what_the_example_of_its_readme_makes() {
    for kind in [KeyKind::Hs256, KeyKind::Ed25519] {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys.json");
        let key = NewKey::make(kind, None).unwrap();
        fs::write(&keys, key.public.as_ref().unwrap_or(&key.signing)).unwrap();
        let gateway = gateway(&keys);
        let token = by_the_readme(&key.signing);
        assert_eq!(status(&gateway, &token).await, "101", "{kind:?}");

        let other = NewKey::make(kind, None).unwrap();
        let token = by_the_readme(&other.signing);
        assert_eq!(status(&gateway, &token).await, "401", "{kind:?}");
    }
}
