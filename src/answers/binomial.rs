//! The binomial distribution, exactly, for numbers of trials small enough to add up its probabilities one by one.

/// The counts between which the successes of `trials` trials, each with chance `p`, lie except with probability `tail` on either side: the
/// smallest whose distribution function is at least `tail`, and at least `1 - tail`.
pub(super) fn central(p: f64, trials: u64, tail: f64) -> (u64, u64) {
    let odds = p / (1.0 - p);
    let mode = mode(p, trials);
    // Probabilities as multiples of that of the mode, from there outwards until one is too small to count.
    let outwards = |counts: &mut dyn Iterator<Item = u64>, ratio: &dyn Fn(u64) -> f64| -> Vec<(u64, f64)> {
        let mut weight = 1.0;
        let weights = counts.map(|count| {
            weight *= ratio(count);
            (count, weight)
        });
        weights.take_while(|&(_, weight)| weight > f64::EPSILON * tail).collect()
    };
    let below = outwards(&mut (0..mode).rev(), &|count| (count + 1) as f64 / ((trials - count) as f64 * odds));
    let above = outwards(&mut (mode + 1..=trials), &|count| (trials - count + 1) as f64 * odds / count as f64);
    let all: Vec<(u64, f64)> = below.into_iter().rev().chain([(mode, 1.0)]).chain(above).collect();
    let share = tail * all.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut sum = 0.0;
    let low = all.iter().find(|(_, weight)| {
        sum += weight;
        sum >= share
    });
    sum = 0.0;
    let high = all.iter().rev().find(|(_, weight)| {
        sum += weight;
        sum > share
    });
    (low.map_or(mode, |&(count, _)| count), high.map_or(mode, |&(count, _)| count))
}

/// The likeliest count.
#[expect(clippy::cast_possible_truncation, reason = "a share of the trials, cut to their number")]
fn mode(p: f64, trials: u64) -> u64 {
    (((trials + 1) as f64 * p) as u64).min(trials)
}

#[cfg(test)]
mod tests {
    use super::central;
    use statrs::distribution::{Binomial, DiscreteCDF as _};

    #[test]
    fn agrees_with_statrs() {
        for trials in [1, 2, 10, 97, 1_000, 10_000] {
            for p in [1e-6, 0.001, 0.05, 0.3, 0.5, 0.75, 0.999, 0.999_999] {
                for tail in [0.025, 0.005, 1e-4] {
                    let theirs = Binomial::new(p, trials).unwrap();
                    let expected = (theirs.inverse_cdf(tail), theirs.inverse_cdf(1.0 - tail));
                    assert_eq!(central(p, trials, tail), expected, "{trials} of {p}, {tail} beyond");
                }
            }
        }
    }

    #[test]
    fn what_is_certain_has_no_spread() {
        assert_eq!(central(0.0, 100, 0.025), (0, 0));
        assert_eq!(central(1.0, 100, 0.025), (100, 100));
    }
}
