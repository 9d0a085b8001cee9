//! From the page's description of a mail to a message.

use alloc::vec::Vec;

use wsmtp_bind::{Mistyped, Value, field, flag, list, number, text, text_or_null};
use wsmtp_message::{
    Address, ComposeError, Disposition, Field, FileEncoding, Label, Link, Mailbox, Message, Part,
    TextEncoding, Value as FieldValue,
};

use crate::refusal::Refusal;

/// Reads a `WireMail` of `web/client/src/runtime/wire.ts`.
pub(crate) fn read<V: Value>(mail: &V) -> Result<Message, Refusal> {
    Ok(Message {
        header: header(mail)?,
        body: part(&field(mail, "body")?, Part::MAX_DEPTH)?,
        seed: text(mail, "seed")?,
    })
}

fn header<V: Value>(of: &V) -> Result<Vec<Field>, Mistyped> {
    list(of, "header")?.iter().map(header_field).collect()
}

fn header_field<V: Value>(given: &V) -> Result<Field, Mistyped> {
    let value = match &*text(given, "kind")? {
        "text" => FieldValue::Text(text(given, "value")?),
        "prepared" => FieldValue::Prepared(text(given, "value")?),
        "addresses" => FieldValue::Addresses(all(given, "addresses", address)?),
        "ids" => {
            let id = |id: &V| id.text().ok_or(Mistyped("ids"));
            FieldValue::Ids(all(given, "ids", id)?)
        }
        "date" => FieldValue::Date(number(given, "seconds")?),
        "urls" => FieldValue::Urls(all(given, "urls", link)?),
        _ => return Err(Mistyped("kind")),
    };
    let name = text(given, "name")?;
    Ok(Field { name, value })
}

fn address<V: Value>(given: &V) -> Result<Address, Mistyped> {
    Ok(match text_or_null(given, "group")? {
        Some(name) => Address::Group {
            name,
            members: all(given, "members", mailbox)?,
        },
        None => Address::Mailbox(mailbox(given)?),
    })
}

fn mailbox<V: Value>(given: &V) -> Result<Mailbox, Mistyped> {
    Ok(Mailbox {
        name: text(given, "name")?,
        address: text(given, "address")?,
    })
}

fn link<V: Value>(given: &V) -> Result<Link, Mistyped> {
    Ok(Link {
        url: text(given, "url")?,
        comment: text(given, "comment")?,
    })
}

/// Refuses what is too deep before it is read: nothing else bounds how deep the stack becomes.
fn part<V: Value>(given: &V, depth: usize) -> Result<Part, Refusal> {
    Ok(match &*text(given, "kind")? {
        "multipart" => {
            let limit = Part::MAX_DEPTH;
            let depth = depth.checked_sub(1);
            let depth = depth.ok_or(ComposeError::TooDeep { limit })?;
            let parts = list(given, "parts")?;
            let parts = parts.iter().map(|one| part(one, depth));
            Part::Multipart {
                subtype: text(given, "subtype")?,
                header: header(given)?,
                parts: parts.collect::<Result<_, _>>()?,
            }
        }
        "text" => Part::Text {
            label: label(given)?,
            text: text(given, "text")?,
            encoding: text_encoding(given)?,
        },
        "file" => Part::File {
            label: label(given)?,
            source: number(given, "source")?,
            length: number(given, "length")?,
            encoding: file_encoding(given)?,
            ended: flag(given, "ended")?,
        },
        "raw" => Part::Raw {
            source: number(given, "source")?,
            length: number(given, "length")?,
            eight_bit: flag(given, "eightBit")?,
            utf8_header: flag(given, "utf8Header")?,
            ended: flag(given, "ended")?,
        },
        _ => return Err(Mistyped("kind").into()),
    })
}

fn label<V: Value>(given: &V) -> Result<Label, Mistyped> {
    Ok(Label {
        content_type: text(given, "contentType")?,
        filename: text_or_null(given, "filename")?,
        disposition: match text_or_null(given, "disposition")?.as_deref() {
            None => None,
            Some("inline") => Some(Disposition::Inline),
            Some("attachment") => Some(Disposition::Attachment),
            Some(_) => return Err(Mistyped("disposition")),
        },
        cid: text_or_null(given, "cid")?,
        header: header(given)?,
    })
}

fn text_encoding<V: Value>(given: &V) -> Result<Option<TextEncoding>, Mistyped> {
    Ok(match text_or_null(given, "encoding")?.as_deref() {
        None => None,
        Some("7bit") => Some(TextEncoding::SevenBit),
        Some("quoted-printable") => Some(TextEncoding::QuotedPrintable),
        Some("base64") => Some(TextEncoding::Base64),
        Some(_) => return Err(Mistyped("encoding")),
    })
}

fn file_encoding<V: Value>(given: &V) -> Result<FileEncoding, Mistyped> {
    Ok(match &*text(given, "encoding")? {
        "base64" => FileEncoding::Base64,
        "7bit" => FileEncoding::SevenBit,
        "8bit" => FileEncoding::EightBit,
        _ => return Err(Mistyped("encoding")),
    })
}

fn all<V: Value, T>(
    of: &V,
    name: &'static str,
    read: impl Fn(&V) -> Result<T, Mistyped>,
) -> Result<Vec<T>, Mistyped> {
    list(of, name)?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(mail: &str) -> Result<String, Refusal> {
        let mail: serde_json::Value = serde_json::from_str(mail).unwrap();
        let rendered = read(&&mail)?.render(false)?;
        let written = rendered.pieces.iter().map(|piece| match piece {
            wsmtp_message::Piece::Written(octets) => String::from_utf8(octets.clone()).unwrap(),
            other => format!("{other:?}"),
        });
        Ok(written.collect())
    }

    /// A mail with this for its body.
    fn with_body(body: &str) -> String {
        format!(r#"{{"header":[],"seed":"1@x","body":{body}}}"#)
    }

    #[test]
    fn every_kind_of_field_is_read() {
        let mail = r#"{"seed":"1@x","header":[
            {"kind":"text","name":"Subject","value":"Hi"},
            {"kind":"prepared","name":"X-P","value":"a;\r\n b"},
            {"kind":"addresses","name":"To","addresses":[{"name":"Bo","address":"bo@x"},{"group":"all","members":[]}]},
            {"kind":"ids","name":"References","ids":["1@x","2@x"]},
            {"kind":"date","name":"Date","seconds":0},
            {"kind":"urls","name":"List-Help","urls":[{"url":"https://x/","comment":"help"}]}],
            "body":{"kind":"raw","source":3,"length":9,"eightBit":true,"utf8Header":false,"ended":true}}"#;
        assert_eq!(
            rendered(mail).unwrap(),
            "Subject: Hi\r\nX-P: a;\r\n b\r\nTo: Bo <bo@x>, all:;\r\nReferences: <1@x> <2@x>\r\n\
             Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nList-Help: <https://x/> (help)\r\n\
             Source { index: 3, length: 9, encoding: AsIs }"
        );
    }

    #[test]
    fn every_kind_of_part_is_read() {
        let text = r#"{"kind":"text","contentType":"text/plain","filename":null,"disposition":"inline","cid":null,
            "header":[],"text":"hello","encoding":"base64"}"#;
        let file = r#"{"kind":"file","contentType":"image/png","filename":"a.png","disposition":"attachment","cid":"a",
            "header":[{"kind":"text","name":"X-A","value":"b"}],"source":0,"length":3,"encoding":"base64","ended":false}"#;
        let mixed = |parts: &str| {
            with_body(&format!(
                r#"{{"kind":"multipart","subtype":"mixed","header":[],"parts":[{parts}]}}"#
            ))
        };
        assert_eq!(
            rendered(&mixed(text)).unwrap(),
            "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: inline\r\n\r\naGVsbG8=\r\n"
        );
        let both = rendered(&mixed(&format!("{text},{file}"))).unwrap();
        assert!(
            both.contains(
                "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <a>\r\n\
                 Content-Disposition: attachment; filename=a.png\r\nX-A: b\r\n\r\n\
                 Source { index: 0, length: 3, encoding: Base64 }\r\n--"
            ),
            "{both}"
        );
    }

    #[test]
    fn what_no_mail_can_hold_is_bad_input() {
        let deep = (0..40_u8).fold("{}".to_owned(), |part, _| {
            format!(r#"{{"kind":"multipart","subtype":"mixed","header":[],"parts":[{part}]}}"#)
        });
        for (body, words) in [
            (&*deep, "nested"),
            (r#"{"kind":"odd"}"#, "kind"),
            (r#"{"kind":"raw","source":0,"length":1.5}"#, "length"),
            (
                r#"{"kind":"text","contentType":"text","filename":null,"disposition":null,"cid":null,
                "header":[],"text":"","encoding":null}"#,
                "type/subtype",
            ),
        ] {
            let Refusal(why) = rendered(&with_body(body)).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
    }
}
