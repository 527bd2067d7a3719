//! Functions as tables of polynomials, read by all lanes at once: quantile functions ([`Table`]) and growth ([`Growths`]).
//!
//! Ground below the river: knows distributions and vectors, nothing of scenarios.

mod cell_index;
mod chebyshev;
mod cubic;
mod cubic_table;
mod evaluation;
mod evaluation_points;
mod growth;
mod latent_polynomials;
mod lookup;
mod quantile_table;
mod refinement;

pub use cell_index::{bits_of, latent_cubic, probability_cubic, tails};
pub use cubic::Cell;
pub use evaluation::Stretch;
pub use growth::Growths;
pub(crate) use growth::StepGrowth;
pub use lookup::{Places, step_growth, uniforms};
pub(crate) use lookup::{step_growth_exactly, stretch};
pub use quantile_table::Table;
