//! What a company earns and spends, in a step or in a calendar year (equations, 6 to 8).

use crate::vector::Lanes;

const ZERO: Lanes = Lanes::all(0.0);

/// Sums of a step.
#[derive(Debug)]
pub struct Sums {
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
    /// Burn that counts in the operating result, where money is asked for or waited for.
    pub(super) burn_in_result: Lanes,
    /// Burn that is compute bought, there.
    pub(super) compute: Lanes,
}

impl Sums {
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

/// Sums of the calendar year so far.
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
