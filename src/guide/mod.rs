//! The guide, chapter by chapter: what `runout guide` shows, and pages of this documentation.
//!
//! The chapters are Markdown files beside this one; tests run every block of them.

#[cfg(feature = "report")]
mod page;
#[cfg(feature = "report")]
pub use page::contents;

use crate::error::{Problem, Result};
use crate::scenario::nearest;

/// A chapter of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// The name that it is called by.
    pub name: &'static str,
    /// What it is about, in one line.
    pub about: &'static str,
    /// Its text, as Markdown.
    pub text: &'static str,
}

/// Makes a page of each chapter and the list of them. Links from one to another are by name: `links.md` leads them to pages here, the last
/// lines of a chapter to files.
macro_rules! chapters {
    ($($name:ident $file:literal $about:literal)*) => {
        $(
            #[doc = include_str!("links.md")]
            #[doc = include_str!($file)]
            pub mod $name {}
        )*

        const ALL: &[Chapter] = &[
            $(Chapter { name: stringify!($name), about: $about, text: include_str!($file) },)*
        ];
    };
}

chapters! {
    language "language.md" "how a company is written down: sections, distributions, conditions, variants"
    books "books.md" "a scenario made from a spreadsheet of accounts by months"
    library "library.md" "the scenarios that come with the program, and their answers"
    article "article.md" "the claims of an article on OpenAI's finances, tested"
    commands "commands.md" "every command, the flags that they share, exit codes, how many runs are enough"
    answers "answers.md" "what the numbers mean, what results.json holds, what is the same again"
    compare "compare.md" "two or more scenarios through the same futures"
    decide "decide.md" "what matters, why it goes wrong, what it would take, until when"
    update "update.md" "the answer in the light of what has happened since"
    designs "designs.md" "futures spread evenly: Latin hypercubes and Sobol points"
    speed "speed.md" "how fast it is, beside what one would use in its place"
    trust "trust.md" "why one may believe it, and what it does not do"
    contributing "contributing.md" "where things are, and three worked examples of adding to them"
}

impl Chapter {
    /// The chapters, in the order in which one may read them.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        ALL
    }

    /// The chapter that is called `name`.
    ///
    /// # Errors
    /// - [`Error::AtFault`](crate::error::Error::AtFault) if there is none, with the one that may have been meant.
    pub fn find(name: &str) -> Result<&'static Self> {
        let names = || ALL.iter().map(|chapter| chapter.name);
        ALL.iter().find(|chapter| chapter.name == name).ok_or_else(|| {
            let help = match nearest(name, names()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("the chapters are {}", names().collect::<Vec<_>>().join(", ")),
            };
            Problem::new(None, "", format!("{name:?} is not a chapter of the guide")).help(help).into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_is_found_by_its_name_and_others_are_refused_with_what_may_be_meant() {
        assert_eq!(Chapter::find("speed").unwrap().name, "speed");
        insta::assert_snapshot!(Chapter::find("desings").unwrap_err(), @r#""desings" is not a chapter of the guide; did you mean `designs`?"#);
        assert!(Chapter::find("zzz").unwrap_err().to_string().contains("the chapters are language, books, library, "));
    }

    #[test]
    fn each_chapter_opens_with_its_title() {
        for chapter in Chapter::all() {
            assert!(chapter.text.starts_with("# "), "{}", chapter.name);
            assert!(include_str!("links.md").contains(&format!("[{0}]: crate::guide::{0}\n", chapter.name)));
        }
    }
}
