use mail_parser::MessageParser;
use serde::Serialize;
use wsmtp_proto::types::ReversePath;
use wsmtp_sandbox::{Mail, Message};

/// One line of the list.
#[derive(Serialize)]
pub(super) struct Summary {
    pub(super) id: u64,
    pub(super) session: u64,
    /// Milliseconds since 1970 began.
    pub(super) received: u64,
    /// The reverse path; empty for the null path.
    pub(super) from: String,
    pub(super) to: Vec<String>,
    /// Bytes of the whole message.
    pub(super) size: usize,
    pub(super) subject: String,
}

impl Summary {
    pub(super) fn of(message: &Message) -> Self {
        let mail = &message.mail;
        let headers = MessageParser::default().parse_headers(&mail.content);
        Self {
            id: message.id.get(),
            session: message.session.get(),
            received: message.received,
            from: sender(mail),
            to: recipients(mail),
            size: mail.content.len(),
            subject: headers
                .as_ref()
                .and_then(mail_parser::Message::subject)
                .unwrap_or_default()
                .into(),
        }
    }
}

/// The reverse path; empty for the null path.
pub(super) fn sender(mail: &Mail) -> String {
    match &mail.from {
        ReversePath::Null => String::new(),
        ReversePath::Mailbox(mailbox) => mailbox.to_string(),
    }
}

pub(super) fn recipients(mail: &Mail) -> Vec<String> {
    let to = mail.to.iter();
    to.map(|recipient| recipient.path.mailbox().to_string())
        .collect()
}
