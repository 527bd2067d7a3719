//! Courses of probabilities: how a clock's probability rises with time, by the month where it is known by the month, in steps where it is
//! known by the year.

use super::axis::{self, AxisScale};
use super::geometry::Point;
use crate::answers::{Answers, ByPeriod, Estimate, Profitability, ScenarioHeader};
use jiff::civil::Date;

/// A probability from the start on, where it is 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    /// What it has come to before each of these days, in their order.
    by_day: Vec<(Date, Estimate)>,
    /// Whether it rises on these days alone.
    is_stepped: bool,
}

impl Course {
    /// That the cash has run out.
    pub(super) fn exhaustion(answers: &Answers) -> Self {
        Self::by_month(answers, |month| month.exhaustion_by_end)
    }

    /// The same without new capital.
    pub(super) fn exhaustion_without_new_capital(answers: &Answers) -> Self {
        Self::by_month(answers, |month| month.without_new_capital_exhaustion_by_end)
    }

    fn by_month(answers: &Answers, of: impl Fn(&ByPeriod) -> Estimate) -> Self {
        let months = answers.runway.by_month.values();
        let by_day = months.map(|month| (month.last_day.tomorrow().unwrap_or(month.last_day), of(month))).collect();
        Self { by_day, is_stepped: false }
    }

    /// That the company is profitable.
    pub(super) fn profitable(answers: &Answers) -> Self {
        Self::profitability(&answers.profitability, &answers.provenance.scenario)
    }

    /// The same of one of several: which years are profitable is known at their ends.
    pub(super) fn profitability(of: &Profitability, scenario: &ScenarioHeader) -> Self {
        let years = of.by_end_of_year.iter();
        let by_day = years.map(|(year, &by_end)| (year.end().min(scenario.end), by_end)).collect();
        Self { by_day, is_stepped: true }
    }

    /// How much more it comes to than another of the same days; its width is not known.
    pub(super) fn less(&self, other: &Self) -> Self {
        let difference = |((day, own), (_, other)): (&(Date, Estimate), &(Date, Estimate))| {
            let estimate = own.estimate - other.estimate;
            (*day, Estimate { estimate, low: estimate, high: estimate })
        };
        let by_day = self.by_day.iter().zip(&other.by_day).map(difference).collect();
        Self { by_day, is_stepped: self.is_stepped }
    }

    /// What it comes to by the horizon.
    pub(super) fn last(&self) -> Option<&Estimate> {
        self.by_day.last().map(|(_, last)| last)
    }

    /// All that it comes to, in the order of time.
    pub(super) fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.by_day.iter().map(|(_, estimate)| estimate)
    }

    /// Its line on the page.
    pub(super) fn line(
        &self,
        start: Date,
        (time, height): (&AxisScale, &AxisScale),
        of: impl Fn(&Estimate) -> f64,
    ) -> Vec<Point> {
        let mut points = vec![(time.at(axis::years(start)), height.at(0.0))];
        for (day, estimate) in &self.by_day {
            let (x, y) = (time.at(axis::years(*day)), height.at(of(estimate)));
            if let Some(&(_, before)) = points.last().filter(|_| self.is_stepped) {
                points.push((x, before));
            }
            points.push((x, y));
        }
        points
    }
}
