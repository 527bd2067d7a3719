//! Levers: numbers of a scenario that one can try other values of, and the models that they make.
//!
//! | written | means | at `x` |
//! |---|---|---|
//! | `PATH` | the value itself, in place of what is written | what an override does |
//! | `PATH` of a date | the date | moved by `x` whole months |
//! | `PATH+` | a driver's value in every year, whatever its distribution | `x` more; what the override `PATH+=x` does |
//! | `PATH*` | the same | `x` times as much; what the override `PATH*=x` does |
//! | `burn*`, `revenue*` | the levels of all burn lines, of all revenue streams | `x` times as much |
//! | `revenue.growth+` | the growth of all revenue streams | `x` more |
//!
//! Events act on what a lever has made of a driver, and its limits of meaning apply after both. Drivers keep their names, and so their
//! draws: two values of a lever differ by the lever alone.

mod action;
mod list;
mod moved;
mod quantity;
pub(super) mod written;

pub use action::{Action, CutPlan, RaisePlan};
pub use moved::Move;
pub use quantity::{Quantity, quantity_of};

use super::{Limits, LoadedModel, Model, load_source};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::scenario::{Setting, Source, Written, is_group};
use jiff::civil::Date;
use list::listed;
use std::sync::{Arc, Mutex, PoisonError};
use written::{MOST_POINTS, drivers_of, limits_of_move};

/// Something that can be moved.
#[derive(Debug, Clone)]
pub struct Lever {
    /// As it was typed.
    pub text: String,
    /// What its values count.
    pub quantity: Quantity,
    /// The range of meaningful values, in the units of `quantity`.
    pub limits: Limits,
    /// Whether only whole numbers are meaningful.
    pub is_whole: bool,
    /// Its value in the scenario as written; `None` if it is uncertain there, or not the same in all years.
    pub own: Option<f64>,
    /// The same, or the middle of what is uncertain.
    pub centre: f64,
    /// The order of magnitude of the value it moves, which sets the size of steps; above 0.
    pub size: f64,
    kind: LeverKind,
}

/// What a lever does.
#[derive(Debug, Clone)]
enum LeverKind {
    /// Sets the value at a path.
    Sets {
        path: String,
        /// The driver that is made certain by it, and a value that the scenario takes; the driver can then be set in the model.
        driver: Option<(String, f64)>,
    },
    /// Moves a date by months.
    MovesDate {
        path: String,
        own: Date,
        /// The capital whose date it is.
        raise: Option<String>,
    },
    /// Adds to drivers.
    Shifts(Vec<String>),
    /// Multiplies drivers.
    Scales(Vec<String>),
}

/// A lever's value as it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum LeverValue {
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
}

impl Lever {
    /// The displayed value of the lever at `x`.
    #[must_use]
    pub fn value(&self, x: f64) -> LeverValue {
        match self.kind {
            LeverKind::MovesDate { own, .. } => LeverValue::Date(moved(own, x)),
            _ => LeverValue::Number(x),
        }
    }

    /// The `x` of a value, in months for a date; `None` if the value is of the wrong kind.
    #[must_use]
    pub fn x_of(&self, value: LeverValue) -> Option<f64> {
        match (&self.kind, value) {
            (LeverKind::MovesDate { own, .. }, LeverValue::Date(date)) => {
                let months = |date: Date| 12 * i32::from(date.year()) + i32::from(date.month());
                Some(f64::from(months(date) - months(*own)))
            }
            (LeverKind::MovesDate { .. }, _) | (_, LeverValue::Date(_)) => None,
            (_, LeverValue::Number(number)) => Some(number),
        }
    }

    /// The override that puts it at `x`.
    #[must_use]
    pub fn as_override(&self, x: f64) -> String {
        match &self.kind {
            LeverKind::Sets { path, .. } if self.is_whole => format!("{path}={x:.0}"),
            LeverKind::Sets { path, .. } => format!("{path}={x:?}"),
            LeverKind::MovesDate { path, own, .. } => format!("{path}={}", moved(*own, x)),
            LeverKind::Shifts(_) | LeverKind::Scales(_) => format!("{}={x:?}", self.text),
        }
    }

    /// Whether it sets what is written to a value of its own.
    #[must_use]
    pub fn sets(&self) -> bool {
        matches!(self.kind, LeverKind::Sets { .. } | LeverKind::MovesDate { .. })
    }

    /// Whether it is cash at the start, set.
    #[must_use]
    pub fn is_opening_cash(&self) -> bool {
        matches!(&self.kind, LeverKind::Sets { driver: Some((name, _)), .. } if name == "cash.opening")
    }
}

/// A date moved by months; the last day of a shorter month stands for days that it lacks. What is no whole month, as between two of them
/// on a curve, is its share of a month's days.
#[expect(clippy::cast_possible_truncation, reason = "months of a horizon of at most 50 years")]
fn moved(date: Date, months: f64) -> Date {
    let whole = months.floor();
    let first = date.saturating_add(jiff::Span::new().months(whole as i32));
    let days = ((months - whole) * f64::from(first.days_in_month())).floor();
    first.saturating_add(jiff::Span::new().days(days as i32))
}

/// Models, of one text with different overrides, that are kept; each has tables of its own.
const MOST_KEPT: usize = 8;

/// A scenario and its levers.
#[derive(Debug)]
pub struct Levers {
    source: Source,
    overrides: Vec<String>,
    /// As it is written.
    base: LoadedModel,
    kept: Mutex<Vec<(Vec<String>, Arc<Model>)>>,
}

impl Levers {
    /// The levers of a scenario with these overrides.
    ///
    /// # Errors
    /// - [`Error::AtFault`] with every problem of the text, the overrides and their meaning.
    pub fn new(source: Source, overrides: &[String]) -> Result<Self> {
        let base = load_source(&source, overrides)?;
        Ok(Self { source, overrides: overrides.to_vec(), base, kept: Mutex::default() })
    }

    /// The file's path, or the library's name, as it was given.
    #[must_use]
    pub fn file(&self) -> &str {
        self.source.file()
    }

    /// The name of the scenario's folder of results.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.base.name
    }

    /// The scenario as written.
    #[must_use]
    pub fn base(&self) -> &Model {
        &self.base.model
    }

    /// What is good to know of the overrides.
    #[must_use]
    pub fn notes(&self) -> &[Message] {
        &self.base.notes
    }

    /// The overrides that the scenario was read with.
    #[must_use]
    pub fn overrides(&self) -> &[String] {
        &self.overrides
    }

    /// The paths of all that can be moved.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        list::paths(&self.base.model, &self.base.scenario)
    }

    /// The levers that most companies have, of which this one has them: cash, growth, margin, costs, and its next round.
    #[must_use]
    pub fn usual(&self) -> Vec<String> {
        list::usual(&self.base.model, &self.base.scenario)
    }

    /// All that can be moved, in words, for the message about an unknown lever.
    #[must_use]
    pub fn help(&self) -> Message {
        list::all(&self.paths())
    }

    /// The lever that `text` names.
    ///
    /// # Errors
    /// - If there is nothing of that name, or it is neither a number nor a date; the message lists what there is.
    pub fn lever(&self, text: &str) -> Result<Lever> {
        let text = text.trim();
        if let Some(path) = text.strip_suffix('+') {
            return Ok(moving(self.base(), text, self.drivers(text, path.trim())?, LeverKind::Shifts));
        }
        if let Some(path) = text.strip_suffix('*') {
            return Ok(moving(self.base(), text, self.drivers(text, path.trim())?, LeverKind::Scales));
        }
        self.setting(text)
    }

    /// The model with levers put at values: what is set is set before anything is added or multiplied.
    ///
    /// # Errors
    /// - If a value has no meaning for its lever.
    pub fn model(&self, settings: &[(&Lever, f64)]) -> Result<Model> {
        let template = self.template(settings)?;
        let mut model = Model::clone(&template);
        let [sets, moves] = [true, false].map(|sets| settings.iter().filter(move |(lever, _)| lever.sets() == sets));
        for &(lever, x) in sets.chain(moves) {
            if !x.is_finite() || x < lever.limits.min || x > lever.limits.max {
                return Err(fault(&lever.text, &format!("must be {}, got {x}", lever.limits.words()), None));
            }
            let is_known = match &lever.kind {
                LeverKind::Sets { driver, .. } => {
                    driver.as_ref().is_none_or(|(name, _)| model.move_driver(name, Move::Set(x)))
                }
                LeverKind::MovesDate { raise, own, .. } => raise.as_ref().is_none_or(|name| {
                    let month = model.inputs.calendar.months_to(moved(*own, x));
                    model.move_raise(name, month)
                }),
                LeverKind::Shifts(drivers) => drivers.iter().all(|name| model.move_driver(name, Move::Shift(x))),
                LeverKind::Scales(drivers) => drivers.iter().all(|name| model.move_driver(name, Move::Scale(x))),
            };
            if !is_known {
                let help = "move one of them at a time";
                return Err(fault(&lever.text, "is gone once the other lever is moved", Some(help.into())));
            }
        }
        Ok(model)
    }

    /// The model that the text gives once what only the text can say is set.
    fn template(&self, settings: &[(&Lever, f64)]) -> Result<Arc<Model>> {
        let changes = settings.iter().filter_map(|(lever, x)| match &lever.kind {
            LeverKind::Sets { path, driver: Some((_, takes)) } => Some(format!("{path}={takes:?}")),
            LeverKind::MovesDate { raise: Some(_), .. } | LeverKind::Shifts(_) | LeverKind::Scales(_) => None,
            LeverKind::Sets { .. } | LeverKind::MovesDate { .. } => Some(lever.as_override(*x)),
        });
        let overrides: Vec<String> = self.overrides.iter().cloned().chain(changes).collect();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, model)) = kept.iter().find(|(known, _)| *known == overrides) {
            return Ok(Arc::clone(model));
        }
        let model = if overrides == self.overrides {
            Arc::new(self.base.model.clone())
        } else {
            Arc::new(load_source(&self.source, &overrides).map_err(as_typed)?.model)
        };
        if kept.len() == MOST_KEPT {
            kept.remove(0);
        }
        kept.push((overrides, Arc::clone(&model)));
        Ok(model)
    }

    /// The names of the drivers that a path with `+` or `*` is about.
    fn drivers(&self, text: &str, path: &str) -> Result<Vec<String>> {
        let multiplies = text.ends_with('*');
        let name = match is_group(path, multiplies) {
            true => path.to_owned(),
            false => driver_name(&self.source.setting(&self.overrides, path)?.name),
        };
        drivers_of(self.base(), &name, multiplies).ok_or_else(|| {
            let what = format!("{path} is not a number of this scenario that can be moved in every year");
            fault(text, &what, Some(listed(&self.paths())))
        })
    }

    /// A lever that sets the value at a path.
    fn setting(&self, path: &str) -> Result<Lever> {
        let nothing = |what: &str| fault(path, what, Some(listed(&self.paths())));
        let Setting { name, written } = self.source.setting(&self.overrides, path)?;
        let section = name.split('.').next().unwrap_or_default();
        if !SECTIONS.contains(&section) || list::is_deciding(&name) {
            return Err(nothing("is not a value of the company that can be moved"));
        }
        let known = quantity::key(&name);
        let own = match (written, known.default) {
            (Some(Written::Date(own)), _) => return self.dating(path, &name, own),
            (Some(Written::Number(own)), _) => Some(own),
            (None, Some(default)) => Some(default),
            (Some(Written::Other), _) => None,
            (None, None) => return Err(nothing("nothing is written there")),
        };
        let model = &self.base.model;
        let driver = model.inputs.drivers.iter().find(|driver| driver.name == driver_name(&name));
        let is_within_a_driver = |driver: &super::Driver| name.starts_with(&format!("{}.", driver.name));
        if own.is_none() && driver.is_none() && !model.inputs.drivers.iter().any(is_within_a_driver) {
            return Err(nothing("is neither a number nor a date"));
        }
        let centre = own.or_else(|| driver.map(|driver| driver.median(0, &model.inputs.tables)));
        let centre = centre.unwrap_or_else(|| known.limits.apply(size_of(model, 0.0)));
        let limits = driver.map_or(known.limits, |driver| driver.limits);
        let (limits, size) = match (known.quantity, driver) {
            (Quantity::Share, _) => (Limits::between(limits.min, limits.max.min(MOST_POINTS)), 0.2),
            (_, Some(driver)) => (limits, size_of(model, driver.median(0, &model.inputs.tables))),
            _ => (limits, size_of(model, centre)),
        };
        let size = if known.quantity == Quantity::Months { 12.0 } else { size };
        let kind = LeverKind::Sets { path: path.to_owned(), driver: self.certain_driver(path, &name, centre)? };
        let (text, quantity, is_whole) = (path.to_owned(), known.quantity, known.is_whole);
        Ok(Lever { text, quantity, limits, is_whole, own, centre, size, kind })
    }

    /// The driver that setting a path makes certain in all years, if there is one; checks that the scenario takes a value there.
    fn certain_driver(&self, path: &str, name: &str, takes: f64) -> Result<Option<(String, f64)>> {
        let key = quantity::key(name);
        let change = if key.is_whole { format!("{path}={takes:.0}") } else { format!("{path}={takes:?}") };
        let overrides: Vec<String> = self.overrides.iter().cloned().chain([change]).collect();
        let model = load_source(&self.source, &overrides).map_err(as_typed)?.model;
        let name = driver_name(name);
        let is_set = |driver: &super::Driver| {
            let is_it = |curve: &super::Curve| *curve == super::Curve::Constant(takes);
            driver.name == name && driver.curves.iter().all(is_it)
        };
        Ok(model.inputs.drivers.iter().any(is_set).then_some((name, takes)))
    }

    /// A lever that moves a date.
    fn dating(&self, path: &str, name: &str, own: Date) -> Result<Lever> {
        let model = &self.base.model;
        let parts: Vec<&str> = name.split('.').collect();
        let raise = model.company.capital.iter().find(|raise| name == format!("capital.{}.date", raise.name));
        let is_movable = matches!(
            parts.as_slice(),
            [
                "capital" | "facility" | "loan" | "revenue" | "burn",
                ..,
                "date" | "from" | "interest_only_until" | "matures" | "until"
            ]
        );
        if raise.is_none() && !is_movable {
            return Err(fault(path, "is not a date of the company that can be moved", Some(listed(&self.paths()))));
        }
        let before = model.inputs.calendar.months_to(own).floor();
        let limits = Limits::between((-before).min(0.0), (model.inputs.calendar.months() as f64 - before).max(0.0));
        Ok(Lever {
            text: path.to_owned(),
            quantity: Quantity::Date,
            limits,
            is_whole: true,
            own: Some(0.0),
            centre: 0.0,
            size: 12.0,
            kind: LeverKind::MovesDate { path: path.to_owned(), own, raise: raise.map(|raise| raise.name.clone()) },
        })
    }
}

/// A lever that adds to drivers or multiplies them.
fn moving(model: &Model, text: &str, drivers: Vec<String>, kind: fn(Vec<String>) -> LeverKind) -> Lever {
    let scales = matches!(kind(Vec::new()), LeverKind::Scales(_));
    let found = model.inputs.drivers.iter().filter(|driver| drivers.contains(&driver.name));
    let (mut size, mut limits) = (0.0_f64, Limits::NONE);
    for driver in found {
        let years = 0..driver.curves.len();
        size = size.max(years.map(|year| driver.median(year, &model.inputs.tables).abs()).fold(0.0, f64::max));
        limits = driver.limits;
    }
    let known = quantity::key(&drivers[0]);
    let is_fraction = known.quantity == Quantity::Share;
    let quantity = match known.quantity {
        _ if scales => Quantity::Factor,
        Quantity::Share => Quantity::Points,
        other => other,
    };
    let limits = limits_of_move(limits, is_fraction, scales);
    let size = match (scales, is_fraction) {
        (true, _) => 1.0,
        (_, true) => 0.2,
        _ => size_of(model, size),
    };
    let centre = if scales { 1.0 } else { 0.0 };
    let kind = kind(drivers);
    Lever { text: text.to_owned(), quantity, limits, is_whole: false, own: Some(centre), centre, size, kind }
}

/// The order of magnitude of a value: its size, or if it is 0 the cash at the start, or 1.
fn size_of(model: &Model, known: f64) -> f64 {
    let cash = model.inputs.drivers[model.company.opening_cash].median(0, &model.inputs.tables).abs();
    [known.abs(), cash].into_iter().find(|size| *size > 0.0 && size.is_finite()).unwrap_or(1.0)
}

/// The sections whose values say something of the company.
const SECTIONS: [&str; 14] = [
    "cash",
    "users",
    "revenue",
    "burn",
    "compute_margin",
    "gross_margin",
    "compute_commitment",
    "capital",
    "facility",
    "loan",
    "tax",
    "response",
    "event",
    "index",
];

/// What the driver at a path is called.
fn driver_name(name: &str) -> String {
    name.strip_suffix(".value").unwrap_or(name).to_owned()
}

fn fault(lever: &str, what: &str, help: Option<Message>) -> Error {
    let lever: String = lever.chars().take(100).collect();
    let mut problem = Problem::new(None, "", Message::from(Input::Lever) + format!(" {lever}: {what}"));
    problem.help = help;
    problem.into()
}

/// The scenario is valid without the lever, so any problem is in what was typed as one.
fn as_typed(error: Error) -> Error {
    error.about(Input::Override, Input::Lever)
}
