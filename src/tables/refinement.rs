//! Cells that one polynomial cannot approximate, cut into pieces with one each: a quantile function with kinks, jumps and steep places
//! costs a draw a search among a few edges, not a search for a root.
//!
//! A cell is measured in units. Pieces are as long as their polynomial stays true, found by halving; a unit with a kink or a
//! jump belongs to no piece and is evaluated exactly, which concerns so few draws that it costs nothing.

use super::chebyshev::{Basis, horner};
use std::cell::Cell;

/// Coefficients of a polynomial by latent, over a whole cell or a piece of it.
pub(super) const LATENT_TERMS: usize = 6;
/// Units of a cell: what is left to be evaluated exactly around a kink is this share of it.
const UNITS: u32 = 1 << 16;
/// Error allowed in a piece, relative to its largest value: small enough for tables made from the pieces to meet their own tolerance.
const TOLERANCE: f64 = 4e-11;
/// Sizes below this have no effect on any sum, and towards the least of all numbers they lose their digits: they are taken to be level.
const NOTHING: f64 = 1e-290;

/// The pieces of the cells that needed them. Cells are ranked as they were refined; a unit's key is its cell's rank, then its own number.
#[derive(Debug, Default)]
pub(super) struct Refinement {
    /// By cell, its rank; [`UNRANKED`] if it was not refined. Empty if none was.
    ranks: Vec<u16>,
    /// By the first digits of a key, the last piece that begins at or before all keys with these digits.
    guide: Vec<u32>,
    /// Digits of a key that the guide ignores.
    shift: u32,
    /// The most steps needed from the piece that the guide names.
    steps: usize,
    /// By piece, the key that it begins with; then one larger than all.
    starts: Vec<u32>,
    pieces: Vec<PolynomialPiece>,
    /// By piece, what its polynomial gives.
    scales: Vec<Scale>,
}

/// What the polynomial of a piece gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// The values themselves.
    Plain,
    /// The logarithms of values that are all positive.
    Positive,
    /// The logarithms of values that are all negative, without their sign.
    Negative,
}

impl Scale {
    /// Logarithms, for values between these, if they have one sign and all their digits.
    fn of_magnitudes([low, high]: [f64; 2]) -> Self {
        match () {
            () if low > NOTHING => Self::Positive,
            () if high < -NOTHING => Self::Negative,
            () => Self::Plain,
        }
    }

    fn of(self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Positive => libm::log(value),
            Self::Negative => libm::log(-value),
        }
    }

    #[inline(always)]
    fn value(self, scaled: f64) -> f64 {
        match self {
            Self::Plain => scaled,
            Self::Positive => libm::exp(scaled),
            Self::Negative => -libm::exp(scaled),
        }
    }
}

const UNRANKED: u16 = u16::MAX;
/// The guide is made finer until no more pieces than this begin within one entry.
const FEW: usize = 2;
/// It is not made finer once it has this many entries per piece.
const ROOM: usize = 4;

/// A polynomial in (t - centre) * per_width, from -1/2 to 1/2. 64 bytes: a line of the cache.
#[derive(Debug)]
struct PolynomialPiece {
    centre: f64,
    per_width: f64,
    coefficients: [f64; LATENT_TERMS],
}

impl Refinement {
    /// The value at the place `t` of a cell, in [-1/2, 1/2]; NaN where no polynomial meets it.
    #[inline(always)]
    pub(super) fn at(&self, cell: usize, t: f64) -> f64 {
        let Some(&rank) = self.ranks.get(cell).filter(|&&rank| rank != UNRANKED) else { return f64::NAN };
        let first = u32::from(rank) * UNITS;
        let key = first + unit_of(t);
        let mut piece = self.guide[(key >> self.shift) as usize] as usize;
        // Always the same number of steps and no branch: a misprediction would cost more than a step.
        for _ in 0..self.steps {
            piece += usize::from(self.starts[piece + 1] <= key);
        }
        if self.starts[piece] >= first { self.scales[piece].value(self.pieces[piece].at(t)) } else { f64::NAN }
    }

    /// The pieces found so far, with the guide to them.
    fn guided(mut self) -> Self {
        if self.pieces.is_empty() {
            return Self::default();
        }
        let keys = (self.starts[self.starts.len() - 1] / UNITS + 1) * UNITS;
        self.shift = UNITS.ilog2();
        while self.most_together() > FEW && (keys >> self.shift) as usize <= ROOM * self.pieces.len() {
            self.shift -= 1;
        }
        self.steps = self.most_together();
        self.starts.push(u32::MAX);
        let mut piece = 0;
        for first_key in (0..keys).step_by(1 << self.shift) {
            while self.starts[piece as usize + 1] <= first_key {
                piece += 1;
            }
            self.guide.push(piece);
        }
        self
    }

    /// The most pieces that begin within one entry of the guide.
    fn most_together(&self) -> usize {
        let together = self.starts.chunk_by(|a, b| a >> self.shift == b >> self.shift);
        together.map(<[u32]>::len).max().unwrap_or(0)
    }

    /// How many pieces there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }
}

impl PolynomialPiece {
    #[inline(always)]
    fn at(&self, t: f64) -> f64 {
        let s = (t - self.centre) * self.per_width;
        if s.abs() <= 0.5 { horner(&self.coefficients, s) } else { f64::NAN }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float stops at the ends of the range"
)]
fn unit_of(t: f64) -> u32 {
    u32::from(((t + 0.5) * f64::from(UNITS)) as u16)
}

/// The place in a cell where a unit begins.
fn place_of(unit: u32) -> f64 {
    f64::from(unit) / f64::from(UNITS) - 0.5
}

/// Refines cells one by one, the most probable first, until its budget is spent: later cells are evaluated exactly.
pub(super) struct Refiner<'b> {
    basis: &'b Basis<LATENT_TERMS>,
    /// Whether pieces may be of logarithms.
    by_magnitude: bool,
    evaluations_left: Cell<u32>,
    /// The rank of the next cell.
    rank: u16,
    refined: Refinement,
}

impl<'b> Refiner<'b> {
    /// A refiner that evaluates the distribution at most `evaluations` times, or one cell's worth more; each piece takes 13 evaluations or
    /// more. Where values span orders of magnitude, pieces by their logarithms are longer.
    pub(super) fn new(basis: &'b Basis<LATENT_TERMS>, by_magnitude: bool, evaluations: u32) -> Self {
        let evaluations_left = Cell::new(evaluations);
        Self { basis, by_magnitude, evaluations_left, rank: 0, refined: Refinement::default() }
    }

    /// Whether no evaluations are left.
    pub(super) fn is_spent(&self) -> bool {
        self.evaluations_left.get() == 0
    }

    /// Cuts `cell` of `cells`, over which the distribution is `f(t)` for t in [-1/2, 1/2], into pieces.
    pub(super) fn refine(&mut self, cell: usize, cells: usize, f: impl Fn(f64) -> f64) {
        let counted = |t| {
            self.evaluations_left.set(self.evaluations_left.get().saturating_sub(1));
            f(t)
        };
        let mut from = 0;
        while from < UNITS && self.evaluations_left.get() > 0 {
            let Some((to, piece)) = long(self.basis, self.by_magnitude, from, counted) else {
                from += 1;
                continue;
            };
            self.refined.starts.push(u32::from(self.rank) * UNITS + from);
            self.refined.scales.push(piece.0);
            self.refined.pieces.push(piece.1);
            from = to;
        }
        if self.refined.starts.last().is_some_and(|last| last / UNITS == u32::from(self.rank)) {
            self.refined.ranks.resize(cells, UNRANKED);
            self.refined.ranks[cell] = self.rank;
            self.rank += 1;
        }
    }

    /// The pieces, with the guide to them.
    pub(super) fn finish(self) -> Refinement {
        self.refined.guided()
    }
}

/// The error of a piece twice as long is 2^6 times as large, and somewhat more; it is much larger if there is a kink in between.
const STEEP: f64 = 512.0;

/// A piece that begins at unit `from`, with the unit after it; `None` if it would not be a unit long. It reaches at least half as far as
/// any could, and up to a kink if that ends it.
fn long(
    basis: &Basis<LATENT_TERMS>,
    by_magnitude: bool,
    from: u32,
    f: impl Fn(f64) -> f64,
) -> Option<(u32, (Scale, PolynomialPiece))> {
    let (mut to, mut too_far, mut miss) = (UNITS, UNITS + 1, f64::INFINITY);
    let mut longest = loop {
        match fit(basis, by_magnitude, [from, to], &f) {
            Ok(piece) => break (to, piece),
            Err(missed) => (too_far, miss) = (to, missed),
        }
        if to == from + 1 {
            return None;
        }
        to = u32::midpoint(from, to);
    };
    let is_steep = miss <= STEEP;
    while !is_steep && too_far - longest.0 > 1 {
        let to = u32::midpoint(longest.0, too_far);
        match fit(basis, by_magnitude, [from, to], &f) {
            Ok(piece) => longest = (to, piece),
            Err(_) => too_far = to,
        }
    }
    Some(longest)
}

/// The polynomial over the units from the first of `units` to before the second; if it misses `f`, by how many times its tolerance.
fn fit(
    basis: &Basis<LATENT_TERMS>,
    by_magnitude: bool,
    units: [u32; 2],
    f: impl Fn(f64) -> f64,
) -> Result<(Scale, PolynomialPiece), f64> {
    let [low, high] = units.map(place_of);
    let (centre, width) = (f64::midpoint(low, high), high - low);
    let ends = [low, high].map(&f);
    let is_level = ends[0].to_bits() == ends[1].to_bits();
    let is_nothing = by_magnitude && ends[0].abs().max(ends[1].abs()) < NOTHING;
    let scale = if by_magnitude && !is_level { Scale::of_magnitudes(ends) } else { Scale::Plain };
    let at = |point| scale.of(f(basis.point(point) * width + centre));
    let coefficients = match scale {
        // A quantile function never falls: it is level in between.
        _ if is_level || is_nothing => [ends[1], 0.0, 0.0, 0.0, 0.0, 0.0],
        Scale::Plain => basis.fit(TOLERANCE, at)?,
        Scale::Positive | Scale::Negative => basis.fit_logarithm(TOLERANCE, at)?,
    };
    Ok((scale, PolynomialPiece { centre, per_width: 1.0 / width, coefficients }))
}

#[cfg(test)]
mod tests {
    use super::super::cell_index::{LATENT_CELLS, LATENT_CELLS_A_UNIT, latent_cell};
    use super::super::quantile_table::QuantileTable;
    use super::*;
    use crate::distribution::{
        Beta, Blend, Constant, Discrete, Distribution, Empirical, Gamma, Lognormal, Metalog, Mixture, Normal, StudentT,
        Truncated, Uniform, Weibull,
    };
    use proptest::prelude::*;
    use std::sync::Arc;

    type ArcDistribution = Arc<dyn Distribution>;

    /// One of each family that can be rough, with where it is, by latent, if that is known.
    fn rough_distributions() -> Vec<(&'static str, ArcDistribution)> {
        let normal: ArcDistribution = Arc::new(Normal::new(20.0, 5.0).unwrap());
        let body: ArcDistribution = Arc::new(Lognormal::from_interval(10.0, 20.0).unwrap());
        let metalog: ArcDistribution = Arc::new(Metalog::new(0.1, [10.0, 18.0, 40.0], None, None).unwrap());
        let coin: ArcDistribution = Arc::new(Discrete::new(&[1.0, 2.0, 50.0], &[1.0, 2.0, 1.0]).unwrap());
        let gap: ArcDistribution = Arc::new(Uniform::new(40.0, 41.0).unwrap());
        let constant: ArcDistribution = Arc::new(Constant::new(15.0).unwrap());
        let values: Vec<f64> = (0..300).map(|k| f64::from(k * k % 907)).collect();
        let parts = vec![(0.5, Arc::clone(&body)), (0.2, constant), (0.3, gap)];
        let truncated: ArcDistribution = Arc::new(Truncated::new(Arc::clone(&metalog), Some(9.0), Some(30.0)).unwrap());
        vec![
            ("discrete", Arc::clone(&coin)),
            ("empirical", Arc::new(Empirical::new(&values).unwrap())),
            ("mixture", Arc::new(Mixture::new(parts).unwrap())),
            ("truncated", Arc::clone(&truncated)),
            ("blend", Arc::new(Blend::new(normal, coin, 0.3).unwrap())),
            ("blend of a truncation", Arc::new(Blend::new(truncated, metalog, 0.5).unwrap())),
        ]
    }

    #[track_caller]
    fn agrees(name: &str, table: &QuantileTable, z: f64) {
        let (found, exact) = (table.at(z), table.exact(z));
        assert!((found - exact).abs() <= 1e-9 * exact.abs().max(1e-3), "{name} at {z}: {found} is not {exact}");
    }

    #[test]
    fn pieces_agree_with_the_distribution_from_tail_to_tail() {
        for (name, distribution) in rough_distributions() {
            let table = QuantileTable::new(distribution);
            (-12_000..=12_000).for_each(|step| agrees(name, &table, f64::from(step) * 0.000_7 + 1e-5));
        }
    }

    /// The latent at which a distribution passes `x`, to the last bit.
    fn crossing(distribution: &dyn Distribution, x: f64) -> f64 {
        let (mut low, mut high) = (-8.0, 8.0);
        while let Some(middle) = Some(f64::midpoint(low, high)).filter(|&middle| middle > low && middle < high) {
            let is_beyond = distribution.quantile(crate::distribution::standard_normal::probability(middle)) > x;
            *(if is_beyond { &mut high } else { &mut low }) = middle;
        }
        low
    }

    #[test]
    fn pieces_agree_with_the_distribution_on_both_sides_of_a_jump_to_the_last_bit() {
        for (name, distribution) in rough_distributions() {
            for x in [1.0, 2.0, 9.0, 15.0, 22.0, 30.0, 40.0] {
                let at = crossing(distribution.as_ref(), x);
                let table = QuantileTable::new(Arc::clone(&distribution));
                for exponent in 1..60 {
                    let away = libm::ldexp(0.1, -exponent);
                    agrees(name, &table, at - away);
                    agrees(name, &table, at + away);
                }
                agrees(name, &table, at.next_up());
            }
        }
    }

    /// Latents, evenly, of one unit around the median.
    fn latents() -> impl Iterator<Item = f64> {
        (0..20_000).map(|step| f64::from(step) / 20_000.0 - 0.5)
    }

    fn share_without_a_piece(distribution: &dyn Distribution) -> f64 {
        let basis = Basis::new();
        let mut refiner = Refiner::new(&basis, false, u32::MAX);
        let latent = |cell: usize, t: f64| (cell as f64 - LATENT_CELLS as f64 / 2.0 + t) / LATENT_CELLS_A_UNIT;
        let at = |z: f64| distribution.quantile(crate::distribution::standard_normal::probability(z));
        (LATENT_CELLS / 2 - 9..LATENT_CELLS / 2 + 9)
            .for_each(|cell| refiner.refine(cell, LATENT_CELLS, |t| at(latent(cell, t))));
        let refined = refiner.finish();
        let is_exact = |&z: &f64| {
            let (cell, t) = latent_cell(z);
            refined.at(cell, t).is_nan()
        };
        latents().filter(is_exact).count() as f64 / 20_000.0
    }

    #[test]
    fn few_draws_are_left_to_be_evaluated_exactly() {
        for (name, distribution) in rough_distributions() {
            let share = share_without_a_piece(distribution.as_ref());
            assert!(share < 0.002, "{name}: {share}");
        }
    }

    #[test]
    fn values_that_span_orders_of_magnitude_have_few_pieces_and_agree_with_the_distribution() {
        let spanning: [ArcDistribution; 8] = [
            Arc::new(Gamma::new(0.001, 1.0).unwrap()),
            Arc::new(Gamma::new(0.01, 1.0).unwrap()),
            Arc::new(Gamma::new(0.4, 3.0).unwrap()),
            Arc::new(Beta::new(0.001, 0.001, 0.0, 1.0).unwrap()),
            Arc::new(Beta::new(0.02, 5.0, 0.0, 1.0).unwrap()),
            Arc::new(Weibull::new(0.01, 1.0).unwrap()),
            Arc::new(StudentT::new(0.0, 1.0, 0.1).unwrap()),
            Arc::new(
                Blend::new(Arc::new(Gamma::new(0.01, 1.0).unwrap()), Arc::new(Gamma::new(0.02, 1.0).unwrap()), 0.3)
                    .unwrap(),
            ),
        ];
        for distribution in spanning {
            let (table, family) = (QuantileTable::new(Arc::clone(&distribution)), distribution.family());
            assert!((1..2_000).contains(&table.pieces()), "{family}: {}", table.pieces());
            for step in -8_000..=8_000 {
                let z = f64::from(step) * 0.001 + 1e-5;
                let (found, exact) = (table.at(z), table.exact(z));
                // Relative to the largest value of a piece, so up to ten times as much of a value itself; near 0, where Student's t
                // changes its sign, far more of it.
                let largest =
                    if exact.signum() == -table.exact(-z).signum() { exact.abs().max(0.1) } else { exact.abs() };
                let allowed = 4e-9 * largest + NOTHING;
                assert!((found - exact).abs() <= allowed, "{family} at {z}: {found} is not {exact}");
            }
        }
    }

    #[test]
    fn kinks_beyond_the_budget_are_evaluated_exactly() {
        let values: Vec<f64> = (0..20_000).map(|k| f64::from(k * k % 1_000_003)).collect();
        let distribution = Empirical::new(&values).unwrap();
        let basis = Basis::new();
        let mut refiner = Refiner::new(&basis, false, 10_000);
        let evaluations = Cell::new(0);
        for cell in [256, 255, 257] {
            refiner.refine(cell, LATENT_CELLS, |t| {
                evaluations.set(evaluations.get() + 1);
                let z = (cell as f64 - 256.0 + t) / LATENT_CELLS_A_UNIT;
                distribution.quantile(crate::distribution::standard_normal::probability(z))
            });
        }
        let refined = refiner.finish();
        assert!((10_000..10_400).contains(&evaluations.get()), "{}", evaluations.get());
        assert!((10..1_000).contains(&refined.len()), "{}", refined.len());
        assert!(!refined.at(256, -0.499_9).is_nan());
        assert!(refined.at(256, 0.499_9).is_nan() && refined.at(257, 0.0).is_nan());
    }

    #[test]
    fn smooth_distributions_have_no_pieces() {
        let table = QuantileTable::new(Arc::new(Normal::new(0.0, 1.0).unwrap()));
        assert_eq!(table.pieces(), 0);
    }

    prop_compose! {
        /// A mixture of a body, a plateau and a gap, cut at one end.
        fn any_rough()(
            weights in prop::array::uniform3(0.01..1.0_f64), constant in 5.0..40.0_f64,
            gap in (20.0..60.0_f64, 0.1..20.0_f64), min in 1.0..12.0_f64,
        ) -> ArcDistribution {
            let body: ArcDistribution = Arc::new(Lognormal::from_interval(10.0, 20.0).unwrap());
            let level: ArcDistribution = Arc::new(Constant::new(constant).unwrap());
            let far: ArcDistribution = Arc::new(Uniform::new(gap.0, gap.0 + gap.1).unwrap());
            let parts = weights.into_iter().zip([body, level, far]).collect();
            let cut: ArcDistribution = Arc::new(Truncated::new(Arc::new(Mixture::new(parts).unwrap()), Some(min), None).unwrap());
            cut
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn pieces_agree_with_any_truncated_mixture(distribution in any_rough(), places in prop::collection::vec(-8.0..8.0_f64, 200)) {
            let table = QuantileTable::new(distribution);
            for z in places {
                let (found, exact) = (table.at(z), table.exact(z));
                prop_assert!((found - exact).abs() <= 1e-9 * exact.abs(), "{} is not {} at {}", found, exact, z);
            }
        }
    }
}
