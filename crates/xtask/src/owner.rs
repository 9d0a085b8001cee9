//! Whose the files are that a run through sudo leaves behind.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

/// Folders under `HOME` that cargo and npm write to.
const CACHES: &[&str] = &[".cargo", ".npm"];

/// Gives what root has written to the person behind sudo, who could not build here any more.
/// Without sudo there is nobody to give it to.
pub(crate) fn give_back(shell: &Shell) -> Result<()> {
    let (Ok(user), Ok(group)) = (shell.var("SUDO_UID"), shell.var("SUDO_GID")) else {
        return Ok(());
    };
    let home = PathBuf::from(shell.var("HOME")?);
    let folders = CACHES.iter().map(|cache| home.join(cache));
    let folders = folders
        .filter(|folder| folder.exists())
        .chain([shell.current_dir()]);
    for folder in folders {
        chown(shell, &format!("{user}:{group}"), &folder)?;
    }
    Ok(())
}

fn chown(shell: &Shell, owner: &str, folder: &Path) -> Result<()> {
    Ok(cmd!(shell, "chown --recursive --no-dereference {owner} {folder}").run()?)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::MetadataExt};

    use super::*;

    #[test]
    fn what_was_written_through_sudo_belongs_to_the_person_behind_it() {
        let shell = Shell::new().unwrap();
        let folder = shell.create_temp_dir().unwrap();
        let file = folder.path().join("built");
        fs::write(&file, "").unwrap();
        // Only root can give files away; anybody else can only keep them.
        let own = fs::metadata(&file).unwrap().uid();
        let person = if own == 0 { 1 } else { own };
        let _user = shell.push_env("SUDO_UID", person.to_string());
        let _group = shell.push_env("SUDO_GID", fs::metadata(&file).unwrap().gid().to_string());
        let _home = shell.push_env("HOME", folder.path());
        let _here = shell.push_dir(folder.path());
        give_back(&shell).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().uid(), person);
    }
}
