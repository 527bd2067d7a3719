//! The README and the guide: every block of them is run, and shows what the program says.
//!
//! `RUNOUT_GUIDE=write cargo test guide` writes what is shown anew: output, tables and the chart. Blocks are held to it by their kind:
//! - `toml` is a scenario; `toml fragment` is one once it is added to the scenario `startup`.
//! - `sh` holds commands. Those of `runout` are run, in order, in one folder for each document; with few runs, unless what they say is
//!   shown.
//! - `csv NAME` is a file that commands read.
//! - `text` is what the last command says below `<!-- output -->`, or paragraphs of it below `<!-- output: BEGINNING | BEGINNING -->`; what
//!   another says below ``<!-- output of `COMMAND` -->``; a refusal, with exit code 2, below `<!-- error -->`.
//! - A table between ``<!-- table of `COMMAND` -->`` and `<!-- end of the table -->` is what that prints.
//! - `rust` is a doc test.

use assert_cmd::Command;
use runout::guide::Chapter;
use runout::scenario::{Library, Scenario};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The chart that the README shows, and where a run leaves it.
const CHART: &str = "tests/readme/clocks.png";
const DRAWN: &str = "results/openai/clocks.png";
/// Commands that take a number of runs, and how many are few.
const SIMULATING: [&str; 9] =
    ["run", "compare", "claims", "explain", "sensitivity", "solve", "frontier", "deadline", "update"];
const FEW: [&str; 2] = ["--runs", "4096"];
/// Commands of others, which are not run here.
const NOT_RUN: [&str; 5] = ["cargo test", "cargo install", "cargo bench", "cargo add", ".ci/run"];
/// A speed is that of one machine.
const SPEED: &str = " runs a second.";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn wants_writing() -> bool {
    std::env::var_os("RUNOUT_GUIDE").is_some_and(|value| value == "write")
}

/// The README and the files of all chapters.
fn documents() -> Vec<String> {
    let chapters = Chapter::all().iter().map(|chapter| format!("src/guide/{}.md", chapter.name));
    std::iter::once("README.md".to_owned()).chain(chapters).collect()
}

/// A block of a document: what it is marked as, the comment right above it, and where its text is.
struct Block {
    kind: String,
    mark: String,
    place: Range<usize>,
}

fn blocks(text: &str) -> Vec<Block> {
    let (mut blocks, mut open, mut mark, mut start) = (Vec::new(), None::<Block>, String::new(), 0);
    for line in text.split_inclusive('\n') {
        let (end, words) = (start + line.len(), line.trim_end());
        match &mut open {
            Some(block) if words == "```" || words == "<!-- end of the table -->" => {
                block.place.end = start;
                blocks.extend(open.take());
            }
            Some(_) => {}
            None if words.starts_with("```") || words.starts_with("<!-- table") => {
                let kind = words.strip_prefix("```").unwrap_or("table").to_owned();
                let mark = if kind == "table" { words.to_owned() } else { std::mem::take(&mut mark) };
                open = Some(Block { kind, mark, place: end..end });
            }
            None if !words.is_empty() => {
                mark = if words.starts_with("<!--") { words.to_owned() } else { String::new() };
            }
            None => {}
        }
        start = end;
    }
    assert!(open.is_none(), "a block does not end");
    blocks
}

/// The words of a command, as a shell takes them apart: quotes of both kinds, and a comment.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (None, '\'' | '"') => (quote, word) = (Some(c), Some(word.unwrap_or_default())),
            (None, '#') if word.is_none() => break,
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// What a command prints, run in `folder`: on standard output, or on standard error if it must be refused.
#[track_caller]
fn printed(command: &str, folder: &Path, is_refused: bool, few: bool) -> String {
    if NOT_RUN.iter().any(|known| command.starts_with(known)) {
        return String::new();
    }
    let command =
        command.strip_prefix("cargo run --release -- ").map_or(command.to_owned(), |rest| format!("runout {rest}"));
    let mut words = words(&command);
    assert_eq!(words.remove(0), "runout", "{command}: not a command that is known here");
    let has_runs = words.iter().any(|word| word == "--runs" || word == "--precision");
    if few && !has_runs && SIMULATING.contains(&words[0].as_str()) {
        words.extend(FEW.map(str::to_owned));
    }
    let done = Command::cargo_bin("runout").unwrap().args(&words).current_dir(folder).output().unwrap();
    let [out, err] = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(done.status.code(), Some(if is_refused { 2 } else { 0 }), "{command}: {out}{err}");
    let printed = if is_refused { err } else { out };
    printed.lines().filter(|line| !line.ends_with(SPEED)).map(|line| format!("{line}\n")).collect()
}

/// The paragraphs that begin with each of `beginnings`.
fn paragraphs(printed: &str, beginnings: &str) -> String {
    let all: Vec<&str> = printed.trim_end().split("\n\n").collect();
    let find = |beginning: &str| {
        let found = all.iter().find(|paragraph| paragraph.trim_start().starts_with(beginning));
        *found.unwrap_or_else(|| panic!("nothing begins with {beginning:?} in\n{printed}"))
    };
    beginnings.split(" | ").map(find).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// A document while its blocks are run.
struct Reading {
    name: String,
    folder: TempDir,
    /// The last command, until it is run.
    last: Option<String>,
}

impl Reading {
    /// Runs the last command with few runs, if what it says is not shown.
    fn finish(&mut self) {
        if let Some(command) = self.last.take() {
            printed(&command, self.folder.path(), false, true);
        }
    }

    fn commands(&mut self, text: &str) {
        self.finish();
        let text = text.replace("\\\n", " ");
        for command in text.lines().filter(|line| !line.is_empty()) {
            self.finish();
            self.last = Some(command.to_owned());
        }
    }

    /// What a block must show, by its mark; `None` if it is held to something else.
    fn shown(&mut self, mark: &str) -> String {
        let mark = mark.trim_start_matches("<!-- ").trim_end_matches(" -->");
        let (head, beginnings) = mark.split_once(": ").unwrap_or((mark, ""));
        let command = match head.split('`').nth(1) {
            Some(command) => command.to_owned(),
            None => self.last.take().unwrap_or_else(|| panic!("{}: no command before {mark}", self.name)),
        };
        let printed = printed(&command, self.folder.path(), head.starts_with("error"), false);
        if beginnings.is_empty() { printed } else { paragraphs(&printed, beginnings) }
    }

    /// Holds a block to what its kind demands; what it must show, if it shows what the program says.
    fn read(&mut self, block: &Block, text: &str) -> Option<String> {
        let name = &self.name;
        match (block.kind.split_once(' ').unwrap_or((&block.kind, "")), block.mark.as_str()) {
            (("toml", ""), _) => drop(Scenario::from_toml(name, text, &[]).unwrap()),
            (("toml", "fragment"), _) => {
                let whole = format!("base = \"startup\"\n{text}");
                let file = self.folder.path().join("fragment.toml");
                fs::write(file, whole).unwrap();
                printed("runout check fragment.toml", self.folder.path(), false, true);
            }
            (("csv", file), _) => fs::write(self.folder.path().join(file), text).unwrap(),
            (("sh", ""), _) => self.commands(text),
            (("rust", ""), _) => {}
            (("text", ""), "<!-- keys of results.json -->") => self.lists_keys(text),
            (("text", ""), mark) if mark.starts_with("<!-- output") || mark.starts_with("<!-- error") => {
                return Some(self.shown(mark));
            }
            (("table", ""), mark) => return Some(self.shown(mark)),
            ((kind, more), mark) => panic!("{name}: nothing is known of a block {kind:?} {more:?} below {mark:?}"),
        }
        None
    }

    fn lists_keys(&self, text: &str) {
        let json = printed("runout run startup --no-charts --format json", self.folder.path(), false, true);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let listed: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for key in json.as_object().unwrap().keys() {
            assert!(listed.contains(&key.as_str()), "{}: {key} is not listed", self.name);
        }
    }
}

/// Runs every block of a document, and holds or writes what it shows.
#[track_caller]
fn run_all_blocks(name: &str) -> TempDir {
    let text = fs::read_to_string(path(name)).unwrap();
    let mut reading = Reading { name: name.to_owned(), folder: TempDir::new().unwrap(), last: None };
    let (mut written, mut from) = (String::new(), 0);
    for block in blocks(&text) {
        let shown = &text[block.place.clone()];
        if let Some(printed) = reading.read(&block, shown) {
            if !wants_writing() {
                assert_eq!(shown, printed, "{name}: RUNOUT_GUIDE=write cargo test guide writes it anew");
            }
            written += &text[from..block.place.start];
            written += &printed;
            from = block.place.end;
        }
    }
    reading.finish();
    if wants_writing() {
        fs::write(path(name), written + &text[from..]).unwrap();
    }
    reading.folder
}

#[test]
fn the_readme_is_what_the_program_does_and_says_and_draws() {
    let folder = run_all_blocks("README.md");
    let drawn = fs::read(folder.path().join(DRAWN)).unwrap();
    if wants_writing() {
        fs::write(path(CHART), drawn).unwrap();
        return;
    }
    assert!(fs::read_to_string(path("README.md")).unwrap().contains(&format!("({CHART})")));
    assert!(fs::read(path(CHART)).unwrap() == drawn, "RUNOUT_GUIDE=write cargo test guide draws it anew");
}

#[test]
fn the_guide_is_what_the_program_does_and_says() {
    for chapter in Chapter::all() {
        run_all_blocks(&format!("src/guide/{}.md", chapter.name));
    }
}

#[test]
fn the_readme_is_a_front_page() {
    assert!(fs::read_to_string(path("README.md")).unwrap().lines().count() <= 200);
}

#[test]
fn the_guide_lists_the_whole_library() {
    let library = Chapter::find("library").unwrap().text;
    for name in Library::names() {
        assert!(library.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn links_of_the_readme_and_the_guide_lead_to_files() {
    for document in documents() {
        let text = fs::read_to_string(path(&document)).unwrap();
        let file = path(&document);
        let folder = file.parent().unwrap();
        let inline = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let named = text.lines().filter(|line| line.starts_with('[')).filter_map(|line| line.split_once("]: "));
        for link in inline.chain(named.map(|(_, link)| link)).filter(|link| !link.starts_with("http")) {
            assert!(folder.join(link).exists(), "{document}: {link}");
        }
    }
}

#[test]
fn a_chapter_is_shown_and_one_that_is_not_there_is_refused() {
    let runout = |arguments: &[&str]| Command::cargo_bin("runout").unwrap().args(arguments).output().unwrap();
    let contents = String::from_utf8(runout(&["guide"]).stdout).unwrap();
    for chapter in Chapter::all() {
        assert!(contents.contains(&format!("{:12}  {}\n", chapter.name, chapter.about)), "{contents}");
        let shown = runout(&["guide", chapter.name]);
        let title = chapter.text.lines().next().unwrap().trim_start_matches("# ");
        assert!(String::from_utf8(shown.stdout).unwrap().starts_with(title));
    }
    let refused = runout(&["guide", "langage"]);
    assert_eq!(refused.status.code(), Some(2));
    let message = "error: \"langage\" is not a chapter of the guide\nhelp: did you mean `language`?\n";
    assert_eq!(String::from_utf8(refused.stderr).unwrap(), message);
}
