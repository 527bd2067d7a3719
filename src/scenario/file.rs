//! The contents of a file, up to the size that a scenario may have.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Files larger than this are refused before they are read: room for two million numbers.
pub(super) const LARGEST: u64 = 16 << 20;

/// The text of a file, or in words why it cannot be read.
pub(super) fn text_of(path: &Path) -> std::result::Result<String, String> {
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
