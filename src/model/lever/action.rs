//! Actions that a company can take on a day of its choice, raising money or cutting costs, and the models with them taken.

use super::{Levers, as_typed};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::{BurnLine, Model, load_source};
use crate::scenario::Scenario;
use jiff::civil::Date;

/// Raising money: one round, which closes some time after it is started.
#[derive(Debug, Clone, PartialEq)]
pub struct RaisePlan {
    /// The name of a round of the scenario, whose date and delay the raise replaces; or the amount of a new one, as in the file.
    pub what: String,
    /// Months from start to close, as in the file: a number or a distribution.
    pub closes_in: String,
    /// Chance that a new round closes at all, as in the file; `None`: it is certain to, and a round of the scenario has its own.
    pub probability: Option<String>,
}

/// Cutting costs for good.
#[derive(Debug, Clone, PartialEq)]
pub struct CutPlan {
    /// Share of the lines' costs, from 0 to 1.
    pub share: f64,
    /// Names of burn lines; empty for all.
    pub lines: Vec<String>,
}

/// What can be done on a day of one's choice.
#[derive(Debug, Clone)]
pub struct Action {
    model: Model,
    kind: ActionKind,
}

#[derive(Debug, Clone)]
enum ActionKind {
    /// Starts a raise; moments are days after the start.
    Raises { name: String, is_new: bool },
    /// Cuts, by the model's last response; moments are steps. `spared` are lines that are left out because they cannot be cut.
    Cuts { spared: Vec<String> },
}

/// No round that is planned so late is ever due.
const NEVER_DUE: f64 = 1e9;

impl Action {
    /// Starting a raise.
    ///
    /// # Errors
    /// - With every problem of what was typed, and of the scenario changed by it.
    pub fn raise(scenario: &Levers, plan: &RaisePlan) -> Result<Self> {
        let Levers { source, overrides, base, .. } = scenario;
        let is_word = |typed: &str| typed.trim_start().starts_with(char::is_alphabetic);
        if is_word(&plan.closes_in) {
            let what = format!(" {}: must be months, got a word", short(&plan.closes_in));
            let help = "write a number such as 6, a range such as '4 to 10', or a distribution: '{ gamma = { shape = 4, scale = 1.5 } }'";
            return Err(Problem::new(None, "", Message::from(Input::ClosesIn) + what).help(help).into());
        }
        let own =
            base.scenario.capital.iter().position(|capital| capital.name.value == plan.what && capital.every.is_none());
        let mut changes = overrides.clone();
        let closes_in = value(&plan.closes_in);
        let name = match own {
            Some(place) => {
                changes.push(format!("capital[{place}].delay_months={closes_in}"));
                changes.extend(plan.probability.iter().map(|p| format!("capital[{place}].probability={}", value(p))));
                plan.what.clone()
            }
            None if is_word(&plan.what) => return Err(no_round(&plan.what, &base.scenario)),
            None => {
                let is_taken = |name: &String| base.model.company.capital.iter().any(|raise| raise.name == *name);
                let names = (2..).map(|number| format!("New raise {number}"));
                let mut names = std::iter::once("New raise".to_owned()).chain(names);
                let name = names.find(|name| !is_taken(name)).unwrap_or_default();
                let probability = plan.probability.as_ref().map(|p| format!(", probability = {}", value(p)));
                let (start, amount) = (base.model.inputs.calendar.start(), value(&plan.what));
                changes.push(format!(
                    "capital += {{ name = \"{name}\", date = {start}, amount = {amount}, delay_months = {closes_in}{} }}",
                    probability.unwrap_or_default()
                ));
                name
            }
        };
        let model = load_source(source, &changes).map_err(|error| flagged(error, Input::Raise))?.model;
        Ok(Self { model, kind: ActionKind::Raises { name, is_new: own.is_none() } })
    }

    /// Cutting costs.
    ///
    /// # Errors
    /// - With every problem of what was typed, and of the scenario changed by it.
    pub fn cut(scenario: &Levers, plan: &CutPlan) -> Result<Self> {
        let Levers { source, overrides, base, .. } = scenario;
        let is_taken = |name: &String| base.model.company.responses.iter().any(|response| response.name == *name);
        let mut names = (1..).map(|number| format!("Planned cut {number}"));
        let name = names.find(|name| !is_taken(name)).unwrap_or_default();
        let quoted = |line: &String| format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\""));
        let (chosen, spared) =
            if plan.lines.is_empty() { by_default(&base.model) } else { (plan.lines.clone(), Vec::new()) };
        let lines = match chosen.iter().map(quoted).collect::<Vec<_>>() {
            lines if lines.is_empty() => String::new(),
            lines => format!(", lines = [{}]", lines.join(", ")),
        };
        // When it is made is said in the model: a scenario has no words for a cut that waits for a day and not for a runway.
        let change =
            format!("response += {{ name = \"{name}\", when_runway_below = 1, cut = {:?}{lines} }}", plan.share);
        let changes: Vec<String> = overrides.iter().cloned().chain([change]).collect();
        let mut model = load_source(source, &changes).map_err(|error| flagged(error, Input::Cut))?.model;
        if let Some(response) = model.company.responses.last_mut() {
            (response.trigger, response.at_most_every) = (f64::INFINITY, f64::INFINITY);
        }
        Ok(Self { model, kind: ActionKind::Cuts { spared } })
    }

    /// The model with it done at a moment: a whole number of days after the start for a raise, of steps for a cut.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a step of the horizon")]
    pub fn at(&self, moment: f64) -> Model {
        let mut model = self.model.clone();
        match &self.kind {
            ActionKind::Raises { name, .. } => {
                let month = model.inputs.calendar.months_to(self.date(moment));
                model.move_raise(name, month);
            }
            ActionKind::Cuts { .. } => {
                model.company.responses.iter_mut().next_back().into_iter().for_each(|cut| cut.delay = moment as usize)
            }
        }
        model
    }

    /// The model with it never done.
    #[must_use]
    pub fn never(&self) -> Model {
        let mut model = self.model.clone();
        match &self.kind {
            ActionKind::Raises { name, .. } => {
                model.move_raise(name, NEVER_DUE);
            }
            ActionKind::Cuts { .. } => {
                let steps = model.inputs.calendar.steps();
                model.company.responses.iter_mut().next_back().into_iter().for_each(|cut| cut.delay = steps);
            }
        }
        model
    }

    /// The model with a raise started at once that is certain to close and requires nothing; `None` if that is what it is anyway, or
    /// if it is no raise.
    #[must_use]
    pub fn certain_at_once(&self) -> Option<Model> {
        let ActionKind::Raises { name, .. } = &self.kind else { return None };
        let mut model = self.at(0.0);
        let raise = model.company.capital.iter_mut().find(|raise| raise.name == *name)?;
        if raise.requires.is_empty() && raise.closing.is_none() {
            return None;
        }
        raise.requires.clear();
        raise.closing = None;
        Some(model)
    }

    /// The names of the lines that a cut leaves out because they cannot be cut; none if its lines were named, or if it is a raise.
    #[must_use]
    pub fn spared(&self) -> &[String] {
        match &self.kind {
            ActionKind::Cuts { spared } => spared,
            ActionKind::Raises { .. } => &[],
        }
    }

    /// The last moment within the horizon: in days after the start for a raise, in steps for a cut.
    #[must_use]
    pub fn last(&self) -> f64 {
        let calendar = &self.model.inputs.calendar;
        match self.kind {
            ActionKind::Raises { .. } => f64::from((calendar.end() - calendar.start()).get_days()) - 1.0,
            ActionKind::Cuts { .. } => calendar.steps() as f64 - 1.0,
        }
    }

    /// The day of a moment.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "days, or a step, of the horizon")]
    pub fn date(&self, moment: f64) -> Date {
        let calendar = &self.model.inputs.calendar;
        match self.kind {
            ActionKind::Raises { .. } => calendar.start().saturating_add(jiff::Span::new().days(moment as i64)),
            ActionKind::Cuts { .. } => calendar.first_of_month(moment as usize * calendar.months_per_step()),
        }
    }

    /// The first moment at least `months` months after another; `None` if it lies beyond the last.
    #[must_use]
    pub fn later(&self, moment: f64, months: i32) -> Option<f64> {
        let later = match self.kind {
            ActionKind::Raises { .. } => {
                let date = self.date(moment).saturating_add(jiff::Span::new().months(months));
                f64::from((date - self.model.inputs.calendar.start()).get_days())
            }
            ActionKind::Cuts { .. } => {
                moment + (f64::from(months) / self.model.inputs.calendar.months_per_step() as f64).ceil()
            }
        };
        (later <= self.last()).then_some(later)
    }

    /// The months in which a raise closes, at a latent: 0 for the median.
    #[must_use]
    pub fn closes_in(&self, latent: f64) -> Option<f64> {
        let ActionKind::Raises { name, .. } = &self.kind else { return None };
        let raise = self.model.company.capital.iter().find(|raise| raise.name == *name)?;
        let driver = &self.model.inputs.drivers[raise.delay?];
        Some(driver.limits.apply(driver.curve(0).at(latent, &self.model.inputs.tables)))
    }

    /// The amount of a raise, in units, at a latent.
    #[must_use]
    pub fn amount(&self, latent: f64) -> Option<f64> {
        let ActionKind::Raises { name, .. } = &self.kind else { return None };
        let raise = self.model.company.capital.iter().find(|raise| raise.name == *name)?;
        let driver = &self.model.inputs.drivers[raise.amount];
        Some(driver.limits.apply(driver.curve(0).at(latent, &self.model.inputs.tables)))
    }

    /// The name of the round of the scenario that is raised; `None` if it is a new one, or no raise.
    #[must_use]
    pub fn round(&self) -> Option<&str> {
        match &self.kind {
            ActionKind::Raises { name, is_new: false } => Some(name),
            _ => None,
        }
    }

    /// The names of the burn lines that are cut; none for a raise.
    #[must_use]
    pub fn lines(&self) -> Vec<&str> {
        let cut = self.model.company.responses.last().filter(|_| matches!(self.kind, ActionKind::Cuts { .. }));
        cut.into_iter().flat_map(|cut| &cut.lines).map(|&line| self.model.company.burn[line].name.as_str()).collect()
    }
}

/// The names of the lines that are cut if none is named, and of those that are not: one-offs, shares of other lines, contracts.
fn by_default(model: &Model) -> (Vec<String>, Vec<String>) {
    let (cut, spared) = model.company.burn.iter().partition(|line: &&BurnLine| line.can_be_cut_at_once());
    let names = |lines: Vec<&BurnLine>| lines.into_iter().map(|line| line.name.clone()).collect();
    (names(cut), names(spared))
}

/// A value as typed, with the quotes that a range or a percentage needs.
fn value(typed: &str) -> String {
    let typed = typed.trim();
    let is_quoted = typed.starts_with(['"', '\'', '{', '[']);
    if !is_quoted && (typed.contains(" to ") || typed.ends_with('%')) {
        return format!("\"{typed}\"");
    }
    typed.to_owned()
}

fn no_round(what: &str, scenario: &Scenario) -> Error {
    let rounds: Vec<String> = scenario.capital.iter().map(|round| format!("`{}`", short(&round.name.value))).collect();
    let rounds = match rounds.as_slice() {
        [] => "the scenario has no rounds".to_owned(),
        rounds => format!("the rounds of the scenario are {}", rounds.join(", ")),
    };
    let what = format!(" {}: is neither an amount nor a round of the scenario", short(what));
    let help = format!("write an amount such as 800, '500 to 900' or a distribution; {rounds}");
    Problem::new(None, "", Message::from(Input::Raise) + what).help(help).into()
}

/// A text on one line, cut if it is long.
fn short(text: &str) -> String {
    crate::error::visible(text).chars().take(60).collect::<String>().replace('\n', " ")
}

fn flagged(error: Error, input: Input) -> Error {
    as_typed(error).about(Input::Lever, input)
}
