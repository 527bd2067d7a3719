//! The root search for distributions whose quantile or probability has no formula, in a number of steps that is bounded
//! for any function: false position with a halving of the count of floating-point numbers in between at every third step.

/// Enough for 64 halvings at every third step.
const MOST_STEPS: usize = 200;

/// The smallest number in `low..=high` at which `excess` is not negative; `high` if there is none.
///
/// `excess` must not decrease; it may jump, stay level and be infinite. A number where it is within `tolerance` of 0 is taken
/// for the answer unless `excess` is level there.
pub(super) fn smallest(low: f64, high: f64, tolerance: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = ((low, excess(low)), (high, excess(high)));
    if low.1 >= 0.0 {
        return low.0;
    }
    let mut last_above = None;
    for step in 0..MOST_STEPS {
        let Some(between) = between(low, high, step % 3 == 2) else { break };
        let value = excess(between);
        if value.abs() <= tolerance && !is_level(low.0, between, tolerance, &excess) {
            return between;
        }
        let above = value >= 0.0;
        let again = last_above == Some(above);
        last_above = Some(above);
        let (moved, kept) = if above { (&mut high, &mut low) } else { (&mut low, &mut high) };
        *moved = (between, value);
        if again {
            kept.1 *= 0.5;
        }
    }
    high.0
}

/// The next number to try, strictly between the two; `None` if they are neighbours.
fn between(low: (f64, f64), high: (f64, f64), halve: bool) -> Option<f64> {
    let inside = |x: f64| x > low.0 && x < high.0;
    let secant = low.0 + (high.0 - low.0) * (low.1 / (low.1 - high.1));
    if !halve && inside(secant) {
        return Some(secant);
    }
    let halfway = from_rank(rank(low.0).midpoint(rank(high.0)));
    inside(halfway).then_some(halfway)
}

/// Whether the function is as near to 0 a little below `at`.
fn is_level(low: f64, at: f64, tolerance: f64, excess: impl Fn(f64) -> f64) -> bool {
    let below = at - (at - low).min(at.abs() * 1e-10);
    below < at && excess(below).abs() <= tolerance
}

/// The place of a number in the order of all floating-point numbers.
fn rank(x: f64) -> i64 {
    let bits = x.to_bits().cast_signed();
    if bits < 0 { i64::MIN - bits } else { bits }
}

fn from_rank(rank: i64) -> f64 {
    let bits = if rank < 0 { i64::MIN - rank } else { rank };
    f64::from_bits(bits.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_root_to_the_last_digits() {
        let root = smallest(0.0, 1e300, 1e-15, |x| x * x - 2.0);
        assert!((root - std::f64::consts::SQRT_2).abs() < 1e-15, "{root}");
    }

    #[test]
    fn finds_the_exact_place_of_a_jump() {
        for place in [-1e300, -3.0, 0.0, 1e-300, 0.1, 7.0] {
            let found = smallest(-f64::MAX, f64::MAX, 1e-15, |x| if x >= place { f64::INFINITY } else { -1.0 });
            assert_eq!(found.to_bits(), place.to_bits(), "{place}");
        }
    }

    #[test]
    fn finds_the_start_of_a_level_stretch() {
        let found = smallest(0.0, 10.0, 1e-15, |x| if x < 2.0 { x - 2.0 } else { (x - 5.0).max(0.0) });
        assert!((found - 2.0).abs() < 1e-9, "{found}");
    }

    #[test]
    fn needs_few_steps_for_a_smooth_function() {
        let steps = std::cell::Cell::new(0);
        smallest(0.1, 100.0, 1e-14, |x: f64| {
            steps.set(steps.get() + 1);
            libm::log(x / 3.0)
        });
        assert!(steps.get() < 60, "{}", steps.get());
    }
}
