//! Plain names of drivers and levers: `revenue.Enterprise.growth` is "Enterprise revenue growth" to who does not write scenarios.

use super::names::capital;
use crate::answers::ScenarioHeader;

/// What a driver or a lever is called: by its label, or by its path put in words.
pub(crate) fn plain_name(path: &str, scenario: &ScenarioHeader) -> String {
    let bare = path.replace('"', "");
    let (driver, is_change) = match bare.strip_suffix(['+', '*']) {
        Some(driver) => (driver, true),
        None => (bare.as_str(), false),
    };
    if let Some(label) = scenario.labels.get(driver) {
        return label.clone();
    }
    of_all(driver).filter(|_| is_change).unwrap_or_else(|| in_words(driver))
}

/// What a change of all lines of a kind is called.
fn of_all(group: &str) -> Option<String> {
    let words = match group {
        "burn" => "All costs",
        "revenue" => "All revenue",
        "burn.growth" => "Growth of all costs",
        "revenue.growth" => "Growth of all revenue",
        _ => return None,
    };
    Some(words.to_owned())
}

/// A path in words: its section, the name in it, and the key at its end.
fn in_words(path: &str) -> String {
    let (section, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, key) = rest.rsplit_once('.').unwrap_or(("", rest));
    match section {
        "revenue" => of_stream(name, key),
        "burn" => of_line(name, key),
        "capital" | "loan" | "facility" => of_money_raised(name, key),
        "event" => match key {
            "probability" => format!("Chance of \u{201c}{name}\u{201d}"),
            "fires" => name.to_owned(),
            _ if name.is_empty() => key.to_owned(),
            _ => format!("Effect of \u{201c}{name}\u{201d}"),
        },
        "users" => match key {
            "opening" => "Users at the start".to_owned(),
            "growth" => "User growth".to_owned(),
            "conversion" => "Share of users who pay".to_owned(),
            _ => format!("Users: {}", spaced(key)),
        },
        "cash" => match key {
            "opening" => "Cash at the start".to_owned(),
            "yield" => "Yield on cash".to_owned(),
            "minimum" => "Least cash to hold".to_owned(),
            _ => format!("Cash: {}", spaced(key)),
        },
        "compute_commitment" => "Compute commitment".to_owned(),
        "tax" if key == "rate" => "Tax rate".to_owned(),
        _ if rest.is_empty() => capital(&spaced(section)),
        _ if name.is_empty() => format!("{}: {}", capital(&spaced(section)), spaced(key)),
        _ => format!("{name}: {}", spaced(key)),
    }
}

fn of_stream(name: &str, key: &str) -> String {
    let (name, key) = match name.strip_suffix(".customers") {
        Some(name) => return of_customers(name, key),
        None => (name, key),
    };
    match key {
        "annual" => followed(name, "revenue"),
        "opening" => format!("{} at the start", followed(name, "revenue")),
        "growth" => format!("{} growth", followed(name, "revenue")),
        "per_user" => format!("{} per user", followed(name, "revenue")),
        "margin" => format!("{name} margin"),
        "price" => format!("{name} price"),
        _ => of_any_flow(name, key),
    }
}

fn of_customers(name: &str, key: &str) -> String {
    let customers = followed(name, "customers");
    match key {
        "opening" => format!("{customers} at the start"),
        "adds" if customers == name => format!("New {}", customers.to_lowercase()),
        "adds" => format!("New {customers}"),
        "churn" => format!("{name} churn"),
        _ => format!("{customers}: {}", spaced(key)),
    }
}

/// The name with the word for what it is, unless it says so itself.
fn followed(name: &str, word: &str) -> String {
    let says_so = name.to_lowercase().ends_with(word);
    if says_so { name.to_owned() } else { format!("{name} {word}") }
}

fn of_line(name: &str, key: &str) -> String {
    match key {
        "annual" => followed(name, "costs"),
        "opening" => format!("{} at the start", followed(name, "costs")),
        "growth" => format!("{name} cost growth"),
        "per_user" => format!("{} per user", followed(name, "costs")),
        _ => of_any_flow(name, key),
    }
}

fn of_any_flow(name: &str, key: &str) -> String {
    match key {
        "share" => format!("{name} share"),
        "once" => format!("Size of {name}"),
        "happens" => name.to_owned(),
        "from" => format!("Start of {name}"),
        "until" => format!("End of {name}"),
        "starts_late_months" => format!("Late start of {name}"),
        _ => of_money_raised(name, key),
    }
}

fn of_money_raised(name: &str, key: &str) -> String {
    match key {
        // A round as a whole, which a happening names without a key.
        _ if name.is_empty() => key.to_owned(),
        "amount" | "balance" => format!("Size of {name}"),
        "date" => format!("Date of {name}"),
        "probability" => format!("Chance of {name}"),
        "closes" => format!("{name} closing"),
        "delay_months" => format!("Delay of {name}"),
        "limit" => format!("Limit of {name}"),
        "rate" => format!("Interest of {name}"),
        "tied_share" => format!("Tied share of {name}"),
        _ => format!("{name}: {}", spaced(key)),
    }
}

fn spaced(key: &str) -> String {
    key.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::plain_name;
    use crate::wording::fixture;

    #[test]
    fn paths_are_put_in_words() {
        let scenario = fixture::openai().provenance.scenario;
        for (path, name) in [
            ("revenue.Enterprise.growth", "Enterprise revenue growth"),
            ("revenue.A.B.customers.churn", "A.B churn"),
            ("revenue.Customers.customers.adds", "New customers"),
            ("revenue.Teams.customers.opening", "Teams customers at the start"),
            ("burn.Cloud costs.annual", "Cloud costs"),
            ("burn.Research compute.annual", "Research compute costs"),
            ("capital.\"Series B\".date", "Date of Series B"),
            ("capital.Series B", "Series B"),
            ("event.A rival takes users", "A rival takes users"),
            ("event.A rival takes users.add", "Effect of \u{201c}A rival takes users\u{201d}"),
            ("cash.opening", "Cash at the start"),
            ("compute_margin+", "Compute margin"),
            ("revenue.growth+", "Growth of all revenue"),
            ("burn*", "All costs"),
            ("index.Wages.rate", "Wages: rate"),
            ("response.Cut.when_runway_below", "Cut: when runway below"),
        ] {
            assert_eq!(plain_name(path, &scenario), name, "{path}");
        }
    }

    #[test]
    fn a_label_comes_first() {
        let mut scenario = fixture::openai().provenance.scenario;
        scenario.labels.insert("burn.Staff.annual".to_owned(), "What people cost".to_owned());
        for path in ["burn.Staff.annual", "burn.Staff.annual*", "burn.\"Staff\".annual"] {
            assert_eq!(plain_name(path, &scenario), "What people cost");
        }
    }
}
