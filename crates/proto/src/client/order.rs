use alloc::{string::ToString, vec::Vec};

use super::{
    Addressee, Config, Envelope, Protocol, Recipient,
    content::{Chunks, Content},
};
use crate::{
    Unicode,
    codec::{Command, Stuffer},
    error::LocalError,
    types::{Body, Capabilities, Hold, MailParameters, RcptParameters, ReversePath},
};

/// What a server is told of one mail: an envelope, fitted to what the server offers.
#[derive(Debug)]
pub(super) struct Order {
    /// What the server is told of the content's octets.
    pub(super) body: Option<Body>,
    pub(super) mail: Command,
    /// A RCPT for each of `recipients`.
    pub(super) rcpts: Vec<Command>,
    pub(super) recipients: Vec<Recipient>,
    pub(super) content: Content,
    pub(super) lmtp: bool,
}

impl Order {
    /// # Errors
    /// The server cannot do what the envelope asks for.
    pub(super) fn new(
        envelope: Envelope,
        offered: &Capabilities,
        config: &Config,
        tls: bool,
    ) -> Result<Self, LocalError> {
        check_count(&envelope, offered)?;
        check_parameters(&envelope.parameters, offered, tls)?;
        check_hold(&envelope)?;
        check_reports(&envelope, offered)?;
        check_owners(&envelope, offered)?;
        let utf8 = needs_utf8(&envelope, offered, &config.unicode)?;
        // Without SMTPUTF8 domains go as A-labels (RFC 5890 section 2.3.2.1), as every server
        // understands them.
        let ascii = (!utf8).then_some(&config.unicode);
        let rcpt = |to: Addressee| {
            let path = ascii.and_then(|unicode| to.path.to_ascii(unicode));
            let command = Command::Rcpt {
                path: path.unwrap_or_else(|| to.path.clone()),
                parameters: to.parameters,
            };
            (command, Recipient::from(to.path))
        };
        let lmtp = config.protocol == Protocol::Lmtp;
        let binary = envelope.parameters.body == Some(Body::BinaryMime);
        let chunking = binary || (offered.chunking() && config.chunking && !lmtp);
        let (rcpts, recipients) = envelope.to.into_iter().map(rcpt).unzip();
        let parameters = said(envelope.parameters, offered, utf8);
        Ok(Self {
            body: parameters.body,
            mail: Command::Mail {
                path: ascii
                    .and_then(|unicode| envelope.from.to_ascii(unicode))
                    .unwrap_or(envelope.from),
                parameters,
            },
            rcpts,
            recipients,
            content: if chunking {
                Content::Chunks(Chunks::new(binary, offered.size()))
            } else {
                Content::Data(Stuffer::for_data())
            },
            lmtp,
        })
    }
}

/// The parameters that this server is told.
fn said(asked: MailParameters, offered: &Capabilities, smtp_utf8: bool) -> MailParameters {
    MailParameters {
        size: asked.size.filter(|_| offered.has("SIZE")),
        body: asked.body.filter(|body| *body != Body::SevenBit),
        smtp_utf8,
        ..asked
    }
}

/// At least one recipient, and no more than a mail may have.
fn check_count(envelope: &Envelope, offered: &Capabilities) -> Result<(), LocalError> {
    let recipients = envelope.to.len();
    let limit = Envelope::most_recipients(offered.limits());
    match recipients {
        0 => Err(LocalError::NoRecipients),
        _ if recipients > limit => Err(LocalError::TooManyRecipients { recipients, limit }),
        _ => Ok(()),
    }
}

fn check_parameters(
    asked: &MailParameters,
    offered: &Capabilities,
    tls: bool,
) -> Result<(), LocalError> {
    if let (Some(size), Some(limit)) = (asked.size, offered.size())
        && size > limit
    {
        return Err(LocalError::TooLarge { size, limit });
    }
    let body = asked.body.unwrap_or_default();
    let binary = body == Body::BinaryMime;
    let needs = [
        (
            body == Body::EightBitMime,
            offered.eight_bit_mime(),
            "8BITMIME",
        ),
        (binary, offered.has("BINARYMIME"), "BINARYMIME"),
        (binary, offered.chunking(), "CHUNKING"),
        // RFC 8689 section 2: inside TLS alone, whatever a server says outside.
        (
            asked.require_tls,
            offered.require_tls() && tls,
            "REQUIRETLS",
        ),
        (
            asked.deliver_by.is_some(),
            offered.deliver_by().is_some(),
            "DELIVERBY",
        ),
        (
            asked.hold.is_some(),
            offered.future_release().is_some(),
            "FUTURERELEASE",
        ),
        (
            asked.priority.is_some(),
            offered.mt_priority(),
            "MT-PRIORITY",
        ),
    ];
    all_offered(&needs)?;
    let in_time = |by| offered.deliver_by().is_none_or(|offer| offer.takes(by));
    let in_reach = |hold| {
        offered
            .future_release()
            .is_none_or(|offer| offer.takes(hold))
    };
    let extension = if !asked.deliver_by.as_ref().is_none_or(in_time) {
        "DELIVERBY"
    } else if !asked.hold.as_ref().is_none_or(in_reach) {
        "FUTURERELEASE"
    } else {
        return Ok(());
    };
    let offer = offered.parameters(extension).unwrap_or_default().into();
    Err(LocalError::BeyondOffer { extension, offer })
}

/// What RFC 4865 rules out beside FUTURERELEASE: the null sender (section 5.1.1), and a time of
/// delivery before the time of release (section 5.2.1), as far as that can be told without a clock.
fn check_hold(envelope: &Envelope) -> Result<(), LocalError> {
    let MailParameters {
        hold, deliver_by, ..
    } = &envelope.parameters;
    let what = match (hold, deliver_by) {
        (Some(_), _) if envelope.from == ReversePath::Null => "to be held, and has no sender",
        (Some(Hold::For(wait)), Some(by)) if i64::from(by.seconds()) <= i64::from(wait.get()) => {
            "to be delivered before it is released"
        }
        _ => return Ok(()),
    };
    Err(LocalError::Contradiction { what })
}

fn check_reports(envelope: &Envelope, offered: &Capabilities) -> Result<(), LocalError> {
    let MailParameters {
        ret, envelope_id, ..
    } = &envelope.parameters;
    let for_one = |to: &Addressee| {
        let RcptParameters {
            notify, original, ..
        } = &to.parameters;
        notify.is_some() || original.is_some()
    };
    let asked = ret.is_some() || envelope_id.is_some() || envelope.to.iter().any(for_one);
    all_offered(&[(asked, offered.dsn(), "DSN")])
}

fn check_owners(envelope: &Envelope, offered: &Capabilities) -> Result<(), LocalError> {
    let asked = |to: &Addressee| to.parameters.valid_since.is_some();
    all_offered(&[(envelope.to.iter().any(asked), offered.rrvs(), "RRVS")])
}

/// `(asked for, offered, name)`: fails at the first that is asked for and not offered.
fn all_offered(needs: &[(bool, bool, &'static str)]) -> Result<(), LocalError> {
    let missing = needs.iter().find(|(asked, offered, _)| *asked && !offered);
    match missing {
        Some((.., extension)) => Err(LocalError::NotOffered { extension }),
        None => Ok(()),
    }
}

/// Whether the server must be told that there is UTF-8 (RFC 6531 section 3.4): in the header, or
/// in an address that has no other spelling.
fn needs_utf8(
    envelope: &Envelope,
    offered: &Capabilities,
    unicode: &Unicode,
) -> Result<bool, LocalError> {
    let sender = envelope.from.to_ascii(unicode).is_none();
    let sender = sender.then(|| envelope.from.to_string());
    let stuck = |to: &&Addressee| to.path.to_ascii(unicode).is_none();
    let recipient = || envelope.to.iter().find(stuck).map(|to| to.path.to_string());
    match sender.or_else(recipient) {
        Some(address) if !offered.smtp_utf8() => Err(LocalError::AddressNeedsUtf8 { address }),
        Some(_) => Ok(true),
        None => {
            let header = envelope.parameters.smtp_utf8;
            all_offered(&[(header, offered.smtp_utf8(), "SMTPUTF8")])?;
            Ok(header)
        }
    }
}
