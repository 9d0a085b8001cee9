//! Why a message cannot be written.

/// What stands in the way, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// A header value holds CR, LF, NUL or another control character.
    #[error("the {field} holds a control character: remove it")]
    Control {
        /// The field, as a person calls it.
        field: &'static str,
    },
    /// A header value is longer than any person writes.
    #[error("the {field} is longer than {limit} octets: shorten it")]
    TooLong {
        /// The field, as a person calls it.
        field: &'static str,
        /// The most octets it may have.
        limit: usize,
    },
    /// Not `local@domain`, RFC 5322 section 3.4.1.
    #[error("{address:?} is not an address: write it as name@example.org")]
    Address {
        /// What was given.
        address: String,
    },
    /// Not `type/subtype`, perhaps with parameters, RFC 2045 section 5.1.
    #[error("{content_type:?} is not a content type: write it as type/subtype, or leave it out")]
    ContentType {
        /// What was given.
        content_type: String,
    },
    /// Not `left@right`, RFC 5322 section 3.6.4.
    #[error("{id:?} is not a message id: write it as left@right, without angle brackets")]
    MessageId {
        /// What was given.
        id: String,
    },
    /// Not an id that `cid:` can name, RFC 2392.
    #[error("{id:?} is not a content id: use letters, digits, dots and hyphens")]
    ContentId {
        /// What was given.
        id: String,
    },
    /// Outside the years 1900 to 9999, RFC 5322 section 3.3.
    #[error("no mail can name the date {date}: give seconds since 1970, up to the year 9999")]
    Date {
        /// What was given.
        date: i64,
    },
    /// NUL has no place in mail text, RFC 5322 section 4.
    #[error("the {field} holds a NUL character: remove it, or attach it as a file")]
    Nul {
        /// The body, as a person calls it.
        field: &'static str,
    },
}
