//! The shape of an explanation: `explanation.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Estimate, Fan, MaybeDate, Provenance, Year};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is different about the futures in which something goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The scenario as it was named on the command line. Not in the JSON.
    #[serde(skip)]
    pub name: String,
    /// Simulations of runs for the blame, every repetition counted. Not in the JSON.
    #[serde(skip)]
    pub followings: u64,
    /// The claim in question, and when it is bad.
    pub question: ExplainedQuestion,
    /// Share of futures that are bad.
    pub failing: Estimate,
    /// Bad futures counted.
    pub failing_runs: u64,
    /// How far each uncertain number lies from where it lies in the other futures; those that lie furthest first.
    pub drivers: Vec<DriverShift>,
    /// How much more or less often rounds close and events happen; those that differ most first.
    pub happenings: Vec<Happening>,
    /// How the drivers that lie furthest are spread, each in its most different year.
    pub densities: Vec<Density>,
    /// How bad futures typically go; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typical: Option<TypicalPaths>,
    /// The number of runs with which there would be enough bad ones, and others, to compare them; absent if there are, or if one kind has
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs_wanted: Option<u64>,
    /// Whose bad luck it was; absent if no future is bad, or it was interrupted before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blame: Option<BlameShares>,
}

/// The claim in question, and when it is bad.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedQuestion {
    /// The claim in words.
    pub claim: String,
    /// Who made the claim.
    pub source: Option<String>,
    /// Bad are the futures in which it `holds`, or `fails`.
    pub bad: Bad,
    /// Whether that was requested, and is not the rule for its kind of test.
    pub bad_as_asked: bool,
    /// Whether a claim was named; else it is that the cash runs out.
    pub named: bool,
    /// Years up to the last that can matter for it.
    pub years: Vec<Year>,
}

impl ExplainedQuestion {
    /// What holds in bad futures, as a clause of a sentence.
    #[must_use]
    pub fn bad_words(&self) -> String {
        self.words(self.bad == Bad::Holds)
    }

    /// What holds in the others, as a clause of a sentence.
    #[must_use]
    pub fn good_words(&self) -> String {
        self.words(self.bad == Bad::Fails)
    }

    fn words(&self, holds: bool) -> String {
        match (self.named, holds) {
            (true, true) => format!("\u{201c}{}\u{201d} holds", self.claim),
            (true, false) => format!("\u{201c}{}\u{201d} does not hold", self.claim),
            (false, true) => self.claim.replacen("The cash", "the cash", 1),
            (false, false) => self.claim.replacen("The cash runs out by", "the cash lasts to", 1),
        }
    }
}

/// When a claim is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bad {
    /// Where it holds.
    Holds,
    /// Where it does not.
    Fails,
}

/// How far an uncertain number lies, in bad futures, from where it lies in the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DriverShift {
    /// Its name.
    pub driver: String,
    /// What its values count: `money`, `share`, `months` or `number`.
    pub quantity: &'static str,
    /// Its only draw, or its mean over the years.
    pub overall: Option<Shift>,
    /// By year; empty if it is drawn once a run.
    pub by_year: BTreeMap<Year, Shift>,
    /// The year in which it lies furthest; `None` if it is drawn once a run.
    pub strongest: Option<Year>,
}

impl DriverShift {
    /// Where it lies furthest: in its strongest year, or its only draw.
    #[must_use]
    pub fn furthest(&self) -> Option<&Shift> {
        self.strongest.map_or(self.overall.as_ref(), |year| self.by_year.get(&year))
    }
}

/// A number in bad futures against the same number in the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Shift {
    /// Its mean in bad futures, as the scenario counts it.
    pub failing: f64,
    /// Its mean in the others.
    pub others: f64,
    /// Its standard deviation over all futures.
    pub std_dev: f64,
    /// The first mean less the second.
    ///
    /// # Units
    /// Standard deviations.
    pub shift: Estimate,
}

/// How often something happens in bad futures and in the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Happening {
    /// The driver that decides: `capital.NAME.closes`, `revenue.NAME.happens`, `burn.NAME.happens` or `event.NAME.fires`.
    pub driver: String,
    /// What it is called in the scenario.
    pub name: String,
    /// Which of them it is.
    pub kind: HappeningKind,
    /// Share of bad futures in which it happens.
    pub failing: Estimate,
    /// Share of the others.
    pub others: Estimate,
    /// The first less the second, in standard deviations of yes (1) and no (0).
    pub shift: Estimate,
}

/// What may happen or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HappeningKind {
    /// A draw decides that a round can be raised.
    Closes,
    /// An event happens in one of the years that matter.
    Fires,
    /// A draw lets what comes once come.
    Happens,
}

/// How one number is spread in bad futures and in the others, in bins of equal width.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Density {
    /// The driver.
    pub driver: String,
    /// What its values count: `money`, `share`, `months` or `number`.
    pub quantity: &'static str,
    /// The year; `None` if it is drawn once a run.
    pub year: Option<Year>,
    /// Its shift there.
    pub shift: Estimate,
    /// Its means in bad futures and in the others. Not in the JSON, where they are among the drivers.
    #[serde(skip)]
    pub means: [f64; 2],
    /// Where the first bin begins.
    pub from: f64,
    /// Where the last one ends.
    pub to: f64,
    /// Bad futures by bin.
    ///
    /// # Shape
    /// One count for each bin, from `from` to `to`.
    pub failing: Vec<u64>,
    /// The others by bin, in the same shape.
    pub others: Vec<u64>,
    /// Bad futures and others in all, those beyond the bins included.
    pub totals: [u64; 2],
}

/// Typical paths of bad futures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TypicalPaths {
    /// Bad futures that were clustered: the first ones, up to a limit.
    pub runs: u64,
    /// How clearly the groups are set apart: the average silhouette, from -1 to 1; `None` for one group.
    pub silhouette: Option<f64>,
    /// Cash of these futures at the end of each year that matters.
    pub cash: BTreeMap<Year, Fan>,
    /// Cash of these futures at the start, then at the end of each step up to the last year that matters, where a future whose cash has run
    /// out has no more than the minimum from then on. Not in the JSON.
    #[serde(skip)]
    pub cash_left: Vec<Fan>,
    /// One path for each group; the largest group first.
    pub paths: Vec<TypicalPath>,
}

/// A group of bad futures, and the one in its middle.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TypicalPath {
    /// Share of bad futures in the group.
    pub share: Estimate,
    /// The number of the run in its middle, for a trace of it.
    pub run: u64,
    /// When the cash runs out in that run.
    pub exhausted_on: MaybeDate,
    /// Share of the group in which the cash runs out by the horizon.
    pub exhausted: Estimate,
    /// The date by which it has in half of the group.
    pub half_exhausted_by: MaybeDate,
    /// What sets the group apart from the other bad futures, the strongest first.
    pub marks: Vec<Mark>,
    /// Cash of the run in the middle. Not in the JSON.
    ///
    /// # Shape
    /// At the start, then at the end of each step up to the last year that matters.
    ///
    /// # Units
    /// Units of the scenario.
    #[serde(skip)]
    pub cash: Vec<f64>,
}

/// One thing that sets a group of bad futures apart from the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Mark {
    /// The driver.
    pub driver: String,
    /// The round's or the event's name, if it is whether that happens.
    pub happening: Option<(HappeningKind, String)>,
    /// Its mean in the group; over the years, if it has several. Or the share of the group in which it happens.
    pub here: f64,
    /// The same in the other bad futures.
    pub elsewhere: f64,
    /// The first less the second, in standard deviations over the bad futures.
    pub shift: Estimate,
}

/// Whose bad luck it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlameShares {
    /// Runs that were simulated again.
    pub runs: u64,
    /// Bad runs among them.
    pub failing_runs: u64,
    /// Whether the company fails even with everything at its median, every good chance taken and no bad event.
    pub median_fails: bool,
    /// The probability of the quantile, on its good side, at which drivers are held in company: 0.5, the median, if the company then does
    /// not fail. `None` if it fails up to 0.95.
    pub held_at: Option<f64>,
    /// How blame was shared: over `every order`, or over `orders by chance`.
    pub method: String,
    /// Share of bad futures that would not have been bad with all drivers held so.
    pub all_held: Option<Estimate>,
    /// Drivers that share one entry, the last, because they lie least apart.
    pub others_together: usize,
    /// Each driver's blame; the greatest first.
    pub drivers: Vec<DriverBlame>,
}

/// The blame of one driver, or of the others together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverBlame {
    /// The driver; `None` for the others together.
    pub driver: Option<String>,
    /// What was done to it, in words.
    pub held: String,
    /// Share of bad futures that would not have been bad with it alone held: at its median, or as a good chance would have it.
    pub alone: Estimate,
    /// Its share of what all held together save: the Shapley value. `None` if nothing is shared.
    pub shared: Option<Estimate>,
}

impl DriverBlame {
    /// What is to blame: what was drawn as it should not be, in words, or the driver, called by `name`.
    #[must_use]
    pub fn culprit(&self, name: impl Fn(&str) -> String) -> String {
        match (&self.driver, self.happening(), self.held.as_str()) {
            (_, Some(happening), "closed") => format!("{happening} not closing"),
            (_, Some(happening), "not closed") => format!("{happening} closing"),
            (_, Some(happening), "not happened") => format!("\u{201c}{happening}\u{201d}"),
            (_, Some(happening), _) => format!("{happening} not happening"),
            (Some(driver), None, _) => name(driver),
            (None, None, _) => "all others together".to_owned(),
        }
    }

    /// The round, the line or the event, if a draw decides between yes and no.
    fn happening(&self) -> Option<&str> {
        let driver = self.driver.as_deref()?;
        let inner = |head: &str, tail: &str| driver.strip_prefix(head)?.strip_suffix(tail);
        let once = || inner("revenue.", ".happens").or_else(|| inner("burn.", ".happens"));
        inner("capital.", ".closes").or_else(|| inner("event.", ".fires")).or_else(once)
    }
}
