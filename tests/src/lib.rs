//! Transcripts, real mail servers, browsers and faults.

pub mod certificates;
pub mod driver;
pub mod outcome;
pub mod pair;
pub mod postfix;
pub mod replay;
pub mod script;
