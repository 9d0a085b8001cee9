//! Addresses and domains: what is taken can be written into a command line.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use wsmtp_proto::types::{Domain, ForwardPath, Mailbox, ReversePath, ValueError};

/// What is taken holds no controls, keeps to its limits, and reads back as it was written.
pub fn addresses(input: &[u8]) {
    let given = String::from_utf8_lossy(input);
    if let Some(domain) = taken::<Domain>(&given) {
        assert!((1..=Domain::MAX).contains(&domain.as_str().len()));
        assert_eq!(domain.as_str(), given);
    }
    if let Some(mailbox) = taken::<Mailbox>(&given) {
        assert!((1..=Mailbox::MAX_LOCAL).contains(&mailbox.local().len()));
        assert_eq!(
            mailbox.domain().as_str().parse().as_ref(),
            Ok(mailbox.domain())
        );
        assert_eq!(mailbox.to_string(), given);
    }
    taken::<ForwardPath>(&given);
    taken::<ReversePath>(&given);
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
