use core::fmt;

/// How the content's octets are to be read ([RFC 6152]).
///
/// [RFC 6152]: https://www.rfc-editor.org/rfc/rfc6152
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// Only ASCII.
    #[default]
    SevenBit,
    /// Octets above 127 may occur.
    EightBitMime,
}

/// What stands behind the reverse path in `MAIL FROM`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailParameters {
    /// `SIZE=`: the content's length in octets ([RFC 1870 section 6]).
    ///
    /// [RFC 1870 section 6]: https://www.rfc-editor.org/rfc/rfc1870#section-6
    pub size: Option<u64>,
    /// `BODY=`: `None` where the parameter is not given.
    pub body: Option<Body>,
}

impl fmt::Display for MailParameters {
    /// Each with a space before it, ready to follow the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(size) = self.size {
            write!(f, " SIZE={size}")?;
        }
        match self.body {
            Some(Body::SevenBit) => f.write_str(" BODY=7BIT"),
            Some(Body::EightBitMime) => f.write_str(" BODY=8BITMIME"),
            None => Ok(()),
        }
    }
}
