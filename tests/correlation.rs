//! Correlation of many drivers: pairs, a matrix and a common factor say the same, are followed as written, and what cannot be is refused.

use crate::goodness::is_correlated;
use crate::problems::message;
use crate::support::{draws, model};
use jiff::civil::date;
use runout::answers::Request;
use runout::engine::{Plan, Simulator};
use runout::error::Faults;
use runout::model::build;
use runout::scenario::{Amortization, Scenario, Uncertain};
use std::fmt::Write as _;

/// So many burn lines, each of its own every year.
fn company(lines: usize) -> String {
    let mut text = String::from("start = 2026-01-01\nyears = 3\n[cash]\nopening = 50\n");
    for line in 0..lines {
        let _ = write!(text, "[[burn]]\nname = \"L{line}\"\nannual = {{ value = \"10 to 30\", persistence = 0.5 }}\n");
    }
    text
}

fn names(lines: std::ops::Range<usize>) -> String {
    let names: Vec<String> = lines.map(|line| format!("\"burn.L{line}.annual\"")).collect();
    format!("[{}]", names.join(", "))
}

fn pair(a: usize, b: usize, spearman: f64) -> String {
    format!("[[correlation]]\nbetween = [\"burn.L{a}.annual\", \"burn.L{b}.annual\"]\nspearman = {spearman:?}\n")
}

/// One section between the first `lines` lines.
fn group(lines: usize, strength: &str) -> String {
    format!("[[correlation]]\nbetween = {}\n{strength}\n", names(0..lines))
}

/// What is reported about a company with correlations; empty if it can be simulated.
fn reported(lines: usize, correlation: &str) -> String {
    let text = company(lines) + correlation;
    let (scenario, sources) = match Scenario::from_toml("acme.toml", &text, &[]) {
        Ok(read) => read,
        Err(error) => return message(&error),
    };
    build(&scenario)
        .err()
        .map_or_else(String::new, |problems| message(&Faults::new(problems, sources, "acme.toml").into()))
}

/// The answers, without the text that they are of.
fn answers(correlation: &str) -> String {
    let (plan, company) = (Plan { runs: 4_096, ..Plan::default() }, model(&(company(3) + correlation)));
    let answers = Simulator::new(plan).unwrap().answer(&company, &Request::default()).unwrap();
    serde_json::to_string(&answers).unwrap()
}

#[test]
fn pairs_a_matrix_and_one_number_for_all_give_the_same_bytes() {
    let pairs = answers(&(pair(0, 1, 0.5) + &pair(2, 0, 0.3) + &pair(1, 2, -0.2)));
    for matrix in [
        "spearman = [[1, 0.5, 0.3], [0.5, 1, -0.2], [0.3, -0.2, 1]]",
        "spearman = [[1], [0.5, 1], [\"30%\", -0.2, 1.0]]",
    ] {
        assert_eq!(answers(&group(3, matrix)), pairs, "{matrix}");
    }
    let equal = answers(&(pair(0, 1, 0.4) + &pair(0, 2, 0.4) + &pair(1, 2, 0.4)));
    assert_eq!(answers(&group(3, "spearman = 0.4")), equal);
    assert_ne!(equal, pairs);
}

/// Normal scores of two drivers are correlated by the product of their loadings: 0.6, 0.5 and 0.4 make 0.3, 0.24 and 0.2.
#[test]
fn loadings_are_those_of_one_common_factor() {
    let latents =
        [(0, 1, 0.3), (0, 2, 0.24), (1, 2, 0.2)].map(|(a, b, latent)| (a, b, runout::model::spearman(latent)));
    let pairs: String = latents.iter().map(|&(a, b, spearman)| pair(a, b, spearman)).collect();
    let by = |correlation: &str| {
        let model = model(&(company(3) + correlation));
        [0, 1, 2].map(|line| draws(&model, &format!("burn.L{line}.annual"), 4).concat())
    };
    let (factor, pairs) = (by(&group(3, "loadings = [0.6, 0.5, 0.4]")), by(&pairs));
    for (one, other) in factor.iter().flatten().zip(pairs.iter().flatten()) {
        assert!((one / other - 1.0).abs() < 1e-12, "{one} and {other}");
    }
}

/// By Pearson's formula the ranks of two normals with correlation r are correlated by (6 / pi) asin(r / 2).
#[test]
fn every_pair_of_a_group_has_the_rank_correlation_that_its_loadings_make() {
    let loadings: [f64; 4] = [0.9, 0.7, -0.6, 0.3];
    let model = model(&(company(4) + &group(4, &format!("loadings = {loadings:?}"))));
    let drawn = [0, 1, 2, 3].map(|line| draws(&model, &format!("burn.L{line}.annual"), 64));
    for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        let exact = 6.0 / std::f64::consts::PI * (loadings[a] * loadings[b] / 2.0).asin();
        for step in [0, 12, 24] {
            is_correlated(&drawn[a][step], &drawn[b][step], exact);
        }
    }
}

#[test]
fn what_is_wrong_with_a_group_is_said_with_what_to_type() {
    let cases = [
        ("a pair given twice", group(3, "spearman = 0.4") + &pair(2, 1, 0.3)),
        (
            "a driver twice",
            "[[correlation]]\nbetween = [\"burn.L0.annual\", \"burn.L0.annual\"]\nspearman = 1\n".into(),
        ),
        ("neither", group(3, "")),
        ("both", group(3, "spearman = 0.4\nloadings = [0.5, 0.5, 0.5]")),
        ("a row too few", group(3, "spearman = [[1, 0.5], [0.5, 1]]")),
        ("no matrix", group(3, "spearman = [0.5, 0.5, 0.5]")),
        ("not 1 on the diagonal", group(2, "spearman = [[1, 0.5], [0.5, 0.9]]")),
        ("not symmetric", group(2, "spearman = [[1, 0.5], [0.4, 1]]")),
        ("beyond 1", group(2, "spearman = [[1], [1.5, 1]]")),
        ("a loading too few", group(3, "loadings = [0.5, 0.5]")),
        ("a loading beyond 1", group(2, "loadings = [0.5, -1.5]")),
        ("cannot hold together", group(3, "spearman = [[1], [-0.9, 1], [-0.9, -0.9, 1]]")),
        ("cannot be equal", group(3, "spearman = -0.9")),
        ("another tool's words", "[[correlation]]\nof = [\"burn.L0.annual\", \"burn.L1.annual\"]\nmatrix = 1\n".into()),
    ];
    let said = cases.iter().map(|(name, text)| format!("## {name}\n{}\n\n", reported(3, text)));
    insta::assert_snapshot!(said.collect::<String>());
}

#[test]
fn the_matrix_that_is_offered_can_be_typed_as_it_stands() {
    for impossible in ["spearman = [[1], [-0.9, 1], [-0.9, -0.9, 1]]", "spearman = -0.7"] {
        let reported = reported(3, &group(3, impossible));
        let lines = reported.lines().filter(|line| line.starts_with("  between") || line.starts_with("  spearman"));
        let typed = format!("[[correlation]]\n{}\n", lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(self::reported(3, &typed), "", "{typed}");
    }
}

#[test]
fn hundreds_of_drivers_and_tens_of_thousands_of_pairs_are_read_in_a_moment() {
    let lines = 250;
    let pairs: String = (0..lines).flat_map(|b| (0..b).map(move |a| pair(a, b, 0.3))).collect();
    assert!(pairs.matches("spearman").count() > 30_000);
    assert_eq!(reported(lines, &pairs), "");
    assert_eq!(reported(lines, &group(lines, "spearman = 0.3")), "");
}

/// Of n drivers every two can be correlated by -1 / (n - 1) at least: of 150 by ranks of -0.0064, which is 0.06 times -0.1.
#[test]
fn many_drivers_that_cannot_hold_together_are_told_by_how_much() {
    let said = reported(150, &group(150, "spearman = -0.1"));
    assert!(said.contains("cannot hold together: 150 drivers are too many to show the nearest that can"), "{said}");
    assert!(said.contains("help: each of these rank correlations times 0.06 can be"), "{said}");
    assert_eq!(reported(150, &group(150, "spearman = -0.006")), "");
}

#[test]
fn more_drivers_than_a_root_can_be_taken_of_are_refused_with_their_number() {
    let said = reported(501, &group(501, "spearman = 0.1"));
    assert!(said.contains("at most 500 drivers can hang together, got 501"), "{said}");
}

#[test]
fn a_variant_says_anew_how_the_same_drivers_move_together() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.toml"), company(3) + &pair(0, 1, 0.5) + &group(3, "loadings = [0, 0, 0]"))
        .unwrap();
    let variant = folder.path().join("variant.toml");
    let text = "base = \"base.toml\"\n[[correlation]]\nbetween = [\"burn.L1.annual\", \"burn.L0.annual\"]\nloadings = [1, 1]\n";
    std::fs::write(&variant, text).unwrap();
    let loaded = runout::scenario::load(&variant.to_string_lossy(), &[]).unwrap();
    let strengths: Vec<String> = loaded.scenario.correlation.iter().map(|one| format!("{:?}", one.strength)).collect();
    assert_eq!(strengths, ["Loadings([0.0, 0.0, 0.0])", "Loadings([1.0, 1.0])"]);
}

#[test]
fn code_says_what_moves_together_and_what_is_owed() {
    let made = Scenario::builder("made")
        .start(date(2026, 1, 1))
        .years(2)
        .cash(100.0)
        .growing_revenue("A", 20.0, Uncertain::normal(0.2, 0.1))
        .growing_revenue("B", 20.0, Uncertain::normal(0.2, 0.1))
        .growing_burn("C", 40.0, Uncertain::normal(0.1, 0.05))
        .correlated(&["revenue.A.growth", "revenue.B.growth"], 0.5)
        .common_factor(&[("revenue.A.growth", 0.5), ("burn.C.growth", -0.4)])
        .loan_owed("Bank", 10.0, 0.06, (Amortization::Annuity, date(2027, 7, 1)))
        .loan_lent("Venture", (date(2026, 7, 1), 20.0), 0.12, (Amortization::AtMaturity, date(2027, 12, 1)))
        .index("Dollar", Uncertain::normal(0.02, 0.1))
        .indexed_to("loan.Venture", "Dollar")
        .tax(0.25, 5.0, 6)
        .build()
        .unwrap();
    assert_eq!((made.model.inputs().groups.len(), made.model.company().loans.len()), (1, 2));
    assert_eq!(made.model.company().loans.iter().map(|loan| loan.index).collect::<Vec<_>>(), [None, Some(0)]);
    assert!(made.model.company().tax.is_some());
}
