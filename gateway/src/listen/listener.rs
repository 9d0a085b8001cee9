//! A place where connections come in: an address, or a Unix socket.

use std::{
    fmt, fs, io,
    os::unix::{
        fs::{FileTypeExt, MetadataExt, PermissionsExt},
        net::UnixStream,
    },
    path::{Path, PathBuf},
};

use tokio::net::{TcpListener, UnixListener, UnixSocket};
use tokio_util::either::Either;

use crate::{client::Client, config::Listen, socket::Socket};

/// Connections that the system holds until they are accepted: what tokio takes for TCP.
const BACKLOG: u32 = 1024;

/// Who may connect to a Unix socket: its owner and its group, such as a web server's.
const MODE: u32 = 0o660;

/// A listener that has its address or its socket file. The file goes when the listener does.
#[derive(Debug)]
pub struct Listener(Kind);

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener),
    Unix(UnixListener, SocketFile),
}

impl Listener {
    /// Listens. A socket file that a dead process has left is replaced.
    ///
    /// # Errors
    /// The system's, and that of a path where somebody listens or where another kind of file is.
    pub async fn bind(listen: &Listen) -> io::Result<Self> {
        match listen {
            Listen::Tcp(address) => TcpListener::bind(address).await.map(Self::from),
            Listen::Unix(path) => {
                let (listener, file) = SocketFile::listen(path)?;
                Ok(Self(Kind::Unix(listener, file)))
            }
        }
    }

    /// Where it listens now: with the port that the system chose, where it was to choose.
    pub fn place(&self) -> io::Result<Listen> {
        match &self.0 {
            Kind::Tcp(listener) => listener.local_addr().map(Listen::Tcp),
            Kind::Unix(_, file) => Ok(Listen::Unix(file.path.clone())),
        }
    }

    /// The next connection; cancelling loses none.
    pub(crate) async fn accept(&self) -> io::Result<(Socket, Client)> {
        match &self.0 {
            Kind::Tcp(listener) => {
                let (stream, address) = listener.accept().await?;
                // Without this an ack could wait for the page's next packet. A socket that cannot
                // be told so is as good as closed, and the next read says so.
                let _ = stream.set_nodelay(true);
                Ok((Either::Left(stream), address.into()))
            }
            Kind::Unix(listener, _) => {
                let (stream, _) = listener.accept().await?;
                Ok((Either::Right(stream), Client::Unix))
            }
        }
    }
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Self(Kind::Tcp(listener))
    }
}

/// The name of a Unix socket in the file system.
#[derive(Debug)]
struct SocketFile {
    path: PathBuf,
    /// Device and inode: whether the file is still ours.
    identity: (u64, u64),
}

impl SocketFile {
    fn listen(path: &Path) -> io::Result<(UnixListener, Self)> {
        clear(path)?;
        let socket = UnixSocket::new_stream()?;
        socket.bind(path)?;
        let file = Self {
            path: path.to_owned(),
            identity: identity(path)?,
        };
        // Nobody can connect before `listen`, so nobody slips through the mode of the umask.
        fs::set_permissions(path, fs::Permissions::from_mode(MODE))?;
        Ok((socket.listen(BACKLOG)?, file))
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // A successor may have put its own there. Who cannot remove it leaves a stale one, which
        // the next start replaces.
        if identity(&self.path).is_ok_and(|now| now == self.identity) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes what a process that died has left at `path`.
fn clear(path: &Path) -> io::Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !metadata.file_type().is_socket() {
        let reason = "there is a file that is no socket; choose another path";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
        Err(error) => Err(error),
        Ok(_) => {
            let reason = "another process listens there";
            Err(io::Error::new(io::ErrorKind::AddrInUse, reason))
        }
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = fs::symlink_metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place() {
            Ok(place) => place.fmt(f),
            Err(_) => f.write_str("nowhere"),
        }
    }
}
