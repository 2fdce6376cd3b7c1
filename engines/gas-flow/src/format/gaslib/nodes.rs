//! `framework:nodes`.

use std::collections::HashMap;

use super::gas::SourceGas;
use super::notes::Notes;
use super::quantity::{Flow, LENGTH, PRESSURE};
use super::xml::Element;
use super::{GasLibError, GasLibProblem};
use crate::format::Layout;
use crate::network::Node;
use crate::units::{Height, InvalidQuantity, MassFlow, Pressure};

const ATTRIBUTES: &[&str] = &["id", "x", "y", "geoWGS84Long", "geoWGS84Lat", "alias"];
const CHILDREN: &[&str] = &["height", "pressureMin", "pressureMax", "flowMin", "flowMax"];
const SOURCE_CHILDREN: &[&str] = &[
    "height",
    "pressureMin",
    "pressureMax",
    "flowMin",
    "flowMax",
    "gasTemperature",
    "calorificValue",
    "normDensity",
    "molarMass",
    "pseudocriticalPressure",
    "pseudocriticalTemperature",
];

/// A node of the file.
#[derive(Debug)]
pub(super) struct FileNode<'a> {
    pub element: &'a Element,
    pub id: &'a str,
    pub is_source: bool,
    pub height: Height,
    pub pressure_min: Option<Pressure>,
    pub pressure_max: Option<Pressure>,
    pub flow_min: Option<Flow>,
    pub flow_max: Option<Flow>,
    pub gas: Option<SourceGas>,
}

pub(super) fn read<'a>(parent: &'a Element, notes: &mut Notes) -> Result<Vec<FileNode<'a>>, GasLibError> {
    let mut nodes = Vec::new();
    let mut lines = HashMap::new();
    for element in &parent.children {
        if !matches!(element.name.as_str(), "source" | "sink" | "innode") {
            notes.skip(format!("nodes > {}", element.name), element.line);
            continue;
        }
        let node = node(element, notes)?;
        if let Some(first_line) = lines.insert(node.id, element.line) {
            return Err(element.at(GasLibProblem::DuplicateId { first_line }));
        }
        nodes.push(node);
    }
    Ok(nodes)
}

fn node<'a>(element: &'a Element, notes: &mut Notes) -> Result<FileNode<'a>, GasLibError> {
    let is_source = element.name == "source";
    notes.skip_rest(element, ATTRIBUTES, if is_source { SOURCE_CHILDREN } else { CHILDREN });
    let id = element.required("id")?;
    let height = Height::new(element.child_si("height", &LENGTH)?.unwrap_or(0.0)).map_err(|e| element.at(e))?;
    let pressure = |name: &str| {
        let bound = element.child_si(name, &PRESSURE)?.filter(|&pa| pa > 0.0);
        bound.map(Pressure::new).transpose().map_err(|e| element.at(e))
    };
    Ok(FileNode {
        element,
        id,
        is_source,
        height,
        pressure_min: pressure("pressureMin")?,
        pressure_max: pressure("pressureMax")?,
        flow_min: element.child_flow("flowMin")?,
        flow_max: element.child_flow("flowMax")?,
        gas: is_source.then(|| SourceGas::read(element, id)).transpose()?,
    })
}

impl FileNode<'_> {
    pub fn node(&self) -> Result<Node, GasLibError> {
        let ambient = self.height.standard_atmosphere().map_err(|e| self.element.at(e))?;
        let fixed_pressure = self.pressure_min.filter(|_| self.pressure_min == self.pressure_max);
        Ok(Node {
            id: self.id.to_owned(),
            height: self.height,
            ambient,
            withdrawal: MassFlow::ZERO,
            fixed_pressure,
            pressure_min: self.pressure_min,
            pressure_max: self.pressure_max,
        })
    }
}

/// Positions on the globe and in the drawing, as far as the file has them.
pub(super) fn layout(nodes: &[FileNode<'_>]) -> Result<Layout, GasLibError> {
    let mut layout = Layout::default();
    for node in nodes {
        let pair = |x, y| Ok::<_, GasLibError>(node.element.number(x)?.zip(node.element.number(y)?));
        if let Some((longitude, latitude)) = pair("geoWGS84Long", "geoWGS84Lat")? {
            degrees("longitude", longitude, 180.0).map_err(|e| node.element.at(e))?;
            degrees("latitude", latitude, 90.0).map_err(|e| node.element.at(e))?;
            layout.positions.insert(node.id.to_owned(), [longitude, latitude]);
        }
        if let Some((x, y)) = pair("x", "y")? {
            layout.drawing.insert(node.id.to_owned(), [x, y]);
        }
    }
    Ok(layout)
}

fn degrees(quantity: &'static str, value: f64, most: f64) -> Result<(), InvalidQuantity> {
    let must = "within \u{b1}180 (longitude) or \u{b1}90 (latitude)";
    if value.abs() <= most { Ok(()) } else { Err(InvalidQuantity { quantity, value, unit: "\u{b0}", must }) }
}
