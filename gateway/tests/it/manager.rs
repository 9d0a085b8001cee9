//! What a service manager is told, over the socket that systemd would have made.

use tempfile::TempDir;
use tokio::net::UnixDatagram;

use crate::support::{
    mailserver::patient,
    page::Page,
    patiently,
    process::{self, Process},
};

struct Manager {
    folder: TempDir,
    socket: UnixDatagram,
}

impl Manager {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        Self { folder, socket }
    }

    async fn start(&self, environment: &[(&str, &str)]) -> Process {
        let mut command = process::gateway();
        command.env("NOTIFY_SOCKET", self.folder.path().join("notify"));
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
async fn without_one_nothing_is_missing() {
    let manager = Manager::new();
    let mut command = process::gateway();
    command.env("NOTIFY_SOCKET", manager.folder.path().join("nobody"));
    let mut gateway = Process::start(command, &process::clear(patient().await)).await;
    gateway.logged("the service manager cannot be told").await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
}
