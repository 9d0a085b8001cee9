//! One mail, read for those who do not read MIME.

use serde_json::json;

use crate::support::{
    demo::{deliver, json, open_mail, run, signed_in},
    http::get,
};

pub(super) const LETTER: &str = "\
From: =?utf-8?Q?Ada_L=C3=B6velace?= <ada@example.org>
To: Friends: bob@example.org, Charles <charles@example.org>;
Reply-To: replies@example.org
Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=
Date: Fri, 21 Nov 1997 09:55:06 -0600
Message-ID: <1@example.org>
MIME-Version: 1.0
X-Long: one
 two
Content-Type: multipart/mixed; boundary=mixed

--mixed
Content-Type: multipart/related; boundary=related

--related
Content-Type: multipart/alternative; boundary=alternative

--alternative
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe
--alternative
Content-Type: text/html; charset=utf-8

<p>Gr\u{fc}\u{df}e <img src=\"cid:dot@example.org\"></p>
--alternative--
--related
Content-Type: image/gif
Content-ID: <dot@example.org>
Content-Transfer-Encoding: base64

R0lGODlh
--related--
--mixed
Content-Type: TEXT/html; charset=utf-8
Content-Disposition: attachment; filename*=utf-8''%3Cb%3E.html
Content-Transfer-Encoding: base64

PGI+
--mixed--
";

#[tokio::test]
async fn a_mail_is_read_for_those_who_do_not_read_mime() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", LETTER).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    let list = json(demo.address, "/sandbox/messages").await;
    for field in ["id", "session", "received", "size", "subject"] {
        assert_eq!(letter[field], list[0][field], "{field}");
    }
    assert_eq!(
        letter["envelope"],
        json!({ "from": "demo@sandbox.test", "to": ["bob@example.org"] })
    );
    assert_eq!(letter["subject"], "grüße");
    assert_eq!(list[0]["security"], "starttls");
    assert_eq!(letter["date"], "1997-11-21T09:55:06-06:00");
    assert_eq!(letter["message_id"], "1@example.org");
    assert_eq!(
        letter["from"],
        json!([{ "name": "Ada Lövelace", "address": "ada@example.org" }])
    );
    assert_eq!(
        letter["to"],
        json!([
            { "name": "", "address": "bob@example.org" },
            { "name": "Charles", "address": "charles@example.org" },
        ])
    );
    assert_eq!(letter["cc"], json!([]));
    assert_eq!(letter["reply_to"][0]["address"], "replies@example.org");
    assert_eq!(
        letter["headers"][7],
        json!({ "name": "X-Long", "value": "one two" })
    );
    assert_eq!(letter["text"], "Grüße");
    assert_eq!(
        letter["html"],
        "<p>Grüße <img src=\"cid:dot@example.org\"></p>"
    );
    assert_eq!(
        letter["attachments"],
        json!([
            { "name": null, "type": "image/gif", "size": 6, "cid": "dot@example.org" },
            { "name": "<b>.html", "type": "text/html", "size": 3, "cid": null },
        ])
    );
}

/// Shown, a page that a stranger has attached would be one of the gateway's own.
#[tokio::test]
async fn an_attachment_is_bytes_and_never_a_page() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", LETTER).await;
    let file = get(demo.address, "/sandbox/messages/1/attachments/1").await;
    assert_eq!((file.status, file.body.as_str()), (200, "<b>"));
    for line in [
        "content-type: application/octet-stream\r\n",
        "content-disposition: attachment\r\n",
        "x-content-type-options: nosniff\r\n",
    ] {
        assert!(file.head.contains(line), "{}", file.head);
    }
    for path in [
        "1/attachments/2",
        "1/attachments/x",
        "2/attachments/0",
        "2/json",
        "x/json",
    ] {
        let answer = get(demo.address, &format!("/sandbox/messages/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_mail_that_is_no_mail_is_read_as_far_as_it_goes() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", "").await;
    deliver(&mut page, "bob@example.org", "\u{0}\u{7}: =?\n--\n").await;
    for id in [1, 2] {
        let letter = json(demo.address, &format!("/sandbox/messages/{id}/json")).await;
        assert_eq!(letter["id"], id);
        assert_eq!(letter["attachments"], json!([]));
    }
}

/// Nested without end, it would take the stack, and the demo with it.
#[tokio::test]
async fn a_mail_of_mails_within_mails_is_kept_and_not_read() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let nested = "Content-Type: message/rfc822\n\n".repeat(1_000);
    deliver(&mut page, "bob@example.org", &nested).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    assert_eq!(letter["attachments"], json!([]));
    let attached = get(demo.address, "/sandbox/messages/1/attachments/0").await;
    assert_eq!(attached.status, 404);
    let source = get(demo.address, "/sandbox/messages/1").await;
    assert_eq!(source.body, nested.replace('\n', "\r\n"));
    assert!(
        source
            .head
            .contains("content-security-policy: sandbox; default-src 'none'")
    );
    assert!(source.head.contains("content-disposition: attachment"));
}

#[tokio::test]
async fn a_mail_within_a_mail_is_one_of_its_attachments() {
    const FORWARDED: &str = "Subject: The first\n\nHello, Ada\n";
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let mail = format!(
        "Subject: Fwd: The first\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n\
         --b\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=first.eml\n\n\
         {FORWARDED}\n--b--\n"
    );
    deliver(&mut page, "bob@example.org", &mail).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    assert_eq!(letter["subject"], "Fwd: The first");
    assert_eq!(letter["text"], "See below.");
    let forwarded = FORWARDED.replace('\n', "\r\n");
    assert_eq!(
        letter["attachments"],
        json!([{ "name": "first.eml", "type": "message/rfc822", "size": forwarded.len(), "cid": null }])
    );
    let file = get(demo.address, "/sandbox/messages/1/attachments/0").await;
    assert_eq!((file.status, file.body), (200, forwarded));
}

#[tokio::test]
async fn header_fields_are_told_as_they_stand_whatever_they_hold() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    open_mail(&mut page, "bob@example.org", "sUbJeCt:a\nx-odd_Name :  b\n").await;
    page.send(b"X-Latin: gr\xfc\xdfe\r\n\r\n.\r\n").await;
    page.reply(250).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    assert_eq!(
        letter["headers"],
        json!([
            { "name": "sUbJeCt", "value": "a" },
            { "name": "x-odd_Name", "value": "b" },
            { "name": "X-Latin", "value": "gr\u{fffd}\u{fffd}e" },
        ])
    );
}
