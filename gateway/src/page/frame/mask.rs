//! What hides the payload of a page's frame from those in between.

/// The mask of one frame, turned to its next byte (RFC 6455 section 5.3).
#[derive(Clone, Copy)]
pub(super) struct Mask([u8; 4]);

impl Mask {
    pub(super) const fn new(mask: [u8; 4]) -> Self {
        Self(mask)
    }

    /// Unmasks the next bytes, eight at a time.
    pub(super) fn apply(&mut self, bytes: &mut [u8]) {
        let [a, b, c, d] = self.0;
        let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
        let turn = bytes.len() % self.0.len();
        let (words, rest) = bytes.as_chunks_mut();
        for word in words {
            *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
        }
        for (byte, mask) in rest.iter_mut().zip(self.0.iter().cycle()) {
            *byte ^= mask;
        }
        self.0.rotate_left(turn);
    }
}
