//! What a page asks of the server beside sending mail.

use alloc::format;
use wsmtp_proto::client::Client;
use wsmtp_proto::error::LocalError;
use wsmtp_proto::types::{Argument, RawLine};

use crate::failure::Failure;

/// One command; its replies come as the event `replied`.
pub(crate) enum Command {
    Noop,
    Reset,
    /// About a command, or in general.
    Help(Option<Argument>),
    Verify(Argument),
    Expand(Argument),
    /// A line as it is. One of content is not answered, and `replied` says so.
    Raw(RawLine),
    Quit,
}

impl Command {
    /// Reads a `CommandName` of `web/client/src/runtime/wire.ts` and what it is about.
    pub(crate) fn read(name: &str, argument: Option<&str>) -> Result<Self, Failure> {
        let given = argument.unwrap_or_default();
        let command = match name {
            "noop" => Self::Noop,
            "reset" => Self::Reset,
            "help" => Self::Help(argument.map(str::parse::<Argument>).transpose()?),
            "verify" => Self::Verify(given.parse::<Argument>()?),
            "expand" => Self::Expand(given.parse::<Argument>()?),
            "raw" => Self::Raw(given.parse::<RawLine>()?),
            "quit" => Self::Quit,
            _ => {
                return Err(Failure::bad_input(format!(
                    "there is no command \"{name}\""
                )));
            }
        };
        Ok(command)
    }

    /// Gives it to the engine.
    pub(crate) fn give(self, client: &mut Client) -> Result<(), LocalError> {
        match self {
            Self::Noop => client.noop(),
            Self::Reset => client.reset(),
            Self::Help(about) => client.help(about),
            Self::Verify(user) => client.verify(user),
            Self::Expand(list) => client.expand(list),
            Self::Raw(line) => client.raw(&line),
            Self::Quit => client.quit(),
        }
    }
}
