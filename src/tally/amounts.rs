//! Amounts of many runs, counted fast: nearly all belong to a window of bins that stand side by side, so that their places are found
//! without a look-up; the rest go to the pages of a histogram. Together they are that histogram.

use super::{Histogram, Merge};
use crate::vector::{LANES, extremes};

/// Bits of the mantissa that distinguish bins: these are 0.8 % wide.
const BITS: u32 = 7;
/// Histogram of yearly amounts.
pub type AmountHistogram = Histogram<BITS>;

/// Sizes in the window: from 2^-40, a billionth of a thousandth, up to 2^88.
const LEAST_EXPONENT: usize = 1023 - 40;
const OCTAVES: usize = 128;
/// Bins of the window: of amounts from 0, then of those below.
const WINDOW: usize = 2 * A_SIDE;
const A_SIDE: usize = OCTAVES << BITS;
const BINS: usize = 1 << BITS;

/// Counts of amounts: at most 2^32 of them one by one, any number by weight.
#[derive(Debug, Clone)]
pub struct Amounts {
    /// The first bin, the least of the window, holds 0 and nothing else.
    window: Box<[u32; WINDOW]>,
    rest: AmountHistogram,
}

impl Default for Amounts {
    fn default() -> Self {
        let Ok(window) = vec![0; WINDOW].into_boxed_slice().try_into() else { unreachable!("it is as long") };
        Self { window, rest: AmountHistogram::default() }
    }
}

impl Amounts {
    /// Counts each amount.
    #[inline(always)]
    pub fn count_all(&mut self, amounts: &[f64]) {
        let (blocks, last) = amounts.as_chunks::<LANES>();
        for block in blocks {
            let (places, are_all_near) = places(block);
            if are_all_near {
                for place in places {
                    self.window[place as usize & (WINDOW - 1)] += 1;
                }
                self.rest.widen(extremes(block));
            } else {
                self.rest.count_all(block);
            }
        }
        self.rest.count_all(last);
    }

    /// Counts each amount with its weight.
    ///
    /// # Shape
    /// One weight for each amount; further weights are ignored.
    pub fn weigh_all(&mut self, amounts: &[f64], weights: &[u64]) {
        self.rest.weigh_all(amounts, weights);
    }

    /// All counts together.
    #[must_use]
    pub fn histogram(&self) -> AmountHistogram {
        let mut histogram = self.rest.clone();
        let (pages, _) = self.window.as_chunks::<BINS>();
        for (place, page) in pages.iter().enumerate().filter(|(_, page)| is_counted(page)) {
            let is_below = place >= OCTAVES;
            let mut counts = page.map(u64::from);
            if place == 0 {
                histogram.add_page(0, false, &[std::mem::take(&mut counts[0])]);
            }
            let exponent = LEAST_EXPONENT + place % OCTAVES;
            histogram.add_page(exponent, is_below, &counts);
        }
        histogram
    }
}

impl Merge for Amounts {
    fn merge(&mut self, other: &Self) {
        let (mine, _) = self.window.as_chunks_mut::<BINS>();
        let (theirs, _) = other.window.as_chunks::<BINS>();
        for (mine, theirs) in mine.iter_mut().zip(theirs).filter(|(_, theirs)| is_counted(theirs)) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        self.rest.merge(&other.rest);
    }
}

/// Whether a page has counts. Pages without are not written to, so that they take no memory.
fn is_counted(page: &[u32; BINS]) -> bool {
    page.iter().fold(0, |any, count| any | count) > 0
}

/// The bins of a block's amounts, and whether all are in the window. Without branches, so that they are found side by side.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "places in the window have fifteen bits")]
fn places(block: &[f64; LANES]) -> ([u16; LANES], bool) {
    const FIRST: u64 = (LEAST_EXPONENT as u64) << BITS;
    let (mut places, mut far) = ([0; LANES], 0);
    for lane in 0..LANES {
        let bits = (block[lane] + 0.0).to_bits();
        let (is_below, size) = (bits >> 63, (bits & (u64::MAX >> 1)) >> (52 - BITS));
        let place = if bits == 0 { 0 } else { size.wrapping_sub(FIRST) };
        let is_far = place >= A_SIDE as u64 || (place == 0 && bits != 0);
        far |= u64::from(is_far);
        places[lane] = (place | is_below << A_SIDE.ilog2()) as u16;
    }
    (places, far == 0)
}

#[cfg(test)]
mod tests {
    use super::{AmountHistogram, Amounts, LANES, Merge as _};

    /// A block of each kind: all in the window, some of them 0, some beyond it on either side, and the ends of the window.
    fn blocks() -> Vec<[f64; LANES]> {
        let at = |f: fn(f64) -> f64| std::array::from_fn(|lane| f(lane as f64));
        vec![
            at(|lane| (lane - 40.0).powi(3) * 0.37),
            at(|lane| if lane > 60.0 { 0.0 } else { -0.0 }),
            at(|lane| (lane - 60.0).exp2()),
            at(|lane| -(2.0 * lane - 60.0).exp2()),
            at(|lane| (-40.0_f64).exp2() * (1.0 + lane / 128.0)),
            at(|lane| -(-40.0_f64).exp2() * (1.0 + lane / 128.0)),
            at(|lane| 88.0_f64.exp2().next_down() * (1.0 - lane * 1e-3)),
            at(|lane| 1e300 * (lane - 7.0)),
            at(|lane| f64::from_bits(1) * lane),
        ]
    }

    fn is_same(found: &AmountHistogram, expected: &AmountHistogram) {
        assert_eq!(found.bins().collect::<Vec<_>>(), expected.bins().collect::<Vec<_>>());
        assert_eq!(found.count(), expected.count());
        for rank in [0, 1, found.count() / 2, found.count() - 1] {
            assert_eq!(found.ranked(rank).to_bits(), expected.ranked(rank).to_bits(), "rank {rank}");
        }
    }

    #[test]
    fn counts_as_a_histogram_does() {
        for block in blocks() {
            for runs in [LANES, LANES - 3] {
                let (mut amounts, mut expected) = (Amounts::default(), AmountHistogram::default());
                amounts.count_all(&block[..runs]);
                expected.count_all(&block[..runs]);
                is_same(&amounts.histogram(), &expected);
            }
        }
    }

    #[test]
    fn merging_is_counting_together() {
        let (mut merged, mut together) = (Amounts::default(), AmountHistogram::default());
        for block in blocks() {
            let mut one = Amounts::default();
            one.count_all(&block);
            one.weigh_all(&block, &[3; LANES]);
            merged.merge(&one);
            together.count_all(&block);
            together.weigh_all(&block, &[3; LANES]);
        }
        is_same(&merged.histogram(), &together);
    }
}
