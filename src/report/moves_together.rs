//! Which drivers are correlated, as `check` tells it: pair by pair, or in one line where many hang together.

use crate::error::visible;
use crate::model::{DriverGroup, Model};

/// Of more drivers that hang together pairs are not listed.
const MOST_LISTED: usize = 12;
/// A rank correlation nearer to 0 is none.
const NONE: f64 = 1e-9;

/// The lines, each a rank correlation, or two between which several lie, and the drivers.
pub(super) fn moves_together(model: &Model) -> Vec<String> {
    model.inputs.groups.iter().flat_map(|group| of_group(group, model)).collect()
}

fn of_group(group: &DriverGroup, model: &Model) -> Vec<String> {
    let names: Vec<String> = group.members.iter().map(|&id| visible(&model.inputs.drivers[id].name)).collect();
    let pairs = pairs(group);
    let range = pairs.iter().map(|&(_, _, spearman)| spearman).fold(None, |range: Option<(f64, f64)>, spearman| {
        Some(range.map_or((spearman, spearman), |(least, most)| (least.min(spearman), most.max(spearman))))
    });
    match range {
        Some((least, most)) if names.len() > 2 && most - least < NONE => {
            vec![format!("  {least:>5.2}  each two of {}", names.join(", "))]
        }
        Some((least, most)) if names.len() > MOST_LISTED => {
            vec![format!("  {least:.2} to {most:.2}  each two of {}", names.join(", "))]
        }
        _ => {
            let pairs = pairs.into_iter().filter(|(_, _, spearman)| spearman.abs() > NONE);
            pairs.map(|(a, b, spearman)| format!("  {spearman:>5.2}  {} and {}", names[a], names[b])).collect()
        }
    }
}

/// Every two members, by their places, and their rank correlation.
fn pairs(group: &DriverGroup) -> Vec<(usize, usize, f64)> {
    let latent = |a: usize, b: usize| group.first[a].iter().zip(&group.first[b]).map(|(a, b)| a * b).sum();
    let later = (0..group.members.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    later.map(|(a, b)| (a, b, crate::model::spearman(latent(a, b)))).collect()
}
