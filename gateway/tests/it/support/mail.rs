//! A mail, step by step.

use super::{mailserver::Line, page::Page};

pub(crate) const GREETING: &str = "220 faulty.example\r\n";

/// What a page says and what a server answers.
pub(crate) const MAIL: [(&str, &str); 7] = [
    ("EHLO page.example\r\n", "250 faulty.example\r\n"),
    ("MAIL FROM:<ada@example.org>\r\n", "250 2.1.0 ok\r\n"),
    ("RCPT TO:<bob@example.org>\r\n", "250 2.1.5 ok\r\n"),
    ("DATA\r\n", "354 go on\r\n"),
    ("Subject: news\r\n\r\nhalf a ma", ""),
    ("il\r\n.\r\n", "250 2.0.0 queued\r\n"),
    ("QUIT\r\n", "221 2.0.0 bye\r\n"),
];

/// Up to here a server has said that it wants the content.
pub(crate) const TO_CONTENT: usize = 4;

/// Answers the first of these steps.
pub(crate) async fn answers(line: &mut Line, steps: usize) {
    for (said, reply) in &MAIL[..steps] {
        line.hear(said).await;
        line.say(reply).await;
    }
}

/// Takes the first of these steps. What is not replied to is at least on its way to the server.
pub(crate) async fn takes(page: &mut Page, steps: usize) {
    let mut total = 0;
    for (said, reply) in &MAIL[..steps] {
        page.send(said).await;
        page.hear(reply).await;
        total += said.len() as u64;
        if reply.is_empty() {
            page.acked(total).await;
        }
    }
}
