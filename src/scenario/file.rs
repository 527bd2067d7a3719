//! The contents of a file, up to the size that a scenario may have.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Files larger than this are refused: they are no scenarios. Room for a thousand of everything.
pub(super) const LARGEST: u64 = 2 << 20;

/// Said of pipes and devices, which might never end, or never begin.
pub(super) const NOT_REGULAR: &str = "it is a pipe or a device, not a file";

/// Whether a path may be opened without waiting for ever: what stands there is no pipe or device, but for those that a shell hands over
/// (`/dev/stdin`, `<(..)`).
pub(super) fn is_readable_now(path: &Path) -> bool {
    let is_handed_over = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"]
        .iter()
        .any(|given| path.to_str().is_some_and(|path| path.starts_with(given)));
    is_handed_over || path.metadata().map_or(true, |metadata| metadata.is_file() || metadata.is_dir())
}

/// The text of a file, or in words why it cannot be read.
pub(super) fn text_of(path: &Path) -> std::result::Result<String, String> {
    let metadata = path.metadata().map_err(|reason| reason.kind().to_string())?;
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(NOT_REGULAR.to_owned());
    }
    let bytes = File::open(path).and_then(bytes_of).map_err(|reason| reason.kind().to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it has more than {} MiB", LARGEST >> 20));
    }
    String::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())
}

/// The bytes of a file, as far as one may be large, and one more.
pub(super) fn bytes_of(file: File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
