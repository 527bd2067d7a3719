//! A frontier as tables: `frontier.csv` holds the curves, `grid.csv` the probabilities of the grid.

use crate::answers::{Frontier, LeverValue};
use crate::error::{Error, Result};

/// The curves: one row a point, in their order.
///
/// # Shape
/// `probability`, `curve` (counted from 1 within a probability), `x`, `y`.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no frontier of this program causes.
pub fn frontier_csv(frontier: &Frontier) -> Result<Vec<u8>> {
    let rows = frontier.levels.iter().flat_map(|level| {
        (1..).zip(&level.curves).flat_map(move |(number, curve)| {
            let row = move |point: &crate::answers::FrontierPoint| {
                vec![level.probability.to_string(), i32::to_string(&number), cell(point.x), cell(point.y)]
            };
            curve.iter().map(row)
        })
    });
    table(&["probability", "curve", "x", "y"], rows)
}

/// The grid: one row a point.
///
/// # Shape
/// `x`, `y`, `probability` with the ends of its 95 % interval, `low` and `high`.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no frontier of this program causes.
pub fn frontier_grid_csv(frontier: &Frontier) -> Result<Vec<u8>> {
    let rows = frontier.y.values.iter().zip(&frontier.grid).flat_map(|(&y, row)| {
        let points = frontier.x.values.iter().zip(row);
        points.map(move |(&x, of)| {
            vec![cell(x), cell(y), of.estimate.to_string(), of.low.to_string(), of.high.to_string()]
        })
    });
    table(&["x", "y", "probability", "low", "high"], rows)
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Machine(format!("cannot write the frontier as CSV: {reason}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer.write_record(&row).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

fn cell(value: LeverValue) -> String {
    match value {
        LeverValue::Number(number) => number.to_string(),
        LeverValue::Date(date) => date.to_string(),
    }
}
