//! Claims as written to claims that can be tested: dates into months, years into places in the calendar.

use super::calendar::Calendar;
use super::claim::{Amount, Claim, Figure, Test};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{self, Period};
use jiff::civil::Date;

/// The claims of a scenario; those that the horizon cannot answer are noted as problems.
pub(super) fn resolve(claims: &[scenario::Claim], calendar: &Calendar, problems: &mut Problems) -> Vec<Claim> {
    let mut resolved = Vec::new();
    for claim in claims {
        let mut resolver = Resolver { calendar, subject: format!("claim \"{}\"", claim.text), problems };
        if let Some(test) = resolver.test(&claim.test) {
            resolved.push(Claim { text: claim.text.clone(), source: claim.source.clone(), test });
        }
    }
    resolved
}

struct Resolver<'a> {
    calendar: &'a Calendar,
    subject: String,
    problems: &'a mut Problems,
}

impl Resolver<'_> {
    fn test(&mut self, written: &At<scenario::Test>) -> Option<Test> {
        use scenario::Test as T;
        let place = written.place;
        Some(match &written.value {
            T::ExhaustedBy(date) => Test::ExhaustedBefore(self.moment(*date, place)?),
            T::SurvivesTo(date) => Test::Not(Box::new(Test::ExhaustedBefore(self.moment(*date, place)?))),
            T::ProfitableBy(year) => Test::ProfitableBy(self.year(*year, place)?),
            T::ProfitableFirst(true) => Test::ProfitableFirst,
            T::ProfitableFirst(false) => Test::Not(Box::new(Test::ProfitableFirst)),
            T::Figure { figure, period, bound } => Test::Figure(self.figure(*figure, *period, place)?, *bound),
            T::Cagr { from, base, to, bound } => {
                let (last, years) = (self.year(*to, place)?, *to - *from);
                if years < 1 {
                    return self.reject(place, format!("`to` must be after `from`, got {from} to {to}"));
                }
                if *base <= 0.0 {
                    return self.reject(place, format!("`base` must be greater than 0, got {base}"));
                }
                Test::Figure(Figure::Cagr { base: *base, years: years as f64, to: last }, *bound)
            }
            T::CapitalNeeded(bound) => Test::CapitalNeeded(*bound),
            T::All(parts) => Test::All(self.tests(parts)?),
            T::Any(parts) => Test::Any(self.tests(parts)?),
            T::Not(part) => Test::Not(Box::new(self.test(part)?)),
        })
    }

    fn tests(&mut self, parts: &[At<scenario::Test>]) -> Option<Vec<Test>> {
        let tests: Vec<Option<Test>> = parts.iter().map(|part| self.test(part)).collect();
        tests.into_iter().collect()
    }

    fn figure(&mut self, figure: scenario::Figure, period: Period, place: Place) -> Option<Figure> {
        let (Period::Year(named) | Period::Through(named)) = period;
        let year = self.year(named, place)?;
        if matches!(figure, scenario::Figure::Cash | scenario::Figure::Growth) && matches!(period, Period::Through(_)) {
            return self
                .reject(place, "cash and growth do not add up over years: write `year`, not `through`".to_owned());
        }
        let amount = match figure {
            scenario::Figure::Revenue => Amount::Revenue,
            scenario::Figure::OperatingResult => Amount::OperatingResult,
            scenario::Figure::CashFlow => Amount::CashFlow,
            scenario::Figure::Cash => Amount::Cash,
            scenario::Figure::Growth => return self.growth(year, named, place),
        };
        Some(match period {
            Period::Year(_) => Figure::InYear(amount, year),
            Period::Through(_) => Figure::Through(amount, year),
        })
    }

    fn growth(&mut self, year: usize, named: i64, place: Place) -> Option<Figure> {
        if year == 0 {
            let message = format!("growth needs the year before, and the horizon begins in {named}");
            return self.reject(place, message);
        }
        Some(Figure::Growth(year))
    }

    fn moment(&mut self, date: Date, place: Place) -> Option<f64> {
        let month = self.calendar.months_to(date);
        if month <= 0.0 || date > self.calendar.end() {
            let (start, end) = (self.calendar.start(), self.calendar.end());
            return self.reject(place, format!("the date must be after {start} and not after {end}, got {date}"));
        }
        Some(month)
    }

    fn year(&mut self, named: i64, place: Place) -> Option<usize> {
        let years = self.calendar.years();
        let found = years.iter().position(|&year| i64::from(year) == named);
        if found.is_none() {
            let (first, last) = (years[0], years[years.len() - 1]);
            return self.reject(place, format!("the year must be from {first} to {last}, got {named}"));
        }
        found
    }

    fn reject<T>(&mut self, place: Place, message: String) -> Option<T> {
        let problem = Problem::new(place, self.subject.clone(), message);
        self.problems.push(problem.help("change the claim, or `years`, which sets the horizon"));
        None
    }
}
