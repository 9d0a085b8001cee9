use super::number;

/// How much a server takes in one session ([RFC 9422 section 4]). What it does not name, or not in
/// the right form, is `None`.
///
/// [RFC 9422 section 4]: https://www.rfc-editor.org/rfc/rfc9422#section-4
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `MAILMAX`: the most mails of one session.
    pub mails: Option<u32>,
    /// `RCPTMAX`: the most recipients of one mail.
    pub recipients: Option<u32>,
    /// `RCPTDOMAINMAX`: the most domains that the recipients of one session may have.
    pub domains: Option<u32>,
}

impl Limits {
    // limits-param = limits-name-value *(SP limits-name-value)
    //
    // RFC 9422 section 3: what is not known or not well formed is to be ignored, and so are its
    // neighbours not.
    pub(super) fn parse(parameters: &str) -> Self {
        let mut limits = Self::default();
        for item in parameters.split_ascii_whitespace() {
            let Some((name, value)) = item.split_once('=') else {
                continue;
            };
            let place = match name.to_ascii_uppercase().as_str() {
                "MAILMAX" => &mut limits.mails,
                "RCPTMAX" => &mut limits.recipients,
                "RCPTDOMAINMAX" => &mut limits.domains,
                _ => continue,
            };
            *place = place.or_else(|| limit(value));
        }
        limits
    }
}

// limits-value = %x31-39 0*5DIGIT
fn limit(value: &str) -> Option<u32> {
    number(value, 6).filter(|_| !value.starts_with('0'))
}
