use std::{fs, path::Path};

use rcgen::generate_simple_self_signed;
use tempfile::TempDir;

use super::*;

/// A folder with a pair in it, and an identity of that.
fn begin() -> (TempDir, Identity) {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = pair();
    write(&folder, "certificate.pem", &certificate);
    write(&folder, "key.pem", &key);
    let files = ListenerTls {
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
    };
    let identity = Identity::new(&files).unwrap();
    (folder, identity)
}

/// A new certificate with its key.
fn pair() -> (String, String) {
    let made = generate_simple_self_signed(["gateway.example".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

/// Puts a file in the place of another of the same length, with the same time of its content.
fn replace_unnoticed(file: &Path, text: &str) {
    let before = fs::metadata(file).unwrap();
    let new = file.with_extension("new");
    fs::write(&new, text).unwrap();
    let opened = fs::File::options().write(true).open(&new).unwrap();
    opened.set_modified(before.modified().unwrap()).unwrap();
    assert_eq!(opened.metadata().unwrap().len(), before.len());
    fs::rename(&new, file).unwrap();
}

fn shown(identity: &Identity) -> Vec<u8> {
    identity.shown.now().key.cert.first().unwrap().to_vec()
}

#[test]
fn files_that_stay_as_they_are_are_left_alone() {
    let (_folder, identity) = begin();
    assert!(identity.read_again().is_none());
}

#[test]
fn what_cannot_be_used_is_told_once_and_tried_until_it_can() {
    let (folder, identity) = begin();
    let before = shown(&identity);
    let (certificate, key) = pair();
    write(&folder, "certificate.pem", &certificate);
    write(&folder, "key.pem", &key.replace("BEGIN", "BEGAN"));
    assert!(identity.read_again().unwrap().is_err());
    assert!(identity.read_again().is_none());
    assert!(identity.read_again().is_none());
    assert_eq!(shown(&identity), before);

    replace_unnoticed(&folder.path().join("key.pem"), &key);
    identity.read_again().unwrap().unwrap();
    assert_ne!(shown(&identity), before);
    assert!(identity.read_again().is_none());
}

/// Nothing of the files tells that there are descriptors again, for one.
#[test]
fn what_could_not_be_read_is_tried_again_although_the_files_are_the_same() {
    let (folder, identity) = begin();
    let before = shown(&identity);
    let (certificate, key) = pair();
    write(&folder, "certificate.pem", &certificate);
    write(&folder, "key.pem", &key);
    // As it is after a look that failed for another reason than the files.
    identity.seen.lock().unwrap().told = Some(stamps(&identity.files));
    identity.read_again().unwrap().unwrap();
    assert_ne!(shown(&identity), before);
}

#[test]
fn another_fault_is_told_too_and_so_is_the_same_one_after_all_was_well() {
    let (folder, identity) = begin();
    let link = folder.path().join("key.pem");
    let real = folder.path().join("real.pem");
    fs::rename(&link, &real).unwrap();
    assert!(identity.read_again().unwrap().is_err());
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    assert!(identity.read_again().is_none(), "no file is no file");
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("certificate.pem", &link).unwrap();
    assert!(identity.read_again().unwrap().is_err());
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("real.pem", &link).unwrap();
    identity.read_again().unwrap().unwrap();
    fs::remove_file(&link).unwrap();
    assert!(identity.read_again().unwrap().is_err());
}
