//! Remedies of rules that name what may be written: the nearest value within bounds, the form of a date. Problems that say more themselves
//! keep what they say.

/// What to write instead of what was got, if the rule says enough for that.
pub(super) fn of(rule: &str, got: Option<&str>) -> Option<String> {
    let owed = rule.find("must ").map_or(rule, |at| &rule[at..]);
    let remedy_of = |forms: &[(&str, &str)]| {
        forms.iter().find(|(part, _)| owed.contains(part)).map(|(_, remedy)| (*remedy).to_owned())
    };
    remedy_of(&NOT_OF_BOUNDS).or_else(|| bound(owed, got)).or_else(|| remedy_of(&FORMS))
}

/// Rules whose numbers are no bounds of a value, by a part of them.
const NOT_OF_BOUNDS: [(&str, &str); 3] = [
    ("invalid date", "write a day that the month has"),
    ("is not valid TOML", "write key = value, texts in quotes, and # before a comment"),
    ("deep", "write it with fewer tables within each other"),
];

/// Remedies that need no value, by a part of the rule.
const FORMS: [(&str, &str); 33] = [
    ("without quotes", "write 2026-01-01, say, without quotes"),
    ("must be a date", "write 2026-01-01, say, without quotes"),
    ("must be finite", "write a number such as 12.5"),
    ("must be a number", "write a number such as 12.5, without quotes"),
    ("must be a text or", "write \"..\" in quotes, or a list of them in brackets"),
    ("must be a text", "put it in quotes"),
    ("must be true or false", "write true or false, without quotes"),
    ("must be one of", "write one of these words, in quotes"),
    ("must be a table", "write its keys as { key = value, .. }, or on lines below its name in brackets"),
    ("in single brackets", "write it once"),
    ("must be unique", "give one of the two another name"),
    ("must not be empty", "give it a name"),
    ("characters, got", "shorten it"),
    ("must have at most 200", "shorten it"),
    ("control characters", "leave them out"),
    ("with a space", "leave the space out"),
    ("must have one of", "write one of them"),
    ("must have only one of", "leave the others out"),
    ("must have `min`, `max` or both", "write { of = .., min = 0 }, or leave `truncated` out"),
    ("must have at least one", "write one, or leave it out"),
    ("must have at least 1", "write one, or leave it out"),
    ("must have 1 to", "write one, or leave it out"),
    ("must name at least one", "write one, such as { 2026 = 1.5 }"),
    ("must name years", "write { 2026 = 1.5 }, say"),
    ("must be named once", "leave the second out"),
    ("stands there twice", "leave one of the two out"),
    ("correlated twice", "leave one of the two out"),
    ("drawn at different times", "give both the same `redraw`, or leave the correlation out"),
    ("must be text in UTF-8", "save it as text in UTF-8"),
    ("must not all be 0", "write a weight above 0"),
    ("finite and not negative", "write 0 or more"),
    ("must be after `", "write a later one"),
    ("must not be before `", "write a later one"),
];

/// The nearest value that keeps to the bounds of a rule.
fn bound(owed: &str, got: Option<&str>) -> Option<String> {
    let numbers = numbers(owed);
    let (first, last) = (numbers.first()?, numbers.last()?);
    let is_above = got.and_then(number).zip(number(last)).is_some_and(|(got, last)| got > last);
    let of_two = ["between ", "from ", "whole number from "].iter().any(|words| owed.contains(words));
    let starts = |words: &str| owed.starts_with(&format!("must {words}"));
    match () {
        () if of_two && numbers.len() == 2 && !is_above && first.starts_with("0.") => {
            Some(format!("write a number from {first} to {last}"))
        }
        () if of_two && numbers.len() == 2 => Some(format!("write {}", if is_above { last } else { first })),
        () if starts("be at least") || starts("not be less than") || starts("not be before") => {
            Some(format!("write {first} or more").replace("-01 or more", "-01 or later"))
        }
        () if starts("be at most") => Some(format!("write {first} or less")),
        () if starts("be greater than") => Some(format!("write more than {first}")),
        () if starts("be less than") => Some(format!("write less than {first}")),
        () if starts("be as many as") => Some(format!("write {first} of them")),
        () if starts("be 0 or more") => Some("write 0 or more".to_owned()),
        () => None,
    }
}

/// The numbers and dates that a rule names, in their order; those within quotation marks are names.
fn numbers(rule: &str) -> Vec<&str> {
    let unquoted = rule.split('`').step_by(2).flat_map(str::split_whitespace);
    let bare = unquoted.map(|word| word.trim_matches(['(', ')', ',', ':', ';']));
    bare.filter(|word| word.chars().any(|c| c.is_ascii_digit()) && !word.starts_with('"')).collect()
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_say_the_nearest_value() {
        let cases = [
            ("`years` must be a whole number from 1 to 50", "99", "write 50"),
            ("`years` must be a whole number from 1 to 50", "0", "write 1"),
            ("`persistence` must be between 0 and 1", "1.5", "write 1"),
            ("`mode` must be between `min` (0) and `max` (2)", "3", "write 2"),
            ("must be at least -0.99", "-1", "write -0.99 or more"),
            ("`max` must be greater than `min` (2)", "1", "write more than 2"),
            ("must not be before the start 2026-01-01", "2025-12-31", "write 2026-01-01 or later"),
            ("`weights` must be as many as `values` (2)", "3", "write 2 of them"),
        ];
        for (rule, got, remedy) in cases {
            assert_eq!(of(rule, Some(got)).as_deref(), Some(remedy), "{rule}");
        }
    }

    #[test]
    fn rules_without_bounds_say_the_form() {
        assert_eq!(of("`title` must be a text in quotes", Some("3")).as_deref(), Some("put it in quotes"));
        assert_eq!(of("`name` must be unique", None).as_deref(), Some("give one of the two another name"));
        assert_eq!(of("something else", None), None);
    }
}
