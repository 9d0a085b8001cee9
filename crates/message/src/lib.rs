//! From what a person composed to RFC 5322 and MIME bytes
