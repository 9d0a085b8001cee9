//! Setups as people write them, and what is said about those that cannot be read.

use core::time::Duration;

use proptest::{collection::vec, option, prelude::*, sample::select};
use wsmtp_proto::types::{Code, Credentials, Reply};

use super::*;
use crate::{Action, Pattern, Stage};

/// The same as it is written back.
const WRITTEN: &str = "\
# a server as it stood in an old textbook
server: smtp.example.org
security: none
user: ada correct horse
auth: optional
offer: -pipelining dsn size=1000 recipients=3 auth=clear auth=login
line: slow 200/s
line: bare-lf
greeting: reply 220 ready when you are
ehlo first 1: reply 500 what?
starttls: strip
starttls: inject 250 fake
auth ada: reply 454 4.7.0 not now
sender <>: reply 550 5.7.1 no bounces
recipient *@late.test first 2: reply 451 4.2.1 try later
data: reply 354 go on
content *: cut after 1000
verdict *: delay 5s
verdict *: delay 1500ms
help: reply 214 one\\ntwo \\\\ three
quit: cut
noop: silence
";

#[test]
fn a_setup_is_written_as_it_was_read() {
    let setup: Setup = WRITTEN.parse().unwrap();
    assert_eq!(setup.to_string(), WRITTEN);
    assert_eq!(Setup::new(setup.rules().to_vec()), Ok(setup.clone()));
    assert_eq!(setup.security(), Security::None);
    assert_eq!(Setup::default().security(), Security::StartTls);
}

#[test]
fn what_a_person_may_leave_out_or_write_otherwise() {
    let written = |text: &str| text.parse::<Setup>().unwrap().to_string();
    assert_eq!(written(""), "");
    assert_eq!(written("\r\n  \r\n"), "");
    assert_eq!(written("#"), "#\n");
    for (delay, kept) in [
        ("1.5s", "1500ms"),
        ("2.05s", "2050ms"),
        ("0.001s", "1ms"),
        ("3000ms", "3s"),
    ] {
        let text = format!("verdict: delay {delay}");
        assert_eq!(written(&text), format!("verdict *: delay {kept}\n"));
    }
    assert_eq!(
        written("  recipient   a@b   first  3 :  cut  "),
        "recipient a@b first 3: cut\n"
    );
    assert_eq!(written("content: cut after 0"), "content *: cut\n");
    assert_eq!(
        written("recipient a@[IPv6:::1]: cut"),
        "recipient a@[IPv6:::1]: cut\n"
    );
    assert_eq!(
        written("recipient first@b.test: cut"),
        "recipient first@b.test: cut\n"
    );
}

#[test]
fn what_cannot_be_read_is_named_by_its_line() {
    for (text, why) in [
        ("hello", "a rule has a colon"),
        ("hello: cut", "no rule begins with `hello`"),
        ("noop a@b: cut", "`noop` is about no address"),
        ("recipient a*b*c: cut", "at most one `*`"),
        ("recipient a@b c: cut", "`c` makes no sense"),
        ("server now: a.test", "`now` makes no sense"),
        ("recipient * first 0: cut", "from 1 to 1000"),
        ("noop: shout", "`shout` is nothing that happens"),
        ("noop: strip", "for `starttls` alone"),
        ("noop: reply 99 what", "three digits"),
        ("noop: reply 0250 what", "three digits"),
        ("noop: reply 354 go on", "354 is no answer at `noop`"),
        ("data: reply 250 done", "250 is no answer at `data`"),
        ("noop: reply 250 a\\b", "behind a backslash"),
        ("noop: reply 250 a\\", "behind a backslash"),
        ("noop: delay 2", "a delay is from"),
        ("noop: delay 601s", "a delay is from"),
        ("noop: delay 0s", "a delay is from"),
        ("noop: delay infs", "a delay is from"),
        ("noop: delay 1e3s", "a delay is from"),
        ("noop: delay +1s", "a delay is from"),
        ("noop: delay 1.s", "a delay is from"),
        ("noop: delay .5s", "a delay is from"),
        ("noop: delay 1.2345s", "a delay is from"),
        ("noop: delay 18446744073709551615s", "a delay is from"),
        ("noop: cut after 5", "`cut` stands by itself"),
        ("content: cut after -5", "`cut` stands by itself"),
        ("starttls: inject", "`inject` needs a line"),
        ("recipient * first +2: cut", "from 1 to 1000"),
        ("noop: reply +25 what", "three digits"),
        ("noop: delay +2s", "a delay is from"),
        ("content: cut after +5", "`cut` stands by itself"),
        ("offer: size=+2", "at most 26214400"),
        ("offer: recipients=+2", "from 1 to 100"),
        ("line: slow +20/s", "a line is `bare-lf`"),
        (
            "auth: requried",
            "`requried` does not say whether one signs in, nor what happens then: there are required, optional and none,",
        ),
        (
            "auth: optional now",
            "there are required, optional and none",
        ),
        ("auth: reply 99 what", "three digits"),
        ("auth ada: requried", "`requried` is nothing that happens"),
        ("security: tls", "security is none, starttls or implicit"),
        ("user: ada", "a user has a name"),
        ("offer:", "`offer` needs"),
        ("offer: teapot", "`teapot` cannot be offered"),
        ("offer: size=99999999999", "at most 26214400"),
        ("offer: recipients=0", "from 1 to 100"),
        ("line: fast", "a line is `bare-lf`"),
        ("line: slow 9/s", "a line is `bare-lf`"),
        ("server: a b", "domain"),
        ("# a\tb", "control"),
    ] {
        let error = format!("\n# fine\n{text}\nnoop: cut").parse::<Setup>();
        let error = error.expect_err(text).to_string();
        assert!(
            error.starts_with("line 3: ") && error.contains(why),
            "{text}: {error}"
        );
        assert!(!error.contains('\n'));
    }
}

#[test]
fn a_setup_has_its_bounds() {
    let rules = |count| "noop: cut\n".repeat(count).parse::<Setup>();
    assert!(rules(Setup::MAX_RULES).is_ok());
    let error = rules(Setup::MAX_RULES + 1).unwrap_err();
    assert_eq!((error.line, error.problem), (101, Problem::TooMany));
    let long = "#".repeat(Setup::MAX_OCTETS + 1).parse::<Setup>();
    assert_eq!(long.unwrap_err().problem, Problem::TooLong);
    // One octet more for each line as it is written: `# x`.
    let lines = |count, octets| {
        let lines = format!("#{}\n", "x".repeat(octets)).repeat(count);
        lines.trim_end().parse::<Setup>()
    };
    let longest = lines(64, 509).unwrap();
    assert_eq!(longest.to_string().len(), Setup::MAX_OCTETS);
    assert_eq!(longest.to_string().parse(), Ok(longest));
    let error = lines(64, 510).unwrap_err();
    assert_eq!((error.line, error.problem), (64, Problem::TooLong));
    let line = |octets| format!("noop: reply 250 {}", "x".repeat(octets)).parse::<Setup>();
    assert!(line(506).is_ok());
    assert_eq!(line(507).unwrap_err().problem, Problem::ReplyTooLong);
}

#[test]
fn a_rule_that_would_be_read_as_another_is_refused() {
    let pattern = |pattern: &'static str| {
        Rule::Fault(Fault::new(
            Stage::Recipient,
            Pattern::new(pattern),
            Action::Silence,
        ))
    };
    for rule in [
        Rule::Comment("x\nnoop: cut".into()),
        Rule::User(Credentials::new("ada lovelace", "x").unwrap()),
        Rule::User(Credentials::new("ada", "x\r\nnoop: cut").unwrap()),
        Rule::Offer(Vec::new()),
        Rule::Slow(1),
        pattern("a b"),
        pattern("first"),
        Rule::Fault(Fault {
            first: Some(0),
            ..Fault::new(Stage::Noop, Pattern::new("*"), Action::Silence)
        }),
        Rule::Fault(Fault::new(Stage::Noop, Pattern::new("*"), Action::Strip)),
        Rule::Fault(Fault::new(
            Stage::Noop,
            Pattern::new("*"),
            Action::Delay(Duration::from_secs(601)),
        )),
    ] {
        let setup = Setup::new(vec![Rule::BareLf, rule.clone()]);
        assert_eq!(setup.expect_err(&rule.to_string()).line, 2);
    }
}

#[test]
fn no_password_is_shown() {
    let setup: Setup = "user: ada secret".parse().unwrap();
    assert!(!format!("{setup:?}").contains("secret"));
}

const CODES: [u16; 14] = [
    211, 214, 220, 250, 251, 252, 421, 450, 451, 452, 500, 510, 550, 553,
];

fn code() -> impl Strategy<Value = Code> {
    select(CODES.as_slice()).prop_map(|code| Code::new(code).unwrap())
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        (code(), vec("[!-~é][ -~é]{0,8}[!-~é]", 1..3))
            .prop_map(|(code, lines)| Action::Reply(Reply::new(code, None, &lines.join("\n")))),
        (1u64..=600_000).prop_map(|millis| Action::Delay(Duration::from_millis(millis))),
        Just(Action::Silence),
        Just(Action::Cut { after: 0 }),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    let stages: Vec<_> = Stage::ALL
        .into_iter()
        .filter(|stage| !matches!(stage, Stage::Data | Stage::Content))
        .collect();
    let pattern = prop_oneof![
        Just(String::from("*")),
        Just(String::new()),
        "[a-z@.:]{2,8}[a-z*]"
    ];
    (select(stages), pattern, option::of(1u32..=1000), action()).prop_map(
        |(stage, pattern, first, action)| Fault {
            first,
            ..Fault::new(
                stage,
                Pattern::new(if stage.has_address() {
                    pattern
                } else {
                    "*".into()
                }),
                action,
            )
        },
    )
}

fn offer() -> impl Strategy<Value = Offer> {
    prop_oneof![
        (select(Extension::ALL), any::<bool>()).prop_map(|(one, yes)| Offer::Extension(one, yes)),
        (0..=Offer::MAX_SIZE).prop_map(Offer::Size),
        (1..=Offer::MAX_RECIPIENTS).prop_map(Offer::Recipients),
        Just(Offer::AuthInClear),
        Just(Offer::AuthPlain),
        Just(Offer::AuthLogin),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    prop_oneof![
        "[!-~é ]{0,9}".prop_map(|text| Rule::Comment(text.trim().into())),
        "[a-z]{1,8}\\.test".prop_map(|name| Rule::Server(name.parse().unwrap())),
        select([Security::None, Security::StartTls, Security::Implicit].as_slice())
            .prop_map(Rule::Security),
        ("[!-~]{1,8}", "[!-~]( ?[!-~]){0,8}")
            .prop_map(|(name, password)| Rule::User(Credentials::new(name, password).unwrap())),
        select([Auth::Required, Auth::Optional, Auth::None].as_slice()).prop_map(Rule::Auth),
        vec(offer(), 1..8).prop_map(Rule::Offer),
        Slow::RATES.prop_map(Rule::Slow),
        Just(Rule::BareLf),
        fault().prop_map(Rule::Fault),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(rules in vec(rule(), 0..8)) {
        let setup = Setup::new(rules.clone());
        prop_assert_eq!(setup.as_ref().map(Setup::rules), Ok(rules.as_slice()));
        let setup = setup.unwrap();
        prop_assert_eq!(setup.to_string().parse(), Ok(setup));
    }

    #[test]
    fn any_text_is_a_setup_or_an_error_and_a_setup_is_written_as_it_is_read(
        words in vec(
            select([
                "recipient", "starttls", "auth", "first", "2", ":", ": ", " ", "\n", "reply", "250",
                "354", "delay", "5s", "\\n", "\\", "#", "offer", "size=5", "cut", "after", "*", "<>",
                "line", "slow", "20/s", "user", "a", "é", "\r", "\t", "inject", "inf", "-", "required",
            ].as_slice()),
            0..24,
        )
    ) {
        if let Ok(setup) = words.concat().parse::<Setup>() {
            prop_assert_eq!(setup.to_string().parse(), Ok(setup.clone()));
            prop_assert_eq!(Setup::new(setup.rules().to_vec()), Ok(setup));
        }
    }
}
