//! How the build has compressed files, and what of that a browser reads.

use axum::http::{HeaderMap, HeaderValue, header};

/// A content coding of RFC 9110 section 8.4.1, or RFC 7932.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// The smaller first.
    pub(super) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The end of the compressed file's name.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Those that `Accept-Encoding` (RFC 9110 section 12.5.3) names, the smaller first whatever it
    /// prefers; `*` is none of them, so who sends no more gets the file as it is.
    pub(super) fn accepted(asked: &HeaderMap) -> Vec<Self> {
        let values = asked.get_all(header::ACCEPT_ENCODING).iter();
        let accepted: Vec<_> = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(wanted)
            .collect();
        let named = |coding: &Self| {
            let mut names = accepted.iter();
            names.any(|name| name.eq_ignore_ascii_case(coding.name()))
        };
        Self::ALL.into_iter().filter(named).collect()
    }
}

/// The coding in one member of the list, unless its weight says that it is not wanted.
fn wanted(member: &str) -> Option<&str> {
    let (name, weight) = member.split_once(';').unwrap_or((member, "q=1"));
    let weight = weight.trim().trim_start_matches(['q', 'Q']);
    let weight: f32 = weight.strip_prefix('=')?.trim().parse().ok()?;
    (weight > 0.0).then(|| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_says_it_reads() {
        const BOTH: &[Coding] = &Coding::ALL;
        for (said, expected) in [
            ("gzip, deflate, br, zstd", BOTH),
            ("GZIP, Br", BOTH),
            ("br;q=0.1, gzip;q=1.0", BOTH),
            ("br;q=0, gzip", &[Coding::Gzip]),
            ("br; q=0.000, gzip ; Q=0.5", &[Coding::Gzip]),
            ("gzip", &[Coding::Gzip]),
            ("gzip;q=yes", &[]),
            ("identity", &[]),
            ("*", &[]),
            ("brotli", &[]),
            ("", &[]),
        ] {
            let mut asked = HeaderMap::new();
            asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
            assert_eq!(Coding::accepted(&asked), expected, "{said:?}");
        }
        assert_eq!(Coding::accepted(&HeaderMap::new()), []);
    }

    #[test]
    fn codings_may_come_in_headers_of_their_own() {
        let mut asked = HeaderMap::new();
        for said in ["gzip", "br"] {
            asked.append(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
        }
        assert_eq!(Coding::accepted(&asked), Coding::ALL);
    }
}
