//! From and to whom a mail goes, and what the page wants of the server for it.

use std::str::FromStr;

use serde::Deserialize;
use wsmtp_proto::client::{Addressee, Envelope};
use wsmtp_proto::types::{ForwardPath, Hold, MailParameters, RcptParameters, ValueError};

use crate::failure::Failure;

/// `WireEnvelope` of `web/client/src/engine.ts`. Values are written as SMTP writes them, but for xtext.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    from: String,
    to: Vec<To>,
    body: Option<String>,
    smtp_utf8: bool,
    dsn_return: Option<String>,
    envelope_id: Option<String>,
    require_tls: bool,
    deliver_by: Option<String>,
    hold_for: Option<String>,
    hold_until: Option<String>,
    priority: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct To {
    address: String,
    notify: Option<String>,
    original: Option<String>,
    valid_since: Option<String>,
}

/// Reads the JSON that `web/client/src/compose/wishes.ts` writes.
pub(crate) fn read(json: &str) -> Result<Envelope, Failure> {
    let given: Given = serde_json::from_str(json).map_err(Failure::bad_input)?;
    let to = given.to.iter().map(To::read).collect::<Result<_, _>>()?;
    Ok(Envelope {
        from: given.from.parse()?,
        to,
        parameters: given.parameters()?,
    })
}

impl Given {
    fn parameters(&self) -> Result<MailParameters, Failure> {
        Ok(MailParameters {
            size: None,
            body: value(&self.body)?,
            smtp_utf8: self.smtp_utf8,
            ret: value(&self.dsn_return)?,
            envelope_id: value(&self.envelope_id)?,
            require_tls: self.require_tls,
            deliver_by: value(&self.deliver_by)?,
            hold: self.hold()?,
            priority: value(&self.priority)?,
        })
    }

    fn hold(&self) -> Result<Option<Hold>, Failure> {
        let span = value(&self.hold_for)?.map(Hold::For);
        let until = value(&self.hold_until)?.map(Hold::Until);
        if span.is_some() && until.is_some() {
            let problem =
                "the mail is to be held for a time and until a time: leave one of them out";
            return Err(Failure::bad_input(problem));
        }
        Ok(span.or(until))
    }
}

impl To {
    fn read(&self) -> Result<Addressee, ValueError> {
        Ok(Addressee {
            path: self.address.parse::<ForwardPath>()?,
            parameters: RcptParameters {
                notify: value(&self.notify)?,
                original: value(&self.original)?,
                valid_since: value(&self.valid_since)?,
            },
        })
    }
}

fn value<T: FromStr<Err = ValueError>>(given: &Option<String>) -> Result<Option<T>, ValueError> {
    given.as_deref().map(str::parse).transpose()
}
