//! When cash moves, in words: later, billed ahead, or in the months of the calendar in which it is due.

use crate::error::visible;
use crate::model::{DueMonths, PaymentTerms};
use crate::scenario::Month;
use crate::wording::{listed, three_digits};

/// How a revenue stream is collected; `None` if as it counts.
pub(super) fn collected(name: &str, terms: PaymentTerms, before: &[f64]) -> Option<String> {
    let revenue = format!("Revenue {}", visible(name));
    let said = match terms {
        PaymentTerms::After(0) => None,
        PaymentTerms::After(months) => {
            Some(format!("{revenue} is collected {} after it counts.", months_long(months as f64)))
        }
        PaymentTerms::Billed { every, after } => {
            let later = match after {
                0 => String::new(),
                months => format!(", and each bill is collected {} later", months_long(months as f64)),
            };
            Some(format!("{revenue} is billed {} ahead, renewals spread evenly{later}.", months_long(every as f64)))
        }
        PaymentTerms::Due(due) => Some(format!("{revenue} is collected {}.", due_days(&due))),
    };
    said.map(|said| said + &known(before))
}

/// How a burn line is paid; `None` if as it counts.
pub(super) fn paid(name: &str, terms: PaymentTerms, before: &[f64]) -> Option<String> {
    let burn = format!("Burn {}", visible(name));
    let said = match terms {
        PaymentTerms::After(0) | PaymentTerms::Billed { .. } => None,
        PaymentTerms::After(months) => Some(format!("{burn} is paid {} after it counts.", months_long(months as f64))),
        PaymentTerms::Due(due) => Some(format!("{burn} is paid {}.", due_days(&due))),
    };
    said.map(|said| said + &known(before))
}

/// What the last months before the start had, of which something is still due.
fn known(before: &[f64]) -> String {
    let amounts: Vec<String> = before.iter().map(|amount| three_digits(*amount)).collect();
    match before.len() {
        0 => String::new(),
        1 => format!(" In the month before the start it was {}.", amounts[0]),
        months => format!(" In the {months} months before the start it was {}.", listed(&amounts)),
    }
}

fn due_days(due: &DueMonths) -> String {
    let names: Vec<String> = due.months().map(|month| Month::after_january(month - 1).to_string()).collect();
    let months = if names.len() == 12 { "each month".to_owned() } else { listed(&names) };
    match (due.in_advance, names.len()) {
        (true, 1) => format!("on the first day of {months}, for the twelve months ahead"),
        (false, 1) => format!("on the last day of {months}, for the twelve months up to then"),
        (true, _) => format!("on the first day of {months}, for the months until the next of them"),
        (false, _) => format!("on the last day of {months}, for the months since the last of them"),
    }
}

/// "1 month", "2.5 months".
pub(super) fn months_long(months: f64) -> String {
    let plural = if months.to_bits() == 1.0_f64.to_bits() { "" } else { "s" };
    format!("{} month{plural}", three_digits(months))
}
