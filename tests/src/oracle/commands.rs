//! Commands: read from any line, written, and read again.

use wsmtp_proto::{
    codec::Command,
    types::{Domain, Secret},
};

/// A line that is taken for a command is the same command when it is written, and one line then.
pub fn commands(input: &[u8]) {
    let host: Domain = "mail.example".parse().expect("a domain");
    let command = match Command::parse(input, &host) {
        Ok(command) => command,
        Err(error) => {
            assert!(!error.to_string().contains(['\r', '\n']), "{error:?}");
            return;
        }
    };
    let line = command.encode();
    let line = line
        .expose()
        .strip_suffix("\r\n")
        .expect("it ends with CRLF");
    assert!(!line.contains(char::is_control), "{line:?}");
    let Command::Auth {
        initial: Some(secret),
        ..
    } = &command
    else {
        assert_eq!(Command::parse(line.as_bytes(), &host), Ok(command.clone()));
        assert_eq!(command.masked(), line);
        return;
    };
    assert!(command.masked().ends_with(Secret::MASK));
    // What is not base64 is not written.
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    if secret.expose().bytes().all(base64) {
        assert_eq!(Command::parse(line.as_bytes(), &host), Ok(command));
    }
}
