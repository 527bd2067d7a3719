//! The scenario and the one question that is asked of it, as the options say.

use super::args::QuestionOptions;
use super::model_of;
use runout::answers::claim_called;
use runout::error::Result;
use runout::model::{Claim, LoadedModel};

/// A scenario and what is asked of it.
pub(super) struct Asked {
    pub(super) loaded: LoadedModel,
    /// `None` if no claim was named.
    pub(super) claim: Option<Claim>,
    /// The changes of the scenario, as `--set` and the like give them; a claim that was written is the last.
    pub(super) overrides: Vec<String>,
}

/// Loads the scenario, and finds the claim among its own, or reads it as a new one.
pub(super) fn asked(options: &QuestionOptions) -> Result<Asked> {
    let mut overrides = options.changes.clone();
    let loaded = model_of(&options.scenario, &overrides)?;
    let Some(named) = &options.claim else { return Ok(Asked { loaded, claim: None, overrides }) };
    let is_known = loaded.model.claims.iter().any(|claim| claim.text == *named);
    if is_known || !named.contains('=') {
        let claim = Some(claim_called(named, &loaded.model)?);
        return Ok(Asked { loaded, claim, overrides });
    }
    overrides.push(runout::scenario::claim(named));
    let loaded = model_of(&options.scenario, &overrides)?;
    let claim = loaded.model.claims.last().cloned();
    Ok(Asked { loaded, claim, overrides })
}
