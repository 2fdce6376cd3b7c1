//! The network (管网): nodes, the elements between them, and what feeds it.

mod elements;
mod error;
mod setting;

use std::collections::HashMap;

pub(crate) use elements::gas_constant;
pub use elements::{
    Compressor, CompressorControl, Element, ElementKind, Fuel, Pipe, Regulator, Resistor, ReverseFlow, StationLosses,
    Storage, StorageOperation, Switch, Well, WellInflow,
};
pub use error::NetworkError;
pub use setting::{Setting, SettingError};

use crate::Fluid;
use crate::units::{Height, MassFlow, Pressure};

/// Position of a node in [`Network::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeIndex(pub(crate) u32);

/// Position of an element in [`Network::elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementIndex(pub(crate) u32);

impl NodeIndex {
    /// As an index into slices that run along [`Network::nodes`].
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl ElementIndex {
    /// As an index into slices that run along [`Network::elements`].
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

/// A node (节点): where elements meet, gas is taken or fed in, or the pressure is held.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Name, unique among nodes.
    pub id: String,
    /// Height above sea level.
    pub height: Height,
    /// Pressure of the air around, to convert between gauge and absolute.
    pub ambient: Pressure,
    /// Withdrawal; below zero it is an injection.
    pub withdrawal: MassFlow,
    /// Held pressure (定压点); the node then supplies whatever flow that takes.
    pub fixed_pressure: Option<Pressure>,
    /// Lowest pressure at which customers here are served.
    pub pressure_min: Option<Pressure>,
    /// Highest permitted pressure.
    pub pressure_max: Option<Pressure>,
}

impl Node {
    /// A node at sea level without withdrawal, at standard atmosphere.
    pub fn new(id: impl Into<String>) -> Result<Self, crate::units::InvalidQuantity> {
        let ambient = Height::SEA_LEVEL.standard_atmosphere()?;
        let (height, withdrawal) = (Height::SEA_LEVEL, MassFlow::ZERO);
        let (fixed_pressure, pressure_min, pressure_max) = (None, None, None);
        Ok(Self { id: id.into(), height, ambient, withdrawal, fixed_pressure, pressure_min, pressure_max })
    }
}

/// A network that is sound as a graph: ids are unique and every end names a node. What may still be wrong with it
/// hydraulically, [`crate::diagnose`] tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    fluid: Fluid,
    nodes: Vec<Node>,
    elements: Vec<Element>,
    wells: Vec<Well>,
    storages: Vec<Storage>,
}

impl Network {
    /// From its parts.
    ///
    /// # Errors
    /// A duplicate id, an end that names no node, or an element that joins a node to itself.
    pub fn new(fluid: Fluid, nodes: Vec<Node>, elements: Vec<Element>) -> Result<Self, NetworkError> {
        unique(nodes.iter().map(|node| node.id.as_str()), |id| NetworkError::DuplicateNode { id })?;
        unique(elements.iter().map(|e| e.id.as_str()), |id| NetworkError::DuplicateElement { id })?;
        for element in &elements {
            if let Some(end) = [element.from, element.to].iter().find(|end| end.get() >= nodes.len()) {
                return Err(NetworkError::UnknownNode { element: element.id.clone(), node: end.0.to_string() });
            }
            if element.from == element.to {
                let node = nodes[element.from.get()].id.clone();
                return Err(NetworkError::SelfLoop { element: element.id.clone(), node });
            }
        }
        Ok(Self { fluid, nodes, elements, wells: Vec::new(), storages: Vec::new() })
    }

    /// The same network with wells (气井) and storages (储气库) at its nodes.
    ///
    /// # Errors
    /// An id that an element or another well or storage has, or a node that is not there.
    pub fn with_facilities(mut self, wells: Vec<Well>, storages: Vec<Storage>) -> Result<Self, NetworkError> {
        let named = wells.iter().map(|w| (&w.id, w.node)).chain(storages.iter().map(|s| (&s.id, s.node)));
        for (id, node) in named.clone() {
            if node.get() >= self.nodes.len() {
                return Err(NetworkError::UnknownNode { element: id.clone(), node: node.0.to_string() });
            }
        }
        let ids = self.elements.iter().map(|e| e.id.as_str()).chain(named.map(|(id, _)| id.as_str()));
        unique(ids, |id| NetworkError::DuplicateElement { id })?;
        self.wells = wells;
        self.storages = storages;
        Ok(self)
    }

    /// From parts of a network that was sound.
    pub(crate) fn trusted(
        fluid: Fluid,
        nodes: Vec<Node>,
        elements: Vec<Element>,
        wells: Vec<Well>,
        storages: Vec<Storage>,
    ) -> Self {
        Self { fluid, nodes, elements, wells, storages }
    }

    /// The gas.
    pub fn fluid(&self) -> &Fluid {
        &self.fluid
    }

    /// The nodes; a [`NodeIndex`] is a position here.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The elements; an [`ElementIndex`] is a position here.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Wells.
    pub fn wells(&self) -> &[Well] {
        &self.wells
    }

    /// Storages.
    pub fn storages(&self) -> &[Storage] {
        &self.storages
    }

    /// One node.
    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.get()]
    }

    /// One element.
    pub fn element(&self, index: ElementIndex) -> &Element {
        &self.elements[index.get()]
    }

    /// Finds a node by id. Linear in the number of nodes.
    pub fn node_by_id(&self, id: &str) -> Option<NodeIndex> {
        self.nodes.iter().position(|node| node.id == id).map(node_index)
    }

    /// Finds an element by id. Linear in the number of elements.
    pub fn element_by_id(&self, id: &str) -> Option<ElementIndex> {
        self.elements.iter().position(|element| element.id == id).map(element_index)
    }
}

/// The node at a position, for the ends of elements; [`Network::new`] refuses one that is not there. Networks stay far
/// below 2^32 nodes: a billion would not fit into memory.
#[allow(clippy::cast_possible_truncation)]
pub fn node_index(position: usize) -> NodeIndex {
    NodeIndex(position as u32)
}

#[allow(clippy::cast_possible_truncation)]
pub(crate) fn element_index(position: usize) -> ElementIndex {
    ElementIndex(position as u32)
}

/// Node positions by id, for readers of formats.
///
/// # Errors
/// [`NetworkError::DuplicateNode`].
pub fn index_nodes(nodes: &[Node]) -> Result<HashMap<&str, NodeIndex>, NetworkError> {
    unique(nodes.iter().map(|node| node.id.as_str()), |id| NetworkError::DuplicateNode { id })?;
    Ok(nodes.iter().enumerate().map(|(position, node)| (node.id.as_str(), node_index(position))).collect())
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>, error: impl Fn(String) -> NetworkError) -> Result<(), NetworkError> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(error(id.to_owned()));
        }
    }
    Ok(())
}
