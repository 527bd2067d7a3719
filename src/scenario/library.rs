//! The scenarios that come with the program: real questions, embedded in the binary.

use super::shown::nearest;

/// A scenario that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Library {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(Library { name: $name, text: include_str!(concat!("../../config/", $name, ".toml")) }),*]
    };
}

/// Every scenario of the library, in the order in which it is listed.
static ALL: &[Library] = embedded![
    "openai",
    "openai-top-down",
    "openai-600",
    "openai-1400",
    "openai-no-launches",
    "openai-cutbacks",
    "openai-lease",
    "openai-own",
    "openai-own-no-loan",
    "openai-plan-feb-2026",
    "openai-plan-sept-2025",
    "hsbc",
    "anthropic",
    "startup",
    "hardware",
    "saas",
    "biotech",
    "shop",
    "benchmark",
];

impl Library {
    /// All scenarios of the library.
    #[must_use]
    pub fn all() -> &'static [Self] {
        ALL
    }

    /// The scenario of this name.
    #[must_use]
    pub fn get(name: &str) -> Option<Self> {
        ALL.iter().find(|scenario| scenario.name == name).copied()
    }

    /// The names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|scenario| scenario.name)
    }

    /// What it asks: its `question`, or the first line of its text, a comment that says what it is.
    #[must_use]
    pub fn question(&self) -> String {
        let asked =
            super::Scenario::from_toml(self.name, self.text, &[]).ok().and_then(|(scenario, _)| scenario.question);
        asked.unwrap_or_else(|| self.text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']).to_owned())
    }

    /// The name nearest to what was written, if one may have been meant.
    pub(super) fn nearest(written: &str) -> Option<&'static str> {
        nearest(written, Self::names())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_unique() {
        for (index, scenario) in Library::all().iter().enumerate() {
            assert_eq!(Library::get(scenario.name), Some(*scenario));
            assert!(Library::names().skip(index + 1).all(|name| name != scenario.name));
        }
        assert_eq!(Library::get("Benchmark"), None);
    }

    #[test]
    fn each_says_what_it_is_for() {
        for scenario in Library::all() {
            assert!(scenario.question().len() > 40, "{}: {}", scenario.name, scenario.question());
        }
    }
}
