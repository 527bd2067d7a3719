//! Responses of management into the model: the lines that they cut into places.

use super::super::driver::Limits;
use super::super::flow::BurnLine;
use super::super::names;
use super::super::response::Response;
use super::Builder;
use crate::error::Problem;
use crate::scenario;

impl Builder<'_> {
    /// What management does when cash gets short, in the order of the file.
    pub(super) fn responses(&mut self, burn: &[BurnLine]) -> Vec<Response> {
        let scenario = self.scenario;
        scenario.response.iter().map(|response| self.response(response, burn)).collect()
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a delay of more months than there are never ends within the horizon"
    )]
    fn response(&mut self, written: &scenario::ResponseSpec, burn: &[BurnLine]) -> Response {
        let name = written.name.value.clone();
        let path = format!("response.{name}");
        let lines = match &written.lines {
            None => (0..burn.len()).filter(|&line| burn[line].can_be_cut()).collect(),
            Some(named) => {
                let subject = format!("{path}.lines");
                let names = || burn.iter().map(|line| line.name.as_str());
                let find = |line| names::find(line, ("burn line", names()), &subject, &mut self.problems);
                let lines: Vec<usize> = named.iter().filter_map(find).collect();
                for (line, why) in named.iter().filter_map(|line| Some((line, why_not(&line.value, burn)?))) {
                    let message = format!("`{}` cannot be cut: {why}", line.value);
                    let help = if burn.iter().any(|own| own.name == line.value && own.may_be_cut == Some(false)) {
                        "leave it out, or leave `can_be_cut = false` out"
                    } else {
                        "leave it out; management cuts what recurs by itself"
                    };
                    self.problems.push(Problem::new(line.place, subject.as_str(), message).help(help));
                }
                lines
            }
        };
        Response {
            name,
            trigger: written.when_runway_below.value,
            cut: self.single(&format!("{path}.cut"), &written.cut, Limits::SHARE),
            lines,
            at_most_every: written.at_most_every_months,
            delay: (written.delay_months / self.calendar.months_per_step() as f64).ceil() as usize,
        }
    }
}

/// Why the burn line of that name cannot be cut; `None` if it can.
fn why_not(name: &str, burn: &[BurnLine]) -> Option<&'static str> {
    let line = burn.iter().find(|line| line.name == name && !line.can_be_cut())?;
    Some(if line.flow.is_once() {
        "it is one amount on one day"
    } else if line.may_be_cut == Some(false) {
        "the scenario says so"
    } else {
        "it is a share of something else, with which it goes"
    })
}
