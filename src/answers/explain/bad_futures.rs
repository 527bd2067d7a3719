//! Which futures are bad, and up to which year anything can matter for that.

use super::types::Bad;
use crate::model::{Figure, Model, Test};
use crate::scenario::Bound;

/// When a claim with this test is bad, unless specified otherwise: where the cash runs out, or where it does not reach something good.
///
/// More revenue, result, cash and growth are good, and so is less capital needed. Of combined tests, all must agree that holding is bad;
/// otherwise failing is.
#[must_use]
pub fn usually_bad(test: &Test) -> Bad {
    match test {
        Test::ExhaustedBefore(_)
        | Test::Figure(_, Bound::AtMost(_))
        | Test::CapitalNeeded(Bound::AtLeast(_))
        | Test::CovenantBrokenBefore(..) => Bad::Holds,
        Test::ProfitableBy(_)
        | Test::ProfitableFirst
        | Test::Figure(_, Bound::AtLeast(_))
        | Test::LandsBefore(..)
        | Test::CapitalNeeded(Bound::AtMost(_)) => Bad::Fails,
        Test::All(parts) | Test::Any(parts) => {
            let is_bad = !parts.is_empty() && parts.iter().all(|part| usually_bad(part) == Bad::Holds);
            if is_bad { Bad::Holds } else { Bad::Fails }
        }
        Test::WithoutNewCapital(part) => usually_bad(part),
        Test::Not(part) => match usually_bad(part) {
            Bad::Holds => Bad::Fails,
            Bad::Fails => Bad::Holds,
        },
    }
}

/// The test that holds in the bad futures.
pub(super) fn bad_test(test: &Test, bad: Bad) -> Test {
    match bad {
        Bad::Holds => test.clone(),
        Bad::Fails => Test::Not(Box::new(test.clone())),
    }
}

/// How many years, from the first, can matter for a test; at least one.
pub(super) fn years_that_matter(test: &Test, model: &Model) -> usize {
    let all = model.inputs.calendar.years().len();
    let years = match test {
        Test::ExhaustedBefore(month)
        | Test::CovenantBrokenBefore(_, month)
        | Test::LandsBefore(_, month)
        | Test::Figure(Figure::CashOn(month) | Figure::RunwayOn(month), _) => {
            let ends = (0..all).map(|year| model.inputs.calendar.end_of_year(year) as f64);
            1 + ends.take_while(|end| end < month).count()
        }
        Test::ProfitableBy(year) => year + usize::try_from(model.company.for_years).unwrap_or(all),
        Test::ProfitableFirst | Test::CapitalNeeded(_) => all,
        Test::Figure(Figure::InYear(_, year) | Figure::Through(_, year) | Figure::Growth(year), _) => year + 1,
        Test::All(parts) | Test::Any(parts) => {
            parts.iter().map(|part| years_that_matter(part, model)).max().unwrap_or(all)
        }
        Test::Not(part) | Test::WithoutNewCapital(part) => years_that_matter(part, model),
    };
    years.clamp(1, all)
}
