//! Cash within a step of the reference: even flows between jumps, looked at just before and just after each day (equations, 11 and 12).

use super::follow::Run;

impl Run<'_> {
    /// Takes a step from `now`, after what moved on its first day, with an even flow and jumps at their moments; returns cash at its end.
    pub(super) fn look(&mut self, now: f64, flow: f64, start: f64, jumps: &mut [(f64, f64)]) -> f64 {
        let (w, minimum) = (self.company.step as f64, self.company.minimum);
        jumps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut cash, mut at) = (now, start);
        let look = |run: &mut Self, cash: f64, moment: f64| {
            run.path.shortfall = run.path.shortfall.max(minimum - cash);
            if run.below(cash, minimum) && run.path.exhausted.is_infinite() {
                run.path.exhausted = moment;
            }
        };
        look(self, cash, at);
        let days: Vec<f64> = jumps.iter().map(|jump| jump.0).chain([start + w]).collect();
        for (place, &day) in days.iter().enumerate() {
            if day > at {
                let before = cash;
                cash += flow * (day - at) / w;
                let crossing = at + (day - at) * (before - minimum) / (before - cash);
                look(self, cash, crossing);
                at = day;
            }
            if let Some(&(day, amount)) = jumps.get(place) {
                cash += amount;
                // Cash is looked at after all jumps of a day.
                if jumps.get(place + 1).is_none_or(|next| next.0 > day) {
                    look(self, cash, day);
                }
            }
        }
        cash
    }
}
