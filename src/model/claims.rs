//! Claims as written to claims that can be tested: dates into months, years into places in the calendar.

use super::calendar::Calendar;
use super::claim::{Amount, Claim, Figure, Landing, Test};
use super::names;
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{self, Bound, DayFigureSpec, Period};
use jiff::civil::Date;

/// The claims of a scenario; those that the horizon cannot answer are noted as problems: as one if they ask about what comes after it.
pub(super) fn resolve(
    claims: &[scenario::ClaimSpec],
    (calendar, known): (&Calendar, &KnownNames),
    problems: &mut Problems,
) -> Vec<Claim> {
    let (mut resolved, mut beyond) = (Vec::new(), Vec::new());
    for claim in claims {
        let subject = format!("claim \"{}\"", claim.text);
        let mut resolver = Resolver { calendar, known, subject, problems, beyond: None };
        if let Some(test) = resolver.whole_test(claim) {
            resolved.push(Claim {
                text: claim.text.clone(),
                source: claim.source.clone(),
                note: claim.note.clone(),
                test,
            });
        }
        beyond.extend(resolver.beyond);
    }
    note_beyond(&beyond, calendar, problems);
    note_solves(claims, problems);
    resolved
}

/// Amounts of capital needed that claims may ask about: where something reacts to cash, each is a simulation of its own.
const MOST_SOLVES: usize = 100;

fn note_solves(claims: &[scenario::ClaimSpec], problems: &mut Problems) {
    let (mut solves, mut last) = (0, None);
    for claim in claims {
        let before = solves;
        count_solves(&claim.test.value, &mut solves);
        last = if solves > before { Some(claim.test.place) } else { last };
    }
    if solves > MOST_SOLVES {
        let message =
            format!("claims may ask about at most {MOST_SOLVES} amounts of capital needed in all, got {solves}");
        problems.push(
            Problem::new(last, "claim", message).help("leave some out, or ask in a scenario with this one as `base`"),
        );
    }
}

fn count_solves(test: &scenario::TestSpec, solves: &mut usize) {
    use scenario::TestSpec as T;
    match test {
        T::CapitalNeeded(_) => *solves += 1,
        T::All(tests) | T::Any(tests) => tests.iter().for_each(|test| count_solves(&test.value, solves)),
        T::Not(test) => count_solves(&test.as_ref().value, solves),
        _ => {}
    }
}

/// The names that claims may use.
pub(super) struct KnownNames {
    /// What may land.
    pub(super) landings: Vec<(String, Landing)>,
    /// Loans, and whether each has a covenant.
    pub(super) loans: Vec<(String, bool)>,
}

/// A claim about a time after the horizon.
struct BeyondHorizon {
    /// What is wrong with it, if it is the only one.
    problem: Problem,
    /// Years of a horizon that would answer it.
    years: i64,
}

/// No horizon is longer (equations, 1).
const MOST_YEARS: i64 = 50;
/// Claims named before the rest is only counted.
const MOST_NAMED: usize = 5;

/// One problem, however many claims there are: a horizon made shorter puts many of them out of reach at once.
fn note_beyond(beyond: &[BeyondHorizon], calendar: &Calendar, problems: &mut Problems) {
    let Some(first) = beyond.first() else { return };
    let years = beyond.iter().map(|claim| claim.years).max().unwrap_or(0);
    let (them, remedy) = if beyond.len() == 1 { ("the claim", "it asks") } else { ("the claims", "they ask") };
    let help = if years <= MOST_YEARS {
        format!("change {them}, or write `years = {years}` for a horizon that holds what {remedy} about")
    } else {
        format!("change {them}: no horizon is longer than {MOST_YEARS} years")
    };
    if beyond.len() == 1 {
        return problems.push(first.problem.clone().help(help));
    }
    let named: Vec<&str> = beyond.iter().take(MOST_NAMED).map(|claim| claim.problem.subject.as_str()).collect();
    let more = match beyond.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "{} claims ask about what comes after the horizon, which ends on {}: {}{more}",
        beyond.len(),
        calendar.end(),
        named.join(", ")
    );
    problems.push(Problem::new(first.problem.place, "", message).help(help));
}

struct Resolver<'a> {
    calendar: &'a Calendar,
    known: &'a KnownNames,
    subject: String,
    problems: &'a mut Problems,
    /// Whether the claim asks about what comes after the horizon; of several such parts, about the last.
    beyond: Option<BeyondHorizon>,
}

impl Resolver<'_> {
    /// The test of a claim, of the runs that it is asked of.
    fn whole_test(&mut self, claim: &scenario::ClaimSpec) -> Option<Test> {
        let test = self.test(&claim.test)?;
        if !claim.without_new_capital {
            return Some(test);
        }
        if test.has(&|test| matches!(test, Test::CapitalNeeded(_))) {
            let message = "`capital_needed` is asked with new capital".to_owned();
            let help = "take `without_new_capital` out, or ask it of a variant: `base = \"..\"` with `without = [\"capital\"]`";
            self.problems.push(Problem::new(claim.test.place, self.subject.clone(), message).help(help));
            return None;
        }
        Some(Test::WithoutNewCapital(Box::new(test)))
    }

    fn test(&mut self, written: &At<scenario::TestSpec>) -> Option<Test> {
        use scenario::TestSpec as T;
        let place = written.place;
        Some(match &written.value {
            T::ExhaustedBy(date) => Test::ExhaustedBefore(self.moment(*date, place)?),
            T::SurvivesTo(date) => Test::Not(Box::new(Test::ExhaustedBefore(self.moment(*date, place)?))),
            T::ProfitableBy(_) | T::ProfitableFirst(_) if !self.calendar.has_whole_year() => {
                return self.without_whole_year(place);
            }
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
                // Growth of g a year takes the base to base (1 + g)^years, and less growth to less: no root for every run.
                let revenue = |growth: f64| base * libm::pow((1.0 + growth).max(0.0), years as f64);
                Test::Figure(
                    Figure::InYear(Amount::Revenue, last),
                    match *bound {
                        Bound::AtLeast(growth) => Bound::AtLeast(revenue(growth)),
                        Bound::AtMost(growth) => Bound::AtMost(revenue(growth)),
                    },
                )
            }
            T::OnDay { figure, date, bound } => {
                let moment = self.end_of_day(*date, place)?;
                let figure = match figure {
                    DayFigureSpec::Cash => Figure::CashOn(moment),
                    DayFigureSpec::Runway => Figure::RunwayOn(moment),
                };
                Test::Figure(figure, *bound)
            }
            T::CapitalNeeded(bound) => Test::CapitalNeeded(*bound),
            T::CovenantBrokenBy { loan, date } => {
                Test::CovenantBrokenBefore(self.loan_with_covenant(loan)?, self.moment(*date, place)?)
            }
            T::Lands { name, by } => {
                let known = self.known.landings.iter().map(|(name, _)| name.as_str());
                let found = names::find(name, ("capital", known), &self.subject, self.problems)?;
                let before = by.map_or(Some(f64::INFINITY), |by| self.end_of_day(by, place))?;
                Test::LandsBefore(self.known.landings[found].1, before)
            }
            T::All(parts) => Test::All(self.tests(parts)?),
            T::Any(parts) => Test::Any(self.tests(parts)?),
            T::Not(part) => Test::Not(Box::new(self.test(part)?)),
        })
    }

    fn tests(&mut self, parts: &[At<scenario::TestSpec>]) -> Option<Vec<Test>> {
        let tests: Vec<Option<Test>> = parts.iter().map(|part| self.test(part)).collect();
        tests.into_iter().collect()
    }

    fn figure(&mut self, figure: scenario::FigureSpec, period: Period, place: Place) -> Option<Figure> {
        let (Period::Year(named) | Period::Through(named)) = period;
        let year = self.year(named, place)?;
        if matches!(figure, scenario::FigureSpec::Cash | scenario::FigureSpec::Growth)
            && matches!(period, Period::Through(_))
        {
            return self
                .reject(place, "cash and growth do not add up over years: write `year`, not `through`".to_owned());
        }
        let amount = match figure {
            scenario::FigureSpec::Revenue => Amount::Revenue,
            scenario::FigureSpec::OperatingResult => Amount::OperatingResult,
            scenario::FigureSpec::CashFlow => Amount::CashFlow,
            scenario::FigureSpec::CashFlowBeforeCredit => Amount::CashFlowBeforeCredit,
            scenario::FigureSpec::Cash => Amount::Cash,
            scenario::FigureSpec::Growth => return self.growth(year, place),
        };
        Some(match period {
            Period::Year(_) => Figure::InYear(amount, year),
            Period::Through(_) => Figure::Through(amount, year),
        })
    }

    fn growth(&mut self, year: usize, place: Place) -> Option<Figure> {
        if year == 0 {
            let message =
                format!("growth needs the year before, and the horizon begins in {}", self.calendar.years()[0]);
            return self.reject(place, message);
        }
        Some(Figure::Growth(year))
    }

    /// The place of a loan that has a covenant.
    fn loan_with_covenant(&mut self, loan: &At<String>) -> Option<usize> {
        let known = self.known.loans.iter().map(|(name, _)| name.as_str());
        let found = names::find(loan, ("loan", known), &self.subject, self.problems)?;
        if !self.known.loans[found].1 {
            let message = format!("loan `{}` has no covenant", loan.value);
            let help = "write covenant = { cash_at_least = 100, if_broken = \"report\" } under it, say";
            self.problems.push(Problem::new(loan.place, self.subject.clone(), message).help(help));
            return None;
        }
        Some(found)
    }

    /// The end of a day of the horizon.
    fn end_of_day(&mut self, date: Date, place: Place) -> Option<f64> {
        let (start, end) = (self.calendar.start(), self.calendar.end());
        let message = || format!("the day must not be before {start}, and must be before {end}, got {date}");
        if date >= end {
            return self.put_beyond(place, message(), (self.calendar.months_to(date) / 12.0).floor() + 1.0);
        }
        let Some(next) = date.tomorrow().ok().filter(|_| date >= start) else {
            return self.reject(place, message());
        };
        Some(self.calendar.months_to(next))
    }

    fn moment(&mut self, date: Date, place: Place) -> Option<f64> {
        let month = self.calendar.months_to(date);
        let (start, end) = (self.calendar.start(), self.calendar.end());
        let message = || format!("the date must be after {start} and not after {end}, got {date}");
        if month <= 0.0 {
            return self.reject(place, message());
        }
        if date > end {
            return self.put_beyond(place, message(), (month / 12.0).ceil());
        }
        Some(month)
    }

    fn year(&mut self, named: i64, place: Place) -> Option<usize> {
        let years = self.calendar.years();
        let found = years.iter().position(|year| i64::from(year.number()) == named);
        if found.is_none() {
            let (first, last) = (years[0], years[years.len() - 1]);
            let message = format!("the year must be from {first} to {last}, got {named}");
            if named > i64::from(last.number()) {
                let years = (named - i64::from(first.number()) + 1) as f64;
                let months = 12.0 * years - self.calendar.months_before_start() as f64;
                return self.put_beyond(place, message, (months / 12.0).ceil());
            }
            return self.reject(place, message);
        }
        found
    }

    /// The claim asks about what only a horizon of `years` holds.
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stops at the ends of the range")]
    fn put_beyond<T>(&mut self, place: Place, message: String, years: f64) -> Option<T> {
        let years = years as i64;
        if self.beyond.as_ref().is_none_or(|beyond| beyond.years < years) {
            self.beyond = Some(BeyondHorizon { problem: Problem::new(place, self.subject.clone(), message), years });
        }
        None
    }

    /// The claim asks about profit, and no year has all its months within the horizon.
    fn without_whole_year<T>(&mut self, place: Place) -> Option<T> {
        let (kind, ends) = (self.calendar.year_ends().kind_of_year(), self.calendar.month_before_start());
        let message =
            format!("no {kind} lies wholly within the horizon, so none can be profitable: this is never true");
        let help = format!(
            "write `year_ends = \"{ends}\"` if the twelve months from {} are a business year, or change the claim, or `years`, which sets \
             the horizon",
            self.calendar.start()
        );
        self.problems.push(Problem::new(place, self.subject.clone(), message).help(help));
        None
    }

    fn reject<T>(&mut self, place: Place, message: String) -> Option<T> {
        let problem = Problem::new(place, self.subject.clone(), message);
        self.problems.push(problem.help("change the claim, or `years`, which sets the horizon"));
        None
    }
}
