//! One SMTP session, by whatever way it goes.

use std::{net::SocketAddr, str::FromStr};

use anyhow::{Context as _, Error, Result, bail, ensure};
use bytes::{Bytes, BytesMut};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{
    frame::{self, BINARY, CLOSE, PING, PONG, TEXT, frame},
    stream::{self, Stream},
};

/// Room for one read. Replies are short.
const READ: usize = 4096;

/// How the sink is reached.
#[derive(Clone, Debug)]
pub enum Way {
    /// `tcp://address`: nothing in between.
    Tcp(SocketAddr),
    /// `tls://address/file`, with the certificate of its authority in the file.
    Tls(SocketAddr, String),
    /// `ws://address/path`: bytes in binary messages.
    Raw(SocketAddr, String),
    /// `tunnel://address/upstream`: this project's tunnel.
    Tunnel(SocketAddr, String),
}

impl FromStr for Way {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").context("a way is a URL")?;
        let (address, path) = rest.split_once('/').unwrap_or((rest, ""));
        let address = address.parse()?;
        Ok(match scheme {
            "tcp" => Self::Tcp(address),
            "tls" => Self::Tls(address, format!("/{path}")),
            "ws" => Self::Raw(address, format!("/{path}")),
            "tunnel" => Self::Tunnel(address, path.to_owned()),
            _ => bail!("there is no way `{scheme}`"),
        })
    }
}

/// What is sent again and again, as it goes over the wire, and how many bytes of SMTP are in it.
#[derive(Clone)]
pub(super) struct Piece {
    wire: Bytes,
    bytes: u64,
}

/// One session.
pub(super) struct Line {
    stream: Stream,
    frames: bool,
    /// What was read and not yet looked at.
    read: BytesMut,
    /// The server's bytes that nobody has heard yet.
    heard: BytesMut,
    sent: u64,
    acked: u64,
    /// None where nobody says how much may be under way.
    window: Option<u64>,
}

impl Line {
    /// Connects, reads the greeting, and says EHLO.
    pub(super) async fn open(way: &Way, token: Option<&str>) -> Result<Self> {
        let mut line = Self::connect(way, token).await?;
        line.reply("220").await?;
        let hello = line.piece(b"EHLO bench.example\r\n");
        line.say(&hello).await?;
        line.reply("250").await?;
        Ok(line)
    }

    async fn connect(way: &Way, token: Option<&str>) -> Result<Self> {
        match way {
            Way::Tcp(address) => Ok(Self::new(stream::clear(*address).await?, false)),
            Way::Tls(address, ca) => Ok(Self::new(stream::secure(*address, ca).await?, false)),
            Way::Raw(address, path) => Self::upgrade(*address, path, "binary", token).await,
            Way::Tunnel(address, upstream) => {
                let mut line = Self::upgrade(*address, "/tunnel", "wsmtp.v1", None).await?;
                line.enter(upstream, token).await?;
                Ok(line)
            }
        }
    }

    fn new(stream: Stream, frames: bool) -> Self {
        Self {
            stream,
            frames,
            read: BytesMut::new(),
            heard: BytesMut::new(),
            sent: 0,
            acked: 0,
            window: None,
        }
    }

    async fn upgrade(
        address: SocketAddr,
        path: &str,
        protocol: &str,
        token: Option<&str>,
    ) -> Result<Self> {
        let mut stream = stream::clear(address).await?;
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             X-Forwarded-For: 203.0.113.7\r\n\
             Sec-WebSocket-Protocol: {protocol}\r\n{}\r\n",
            token.unwrap_or_default()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut line = Self::new(stream, true);
        loop {
            line.fill().await?;
            if let Some(end) = line.read.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = line.read.split_to(end + 4);
                let head = String::from_utf8_lossy(&head);
                ensure!(head.starts_with("HTTP/1.1 101"), "no upgrade: {head}");
                // The first frames may have come along.
                line.take_in().await?;
                return Ok(line);
            }
        }
    }

    async fn enter(&mut self, upstream: &str, token: Option<&str>) -> Result<()> {
        let open = match token {
            Some(token) => json!({"type": "open", "upstream": upstream, "token": token}),
            None => json!({"type": "open", "upstream": upstream}),
        };
        let open = frame(TEXT, open.to_string().as_bytes());
        self.stream.write_all(&open).await?;
        while self.window.is_none() {
            self.listen().await?;
        }
        Ok(())
    }

    /// Makes a piece for [`say`](Self::say).
    pub(super) fn piece(&self, bytes: &[u8]) -> Piece {
        let wire = if self.frames {
            frame(BINARY, bytes)
        } else {
            Bytes::copy_from_slice(bytes)
        };
        Piece {
            wire,
            bytes: bytes.len() as u64,
        }
    }

    /// Sends a piece as soon as the window has room for it.
    pub(super) async fn say(&mut self, piece: &Piece) -> Result<()> {
        while self
            .window
            .is_some_and(|window| self.sent - self.acked + piece.bytes > window)
        {
            self.listen().await?;
        }
        self.sent += piece.bytes;
        self.stream.write_all(&piece.wire).await?;
        Ok(self.stream.flush().await?)
    }

    /// Waits for a reply to end, which must begin with `code`.
    pub(super) async fn reply(&mut self, code: &str) -> Result<()> {
        loop {
            while let Some(end) = self.heard.iter().position(|byte| *byte == b'\n') {
                let line = self.heard.split_to(end + 1);
                ensure!(
                    line.starts_with(code.as_bytes()),
                    "the server said {line:?}"
                );
                if line.get(3) != Some(&b'-') {
                    return Ok(());
                }
            }
            self.listen().await?;
        }
    }

    /// Answers pings until the session ends.
    pub(super) async fn rest(&mut self) -> Result<()> {
        loop {
            self.listen().await?;
        }
    }

    async fn listen(&mut self) -> Result<()> {
        self.fill().await?;
        self.take_in().await
    }

    async fn take_in(&mut self) -> Result<()> {
        if !self.frames {
            self.heard.unsplit(self.read.split());
            return Ok(());
        }
        while let Some((opcode, payload)) = frame::next(&mut self.read)? {
            match opcode {
                BINARY => self.heard.extend_from_slice(&payload),
                TEXT => self.control(&serde_json::from_slice(&payload)?)?,
                PING => self.stream.write_all(&frame(PONG, &payload)).await?,
                CLOSE => bail!("closed: {}", String::from_utf8_lossy(&payload)),
                _ => {}
            }
        }
        Ok(())
    }

    fn control(&mut self, message: &Value) -> Result<()> {
        let number = |name: &str| message.get(name).and_then(Value::as_u64);
        match message.get("type").and_then(Value::as_str) {
            Some("opened") => self.window = number("window"),
            Some("ack") => self.acked = number("bytes").unwrap_or(self.acked),
            _ => bail!("the gateway said {message}"),
        }
        Ok(())
    }

    async fn fill(&mut self) -> Result<()> {
        self.read.reserve(READ);
        let count = self.stream.read_buf(&mut self.read).await?;
        ensure!(count > 0, "the connection ended");
        Ok(())
    }
}
