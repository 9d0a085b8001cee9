//! What the sandbox says to a client that types.

use wsmtp_proto::{Output, reply, server::Config, types::Protocol};

use crate::{Action, Event, Fault, Mail, Pattern, Sandbox, Settings, Stage};

fn settings(protocol: Protocol) -> Settings {
    Settings::new(Config {
        protocol,
        ..Config::new("sandbox.test".parse().unwrap())
    })
}

/// What the sandbox says to these octets after its hello, and the mails that it has then.
fn talk(settings: Settings, said: &[u8]) -> (String, Vec<Mail>) {
    let hello = match settings.server.protocol {
        Protocol::Smtp => &b"EHLO me\r\n"[..],
        Protocol::Lmtp => b"LHLO me\r\n",
    };
    let mut session = Sandbox::new(settings).session();
    let mut mails = Vec::new();
    let mut heard = Vec::new();
    for octets in [hello, said] {
        heard.clear();
        session.receive(octets);
        loop {
            match session.poll_output() {
                Output::Send(octets) => heard.extend(octets),
                Output::Event(Event::Delivered(mail)) => mails.push(mail),
                Output::Event(_) | Output::UpgradeTls => {}
                Output::Wait { .. } | Output::Closed => break,
            }
        }
    }
    (String::from_utf8(heard).unwrap(), mails)
}

#[test]
fn what_is_asked_for_a_mail_is_kept_with_it() {
    let (heard, mails) = talk(
        settings(Protocol::Smtp),
        "MAIL FROM:<zoë@sandbox.test> SMTPUTF8 RET=HDRS ENVID=one MT-PRIORITY=3\r\n\
         RCPT TO:<bob@sandbox.test> NOTIFY=SUCCESS ORCPT=rfc822;bob@sandbox.test\r\n\
         BDAT 4\r\none\rBDAT 3 LAST\r\n\ntw"
            .as_bytes(),
    );
    assert!(
        heard.ends_with("250 2.0.0 the sandbox has the mail\r\n"),
        "{heard}"
    );
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    let asked = " SMTPUTF8 RET=HDRS ENVID=one MT-PRIORITY=3";
    assert_eq!(mail.parameters.to_string(), asked);
    let asked = " NOTIFY=SUCCESS ORCPT=rfc822;bob@sandbox.test";
    assert_eq!(mail.to[0].parameters.to_string(), asked);
    assert_eq!(mail.content, b"one\r\ntw");
}

#[test]
fn users_exist_if_they_would_be_taken() {
    let (heard, _) = talk(
        settings(Protocol::Smtp),
        "VRFY bob@sandbox.test\r\n\
         VRFY <refused@sandbox.test>\r\n\
         VRFY zoë@sandbox.test SMTPUTF8\r\n\
         VRFY bob\r\n\
         EXPN friends\r\n"
            .as_bytes(),
    );
    assert_eq!(
        heard,
        "250 2.1.5 <bob@sandbox.test>\r\n\
         550 5.1.1 there is no such user, for practice\r\n\
         250 2.1.5 <zoë@sandbox.test>\r\n\
         553 5.1.3 ask for a whole address, name@domain\r\n\
         550 5.1.1 there are no lists here\r\n"
    );
}

#[test]
fn in_lmtp_each_recipient_gets_the_mail_or_does_not() {
    let mut settings = settings(Protocol::Lmtp);
    settings.faults.push(Fault::new(
        Stage::Verdict,
        Pattern::new("full@*"),
        Action::Reply(reply!(452, 2, 2, "the mailbox is full")),
    ));
    let envelope = "MAIL FROM:<>\r\n\
                    RCPT TO:<ada@sandbox.test>\r\n\
                    RCPT TO:<full@sandbox.test>\r\n";
    let taken = "250 2.0.0 the sandbox has the mail\r\n";
    let full = "452 4.2.2 the mailbox is full\r\n";
    let said = format!("{envelope}DATA\r\nhello\r\n.\r\n");
    let (heard, mails) = talk(settings.clone(), said.as_bytes());
    assert!(heard.ends_with(&format!("{taken}{full}")), "{heard}");
    assert_eq!(mails.len(), 1);
    assert_eq!(super::addresses(&mails[0]), ["ada@sandbox.test"]);
    let alone = "MAIL FROM:<>\r\nRCPT TO:<full@sandbox.test>\r\nDATA\r\n.\r\n";
    let (heard, mails) = talk(settings, alone.as_bytes());
    assert!(heard.ends_with(full) && mails.is_empty());
}
