//! What a service manager is told, over the socket that systemd would have made.

use std::{
    ffi::OsString,
    os::{linux::net::SocketAddrExt as _, unix::net::SocketAddr},
};

use tempfile::TempDir;
use tokio::net::UnixDatagram;

use crate::support::{
    mailserver::patient,
    page::Page,
    patiently,
    process::{self, Process},
};

struct Manager {
    /// What `NOTIFY_SOCKET` says.
    name: OsString,
    socket: UnixDatagram,
    _folder: TempDir,
}

impl Manager {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("notify").into_os_string();
        let socket = UnixDatagram::bind(&name).unwrap();
        Self {
            name,
            socket,
            _folder: folder,
        }
    }

    /// Its socket is no file.
    fn abstracted() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let address = SocketAddr::from_abstract_name(path).unwrap();
        let socket = std::os::unix::net::UnixDatagram::bind_addr(&address).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self {
            name: format!("@{path}").into(),
            socket: UnixDatagram::from_std(socket).unwrap(),
            _folder: folder,
        }
    }

    async fn start(&self, environment: &[(&str, &str)]) -> Process {
        let mut command = process::gateway();
        command.env("NOTIFY_SOCKET", &self.name);
        command.envs(environment.iter().copied());
        Process::start(command, &process::clear(patient().await)).await
    }

    /// The lines of the next message that is no sign of life.
    async fn told(&self) -> Vec<String> {
        loop {
            let lines = self.hear().await;
            if lines != ["WATCHDOG=1"] {
                return lines;
            }
        }
    }

    async fn hear(&self) -> Vec<String> {
        let mut bytes = vec![0; 4096];
        let count = patiently("the gateway's word", self.socket.recv(&mut bytes))
            .await
            .unwrap();
        let text = std::str::from_utf8(&bytes[..count]).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn it_is_told_of_start_reload_and_end() {
    let manager = Manager::new();
    let mut gateway = manager.start(&[]).await;
    assert_eq!(manager.told().await, ["READY=1", "STATUS=serving"]);

    gateway.signal("-HUP");
    let reloading = manager.told().await;
    assert_eq!(reloading[0], "RELOADING=1");
    let time = reloading[1].strip_prefix("MONOTONIC_USEC=").unwrap();
    assert!(time.parse::<u64>().unwrap() > 0);
    assert_eq!(manager.told().await, ["READY=1", "STATUS=serving"]);

    gateway.configure("sesions = 5\n");
    gateway.signal("-HUP");
    assert_eq!(manager.told().await[0], "RELOADING=1");
    let ready = manager.told().await;
    assert_eq!(ready[0], "READY=1", "it serves on");
    assert!(ready[1].contains("the new one is wrong"), "{ready:?}");

    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.begin_mail().await;
    gateway.signal("-TERM");
    assert_eq!(
        manager.told().await,
        ["STOPPING=1", "STATUS=letting mails finish"]
    );
    page.leave().await;
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn its_socket_need_not_be_a_file() {
    let manager = Manager::abstracted();
    let _gateway = manager.start(&[]).await;
    assert_eq!(manager.told().await, ["READY=1", "STATUS=serving"]);
}

#[tokio::test]
async fn it_hears_that_the_gateway_is_alive_also_while_mails_finish() {
    let manager = Manager::new();
    let mut gateway = manager.start(&[("WATCHDOG_USEC", "20000")]).await;
    while manager.hear().await != ["WATCHDOG=1"] {}
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.begin_mail().await;
    gateway.signal("-TERM");
    assert_eq!(manager.told().await[0], "STOPPING=1");
    // It is not serving again because somebody rotates its logs.
    gateway.signal("-HUP");
    for _ in 0..3 {
        assert_eq!(manager.hear().await, ["WATCHDOG=1"]);
    }
    page.leave().await;
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn one_that_does_not_listen_holds_nobody_up() {
    let manager = Manager::new();
    let mut gateway = manager.start(&[("WATCHDOG_USEC", "2000")]).await;
    gateway.logged("the service manager does not listen").await;

    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.leave().await;
    gateway.signal("-HUP");
    gateway.logged("the configuration was read again").await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn without_one_nothing_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = process::gateway();
    command.env("NOTIFY_SOCKET", folder.path().join("nobody"));
    let mut gateway = Process::start(command, &process::clear(patient().await)).await;
    gateway.logged("the service manager cannot be told").await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
}
