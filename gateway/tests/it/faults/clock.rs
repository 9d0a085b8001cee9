//! The machine's clock is set while a page is in the middle of a mail.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

use tempfile::TempDir;
use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Token};

use crate::support::{
    mail::{GREETING, MAIL, TO_CONTENT, answers},
    mailserver::{patient, serve},
    page::Page,
    patiently,
    process::{Process, gateway},
    program::preloaded,
    tokens::{AUDIENCE, Site, wish},
};

const HOUR: Duration = Duration::from_secs(3600);

/// The clock of one process.
struct Clock(TempDir);

impl Clock {
    fn new() -> Self {
        let clock = Self(tempfile::tempdir().unwrap());
        clock.set("+0");
        clock
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("clock")
    }

    /// So much before or behind the machine's, from now on, as by one step of the file's name.
    fn set(&self, offset: &str) {
        let next = self.0.path().join("next");
        std::fs::write(&next, offset).unwrap();
        std::fs::rename(next, self.file()).unwrap();
    }

    /// A gateway that goes by it; time that only passes is the machine's.
    async fn gateway(&self, configuration: &str) -> Process {
        let mut command = preloaded("clock", "faketime/libfaketimeMT.so.1");
        command
            .arg(gateway().get_program())
            .env("FAKETIME_TIMESTAMP_FILE", self.file())
            .envs([("FAKETIME_NO_CACHE", "1"), ("DONT_FAKE_MONOTONIC", "1")]);
        Process::start(command, configuration).await
    }
}

fn upstream(name: &str, port: u16) -> String {
    format!(
        "[upstream.{name}]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
         tokens = \"required\"\n"
    )
}

async fn opening(gateway: &Process, upstream: &str, token: &str) -> Page {
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    let open = Open {
        token: Some(Token::new(token)),
        ..Open::upstream(upstream)
    };
    page.say(&PageMessage::Open(open)).await;
    page
}

/// When the lines of the audit log say that each mail ended, in order.
async fn audited(gateway: &Process, count: usize) -> Vec<String> {
    let file = gateway.folder().join("audit.log");
    patiently("lines of the audit log", async {
        while std::fs::read_to_string(&file).unwrap().lines().count() < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let text = std::fs::read_to_string(&file).unwrap();
    let lines = text.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["outcome"], "accepted", "{line}");
        line["time"].as_str().unwrap().to_owned()
    });
    lines.collect()
}

#[tokio::test]
async fn a_clock_that_is_set_by_a_day_in_the_middle_of_a_mail() {
    let (port, server) = serve(|mut line| async move {
        line.say(GREETING).await;
        answers(&mut line, 1).await;
        for _ in 0..3 {
            for (said, reply) in &MAIL[1..6] {
                line.hear(said).await;
                line.say(reply).await;
            }
        }
        line.hear(MAIL[6].0).await;
        line.say(MAIL[6].1).await;
        line.end().await;
        line.hear_rest().await
    })
    .await;
    let (site, clock) = (Site::new(), Clock::new());
    let configuration = [
        format!(
            "[tokens]\nkeys = {:?}\naudience = \"{AUDIENCE}\"\n",
            site.file()
        ),
        upstream("mail", port),
        upstream("other", patient().await),
        "[audit]\nfile = \"audit.log\"\n".to_owned(),
    ];
    let gateway = clock.gateway(&configuration.concat()).await;
    let fresh = site.token(&wish("ada"));
    let stale = site.sign("first", &wish("ada"), SystemTime::now() - 2 * HOUR);

    let mut page = opening(&gateway, "mail", &fresh).await;
    page.opened().await;
    page.hear(GREETING).await;
    page.ask(MAIL[0].0, 250).await;
    for (offset, good, expired) in [
        ("+1d", None, [&fresh, &stale].as_slice()),
        ("-1d", Some(&stale), &[]),
        ("+0", Some(&fresh), &[&stale]),
    ] {
        for (said, reply) in &MAIL[1..TO_CONTENT] {
            page.send(said).await;
            page.hear(reply).await;
        }
        page.send(MAIL[4].0).await;
        clock.set(offset);
        for token in expired {
            let mut page = opening(&gateway, "other", token).await;
            let message = page.failed(ErrorCode::TokenExpired).await;
            assert!(message.contains("has expired"), "{message}");
        }
        if let Some(token) = good {
            opening(&gateway, "other", token).await.opened().await;
        }
        page.send(MAIL[5].0).await;
        page.hear(MAIL[5].1).await;
    }
    page.send(MAIL[6].0).await;
    page.hear(MAIL[6].1).await;
    page.end_in_order().await;
    assert_eq!(server.await.unwrap(), b"");

    let times = audited(&gateway, 3).await;
    assert!(times[1] < times[2] && times[2] < times[0], "{times:?}");
}
