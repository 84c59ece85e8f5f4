//! Keeps other users of the computer out of Dutydesk's files and memory.

use std::io;
use std::path::Path;

/// Makes a directory, and its parents, that only this user can enter (0700). One that exists already
/// is closed to others.
///
/// # Errors
/// When it cannot be made or closed, or is a file.
pub fn private_dir(path: &Path) -> io::Result<()> {
    make(path)?;
    close_to_others(path)
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(unix)]
fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mut permissions = std::fs::metadata(path)?.permissions();
    if permissions.mode() & 0o077 == 0 {
        return Ok(());
    }
    permissions.set_mode(0o700);
    std::fs::set_permissions(path, permissions)
}

/// Elsewhere a person's folders are closed to others already.
#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Call this first in `main`. From then on, only this user can read new files (umask 077), and a crash leaves no copy
/// of our memory, which contains tokens. (On Linux; it also stops other processes of this user from attaching to this
/// one.)
pub fn private_process() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "memory dumps stay on");
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("it exists").permissions().mode() & 0o777
    }

    #[test]
    fn a_new_directory_and_its_parents_are_ours_alone() {
        let root = tempfile::tempdir().expect("a temporary directory");
        let (parent, child) = (root.path().join("a"), root.path().join("a/b"));
        private_dir(&child).expect("made");
        assert_eq!((mode(&parent), mode(&child)), (0o700, 0o700));
    }

    #[test]
    fn an_open_directory_is_closed_and_a_file_is_refused() {
        let root = tempfile::tempdir().expect("a temporary directory");
        let open = root.path().join("open");
        std::fs::create_dir(&open).expect("made");
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).expect("opened");
        private_dir(&open).expect("closed");
        assert_eq!(mode(&open), 0o700);

        let file = root.path().join("file");
        std::fs::write(&file, "").expect("written");
        assert!(private_dir(&file).is_err());
    }
}
