//! What was left out, and what had to be assumed.

use std::collections::HashMap;

use super::xml::Element;

/// A part of a file that was not read into the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Which, as in `pipe > heatTransferCoefficient` or `compressorStation @fuelGasVertex`.
    pub part: String,
    /// Line of the first, from 1.
    pub first_line: usize,
    /// How many there are.
    pub count: usize,
}

/// Something that the files leave open and that had to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// What was decided.
    pub text: String,
    /// The elements or nodes that it concerns.
    pub ids: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Notes {
    pub skipped: Vec<Skipped>,
    pub assumptions: Vec<Assumption>,
    /// Positions in both lists, by part and by text.
    skipped_at: HashMap<String, usize>,
    assumed_at: HashMap<String, usize>,
}

impl Notes {
    pub fn skip(&mut self, part: String, line: usize) {
        if let Some(&at) = self.skipped_at.get(&part) {
            self.skipped[at].count += 1;
        } else {
            self.skipped_at.insert(part.clone(), self.skipped.len());
            self.skipped.push(Skipped { part, first_line: line, count: 1 });
        }
    }

    /// Lists children and attributes of an element that are not among those read.
    pub fn skip_rest(&mut self, element: &Element, attributes: &[&str], children: &[&str]) {
        for child in element.children.iter().filter(|child| !children.contains(&child.name.as_str())) {
            self.skip(format!("{} > {}", element.name, child.name), child.line);
        }
        for name in element.attribute_names().filter(|name| !attributes.contains(name)) {
            self.skip(format!("{} @{name}", element.name), element.line);
        }
    }

    pub fn assume(&mut self, text: &str, id: &str) {
        if let Some(&at) = self.assumed_at.get(text) {
            self.assumptions[at].ids.push(id.to_owned());
        } else {
            self.assumed_at.insert(text.to_owned(), self.assumptions.len());
            self.assumptions.push(Assumption { text: text.to_owned(), ids: vec![id.to_owned()] });
        }
    }
}
