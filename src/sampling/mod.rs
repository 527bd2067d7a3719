//! Which futures: designs, random bits, latents and draws of one block of runs.
//!
//! Third in the river. Knows drivers and their dependence, nothing of companies.

mod cells;
mod design;
mod draws;
mod events;
pub mod lanes;
mod scratch;
mod stream;
mod tape;
mod variation;

pub use design::Sampling;
pub use draws::Draws;
pub use stream::{Stream, StreamKey};
pub use variation::{Instead, Variation};
