use alloc::{format, vec::Vec};

use crate::types::{
    Capabilities, Code, DeliverByOffer, FutureReleaseOffer, Hold, HoldSeconds, Limits, Mechanism,
    Reply, UtcTime,
};

#[test]
fn capabilities_are_read_in_any_case() {
    let code = Code::new(250).unwrap();
    let hello = "mx.example\nsize 1000\nAUTH login GSSAPI plain\nAUTH=LOGIN\npipelining";
    let known = Capabilities::from_reply(&Reply::new(code, None, hello));
    assert_eq!(known.size(), Some(1000));
    assert_eq!(known.auth(), [Mechanism::Plain, Mechanism::Login]);
    assert_eq!(
        known.mechanisms().collect::<Vec<_>>(),
        ["login", "GSSAPI", "plain", "LOGIN"]
    );
    assert!(known.pipelining() && !known.starttls() && !known.has("mx.example"));
}

#[test]
fn size_without_a_number_or_with_zero_is_no_limit() {
    for line in ["SIZE", "SIZE 0", "SIZE lots"] {
        let hello = Reply::new(Code::new(250).unwrap(), None, &format!("mx\n{line}"));
        let known = Capabilities::from_reply(&hello);
        assert!(known.has("SIZE"));
        assert_eq!(known.size(), None);
    }
}

fn hello(lines: &str) -> Capabilities {
    let code = Code::new(250).unwrap();
    Capabilities::from_reply(&Reply::new(code, None, &format!("mx\n{lines}")))
}

#[test]
fn every_extension_has_a_question() {
    let none = hello("HELP");
    let all = hello(
        "CHUNKING\nBINARYMIME\nSmtpUtf8\nDSN\nENHANCEDSTATUSCODES\nREQUIRETLS\nMT-PRIORITY MIXER\n\
         8BITMIME\nPIPELINING\nSTARTTLS",
    );
    let questions: [fn(&Capabilities) -> bool; 10] = [
        Capabilities::chunking,
        Capabilities::binary_mime,
        Capabilities::smtp_utf8,
        Capabilities::dsn,
        Capabilities::enhanced_status_codes,
        Capabilities::require_tls,
        Capabilities::mt_priority,
        Capabilities::eight_bit_mime,
        Capabilities::pipelining,
        Capabilities::starttls,
    ];
    for question in questions {
        assert!(question(&all) && !question(&none));
    }
    assert!(
        !hello("BINARYMIME").binary_mime(),
        "means nothing without CHUNKING"
    );
}

#[test]
fn deliver_by_names_the_least_time() {
    for (line, least) in [
        ("DELIVERBY", None),
        ("DELIVERBY 240", Some(240)),
        ("DELIVERBY 240,TRACE,x", Some(240)),
        ("DELIVERBY soon", None),
        ("DELIVERBY -5", None),
        ("DELIVERBY 1000000000", None),
    ] {
        let min_seconds = least;
        assert_eq!(
            hello(line).deliver_by(),
            Some(DeliverByOffer { min_seconds }),
            "{line}"
        );
    }
    assert_eq!(hello("HELP").deliver_by(), None);
    let offer = hello("DELIVERBY 240").deliver_by().unwrap();
    for (wish, taken) in [
        ("240;R", true),
        ("239;R", false),
        ("239;N", true),
        ("-9;N", true),
    ] {
        assert_eq!(offer.takes(&wish.parse().unwrap()), taken, "{wish}");
    }
}

#[test]
fn future_release_names_the_longest_and_the_latest() {
    let latest: UtcTime = "2030-01-01T00:00:00Z".parse().unwrap();
    for (line, max_seconds, max_until) in [
        (
            "FUTURERELEASE 60 2030-01-01T00:00:00Z",
            Some(60),
            Some(latest),
        ),
        ("FUTURERELEASE 60", Some(60), None),
        ("FUTURERELEASE", None, None),
        (
            "FUTURERELEASE long 2030-01-01T00:00:00Z",
            None,
            Some(latest),
        ),
        ("FUTURERELEASE 60 then", Some(60), None),
    ] {
        let offer = FutureReleaseOffer {
            max_seconds,
            max_until,
        };
        assert_eq!(hello(line).future_release(), Some(offer), "{line}");
    }
    let offer = hello("FUTURERELEASE 60 2030-01-01T00:00:00Z")
        .future_release()
        .unwrap();
    let seconds = |n| Hold::For(HoldSeconds::new(n).unwrap());
    assert!(offer.takes(&seconds(60)) && !offer.takes(&seconds(61)));
    let after = UtcTime::from_unix(latest.to_unix() + 1).unwrap();
    assert!(offer.takes(&Hold::Until(latest)) && !offer.takes(&Hold::Until(after)));
}

#[test]
fn limits_that_are_not_well_formed_are_none() {
    let limits = |mails, recipients, domains| Limits {
        mails,
        recipients,
        domains,
    };
    for (line, found) in [
        (
            "LIMITS MAILMAX=10 rcptmax=100 RCPTDOMAINMAX=999999",
            limits(Some(10), Some(100), Some(999_999)),
        ),
        ("LIMITS", Limits::default()),
        (
            "LIMITS OTHER=1 MAILMAX RCPTMAX=5",
            limits(None, Some(5), None),
        ),
        (
            "LIMITS MAILMAX=0 RCPTMAX=01 RCPTDOMAINMAX=-1",
            Limits::default(),
        ),
        (
            "LIMITS MAILMAX=1000000 RCPTMAX=+5 RCPTDOMAINMAX=",
            Limits::default(),
        ),
        (
            "LIMITS RCPTMAX=x RCPTMAX=7 RCPTMAX=8",
            limits(None, Some(7), None),
        ),
        ("HELP", Limits::default()),
    ] {
        assert_eq!(hello(line).limits(), found, "{line}");
    }
}
