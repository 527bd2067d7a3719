//! What the months of an account say of the months to come: its level, how sure that is, its season, and how it grew.

/// Months that a level is taken from.
const RECENT: usize = 3;
/// Months that say how much it varies.
const YEAR: usize = 12;
/// The 95 % point of a normal distribution: ranges are those that one is 90 % sure of.
const SURE: f64 = 1.645;
/// The least doubt of a level that ever changed, as a share.
const LEAST_DOUBT: f64 = 0.01;
/// The doubt of a level of less than three months, as a share.
const SHORT_DOUBT: f64 = 0.1;
/// How far growth may lie beyond what was seen, for what is sold and what is spent, by how long it was seen.
const WIDENING: [[f64; 2]; 2] = [[0.25, 0.4], [0.15, 0.2]];

/// The lowest and highest value of which one is 90 % sure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Range {
    pub(crate) fn is_certain(self) -> bool {
        (self.high - self.low).abs() <= 1e-12 * self.high.abs()
    }
}

/// The sum of the last twelve months; of a shorter time, a year's worth.
pub(super) fn last_year(amounts: &[f64]) -> f64 {
    let recent = &amounts[amounts.len().saturating_sub(YEAR)..];
    recent.iter().sum::<f64>() * YEAR as f64 / recent.len().max(1) as f64
}

/// Whether it comes in lumps: in at most half of the months, or more than half of it in one of them.
pub(super) fn is_lumpy(amounts: &[f64]) -> bool {
    let recent = &amounts[amounts.len().saturating_sub(YEAR)..];
    let booked = recent.iter().filter(|amount| amount.abs() > 0.0).count();
    let largest = recent.iter().copied().fold(0.0, f64::max);
    recent.len() > RECENT && (2 * booked <= recent.len() || 2.0 * largest > recent.iter().sum())
}

/// The yearly run rate at the end, without its season: the last three months, as surely as the months of the last year lie on a line.
pub(crate) fn run_rate(amounts: &[f64], season: Option<&[f64; 12]>, first: usize) -> Range {
    let plain: Vec<f64> = amounts.iter().enumerate().map(|(at, amount)| amount / weight(season, first + at)).collect();
    let recent = &plain[plain.len().saturating_sub(RECENT)..];
    let level = mean(recent);
    let year = &plain[plain.len().saturating_sub(YEAR)..];
    let doubt =
        if year.len() < RECENT { SHORT_DOUBT } else { spread(year) / mean(year).abs() / (RECENT as f64).sqrt() };
    let is_constant = year.len() >= RECENT && year.iter().all(|amount| (amount - level).abs() <= 1e-9 * level.abs());
    let doubt = if is_constant { 0.0 } else { doubt.clamp(LEAST_DOUBT, 0.5) };
    let year_of = |level: f64| YEAR as f64 * level;
    Range { low: year_of(level / (1.0 + SURE * doubt)), high: year_of(level * (1.0 + SURE * doubt)) }
}

/// The weight of a month, counted from a January.
fn weight(season: Option<&[f64; 12]>, month: usize) -> f64 {
    season.map_or(1.0, |weights| weights[month % 12].max(0.05))
}

/// How far amounts lie from the line through them: a standard deviation.
fn spread(amounts: &[f64]) -> f64 {
    let (count, middle) = (amounts.len() as f64, (amounts.len() as f64 - 1.0) / 2.0);
    let level = mean(amounts);
    let distance = |at: usize| at as f64 - middle;
    let squares: f64 = (0..amounts.len()).map(|at| distance(at) * distance(at)).sum();
    let along: f64 = amounts.iter().enumerate().map(|(at, amount)| distance(at) * (amount - level)).sum();
    let slope = along / squares.max(f64::MIN_POSITIVE);
    let off = |(at, amount): (usize, &f64)| (amount - level - slope * distance(at)).powi(2);
    (amounts.iter().enumerate().map(off).sum::<f64>() / (count - 2.0).max(1.0)).sqrt()
}

fn mean(amounts: &[f64]) -> f64 {
    amounts.iter().sum::<f64>() / amounts.len().max(1) as f64
}

/// Growth of the last twelve months on the twelve before; `None` if there are not so many, or nothing to compare with.
pub(super) fn growth(amounts: &[f64]) -> Option<f64> {
    let before = amounts.len().checked_sub(2 * YEAR)?;
    let (old, new) = amounts[before..].split_at(YEAR);
    let (old, new) = (old.iter().sum::<f64>(), new.iter().sum::<f64>());
    (old > 0.0 && new > 0.0).then(|| new / old - 1.0)
}

/// The growth to expect, wide on purpose: from half of what was seen to all of it, and a good deal beyond on either side.
pub(super) fn growth_to_come(seen: Option<f64>, is_cost: bool) -> Range {
    let wide = WIDENING[usize::from(is_cost)][usize::from(seen.is_none())];
    let seen = seen.unwrap_or(0.0).clamp(-0.6, 2.0);
    let step = |share: f64| (share * 20.0).round() / 20.0;
    let (low, high) = if seen < 0.0 { (seen, seen / 2.0) } else { (seen / 2.0, seen) };
    Range { low: step(low - wide), high: step(high + wide) }
}

/// The weights of the calendar months, if at least two years show that they return: of each month to the mean of the twelve around it.
pub(crate) fn season(amounts: &[f64], first: usize) -> Option<[f64; 12]> {
    if amounts.len() < 2 * YEAR || amounts.iter().any(|amount| *amount <= 0.0) {
        return None;
    }
    let half = YEAR / 2;
    // Twelve months from the middle of one to the middle of another: the outer two count half.
    let around = |at: usize| {
        let ends = (amounts[at - half] + amounts[at + half]) / 2.0;
        (ends + amounts[at - half + 1..at + half].iter().sum::<f64>()) / YEAR as f64
    };
    let mut ratios: [Vec<f64>; 12] = Default::default();
    // At either end the nearest full window serves.
    for (at, amount) in amounts.iter().enumerate() {
        let centre = at.clamp(half, amounts.len() - half - 1);
        let drift = trend(amounts, at, centre);
        ratios[(first + at) % 12].push(amount / (around(centre) * drift));
    }
    let means = ratios.each_ref().map(|ratios| mean(ratios));
    let level = mean(&means);
    let weights = means.map(|weight| weight / level);
    let between = mean(&weights.map(|weight| (weight - 1.0).powi(2)));
    let within: f64 = mean(&ratios.each_ref().map(|ratios| {
        let middle = mean(ratios);
        mean(&ratios.iter().map(|ratio| (ratio - middle).powi(2)).collect::<Vec<_>>())
    }));
    // Months differ by more than 5 %, and twice as much between each other as one of them from year to year.
    (between.sqrt() > 0.05 && between > 4.0 * within).then_some(weights)
}

/// How much the level is higher in one month than in another, at the growth from year to year.
fn trend(amounts: &[f64], at: usize, centre: usize) -> f64 {
    let growth = growth(amounts).unwrap_or(0.0).clamp(-0.9, 9.0);
    (1.0 + growth).powf((at as f64 - centre as f64) / YEAR as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_that_of_the_last_three_months_and_as_sure_as_they_are_steady() {
        let steady = run_rate(&[5.0; 8], None, 0);
        assert!(steady.is_certain() && (steady.low - 60.0).abs() < 1e-9, "{steady:?}");
        let on_a_line = run_rate(&[1.0, 2.0, 3.0, 4.0, 5.0], None, 0);
        assert!(on_a_line.low < 48.0 && 48.0 < on_a_line.high && on_a_line.high < 49.0, "{on_a_line:?}");
        let noisy = run_rate(&[8.0, 12.0, 8.0, 12.0, 8.0, 12.0], None, 0);
        assert!(noisy.high / noisy.low > 1.3, "{noisy:?}");
        assert!(run_rate(&[10.0], None, 0).high > 130.0);
    }

    #[test]
    fn growth_needs_two_years_and_is_wide() {
        let months: Vec<f64> = (0..24).map(|at| if at < 12 { 100.0 } else { 140.0 }).collect();
        let seen = growth(&months).unwrap();
        assert!((seen - 0.4).abs() < 1e-12);
        assert_eq!(growth(&months[1..]), None);
        let to_come = growth_to_come(Some(seen), false);
        assert!((to_come.low + 0.05).abs() < 1e-9 && (to_come.high - 0.65).abs() < 1e-9, "{to_come:?}");
        assert_eq!(growth_to_come(None, true), Range { low: -0.2, high: 0.2 });
    }

    #[test]
    fn a_season_is_found_under_growth_and_only_where_it_returns() {
        let weights = [0.6, 0.7, 0.8, 0.9, 1.0, 1.0, 1.0, 1.1, 1.0, 1.1, 1.3, 1.5];
        let months: Vec<f64> = (0..36).map(|at| 100.0 * 1.02_f64.powi(at) * weights[(at as usize + 3) % 12]).collect();
        let found = season(&months, 3).unwrap();
        for (found, weight) in found.into_iter().zip(weights) {
            assert!((found - weight).abs() < 0.05, "{found} {weight}");
        }
        assert_eq!(season(&months[..23], 3), None);
        assert_eq!(season(&[7.0; 36], 3), None);
        let once: Vec<f64> = (0..24).map(|at| if at == 5 { 300.0 } else { 100.0 }).collect();
        assert_eq!(season(&once, 0), None);
    }

    #[test]
    fn lumps_are_told_from_levels() {
        assert!(is_lumpy(&[0.0, 0.0, 9.0, 0.0, 0.0, 0.0]));
        assert!(!is_lumpy(&[1.0, 1.0, 0.0, 1.0, 1.0]));
        assert!((last_year(&[1.0, 2.0, 3.0]) - 24.0).abs() < 1e-12);
    }
}
