//! How the driver obeys the engine.

use wsmtp_proto::Output;
use wsmtp_proto::client::{Delivery, Event as Said, Verdict};
use wsmtp_proto::error::Error;
use wsmtp_tunnel::PageMessage;

use super::{Action, Driver, Stage};
use crate::done::Done;
use crate::event::Event;
use crate::failure::Failure;
use crate::upload::Upload;

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
                    return;
                }
                Output::Closed => {
                    self.flush();
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
        let (Stage::Talking(client, _), Some(upload)) = (&mut self.stage, &mut self.upload) else {
            return false;
        };
        if !self.outbox.has_room() || !client.takes_content() {
            return false;
        }
        let handed = match upload.next_piece() {
            Some(piece) => client.content(piece),
            None => client.content_end(),
        };
        // Content that no mail may hold has ended the session, and the engine tells so by itself.
        handed.unwrap_or_default();
        true
    }

    fn heed(&mut self, event: Said) {
        match event {
            Said::Line(line) => self.tell(line.into()),
            Said::Ready => self.ready(),
            Said::Refused(refusal) => {
                let failure = Failure::refused(&refusal);
                self.tell(Event::Failed { failure });
            }
            Said::ContentWanted(_) => {
                if let Some(upload) = &mut self.upload {
                    upload.wanted_after(self.outbox.given());
                }
            }
            Said::MailDone(_, delivery) => self.mail_done(&delivery),
            Said::Replied(_, reply) => {
                let reply = (&reply).into();
                self.tell(Event::Replied { reply });
            }
            Said::Failed(error) => {
                let failure = self.reason(&error);
                self.tell(Event::Failed { failure });
            }
            // The transcript and `Ready` say what these say.
            Said::Greeted(_)
            | Said::Capabilities(_)
            | Said::Secured
            | Said::Authenticated(_)
            | _ => {}
        }
    }

    fn ready(&mut self) {
        let known = self.client().and_then(|client| client.capabilities());
        let capabilities = known.map(|known| known.lines().to_vec());
        let capabilities = capabilities.unwrap_or_default();
        self.tell(Event::Ready { capabilities });
    }

    fn mail_done(&mut self, delivery: &Delivery) {
        let progress = self.upload.take().and_then(Upload::accepted);
        if let (Verdict::Accepted(_), Some(progress)) = (&delivery.verdict, progress) {
            self.tell(progress);
        }
        let done = Done::new(delivery, |error| self.reason(error));
        self.tell(Event::Done(done));
    }

    /// Why the session ended: the driver's reason, where it has one, is what the engine saw the effect of.
    fn reason(&self, error: &Error) -> Failure {
        self.cause.clone().unwrap_or_else(|| error.into())
    }
}
