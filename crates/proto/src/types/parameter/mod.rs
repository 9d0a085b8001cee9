//! What stands behind the path in MAIL and RCPT.

mod body;
mod deliver_by;
mod dsn_return;
mod envelope_id;
mod hold;
mod notify;
mod original_recipient;
mod priority;
mod utc_time;
mod valid_since;
mod xtext;

pub use body::Body;
pub use deliver_by::{DeliverBy, LateAction};
pub use dsn_return::DsnReturn;
pub use envelope_id::EnvelopeId;
pub use hold::{Hold, HoldSeconds};
pub use notify::Notify;
pub use original_recipient::OriginalRecipient;
pub use priority::Priority;
pub use utc_time::UtcTime;
pub use valid_since::{Unsupported, ValidSince};

use core::fmt;

/// What stands behind the reverse path in `MAIL FROM`. What is `None` or `false` is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailParameters {
    /// `SIZE=`: the content's length in octets once all its line ends are CRLF ([RFC 1870
    /// section 6]). Whoever counts a text with LF alone is short by one for each line.
    ///
    /// [RFC 1870 section 6]: https://www.rfc-editor.org/rfc/rfc1870#section-6
    pub size: Option<u64>,
    /// `BODY=`: what octets the content holds ([RFC 6152], [RFC 3030 section 3]).
    ///
    /// [RFC 6152]: https://www.rfc-editor.org/rfc/rfc6152
    /// [RFC 3030 section 3]: https://www.rfc-editor.org/rfc/rfc3030#section-3
    pub body: Option<Body>,
    /// `SMTPUTF8`: addresses or header fields go beyond ASCII ([RFC 6531 section 3.4]).
    ///
    /// [RFC 6531 section 3.4]: https://www.rfc-editor.org/rfc/rfc6531#section-3.4
    pub smtp_utf8: bool,
    /// `RET=`: what of the mail comes back when it fails.
    pub ret: Option<DsnReturn>,
    /// `ENVID=`: what reports about the mail are to name it.
    pub envelope_id: Option<EnvelopeId>,
    /// `REQUIRETLS`: never to be sent on without TLS ([RFC 8689 section 2]).
    ///
    /// [RFC 8689 section 2]: https://www.rfc-editor.org/rfc/rfc8689#section-2
    pub require_tls: bool,
    /// `BY=`: by when it is to be delivered.
    pub deliver_by: Option<DeliverBy>,
    /// `HOLDFOR=` or `HOLDUNTIL=`: when it may be sent on.
    pub hold: Option<Hold>,
    /// `MT-PRIORITY=`: how urgent it is.
    pub priority: Option<Priority>,
}

impl fmt::Display for MailParameters {
    /// Each with a space before it, ready to follow the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, "SIZE", self.size.as_ref())?;
        write(f, "BODY", self.body.as_ref())?;
        write_flag(f, "SMTPUTF8", self.smtp_utf8)?;
        write(f, "RET", self.ret.as_ref())?;
        write(
            f,
            "ENVID",
            self.envelope_id.as_ref().map(EnvelopeId::to_xtext).as_ref(),
        )?;
        write_flag(f, "REQUIRETLS", self.require_tls)?;
        write(f, "BY", self.deliver_by.as_ref())?;
        match &self.hold {
            Some(Hold::For(seconds)) => write(f, "HOLDFOR", Some(seconds))?,
            Some(Hold::Until(time)) => write(f, "HOLDUNTIL", Some(time))?,
            None => {}
        }
        write(f, "MT-PRIORITY", self.priority.as_ref())
    }
}

/// What stands behind the forward path in `RCPT TO`. What is `None` is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RcptParameters {
    /// `NOTIFY=`: what the sender wants to be told about this recipient.
    pub notify: Option<Notify>,
    /// `ORCPT=`: the recipient as the sender wrote it.
    pub original: Option<OriginalRecipient>,
    /// `RRVS=`: since when the mailbox must have had the same owner.
    pub valid_since: Option<ValidSince>,
}

impl fmt::Display for RcptParameters {
    /// Each with a space before it, ready to follow the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, "NOTIFY", self.notify.as_ref())?;
        let original = self.original.as_ref().map(OriginalRecipient::to_xtext);
        write(f, "ORCPT", original.as_ref())?;
        write(f, "RRVS", self.valid_since.as_ref())
    }
}

fn write<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    keyword: &str,
    value: Option<&T>,
) -> fmt::Result {
    match value {
        Some(value) => write!(f, " {keyword}={value}"),
        None => Ok(()),
    }
}

fn write_flag(f: &mut fmt::Formatter<'_>, keyword: &str, given: bool) -> fmt::Result {
    if given {
        write!(f, " {keyword}")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
