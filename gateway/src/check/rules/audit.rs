//! `[audit]`.

use super::Wrongs;
use crate::config::Audit;

pub(super) fn broken(audit: &Audit, wrong: &mut Wrongs<'_>) {
    let folder = audit.file.as_deref().and_then(|file| file.parent());
    if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty())
        && !folder.is_dir()
    {
        wrong.at("file", format!("there is no folder {}", folder.display()));
    }
}
