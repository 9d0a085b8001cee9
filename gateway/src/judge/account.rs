//! As whom the gateway signs in to a server, and where it has the password from.

use std::{
    env::{self, VarError},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use wsmtp_proto::types::{Credentials, Secret, ValueError};

use crate::config::Account;

/// The most that is read of a file: several times the longest password.
const MAX_FILE: u64 = 8192;

/// Why a password cannot be used. None of these holds any of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// It is not said where the password is, or twice.
    #[error("say where the password is: either `password_file` or `password_env`")]
    Source,
    /// The file cannot be read, or is no text.
    #[error("cannot read the password from {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The environment lacks it, or it is no text there.
    #[error("cannot read the password from the environment's {name}: {reason}")]
    Environment {
        /// The variable.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// What was read cannot be a password, or the user no user.
    #[error("cannot sign in with what is given: {0}; the password is the first line")]
    Value(#[from] ValueError),
}

/// Reads the password and puts it to the user.
pub(crate) fn read(account: &Account) -> Result<Credentials, AccountError> {
    let password = match (&account.password_file, &account.password_env) {
        (Some(path), None) => from_file(path)?,
        (None, Some(name)) => from_environment(name)?,
        (Some(_), Some(_)) | (None, None) => return Err(AccountError::Source),
    };
    let line = password.expose().lines().next().unwrap_or_default();
    Ok(Credentials::new(&account.user, line)?)
}

fn from_file(path: &Path) -> Result<Secret, AccountError> {
    let wrong = |reason| AccountError::File {
        path: path.to_owned(),
        reason,
    };
    let file = File::open(path).map_err(wrong)?;
    let mut text = String::new();
    let read = file.take(MAX_FILE).read_to_string(&mut text);
    let text = Secret::new(text);
    read.map_err(wrong)?;
    Ok(text)
}

fn from_environment(name: &str) -> Result<Secret, AccountError> {
    env::var(name)
        .map(Secret::new)
        .map_err(|error| AccountError::Environment {
            name: name.to_owned(),
            // The error's own words show what is there.
            reason: match error {
                VarError::NotPresent => "it is not set",
                VarError::NotUnicode(_) => "it is no text",
            },
        })
}
