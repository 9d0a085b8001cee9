//! The gateway as its own process, with a configuration file and its logs in another.

use std::{
    fs::DirEntry,
    net::SocketAddr,
    path::Path,
    process::{Child, Command},
    time::Duration,
};

use tempfile::TempDir;

use super::patiently;

pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Process {
    /// Starts `command`, whose last word is the program, on any free port.
    pub(crate) async fn start(command: Command, configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wsmtp.toml");
        write(&file, configuration);
        let child = serve(command, &folder);
        let mut process = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            child,
            folder,
        };
        let line = process.logged("listening address=").await;
        let (_, address) = line.rsplit_once('=').unwrap();
        process.address = address.parse().unwrap();
        process
    }

    /// Changes the configuration, which the gateway reads when it is told.
    pub(crate) fn configure(&self, configuration: &str) {
        write(&self.folder.path().join("wsmtp.toml"), configuration);
    }

    /// Where metrics and health are served.
    pub(crate) async fn admin(&self) -> SocketAddr {
        let line = self.logged("serving metrics and health address=").await;
        let (_, address) = line.rsplit_once('=').unwrap();
        address.trim_matches('"').parse().unwrap()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the same again at the same address, once it has ended.
    pub(crate) async fn restart(&mut self) {
        let file = self.folder.path().join("wsmtp.toml");
        let configuration = std::fs::read_to_string(&file).unwrap();
        let address = format!("listen = \"{}\"", self.address);
        let configuration = configuration.replacen("listen = \"127.0.0.1:0\"", &address, 1);
        std::fs::write(&file, configuration).unwrap();
        self.child = serve(gateway(), &self.folder);
        self.logged("listening address=").await;
    }

    /// How many file descriptors it has open.
    pub(crate) fn descriptors(&self) -> usize {
        let folder = format!("/proc/{}/fd", self.child.id());
        std::fs::read_dir(folder).unwrap().count()
    }

    /// The names of its threads.
    pub(crate) fn threads(&self) -> Vec<String> {
        let folder = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let name = |task: std::io::Result<DirEntry>| {
            std::fs::read_to_string(task.unwrap().path().join("comm")).ok()
        };
        let names = folder.filter_map(name);
        names.map(|name| name.trim_end().to_owned()).collect()
    }

    /// How many bytes of memory are its own.
    pub(crate) fn memory(&self) -> u64 {
        let file = format!("/proc/{}/smaps_rollup", self.child.id());
        let rollup = std::fs::read_to_string(file).unwrap();
        let line = rollup
            .lines()
            .find_map(|line| line.strip_prefix("Pss_Anon:"));
        let kib = line.unwrap().trim().strip_suffix(" kB").unwrap();
        kib.parse::<u64>().unwrap() * 1024
    }

    pub(crate) fn logs(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("logs")).unwrap()
    }

    /// Waits for a whole line with these words.
    pub(crate) async fn logged(&self, words: &str) -> String {
        patiently(words, async {
            loop {
                let logs = self.logs();
                let mut whole = logs
                    .split_inclusive('\n')
                    .filter(|line| line.ends_with('\n'));
                if let Some(line) = whole.find(|line| line.contains(words)) {
                    return line.trim_end().to_owned();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end; whether it was a good one.
    pub(crate) async fn ended(&mut self) -> bool {
        patiently("the process to end", async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status.success();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(file: &Path, configuration: &str) {
    let text = format!("listen = \"127.0.0.1:0\"\n{configuration}");
    std::fs::write(file, text).unwrap();
}

/// Starts with the configuration in this folder, and with new logs there.
fn serve(mut command: Command, folder: &TempDir) -> Child {
    let logs = std::fs::File::create(folder.path().join("logs")).unwrap();
    command
        .args(["serve", "--config"])
        .arg(folder.path().join("wsmtp.toml"))
        .stderr(logs)
        .spawn()
        .unwrap()
}

/// The program itself.
pub(crate) fn gateway() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wsmtp-gateway"))
}

/// The table of an upstream called `mail`, in clear, on this machine.
pub(crate) fn clear(port: u16) -> String {
    format!(
        "[upstream.mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\ntokens = \"none\"\n"
    )
}
