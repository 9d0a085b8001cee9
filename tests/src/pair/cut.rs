/// Where a stream is cut into the pieces that arrive.
#[derive(Clone, Debug)]
pub enum Cut {
    /// Behind every line feed.
    Lines,
    /// After so many octets each time, over and over; 0 counts as 1.
    Sizes(Vec<usize>),
}

impl Cut {
    /// Nowhere.
    #[must_use]
    pub fn whole() -> Self {
        Self::Sizes(vec![usize::MAX])
    }

    /// Everywhere.
    #[must_use]
    pub fn bytes() -> Self {
        Self::Sizes(vec![1])
    }

    /// Takes the first piece off a stream, of no more than so many octets.
    pub(super) fn take(&mut self, stream: &mut Vec<u8>, most: usize) -> Vec<u8> {
        if stream.is_empty() {
            return Vec::new();
        }
        let length = match self {
            Self::Lines => stream
                .iter()
                .position(|octet| *octet == b'\n')
                .map(|at| at + 1),
            Self::Sizes(sizes) => {
                let one = sizes.len().min(1);
                sizes.rotate_left(one);
                sizes.last().copied()
            }
        };
        let length = length
            .unwrap_or(stream.len())
            .clamp(1, stream.len().min(most));
        stream.drain(..length).collect()
    }
}
