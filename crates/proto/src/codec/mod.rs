//! Octets to lines, lines to values, and back; each right at every split of its input.

mod command;
mod line;
mod reply;
mod stuff;
mod text;
mod unstuff;

pub use command::{Command, CommandError};
pub use line::{LineDecoder, LineError};
pub use reply::ReplyDecoder;
pub use stuff::Stuffer;
pub use text::TextChecker;
pub use unstuff::{ContentFault, END_OF_DATA, MAX_TEXT_LINE, Unstuffer};
