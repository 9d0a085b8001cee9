//! Rules as plain objects. That they are given as they are read is a test of JavaScript's: `web/practice/test/setup.test.ts`.

use serde_json::{Value as Json, json};

use super::*;

fn written(rules: &Json) -> Result<String, String> {
    setup(&rules).map(|setup| setup.to_string())
}

fn fault(stage: &str, action: &Json) -> Json {
    json!({"type": "fault", "stage": stage, "pattern": "*", "first": null, "action": action})
}

#[test]
fn each_kind_of_rule_is_written_as_its_line() {
    for (rule, line) in [
        (
            json!({"type": "comment", "text": " for a lesson "}),
            "# for a lesson",
        ),
        (
            json!({"type": "server", "name": "a.test"}),
            "server: a.test",
        ),
        (
            json!({"type": "security", "security": "implicit"}),
            "security: implicit",
        ),
        (
            json!({"type": "user", "user": "ada", "password": "a b"}),
            "user: ada a b",
        ),
        (
            json!({"type": "auth", "auth": "optional"}),
            "auth: optional",
        ),
        (
            json!({"type": "offer", "offers": ["-dsn", " size=9 "]}),
            "offer: -dsn size=9",
        ),
        (
            json!({"type": "slow", "octetsPerSecond": 200}),
            "line: slow 200/s",
        ),
        (json!({"type": "bare-lf"}), "line: bare-lf"),
        (
            json!({"type": "fault", "stage": "recipient", "pattern": "<>", "first": 2,
                "action": {"type": "reply", "code": 451, "text": "4.2.1 later\nor never"}}),
            "recipient <> first 2: reply 451 4.2.1 later\\nor never",
        ),
        (fault("noop", &json!({"type": "silence"})), "noop: silence"),
        (
            fault("content", &json!({"type": "cut", "after": 10})),
            "content *: cut after 10",
        ),
        (
            fault("starttls", &json!({"type": "strip"})),
            "starttls: strip",
        ),
        (
            fault("starttls", &json!({"type": "inject", "text": "250 x"})),
            "starttls: inject 250 x",
        ),
    ] {
        assert_eq!(written(&json!([rule])), Ok(format!("{line}\n")));
    }
    assert_eq!(written(&json!([])), Ok(String::new()));
}

#[test]
fn a_delay_of_any_length_is_the_same_as_an_object() {
    for delay in (1..=600_000u64).step_by(997) {
        let rule = fault("noop", &json!({"type": "delay", "milliseconds": delay}));
        let setup = setup(&&json!([rule])).unwrap();
        let Some(Rule::Fault(Fault {
            action: Action::Delay(given),
            ..
        })) = setup.rules().first()
        else {
            panic!("no delay");
        };
        assert_eq!(millis(*given), delay);
    }
}

#[test]
fn what_is_no_rule_is_told_with_what_there_is() {
    let reply = |code: Json| json!({"type": "reply", "code": code, "text": ""});
    for (rule, why) in [
        (
            json!({"type": "shrug"}),
            "there is no rule `shrug`: there are comment, server,",
        ),
        (json!({"type": 5}), "type is not of the right type"),
        (json!("noop: cut"), "type is not of the right type"),
        (
            json!({"type": "security", "security": "tls"}),
            "security is none, starttls or implicit",
        ),
        (
            json!({"type": "auth", "auth": "requried"}),
            "auth is required, optional or none",
        ),
        (
            json!({"type": "offer", "offers": ["teapot"]}),
            "`teapot` cannot be offered: write a keyword",
        ),
        (
            json!({"type": "offer", "offers": [5]}),
            "offers is not of the right type",
        ),
        (
            json!({"type": "offer", "offers": "dsn"}),
            "offers is not of the right type",
        ),
        (
            json!({"type": "slow", "octetsPerSecond": -1}),
            "octetsPerSecond is not of the right type",
        ),
        (
            json!({"type": "slow", "octetsPerSecond": 1}),
            "a line is `bare-lf`, or slow with 10 to 10000000",
        ),
        (
            fault("lunch", &json!({"type": "cut"})),
            "there is no stage `lunch`: there are greeting, ehlo,",
        ),
        (
            fault("noop", &json!({"type": "shout"})),
            "`shout` is nothing that happens: there are reply,",
        ),
        (
            fault("noop", &reply(json!(99))),
            "a reply begins with a code of three digits",
        ),
        (
            fault("noop", &reply(json!("250"))),
            "code is not of the right type",
        ),
        (
            fault("noop", &json!({"type": "delay", "milliseconds": 600_001})),
            "a delay is from 1ms to 600s",
        ),
    ] {
        let error = written(&json!([{"type": "bare-lf"}, rule])).expect_err(why);
        assert!(error.starts_with(&format!("line 2: {why}")), "{error}");
    }
}

#[test]
fn what_is_no_list_of_rules_is_no_setup() {
    for given in [
        json!(null),
        json!("noop: cut"),
        json!({"type": "bare-lf"}),
        json!({"length": 0}),
    ] {
        let error = written(&given).expect_err("an error");
        assert!(error.contains("give an array"), "{error}");
    }
}
