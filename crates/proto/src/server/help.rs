//! What HELP tells.

use alloc::vec::Vec;

use crate::{
    reply,
    types::{Argument, Protocol, Reply},
};

use super::Server;

/// Each command, how it is written, and what it does.
const TOPICS: [(&str, &str); 15] = [
    ("AUTH", "AUTH mechanism: sign in"),
    (
        "BDAT",
        "BDAT octets, or BDAT octets LAST: a part of the mail follows",
    ),
    (
        "DATA",
        "DATA: the mail follows, up to a dot on a line by itself",
    ),
    (
        "EHLO",
        "EHLO your.name: say who you are, and see what is offered",
    ),
    ("EXPN", "EXPN list: who is on a list"),
    ("HELO", "HELO your.name: say who you are"),
    ("HELP", "HELP, or HELP command: this"),
    (
        "LHLO",
        "LHLO your.name: say who you are, and see what is offered",
    ),
    ("MAIL", "MAIL FROM:<you@your.name>: begin a mail"),
    ("NOOP", "NOOP: nothing is done"),
    ("QUIT", "QUIT: say goodbye"),
    ("RCPT", "RCPT TO:<name@domain>: add a recipient"),
    ("RSET", "RSET: give the mail up"),
    ("STARTTLS", "STARTTLS: go on inside TLS"),
    ("VRFY", "VRFY name: whether there is such a user"),
];

impl Server {
    pub(super) fn help(&mut self, about: Option<&Argument>) {
        let help = self.help_about(about);
        self.reply(&help);
    }

    fn help_about(&self, about: Option<&Argument>) -> Reply {
        let Some(about) = about else {
            let verbs: Vec<_> = self.verbs().map(|(verb, _)| verb).collect();
            return reply!(214, 0, 0, "commands: {}", verbs.join(" "));
        };
        let topic = about.as_str();
        let found = self
            .verbs()
            .find(|(verb, _)| verb.eq_ignore_ascii_case(topic));
        match found {
            Some((_, text)) => reply!(214, 0, 0, "{text}"),
            None => reply!(
                504,
                5,
                4,
                "there is no help on that; HELP alone lists the commands"
            ),
        }
    }

    /// The commands that lead somewhere in this session.
    fn verbs(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let config = &self.config;
        let lmtp = config.protocol == Protocol::Lmtp;
        let offered = move |verb: &str| match verb {
            "AUTH" => config.auth,
            "BDAT" => config.chunking,
            "EHLO" | "HELO" => !lmtp,
            "EXPN" => config.verify,
            "LHLO" => lmtp,
            "STARTTLS" => config.starttls,
            _ => true,
        };
        TOPICS.into_iter().filter(move |(verb, _)| offered(verb))
    }
}
