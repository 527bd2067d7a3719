//! One run of a company, one number after the other: the equations written down a second time, slowly, and sharing no line with the engine.

use super::company::{Company, Facility, Flow, Raise, Requires, Value};
use super::loans::{Begun, Taxes};

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
    /// Cash flow without what is not burn.
    regular: Vec<f64>,
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
    /// The step and the moment of landing.
    pub(super) at: (usize, f64),
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
    draws: Draws<'c>,
    pub(super) path: Path,
    /// The step of the firing by event and year.
    fired: Vec<Vec<Option<usize>>>,
}

/// Follows one run; without capital if `raises` is false, and with `extra` cash at the start.
pub(crate) fn follow(company: &Company, draws: Draws<'_>, raises: bool, extra: f64) -> Path {
    let path =
        Path { exhausted: f64::INFINITY, shortfall: f64::NEG_INFINITY, closest: f64::INFINITY, ..Path::default() };
    let mut run = Run { company, draws, path, fired: Vec::new() };
    run.fire();
    run.walk(raises, extra);
    run.path
}

impl Run<'_> {
    pub(super) fn happens(&mut self, what: &'static str) {
        self.path.happened.push(what);
    }

    /// Whether `a < b`, noting how close it was.
    pub(super) fn below(&mut self, a: f64, b: f64) -> bool {
        if a.is_finite() && b.is_finite() {
            let size = a.abs().max(b.abs()).max(1e-300);
            self.path.closest = self.path.closest.min((a - b).abs() / size);
        }
        a < b
    }

    /// In which years, and at which steps of them, which events fire (15).
    fn fire(&mut self) {
        let company = self.company;
        for event in &company.events {
            let mut fired = vec![None; company.last_year() + 1];
            for year in event.years.0..=event.years.1 {
                let steps: Vec<usize> = (0..company.steps()).filter(|&step| company.year(step) == year).collect();
                let decides = (self.draws)(&format!("event.{}.fires", event.name), steps[0]);
                let again = fired[..year].iter().any(Option::is_some);
                let months = (steps.len() * company.step) as f64;
                let probability = 1.0 - (1.0 - event.probability).powf(months / 12.0);
                let place = (1.0 - decides) / probability;
                let fires = place < 1.0 && !(event.once && again);
                fired[year] = fires.then(|| steps[(place * steps.len() as f64) as usize]);
                if fired[year].is_some() {
                    self.path.happened.push("event");
                }
            }
            self.fired.push(fired);
        }
    }

    /// The value of a driver in a step: the program's draw, or a number on which events act here (4 and 15).
    pub(super) fn value(&self, name: &str, value: Value, step: usize, limits: (f64, f64)) -> f64 {
        let company = self.company;
        if !company.events.iter().any(|event| event.on == name) {
            return match value {
                Value::Fixed(value) => value.clamp(limits.0, limits.1),
                Value::Range(..) => (self.draws)(name, step),
            };
        }
        let Value::Fixed(mut value) = value else { panic!("events act on fixed numbers in these tests") };
        for (event, fired) in company.events.iter().zip(&self.fired).filter(|(event, _)| event.on == name) {
            for &at in fired.iter().flatten() {
                let lasts = if event.lasts == 0 { usize::MAX } else { 12 * event.lasts / company.step };
                if at > step || step - at >= lasts {
                    continue;
                }
                let effect = if event.multiplies { "multiply" } else { "add" };
                let size = match event.size {
                    Value::Fixed(size) => size,
                    Value::Range(..) => (self.draws)(&format!("event.{}.{effect}", event.name), at),
                };
                value = if event.multiplies { value * size } else { value + size };
            }
        }
        value.clamp(limits.0, limits.1)
    }

    /// The amount of a flow in a step of D years, given its run rate at the start of the step, which it moves on (5 and 14).
    fn amount(&self, path: &str, flow: &Flow, rate: &mut f64, users: f64, step: usize) -> f64 {
        let years = self.company.step as f64 / 12.0;
        match flow {
            Flow::Growing { growth, .. } => {
                let growth = self.value(&format!("{path}.growth"), *growth, step, (-0.99, f64::INFINITY));
                let c = growth.ln_1p();
                let integral = if c == 0.0 { years } else { (c * years).exp_m1() / c };
                let amount = *rate * integral;
                *rate *= (c * years).exp();
                amount
            }
            Flow::Annual(level) => self.value(&format!("{path}.annual"), *level, step, (0.0, f64::INFINITY)) * years,
            Flow::PerUser(per_user, of) => users * self.share(*of, step) * self.per_user(path, *per_user, step),
        }
    }

    fn per_user(&self, path: &str, per_user: Value, step: usize) -> f64 {
        self.value(&format!("{path}.per_user"), per_user, step, (0.0, f64::INFINITY))
    }

    fn share(&self, of: usize, step: usize) -> f64 {
        let Some((_, conversion)) = self.company.users else { return 1.0 };
        let paying = self.value("users.conversion", conversion, step, (0.0, 1.0));
        [1.0, paying, 1.0 - paying][of]
    }

    fn opening(&self, path: &str, flow: &Flow) -> f64 {
        match flow {
            Flow::Growing { opening, .. } => self.value(&format!("{path}.opening"), *opening, 0, (0.0, f64::INFINITY)),
            Flow::Annual(level) => self.value(&format!("{path}.annual"), *level, 0, (0.0, f64::INFINITY)),
            Flow::PerUser(per_user, of) => {
                let users = self.company.users.as_ref().map_or(0.0, |(users, _)| self.opening("users", users));
                users * self.share(*of, 0) * self.per_user(path, *per_user, 0)
            }
        }
    }

    /// Months that `cash` lasts (18).
    fn runway(&self, cash: f64, step: usize, first_burn: f64) -> (f64, f64) {
        let looked = if self.company.step == 1 { 3.min(step) } else { 1.min(step) };
        let burn = if step == 0 {
            first_burn
        } else {
            let flows: f64 = self.path.regular[step - looked..].iter().sum();
            let moved = self.path.revenue[step - looked..].iter().zip(&self.path.regular[step - looked..]);
            let moved: f64 = moved.map(|(revenue, flow)| revenue + (revenue - flow).abs()).sum();
            if flows.abs() > 1e-9 * moved { -flows / (looked * self.company.step) as f64 } else { 0.0 }
        };
        let runway = if burn > 0.0 { (cash - self.company.minimum) / burn } else { f64::INFINITY };
        (runway, burn)
    }

    /// Whether what investors or lenders ask for holds (16).
    pub(super) fn meets(
        &mut self,
        rules: &Requires,
        step: usize,
        runway: f64,
        last: (f64, f64),
        rounds: &[Round],
    ) -> bool {
        let company = self.company;
        let (revenue, running) = last;
        let years = company.step as f64 / 12.0;
        let mut meets = true;
        if let Some(least) = rules.revenue {
            meets &= !self.below(revenue / years, least);
        }
        if let Some(least) = rules.growth {
            let a_year = 12 / company.step;
            let growth = if step >= 2 * a_year {
                let late: f64 = self.path.revenue[step - a_year..].iter().sum();
                let early: f64 = self.path.revenue[step - 2 * a_year..step - a_year].iter().sum();
                if early > 0.0 { late / early - 1.0 } else { f64::NEG_INFINITY }
            } else if step >= 2 && self.path.revenue[0] > 0.0 {
                (self.path.revenue[step - 1] / self.path.revenue[0]).powf(1.0 / ((step - 1) as f64 * years)) - 1.0
            } else {
                f64::NEG_INFINITY
            };
            meets &= !self.below(growth, least);
        }
        if let Some(least) = rules.margin {
            let margin = if revenue > 0.0 { 1.0 - running / revenue } else { f64::NEG_INFINITY };
            meets &= !self.below(margin, least);
        }
        if let Some(least) = rules.runway {
            meets &= !self.below(runway, least);
        }
        if let Some(event) = &rules.event {
            let place = company.events.iter().position(|known| known.name == *event).unwrap();
            meets &= self.fired[place].iter().flatten().any(|&fired| fired <= step);
        }
        if let Some(after) = &rules.after {
            let place = company.capital.iter().position(|known| known.name == *after).unwrap();
            meets &= rounds[place].landed;
        }
        meets
    }

    /// When a round or loan is due; it never is if nothing is raised.
    pub(super) fn round(&self, path: &str, raise: &Raise, raises: bool, step: usize) -> Round {
        let (w, amounts) = (self.company.step as f64, (0.0, f64::INFINITY));
        let delay = raise.delay.map_or(0.0, |delay| self.value(&format!("{path}.delay_months"), delay, step, amounts));
        let month = self.company.moment(raise.month, raise.day) + delay;
        let closes = raise.probability.is_none_or(|p| 1.0 - (self.draws)(&format!("{path}.closes"), step) < p);
        let patience = if raise.requires.is_written_for_test() { raise.patience } else { 0.0 };
        let (due, last) = ((month / w).floor(), ((month + patience) / w).floor());
        Round { month, at: (usize::MAX, 0.0), due, last, closes: closes && raises, landed: false }
    }

    #[expect(clippy::too_many_lines, reason = "one run from start to end, in the order of the equations")]
    fn walk(&mut self, raises: bool, extra: f64) {
        let company = self.company;
        let (w, years) = (company.step as f64, company.step as f64 / 12.0);
        let (amounts, shares) = ((0.0, f64::INFINITY), (0.0, 1.0));
        let mut cash = self.value("cash.opening", company.cash, 0, (f64::NEG_INFINITY, f64::INFINITY)) + extra;
        let path_of = |kind: &str, name: &str| format!("{kind}.{name}");
        let mut users_rate = company.users.as_ref().map_or(0.0, |(users, _)| self.opening("users", users));
        let mut revenue_rates: Vec<f64> =
            company.revenue.iter().map(|s| self.opening(&path_of("revenue", &s.name), &s.flow)).collect();
        let mut burn_rates: Vec<f64> =
            company.burn.iter().map(|l| self.opening(&path_of("burn", &l.name), &l.flow)).collect();
        let revenue_before: Vec<f64> = revenue_rates.iter().map(|rate| rate / 12.0).collect();
        let burn_before: Vec<f64> = burn_rates.iter().map(|rate| rate / 12.0).collect();
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
            let revenue: Vec<f64> = company
                .revenue
                .iter()
                .zip(&mut revenue_rates)
                .map(|(s, rate)| self.amount(&path_of("revenue", &s.name), &s.flow, rate, users, step))
                .collect();
            let uncut: Vec<f64> = company
                .burn
                .iter()
                .zip(&mut burn_rates)
                .map(|(l, rate)| self.amount(&path_of("burn", &l.name), &l.flow, rate, users, step))
                .collect();
            let margin =
                company.margin.map_or(1.0, |m| self.value("compute_margin", m, step, (f64::NEG_INFINITY, 1.0)));
            let mut running = 0.0;
            for (stream, amount) in company.revenue.iter().zip(&revenue) {
                let own = stream
                    .margin
                    .map(|m| self.value(&format!("revenue.{}.margin", stream.name), m, step, (f64::NEG_INFINITY, 1.0)));
                running += (1.0 - own.unwrap_or(margin)) * amount;
            }
            revenues.push(revenue.clone());
            let collected: f64 = company
                .revenue
                .iter()
                .enumerate()
                .map(|(i, s)| moved(s.lag, step, |at| revenues[at][i], revenue_before[i]))
                .sum();
            let commitment =
                company.commitment.map(|annual| self.value("compute_commitment.annual", annual, step, amounts));
            let top_up_of = |lines: &[f64]| {
                let compute: f64 = company.burn.iter().zip(lines).filter(|(l, _)| l.compute).map(|(_, a)| a).sum();
                commitment.map_or(0.0, |annual| (annual * years - running - compute).max(0.0))
            };
            let revenue_sum: f64 = revenue.iter().sum();
            let mut first_burn = 0.0;
            if step == 0 {
                let paid: f64 = company
                    .burn
                    .iter()
                    .enumerate()
                    .filter(|(_, l)| l.counts_in != 2)
                    .map(|(i, l)| if l.lag > 0 { burn_before[i] } else { uncut[i] })
                    .sum();
                first_burn = -(collected - running - paid - top_up_of(&uncut)) / w;
                last = (revenue_sum, running);
            }

            // Capital (9 and 16): those that wait for others come after them.
            let (start, mut now) = (step as f64 * w, cash);
            // What moves on a day of its own: the moment in months, and the amount.
            let mut jumps: Vec<(f64, f64)> = Vec::new();
            let (runway, _) = self.runway(cash, step, first_burn);
            let mut order: Vec<usize> = (0..company.capital.len()).collect();
            order.sort_by_key(|&i| depth(company, i));
            for i in order {
                let raise = &company.capital[i];
                if !rounds[i].is_due(step) {
                    continue;
                }
                if !self.meets(&raise.requires, step, runway, last, &rounds) {
                    self.happens("kept waiting");
                    continue;
                }
                rounds[i].landed = true;
                let path = path_of("capital", &raise.name);
                let amount = self.value(&format!("{path}.amount"), raise.amount, 0, amounts);
                let tied = raise.tied.map_or(0.0, |tied| self.value(&format!("{path}.tied_share"), tied, 0, shares));
                let own = if rounds[i].due >= step as f64 { rounds[i].month } else { start };
                let after = raise.requires.after.as_ref();
                let other = after.map(|after| &rounds[company.capital.iter().position(|c| c.name == *after).unwrap()]);
                let other = other.filter(|other| other.at.0 == step).map_or(start, |other| other.at.1);
                let at = own.max(other);
                rounds[i].at = (step, at);
                if at > start {
                    self.happens("landed within a step");
                    jumps.push((at, amount * (1.0 - tied)));
                } else {
                    now += amount * (1.0 - tied);
                }
                credit += amount * tied;
                self.happens(if rounds[i].due < step as f64 { "landed late" } else { "landed" });
            }

            let repeated = self.repeat(&mut instalments, step, (runway, last), &rounds);
            credit += repeated.iter().map(|(_, _, credit)| credit).sum::<f64>();

            // Debt (17 and 28).
            let Begun { called, lent } = self.lend(&mut loans, step, (cash, runway, last), &rounds);
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
                if self.below(runway, facility.trigger) && self.meets(&facility.requires, step, runway, last, &rounds) {
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
                        if response.lines.is_empty() || response.lines.contains(&line.name) {
                            *left *= 1.0 - cut;
                        }
                    }
                    self.happens(if delay > 0 { "cut felt later" } else { "cut" });
                }
            }

            // The step itself.
            let lines: Vec<f64> = uncut.iter().zip(&left).map(|(amount, left)| amount * left).collect();
            burns.push(lines.clone());
            let paid_of = |wanted: &dyn Fn(&super::company::Line) -> bool| -> f64 {
                let lines = company.burn.iter().enumerate().filter(|(_, l)| l.counts_in != 2 && wanted(l));
                lines.map(|(i, l)| moved(l.lag, step, |at| burns[at][i], burn_before[i])).sum()
            };
            let in_result: f64 =
                company.burn.iter().zip(&lines).filter(|(l, _)| l.counts_in != 1).map(|(_, a)| a).sum();
            let top_up = top_up_of(&lines);
            let result = revenue_sum - running - in_result - top_up;
            let payable = running + top_up + paid_of(&|l| l.compute);
            let used = credit.min(payable);
            if used > 0.0 {
                self.happens(if used < payable { "credit used up" } else { "credit used" });
            }
            credit -= used;
            let debt = drawn.iter().sum::<f64>() + Run::owed(&loans);
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
            let earned = company.earns.map_or(0.0, |earns| {
                let earns = self.value("cash.yield", earns, step, (-0.99, f64::INFINITY));
                ((1.0 + earns).powf(years) - 1.0) * now.max(0.0)
            });
            let [principal, on_loans] = self.pay(&mut loans, step, revenue_sum);
            let tax = taxes.pay(self, step, result - interest - on_loans - called[1]);
            jumps.push((start + w, -(principal + on_loans + tax)));
            let even = collected - running - paid_of(&|_| true) - top_up + used - interest + earned;
            let regular = even - on_loans - called[1];
            let flow = regular - tax;
            last = (revenue_sum, running);

            // The clocks (10 to 12).
            let end = self.look(now, even, start, &mut jumps);
            let year = &mut sums[company.year(step)];
            for (sum, amount) in year.iter_mut().zip([result, flow, flow - used, revenue_sum]) {
                *sum += amount;
            }
            cash = end;
            self.path.revenue.push(revenue_sum);
            self.path.result.push(result);
            self.path.flow.push(flow);
            self.path.regular.push(regular);
            self.path.cash.push(cash);
            self.path.credit.push(credit);
            self.path.debt.push(debt);
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

/// What moves at a step of a flow that moves `lag` months after it counts (20).
fn moved(lag: i64, step: usize, amount: impl Fn(usize) -> f64, before: f64) -> f64 {
    let lag = usize::try_from(lag).unwrap_or(0);
    if step >= lag { amount(step - lag) } else { before }
}

/// How many rounds a round waits for.
fn depth(company: &Company, round: usize) -> (usize, String) {
    let raise = &company.capital[round];
    let Some(after) = &raise.requires.after else { return (0, raise.name.clone()) };
    let first = company.capital.iter().position(|known| known.name == *after).unwrap();
    (depth(company, first).0 + 1, raise.name.clone())
}
