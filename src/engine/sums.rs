//! What a company earns and spends, in a step or in a year (equations, 6 to 8), in units of the scenario.

use crate::vector::Lanes;

const ZERO: Lanes = Lanes::all(0.0);

/// Sums of a step.
///
/// # Units
/// Units of the scenario's currency, for the whole step.
#[derive(Debug)]
pub struct StepSums {
    /// Revenue.
    pub revenue: Lanes,
    /// Cost of running the product.
    pub running_cost: Lanes,
    /// Top-up to the compute commitment.
    pub top_up: Lanes,
    /// Operating result.
    pub operating_result: Lanes,
    /// Operating cash flow.
    pub cash_flow: Lanes,
    /// Burn that counts in the operating result, if the company is settled step by step.
    pub(super) burn_in_result: Lanes,
    /// Burn that buys compute, likewise.
    pub(super) compute: Lanes,
}

impl StepSums {
    pub(super) const ZERO: Self = Self {
        revenue: ZERO,
        running_cost: ZERO,
        top_up: ZERO,
        operating_result: ZERO,
        cash_flow: ZERO,
        burn_in_result: ZERO,
        compute: ZERO,
    };
}

/// Sums of the year so far.
///
/// # Units
/// Units of the scenario's currency.
#[derive(Debug)]
pub struct YearSums {
    /// Revenue.
    pub revenue: Lanes,
    /// Operating result.
    pub operating_result: Lanes,
    /// Operating cash flow.
    pub cash_flow: Lanes,
}

impl YearSums {
    pub(super) const ZERO: Self = Self { revenue: ZERO, operating_result: ZERO, cash_flow: ZERO };
}
