use alloc::string::String;

use crate::types::ValueError;

/// Why a line is not a command that this server can do; what to send the client instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// A verb that nobody knows.
    #[error("command not recognised; HELP lists those that are")]
    Unknown,
    /// A verb that exists, but not here.
    #[error("this server does not offer {0}")]
    NotOffered(&'static str),
    /// Octets that no command may hold.
    #[error("a command may only hold printable characters")]
    NotText,
    /// The right verb with the wrong words behind it.
    #[error("write it as {0}")]
    Form(&'static str),
    /// What stands behind VRFY, EXPN, HELP or NOOP, where it cannot stand there.
    #[error("{0}")]
    Argument(ValueError),
    /// BDAT without a size that can be read. What follows it cannot be told from commands.
    #[error("write it as BDAT octets, or BDAT octets LAST")]
    Chunk,
    /// An AUTH mechanism that the server does not speak.
    #[error("this mechanism is not offered; PLAIN and LOGIN are")]
    Mechanism,
    /// A sender's address that is none.
    #[error("{0}")]
    Sender(ValueError),
    /// A recipient's address that is none.
    #[error("{0}")]
    Recipient(ValueError),
    /// A parameter of MAIL or RCPT that does not begin with a keyword.
    #[error("write each parameter as KEYWORD or KEYWORD=value, in letters, digits and hyphens")]
    Keyword,
    /// A parameter of MAIL or RCPT that was never offered.
    #[error("the parameter {0} is not offered here")]
    Parameter(String),
    /// A parameter of MAIL or RCPT with a value that it cannot have, or given twice.
    #[error("the parameter {0} cannot have this value, or stands twice")]
    ParameterValue(&'static str),
}
