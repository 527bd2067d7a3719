//! The `runout` program: arguments in, exit code out. Everything it knows how to do is in the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
