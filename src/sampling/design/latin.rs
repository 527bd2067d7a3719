//! Latin hypercubes: each draw of a driver falls once into each of 128 strata of equal probability, in a random order of the lanes.
//!
//! The order comes from a stream of its own, the place within the stratum from the driver's. Latents that depend on each other or on
//! the past are made of stratified normals as they otherwise are of random ones, so every distribution, correlation and persistence stays.

use super::{Digits, stratify};
use crate::model::Driver;
use crate::sampling::stream::{Stream, StreamKey};
use crate::vector::{Bits, LANES};

/// Digits of a stratum.
const DIGITS: u32 = LANES.ilog2();

/// The strata of every driver's draws in one block.
#[derive(Debug)]
pub(in crate::sampling) struct Latin {
    keys: Vec<StreamKey>,
    streams: Vec<Stream>,
    strata: Digits,
    bits: Bits,
}

impl Latin {
    /// `seeds` are those of the drivers.
    pub(in crate::sampling) fn new(drivers: &[Driver], seeds: &[u64]) -> Self {
        let key = |(driver, &seed): (&Driver, &u64)| StreamKey::new(seed, &format!("latin: {}", driver.key));
        let keys: Vec<StreamKey> = drivers.iter().zip(seeds).map(key).collect();
        let streams = keys.iter().map(|&key| Stream::new(key, 0)).collect();
        Self { keys, streams, strata: [0; LANES], bits: Bits::all(0) }
    }

    #[inline(always)]
    pub(in crate::sampling) fn start(&mut self, block: u64) {
        for (stream, &key) in self.streams.iter_mut().zip(&self.keys) {
            *stream = Stream::new(key, block);
        }
    }

    /// Spreads the bits of a driver's next draw: one lane into each stratum.
    #[inline(always)]
    pub(in crate::sampling) fn spread(&mut self, driver: usize, bits: &mut Bits) {
        self.streams[driver].fill(&mut self.bits);
        shuffle(&self.bits, &mut self.strata);
        stratify::<DIGITS>(&self.strata, bits);
    }
}

/// A random order of the strata.
///
/// # Source
/// Fisher and Yates 1938, as in Durstenfeld 1964; a number below n from 32 bits as in Lemire 2019, off by less than n 2^-32.
fn shuffle(bits: &Bits, strata: &mut Digits) {
    for place in 0..LANES {
        let other = (((bits[place] >> 32) * (place as u64 + 1)) >> 32) as usize;
        strata[place] = strata[other];
        #[expect(clippy::cast_possible_truncation, reason = "below the number of lanes")]
        let stratum = place as u32;
        strata[other] = stratum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(count: u64) -> Vec<Digits> {
        let mut stream = Stream::new(StreamKey::new(1, "latin: cash.opening"), 0);
        let (mut bits, mut strata) = (Bits::all(0), [0; LANES]);
        (0..count)
            .map(|_| {
                stream.fill(&mut bits);
                shuffle(&bits, &mut strata);
                strata
            })
            .collect()
    }

    #[test]
    fn every_stratum_is_taken_once() {
        for order in orders(20) {
            let mut sorted = order;
            sorted.sort_unstable();
            assert!(sorted.iter().enumerate().all(|(place, &stratum)| place == stratum as usize));
            assert_ne!(sorted, order);
        }
    }

    /// Of 5,120 orders, 10 put any one stratum into any one lane: chi-square over all pairs, to four standard deviations.
    #[test]
    fn every_lane_has_every_stratum_equally_often() {
        let mut counts = vec![0_u32; LANES * LANES];
        for order in orders(10 * LANES as u64) {
            order.iter().enumerate().for_each(|(lane, &stratum)| counts[lane * LANES + stratum as usize] += 1);
        }
        let freedom = ((LANES - 1) * (LANES - 1)) as f64;
        let chi_square: f64 = counts.iter().map(|&count| (f64::from(count) - 10.0).powi(2) / 10.0).sum();
        assert!((chi_square - freedom).abs() < 4.0 * (2.0 * freedom).sqrt(), "{chi_square} of {freedom}");
    }
}
