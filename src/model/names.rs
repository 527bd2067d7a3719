//! Names that refer to something else in the scenario: resolved, or refused with the nearest name that exists.

use crate::error::{At, Input, Message, Problem, Problems};

/// Similarity from which a name is suggested.
const ALIKE: f64 = 0.7;

/// The place of `written` among `names` of things of a `kind`; if it is not there, that is noted about `subject`.
pub(super) fn find<'n>(
    written: &At<String>,
    (kind, names): (&str, impl IntoIterator<Item = &'n str>),
    subject: &str,
    problems: &mut Problems,
) -> Option<usize> {
    let names: Vec<&str> = names.into_iter().collect();
    let found = names.iter().position(|name| *name == written.value);
    if found.is_none() {
        let likeness = |name| (strsim::jaro_winkler(name, &written.value), name);
        let searched = names.iter().copied().filter(|_| problems.want_remedies());
        let nearest = searched.map(likeness).max_by(|a, b| a.0.total_cmp(&b.0));
        let problem = Problem::new(written.place, subject, format!("there is no {kind} `{}`", written.value));
        problems.push(match nearest {
            Some((alike, nearest)) if alike > ALIKE => problem.help(format!("did you mean `{nearest}`?")),
            Some(_) if kind == "driver" => {
                problem.help(Message::from("`") + Input::Understanding + "` lists the drivers of a scenario")
            }
            Some((_, nearest)) if names.len() == 1 => problem.help(format!("the only {kind} is `{nearest}`")),
            Some(_) => problem.help(format!("write one of `{}`", names.join("`, `"))),
            None if !names.is_empty() => problem,
            None => problem.help(format!("the scenario has no {kind}: add one, or leave this out")),
        });
    }
    found
}
