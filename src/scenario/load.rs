//! From a name or a path to a scenario: finds the text, parses it, lays it over its base, applies the overrides, reads it.

use super::file::{LARGEST, NOT_REGULAR, bytes_of, is_readable_now};
use super::library::Library;
use super::moves::WrittenMove;
use super::overrides::Applied;
use super::read::scenario as read_tree;
use super::{Scenario, Setting, base, lost_thousands, overrides, tree};
use crate::error::{Error, Faults, Input, Message, Place, Problem, Problems, Result, Sources};
use std::fs::File;
use std::path::Path;

/// A scenario that could be read without any problem.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// The texts that its places point into, for problems found later.
    pub sources: Sources,
    /// The library's name or the file's stem: what a folder of results is called.
    pub name: String,
}

/// What reading a text came to; problems of shape stand beside a scenario whenever one could be made.
#[derive(Debug)]
pub struct Parsed {
    /// The scenario; `None` if a section could not be read.
    pub scenario: Option<Scenario>,
    /// What is wrong with its shape.
    pub problems: Problems,
    /// What is good to know of the overrides: what each kept of what it replaced.
    pub notes: Vec<Message>,
    /// What the overrides do to the model.
    pub moves: Vec<WrittenMove>,
    /// The texts that places point into.
    pub sources: Sources,
    /// The library's name or the file's stem.
    pub name: String,
    /// The file's path, or the library's name: what problems without a place are headed by.
    pub file: String,
}

impl Parsed {
    /// The scenario, if there is no problem.
    ///
    /// # Errors
    /// - [`Error::AtFault`] with every problem.
    pub fn sound(self) -> Result<Loaded> {
        let (mut problems, first) = (self.problems, self.moves.first());
        let only_a_model = "adds to a driver or multiplies it, which only a model has";
        problems.extend(first.map_or_else(Problems::default, |first| {
            Problem::new(first.place, first.name.clone(), only_a_model).help("load a model with it").into()
        }));
        match self.scenario {
            Some(scenario) if problems.is_empty() => Ok(Loaded { scenario, sources: self.sources, name: self.name }),
            _ => Err(Faults::new(problems, self.sources, &self.file).into()),
        }
    }
}

/// The scenario of a library's name or a file's path, changed by `overrides` (`PATH=VALUE`).
///
/// A name of the library wins over a file of the same name: write `./openai` for the file.
///
/// # Errors
/// - [`Error::AtFault`] with every problem of the text and the overrides, or if there is no such file or name;
/// - [`Error::File`] if the file cannot be read.
pub fn load(name_or_path: &str, overrides: &[String]) -> Result<Loaded> {
    read(name_or_path, overrides)?.sound()
}

/// The same, with problems of shape handed on, to be told together with those of meaning.
///
/// # Errors
/// - [`Error::AtFault`] if there is no such file or name, or the file is too large;
/// - [`Error::File`] if the file cannot be read.
pub fn read(name_or_path: &str, overrides: &[String]) -> Result<Parsed> {
    Ok(Source::find(name_or_path)?.read(overrides))
}

/// The text of a scenario, found once, to be read with one set of overrides after the other.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's path, or the library's name: what problems are headed by.
    file: String,
    /// The library's name or the file's stem.
    name: String,
    text: String,
}

impl Source {
    /// The text of a library's name or a file's path.
    ///
    /// # Errors
    /// - [`Error::AtFault`] if there is no such file or name, or the file is too large, or no text;
    /// - [`Error::File`] if the file cannot be read.
    pub fn find(name_or_path: &str) -> Result<Self> {
        if let Some(library) = Library::get(name_or_path) {
            return Ok(Self::of_text(library.name, library.text));
        }
        let path = Path::new(name_or_path);
        let stem = path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned());
        match String::from_utf8(file(path)?) {
            Ok(text) => Ok(Self { file: name_or_path.to_owned(), name: stem, text }),
            Err(error) => Err(not_text(name_or_path, error.as_bytes(), error.utf8_error().valid_up_to())),
        }
    }

    /// The file's path, or the library's name, as it was given.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// A text that is at hand, under a name.
    #[must_use]
    pub fn of_text(name: &str, text: &str) -> Self {
        Self { file: name.to_owned(), name: name.to_owned(), text: text.to_owned() }
    }

    /// The scenario with these overrides.
    #[must_use]
    pub fn read(&self, overrides: &[String]) -> Parsed {
        read_text(&self.file, &self.name, &self.text, overrides)
    }

    /// What stands at a path, as an override takes it, once the overrides have been applied.
    ///
    /// # Errors
    /// - [`Error::AtFault`] if the text is no TOML, or the path is none, or leads through a list to an element that it does not have.
    pub fn setting(&self, overrides: &[String], path: &str) -> Result<Setting> {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let found = whole(&self.file, &self.text, &mut sources, &mut problems).map(|mut tree| {
            overrides::apply(&mut tree, overrides, &mut sources, &mut problems);
            overrides::setting(&tree, path, &mut sources)
        });
        match found {
            Some(Ok(setting)) if problems.is_empty() => Ok(setting),
            Some(Err(problem)) if problems.is_empty() => {
                problems.push(*problem);
                Err(Faults::new(problems, sources, &self.file).into())
            }
            _ => Err(Faults::new(problems, sources, &self.file).into()),
        }
    }
}

impl Scenario {
    /// The scenario in a text; `name` stands for the file in messages, and for the title if there is none.
    ///
    /// # Errors
    /// - [`Error::AtFault`] with every problem of the text and the overrides.
    ///
    /// # Example
    /// ```
    /// let text = "
    ///     start = 2026-01-01
    ///     years = 2
    ///     [cash]
    ///     opening = 40
    ///     [[revenue]]
    ///     name = \"Product\"
    ///     annual = 10
    ///     [[burn]]
    ///     name = \"Payroll\"
    ///     annual = \"20 to 30\"
    /// ";
    /// let (scenario, _) = runout::scenario::Scenario::from_toml("acme", text, &["years=5".to_owned()])?;
    /// assert_eq!(scenario.years.value, 5);
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn from_toml(name: &str, text: &str, overrides: &[String]) -> Result<(Self, Sources)> {
        let loaded = read_text(name, name, text, overrides).sound()?;
        Ok((loaded.scenario, loaded.sources))
    }
}

/// The tree of a text that is called `file`, with its base.
fn whole(file: &str, text: &str, sources: &mut Sources, problems: &mut Problems) -> Option<tree::Table> {
    let start = sources.add(file, text);
    let written = tree::document(text, start, problems)?;
    base::inherit(written, file, sources, problems)
}

/// Reads a text that is called `file` in messages and `name` in results.
fn read_text(file: &str, name: &str, text: &str, overrides: &[String]) -> Parsed {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let mut applied = Applied::default();
    let scenario = whole(file, text, &mut sources, &mut problems).and_then(|mut tree| {
        applied = overrides::apply(&mut tree, overrides, &mut sources, &mut problems);
        let doubts = lost_thousands::doubt(&tree, &sources).into_iter().collect();
        read_tree(tree, name, &mut problems).map(|scenario| Scenario { doubts, ..scenario })
    });
    let Applied { notes, moves } = applied;
    Parsed { scenario, problems, notes, moves, sources, name: name.to_owned(), file: file.to_owned() }
}

/// The bytes of a file; never more than [`LARGEST`], whatever the file says of its size.
fn file(path: &Path) -> Result<Vec<u8>> {
    let failed = |source: std::io::Error| Error::File { path: path.to_owned(), doing: "read", source };
    if !is_readable_now(path) {
        let problem = Problem::new(None, "", format!("cannot be read: {NOT_REGULAR}"));
        return Err(at_fault(&path.to_string_lossy(), "", problem.help("save the scenario to a file, and name that")));
    }
    let file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(unknown(path)),
        opened => opened.map_err(failed)?,
    };
    let bytes = bytes_of(file).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("a scenario must have at most {} MiB, and this file has more", LARGEST >> 20);
        let help = "write what is alike as one line; for observed values name their distribution";
        return Err(at_fault(&path.to_string_lossy(), "", Problem::new(None, "", message).help(help)));
    }
    Ok(bytes)
}

fn unknown(path: &Path) -> Error {
    let written = path.to_string_lossy();
    let help = match Library::nearest(&written) {
        Some(near) => Message::from(format!("did you mean `{near}`? `")) + Input::Listing + "` lists the library",
        None => {
            let listed = Message::from("`") + Input::Listing + "` lists the library, `";
            listed + Input::Starter + "` writes a scenario to start from"
        }
    };
    let problem = Problem::new(None, "", "is neither a file nor a scenario of the library").help(help);
    at_fault(&written, "", problem)
}

fn not_text(name: &str, bytes: &[u8], at: usize) -> Error {
    let got = bytes.get(at).copied().unwrap_or_default();
    let message = format!("a scenario must be text in UTF-8, got the byte 0x{got:02x}");
    let place = Place { start: at, end: at + 1 };
    at_fault(name, &String::from_utf8_lossy(bytes), Problem::new(place, "", message))
}

fn at_fault(name: &str, text: &str, problem: Problem) -> Error {
    let mut sources = Sources::default();
    sources.add(name, text);
    Faults::new(problem.into(), sources, name).into()
}
