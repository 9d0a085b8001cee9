//! What becomes of a mail, and how it is counted.

use std::collections::BTreeSet;

use super::{counted, page, start};
use crate::support::{
    http::get,
    mailserver::{Line, nobody, serve},
    patiently,
};

/// How a line of the page's ends.
#[derive(Clone, Copy)]
enum Answer {
    /// The server hears it, and says this.
    Server(&'static str),
    /// The server sees nothing of it, and the gateway says something with this code.
    Gateway(u16),
    /// The server hears it, and ends the connection.
    Gone,
}

use Answer::{Gateway, Gone, Server};

/// What a page says, and how it is answered.
type Dialogue = &'static [(&'static str, Answer)];

const MAIL: (&str, Answer) = ("MAIL FROM:<ada@example.org>\r\n", Server("250 fine\r\n"));
const RCPT: (&str, Answer) = ("RCPT TO:<bob@example.net>\r\n", Server("250 fine\r\n"));
const DATA: (&str, Answer) = ("DATA\r\n", Server("354 go on\r\n"));
const CONTENT: &str = "Subject: hello\r\n\r\nBob\r\n.\r\n";

/// Each: outcome, class of the reply, what `rules` say, and the dialogue that leads there.
const ROWS: &[(&str, &str, &str, Dialogue)] = &[
    (
        "accepted",
        "2xx",
        "",
        &[MAIL, RCPT, DATA, (CONTENT, Server("250 queued\r\n"))],
    ),
    (
        "refused",
        "4xx",
        "",
        &[MAIL, RCPT, DATA, (CONTENT, Server("451 not now\r\n"))],
    ),
    (
        "refused",
        "5xx",
        "",
        &[("MAIL FROM:<ada@example.org>\r\n", Server("550 no\r\n"))],
    ),
    (
        "forbidden",
        "4xx",
        "mails = 1",
        &[
            MAIL,
            RCPT,
            DATA,
            (CONTENT, Server("250 queued\r\n")),
            ("MAIL FROM:<ada@example.org>\r\n", Gateway(451)),
        ],
    ),
    (
        "forbidden",
        "5xx",
        "senders = [\"@example.org\"]",
        &[("MAIL FROM:<eve@example.net>\r\n", Gateway(550))],
    ),
    (
        "aborted",
        "none",
        "",
        &[MAIL, RCPT, ("RSET\r\n", Server("250 fine\r\n"))],
    ),
    ("unknown", "none", "", &[MAIL, RCPT, DATA, (CONTENT, Gone)]),
];

fn metric(outcome: &str, class: &str) -> String {
    format!("wsmtp_mails_total{{class=\"{class}\",outcome=\"{outcome}\",upstream=\"mail\"}}")
}

/// The server's part.
async fn answer(mut line: Line, dialogue: Dialogue) {
    line.say("220 hello\r\n").await;
    for (said, answer) in dialogue {
        match answer {
            Server(reply) => {
                line.hear(said).await;
                line.say(reply).await;
            }
            Gateway(_) => {}
            Gone => return line.hear(said).await,
        }
    }
    line.hear_rest().await;
}

#[tokio::test]
async fn each_outcome_of_a_mail_is_counted_by_its_class() {
    for (outcome, class, rules, dialogue) in ROWS {
        let (port, server) = serve(move |line| answer(line, dialogue)).await;
        let gateway = start(port, &format!("[upstream.mail.rules]\n{rules}\n")).await;
        let mut page = page(&gateway).await;
        page.open("mail").await;
        page.opened().await;
        page.hear("220 hello\r\n").await;
        for (said, answer) in *dialogue {
            page.send(said).await;
            match answer {
                Server(reply) => page.hear(reply).await,
                Gateway(code) => page.reply(*code).await,
                Gone => page.eof().await,
            }
        }
        let line = format!("{} 1", metric(outcome, class));
        counted(gateway.admin().await, &line).await;
        page.leave().await;
        patiently("the server's end", server).await.unwrap();
    }
}

/// The gateway shows each at the start, before it has happened.
#[tokio::test]
async fn every_outcome_that_is_known_has_a_row() {
    let gateway = start(nobody(), "").await;
    let metrics = get(gateway.admin().await, "/metrics").await.body;
    let shown = metrics.lines().filter_map(|line| line.strip_suffix(" 0"));
    let shown: BTreeSet<_> = shown
        .filter(|line| line.starts_with("wsmtp_mails_total{"))
        .map(str::to_owned)
        .collect();
    let rows = ROWS
        .iter()
        .map(|(outcome, class, ..)| metric(outcome, class));
    assert_eq!(shown, rows.collect());
}
