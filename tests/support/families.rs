//! One of each family: those of the self-test.

pub(crate) use runout::selftest::families::Family;

/// Every family.
pub(crate) fn all() -> Vec<Family> {
    runout::selftest::families::all().unwrap()
}
