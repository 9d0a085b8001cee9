use alloc::{format, string::String};

use crate::{
    codec::{CommandError, ContentFault},
    types::Reply,
};

/// Writes a reply of one's own: `reply!(550, 1, 1, "no such user")` is `550 5.1.1 no such user`.
///
/// Code, subject and detail are checked when this is compiled; the class of the enhanced status
/// code (RFC 3463) is that of the code, and codes of class 3 have none (RFC 2034). The text is a
/// format string with its arguments.
#[macro_export]
macro_rules! reply {
    ($code:literal, $subject:literal, $detail:literal, $($text:tt)+) => {{
        const CODE: $crate::types::Code = $crate::types::Code::new($code).unwrap();
        const ENHANCED: Option<$crate::types::EnhancedCode> =
            $crate::types::EnhancedCode::new(CODE.class(), $subject, $detail);
        $crate::types::Reply::new(CODE, ENHANCED, &$crate::server::__format!($($text)+))
    }};
}

/// Octets of an error that are sent, all ASCII. Some repeat what was given, and a reply line ends
/// at 512 (RFC 5321, 4.5.3.1.5).
const MAX_TEXT: usize = 400;

impl CommandError {
    /// What a server answers the line: a reply of class 5 with an enhanced status code, whose words
    /// are this error's, in ASCII and no longer than a reply line may be.
    #[must_use]
    pub fn reply(&self) -> Reply {
        let text = format!("{self}");
        let text: String = text.chars().filter(char::is_ascii).take(MAX_TEXT).collect();
        match self {
            Self::Unknown | Self::NotText => reply!(500, 5, 2, "{text}"),
            Self::NotOffered(_) => reply!(502, 5, 1, "{text}"),
            Self::Form(_) | Self::Chunk => reply!(501, 5, 2, "{text}"),
            Self::Argument(_) | Self::Keyword | Self::ParameterValue(_) => {
                reply!(501, 5, 4, "{text}")
            }
            Self::Mechanism => reply!(504, 5, 4, "{text}"),
            Self::Parameter(_) => reply!(555, 5, 4, "{text}"),
            Self::Sender(_) => reply!(501, 1, 7, "{text}"),
            Self::Recipient(_) => reply!(501, 1, 3, "{text}"),
        }
    }
}

/// Content beyond the limit, said beforehand or found.
pub(super) fn too_large(limit: u64) -> Reply {
    reply!(552, 3, 4, "the mail is larger than {limit} octets")
}

/// Content that the next server might read otherwise.
pub(super) fn faulty(fault: ContentFault) -> Reply {
    let found = match fault {
        ContentFault::BareCr => "a CR without LF behind it; lines end with CR LF",
        ContentFault::BareLf => "an LF without CR before it; lines end with CR LF",
        ContentFault::LongLine => "a line of more than 998 octets",
    };
    reply!(554, 6, 0, "the mail holds {found}")
}

/// An address beyond ASCII where none may stand. RFC 6531, 3.5: 550 to MAIL, 553 to RCPT.
pub(super) fn beyond_ascii(to_mail: bool) -> Reply {
    const WHY: &str = "addresses beyond ASCII are taken with SMTPUTF8 in MAIL alone";
    if to_mail {
        reply!(550, 6, 7, "{WHY}")
    } else {
        reply!(553, 6, 7, "{WHY}")
    }
}
