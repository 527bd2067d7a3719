//! The runway month by month and quarter by quarter: the probability that the cash has run out, and quantiles of cash.

use super::estimator::{Estimator, fan};
use super::{ByPeriod, RunwayByPeriod};
use crate::model::{Calendar, Model, months_in};
use crate::scenario::Step;
use crate::tally::{Clocks, Counts, RUNS_BY_MONTH};
use std::ops::Range;

/// The runway from the counts of so many runs.
pub(super) fn runway(model: &Model, estimator: &Estimator<'_>, runs: u64) -> RunwayByPeriod {
    let calendar = &model.inputs.calendar;
    let by = |period: Step| {
        let periods = periods(calendar, period).into_iter();
        periods.map(|(name, months)| (name, by_period(calendar, estimator, months))).collect()
    };
    let cash_runs = runs.min(RUNS_BY_MONTH);
    RunwayByPeriod { cash_runs, by_month: by(Step::Month), by_quarter: by(Step::Quarter) }
}

fn by_period(calendar: &Calendar, estimator: &Estimator<'_>, months: Range<usize>) -> ByPeriod {
    let tally = estimator.tally;
    let exhausted = |clocks: fn(&Counts) -> &Clocks, months: Range<usize>| {
        let days = tally.days_of_months(months);
        estimator.probability(|counts| clocks(counts).exhausted_on()[days.clone()].iter().sum())
    };
    let (end, first_after) = (months.end, calendar.first_of_month(months.end));
    let step = (end / calendar.months_per_step()).checked_sub(1);
    let step = step.filter(|_| end.is_multiple_of(calendar.months_per_step()));
    ByPeriod {
        last_day: first_after.yesterday().unwrap_or(first_after),
        exhaustion_in_period: exhausted(|counts| &counts.with_capital, months),
        exhaustion_by_end: exhausted(|counts| &counts.with_capital, 0..end),
        without_new_capital_exhaustion_by_end: exhausted(|counts| &counts.without_capital, 0..end),
        cash: step.map(|step| fan(tally.cash_at_end_of(step))),
        cash_left: step.map(|step| fan(tally.cash_left_at_end_of(step))),
    }
}

/// The months or quarters of the horizon, in order: their names and their months from the start. Quarters are those of a year.
fn periods(calendar: &Calendar, period: Step) -> Vec<(String, Range<usize>)> {
    let (before, years, long) = (calendar.months_before_start(), calendar.years(), months_in(period));
    let mut periods = Vec::new();
    let mut month = 0;
    while month < calendar.months() {
        let end = (month + long - (before + month) % long).min(calendar.months());
        let name = match period {
            Step::Month => calendar.first_of_month(month).strftime("%Y-%m").to_string(),
            Step::Quarter => format!("{}-Q{}", years[calendar.year_of_month(month)], (before + month) % 12 / 3 + 1),
            Step::Year => years[calendar.year_of_month(month)].to_string(),
        };
        periods.push((name, month..end));
        month = end;
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Month;
    use jiff::civil::date;

    #[test]
    fn quarters_are_those_of_the_calendar_and_the_first_and_last_may_be_short() {
        let calendar = Calendar::new(date(2026, 2, 1), 1, Step::Month);
        let expected =
            [("2026-Q1", 0..2), ("2026-Q2", 2..5), ("2026-Q3", 5..8), ("2026-Q4", 8..11), ("2027-Q1", 11..12)];
        assert_eq!(periods(&calendar, Step::Quarter), expected.map(|(name, months)| (name.to_owned(), months)));
        let months = periods(&calendar, Step::Month);
        assert_eq!((months.len(), &months[10]), (12, &("2026-12".to_owned(), 10..11)));
        let business_years = calendar.in_years_to(Month::June);
        assert_eq!(periods(&business_years, Step::Quarter)[0], ("FY2026-Q3".to_owned(), 0..2), "from January to March");
    }
}
