//! How a bridge speaks to the sink.

/// Whether the bridge speaks TLS to the sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Security {
    Clear,
    Tls,
}

impl Security {
    pub(super) const ALL: [Self; 2] = [Self::Clear, Self::Tls];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clear => "plain",
            Self::Tls => "TLS",
        }
    }
}
