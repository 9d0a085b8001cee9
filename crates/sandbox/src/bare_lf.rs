//! Lines that end with LF alone, taken for lines.

use alloc::vec::Vec;

/// Reads LF as CRLF, as servers did that mails could be smuggled through: content that one server passes on as
/// `LF . LF` is the end of data to the next (CVE-2023-51764 and its family). The engine never does this.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BareLf {
    /// The octet before was CR.
    after_cr: bool,
}

impl BareLf {
    /// The octets as they are understood.
    pub(crate) fn read(&mut self, octets: &[u8]) -> Vec<u8> {
        let mut read = Vec::with_capacity(octets.len());
        for &octet in octets {
            if octet == b'\n' && !self.after_cr {
                read.push(b'\r');
            }
            read.push(octet);
            self.after_cr = octet == b'\r';
        }
        read
    }
}
