//! Reads customers who come and leave, and what each pays.

use crate::error::{At, Problem, Problems};
use crate::scenario::form::CUSTOMERS;
use crate::scenario::section::SectionReader;
use crate::scenario::{CustomersSpec, DistributionSpec, FlowSpec, Schedule, Yearly};

/// The keys of this form.
pub(super) const KEYS: [&str; 2] = ["customers", "price"];

/// `customers` and `price`; `None` if either is not written, or could not be read.
pub(super) fn customers(section: &mut SectionReader<'_, '_>) -> Option<FlowSpec> {
    let (customers, price) = (section.table("customers", &CUSTOMERS, numbers), section.yearly("price"));
    let missing = match section.written(KEYS).as_slice() {
        ["customers"] => (
            "`customers` must have `price` beside it",
            "customers",
            "write price = 600, say: what a customer pays a year",
        ),
        ["price"] => (
            "`price` must have `customers` beside it",
            "price",
            "write customers = { opening = 200, adds = 480, churn = \"30%\" }, say",
        ),
        _ => {
            section.refuse_lost_percent("churn");
            let (opening, adds, churn) = customers?;
            return Some(FlowSpec::Customers(Box::new(CustomersSpec { opening, adds, churn, price: price? })));
        }
    };
    let (message, key, help) = missing;
    section.problem(section.key_place(key), message, Some(help.to_owned()));
    None
}

type Numbers = (At<DistributionSpec>, At<Yearly>, At<Yearly>);

/// `opening`, `adds` and `churn`.
fn numbers(section: &mut SectionReader<'_, '_>) -> Option<Numbers> {
    section.refuse_lost_percent("churn");
    let (opening, adds, churn) = (section.distribution("opening"), section.yearly("adds"), section.yearly("churn"));
    section.source();
    if let Some(churn) = &churn {
        let subject = section.path_of("churn");
        match &churn.value.values {
            Schedule::Same(of) => not_in_percent(of, &subject, section.problems),
            Schedule::ByYear(named) => named.values().for_each(|of| not_in_percent(of, &subject, section.problems)),
        }
    }
    Some((opening?, adds?, churn?))
}

/// Notes a churn that was meant in per cent.
fn not_in_percent(churn: &At<DistributionSpec>, subject: &str, problems: &mut Problems) {
    let (got, percent) = match churn.value {
        DistributionSpec::Constant(value) if value > 1.0 => (value.to_string(), format!("\"{value}%\"")),
        DistributionSpec::Interval { low, high } if low > 1.0 => {
            (format!("\"{low} to {high}\""), format!("\"{low}% to {high}%\""))
        }
        _ => return,
    };
    let message = format!("`churn` is the share of customers who leave within a year, at most 0.99, got {got}");
    problems.push(Problem::new(churn.place, subject, message).help(format!("write {percent}")));
}
