//! The events of a run, and what they make of drivers (equations, 4 and 15).

use super::company::Value;
use super::follow::Run;

impl Run<'_> {
    /// In which years, and at which steps of them, which events fire (15).
    pub(super) fn fire(&mut self) {
        let company = self.company;
        for event in &company.events {
            let mut fired = vec![None; company.last_year() + 1];
            for year in event.years.0..=event.years.1 {
                let steps: Vec<usize> = (0..company.steps()).filter(|&step| company.year(step) == year).collect();
                let decides = (self.draws)(&format!("event.{}.fires", event.name), steps[0]);
                let again = fired[..year].iter().any(Option::is_some);
                let months = (steps.len() * company.step) as f64;
                let probability = 1.0 - (1.0 - event.probability).powf(months / 12.0);
                let place = (1.0 - decides) / probability;
                let fires = place < 1.0 && !(event.once && again);
                fired[year] = fires.then(|| steps[(place * steps.len() as f64) as usize]);
                if fired[year].is_some() {
                    self.path.happened.push("event");
                }
            }
            self.fired.push(fired);
        }
    }

    /// The value of a driver in a step: the program's draw, or a number on which events act here (4 and 15).
    pub(super) fn value(&self, name: &str, value: Value, step: usize, limits: (f64, f64)) -> f64 {
        let company = self.company;
        if !company.events.iter().any(|event| event.on == name) {
            return match value {
                Value::Fixed(value) => value.clamp(limits.0, limits.1),
                Value::Range(..) => (self.draws)(name, step),
            };
        }
        let Value::Fixed(mut value) = value else { panic!("events act on fixed numbers in these tests") };
        for (event, fired) in company.events.iter().zip(&self.fired).filter(|(event, _)| event.on == name) {
            for &at in fired.iter().flatten() {
                let lasts = if event.lasts == 0 { usize::MAX } else { 12 * event.lasts / company.step };
                if at > step || step - at >= lasts {
                    continue;
                }
                let effect = if event.multiplies { "multiply" } else { "add" };
                let size = match event.size {
                    Value::Fixed(size) => size,
                    Value::Range(..) => (self.draws)(&format!("event.{}.{effect}", event.name), at),
                };
                value = if event.multiplies { value * size } else { value + size };
            }
        }
        value.clamp(limits.0, limits.1)
    }
}
