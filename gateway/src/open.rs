//! The first message of a page: where to, and what admits it there.

use std::{sync::Arc, time::SystemTime};

use tokio::time::timeout;
use wsmtp_tunnel::{ErrorCode, Open, Token};

use crate::{
    Limits,
    config::TokenRule,
    failure::{Failure, Stop},
    judge::Upstream,
    page::{Page, Said},
    rules::Rules,
    token::Grant,
};

/// Where a page may go, and what its token grants it there. The token itself is not kept.
pub(crate) struct Admitted {
    pub(crate) upstream: Arc<Upstream>,
    pub(crate) grant: Option<Grant>,
}

/// Waits for the page to say where to.
pub(crate) async fn open(page: &mut Page, limits: &Limits) -> Result<Open, Stop> {
    match timeout(limits.open, page.reader.next()).await {
        Ok(Ok(Said::Open(open))) => Ok(open),
        Ok(Ok(Said::Bytes | Said::StartTls | Said::Eof)) => Err(Failure::bad_message(
            "the first message must be open; send it before all else",
        )
        .into()),
        Ok(Err(stop)) => Err(stop),
        Err(_) => {
            let message = format!(
                "the page sent no open within {} seconds; send it at once",
                limits.open.as_secs()
            );
            Err(Failure::new(ErrorCode::OpenTimeout, message).into())
        }
    }
}

/// The server that a page may reach, and what its token grants it there. Where no token is asked for,
/// none is looked at: a page may have one for other upstreams, and needs none here.
pub(crate) fn admit(rules: &Rules, wanted: &Open, now: SystemTime) -> Result<Admitted, Failure> {
    if rules.policy.tokens(&wanted.target) == TokenRule::None {
        return Ok(Admitted {
            upstream: rules.policy.admit(&wanted.target)?,
            grant: None,
        });
    }
    // First: only who is admitted is told where pages may go.
    let grant = granted(rules, wanted.token.as_ref(), now)?;
    let upstream = rules.policy.admit(&wanted.target)?;
    if !grant.permits(&upstream.name) {
        let message = "the token does not permit this upstream; open one that its claim `upstreams` lists, or have it made for this one";
        return Err(Failure::new(ErrorCode::UpstreamForbidden, message));
    }
    Ok(Admitted {
        upstream,
        grant: Some(grant),
    })
}

fn granted(rules: &Rules, token: Option<&Token>, now: SystemTime) -> Result<Grant, Failure> {
    let Some(token) = token else {
        let message = "this upstream asks for a token and the page sent none; get one from the site's own server and hand it over when connecting";
        return Err(Failure::new(ErrorCode::TokenMissing, message));
    };
    let Some(tokens) = &rules.tokens else {
        let message = "this upstream asks for a token, but the gateway has no keys to verify one; its operator must name them in [tokens]";
        return Err(Failure::new(ErrorCode::TokenRefused, message));
    };
    Ok(tokens.judge(token.expose(), now)?)
}
