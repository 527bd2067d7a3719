//! JSON Schema of scenario files, made from the same forms as the readers, so that editors complete and check them.

use super::distribution_form::{DistributionForm, FAMILIES};
use super::form::{self, Form, FormKey, ValueShape};
use super::label::LABEL;
use super::{Amortization, keyword};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of scenario files; dates are texts in it, as editors of TOML expect.
#[must_use]
pub fn schema() -> Value {
    let whole = table(&form::SCENARIO);
    let mut schema = json!({ "anyOf": [whole, variant(&whole)] });
    let definitions = json!({
        "number": number(),
        "distribution": distribution(),
        "driver": driver(),
        "yearly": yearly(),
        "test": one_of_keys(&form::TEST),
    });
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        members.insert("title".to_owned(), json!("Scenario of runout"));
        members.insert("$defs".to_owned(), definitions);
    }
    schema
}

/// The same for a scenario that says only how it differs from another: nothing is missing that the other may have.
fn variant(whole: &Value) -> Value {
    let mut schema = parts(whole);
    if let Value::Object(members) = &mut schema {
        members.insert("description".to_owned(), json!(form::VARIANT.about));
        members.insert("required".to_owned(), json!(["base"]));
        if let Some(Value::Object(own)) = members.get_mut("properties") {
            own.extend(properties(&form::VARIANT));
        }
    }
    schema
}

/// A table of which, and of whose sections, any part may be written.
fn parts(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let loosened =
        members.iter().filter(|(key, _)| !["required", "oneOf", "allOf", "minItems"].contains(&key.as_str()));
    let part = |(key, value): (&String, &Value)| match (key.as_str(), value) {
        ("items", section) => (key.clone(), parts(section)),
        ("properties", Value::Object(sections)) => {
            let sections: Map<_, _> = sections.iter().map(|(key, section)| (key.clone(), parts(section))).collect();
            (key.clone(), Value::Object(sections))
        }
        _ => (key.clone(), value.clone()),
    };
    Value::Object(loosened.map(part).collect())
}

/// A table with the keys of a form and no others.
fn table(form: &Form) -> Value {
    let properties = properties(form);
    let required: Vec<&str> = form.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    json!({
        "type": "object",
        "description": form.about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn properties(form: &Form) -> Map<String, Value> {
    form.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect()
}

fn property(key: &FormKey) -> Value {
    let mut schema = shape(&key.shape);
    if let Value::Object(members) = &mut schema {
        members.insert("description".to_owned(), json!(key.about));
    }
    schema
}

fn shape(shape: &ValueShape) -> Value {
    match shape {
        ValueShape::Text => json!({ "type": "string" }),
        ValueShape::Name => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        ValueShape::Drivers => {
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 2, "uniqueItems": true })
        }
        ValueShape::Spearman => spearman(),
        ValueShape::Loadings => json!({ "type": "array", "items": limited(-1.0, 1.0), "minItems": 2 }),
        ValueShape::Names => {
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1, "uniqueItems": true })
        }
        ValueShape::Lasts => {
            json!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 50 }, { "const": "forever" }] })
        }
        ValueShape::Source => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
        }
        ValueShape::YearOrDate => {
            json!({ "anyOf": [self::shape(&ValueShape::Year), self::shape(&ValueShape::Date)] })
        }
        ValueShape::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        ValueShape::Year => json!({ "anyOf": [
            { "type": "integer", "minimum": 1900, "maximum": 9999 },
            { "type": "string", "pattern": "^(FY)?[0-9]{4}$" },
        ] }),
        ValueShape::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        ValueShape::Number(least, most) => limited(*least, *most),
        ValueShape::Numbers => json!({ "type": "array", "items": { "$ref": "#/$defs/number" }, "minItems": 1 }),
        ValueShape::Season => season(),
        ValueShape::MonthsBefore => {
            json!({ "type": "array", "items": limited(0.0, f64::INFINITY), "minItems": 1, "maxItems": 24 })
        }
        ValueShape::CalendarMonths => json!({
            "type": "array",
            "items": { "type": "integer", "minimum": 1, "maximum": 12 },
            "minItems": 1,
            "uniqueItems": true,
        }),
        ValueShape::Truth => json!({ "type": "boolean" }),
        ValueShape::Words(words) => json!({ "enum": words() }),
        ValueShape::Distribution => json!({ "$ref": "#/$defs/driver" }),
        ValueShape::ByYear => json!({
            "type": "object",
            "patternProperties": { "^(FY)?[0-9]{4}$": { "$ref": "#/$defs/distribution" } },
            "additionalProperties": false,
            "minProperties": 1,
        }),
        ValueShape::Yearly => json!({ "$ref": "#/$defs/yearly" }),
        ValueShape::Table(form) => table_of(form),
        ValueShape::Tables(form, least) => json!({ "type": "array", "items": table_of(form), "minItems": least }),
        ValueShape::Repays => {
            json!({ "anyOf": [{ "enum": keyword::all::<Amortization>() }, table(&form::REVENUE_SHARE)] })
        }
        ValueShape::Test => json!({ "$ref": "#/$defs/test" }),
        ValueShape::Tests => json!({ "type": "array", "items": { "$ref": "#/$defs/test" }, "minItems": 1 }),
    }
}

/// A rank correlation, or rows of them.
fn spearman() -> Value {
    let row = json!({ "type": "array", "items": limited(-1.0, 1.0), "minItems": 1 });
    json!({ "anyOf": [limited(-1.0, 1.0), { "type": "array", "items": row, "minItems": 2 }] })
}

/// Weights of the twelve months.
fn season() -> Value {
    json!({
        "type": "array",
        "items": limited(0.0, f64::INFINITY),
        "contains": { "not": { "const": 0 } },
        "minItems": 12,
        "maxItems": 12,
    })
}

/// The form's table, with what its keys must hold together.
fn table_of(form: &Form) -> Value {
    let mut schema = table(form);
    let Value::Object(members) = &mut schema else { return schema };
    let has = |key: &str| form.keys.iter().any(|own| own.name == key);
    if has("annual") && has("growth") {
        let mut forms = vec![json!({ "required": ["opening", "growth"] }), json!({ "required": ["annual"] })];
        if has("per_user") {
            forms.push(json!({ "required": ["per_user"] }));
        }
        if has("customers") {
            forms.push(json!({ "required": ["customers", "price"] }));
        }
        if has("share_of") {
            forms.push(json!({ "required": ["share_of", "share"] }));
        }
        if has("once") {
            forms.push(json!({ "required": ["once", "date"] }));
        }
        members.insert("oneOf".to_owned(), json!(forms));
    }
    if has("at_least") {
        let mut both = vec![json!({ "oneOf": [{ "required": ["at_least"] }, { "required": ["at_most"] }] })];
        for other in ["through", "date"].into_iter().filter(|other| has("year") && has(other)) {
            both.push(json!({ "oneOf": [{ "required": ["year"] }, { "required": [other] }] }));
        }
        members.insert("allOf".to_owned(), json!(both));
    }
    if std::ptr::eq(form, &form::EVENT) {
        members.insert("oneOf".to_owned(), json!([{ "required": ["add"] }, { "required": ["multiply"] }]));
    }
    if std::ptr::eq(form, &form::CORRELATION) {
        members.insert("oneOf".to_owned(), json!([{ "required": ["spearman"] }, { "required": ["loadings"] }]));
    }
    if std::ptr::eq(form, &form::LOAN) {
        let origins = json!([{ "required": ["balance"] }, { "required": ["amount", "date"] }]);
        members.insert("oneOf".to_owned(), origins);
    }
    if std::ptr::eq(form, &form::REQUIRES) || std::ptr::eq(form, &form::COVENANT) {
        members.insert("minProperties".to_owned(), json!(1));
    }
    if std::ptr::eq(form, &form::CLAIM) {
        with_one_of(members, properties(&form::TEST));
        with_beside(members);
    }
    schema
}

/// A table that has exactly one key of the form.
fn one_of_keys(form: &Form) -> Value {
    let mut members = Map::new();
    members.insert("type".to_owned(), json!("object"));
    members.insert("description".to_owned(), json!(form.about));
    members.insert("additionalProperties".to_owned(), json!(false));
    with_one_of(&mut members, properties(form));
    with_beside(&mut members);
    Value::Object(members)
}

/// Adds what may stand beside a test.
fn with_beside(members: &mut Map<String, Value>) {
    if let Some(Value::Object(known)) = members.get_mut("properties") {
        known.extend(properties(&form::BESIDE_TEST));
    }
}

/// Adds properties of which exactly one must be written.
fn with_one_of(members: &mut Map<String, Value>, more: Map<String, Value>) {
    let choices: Vec<Value> = more.keys().map(|key| json!({ "required": [key] })).collect();
    members.insert("oneOf".to_owned(), json!(choices));
    let properties = members.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(properties) = properties {
        properties.extend(more);
    }
}

fn number() -> Value {
    json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": PERCENTAGE }] })
}

const PERCENTAGE: &str = r"^\s*[-+]?[0-9._]+([eE][-+]?[0-9]+)?\s*%\s*$";

fn limited(least: f64, most: f64) -> Value {
    if least.is_infinite() && most.is_infinite() {
        return json!({ "$ref": "#/$defs/number" });
    }
    let mut plain = json!({ "type": "number", "minimum": least });
    if let (Value::Object(members), true) = (&mut plain, most.is_finite()) {
        members.insert("maximum".to_owned(), json!(most));
    }
    json!({ "anyOf": [plain, { "type": "string", "pattern": PERCENTAGE }] })
}

/// Every family under its name.
fn families() -> Map<String, Value> {
    let one = |family: &DistributionForm| match family.name {
        "mixture" => {
            let parts = json!({ "type": "array", "items": table(&family.form), "minItems": 1, "maxItems": 100 });
            (family.name.to_owned(), parts)
        }
        name => (name.to_owned(), table(&family.form)),
    };
    FAMILIES.iter().map(one).collect()
}

fn distribution() -> Value {
    let mut family = Map::new();
    family.insert("type".to_owned(), json!("object"));
    family.insert("additionalProperties".to_owned(), json!(false));
    with_one_of(&mut family, families());
    let interval = r"^\s*[-+]?[0-9._]+([eE][-+]?[0-9]+)?\s*%?\s+to\s+[-+]?[0-9._]+([eE][-+]?[0-9]+)?\s*%?\s*$";
    json!({
        "description": "A number, \"70%\", \"A to B\" (central 90 % interval) or a distribution",
        "anyOf": [{ "$ref": "#/$defs/number" }, { "type": "string", "pattern": interval }, family],
    })
}

/// What is drawn once: a distribution, which may have a label.
fn driver() -> Value {
    let mut labelled = json!({
        "type": "object",
        "properties": { LABEL: shape(&ValueShape::Name) },
        "additionalProperties": false,
    });
    if let Value::Object(members) = &mut labelled {
        let mut choices = families();
        choices.insert("value".to_owned(), json!({ "$ref": "#/$defs/distribution" }));
        with_one_of(members, choices);
    }
    json!({
        "description": "A number, \"70%\", \"A to B\" (central 90 % interval) or a distribution; with a label if it is to have one",
        "anyOf": [{ "$ref": "#/$defs/distribution" }, labelled],
    })
}

fn yearly() -> Value {
    let mut own = table(&form::YEARLY);
    if let Value::Object(members) = &mut own {
        let mut schedule = families();
        if let Some(Value::Object(properties)) = members.get_mut("properties") {
            for key in ["value", "by_year"] {
                schedule.extend(properties.remove(key).map(|schema| (key.to_owned(), schema)));
            }
        }
        with_one_of(members, schedule);
    }
    json!({
        "description": form::YEARLY.about,
        "anyOf": [{ "$ref": "#/$defs/distribution" }, own],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problems;
    use crate::scenario::tree::{self, NodeKind, Table};
    use crate::scenario::{Library, Scenario};
    use std::collections::BTreeSet;

    const EVERYTHING: &str = include_str!("../../tests/everything.toml");
    const EVERYTHING_MONTHLY: &str = include_str!("../../tests/everything_monthly.toml");

    fn as_json(table: &Table) -> Value {
        fn node(kind: &NodeKind) -> Value {
            match kind {
                NodeKind::Table(table) => as_json(table),
                NodeKind::Array(items) => items.iter().map(|item| node(&item.kind)).collect(),
                NodeKind::Text(text) => json!(text),
                NodeKind::Number(number) => json!(number),
                NodeKind::Whole(whole) => json!(whole),
                NodeKind::Truth(truth) => json!(truth),
                NodeKind::Date(date) => json!(date.to_string()),
                NodeKind::Wrong => Value::Null,
            }
        }
        table.iter().map(|(key, entry)| (key.clone(), node(&entry.node.kind))).collect::<Map<_, _>>().into()
    }

    fn json_of(text: &str) -> Value {
        as_json(&tree::document(text, 0, &mut Problems::default()).unwrap())
    }

    #[test]
    fn the_library_and_every_form_validate() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        for text in Library::all().iter().map(|scenario| scenario.text).chain([EVERYTHING, EVERYTHING_MONTHLY]) {
            let errors: Vec<String> = validator.iter_errors(&json_of(text)).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{errors:#?}");
        }
    }

    #[test]
    fn what_readers_refuse_does_not_validate() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        let good = EVERYTHING;
        for (from, to) in [
            ("years = 10", "years = 51"),
            ("years = 10", "years = \"ten\""),
            ("years = 10", "yeras = 10"),
            ("step = \"quarter\"", "step = \"quarterly\""),
            ("start = 2026-04-01", "start = 2026"),
            ("[cash]", "[[cash]]"),
            ("opening = \"35 to 45\"", "opening = \"35 - 45\""),
            ("opening = \"35 to 45\"", ""),
            ("name = \"C\"", "name = \"C\"\nopening = 3\ngrowth = 2"),
            ("name = \"C\"\nannual", "name = \"C\"\nanual"),
            ("mode = 2, ", ""),
            ("triangular", "triangle"),
            ("persistence = 0.5", "persistence = 1.5"),
            ("beta = { alpha = 2", "value = 1\nbeta = { alpha = 2"),
            ("spearman = 0.4", "spearman = 4"),
            ("spearman = 0.4", ""),
            ("spearman = 0.4", "spearman = 0.4\nloadings = [0.5, 0.5]"),
            ("loadings = [0.6, 0.5]", "loadings = [0.6, 1.5]"),
            ("{ profitable_by = 2029 }", "{ profitable_by = 2029, survives_to = 2029-01-01 }"),
            ("year = 2030, at_least = 280", "year = 2030"),
            ("exhausted_by = 2027-07-01", ""),
        ] {
            let wrong = good.replacen(from, to, 1);
            assert_ne!(wrong, good, "{from}");
            assert!(Scenario::from_toml("wrong", &wrong, &[]).is_err(), "read: {to}");
            assert!(!validator.is_valid(&json_of(&wrong)), "validates: {to}");
        }
    }

    #[test]
    fn what_readers_refuse_of_monthly_keys_does_not_validate() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        let good = EVERYTHING_MONTHLY;
        for (from, to) in [
            ("due_months = [1, 7]", "due_months = [0, 7]"),
            ("due_months = [1, 7]", "due_months = [7, 7]"),
            ("due_months = [1, 7]", "due_months = []"),
            ("in_advance = true", "in_advance = \"yes\""),
            ("billed_every_months = 12", "billed_every_months = 25"),
            ("collected_after_months = 1", "collected_after_months = -1"),
            ("before_start = [8, 9]", "before_start = [8, -9]"),
            ("before_start = [8, 9]", "before_start = []"),
            ("churn = \"20% to 35%\", ", ""),
            ("price = \"90 to 110\"", ""),
            ("price = \"90 to 110\"", "price = 1\nannual = 2"),
            ("share = \"8%\"", ""),
            ("share_of = \"revenue\"", ""),
        ] {
            let wrong = good.replacen(from, to, 1);
            assert_ne!(wrong, good, "{from}");
            assert!(Scenario::from_toml("wrong", &wrong, &[]).is_err(), "read: {to}");
            assert!(!validator.is_valid(&json_of(&wrong)), "validates: {to}");
        }
    }

    /// Readers know a form's keys (and refuse, in debug builds, to leave one unread); so does the schema.
    #[test]
    fn readers_and_schema_know_the_same_keys_of_every_section() {
        let schema = schema();
        let names = |forms: &[&Form]| -> BTreeSet<String> {
            forms.iter().flat_map(|form| form.keys).map(|key| key.name.to_owned()).collect()
        };
        let section = |path: &str| format!("/anyOf/0/properties/{path}/properties");
        for (place, forms) in [
            ("/anyOf/0/properties".to_owned(), vec![&form::SCENARIO]),
            ("/anyOf/1/properties".to_owned(), vec![&form::SCENARIO, &form::VARIANT]),
            ("/anyOf/1/properties/burn/items/properties".to_owned(), vec![&form::BURN]),
            (section("cash"), vec![&form::CASH]),
            (section("revenue/items"), vec![&form::REVENUE]),
            (section("revenue/items/properties/customers"), vec![&form::CUSTOMERS]),
            (section("burn/items"), vec![&form::BURN]),
            (section("index/items"), vec![&form::INDEX]),
            (section("capital/items"), vec![&form::CAPITAL]),
            (section("loan/items"), vec![&form::LOAN]),
            (section("tax"), vec![&form::TAX]),
            (section("compute_commitment"), vec![&form::COMPUTE_COMMITMENT]),
            (section("correlation/items"), vec![&form::CORRELATION]),
            (section("profitability"), vec![&form::PROFITABILITY]),
            (section("claim/items"), vec![&form::CLAIM, &form::TEST, &form::BESIDE_TEST]),
            ("/$defs/test/properties".to_owned(), vec![&form::TEST, &form::BESIDE_TEST]),
        ] {
            let keys = schema.pointer(&place).and_then(Value::as_object).unwrap();
            assert_eq!(keys.keys().cloned().collect::<BTreeSet<_>>(), names(&forms), "{place}");
        }
    }
}
