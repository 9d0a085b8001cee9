//! Where the gateway listens: Unix sockets, threads, and TLS of its own.

mod tls;

use std::{
    fs,
    os::unix::fs::{FileTypeExt as _, PermissionsExt as _},
    path::PathBuf,
};

use tempfile::TempDir;
use tokio::net::UnixStream;
use wsmtp_gateway::{Listener, config::Listen};
use wsmtp_tunnel::Security;

use crate::support::{
    logs,
    mailserver::patient,
    page::Page,
    patiently,
    process::{self, Process},
    stage::{Stage, config},
};

/// A place for a socket file, and the configuration that names it.
fn unix(folder: &TempDir) -> (PathBuf, Listen) {
    let path = folder.path().join("gateway.sock");
    (path.clone(), Listen::Unix(path))
}

#[tokio::test]
async fn the_program_has_a_thread_for_each_processor_to_serve_on() {
    let configuration = process::clear(patient().await);
    let gateway = Process::start(process::gateway(), &configuration).await;
    let processors = std::thread::available_parallelism().unwrap().get();
    let serving = || {
        gateway
            .threads()
            .into_iter()
            .filter(|name| name == "sessions")
    };
    // A thread has its name a moment after it has begun.
    patiently("the threads", async {
        while serving().count() < processors {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(serving().count(), processors);
}

#[tokio::test]
async fn a_unix_socket_is_there_for_its_group_while_the_gateway_is() {
    let folder = tempfile::tempdir().unwrap();
    let (path, listen) = unix(&folder);
    let mut config = config(patient().await, Security::None);
    config.listen = listen;
    let stage = Stage::new(config).await;
    let metadata = fs::metadata(&path).unwrap();
    assert!(metadata.file_type().is_socket());
    assert_eq!(metadata.permissions().mode() & 0o777, 0o660);
    let page = Page::opened_over(UnixStream::connect(&path).await.unwrap()).await;
    assert!(logs::text().contains("client=unix"));
    page.leave().await;
    stage.stopped().await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_that_a_dead_process_has_left_is_replaced_and_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, listen) = unix(&folder);
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left behind");
    let alive = Listener::bind(&listen).await.unwrap();
    let error = Listener::bind(&listen).await.unwrap_err();
    assert_eq!(error.to_string(), "another process listens there");
    drop(alive);
    fs::write(&path, "a mail").unwrap();
    let error = Listener::bind(&listen).await.unwrap_err();
    assert!(error.to_string().contains("no socket"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "a mail");
}

#[tokio::test]
async fn the_socket_of_a_successor_is_not_removed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, listen) = unix(&folder);
    let old = Listener::bind(&listen).await.unwrap();
    fs::remove_file(&path).unwrap();
    let new = Listener::bind(&listen).await.unwrap();
    drop(old);
    assert!(path.exists());
    drop(new);
    assert!(!path.exists());
}
