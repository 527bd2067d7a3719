//! One of each family: those of the self-test.

pub(crate) use runout::selftest::families::ReferenceFamily;

/// Every family.
pub(crate) fn all() -> Vec<ReferenceFamily> {
    runout::selftest::families::all().unwrap()
}
