//! Lines that begin and end, come once, have a season or follow an index, one run and one line at a time (equations, 23, 24 and 26).

use super::company::{Company, Flow, Requires, Value, written};
use std::fmt::Write as _;

/// When a line exists, and what it is multiplied by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Life {
    /// Whole months after the start, and the day of the month.
    pub(crate) from: Option<(usize, usize)>,
    pub(crate) until: Option<(usize, usize)>,
    pub(crate) late: Option<Value>,
    pub(crate) requires: Requires,
    pub(crate) season: Option<[f64; 12]>,
    /// Place among the company's indices.
    pub(crate) index: Option<usize>,
    /// Amounts of the last months before the start, the last one last.
    pub(crate) before: Vec<f64>,
}

/// One amount on one day.
#[derive(Debug, Clone)]
pub(crate) struct Once {
    pub(crate) amount: Value,
    pub(crate) on: (usize, usize),
    pub(crate) probability: Option<f64>,
    pub(crate) delay: Option<Value>,
    pub(crate) patience: f64,
}

/// A line of a run.
#[derive(Debug, Clone)]
pub(crate) struct LineState {
    /// When it is due, in months; infinite if it never happens.
    pub(crate) due: f64,
    /// The last step at which it is tested.
    pub(crate) last: f64,
    /// The step and the moment at which it began.
    pub(crate) begun: Option<(usize, f64)>,
    /// Whether it waits for its step to come: it comes once, or requires something.
    pub(crate) is_tested: bool,
    /// Its run rate in the money of the start, or its customers.
    rate: f64,
}

/// What a line is made of.
#[derive(Clone, Copy)]
pub(crate) struct LineParts<'c> {
    pub(crate) kind: &'static str,
    pub(crate) name: &'c str,
    pub(crate) flow: &'c Flow,
    pub(crate) life: &'c Life,
}

/// A driver's value, by name, step and limits.
pub(crate) type Values<'v> = &'v dyn Fn(&str, Value, usize, (f64, f64)) -> f64;

const AMOUNTS: (f64, f64) = (0.0, f64::INFINITY);
const GROWTH: (f64, f64) = (-0.99, f64::INFINITY);

impl Life {
    fn is_partial(&self) -> bool {
        self.from.is_some() || self.until.is_some() || self.late.is_some() || self.requires.is_written()
    }

    /// The keys that say it.
    pub(crate) fn written(&self, company: &Company) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        for (key, date) in [("from", self.from), ("until", self.until)] {
            if let Some((month, day)) = date {
                let _ = writeln!(text, "{key} = {}", company.date(month, day));
            }
        }
        if let Some(late) = self.late {
            let _ = writeln!(text, "starts_late_months = {}", written(late));
        }
        if let Some(season) = self.season {
            let _ = writeln!(text, "season = {season:?}");
        }
        if let Some(index) = self.index {
            let _ = writeln!(text, "indexed_to = \"I{index}\"");
        }
        if !self.before.is_empty() {
            let _ = writeln!(text, "before_start = {:?}", self.before);
        }
        text + &self.requires.written()
    }
}

impl Once {
    /// The keys that say it; patience only beside what is required.
    pub(crate) fn written(&self, company: &Company, waits: bool) -> String {
        let mut text = format!("once = {}\ndate = {}\n", written(self.amount), company.date(self.on.0, self.on.1));
        if let Some(probability) = self.probability {
            let _ = writeln!(text, "probability = {probability}");
        }
        if let Some(delay) = self.delay {
            let _ = writeln!(text, "delay_months = {}", written(delay));
        }
        if waits {
            let _ = writeln!(text, "patience_months = {}", self.patience);
        }
        text
    }
}

/// The revenue streams, then the burn lines.
pub(crate) fn parts(company: &Company) -> Vec<LineParts<'_>> {
    let streams =
        company.revenue.iter().map(|s| LineParts { kind: "revenue", name: &s.name, flow: &s.flow, life: &s.life });
    let lines = company.burn.iter().map(|l| LineParts { kind: "burn", name: &l.name, flow: &l.flow, life: &l.life });
    streams.chain(lines).collect()
}

/// How a line stands before the first step.
pub(crate) fn plan(company: &Company, part: LineParts<'_>, values: Values<'_>, happens: f64) -> LineState {
    let (path, w) = (format!("{}.{}", part.kind, part.name), company.step as f64);
    if let Flow::Once(once) = part.flow {
        let delay = once.delay.map_or(0.0, |delay| values(&format!("{path}.delay_months"), delay, 0, AMOUNTS));
        let month = company.moment(once.on.0, once.on.1) + delay;
        let patience = if part.life.requires.is_written() { once.patience } else { 0.0 };
        let comes = once.probability.is_none_or(|probability| 1.0 - happens < probability);
        let due = if comes { month } else { f64::INFINITY };
        return LineState { due, last: ((month + patience) / w).floor(), begun: None, is_tested: true, rate: 0.0 };
    }
    let late = part.life.late.map_or(0.0, |late| values(&format!("{path}.starts_late_months"), late, 0, AMOUNTS));
    let due = part.life.from.map_or(0.0, |(month, day)| company.moment(month, day)) + late;
    let is_tested = part.life.requires.is_written();
    let begun = (!is_tested).then_some(((due / w).floor() as usize, due));
    let rate = match part.flow {
        Flow::Growing { opening, .. } => values(&format!("{path}.opening"), *opening, 0, AMOUNTS),
        Flow::Customers { opening, .. } => values(&format!("{path}.customers.opening"), *opening, 0, AMOUNTS),
        _ => 0.0,
    };
    LineState { due, last: f64::INFINITY, begun, is_tested, rate }
}

/// Whether a line had amounts before the start.
pub(crate) fn existed(state: &LineState) -> bool {
    !state.is_tested && state.due <= 0.0
}

/// Levels of the indices at the start of a step, with their rates of continuous growth in it.
pub(crate) fn indices(company: &Company, values: Values<'_>, levels: &[f64], step: usize) -> Vec<(f64, f64)> {
    let rate = |i: usize, growth: Value| values(&format!("index.I{i}.growth"), growth, step, GROWTH).ln_1p();
    levels.iter().zip(&company.indices).enumerate().map(|(i, (&level, &growth))| (level, rate(i, growth))).collect()
}

/// The integral of exp(ct) from 0 to `years`.
fn integral(c: f64, years: f64) -> f64 {
    if c == 0.0 { years } else { (c * years).exp_m1() / c }
}

/// Customer-years of so many years, leaving the customers at their end (equations, 25).
fn customers(number: &mut f64, adds: f64, churn: f64, years: f64) -> f64 {
    let c = -(-churn).ln_1p();
    let (kept, stay) = ((-c * years).exp(), integral(-c, years));
    // The integral of (1 - exp(-ct))/c: where c is small the closed form loses digits, and Simpson's rule does not.
    let parts = 64;
    let h = years / f64::from(parts);
    let weight = |i: i32| if i == 0 || i == parts { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
    let simpson = |h: f64| (0..=parts).map(|i| weight(i) * integral(-c, f64::from(i) * h)).sum::<f64>() * h / 3.0;
    let ramp = if c * years < 0.1 { simpson(h) } else { (years - stay) / c };
    let customer_years = *number * stay + adds * ramp;
    *number = *number * kept + adds * stay;
    customer_years
}

/// The amount of a line in a step, whose flow amounts to `whole` as it is.
pub(crate) fn amount(
    company: &Company,
    part: LineParts<'_>,
    state: &mut LineState,
    (whole, step): (f64, usize),
    indices: &[(f64, f64)],
    values: Values<'_>,
) -> f64 {
    let (w, start) = (company.step as f64, step as f64 * company.step as f64);
    let path = format!("{}.{}", part.kind, part.name);
    let index = part.life.index.map(|index| indices[index]);
    let (level, index_rate) = index.unwrap_or((1.0, 0.0));
    if let Flow::Once(once) = part.flow {
        let Some((_, moment)) = state.begun.filter(|(at, _)| *at == step) else { return 0.0 };
        let amount = values(&format!("{path}.once"), once.amount, 0, AMOUNTS);
        return amount * level * (index_rate * (moment - start) / 12.0).exp();
    }
    let begin = state.begun.map_or(f64::INFINITY, |(_, moment)| moment).max(start);
    let end = part.life.until.map_or(f64::INFINITY, |(month, day)| company.moment(month, day)).min(start + w);
    let years = (end - begin).max(0.0) / 12.0;
    let amount = match part.flow {
        Flow::Growing { growth, .. } if part.life.is_partial() || index.is_some() => {
            if years == 0.0 {
                return 0.0;
            }
            let c = values(&format!("{path}.growth"), *growth, step, GROWTH).ln_1p();
            let level = level * (index_rate * (begin - start) / 12.0).exp();
            let amount = state.rate * level * integral(c + index_rate, years);
            state.rate *= (c * years).exp();
            amount
        }
        Flow::Customers { adds, churn, price, .. } => {
            let adds = values(&format!("{path}.customers.adds"), *adds, step, AMOUNTS);
            let churn = values(&format!("{path}.customers.churn"), *churn, step, (0.0, 0.99));
            let price = values(&format!("{path}.price"), *price, step, AMOUNTS);
            let average = level * integral(index_rate, w / 12.0) / (w / 12.0);
            customers(&mut state.rate, adds, churn, years) * price * average
        }
        _ => whole * years * 12.0 / w * level * integral(index_rate, w / 12.0) / (w / 12.0),
    };
    let Some(season) = part.life.season else { return amount };
    let mean = season.iter().sum::<f64>() / 12.0;
    let months = (0..company.step).map(|month| season[(company.start - 1 + step * company.step + month) % 12]);
    amount * months.sum::<f64>() / w / mean
}
