//! What stands behind the path in MAIL and RCPT.

use alloc::string::String;
use core::str::FromStr;

use super::CommandError;
use crate::types::{EnvelopeId, Hold, MailParameters, OriginalRecipient, RcptParameters};

// Mail-parameters = esmtp-param *(SP esmtp-param)
pub(super) fn mail(text: &str) -> Result<MailParameters, CommandError> {
    let mut found = MailParameters::default();
    for word in words(text) {
        let (keyword, value) = keyword(word)?;
        match keyword.as_str() {
            "AUTH" if value.is_some_and(|value| !value.is_empty()) => {}
            "BODY" => once(&mut found.body, parsed(value), "BODY")?,
            "BY" => once(&mut found.deliver_by, parsed(value), "BY")?,
            "ENVID" => {
                let id = value.and_then(|value| EnvelopeId::from_xtext(value).ok());
                once(&mut found.envelope_id, id, "ENVID")?;
            }
            "HOLDFOR" => {
                let hold = parsed(value).map(Hold::For);
                once(&mut found.hold, hold, "HOLDFOR")?;
            }
            "HOLDUNTIL" => {
                let hold = parsed(value).map(Hold::Until);
                once(&mut found.hold, hold, "HOLDUNTIL")?;
            }
            "MT-PRIORITY" => once(&mut found.priority, parsed(value), "MT-PRIORITY")?,
            "REQUIRETLS" => flag(&mut found.require_tls, value, "REQUIRETLS")?,
            "RET" => once(&mut found.ret, parsed(value), "RET")?,
            "SIZE" => once(&mut found.size, value.and_then(size), "SIZE")?,
            "SMTPUTF8" => flag(&mut found.smtp_utf8, value, "SMTPUTF8")?,
            _ => return Err(CommandError::Parameter(keyword)),
        }
    }
    Ok(found)
}

// Rcpt-parameters = esmtp-param *(SP esmtp-param)
pub(super) fn rcpt(text: &str) -> Result<RcptParameters, CommandError> {
    let mut found = RcptParameters::default();
    for word in words(text) {
        let (keyword, value) = keyword(word)?;
        match keyword.as_str() {
            "NOTIFY" => once(&mut found.notify, parsed(value), "NOTIFY")?,
            "ORCPT" => {
                let original = value.and_then(|value| OriginalRecipient::from_xtext(value).ok());
                once(&mut found.original, original, "ORCPT")?;
            }
            "RRVS" => once(&mut found.valid_since, parsed(value), "RRVS")?,
            _ => return Err(CommandError::Parameter(keyword)),
        }
    }
    Ok(found)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| !word.is_empty())
}

// esmtp-param = esmtp-keyword ["=" esmtp-value]
// esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
fn keyword(parameter: &str) -> Result<(String, Option<&str>), CommandError> {
    let (keyword, value) = match parameter.split_once('=') {
        Some((keyword, value)) => (keyword, Some(value)),
        None => (parameter, None),
    };
    let sound = keyword.starts_with(|c: char| c.is_ascii_alphanumeric())
        && keyword
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    sound
        .then(|| (keyword.to_ascii_uppercase(), value))
        .ok_or(CommandError::Keyword)
}

fn parsed<T: FromStr>(value: Option<&str>) -> Option<T> {
    value?.parse().ok()
}

fn once<T>(
    place: &mut Option<T>,
    value: Option<T>,
    keyword: &'static str,
) -> Result<(), CommandError> {
    let value = value.ok_or(CommandError::ParameterValue(keyword))?;
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(CommandError::ParameterValue(keyword)),
    }
}

/// A parameter that stands alone.
fn flag(place: &mut bool, value: Option<&str>, keyword: &'static str) -> Result<(), CommandError> {
    let before = core::mem::replace(place, true);
    if before || value.is_some() {
        Err(CommandError::ParameterValue(keyword))
    } else {
        Ok(())
    }
}

// size-value = 1*20DIGIT ; 20 digits can exceed 64 bits: then it is simply too large
fn size(value: &str) -> Option<u64> {
    let digits = (1..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| value.parse().unwrap_or(u64::MAX))
}
