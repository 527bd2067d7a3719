//! What the scenario means: names resolved, distributions made into quantile tables, dates into steps; everything validated, nothing changes afterwards.

pub mod distribution;
