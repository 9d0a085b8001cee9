use wsmtp_proto::{
    client::Envelope,
    types::{Body, Hold, Priority, RcptParameters, ReversePath},
};

use super::ask::value;

/// `from <a@b> ret hdrs to <c@d> notify never <e@f>`: words that ask for something, each with its value
/// behind it; what is asked for a recipient stands behind that one.
pub(super) fn parse(words: &str) -> Result<Envelope, String> {
    let mut envelope = Envelope::new(ReversePath::Null, Vec::new());
    let mut words = words.split(' ');
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or_else(|| format!("{word} what?"));
        match word {
            "from" => envelope.from = value(next()?)?,
            "to" => {}
            "notify" => recipient(&mut envelope)?.notify = Some(value(next()?)?),
            "orcpt" => recipient(&mut envelope)?.original = Some(value(next()?)?),
            "valid-since" => recipient(&mut envelope)?.valid_since = Some(value(next()?)?),
            address if address.starts_with('<') => envelope.to.push(value(address)?),
            _ => wish(&mut envelope, word, next)?,
        }
    }
    Ok(envelope)
}

/// What is asked for the whole mail.
fn wish<'a>(
    envelope: &mut Envelope,
    word: &str,
    mut next: impl FnMut() -> Result<&'a str, String>,
) -> Result<(), String> {
    let wishes = &mut envelope.parameters;
    match word {
        "body" => wishes.body = Some(body(next()?)?),
        "by" => wishes.deliver_by = Some(value(next()?)?),
        "envid" => wishes.envelope_id = Some(value(next()?)?),
        "hold-for" => wishes.hold = Some(Hold::For(value(next()?)?)),
        "hold-until" => wishes.hold = Some(Hold::Until(value(next()?)?)),
        "priority" => wishes.priority = Some(priority(next()?)?),
        "require-tls" => wishes.require_tls = true,
        "ret" => wishes.ret = Some(value(next()?)?),
        "size" => wishes.size = Some(value(next()?)?),
        "utf8" => wishes.smtp_utf8 = true,
        _ => return Err(format!("{word:?} is no part of a mail")),
    }
    Ok(())
}

fn recipient(envelope: &mut Envelope) -> Result<&mut RcptParameters, String> {
    let last = envelope.to.last_mut().ok_or("for which recipient?")?;
    Ok(&mut last.parameters)
}

fn body(word: &str) -> Result<Body, String> {
    match word {
        "7bit" => Ok(Body::SevenBit),
        "8bit" => Ok(Body::EightBitMime),
        "binary" => Ok(Body::BinaryMime),
        _ => Err(format!("there is no body {word:?}")),
    }
}

fn priority(word: &str) -> Result<Priority, String> {
    let priority = word.parse().ok().and_then(Priority::new);
    priority.ok_or_else(|| format!("there is no priority {word:?}"))
}
