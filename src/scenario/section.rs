//! A table as its readers see it: asked for key after key, it notes what is missing, wrong or unknown.
//!
//! Nothing stops at a problem: readers go on, so that everything wrong is reported at once.

use super::form::{Form, FormKey, ValueShape};
use super::keyword::Keyword;
use super::lost_percent::{self, LostPercent};
use super::quoted::cut;
use super::shown::{any_of, nearest};
use super::synonym;
use super::tree::{Node, NodeKind, Table};
use super::value::ValueReader;
use super::{DistributionSpec, Lasts, YearOrDate, Yearly};
use crate::error::{At, Message, Place, Problem, Problems};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Tables of one kind, at most; of `UNLIMITED` as many as a file holds.
const MOST_TABLES: usize = 1_000;
/// Each of these costs next to nothing, and those of many drivers are many.
const UNLIMITED: &str = "correlation";

/// A table that is being read by its form.
pub(super) struct SectionReader<'t, 'p> {
    form: &'static Form,
    table: &'t Table,
    /// Where its header or braces stand; `None` for the whole file.
    place: Option<Place>,
    /// What problems in it are about: `revenue.Consumer`; empty for the whole file.
    subject: String,
    /// Keys that are known beside those of the form.
    also: Vec<&'static str>,
    asked: BTreeSet<&'static str>,
    pub(super) problems: &'p mut Problems,
}

/// Reads a whole table by `read`, then reports the keys that `form` does not know.
pub(super) fn whole_table<T>(
    table: &Table,
    (form, place, subject): (&'static Form, Option<Place>, &str),
    problems: &mut Problems,
    read: impl FnOnce(&mut SectionReader<'_, '_>) -> Option<T>,
) -> Option<T> {
    let (also, asked) = (Vec::new(), BTreeSet::new());
    let mut section = SectionReader { form, table, place, subject: subject.to_owned(), also, asked, problems };
    let done = read(&mut section);
    section.finish();
    done
}

/// Unknown keys that are searched for one that is missing, at most: nobody misspells more.
const MOST_SEARCHED: usize = 100;

impl<'t> SectionReader<'t, '_> {
    /// Where its header or braces stand.
    pub(super) fn place(&self) -> Place {
        self.place.unwrap_or_default()
    }

    /// Says that these keys are known, of which only those that are written will be asked for.
    pub(super) fn offer(&mut self, keys: impl IntoIterator<Item = &'static str>) {
        for key in keys {
            self.also.push(key);
            self.asked.insert(key);
        }
    }

    /// Notes a problem at `place`.
    pub(super) fn problem(&mut self, place: Option<Place>, message: impl Into<String>, help: Option<String>) {
        let mut problem = Problem::new(place, self.subject.clone(), message);
        problem.help = help.map(Message::from);
        self.problems.push(problem);
    }

    /// Which of `keys` were written.
    pub(super) fn written(&self, keys: impl IntoIterator<Item = &'static str>) -> Vec<&'static str> {
        keys.into_iter().filter(|key| self.table.contains_key(*key)).collect()
    }

    /// Where a key was written.
    pub(super) fn key_place(&self, key: &str) -> Option<Place> {
        self.table.get(key).map(|entry| entry.key)
    }

    /// The value under a key, if there is one; a required one that is missing is reported.
    pub(super) fn value(&mut self, name: &'static str) -> Option<ValueReader<'t, '_>> {
        let key = self.form.keys.iter().find(|key| key.name == name);
        debug_assert!(key.is_some() || self.also.contains(&name), "`{name}` is in no form");
        self.asked.insert(name);
        let Some(entry) = self.table.get(name) else {
            if let Some(key) = key.filter(|key| key.required && !self.is_meant(name)) {
                self.problem(self.place, format!("`{name}` is missing"), Some(format!("add {}", example(key))));
            }
            return None;
        };
        let (node, subject) = (&entry.node, self.subject.clone());
        Some(ValueReader { node, subject, name: format!("`{name}`"), problems: self.problems })
    }

    /// The limits that the form sets to a key.
    fn shape(&self, name: &str) -> Option<&'static ValueShape> {
        self.form.keys.iter().find(|key| key.name == name).map(|key| &key.shape)
    }

    /// A text.
    pub(super) fn text(&mut self, name: &'static str) -> Option<At<String>> {
        let is_name = matches!(self.shape(name), Some(ValueShape::Name));
        let value = self.value(name)?;
        if is_name { value.name() } else { value.text() }
    }

    /// A number within the limits of the form.
    pub(super) fn number(&mut self, name: &'static str) -> Option<At<f64>> {
        let limits = match self.shape(name) {
            Some(ValueShape::Number(least, most)) => (*least, *most),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        self.value(name)?.number_within(limits)
    }

    /// A whole number within the limits of the form.
    pub(super) fn whole(&mut self, name: &'static str) -> Option<At<i64>> {
        let limits = self.whole_limits(name);
        self.value(name)?.whole_within(limits)
    }

    /// A year.
    pub(super) fn year(&mut self, name: &'static str) -> Option<At<i64>> {
        self.value(name)?.year()
    }

    /// The limits that the form sets to a whole number.
    pub(super) fn whole_limits(&self, name: &str) -> (i64, i64) {
        match self.shape(name) {
            Some(ValueShape::Whole(least, most)) => (*least, *most),
            _ => (i64::MIN, i64::MAX),
        }
    }

    /// Weights of the twelve calendar months.
    pub(super) fn season(&mut self, name: &'static str) -> Option<At<[f64; 12]>> {
        self.value(name)?.season()
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, name: &'static str) -> Option<bool> {
        self.value(name)?.truth()
    }

    /// A calendar date.
    pub(super) fn date(&mut self, name: &'static str) -> Option<At<Date>> {
        self.value(name)?.date()
    }

    /// A year or a date.
    pub(super) fn year_or_date(&mut self, name: &'static str) -> Option<At<YearOrDate>> {
        self.value(name)?.year_or_date()
    }

    /// A choice of words.
    pub(super) fn word<W: Keyword>(&mut self, name: &'static str) -> Option<At<W>> {
        self.value(name)?.word()
    }

    /// A list of names, each once.
    pub(super) fn names(&mut self, name: &'static str) -> Option<Vec<At<String>>> {
        self.value(name)?.names()
    }

    /// For how many years something lasts.
    pub(super) fn lasts(&mut self, name: &'static str) -> Option<Lasts> {
        self.value(name)?.lasts()
    }

    /// A number or a distribution.
    pub(super) fn distribution(&mut self, name: &'static str) -> Option<At<DistributionSpec>> {
        self.value(name)?.distribution()
    }

    /// A yearly driver, whose name is the section's and the key's.
    pub(super) fn yearly(&mut self, name: &'static str) -> Option<At<Yearly>> {
        let subject = self.path_of(name);
        self.value(name)?.yearly(&subject)
    }

    /// The path of a key of this section.
    pub(super) fn path_of(&self, name: &str) -> String {
        if self.subject.is_empty() { name.to_owned() } else { format!("{}.{name}", self.subject) }
    }

    /// Refuses plain numbers above 1 in a value that is a share, such as a yield: a percentage without its sign.
    pub(super) fn refuse_lost_percent(&mut self, name: &'static str) {
        let Some(lost) = self.table.get(name).and_then(|entry| lost_percent::find(&entry.node)) else { return };
        let LostPercent { place, written, in_percent } = lost;
        let message = format!("`{name}` is a share, and {written} is more than 100 %");
        self.problem(
            Some(place),
            message,
            Some(format!("write {in_percent}, in percent and quotes, if that is what you mean")),
        );
    }

    /// Where it comes from: checked to be a text or a list of texts; several are joined.
    pub(super) fn source(&mut self) -> Option<String> {
        self.value("source")?.source()
    }

    /// The table under a key, read by `read`.
    pub(super) fn table<T>(
        &mut self,
        name: &'static str,
        form: &'static Form,
        read: impl FnOnce(&mut SectionReader<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        let subject = self.path_of(name);
        let value = self.value(name)?;
        match &value.node.kind {
            NodeKind::Table(table) => {
                whole_table(table, (form, Some(value.node.place), &subject), value.problems, read)
            }
            NodeKind::Array(items) if items.iter().all(|item| matches!(item.kind, NodeKind::Table(_))) => {
                value.wrong(&format!("stand once, under [{name}] in single brackets"))
            }
            _ => value.wrong("be a table"),
        }
    }

    /// The tables under `[[name]]`, each read by `read`: all of them, or `None` if one could not be read.
    pub(super) fn tables<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&mut SectionReader<'_, '_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(ValueShape::Tables(form, least)) = self.shape(name) else { return None };
        let Some(value) = self.value(name) else { return (*least == 0).then(Vec::new) };
        let NodeKind::Array(items) = &value.node.kind else {
            return value.wrong_with(
                &format!("stand under [[{name}]] in double brackets"),
                &format!("write [[{name}]] above each one"),
            );
        };
        if items.len() < *least {
            return value.wrong(&format!("have at least {least}"));
        }
        if items.len() > MOST_TABLES && name != UNLIMITED {
            return value.wrong(&format!("have at most {MOST_TABLES} ({} are written)", items.len()));
        }
        let done: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| one(item, (name, index), form, value.problems, &read))
            .collect();
        done.into_iter().collect()
    }

    /// The keys that may be written.
    fn known(&self) -> Vec<&'static str> {
        self.form.keys.iter().map(|key| key.name).chain(self.also.iter().copied()).collect()
    }

    /// Whether a key is written that will be reported as unknown, and may have been meant for one that is missing.
    pub(super) fn has_unknown(&self) -> bool {
        let known = self.known();
        self.table.keys().any(|key| !known.contains(&key.as_str()))
    }

    /// Whether a key is written that will be reported as unknown, with this one as what to write in its place.
    fn is_meant(&self, name: &str) -> bool {
        let known = self.known();
        let suggested =
            |key: &str| synonym::meant(key, known.iter().copied()).or_else(|| nearest(key, known.iter().copied()));
        let unknown = self.table.keys().filter(|key| !known.contains(&key.as_str()));
        unknown.take(MOST_SEARCHED).any(|key| suggested(key) == Some(name))
    }

    /// Reports the keys that nobody asked for.
    fn finish(mut self) {
        let form = self.form;
        debug_assert!(
            form.keys.iter().all(|key| self.asked.contains(key.name)),
            "keys of `{}` that are declared and not read",
            self.subject
        );
        let known = self.known();
        for (key, entry) in self.table.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let wanted = self.problems.want_remedies();
            let meant = if wanted { synonym::remedy(key, form.keys, self.place.is_none()) } else { None };
            // What is written already was meant only by a slip of a letter or two.
            let may_be_meant = |known: &&str| {
                !self.table.contains_key(*known) || (key.len() < 100 && strsim::osa_distance(key, known) <= 2)
            };
            let near = if wanted { nearest(key, known.iter().copied().filter(may_be_meant)) } else { None };
            let help = match (meant, near) {
                (Some(remedy), _) => remedy,
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) if form.keys.len() > 10 => format!("known here: {}", known.join(", ")),
                (None, None) => format!("known here: {}", any_of(known.iter().copied())),
            };
            self.problem(Some(entry.key), format!("unknown key `{}`", cut(key)), Some(help));
        }
    }
}

/// One of the tables under `[[section]]`.
fn one<T>(
    item: &Node,
    (section, index): (&str, usize),
    form: &'static Form,
    problems: &mut Problems,
    read: impl Fn(&mut SectionReader<'_, '_>) -> Option<T>,
) -> Option<T> {
    let NodeKind::Table(table) = &item.kind else {
        let value = ValueReader { node: item, subject: String::new(), name: format!("`{section}[{index}]`"), problems };
        return value.wrong("be a table");
    };
    let subject = match table.get("name").map(|entry| &entry.node.kind) {
        Some(NodeKind::Text(name)) if !name.is_empty() => format!("{section}.{}", cut(name)),
        _ => format!("{section}[{index}]"),
    };
    whole_table(table, (form, Some(item.place), &subject), problems, read)
}

/// What to write for a key that is missing.
fn example(key: &FormKey) -> String {
    let name = key.name;
    match &key.shape {
        ValueShape::Name if name == "on" => format!("`{name} = \"burn.B.growth\"`, the yearly driver that it acts on"),
        ValueShape::Text | ValueShape::Name | ValueShape::Source => format!("`{name} = \"...\"`"),
        ValueShape::Drivers => format!("`{name} = [\"revenue.A.growth\", \"burn.B.growth\"]`"),
        ValueShape::Date if name == "matures" => format!("`{name} = 2031-01-01`"),
        ValueShape::Date | ValueShape::YearOrDate => format!("`{name} = 2026-01-01`"),
        ValueShape::Year => format!("`{name} = 2030`"),
        ValueShape::Whole(_, most) => format!("`{name} = {}`", 10.min(*most)),
        ValueShape::Names => format!("`{name} = [\"...\"]`"),
        ValueShape::Lasts => format!("`{name} = 1`"),
        ValueShape::Repays => format!("`{name} = \"level\"`"),
        ValueShape::Numbers => format!("`{name} = [1, 2]`"),
        ValueShape::Season => format!("`{name} = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3]`"),
        ValueShape::MonthsBefore => format!("`{name} = [40, 42, 45]`"),
        ValueShape::CalendarMonths => format!("`{name} = [1, 7]`"),
        ValueShape::Truth => format!("`{name} = true`"),
        ValueShape::Words(words) => format!("`{name} = \"{}\"`", words().first().unwrap_or(&"")),
        // Numbers above 1 that have a limit are months.
        ValueShape::Number(_, most) if most.is_finite() && *most > 1.0 => format!("`{name} = 6`"),
        ValueShape::Number(..) | ValueShape::Spearman => format!("`{name} = 0.5`"),
        ValueShape::Loadings => format!("`{name} = [0.7, 0.5]`"),
        ValueShape::Yearly if name == "churn" => format!("`{name} = \"20% to 35%\"`"),
        ValueShape::Distribution | ValueShape::Yearly => format!("`{name} = \"10 to 20\"`"),
        ValueShape::Tables(..) => format!("a section [[{name}]]"),
        ValueShape::Table(_) | ValueShape::ByYear | ValueShape::Test | ValueShape::Tests => {
            format!("a section [{name}]")
        }
    }
}
