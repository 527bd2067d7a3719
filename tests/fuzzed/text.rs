//! Any text as a scenario: read and understood, or told what is wrong with it.

use super::meant;
use runout::scenario::Scenario;

/// Tries a text.
pub(crate) fn text(text: &str) {
    meant(Scenario::from_toml("fuzzed", text, &[]));
}
