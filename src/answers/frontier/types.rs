//! The shape of a frontier: `frontier.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Estimate, Provenance};
use crate::model::LeverValue;
use serde::Serialize;

/// Where in the plane of two levers a claim has which probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Frontier {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The claim in words.
    pub claim: String,
    /// Runs followed in all. Not in the JSON.
    #[serde(skip)]
    pub followed: u64,
    /// The lever to the right.
    pub x: Axis,
    /// The lever upwards.
    pub y: Axis,
    /// The scenario as written.
    pub own: OwnPoint,
    /// The curves, by rising probability.
    pub levels: Vec<Level>,
    /// The probability at the points of a grid.
    ///
    /// # Shape
    /// `[y][x]`, both in the order of the axes' values.
    pub grid: Vec<Vec<Estimate>>,
}

/// One of the levers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Axis {
    /// The lever as typed.
    pub lever: String,
    /// What its values count: `money`, `share`, `points`, `factor`, `months`, `date` or `number`.
    pub quantity: &'static str,
    /// Where it stands in the scenario as written; `null` if it is uncertain there, or not the same in all years.
    pub now: Option<LeverValue>,
    /// The grid's values, rising.
    pub values: Vec<LeverValue>,
}

/// The scenario as written, in the plane.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OwnPoint {
    /// Its value of the lever to the right; in the middle of what is uncertain.
    pub x: LeverValue,
    /// Its value of the lever upwards; in the middle of what is uncertain.
    pub y: LeverValue,
    /// The probability of the claim in it.
    pub probability: Estimate,
}

/// The curves on which the claim has one probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Level {
    /// The probability.
    pub probability: f64,
    /// None if it is nowhere in the plane that is shown; several if they are apart.
    pub curves: Vec<Vec<FrontierPoint>>,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FrontierPoint {
    /// Of the lever to the right.
    pub x: LeverValue,
    /// Of the lever upwards.
    pub y: LeverValue,
}
