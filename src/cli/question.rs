//! The scenario, and the claim in question, that the options name.

use super::actuals::ReadActuals;
use super::args::QuestionOptions;
use super::{source, tell_notes};
use runout::answers::claim_called;
use runout::error::Result;
use runout::model::{Claim, Levers};

/// A scenario and the claim in question.
pub(super) struct Question {
    /// The scenario with its changes; a claim that was typed is the last of them.
    pub(super) levers: Levers,
    /// `None` if no claim was named.
    pub(super) claim: Option<Claim>,
    /// What has happened.
    pub(super) actuals: ReadActuals,
}

/// Loads the scenario once, with the claim that is named unless it is one of its own.
pub(super) fn load_question(options: &QuestionOptions) -> Result<Question> {
    let (source, actuals) = (source(&options.scenario)?, ReadActuals::read(&options.actuals)?);
    let mut overrides = actuals.changes(&source, options.set.changes.clone());
    let is_own = |named: &String| {
        let scenario = source.read(&overrides).scenario;
        !named.contains('=') || scenario.is_some_and(|own| own.claim.iter().any(|claim| claim.text == *named))
    };
    let written = options.claim.as_ref().filter(|named| !is_own(named));
    overrides.extend(written.map(|toml| runout::scenario::claim(toml)));
    let levers = Levers::new(source, &overrides)?;
    tell_notes(levers.notes());
    let claim = match &options.claim {
        Some(_) if written.is_some() => levers.base().company().claims.last().cloned(),
        Some(named) => Some(claim_called(named, levers.base())?),
        None => None,
    };
    Ok(Question { levers, claim, actuals })
}
