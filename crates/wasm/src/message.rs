//! From the page's letter to the bytes of a mail.

use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use wsmtp_message::{Address, Attachment, ComposeError, Message};
use wsmtp_proto::error::LocalError;
use wsmtp_proto::types::{Body, MailParameters};

use crate::failure::Failure;

/// A mail that is complete and not yet sent.
#[wasm_bindgen]
pub struct Mail {
    content: Vec<u8>,
}

#[wasm_bindgen]
impl Mail {
    /// Takes a mail as it is.
    pub fn raw(content: Vec<u8>) -> Self {
        Self { content }
    }

    /// Composes a mail from the JSON of `Letter` (`web/client/src/compose/message.ts`) and the bytes of its files, in
    /// the same order.
    ///
    /// # Errors
    /// A failure as JSON, code `bad-input`, that says which part cannot stand in a mail.
    pub fn compose(letter: &str, files: Vec<Uint8Array>) -> Result<Self, String> {
        let files = files.iter().map(Uint8Array::to_vec).collect();
        compose(letter, files).map_err(|failure| failure.json())
    }
}

impl Mail {
    /// Tells the server how large the content is, and what octets are in it that not every server takes.
    ///
    /// # Errors
    /// There is a NUL in it, which the engine would find when half of the mail is sent.
    pub(crate) fn describe(&self, parameters: &mut MailParameters) -> Result<(), LocalError> {
        if self.content.contains(&0) && parameters.body != Some(Body::BinaryMime) {
            return Err(LocalError::Nul);
        }
        parameters.size = u64::try_from(self.content.len()).ok();
        if !self.content.is_ascii() {
            parameters.body.get_or_insert(Body::EightBitMime);
        }
        parameters.smtp_utf8 |= !is_ascii_header(&self.content);
        Ok(())
    }

    pub(crate) fn into_content(self) -> Vec<u8> {
        self.content
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Letter {
    from: Mailbox,
    to: Vec<Mailbox>,
    cc: Vec<Mailbox>,
    reply_to: Vec<Mailbox>,
    subject: String,
    text: Option<String>,
    html: Option<String>,
    date: i64,
    message_id: String,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct Mailbox {
    name: String,
    address: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    filename: String,
    content_type: String,
    cid: Option<String>,
}

fn compose(letter: &str, files: Vec<Vec<u8>>) -> Result<Mail, Failure> {
    let letter: Letter = serde_json::from_str(letter).map_err(Failure::bad_input)?;
    let (named, given) = (letter.files.len(), files.len());
    if named != given {
        let problem =
            format!("attachments and their bytes do not match: {named} named, {given} given");
        return Err(Failure::bad_input(problem));
    }
    let message = letter.into_message(files).map_err(Failure::bad_input)?;
    let content = message.render().map_err(Failure::bad_input)?;
    Ok(Mail { content })
}

impl Letter {
    fn into_message(self, bytes: Vec<Vec<u8>>) -> Result<Message, ComposeError> {
        let mut message = Message::new(self.from.read()?, &self.message_id, self.date);
        message.to = read_all(&self.to)?;
        message.cc = read_all(&self.cc)?;
        message.reply_to = read_all(&self.reply_to)?;
        message.subject = self.subject;
        message.text = self.text;
        message.html = self.html;
        let files = self.files.iter().zip(bytes);
        message.attachments = files
            .map(|(file, bytes)| file.read(bytes))
            .collect::<Result<_, _>>()?;
        Ok(message)
    }
}

impl Mailbox {
    fn read(&self) -> Result<Address, ComposeError> {
        Address::new(&self.name, &self.address)
    }
}

impl File {
    fn read(&self, bytes: Vec<u8>) -> Result<Attachment, ComposeError> {
        let attachment = Attachment::new(&self.filename, &self.content_type, bytes)?;
        match &self.cid {
            Some(cid) => attachment.inline(cid),
            None => Ok(attachment),
        }
    }
}

/// Whether all is ASCII up to the empty line.
fn is_ascii_header(content: &[u8]) -> bool {
    let lines = content.split_inclusive(|octet| *octet == b'\n');
    lines
        .take_while(|line| !line.trim_ascii_end().is_empty())
        .all(<[u8]>::is_ascii)
}

fn read_all(list: &[Mailbox]) -> Result<Vec<Address>, ComposeError> {
    list.iter().map(Mailbox::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = r#"{"from":{"name":"Ådå","address":"ada@x.example"},"to":[],"cc":[],"replyTo":[],
        "subject":"Grüße","text":"Grüße","html":"<p>Grüße</p>","date":0,"messageId":"1@x.example",
        "files":[{"filename":"ä.bin","contentType":"application/octet-stream","cid":null}]}"#;

    #[test]
    fn a_mail_is_seven_bit_whatever_is_in_it() {
        let mail = compose(LETTER, vec![vec![0xff; 1000]]).unwrap();
        assert!(mail.into_content().is_ascii());
    }

    #[test]
    fn an_attachment_is_never_left_out() {
        for files in [Vec::new(), vec![Vec::new(); 2]] {
            let failure = compose(LETTER, files).err().unwrap();
            assert_eq!(failure.code, "bad-input");
            assert!(failure.message.contains("1 named"));
        }
    }
}
