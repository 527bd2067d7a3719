//! Designs: how evenly the runs of a simulation cover the distributions of its drivers.
//!
//! Every run of every design is distributed as a run of the random one; only how the runs lie relative to each other differs.

mod directions;
mod latin;
mod path;
mod sobol;

pub(super) use latin::Latin;
pub(super) use sobol::Sobol;

use crate::model::RandomInputs;
use crate::tables::bits_of;
use crate::vector::{Bits, LANES};
use std::fmt;

/// How the runs of a simulation cover the distributions of its drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sampling {
    /// Independently.
    #[default]
    Random,
    /// Latin hypercubes: the runs of a block spread every single draw evenly over its distribution.
    ///
    /// # Source
    /// McKay, Beckman and Conover, Technometrics 21(2), 1979.
    Latin,
    /// Owen-scrambled Sobol points: many runs spread all draws evenly together.
    ///
    /// # Reproducibility
    /// Unlike with the other designs, adding a driver or making one certain moves others to other dimensions, and so changes their draws.
    ///
    /// # Source
    /// Owen, "Randomly permuted (t, m, s)-nets and (t, s)-sequences", 1995; Joe and Kuo 2008; Burley, JCGT 9(4), 2020.
    Sobol,
}

/// Independent randomisations of a design; confidence intervals are made from their spread.
const REPLICATES: usize = 32;

impl Sampling {
    /// The number of replicates: groups of runs that are independent of each other and identically distributed. The runs of block b belong
    /// to replicate b modulo this number. 1 if all runs are independent.
    #[must_use]
    pub fn replicates(self) -> usize {
        match self {
            Self::Random => 1,
            Self::Latin | Self::Sobol => REPLICATES,
        }
    }

    /// Whether every driver that two models have in common, and that is uncertain in both, has the same draws in each.
    #[must_use]
    pub fn shares_draws(self, one: &RandomInputs, other: &RandomInputs) -> bool {
        match self {
            Self::Random | Self::Latin => true,
            Self::Sobol => Sobol::shares_draws(one, other),
        }
    }

    /// The least number of runs, at least `wanted`, that gives every replicate equally many, in whole blocks; with Sobol points, a power of
    /// two. `None` beyond [`Self::most_runs`].
    ///
    /// # Source
    /// Owen, "On dropping the first Sobol' point", 2020: other numbers of points cost the design its order of convergence.
    #[must_use]
    pub fn whole(self, wanted: u64) -> Option<u64> {
        let round = (REPLICATES * LANES) as u64;
        let whole = match self {
            Self::Random => wanted,
            Self::Latin => wanted.checked_next_multiple_of(round)?,
            Self::Sobol => wanted.div_ceil(round).checked_next_power_of_two()?.checked_mul(round)?,
        };
        (whole <= self.most_runs()).then_some(whole)
    }

    /// The greatest number of runs up to `most` that the design spreads evenly; its least number, if that is greater.
    #[must_use]
    pub fn whole_within(self, most: u64) -> u64 {
        let round = (REPLICATES * LANES) as u64;
        let rounds = most.min(self.most_runs()) / round;
        match self {
            Self::Random => most,
            Self::Latin => round * rounds.max(1),
            Self::Sobol => round << rounds.max(1).ilog2(),
        }
    }

    /// The most runs that the design can have: a Sobol point has 32 binary digits, as has its number.
    #[must_use]
    pub fn most_runs(self) -> u64 {
        match self {
            Self::Random | Self::Latin => u64::MAX,
            Self::Sobol => (REPLICATES as u64) << directions::DIGITS,
        }
    }
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Random => "random",
            Self::Latin => "latin",
            Self::Sobol => "sobol",
        })
    }
}

/// Binary digits of a stratum or a point of every lane.
type Digits = [u32; LANES];

/// Puts the random bits of each lane into the lane's stratum, one of 2^`digits` of equal probability: its first `digits` binary digits
/// become the stratum's, and the random ones stand below.
#[inline(always)]
fn stratify<const DIGITS: u32>(strata: &Digits, bits: &mut Bits) {
    for (bits, &stratum) in bits.iter_mut().zip(strata.iter()) {
        *bits = bits_of(u64::from(stratum) << (52 - DIGITS) | *bits >> (12 + DIGITS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_rounded_up_to_what_the_design_needs() {
        let million = 1_000_000;
        assert_eq!(Sampling::Random.whole(million), Some(million));
        assert_eq!(Sampling::Latin.whole(million), Some(245 * 32 * 128));
        assert_eq!(Sampling::Sobol.whole(million), Some(1 << 20));
        assert_eq!(Sampling::Sobol.whole(1), Some(32 * 128));
        assert_eq!(Sampling::Sobol.whole(1 << 37), Some(1 << 37));
        assert_eq!(Sampling::Sobol.whole((1 << 37) + 1), None);
        assert_eq!(Sampling::Sobol.whole(u64::MAX), None);
    }

    #[test]
    fn a_maximum_is_rounded_down() {
        assert_eq!(Sampling::Random.whole_within(100_000_000), 100_000_000);
        assert_eq!(Sampling::Latin.whole_within(10_000), 8_192);
        assert_eq!(Sampling::Sobol.whole_within(100_000_000), 1 << 26);
        assert_eq!(Sampling::Sobol.whole_within(u64::MAX), 1 << 37);
        assert_eq!(Sampling::Sobol.whole_within(1), 4_096, "the least there is");
    }
}
