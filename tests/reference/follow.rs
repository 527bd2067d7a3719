//! One run of a company, one number after the other: the equations written down a second time, slowly, and sharing no line with the engine.

use super::cashing::{self, Cash, Span};
use super::company::{Company, Facility, Flow, Raise, Stream};
use super::lines::{self, LineState};
use super::loans::{Begun, Taxes};
use super::occurrences::{counted, order};
use std::collections::BTreeMap;

/// What a run's drivers came to: by name and step.
pub(crate) type Draws<'d> = &'d dyn Fn(&str, usize) -> f64;

/// What happened in one run.
#[derive(Debug, Default, Clone)]
pub(crate) struct Path {
    /// By step.
    pub(crate) revenue: Vec<f64>,
    pub(crate) result: Vec<f64>,
    pub(crate) flow: Vec<f64>,
    pub(crate) cash: Vec<f64>,
    pub(crate) credit: Vec<f64>,
    pub(crate) debt: Vec<f64>,
    /// Moment of exhaustion in months, infinite if never.
    pub(crate) exhausted: f64,
    /// Place of the year of profitability.
    pub(crate) profitable: Option<usize>,
    /// By how much cash was below the minimum at its lowest; below 0 if it never was.
    pub(crate) shortfall: f64,
    /// How near any decision came to going the other way, as a share of what it was compared with.
    pub(crate) closest: f64,
    /// How often each thing happened, by its name.
    pub(crate) happened: Vec<&'static str>,
}

pub(super) struct Round {
    /// The moment in months.
    pub(super) month: f64,
    due: f64,
    last: f64,
    closes: bool,
    pub(super) landed: bool,
}

impl Round {
    pub(super) fn is_due(&self, step: usize) -> bool {
        self.closes && !self.landed && self.due <= step as f64 && step as f64 <= self.last
    }
}

pub(super) struct Run<'c> {
    pub(super) company: &'c Company,
    pub(super) draws: Draws<'c>,
    pub(super) path: Path,
    /// The step of the firing by event and year.
    pub(super) fired: Vec<Vec<Option<usize>>>,
    /// By name, the step and the moment of everything that has landed or happened.
    pub(super) occurred: BTreeMap<String, (usize, f64)>,
    /// Cash flow by step but for what comes once.
    even: Vec<f64>,
    /// Running cost by step.
    pub(super) running: Vec<f64>,
}

/// Follows one run; without capital if `raises` is false, and with `extra` cash at the start.
pub(crate) fn follow(company: &Company, draws: Draws<'_>, raises: bool, extra: f64) -> Path {
    let path =
        Path { exhausted: f64::INFINITY, shortfall: f64::NEG_INFINITY, closest: f64::INFINITY, ..Path::default() };
    let (even, running) = (Vec::new(), Vec::new());
    let mut run = Run { company, draws, path, fired: Vec::new(), occurred: BTreeMap::new(), even, running };
    run.fire();
    run.walk(raises, extra);
    run.path
}

impl Run<'_> {
    pub(super) fn happens(&mut self, what: &'static str) {
        self.path.happened.push(what);
    }

    /// Whether `a` misses a threshold by more than rounding (11), noting how close it was.
    pub(super) fn below(&mut self, a: f64, threshold: f64) -> bool {
        let met_from = threshold - 1e-9 * threshold.abs();
        if a.is_finite() && threshold.is_finite() {
            let size = a.abs().max(threshold.abs()).max(1e-300);
            self.path.closest = self.path.closest.min((a - met_from).abs() / size);
        }
        a < met_from
    }

    /// Months that `cash` lasts (18).
    fn runway(&self, cash: f64, step: usize, first_burn: f64) -> (f64, f64) {
        let looked = if self.company.step == 1 { 3.min(step) } else { 1.min(step) };
        let burn = if step == 0 {
            first_burn
        } else {
            let flows: f64 = self.even[step - looked..].iter().sum();
            let moved = self.path.revenue[step - looked..].iter().zip(&self.even[step - looked..]);
            let moved: f64 = moved.map(|(revenue, flow)| revenue + (revenue - flow).abs()).sum();
            if flows.abs() > 1e-9 * moved { -flows / (looked * self.company.step) as f64 } else { 0.0 }
        };
        let runway = if burn > 0.0 { (cash - self.company.minimum) / burn } else { f64::INFINITY };
        (runway, burn)
    }

    /// The amount of a line, which is `whole` as its flow is (23, 24 and 26).
    pub(super) fn line(&self, i: usize, state: &mut LineState, whole: (f64, usize), indices: &[(f64, f64)]) -> f64 {
        let part = lines::parts(self.company)[i];
        lines::amount(self.company, part, state, whole, indices, &|name, value, step, limits| {
            self.value(name, value, step, limits)
        })
    }

    /// When a round or loan is due; it never is if nothing is raised.
    pub(super) fn round(&self, path: &str, raise: &Raise, raises: bool, step: usize) -> Round {
        let (w, amounts) = (self.company.step as f64, (0.0, f64::INFINITY));
        let delay = raise.delay.map_or(0.0, |delay| self.value(&format!("{path}.delay_months"), delay, step, amounts));
        let month = self.company.moment(raise.month, raise.day) + delay;
        let closes = raise.probability.is_none_or(|p| 1.0 - (self.draws)(&format!("{path}.closes"), step) < p);
        let patience = if raise.requires.is_written() { raise.patience } else { 0.0 };
        let (due, last) = ((month / w).floor(), ((month + patience) / w).floor());
        Round { month, due, last, closes: closes && raises, landed: false }
    }

    fn running_cost(&self, revenue: &[f64], step: usize) -> f64 {
        let most = (f64::NEG_INFINITY, 1.0);
        let margin = self.company.margin.map_or(1.0, |m| self.value("compute_margin", m, step, most));
        let streams = self.company.revenue.iter().zip(revenue).filter(|(stream, _)| stream.counts_in != 1);
        let cost = |(stream, amount): (&Stream, &f64)| {
            let own = stream.margin.map(|m| self.value(&format!("revenue.{}.margin", stream.name), m, step, most));
            (1.0 - own.unwrap_or(margin)) * amount
        };
        streams.map(cost).sum()
    }

    #[expect(clippy::too_many_lines, reason = "one run from start to end, in the order of the equations")]
    fn walk(&mut self, raises: bool, extra: f64) {
        let company = self.company;
        let (w, years) = (company.step as f64, company.step as f64 / 12.0);
        let amounts = (0.0, f64::INFINITY);
        let shares = (0.0, 1.0);
        let mut cash = self.value("cash.opening", company.cash, 0, (f64::NEG_INFINITY, f64::INFINITY)) + extra;
        let path_of = |kind: &str, name: &str| format!("{kind}.{name}");
        let mut users_rate = company.users.as_ref().map_or(0.0, |(users, _)| self.opening("users", users));
        let mut revenue_rates: Vec<f64> =
            company.revenue.iter().map(|s| self.opening(&path_of("revenue", &s.name), &s.flow)).collect();
        let mut burn_rates: Vec<f64> =
            company.burn.iter().map(|l| self.opening(&path_of("burn", &l.name), &l.flow)).collect();
        let parts = lines::parts(company);
        let mut states: Vec<LineState> = parts
            .iter()
            .map(|part| {
                let may_not_happen = matches!(part.flow, Flow::Once(once) if once.probability.is_some());
                let decides = format!("{}.{}.happens", part.kind, part.name);
                let happens = if may_not_happen { (self.draws)(&decides, 0) } else { 1.0 };
                lines::plan(company, *part, &|name, value, step, limits| self.value(name, value, step, limits), happens)
            })
            .collect();
        let streams = company.revenue.len();
        let before = |rate: &f64, state: &LineState| if lines::existed(state) { rate / 12.0 } else { 0.0 };
        let revenue_before: Vec<f64> = revenue_rates.iter().zip(&states).map(|(r, s)| before(r, s)).collect();
        let burn_before: Vec<f64> = burn_rates.iter().zip(&states[streams..]).map(|(r, s)| before(r, s)).collect();
        let mut all_before = [revenue_before, burn_before].concat();
        for i in 0..all_before.len() {
            if let Some((parts, share)) = self.parts_of(i, 0) {
                let whole: f64 = parts.into_iter().map(|j| all_before[j]).sum();
                all_before[i] = if lines::existed(&states[i]) { share * whole } else { 0.0 };
            }
        }
        let (revenue_before, burn_before) = all_before.split_at(streams);
        let mut levels = vec![1.0; company.indices.len()];
        let is_seasonal = parts.iter().any(|part| part.life.season.is_some());
        let mut rounds: Vec<Round> =
            company.capital.iter().map(|c| self.round(&path_of("capital", &c.name), c, raises, 0)).collect();
        let (mut loans, mut taxes) = (self.loans(raises), Taxes::open(self));
        let mut instalments = if raises { self.instalments() } else { Vec::new() };
        let (mut credit, mut drawn) = (0.0_f64, vec![0.0; company.facilities.len()]);
        let mut left = vec![1.0; company.burn.len()];
        let mut decisions: Vec<Vec<usize>> = vec![Vec::new(); company.responses.len()];
        let (mut revenues, mut burns): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
        let mut sums = vec![[0.0_f64; 4]; company.last_year() + 1];
        let mut last = (0.0, 0.0);

        for step in 0..company.steps() {
            // Flows before cuts.
            let users =
                company.users.as_ref().map_or(0.0, |(flow, _)| self.amount("users", flow, &mut users_rate, 0.0, step));
            let mut revenue: Vec<f64> = company
                .revenue
                .iter()
                .zip(&mut revenue_rates)
                .map(|(s, rate)| self.amount(&path_of("revenue", &s.name), &s.flow, rate, users, step))
                .collect();
            let mut uncut: Vec<f64> = company
                .burn
                .iter()
                .zip(&mut burn_rates)
                .map(|(l, rate)| self.amount(&path_of("burn", &l.name), &l.flow, rate, users, step))
                .collect();
            let now_indices = lines::indices(
                company,
                &|name, value, step, limits| self.value(name, value, step, limits),
                &levels,
                step,
            );
            let whole = [revenue.clone(), uncut.clone()].concat();
            for (i, amount) in revenue.iter_mut().chain(&mut uncut).enumerate() {
                *amount = self.line(i, &mut states[i], (*amount, step), &now_indices);
            }
            self.settle_shares((&mut revenue, &mut uncut, &left), &mut states, step, &now_indices);
            let mut running = self.running_cost(&revenue, step);
            revenues.push(revenue.clone());
            let cash_of = |i: usize, amounts: &dyn Fn(usize) -> f64, states: &[LineState]| -> Cash {
                let (part, state) = (&parts[i], &states[i]);
                let begin = if lines::existed(state) {
                    f64::NEG_INFINITY
                } else {
                    state.begun.map_or(f64::INFINITY, |begun| begun.1)
                };
                let until = part.life.until.map_or(f64::INFINITY, |(month, day)| company.moment(month, day));
                let (terms, before) = if i < streams {
                    (&company.revenue[i].terms, revenue_before[i])
                } else {
                    (&company.burn[i - streams].terms, burn_before[i - streams])
                };
                let known = &part.life.before;
                let earlier = |ago: usize| known.len().checked_sub(ago).map_or(before, |at| known[at]);
                terms.cash((company.start, step), amounts, (before, &earlier), Span { begin, until })
            };
            let collect = |revenues: &[Vec<f64>], states: &[LineState]| -> Vec<Cash> {
                let streams = company.revenue.iter().enumerate().filter(|(_, s)| s.counts_in != 2 && !s.flow.is_once());
                streams.map(|(i, _)| cash_of(i, &|at| revenues[at][i], states)).collect()
            };
            let collected = collect(&revenues, &states);
            let collected_sum: f64 = collected.iter().map(|cash| cash.total()).sum();
            let commitment =
                company.commitment.map(|annual| self.value("compute_commitment.annual", annual, step, amounts));
            let top_up_of = |lines: &[f64], running: f64| {
                let compute: f64 = company.burn.iter().zip(lines).filter(|(l, _)| l.compute).map(|(_, a)| a).sum();
                commitment.map_or(0.0, |annual| (annual * years - running - compute).max(0.0))
            };
            let mut revenue_sum = counted(company, &revenue);
            let mut first_burn = 0.0;
            if step == 0 {
                let paid: f64 = company
                    .burn
                    .iter()
                    .enumerate()
                    .filter(|(_, l)| l.counts_in != 2 && !l.flow.is_once())
                    .map(|(i, _)| cash_of(streams + i, &|_| uncut[i], &states).total())
                    .sum();
                first_burn = -(collected_sum - running - paid - top_up_of(&uncut, running)) / w;
                last = (revenue_sum, running);
            }

            // Capital (9 and 16): those that wait for others come after them.
            let (start, mut now) = (step as f64 * w, cash);
            // What moves on a day of its own: the moment in months, and the amount.
            let mut jumps: Vec<(f64, f64)> = Vec::new();
            let (runway, _) = self.runway(cash, step, first_burn);
            for (is_line, i) in order(company) {
                if is_line {
                    let begins = self.begin(i, &mut states[i], step, runway, last);
                    if begins {
                        let amount = self.line(i, &mut states[i], (whole[i], step), &now_indices);
                        if i < streams { revenue[i] = amount } else { uncut[i - streams] = amount }
                    }
                    continue;
                }
                let raise = &company.capital[i];
                if !rounds[i].is_due(step) {
                    continue;
                }
                if !self.meets(&raise.requires, step, runway, last) {
                    self.happens("kept waiting");
                    continue;
                }
                rounds[i].landed = true;
                let path = path_of("capital", &raise.name);
                let amount = self.value(&format!("{path}.amount"), raise.amount, 0, amounts);
                let tied = raise.tied.map_or(0.0, |tied| self.value(&format!("{path}.tied_share"), tied, 0, shares));
                let own = if rounds[i].due >= step as f64 { rounds[i].month } else { start };
                let at = self.not_before(own, &raise.requires, step);
                self.occurred.insert(raise.name.clone(), (step, at));
                if at > start {
                    self.happens("landed within a step");
                    jumps.push((at, amount * (1.0 - tied)));
                } else {
                    now += amount * (1.0 - tied);
                }
                credit += amount * tied;
                self.happens(if rounds[i].due < step as f64 { "landed late" } else { "landed" });
            }

            let repeated = self.repeat(&mut instalments, step, (runway, last));
            credit += repeated.iter().map(|(_, _, credit)| credit).sum::<f64>();

            // What comes once (23), compute from credit first.
            let (mut one_offs, mut used_at_once) = (0.0, 0.0);
            for (i, part) in parts.iter().enumerate().filter(|(_, part)| part.flow.is_once()) {
                let Some((_, at)) = states[i].begun.filter(|(at, _)| *at == step) else { continue };
                let burn = i.checked_sub(streams).map(|place| &company.burn[place]);
                let counts_in = burn.map_or_else(|| company.revenue[i].counts_in, |line| line.counts_in);
                if counts_in == 2 {
                    continue;
                }
                let amount = if i < streams { revenue[i] } else { uncut[i - streams] };
                let from_credit = if burn.is_some_and(|line| line.compute) { credit.min(amount) } else { 0.0 };
                (credit, used_at_once) = (credit - from_credit, used_at_once + from_credit);
                let moved = if burn.is_some() { from_credit - amount } else { amount };
                one_offs += moved;
                if at > start {
                    jumps.push((at, moved))
                } else {
                    now += moved
                }
                self.happens(if part.life.index.is_some() { "comes once, indexed" } else { "comes once" });
            }

            // Debt (17 and 28).
            let Begun { called, lent } = self.lend(&mut loans, step, (cash, runway, last), &now_indices);
            now -= called[0] + called[1];
            for (at, amount) in repeated.into_iter().map(|(at, cash, _)| (at, cash)).chain(lent) {
                if at > start {
                    jumps.push((at, amount));
                } else {
                    now += amount;
                }
            }
            for (i, facility) in company.facilities.iter().enumerate() {
                if (matures(company, facility) - start).abs() < 1e-12 {
                    now -= drawn[i];
                    if drawn[i] > 0.0 {
                        self.happens("repaid");
                    }
                    drawn[i] = 0.0;
                }
            }
            for (i, facility) in company.facilities.iter().enumerate() {
                if start < facility.from as f64 || start >= matures(company, facility) {
                    continue;
                }
                let (runway, burn) = self.runway(now, step, first_burn);
                if self.below(runway, facility.trigger) && self.meets(&facility.requires, step, runway, last) {
                    let limit = self.value(&format!("facility.{}.limit", facility.name), facility.limit, 0, amounts);
                    let draw = (facility.trigger * burn - (now - company.minimum)).min(limit - drawn[i]).max(0.0);
                    now += draw;
                    drawn[i] += draw;
                    if draw > 0.0 {
                        self.happens("drawn");
                    }
                }
            }

            // Responses (18).
            for (i, response) in company.responses.iter().enumerate() {
                let (runway, _) = self.runway(now, step, first_burn);
                let is_time = decisions[i].last().is_none_or(|&before| (step - before) as f64 * w >= response.every);
                if is_time && self.below(runway, response.trigger) {
                    decisions[i].push(step);
                }
                let delay = (response.delay / w).ceil() as usize;
                if step >= delay && decisions[i].contains(&(step - delay)) {
                    let cut = self.value(&format!("response.{}.cut", response.name), response.cut, 0, shares);
                    for (line, left) in company.burn.iter().zip(&mut left) {
                        if line.flow.is_once() || matches!(line.flow, Flow::ShareOf(..)) {
                            continue;
                        }
                        if response.lines.is_empty() || response.lines.contains(&line.name) {
                            *left *= 1.0 - cut;
                        }
                    }
                    self.happens(if delay > 0 { "cut felt later" } else { "cut" });
                }
            }

            // The step itself: what has begun by now, and what is a share of it after cuts.
            self.settle_shares((&mut revenue, &mut uncut, &left), &mut states, step, &now_indices);
            running = self.running_cost(&revenue, step);
            revenue_sum = counted(company, &revenue);
            revenues[step] = revenue.clone();
            let collected = collect(&revenues, &states);
            let collected_sum: f64 = collected.iter().map(|cash| cash.total()).sum();
            let lines: Vec<f64> = uncut.iter().zip(&left).map(|(amount, left)| amount * left).collect();
            burns.push(lines.clone());
            let mut paid: Vec<(bool, Cash)> = Vec::new();
            for (i, line) in company.burn.iter().enumerate().filter(|(_, l)| l.counts_in != 2 && !l.flow.is_once()) {
                paid.push((line.compute, cash_of(streams + i, &|at| burns[at][i], &states)));
            }
            let paid_sum: f64 = paid.iter().map(|(_, cash)| cash.total()).sum();
            let compute: f64 = paid.iter().filter(|(compute, _)| *compute).map(|(_, cash)| cash.total()).sum();
            let in_result: f64 =
                company.burn.iter().zip(&lines).filter(|(l, _)| l.counts_in != 1).map(|(_, a)| a).sum();
            let top_up = top_up_of(&lines, running);
            let result = revenue_sum - running - in_result - top_up;
            let payable = running + top_up + compute;
            let used = credit.min(payable);
            if used > 0.0 {
                self.happens(if used < payable { "credit used up" } else { "credit used" });
            }
            credit -= used;
            let due = cashing::pay_due((&collected, &paid), used, (start, w), (&mut now, &mut jumps));
            let debt = drawn.iter().sum::<f64>() + self.owed(&loans, &now_indices);
            let mut interest = 0.0;
            for (i, facility) in company.facilities.iter().enumerate() {
                let rate = self.value(&format!("facility.{}.rate", facility.name), facility.rate, 0, amounts);
                let matures = matures(company, facility);
                let is_last = start < matures && matures < start + w;
                interest += rate * drawn[i] * if is_last { (matures - start) / 12.0 } else { years };
                if is_last && drawn[i] > 0.0 {
                    jumps.push((matures, -drawn[i]));
                    drawn[i] = 0.0;
                    self.happens("repaid within a step");
                }
            }
            if due != 0.0 {
                self.happens("due");
            }
            let earned = company.earns.map_or(0.0, |earns| {
                let earns = self.value("cash.yield", earns, step, (-0.99, f64::INFINITY));
                ((1.0 + earns).powf(years) - 1.0) * now.max(0.0)
            });
            let [principal, on_loans] = self.pay(&mut loans, step, revenue_sum, &now_indices);
            let tax = taxes.pay(self, step, result - interest - on_loans - called[1]);
            jumps.push((start + w, -(principal + on_loans + tax)));
            let evenly = collected_sum - running - paid_sum - top_up + used - interest + earned;
            let even = evenly - on_loans - called[1];
            let flow = even + one_offs - tax;
            let used = used + used_at_once;
            self.even.push(even);
            self.running.push(running);

            // The clocks (10 to 12).
            let end = self.look(now, evenly - due, start, &mut jumps);
            let year = &mut sums[company.year(step)];
            for (sum, amount) in year.iter_mut().zip([result, flow, flow - used, revenue_sum]) {
                *sum += amount;
            }
            cash = end;
            self.path.revenue.push(revenue_sum);
            self.path.result.push(result);
            self.path.flow.push(flow);
            self.path.cash.push(cash);
            self.path.credit.push(credit);
            self.path.debt.push(debt);
            last = self.recent(is_seasonal);
            for (level, (_, rate)) in levels.iter_mut().zip(&now_indices) {
                *level *= (rate * years).exp();
            }
        }
        let measure = |sum: &[f64; 4]| sum[company.measure];
        for sum in &sums {
            let flows: f64 = self.path.flow.iter().map(|flow| flow.abs()).sum();
            self.path.closest = self.path.closest.min(measure(sum).abs() / flows.max(1e-300));
        }
        let is_profitable = |year: usize| {
            let [revenue, measure] = [sums[year][3], measure(&sums[year])];
            company.is_whole(year) && measure >= -1e-9 * (revenue + (revenue - measure).abs())
        };
        self.path.profitable = (0..sums.len()).find(|&year| is_profitable(year));
    }
}

/// The moment at which a facility matures, in months.
fn matures(company: &Company, facility: &Facility) -> f64 {
    company.moment(facility.matures, facility.matures_day)
}
