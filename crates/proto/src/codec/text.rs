use super::{ContentFault, MAX_TEXT_LINE};

/// Looks through content that travels in BDAT and is said to be lines of text, however it is split.
///
/// RFC 3030 section 2: "text messages sent with the BDAT command MUST be sent in the canonical MIME
/// format with lines delimited with a `<CR><LF>`". What is not would mean something else to the next
/// server that gets it after DATA.
#[derive(Clone, Debug, Default)]
pub struct TextChecker {
    /// Behind a carriage return.
    cr: bool,
    /// Octets of the current line so far.
    /// INVARIANT: at most [`MAX_TEXT_LINE`].
    length: usize,
    fault: Option<ContentFault>,
}

impl TextChecker {
    /// At the beginning of the content.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            cr: false,
            length: 0,
            fault: None,
        }
    }

    /// Looks at the next octets, and says how many of them stand before the first fault.
    pub fn check(&mut self, octets: &[u8]) -> usize {
        if self.fault.is_some() {
            return 0;
        }
        for (sound, octet) in octets.iter().enumerate() {
            self.fault = self.step(*octet);
            if self.fault.is_some() {
                return sound;
            }
        }
        octets.len()
    }

    /// The content is complete. Its last line may lack its end, but not half of it.
    pub const fn finish(&mut self) {
        if self.cr && self.fault.is_none() {
            self.fault = Some(ContentFault::BareCr);
        }
    }

    /// The first thing found wrong so far.
    #[must_use]
    pub const fn fault(&self) -> Option<ContentFault> {
        self.fault
    }

    fn step(&mut self, octet: u8) -> Option<ContentFault> {
        match (self.cr, octet) {
            (true, b'\n') => {
                *self = Self::new();
                None
            }
            (true, _) => Some(ContentFault::BareCr),
            (false, b'\r') => {
                self.cr = true;
                None
            }
            (false, b'\n') => Some(ContentFault::BareLf),
            (false, _) if self.length == MAX_TEXT_LINE => Some(ContentFault::LongLine),
            (false, _) => {
                self.length += 1;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
