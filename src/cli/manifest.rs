//! What this program wrote into a folder: a hidden file there lists names, the commands that made them, and hashes of their content.
//!
//! Whatever is not listed, or no longer has the content that is, is somebody's own.

use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// The name of the list.
pub(super) const MANIFEST: &str = ".runout-files.json";
/// A list that is longer was not written by this program.
const LONGEST: u64 = 1 << 20;
/// How much of a file is read at once.
const CHUNK: usize = 1 << 16;

/// The files that this program wrote into one folder. One name may be listed with several contents: those before and after a
/// replacement that was cut short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: Vec<WrittenFile>,
}

/// A file as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WrittenFile {
    pub(super) name: String,
    /// The command that made it, and the only one to replace it.
    pub(super) command: String,
    #[serde(flatten)]
    pub(super) content: Fingerprint,
}

/// Length and FNV-1a hash of 128 bits of a content: they tell a file that was edited from one that was not. Nobody is to be kept from
/// forging one, so the hash need not be a cryptographic one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "FingerprintText", try_from = "FingerprintText")]
pub(super) struct Fingerprint {
    bytes: u64,
    hash: u128,
}

/// A fingerprint as the list has it.
#[derive(Serialize, Deserialize)]
struct FingerprintText {
    bytes: u64,
    fnv1a_128: String,
}

impl Manifest {
    /// The list of a folder; empty if there is none, or none that could be this program's: then nothing in the folder is.
    pub(super) fn read(folder: &Path) -> Self {
        let path = folder.join(MANIFEST);
        let is_usual = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= LONGEST);
        let text = if is_usual { fs::read(&path).unwrap_or_default() } else { Vec::new() };
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// The list as its file has it.
    pub(super) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// The same list with more files in it, beside what is listed of them already.
    pub(super) fn with(&self, more: &[WrittenFile]) -> Self {
        let mut files = self.files.clone();
        files.extend(more.iter().filter(|file| !self.files.contains(file)).cloned());
        Self { files }
    }

    /// The same list with these files in place of all that the command wrote before.
    pub(super) fn replaced(&self, command: &str, by: Vec<WrittenFile>) -> Self {
        let mut files: Vec<_> = self.files.iter().filter(|file| file.command != command).cloned().collect();
        files.extend(by);
        Self { files }
    }

    /// Whether a name in the folder is taken by something that the command did not write there. A folder is not looked into.
    ///
    /// # Errors
    /// - If the operating system refuses
    pub(super) fn is_foreign(&self, folder: &Path, command: &str, name: &str) -> io::Result<bool> {
        let path = folder.join(name);
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        if !found.is_file() {
            return Ok(!found.is_dir());
        }
        let of_this_name = |file: &&WrittenFile| file.name == name && file.command == command;
        let mut listed = self.files.iter().filter(of_this_name).map(|file| &file.content).peekable();
        if listed.peek().is_none() {
            return Ok(true);
        }
        let content = Fingerprint::of_file(&path)?;
        Ok(!listed.any(|written| *written == content))
    }
}

impl Default for Fingerprint {
    /// That of no bytes.
    fn default() -> Self {
        Self { bytes: 0, hash: 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d }
    }
}

impl Fingerprint {
    /// Takes more bytes in.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
        self.bytes += bytes.len() as u64;
        self.hash = bytes.iter().fold(self.hash, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME));
    }

    fn of_file(path: &Path) -> io::Result<Self> {
        let (mut file, mut chunk, mut content) = (File::open(path)?, vec![0; CHUNK], Self::default());
        loop {
            match file.read(&mut chunk) {
                Ok(0) => return Ok(content),
                Ok(length) => content.add(&chunk[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl From<Fingerprint> for FingerprintText {
    fn from(content: Fingerprint) -> Self {
        Self { bytes: content.bytes, fnv1a_128: format!("{:032x}", content.hash) }
    }
}

impl TryFrom<FingerprintText> for Fingerprint {
    type Error = std::num::ParseIntError;

    fn try_from(text: FingerprintText) -> Result<Self, Self::Error> {
        Ok(Self { bytes: text.bytes, hash: u128::from_str_radix(&text.fnv1a_128, 16)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(bytes: &[u8]) -> Fingerprint {
        let mut content = Fingerprint::default();
        content.add(bytes);
        content
    }

    fn written(name: &str, command: &str, bytes: &[u8]) -> WrittenFile {
        WrittenFile { name: name.to_owned(), command: command.to_owned(), content: fingerprint(bytes) }
    }

    /// The values of draft-eastlake-fnv.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fingerprint(b"").hash, 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fingerprint(b"a").hash, 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(fingerprint(b"foobar").hash, 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest::default().with(&[written("a.json", "run", b"{}"), written("b.csv", "solve", b"")]);
        fs::write(folder.path().join(MANIFEST), manifest.to_json().unwrap()).unwrap();
        assert_eq!(Manifest::read(folder.path()), manifest);
    }

    #[test]
    fn what_is_no_list_lists_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{", "[]", "{\"files\": 1}", &"[".repeat(100_000), &" ".repeat(2 << 20)] {
            fs::write(folder.path().join(MANIFEST), text).unwrap();
            assert_eq!(Manifest::read(folder.path()), Manifest::default());
        }
    }

    #[test]
    fn a_file_is_ours_only_as_the_same_command_wrote_it() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest::default().with(&[written("a", "run", b"old"), written("a", "run", b"new")]);
        let is_foreign = |command| manifest.is_foreign(folder.path(), command, "a").unwrap();
        assert!(!is_foreign("run"), "there is none");
        for (content, foreign) in [("old", false), ("new", false), ("own", true), ("newer", true), ("", true)] {
            fs::write(folder.path().join("a"), content).unwrap();
            assert_eq!((is_foreign("run"), is_foreign("solve")), (foreign, true), "{content}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_never_ours() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("elsewhere"), "old").unwrap();
        std::os::unix::fs::symlink("elsewhere", folder.path().join("a")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("b")).unwrap();
        let manifest = Manifest::default().with(&[written("a", "run", b"old"), written("b", "run", b"old")]);
        assert!(["a", "b"].iter().all(|name| manifest.is_foreign(folder.path(), "run", name).unwrap()));
    }
}
