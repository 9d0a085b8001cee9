//! What a field may hold, by what is asked of it.

use serde_json::{Value as Json, json};
use wsmtp_bind::{Mistyped, field, flag, list, number, text, text_or_null};

/// Whether each kind of question takes the field: text, text or null, flag, whole number, octet, list.
fn takes(given: &Json) -> [bool; 6] {
    let of = &given;
    [
        text(of, "x").is_ok(),
        text_or_null(of, "x").is_ok(),
        flag(of, "x").is_ok(),
        number::<_, i64>(of, "x").is_ok(),
        number::<_, u8>(of, "x").is_ok(),
        list(of, "x").is_ok(),
    ]
}

#[test]
fn each_question_takes_its_own_type() {
    let (yes, no) = (true, false);
    for (given, expected) in [
        (json!({"x": "grün"}), [yes, yes, no, no, no, no]),
        (json!({"x": ""}), [yes, yes, no, no, no, no]),
        (json!({"x": null}), [no, yes, no, no, no, no]),
        (json!({}), [no, yes, no, no, no, no]),
        (json!({"x": false}), [no, no, yes, no, no, no]),
        (json!({"x": 255}), [no, no, no, yes, yes, no]),
        (json!({"x": 255.0}), [no, no, no, yes, yes, no]),
        (json!({"x": 256}), [no, no, no, yes, no, no]),
        (json!({"x": -1}), [no, no, no, yes, no, no]),
        (json!({"x": 0.5}), [no; 6]),
        (json!({"x": 1e300}), [no; 6]),
        (json!({"x": []}), [no, no, no, no, no, yes]),
        (json!({"x": {"length": 0}}), [no; 6]),
        (json!("x"), [no, yes, no, no, no, no]),
        (json!(["x"]), [no, yes, no, no, no, no]),
    ] {
        assert_eq!(takes(&given), expected, "{given}");
    }
}

#[test]
fn what_a_field_holds_is_given() {
    let given = json!({"x": [1, "two"], "y": 1000.0});
    let entries = list(&&given, "x").unwrap();
    assert_eq!(entries, [&json!(1), &json!("two")]);
    assert_eq!(field(&&given, "y").unwrap(), &json!(1000.0));
    assert_eq!(number(&&given, "y"), Ok(1_000_u64));
}

#[test]
fn an_error_names_the_field_and_not_what_stands_in_it() {
    let given = json!({"password": ["s3cret"]});
    let error = text(&&given, "password").unwrap_err();
    assert_eq!(error, Mistyped("password"));
    assert_eq!(
        error.to_string(),
        "password is not of the right type: look at what was given for it"
    );
}
