//! Resolvers that answer what a test has them say, so that nobody beyond this machine is asked.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use futures_util::future::{BoxFuture, pending, ready};
use wsmtp_gateway::Resolve;

type Answer<'a> = BoxFuture<'a, io::Result<Vec<SocketAddr>>>;

/// Gives these answers, one after the other, and the last for ever.
pub(crate) struct Script {
    answers: Vec<Vec<IpAddr>>,
    pub(crate) asked: AtomicUsize,
    pub(crate) last_host: Mutex<String>,
}

impl Script {
    pub(crate) fn new(answers: &[&[&str]]) -> Arc<Self> {
        let read = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self {
            answers: answers.iter().map(read).collect(),
            asked: AtomicUsize::new(0),
            last_host: Mutex::default(),
        })
    }
}

impl Resolve for Script {
    fn resolve(&self, host: String, port: u16) -> Answer<'_> {
        *self.last_host.lock().unwrap() = host;
        let turn = self.asked.fetch_add(1, SeqCst).min(self.answers.len() - 1);
        let answer = self.answers[turn]
            .iter()
            .map(|ip| SocketAddr::new(*ip, port));
        Box::pin(ready(Ok(answer.collect())))
    }
}

/// Takes the question and says nothing.
pub(crate) struct Silent;

impl Resolve for Silent {
    fn resolve(&self, _: String, _: u16) -> Answer<'_> {
        Box::pin(pending())
    }
}

/// What the system's resolver says where no name server answers.
pub(crate) struct Down;

impl Resolve for Down {
    fn resolve(&self, _: String, _: u16) -> Answer<'_> {
        let reason = "failed to lookup address information: Temporary failure in name resolution";
        Box::pin(ready(Err(io::Error::other(reason))))
    }
}

/// Has no room for another question.
pub(crate) struct Busy;

impl Resolve for Busy {
    fn resolve(&self, _: String, _: u16) -> Answer<'_> {
        Box::pin(ready(Err(io::ErrorKind::ResourceBusy.into())))
    }
}

/// As [`Down`] for this many questions; then every name is on this machine.
pub(crate) struct Recovering(pub(crate) AtomicUsize);

impl Resolve for Recovering {
    fn resolve(&self, host: String, port: u16) -> Answer<'_> {
        let left = |left: usize| left.checked_sub(1);
        if self.0.fetch_update(SeqCst, SeqCst, left).is_ok() {
            return Down.resolve(host, port);
        }
        Box::pin(ready(Ok(vec![([127, 0, 0, 1], port).into()])))
    }
}
