//! How amounts are spread, counted in bins of equal relative width over all floats: exact counts, bounded memory, any magnitude.

/// Counts of amounts. `BITS` bits of the mantissa tell bins apart: each is 2^-`BITS` of its value wide.
///
/// Bins come in pages, one for each sign and power of two; a page is made when its first amount is counted.
#[derive(Debug, Clone)]
pub struct Histogram<const BITS: u32> {
    /// For each sign and exponent: 0 if nothing was counted, else one more than the page's place.
    places: Box<[u16; PAGES]>,
    pages: Vec<Vec<u64>>,
    count: u64,
    least: f64,
    greatest: f64,
}

const PAGES: usize = 1 << 12;

impl<const BITS: u32> Default for Histogram<BITS> {
    fn default() -> Self {
        Self {
            places: Box::new([0; PAGES]),
            pages: Vec::new(),
            count: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
        }
    }
}

impl<const BITS: u32> Histogram<BITS> {
    /// Counts each amount.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves a few bits")]
    pub fn count_all(&mut self, amounts: &[f64]) {
        for &amount in amounts {
            let bits = (amount + 0.0).to_bits();
            let bin = (bits >> (52 - BITS)) as usize & ((1 << BITS) - 1);
            let place = self.places[(bits >> 52) as usize];
            let place = if place == 0 { self.new_page(bits) } else { place };
            self.pages[usize::from(place) - 1][bin] += 1;
        }
        self.least = amounts.iter().fold(self.least, |least, &amount| if amount < least { amount } else { least });
        self.greatest =
            amounts.iter().fold(self.greatest, |greatest, &amount| if amount > greatest { amount } else { greatest });
        self.count += amounts.len() as u64;
    }

    #[cold]
    fn new_page(&mut self, bits: u64) -> u16 {
        self.pages.push(vec![0; 1 << BITS]);
        // At most 4,096 pages exist, one for each value of twelve bits.
        #[expect(clippy::cast_possible_truncation, reason = "at most 4,096 pages")]
        let place = self.pages.len() as u16;
        self.places[(bits >> 52) as usize] = place;
        place
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        for (key, &place) in other.places.iter().enumerate() {
            if place == 0 {
                continue;
            }
            let mine = match self.places[key] {
                0 => self.new_page((key as u64) << 52),
                mine => mine,
            };
            let theirs = &other.pages[usize::from(place) - 1];
            for (mine, theirs) in self.pages[usize::from(mine) - 1].iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }

    /// Amounts counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Bins that hold something, by rising amount: lower end, upper end, count.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, u64)> {
        let half = PAGES / 2;
        let negative = (half..PAGES).rev().flat_map(|key| self.page(key, true));
        negative.chain((0..half).flat_map(|key| self.page(key, false)))
    }

    fn page(&self, key: usize, is_negative: bool) -> impl Iterator<Item = (f64, f64, u64)> {
        let bins: &[u64] = match self.places[key] {
            0 => &[],
            place => &self.pages[usize::from(place) - 1],
        };
        let edge = move |bin: usize| f64::from_bits(((key as u64) << 52) + ((bin as u64) << (52 - BITS)));
        let order = move |place: usize| if is_negative { bins.len() - 1 - place } else { place };
        (0..bins.len()).map(order).filter(|&bin| bins[bin] > 0).map(move |bin| {
            let (near, far) = (edge(bin), edge(bin + 1));
            // What is nearer to 0 than floats resolve in full is 0.
            let flat = |x: f64| if x.abs() < f64::MIN_POSITIVE { 0.0 } else { x };
            if key & (PAGES / 2 - 1) == 0 && bin == 0 {
                (0.0, 0.0, bins[bin])
            } else {
                (flat(near.min(far)), flat(near.max(far)), bins[bin])
            }
        })
    }

    /// The amount of rank `rank`, from 0, by rising amount: interpolated within its bin, never beyond what was counted.
    #[must_use]
    pub fn ranked(&self, rank: u64) -> f64 {
        let mut before = 0;
        for (low, high, count) in self.bins() {
            if rank < before + count {
                let share = ((rank - before) as f64 + 0.5) / count as f64;
                return ((high - low) * share + low).clamp(self.least, self.greatest);
            }
            before += count;
        }
        self.greatest
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;

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
    fn merging_is_counting_together() {
        let (a, b) = ([3.0, -2.0, 0.0, 1e300], [-2.0, 5.0, -1e-300]);
        let mut merged = counted(&a);
        merged.merge(&counted(&b));
        let together = counted(&[a.as_slice(), b.as_slice()].concat());
        assert_eq!(merged.bins().collect::<Vec<_>>(), together.bins().collect::<Vec<_>>());
        assert_eq!((merged.count(), merged.ranked(0), merged.ranked(6)), (7, -2.0, 1e300));
    }
}
