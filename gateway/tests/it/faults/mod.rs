//! What goes wrong: servers that die, pages that die, both that fall silent, and frames that are
//! none. Each fault befalls the same gateway process; after each, all is as it was before, and the
//! next mail goes through.
//!
//! A fault is a name and what a page and a server do, up to the error that the page is told.

mod clock;
mod crashes;
mod frames;
mod memory;
mod pages;
mod resolver;
mod servers;
mod silence;
mod tls;

use std::{future::Future, net::SocketAddr, pin::Pin, rc::Rc, sync::Arc, time::Duration};

use futures_util::future::join_all;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle, time::sleep};

use crate::support::{
    authority::Authority,
    http::get,
    mail::{GREETING, MAIL, TO_CONTENT},
    mailserver::{Line, nobody},
    page::Page,
    patiently,
    process::{Process, gateway},
    sink::Sink,
    stage::NAME,
    tokens::{AUDIENCE, Site},
};

type Befalls = dyn for<'a> Fn(&'a Ground) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

struct Fault {
    name: String,
    befalls: Box<Befalls>,
}

fn fault(name: impl Into<String>, befalls: impl AsyncFn(&Ground) + 'static) -> Fault {
    let befalls = Rc::new(befalls);
    Fault {
        name: name.into(),
        befalls: Box::new(move |ground| {
            let befalls = Rc::clone(&befalls);
            Box::pin(async move { befalls(ground).await })
        }),
    }
}

/// A gateway process with a good mail server behind it, and one that does what a fault has it do.
struct Ground {
    gateway: Process,
    sink: Sink,
    faulty: Arc<TcpListener>,
    authority: Authority,
    site: Site,
    admin: SocketAddr,
    /// File descriptors of the gateway while nobody is connected.
    descriptors: usize,
    _folder: TempDir,
}

impl Ground {
    async fn new(limits: &str) -> Self {
        let (sink, authority, site) = (Sink::new().await, Authority::new(), Site::new());
        let faulty = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = faulty.local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let ca = folder.path().join("ca.pem");
        std::fs::write(&ca, &authority.pem).unwrap();
        let trusted = format!("ca = {ca:?}\n");
        let guarded = upstream("guarded", port, "none");
        let configuration = [
            format!(
                "[tokens]\nkeys = {:?}\naudience = \"{AUDIENCE}\"\n",
                site.file()
            ),
            guarded.replace("tokens = \"none\"", "tokens = \"required\""),
            upstream("mail", sink.port, "none"),
            upstream("faulty", port, "none"),
            upstream("trusted", port, "implicit") + &trusted,
            upstream("untrusted", port, "implicit"),
            upstream("nobody", nobody(), "none"),
            format!("[admin]\nlisten = \"127.0.0.1:0\"\n[limits]\n{limits}"),
        ]
        .concat();
        let gateway = Process::start(gateway(), &configuration).await;
        Self {
            admin: gateway.admin().await,
            descriptors: gateway.descriptors(),
            gateway,
            sink,
            faulty: Arc::new(faulty),
            authority,
            site,
            _folder: folder,
        }
    }

    /// Has the faulty server do this on its next connection; the task's value is the script's.
    fn server<F, T>(&self, script: impl FnOnce(Line) -> F + Send + 'static) -> JoinHandle<T>
    where
        F: Future<Output = T> + Send,
        T: Send + 'static,
    {
        let faulty = Arc::clone(&self.faulty);
        tokio::spawn(async move {
            let (stream, _) = faulty.accept().await.unwrap();
            script(Line(stream)).await
        })
    }

    async fn page(&self) -> Page {
        Page::connect(self.gateway.address, "/tunnel", Some("wsmtp.v1")).await
    }

    /// A page that has asked for this upstream.
    async fn opening(&self, upstream: &str) -> Page {
        let mut page = self.page().await;
        page.open(upstream).await;
        page
    }

    /// A page that the faulty server has greeted.
    async fn greeted(&self) -> Page {
        let mut page = self.opening("faulty").await;
        page.opened().await;
        page.hear(GREETING).await;
        page
    }

    async fn holds(&mut self, faults: &[Fault]) {
        self.is_well("nothing").await;
        for fault in faults {
            patiently(&fault.name, (fault.befalls)(self)).await;
            self.is_well(&fault.name).await;
        }
    }

    /// The same for faults that take seconds: at the same time, each with a gateway of its own.
    async fn apart(limits: &str, faults: Vec<Fault>) {
        let held = faults.into_iter().map(async |fault| {
            let mut ground = Self::new(limits).await;
            ground.holds(std::slice::from_ref(&fault)).await;
        });
        join_all(held).await;
    }

    /// The next mail goes through, and the gateway holds no more than before.
    async fn is_well(&mut self, after: &str) {
        let mut page = self.opening("mail").await;
        page.opened().await;
        page.reply(220).await;
        for (command, reply) in &MAIL[..TO_CONTENT] {
            page.ask(command, reply.split(' ').next().unwrap().parse().unwrap())
                .await;
        }
        let content = format!("Subject: all is well after {after}\r\n\r\nIt is.\r\n.\r\n");
        page.ask(&content, 250).await;
        assert_eq!(self.sink.mail().await, content);
        page.leave().await;
        let what = format!("the sessions and file descriptors of {after} to be given back");
        let given_back = async {
            while self.gateway.descriptors() > self.descriptors || self.has_sessions().await {
                sleep(Duration::from_millis(2)).await;
            }
        };
        patiently(&what, given_back).await;
    }

    async fn has_sessions(&self) -> bool {
        let metrics = get(self.admin, "/metrics").await.body;
        let mut sessions = metrics.lines().filter_map(|line| {
            let (_, count) = line.strip_prefix("wsmtp_sessions{")?.split_once("} ")?;
            Some(count)
        });
        let first = sessions.next().expect("a gauge of sessions");
        first != "0" || sessions.any(|count| count != "0")
    }
}

fn upstream(name: &str, port: u16, tls: &str) -> String {
    let name_of_certificate = match tls {
        "none" => String::new(),
        _ => format!("server_name = \"{NAME}\"\n"),
    };
    format!(
        "[upstream.{name}]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"{tls}\"\ntokens = \"none\"\n\
         {name_of_certificate}"
    )
}
