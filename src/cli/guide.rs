//! `guide`: a chapter of the guide on the terminal, or the list of them.

use super::args::GuideOptions;
use super::stdout;
use runout::error::Result;
use runout::guide::{Chapter, contents};

/// Columns of a page; lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 100;

/// Prints a chapter, or the list of them.
pub(super) fn guide(options: &GuideOptions) -> Result<()> {
    match &options.chapter {
        Some(name) => stdout::print_text(&Chapter::find(name)?.page(width())),
        None => stdout::print_text(&contents(width())),
    }
}

/// The width of the terminal, as far as it can be used.
fn width() -> usize {
    terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0).min(WIDEST))
}
