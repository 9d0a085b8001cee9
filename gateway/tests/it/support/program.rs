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

/// What is `/usr` for those that work around the gateway.
pub(crate) fn root() -> PathBuf {
    unpacked("deploy")
}

fn unpacked(folder: &str) -> PathBuf {
    let servers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop/servers");
    servers.join(folder).join("usr")
}

/// The program at this path below `/usr`, with the libraries that came with it. It ends with the
/// thread that starts it, even where that is killed.
pub(crate) fn program(path: &str) -> Command {
    let file = existing(root().join(path));
    let libraries = libraries(&root());
    let mut command = loaded(&libraries);
    let libraries = libraries.display();
    command
        .args([
            "--library-path",
            &format!("{libraries}:{libraries}/systemd"),
        ])
        .arg(file);
    command
}

/// The same for a program that is still to be named, with this library of a folder before its own.
pub(crate) fn preloaded(folder: &str, library: &str) -> Command {
    let libraries = libraries(&unpacked(folder));
    let mut command = loaded(&libraries);
    command
        .arg("--preload")
        .arg(existing(libraries.join(library)))
        .arg("--library-path")
        .arg(libraries);
    command
}

fn existing(file: PathBuf) -> PathBuf {
    assert!(
        file.exists(),
        "{} is needed: run `cargo xtask setup`, which says how",
        file.display()
    );
    file
}

fn libraries(root: &Path) -> PathBuf {
    existing(root.join(format!("lib/{ARCH}-linux-gnu")))
}

/// The loader among these libraries, which is to be told what to start.
fn loaded(libraries: &Path) -> Command {
    let loader = fs::read_dir(libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.file_name()
                .unwrap()
                .as_encoded_bytes()
                .starts_with(b"ld-linux")
        })
        .unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]).arg(loader);
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
