//! Random draws: designs, random bits, latents and the draws of one block of runs.
//!
//! Third in the river. Knows [random inputs](crate::model::RandomInputs), nothing of companies.

mod design;
mod draw_buffer;
mod draws;
mod events;
mod inverse_transform;
mod selected_runs;
mod stream;
mod variation;

pub use crate::vector::{Bits, Flags, LANES, Lanes, Width, Work, at_full_width};
pub use design::Sampling;
pub use draws::{Draws, Futures, Passes};
pub use selected_runs::SelectedRuns;
pub use stream::{Stream, StreamKey};
pub use variation::{Replacement, Variation};
