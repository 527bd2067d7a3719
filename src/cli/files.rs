//! Output files: opened before the first run, written under temporary names, and given their own names only when all are whole.
//!
//! What fails, or is interrupted, leaves the folder's files as they were.

use runout::error::{Error, Problem, Result};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Files of one folder that are being made.
#[derive(Debug)]
pub(super) struct OutputFiles {
    folder: PathBuf,
    files: Vec<OutputFile>,
}

#[derive(Debug)]
struct OutputFile {
    name: String,
    temporary: NamedTempFile,
    is_written: bool,
}

impl OutputFiles {
    /// Makes the folder if it is not there, and in it a temporary file for each name, so that what cannot be written is known now.
    ///
    /// # Errors
    /// - [`Error::AtFault`] if the folder's name, or that of a file, is taken by something else
    /// - [`Error::File`] if the operating system refuses
    pub(super) fn open<'n>(folder: &Path, names: impl IntoIterator<Item = &'n str>) -> Result<Self> {
        make_folder(folder)?;
        let files = names.into_iter().map(|name| OutputFile::open(folder, name)).collect::<Result<_>>()?;
        Ok(Self { folder: folder.to_owned(), files })
    }

    /// The temporary files, for a handler of signals to remove when the program must stop at once.
    pub(super) fn temporary_paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|file| file.temporary.path().to_owned()).collect()
    }

    /// Writes the content of one of the files, under its temporary name.
    ///
    /// # Errors
    /// - [`Error::File`] if the operating system refuses, or if no such file was opened
    pub(super) fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let failed = |source| Error::File { path: self.folder.join(name), doing: "write", source };
        let Some(file) = self.files.iter_mut().find(|file| file.name == name) else {
            return Err(failed(io::ErrorKind::NotFound.into()));
        };
        file.is_written = true;
        file.temporary.write_all(content).map_err(failed)
    }

    /// Gives all files that were written their names, once every one of them is safely on the disk; returns the names in order. Then removes
    /// those of `ours` that were not made this time: an earlier run left them, and they would disagree with the new files beside them.
    ///
    /// # Errors
    /// - [`Error::File`] if the operating system refuses
    pub(super) fn publish(self, ours: &[String]) -> Result<Vec<String>> {
        let Self { folder, mut files } = self;
        files.retain(|file| file.is_written);
        for file in &files {
            let failed = |source| Error::File { path: folder.join(&file.name), doing: "write", source };
            file.temporary.as_file().sync_all().map_err(failed)?;
        }
        let mut names = Vec::with_capacity(files.len());
        for OutputFile { name, temporary, .. } in files {
            let path = folder.join(&name);
            temporary.persist(&path).map_err(|failure| Error::File { path, doing: "write", source: failure.error })?;
            names.push(name);
        }
        for stale in ours.iter().filter(|name| !names.contains(name)).map(|name| folder.join(name)) {
            remove_if_there(&stale).map_err(|source| Error::File { path: stale, doing: "remove", source })?;
        }
        sync_folder(&folder).map_err(|source| Error::File { path: folder, doing: "write", source })?;
        Ok(names)
    }
}

impl OutputFile {
    fn open(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        if path.is_dir() {
            let help = "move the folder away, or choose another place with `--out DIR`";
            let rule = format!("{}: a file must go here, but this is a folder", path.display());
            return Err(Problem::new(None, "", rule).help(help).into());
        }
        let temporary = builder().tempfile_in(folder).map_err(|source| Error::File { path, doing: "write", source })?;
        Ok(Self { name: name.to_owned(), temporary, is_written: false })
    }
}

/// Temporary files are hidden, and readable by whom the user's files are usually readable.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".runout-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

fn make_folder(folder: &Path) -> Result<()> {
    if let Some(file) = folder.ancestors().find(|part| part.exists()).filter(|part| !part.is_dir()) {
        let rule = format!("{}: `--out` must be a folder, but {} is a file", folder.display(), file.display());
        return Err(Problem::new(None, "", rule).help("choose another folder with `--out DIR`").into());
    }
    fs::create_dir_all(folder).map_err(|source| Error::File {
        path: folder.to_owned(),
        doing: "make the folder",
        source,
    })
}

/// Removes a file that may be missing. A folder of its name is not ours and stays.
fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_dir() => fs::remove_file(path),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the new names survive a loss of power. Only Unix lets a folder be opened for this.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_whole_and_together() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("results").join("acme");
        let mut files = OutputFiles::open(&folder, ["a.json", "b.csv"]).unwrap();
        files.write("a.json", b"{}").unwrap();
        files.write("b.csv", b"year").unwrap();
        files.write("b.csv", b"\n").unwrap();
        assert!(listing(&folder).iter().all(|name| name.starts_with(".runout-")));
        assert_eq!(files.publish(&[]).unwrap(), ["a.json", "b.csv"]);
        assert_eq!(listing(&folder), ["a.json", "b.csv"]);
        assert_eq!(fs::read(folder.join("b.csv")).unwrap(), b"year\n");
    }

    #[test]
    fn what_is_given_up_leaves_the_old_files_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), "old").unwrap();
        let mut files = OutputFiles::open(folder.path(), ["a.json"]).unwrap();
        files.write("a.json", b"half").unwrap();
        assert_eq!(files.temporary_paths().len(), 1);
        drop(files);
        assert_eq!(listing(folder.path()), ["a.json"]);
        assert_eq!(fs::read(folder.path().join("a.json")).unwrap(), b"old");
    }

    #[test]
    fn files_of_an_earlier_run_that_were_not_made_again_are_removed_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.json", "a.png", "b.png", "yours.png"] {
            fs::write(folder.path().join(name), "old").unwrap();
        }
        fs::create_dir(folder.path().join("c.png")).unwrap();
        let ours = ["a.json", "a.png", "b.png", "c.png", "d.png"].map(str::to_owned);
        let open = || OutputFiles::open(folder.path(), ["a.json", "a.png"]).unwrap();
        drop(open());
        assert_eq!(listing(folder.path()), ["a.json", "a.png", "b.png", "c.png", "yours.png"]);
        open().publish(&ours).unwrap();
        assert_eq!(listing(folder.path()), ["a.json", "a.png", "c.png", "yours.png"]);
    }

    #[test]
    fn fails_with_a_remedy_where_a_file_stands_in_place_of_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("taken");
        fs::write(&file, "").unwrap();
        for folder in [file.clone(), file.join("below")] {
            let error = OutputFiles::open(&folder, ["a.json"]).unwrap_err();
            assert!(matches!(error, Error::AtFault(_)));
            let rule = format!("`--out` must be a folder, but {} is a file; choose", file.display());
            assert!(error.to_string().contains(&rule), "{error}");
        }
    }

    #[test]
    fn fails_before_the_first_run_where_a_folder_stands_in_place_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a.json")).unwrap();
        let error = OutputFiles::open(folder.path(), ["a.json"]).unwrap_err();
        assert!(error.to_string().contains("a.json: a file must go here, but this is a folder"), "{error}");
        assert_eq!(listing(folder.path()), ["a.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_as_readable_as_any_other_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        OutputFiles::open(folder.path(), ["ours"]).unwrap().publish(&[]).unwrap();
        fs::write(folder.path().join("usual"), "").unwrap();
        let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ours"), mode("usual"));
    }
}
