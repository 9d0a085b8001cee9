//! Files that hold secrets.

use std::{fs::Metadata, os::unix::fs::PermissionsExt as _, path::Path};

/// Warns where every user of this machine may read a file, and says what they could do then.
pub(super) fn warn_if_public(file: &Path, danger: &str) {
    if is_public(file) {
        tracing::warn!(
            file = %file.display(),
            "everybody on this machine can {danger}; take that right away with chmod o-r"
        );
    }
}

/// Whether every user of this machine may read a file.
fn is_public(file: &Path) -> bool {
    // S_IROTH
    let may_read = |about: Metadata| about.permissions().mode() & 0o004 != 0;
    file.metadata().is_ok_and(may_read)
}
