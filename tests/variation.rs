//! The draws of some drivers changed, and of no others; and companies with draws of their own.

use runout::model::{DriverId, Model, build_keyed, load};
use runout::sampling::{Draws, Futures, LANES, Passes, Replacement, Sampling, Variation, Width};

const DESIGNS: [Sampling; 3] = [Sampling::Random, Sampling::Latin, Sampling::Sobol];

/// All values of a driver in four blocks: by block, by step, then by lane. Sobol points give a driver of two values one of a hundred-odd
/// patterns of lanes in a block, so that one block of other draws may look the same.
fn values(model: &Model, driver: DriverId, seed: u64, sampling: Sampling, variation: &Variation) -> Vec<f64> {
    let mut draws = Draws::varied(model.inputs(), &Futures::all(seed, sampling), variation, Passes::One);
    let mut values = Vec::new();
    for block in 3..7 {
        draws.start(Width::Baseline, block, LANES);
        for step in 0..model.inputs().calendar.steps() {
            draws.advance(step);
            values.extend((0..LANES).map(|lane| draws.value(driver, lane)));
        }
    }
    values
}

#[test]
fn another_seed_is_that_drivers_and_no_others() {
    let model = load("openai-top-down", &[]).unwrap().model;
    let uncertain: Vec<DriverId> =
        (0..model.inputs().drivers.len()).filter(|&id| !model.inputs().drivers[id].is_constant()).collect();
    let alone = uncertain.iter().copied().find(|&id| model.inputs().drivers[id].group.is_none()).unwrap();
    let group = model.inputs().groups.iter().find(|group| group.members.len() > 1).unwrap().members.clone();
    for changed in [vec![alone], group] {
        let variation = Variation::of(changed.iter().copied(), Replacement::Seed(77));
        for sampling in DESIGNS {
            for &id in &uncertain {
                let seed = if changed.contains(&id) { 77 } else { 1 };
                let expected = values(&model, id, seed, sampling, &Variation::none());
                assert_eq!(
                    values(&model, id, 1, sampling, &variation),
                    expected,
                    "{}",
                    model.inputs().drivers[id].name
                );
                assert_ne!(expected, values(&model, id, 78 - seed, sampling, &Variation::none()));
            }
        }
    }
}

#[test]
fn a_held_driver_stands_at_its_quantile_and_the_others_are_as_they_were() {
    let model = load("openai-top-down", &[]).unwrap().model;
    for z in [-1.281_551_565_544_6, 0.0, 6.0] {
        for id in (0..model.inputs().drivers.len()).filter(|&id| !model.inputs().drivers[id].is_acted_on) {
            let driver = &model.inputs().drivers[id];
            let variation = Variation::of([id], Replacement::Latent(z));
            for sampling in DESIGNS {
                let held = values(&model, id, 1, sampling, &variation);
                for (place, values) in held.chunks(LANES).enumerate() {
                    let year = model.inputs().calendar.year_of_step(place % model.inputs().calendar.steps());
                    let expected = driver.limits.apply(driver.curve(year).at(z, &model.inputs().tables));
                    let near = |value: f64| (value - expected).abs() <= 1e-8 * expected.abs().max(1.0);
                    assert!(values.iter().all(|&value| near(value)), "{} {} {expected}", driver.name, values[0]);
                }
            }
            let other = (id + 1) % model.inputs().drivers.len();
            let [before, after] =
                [&Variation::none(), &variation].map(|it| values(&model, other, 1, Sampling::Random, it));
            assert_eq!(before, after);
        }
    }
}

#[test]
fn the_last_change_of_a_driver_counts() {
    let model = load("startup", &[]).unwrap().model;
    let id = (0..model.inputs().drivers.len()).find(|&id| !model.inputs().drivers[id].is_constant()).unwrap();
    let twice = Variation::of([id], Replacement::Latent(0.0)).and(id, Replacement::Seed(2));
    let once = Variation::of([id], Replacement::Seed(2));
    let [twice, once] = [twice, once].map(|it| values(&model, id, 1, Sampling::Random, &it));
    assert_eq!(twice, once);
}

#[test]
fn companies_under_prefixes_of_their_own_have_draws_of_their_own() {
    let scenario = load("openai-top-down", &[]).unwrap().scenario;
    let [plain, unnamed, one, other] = ["", "", "one/", "other/"].map(|prefix| build_keyed(&scenario, prefix).unwrap());
    for id in (0..plain.inputs().drivers.len()).filter(|&id| !plain.inputs().drivers[id].is_constant()) {
        for sampling in DESIGNS {
            let of = |model: &Model| values(model, id, 1, sampling, &Variation::none());
            assert_eq!(of(&plain), of(&unnamed));
            assert!(of(&plain) != of(&one) && of(&one) != of(&other), "{}", plain.inputs().drivers[id].name);
        }
    }
}
