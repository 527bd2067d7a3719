//! Random companies that use all that the equations offer, in amounts at which it matters.

use super::cashing::Terms;
use super::company::{Company, Event, Facility, Flow, Line, Raise, Requires, Response, Stream, Value};
use super::lines::{Life, Once};
use super::loans::{Covenant, Loan, Repays, Tax};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// Where chance comes from.
struct Dice(StdRng);

impl Dice {
    fn chance(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    fn whole(&mut self, from: usize, to: usize) -> usize {
        self.0.random_range(from..=to)
    }

    /// Three digits, so that the file holds the same number.
    fn number(&mut self, low: f64, high: f64) -> f64 {
        (self.0.random_range(low..=high) * 1000.0).round() / 1000.0
    }

    fn value(&mut self, low: f64, high: f64) -> Value {
        let number = self.number(low, high);
        if self.chance(0.4) {
            Value::Fixed(number)
        } else {
            Value::Range(number, number + self.number(0.1, 1.0) * (high - low))
        }
    }

    fn fixed(&mut self, low: f64, high: f64) -> Value {
        Value::Fixed(self.number(low, high))
    }

    fn flow(&mut self, size: f64, has_users: bool) -> Flow {
        match self.whole(0, if has_users { 3 } else { 2 }) {
            0 => Flow::Annual(self.value(0.0, size)),
            3 => Flow::PerUser(self.value(0.0, size / 4.0), self.whole(0, 2)),
            _ => Flow::Growing { opening: self.value(0.0, size), growth: self.value(-0.5, 0.9) },
        }
    }

    /// Payment terms of a line; `is_revenue` may be billed.
    fn terms(&mut self, step: usize, is_revenue: bool) -> Terms {
        if step != 1 || self.chance(0.5) {
            return Terms::AT_ONCE;
        }
        match self.whole(0, if is_revenue { 2 } else { 1 }) {
            0 => Terms::After(self.whole(0, 24)),
            1 => {
                let first = self.whole(1, 12);
                let others = (1..=12).filter(|&month| month == first || self.chance(0.2));
                Terms::Due(others.collect(), self.chance(0.5))
            }
            _ => Terms::Billed(self.whole(1, 24), if self.chance(0.5) { 0 } else { self.whole(1, 6) }),
        }
    }

    fn requires(&mut self, company: &Company, raises: usize) -> Requires {
        let mut requires = Requires::default();
        match self.whole(0, 9) {
            0 | 1 => requires.revenue = Some(self.number(0.0, 40.0)),
            2 | 3 => requires.growth = Some(self.number(-0.4, 0.6)),
            4 => requires.margin = Some(self.number(0.0, 0.8)),
            5 | 6 => requires.runway = Some(self.number(1.0, 30.0)),
            7 if !company.events.is_empty() => requires.event = Some(company.events[0].name.clone()),
            8 if raises > 0 => requires.after = Some(format!("C{}", self.whole(0, raises - 1))),
            _ => {}
        }
        if !company.events.is_empty() && self.chance(0.1) {
            requires.not_event = company.events.last().map(|event| event.name.clone());
        }
        if self.chance(0.2) {
            requires.revenue = Some(self.number(0.0, 20.0));
        }
        requires
    }
}

/// The company that a seed stands for.
pub(crate) fn company(seed: u64) -> Company {
    let mut dice = Dice(StdRng::seed_from_u64(seed));
    let step = [1, 1, 1, 3, 12][dice.whole(0, 4)];
    let year_ends = if dice.chance(0.6) { 12 } else { dice.whole(1, 12) };
    let start = match step {
        1 => dice.whole(1, 12),
        3 => (year_ends + 3 * dice.whole(0, 3)) % 12 + 1,
        _ => year_ends % 12 + 1,
    };
    let mut company = Company::idle(0.0, dice.whole(1, 5));
    (company.step, company.start, company.year_ends) = (step, start, year_ends);
    company.cash = dice.value(0.0, 60.0);
    company.minimum = if dice.chance(0.3) { dice.number(-5.0, 5.0) } else { 0.0 };
    company.earns = dice.chance(0.3).then(|| dice.value(0.0, 0.1));
    let growing = Flow::Growing { opening: dice.value(0.0, 5.0), growth: dice.value(-0.2, 0.8) };
    company.users = dice.chance(0.5).then(|| (growing, dice.value(0.0, 0.9)));
    let has_users = company.users.is_some();
    company.revenue = (0..dice.whole(1, 3))
        .map(|i| Stream {
            name: format!("S{i}"),
            flow: dice.flow(20.0, has_users),
            margin: dice.chance(0.3).then(|| dice.value(-0.5, 1.0)),
            counts_in: 0,
            life: Life::default(),
            terms: dice.terms(step, true),
        })
        .collect();
    company.burn = (0..dice.whole(1, 3))
        .map(|i| Line {
            name: format!("L{i}"),
            flow: dice.flow(30.0, has_users),
            counts_in: [0, 0, 1, 2][dice.whole(0, 3)],
            compute: dice.chance(0.4),
            life: Life::default(),
            terms: dice.terms(step, false),
        })
        .collect();
    company.margin = dice.chance(0.7).then(|| dice.value(-0.2, 0.9));
    company.commitment = dice.chance(0.3).then(|| dice.value(0.0, 20.0));
    company.measure = dice.whole(0, 2);
    events(&mut dice, &mut company);
    capital(&mut dice, &mut company);
    reactions(&mut dice, &mut company);
    lives(&mut dice, &mut company);
    shares(&mut dice, &mut company);
    loans(&mut dice, &mut company);
    programmes(&mut dice, &mut company);
    late_keys(&mut dice, &mut company);
    company
}

/// Indices of loans, and what was before the start, of lines that existed then and of which something is still due.
fn late_keys(dice: &mut Dice, company: &mut Company) {
    for loan in &mut company.loans {
        loan.index =
            (!company.indices.is_empty() && dice.chance(0.5)).then(|| dice.whole(0, company.indices.len() - 1));
    }
    let streams = company.revenue.iter_mut().map(|stream| (&mut stream.life, &stream.terms, stream.flow.is_once()));
    let lines = company.burn.iter_mut().map(|line| (&mut line.life, &line.terms, line.flow.is_once()));
    for (life, terms, is_once) in streams.chain(lines) {
        let existed = life.from.is_none() && life.late.is_none() && !life.requires.is_written();
        if existed && !is_once && !matches!(terms, Terms::After(0)) && dice.chance(0.5) {
            life.before = (0..dice.whole(1, 24)).map(|_| dice.number(0.0, 3.0)).collect();
        }
    }
}

/// Customers of some streams, and lines that are a share of others, which come after them by name.
fn shares(dice: &mut Dice, company: &mut Company) {
    for stream in company.revenue.iter_mut().filter(|stream| !stream.flow.is_once()) {
        let is_acted_on = company.events.iter().any(|event| event.on.starts_with(&format!("revenue.{}.", stream.name)));
        if !is_acted_on && dice.chance(0.3) {
            let churn = if dice.chance(0.1) { Value::Fixed(0.0) } else { dice.value(0.0, 0.45) };
            let (opening, adds, price) = (dice.value(0.0, 20.0), dice.value(0.0, 20.0), dice.value(0.0, 1.0));
            stream.flow = Flow::Customers { opening, adds, churn, price };
        }
    }
    if dice.chance(0.2) {
        let (flow, terms) = (Flow::ShareOf(dice.value(0.0, 0.6), "burn.L0".to_owned()), dice.terms(company.step, true));
        let life = Life { season: None, ..life(dice, company) };
        company.revenue.push(Stream { life, terms, counts_in: dice.whole(0, 2), ..Stream::plain("X", flow) });
    }
    for (name, bases) in [("Y", ["revenue", "burn.L0"]), ("Z", ["revenue.S0", "burn.Y"])] {
        if !dice.chance(0.3) {
            continue;
        }
        let of = bases[dice.whole(0, 1)];
        if of != "burn.Y" || company.burn.iter().any(|line| line.name == "Y") {
            let flow = Flow::ShareOf(dice.value(0.0, 0.6), of.to_owned());
            let (counts_in, compute, life) = (dice.whole(0, 2), dice.chance(0.3), life(dice, company));
            let terms = dice.terms(company.step, false);
            company.burn.push(Line { name: name.to_owned(), flow, counts_in, compute, life, terms });
        }
    }
}

/// When lines exist, what they are multiplied by, and amounts that come once.
fn lives(dice: &mut Dice, company: &mut Company) {
    company.indices = (0..dice.whole(0, 2)).map(|_| dice.value(-0.2, 0.6)).collect();
    let streams = company.revenue.len();
    let lives: Vec<Life> = (0..streams + company.burn.len()).map(|_| life(dice, company)).collect();
    for (i, life) in lives.into_iter().enumerate() {
        match i.checked_sub(streams) {
            Some(place) => company.burn[place].life = life,
            None => {
                // What is billed ahead has no season.
                let is_billed = matches!(company.revenue[i].terms, Terms::Billed(..));
                company.revenue[i].life = Life { season: life.season.filter(|_| !is_billed), ..life };
            }
        }
    }
    for stream in &mut company.revenue {
        stream.counts_in = [0, 0, 0, 1, 2][dice.whole(0, 4)];
    }
    // Either rounds wait for what comes once, or that for rounds.
    let rounds_wait = dice.chance(0.5);
    for i in 0..dice.whole(0, 2) {
        let name = format!("O{i}");
        let (flow, life) = once(dice, company, !rounds_wait);
        if dice.chance(0.5) {
            company.revenue.push(Stream { life, counts_in: dice.whole(0, 1), ..Stream::plain(&name, flow) });
        } else {
            let (counts_in, compute) = (dice.whole(0, 2), dice.chance(0.3));
            company.burn.push(Line { name: name.clone(), flow, counts_in, compute, life, terms: Terms::AT_ONCE });
        }
        if let Some(raise) = company.capital.first_mut().filter(|_| rounds_wait && dice.chance(0.5)) {
            raise.requires.after = Some(name);
        }
    }
}

fn day(dice: &mut Dice, months: usize) -> (usize, usize) {
    (dice.whole(0, months - 1), if dice.chance(0.5) { 1 } else { dice.whole(1, 28) })
}

fn life(dice: &mut Dice, company: &Company) -> Life {
    let months = company.years * 12;
    let from = dice.chance(0.2).then(|| day(dice, months));
    let until = dice.chance(0.15).then(|| (from.map_or(0, |from| from.0) + dice.whole(1, 24), dice.whole(1, 28)));
    let season = dice.chance(0.2).then(|| std::array::from_fn(|_| dice.number(0.0, 3.0) + 0.01));
    Life {
        from,
        until,
        late: dice.chance(0.15).then(|| dice.value(0.0, 9.0)),
        requires: if dice.chance(0.1) { dice.requires(company, company.capital.len()) } else { Requires::default() },
        season,
        index: (!company.indices.is_empty() && dice.chance(0.3)).then(|| dice.whole(0, company.indices.len() - 1)),
        before: Vec::new(),
    }
}

fn once(dice: &mut Dice, company: &Company, may_wait: bool) -> (Flow, Life) {
    let once = Once {
        amount: dice.value(0.0, 25.0),
        on: day(dice, company.years * 12),
        probability: dice.chance(0.4).then(|| dice.number(0.3, 1.0)),
        delay: dice.chance(0.3).then(|| dice.value(0.0, 9.0)),
        patience: dice.number(0.0, 24.0).round(),
    };
    let requires =
        if may_wait && dice.chance(0.6) { dice.requires(company, company.capital.len()) } else { Requires::default() };
    let index = (!company.indices.is_empty() && dice.chance(0.3)).then(|| dice.whole(0, company.indices.len() - 1));
    (Flow::Once(Box::new(once)), Life { requires, index, ..Life::default() })
}

/// Events act on drivers that are fixed here, because the program tells draws only after events have acted.
fn events(dice: &mut Dice, company: &mut Company) {
    let mut targets = Vec::new();
    for stream in &mut company.revenue {
        if let Flow::Growing { growth, .. } = &mut stream.flow {
            *growth = dice.fixed(-0.4, 0.9);
            targets.push(format!("revenue.{}.growth", stream.name));
        }
    }
    if let Some(margin) = &mut company.margin {
        *margin = dice.fixed(-0.2, 0.9);
        targets.push("compute_margin".to_owned());
    }
    if let Some((_, conversion)) = &mut company.users {
        *conversion = dice.fixed(0.0, 0.9);
        targets.push("users.conversion".to_owned());
    }
    let last = company.last_year();
    for i in 0..if targets.is_empty() { 0 } else { dice.whole(0, 3) } {
        let (from, until) = (dice.whole(0, last), dice.whole(0, last));
        let multiplies = dice.chance(0.5);
        company.events.push(Event {
            name: format!("E{i}"),
            probability: dice.number(0.0, 1.0),
            years: (from.min(until), from.max(until)),
            once: dice.chance(0.4),
            on: targets[dice.whole(0, targets.len() - 1)].clone(),
            multiplies,
            size: if multiplies { dice.value(0.2, 1.5) } else { dice.value(-0.6, 0.3) },
            lasts: dice.whole(0, 3),
        });
    }
}

fn capital(dice: &mut Dice, company: &mut Company) {
    let months = company.years * 12;
    for i in 0..dice.whole(0, 3) {
        let requires = dice.requires(company, i);
        company.capital.push(Raise {
            name: format!("C{i}"),
            month: dice.whole(0, months - 1),
            day: if dice.chance(0.5) { 1 } else { dice.whole(2, 28) },
            amount: dice.value(0.0, 40.0),
            probability: dice.chance(0.5).then(|| dice.number(0.3, 1.0)),
            delay: dice.chance(0.4).then(|| dice.value(0.0, 9.0)),
            requires,
            patience: dice.number(0.0, 24.0).round(),
            tied: dice.chance(0.4).then(|| dice.value(0.0, 0.9)),
            repeats: None,
        });
    }
}

fn reactions(dice: &mut Dice, company: &mut Company) {
    let months = company.years * 12;
    for i in 0..[0, 0, 1, 2][dice.whole(0, 3)] {
        let (from, raises) = (dice.whole(0, months - 1), company.capital.len());
        let requires = if dice.chance(0.5) { dice.requires(company, raises) } else { Requires::default() };
        company.facilities.push(Facility {
            name: format!("F{i}"),
            limit: dice.value(0.0, 30.0),
            rate: dice.value(0.0, 0.3),
            from,
            matures: from + dice.whole(1, 40),
            matures_day: if dice.chance(0.5) { 1 } else { dice.whole(2, 28) },
            trigger: dice.number(1.0, 24.0),
            requires,
        });
    }
    for i in 0..[0, 0, 1, 2][dice.whole(0, 3)] {
        let lines = if dice.chance(0.5) { vec!["L0".to_owned()] } else { Vec::new() };
        company.responses.push(Response {
            name: format!("M{i}"),
            trigger: dice.number(1.0, 24.0),
            cut: dice.value(0.0, 0.5),
            lines,
            every: dice.whole(0, 18) as f64,
            delay: if dice.chance(0.5) { dice.number(0.0, 9.0) } else { 0.0 },
        });
    }
}

fn loans(dice: &mut Dice, company: &mut Company) {
    let months = company.years * 12;
    for i in 0..[0, 0, 1, 2][dice.whole(0, 3)] {
        let name = format!("B{i}");
        let amount = dice.value(0.0, 40.0);
        let month = dice.whole(0, months - 1);
        let day = if dice.chance(0.5) { 1 } else { dice.whole(2, 28) };
        let requires = dice.requires(company, company.capital.len());
        let (probability, delay) = (dice.chance(0.4).then(|| dice.number(0.3, 1.0)), dice.chance(0.4));
        let delay = delay.then(|| dice.value(0.0, 9.0));
        let patience = dice.number(0.0, 24.0).round();
        let raise = Raise {
            name: name.clone(),
            month,
            day,
            amount,
            probability,
            delay,
            requires,
            patience,
            tied: None,
            repeats: None,
        };
        let raise = dice.chance(0.5).then_some(raise);
        let from = if raise.is_some() { month } else { 0 };
        let share = dice.whole(0, 3) == 3;
        let repays = [Repays::Level, Repays::Annuity, Repays::AtMaturity][dice.whole(0, 2)];
        let repays = if share { Repays::Share(dice.value(0.0, 0.3), dice.value(1.0, 2.0)) } else { repays };
        let only = (!share && dice.chance(0.4)).then(|| from + dice.whole(0, 12));
        let matures = only.unwrap_or(from) + dice.whole(1, 40);
        let matures = (matures, if dice.chance(0.5) { 1 } else { dice.whole(2, 28) });
        company.loans.push(Loan {
            name,
            amount,
            raise,
            rate: dice.value(0.0, 0.3),
            interest_only_until: only,
            matures: (!share || dice.chance(0.5)).then_some(matures),
            repays,
            covenant: dice.chance(0.5).then(|| covenant(dice, company)),
            index: None,
        });
    }
    company.tax = dice.chance(0.3).then(|| Tax {
        rate: dice.value(0.0, 0.5),
        losses: dice.chance(0.5).then(|| dice.value(0.0, 30.0)),
        paid_after: dice.whole(0, 24),
    });
}

fn covenant(dice: &mut Dice, company: &Company) -> Covenant {
    let requires = Requires { event: None, not_event: None, after: None, ..dice.requires(company, 0) };
    let is_empty = [requires.revenue, requires.growth, requires.margin, requires.runway].iter().all(Option::is_none);
    let cash = (is_empty || dice.chance(0.3)).then(|| dice.number(-5.0, 20.0));
    Covenant { cash, requires, repays: dice.chance(0.6) }
}

fn programmes(dice: &mut Dice, company: &mut Company) {
    let months = company.years * 12;
    let periods: Vec<usize> = [1, 3, 12].into_iter().filter(|every| *every >= company.step).collect();
    if dice.chance(0.7) {
        return;
    }
    let requires = dice.requires(company, company.capital.len());
    let every = periods[dice.whole(0, periods.len() - 1)];
    company.programmes.push(Raise {
        name: "P".to_owned(),
        month: dice.whole(0, months - 1),
        day: if dice.chance(0.5) { 1 } else { dice.whole(2, 28) },
        amount: dice.value(0.0, 5.0),
        probability: dice.chance(0.5).then(|| dice.number(0.3, 1.0)),
        delay: dice.chance(0.3).then(|| dice.value(0.0, 9.0)),
        requires,
        patience: dice.number(0.0, 12.0).round(),
        tied: dice.chance(0.3).then(|| dice.value(0.0, 0.9)),
        repeats: Some((every, dice.whole(1, 12))),
    });
}
