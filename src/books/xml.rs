//! Elements of an XML document one after the other, as far as spreadsheets need it: names without their prefixes, attributes, text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What comes next.
pub(super) enum Node {
    /// An element begins, or is empty: then its end follows.
    Start(Element),
    /// An element of this name ends.
    End(String),
    /// Text, with its entities resolved.
    Text(String),
}

/// The start of an element.
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The attribute with this name without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A document that is read from its start to its end.
pub(super) struct Document<'t> {
    reader: Reader<&'t [u8]>,
}

impl<'t> Document<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader }
    }

    /// The next node; `None` at the end.
    ///
    /// # Errors
    /// - what is wrong with the document, in words.
    pub(super) fn next(&mut self) -> Result<Option<Node>, String> {
        let damaged = |error: quick_xml::Error| format!("is damaged: {error}");
        loop {
            return Ok(Some(match self.reader.read_event().map_err(damaged)? {
                Event::Start(start) => Node::Start(element(&start)?),
                Event::End(end) => Node::End(String::from_utf8_lossy(end.local_name().as_ref()).into_owned()),
                Event::Text(text) => Node::Text(String::from_utf8_lossy(&text).into_owned()),
                Event::CData(text) => Node::Text(String::from_utf8_lossy(&text).into_owned()),
                Event::GeneralRef(reference) => Node::Text(resolved(&String::from_utf8_lossy(&reference))),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("is damaged: {error}"))?;
        let key = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        let value = attribute.unescape_value().map_err(|error| format!("is damaged: {error}"))?;
        attributes.push((key, value.into_owned()));
    }
    Ok(Element { name, attributes })
}

/// What an entity stands for; nothing, if it is not known.
fn resolved(name: &str) -> String {
    let code = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        },
        None => ["amp&", "lt<", "gt>", "quot\"", "apos'"]
            .into_iter()
            .find_map(|known| known.strip_prefix(name).filter(|rest| rest.len() == 1))
            .and_then(|rest| rest.chars().next())
            .map(u32::from),
    };
    code.and_then(char::from_u32).map(String::from).unwrap_or_default()
}
