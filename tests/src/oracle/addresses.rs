//! Addresses and domains: what is taken can be written into a command line.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use wsmtp_proto::{
    Unicode,
    types::{Domain, ForwardPath, Mailbox, ReversePath, ValueError},
};

/// What is taken holds no controls, keeps to its limits, and reads back as it was written; its form
/// in ASCII does so too.
pub fn addresses(input: &[u8]) {
    let given = String::from_utf8_lossy(input);
    if let Some(domain) = taken::<Domain>(&given) {
        assert_eq!(domain.as_str(), given);
        is_sound(&domain);
        domain.to_ascii(&Unicode::TABLES).iter().for_each(|ascii| {
            is_sound(ascii);
            assert!(ascii.is_ascii());
            assert_eq!(ascii.to_ascii(&Unicode::ASCII).as_ref(), Some(ascii));
        });
    }
    if let Some(mailbox) = taken::<Mailbox>(&given) {
        assert_eq!(mailbox.to_string(), given);
        assert!((1..=Mailbox::MAX_LOCAL).contains(&mailbox.local().len()));
        is_sound(mailbox.domain());
        let ascii = mailbox.to_ascii(&Unicode::TABLES);
        assert!(ascii.is_none_or(|ascii| ascii.is_ascii() && ascii.local() == mailbox.local()));
    }
    let forward = taken::<ForwardPath>(&given);
    let reverse = taken::<ReversePath>(&given);
    assert!(
        reverse.is_some() || forward.is_none(),
        "whoever gets mail can send it"
    );
}

fn is_sound(domain: &Domain) {
    assert!((1..=Domain::MAX).contains(&domain.as_str().len()));
    assert_eq!(taken::<Domain>(domain.as_str()).as_ref(), Some(domain));
}

/// The value, where there is one.
fn taken<T>(given: &str) -> Option<T>
where
    T: FromStr<Err = ValueError> + Display + PartialEq + Debug,
{
    match given.parse::<T>() {
        Ok(value) => {
            let written = value.to_string();
            assert!(!written.contains(ends_a_line), "{written:?}");
            assert_eq!(written.parse().as_ref(), Ok(&value));
            Some(value)
        }
        Err(error) => {
            assert!(!error.to_string().contains(ends_a_line), "{error:?}");
            None
        }
    }
}

/// Controls, and what Unicode counts as line ends besides.
fn ends_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}
