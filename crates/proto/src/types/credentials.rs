use alloc::string::String;

use super::{Secret, ValueError, check_length};

/// Who signs in, and what shows it.
///
/// | what shows it | mechanisms that can use it |
/// |---|---|
/// | a password | SCRAM, CRAM-MD5, PLAIN, LOGIN |
/// | a password, [acting for](Self::acting_for) somebody else | SCRAM, PLAIN |
/// | an OAuth token | OAUTHBEARER, XOAUTH2 |
/// | what the server knows already | EXTERNAL |
/// | nothing | ANONYMOUS |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Empty where the server knows it already.
    username: String,
    /// Whom to act for.
    authzid: Option<String>,
    evidence: Evidence,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Evidence {
    Password(Secret),
    Token(Secret),
    External,
    /// What the server's log is to say of it.
    Anonymous(String),
}

impl Credentials {
    /// The longest user name and password, each in octets: RFC 4616 lets servers refuse more than
    /// 255 for each part, and all must fit in one line of 12288 octets (RFC 4954 section 4) even in
    /// base64.
    pub const MAX: usize = 1024;

    /// The longest token in octets: with the longest user name, every octet of which OAUTHBEARER
    /// may have to write as three, it fits in the same line. Tokens have about 2000 at most.
    pub const MAX_TOKEN: usize = 6000;

    /// The longest trace of who is anonymous, in octets: RFC 4505 section 2 has 255 characters.
    pub const MAX_TRACE: usize = 255;

    /// A user name and a password.
    ///
    /// # Errors
    /// One of them is empty, has a NUL (it separates the parts in PLAIN), or is longer than
    /// [`MAX`](Self::MAX).
    pub fn new(
        username: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<Self, ValueError> {
        let password = Secret::new(password);
        check("password", password.expose(), Self::MAX)?;
        Self::of(username.into(), Evidence::Password(password))
    }

    /// A user name and an OAuth access token (RFC 6750).
    ///
    /// # Errors
    /// One of them is empty, or longer than [`MAX`](Self::MAX) and [`MAX_TOKEN`](Self::MAX_TOKEN);
    /// the user name has a control (they separate the parts in XOAUTH2), or the token anything but
    /// printable ASCII.
    pub fn with_token(
        username: impl Into<String>,
        token: impl Into<String>,
    ) -> Result<Self, ValueError> {
        let (username, token) = (username.into(), Secret::new(token));
        check("token", token.expose(), Self::MAX_TOKEN)?;
        refuse("token", token.expose(), |c| !c.is_ascii_graphic())?;
        refuse("user name", &username, char::is_control)?;
        Self::of(username, Evidence::Token(token))
    }

    /// Whoever the server knows the client to be by other means, such as its certificate.
    #[must_use]
    pub const fn external() -> Self {
        Self {
            username: String::new(),
            authzid: None,
            evidence: Evidence::External,
        }
    }

    /// Nobody in particular. The trace goes into the server's log: an address to write to, or any
    /// other words, or none ([RFC 4505 section 2]).
    ///
    /// # Errors
    /// The trace has a control, or is longer than [`MAX_TRACE`](Self::MAX_TRACE).
    ///
    /// [RFC 4505 section 2]: https://www.rfc-editor.org/rfc/rfc4505#section-2
    pub fn anonymous(trace: impl Into<String>) -> Result<Self, ValueError> {
        const WHAT: &str = "trace";
        let trace = trace.into();
        check_length(WHAT, trace.len(), Self::MAX_TRACE)?;
        refuse(WHAT, &trace, char::is_control)?;
        Ok(Self {
            evidence: Evidence::Anonymous(trace),
            ..Self::external()
        })
    }

    /// Signs in to act for somebody else, where the server allows that (RFC 4422 section 3.4.1).
    ///
    /// # Errors
    /// As of a user name.
    pub fn acting_for(self, authzid: impl Into<String>) -> Result<Self, ValueError> {
        let authzid = authzid.into();
        check("name to act for", &authzid, Self::MAX)?;
        Ok(Self {
            authzid: Some(authzid),
            ..self
        })
    }

    fn of(username: String, evidence: Evidence) -> Result<Self, ValueError> {
        check("user name", &username, Self::MAX)?;
        Ok(Self {
            username,
            authzid: None,
            evidence,
        })
    }

    /// Who signs in; empty for [`external`](Self::external) and [`anonymous`](Self::anonymous).
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Whom they act for, if not for themselves.
    #[must_use]
    pub fn authzid(&self) -> Option<&str> {
        self.authzid.as_deref()
    }

    /// The password, if that is what they sign in with.
    #[must_use]
    pub const fn password(&self) -> Option<&Secret> {
        match &self.evidence {
            Evidence::Password(password) => Some(password),
            Evidence::Token(_) | Evidence::External | Evidence::Anonymous(_) => None,
        }
    }

    /// The OAuth token, if that is what they sign in with.
    #[must_use]
    pub const fn token(&self) -> Option<&Secret> {
        match &self.evidence {
            Evidence::Token(token) => Some(token),
            Evidence::Password(_) | Evidence::External | Evidence::Anonymous(_) => None,
        }
    }

    /// What the server's log is to say of somebody anonymous.
    pub(crate) fn trace(&self) -> Option<&str> {
        match &self.evidence {
            Evidence::Anonymous(trace) => Some(trace),
            Evidence::Password(_) | Evidence::Token(_) | Evidence::External => None,
        }
    }

    /// Whether nothing but what the server knows already shows who signs in.
    pub(crate) const fn is_external(&self) -> bool {
        matches!(self.evidence, Evidence::External)
    }
}

fn check(what: &'static str, given: &str, limit: usize) -> Result<(), ValueError> {
    if given.is_empty() {
        Err(ValueError::Empty { what })
    } else if given.len() > limit {
        Err(ValueError::TooLong {
            what,
            length: given.len(),
            limit,
        })
    } else {
        refuse(what, given, |c| c == '\0')
    }
}

fn refuse(
    what: &'static str,
    given: &str,
    refused: impl Fn(char) -> bool,
) -> Result<(), ValueError> {
    match given.chars().find(|c| refused(*c)) {
        None => Ok(()),
        Some(c) if c.is_control() => Err(ValueError::Control {
            what,
            code: c.into(),
        }),
        Some(c) => Err(ValueError::Character {
            what,
            code: c.into(),
        }),
    }
}

#[cfg(test)]
mod tests;
