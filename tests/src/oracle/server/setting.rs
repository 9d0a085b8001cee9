use wsmtp_proto::{
    error::LocalError,
    server::{Config, Server},
    types::{DeliverByOffer, FutureReleaseOffer, Protocol, TlsActive},
};

use super::host;
use crate::oracle::acts::Input;

/// How a session is set up.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) config: Config,
    /// TLS is up before the greeting.
    pub(super) implicit: bool,
    /// Questions wait until an ask answers them. Otherwise they are answered at once.
    pub(super) slow: bool,
}

impl Setting {
    /// The first two octets, and what follows.
    pub(super) fn read(input: &[u8]) -> (Self, &[u8]) {
        let (octets, rest) = input.split_first_chunk().unwrap_or((&[0, 0], &[]));
        (Self::of(*octets), rest)
    }

    fn of([session, offers]: [u8; 2]) -> Self {
        let bit = |octet: u8, bit: u8| octet >> bit & 1 == 1;
        let name = "mail.example".parse().expect("a domain");
        let promises = bit(offers, 0);
        let config = Config {
            protocol: if bit(session, 0) {
                Protocol::Lmtp
            } else {
                Protocol::Smtp
            },
            starttls: bit(session, 1),
            auth: bit(session, 2),
            cleartext_auth: bit(session, 3),
            auth_required: bit(session, 4),
            consult: bit(session, 7),
            dsn: promises,
            require_tls: promises,
            deliver_by: promises.then_some(DeliverByOffer {
                min_seconds: Some(10),
            }),
            future_release: promises.then_some(FutureReleaseOffer {
                max_seconds: Some(100),
                max_until: None,
            }),
            mt_priority: promises,
            rrvs: promises,
            verify: promises,
            pipelining: !bit(offers, 1),
            chunking: !bit(offers, 2),
            binary_mime: !bit(offers, 3),
            eight_bit_mime: !bit(offers, 4),
            smtp_utf8: !bit(offers, 5),
            max_size: if bit(offers, 6) {
                20
            } else {
                Config::DEFAULT_MAX_SIZE
            },
            max_recipients: if bit(offers, 7) {
                2
            } else {
                Config::DEFAULT_MAX_RECIPIENTS
            },
            ..Config::new(name)
        };
        Self {
            config,
            implicit: bit(session, 5),
            slow: bit(session, 6),
        }
    }

    /// A server before anybody has said anything.
    pub(super) fn begin(&self) -> Server {
        let mut server = Server::new(self.config.clone());
        if self.implicit {
            server.tls_established(TlsActive::attest());
        }
        server.advance(std::time::Duration::ZERO);
        server
    }

    /// Whether an ask of this number leaves a matter to the server rather than answers it.
    pub(super) const fn leaves(&self, what: u8) -> bool {
        self.config.consult && what >= 128
    }

    /// Hands this to the server.
    pub(super) fn hand(&self, server: &mut Server, input: Input<'_>) -> Result<(), LocalError> {
        match input {
            Input::Said(octets) => server.receive(octets),
            Input::Ask(what) if self.leaves(what) => return server.proceed(),
            Input::Ask(what) => return server.answer(host::reply(what)),
            Input::Piece(_) => {}
            Input::End => server.close(host::reply(host::LEAVING)),
            Input::Time(now) => server.advance(now),
            Input::Gone => server.receive_end(),
            Input::Tls => server.tls_established(TlsActive::attest()),
        }
        Ok(())
    }
}
