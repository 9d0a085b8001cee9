use alloc::{format, string::ToString};

use super::*;

#[test]
fn secrets_print_as_three_stars() {
    for credentials in [
        Credentials::new("ada", "hunter2").unwrap(),
        Credentials::with_token("ada", "hunter2").unwrap(),
    ] {
        let printed = format!("{credentials:?} {:?}", credentials.password());
        assert!(
            printed.contains("***") && !printed.contains("hunter2"),
            "{printed}"
        );
    }
}

#[test]
fn both_parts_are_needed_and_no_nul() {
    for (user, secret) in [("", "x"), ("x", ""), ("a\0b", "x"), ("x", "a\0b")] {
        assert!(Credentials::new(user, secret).is_err());
        assert!(Credentials::with_token(user, secret).is_err());
    }
    for authzid in ["", "a\0b"] {
        assert!(Credentials::external().acting_for(authzid).is_err());
    }
}

#[test]
fn what_is_too_long_is_counted_and_not_repeated() {
    let long = "x".repeat(Credentials::MAX + 1);
    let error = Credentials::new("ada", long.clone())
        .unwrap_err()
        .to_string();
    assert!(error.contains("password is 1025 octets") && !error.contains(&long));
    let long = "x".repeat(Credentials::MAX_TOKEN + 1);
    let error = Credentials::with_token("ada", long.clone())
        .unwrap_err()
        .to_string();
    assert!(error.contains("token is 6001 octets") && !error.contains(&long));
}

#[test]
fn a_trace_is_short_and_of_one_line() {
    for trace in ["", "sirhc", "ada@client.example", "für Ärger"] {
        assert_eq!(Credentials::anonymous(trace).unwrap().trace(), Some(trace));
    }
    for trace in ["a\r\nb", "a\0b", &"x".repeat(Credentials::MAX_TRACE + 1)] {
        assert!(Credentials::anonymous(trace).is_err());
    }
}

#[test]
fn a_slip_in_copying_a_token_is_named_by_its_character_alone() {
    for (token, code) in [
        ("ya29 x", "U+0020"),
        ("ya29\n", "U+000A"),
        ("yä29", "U+00E4"),
    ] {
        let error = Credentials::with_token("ada", token)
            .unwrap_err()
            .to_string();
        assert!(error.contains(code) && !error.contains("29"), "{error}");
    }
    assert!(Credentials::with_token("a\u{1}auth=Bearer x", "x").is_err());
}
