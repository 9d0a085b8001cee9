//! How server programs greet, as Rapid7's collection of fingerprints (Recog, `smtp_banners.xml`) has seen
//! them. Whatever stands behind the code means nothing, and is shown as it is.

use wsmtp_proto::{
    Output,
    client::{Client, Config, Event, Security},
};

const GREETINGS: [&str; 40] = [
    "***************************",
    "192.168.1.1 (IntraStore TurboSendmail) ESMTP Service ready",
    "192.168.1.1 SMTP AnalogX Proxy 4.15 (Release) ready",
    "%WPI_HOSTNAME% ESMTP MailEnable Service, Version: 10.27-- ready at 07/07/21 18:24:47",
    "*.foo.bar ESMTP MailEnable Service, Version: 9.53-9.53- ready at 11/30/17 00:57:37",
    "  ESMTP Service (Lotus Domino Release 7.0) ready at Thu, 30 Nov 2017 17:00:41 +0800",
    " ESMTP Exim 4.89  #1 Thu, 16 Nov 2017 07:32:28 -0200 ",
    "ArGoSoft Mail Server Pro for WinNT/2000/XP, Version 1.8 (1.8.9.5)",
    "CCProxy 7.3 SMTP Service Ready(Unregistered)",
    "CheckPoint FireWall-1 secure ESMTP server",
    "CSM Internet Mail Scanner SMTP-Gateway read.",
    "ESMTP MailEnable Service, Version: 9.53",
    "Lotus Notes ESMTP Server X1.0 on FooBar R45 Server/Foo Bar/US ready at Fri, 15 Feb 2002 09:46:19 -0800",
    "MERCUR SMTP-Server (v3.30.09 SA-0000005) for Windows NT ready at Thu, 30 Nov 2017  10:01:06 +0100",
    "SMTP/cmap ready________________________________________________________________________",
    "X1 NT-ESMTP Server foo.bar (IMail 6.06 EVAL 11347-1)",
    "barracuda.foo.bar ESMTP (0a8d40ef45300cc1bd0f16ced5c9e6f1)",
    "foo.bar  ESMTP Service (Lotus Domino Release 8.5) ready at Thu, 30 Nov 2017 17:01:45 +0800",
    "foo.bar AppleShare IP Mail Server 6.2.1 SMTP Server Ready",
    "foo.bar ESMTP CommuniGate Pro 5.3.1",
    "foo.bar ESMTP Hi, I'm a Mail-in-a-Box (Ubuntu/Postfix; see https://mailinabox.email/)",
    "foo.bar ESMTP MDaemon 4.0.5 UNREGISTERED; Sat, 06 Oct 2001 09:10:56 +0400",
    "foo.bar ESMTP Merak 8.0.3; Thu, 30 Nov 2017 12:08:09 +0200",
    "foo.bar ESMTP Postfix (Debian/GNU)",
    "foo.bar ESMTP Sendmail 8.15.2/8.15.2/Debian-8+deb9u1; Thu, 29 Apr 2021 06:45:02 +0200; (No UCE/UBE) logging access from: xyz.foo.bar(OK)-xyz.foo.bar [10.0.0.1]",
    "foo.bar ESMTP Sendmail 8.8.8+Sun/8.6.4 ready at Thu, 15 Nov 2000 11:40:32 -0800 (PST)",
    "foo.bar ESMTP Service (IBM Domino Release 9.0.1FP8 HF475) ready at Thu, 30 Nov 2017 17:55:48 +0900",
    "foo.bar ESMTP ecelerity 4.2.37.61980 r(:) Thu, 30 Nov 2017 09:58:54 +0000",
    "foo.bar ESMTP running IBM VM SMTP V2R4; Mon, 10 Sep 2001 07:24:35 -0400 (EDT)",
    "foo.bar FTGate server ready -attitude [C.o.r.E]",
    "foo.bar GroupWise Internet Agent 14.2.1  Copyright 1993-2016 Novell, Inc., a Micro Focus Company. All rights reserved. Ready",
    "foo.bar Kerio Connect 8.0.2 ESMTP ready",
    "foo.bar Lotus SMTP MTA Service Ready",
    "foo.bar MailSite ESMTP Receiver Version 3.4.6.0 Ready",
    "foo.bar Mercury/32 v3.30 ESMTP server ready.",
    "foo.bar Microsoft ESMTP MAIL Service, Version: 10.0.14393.2608 ready at  Sun, 19 May 2019 09:04:29 -0500",
    "foo.bar NTMail (v7.02.3037/NU1319.01.5b000000) ready for ESMTP transfer   ",
    "foo.bar SMTP NAVIEG 2.0.1; Sun, 29 Jul 2001 22:02:16 -0500 http://www.symantec.com",
    "foo.bar SMTP Server (JAMES SMTP Server 2.3.2) ready Tue, 19 May 2015 00:36:13 +0200 (CEST)",
    "foo.bar V5.7-ECO4, OpenVMS V8.4 IA64 ready at Wed, 20 May 2015 01:22:32 +0100 (BST)",
];

/// What the client makes of a greeting, and what it says then.
fn greeted(greeting: &str) -> (Option<String>, String) {
    let mut client = Client::new(Config {
        security: Security::None,
        ..Config::new("client.example".parse().unwrap())
    });
    client.receive(greeting.as_bytes());
    let (mut heard, mut said) = (None, Vec::new());
    loop {
        match client.poll_output() {
            Output::Event(Event::Greeted(reply)) => heard = Some(reply.lines().join("\n")),
            Output::Send(octets) => said.extend(octets),
            Output::Event(_) | Output::UpgradeTls => {}
            Output::Wait { .. } | Output::Closed => {
                return (heard, String::from_utf8(said).unwrap());
            }
        }
    }
}

#[test]
fn every_program_is_greeted_back_whatever_it_calls_itself() {
    for greeting in GREETINGS {
        let (heard, said) = greeted(&format!("220 {greeting}\r\n"));
        assert_eq!(heard.as_deref(), Some(greeting));
        assert_eq!(said, "EHLO client.example\r\n", "{greeting}");
    }
}

#[test]
fn a_greeting_goes_on_until_its_last_line() {
    for greeting in GREETINGS {
        let (heard, said) = greeted(&format!("220-{greeting}\r\n"));
        assert_eq!((heard, &*said), (None, ""), "{greeting}");
        let (heard, _) = greeted(&format!("220-{greeting}\r\n220 {greeting}\r\n"));
        assert_eq!(heard, Some(format!("{greeting}\n{greeting}")));
    }
}
