//! What a company earns and spends, with its drivers resolved (equations, 5, 14 and 20).

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

impl Flow {
    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        match self {
            Self::Growing { opening, growth } => [opening, growth].into_iter().for_each(change),
            Self::Annual { level } => change(level),
            Self::PerUser { per_user, of } => {
                change(per_user);
                match of {
                    Share::All => {}
                    Share::Paying(conversion) | Share::Free(conversion) => change(conversion),
                }
            }
        }
    }
}

impl RevenueStream {
    /// Whether Part I of the equations covers it.
    pub(super) fn is_plain(&self) -> bool {
        let Self { name: _, flow: _, margin, lag } = self;
        margin.is_none() && *lag == 0
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, flow, margin, lag: _ } = self;
        flow.each_driver(change);
        margin.iter_mut().for_each(change);
    }
}

impl BurnLine {
    /// Whether Part I of the equations covers it.
    pub(super) fn is_plain(&self) -> bool {
        let Self { name: _, flow: _, in_cash: _, in_result: _, compute: _, lag } = self;
        *lag == 0
    }

    /// Whether it counts in cash and in the result alike.
    pub(super) fn counts_in_both(&self) -> bool {
        self.in_cash && self.in_result
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, flow, in_cash: _, in_result: _, compute: _, lag: _ } = self;
        flow.each_driver(change);
    }
}
