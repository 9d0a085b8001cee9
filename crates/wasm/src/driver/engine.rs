//! How the driver obeys the engine.

use wsmtp_proto::Output;
use wsmtp_proto::client::{Delivery, Event as Said};
use wsmtp_proto::error::Error;
use wsmtp_tunnel::PageMessage;

use super::{Action, Driver, Stage};
use crate::event::{Event, step_name};
use crate::failure::Failure;
use crate::upload::Next;

/// Octets of content that are handed to the engine at a time: small against the window, so progress is smooth, and
/// large against the cost of a message.
const PIECE: usize = 16 * 1024;

impl Driver {
    /// Obeys the engine, sends what the window has room for, and hands in content while there is room.
    pub(super) fn drain(&mut self) {
        loop {
            self.obey();
            self.flush();
            if !self.feed() {
                return;
            }
        }
    }

    fn obey(&mut self) {
        while let Stage::Talking(client, since) = &mut self.stage {
            match client.poll_output() {
                Output::Send(bytes) => self.outbox.put(bytes),
                Output::UpgradeTls => {
                    self.actions
                        .push_back(Action::Text(PageMessage::StartTls.encode()));
                }
                Output::Event(event) => self.heed(event),
                Output::Wait { until } => {
                    self.until = until.map(|until| until.saturating_add(*since));
                    if client.takes_line() {
                        self.tell_replies();
                    }
                    if !self.go_on() {
                        return;
                    }
                }
                Output::Closed => {
                    self.flush();
                    self.tell_replies();
                    self.end();
                }
            }
        }
    }

    fn flush(&mut self) {
        while let Some(frame) = self.outbox.next_frame() {
            self.actions.push_back(Action::Binary(frame));
        }
    }

    /// Hands in the next piece of content; whether there was one to hand in, and room for it.
    fn feed(&mut self) -> bool {
        let (Stage::Talking(client, _), Some(sending)) = (&mut self.stage, &mut self.sending)
        else {
            return false;
        };
        if !self.outbox.has_room() || !client.takes_content() {
            return false;
        }
        let handed = match sending.upload.next(PIECE) {
            Next::Octets(octets) => client.content(octets),
            Next::End => client.content_end(),
            Next::Wanted(wanted) => {
                self.tell(Event::Wanted(wanted));
                return false;
            }
            Next::Later => return false,
        };
        // What cannot be sent has ended the mail or the session, and the engine tells so by itself.
        handed.unwrap_or_default();
        true
    }

    fn heed(&mut self, event: Said) {
        match event {
            Said::Line(line) => self.tell(line.into()),
            Said::Capabilities(known) => self.tell((&known).into()),
            Said::Ready => self.tell(Event::Ready),
            Said::Refused(refusal) => {
                let failure = Failure::refused(&refusal);
                self.tell(Event::Failed { failure });
            }
            Said::ContentWanted(_) => {
                if let Some(sending) = &mut self.sending {
                    sending.upload.wanted_after(self.outbox.given());
                }
            }
            Said::MailDone(_, delivery) => self.mail_done(&delivery),
            Said::Replied(step, reply) => self.replies.push((step, (&reply).into())),
            Said::Failed(error) => self.failed(&error),
            // The transcript and `Ready` say what these say.
            Said::Greeted(_) | Said::Secured | Said::Authenticated(_) | _ => {}
        }
    }

    /// All replies to a command are there.
    fn tell_replies(&mut self) {
        let Some((step, _)) = self.replies.first() else {
            return;
        };
        let step = step_name(*step);
        let replies = self.replies.drain(..).map(|(_, reply)| reply).collect();
        self.tell(Event::Replied { step, replies });
    }

    fn mail_done(&mut self, delivery: &Delivery) {
        let Some(mut sending) = self.sending.take() else {
            return;
        };
        let progress = sending.part_done(delivery, |error| self.reason(error));
        self.sending = Some(sending);
        if let Some(progress) = progress {
            self.tell(progress);
        }
    }

    /// Goes on with a mail of which a part is done: begins the next, or tells what became of the whole. Gives whether
    /// the engine has something to say.
    fn go_on(&mut self) -> bool {
        let (Stage::Talking(client, _), Some(sending)) = (&mut self.stage, &mut self.sending)
        else {
            return false;
        };
        if sending.is_under_way() {
            return false;
        }
        let begun = sending.begin_next(client);
        if !begun && let Some(sending) = self.sending.take() {
            self.tell(sending.finished());
        }
        begun
    }

    fn failed(&mut self, error: &Error) {
        let failure = self.reason(error);
        self.cause = Some(failure.clone());
        if let Some(mut sending) = self.sending.take() {
            sending.leave(&failure);
            self.tell(sending.finished());
        }
        self.tell(Event::Failed { failure });
    }

    /// Why the session ended: the driver's reason, where it has one, is what the engine saw the effect of.
    fn reason(&self, error: &Error) -> Failure {
        self.cause.clone().unwrap_or_else(|| error.into())
    }
}
