//! Commands as they are sent, and read again.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::{fmt::Debug, str::FromStr};

use proptest::{option, prelude::*};

use super::Command;
use crate::types::{
    Argument, Body, DeliverBy, Domain, DsnReturn, EnvelopeId, ForwardPath, HelloName, Hold,
    HoldSeconds, LateAction, MailParameters, Mailbox, Mechanism, Notify, OriginalRecipient,
    Priority, RcptParameters, ReversePath, Secret, UtcTime, ValidSince,
};

fn host() -> Domain {
    "mx.example.org".parse().unwrap()
}

/// Values of this type among strings of that form.
fn value<T: FromStr + Debug>(form: &'static str) -> impl Strategy<Value = T> {
    form.prop_filter_map("refused", |text: String| text.parse().ok())
}

fn mailbox() -> impl Strategy<Value = Mailbox> {
    let local = "[a-zé語@><:.+=!-]{1,12}|\"([a-z >@<:é]|\\\\[ -~]){0,8}\"";
    let domain = "[a-zé語0-9-]{1,8}(\\.[a-z]{1,4})?|\\[[0-9.]{7,15}\\]";
    (local, domain).prop_filter_map("refused", |(local, domain)| {
        format!("{local}@{domain}").parse().ok()
    })
}

fn reverse_path() -> impl Strategy<Value = ReversePath> {
    prop_oneof![
        Just(ReversePath::Null),
        mailbox().prop_map(ReversePath::Mailbox)
    ]
}

fn forward_path() -> impl Strategy<Value = ForwardPath> {
    mailbox().prop_map(|mailbox| mailbox.to_string().parse().unwrap())
}

fn deliver_by() -> impl Strategy<Value = DeliverBy> {
    let late = prop_oneof![Just(LateAction::Notify), Just(LateAction::Return)];
    (-DeliverBy::MAX..=DeliverBy::MAX, late, any::<bool>())
        .prop_filter_map("refused", |(seconds, late, trace)| {
            DeliverBy::new(seconds, late, trace).ok()
        })
}

fn hold() -> impl Strategy<Value = Hold> {
    prop_oneof![
        any::<u32>().prop_filter_map("refused", |s| HoldSeconds::new(s).map(Hold::For)),
        (0..=UtcTime::MAX).prop_filter_map("refused", |s| UtcTime::from_unix(s).map(Hold::Until)),
    ]
}

fn mail_parameters() -> impl Strategy<Value = MailParameters> {
    let body = prop_oneof![
        Just(Body::SevenBit),
        Just(Body::EightBitMime),
        Just(Body::BinaryMime)
    ];
    let ret = prop_oneof![Just(DsnReturn::Full), Just(DsnReturn::Headers)];
    let text = (
        option::of(any::<u64>()),
        option::of(body),
        any::<bool>(),
        option::of(ret),
        option::of(value::<EnvelopeId>("[ -~]{1,40}")),
    );
    let time = (
        any::<bool>(),
        option::of(deliver_by()),
        option::of(hold()),
        option::of((-9_i8..=9).prop_filter_map("refused", Priority::new)),
    );
    (text, time).prop_map(
        |((size, body, smtp_utf8, ret, envelope_id), (require_tls, deliver_by, hold, priority))| {
            MailParameters {
                size,
                body,
                smtp_utf8,
                ret,
                envelope_id,
                require_tls,
                deliver_by,
                hold,
                priority,
            }
        },
    )
}

fn rcpt_parameters() -> impl Strategy<Value = RcptParameters> {
    let notify = any::<[bool; 3]>().prop_map(|[success, failure, delay]| {
        Notify::of(success, failure, delay).unwrap_or(Notify::NEVER)
    });
    let original = value::<OriginalRecipient>("(rfc822|utf-8|x400);\\PC{1,30}");
    let valid_since = value::<ValidSince>("20[0-9]{2}-0[1-9]-[01][1-9]T0[0-9]:00:00Z(;[CR])?");
    (
        option::of(notify),
        option::of(original),
        option::of(valid_since),
    )
        .prop_map(|(notify, original, valid_since)| RcptParameters {
            notify,
            original,
            valid_since,
        })
}

fn command() -> impl Strategy<Value = Command> {
    let initial = option::of("[A-Za-z0-9+/]{1,40}={0,2}|=".prop_map(Secret::new));
    let argument = || value::<Argument>("\\PC{1,40}");
    let name = || value::<HelloName>("[!-~é語]{1,40}");
    let simple = prop_oneof![
        Just(Command::Data),
        Just(Command::Quit),
        Just(Command::Rset),
        Just(Command::StartTls),
    ];
    prop_oneof![
        simple,
        (prop::sample::select(Mechanism::ALL.to_vec()), initial)
            .prop_map(|(mechanism, initial)| Command::Auth { mechanism, initial }),
        any::<(u64, bool)>().prop_map(|(size, last)| Command::Bdat { size, last }),
        name().prop_map(Command::Ehlo),
        name().prop_map(Command::Helo),
        name().prop_map(Command::Lhlo),
        argument().prop_map(Command::Expn),
        argument().prop_map(Command::Vrfy),
        option::of(argument()).prop_map(Command::Help),
        option::of(argument()).prop_map(Command::Noop),
        (reverse_path(), mail_parameters())
            .prop_map(|(path, parameters)| Command::Mail { path, parameters }),
        (forward_path(), rcpt_parameters())
            .prop_map(|(path, parameters)| Command::Rcpt { path, parameters }),
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_back(command in command()) {
        let wire = command.encode();
        let line = wire.expose().strip_suffix("\r\n").unwrap();
        prop_assert!(!line.contains(char::is_control), "{line:?}");
        prop_assert_eq!(Command::parse(line.as_bytes(), &host()), Ok(command));
    }

    #[test]
    fn a_command_is_one_line_whatever_the_strings_are(given in any::<String>(), sly in "[\r\n\0 -~]{0,20}") {
        for given in [given, sly] {
            for wire in written(&given) {
                let line = wire.strip_suffix("\r\n").unwrap();
                prop_assert!(!line.contains(char::is_control), "{line:?}");
                prop_assert!(!line.contains(['\u{2028}', '\u{2029}']), "{line:?}");
            }
        }
    }
}

/// Every command with this string in it that can be made.
fn written(given: &str) -> Vec<String> {
    let address = format!("{given}@x");
    let mut commands = Vec::new();
    commands.push(Some(Command::Auth {
        mechanism: Mechanism::Plain,
        initial: Some(Secret::new(given)),
    }));
    let name = || given.parse().ok();
    commands.extend([
        name().map(Command::Ehlo),
        name().map(Command::Helo),
        name().map(Command::Lhlo),
    ]);
    let argument = || given.parse::<Argument>().ok();
    commands.extend([argument().map(Command::Vrfy), argument().map(Command::Expn)]);
    commands.extend([
        Some(Command::Help(argument())),
        Some(Command::Noop(argument())),
    ]);
    for path in [
        given,
        &address,
        &format!("x@{given}"),
        &format!("\"{given}\"@x"),
    ] {
        let parameters = MailParameters {
            envelope_id: given.parse().ok(),
            ..MailParameters::default()
        };
        let path = path.parse().ok();
        commands.push(path.map(|path| Command::Mail { path, parameters }));
    }
    for kind in ["rfc822", "utf-8", given] {
        let parameters = RcptParameters {
            original: OriginalRecipient::new(kind, given).ok(),
            ..RcptParameters::default()
        };
        let path = address.parse().ok();
        commands.push(path.map(|path| Command::Rcpt { path, parameters }));
    }
    let made = commands.into_iter().flatten();
    made.map(|command| command.encode().expose().into())
        .collect()
}

#[test]
fn each_as_the_rfcs_write_it() {
    for line in [
        "AUTH PLAIN",
        "AUTH PLAIN AGEAYg==",
        "BDAT 86",
        "BDAT 0 LAST",
        "DATA",
        "EHLO client.example",
        "EXPN list",
        "HELO client.example",
        "HELP",
        "HELP MAIL",
        "LHLO client.example",
        "MAIL FROM:<>",
        "MAIL FROM:<a@b.example> SIZE=5 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=a+20b REQUIRETLS \
         BY=120;RT HOLDUNTIL=2030-01-01T00:00:00Z MT-PRIORITY=-1",
        "NOOP",
        "NOOP hello there",
        "QUIT",
        "RCPT TO:<почта@пример.рф>",
        "RCPT TO:<a@b.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@c.example",
        "RSET",
        "STARTTLS",
        "VRFY Ada Lovelace",
    ] {
        let command = Command::parse(line.as_bytes(), &host()).unwrap();
        assert_eq!(command.encode().expose(), format!("{line}\r\n"));
        let shown = line.replace("AGEAYg==", Secret::MASK);
        assert_eq!(command.masked(), shown);
    }
}

#[test]
fn only_base64_gets_into_a_line() {
    let command = Command::Auth {
        mechanism: Mechanism::Plain,
        initial: Some(Secret::new("AGEA\r\nRSET\r\n")),
    };
    assert_eq!(command.encode().expose(), "AUTH PLAIN AGEARSET\r\n");
    assert_eq!(command.masked(), "AUTH PLAIN ***");
}
