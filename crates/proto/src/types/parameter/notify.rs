use core::{fmt, str::FromStr};

use crate::types::{ValueError, syntax};

/// What the sender wants to be told about a recipient ([RFC 3461 section 4.1]). Without this
/// parameter, it is told of failures.
///
/// [RFC 3461 section 4.1]: https://www.rfc-editor.org/rfc/rfc3461#section-4.1
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notify {
    success: bool,
    failure: bool,
    delay: bool,
}

impl Notify {
    /// Nothing, not even that the mail could not be delivered.
    pub const NEVER: Self = Self {
        success: false,
        failure: false,
        delay: false,
    };
    const WHAT: &'static str = "notification";

    /// These things. None of them is an error rather than [`NEVER`](Self::NEVER), so that nobody
    /// gives up reports of failure by leaving things out.
    ///
    /// # Errors
    /// All three are `false`.
    pub const fn of(success: bool, failure: bool, delay: bool) -> Result<Self, ValueError> {
        if success || failure || delay {
            Ok(Self {
                success,
                failure,
                delay,
            })
        } else {
            Err(ValueError::Empty { what: Self::WHAT })
        }
    }

    /// That the mail was delivered.
    #[must_use]
    pub const fn success(self) -> bool {
        self.success
    }

    /// That it could not be delivered.
    #[must_use]
    pub const fn failure(self) -> bool {
        self.failure
    }

    /// That it waits.
    #[must_use]
    pub const fn delay(self) -> bool {
        self.delay
    }
}

impl FromStr for Notify {
    type Err = ValueError;

    // notify-esmtp-value = "NEVER" / 1#notify-list-element
    fn from_str(given: &str) -> Result<Self, ValueError> {
        if given.eq_ignore_ascii_case("NEVER") {
            return Ok(Self::NEVER);
        }
        let mut found = Self::NEVER;
        for element in given.split(',') {
            let place = match element.to_ascii_uppercase().as_str() {
                "SUCCESS" => &mut found.success,
                "FAILURE" => &mut found.failure,
                "DELAY" => &mut found.delay,
                _ => {
                    let reason = "it is NEVER, or SUCCESS, FAILURE and DELAY with commas between";
                    return Err(syntax(Self::WHAT, given, reason));
                }
            };
            *place = true;
        }
        Ok(found)
    }
}

impl fmt::Display for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = [
            (self.success, "SUCCESS"),
            (self.failure, "FAILURE"),
            (self.delay, "DELAY"),
        ];
        let mut separator = "";
        for (wanted, name) in elements {
            if wanted {
                f.write_str(separator)?;
                f.write_str(name)?;
                separator = ",";
            }
        }
        if separator.is_empty() {
            f.write_str("NEVER")?;
        }
        Ok(())
    }
}
