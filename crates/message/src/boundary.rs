//! The lines between parts, RFC 2046 section 5.1.1.

use alloc::string::String;
use alloc::vec::Vec;

use crate::number;
use crate::part::Part;

/// Boundaries that stand in no text of the message, all of one length, so that none is the start of another.
///
/// Base64 and quoted-printable cannot hold `=_`. Texts are searched. Files that travel as they are cannot be: their
/// octets come later. So each boundary is two hashes of the seed, 64 bits that are the message's and 64 that are the
/// multipart's own, neither of which follows from the other: whoever wrote the file would have had to guess both.
pub(crate) struct Boundaries {
    common: u64,
    own: u64,
    used: u64,
}

impl Boundaries {
    pub(crate) fn new(seed: &str, body: &Part) -> Self {
        let hashes = (0..).map(|salt| hash(seed.bytes(), salt));
        let mut absent = hashes.filter(|common| !stands_in(&start(*common), body));
        Self {
            common: absent.next().unwrap_or_default(),
            // FNV-1a can be undone to the state behind the seed, which is another from its other end.
            own: hash(seed.bytes().rev(), 0),
            used: 0,
        }
    }

    /// One that was not used before.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        self.used += 1;
        let mut boundary = start(self.common);
        let own = hash(self.own.to_be_bytes().into_iter(), self.used);
        number::hexadecimal(own, &mut boundary);
        boundary
    }
}

/// What all boundaries of a message begin with.
fn start(common: u64) -> Vec<u8> {
    let mut start = Vec::from(b"=_");
    number::hexadecimal(common, &mut start);
    start
}

fn stands_in(start: &[u8], part: &Part) -> bool {
    match part {
        Part::Multipart { parts, .. } => parts.iter().any(|part| stands_in(start, part)),
        Part::Text { text, .. } => holds(text, start),
        Part::File { .. } | Part::Raw { .. } => false,
    }
}

fn holds(text: &String, start: &[u8]) -> bool {
    text.as_bytes()
        .windows(start.len())
        .any(|window| window == start)
}

/// FNV-1a, which is the same in every build, stirred as SplitMix64 stirs, so that each bit hangs on each octet.
fn hash(octets: impl Iterator<Item = u8>, salt: u64) -> u64 {
    let octets = octets.chain(salt.to_be_bytes());
    let sum = octets.fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    let stirred = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let stirred = (stirred ^ (stirred >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    stirred ^ (stirred >> 31)
}
