//! What a proxy says before the first byte of HTTP or TLS: for whom it speaks (the PROXY protocol,
//! versions 1 and 2, <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>).

use std::io;

use proxy_header::{ParseConfig, Protocol, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt};

use super::Client;

/// No header is shorter, and none is read past its end: what follows is the client's.
const SHORTEST: usize = "PROXY UNKNOWN\r\n".len();

/// The longest of version 1, as its specification says.
const LONGEST_V1: usize = 107;

/// The head of version 2, whose last two bytes say how long the rest is.
const HEAD_V2: usize = 16;

/// The longest of version 2. Addresses take 36 bytes, and what proxies add about TLS a few
/// hundred.
const LONGEST_V2: usize = 4096;

/// Reads the header of a connection that comes from `proxy`; for whom it is. A proxy that
/// speaks for itself, as health checks do, is the client.
pub(crate) async fn read(
    socket: &mut (impl AsyncRead + Unpin),
    proxy: Client,
) -> io::Result<Client> {
    let mut header = vec![0; SHORTEST];
    socket.read_exact(&mut header).await?;
    if header.starts_with(b"\r") {
        read_rest_v2(socket, &mut header).await?;
    } else {
        read_rest_v1(socket, &mut header).await?;
    }
    let (header, _) =
        ProxyHeader::parse(&header, ParseConfig::default()).map_err(|_| malformed())?;
    match header.proxied_address() {
        Some(address) if address.protocol == Protocol::Stream => Ok(address.source.into()),
        Some(_) => Err(malformed()),
        None => Ok(proxy),
    }
}

/// One byte at a time: a hundred short reads, once for each connection, are cheaper than a stream
/// that can take bytes back for its whole life.
async fn read_rest_v1(
    socket: &mut (impl AsyncRead + Unpin),
    header: &mut Vec<u8>,
) -> io::Result<()> {
    while !header.ends_with(b"\n") {
        if header.len() >= LONGEST_V1 {
            return Err(malformed());
        }
        header.push(socket.read_u8().await?);
    }
    Ok(())
}

async fn read_rest_v2(
    socket: &mut (impl AsyncRead + Unpin),
    header: &mut Vec<u8>,
) -> io::Result<()> {
    header.push(socket.read_u8().await?);
    let length = match header.last_chunk() {
        Some(length) => usize::from(u16::from_be_bytes(*length)),
        None => 0,
    };
    if HEAD_V2 + length > LONGEST_V2 {
        return Err(malformed());
    }
    header.resize(HEAD_V2 + length, 0);
    let rest = header.get_mut(HEAD_V2..).unwrap_or_default();
    socket.read_exact(rest).await?;
    Ok(())
}

fn malformed() -> io::Error {
    let reason = "no PROXY header came first, or none that means something";
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

    fn v2(command_and_family: [u8; 2], rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [V2, &command_and_family, &length, rest].concat()
    }

    /// What is read of `bytes`, and what is left for the next reader.
    async fn read_from(bytes: &[u8]) -> (Result<String, io::ErrorKind>, usize) {
        let mut rest = bytes;
        let client = read(&mut rest, Client::Unix).await;
        let client = client.map(|client| client.to_string());
        (client.map_err(|error| error.kind()), rest.len())
    }

    #[tokio::test]
    async fn whom_a_proxy_speaks_for() {
        let v4 = [192, 0, 2, 7, 10, 0, 0, 1, 0x12, 0x67, 0, 25];
        let mut v6 = [0; 36];
        v6[..4].copy_from_slice(&[0x20, 1, 0x0d, 0xb8]);
        v6[33] = 9;
        for (bytes, expected) in [
            (
                b"PROXY TCP4 192.0.2.7 10.0.0.1 4711 25\r\n".to_vec(),
                "192.0.2.7:4711",
            ),
            (
                b"PROXY TCP6 2001:db8::7 ::1 4711 25\r\n".to_vec(),
                "[2001:db8::7]:4711",
            ),
            (
                b"PROXY TCP6 ::ffff:192.0.2.7 ::1 4711 25\r\n".to_vec(),
                "192.0.2.7:4711",
            ),
            (b"PROXY UNKNOWN\r\n".to_vec(), "unix"),
            (b"PROXY UNKNOWN ffff::1 whatever\r\n".to_vec(), "unix"),
            (v2([0x21, 0x11], &v4), "192.0.2.7:4711"),
            (
                v2([0x21, 0x11], &[&v4[..], &[4, 0, 1, 9]].concat()),
                "192.0.2.7:4711",
            ),
            (v2([0x21, 0x21], &v6), "[2001:db8::]:9"),
            (v2([0x20, 0x00], &[]), "unix"),
            (v2([0x20, 0x11], &v4), "unix"),
            (v2([0x21, 0x00], &[]), "unix"),
        ] {
            let bytes = [&bytes, &b"rest"[..]].concat();
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(read_from(&bytes).await, (Ok(expected.into()), 4), "{shown}");
        }
    }

    #[tokio::test]
    async fn what_is_no_header() {
        let endless = [b"PROXY TCP4 ".as_slice(), &[b'1'; 200]].concat();
        let long = [V2, &[0x21, 0x11, 0xff, 0xff], &[0; 70_000]].concat();
        for bytes in [
            b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 10.0.0.1 4711 99999\r\n".to_vec(),
            b"PROXY TCP4 ::1 ::1 4711 25\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 10.0.0.1\r\n".to_vec(),
            endless,
            long,
            v2([0x11, 0x11], &[0; 12]),
            v2([0x21, 0x12], &[0; 12]),
            v2([0x21, 0x11], &[0; 11]),
            b"\r\n\r\n\0\r\nQUIX\n\x21\x11\0\0".to_vec(),
        ] {
            let (client, _) = read_from(&bytes).await;
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(client, Err(io::ErrorKind::InvalidData), "{shown}");
        }
        let (client, _) = read_from(b"PROXY TCP4 192.").await;
        assert_eq!(client, Err(io::ErrorKind::UnexpectedEof));
    }
}
