//! Words of other tools and trades for what a scenario calls otherwise: `[[expense]]` is `[[burn]]`.

use super::form::{FormKey, ValueShape};

/// What a key is called here, and what else it is called.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "burn",
        &[
            "expense",
            "cost",
            "spending",
            "spend",
            "opex",
            "capex",
            "outgoing",
            "expenditure",
            "payroll",
            "salary",
            "salaries",
            "wage",
            "hire",
            "headcount",
            "staff",
            "employee",
            "line",
        ],
    ),
    ("revenue", &["income", "sale", "turnover", "stream", "revenue_stream", "product", "receipt", "arr", "mrr"]),
    ("capital", &["round", "investment", "investor", "raise", "funding", "fundraise", "equity", "financing", "series"]),
    ("loan", &["debt", "borrowing", "mortgage", "venture_debt", "note", "bond"]),
    ("facility", &["credit", "credit_line", "line_of_credit", "revolver", "overdraft"]),
    ("tax", &["taxes", "vat", "income_tax", "corporate_tax"]),
    ("cash", &["balance", "bank", "treasury", "cash_balance"]),
    ("gross_margin", &["margin", "cogs", "gross_profit"]),
    ("event", &["risk", "shock"]),
    ("response", &["reaction", "cutback", "cut", "action", "management"]),
    ("correlation", &["corr", "correlate", "dependence"]),
    ("claim", &["question", "target", "goal", "test"]),
    ("customers", &["churn", "subscriber", "client"]),
    ("index", &["inflation", "indices", "fx"]),
    ("years", &["horizon", "duration", "length"]),
    ("start", &["begin", "start_date", "starts"]),
    ("name", &["label", "title", "id"]),
    ("annual", &["amount", "value", "cost", "per_year", "yearly", "salary"]),
    ("opening", &["initial", "starting", "current", "run_rate", "arr", "balance", "amount", "now"]),
    ("growth", &["rate", "growth_rate", "cagr", "increase", "grows"]),
    ("amount", &["size", "value", "principal", "annual", "opening"]),
    ("balance", &["principal", "owed", "outstanding", "opening"]),
    ("limit", &["amount", "size"]),
    ("rate", &["interest", "interest_rate", "coupon", "percent"]),
    ("yield", &["interest", "interest_rate", "rate"]),
    ("date", &["when", "on", "day", "closes", "close_date"]),
    ("matures", &["maturity", "due", "until", "ends"]),
    ("from", &["starts", "begins", "start", "start_date", "since"]),
    ("until", &["ends", "end", "to", "end_date", "stops"]),
    ("probability", &["chance", "prob", "likelihood", "odds"]),
    ("delay_months", &["delay", "late", "slip"]),
    ("adds", &["new", "new_customers", "signups", "acquired"]),
    ("price", &["arpu", "arpa", "per_customer"]),
    ("compute_margin", &["margin"]),
    ("std_dev", &["std", "sd", "stdev", "deviation"]),
    ("mean", &["mu", "average", "avg"]),
    ("min", &["low", "lower", "least", "worst"]),
    ("max", &["high", "upper", "most", "best"]),
    ("mode", &["likely", "most_likely", "likeliest", "peak"]),
    ("spearman", &["rho", "correlation", "coefficient", "r", "matrix", "common"]),
    ("loadings", &["factor_loading", "factor", "common_factor", "beta"]),
    ("between", &["of", "driver", "variable", "pair"]),
    ("normal", &["gaussian", "gauss"]),
    ("discrete", &["choice", "categorical", "bernoulli"]),
    ("empirical", &["sample", "data", "history"]),
    ("thousand", &["k", "thousands", "1000"]),
    ("million", &["m", "mn", "mio", "mln", "1000000"]),
    ("billion", &["b", "bn", "mrd"]),
    ("month", &["m", "monthly"]),
    ("quarter", &["q", "quarterly"]),
    ("year", &["y", "yearly", "annual", "annually"]),
];

/// The word of these that another word stands for, in the singular or plural.
pub(super) fn meant<'w>(written: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let written = written.trim().to_lowercase().replace(['-', ' '], "_");
    let singular = written.strip_suffix('s').unwrap_or(&written);
    let is_meant = |word: &&str| {
        let plural = *word == singular;
        plural
            || SYNONYMS
                .iter()
                .any(|(name, others)| name == word && others.iter().any(|other| [singular, &written].contains(other)))
    };
    known.into_iter().find(is_meant)
}

/// Keys that hold a month's worth of what is written for a year.
const MONTHLY: [&str; 3] = ["monthly", "per_month", "month"];

/// What to write in place of an unknown key, if it is clear; `is_top` says whether it stands outside any section.
pub(super) fn remedy(written: &str, keys: &[FormKey], is_top: bool) -> Option<String> {
    let is_monthly = MONTHLY.contains(&written.to_lowercase().as_str());
    if is_monthly && keys.iter().any(|key| key.name == "annual") {
        return Some("write `annual`, twelve times as much as in a month".to_owned());
    }
    let name = meant(written, keys.iter().map(|key| key.name))?;
    let key = keys.iter().find(|key| key.name == name)?;
    Some(match key.shape {
        ValueShape::Tables(..) => format!("write `[[{name}]]`"),
        ValueShape::Table(_) if is_top => format!("write `[{name}]`"),
        ValueShape::Table(form) => {
            let inner = form.keys.iter().filter(|key| key.required).map(|key| format!("{} = ..", key.name));
            format!("write `{name} = {{ {} }}`", inner.collect::<Vec<_>>().join(", "))
        }
        _ => format!("write `{name}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::{meant, remedy};
    use crate::scenario::form::{REVENUE, SCENARIO};

    #[test]
    fn sections_of_other_tools_are_known() {
        let sections = || SCENARIO.keys.iter().map(|key| key.name);
        let cases = [
            ("expense", "burn"),
            ("Expenses", "burn"),
            ("costs", "burn"),
            ("hire", "burn"),
            ("sales", "revenue"),
            ("income", "revenue"),
            ("round", "capital"),
            ("investments", "capital"),
            ("debt", "loan"),
            ("loans", "loan"),
            ("taxes", "tax"),
            ("margin", "compute_margin"),
        ];
        for (written, is) in cases {
            assert_eq!(meant(written, sections()), Some(is), "{written}");
        }
        assert_eq!(meant("zzz", sections()), None);
    }

    #[test]
    fn a_remedy_is_what_must_be_typed() {
        let of = |written: &str| remedy(written, REVENUE.keys, false);
        assert_eq!(of("churn").as_deref(), Some("write `customers = { opening = .., adds = .., churn = .. }`"));
        assert_eq!(of("monthly").as_deref(), Some("write `annual`, twelve times as much as in a month"));
        assert_eq!(of("cagr").as_deref(), Some("write `growth`"));
        assert_eq!(remedy("Costs", SCENARIO.keys, true).as_deref(), Some("write `[[burn]]`"));
        assert_eq!(remedy("taxes", SCENARIO.keys, true).as_deref(), Some("write `[tax]`"));
    }
}
