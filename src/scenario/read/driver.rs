//! Reads yearly drivers: a plain distribution, or a table that says how it changes and how long a draw lasts.

use super::distribution::{families, of_family};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::distribution_form::FAMILIES;
use crate::scenario::form::YEARLY;
use crate::scenario::label::LABEL;
use crate::scenario::number;
use crate::scenario::quoted::cut;
use crate::scenario::section::{SectionReader, whole_table};
use crate::scenario::shown::any_of;
use crate::scenario::tree::NodeKind;
use crate::scenario::value::ValueReader;
use crate::scenario::{DistributionSpec, Schedule, Step, Yearly};
use std::collections::BTreeMap;

impl ValueReader<'_, '_> {
    /// A yearly driver with this path.
    pub(in crate::scenario) fn yearly(self, path: &str) -> Option<At<Yearly>> {
        let place = self.place();
        let NodeKind::Table(table) = &self.node.kind else {
            let same = Schedule::Same(self.distribution()?);
            return Some(At::new(
                Yearly { values: same, persistence: None, redraw: At::new(Step::Year, place) },
                place,
            ));
        };
        let yearly = whole_table(table, (&YEARLY, Some(place), path), self.problems, |section| {
            section.offer(families());
            let values = schedule(section);
            let (persistence, redraw) = (section.number("persistence"), section.word::<Step>("redraw"));
            section.source();
            // Its label was taken before.
            let _ = section.value(LABEL);
            Some(Yearly { values: values?, persistence, redraw: redraw.unwrap_or(At::new(Step::Year, place)) })
        });
        yearly.map(|yearly| At::new(yearly, place))
    }
}

/// The one of `value`, `by_year` and the families that is written.
fn schedule(section: &mut SectionReader<'_, '_>) -> Option<Schedule> {
    let same = section.distribution("value").map(Schedule::Same);
    let by_year = section.value("by_year").and_then(by_year);
    let written = section.written(["value", "by_year"].into_iter().chain(families()));
    match written.as_slice() {
        ["value"] => same,
        ["by_year"] => by_year,
        [name] => family(section, name).map(Schedule::Same),
        [] if section.has_unknown() => None,
        [] => {
            let message = "must have `value`, `by_year` or a distribution";
            let help = "write { value = \"20% to 60%\", persistence = 0.5 } or { by_year = { 2026 = 0.5 } }";
            section.problem(Some(section.place()), message, Some(help.to_owned()));
            None
        }
        several => {
            let got = any_of(several.iter().copied()).replace(" or ", " and ");
            let message = format!("must have only one of `value`, `by_year` and a distribution, got {got}");
            section.problem(several.last().and_then(|key| section.key_place(key)), message, None);
            None
        }
    }
}

/// A distribution written straight into the driver's table.
fn family(section: &mut SectionReader<'_, '_>, name: &'static str) -> Option<At<DistributionSpec>> {
    let form = FAMILIES.iter().find(|family| family.name == name).map(|family| &family.form)?;
    let value = section.value(name)?;
    let place = value.place();
    of_family(name, form, value, 1).map(|distribution| At::new(distribution, place))
}

/// `{ 2026 = .., 2028 = .. }`
fn by_year(value: ValueReader<'_, '_>) -> Option<Schedule> {
    let NodeKind::Table(table) = &value.node.kind else {
        return value.wrong_with("be a table of years", "write by_year = { 2026 = 0.5, 2028 = 0.3 }");
    };
    if table.is_empty() {
        return value.wrong("name at least one year");
    }
    let mut schedule = BTreeMap::new();
    for (key, entry) in table {
        let year = year(key, entry.key, &value.subject, value.problems);
        let (subject, name) = (value.subject.clone(), format!("`{}`", cut(key)));
        let distribution = ValueReader { node: &entry.node, subject, name, problems: value.problems }.distribution();
        if let (Some(year), Some(distribution)) = (year, distribution)
            && schedule.insert(year, distribution).is_some()
        {
            let message = format!("`by_year` names {year} twice, as `{year}` and as `FY{year}`");
            value.problems.push(Problem::new(entry.key, &value.subject, message).help("keep one of them"));
        }
    }
    (schedule.len() == table.len()).then_some(Schedule::ByYear(schedule))
}

fn year(key: &str, place: Place, subject: &str, problems: &mut Problems) -> Option<i64> {
    let year = number::year(key).map(i64::from).filter(|year| (1900..=9999).contains(year));
    if year.is_none() {
        let message = format!("`by_year` must name years such as 2026 or FY2026, got `{}`", cut(key));
        problems.push(Problem::new(place, subject, message));
    }
    year
}
