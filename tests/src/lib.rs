//! Transcripts, real mail servers, browsers and faults.

#[cfg(feature = "servers")]
pub mod certificates;
#[cfg(feature = "servers")]
pub mod driver;
pub mod oracle;
pub mod outcome;
pub mod pair;
#[cfg(feature = "servers")]
pub mod postfix;
pub mod replay;
pub mod script;
