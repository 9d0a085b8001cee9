//! Transcripts, real mail servers, browsers and faults
