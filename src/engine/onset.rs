//! When something that has a date happens in each run: it may be late, wait for what it requires, and not happen at all (equations, 16 and 23).

use super::missed::missed;
use super::moment::NEVER;
use crate::vector::{EVERYWHERE, Flags, LANES, Lanes, NOWHERE, extremes};

/// When one thing happens: the steps at which it may, and whether and when it has.
#[derive(Debug, Clone)]
pub(super) struct Onset {
    /// The step in which it is due; [`NEVER`] where it does not happen.
    due: Lanes,
    /// The last step at which it is tested.
    last: Lanes,
    /// Its day in the step in which it is due, as a share of the step; in a later one it happens at the start.
    day: Lanes,
    /// The first and the last step at which it is tested in any lane.
    window: [f64; 2],
    /// Whether it has happened.
    pub(super) has_happened: Flags,
    /// When, where it has.
    pub(super) moment: Moment,
    /// The requirements that are not met at the last chance, as bits.
    not_met: Flags,
}

/// When something happened: the step, or [`NEVER`], and the day in it as a share of the step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) step: Lanes,
    pub(super) day: Lanes,
}

impl Moment {
    /// The same in months after the start, or [`NEVER`].
    #[inline(always)]
    pub(super) fn months(&self, months_per_step: f64) -> Lanes {
        Lanes::from_fn(|lane| (self.step[lane] + self.day[lane]) * months_per_step)
    }
}

/// What is planned: amounts of time are in months.
pub(super) struct Planned<'d> {
    /// The date, after the start.
    pub(super) month: f64,
    /// By how much it is late.
    pub(super) delay: Option<&'d Lanes>,
    /// For how long it waits for what it requires.
    pub(super) patience: f64,
    /// The probability that it happens, and the draw that decides.
    pub(super) chance: Option<(&'d Lanes, &'d Lanes)>,
}

impl Onset {
    pub(super) const NEW: Self = Self {
        due: Lanes::all(NEVER),
        last: Lanes::all(NEVER),
        day: Lanes::all(0.0),
        window: [NEVER; 2],
        has_happened: NOWHERE,
        moment: Moment { step: Lanes::all(NEVER), day: Lanes::all(0.0) },
        not_met: NOWHERE,
    };

    /// Settles when it is due, once the single drivers are drawn.
    #[inline(always)]
    pub(super) fn plan(&mut self, planned: &Planned<'_>, months_per_step: f64) {
        for lane in 0..LANES {
            let month = planned.month + planned.delay.map_or(0.0, |delay| delay[lane]);
            let step = month / months_per_step;
            self.due[lane] = step.floor();
            self.day[lane] = step - step.floor();
            self.last[lane] = ((month + planned.patience) / months_per_step).floor();
        }
        if let Some((probability, decides)) = planned.chance {
            for lane in 0..LANES {
                let happens = 1.0 - decides[lane] < probability[lane];
                self.due[lane] = if happens { self.due[lane] } else { NEVER };
            }
        }
        (self.has_happened, self.moment.step, self.not_met) = (NOWHERE, Lanes::all(NEVER), NOWHERE);
        self.window = [extremes(self.due.as_slice())[0], extremes(self.last.as_slice())[1]];
    }

    /// Whether it is tested at `step` in any lane.
    #[inline(always)]
    pub(super) fn is_open(&self, step: f64) -> bool {
        (self.window[0]..=self.window[1]).contains(&step)
    }

    /// Happens in `step` where it is due and `meets` its requirements, on its day, or on that of what it comes `after` if that is later.
    /// Returns where it does.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn happen(&mut self, step: f64, meets: &Flags, after: Option<&Moment>) -> Flags {
        let mut happens = NOWHERE;
        for lane in 0..LANES {
            let is_due =
                u64::from((self.due[lane] <= step) & (step <= self.last[lane])) & (1 - self.has_happened[lane]);
            let does = is_due & meets[lane] != 0;
            let own = if self.due[lane] == step { self.day[lane] } else { 0.0 };
            let other = after.map_or(0.0, |other| if other.step[lane] == step { other.day[lane] } else { 0.0 });
            happens[lane] = u64::from(does);
            self.has_happened[lane] |= happens[lane];
            self.moment.step[lane] = if does { step } else { self.moment.step[lane] };
            self.moment.day[lane] = if does { own.max(other) } else { self.moment.day[lane] };
        }
        happens
    }

    /// The same for what requires nothing.
    #[inline(always)]
    pub(super) fn happen_as_planned(&mut self, step: f64) {
        if self.is_open(step) {
            self.happen(step, &EVERYWHERE, None);
        }
    }

    /// Whether it happened in that step of a lane.
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn happened_in(&self, step: f64, lane: usize) -> bool {
        self.moment.step[lane] == step
    }

    /// Where it is being tested in `step` for the last time.
    #[inline(always)]
    pub(super) fn last_chance(&self, step: f64, is_last_step: bool) -> Flags {
        Flags::from_fn(|lane| {
            let is_last = is_last_step | (self.last[lane] < step + 1.0);
            u64::from((self.due[lane] <= step) & (step <= self.last[lane]) & is_last) & (1 - self.has_happened[lane])
        })
    }

    /// Notes the requirements that are not met at the last chance, as bits.
    #[inline(always)]
    pub(super) fn note_not_met(&mut self, not_met: &Flags) {
        for lane in 0..LANES {
            self.not_met[lane] |= not_met[lane];
        }
    }

    /// The step in which it happened and the day in it, as one number, or [`NEVER`].
    #[inline(always)]
    pub(super) fn happened_at(&self) -> Lanes {
        Lanes::from_fn(|lane| self.moment.step[lane] + self.moment.day[lane])
    }

    /// Why it did not happen in `steps` steps, as bits; 0 where it did.
    #[inline(always)]
    pub(super) fn missed(&self, steps: f64) -> Flags {
        Flags::from_fn(|lane| missed(self.due[lane] < NEVER, self.due[lane] < steps) | self.not_met[lane])
    }

    /// 1 where it is planned for the very start, else 0.
    #[inline(always)]
    pub(super) fn is_at_start(&self) -> Lanes {
        Lanes::from_fn(|lane| if self.due[lane] <= 0.0 && self.day[lane] <= 0.0 { 1.0 } else { 0.0 })
    }
}
