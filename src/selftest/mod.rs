//! The program against independent referees, on the user's machine, in seconds.
//!
//! Samplers and distribution functions are compared with those of `rand_distr` and `statrs`, answers with closed forms, bytes with each
//! other. Eighth in the river: it uses the program as its users do, and only the command line uses it.

mod bytes;
pub mod companies;
mod draws;
pub mod families;
mod functions;
mod quantiles;

use crate::error::{Error, Result};
use std::fmt;

/// Something measured, and the limit that it must keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What was measured.
    pub subject: String,
    /// How far off it is.
    ///
    /// # Units
    /// As the section's `measure` says.
    pub measured: f64,
    /// How far off it may be.
    pub limit: f64,
}

impl Check {
    fn new(subject: impl Into<String>, measured: f64, limit: f64) -> Self {
        Self { subject: subject.into(), measured, limit }
    }

    /// Whether the limit is kept; a NaN keeps none.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.measured <= self.limit
    }
}

/// Checks of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfTestSection {
    /// What is compared with what.
    pub title: &'static str,
    /// What the numbers are.
    pub measure: &'static str,
    /// The checks.
    pub checks: Vec<Check>,
}

/// All that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Selftest {
    /// The checks, by kind.
    pub sections: Vec<SelfTestSection>,
}

/// Checks everything.
///
/// # Errors
/// - If the machine refuses threads, or a referee its parameters.
pub fn selftest() -> Result<Selftest> {
    let families = families::all()?;
    let sections = vec![
        SelfTestSection {
            title: "Draws of the engine against those of rand_distr",
            measure: "Kolmogorov-Smirnov statistic of two samples: largest distance times the root of their size",
            checks: draws::alike(&families)?,
        },
        SelfTestSection {
            title: "Distribution functions against those of statrs, or the formula of their quantiles",
            measure: "largest difference of a probability",
            checks: functions::agree(&families),
        },
        SelfTestSection {
            title: "Quantiles known to 18 digits, from 1e-300 in either tail",
            measure: "largest relative error",
            checks: quantiles::known()?,
        },
        SelfTestSection {
            title: "Companies whose chance of running out of cash is known in closed form",
            measure: "distance from it, in standard errors",
            checks: companies::known()?,
        },
        SelfTestSection {
            title: "The same bytes of results.json on any number of threads",
            measure: "bytes that differ",
            checks: bytes::on_any_threads()?,
        },
        SelfTestSection {
            title: "The same bits of every run at every width of vectors that this processor has",
            measure: "numbers that differ",
            checks: bytes::at_any_width()?,
        },
    ];
    Ok(Selftest { sections })
}

impl Selftest {
    /// Every check.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.sections.iter().flat_map(|section| &section.checks)
    }

    /// Whether every limit is kept.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks().all(Check::holds)
    }
}

/// Columns of a number.
const NUMBER: usize = 10;

impl fmt::Display for Selftest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = self.checks().map(|check| check.subject.chars().count()).max().unwrap_or(0);
        for section in &self.sections {
            writeln!(f, "{}\n  {}", section.title, section.measure)?;
            writeln!(f, "  {:widest$}{:>NUMBER$}{:>NUMBER$}", "", "measured", "limit")?;
            for check in &section.checks {
                let miss = if check.holds() { "" } else { "  MISSED" };
                let (measured, limit) = (number(check.measured), number(check.limit));
                writeln!(f, "  {:widest$}{measured:>NUMBER$}{limit:>NUMBER$}{miss}", check.subject)?;
            }
            writeln!(f)?;
        }
        let (all, missed) = (self.checks().count(), self.checks().filter(|check| !check.holds()).count());
        match missed {
            0 => writeln!(f, "All {all} checks keep their limits."),
            _ => writeln!(f, "{missed} of {all} checks miss their limits: do not trust this build on this machine."),
        }
    }
}

/// A number of three digits, small ones by powers of ten.
fn number(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        value if value.abs() < 1e-3 => format!("{value:.1e}"),
        value => format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

/// The error of a referee that refuses its parameters, which would be a fault of this program.
fn refused(reason: impl fmt::Display) -> Error {
    Error::Machine(format!("the self-test cannot ask its referee: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_keeps_its_limit() {
        let selftest = selftest().unwrap();
        assert!(selftest.holds(), "{selftest}");
        assert!(selftest.checks().count() > 50);
        assert!(selftest.sections.iter().all(|section| !section.checks.is_empty()));
    }

    #[test]
    fn a_miss_is_said_beside_it_and_at_the_end() {
        let checks = vec![Check::new("right", 1.5, 2.226), Check::new("wrong", f64::NAN, 1e-10)];
        let selftest = Selftest { sections: vec![SelfTestSection { title: "Title", measure: "how far", checks }] };
        assert!(!selftest.holds());
        insta::assert_snapshot!(selftest.to_string(), @r"
        Title
          how far
                 measured     limit
          right       1.5     2.226
          wrong       NaN   1.0e-10  MISSED

        1 of 2 checks miss their limits: do not trust this build on this machine.
        ");
    }
}
