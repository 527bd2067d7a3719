//! What flows amount to in a step, and at the start (equations, 5 and 14).

use super::company::{Flow, Value};
use super::follow::Run;

impl Run<'_> {
    /// The amount of a flow in a step of D years, given its run rate at the start of the step, which it moves on (5 and 14).
    pub(super) fn amount(&self, path: &str, flow: &Flow, rate: &mut f64, users: f64, step: usize) -> f64 {
        let years = self.company.step as f64 / 12.0;
        match flow {
            Flow::Growing { growth, .. } => {
                let growth = self.value(&format!("{path}.growth"), *growth, step, (-0.99, f64::INFINITY));
                let c = growth.ln_1p();
                let integral = if c == 0.0 { years } else { (c * years).exp_m1() / c };
                let amount = *rate * integral;
                *rate *= (c * years).exp();
                amount
            }
            Flow::Annual(level) => self.value(&format!("{path}.annual"), *level, step, (0.0, f64::INFINITY)) * years,
            Flow::PerUser(per_user, of) => users * self.share(*of, step) * self.per_user(path, *per_user, step),
            Flow::Once(_) | Flow::Customers { .. } | Flow::ShareOf(..) => 0.0,
        }
    }

    fn per_user(&self, path: &str, per_user: Value, step: usize) -> f64 {
        self.value(&format!("{path}.per_user"), per_user, step, (0.0, f64::INFINITY))
    }

    fn share(&self, of: usize, step: usize) -> f64 {
        let Some((_, conversion)) = self.company.users else { return 1.0 };
        let paying = self.value("users.conversion", conversion, step, (0.0, 1.0));
        [1.0, paying, 1.0 - paying][of]
    }

    pub(super) fn opening(&self, path: &str, flow: &Flow) -> f64 {
        match flow {
            Flow::Growing { opening, .. } => self.value(&format!("{path}.opening"), *opening, 0, (0.0, f64::INFINITY)),
            Flow::Annual(level) => self.value(&format!("{path}.annual"), *level, 0, (0.0, f64::INFINITY)),
            Flow::PerUser(per_user, of) => {
                let users = self.company.users.as_ref().map_or(0.0, |(users, _)| self.opening("users", users));
                users * self.share(*of, 0) * self.per_user(path, *per_user, 0)
            }
            Flow::Customers { opening, price, .. } => {
                self.value(&format!("{path}.customers.opening"), *opening, 0, (0.0, f64::INFINITY))
                    * self.value(&format!("{path}.price"), *price, 0, (0.0, f64::INFINITY))
            }
            Flow::Once(_) | Flow::ShareOf(..) => 0.0,
        }
    }
}
