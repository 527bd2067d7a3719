//! Histograms of amounts, with bins of equal relative width over all floats: exact counts, bounded memory, any magnitude.

use super::Merge;
use crate::vector::extremes;

/// Counts of amounts. `BITS` bits of the mantissa distinguish bins: each is 2^-`BITS` of its value wide.
///
/// Bins come in pages, one for each sign and power of two; a page is made when its first amount is counted.
#[derive(Debug, Clone)]
pub struct Histogram<const BITS: u32> {
    /// For each sign and exponent: the number of its page in `counts`; `NO_PAGE` if nothing was counted.
    pages: Box<[u16; PAGES]>,
    /// The pages, one after the other.
    counts: Vec<u64>,
    count: u64,
    /// The least and the greatest amount.
    range: [f64; 2],
}

const PAGES: usize = 1 << 12;
const NO_PAGE: u16 = u16::MAX;
/// Amounts whose bins are found before any is counted, so that no increment waits for the one before.
const TOGETHER: usize = 64;

impl<const BITS: u32> Default for Histogram<BITS> {
    fn default() -> Self {
        Self {
            pages: Box::new([NO_PAGE; PAGES]),
            counts: Vec::new(),
            count: 0,
            range: [f64::INFINITY, f64::NEG_INFINITY],
        }
    }
}

impl<const BITS: u32> Histogram<BITS> {
    /// Counts each amount.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "a level is the same to the last bit")]
    pub fn count_all(&mut self, amounts: &[f64]) {
        let Some(&first) = amounts.first() else { return };
        self.count += amounts.len() as u64;
        self.widen(extremes(amounts));
        if amounts.iter().fold(true, |are_same, &amount| are_same & (amount == first)) {
            let place = self.place(first);
            self.counts[place] += amounts.len() as u64;
            return;
        }
        for amounts in amounts.chunks(TOGETHER) {
            let mut places = [0; TOGETHER];
            for (place, &amount) in places.iter_mut().zip(amounts) {
                *place = self.place(amount);
            }
            for &place in &places[..amounts.len()] {
                self.counts[place] += 1;
            }
        }
    }

    /// Counts each amount with its weight.
    ///
    /// # Shape
    /// One weight for each amount; further weights are ignored.
    pub fn weigh_all(&mut self, amounts: &[f64], weights: &[u64]) {
        for (&amount, &weight) in amounts.iter().zip(weights).filter(|(_, weight)| **weight > 0) {
            let place = self.place(amount);
            self.counts[place] += weight;
            self.count += weight;
            self.widen([amount; 2]);
        }
    }

    /// Bins of a page.
    const BINS: usize = 1 << BITS;

    /// Where in `counts` the bin of an amount is.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "what counts are the lowest bits")]
    fn place(&mut self, amount: f64) -> usize {
        let bits = (amount + 0.0).to_bits();
        let page = match self.pages[(bits >> 52) as usize] {
            NO_PAGE => self.new_page(bits),
            page => page,
        };
        usize::from(page) * Self::BINS + ((bits >> (52 - BITS)) as usize & (Self::BINS - 1))
    }

    /// Adds counts of the first bins of a page, that of an exponent and sign; the range is [widened](Self::widen) apart.
    pub(super) fn add_page(&mut self, exponent: usize, is_negative: bool, counts: &[u64]) {
        let key = if is_negative { exponent + PAGES / 2 } else { exponent };
        let page = match self.pages[key] {
            NO_PAGE => self.new_page((key as u64) << 52),
            page => page,
        };
        for (mine, count) in self.counts[usize::from(page) * Self::BINS..].iter_mut().zip(counts) {
            *mine += count;
            self.count += count;
        }
    }

    /// Widens the range to the least and the greatest of some amounts.
    #[inline(always)]
    pub(super) fn widen(&mut self, [least, greatest]: [f64; 2]) {
        self.range = [self.range[0].min(least), self.range[1].max(greatest)];
    }

    #[cold]
    #[inline(never)]
    fn new_page(&mut self, bits: u64) -> u16 {
        #[expect(clippy::cast_possible_truncation, reason = "at most 4,096 pages")]
        let page = (self.counts.len() / Self::BINS) as u16;
        self.counts.resize(self.counts.len() + Self::BINS, 0);
        self.pages[(bits >> 52) as usize] = page;
        page
    }

    /// Amounts counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Bins that are not empty, by rising amount: lower end, upper end and count.
    ///
    /// # Units
    /// The ends count in the units of the amounts.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, u64)> {
        let half = PAGES / 2;
        let negative = (half..PAGES).rev().flat_map(|key| self.bins_of_page(key, true));
        negative.chain((0..half).flat_map(|key| self.bins_of_page(key, false)))
    }

    fn page(&self, key: usize) -> &[u64] {
        match self.pages[key] {
            NO_PAGE => &[],
            page => &self.counts[usize::from(page) * Self::BINS..][..Self::BINS],
        }
    }

    fn bins_of_page(&self, key: usize, is_negative: bool) -> impl Iterator<Item = (f64, f64, u64)> {
        let bins = self.page(key);
        let edge = move |bin: usize| f64::from_bits(((key as u64) << 52) + ((bin as u64) << (52 - BITS)));
        let order = move |place: usize| if is_negative { bins.len() - 1 - place } else { place };
        (0..bins.len()).map(order).filter(|&bin| bins[bin] > 0).map(move |bin| {
            let (near, far) = (edge(bin), edge(bin + 1));
            // Subnormal numbers count as 0.
            let flat = |x: f64| if x.abs() < f64::MIN_POSITIVE { 0.0 } else { x };
            if key & (PAGES / 2 - 1) == 0 && bin == 0 {
                (0.0, 0.0, bins[bin])
            } else {
                (flat(near.min(far)), flat(near.max(far)), bins[bin])
            }
        })
    }

    /// The amount of rank `rank`, from 0, by rising amount, interpolated within its bin and clamped to the range counted.
    ///
    /// # Units
    /// Those of the amounts.
    #[must_use]
    pub fn ranked(&self, rank: u64) -> f64 {
        let [least, greatest] = self.range;
        self.bin_of(rank).map_or(greatest, |Bin { low, high, before, count }| {
            let share = ((rank - before) as f64 + 0.5) / count as f64;
            ((high - low) * share + low).clamp(least, greatest)
        })
    }

    /// The width, within the range counted, of the bin that holds the amount of rank `rank`: the resolution of that amount.
    ///
    /// # Units
    /// Those of the amounts.
    #[must_use]
    pub fn resolution(&self, rank: u64) -> f64 {
        let width = |bin: Bin| bin.high.min(self.range[1]) - bin.low.max(self.range[0]);
        self.bin_of(rank).map_or(0.0, width).max(0.0)
    }

    fn bin_of(&self, rank: u64) -> Option<Bin> {
        let mut before = 0;
        for (low, high, count) in self.bins() {
            if rank < before + count {
                return Some(Bin { low, high, before, count });
            }
            before += count;
        }
        None
    }
}

impl<const BITS: u32> Merge for Histogram<BITS> {
    fn merge(&mut self, other: &Self) {
        // Where there are no counts, the range may still be that of amounts that are counted elsewhere (`amounts`).
        for key in (0..PAGES).take_while(|_| other.count > 0) {
            let theirs = other.page(key);
            if !theirs.is_empty() {
                self.add_page(key % (PAGES / 2), key >= PAGES / 2, theirs);
            }
        }
        self.widen(other.range);
    }
}

/// A bin that holds an amount of some rank.
struct Bin {
    low: f64,
    high: f64,
    /// Amounts in the bins below.
    before: u64,
    /// Amounts in it.
    count: u64,
}

#[cfg(test)]
mod tests {
    use super::{Histogram, Merge as _};

    fn counted(amounts: &[f64]) -> Histogram<7> {
        let mut histogram = Histogram::default();
        histogram.count_all(amounts);
        histogram
    }

    #[test]
    fn ranks_are_within_half_a_percent_of_the_sorted_amounts() {
        let amounts: Vec<f64> = (0..20_000).map(|i| (f64::from(i) - 7_000.0).powi(3) * 1e-4).collect();
        let histogram = counted(&amounts);
        for rank in [0, 100, 6_999, 7_000, 7_001, 10_000, 19_999] {
            let (exact, ranked) = (amounts[rank], histogram.ranked(rank as u64));
            assert!((ranked - exact).abs() <= 0.005 * exact.abs(), "rank {rank}: {ranked}, exactly {exact}");
        }
    }

    #[test]
    fn an_amount_that_is_always_the_same_is_told_exactly() {
        assert_eq!(counted(&[13.1; 5]).ranked(2).to_bits(), 13.1_f64.to_bits());
        assert_eq!(counted(&[-0.0, 0.0]).ranked(1).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_bin_is_as_wide_as_what_was_counted_allows() {
        // From 8 to 16 in 128 bins.
        assert_eq!(counted(&[1.0, 9.0, 20.0]).resolution(1).to_bits(), 0.0625_f64.to_bits());
        assert_eq!(counted(&[13.1; 5]).resolution(2).to_bits(), 0.0_f64.to_bits());
        assert_eq!(counted(&[0.0, 0.0, 3.0]).resolution(0).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn merging_is_counting_together() {
        let (a, b) = ([3.0, -2.0, 0.0, 1e300], [-2.0, 5.0, -1e-300]);
        let mut merged = counted(&a);
        merged.merge(&counted(&b));
        let together = counted(&[a.as_slice(), b.as_slice()].concat());
        assert_eq!(merged.bins().collect::<Vec<_>>(), together.bins().collect::<Vec<_>>());
        assert_eq!((merged.count(), merged.ranked(0), merged.ranked(6)), (7, -2.0, 1e300));
    }
}
