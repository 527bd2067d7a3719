//! Scenarios made in code: typed, without a file, and checked by what checks files.

use super::{Amortization, Month, Scenario, Source, Step, Unit, keyword};
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// A number that may be uncertain: a certain `40.0`, a range `10.0..=30.0` that nine values in ten lie in, or one of the families.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain(String);

impl Uncertain {
    /// A distribution by its family and parameters, as files name them: `("pert", &[("min", 1.0), ("mode", 2.0), ("max", 5.0)])`.
    #[must_use]
    pub fn family(name: &str, parameters: &[(&str, f64)]) -> Self {
        let parameters: Vec<String> = parameters.iter().map(|(key, value)| format!("{key} = {value:?}")).collect();
        Self(format!("{{ {name} = {{ {} }} }}", parameters.join(", ")))
    }

    /// Any value from `min` to `max`, each as likely.
    #[must_use]
    pub fn uniform(min: f64, max: f64) -> Self {
        Self::family("uniform", &[("min", min), ("max", max)])
    }

    /// Symmetric about `mean`.
    #[must_use]
    pub fn normal(mean: f64, std_dev: f64) -> Self {
        Self::family("normal", &[("mean", mean), ("std_dev", std_dev)])
    }

    /// Above 0, with a long upper tail.
    #[must_use]
    pub fn lognormal(median: f64, sigma: f64) -> Self {
        Self::family("lognormal", &[("median", median), ("sigma", sigma)])
    }

    /// The same, of which the share `persistence` of a year's draw carries over to the next.
    #[must_use]
    pub fn persistent(self, persistence: f64) -> Self {
        Self(format!("{{ value = {}, persistence = {persistence:?} }}", self.0))
    }
}

impl From<f64> for Uncertain {
    fn from(value: f64) -> Self {
        Self(format!("{value:?}"))
    }
}

impl From<RangeInclusive<f64>> for Uncertain {
    fn from(range: RangeInclusive<f64>) -> Self {
        Self(format!("\"{:?} to {:?}\"", range.start(), range.end()))
    }
}

/// A scenario in the making; [`Self::build`] makes a model of it.
#[derive(Debug, Clone)]
pub struct ScenarioBuilder {
    name: String,
    head: Vec<String>,
    sections: Vec<String>,
    pub(crate) overrides: Vec<String>,
}

impl Scenario {
    /// A scenario made in code, called `name`.
    ///
    /// # Example
    /// Forty million of cash, and a burn that nobody knows better than from 10 to 30 million a year:
    /// ```
    /// use jiff::civil::date;
    /// use runout::answers::Request;
    /// use runout::engine::{Plan, Simulator};
    /// use runout::scenario::{Scenario, Uncertain, Unit};
    ///
    /// let acme = Scenario::builder("acme")
    ///     .start(date(2026, 1, 1))
    ///     .years(2)
    ///     .unit(Unit::Million)
    ///     .cash(40.0)
    ///     .revenue("None yet", 0.0)
    ///     .burn("All", Uncertain::uniform(10.0, 30.0).persistent(1.0))
    ///     .build()?;
    /// let answers = Simulator::new(Plan::default())?.answer(&acme.model, &Request::default())?;
    /// assert!((answers.exhaustion.by_horizon.estimate - 0.5).abs() < 0.005);
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    #[must_use]
    pub fn builder(name: &str) -> ScenarioBuilder {
        let (head, sections, overrides) = (Vec::new(), Vec::new(), Vec::new());
        ScenarioBuilder { name: name.to_owned(), head, sections, overrides }
    }
}

impl ScenarioBuilder {
    /// The first day; the first of a month.
    #[must_use]
    pub fn start(self, day: Date) -> Self {
        self.says("start", &day.to_string())
    }

    /// The horizon, in whole years.
    #[must_use]
    pub fn years(self, years: u32) -> Self {
        self.says("years", &years.to_string())
    }

    /// The length of a step.
    #[must_use]
    pub fn step(self, step: Step) -> Self {
        let name = match step {
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        };
        self.says("step", &quoted(name))
    }

    /// The month with which its years end.
    #[must_use]
    pub fn year_ends(self, month: Month) -> Self {
        self.says("year_ends", &quoted(&month.to_string()))
    }

    /// What amounts count in.
    #[must_use]
    pub fn unit(self, unit: Unit) -> Self {
        match unit {
            Unit::One => self,
            Unit::Thousand => self.says("unit", "\"thousand\""),
            Unit::Million => self.says("unit", "\"million\""),
            Unit::Billion => self.says("unit", "\"billion\""),
        }
    }

    /// The currency of every amount.
    #[must_use]
    pub fn currency(self, currency: &str) -> Self {
        self.says("currency", &quoted(currency))
    }

    /// Cash at the start.
    #[must_use]
    pub fn cash(self, opening: impl Into<Uncertain>) -> Self {
        self.section("[cash]", &[("opening", opening.into().0)])
    }

    /// A revenue stream of so much a year.
    #[must_use]
    pub fn revenue(self, name: &str, annual: impl Into<Uncertain>) -> Self {
        self.section("[[revenue]]", &[("name", quoted(name)), ("annual", annual.into().0)])
    }

    /// A revenue stream that begins at a rate of `opening` a year and grows.
    #[must_use]
    pub fn growing_revenue(self, name: &str, opening: impl Into<Uncertain>, growth: impl Into<Uncertain>) -> Self {
        let (opening, growth) = (opening.into().0, growth.into().0);
        self.section("[[revenue]]", &[("name", quoted(name)), ("opening", opening), ("growth", growth)])
    }

    /// A cost of so much a year.
    #[must_use]
    pub fn burn(self, name: &str, annual: impl Into<Uncertain>) -> Self {
        self.section("[[burn]]", &[("name", quoted(name)), ("annual", annual.into().0)])
    }

    /// A cost that begins at a rate of `opening` a year and grows.
    #[must_use]
    pub fn growing_burn(self, name: &str, opening: impl Into<Uncertain>, growth: impl Into<Uncertain>) -> Self {
        let (opening, growth) = (opening.into().0, growth.into().0);
        self.section("[[burn]]", &[("name", quoted(name)), ("opening", opening), ("growth", growth)])
    }

    /// A cost that comes once, on a day.
    #[must_use]
    pub fn burn_once(self, name: &str, day: Date, amount: impl Into<Uncertain>) -> Self {
        let (day, amount) = (day.to_string(), amount.into().0);
        self.section("[[burn]]", &[("name", quoted(name)), ("once", amount), ("date", day)])
    }

    /// A cost of so much a year from a day on.
    #[must_use]
    pub fn burn_from(self, name: &str, day: Date, annual: impl Into<Uncertain>) -> Self {
        let (day, annual) = (day.to_string(), annual.into().0);
        self.section("[[burn]]", &[("name", quoted(name)), ("annual", annual), ("from", day)])
    }

    /// The cost of this name goes on whatever happens: management cannot cut it.
    #[must_use]
    pub fn cannot_be_cut(mut self, name: &str) -> Self {
        self.overrides.push(format!("burn.{}.can_be_cut = false", quoted(name)));
        self
    }

    /// New capital that is planned for a day.
    #[must_use]
    pub fn capital(self, name: &str, day: Date, amount: impl Into<Uncertain>) -> Self {
        let (day, amount) = (day.to_string(), amount.into().0);
        self.section("[[capital]]", &[("name", quoted(name)), ("date", day), ("amount", amount)])
    }

    /// New capital that closes only with a probability, and so many months after the day that is planned.
    #[must_use]
    pub fn uncertain_capital(
        self,
        name: &str,
        day: Date,
        amount: impl Into<Uncertain>,
        probability: impl Into<Uncertain>,
        delay_months: impl Into<Uncertain>,
    ) -> Self {
        let (day, amount) = (day.to_string(), amount.into().0);
        let (probability, delay) = (probability.into().0, delay_months.into().0);
        let keys = [("date", day), ("amount", amount), ("probability", probability), ("delay_months", delay)];
        self.section("[[capital]]", &[&[("name", quoted(name))], &keys[..]].concat())
    }

    /// The share of revenue that is left after the cost of running the product.
    #[must_use]
    pub fn gross_margin(self, share: impl Into<Uncertain>) -> Self {
        self.says("gross_margin", &share.into().0)
    }

    /// Users, counted in units, of whom the share `conversion` pays.
    #[must_use]
    pub fn users(
        self,
        opening: impl Into<Uncertain>,
        growth: impl Into<Uncertain>,
        conversion: impl Into<Uncertain>,
    ) -> Self {
        let (opening, growth, conversion) = (opening.into().0, growth.into().0, conversion.into().0);
        self.section("[users]", &[("opening", opening), ("growth", growth), ("conversion", conversion)])
    }

    /// A revenue stream of so much a year from every user who pays.
    #[must_use]
    pub fn revenue_per_paying_user(self, name: &str, annual: impl Into<Uncertain>) -> Self {
        self.section("[[revenue]]", &[("name", quoted(name)), ("per_user", annual.into().0), ("of", quoted("paying"))])
    }

    /// A revenue stream from customers, as plain numbers: `adds` come in a year, the share `churn` of them leaves within a year, and each pays
    /// `price` a year.
    #[must_use]
    pub fn revenue_from_customers(
        self,
        name: &str,
        opening: impl Into<Uncertain>,
        (adds, churn): (impl Into<Uncertain>, impl Into<Uncertain>),
        price: impl Into<Uncertain>,
    ) -> Self {
        let (opening, adds, churn) = (opening.into().0, adds.into().0, churn.into().0);
        let customers = format!("{{ opening = {opening}, adds = {adds}, churn = {churn} }}");
        self.section("[[revenue]]", &[("name", quoted(name)), ("customers", customers), ("price", price.into().0)])
    }

    /// A cost that is a share of `of`: `"revenue"`, `"revenue.NAME"` or `"burn.NAME"`.
    #[must_use]
    pub fn burn_share(self, name: &str, of: &str, share: impl Into<Uncertain>) -> Self {
        self.section("[[burn]]", &[("name", quoted(name)), ("share_of", quoted(of)), ("share", share.into().0)])
    }

    /// The customers of the stream at `path`, such as `revenue.Plans`, pay for so many months ahead.
    #[must_use]
    pub fn billed_every_months(mut self, path: &str, months: u8) -> Self {
        self.overrides.push(format!("{path}.billed_every_months = {months}"));
        self
    }

    /// Cash of the line at `path`, such as `burn.Rent`, moves in these months of the calendar only, from 1 to 12: on their first day, for the
    /// months until the next of them, or on their last, for those since the last.
    #[must_use]
    pub fn due_months(mut self, path: &str, months: &[u8], in_advance: bool) -> Self {
        self.overrides.push(format!("{path}.due_months = {months:?}"));
        self.overrides.push(format!("{path}.in_advance = {in_advance}"));
        self
    }

    /// A loan that is owed at the start: its balance, its rate a year, and how it is paid back by the day on which it matures.
    #[must_use]
    pub fn loan_owed(
        self,
        name: &str,
        balance: impl Into<Uncertain>,
        rate: impl Into<Uncertain>,
        (repays, matures): (Amortization, Date),
    ) -> Self {
        let (balance, rate, repays) = (balance.into().0, rate.into().0, quoted(keyword::word(repays)));
        let keys = [("balance", balance), ("rate", rate), ("repays", repays), ("matures", matures.to_string())];
        self.section("[[loan]]", &[&[("name", quoted(name))], &keys[..]].concat())
    }

    /// A loan that is lent on a day, which is new capital: its amount, its rate a year, and how it is paid back by the day on which it matures.
    #[must_use]
    pub fn loan_lent(
        self,
        name: &str,
        (day, amount): (Date, impl Into<Uncertain>),
        rate: impl Into<Uncertain>,
        (repays, matures): (Amortization, Date),
    ) -> Self {
        let (amount, rate, repays) = (amount.into().0, rate.into().0, quoted(keyword::word(repays)));
        let (day, matures) = (day.to_string(), matures.to_string());
        let keys = [("date", day), ("amount", amount), ("rate", rate), ("repays", repays), ("matures", matures)];
        self.section("[[loan]]", &[&[("name", quoted(name))], &keys[..]].concat())
    }

    /// A level that lines and loans follow together, such as prices or an exchange rate: 1 at the start, from where it grows.
    #[must_use]
    pub fn index(self, name: &str, growth: impl Into<Uncertain>) -> Self {
        self.section("[[index]]", &[("name", quoted(name)), ("growth", growth.into().0)])
    }

    /// The line or loan at `path`, such as `loan.Bank`, is multiplied by the index called `index`.
    #[must_use]
    pub fn indexed_to(mut self, path: &str, index: &str) -> Self {
        self.overrides.push(format!("{path}.indexed_to = {}", quoted(index)));
        self
    }

    /// Tax on the result of a year less interest, after losses of earlier years, paid so many months after the year's end.
    #[must_use]
    pub fn tax(self, rate: impl Into<Uncertain>, losses: impl Into<Uncertain>, paid_after_months: u8) -> Self {
        let (rate, losses, after) = (rate.into().0, losses.into().0, paid_after_months.to_string());
        self.section("[tax]", &[("rate", rate), ("losses_brought_forward", losses), ("paid_after_months", after)])
    }

    /// One rank correlation of every two of these drivers, such as `revenue.A.growth`.
    #[must_use]
    pub fn correlated(self, drivers: &[&str], spearman: f64) -> Self {
        self.section("[[correlation]]", &[("between", names(drivers)), ("spearman", format!("{spearman:?}"))])
    }

    /// Drivers that share one factor, each with its loading, from -1 to 1: the normal scores of two are correlated by the product of theirs.
    #[must_use]
    pub fn common_factor(self, loadings: &[(&str, f64)]) -> Self {
        let (drivers, loadings): (Vec<&str>, Vec<f64>) = loadings.iter().copied().unzip();
        self.section("[[correlation]]", &[("between", names(&drivers)), ("loadings", format!("{loadings:?}"))])
    }

    /// A claim whose probability is asked for; its `test` as files write it, such as `survives_to = 2028-01-01`.
    #[must_use]
    pub fn claim(mut self, text: &str, test: &str) -> Self {
        self.sections.push(format!("[[claim]]\ntext = {}\n{test}\n", quoted(text)));
        self
    }

    /// Anything else that a scenario can say, by its path, as an override does: `("capital.Round.probability", 0.7)`.
    #[must_use]
    pub fn set(mut self, path: &str, value: impl Into<Uncertain>) -> Self {
        self.overrides.push(format!("{path} = {}", value.into().0));
        self
    }

    /// The scenario as a text, as a file would hold it.
    #[must_use]
    pub fn source(&self) -> Source {
        Source::of_text(&self.name, &[self.head.concat(), self.sections.concat()].concat())
    }

    fn says(mut self, key: &str, value: &str) -> Self {
        self.head.push(format!("{key} = {value}\n"));
        self
    }

    fn section(mut self, head: &str, keys: &[(&str, String)]) -> Self {
        let keys: String = keys.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        self.sections.push(format!("{head}\n{keys}"));
        self
    }
}

/// A list of texts as TOML.
fn names(names: &[&str]) -> String {
    format!("[{}]", names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
}

/// A text as TOML, whose escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
