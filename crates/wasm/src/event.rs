//! What a session tells the page.

use alloc::{string::String, string::ToString, vec::Vec};
use wasm_bindgen::JsValue;
use wsmtp_bind::{Object, ToJs};
use wsmtp_proto::client::Step;
use wsmtp_proto::transcript::Line;
use wsmtp_proto::types::Capabilities;
use wsmtp_tunnel::{Security, TlsReport};

use crate::done::Done;
use crate::failure::{Failure, SaidReply};
use crate::upload::Wanted;

/// One event; `web/client/src/runtime/wire.ts` describes each.
#[derive(Clone, Debug, PartialEq)]
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
        /// The largest mail, in octets.
        size: Option<u64>,
        /// The most mails in one session.
        mail_max: Option<u64>,
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
    /// Octets of the content are to be supplied.
    Wanted(Wanted),
    Failed {
        failure: Failure,
    },
    Closed,
}

impl ToJs for Event {
    fn to_js(&self) -> JsValue {
        match self {
            Self::Line {
                direction,
                text,
                at,
            } => Object::of_type("line")
                .with("direction", &direction.to_string())
                .with("text", text)
                .with("at", at),
            Self::Opened {
                peer,
                security,
                tls,
            } => Object::of_type("opened")
                .with("peer", peer)
                .with("security", &security.name())
                .with("tls", tls),
            Self::Secured { tls } => Object::of_type("secured").with("tls", tls),
            Self::Capabilities {
                capabilities,
                size,
                mail_max,
            } => Object::of_type("capabilities")
                .with("capabilities", capabilities)
                .with("size", size)
                .with("mailMax", mail_max),
            Self::Ready => Object::of_type("ready"),
            Self::Progress { sent, total } => Object::of_type("progress")
                .with("sent", sent)
                .with("total", total),
            Self::Replied { step, replies } => Object::of_type("replied")
                .with("step", step)
                .with("replies", replies),
            Self::Done(done) => return done.to_js(),
            Self::Wanted(wanted) => Object::of_type("wanted")
                .with("offset", &wanted.offset)
                .with("length", &wanted.length),
            Self::Failed { failure } => Object::of_type("failed").with("failure", failure),
            Self::Closed => Object::of_type("closed"),
        }
        .done()
    }
}

impl From<&Capabilities> for Event {
    fn from(known: &Capabilities) -> Self {
        Self::Capabilities {
            capabilities: known.lines().to_vec(),
            size: known.size(),
            mail_max: known.limits().mails.map(u64::from),
        }
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

/// The `Step` of `web/client/src/error/report.ts`: what a reply was an answer to.
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
