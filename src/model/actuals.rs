//! What has happened, on the grid of a scenario: periods into steps, names into streams.

use super::Model;
use super::calendar::Calendar;
use super::names::find;
use super::year::Year;
use crate::error::{At, Faults, Input, Message, Place, Problem, Problems, Result};
use crate::scenario::{Actuals, Item, MOST_ACTUALS, Month, Step, Timespan, Unit, WrittenActual, too_many};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;

/// An observed figure, which every simulated future has a value of.
#[derive(Debug, Clone, PartialEq)]
pub struct Actual {
    /// The name of its column.
    pub item: String,
    /// The figure of a future that it is compared with.
    pub observed: Observed,
    /// The period as written: `2026-01`, `2026Q1`, `2026`, `2026-03-31`; with business years `FY2026Q1`, `FY2026`.
    pub period: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The steps that make up the period.
    pub steps: Range<usize>,
    /// The amount as written, in units; a fraction for a margin.
    pub amount: f64,
}

/// The figure of a future that is compared with an observed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Observed {
    /// Revenue of all streams.
    Revenue,
    /// Revenue of the stream with this place in [`Company::revenue`](super::Company::revenue).
    Stream(usize),
    /// The burn line with this place in [`Company::burn`](super::Company::burn): what counts, whenever it is paid.
    Line(usize),
    /// Share of revenue left after running cost.
    Margin,
    /// Cash at the end of the period, with new capital.
    Cash,
    /// The operating cash flow with the opposite sign.
    Burn,
    /// The operating cash flow.
    CashFlow,
    /// The operating result.
    OperatingResult,
    /// Users, on average.
    Users,
}

impl Observed {
    /// Whether it is a share, not an amount.
    #[must_use]
    pub fn is_share(self) -> bool {
        self == Self::Margin
    }

    /// The quantity that must not be given twice for a period: burn is the cash flow with the opposite sign.
    fn subject(self) -> Self {
        if self == Self::Burn { Self::CashFlow } else { self }
    }
}

impl Model {
    /// What has happened, as this scenario can be asked for it: in the order of the table.
    ///
    /// # Errors
    /// - [`Error::AtFault`](crate::error::Error::AtFault) with every figure that the scenario does not know, or whose period its steps cannot express.
    pub fn actuals(&self, written: &Actuals) -> Result<Vec<Actual>> {
        let mut problems = Problems::default();
        let mut resolved: Vec<(Actual, &WrittenActual)> = Vec::new();
        let figures = if written.are_books { self.of_books(written)? } else { self.since_start(written) };
        for figure in &figures {
            let Some(observed) = self.observed(figure, &mut problems) else { continue };
            let months = match self.months(figure, observed) {
                Ok(months) => months,
                Err(problem) => {
                    problems.push(*problem);
                    continue;
                }
            };
            let actual = self.actual(figure, observed, months);
            match resolved.iter().find(|(other, _)| is_duplicate(other, &actual)) {
                Some((other, earlier)) => problems.push(duplicate(figure, &actual, other, earlier.amount.place)),
                None => resolved.push((actual, figure)),
            }
        }
        if problems.is_empty() {
            return Ok(resolved.into_iter().map(|(actual, _)| actual).collect());
        }
        Err(Faults::new(problems, written.sources.clone(), &written.file).into())
    }

    /// The figures of a table; what lies before the scenario is history, and no fault, unless all of it does.
    fn since_start(&self, written: &Actuals) -> Vec<WrittenActual> {
        let calendar = &self.inputs.calendar;
        let is_history = |figure: &&WrittenActual| {
            let span = figure.span.value;
            first_month(calendar, span) + months_of(span) <= 0
        };
        let since: Vec<WrittenActual> = written.figures.iter().filter(|figure| !is_history(figure)).cloned().collect();
        if since.is_empty() { written.figures.clone() } else { since }
    }

    /// The figures of books that this scenario can be asked for, in its unit: those of its months, by stream if every account with revenue
    /// is one, else of all together. What lies before the scenario is history, and no fault.
    fn of_books(&self, written: &Actuals) -> Result<Vec<WrittenActual>> {
        let horizon = i64::try_from(self.inputs.calendar.months()).unwrap_or(i64::MAX);
        let is_within = |figure: &&WrittenActual| {
            let first = first_month(&self.inputs.calendar, figure.span.value);
            first >= 0 && first + months_of(figure.span.value) <= horizon
        };
        let within: Vec<&WrittenActual> = written.figures.iter().filter(is_within).collect();
        let is_known = |figure: &WrittenActual| match &figure.item {
            Item::Stream(name) => self.company.revenue.iter().any(|stream| stream.name == *name),
            _ => true,
        };
        let by_stream = within.iter().any(|figure| matches!(figure.item, Item::Stream(_)))
            && within.iter().all(|figure| is_known(figure) || figure.amount.value.abs() < f64::MIN_POSITIVE);
        let is_asked = |figure: &&&WrittenActual| match figure.item {
            Item::Stream(_) => by_stream && is_known(figure),
            Item::Revenue => !by_stream,
            _ => true,
        };
        let scale = scale(self.unit);
        let scaled = |figure: &&WrittenActual| {
            let amount = At::new(figure.amount.value / scale, figure.amount.place);
            WrittenActual { amount, ..(*figure).clone() }
        };
        let figures = self.by_steps(within.iter().filter(is_asked).map(scaled).collect());
        let refused =
            |problem: Problem| Err(Faults::new(problem.into(), written.sources.clone(), &written.file).into());
        if figures.is_empty() {
            let (start, end) = (self.inputs.calendar.start(), self.inputs.calendar.end());
            let message = format!("has no whole step of the scenario, which goes from {start} to {end}");
            return refused(Problem::new(None, "", message).help("give the months since the scenario's `start`"));
        }
        match figures.get(MOST_ACTUALS) {
            Some(first) => refused(too_many(figures.len(), first.amount.place)),
            None => Ok(figures),
        }
    }

    /// Figures of months or quarters as those of steps, where all parts of one are there; cash is that of its last part. What is longer than
    /// a step stays as it is.
    fn by_steps(&self, parts: Vec<WrittenActual>) -> Vec<WrittenActual> {
        let calendar = &self.inputs.calendar;
        let length = i64::try_from(calendar.months_per_step()).unwrap_or(1);
        let mut steps: BTreeMap<(i64, Item), Vec<WrittenActual>> = BTreeMap::new();
        for figure in parts {
            let month = first_month(calendar, figure.span.value);
            let ends_a_step = (month + months_of(figure.span.value)) % length == 0;
            if figure.item != Item::Cash || ends_a_step {
                steps.entry((month / length, figure.item.clone())).or_default().push(figure);
            }
        }
        let whole = steps.into_values().filter_map(|figures| {
            let first = figures.first()?;
            let months: i64 = figures.iter().map(|figure| months_of(figure.span.value)).sum();
            let begins = first_month(calendar, first.span.value);
            let is_whole = begins % length == 0 && (months == length || figures.len() == 1 && months % length == 0);
            let first_day = calendar.first_of_month(usize::try_from(begins).unwrap_or_default());
            let span = match (calendar.step(), first.span.value) {
                (Step::Quarter, _) => quarter_of(calendar, first_day),
                (Step::Year, _) => Timespan::Year(Year::of(first_day, calendar.year_ends()).number()),
                (Step::Month, span) => span,
            };
            if first.item == Item::Cash {
                return Some(first.clone());
            }
            let amount = At::new(figures.iter().map(|figure| figure.amount.value).sum(), first.amount.place);
            is_whole.then(|| WrittenActual { span: At::new(span, first.span.place), item: first.item.clone(), amount })
        });
        whole.collect()
    }

    /// The figure that a column is compared with.
    fn observed(&self, figure: &WrittenActual, problems: &mut Problems) -> Option<Observed> {
        let absent = |what: &str, help: &str| {
            let message = format!("the scenario has no {what} to hold it against");
            Problem::new(figure.amount.place, figure.item.name(), message).help(help)
        };
        Some(match &figure.item {
            Item::Revenue => Observed::Revenue,
            Item::Stream(name) => {
                let written = At::new(name.clone(), figure.amount.place);
                let names = self.company.revenue.iter().map(|stream| stream.name.as_str());
                Observed::Stream(find(&written, ("revenue stream", names), &figure.item.name(), problems)?)
            }
            Item::Line(name) => {
                let written = At::new(name.clone(), figure.amount.place);
                let names = self.company.burn.iter().map(|line| line.name.as_str());
                Observed::Line(find(&written, ("burn line", names), &figure.item.name(), problems)?)
            }
            Item::Margin if !self.has_margin() => {
                problems.push(absent("margin", "leave the column out, or add [gross_margin] to the scenario"));
                return None;
            }
            Item::Margin => Observed::Margin,
            Item::Cash => Observed::Cash,
            Item::Burn => Observed::Burn,
            Item::CashFlow => Observed::CashFlow,
            Item::OperatingResult => Observed::OperatingResult,
            Item::Users if self.company.users.is_none() => {
                problems.push(absent("users", "leave the column out, or add [users] to the scenario"));
                return None;
            }
            Item::Users => Observed::Users,
        })
    }

    fn has_margin(&self) -> bool {
        self.company.margin.is_some() || self.company.revenue.iter().any(|stream| stream.margin.is_some())
    }

    /// The months of a figure's period, from the start, if steps make it up.
    fn months(&self, figure: &WrittenActual, observed: Observed) -> std::result::Result<Range<usize>, Box<Problem>> {
        let calendar = &self.inputs.calendar;
        let wrong =
            |message: String, help: Message| Box::new(Problem::new(figure.span.place, "period", message).help(help));
        let written = shown(calendar, figure.span.value);
        let months = match figure.span.value {
            Timespan::Day(day) if observed != Observed::Cash => {
                let message = format!("{written} is a day, and `{}` is of a period", figure.item.name());
                let year = Year::of(day, calendar.year_ends());
                let help = format!("write `{}`, `{}` or `{year}`", month(day), quarter(calendar, day));
                return Err(wrong(message, help.into()));
            }
            Timespan::Day(day) => day_end(calendar, day).ok_or_else(|| not_an_end(calendar, day, &wrong))?,
            span => first_month(calendar, span)..first_month(calendar, span) + months_of(span),
        };
        // Cash is known of a moment: it does not matter how long the period is that ends there.
        let months = if observed == Observed::Cash { months.end - 1..months.end } else { months };
        let (start, end) = (calendar.start(), calendar.end());
        if months.end <= 0 {
            let help = "leave it out: the scenario's opening amounts say what was before".into();
            return Err(wrong(format!("{written} lies before the scenario, which starts on {start}"), help));
        }
        let horizon = i64::try_from(calendar.months()).unwrap_or(i64::MAX);
        if months.start >= horizon {
            let help = "leave it out, or set a larger `years` in the scenario".into();
            return Err(wrong(format!("{written} lies after the horizon, which ends on {end}"), help));
        }
        if months.start < 0 || months.end > horizon {
            let message = format!("{written} lies only in part within the scenario, from {start} to {end}");
            let help = "give the months or quarters that lie within it, each in a row of its own";
            return Err(wrong(message, help.into()));
        }
        let step = i64::try_from(calendar.months_per_step()).unwrap_or(1);
        if months.end % step != 0 || (observed != Observed::Cash && months.start % step != 0) {
            let (name, example) = named(calendar.step(), calendar, months.start);
            let message = format!("{written} is shorter than a step of the scenario, which is a {name}");
            let help = Message::from(format!("write `{example}`, or make steps shorter: "));
            return Err(wrong(message, help + Input::Override + " 'step=\"month\"'"));
        }
        let place = |month: i64| usize::try_from(month.max(0)).unwrap_or_default();
        Ok(place(months.start)..place(months.end))
    }

    fn actual(&self, figure: &WrittenActual, observed: Observed, months: Range<usize>) -> Actual {
        let (calendar, step) = (&self.inputs.calendar, self.inputs.calendar.months_per_step());
        let end = calendar.first_of_month(months.end);
        Actual {
            item: figure.item.name(),
            observed,
            period: shown(calendar, figure.span.value),
            from: calendar.first_of_month(months.start),
            to: end.yesterday().unwrap_or(end),
            steps: months.start / step..months.end / step,
            amount: figure.amount.value,
        }
    }
}

/// Whether two figures are of the same quantity and time; cash, of the same moment.
fn is_duplicate(a: &Actual, b: &Actual) -> bool {
    let is_same_time = match a.observed {
        Observed::Cash => a.steps.end == b.steps.end,
        _ => a.steps.start < b.steps.end && b.steps.start < a.steps.end,
    };
    a.observed.subject() == b.observed.subject() && is_same_time
}

fn duplicate(figure: &WrittenActual, now: &Actual, before: &Actual, earlier: Place) -> Problem {
    let message = match (now.item == before.item, now.period == before.period) {
        (true, true) => format!("`{}` of {} stands there twice", now.item, now.period),
        (true, false) => format!("`{}` of {} overlaps that of {}", now.item, now.period, before.period),
        _ => format!("`{}` of {} is `{}` of {}, with the other sign", now.item, now.period, before.item, before.period),
    };
    let help = "leave one of them out: what is told twice would count twice";
    Problem::new(figure.amount.place, "", message).also("the first", earlier).help(help)
}

/// What amounts are counted in.
pub(super) fn scale(unit: Unit) -> f64 {
    match unit {
        Unit::One => 1.0,
        Unit::Thousand => 1e3,
        Unit::Million => 1e6,
        Unit::Billion => 1e9,
    }
}

/// The month in which a span begins, from the start of the scenario; negative before it.
pub(super) fn first_month(calendar: &Calendar, span: Timespan) -> i64 {
    let count = |year: i16, month: i8| 12 * i64::from(year) + i64::from(month);
    let of_day = |day: Date| count(day.year(), day.month());
    let of_year = |year: i16| of_day(Year::new(year, calendar.year_ends()).first_day());
    let month = match span {
        Timespan::Year(year) => of_year(year),
        Timespan::Quarter(year, quarter) => of_year(year) + 3 * (i64::from(quarter) - 1),
        Timespan::Month(year, month) | Timespan::ThreeMonths(year, month) => count(year, month),
        Timespan::Day(day) => of_day(day),
    };
    month - of_day(calendar.start())
}

pub(super) fn months_of(span: Timespan) -> i64 {
    match span {
        Timespan::Year(_) => 12,
        Timespan::Quarter(..) | Timespan::ThreeMonths(..) => 3,
        Timespan::Month(..) | Timespan::Day(_) => 1,
    }
}

/// The month that ends with a day; `None` if none does.
fn day_end(calendar: &Calendar, day: Date) -> Option<Range<i64>> {
    let first = first_month(calendar, Timespan::Day(day));
    (day.day() == day.days_in_month()).then_some(first..first + 1)
}

fn not_an_end(calendar: &Calendar, day: Date, wrong: &dyn Fn(String, Message) -> Box<Problem>) -> Box<Problem> {
    let step = match calendar.step() {
        Step::Month => "a month",
        Step::Quarter => "a quarter",
        Step::Year => "a year",
    };
    let message = format!("{day} is not the last day of {step}, and cash is known at the end of a step");
    wrong(message, format!("write the last day of the month, `{}`", day.last_of_month()).into())
}

/// A step's length in words, and how the period of the step that holds a month is written.
fn named(step: Step, calendar: &Calendar, month: i64) -> (&'static str, String) {
    let first = calendar.first_of_month(usize::try_from(month).unwrap_or_default());
    match step {
        Step::Month => ("month", self::month(first)),
        Step::Quarter => ("quarter", quarter(calendar, first)),
        Step::Year => ("year", Year::of(first, calendar.year_ends()).to_string()),
    }
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn quarter(calendar: &Calendar, day: Date) -> String {
    shown(calendar, quarter_of(calendar, day))
}

/// The quarter of its year that a day lies in.
fn quarter_of(calendar: &Calendar, day: Date) -> Timespan {
    let ends = calendar.year_ends();
    let before = i8::try_from(ends.next().months_to(Month::of(day))).unwrap_or_default();
    Timespan::Quarter(Year::of(day, ends).number(), before / 3 + 1)
}

/// A span as it is written.
fn shown(calendar: &Calendar, span: Timespan) -> String {
    match span {
        Timespan::Year(year) => Year::new(year, calendar.year_ends()).to_string(),
        Timespan::Quarter(year, quarter) => format!("{}Q{quarter}", Year::new(year, calendar.year_ends())),
        Timespan::Month(year, month) => format!("{year:04}-{month:02}"),
        Timespan::ThreeMonths(year, month) => {
            let first = Date::new(year, month, 1).unwrap_or_default();
            let last = first.saturating_add(jiff::Span::new().months(2));
            let begins = calendar.year_ends().next().months_to(Month::of(first)).is_multiple_of(3);
            if begins { quarter(calendar, first) } else { format!("{} to {}", self::month(first), self::month(last)) }
        }
        Timespan::Day(day) => day.to_string(),
    }
}
