//! Reads when cash moves: months later, billed in advance, or in the months of the calendar in which it is due.

use crate::error::{At, Place, Problem, Problems};
use crate::scenario::section::SectionReader;
use crate::scenario::tree::NodeKind;
use crate::scenario::{PaymentTermsSpec, Step};

/// When a revenue stream is collected; `None` if nothing is written of it, or it could not be read.
pub(super) fn collected(section: &mut SectionReader<'_, '_>) -> Option<PaymentTermsSpec> {
    let after = months_after(section, "collected_after_months");
    let billed_every = section.whole("billed_every_months");
    let due = due(section, "collected_after_months");
    let Some(every) = billed_every else { return due.or(after.map(PaymentTermsSpec::After)) };
    if due.is_some() {
        let help = "keep `due_months` for what is paid on set days, `billed_every_months` for renewals all year round";
        let message = "`billed_every_months` must stand without `due_months`, got both";
        section.problem(section.key_place("billed_every_months"), message, Some(help.to_owned()));
    }
    Some(PaymentTermsSpec::Billed { every, after })
}

/// When a burn line is paid; `None` if nothing is written of it, or it could not be read.
pub(super) fn paid(section: &mut SectionReader<'_, '_>) -> Option<PaymentTermsSpec> {
    let after = months_after(section, "paid_after_months");
    due(section, "paid_after_months").or(after.map(PaymentTermsSpec::After))
}

/// `collected_after_months` or `paid_after_months`: whole months, and never ahead.
fn months_after(section: &mut SectionReader<'_, '_>, key: &'static str) -> Option<At<i64>> {
    let limits = section.whole_limits(key);
    let value = section.value(key)?;
    match value.node.kind {
        NodeKind::Whole(ahead) if ahead < 0 => {
            let ahead = ahead.unsigned_abs();
            let every = ahead.clamp(1, 24);
            let help = format!(
                "for money that moves ahead, write `billed_every_months = {every}` (revenue whose customers pay so many months ahead), or \
                 `due_months = [1, 7]` with `in_advance = true` (what is paid in these months for those until the next)"
            );
            value.wrong_with(&format!("be a whole number from {} to {}", limits.0, limits.1), &help)
        }
        _ => value.whole_within(limits),
    }
}

/// `due_months` and `in_advance`.
fn due(section: &mut SectionReader<'_, '_>, after: &'static str) -> Option<PaymentTermsSpec> {
    let months = section.value("due_months").and_then(super::super::value::ValueReader::calendar_months);
    let in_advance = section.truth("in_advance");
    if section.written(["due_months"]).is_empty() {
        if in_advance.is_some() {
            let help = "write `due_months = [1, 7]`, say: the months of the calendar in which it is paid";
            let message = "`in_advance` must have `due_months` beside it";
            section.problem(section.key_place("in_advance"), message, Some(help.to_owned()));
        }
        return None;
    }
    if !section.written([after]).is_empty() {
        let help = "`due_months` already says when cash moves";
        let message = format!("`{after}` must stand without `due_months`, got both");
        section.problem(section.key_place(after), message, Some(help.to_owned()));
    }
    Some(PaymentTermsSpec::Due { months: months?, in_advance: in_advance.unwrap_or_default() })
}

/// Cash that moves at another time than it counts does so by the month.
pub(super) fn check(terms: &PaymentTermsSpec, after: &str, step: Step, path: &str, problems: &mut Problems) {
    match terms {
        PaymentTermsSpec::After(months) if months.value == 0 => {}
        PaymentTermsSpec::After(months) => {
            let rule = format!("`{after}` must be 0 unless steps are months, got {}", months.value);
            moves_monthly(rule, months.place, step, path, problems);
        }
        PaymentTermsSpec::Billed { every, .. } => {
            let rule = "`billed_every_months` must have steps of a month".to_owned();
            moves_monthly(rule, every.place, step, path, problems);
        }
        PaymentTermsSpec::Due { months, .. } => {
            let rule = "`due_months` must have steps of a month".to_owned();
            moves_monthly(rule, months.place, step, path, problems);
        }
    }
}

/// What is billed ahead has no season: a bill for many months says nothing of when it is used.
pub(super) fn check_season(
    terms: &PaymentTermsSpec,
    season: Option<&At<[f64; 12]>>,
    path: &str,
    problems: &mut Problems,
) {
    if let (PaymentTermsSpec::Billed { every, .. }, Some(_)) = (terms, season) {
        let message = "`billed_every_months` must stand without `season`, got both";
        let help = "write one stream for what is billed ahead, and another for what is sold by the season";
        problems.push(Problem::new(every.place, path, message).help(help));
    }
}

fn moves_monthly(rule: String, place: Place, step: Step, path: &str, problems: &mut Problems) {
    if step != Step::Month {
        problems.push(Problem::new(place, path, rule).help("write step = \"month\", or leave this out"));
    }
}
