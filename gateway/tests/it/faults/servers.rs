//! Servers that die at every step of a mail, and servers that are not there.

use wsmtp_tunnel::ErrorCode;

use super::{Fault, Ground, fault};
use crate::support::{
    mail::{GREETING, MAIL, answers, takes},
    mailserver::Line,
};

#[derive(Clone, Copy, Debug)]
enum Death {
    /// Its connection ends in order.
    End,
    /// The same in the middle of a reply.
    HalfReply,
    /// Its machine answers nothing any more but resets.
    Reset,
}

impl Death {
    async fn comes(self, mut line: Line) {
        match self {
            Self::End => line.end().await,
            Self::HalfReply => {
                line.say("250-half a rep").await;
                line.end().await;
            }
            Self::Reset => line.reset(),
        }
    }
}

/// A server that has heard this many commands, and dies instead of answering the last.
fn at(step: usize, death: Death) -> Fault {
    let last = MAIL[step - 1].0.trim_end();
    fault(format!("{death:?} after {last:?}"), async move |ground| {
        let server = ground.server(move |mut line| async move {
            line.say(GREETING).await;
            answers(&mut line, step - 1).await;
            line.hear(MAIL[step - 1].0).await;
            death.comes(line).await;
        });
        let mut page = ground.greeted().await;
        takes(&mut page, step - 1).await;
        page.send(MAIL[step - 1].0).await;
        match death {
            Death::Reset => {
                let message = page.failed(ErrorCode::ServerClosed).await;
                assert!(message.contains("broke the connection"), "{message}");
                assert!(message.contains("not confirmed"), "{message}");
            }
            Death::End | Death::HalfReply => {
                if matches!(death, Death::HalfReply) {
                    page.hear("250-half a rep").await;
                }
                page.end_in_order().await;
            }
        }
        server.await.unwrap();
    })
}

/// A server that says this instead of a greeting, and dies.
fn before_greeting(said: &'static str, death: Death) -> Fault {
    fault(format!("{death:?} behind {said:?}"), async move |ground| {
        let server = ground.server(move |mut line| async move {
            line.say(said).await;
            death.comes(line).await;
        });
        let mut page = ground.opening("faulty").await;
        let (code, message) = page.failed_somehow().await;
        match death {
            // Seen by whoever looks next: who connects, or who reads.
            Death::Reset => {
                let either = [ErrorCode::ServerUnreachable, ErrorCode::ServerClosed];
                assert!(either.contains(&code), "{code}");
                assert!(message.contains("(connection reset)"), "{message}");
            }
            Death::End | Death::HalfReply => {
                assert_eq!(code, ErrorCode::ServerClosed, "{message}");
                assert!(message.contains("before it greeted"), "{message}");
            }
        }
        server.await.unwrap();
    })
}

#[tokio::test]
async fn a_server_that_dies_at_any_step() {
    let mut faults = vec![
        before_greeting("", Death::End),
        before_greeting("220-fau", Death::End),
        before_greeting("", Death::Reset),
        before_greeting("220-fau", Death::Reset),
    ];
    for step in 1..=MAIL.len() {
        faults.extend([Death::End, Death::HalfReply, Death::Reset].map(|death| at(step, death)));
    }
    Ground::new("").await.holds(&faults).await;
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let missing = fault("nobody", async |ground| {
        let mut page = ground.opening("nobody").await;
        let message = page.failed(ErrorCode::ServerUnreachable).await;
        assert!(message.contains("cannot be reached"), "{message}");
    });
    Ground::new("").await.holds(&[missing]).await;
}
