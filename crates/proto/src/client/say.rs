//! What goes to the driver: octets for the server, and events, each line among them.

use alloc::{string::String, vec::Vec};

use super::{Client, Event};
use crate::{
    Output,
    codec::Command,
    transcript::{Direction, Line},
};

impl Client {
    pub(super) fn send(&mut self, command: &Command) {
        self.record(Direction::Client, command.masked());
        let line = command.encode();
        self.send_bytes(line.expose().as_bytes());
    }

    /// What is sent in one go goes out in one piece.
    pub(super) fn send_bytes(&mut self, bytes: &[u8]) {
        let sent = self
            .outputs
            .iter_mut()
            .rev()
            .find_map(|output| match output {
                Output::Send(wire) => Some(Some(wire)),
                Output::Event(Event::Line(_)) => None,
                Output::Event(_) | Output::UpgradeTls | Output::Wait { .. } | Output::Closed => {
                    Some(None)
                }
            });
        match sent.flatten() {
            Some(wire) => wire.extend_from_slice(bytes),
            None => self.outputs.push_back(Output::Send(bytes.to_vec())),
        }
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// What the client says of a mail's content.
    pub(super) fn record_all(&mut self, lines: Vec<String>) {
        for line in lines {
            self.record(Direction::Client, line);
        }
    }

    pub(super) fn record(&mut self, direction: Direction, text: String) {
        self.emit(Event::Line(Line {
            direction,
            text,
            at: self.now,
        }));
    }
}
