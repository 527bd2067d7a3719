//! Reads lines that are a share of another line, or of all revenue.

use crate::scenario::section::SectionReader;
use crate::scenario::{FlowSpec, ShareSpec};

/// The keys of this form.
pub(super) const KEYS: [&str; 2] = ["share_of", "share"];

/// `share_of` and `share`; `None` if either is not written, or could not be read.
pub(super) fn share(section: &mut SectionReader<'_, '_>) -> Option<FlowSpec> {
    let (of, share) = (section.text("share_of"), section.yearly("share"));
    let (message, key, help) = match section.written(KEYS).as_slice() {
        ["share_of"] => ("`share_of` must have `share` beside it", "share_of", "write share = \"8%\", say"),
        ["share"] => (
            "`share` must have `share_of` beside it",
            "share",
            "write share_of = \"revenue\", or name a line: \"revenue.Licences\", \"burn.Payroll\"",
        ),
        _ => return Some(FlowSpec::ShareOf(Box::new(ShareSpec { of: of?, share: share? }))),
    };
    section.problem(section.key_place(key), message, Some(help.to_owned()));
    None
}
