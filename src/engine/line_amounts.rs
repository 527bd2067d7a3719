//! The amounts of lines that do not exist throughout, come once, have a season or follow an index, count customers or are a share of others
//! (equations, 23 to 26).

use super::customers::Customers;
use super::flows::Flows;
use super::indices::{IndexLevel, Indices};
use super::onset::{Moment, Onset, Planned};
use super::run_rate::RunRate;
use crate::model::{Flow, LineTerms, Model, Occurrence, ShareBase};
use crate::sampling::Draws;
use crate::vector::{self, Flags, LANES, Lanes};

const ONE: Lanes = Lanes::all(1.0);

/// The revenue streams and burn lines of a block at a step.
#[derive(Debug)]
pub(super) struct LineAmounts {
    /// By flow, the revenue streams before the burn lines; `None` for those that are their [flow](Flows) as it is.
    lines: Vec<Option<Box<Line>>>,
    streams: usize,
    /// The streams that are revenue in the operating result.
    revenue: Vec<usize>,
    /// The flows that are a share of others, each after what it is a share of.
    shares: Vec<usize>,
    indices: Indices,
    months_per_step: f64,
}

/// A line with terms.
#[derive(Debug)]
struct Line {
    flow: Flow,
    terms: LineTerms,
    onset: Option<Onset>,
    /// The run rate, if it needs one of its own: it grows, and does not exist throughout or follows an index.
    rate: Option<RunRate>,
    /// The customers, if it counts them.
    customers: Option<Customers>,
    /// What the season multiplies by, by step; empty if there is none.
    season: Vec<f64>,
    /// The share of the step that has passed when it begins; 1 where it does not exist yet.
    begin: Lanes,
    /// The share of the step in which it exists.
    share: Lanes,
    /// The amount of the step, in units.
    amount: Lanes,
}

/// When a line exists in a step and after it.
pub(super) struct Existence<'a> {
    /// The share of the step that has passed when it begins; 1 where it does not exist yet.
    pub(super) begin: &'a Lanes,
    /// The share of the step in which it exists.
    pub(super) share: &'a Lanes,
    onset: Option<&'a Moment>,
    existed: Lanes,
    /// When it ends, in months after the start.
    pub(super) until: f64,
}

impl Existence<'_> {
    /// Whether it begins in `step`, and did not exist at the start.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn begins(&self, step: f64, lane: usize) -> bool {
        self.existed[lane] == 0.0 && self.onset.is_some_and(|onset| onset.step[lane] == step)
    }
}

impl LineAmounts {
    pub(super) fn new(model: &Model) -> Self {
        let streams = model.company.revenue.iter().map(|stream| (stream.flow, &stream.terms));
        let lines = streams.chain(model.company.burn.iter().map(|line| (line.flow, &line.terms)));
        Self {
            lines: lines.map(|(flow, terms)| Line::new(flow, terms, model)).collect(),
            streams: model.company.revenue.len(),
            revenue: (0..model.company.revenue.len()).filter(|&place| model.company.revenue[place].in_result).collect(),
            shares: model.company.shares.clone(),
            indices: Indices::new(model),
            months_per_step: model.inputs.calendar.months_per_step() as f64,
        }
    }

    /// Before the first step: plans when lines begin; those that recur and wait for nothing may have begun.
    #[inline(always)]
    pub(super) fn open(&mut self, draws: &Draws<'_>) {
        self.indices.open();
        for line in self.lines.iter_mut().flatten() {
            line.open(draws, self.months_per_step);
        }
    }

    /// Notes what has been drawn for the step.
    #[inline(always)]
    pub(super) fn observe(&mut self, model: &Model, draws: &Draws<'_>) {
        self.indices.observe(model, draws);
    }

    /// The index at this place of [`Company::indices`](crate::model::Company::indices), if there is one.
    #[inline(always)]
    pub(super) fn index(&self, place: Option<usize>) -> Option<&IndexLevel> {
        place.map(|place| self.indices.of(place))
    }

    /// When a line begins, or one amount happens; `None` for one that exists at the start, and for capital.
    #[inline(always)]
    pub(super) fn onset(&self, of: Occurrence) -> Option<&Onset> {
        self.lines[self.flow_of(of)?].as_ref()?.onset.as_ref()
    }

    /// Begins a line in `step`, or lets one amount happen, where it is due and `meets` its requirements; notes those that are `not_met` at
    /// its last chance.
    #[inline(always)]
    pub(super) fn begin(&mut self, of: Occurrence, step: f64, meets: &Flags, after: Option<&Moment>, not_met: &Flags) {
        let Some(flow) = self.flow_of(of) else { return };
        if let Some(onset) = self.lines[flow].as_mut().and_then(|line| line.onset.as_mut()) {
            onset.note_not_met(not_met);
            onset.happen(step, meets, after);
        }
    }

    fn flow_of(&self, of: Occurrence) -> Option<usize> {
        match of {
            Occurrence::Capital(_) => None,
            Occurrence::Revenue(place) => Some(place),
            Occurrence::Burn(place) => Some(self.streams + place),
        }
    }

    /// Settles the amounts of `step`, once it is known which lines have begun, but for those that are a share of others.
    #[inline(always)]
    pub(super) fn take(&mut self, flows: &Flows, step: usize, draws: &Draws<'_>) {
        for (flow, line) in self.lines.iter_mut().enumerate() {
            if let Some(line) = line
                && !line.flow.is_share()
            {
                let index = line.terms.index.map(|index| self.indices.of(index));
                line.take(&flows.amounts[flow], (step, self.months_per_step), index, draws);
            }
        }
    }

    /// Settles the amounts of `step` that are a share of others, of which cuts have `left` a share by burn line.
    #[inline(always)]
    pub(super) fn take_shares(&mut self, flows: &Flows, step: usize, draws: &Draws<'_>, left: &[Lanes]) {
        for place in 0..self.shares.len() {
            let flow = self.shares[place];
            let Some(Flow::ShareOf { share, of }) = self.lines[flow].as_ref().map(|line| line.flow) else { continue };
            let (mut whole, share) = (self.base(of, flows, left), draws.of(share));
            for lane in 0..LANES {
                whole[lane] *= share[lane];
            }
            if let Some(line) = &mut self.lines[flow] {
                let index = line.terms.index.map(|index| self.indices.of(index));
                line.take(&whole, (step, self.months_per_step), index, draws);
            }
        }
    }

    /// The amount of the step that something is a share of, in units.
    #[inline(always)]
    fn base(&self, of: ShareBase, flows: &Flows, left: &[Lanes]) -> Lanes {
        match of {
            ShareBase::Revenue => {
                let mut sum = Lanes::all(0.0);
                for &stream in &self.revenue {
                    vector::add(&mut sum, self.of(stream, flows));
                }
                sum
            }
            ShareBase::Stream(place) => *self.of(place, flows),
            ShareBase::Line(place) => {
                let mut amount = *self.of(self.streams + place, flows);
                for lane in 0..LANES {
                    amount[lane] *= left[place][lane];
                }
                amount
            }
        }
    }

    /// The monthly amount of a flow before the start, in units, where it existed then (equations, 20).
    pub(super) fn before_start(&self, flow: usize, flows: &Flows, draws: &Draws<'_>) -> Lanes {
        let existed = self.existed(flow);
        let mut amount = match self.lines[flow].as_ref().map(|line| line.flow) {
            Some(Flow::ShareOf { share, of }) => {
                let (mut sum, share) = (Lanes::all(0.0), draws.of(share));
                for base in self.bases(of) {
                    vector::add(&mut sum, &self.before_start(base, flows, draws));
                }
                Lanes::from_fn(|lane| sum[lane] * share[lane])
            }
            _ => flows.before_start(flow, draws),
        };
        for lane in 0..LANES {
            amount[lane] *= existed[lane];
        }
        amount
    }

    /// The flows that something is a share of.
    fn bases(&self, of: ShareBase) -> Vec<usize> {
        match of {
            ShareBase::Revenue => self.revenue.clone(),
            ShareBase::Stream(place) => vec![place],
            ShareBase::Line(place) => vec![self.streams + place],
        }
    }

    /// How many customers of a revenue stream there are at the end of the step, if it counts them.
    pub(super) fn customers(&self, stream: usize) -> Option<&Lanes> {
        self.lines[stream].as_ref()?.customers.as_ref().map(|customers| &customers.at_end)
    }

    /// The amount of a flow in the step, in units, before cuts.
    #[inline(always)]
    pub(super) fn of<'a>(&'a self, flow: usize, flows: &'a Flows) -> &'a Lanes {
        self.lines[flow].as_ref().map_or(&flows.amounts[flow], |line| &line.amount)
    }

    /// Of a flow that comes once, the day of `step`, as a share of it, and the amount; `None` if it does not come in that step.
    #[inline(always)]
    pub(super) fn once(&self, flow: usize, step: usize) -> Option<(&Lanes, &Lanes)> {
        let line = self.lines[flow].as_ref().filter(|line| line.flow.is_once())?;
        let onset = line.onset.as_ref().filter(|onset| onset.is_open(step as f64))?;
        Some((&onset.moment.day, &line.amount))
    }

    /// When a flow exists in the step and after it; `None` if throughout.
    #[inline(always)]
    pub(super) fn existence(&self, flow: usize) -> Option<Existence<'_>> {
        let line = self.lines[flow].as_ref().filter(|line| line.onset.is_some() || line.terms.until.is_some())?;
        Some(Existence {
            begin: &line.begin,
            share: &line.share,
            onset: line.onset.as_ref().map(|onset| &onset.moment),
            existed: self.existed(flow),
            until: line.terms.until.unwrap_or(f64::INFINITY),
        })
    }

    /// 1 where a flow exists at the very start and so had amounts before it, else 0.
    #[inline(always)]
    pub(super) fn existed(&self, flow: usize) -> Lanes {
        let onset = self.lines[flow].as_ref().and_then(|line| line.onset.as_ref().map(|onset| (onset, &line.terms)));
        match onset {
            None => ONE,
            Some((_, terms)) if !terms.requires().is_empty() => Lanes::all(0.0),
            Some((onset, _)) => onset.is_at_start(),
        }
    }

    /// Moves run rates and indices to the end of the step.
    #[inline(always)]
    pub(super) fn note(&mut self) {
        self.indices.note();
        for line in self.lines.iter_mut().flatten() {
            line.rate.iter_mut().for_each(RunRate::note);
            line.customers.iter_mut().for_each(Customers::note);
        }
    }
}

impl Line {
    /// The state that a line needs; `None` if it is its flow as it is.
    fn new(flow: Flow, terms: &LineTerms, model: &Model) -> Option<Box<Self>> {
        let LineTerms { onset, until, season, index, before_start: _ } = terms;
        let is_partial = onset.is_some() || until.is_some();
        let counts_customers = matches!(flow, Flow::Customers { .. });
        let is_own = counts_customers || flow.is_share();
        if !is_own && !is_partial && season.is_none() && index.is_none() {
            return None;
        }
        let grows = matches!(flow, Flow::Growing { .. });
        Some(Box::new(Self {
            flow,
            terms: terms.clone(),
            onset: onset.as_ref().map(|_| Onset::NEW),
            rate: (grows && (is_partial || index.is_some())).then_some(RunRate::NEW),
            customers: counts_customers.then_some(Customers::NEW),
            season: season.map_or_else(Vec::new, |weights| by_step(&weights, model)),
            begin: Lanes::all(0.0),
            share: ONE,
            amount: Lanes::all(0.0),
        }))
    }

    #[inline(always)]
    fn open(&mut self, draws: &Draws<'_>, months_per_step: f64) {
        if let (Some(onset), Some(terms)) = (&mut self.onset, &self.terms.onset) {
            let planned = Planned {
                month: terms.month,
                delay: terms.delay.map(|delay| draws.of(delay)),
                patience: terms.patience,
                chance: terms.happening.map(|chance| (draws.of(chance.probability), draws.of(chance.closes))),
            };
            *onset = Onset::NEW;
            onset.plan(&planned, months_per_step);
            if terms.requires.is_empty() && !self.flow.is_once() {
                onset.happen_as_planned(0.0);
            }
        }
        if let (Some(rate), Flow::Growing { opening, .. }) = (&mut self.rate, self.flow) {
            rate.open(draws.of(opening));
        }
        if let (Some(customers), Flow::Customers { opening, .. }) = (&mut self.customers, self.flow) {
            customers.open(draws.of(opening));
        }
    }

    /// The amount of `step`, whose flow as it is amounts to `whole`.
    #[inline(always)]
    fn take(
        &mut self,
        whole: &Lanes,
        (step, months_per_step): (usize, f64),
        index: Option<&IndexLevel>,
        draws: &Draws<'_>,
    ) {
        if let Flow::Once { amount } = self.flow {
            self.happen(draws.of(amount), step as f64, index);
            return;
        }
        let end = self.terms.until.map_or(1.0, |until| (until / months_per_step - step as f64).clamp(0.0, 1.0));
        self.begin = self.begins_in(step as f64);
        for lane in 0..LANES {
            self.share[lane] = (end - self.begin[lane]).max(0.0);
        }
        let (step_years, average) = (months_per_step / 12.0, index.map_or(&ONE, |index| &index.average));
        match (&mut self.rate, &mut self.customers, self.flow) {
            (Some(rate), _, Flow::Growing { growth, .. }) => {
                rate.take((&self.begin, &self.share), draws.growth(growth), index, step_years, &mut self.amount);
            }
            (_, Some(customers), Flow::Customers { adds, churn, price, .. }) => {
                customers.take(&self.share, (draws.of(adds), draws.of(churn)), step_years);
                let price = draws.of(price);
                for lane in 0..LANES {
                    self.amount[lane] = customers.years[lane] * price[lane] * average[lane];
                }
            }
            _ => {
                for lane in 0..LANES {
                    self.amount[lane] = whole[lane] * self.share[lane] * average[lane];
                }
            }
        }
        if let Some(&weight) = self.season.get(step) {
            for lane in 0..LANES {
                self.amount[lane] *= weight;
            }
        }
    }

    /// The share of the step that has passed when it begins; 1 where it does not exist yet.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    fn begins_in(&self, step: f64) -> Lanes {
        let mut begin = Lanes::all(0.0);
        if let Some(Onset { moment, .. }) = &self.onset {
            for lane in 0..LANES {
                let not_before = if moment.step[lane] == step { moment.day[lane] } else { 1.0 };
                begin[lane] = if moment.step[lane] < step { 0.0 } else { not_before };
            }
        }
        begin
    }

    /// One amount, in the step in which it happens, at the level of its index on the day.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    fn happen(&mut self, amount: &Lanes, step: f64, index: Option<&IndexLevel>) {
        let Some(Onset { moment, .. }) = &self.onset else { return };
        for lane in 0..LANES {
            self.amount[lane] = if moment.step[lane] == step { amount[lane] } else { 0.0 };
        }
        if let Some(index) = index {
            index.multiply_on(&moment.day, &mut self.amount);
        }
    }
}

/// The weights of the months by step: of a longer step, the mean over its months.
fn by_step(weights: &[f64; 12], model: &Model) -> Vec<f64> {
    let calendar = &model.inputs.calendar;
    let months = calendar.months_per_step();
    let of_month = |month: usize| weights[calendar.calendar_month(month).number() - 1];
    let mean = |step: usize| (step * months..(step + 1) * months).map(of_month).sum::<f64>() / months as f64;
    (0..calendar.steps()).map(mean).collect()
}
