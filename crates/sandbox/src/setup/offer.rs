use alloc::string::ToString;
use core::{fmt, str::FromStr};

use wsmtp_proto::{
    server::Config,
    types::{DeliverByOffer, FutureReleaseOffer, Mechanism},
};

use super::{Problem, number};

/// One item of `offer`, beyond or below what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// `dsn`: it is offered; `-dsn`: it is not, and where it is an extension its parameters are refused.
    Extension(Extension, bool),
    /// `size=1000`: the largest mail in octets, at most [`MAX_SIZE`](Self::MAX_SIZE).
    Size(u64),
    /// `recipients=3`: the most recipients of one mail, at most [`MAX_RECIPIENTS`](Self::MAX_RECIPIENTS).
    Recipients(usize),
    /// `auth=clear`: AUTH is offered without TLS, for teaching.
    AuthInClear,
    /// `auth=plain`: the only mechanism.
    AuthPlain,
    /// `auth=login`: the only mechanism.
    AuthLogin,
}

macro_rules! extensions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// What can be offered or not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Extension { $($(#[$doc])* $variant,)* }

        impl Extension {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The keyword in lower case: the word in a setup.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

extensions! {
    /// RFC 2920. Commands may come together in any case.
    Pipelining = "pipelining";
    /// RFC 6152.
    EightBitMime = "8bitmime";
    /// RFC 3030.
    Chunking = "chunking";
    /// RFC 3030; needs `chunking`.
    BinaryMime = "binarymime";
    /// RFC 6531; needs `8bitmime`.
    SmtpUtf8 = "smtputf8";
    /// RFC 2034. Where it is not offered, no reply has such a code, those of the setup neither.
    EnhancedStatusCodes = "enhancedstatuscodes";
    /// RFC 9422.
    Limits = "limits";
    /// RFC 3461.
    Dsn = "dsn";
    /// RFC 8689; inside TLS alone.
    RequireTls = "requiretls";
    /// RFC 2852.
    DeliverBy = "deliverby";
    /// RFC 4865.
    FutureRelease = "futurerelease";
    /// RFC 6710.
    MtPriority = "mt-priority";
    /// RFC 7293.
    Rrvs = "rrvs";
    /// VRFY and EXPN tell something.
    Vrfy = "vrfy";
}

impl Extension {
    fn apply(self, config: &mut Config, offered: bool) {
        match self {
            Self::Pipelining => config.pipelining = offered,
            Self::EightBitMime => config.eight_bit_mime = offered,
            Self::Chunking => config.chunking = offered,
            Self::BinaryMime => config.binary_mime = offered,
            Self::SmtpUtf8 => config.smtp_utf8 = offered,
            Self::EnhancedStatusCodes => config.enhanced_status_codes = offered,
            Self::Limits => config.limits = offered,
            Self::Dsn => config.dsn = offered,
            Self::RequireTls => config.require_tls = offered,
            Self::DeliverBy => config.deliver_by = offered.then_some(Offer::DELIVER_BY),
            Self::FutureRelease => config.future_release = offered.then_some(Offer::HOLD),
            Self::MtPriority => config.mt_priority = offered,
            Self::Rrvs => config.rrvs = offered,
            Self::Vrfy => config.verify = offered,
        }
    }
}

impl Offer {
    /// As much as is taken without a setup: a setup fills no machine.
    pub const MAX_SIZE: u64 = Config::DEFAULT_MAX_SIZE;
    /// The same of recipients.
    pub const MAX_RECIPIENTS: usize = Config::DEFAULT_MAX_RECIPIENTS;
    /// No shortest time.
    const DELIVER_BY: DeliverByOffer = DeliverByOffer { min_seconds: None };
    /// A week.
    const HOLD: FutureReleaseOffer = FutureReleaseOffer {
        max_seconds: Some(7 * 24 * 60 * 60),
        max_until: None,
    };

    pub(super) fn apply(self, config: &mut Config) {
        match self {
            Self::Extension(extension, offered) => extension.apply(config, offered),
            Self::Size(size) => config.max_size = size,
            Self::Recipients(most) => config.max_recipients = most,
            Self::AuthInClear => config.cleartext_auth = true,
            Self::AuthPlain => config.mechanisms = &[Mechanism::Plain],
            Self::AuthLogin => config.mechanisms = &[Mechanism::Login],
        }
    }
}

impl FromStr for Offer {
    type Err = Problem;

    fn from_str(item: &str) -> Result<Self, Problem> {
        let unknown = || Problem::Offer(item.to_string());
        match item.split_once('=') {
            Some(("size", size)) => {
                let size = number(size).filter(|size| *size <= Self::MAX_SIZE);
                size.map(Self::Size).ok_or(Problem::Size)
            }
            Some(("recipients", most)) => {
                let most = number(most).and_then(|most| usize::try_from(most).ok());
                let most = most.filter(|most| (1..=Self::MAX_RECIPIENTS).contains(most));
                most.map(Self::Recipients).ok_or(Problem::Recipients)
            }
            Some(("auth", "clear")) => Ok(Self::AuthInClear),
            Some(("auth", "plain")) => Ok(Self::AuthPlain),
            Some(("auth", "login")) => Ok(Self::AuthLogin),
            Some(_) => Err(unknown()),
            None => {
                let (name, offered) = match item.strip_prefix('-') {
                    Some(name) => (name, false),
                    None => (item, true),
                };
                let mut all = Extension::ALL.iter();
                let found = all.find(|one| one.name() == name);
                found
                    .map(|one| Self::Extension(*one, offered))
                    .ok_or_else(unknown)
            }
        }
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension(one, true) => f.write_str(one.name()),
            Self::Extension(one, false) => write!(f, "-{}", one.name()),
            Self::Size(size) => write!(f, "size={size}"),
            Self::Recipients(most) => write!(f, "recipients={most}"),
            Self::AuthInClear => f.write_str("auth=clear"),
            Self::AuthPlain => f.write_str("auth=plain"),
            Self::AuthLogin => f.write_str("auth=login"),
        }
    }
}
