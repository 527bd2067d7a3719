//! The unit of a model's amounts, in words.

use crate::model::Model;
use crate::scenario::Unit;
use crate::wording::clean;

/// What the amounts of a model are counted in: `billion USD`.
pub(super) fn amounts_in(model: &Model) -> String {
    let unit = match model.unit {
        Unit::One => "",
        Unit::Thousand => "thousand ",
        Unit::Million => "million ",
        Unit::Billion => "billion ",
    };
    format!("{unit}{}", clean(&model.currency, 8))
}
