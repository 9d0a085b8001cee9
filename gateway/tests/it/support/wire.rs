//! A WebSocket by hand: any octets a test likes, over a plain TCP connection (RFC 6455).

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::{http::websocket, patiently};

pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

/// The key that masks what a page sends.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// Above this the key is zero, which is a key too, and saves a slow build its arithmetic.
const LONG: usize = 64 * 1024;

/// One frame of the page's, valid unless a test makes it otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    fin: bool,
    rsv: u8,
    opcode: u8,
    payload: Vec<u8>,
}

impl Frame {
    pub(crate) fn new(opcode: u8, payload: impl AsRef<[u8]>) -> Self {
        Self {
            fin: true,
            rsv: 0,
            opcode,
            payload: payload.as_ref().to_vec(),
        }
    }

    /// A close frame with this code and reason.
    pub(crate) fn close(code: u16, reason: impl AsRef<[u8]>) -> Self {
        Self::new(CLOSE, [&code.to_be_bytes(), reason.as_ref()].concat())
    }

    /// More of the message follows.
    pub(crate) fn more(mut self) -> Self {
        self.fin = false;
        self
    }

    /// With these three bits set, which belong to extensions.
    pub(crate) fn rsv(mut self, bits: u8) -> Self {
        self.rsv = bits;
        self
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        let mut octets = self.head(0x80);
        if self.payload.len() > LONG {
            octets.extend([0; 4]);
            octets.extend(&self.payload);
            return octets;
        }
        octets.extend(MASK);
        let masked = self.payload.iter().zip(MASK.iter().cycle());
        octets.extend(masked.map(|(octet, mask)| octet ^ mask));
        octets
    }

    /// As only a server may send it.
    pub(crate) fn unmasked(&self) -> Vec<u8> {
        [self.head(0), self.payload.clone()].concat()
    }

    fn head(&self, masked: u8) -> Vec<u8> {
        let mut head = vec![u8::from(self.fin) << 7 | self.rsv << 4 | self.opcode];
        match self.payload.len() {
            length @ 0..=125 => head.push(masked | u8::try_from(length).unwrap()),
            length @ 126..=0xffff => {
                head.push(masked | 126);
                head.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            length => {
                head.push(masked | 127);
                head.extend(u64::try_from(length).unwrap().to_be_bytes());
            }
        }
        head
    }
}

/// A message in frames of this many octets.
pub(crate) fn fragments(opcode: u8, payload: &[u8], size: usize) -> Vec<Frame> {
    let mut frames: Vec<_> = payload
        .chunks(size)
        .map(|piece| Frame::new(CONTINUATION, piece).more())
        .collect();
    frames.first_mut().unwrap().opcode = opcode;
    frames.last_mut().unwrap().fin = true;
    frames
}

/// What the gateway sends, one frame at a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    Text(String),
    Bytes(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(Option<(u16, String)>),
    /// The connection has ended, in order or not.
    End,
}

pub(crate) struct Ear(OwnedReadHalf);

pub(crate) struct Mouth(OwnedWriteHalf);

/// Upgrades with these header lines besides those that each upgrade has; the head of the answer.
pub(crate) async fn upgrade(address: SocketAddr, path: &str, more: &str) -> (String, Ear, Mouth) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let head = websocket(path, more) + "\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(patiently("the upgrade", stream.read_u8()).await.unwrap());
    }
    let (ear, mouth) = stream.into_split();
    (String::from_utf8(answer).unwrap(), Ear(ear), Mouth(mouth))
}

impl Mouth {
    /// Whether the gateway could still be told.
    pub(crate) async fn say(&mut self, octets: &[u8]) -> bool {
        self.0.write_all(octets).await.is_ok()
    }

    /// The same in pieces of this size, each handed to the system by itself.
    pub(crate) async fn chop(&mut self, octets: &[u8], size: usize) -> bool {
        for piece in octets.chunks(size) {
            if !self.say(piece).await {
                return false;
            }
            tokio::task::yield_now().await;
        }
        true
    }
}

impl Ear {
    /// The next frame; a frame that no server may send fails the test.
    pub(crate) async fn hear(&mut self) -> Heard {
        patiently("a frame", self.frame())
            .await
            .unwrap_or(Heard::End)
    }

    /// None where the connection ends first.
    async fn frame(&mut self) -> Option<Heard> {
        let first = self.0.read_u8().await.ok()?;
        let length = match self.0.read_u8().await.ok()? {
            126 => {
                let length = self.0.read_u16().await.ok()?;
                assert!(length > 125, "a length in more octets than it needs");
                u64::from(length)
            }
            127 => {
                let length = self.0.read_u64().await.ok()?;
                assert!(length > 0xffff, "a length in more octets than it needs");
                length
            }
            length => {
                assert!(length < 126, "a server masks nothing");
                u64::from(length)
            }
        };
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        self.0.read_exact(&mut payload).await.ok()?;
        assert_eq!(
            first & 0xf0,
            0x80,
            "whole messages, and no extension's bits"
        );
        Some(match first & 0x0f {
            TEXT => Heard::Text(String::from_utf8(payload).unwrap()),
            BINARY => Heard::Bytes(payload),
            PING => Heard::Ping(payload),
            PONG => Heard::Pong(payload),
            CLOSE => Heard::Close(closing(payload)),
            opcode => panic!("a frame with opcode {opcode}"),
        })
    }
}

fn closing(mut payload: Vec<u8>) -> Option<(u16, String)> {
    assert!(payload.len() <= 125, "a control frame is short");
    if payload.is_empty() {
        return None;
    }
    let reason = payload.split_off(2);
    let code = u16::from_be_bytes(payload.try_into().unwrap());
    Some((code, String::from_utf8(reason).unwrap()))
}
