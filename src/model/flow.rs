//! What a company earns and spends, with its drivers resolved (MODEL.md, 5, 14 and 20).

use super::driver::DriverId;

/// What moves a revenue stream, a burn line or the number of users.
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
    /// An amount for each user.
    PerUser {
        /// Currency per user and year.
        per_user: DriverId,
        /// Whom it counts.
        of: Share,
    },
}

/// A share of the users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All of them.
    All,
    /// Those who pay: the driver's share.
    Paying(DriverId),
    /// Those who do not: what the driver's share leaves.
    Free(DriverId),
}

/// A revenue stream.
#[derive(Debug, Clone)]
pub struct RevenueStream {
    /// Its name.
    pub name: String,
    /// What moves it.
    pub flow: Flow,
    /// Share of it left after the cost of running it; `None` for the company's.
    pub margin: Option<DriverId>,
    /// Steps after which it is collected.
    pub lag: usize,
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
    /// Steps after which it is paid.
    pub lag: usize,
}
