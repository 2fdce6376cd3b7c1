//! A small tree of elements with line numbers: names without prefix, attributes, no text.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::GasLibError;

/// GasLib nests five deep.
const DEPTH_MAX: usize = 64;
/// GasLib has at most eight; the parser compares each with all before it.
const ATTRIBUTES_MAX: usize = 64;

/// One element of a document.
#[derive(Debug)]
pub(super) struct Element {
    /// Local name, without namespace prefix.
    pub name: String,
    /// Line of its tag, from 1.
    pub line: usize,
    attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
}

impl Element {
    /// Value of an attribute, its space trimmed.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(key, _)| key.as_str())
    }

    /// First child of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// For messages: `pipe "P7"`.
    pub fn title(&self) -> String {
        match self.attribute("id") {
            Some(id) => format!("{} \"{id}\"", self.name),
            None => self.name.clone(),
        }
    }
}

/// The root element of a text.
///
/// # Errors
/// [`GasLibError::Xml`] with the line.
pub(super) fn parse(text: &str) -> Result<Element, GasLibError> {
    let mut parser = Parser { text, reader: Reader::from_str(text), counted: 0, line: 1, open: Vec::new(), root: None };
    loop {
        let event = parser.reader.read_event();
        let line = parser.line_at(parser.reader.error_position());
        let at = |reason: String| GasLibError::Xml { line, reason };
        match event.map_err(|error| at(error.to_string()))? {
            Event::Start(tag) => parser.start(&tag)?,
            Event::Empty(tag) => {
                parser.start(&tag)?;
                parser.end();
            }
            Event::End(_) => parser.end(),
            Event::Eof => break,
            _ => {}
        }
    }
    let line = parser.line_at(u64::MAX);
    if let Some(open) = parser.open.last() {
        let reason = format!("the file ends inside of {}, begun in line {}: is it cut off?", open.title(), open.line);
        return Err(GasLibError::Xml { line, reason });
    }
    parser.root.ok_or(GasLibError::Xml { line, reason: "it holds no element".to_owned() })
}

struct Parser<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Bytes whose line breaks are in `line`.
    counted: usize,
    line: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Parser<'_> {
    /// Line of a byte; it must not lie before one that was asked for.
    fn line_at(&mut self, position: u64) -> usize {
        let end = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        if let Some(bytes) = self.text.as_bytes().get(self.counted..end) {
            self.line += bytes.split(|&byte| byte == b'\n').count() - 1;
            self.counted = end;
        }
        self.line
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), GasLibError> {
        let end = self.line_at(self.reader.buffer_position());
        let line = end - tag.attributes_raw().matches('\n').count().min(end - 1);
        let at = |reason: String| GasLibError::Xml { line, reason };
        if self.open.len() >= DEPTH_MAX {
            return Err(at(format!("elements nest more than {DEPTH_MAX} deep")));
        }
        if self.root.is_some() {
            return Err(at("a second root element begins".to_owned()));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            if attributes.len() >= ATTRIBUTES_MAX {
                return Err(at(format!("the element has more than {ATTRIBUTES_MAX} attributes")));
            }
            let attribute = attribute.map_err(|error| at(error.to_string()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| at(error.to_string()))?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        let name = tag.local_name().as_ref().to_owned();
        self.open.push(Element { name, line, attributes, children: Vec::new() });
        Ok(())
    }

    fn end(&mut self) {
        if let Some(done) = self.open.pop() {
            match self.open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => self.root = Some(done),
            }
        }
    }
}
