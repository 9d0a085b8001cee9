//! What a session tells the page.

use serde::Serialize;
use wsmtp_proto::client::Step;
use wsmtp_proto::transcript::Line;
use wsmtp_tunnel::{Security, TlsReport};

use crate::done::Done;
use crate::failure::{Failure, SaidReply};

/// One event, as JSON with a `type`; `web/client/src/engine.ts` describes each.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Event {
    Line {
        direction: char,
        text: String,
        at: f64,
    },
    Opened {
        peer: String,
        security: Security,
        tls: Option<TlsReport>,
    },
    Secured {
        tls: TlsReport,
    },
    Capabilities {
        capabilities: Vec<String>,
    },
    Ready,
    Progress {
        sent: u64,
        total: u64,
    },
    Replied {
        step: &'static str,
        replies: Vec<SaidReply>,
    },
    Done(Done),
    Failed {
        failure: Failure,
    },
    Closed,
}

impl Event {
    /// As JSON, for JavaScript.
    pub(crate) fn json(&self) -> String {
        // INVARIANT: serialising strings and numbers to a String cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl From<Line> for Event {
    fn from(line: Line) -> Self {
        Self::Line {
            direction: line.direction.letter(),
            text: line.text,
            at: line.at.as_secs_f64() * 1000.0,
        }
    }
}

/// The `Step` of `web/client/src/engine.ts`: what a reply was an answer to.
pub(crate) const fn step_name(step: Step) -> &'static str {
    match step {
        Step::Auth => "auth",
        Step::Chunk => "chunk",
        Step::Content => "content",
        Step::Data => "data",
        Step::Expand => "expand",
        Step::Greeting => "greeting",
        Step::Hello => "hello",
        Step::Help => "help",
        Step::Mail => "mail",
        Step::Noop => "noop",
        Step::Quit => "quit",
        Step::Raw => "raw",
        Step::Recipient(_) => "recipient",
        Step::Reset => "reset",
        Step::StartTls => "starttls",
        Step::Verify => "verify",
    }
}
