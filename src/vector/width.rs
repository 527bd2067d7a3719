//! Work that is compiled for every vector width, and done with the widest vectors that the processor has.
//!
//! It lies below the tables, because they are made with vectors too.

/// Work to be compiled for every vector width.
///
/// [`Self::work`] and everything that it calls in loops must be `#[inline(always)]`: a function that is not inlined is compiled for the
/// narrowest width.
pub trait Work {
    /// The result.
    type Output;

    /// Does the work with vectors of `width`.
    fn work(self, width: Width) -> Self::Output;
}

/// Vectors that a processor may have. Results are the same with all of them; only tests choose one by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// The vectors that every processor of the architecture has.
    Baseline,
    /// AVX2: four lanes.
    Avx2,
    /// AVX-512: eight lanes.
    Avx512,
}

impl Width {
    /// The widest that this processor has.
    fn widest() -> Self {
        #[cfg(target_arch = "x86_64")]
        match pulp::Arch::new() {
            pulp::Arch::V4(_) => return Self::Avx512,
            pulp::Arch::V3(_) => return Self::Avx2,
            _ => {}
        }
        Self::Baseline
    }
}

/// Does `work` with the widest vectors that this processor has.
pub fn at_full_width<W: Work>(work: W) -> W::Output {
    at_known_width(Width::widest(), work)
}

/// Does `work` with vectors of a width that this processor is known to have. This is for work within other work: it is compiled once per
/// width and called, whereas inlined code would be compiled at every call site.
pub(crate) fn at_known_width<W: Work>(width: Width, work: W) -> W::Output {
    match at_width(width, work) {
        Some(output) => output,
        None => unreachable!("work is done with vectors that the processor has"),
    }
}

/// Does `work` with vectors of `width`; `None` if this processor does not have them.
pub(crate) fn at_width<W: Work>(width: Width, work: W) -> Option<W::Output> {
    match width {
        Width::Baseline => Some(work.work(width)),
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => pulp::x86::V3::try_new().map(|simd| simd.vectorize(AtWidth(work, Width::Avx2))),
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => pulp::x86::V4::try_new().map(|simd| simd.vectorize(AtWidth(work, Width::Avx512))),
        #[cfg(not(target_arch = "x86_64"))]
        Width::Avx2 | Width::Avx512 => None,
    }
}

#[cfg(target_arch = "x86_64")]
struct AtWidth<W>(W, Width);

#[cfg(target_arch = "x86_64")]
impl<W: Work> pulp::NullaryFnOnce for AtWidth<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.work(self.1)
    }
}
