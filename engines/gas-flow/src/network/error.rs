use crate::units::InvalidQuantity;

/// Why parts do not make a network.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// Two nodes of one name.
    #[error("node id \"{id}\" is used twice")]
    DuplicateNode {
        /// The id.
        id: String,
    },
    /// Two elements, wells or storages of one name.
    #[error("element id \"{id}\" is used twice")]
    DuplicateElement {
        /// The id.
        id: String,
    },
    /// An end that names no node.
    #[error("element \"{element}\" names node \"{node}\", which does not exist")]
    UnknownNode {
        /// The element, well or storage.
        element: String,
        /// The node that it names.
        node: String,
    },
    /// Both ends at one node.
    #[error("element \"{element}\" starts and ends at node \"{node}\"")]
    SelfLoop {
        /// The element.
        element: String,
        /// The node.
        node: String,
    },
    /// A number that is not admissible, with its bearer.
    #[error("{bearer}: {source}")]
    Quantity {
        /// Node or element, as in `pipe "P7"`.
        bearer: String,
        /// What is wrong.
        source: InvalidQuantity,
    },
    /// A composition that makes no gas.
    #[error("fluid: {0}")]
    Fluid(#[from] crate::fluid::FluidError),
    /// A gas that is told twice, or by halves.
    #[error("fluid: give either its composition, or density_normal_kg_per_m3, viscosity_pa_s and compressibility")]
    FluidByHalves,
    /// A table of the gas's compressibility that is none.
    #[error("fluid: {0}")]
    Table(#[from] crate::fluid::TableError),
}
