//! Companies as plain structs: written as scenario files for the program, and followed by `follow` without it.

use super::cashing::Terms;
use super::lines::{Life, Once};
use super::loans::{Loan, Tax};
use runout::scenario::Month;
use std::fmt::Write as _;

/// A number that is certain, or a range whose draws the program tells.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value {
    Fixed(f64),
    Range(f64, f64),
}

#[derive(Debug, Clone)]
pub(crate) enum Flow {
    Growing {
        opening: Value,
        growth: Value,
    },
    Annual(Value),
    /// Per user; whom: 0 all, 1 paying, 2 free.
    PerUser(Value, usize),
    Once(Box<Once>),
    Customers {
        opening: Value,
        adds: Value,
        churn: Value,
        price: Value,
    },
    /// The share, and the path of a line that comes before this one by name, or `revenue`.
    ShareOf(Value, String),
}

#[derive(Debug, Clone)]
pub(crate) struct Stream {
    pub(crate) name: String,
    pub(crate) flow: Flow,
    pub(crate) margin: Option<Value>,
    /// 0 both, 1 cash, 2 result.
    pub(crate) counts_in: usize,
    pub(crate) life: Life,
    pub(crate) terms: Terms,
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) flow: Flow,
    /// 0 both, 1 cash, 2 result.
    pub(crate) counts_in: usize,
    pub(crate) compute: bool,
    pub(crate) life: Life,
    pub(crate) terms: Terms,
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) probability: f64,
    /// Places among the years.
    pub(crate) years: (usize, usize),
    pub(crate) once: bool,
    pub(crate) on: String,
    pub(crate) multiplies: bool,
    pub(crate) size: Value,
    /// 0: forever.
    pub(crate) lasts: usize,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Requires {
    pub(crate) revenue: Option<f64>,
    pub(crate) growth: Option<f64>,
    pub(crate) margin: Option<f64>,
    pub(crate) runway: Option<f64>,
    pub(crate) event: Option<String>,
    pub(crate) not_event: Option<String>,
    pub(crate) after: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Raise {
    pub(crate) name: String,
    /// Whole months after the start, and the day of the month.
    pub(crate) month: usize,
    pub(crate) day: usize,
    pub(crate) amount: Value,
    pub(crate) probability: Option<f64>,
    pub(crate) delay: Option<Value>,
    pub(crate) requires: Requires,
    pub(crate) patience: f64,
    pub(crate) tied: Option<Value>,
    /// Every so many months, so many times.
    pub(crate) repeats: Option<(usize, usize)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Facility {
    pub(crate) name: String,
    pub(crate) limit: Value,
    pub(crate) rate: Value,
    pub(crate) from: usize,
    pub(crate) matures: usize,
    /// The day of that month.
    pub(crate) matures_day: usize,
    pub(crate) trigger: f64,
    pub(crate) requires: Requires,
}

#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) name: String,
    pub(crate) trigger: f64,
    pub(crate) cut: Value,
    /// Names of lines; none for all.
    pub(crate) lines: Vec<String>,
    pub(crate) every: f64,
    pub(crate) delay: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Company {
    /// Month of the calendar in which it starts, from 1; the year is 2026.
    pub(crate) start: usize,
    /// Month of the calendar with which its years end, from 1.
    pub(crate) year_ends: usize,
    pub(crate) years: usize,
    /// Months in a step: 1, 3 or 12.
    pub(crate) step: usize,
    pub(crate) cash: Value,
    pub(crate) minimum: f64,
    pub(crate) earns: Option<Value>,
    pub(crate) users: Option<(Flow, Value)>,
    /// Growth of each index.
    pub(crate) indices: Vec<Value>,
    pub(crate) revenue: Vec<Stream>,
    pub(crate) burn: Vec<Line>,
    pub(crate) margin: Option<Value>,
    pub(crate) commitment: Option<Value>,
    pub(crate) events: Vec<Event>,
    pub(crate) capital: Vec<Raise>,
    pub(crate) facilities: Vec<Facility>,
    pub(crate) responses: Vec<Response>,
    /// Capital that repeats.
    pub(crate) programmes: Vec<Raise>,
    pub(crate) loans: Vec<Loan>,
    pub(crate) tax: Option<Tax>,
    /// Profitability goes by the operating result, the cash flow, or the cash flow before credit.
    pub(crate) measure: usize,
}

impl Flow {
    pub(crate) fn is_once(&self) -> bool {
        matches!(self, Self::Once(_))
    }
}

impl Stream {
    /// One that is as its flow is.
    pub(crate) fn plain(name: &str, flow: Flow) -> Self {
        Self { name: name.to_owned(), flow, margin: None, counts_in: 0, life: Life::default(), terms: Terms::AT_ONCE }
    }
}

impl Company {
    /// A company that does nothing, monthly from January, for one year.
    pub(crate) fn idle(cash: f64, years: usize) -> Self {
        let nothing = |name: &str| (name.to_owned(), Flow::Annual(Value::Fixed(0.0)));
        let (stream, line) = (nothing("R"), nothing("B"));
        Self {
            start: 1,
            year_ends: 12,
            years,
            step: 1,
            cash: Value::Fixed(cash),
            minimum: 0.0,
            earns: None,
            users: None,
            indices: Vec::new(),
            revenue: vec![Stream::plain(&stream.0, stream.1)],
            burn: vec![Line {
                name: line.0,
                flow: line.1,
                counts_in: 0,
                compute: false,
                life: Life::default(),
                terms: Terms::AT_ONCE,
            }],
            margin: None,
            commitment: None,
            events: Vec::new(),
            capital: Vec::new(),
            facilities: Vec::new(),
            responses: Vec::new(),
            programmes: Vec::new(),
            loans: Vec::new(),
            tax: None,
            measure: 0,
        }
    }

    pub(crate) fn steps(&self) -> usize {
        self.years * 12 / self.step
    }

    /// Months of the first year before the start.
    pub(crate) fn months_before(&self) -> usize {
        (self.start + 11 - self.year_ends % 12) % 12
    }

    /// The calendar year in which a year ends.
    fn year_number(&self, year: usize) -> usize {
        2026 + usize::from(self.start > self.year_ends) + year
    }

    /// Place of the year of a step.
    pub(crate) fn year(&self, step: usize) -> usize {
        (self.months_before() + step * self.step) / 12
    }

    pub(crate) fn last_year(&self) -> usize {
        (self.months_before() + self.years * 12 - 1) / 12
    }

    /// Whether all twelve months of a year are within the horizon.
    pub(crate) fn is_whole(&self, year: usize) -> bool {
        let first = 12 * year as i64 - self.months_before() as i64;
        first >= 0 && first + 12 <= 12 * self.years as i64
    }

    /// A day of a month as months after the start.
    pub(crate) fn moment(&self, month: usize, day: usize) -> f64 {
        let (year, of_year) = (2026 + (self.start - 1 + month) / 12, (self.start - 1 + month) % 12);
        let february = if year % 4 == 0 { 29 } else { 28 };
        let days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][of_year];
        month as f64 + (day as f64 - 1.0) / f64::from(days)
    }

    pub(crate) fn date(&self, month: usize, day: usize) -> String {
        let month = self.start - 1 + month;
        format!("{}-{:02}-{day:02}", 2026 + month / 12, month % 12 + 1)
    }

    /// The scenario file that says the same.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = format!(
            "start = 2026-{:02}-01\nyear_ends = \"{}\"\nyears = {}\nstep = \"{}\"\n[cash]\nopening = {}\nminimum = {}\n",
            self.start,
            Month::after_january(self.year_ends - 1),
            self.years,
            match self.step {
                1 => "month",
                3 => "quarter",
                _ => "year",
            },
            written(self.cash),
            self.minimum
        );
        // Writing to a string cannot fail.
        let out = &mut text;
        if let Some(earns) = self.earns {
            let _ = writeln!(out, "yield = {}", written(earns));
        }
        if let Some(share) = self.margin {
            let _ = writeln!(out, "[compute_margin]\nvalue = {}", written(share));
        }
        let measure = ["operating_result", "cash_flow", "cash_flow_before_credit"][self.measure];
        let _ = writeln!(out, "[profitability]\nmeasure = \"{measure}\"");
        if let Some(annual) = self.commitment {
            let _ = writeln!(out, "[compute_commitment]\nannual = {}", written(annual));
        }
        if let Some((users, conversion)) = &self.users {
            let _ = writeln!(out, "[users]\n{}conversion = {}", flow(users), written(*conversion));
        }
        for (i, growth) in self.indices.iter().enumerate() {
            let _ = writeln!(out, "[[index]]\nname = \"I{i}\"\ngrowth = {}", written(*growth));
        }
        for stream in &self.revenue {
            let _ = write!(out, "[[revenue]]\nname = \"{}\"\n{}", stream.name, self.line(&stream.flow, &stream.life));
            let _ = writeln!(out, "counts_in = \"{}\"", ["both", "cash", "result"][stream.counts_in]);
            if let Some(margin) = stream.margin {
                let _ = writeln!(out, "margin = {}", written(margin));
            }
            out.push_str(&stream.terms.written("collected_after_months"));
        }
        for line in &self.burn {
            let counts_in = ["both", "cash", "result"][line.counts_in];
            let _ = write!(
                out,
                "[[burn]]\nname = \"{}\"\n{}counts_in = \"{counts_in}\"\ncompute = {}\n",
                line.name,
                self.line(&line.flow, &line.life),
                line.compute
            );
            out.push_str(&line.terms.written("paid_after_months"));
        }
        self.write_events(out);
        self.write_capital(out);
        self.loans.iter().for_each(|loan| out.push_str(&loan.written(self)));
        out.push_str(&self.tax.as_ref().map_or(String::new(), Tax::written));
        text
    }

    /// What a line says of its form and of its life.
    fn line(&self, of: &Flow, life: &Life) -> String {
        let form = match of {
            Flow::Once(once) => once.written(self, life.requires.is_written()),
            recurring => flow(recurring),
        };
        form + &life.written(self)
    }

    fn write_events(&self, out: &mut String) {
        for event in &self.events {
            let lasts = if event.lasts == 0 { "\"forever\"".to_owned() } else { event.lasts.to_string() };
            let effect = if event.multiplies { "multiply" } else { "add" };
            let _ = write!(
                out,
                "[[event]]\nname = \"{}\"\nprobability = {}\nfrom = {}\nuntil = {}\nonce = {}\non = \"{}\"\n{effect} = {}\nlasts = {lasts}\n",
                event.name,
                event.probability,
                self.year_number(event.years.0),
                self.year_number(event.years.1),
                event.once,
                event.on,
                written(event.size)
            );
        }
        for response in &self.responses {
            let _ = write!(
                out,
                "[[response]]\nname = \"{}\"\nwhen_runway_below = {}\ncut = {}\nat_most_every_months = {}\ndelay_months = {}\n",
                response.name,
                response.trigger,
                written(response.cut),
                response.every,
                response.delay
            );
            if !response.lines.is_empty() {
                let _ = writeln!(out, "lines = {:?}", response.lines);
            }
        }
    }

    fn write_capital(&self, out: &mut String) {
        for raise in self.capital.iter().chain(&self.programmes) {
            let _ = write!(out, "[[capital]]\nname = \"{}\"\n{}", raise.name, raise.written(self));
        }
        for facility in &self.facilities {
            let _ = write!(
                out,
                "[[facility]]\nname = \"{}\"\nlimit = {}\nrate = {}\nfrom = {}\nmatures = {}\ndraw_when_runway_below = {}\n{}",
                facility.name,
                written(facility.limit),
                written(facility.rate),
                self.date(facility.from, 1),
                self.date(facility.matures, facility.matures_day),
                facility.trigger,
                facility.requires.written()
            );
        }
    }
}

impl Raise {
    /// The keys that say it, but for its name.
    pub(crate) fn written(&self, company: &Company) -> String {
        let date = company.date(self.month, self.day);
        let mut text = format!("date = {date}\namount = {}\n", written(self.amount));
        // Writing to a string cannot fail.
        if let Some(probability) = self.probability {
            let _ = writeln!(text, "probability = {probability}");
        }
        if let Some(delay) = self.delay {
            let _ = writeln!(text, "delay_months = {}", written(delay));
        }
        if let Some(tied) = self.tied {
            let _ = writeln!(text, "tied_share = {}", written(tied));
        }
        if self.requires.is_written() {
            let _ = writeln!(text, "patience_months = {}", self.patience);
        }
        if let Some((every, times)) = self.repeats {
            let word = match every {
                1 => "month",
                3 => "quarter",
                _ => "year",
            };
            let until = company.date(self.month + every * times, self.day);
            let _ = writeln!(text, "every = \"{word}\"\nuntil = {until}");
        }
        text + &self.requires.written()
    }
}

impl Requires {
    pub(crate) fn is_written(&self) -> bool {
        !self.written().is_empty()
    }

    pub(crate) fn written(&self) -> String {
        let rules = self.rules();
        if rules.is_empty() { String::new() } else { format!("requires = {{ {} }}\n", rules.join(", ")) }
    }

    /// Each rule as it is written.
    pub(crate) fn rules(&self) -> Vec<String> {
        let number = |key: &str, value: Option<f64>| value.map(|value| format!("{key} = {value}"));
        let name = |key: &str, value: &Option<String>| value.as_ref().map(|value| format!("{key} = \"{value}\""));
        let rules = [
            number("revenue_at_least", self.revenue),
            number("growth_at_least", self.growth),
            number("margin_at_least", self.margin),
            number("runway_months_at_least", self.runway),
            name("event", &self.event),
            name("not_event", &self.not_event),
            name("after", &self.after),
        ];
        rules.into_iter().flatten().collect()
    }
}

pub(crate) fn written(value: Value) -> String {
    match value {
        Value::Fixed(value) => format!("{value}"),
        Value::Range(low, high) => format!("{{ uniform = {{ min = {low}, max = {high} }} }}"),
    }
}

fn flow(flow: &Flow) -> String {
    match flow {
        Flow::Growing { opening, growth } => {
            format!("opening = {}\ngrowth = {{ value = {}, persistence = 0.5 }}\n", written(*opening), written(*growth))
        }
        Flow::Once(_) => String::new(),
        Flow::Customers { opening, adds, churn, price } => {
            let [opening, adds, churn, price] = [opening, adds, churn, price].map(|value| written(*value));
            format!("customers = {{ opening = {opening}, adds = {adds}, churn = {churn} }}\nprice = {price}\n")
        }
        Flow::ShareOf(share, of) => format!("share_of = \"{of}\"\nshare = {}\n", written(*share)),
        Flow::Annual(level) => format!("annual = {}\n", written(*level)),
        Flow::PerUser(per_user, of) => {
            format!("per_user = {}\nof = \"{}\"\n", written(*per_user), ["all", "paying", "free"][*of])
        }
    }
}
