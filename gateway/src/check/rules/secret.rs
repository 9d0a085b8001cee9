//! Files that hold secrets.

use std::{fs::Metadata, os::unix::fs::PermissionsExt as _, path::Path};

/// Whether every user of this machine may read a file.
pub(super) fn is_public(file: &Path) -> bool {
    // S_IROTH
    let may_read = |about: Metadata| about.permissions().mode() & 0o004 != 0;
    file.metadata().is_ok_and(may_read)
}
