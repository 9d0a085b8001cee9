//! `wsmtp-gateway token`: a token to try a gateway with, or a key to begin with.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use wsmtp_gateway::{
    check,
    config::MailRulesConfig,
    token::{KeyKind, NewKey, SigningKey, Wish},
};

#[derive(Args)]
pub(crate) struct Arguments {
    /// For whom it is: the claim `sub`
    #[arg(long, required_unless_present = "new_key")]
    subject: Option<String>,
    /// How long it is valid: a number with s, m, h or d
    #[arg(long = "for", value_name = "TIME", default_value = "1h", value_parser = lifetime)]
    lifetime: Duration,
    /// An upstream that it is good for, `*` for servers that pages choose; may be repeated
    #[arg(long = "upstream", value_name = "NAME")]
    upstreams: Vec<String>,
    /// An address, or `@` and a domain, that mails may come from; may be repeated
    #[arg(long = "sender", value_name = "ADDRESS")]
    senders: Vec<String>,
    /// Recipients of one mail
    #[arg(long)]
    recipients: Option<u32>,
    /// Mails in one session
    #[arg(long)]
    mails: Option<u32>,
    /// Mails within an hour
    #[arg(long)]
    mails_per_hour: Option<u32>,
    /// Bytes of one mail
    #[arg(long)]
    size: Option<u64>,
    /// The key that signs it; the first that can, where this is absent
    #[arg(long, value_name = "KID")]
    key: Option<String>,
    /// The file of a private key, where the gateway has its public half only
    #[arg(long, value_name = "FILE")]
    private_key: Option<PathBuf>,
    /// Make a key instead of a token
    #[arg(long, value_name = "KIND")]
    new_key: Option<Kind>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// A secret that signs and verifies
    Hs256,
    /// A private half that signs and a public one that verifies
    Ed25519,
}

pub(crate) fn run(file: &Path, arguments: Arguments) -> anyhow::Result<()> {
    match arguments.new_key {
        Some(kind) => new_key(kind, arguments.key.as_deref()),
        None => new_token(file, arguments),
    }
}

fn new_token(file: &Path, arguments: Arguments) -> anyhow::Result<()> {
    let config = check::read(file)?;
    let tokens = config.tokens.with_context(|| {
        format!(
            "{} has no table [tokens], so no token is asked for",
            file.display()
        )
    })?;
    let keys = arguments.private_key.as_ref().unwrap_or(&tokens.keys);
    let key = SigningKey::read(keys, arguments.key.as_deref())
        .with_context(|| format!("cannot sign by {}", keys.display()))?;
    let wish = Wish {
        subject: arguments.subject.unwrap_or_default(),
        audience: tokens.audience,
        lifetime: arguments.lifetime,
        upstreams: some(arguments.upstreams),
        rules: MailRulesConfig {
            senders: some(arguments.senders),
            recipients: arguments.recipients,
            mails: arguments.mails,
            mails_per_hour: arguments.mails_per_hour,
            size: arguments.size,
        },
    };
    let token = key.sign(&wish, SystemTime::now())?;
    Ok(writeln!(io::stdout(), "{token}")?)
}

/// Prints what is to be kept on stdout, and what it is for beside it.
fn new_key(kind: Kind, id: Option<&str>) -> anyhow::Result<()> {
    let kind = match kind {
        Kind::Hs256 => KeyKind::Hs256,
        Kind::Ed25519 => KeyKind::Ed25519,
    };
    let key = NewKey::make(kind, id)?;
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    match key.public {
        None => {
            writeln!(
                stderr,
                "the secret, for the gateway's keys and for what makes tokens:"
            )?;
            writeln!(stdout, "{}", key.signing)?;
        }
        Some(public) => {
            writeln!(stderr, "the private half, for what makes tokens:")?;
            writeln!(stdout, "{}", key.signing)?;
            writeln!(stderr, "the public half, for the gateway's keys:")?;
            writeln!(stdout, "{public}")?;
        }
    }
    Ok(())
}

/// A list that limits, where anything is in it.
fn some(list: Vec<String>) -> Option<Vec<String>> {
    (!list.is_empty()).then_some(list)
}

fn lifetime(text: &str) -> Result<Duration, String> {
    const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];
    let parsed = UNITS.iter().find_map(|(unit, seconds)| {
        let count: u64 = text.strip_suffix(*unit)?.parse().ok()?;
        count.checked_mul(*seconds)
    });
    parsed
        .filter(|seconds| *seconds > 0)
        .map(Duration::from_secs)
        .ok_or_else(|| "write a number and s, m, h or d, such as 30m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        for (text, seconds) in [("90s", 90), ("30m", 1800), ("1h", 3600), ("7d", 604_800)] {
            assert_eq!(lifetime(text), Ok(Duration::from_secs(seconds)));
        }
        for text in ["", "1", "h", "0s", "-1h", "1w", "99999999999999999999d"] {
            assert!(lifetime(text).is_err(), "{text}");
        }
    }
}
