//! Functions as tables of polynomials, read by all lanes at once: quantile functions ([`QuantileTable`]) and growth ([`Growths`]).
//!
//! Ground below the river: knows distributions and vectors, nothing of scenarios.

mod cell_index;
mod chebyshev;
mod churn;
mod cubic;
mod cubic_table;
mod evaluation;
mod evaluation_points;
mod growth;
mod latent_polynomials;
mod lookup;
mod quantile_table;
mod refinement;

pub use cell_index::{bits_of, latent_cubic, probability_cubic, tail_probabilities};
pub(crate) use churn::StepChurn;
pub use cubic::CubicCell;
pub use evaluation::AffineMap;
pub use growth::Growths;
pub(crate) use growth::StepGrowth;
pub use lookup::{TableLookup, step_growth, uniforms};
pub(crate) use lookup::{affine, step_growth_exactly};
pub use quantile_table::QuantileTable;
