//! The end that the gateway itself brings, when it is shutting down.

use wsmtp_proto::reply;

use super::{Fault, Inspector, Reading};

impl Inspector {
    /// The gateway is ending, and the session is to end as soon as that costs no mail. The page is told so by a 421
    /// (RFC 5321 section 3.8) behind all replies that are due. A close code alone would come beside the dialogue: a page
    /// that has just sent a whole mail in one flight could not know whether anybody has it. That 421 is the
    /// reply to it, and no server has seen what is answered so.
    ///
    /// Call it again whenever the page has been told something.
    pub fn close(&mut self) {
        self.closing = true;
        self.part();
    }

    /// Ends the session of a gateway that is ending, unless it is in the middle of something.
    pub(super) fn part(&mut self) {
        if !self.closing || self.mail.is_under_way() {
            return;
        }
        match self.reading {
            // The rest of content that is refused already; or the session has its end.
            Reading::Content(_)
            | Reading::TooLarge(_)
            | Reading::Chunk { .. }
            | Reading::Dropped { .. }
            | Reading::Over => {}
            _ if self.server_ended => self.break_off(Fault::ShuttingDown),
            // The reply says what the page does next.
            Reading::Held => {}
            // A reply behind the server's 220 would be taken for an attack.
            Reading::Handshake => self.break_off(Fault::ShuttingDown),
            Reading::Commands | Reading::Response => {
                let goodbye = reply!(421, 3, 2, "shutting down; connect again");
                self.last_word(&goodbye, Fault::ShuttingDown);
            }
        }
    }
}
