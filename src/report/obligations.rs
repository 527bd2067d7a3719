//! Loans and taxes, in words: what is owed, how it is paid, and what lenders watch.

use super::requirements::{months_long, rules};
use super::unit::amounts_in;
use crate::error::visible;
use crate::model::{Covenant, Loan, LoanOrigin, Model, Repayment, Tax};
use crate::scenario::Amortization;
use crate::wording::{month, three_digits};

/// What becomes of a loan.
pub(super) fn loan(loan: &Loan, model: &Model) -> String {
    let driver = |id: usize| visible(&model.inputs.drivers[id].name);
    let origin = match &loan.origin {
        LoanOrigin::Balance(balance) => format!("`{}` is owed at the start", driver(*balance)),
        LoanOrigin::Lent(raise) => {
            let date = month(model.inputs.calendar.date_at(raise.month));
            let test = match raise.requires.as_slice() {
                [] => String::new(),
                requires => format!(" if {}", rules(requires, model)),
            };
            format!("`{}` is to be lent in {date}{test}", driver(raise.amount))
        }
    };
    let covenant = loan.covenant.as_ref().map_or_else(String::new, |covenant| self::covenant(covenant, model));
    let index = loan.index.map(|index| visible(&model.company.indices[index].name));
    let index =
        index.map_or_else(String::new, |index| format!(", each amount times the level of index {index} on its day"));
    format!("Loan {}: {origin}; {}{index}.{covenant}", visible(&loan.name), repaid(&loan.repays, model))
}

fn repaid(repays: &Repayment, model: &Model) -> String {
    let calendar = &model.inputs.calendar;
    let driver = |id: usize| visible(&model.inputs.drivers[id].name);
    let last = |end: usize| month(calendar.first_of_month(end - 1));
    match *repays {
        Repayment::Scheduled { rate, first, end, amortization } => {
            let from =
                if first > 0 { format!(" from {}", month(calendar.first_of_month(first))) } else { String::new() };
            let parts = match amortization {
                Amortization::Level => format!("in equal parts at the ends of months{from} to {}", last(end)),
                Amortization::Annuity => {
                    format!("in equal payments, interest included, at the ends of months{from} to {}", last(end))
                }
                Amortization::AtMaturity => format!("at the end of {}", last(end)),
            };
            format!("it costs a twelfth of `{}` a month and is repaid {parts}", driver(rate))
        }
        Repayment::RevenueShare { share, until, end } => {
            let rest = end.map_or_else(String::new, |end| format!(", and the rest at the end of {}", last(end)));
            let (share, until) = (driver(share), driver(until));
            format!("`{share}` of each month's revenue is paid until it is `{until}` times the amount{rest}")
        }
    }
}

fn covenant(covenant: &Covenant, model: &Model) -> String {
    let cash = covenant.cash.map(|least| format!("cash is at least {} {}", three_digits(least), amounts_in(model)));
    let others = rules(covenant.requires.iter().chain(&covenant.growth), model);
    let all: Vec<String> = cash.into_iter().chain(Some(others).filter(|others| !others.is_empty())).collect();
    let follows = if covenant.repays { "all of it is repaid at once" } else { "that is reported" };
    format!(" Its lender asks that {} at the start of each step; if not, {follows}.", all.join(" and "))
}

/// When which tax is paid.
pub(super) fn tax(tax: &Tax, model: &Model) -> String {
    let driver = |id: usize| visible(&model.inputs.drivers[id].name);
    let losses = tax.losses.map_or_else(String::new, |losses| format!(", `{}` among them", driver(losses)));
    let when = match tax.paid_after {
        0 => "at the year's end".to_owned(),
        months => format!("{} after the year's end", months_long(months as f64)),
    };
    format!(
        "Tax of `{}` on each year's operating result less interest, after losses carried forward{losses}, is paid {when}.",
        driver(tax.rate)
    )
}
