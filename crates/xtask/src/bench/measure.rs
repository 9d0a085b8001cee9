//! What is measured.

use super::security::Security;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    Median,
    Slowest,
    Bulk,
    BulkTime,
    Mails,
    MailTime,
    Memory,
    ReplyTime,
    ReplyKernel,
    BulkKernel,
    MailKernel,
}

/// What the gateway is to reach.
pub(super) enum Target {
    /// As a ratio to websocat's.
    Ratio(f64),
    Absolute(f64),
}

impl Measure {
    pub(super) const ALL: [Self; 7] = [
        Self::Median,
        Self::Slowest,
        Self::Bulk,
        Self::BulkTime,
        Self::Mails,
        Self::MailTime,
        Self::Memory,
    ];

    /// Processor time, and in percent the kernel's part of it.
    pub(super) const SPENT: [(Self, Self); 3] = [
        (Self::ReplyTime, Self::ReplyKernel),
        (Self::BulkTime, Self::BulkKernel),
        (Self::MailTime, Self::MailKernel),
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Median => "reply, p50",
            Self::Slowest => "reply, p99",
            Self::Bulk => "bulk",
            Self::BulkTime => "processor, bulk",
            Self::Mails => "mails",
            Self::MailTime => "processor, mails",
            Self::Memory => "memory",
            Self::ReplyTime => "processor, reply",
            Self::ReplyKernel | Self::BulkKernel | Self::MailKernel => "kernel",
        }
    }

    pub(super) const fn unit(self) -> &'static str {
        match self {
            Self::Median | Self::Slowest => "µs",
            Self::Bulk => "MiB/s",
            Self::BulkTime => "s/GiB",
            Self::Mails => "/s",
            Self::MailTime | Self::ReplyTime => "µs each",
            Self::ReplyKernel | Self::BulkKernel | Self::MailKernel => "%",
            Self::Memory => "KiB a session",
        }
    }

    pub(super) const fn more_is_better(self) -> bool {
        matches!(self, Self::Bulk | Self::Mails)
    }

    pub(super) const fn target(self, security: Security) -> Option<Target> {
        match (self, security) {
            (Self::Median | Self::Slowest | Self::Mails, _) => Some(Target::Ratio(1.0)),
            (Self::Bulk, _) => Some(Target::Ratio(1.5)),
            (Self::BulkTime, _) => Some(Target::Ratio(0.6)),
            (Self::Memory, Security::Clear) => Some(Target::Absolute(12.0)),
            (Self::Memory, Security::Tls) => Some(Target::Absolute(40.0)),
            _ => None,
        }
    }

    /// With as many digits as mean something.
    pub(super) fn show(self, value: f64) -> String {
        let digits = match value {
            ..10.0 => 2,
            10.0..100.0 => 1,
            _ => 0,
        };
        format!("{value:.digits$}")
    }
}
