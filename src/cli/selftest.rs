//! `selftest`: the program against independent referees, on this machine.

use super::{FAILED, stdout};
use runout::error::Result;
use runout::selftest::{Selftest, selftest};
use std::process::ExitCode;

/// Prints what was measured; fails if a limit is missed.
pub(super) fn run() -> Result<ExitCode> {
    let selftest = selftest()?;
    stdout::print_text(&selftest.to_string())?;
    Ok(exit_code(&selftest))
}

fn exit_code(selftest: &Selftest) -> ExitCode {
    if selftest.holds() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runout::selftest::{Check, SelfTestSection};

    #[test]
    fn a_missed_limit_exits_with_1() {
        let selftest = |measured| {
            let checks = vec![Check { subject: "normal".to_owned(), measured, limit: 1.0 }];
            Selftest { sections: vec![SelfTestSection { title: "Draws", measure: "distance", checks }] }
        };
        assert_eq!(exit_code(&selftest(0.9)), ExitCode::SUCCESS);
        assert_eq!(exit_code(&selftest(1.1)), ExitCode::from(1));
        assert_eq!(exit_code(&selftest(f64::NAN)), ExitCode::from(1));
    }
}
