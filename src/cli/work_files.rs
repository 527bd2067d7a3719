//! Hidden files of a folder while this program writes there: a lock, and files under temporary names until they are whole.
//!
//! Each temporary file is locked by the process that writes it, so one that nobody holds was left by a process that was killed.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

/// Locked while the files of a folder are looked at, opened or renamed, never for longer.
const LOCK: &str = ".runout-lock";
const PREFIX: &str = ".runout-";
const SUFFIX: &str = ".part";

/// Waits until nobody else looks at or changes the files of a folder; others wait until what is returned is dropped.
///
/// # Errors
/// - If the file that is locked can be neither opened nor made
pub(super) fn lock(folder: &Path) -> io::Result<File> {
    let path = folder.join(LOCK);
    let file = File::open(&path).or_else(|_| File::create(&path))?;
    // Some network file systems have no locks: there, two programs at once are the user's to avoid.
    let _ = file.lock();
    Ok(file)
}

/// A temporary file of a command, hidden, locked, and readable by whom the user's files are usually readable.
///
/// # Errors
/// - If the operating system refuses
pub(super) fn temporary(folder: &Path, command: &str) -> io::Result<NamedTempFile> {
    let prefix = prefix(command);
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    // See `lock`; what cannot be locked is never removed as a leftover either.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes the temporary files of processes that were killed, whatever their command; the folder must be locked. Tells whether a
/// living process is at the same command in this folder.
///
/// # Errors
/// - If the folder cannot be listed, or a leftover not be removed
pub(super) fn clear_leftovers(folder: &Path, command: &str) -> io::Result<bool> {
    let (own, mut is_busy) = (prefix(command), false);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with(PREFIX) && name.ends_with(SUFFIX) && entry.file_type().is_ok_and(|kind| kind.is_file())) {
            continue;
        }
        // A file that is gone by now, cannot be opened or knows no locks is left alone: nobody can tell whose it is.
        let Ok(file) = File::open(entry.path()) else { continue };
        match file.try_lock() {
            Ok(()) => remove_if_there(&entry.path())?,
            Err(TryLockError::WouldBlock) => is_busy |= name.starts_with(&own),
            Err(TryLockError::Error(_)) => {}
        }
    }
    Ok(is_busy)
}

/// Removes a file that may be missing. A folder of its name is not ours and stays.
///
/// # Errors
/// - If the operating system refuses
pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => fs::remove_file(path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes new names survive a loss of power. Only Unix lets a folder be opened for this.
///
/// # Errors
/// - If the operating system refuses
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn prefix(command: &str) -> String {
    format!("{PREFIX}{command}-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_the_dead_are_removed_and_files_of_the_living_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name);
        let living = temporary(folder.path(), "run").unwrap();
        for name in [".runout-run-abc.part", ".runout-xyz.part", ".runout-notes", "mine.part"] {
            fs::write(path(name), "").unwrap();
        }
        fs::create_dir(path(".runout-folder.part")).unwrap();
        assert!(!clear_leftovers(folder.path(), "solve").unwrap());
        assert!(clear_leftovers(folder.path(), "run").unwrap(), "a run is being written");
        for name in [".runout-run-abc.part", ".runout-xyz.part"] {
            assert!(!path(name).exists(), "{name}");
        }
        for name in [".runout-notes", "mine.part", ".runout-folder.part"] {
            assert!(path(name).exists(), "{name}");
        }
        let (closed, left) = living.keep().unwrap();
        drop(closed);
        assert!(!clear_leftovers(folder.path(), "run").unwrap() && !left.exists());
    }
}
