//! Output files: opened before the first run, written under temporary names, and given their own names only when all are whole.
//!
//! What fails, or is interrupted, leaves the folder's files as they were; what this program did not write is never replaced unasked.

use super::manifest::{Fingerprint, MANIFEST, Manifest, WrittenFile};
use super::work_files::{clear_leftovers, lock, remove_if_there, sync_folder, temporary};
use runout::error::{Error, Problem, Result};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What a command writes into a folder.
#[derive(Debug, Clone)]
pub(super) struct FileSet {
    pub(super) command: &'static str,
    /// The files that it makes this time, the main one first.
    pub(super) made: Vec<String>,
    /// All that it may make. An earlier one that is not made again is removed: it would disagree with the new files beside it.
    pub(super) all: Vec<String>,
    /// Whether files that it did not write are replaced and removed too.
    pub(super) force: bool,
}

/// Files of one folder that are being made.
#[derive(Debug)]
pub(super) struct OutputFiles {
    folder: PathBuf,
    set: FileSet,
    files: Vec<OutputFile>,
    forced: Vec<String>,
}

#[derive(Debug)]
struct OutputFile {
    name: String,
    temporary: NamedTempFile,
    content: Fingerprint,
    /// Whether anything was written into it: a chart of what is not asked is not.
    is_written: bool,
}

/// What is done to a folder, one after another. The program may be killed between any two.
#[derive(Debug)]
enum Step {
    /// Lists what is this program's.
    List(Manifest),
    Remove(PathBuf),
    Name(NamedTempFile, PathBuf),
}

impl OutputFiles {
    /// Makes the folder if it is not there, and in it a temporary file for each name, so that what cannot be written is known now.
    /// Leftovers of processes that were killed are removed.
    ///
    /// # Errors
    /// - [`Error::AtFault`] if the folder's name, or that of a file, is taken by something else, or if the same command is at work there
    /// - [`Error::File`] if the operating system refuses
    pub(super) fn open(folder: &Path, set: FileSet) -> Result<Self> {
        make_folder(folder)?;
        let failed = |doing| move |source| Error::File { path: folder.to_owned(), doing, source };
        let _locked = lock(folder).map_err(failed("write"))?;
        if clear_leftovers(folder, set.command).map_err(failed("clean up"))? {
            let rule = format!("{}: another `runout {}` is writing its files there", folder.display(), set.command);
            let help = "wait until it has ended, or choose another folder with `--out DIR`";
            return Err(Problem::new(None, "", rule).help(help).into());
        }
        let forced = set.in_the_way(folder, &Manifest::read(folder))?;
        let files = set.made.iter().map(|name| OutputFile::open(folder, set.command, name)).collect::<Result<_>>()?;
        Ok(Self { folder: folder.to_owned(), set, files, forced })
    }

    /// The files that will be replaced or removed although this command did not write them as they are.
    pub(super) fn forced(&self) -> &[String] {
        &self.forced
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
        file.content.add(content);
        file.temporary.write_all(content).map_err(failed)
    }

    /// Puts every one of the files safely on the disk, still under temporary names.
    ///
    /// # Errors
    /// - [`Error::File`] if the operating system refuses
    pub(super) fn sync(&self) -> Result<()> {
        self.files.iter().try_for_each(|file| {
            let failed = |source| Error::File { path: self.folder.join(&file.name), doing: "write", source };
            file.temporary.as_file().sync_all().map_err(failed)
        })
    }

    /// Gives all files that were written their names, the main one last, in place of what the command wrote earlier; returns the names in order.
    /// Wherever this is cut short, the main file is that of all others beside it, or is missing.
    ///
    /// # Errors
    /// - [`Error::AtFault`] if something that the command did not write has got in the way meanwhile
    /// - [`Error::File`] if the operating system refuses
    pub(super) fn publish(mut self) -> Result<Vec<String>> {
        self.files.retain(|file| file.is_written);
        self.set.made = self.files.iter().map(|file| file.name.clone()).collect();
        let (folder, names) = (self.folder.clone(), self.set.made.clone());
        let failed = |source| Error::File { path: folder.clone(), doing: "write", source };
        let _locked = lock(&folder).map_err(failed)?;
        let before = Manifest::read(&folder);
        self.set.in_the_way(&folder, &before)?;
        for step in self.steps(&before) {
            step.take(&folder)?;
        }
        sync_folder(&folder).map_err(failed)?;
        Ok(names)
    }

    /// First both sets are listed as this program's, then the old main file goes, then what is stale; at last only the new set is listed.
    fn steps(self, before: &Manifest) -> Vec<Step> {
        let Self { folder, set, files, .. } = self;
        let written = |file: &OutputFile| WrittenFile {
            name: file.name.clone(),
            command: set.command.to_owned(),
            content: file.content.clone(),
        };
        let written: Vec<WrittenFile> = files.iter().map(written).collect();
        let mut stale = set.names();
        set.made.iter().for_each(|name| _ = stale.remove(name.as_str()));
        let mut steps = vec![Step::List(before.with(&written))];
        let main = set.made.first().map(String::as_str);
        steps.extend(main.into_iter().chain(stale).map(|name| Step::Remove(folder.join(name))));
        steps.extend(files.into_iter().rev().map(|file| Step::Name(file.temporary, folder.join(file.name))));
        steps.push(Step::List(before.replaced(set.command, written)));
        steps
    }
}

impl FileSet {
    /// All that the command may make. What else is listed in the folder does not count: the list can be edited.
    fn names(&self) -> BTreeSet<&str> {
        self.all.iter().chain(&self.made).map(String::as_str).collect()
    }

    /// What would be replaced or removed although the command did not write it as it is.
    ///
    /// # Errors
    /// - [`Error::AtFault`] if there is anything, unless this is forced
    /// - [`Error::File`] if a file cannot be looked at
    fn in_the_way(&self, folder: &Path, manifest: &Manifest) -> Result<Vec<String>> {
        let mut foreign = Vec::new();
        for name in self.names() {
            let failed = |source| Error::File { path: folder.join(name), doing: "read", source };
            if manifest.is_foreign(folder, self.command, name).map_err(failed)? {
                foreign.push(name.to_owned());
            }
        }
        if foreign.is_empty() || self.force {
            return Ok(foreign);
        }
        let (place, names, command) = (folder.display(), foreign.join(", "), self.command);
        let rule =
            format!("{place}: in the way, as `runout {command}` did not write it or it was changed since: {names}");
        let help = "choose another folder with `--out DIR`, or replace what is in the way with `--force`";
        Err(Problem::new(None, "", rule).help(help).into())
    }
}

impl OutputFile {
    fn open(folder: &Path, command: &str, name: &str) -> Result<Self> {
        let path = folder.join(name);
        if path.is_dir() {
            let help = "move the folder away, or choose another place with `--out DIR`";
            let rule = format!("{}: a file must go here, but this is a folder", path.display());
            return Err(Problem::new(None, "", rule).help(help).into());
        }
        let temporary = temporary(folder, command).map_err(|source| Error::File { path, doing: "write", source })?;
        Ok(Self { name: name.to_owned(), temporary, content: Fingerprint::default(), is_written: false })
    }
}

impl Step {
    fn take(self, folder: &Path) -> Result<()> {
        match self {
            Self::List(manifest) => {
                let path = folder.join(MANIFEST);
                list(folder, &manifest).map_err(|source| Error::File { path, doing: "write", source })
            }
            Self::Remove(path) => {
                remove_if_there(&path).map_err(|source| Error::File { path, doing: "remove", source })
            }
            Self::Name(temporary, path) => match temporary.persist(&path) {
                Ok(_) => Ok(()),
                Err(failure) => Err(Error::File { path, doing: "write", source: failure.error }),
            },
        }
    }
}

/// Replaces the list of a folder by another, at once.
fn list(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut file = temporary(folder, "files")?;
    file.write_all(&manifest.to_json()?)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(MANIFEST)).map(|_| ()).map_err(|failure| failure.error)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in a folder, but for the hidden files that stay.
    fn listing(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != MANIFEST && name != ".runout-lock").collect();
        names.sort();
        names
    }

    const ALL: [&str; 5] = ["a.json", "a.png", "a.svg", "b.csv", "b.png"];

    fn set(made: &[&str]) -> FileSet {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        FileSet { command: "run", made: owned(made), all: owned(&ALL), force: false }
    }

    fn open(folder: &Path, made: &[&str]) -> Result<OutputFiles> {
        OutputFiles::open(folder, set(made))
    }

    /// A whole set, with the same content in each file.
    fn filled(folder: &Path, made: &[&str], content: &str) -> OutputFiles {
        let mut files = open(folder, made).unwrap();
        made.iter().for_each(|name| files.write(name, content.as_bytes()).unwrap());
        files
    }

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn files_appear_whole_and_together() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("results").join("acme");
        let mut files = open(&folder, &["a.json", "b.csv"]).unwrap();
        files.write("a.json", b"{}").unwrap();
        files.write("b.csv", b"year").unwrap();
        files.write("b.csv", b"\n").unwrap();
        assert!(listing(&folder).iter().all(|name| name.starts_with(".runout-")));
        files.sync().unwrap();
        assert_eq!(files.publish().unwrap(), ["a.json", "b.csv"]);
        assert_eq!(listing(&folder), ["a.json", "b.csv"]);
        assert_eq!(read(&folder, "b.csv"), "year\n");
    }

    #[test]
    fn what_is_given_up_leaves_the_old_files_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), &["a.json"], "old").publish().unwrap();
        let files = filled(folder.path(), &["a.json"], "half");
        assert_eq!(files.temporary_paths().len(), 1);
        drop(files);
        assert_eq!(listing(folder.path()), ["a.json"]);
        assert_eq!(read(folder.path(), "a.json"), "old");
    }

    #[test]
    fn files_of_an_earlier_run_that_were_not_made_again_are_removed_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("yours.png"), "own").unwrap();
        fs::create_dir(folder.path().join("a.svg")).unwrap();
        filled(folder.path(), &["a.json", "a.png", "b.png"], "old").publish().unwrap();
        drop(open(folder.path(), &["a.json"]).unwrap());
        assert_eq!(listing(folder.path()), ["a.json", "a.png", "a.svg", "b.png", "yours.png"]);
        filled(folder.path(), &["a.json", "a.png"], "new").publish().unwrap();
        assert_eq!(listing(folder.path()), ["a.json", "a.png", "a.svg", "yours.png"]);
    }

    #[test]
    fn what_another_wrote_or_changed_is_in_the_way_unless_it_is_forced() {
        for (name, made_first) in [("a.json", false), ("b.png", false), ("a.json", true), ("b.png", true)] {
            let folder = tempfile::tempdir().unwrap();
            if made_first {
                filled(folder.path(), &ALL, "ours").publish().unwrap();
            }
            fs::write(folder.path().join(name), "edited").unwrap();
            let before = listing(folder.path());
            let error = open(folder.path(), &["a.json"]).unwrap_err();
            assert!(matches!(error, Error::AtFault(_)));
            assert!(error.to_string().contains(&format!("since: {name}; choose another folder")), "{error}");
            assert_eq!((listing(folder.path()), read(folder.path(), name)), (before, "edited".to_owned()));

            let mut files = OutputFiles::open(folder.path(), FileSet { force: true, ..set(&["a.json"]) }).unwrap();
            assert_eq!(files.forced(), [name]);
            files.write("a.json", b"{}").unwrap();
            files.publish().unwrap();
            assert_eq!(listing(folder.path()), ["a.json"]);
            filled(folder.path(), &["a.json"], "again").publish().unwrap();
        }
    }

    #[test]
    fn what_got_in_the_way_during_the_runs_stays() {
        let folder = tempfile::tempdir().unwrap();
        let files = filled(folder.path(), &["a.json", "b.csv"], "new");
        fs::write(folder.path().join("b.csv"), "own").unwrap();
        assert!(files.publish().unwrap_err().to_string().contains("since: b.csv;"));
        assert_eq!(
            (listing(folder.path()), read(folder.path(), "b.csv")),
            (vec!["b.csv".to_owned()], "own".to_owned())
        );
    }

    #[test]
    fn two_commands_share_a_folder_and_two_of_the_same_do_not_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = filled(folder.path(), &["a.json", "a.svg"], "first");
        let error = open(folder.path(), &["a.json"]).unwrap_err().to_string();
        assert!(error.contains("another `runout run` is writing its files there; wait until it has ended"), "{error}");
        let other = FileSet { command: "solve", made: vec!["s.json".to_owned()], all: Vec::new(), force: false };
        let mut other = OutputFiles::open(folder.path(), other).unwrap();
        other.write("s.json", b"{}").unwrap();
        first.publish().unwrap();
        other.publish().unwrap();
        filled(folder.path(), &["a.json"], "second").publish().unwrap();
        assert_eq!(listing(folder.path()), ["a.json", "s.json"]);
    }

    /// Takes only so many steps and then leaves everything as it is, as `kill -9` does; tells whether there were more.
    fn publish_and_die(files: OutputFiles, steps: usize) -> bool {
        let folder = files.folder.clone();
        let mut left = files.steps(&Manifest::read(&folder)).into_iter();
        left.by_ref().take(steps).for_each(|step| step.take(&folder).unwrap());
        let left: Vec<Step> = left.collect();
        let more = !left.is_empty();
        for step in left {
            if let Step::Name(temporary, _) = step {
                drop(temporary.keep().unwrap());
            }
        }
        more
    }

    #[test]
    fn a_kill_at_any_moment_never_leaves_a_main_file_beside_files_of_another_set() {
        for (old, new) in [(&ALL[..], &ALL[..2]), (&ALL[..2], &ALL[..]), (&ALL[..], &ALL[..])] {
            for steps in 0.. {
                let folder = tempfile::tempdir().unwrap();
                filled(folder.path(), old, "old").publish().unwrap();
                let more = publish_and_die(filled(folder.path(), new, "new"), steps);
                let mut found = listing(folder.path());
                found.retain(|name| !name.starts_with(".runout-"));
                if found.contains(&"a.json".to_owned()) {
                    let content = read(folder.path(), "a.json");
                    assert_eq!(found, if content == "old" { old } else { new }, "after {steps} steps");
                    assert!(found.iter().all(|name| read(folder.path(), name) == content), "after {steps} steps");
                }
                filled(folder.path(), &ALL[..3], "newest").publish().unwrap();
                assert_eq!(listing(folder.path()), ALL[..3], "nothing is left after {steps} steps, nor in the way");
                if !more {
                    break;
                }
            }
        }
    }

    #[test]
    fn fails_with_a_remedy_where_a_file_stands_in_place_of_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("taken");
        fs::write(&file, "").unwrap();
        for folder in [file.clone(), file.join("below")] {
            let error = open(&folder, &["a.json"]).unwrap_err();
            assert!(matches!(error, Error::AtFault(_)));
            let rule = format!("`--out` must be a folder, but {} is a file; choose", file.display());
            assert!(error.to_string().contains(&rule), "{error}");
        }
    }

    #[test]
    fn fails_before_the_first_run_where_a_folder_stands_in_place_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a.json")).unwrap();
        let error = open(folder.path(), &["a.json"]).unwrap_err();
        assert!(error.to_string().contains("a.json: a file must go here, but this is a folder"), "{error}");
        assert_eq!(listing(folder.path()), ["a.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_as_readable_as_any_other_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), &["ours"], "").publish().unwrap();
        fs::write(folder.path().join("usual"), "").unwrap();
        let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ours"), mode("usual"));
    }
}
