//! The three-term metalog: a distribution from three of its quantiles.

use super::{Distribution, ParameterError, TailProbabilities, check, search};

/// Metalog: M(p) = a1 + a2 L + a3 (p - 1/2) L with L = ln(p / (1 - p)), through quantiles at `tail`, 1/2 and 1 - `tail`. With bounds
/// M is the quantile of ln(x - min), of -ln(max - x), or of ln((x - min) / (max - x)).
///
/// # Source
/// Keelin 2016, "The Metalog Distributions", Decision Analysis 13(4): symmetric percentile triplets, semi-bounded and bounded forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Metalog {
    terms: [f64; 3],
    bounds: Bounds,
}

/// The solution of x tanh(x) = 1.
///
/// M increases where a2 + a3 w(p) > 0, w(p) = p - 1/2 + p (1 - p) L; the largest w is where L tanh(L/2) = 2, and is L/4. So there is
/// a density exactly if |a3| x < 2 a2, which Keelin gives as 1.66711.
const STEEPEST: f64 = 1.199_678_640_257_733_8;

/// Beyond this L the probability is smaller than any number.
const LARGEST_LOGIT: f64 = 745.0;

/// Three quantiles at `tail`, 1/2 and 1 - `tail`.
type Triplet = [(&'static str, f64); 3];

impl Metalog {
    /// The metalog through `[low, mid, high]`, the quantiles at `tail` (0.05, 0.10 or 0.25), 1/2 and 1 - `tail`, within bounds if given.
    ///
    /// # Units
    /// `quantiles`, `min` and `max` count in the units of the draws; `tail` is a probability.
    ///
    /// # Errors
    /// - A number is not finite, the quantiles do not rise, or a bound does not lie beyond them.
    /// - The middle one is too near to one of the others for there to be such a density. The message says which would do.
    pub fn new(tail: f64, quantiles: [f64; 3], min: Option<f64>, max: Option<f64>) -> Result<Self, ParameterError> {
        check::between("tail", tail, 0.01, 0.49)?;
        let triplet = named(tail, quantiles);
        let bounds = Bounds::new(min, max, &triplet)?;
        let [low, mid, high] = quantiles.map(|quantile| bounds.open(quantile));
        let width = check::width(triplet[2].0, low, high)?;
        let logit = libm::log((1.0 - tail) / tail);
        let lean = (low + (high - 2.0 * mid)) / width;
        let leeway = (1.0 - 2.0 * tail) / STEEPEST;
        let feasible = lean.abs() < leeway;
        if !feasible {
            let middle = f64::midpoint(low, high);
            let would_do = [middle - 0.5 * leeway * width, middle + 0.5 * leeway * width];
            return Err(infeasible(&triplet, would_do.map(|open| bounds.close(open))));
        }
        let terms = [mid, width / (2.0 * logit), lean * width / ((1.0 - 2.0 * tail) * logit)];
        Ok(Self { terms, bounds })
    }

    /// M as a function of L; p - 1/2 is tanh(L/2) / 2.
    fn open_quantile(&self, logit: f64, from_half: f64) -> f64 {
        self.terms[0] + (self.terms[1] + self.terms[2] * from_half) * logit
    }
}

impl Distribution for Metalog {
    fn family(&self) -> &'static str {
        "metalog"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if self.bounds.min.is_some_and(|min| x <= min) {
            return TailProbabilities::below(0.0);
        }
        if self.bounds.max.is_some_and(|max| x >= max) {
            return TailProbabilities::above(0.0);
        }
        let open = self.bounds.open(x);
        let excess = |logit: f64| self.open_quantile(logit, 0.5 * libm::tanh(0.5 * logit)) - open;
        let logit = search::smallest(-LARGEST_LOGIT, LARGEST_LOGIT, 0.0, excess);
        TailProbabilities { below: 1.0 / (1.0 + libm::exp(-logit)), above: 1.0 / (1.0 + libm::exp(logit)) }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let [below, above] = [p.below, p.above].map(|tail| tail.max(f64::MIN_POSITIVE));
        let logit = libm::log(below) - libm::log(above);
        self.bounds.close(self.open_quantile(logit, 0.5 * (p.below - p.above)))
    }
}

/// Optional ends of the range, and the maps between it and the whole line.
#[derive(Debug, Clone, PartialEq)]
struct Bounds {
    min: Option<f64>,
    max: Option<f64>,
}

impl Bounds {
    fn new(min: Option<f64>, max: Option<f64>, triplet: &Triplet) -> Result<Self, ParameterError> {
        let [low, mid, high] = *triplet;
        for (name, quantile) in [low, mid, high] {
            check::finite(name, quantile)?;
        }
        check::ascending(low, mid)?;
        check::ascending(mid, high)?;
        check::width(high.0, low.1, high.1)?;
        if let Some(min) = min {
            check::finite("min", min)?;
            beyond("min", "less", min, low, min < low.1)?;
            check::width(high.0, min, high.1)?;
        }
        if let Some(max) = max {
            check::finite("max", max)?;
            beyond("max", "greater", max, high, max > high.1)?;
            check::width("max", min.unwrap_or(low.1), max)?;
        }
        Ok(Self { min, max })
    }

    /// From within the bounds to the whole line.
    fn open(&self, x: f64) -> f64 {
        match (self.min, self.max) {
            (None, None) => x,
            (Some(min), None) => libm::log(x - min),
            (None, Some(max)) => -libm::log(max - x),
            (Some(min), Some(max)) => libm::log(x - min) - libm::log(max - x),
        }
    }

    /// From the whole line to within the bounds.
    fn close(&self, open: f64) -> f64 {
        let x = match (self.min, self.max) {
            (None, None) => open,
            (Some(min), None) => min + libm::exp(open),
            (None, Some(max)) => max - libm::exp(-open),
            (Some(min), Some(max)) if open < 0.0 => min + (max - min) / (1.0 + libm::exp(-open)),
            (Some(min), Some(max)) => max - (max - min) / (1.0 + libm::exp(open)),
        };
        x.clamp(self.min.unwrap_or(-f64::MAX), self.max.unwrap_or(f64::MAX))
    }
}

fn beyond(
    bound: &'static str,
    relation: &str,
    value: f64,
    quantile: (&str, f64),
    holds: bool,
) -> Result<(), ParameterError> {
    if holds {
        return Ok(());
    }
    let (name, limit) = (quantile.0, check::number(quantile.1));
    Err(ParameterError::new(bound, format!("must be {relation} than `{name}` ({limit}), got {}", check::number(value))))
}

/// The three quantiles under the names that a scenario gives them.
fn named(tail: f64, [low, mid, high]: [f64; 3]) -> Triplet {
    let (first, last) = match tail {
        _ if tail < 0.075 => ("p05", "p95"),
        _ if tail < 0.175 => ("p10", "p90"),
        _ => ("p25", "p75"),
    };
    [(first, low), ("p50", mid), (last, high)]
}

fn infeasible(triplet: &Triplet, would_do: [f64; 2]) -> ParameterError {
    let [low, mid, high] = triplet;
    let message = format!(
        "must be nearer to the middle of `{}` ({}) and `{}` ({}) for a metalog to pass through the three, got {}",
        low.0,
        check::number(low.1),
        high.0,
        check::number(high.1),
        check::number(mid.1)
    );
    let [from, to] = shortly(would_do).map(check::number);
    ParameterError::new("p50", message).help(format!("any `p50` between {from} and {to} would do"))
}

/// The range with its ends rounded inwards to a ten-thousandth of its width, where that is shorter.
fn shortly([from, to]: [f64; 2]) -> [f64; 2] {
    let unit = libm::pow(10.0, libm::floor(libm::log10(to - from)) - 3.0);
    let per_unit = libm::round(1.0 / unit);
    let round = |x: f64, to_whole: fn(f64) -> f64| {
        if unit < 1.0 { to_whole(x * per_unit) / per_unit } else { to_whole(x / unit) * unit }
    };
    let rounded = [round(from, libm::ceil), round(to, libm::floor)];
    let inside = rounded[0] > from && rounded[0] < rounded[1] && rounded[1] < to;
    if inside { rounded } else { [from, to] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    const BOUNDS: [(Option<f64>, Option<f64>); 4] =
        [(None, None), (Some(0.0), None), (None, Some(30.0)), (Some(0.0), Some(30.0))];

    #[test]
    fn passes_through_its_quantiles() {
        for tail in [0.05, 0.10, 0.25] {
            for (min, max) in BOUNDS {
                let metalog = Metalog::new(tail, [8.0, 11.0, 15.0], min, max).unwrap();
                testing::near(metalog.quantile(TailProbabilities::below(tail)), 8.0, 1e-14);
                testing::near(metalog.quantile(TailProbabilities::below(0.5)), 11.0, 1e-15);
                testing::near(metalog.quantile(TailProbabilities::above(tail)), 15.0, 1e-14);
                testing::is_consistent(&metalog);
            }
        }
    }

    #[test]
    fn symmetric_is_the_logistic() {
        let logistic = Metalog::new(0.1, [-1.0, 0.0, 1.0], None, None).unwrap();
        testing::near(logistic.quantile(TailProbabilities::above(0.01)), 99.0_f64.ln() / 9.0_f64.ln(), 1e-14);
    }

    #[test]
    fn fails_with_an_impossible_triplet_and_says_which_p50_would_do() {
        let error = Metalog::new(0.1, [0.0, 95.0, 100.0], None, None).unwrap_err();
        assert_eq!(error.parameter, "p50");
        let expected =
            "must be nearer to the middle of `p10` (0) and `p90` (100) for a metalog to pass through the three, got 95";
        assert_eq!(error.message, expected);
        // 1/2 ± 0.8 / (2 · 1.19968), Keelin's 1/2 (1 - 1.66711 · 0.4) = 0.16658
        assert_eq!(error.help.as_deref(), Some("any `p50` between 16.66 and 83.34 would do"));
    }

    #[test]
    fn a_p50_inside_the_range_it_names_does() {
        for (min, max) in BOUNDS {
            for tail in [0.05, 0.10, 0.25] {
                let error = Metalog::new(tail, [2.0, 19.999_99, 20.0], min, max).unwrap_err();
                let help = error.help.unwrap();
                let numbers: Vec<f64> = help.split(' ').filter_map(|word| word.parse().ok()).collect();
                let [from, to] = numbers[..] else { panic!("{help}") };
                for p50 in [from, to] {
                    assert!(Metalog::new(tail, [2.0, p50, 20.0], min, max).is_ok(), "{help}");
                }
                for p50 in [from - 0.02, to + 0.02] {
                    assert!(Metalog::new(tail, [2.0, p50, 20.0], min, max).is_err(), "{help}");
                }
            }
        }
    }

    #[test]
    fn gives_numbers_at_extremes() {
        testing::gives_numbers(&Metalog::new(0.25, [-8e307, 0.0, 8e307], None, None).unwrap());
        testing::gives_numbers(&Metalog::new(0.25, [1e-300, 1.0, 1e300], Some(0.0), None).unwrap());
        testing::gives_numbers(&Metalog::new(0.05, [1.0, 1.5, 2.0], Some(0.999), Some(2.001)).unwrap());
    }

    #[test]
    fn fails_with_quantiles_and_bounds_out_of_order() {
        assert_eq!(Metalog::new(0.1, [3.0, 2.0, 4.0], None, None).unwrap_err().parameter, "p50");
        assert_eq!(Metalog::new(0.25, [1.0, 2.0, 2.0], None, None).unwrap_err().parameter, "p75");
        let error = Metalog::new(0.05, [1.0, 2.0, 3.0], Some(1.5), None).unwrap_err();
        assert_eq!((error.parameter, error.message.as_str()), ("min", "must be less than `p05` (1), got 1.5"));
        assert_eq!(Metalog::new(0.05, [1.0, 2.0, 3.0], None, Some(3.0)).unwrap_err().parameter, "max");
        assert!(Metalog::new(0.05, [f64::NAN, 2.0, 3.0], None, None).is_err());
    }
}
