//! The parts of a ZIP archive, which XLSX and ODS files are: unpacked only as far as limits allow, whatever the archive says of itself.

use flate2::read::DeflateDecoder;
use std::io::Read as _;

/// Bytes that one part may unpack to.
const LARGEST_PART: usize = 64 << 20;
/// Parts an archive may have.
const MOST_PARTS: usize = 2_000;

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

/// An archive in memory.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: String,
    method: u16,
    is_encrypted: bool,
    packed: usize,
    header: usize,
}

impl<'a> Archive<'a> {
    /// The archive in these bytes.
    ///
    /// # Errors
    /// - what is wrong with it, in words.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, String> {
        let broken = || "is not a whole ZIP archive: it may be cut off".to_owned();
        // The record at the end may be followed by a comment of up to 64 KiB.
        let tail = bytes.len().saturating_sub((1 << 16) + 22);
        let found = bytes[tail..].windows(4).rposition(|window| window == END_OF_DIRECTORY);
        let end = tail + found.ok_or_else(broken)?;
        let entries = usize::from(short(bytes, end + 10).ok_or_else(broken)?);
        if entries > MOST_PARTS {
            return Err(format!("a spreadsheet may have at most {MOST_PARTS} parts, got {entries}"));
        }
        let (mut at, mut parts) = (long(bytes, end + 16).ok_or_else(broken)?, Vec::new());
        for _ in 0..entries {
            let (part, next) = Part::read(bytes, at).ok_or_else(broken)?;
            parts.push(part);
            at = next;
        }
        Ok(Self { bytes, parts })
    }

    /// Whether it has a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.name == name)
    }

    /// The content of a part; `None` if there is none of this name.
    ///
    /// # Errors
    /// - what is wrong with it, in words.
    pub(super) fn part(&self, name: &str) -> Result<Option<String>, String> {
        let Some(part) = self.parts.iter().find(|part| part.name == name) else { return Ok(None) };
        let broken = |_| format!("its part {name} cannot be unpacked: the file is damaged");
        if part.is_encrypted {
            return Err("is protected by a password".to_owned());
        }
        let packed = part.packed(self.bytes).ok_or_else(|| broken(()))?;
        let mut unpacked = Vec::new();
        let most = LARGEST_PART as u64 + 1;
        match part.method {
            0 => packed.take(most).read_to_end(&mut unpacked).map_err(|_| broken(()))?,
            8 => DeflateDecoder::new(packed).take(most).read_to_end(&mut unpacked).map_err(|_| broken(()))?,
            other => return Err(format!("its part {name} is packed by method {other}, which is not known")),
        };
        if unpacked.len() > LARGEST_PART {
            return Err(format!("its part {name} may unpack to at most {} MiB, and is larger", LARGEST_PART >> 20));
        }
        String::from_utf8(unpacked).map(Some).map_err(|_| format!("its part {name} is not text in UTF-8"))
    }
}

impl Part {
    /// The entry of the directory at a place, and where the next begins.
    fn read(bytes: &[u8], at: usize) -> Option<(Self, usize)> {
        if bytes.get(at..at.checked_add(4)?)? != DIRECTORY_ENTRY {
            return None;
        }
        let lengths = [28, 30, 32].map(|field| short(bytes, at + field).map(usize::from));
        let [name, extra, comment] = [lengths[0]?, lengths[1]?, lengths[2]?];
        let written = bytes.get(at + 46..at + 46 + name)?;
        let part = Self {
            name: String::from_utf8_lossy(written).into_owned(),
            is_encrypted: short(bytes, at + 8)? & 1 == 1,
            method: short(bytes, at + 10)?,
            packed: long(bytes, at + 20)?,
            header: long(bytes, at + 42)?,
        };
        Some((part, at + 46 + name + extra + comment))
    }

    fn packed<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if bytes.get(self.header..self.header.checked_add(4)?)? != LOCAL_HEADER {
            return None;
        }
        let lengths = [26, 28].map(|field| short(bytes, self.header + field).map(usize::from));
        let start = self.header + 30 + lengths[0]? + lengths[1]?;
        bytes.get(start..start.checked_add(self.packed)?)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}
