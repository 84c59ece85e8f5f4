//! Keeps other users of the computer out of Dutydesk's files and memory.

use std::io;
use std::path::Path;

/// Other people can write to a folder: they could put their files in the place of ours.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("other people can write to it")]
pub(crate) struct Shared;

/// Makes a directory, and its parents, that only this user can enter (0700). One that exists already keeps its
/// permissions, because it may hold other things. The files that we make in it are ours alone in any case.
///
/// # Errors
/// When it cannot be made or is a file, or when other people can write to it.
pub fn private_dir(path: &Path) -> io::Result<()> {
    make(path)?;
    is_not_shared(path)
}

/// Whether this error says that other people can write to a folder.
pub(crate) fn is_shared(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Shared>())
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(unix)]
fn is_not_shared(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    match std::fs::metadata(path)?.permissions().mode() & 0o022 {
        0 => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::PermissionDenied, Shared)),
    }
}

/// Elsewhere a person's folders are closed to others already.
#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn is_not_shared(_: &Path) -> io::Result<()> {
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
    fn r23_18_a_directory_that_was_there_keeps_its_permissions_and_one_that_others_write_to_is_refused() {
        let root = tempfile::tempdir().expect("a temporary directory");
        for (given, taken) in [
            (0o700, true),
            (0o755, true),
            (0o750, true),
            (0o1777, false),
            (0o775, false),
            (0o2775, false),
            (0o707, false),
        ] {
            let open = root.path().join(format!("{given:o}"));
            std::fs::create_dir(&open).expect("made");
            std::fs::set_permissions(&open, std::fs::Permissions::from_mode(given)).expect("set");
            let said = private_dir(&open);
            assert_eq!(said.is_err_and(|error| is_shared(&error)), !taken, "{given:o}");
            let now = std::fs::metadata(&open).expect("it exists").permissions().mode() & 0o7777;
            assert_eq!(now, given, "left as it was");
            private_dir(&open.join("dutydesk")).expect("a folder inside is ours");
        }
    }

    #[test]
    fn a_file_in_the_place_of_a_directory_is_refused() {
        let root = tempfile::tempdir().expect("a temporary directory");

        let file = root.path().join("file");
        std::fs::write(&file, "").expect("written");
        assert!(private_dir(&file).is_err());
    }
}
