//! Ctrl-C and the signals that end a program: the first requests the answer so far, the second stops at once.

use runout::error::{Error, Result};
use std::fs;
use std::path::PathBuf;
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Exit code of a run that was interrupted.
pub(super) const INTERRUPTED: u8 = 130;

/// The exit code of an answer, complete or interrupted.
pub(super) fn exit_code(is_complete: bool) -> ExitCode {
    ExitCode::from(if is_complete { 0 } else { INTERRUPTED })
}

/// Whether the user wants to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt {
    wanted: Arc<AtomicBool>,
    unfinished: Arc<Mutex<Vec<PathBuf>>>,
}

impl Interrupt {
    /// Starts to listen; to be called once in a process.
    ///
    /// # Errors
    /// - [`Error::Machine`] if the operating system does not let us listen
    pub(super) fn listen() -> Result<Self> {
        let interrupt = Self::default();
        let listener = interrupt.clone();
        ctrlc::set_handler(move || {
            // What it returns is held until the end: nobody begins to rename what was just removed.
            if let Some(_held) = listener.note() {
                process::exit(i32::from(INTERRUPTED));
            }
        })
        .map_err(|reason| Error::Machine(format!("cannot listen for Ctrl-C: {reason}")))?;
        Ok(interrupt)
    }

    /// Whether to stop; for the loop over blocks to look at.
    pub(super) fn wanted(&self) -> &AtomicBool {
        &self.wanted
    }

    /// Files to be removed if the program must stop at once; those that are gone by then are no matter.
    pub(super) fn remove_on_stop(&self, paths: Vec<PathBuf>) {
        *self.unfinished() = paths;
    }

    /// Finishes what was unfinished: a signal that stops the program waits until that is done.
    pub(super) fn without_stopping<T>(&self, finish: impl FnOnce() -> T) -> T {
        let mut unfinished = self.unfinished();
        let done = finish();
        unfinished.clear();
        done
    }

    fn unfinished(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes one signal; on the second removes what is unfinished and says that it is time to exit. While what it returns is held,
    /// nothing is finished.
    fn note(&self) -> Option<MutexGuard<'_, Vec<PathBuf>>> {
        if !self.wanted.swap(true, Ordering::Relaxed) {
            return None;
        }
        let mut unfinished = self.unfinished();
        for path in unfinished.drain(..) {
            // Nobody is left to be told about a file that cannot be removed.
            let _ = fs::remove_file(path);
        }
        Some(unfinished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_signal_asks_and_the_second_stops_and_cleans_up() {
        let folder = tempfile::tempdir().unwrap();
        let half_written = folder.path().join("half");
        fs::write(&half_written, "").unwrap();
        let interrupt = Interrupt::default();
        interrupt.remove_on_stop(vec![half_written.clone(), folder.path().join("already renamed")]);
        assert!(interrupt.note().is_none());
        assert!(interrupt.wanted().load(Ordering::Relaxed) && half_written.exists());
        assert!(interrupt.note().is_some());
        assert!(!half_written.exists());
    }

    #[test]
    fn a_signal_that_stops_waits_until_files_have_their_names() {
        let interrupt = Interrupt::default();
        assert!(interrupt.note().is_none());
        let (finished, listener) = (AtomicBool::new(false), interrupt.clone());
        std::thread::scope(|scope| {
            interrupt.without_stopping(|| {
                scope.spawn(|| {
                    let stopped = listener.note();
                    assert!(stopped.is_some() && finished.load(Ordering::Relaxed));
                });
                std::thread::sleep(std::time::Duration::from_millis(100));
                finished.store(true, Ordering::Relaxed);
            });
        });
    }
}
