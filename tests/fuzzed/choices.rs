//! Choices that are made by bytes: the same bytes make the same choices, and where they end the first is taken.

/// Bytes that are still to choose with.
pub(super) struct Choices<'b>(&'b [u8]);

impl<'b> Choices<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let taken = self.0.len().min(N);
        let (first, rest) = self.0.split_at(taken);
        bytes[..taken].copy_from_slice(first);
        self.0 = rest;
        bytes
    }

    /// A number below `count`, which is not 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::from(u16::from_le_bytes(self.bytes())) % count
    }

    pub(super) fn of<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        &options[self.below(options.len())]
    }
}
