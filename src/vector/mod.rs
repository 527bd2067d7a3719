//! Runs side by side: the width of a block and arithmetic over it. Everything else is unaware of vectors.
//!
//! Ground below the river. Every kernel is a plain loop over fixed-size arrays, which the compiler turns into vector instructions when it
//! is called within [`at_full_width`].

mod arithmetic;
mod lanes;
mod row;
mod width;

pub(crate) use arithmetic::{add, add_scaled, blend, clamp_and_count, count_equal, extremes, subtract};
pub use lanes::{Bits, Flags, LANES, Lanes, ROWS};
pub(crate) use lanes::{EVERYWHERE, NOWHERE, WIDTH};
pub use row::Row;
pub use width::{Width, Work, at_full_width};
pub(crate) use width::{at_known_width, at_width};
