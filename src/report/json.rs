//! JSON: the answers as they stand, schema 1.

use crate::error::{Error, Result, is_mark};
use serde::Serialize;

/// What was found (`results.json` or its like) as indented JSON with a newline at the end; the same answers give the same bytes.
///
/// # Errors
/// - [`Error::Machine`] if it cannot be written as JSON, which no answer of this program causes.
pub fn json(answers: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(answers)
        .map_err(|reason| Error::Machine(format!("cannot write the answers as JSON: {reason}")))?;
    bytes.push(b'\n');
    Ok(escaped(bytes))
}

/// JSON with the marks that change how text is read written as escapes, as they may be: they stand in strings only.
fn escaped(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) if text.contains(is_mark) => text.chars().map(escape).collect::<String>().into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(other) => other.into_bytes(),
    }
}

fn escape(c: char) -> String {
    if !is_mark(c) {
        return c.to_string();
    }
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::fixture::openai;

    #[test]
    fn keys_stand_in_the_order_of_the_schema() {
        let text = String::from_utf8(json(&openai()).unwrap()).unwrap();
        let top: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("  \""))
            .filter_map(|line| line.split_once('"').map(|(key, _)| key))
            .collect();
        let expected = "schema program scenario overrides runs seed sampling complete exhaustion profitability order \
                        without_new_capital capital_needed naive_runway_months by_year runway occurrences claims limits_met \
                        warnings";
        assert_eq!(top.join(" "), expected);
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn years_are_string_keys_and_dates_beyond_the_horizon_are_null() {
        let value: serde_json::Value = serde_json::from_slice(&json(&openai()).unwrap()).unwrap();
        assert!(value["exhaustion"]["in_year"]["2027"]["estimate"].is_f64());
        assert_eq!(value["exhaustion"]["date_quantiles"]["p50"], "2029-04-11");
        assert!(value["exhaustion"]["date_quantiles"]["p95"].is_null());
        assert_eq!(value["scenario"]["start"], "2026-01-01");
        assert!(value["scenario"].get("end").is_none());
        assert!(value.get("cash_paths").is_none());
    }
}
