use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

use crate::types::{ForwardPath, Limits, MailParameters, RcptParameters, ReversePath, ValueError};

/// From whom a mail comes and to whom it goes, and what the server is told about it beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Who is told when it cannot be delivered.
    pub from: ReversePath,
    /// The recipients, at most [`MAX_RECIPIENTS`](Self::MAX_RECIPIENTS).
    pub to: Vec<Addressee>,
    /// What is asked of the server. SIZE is left out where the server does not know it; everything
    /// else that the server does not offer keeps the mail from being sent.
    pub parameters: MailParameters,
}

/// One recipient, and what is asked of the server for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Who.
    pub path: ForwardPath,
    /// Which reports are wanted (RFC 3461).
    pub parameters: RcptParameters,
}

impl Addressee {
    /// With ASCII in lower case, as domains are compared.
    pub(super) fn domain(&self) -> String {
        let domain = self.path.mailbox().domain();
        domain.to_string().to_ascii_lowercase()
    }
}

impl FromStr for Addressee {
    type Err = ValueError;

    /// An address, for which nothing is asked.
    fn from_str(address: &str) -> Result<Self, ValueError> {
        address.parse::<ForwardPath>().map(Self::from)
    }
}

impl From<ForwardPath> for Addressee {
    fn from(path: ForwardPath) -> Self {
        Self {
            path,
            parameters: RcptParameters::default(),
        }
    }
}

impl Envelope {
    /// The most recipients of one mail. Servers must take 100 (RFC 5321 section 4.5.3.1.8) and
    /// large ones take 1000; each answers one by one, and the rest must be remembered.
    pub const MAX_RECIPIENTS: usize = 1000;

    /// A mail of unknown size and 7-bit content, with no wishes.
    #[must_use]
    pub fn new(from: ReversePath, to: Vec<ForwardPath>) -> Self {
        Self {
            from,
            to: to.into_iter().map(Addressee::from).collect(),
            parameters: MailParameters::default(),
        }
    }

    /// The same mail as one envelope or more, each with no more recipients than the server's LIMITS
    /// allow for a mail, and of no more domains than they allow for a session ([RFC 9422 section 4]).
    /// Where domains are limited, each batch may need a session of its own.
    ///
    /// [RFC 9422 section 4]: https://www.rfc-editor.org/rfc/rfc9422#section-4
    #[must_use]
    pub fn batches(self, limits: Limits) -> Vec<Self> {
        let Self {
            from,
            to,
            parameters,
        } = self;
        let most = Self::most_recipients(limits);
        let mut batches: Vec<Batch> = Vec::new();
        let mut places = Places::new(limits.domains.map_or(0, |_| to.len()));
        for addressee in to {
            let mut nowhere = None;
            let domain = limits.domains.map(|_| addressee.domain());
            let place = domain.and_then(|domain| places.of(domain));
            let place = place.unwrap_or(&mut nowhere);
            let takes = |index: &usize, another| {
                let batch = batches.get(*index);
                batch.is_some_and(|batch| {
                    batch.to.len() < most && allows(limits, batch.domains + another)
                })
            };
            let newest = batches.len().checked_sub(1);
            let index = place.filter(|last| takes(last, 0));
            let index = index.or_else(|| newest.filter(|newest| takes(newest, 1)));
            let index = index.unwrap_or(batches.len());
            if index == batches.len() {
                batches.push(Batch::default());
            }
            if let Some(batch) = batches.get_mut(index) {
                batch.domains += usize::from(*place != Some(index));
                batch.to.push(addressee);
            }
            *place = Some(index);
        }
        let envelope = |batch: Batch| Self {
            from: from.clone(),
            to: batch.to,
            parameters: parameters.clone(),
        };
        batches.into_iter().map(envelope).collect()
    }

    pub(super) fn most_recipients(limits: Limits) -> usize {
        let limit = limits
            .recipients
            .and_then(|most| usize::try_from(most).ok());
        limit.map_or(Self::MAX_RECIPIENTS, |most| most.min(Self::MAX_RECIPIENTS))
    }
}

#[derive(Default)]
struct Batch {
    to: Vec<Addressee>,
    /// How many, where they are limited.
    domains: usize,
}

/// For each domain the batch where its recipients went last; none before the first. The rows of a hash table, of which
/// there are as many as there may be domains.
struct Places(Vec<Vec<(String, Option<usize>)>>);

impl Places {
    fn new(domains: usize) -> Self {
        Self((0..domains).map(|_| Vec::new()).collect())
    }

    /// FNV-1a finds the row.
    fn of(&mut self, domain: String) -> Option<&mut Option<usize>> {
        let hash = domain.bytes().fold(0x811c_9dc5_u32, |hash, octet| {
            (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193)
        });
        let row = (hash as usize).checked_rem(self.0.len())?;
        let row = self.0.get_mut(row)?;
        let known = row.iter().position(|(known, _)| *known == domain);
        let at = known.unwrap_or(row.len());
        if known.is_none() {
            row.push((domain, None));
        }
        row.get_mut(at).map(|(_, place)| place)
    }
}

/// Some domains, each once, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Domains(Vec<String>);

impl Domains {
    /// Where it stands, or would stand.
    fn place(&self, domain: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|known| known.as_str().cmp(domain))
    }

    pub(super) fn add(&mut self, domain: String) {
        if let Err(at) = self.place(&domain) {
            self.0.insert(at, domain);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Whether recipients of so many domains are no more than RCPTDOMAINMAX.
pub(super) fn allows(limits: Limits, domains: usize) -> bool {
    let most = limits.domains.and_then(|most| usize::try_from(most).ok());
    most.is_none_or(|most| domains <= most)
}
