//! What is offered, and whether what was said keeps to it.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    codec::CommandError,
    reply,
    types::{
        Body, Code, DeliverByOffer, ForwardPath, FutureReleaseOffer, Hold, MailParameters,
        RcptParameters, Reply, ReversePath,
    },
};

use super::{Config, Server, reply::beyond_ascii, state::Envelope};

impl Server {
    /// The reply to EHLO, LHLO or HELO (RFC 5321, 4.1.1.1).
    pub(super) fn introduction(&self, extended: bool) -> Reply {
        const OK: Code = Code::new(250).unwrap();
        let mut text = self.config.name.to_string();
        if extended {
            for line in self.offers().into_iter().flatten() {
                text += "\n";
                text += &line;
            }
        }
        Reply::new(OK, None, &text)
    }

    fn offers(&self) -> [Option<String>; 19] {
        let config = &self.config;
        let tls = self.tls.is_some();
        let name = |offered: bool, keyword: &str| offered.then(|| keyword.to_string());
        [
            name(config.pipelining, "PIPELINING"),
            name(config.eight_bit_mime, "8BITMIME"),
            name(config.chunking, "CHUNKING"),
            name(self.takes_binary(), "BINARYMIME"),
            name(self.takes_utf8(), "SMTPUTF8"),
            name(config.enhanced_status_codes, "ENHANCEDSTATUSCODES"),
            name(true, "HELP"),
            name(config.verify, "VRFY"),
            name(config.verify, "EXPN"),
            Some(size(config.max_size)),
            limits(config),
            name(config.dsn, "DSN"),
            name(config.require_tls && tls, "REQUIRETLS"),
            config.deliver_by.map(|offer| offer.to_string()),
            config.future_release.map(|offer| offer.to_string()),
            name(config.mt_priority, "MT-PRIORITY"),
            name(config.rrvs, "RRVS"),
            name(config.starttls && !tls, "STARTTLS"),
            (config.auth && self.permit().is_some()).then(|| auth(config)),
        ]
    }

    const fn takes_binary(&self) -> bool {
        self.config.binary_mime && self.config.chunking
    }

    /// RFC 6531, 3.1: who offers SMTPUTF8 must offer 8BITMIME.
    const fn takes_utf8(&self) -> bool {
        self.config.smtp_utf8 && self.config.eight_bit_mime
    }

    /// Why a mail cannot begin so, whatever the application thinks of it.
    pub(super) fn mail_beyond_offer(
        &self,
        path: &ReversePath,
        parameters: &MailParameters,
    ) -> Option<Reply> {
        let config = &self.config;
        if let Some(keyword) = self.not_offered(parameters) {
            return Some(CommandError::Parameter(keyword.into()).reply());
        }
        if !path.is_ascii() && !parameters.smtp_utf8 {
            return Some(beyond_ascii(true));
        }
        let too_soon =
            |offer: DeliverByOffer| parameters.deliver_by.is_some_and(|by| !offer.takes(&by));
        if config.deliver_by.is_some_and(too_soon) {
            // RFC 2852, 4: "a 555 SMTP response if the condition is permanent".
            return Some(reply!(
                555,
                5,
                4,
                "there is less time than this server needs"
            ));
        }
        let too_long =
            |offer: FutureReleaseOffer| parameters.hold.is_some_and(|hold| !offer.takes(&hold));
        config.future_release.is_some_and(too_long).then(|| {
            let keyword = hold_keyword(parameters);
            CommandError::ParameterValue(keyword).reply()
        })
    }

    /// The first parameter that was never offered.
    fn not_offered(&self, given: &MailParameters) -> Option<&'static str> {
        let config = &self.config;
        let body = match given.body {
            None | Some(Body::SevenBit) => true,
            Some(Body::EightBitMime) => config.eight_bit_mime,
            Some(Body::BinaryMime) => self.takes_binary(),
        };
        let parameters = [
            (body, "BODY"),
            (self.takes_utf8() || !given.smtp_utf8, "SMTPUTF8"),
            (config.dsn || given.ret.is_none(), "RET"),
            (config.dsn || given.envelope_id.is_none(), "ENVID"),
            (
                config.require_tls && self.tls.is_some() || !given.require_tls,
                "REQUIRETLS",
            ),
            (
                config.deliver_by.is_some() || given.deliver_by.is_none(),
                "BY",
            ),
            (
                config.future_release.is_some() || given.hold.is_none(),
                hold_keyword(given),
            ),
            (
                config.mt_priority || given.priority.is_none(),
                "MT-PRIORITY",
            ),
        ];
        let refused = parameters.into_iter().find(|(fine, _)| !fine);
        refused.map(|(_, keyword)| keyword)
    }

    /// Why a recipient cannot be named so, whatever the application thinks of it.
    pub(super) fn rcpt_beyond_offer(
        &self,
        envelope: Envelope,
        path: &ForwardPath,
        parameters: &RcptParameters,
    ) -> Option<Reply> {
        let RcptParameters {
            notify,
            original,
            valid_since,
        } = parameters;
        let (dsn, rrvs) = (self.config.dsn, self.config.rrvs);
        let words = [
            (dsn || notify.is_none(), "NOTIFY"),
            (dsn || original.is_none(), "ORCPT"),
            (rrvs || valid_since.is_none(), "RRVS"),
        ];
        if let Some((_, keyword)) = words.into_iter().find(|(fine, _)| !fine) {
            return Some(CommandError::Parameter(keyword.into()).reply());
        }
        let beyond = !path.is_ascii() && !envelope.smtp_utf8;
        beyond.then(|| beyond_ascii(false))
    }
}

const fn hold_keyword(parameters: &MailParameters) -> &'static str {
    match parameters.hold {
        Some(Hold::Until(_)) => "HOLDUNTIL",
        Some(Hold::For(_)) | None => "HOLDFOR",
    }
}

/// The mechanisms behind AUTH (RFC 4954, 3).
fn auth(config: &Config) -> String {
    let names = config.mechanisms.iter();
    names.fold("AUTH".into(), |line, mechanism| {
        line + " " + mechanism.name()
    })
}

// rcptmax-value = %x31-39 0*5DIGIT
fn limits(config: &Config) -> Option<String> {
    let most = config.max_recipients;
    let told = config.limits && (1..=999_999).contains(&most);
    told.then(|| format!("LIMITS RCPTMAX={most}"))
}

/// Without a number it says nothing about the largest mail, which is less wrong than `SIZE 0`: that
/// means any size (RFC 1870, 4).
fn size(max: u64) -> String {
    match max {
        0 => "SIZE".into(),
        max => format!("SIZE {max}"),
    }
}
