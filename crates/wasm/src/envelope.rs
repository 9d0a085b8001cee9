//! From and to whom a mail goes, and what the page wants of the server for it.

use core::str::FromStr;

use wsmtp_bind::{Value, flag, list, text, text_or_null};
use wsmtp_proto::client::{Addressee, Envelope};
use wsmtp_proto::types::{ForwardPath, Hold, MailParameters, RcptParameters, ValueError};

use crate::failure::Failure;

/// Reads a `WireEnvelope` of `web/client/src/runtime/wire.ts`. Values are written as SMTP writes them, but for xtext.
pub(crate) fn read<V: Value>(given: &V) -> Result<Envelope, Failure> {
    let to = list(given, "to")?;
    Ok(Envelope {
        from: text(given, "from")?.parse()?,
        to: to.iter().map(addressee).collect::<Result<_, _>>()?,
        parameters: MailParameters {
            size: None,
            body: value(given, "body")?,
            smtp_utf8: flag(given, "smtpUtf8")?,
            ret: value(given, "dsnReturn")?,
            envelope_id: value(given, "envelopeId")?,
            require_tls: flag(given, "requireTls")?,
            deliver_by: value(given, "deliverBy")?,
            hold: hold(given)?,
            priority: value(given, "priority")?,
        },
    })
}

fn addressee<V: Value>(given: &V) -> Result<Addressee, Failure> {
    Ok(Addressee {
        path: text(given, "address")?.parse::<ForwardPath>()?,
        parameters: RcptParameters {
            notify: value(given, "notify")?,
            original: value(given, "original")?,
            valid_since: value(given, "validSince")?,
        },
    })
}

fn hold<V: Value>(given: &V) -> Result<Option<Hold>, Failure> {
    let span = value(given, "holdFor")?.map(Hold::For);
    let until = value(given, "holdUntil")?.map(Hold::Until);
    if span.is_some() && until.is_some() {
        let problem = "the mail is to be held for a time and until a time: leave one of them out";
        return Err(Failure::bad_input(problem));
    }
    Ok(span.or(until))
}

fn value<T: FromStr<Err = ValueError>, V: Value>(
    given: &V,
    name: &'static str,
) -> Result<Option<T>, Failure> {
    let text = text_or_null(given, name)?;
    Ok(text.as_deref().map(str::parse).transpose()?)
}
