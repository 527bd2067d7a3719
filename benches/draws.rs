//! The cost of drawing on one thread: draws by distribution and method, correlated latents, and the bare transforms by table; beside them
//! the samplers of rand_distr. Times are of a block of runs; throughput counts draws.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop, and criterion writes its entry points"
)]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::Distribution as _;
use runout::distribution::{Gamma, Normal};
use runout::internals::{AffineMap, QuantileTable, TableLookup, tail_probabilities};
use runout::model::{Model, build};
use runout::sampling::{Bits, Draws, Futures, LANES, Lanes, Sampling, Stream, StreamKey, Width, Work, at_full_width};
use runout::scenario::Scenario;
use std::hint::black_box;
use std::sync::Arc;

/// Families with parameters of everyday size, as a scenario writes them.
const FAMILIES: [(&str, &str); 15] = [
    ("normal", "{ normal = { mean = 0.5, std_dev = 0.2 } }"),
    ("lognormal", "{ lognormal = { median = 30, sigma = 0.6 } }"),
    ("interval", "\"20% to 60%\""),
    ("uniform", "{ uniform = { min = 0, max = 1 } }"),
    ("triangular", "{ triangular = { min = 0, mode = 0.3, max = 1 } }"),
    ("pert", "{ pert = { min = 0.45, mode = 0.68, max = 0.8 } }"),
    ("beta", "{ beta = { alpha = 2, beta = 5 } }"),
    ("gamma", "{ gamma = { shape = 2, scale = 0.5 } }"),
    ("exponential", "{ exponential = { mean = 1 } }"),
    ("weibull", "{ weibull = { shape = 1.5, scale = 1 } }"),
    ("student_t", "{ student_t = { location = 0.5, scale = 0.1, dof = 4 } }"),
    ("discrete", "{ discrete = { values = [1, 2, 5], weights = [5, 3, 2] } }"),
    ("empirical", "{ empirical = { values = [0.1, 0.4, 0.45, 0.9, 1.3] } }"),
    ("quantiles", "{ quantiles = { p10 = 0.2, p50 = 0.5, p90 = 1.1 } }"),
    ("mixture", "{ mixture = [ { weight = 0.8, of = \"20% to 60%\" }, { weight = 0.2, of = \"50% to 150%\" } ] }"),
];

/// A company with one uncertain driver.
fn scenario(growth: &str, persistence: &str) -> String {
    format!(
        "start = 2026-01-01\nyears = 10\nstep = \"year\"\n[cash]\nopening = 1\n[[revenue]]\nname = \"All\"\nopening = 1\n\
         growth = {{ value = {growth}, persistence = {persistence} }}\n[[burn]]\nname = \"All\"\nannual = 1\n"
    )
}

/// A company with `count` yearly drivers that persist and, if there are several, are correlated.
fn correlated(count: usize) -> String {
    let name = |place: usize| format!("Line {place}");
    let mut text = scenario("0", "0");
    for place in 0..count {
        let level = "{ value = { normal = { mean = 5, std_dev = 1 } }, persistence = 0.7 }";
        text += &format!("[[burn]]\nname = \"{}\"\nannual = {level}\n", name(place));
    }
    for (a, b) in (0..count).flat_map(|a| (0..a).map(move |b| (a, b))) {
        let between = [a, b].map(|place| format!("\"burn.{}.annual\"", name(place))).join(", ");
        text += &format!("[[correlation]]\nbetween = [{between}]\nspearman = 0.4\n");
    }
    text
}

fn model(name: &str, text: &str) -> Model {
    let scenario = Scenario::from_toml(name, text, &[]).expect("valid").0;
    build(&scenario).expect("valid")
}

struct TenYears<'a, 'm> {
    draws: &'a mut Draws<'m>,
    block: u64,
}

impl Work for TenYears<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, width: Width) {
        self.draws.start(width, self.block, LANES);
        for step in 0..10 {
            self.draws.advance(step);
        }
    }
}

/// Time for one block of draws of the driver in each of ten years.
fn draws(criterion: &mut Criterion) {
    for (way, persistence) in [("independent", "0"), ("persistent", "0.5")] {
        let mut group = criterion.benchmark_group(format!("draws/{way}"));
        group.throughput(Throughput::Elements(10 * LANES as u64));
        for (name, growth) in FAMILIES {
            let model = model(name, &scenario(growth, persistence));
            bench_ten_years(&mut group, name, &model);
        }
        group.finish();
    }
}

/// Time for one block of draws of correlated drivers, in each of ten years: normal ones, whose transform costs least.
fn latents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("latents");
    for count in [1, 2, 5, 10] {
        let name = format!("{count} together");
        group.throughput(Throughput::Elements((10 * count * LANES) as u64));
        bench_ten_years(&mut group, &name, &model(&name, &correlated(count)));
    }
    group.finish();
}

fn bench_ten_years(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, model: &Model) {
    let mut draws = Draws::new(model.inputs(), &Futures::all(1, Sampling::Random));
    let mut index = 0;
    group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
        bencher.iter(|| {
            index += 1;
            at_full_width(TenYears { draws: &mut draws, block: index });
            black_box(&draws);
        });
    });
}

/// One value for every lane from what is drawn already.
struct Transform<'a> {
    table: &'a QuantileTable,
    from: From<'a>,
    lookup: &'a mut TableLookup,
    values: &'a mut Lanes,
}

#[derive(Clone, Copy)]
enum From<'a> {
    Probability(&'a Bits),
    Latent(&'a Lanes),
}

impl Work for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, width: Width) {
        self.lookup.width = width;
        match self.from {
            From::Probability(bits) => {
                let cubics = self.table.by_probability().expect("a table by probability");
                self.lookup.find_bits(bits);
                self.lookup.evaluate(cubics, AffineMap::IDENTITY, self.values);
            }
            From::Latent(latents) => {
                self.lookup.find_latents(latents);
                self.lookup.evaluate(self.table.by_latent(), AffineMap::IDENTITY, self.values);
            }
        }
    }
}

/// Quantile functions by table, without the random bits or latents that they start from.
fn transforms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transforms");
    group.throughput(Throughput::Elements(LANES as u64));
    let normal = QuantileTable::new(Arc::new(Normal::new(0.0, 1.0).expect("valid")));
    let gamma = QuantileTable::new(Arc::new(Gamma::new(2.0, 1.0).expect("valid")));
    let mut bits = Bits::all(0);
    Stream::new(StreamKey::new(1, "transforms"), 0).fill(&mut bits);
    let latents = Lanes::from_fn(|lane| normal.exact_quantile(tail_probabilities(bits[lane])));
    let (mut lookup, mut values) = (TableLookup::default(), Lanes::all(0.0));
    for (name, table) in [("normal", &normal), ("gamma", &gamma)] {
        for (way, from) in [("by probability", From::Probability(&bits)), ("by latent", From::Latent(&latents))] {
            group.bench_function(BenchmarkId::new(way, name), |bencher| {
                bencher.iter(|| {
                    at_full_width(Transform { table, from, lookup: &mut lookup, values: &mut values });
                    black_box(&values);
                });
            });
        }
    }
    group.finish();
}

/// The reference: one value at a time, StdRng.
fn rand_distr(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draws/rand_distr");
    group.throughput(Throughput::Elements(LANES as u64));
    let mut rng = StdRng::seed_from_u64(1);
    let normal = rand_distr::Normal::new(0.5, 0.2).expect("valid");
    let lognormal = rand_distr::LogNormal::new(3.4, 0.6).expect("valid");
    let pert = rand_distr::Pert::new(0.45, 0.8).with_mode(0.68).expect("valid");
    let gamma = rand_distr::Gamma::new(2.0, 0.5).expect("valid");
    let student_t = rand_distr::StudentT::new(4.0).expect("valid");
    let mut bench = |name: &str, draw: &mut dyn FnMut() -> f64| {
        group.bench_function(name, |bencher| bencher.iter(|| (0..LANES).map(|_| draw()).sum::<f64>()));
    };
    bench("normal", &mut || normal.sample(&mut rng));
    bench("lognormal", &mut || lognormal.sample(&mut rng));
    bench("pert", &mut || pert.sample(&mut rng));
    bench("gamma", &mut || gamma.sample(&mut rng));
    bench("student_t", &mut || student_t.sample(&mut rng));
    group.finish();
}

criterion_group!(benches, draws, latents, transforms, rand_distr);
criterion_main!(benches);
