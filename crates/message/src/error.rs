//! Why a message cannot be written.

use alloc::string::String;

/// What stands in the way, where, and what to do. What was given is shown with `�` for each character that hides.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// A value holds CR, LF, NUL or another control character.
    #[error("the {field} holds a control character: remove it")]
    Control {
        /// The header field, or what a person calls the value.
        field: String,
    },
    /// A value is longer than any person writes.
    #[error("the {field} is longer than {limit} octets: shorten it")]
    TooLong {
        /// The header field, or what a person calls the value.
        field: String,
        /// The most octets it may have.
        limit: usize,
    },
    /// Not printable ASCII without colons and spaces, RFC 5322 section 2.2.
    #[error("\"{name}\" is no header field's name: use letters, digits and hyphens, at most 76")]
    Name {
        /// What was given.
        name: String,
    },
    /// A field that says how the part is written, and is written with it; or `Bcc` or `Resent-Bcc`.
    #[error(
        "the header field {name} cannot be set: it follows from the parts, or, of blind copies, belongs to the envelope"
    )]
    Reserved {
        /// The field.
        name: String,
    },
    /// A prepared value breaks its lines otherwise than by CRLF before a space and something to see, or has a line of
    /// more than 998 octets (RFC 5322 sections 2.1.1 and 2.2.3).
    #[error(
        "the prepared {field} does not fold: break its lines by CRLF and a space, at most 998 octets apart"
    )]
    Unfolded {
        /// The header field.
        field: String,
    },
    /// Not `local@domain`, RFC 5322 section 3.4.1.
    #[error("\"{address}\" is not an address: write it as name@example.org")]
    Address {
        /// What was given.
        address: String,
    },
    /// A group of mailboxes without a name, RFC 5322 section 3.4.
    #[error("a group in {field} has no name: give it one")]
    Nameless {
        /// The header field.
        field: String,
    },
    /// Not `type/subtype`, perhaps with parameters, RFC 2045 section 5.1.
    #[error("\"{content_type}\" is not a content type: write it as type/subtype, or leave it out")]
    ContentType {
        /// What was given.
        content_type: String,
    },
    /// Not `left@right`, RFC 5322 section 3.6.4.
    #[error("\"{id}\" is not a message id: write it as left@right, without angle brackets")]
    MessageId {
        /// What was given.
        id: String,
    },
    /// Not an id that `cid:` can name, RFC 2392.
    #[error("\"{id}\" is not a content id: use letters, digits, dots and hyphens")]
    ContentId {
        /// What was given.
        id: String,
    },
    /// Not a URL in ASCII that angle brackets can hold, RFC 2369 section 2.
    #[error("\"{url}\" cannot stand in a header: write it as a URL does, percent-encoded")]
    Url {
        /// What was given.
        url: String,
    },
    /// Outside the years 1900 to 9999, RFC 5322 section 3.3.
    #[error("no mail can name the date {date}: give seconds since 1970, up to the year 9999")]
    Date {
        /// What was given.
        date: i64,
    },
    /// NUL has no place in mail text, RFC 5322 section 4.
    #[error(
        "the text of a part of type {content_type} holds a NUL character: remove it, or attach it as a file"
    )]
    Nul {
        /// Which part, by its content type.
        content_type: String,
    },
    /// A part that is a mail or a multipart itself may not be encoded, RFC 2045 section 6.4.
    #[error(
        "a part of type {content_type} has a line of more than 998 octets: break it, or attach it as a file"
    )]
    Line {
        /// Which part, by its content type.
        content_type: String,
    },
    /// A multipart has at least one part, RFC 2046 section 5.1.1.
    #[error("multipart/{subtype} holds no part: leave it out")]
    Empty {
        /// What comes after `multipart/`.
        subtype: String,
    },
    /// The parts stand in each other deeper than anybody reads.
    #[error("the parts of the mail are nested more than {limit} deep: flatten them")]
    TooDeep {
        /// The most levels.
        limit: usize,
    },
}

/// What was given, fit to be shown, and no longer than somebody reads.
pub(crate) fn shown(given: &str) -> String {
    let visible = |c| {
        if crate::plain::is_hidden(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    given.chars().take(200).map(visible).collect()
}
