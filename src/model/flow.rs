//! What a company earns and spends, with its drivers resolved (equations, 5, 14 and 20).

use super::driver::DriverId;
use super::payment_terms::PaymentTerms;
use super::terms::LineTerms;

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
    /// One amount on one day.
    Once {
        /// How much.
        amount: DriverId,
    },
    /// An amount for each of the customers, who come and leave.
    Customers {
        /// Customers at the start.
        opening: DriverId,
        /// Customers a year who come.
        adds: DriverId,
        /// Share of the customers who leave within a year.
        churn: DriverId,
        /// Currency per customer and year.
        price: DriverId,
    },
    /// A share of another line, or of all revenue.
    ShareOf {
        /// The share.
        share: DriverId,
        /// Of what.
        of: ShareBase,
    },
}

/// What a line is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareBase {
    /// All revenue that counts in the operating result.
    Revenue,
    /// The revenue stream at this place.
    Stream(usize),
    /// The burn line at this place, after cuts.
    Line(usize),
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
    /// Whether cash comes in.
    pub in_cash: bool,
    /// Whether it is revenue, in the operating result and in what is asked of revenue.
    pub in_result: bool,
    /// When it is collected.
    pub payment: PaymentTerms,
    /// When it exists, and what it is multiplied by.
    pub terms: LineTerms,
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
    /// Whether management may cut it, if the scenario says so.
    pub may_be_cut: Option<bool>,
    /// When it is paid.
    pub payment: PaymentTerms,
    /// When it exists, and what it is multiplied by.
    pub terms: LineTerms,
}

impl Flow {
    /// Whether it is one amount on one day.
    #[must_use]
    pub fn is_once(self) -> bool {
        matches!(self, Self::Once { .. })
    }

    /// Whether it is a share of another line, or of all revenue.
    #[must_use]
    pub fn is_share(self) -> bool {
        matches!(self, Self::ShareOf { .. })
    }

    /// Whether Part I of the equations covers it.
    fn is_plain(self) -> bool {
        match self {
            Self::Growing { .. } | Self::Annual { .. } | Self::PerUser { .. } => true,
            Self::Once { .. } | Self::Customers { .. } | Self::ShareOf { .. } => false,
        }
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        match self {
            Self::Growing { opening, growth } => [opening, growth].into_iter().for_each(change),
            Self::Annual { level: driver } | Self::Once { amount: driver } => change(driver),
            Self::Customers { opening, adds, churn, price } => {
                [opening, adds, churn, price].into_iter().for_each(change);
            }
            Self::ShareOf { share, of: _ } => change(share),
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

/// Words by which a line says that it goes on by contract.
const CONTRACTS: [&str; 8] = ["lease", "leases", "leasing", "rent", "rents", "rental", "miete", "mieten"];

impl RevenueStream {
    /// Whether Part I of the equations covers it.
    pub(super) fn is_plain(&self) -> bool {
        let Self { name: _, flow, margin, in_cash, in_result, payment, terms } = self;
        flow.is_plain()
            && margin.is_none()
            && *in_cash
            && *in_result
            && *payment == PaymentTerms::AT_ONCE
            && terms.is_plain()
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, flow, margin, in_cash: _, in_result: _, payment: _, terms } = self;
        flow.each_driver(change);
        terms.each_driver(change);
        margin.iter_mut().for_each(change);
    }
}

impl BurnLine {
    /// Whether Part I of the equations covers it.
    pub(super) fn is_plain(&self) -> bool {
        let Self { name: _, flow, in_cash: _, in_result: _, compute: _, may_be_cut: _, payment, terms } = self;
        flow.is_plain() && *payment == PaymentTerms::AT_ONCE && terms.is_plain()
    }

    /// Whether management can cut it: it recurs, is no share of something else, with which it goes, and the scenario does not forbid it.
    #[must_use]
    pub fn can_be_cut(&self) -> bool {
        !matches!(self.flow, Flow::Once { .. } | Flow::ShareOf { .. }) && self.may_be_cut != Some(false)
    }

    /// Whether it can be cut from one day to the next: by what the scenario says, or else unless its name says that it goes on by contract.
    #[must_use]
    pub fn can_be_cut_at_once(&self) -> bool {
        let name = self.name.to_lowercase();
        let is_contract = || name.split(|c: char| !c.is_alphanumeric()).any(|word| CONTRACTS.contains(&word));
        self.can_be_cut() && self.may_be_cut.unwrap_or_else(|| !is_contract())
    }

    /// Whether it counts in cash and in the result alike.
    pub(super) fn counts_in_both(&self) -> bool {
        self.in_cash && self.in_result
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, flow, in_cash: _, in_result: _, compute: _, may_be_cut: _, payment: _, terms } = self;
        flow.each_driver(change);
        terms.each_driver(change);
    }
}
