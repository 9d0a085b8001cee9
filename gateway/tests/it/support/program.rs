//! Other people's programs, which `cargo xtask setup` has unpacked.

use std::{
    env::consts::ARCH,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use tokio::net::TcpStream;

use super::patiently;

/// What is `/usr` for them.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop/servers/deploy/usr")
}

/// The program at this path below `/usr`, with the libraries that came with it. It ends with the
/// thread that starts it, even where that is killed.
pub(crate) fn program(path: &str) -> Command {
    let root = root();
    let file = root.join(path);
    assert!(
        file.exists(),
        "{path} is needed: run `cargo xtask setup`, which says how"
    );
    let libraries = root.join(format!("lib/{ARCH}-linux-gnu"));
    let loader = fs::read_dir(&libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.file_name()
                .unwrap()
                .as_encoded_bytes()
                .starts_with(b"ld-linux")
        })
        .unwrap();
    let libraries = libraries.display();
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL"])
        .arg(loader)
        .args([
            "--library-path",
            &format!("{libraries}:{libraries}/systemd"),
        ])
        .arg(file);
    command
}

/// An address at which nobody else listens: the process has a loopback address to itself.
pub(crate) fn address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(2500);
    let [_, a, b, c] = std::process::id().to_be_bytes();
    let port = NEXT.fetch_add(1, Ordering::Relaxed);
    (Ipv4Addr::new(127, a, b, c), port).into()
}

/// A running server. It ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts `command` and waits until it listens; what it prints goes into a file in `folder`.
    pub(crate) async fn start(mut command: Command, folder: &Path, address: SocketAddr) -> Self {
        let log = folder.join("log");
        let prints = File::create(&log).unwrap();
        let child = command
            .stdout(prints.try_clone().unwrap())
            .stderr(prints)
            .spawn()
            .unwrap();
        let mut server = Self { child, log };
        patiently("a server to listen", async {
            while TcpStream::connect(address).await.is_err() {
                let status = server.child.try_wait().unwrap();
                assert!(status.is_none(), "it ended: {}", server.log());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        server
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
