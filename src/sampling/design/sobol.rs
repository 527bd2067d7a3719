//! Owen-scrambled Sobol points: one dimension for each of the sums of normals that matter most, random numbers for the rest.
//!
//! There are 32 sequences of points, each scrambled by itself. Block b holds the points 128 (b / 32) and following of sequence b mod 32, so
//! a simulation of twice the runs continues each sequence where it stopped.
//!
//! Dimensions are given to single drivers first, then to the others in rounds, each driver in turn getting its next
//! [direction](super::path). When they run out, a driver's normals are random except for their coordinates along the directions that
//! it was given: e = w + sum of q_j (x_j - q_j w), with w random and x_j from the points.

use super::directions::{DIGITS, DIMENSIONS, directions};
use super::path::Path;
use super::{Digits, REPLICATES, stratify};
use crate::model::{Cadence, Curve, Driver, DriverId, RandomInputs};
use crate::sampling::inverse_transform::InverseTransform;
use crate::sampling::stream::{Stream, StreamKey};
use crate::tables::QuantileTable;
use crate::vector::{self, LANES, Lanes};
use rand::Rng as _;

/// The points of one block, as coordinates of the drivers' normals.
#[derive(Debug)]
pub(in crate::sampling) struct Sobol {
    assignments: Vec<AssignedDimensions>,
    /// Coordinates along the directions of every driver, those of one driver together.
    coordinates: Vec<Lanes>,
    points: Digits,
    noise: Box<Lanes>,
}

/// The dimensions of the points that a driver is given.
#[derive(Debug)]
struct AssignedDimensions {
    path: Path,
    /// The dimension of each of its directions, in their order.
    dimensions: Vec<Dimension>,
    /// The index of its first coordinate.
    first: usize,
    /// Scrambles its dimensions.
    scrambles: StreamKey,
    /// Periods drawn so far in this block.
    drawn: usize,
}

impl Sobol {
    /// `seeds` are those of the drivers.
    pub(in crate::sampling) fn new(inputs: &RandomInputs, seeds: &[u64]) -> Self {
        let mut assignments = assignments(inputs, seeds);
        let mut count = 0;
        for assignment in &mut assignments {
            assignment.first = count;
            count += assignment.dimensions.len();
        }
        Self {
            assignments,
            coordinates: vec![Lanes::all(0.0); count],
            points: [0; LANES],
            noise: Box::new(Lanes::all(0.0)),
        }
    }

    /// Whether the drivers that two models have in common, and that are uncertain in both, take the same dimensions for the same normals.
    pub(in crate::sampling) fn shares_draws(one: &RandomInputs, other: &RandomInputs) -> bool {
        let [ones, others] = [one, other].map(|inputs| assignments(inputs, &vec![0; inputs.drivers.len()]));
        one.drivers.iter().zip(&ones).all(|(driver, assignment)| {
            let place = other.drivers.binary_search_by(|known| known.name.cmp(&driver.name));
            place.is_ok_and(|place| !assignment.differs_from(&others[place])) || place.is_err()
        })
    }

    /// Finds the coordinates of every driver in `block`. The streams supply the digits beyond those of the points.
    #[inline(always)]
    pub(in crate::sampling) fn start(
        &mut self,
        block: u64,
        streams: &mut [Stream],
        normal: &QuantileTable,
        transform: &mut InverseTransform,
    ) {
        let (sequence, first_point) = (block % REPLICATES as u64, block / REPLICATES as u64 * LANES as u64);
        for (assignment, stream) in self.assignments.iter_mut().zip(streams) {
            assignment.drawn = 0;
            let mut scrambles = Stream::new(assignment.scrambles, sequence);
            let coordinates = &mut self.coordinates[assignment.first..][..assignment.dimensions.len()];
            for (dimension, coordinates) in assignment.dimensions.iter().zip(&mut *coordinates) {
                dimension.points(first_point, Scramble::new(scrambles.next_u64()), &mut self.points);
                transform.fill(stream);
                stratify::<{ u32::BITS }>(&self.points, &mut transform.bits);
                transform.normals(normal, coordinates);
            }
            if !assignment.path.is_complete() {
                // The same random normals come again when they are drawn.
                let mut ahead = stream.clone();
                for period in 0..assignment.path.periods() {
                    transform.fill(&mut ahead);
                    transform.normals(normal, &mut self.noise);
                    for (coordinates, direction) in coordinates.iter_mut().zip(assignment.path.directions()) {
                        vector::add_scaled(coordinates, -direction[period], &self.noise);
                    }
                }
            }
        }
    }

    /// The independent normals of a driver's next period.
    #[inline(always)]
    pub(in crate::sampling) fn normals(
        &mut self,
        driver: DriverId,
        stream: &mut Stream,
        normal: &QuantileTable,
        transform: &mut InverseTransform,
        normals: &mut Lanes,
    ) {
        let assignment = &mut self.assignments[driver];
        if assignment.path.is_complete() {
            *normals = Lanes::all(0.0);
        } else {
            transform.fill(stream);
            transform.normals(normal, normals);
        }
        for (coordinates, direction) in self.coordinates[assignment.first..].iter().zip(assignment.path.directions()) {
            if direction[assignment.drawn] != 0.0 {
                vector::add_scaled(normals, direction[assignment.drawn], coordinates);
            }
        }
        assignment.drawn += 1;
    }
}

/// The dimensions that each driver is given.
fn assignments(inputs: &RandomInputs, seeds: &[u64]) -> Vec<AssignedDimensions> {
    let assignment = |(id, driver): (usize, &Driver)| AssignedDimensions {
        path: path(id, inputs),
        dimensions: Vec::new(),
        first: 0,
        scrambles: StreamKey::new(seeds[id], &format!("sobol: {}", driver.key)),
        drawn: 0,
    };
    let mut assignments: Vec<AssignedDimensions> = inputs.drivers.iter().enumerate().map(assignment).collect();
    distribute_dimensions(&mut assignments, &inputs.drivers);
    assignments
}

/// The path of a driver's normals: its own in a group, or one for each period that is not certain.
fn path(id: DriverId, inputs: &RandomInputs) -> Path {
    let (driver, calendar) = (&inputs.drivers[id], &inputs.calendar);
    let drawn = (0..calendar.steps()).filter(|&step| driver.cadence.draws_at(step, calendar));
    let group = driver.group.map(|group| &inputs.groups[group]);
    let place = group.and_then(|group| group.members.iter().position(|&member| member == id));
    let (Some(group), Some(place)) = (group, place) else {
        let uncertain = |&step: &usize| matches!(driver.curve(calendar.year_of_step(step)), Curve::Drawn { .. });
        return Path::new(vec![1.0; drawn.filter(uncertain).count()], 0.0);
    };
    let (first, later) = (group.first[place][place], group.later[place][place]);
    let weights = drawn.enumerate().map(|(period, _)| if period == 0 { first } else { later });
    Path::new(weights.collect(), group.persistence[place])
}

/// Gives the available dimensions to the directions that matter most.
fn distribute_dimensions(assignments: &mut [AssignedDimensions], drivers: &[Driver]) {
    let mut next = 0;
    let singles = drivers.iter().map(|driver| driver.cadence == Cadence::Single);
    for (assignment, _) in assignments.iter_mut().zip(singles).filter(|(_, is_single)| *is_single) {
        assignment.take_one(&mut next);
    }
    let mut before = DIMENSIONS;
    while next != before {
        before = next;
        assignments.iter_mut().for_each(|assignment| assignment.take_one(&mut next));
    }
}

impl AssignedDimensions {
    /// Whether both are uncertain and have different draws.
    fn differs_from(&self, other: &Self) -> bool {
        let is_uncertain =
            |assignment: &Self| !assignment.path.directions().is_empty() || !assignment.path.is_complete();
        let is_the_same = || self.dimensions == other.dimensions && self.path.directions() == other.path.directions();
        is_uncertain(self) && is_uncertain(other) && !is_the_same()
    }

    /// Takes the next dimension for the next direction, if there are both.
    fn take_one(&mut self, next: &mut usize) {
        if *next < DIMENSIONS && self.path.extend() {
            self.dimensions.push(Dimension::new(*next));
            *next += 1;
        }
    }
}

/// One dimension of the Sobol sequence.
#[derive(Debug, PartialEq, Eq)]
struct Dimension {
    /// Its direction numbers with their digits in reverse: the lowest bit is worth 1/2.
    reversed: [u32; DIGITS],
}

impl Dimension {
    fn new(dimension: usize) -> Self {
        Self { reversed: directions(dimension).map(u32::reverse_bits) }
    }

    /// The scrambled coordinates of the points from number `first` on, a multiple of the number of lanes, one for each lane.
    #[inline(always)]
    fn points(&self, first: u64, scramble: Scramble, points: &mut Digits) {
        let set = self.reversed.iter().enumerate().filter(|(digit, _)| first >> digit & 1 == 1);
        points[0] = set.fold(0, |point, (_, direction)| point ^ direction);
        for (digit, direction) in self.reversed[..LANES.ilog2() as usize].iter().enumerate() {
            let (known, new) = points.split_at_mut(1 << digit);
            for (new, known) in new.iter_mut().zip(known) {
                *new = *known ^ direction;
            }
        }
        for point in points {
            *point = scramble.of(*point);
        }
    }
}

/// A nested uniform scramble of one dimension: whether a digit is flipped depends on all digits before it.
///
/// # Source
/// Owen 1995, by a hash as in Laine and Karras 2011 and Burley, "Practical hash-based Owen scrambling", JCGT 9(4), 2020, with the
/// constants of Vegdahl, "Building a better LK hash", 2021. The shift behind it makes each point exactly uniform whatever the hash.
#[derive(Debug, Clone, Copy)]
struct Scramble {
    seed: u32,
    shift: u32,
}

impl Scramble {
    #[expect(clippy::cast_possible_truncation, reason = "one half each")]
    fn new(random: u64) -> Self {
        Self { seed: random as u32, shift: (random >> 32) as u32 }
    }

    /// The scrambled coordinate of one whose digits stand in reverse.
    #[inline(always)]
    fn of(self, reversed: u32) -> u32 {
        let mut x = reversed;
        x ^= x.wrapping_mul(0x3d20_adea);
        x = x.wrapping_add(self.seed);
        x = x.wrapping_mul(self.seed >> 16 | 1);
        x ^= x.wrapping_mul(0x0552_6c56);
        x ^= x.wrapping_mul(0x53a2_2864);
        x.reverse_bits() ^ self.shift
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scramble(dimension: usize, sequence: u64) -> Scramble {
        let mut stream = Stream::new(StreamKey::new(1, &format!("sobol: {dimension}")), sequence);
        Scramble::new(stream.next_u64())
    }

    /// The first `count` scrambled points in one dimension, or those that follow.
    fn points(dimension: usize, sequence: u64, range: std::ops::Range<u64>) -> Vec<u32> {
        let mut points = [0; LANES];
        let blocks = range.start / LANES as u64..range.end / LANES as u64;
        let block = |block| {
            Dimension::new(dimension).points(block * LANES as u64, scramble(dimension, sequence), &mut points);
            points
        };
        blocks.flat_map(block).collect()
    }

    #[test]
    fn a_block_holds_the_points_of_its_numbers() {
        let identity = |reversed: u32| reversed.reverse_bits();
        for dimension in [0, 1, 9, 100, DIMENSIONS - 1] {
            let (directions, scramble) = (directions(dimension), scramble(dimension, 3));
            for first in [0, 512, 7 * 512, (1 << 31) + 512] {
                let mut points = [0; LANES];
                Dimension::new(dimension).points(first, scramble, &mut points);
                for (index, &point) in (first..).zip(&points) {
                    let plain = (0..DIGITS).filter(|k| index >> k & 1 == 1).fold(0, |sum, k| sum ^ directions[k]);
                    assert_eq!(point, scramble.of(identity(plain)), "point {index}");
                }
            }
        }
    }

    /// Of 2^k consecutive points from a multiple of 2^k, one lies in each interval of length 2^-k, in every dimension.
    #[test]
    fn every_dimension_is_stratified_at_every_scale() {
        for dimension in 0..DIMENSIONS {
            for (from, digits) in [(0, 9), (512, 9), (0, 12), (4096, 12)] {
                let range = from..from + (1 << digits);
                let mut strata: Vec<u32> =
                    points(dimension, 5, range).iter().map(|point| point >> (32 - digits)).collect();
                strata.sort_unstable();
                assert!(strata.iter().enumerate().all(|(place, &stratum)| place == stratum as usize), "{dimension}");
            }
        }
    }

    /// Whether 2^m points fill every elementary interval of size 2^-(m - t) in two dimensions equally.
    #[expect(clippy::cast_possible_truncation, reason = "the number of a cell, of which there are no more than points")]
    fn is_net(a: &[u32], b: &[u32], t: u32) -> bool {
        let m = a.len().ilog2();
        (0..=m - t).all(|digits| {
            let mut counts = vec![0; 1 << (m - t)];
            let cell = |x: u32, digits: u32| u64::from(x) >> (32 - digits);
            for (&a, &b) in a.iter().zip(b) {
                counts[(cell(a, digits) << (m - t - digits) | cell(b, m - t - digits)) as usize] += 1;
            }
            counts.iter().all(|&count| count == 1 << t)
        })
    }

    /// A scramble that did not keep the digits before it in view would break this; so would unrelated points.
    #[test]
    fn the_first_two_dimensions_make_a_zero_net_however_scrambled() {
        for sequence in 0..REPLICATES as u64 {
            for (from, to) in [(0, 512), (512, 1024), (0, 4096)] {
                let [a, b] = [0, 1].map(|dimension| points(dimension, sequence, from..to));
                assert!(is_net(&a, &b, 0));
            }
        }
        let [a, b] = [(0, 0), (1, 512)].map(|(dimension, from)| points(dimension, 0, from..from + 512));
        assert!(is_net(&a, &b, 0), "the next points of a sequence are a net beside any others in the first dimension");
        let latin: Vec<u32> = a.iter().map(|x| x.wrapping_mul(0x9e37_79b1)).collect();
        assert!(!is_net(&a, &latin, 0));
    }

    /// Pairs among the first ten dimensions at 4,096 points: Joe and Kuo's criterion keeps t low, and no scramble changes it.
    #[test]
    fn pairs_of_dimensions_are_nets_of_low_t() {
        let all: Vec<Vec<u32>> = (0..10).map(|dimension| points(dimension, 2, 0..4096)).collect();
        let t = |a: &Vec<u32>, b: &Vec<u32>| (0..=12).find(|&t| is_net(a, b, t)).unwrap();
        let pairs = (0..10).flat_map(|i| (0..i).map(move |j| (i, j)));
        let worst = pairs.map(|(i, j)| t(&all[i], &all[j])).max().unwrap();
        assert_eq!(worst, 4, "recorded");
    }

    #[test]
    fn sequences_and_dimensions_are_scrambled_apart() {
        let one = points(0, 0, 0..512);
        assert_ne!(one, points(0, 1, 0..512));
        assert_ne!(one, points(1, 0, 0..512));
        assert_eq!(one, points(0, 0, 0..512));
    }

    /// Whether a digit is flipped is drawn anew for each sequence of the digits before it: a single shift for all would agree always.
    #[test]
    fn a_digit_is_flipped_by_the_digits_before_it() {
        let count = 1 << 14;
        for digit in 1..u32::BITS {
            let turned =
                |scramble: Scramble, digits: u32| (scramble.of(digits.reverse_bits()) ^ digits) >> (31 - digit) & 1;
            let beginning = 1 << (32 - digit);
            let agree: u32 = (0..count)
                .map(|sequence| scramble(0, sequence))
                .map(|scramble| turned(scramble, 0) ^ turned(scramble, beginning) ^ 1)
                .sum();
            let off = (f64::from(agree) / count as f64 - 0.5) * 2.0 * (count as f64).sqrt();
            assert!(off.abs() < 5.0, "digit {digit}: {off:.1} standard errors");
        }
    }
}
