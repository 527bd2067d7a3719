//! The parts of a company with their drivers resolved: what each step adds and takes (MODEL.md, 5 to 10).

use super::driver::DriverId;

/// What moves a revenue stream or a burn line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// A run rate that grows continuously within each year.
    Growing {
        /// Annual run rate at the start.
        opening: DriverId,
        /// Growth a year.
        growth: DriverId,
    },
    /// An annual level.
    Annual {
        /// The level.
        level: DriverId,
    },
}

/// A revenue stream.
#[derive(Debug, Clone)]
pub struct RevenueStream {
    /// Its name.
    pub name: String,
    /// What moves it.
    pub flow: Flow,
}

/// A burn line.
#[derive(Debug, Clone)]
pub struct BurnLine {
    /// Its name.
    pub name: String,
    /// What moves it.
    pub flow: Flow,
    /// Whether cash leaves.
    pub in_cash: bool,
    /// Whether it is a cost in the operating result.
    pub in_result: bool,
    /// Whether it is compute bought, which counts towards the commitment.
    pub compute: bool,
}

/// Money that may be raised.
#[derive(Debug, Clone)]
pub struct Raise {
    /// Its name.
    pub name: String,
    /// Planned date, in months after the start.
    pub month: f64,
    /// How much.
    pub amount: DriverId,
    /// Chance that it closes, with the driver that decides; `None` if certain.
    pub closing: Option<Closing>,
    /// Months by which it is late, if any.
    pub delay: Option<DriverId>,
}

/// Whether money that may be raised is raised: the deciding driver, uniform on (0, 1), exceeds 1 less the probability.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    /// The probability.
    pub probability: DriverId,
    /// The deciding driver, `capital.NAME.closes`; it may be correlated like any other.
    pub closes: DriverId,
}
