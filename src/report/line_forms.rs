//! Streams that count customers and lines that are a share of others, in words.

use crate::error::visible;
use crate::model::{Flow, Model, ShareBase};

/// A sentence for each, the revenue streams before the burn lines.
pub(super) fn line_forms(model: &Model) -> Vec<String> {
    let streams = model.company.revenue.iter().map(|stream| ("Revenue", &stream.name, stream.flow));
    let lines = streams.chain(model.company.burn.iter().map(|line| ("Burn", &line.name, line.flow)));
    lines.filter_map(|(kind, name, flow)| said(&format!("{kind} {}", visible(name)), flow, model)).collect()
}

fn said(line: &str, flow: Flow, model: &Model) -> Option<String> {
    let driver = |id: usize| visible(&model.inputs.drivers[id].name);
    match flow {
        Flow::Customers { adds, churn, price, .. } => Some(format!(
            "{line} comes from customers: `{}` come in a year, `{}` of them leave within a year, and each pays `{}` a year.",
            driver(adds),
            driver(churn),
            driver(price)
        )),
        Flow::ShareOf { share, of } => {
            let base = match of {
                ShareBase::Revenue => "all revenue".to_owned(),
                ShareBase::Stream(place) => format!("revenue {}", visible(&model.company.revenue[place].name)),
                ShareBase::Line(place) => format!("burn {}", visible(&model.company.burn[place].name)),
            };
            Some(format!("{line} is a share of {base}, `{}`, and goes with it.", driver(share)))
        }
        Flow::Growing { .. } | Flow::Annual { .. } | Flow::PerUser { .. } | Flow::Once { .. } => None,
    }
}
