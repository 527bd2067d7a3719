//! Figures on days that claims ask about: cash, and runway (equations, Claims).

use super::jumps::Jumps;
use super::runway::Runway;
use crate::model::{Figure, Model};
use crate::vector::{LANES, Lanes};

/// Days as shares of a step that lie nearer than this are one day.
const SAME_DAY: f64 = 1e-9;

/// The figures on days that claims ask about, and what they come to.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    days: Vec<WatchedDay>,
}

/// A figure at the end of a day.
#[derive(Debug, Clone)]
struct WatchedDay {
    figure: Figure,
    /// The step that the day lies in, and its end as a share of the step: above 0, and 1 at the step's end.
    step: usize,
    share: f64,
    /// Cash then, in units.
    cash: Lanes,
    /// Runway then, in months.
    runway: Lanes,
}

impl Watch {
    #[expect(clippy::cast_possible_truncation, reason = "a step of the horizon")]
    pub(super) fn new(model: &Model) -> Self {
        let months = model.inputs.calendar.months_per_step() as f64;
        let mut days: Vec<WatchedDay> = Vec::new();
        for (figure, moment) in model.company.days_asked() {
            if days.iter().all(|day| day.figure != figure) {
                let step = ((moment / months).ceil() - 1.0).max(0.0);
                let (cash, runway) = (Lanes::all(0.0), Lanes::all(0.0));
                days.push(WatchedDay { figure, step: step as usize, share: moment / months - step, cash, runway });
            }
        }
        Self { days }
    }

    /// Looks at the days of `step`, which begins with `cash` after what moves on its first day, and in which `flow` comes in evenly.
    #[inline(always)]
    pub(super) fn look(&mut self, step: usize, cash: &Lanes, flow: &Lanes, jumps: &Jumps, runway: &Runway) {
        for day in self.days.iter_mut().filter(|day| day.step == step) {
            let is_over = day.is_at_end();
            for lane in 0..LANES {
                day.cash[lane] = cash[lane] + flow[lane] * day.share;
            }
            for jump in jumps.later(true) {
                for lane in 0..LANES {
                    let has_moved = is_over | (jump.day[lane] < day.share - SAME_DAY);
                    day.cash[lane] += if has_moved { jump.amount[lane] } else { 0.0 };
                }
            }
            day.runway = runway.months(&day.cash);
        }
    }

    /// Looks at the runway on the last day of `step`, whose burn is known now.
    #[inline(always)]
    pub(super) fn look_at_end(&mut self, step: usize, runway: &Runway) {
        for day in self.days.iter_mut().filter(|day| day.step == step && day.is_at_end()) {
            day.runway = runway.months(&day.cash);
        }
    }

    /// What a figure came to, if it was asked for.
    pub(super) fn figure(&self, figure: Figure) -> Option<&Lanes> {
        let day = self.days.iter().find(|day| day.figure == figure)?;
        match figure {
            Figure::RunwayOn(_) => Some(&day.runway),
            _ => Some(&day.cash),
        }
    }
}

impl WatchedDay {
    fn is_at_end(&self) -> bool {
        self.share > 1.0 - SAME_DAY
    }
}
