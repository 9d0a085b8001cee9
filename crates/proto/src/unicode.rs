use alloc::string::String;

/// What needs Unicode's tables. A browser has them by itself, so that a small wasm need not.
///
/// Each function gives `None` where the string has no such form, and where the tables to tell are
/// missing.
#[derive(Clone, Copy, Debug)]
pub struct Unicode {
    /// A domain name in A-labels (RFC 5890 section 2.3.2.1).
    pub domain_to_ascii: fn(&str) -> Option<String>,
    /// A user name or a password as SASLprep gives it (RFC 4013), code points that RFC 3454 leaves
    /// unassigned refused.
    pub saslprep: fn(&str) -> Option<String>,
}

impl Unicode {
    /// Knows ASCII only, which needs no tables.
    pub const ASCII: Self = Self {
        domain_to_ascii: ascii::domain_to_ascii,
        saslprep: ascii::saslprep,
    };

    /// Has the tables in it. Needs the cargo feature `unicode`, which is on by default.
    #[cfg(feature = "unicode")]
    pub const TABLES: Self = Self {
        domain_to_ascii: tables::domain_to_ascii,
        saslprep: tables::saslprep,
    };

    /// The tables where they are built in, else [`ASCII`](Self::ASCII).
    #[cfg(feature = "unicode")]
    pub const DEFAULT: Self = Self::TABLES;

    /// The tables where they are built in, else [`ASCII`](Self::ASCII).
    #[cfg(not(feature = "unicode"))]
    pub const DEFAULT: Self = Self::ASCII;
}

impl Default for Unicode {
    fn default() -> Self {
        Self::DEFAULT
    }
}

mod ascii {
    use alloc::string::String;

    pub(super) fn domain_to_ascii(domain: &str) -> Option<String> {
        domain.is_ascii().then(|| domain.into())
    }

    /// SASLprep leaves printable ASCII as it is and prohibits the controls.
    pub(super) fn saslprep(text: &str) -> Option<String> {
        let printable = |b: u8| (b' '..=b'~').contains(&b);
        text.bytes().all(printable).then(|| text.into())
    }
}

#[cfg(feature = "unicode")]
mod tables {
    use alloc::{borrow::Cow, string::String};

    pub(super) fn domain_to_ascii(domain: &str) -> Option<String> {
        idna::domain_to_ascii(domain).ok()
    }

    pub(super) fn saslprep(text: &str) -> Option<String> {
        stringprep::saslprep(text).ok().map(Cow::into_owned)
    }
}

#[cfg(all(test, feature = "unicode"))]
mod tests {
    use super::*;

    #[test]
    fn domains_of_rfc_5891_and_the_field() {
        for (given, ascii) in [
            ("example.org", Some("example.org")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("BÜCHER.example", Some("xn--bcher-kva.example")),
            ("straße.example", Some("xn--strae-oqa.example")),
            ("例え.テスト", Some("xn--r8jz45g.xn--zckzah")),
            ("xn--\u{ff}.example", None),
        ] {
            assert_eq!(
                (Unicode::TABLES.domain_to_ascii)(given).as_deref(),
                ascii,
                "{given}"
            );
        }
        assert_eq!((Unicode::ASCII.domain_to_ascii)("bücher.example"), None);
    }

    // RFC 4013 section 3, all of its examples, and one of the rules behind them each.
    #[test]
    fn saslprep_of_rfc_4013() {
        for (given, prepared) in [
            ("I\u{ad}X", Some("IX")),
            ("user", Some("user")),
            ("USER", Some("USER")),
            ("\u{aa}", Some("a")),
            ("\u{2168}", Some("IX")),
            ("\u{7}", None),
            ("\u{627}1", None),
            ("a\u{a0}b", Some("a b")),
            ("\u{627}1\u{628}", Some("\u{627}1\u{628}")),
            ("\u{e000}", None),
            ("\u{221}", None),
        ] {
            assert_eq!(
                (Unicode::TABLES.saslprep)(given).as_deref(),
                prepared,
                "{given:?}"
            );
        }
        assert_eq!(
            (Unicode::ASCII.saslprep)("pen cil~").as_deref(),
            Some("pen cil~")
        );
        assert_eq!((Unicode::ASCII.saslprep)("\u{7f}"), None);
        assert_eq!((Unicode::ASCII.saslprep)("\u{aa}"), None);
    }
}
