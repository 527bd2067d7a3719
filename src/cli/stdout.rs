//! Printing on standard output. A reader that has gone away (`| head -1`) is no error.

use runout::error::{Error, Result};
use runout::report;
use std::io::{self, ErrorKind, Write};

/// Prints text, with its ANSI styles where standard output shows them and `NO_COLOR` does not forbid it.
pub(super) fn print_text(text: &str) -> Result<()> {
    printed(write_all(&mut anstream::stdout().lock(), text.as_bytes()))
}

/// Prints text that was made for a page, with lines broken where the terminal is narrower.
pub(super) fn print_fitted(text: &str) -> Result<()> {
    match terminal() {
        Some(columns) => print_text(&report::fitted(text, report::page_width(Some(columns)))),
        None => print_text(text),
    }
}

/// The columns of a page on standard output.
pub(super) fn width() -> usize {
    report::page_width(terminal())
}

/// The columns of the terminal that standard output is; `None` if it is none.
fn terminal() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Prints bytes as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<()> {
    printed(write_all(&mut io::stdout().lock(), bytes))
}

fn write_all(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes)?;
    out.flush()
}

fn printed(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::Machine(format!("cannot print on standard output: {error}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_pipe_is_quiet_and_a_full_disk_is_not() {
        assert!(printed(Err(ErrorKind::BrokenPipe.into())).is_ok());
        let message = printed(Err(ErrorKind::StorageFull.into())).unwrap_err().to_string();
        assert_eq!(message, "cannot print on standard output: no storage space");
    }
}
