//! A mail that can be told from all others.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::Server;

/// A mail, and what is written in no other.
pub(super) struct Letter {
    pub(super) id: String,
    pub(super) content: Vec<u8>,
}

impl Letter {
    /// A mail from the server's user with this body.
    pub(super) fn new(server: &Server, body: impl AsRef<[u8]>) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let id = format!("letter-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let header = format!(
            "From: {}\r\nDate: Mon, 7 Jul 2025 12:00:00 +0000\r\nSubject: {id}\r\n\
             Message-ID: <{id}@client.example>\r\n\r\n",
            server.site().user()
        );
        let mut content = header.into_bytes();
        content.extend_from_slice(body.as_ref());
        Self { id, content }
    }

    /// As [`Letter::new`], with a body that does not matter.
    pub(super) fn any(server: &Server) -> Self {
        Self::new(server, "Good morning,\r\n\r\nhow are you?\r\n")
    }

    /// This mail, if a server made `body` of its body.
    pub(super) fn becoming(self, body: &str) -> Self {
        let content = [b"\r\n\r\n", body.as_bytes()].concat();
        Self { content, ..self }
    }

    /// Whether `stored` is this mail, or speaks of it.
    pub(super) fn is_in(&self, stored: &[u8]) -> bool {
        let id = format!("<{}@", self.id);
        stored
            .windows(id.len())
            .any(|window| window == id.as_bytes())
    }

    /// Which letter `stored` is, if it is one: a report only speaks of it.
    pub(super) fn id_of(stored: &[u8]) -> Option<&[u8]> {
        let mut header = lines(stored)
            .into_iter()
            .take_while(|line| !line.is_empty());
        header.find_map(|line| line.strip_prefix(b"Message-ID: <letter-"))
    }

    /// Whether `stored` ends with what this mail says, whatever its line ends have become. Servers
    /// add to the header.
    pub(super) fn is_whole_in(&self, stored: &[u8]) -> bool {
        lines(body(stored)) == lines(body(&self.content))
    }
}

/// What stands behind the first empty line.
fn body(mail: &[u8]) -> &[u8] {
    let separators: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    let found = separators.into_iter().filter_map(|separator| {
        let at = mail.windows(separator.len()).position(|w| w == separator)?;
        Some((at, at + separator.len()))
    });
    let after = found.min().map(|(_, after)| after);
    after
        .and_then(|after| mail.get(after..))
        .unwrap_or_default()
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split(|octet| *octet == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}
