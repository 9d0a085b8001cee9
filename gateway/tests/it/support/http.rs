//! Plain HTTP, as text.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::patiently;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Sends one request head and reads the whole answer.
pub(crate) async fn exchange(address: SocketAddr, head: &str) -> Answer {
    send(address, head, "").await
}

/// Sends a text to a path, under the name `localhost`, with these lines in the head too.
pub(crate) async fn put(address: SocketAddr, path: &str, more: &str, text: &str) -> Answer {
    let length = text.len();
    let head = format!("PUT {path} HTTP/1.1\r\nhost: localhost\r\n{more}content-length: {length}");
    send(address, &head, text).await
}

async fn send(address: SocketAddr, head: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(format!("{head}\r\nconnection: close\r\n\r\n{body}").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    patiently("the answer", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// An answer that goes on.
pub(crate) struct Stream {
    stream: TcpStream,
    heard: String,
}

impl Stream {
    /// Sends one request head.
    pub(crate) async fn begin(address: SocketAddr, head: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!("{head}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        Self {
            stream,
            heard: String::new(),
        }
    }

    /// Waits until `text` is said, and gives all up to its end; the next call goes on from there.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.heard.find(text) {
                let rest = self.heard.split_off(at + text.len());
                return std::mem::replace(&mut self.heard, rest);
            }
            let mut bytes = [0; 4096];
            let read = patiently(text, self.stream.read(&mut bytes)).await.unwrap();
            assert_ne!(read, 0, "the answer ended without {text:?}");
            self.heard += std::str::from_utf8(&bytes[..read]).unwrap();
        }
    }

    /// Waits for the end of the answer and of the connection.
    pub(crate) async fn ended(mut self) -> String {
        let rest = self.stream.read_to_string(&mut self.heard);
        patiently("the end of the answer", rest).await.unwrap();
        self.heard
    }
}

/// The head of a request for a WebSocket under the name `localhost`, with these lines in it too, and
/// without the end of its last line.
pub(crate) fn websocket(path: &str, more: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\n{more}connection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="
    )
}

/// Asks for a path under the name `localhost`.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Answer {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nhost: localhost")).await
}
