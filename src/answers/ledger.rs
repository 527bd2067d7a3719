//! The ledger of one run: what each step brought and took, replayed by the run's number.

use crate::engine::{Block, Financing, NEVER, Observer, lane_of, replay, year_of};
use crate::model::{Company, Event, Flow, Model, Occurrence, PaymentTerms, Response, Year};
use crate::sampling::{Futures, Sampling};
use jiff::civil::Date;
use serde::Serialize;

/// One run, step by step. Amounts are in units.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Ledger {
    /// Revenue streams, in the order of [`LedgerStep::revenue`].
    pub revenue_streams: Vec<String>,
    /// Burn lines, in the order of [`LedgerStep::burn`].
    pub burn_lines: Vec<String>,
    /// Revenue streams and burn lines whose cash moves at another time than it counts, as `revenue.NAME` or `burn.NAME`, in the order of
    /// [`LedgerStep::cash_by_line`].
    pub lines_with_payment_terms: Vec<String>,
    /// Revenue streams that count customers, in the order of [`LedgerStep::customers`].
    pub streams_with_customers: Vec<String>,
    /// The steps, in order.
    pub steps: Vec<LedgerStep>,
    /// Day on which the cash runs out; `None` if it does not.
    pub exhausted_on: Option<Date>,
    /// Year of profitability; `None` if it is not reached.
    pub profitable_in: Option<Year>,
    /// Capital needed.
    pub capital_needed: f64,
    /// Every driver with its draw in each step.
    pub draws: Vec<(String, Vec<f64>)>,
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LedgerStep {
    /// First day.
    pub from: Date,
    /// Capital received at the start of the step.
    pub capital: f64,
    /// Amount of each revenue stream.
    pub revenue: Vec<f64>,
    /// Revenue: the streams that count in the operating result.
    pub total_revenue: f64,
    /// What comes in and is no revenue: the streams that count in cash only.
    pub other_receipts: f64,
    /// Cost of running the product.
    pub running_cost: f64,
    /// Amount of each burn line.
    pub burn: Vec<f64>,
    /// Top-up to the compute commitment.
    pub top_up: f64,
    /// Operating result.
    pub operating_result: f64,
    /// Burn less revenue that counts in the operating result only, in units.
    pub without_cash: f64,
    /// Burn that counts in the cash flow only, in units.
    pub cash_only_burn: f64,
    /// Operating cash flow.
    pub cash_flow: f64,
    /// Cash at the end of the step.
    pub cash: f64,
    /// Cash collected or paid in the step of each line [with payment terms](Ledger::lines_with_payment_terms), in units.
    pub cash_by_line: Vec<f64>,
    /// What working capital releases in the step, in units: by how much the cash flow exceeds what counts, because of payment terms.
    pub from_working_capital: f64,
    /// Customers at the end of the step of each stream [that counts them](Ledger::streams_with_customers), as plain numbers.
    pub customers: Vec<f64>,
    /// Average number of users in the step, in units; `None` if they are not counted.
    pub users: Option<f64>,
    /// Credit, debt, taxes and what they move; all 0 where the scenario has none.
    pub dealt: Dealt,
    /// Events that fire in the year that begins with the step.
    pub events: Vec<String>,
    /// Lines that begin in the step.
    pub begun: Vec<String>,
    /// Lines that come once, and come in the step.
    pub came: Vec<String>,
    /// Loans of which the covenant first breaks at the start of the step.
    pub broken: Vec<String>,
    /// Responses of management that decide to cut at the start of the step.
    pub cuts: Vec<String>,
}

/// What is neither earned nor spent in a step, and how much of it stands at its end.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Dealt {
    /// Compute credit that arrived at the start of the step.
    pub credit_landed: f64,
    /// Compute paid from credit.
    pub credit_used: f64,
    /// Compute credit left at the end of the step.
    pub credit: f64,
    /// Drawn under facilities and lent.
    pub drawn: f64,
    /// Repaid.
    pub repaid: f64,
    /// Debt during the step; of an indexed loan, at the index's level at its start.
    pub debt: f64,
    /// Interest paid.
    pub interest: f64,
    /// What cash earned.
    pub earned: f64,
    /// Tax paid.
    pub tax: f64,
}

/// Replays run `run` of `model` under `seed`, by the design `sampling`.
///
/// # Reproducibility
/// Bit for bit the run that a simulation with that seed and design counts.
#[must_use]
pub fn trace(model: &Model, seed: u64, sampling: Sampling, run: u64) -> Ledger {
    let mut recorder = Recorder { lane: lane_of(run), ledger: Ledger::new(model) };
    replay(model, &Futures::all(seed, sampling), run, &mut recorder);
    recorder.ledger
}

impl Ledger {
    fn new(model: &Model) -> Self {
        Self {
            revenue_streams: model.company.revenue.iter().map(|stream| stream.name.clone()).collect(),
            burn_lines: model.company.burn.iter().map(|line| line.name.clone()).collect(),
            lines_with_payment_terms: with_terms(&model.company).map(|line| line.path).collect(),
            streams_with_customers: with_customers(&model.company).map(|(_, name)| name).collect(),
            steps: Vec::with_capacity(model.inputs.calendar.steps()),
            exhausted_on: None,
            profitable_in: None,
            capital_needed: 0.0,
            draws: model.inputs.drivers.iter().map(|driver| (driver.name.clone(), Vec::new())).collect(),
        }
    }
}

/// The places and names of revenue streams that count customers.
fn with_customers(company: &Company) -> impl Iterator<Item = (usize, String)> {
    let streams = company.revenue.iter().enumerate();
    let counted = streams.filter(|(_, stream)| matches!(stream.flow, Flow::Customers { .. }));
    counted.map(|(place, stream)| (place, stream.name.clone()))
}

fn customers(block: &Block<'_>, stream: usize, lane: usize) -> f64 {
    let customers = block.financing.as_ref().and_then(|financing| financing.customers(stream));
    customers.map_or(0.0, |customers| customers[lane])
}

/// A line with payment terms.
struct LineWithTerms {
    path: String,
    /// Its place among the revenue streams and then the burn lines.
    flow: usize,
}

/// The lines whose cash moves at another time than it counts.
fn with_terms(company: &Company) -> impl Iterator<Item = LineWithTerms> {
    let streams = company.revenue.iter().map(|stream| (format!("revenue.{}", stream.name), stream.payment));
    let lines = company.burn.iter().map(|line| (format!("burn.{}", line.name), line.payment));
    let flows = streams.chain(lines).enumerate().filter(|(_, (_, terms))| *terms != PaymentTerms::AT_ONCE);
    flows.map(|(flow, (path, _))| LineWithTerms { path, flow })
}

impl LineWithTerms {
    /// Its cash in the step.
    fn cash(&self, block: &Block<'_>, lane: usize) -> f64 {
        block.financing.as_ref().map_or(0.0, |financing| financing.cash_by_flow[self.flow][lane])
    }

    /// By how much the cash flow of the step exceeds what counts of it.
    fn released(&self, block: &Block<'_>, lane: usize) -> f64 {
        let company = &block.model.company;
        match self.flow.checked_sub(company.revenue.len()) {
            None if company.revenue[self.flow].in_cash => {
                self.cash(block, lane) - block.revenue_by_stream()[self.flow][lane]
            }
            Some(line) if company.burn[line].in_cash => block.burn_by_line()[line][lane] - self.cash(block, lane),
            _ => 0.0,
        }
    }
}

struct Recorder {
    lane: usize,
    ledger: Ledger,
}

impl Observer for Recorder {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        let (lane, calendar, company) = (self.lane, &block.model.inputs.calendar, &block.model.company);
        self.ledger.steps.push(LedgerStep {
            from: calendar.first_of_month(step * calendar.months_per_step()),
            capital: block.received()[lane],
            revenue: block.revenue_by_stream().iter().map(|amounts| amounts[lane]).collect(),
            total_revenue: block.step.revenue[lane],
            other_receipts: other_receipts(block, lane),
            running_cost: block.step.running_cost[lane],
            burn: block.burn_by_line().iter().map(|amounts| amounts[lane]).collect(),
            top_up: block.step.top_up[lane],
            operating_result: block.step.operating_result[lane],
            without_cash: without_cash(block, lane),
            cash_only_burn: cash_only_burn(block, lane),
            cash_flow: block.step.cash_flow[lane],
            cash: block.with_capital.cash[lane],
            cash_by_line: with_terms(company).map(|line| line.cash(block, lane)).collect(),
            from_working_capital: with_terms(company).map(|line| line.released(block, lane)).sum(),
            customers: with_customers(company).map(|(stream, _)| customers(block, stream, lane)).collect(),
            users: block.users().map(|users| users[lane] / calendar.step_years()),
            dealt: block.financing.as_ref().map_or(Dealt::default(), |financing| dealt(financing, lane)),
            events: fired(step, block, lane),
            begun: occurring(step, block, lane, false),
            came: occurring(step, block, lane, true),
            broken: broken(step, block, lane),
            cuts: cuts(step, block, lane),
        });
        for (driver, (_, draws)) in self.ledger.draws.iter_mut().enumerate() {
            draws.push(block.draws.value(driver, lane));
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        let (lane, calendar) = (self.lane, &block.model.inputs.calendar);
        let exhausted = block.with_capital.exhausted[lane];
        self.ledger.exhausted_on = (exhausted < NEVER).then(|| calendar.date_at(exhausted));
        self.ledger.profitable_in = year_of(block.profitable[lane]).map(|year| calendar.years()[year]);
        self.ledger.capital_needed = block.need[lane];
    }
}

fn dealt(financing: &Financing, lane: usize) -> Dealt {
    Dealt {
        credit_landed: financing.credit_received[lane],
        credit_used: financing.credit_used[lane],
        credit: financing.credit[lane],
        drawn: financing.drawn[lane],
        repaid: financing.repaid[lane],
        debt: financing.debt[lane],
        interest: financing.interest[lane],
        earned: financing.earned[lane],
        tax: financing.tax()[lane],
    }
}

fn fired(step: usize, block: &Block<'_>, lane: usize) -> Vec<String> {
    let fires = |(place, _): &(usize, &Event)| block.draws.fires_at(*place, step)[lane] != 0;
    block.model.inputs.events.iter().enumerate().filter(fires).map(|(_, event)| event.name.clone()).collect()
}

/// What comes in from streams that count in cash only.
fn other_receipts(block: &Block<'_>, lane: usize) -> f64 {
    let streams = block.model.company.revenue.iter().zip(block.revenue_by_stream());
    streams.filter(|(stream, _)| !stream.in_result).map(|(_, amounts)| amounts[lane]).sum()
}

/// Burn less revenue that counts in the operating result only.
fn without_cash(block: &Block<'_>, lane: usize) -> f64 {
    let company = &block.model.company;
    let lines = company.burn.iter().zip(block.burn_by_line()).filter(|(line, _)| !line.in_cash);
    let streams = company.revenue.iter().zip(block.revenue_by_stream()).filter(|(stream, _)| !stream.in_cash);
    lines.map(|(_, amounts)| amounts[lane]).sum::<f64>() - streams.map(|(_, amounts)| amounts[lane]).sum::<f64>()
}

/// Burn that counts in the cash flow only.
fn cash_only_burn(block: &Block<'_>, lane: usize) -> f64 {
    let lines = block.model.company.burn.iter().zip(block.burn_by_line());
    lines.filter(|(line, _)| !line.in_result).map(|(_, amounts)| amounts[lane]).sum()
}

/// Lines that begin in a step, or those that come once and come in it.
fn occurring(step: usize, block: &Block<'_>, lane: usize, once: bool) -> Vec<String> {
    let (Some(financing), company) = (&block.financing, &block.model.company) else { return Vec::new() };
    let is_wanted = |occurrence: &&Occurrence| match **occurrence {
        Occurrence::Capital(_) => false,
        Occurrence::Revenue(place) => company.revenue[place].flow.is_once() == once,
        Occurrence::Burn(place) => company.burn[place].flow.is_once() == once,
    };
    let lines = company.occurrences.iter().filter(is_wanted);
    let lines = lines.filter(|occurrence| financing.occurs(**occurrence, step, lane));
    lines.map(|occurrence| company.name_of(*occurrence).to_owned()).collect()
}

/// Loans of which the covenant first breaks at the start of a step.
#[expect(clippy::float_cmp, reason = "a covenant breaks at the start of a step: whole months")]
fn broken(step: usize, block: &Block<'_>, lane: usize) -> Vec<String> {
    let Some(financing) = &block.financing else { return Vec::new() };
    let start = (step * block.model.inputs.calendar.months_per_step()) as f64;
    let loans = block.model.company.loans.iter().enumerate();
    let broken = loans.filter(|(place, _)| financing.covenant_broken(*place)[lane] == start);
    broken.map(|(_, loan)| loan.name.clone()).collect()
}

fn cuts(step: usize, block: &Block<'_>, lane: usize) -> Vec<String> {
    let Some(financing) = &block.financing else { return Vec::new() };
    let decided = |(place, _): &(usize, &Response)| financing.decided(*place, step, lane);
    block
        .model
        .company
        .responses
        .iter()
        .enumerate()
        .filter(decided)
        .map(|(_, response)| response.name.clone())
        .collect()
}
