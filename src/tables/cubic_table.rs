//! Tables of cubics, as draws read them: each cell at once, without a check.
//!
//! A cell begins at an offset of sixteen bits, and a table has room for a cell at every such offset: so no read is out of bounds, and the
//! compiler knows it.

use super::cubic::{Cubic, CubicCell, SECOND_BITS, STRIP, THIRD_BITS, WholeCubic};
use bytemuck::cast;

/// Offsets of sixteen bits.
const PLACES: usize = 1 << 16;

/// Cubics, by the byte at which they begin.
#[derive(Debug)]
pub struct Cubics(Box<[u8; PLACES + Self::SIZE]>);

impl Cubics {
    const SIZE: usize = size_of::<Cubic>();
    /// Bits of the second word before those of c2.
    pub const BEFORE_SECOND: u32 = u64::BITS - SECOND_BITS;
    /// Bits of the first word before those of c3.
    pub const BEFORE_THIRD: u32 = u64::BITS - THIRD_BITS;

    /// Room for `cells` cubics, none of them set. The rest of the table is not touched, so it takes no memory.
    pub(super) fn none(cells: usize) -> Self {
        let mut cubics = Self(zeros());
        (0..cells).for_each(|number| cubics.set(number, Cubic::NONE));
        cubics
    }

    /// Changes the cubic with this number.
    pub(super) fn set(&mut self, number: usize, cubic: Cubic) {
        let place = usize::from(Self::place(number));
        self.0[place..place + Self::SIZE].copy_from_slice(&cast::<_, [u8; Self::SIZE]>(cubic.words()));
    }

    /// Changes a strip of cubics, of which the first has this number.
    pub(super) fn set_all(&mut self, first: usize, strip: &[Cubic; STRIP]) {
        (first..).zip(strip).for_each(|(number, &cubic)| self.set(number, cubic));
    }

    /// Where the cubic with this number, which is below 4,096, begins.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "4,096 cubics of 16 bytes have sixteen bits of places")]
    pub fn place(number: usize) -> u16 {
        (number * Self::SIZE) as u16
    }

    /// The bytes of the cubic that begins at a place.
    #[inline(always)]
    #[must_use]
    pub fn bytes(&self, place: u16) -> &[u8; Self::SIZE] {
        read(&*self.0, place)
    }

    /// The cubic that begins at a place.
    #[inline(always)]
    #[must_use]
    pub fn cubic_at(&self, place: u16) -> Cubic {
        Cubic::from_words(cast(*self.bytes(place)))
    }

    /// The cubic with this number.
    #[must_use]
    pub fn cubic(&self, number: usize) -> Cubic {
        self.cubic_at(Self::place(number))
    }
}

/// Cubics in full precision, by the four bytes at which they begin.
#[derive(Debug)]
pub struct WholeCubics(Box<[u32; PLACES + Self::SIZE]>);

impl WholeCubics {
    const SIZE: usize = size_of::<WholeCubic>() / size_of::<u32>();

    /// As many as there is room for, none of them set.
    pub(super) fn none() -> Self {
        let mut cubics = Self(zeros());
        (0..PLACES / Self::SIZE).for_each(|number| cubics.set(number, WholeCubic::NONE));
        cubics
    }

    /// Changes the cubic with this number.
    pub(super) fn set(&mut self, number: usize, cubic: WholeCubic) {
        let place = usize::from(Self::place(number));
        self.0[place..place + Self::SIZE].copy_from_slice(&cast::<_, [u32; Self::SIZE]>(cubic.words()));
    }

    /// Changes a strip of cubics, of which the first has this number.
    pub(super) fn set_all(&mut self, first: usize, strip: &[WholeCubic; STRIP]) {
        (first..).zip(strip).for_each(|(number, &cubic)| self.set(number, cubic));
    }

    /// Where the cubic with this number, which is below 8,192, begins.
    #[inline(always)]
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "8,192 cubics of 32 bytes have sixteen bits of places, each of four bytes"
    )]
    pub fn place(number: usize) -> u16 {
        (number * Self::SIZE) as u16
    }

    /// The bytes of the cubic that begins at a place.
    #[inline(always)]
    #[must_use]
    pub fn bytes(&self, place: u16) -> &[u32; Self::SIZE] {
        read(&*self.0, place)
    }

    /// The cubic that begins at a place.
    #[inline(always)]
    #[must_use]
    pub fn cubic_at(&self, place: u16) -> WholeCubic {
        WholeCubic::from_words(cast(*self.bytes(place)))
    }

    /// The cubic with this number.
    #[must_use]
    pub fn cubic(&self, number: usize) -> WholeCubic {
        self.cubic_at(Self::place(number))
    }
}

/// The cell that begins at a place: always within the table, which ends one cell after the last place.
#[inline(always)]
fn read<T, const SIZE: usize>(table: &[T], place: u16) -> &[T; SIZE] {
    match table[usize::from(place)..].first_chunk() {
        Some(cell) => cell,
        None => unreachable!("a table has room for a cell at its last place"),
    }
}

fn zeros<T: Clone + Default + std::fmt::Debug, const ROOM: usize>() -> Box<[T; ROOM]> {
    match vec![T::default(); ROOM].into_boxed_slice().try_into() {
        Ok(room) => room,
        Err(_) => unreachable!("the vector has as many places"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cubic, CubicCell, Cubics, WholeCubic, WholeCubics};

    #[test]
    fn cubics_are_found_where_they_were_put() {
        let (first, last) = (Cubic::new([1.0, 2.0, 3.0, 4.0]), Cubic::new([5.0, 6.0, 7.0, 8.0]));
        let mut cubics = Cubics::none(4096);
        cubics.set(0, first);
        cubics.set(4095, last);
        assert_eq!([0, 4095].map(|number| cubics.cubic(number)), [first, last]);
        assert!([1, 4094].into_iter().all(|number| cubics.cubic(number).at(0.0).is_nan()));
    }

    #[test]
    fn whole_cubics_are_found_where_they_were_put() {
        let (first, last) = (WholeCubic::new([1.0, 2.0, 3.0, 4.0]), WholeCubic::new([5.0, 6.0, 7.0, 8.0]));
        let mut cubics = WholeCubics::none();
        cubics.set(0, first);
        cubics.set(8191, last);
        assert_eq!([0, 8191].map(|number| cubics.cubic(number)), [first, last]);
        assert!([1, 8190].into_iter().all(|number| cubics.cubic(number).at(0.0).is_nan()));
    }
}
