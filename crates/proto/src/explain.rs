//! What a reply means, in words for people: one sentence, and what to do.
//!
//! The enhanced status code says more than the three digits, so it is asked first (RFC 3463 and
//! the IANA registry of its codes); then the code (RFC 5321 section 4.2.3 and the extensions);
//! then its first digit.

use alloc::string::String;

use crate::types::{Class, EnhancedCode, Reply};

/// The meaning of a reply.
#[must_use]
pub fn reply(reply: &Reply) -> String {
    // An enhanced code's subject names a trouble; with success there is none.
    let said = reply.enhanced().filter(|_| !reply.is_success());
    let known = said.and_then(enhanced).or_else(|| code(reply.code().get()));
    let mut sentence = String::from(known.unwrap_or_else(|| class(reply.class())));
    if known.is_some_and(|known| known != NEW_PASSWORD) && reply.class() == Class::Transient {
        sentence.push_str(LATER);
    }
    sentence
}

/// What is added where waiting may help.
pub const LATER: &str = "; trying again later may help";

/// The one transient refusal that no waiting mends (RFC 4954 section 6).
pub const NEW_PASSWORD: &str = "the account must choose a new password first";

/// The meaning of an enhanced status code, where it is a known one that says anything.
#[must_use]
pub fn enhanced(code: EnhancedCode) -> Option<&'static str> {
    let key = (code.subject(), code.detail());
    ENHANCED
        .iter()
        .find(|(subject, detail, _)| (*subject, *detail) == key)
        .map(|(.., text)| *text)
}

/// The meaning of a reply code, where SMTP or an extension gives it one.
#[must_use]
pub fn code(code: u16) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, text)| *text)
}

/// The meaning of a reply code's first digit.
#[must_use]
pub const fn class(class: Class) -> &'static str {
    match class {
        Class::Success => "the server did what was asked",
        Class::Intermediate => "the server waits for the rest",
        Class::Transient => "the server cannot do this now; trying again later may help",
        Class::Permanent => {
            "the server refuses this, and will refuse it again unless it is changed"
        }
    }
}

/// Subject, detail, meaning; the first number, the class, only says how lasting it is.
pub const ENHANCED: &[(u16, u16, &str)] = &[
    (
        1,
        1,
        "there is no mailbox with this address; check the part before the @",
    ),
    (
        1,
        2,
        "the domain of this address takes no mail; check the part after the @",
    ),
    (1, 3, "the address is not written correctly"),
    (1, 4, "several mailboxes have this address"),
    (1, 6, "the mailbox has moved and no new address is known"),
    (1, 7, "the sender's address is not written correctly"),
    (
        1,
        8,
        "the domain of the sender's address does not exist or takes no replies",
    ),
    (1, 9, "the mail went on to a server that reports nothing"),
    (
        1,
        10,
        "the domain of this address states that it takes no mail at all",
    ),
    (2, 1, "the mailbox is disabled"),
    (2, 2, "the mailbox is full"),
    (2, 3, "the mail is larger than this mailbox may receive"),
    (2, 4, "the mailing list could not be expanded"),
    (3, 1, "the server's disk is full"),
    (3, 2, "the server is not taking mail at the moment"),
    (3, 3, "the server cannot do what the mail asks for"),
    (
        3,
        4,
        "the mail is larger than the server takes; make it smaller",
    ),
    (3, 5, "the server is not set up correctly"),
    (3, 6, "the mail has another priority than it asked for"),
    (4, 1, "the next server does not answer"),
    (4, 2, "the connection to the next server broke"),
    (4, 3, "the server could not look up where to send this"),
    (4, 4, "the server found no way to this domain"),
    (4, 5, "the server or the network is too busy"),
    (4, 6, "the mail went round in circles between servers"),
    (4, 7, "the server tried for too long and gave up"),
    (
        5,
        1,
        "the command came out of turn, or is not possible here",
    ),
    (5, 2, "the server did not understand the command"),
    (
        5,
        3,
        "there are too many recipients; send to the rest in another mail",
    ),
    (
        5,
        4,
        "the command has a parameter that the server does not take",
    ),
    (5, 5, "the server speaks another version of the protocol"),
    (5, 6, "what was said to sign in is too long for the server"),
    (6, 1, "the server does not take this kind of content"),
    (
        6,
        2,
        "the content would have to be converted, and may not be",
    ),
    (
        6,
        3,
        "the content would have to be converted, and cannot be",
    ),
    (6, 4, "the content lost something when it was converted"),
    (6, 5, "the content could not be converted"),
    (6, 6, "the content cannot be fetched"),
    (6, 7, "the server does not take addresses outside ASCII"),
    (6, 8, "the answer would go beyond ASCII"),
    (6, 9, "a recipient takes no header beyond ASCII"),
    (6, 10, "the answer would go beyond ASCII"),
    (
        7,
        1,
        "the server's rules forbid this sender or this recipient",
    ),
    (7, 2, "the sender may not write to this mailing list"),
    (
        7,
        3,
        "the mail would have to be secured otherwise, and cannot be",
    ),
    (7, 4, "the server lacks the security that the mail asks for"),
    (7, 5, "the server could not decrypt or verify the mail"),
    (7, 6, "the server does not know the encryption of the mail"),
    (7, 7, "the mail was changed on its way"),
    (7, 8, "the user name or the password is wrong"),
    (
        7,
        9,
        "this way to sign in is not strong enough for the server or the account",
    ),
    (7, 10, "the server wants an encrypted connection"),
    (
        7,
        11,
        "the server wants an encrypted connection before anyone signs in",
    ),
    (7, 12, NEW_PASSWORD),
    (7, 13, "the account is disabled"),
    (
        7,
        14,
        "the server is not trusted by the one that has the content",
    ),
    (7, 15, "the priority of the mail is too low"),
    (7, 16, "the mail is too large for its priority"),
    (7, 17, "somebody else has the mailbox since then"),
    (7, 18, "somebody else has the domain since then"),
    (
        7,
        19,
        "the server cannot tell since when the mailbox has had its owner",
    ),
    (7, 20, "the mail has no valid signature (DKIM)"),
    (
        7,
        21,
        "the mail has no signature that the server accepts (DKIM)",
    ),
    (
        7,
        22,
        "the mail has no valid signature of its author's domain (DKIM)",
    ),
    (
        7,
        23,
        "the sender's domain does not allow mail from this server (SPF)",
    ),
    (
        7,
        24,
        "the rules of the sender's domain could not be read (SPF)",
    ),
    (
        7,
        25,
        "the sending server's address has no valid name in DNS",
    ),
    (
        7,
        26,
        "the mail fails the sender's own authentication (DKIM or SPF)",
    ),
    (
        7,
        27,
        "the sender's domain states that it takes no mail at all",
    ),
    (7, 28, "too much was sent in too short a time"),
    (7, 29, "the record of earlier checks is broken (ARC)"),
    (
        7,
        30,
        "the mail wants TLS on its whole way, which there is not",
    ),
];

/// Reply codes with their meanings.
pub const CODES: &[(u16, &str)] = &[
    (211, "this is the server's status"),
    (214, "this is the server's help"),
    (220, "the server is ready"),
    (221, "the server closes the connection"),
    (235, "the server knows who is signed in"),
    (250, "the server did what was asked"),
    (
        251,
        "the recipient is elsewhere, and the server will forward the mail",
    ),
    (
        252,
        "the server cannot tell whether the address exists, but will try",
    ),
    (334, "the server waits for the next part of signing in"),
    (
        354,
        "the server waits for the mail, which a line with a single dot ends",
    ),
    (421, "the server is closing the connection"),
    (432, NEW_PASSWORD),
    (450, "the mailbox is not available at the moment"),
    (451, "the server had trouble of its own"),
    (
        452,
        "the server is short of space, or the mail has too many recipients",
    ),
    (
        454,
        "the server cannot check passwords or begin TLS at the moment",
    ),
    (455, "the server cannot use these parameters at the moment"),
    (500, "the server did not understand the command"),
    (
        501,
        "the server did not understand what stands behind the command",
    ),
    (502, "the server does not know this command"),
    (503, "the command came out of turn"),
    (
        504,
        "the server does not know this parameter or this way to sign in",
    ),
    (521, "this machine takes no mail"),
    (
        523,
        "the server's rules forbid mails of this size; make it smaller",
    ),
    (
        530,
        "the server wants an encrypted connection or a sign-in first",
    ),
    (534, "this way to sign in is too weak for the account"),
    (535, "the user name or the password is wrong"),
    (538, "this way to sign in needs an encrypted connection"),
    (
        550,
        "the server refuses: the mailbox does not exist, or its rules forbid it",
    ),
    (551, "the recipient is not here"),
    (
        552,
        "the mail is larger than the server or the mailbox takes; make it smaller",
    ),
    (553, "the server does not take this address"),
    (554, "it failed, and only the server's own words say why"),
    (
        555,
        "the server does not know a parameter of the sender or the recipient",
    ),
    (556, "the recipient's domain takes no mail"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Code;

    fn said(code: u16, text: &str) -> String {
        reply(&Reply::new(Code::new(code).unwrap(), None, text))
    }

    #[test]
    fn the_enhanced_code_says_more_than_the_digits() {
        assert_eq!(
            said(550, "5.1.1 who?"),
            "there is no mailbox with this address; check the part before the @"
        );
        assert!(said(550, "who?").starts_with("the server refuses"));
    }

    #[test]
    fn a_transient_reply_says_that_later_may_help() {
        assert_eq!(
            said(452, "4.2.2 full"),
            "the mailbox is full; trying again later may help"
        );
        assert!(said(499, "hm").ends_with("trying again later may help"));
    }

    #[test]
    fn an_enhanced_code_that_says_nothing_leaves_it_to_the_digits() {
        assert_eq!(said(530, "5.7.0 sign in"), code(530).unwrap());
        assert_eq!(said(235, "2.7.0 welcome"), code(235).unwrap());
        assert!(said(454, "4.7.0 later").starts_with("the server cannot check passwords"));
        assert_eq!(said(250, "2.1.1 fine"), code(250).unwrap());
    }

    #[test]
    fn waiting_does_not_make_a_new_password() {
        assert_eq!(said(432, "4.7.12 change it"), NEW_PASSWORD);
    }

    /// The IANA registry of SMTP's enhanced status codes: the last detail of each subject.
    const REGISTERED: [(u16, u16); 7] = [(1, 10), (2, 4), (3, 6), (4, 7), (5, 6), (6, 10), (7, 30)];

    #[test]
    fn every_registered_code_that_says_anything_is_explained() {
        for (subject, last) in REGISTERED {
            let known = |detail| {
                let key = |(of, detail, _): &(u16, u16, &str)| (*of, *detail);
                ENHANCED.iter().any(|row| key(row) == (subject, detail))
            };
            for detail in 1..=last {
                // That the address is valid is no trouble.
                let silent = (subject, detail) == (1, 5);
                assert_ne!(known(detail), silent, "X.{subject}.{detail}");
            }
        }
        let registered = |(of, detail, _): &(u16, u16, &str)| {
            let within = |(subject, last): &(u16, u16)| subject == of && detail <= last;
            REGISTERED.iter().any(within)
        };
        assert!(ENHANCED.iter().all(registered));
    }

    #[test]
    fn no_code_is_explained_twice() {
        let twice = |(i, (code, _)): (usize, &(u16, &str))| CODES[..i].iter().any(|c| c.0 == *code);
        assert!(!CODES.iter().enumerate().any(twice));
        let twice = |(i, e): (usize, &(u16, u16, &str))| {
            ENHANCED[..i]
                .iter()
                .any(|known| (known.0, known.1) == (e.0, e.1))
        };
        assert!(!ENHANCED.iter().enumerate().any(twice));
    }
}
