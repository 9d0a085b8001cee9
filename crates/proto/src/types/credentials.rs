use alloc::string::String;

use super::{Secret, ValueError};

/// A user name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    username: String,
    password: Secret,
}

impl Credentials {
    /// The longest of each, in octets: RFC 4616 lets servers refuse more than 255 for each part,
    /// and both must fit in one line of 12288 octets (RFC 4954 section 4) even in base64.
    pub const MAX: usize = 1024;

    /// Refuses empty names, anything with a NUL (it separates the parts in PLAIN), and what is
    /// longer than [`MAX`](Self::MAX).
    pub fn new(
        username: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<Self, ValueError> {
        let username = username.into();
        let password = Secret::new(password);
        check("user name", &username)?;
        check("password", password.expose())?;
        Ok(Self { username, password })
    }

    /// Who signs in.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// With what.
    #[must_use]
    pub const fn password(&self) -> &Secret {
        &self.password
    }
}

fn check(what: &'static str, given: &str) -> Result<(), ValueError> {
    if given.is_empty() {
        Err(ValueError::Empty { what })
    } else if given.len() > Credentials::MAX {
        Err(ValueError::TooLong {
            what,
            length: given.len(),
            limit: Credentials::MAX,
        })
    } else if given.contains('\0') {
        Err(ValueError::Control { what, code: 0 })
    } else {
        Ok(())
    }
}
