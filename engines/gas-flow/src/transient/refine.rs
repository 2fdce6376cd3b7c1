//! Long pipes into cells: a network of shorter pipes.

use std::ops::Range;

use super::error::TransientError;
use crate::Network;
use crate::network::{Element, ElementKind, Node, NodeIndex, Pipe, node_index};
use crate::units::{Height, InvalidQuantity, Length, LossCoefficient, MassFlow, Pressure};

/// Most cells of a network.
const CELLS_MAX: usize = 4_000_000;

/// The network in cells. Its nodes start with those of the network that it came from.
pub(crate) struct Refined {
    pub network: Network,
    /// By element of the network that it came from: its parts, from its start to its end.
    pub parts: Vec<Range<usize>>,
}

/// Divides each pipe evenly into cells no longer than asked for.
pub(crate) fn refine(network: &Network, cell_length_m: f64) -> Result<Refined, TransientError> {
    let cells = |element: &Element| match &element.kind {
        ElementKind::Pipe(pipe) => (pipe.length.si() / cell_length_m).ceil().max(1.0),
        _ => 1.0,
    };
    let total: f64 = network.elements().iter().map(cells).sum();
    if total > CELLS_MAX as f64 {
        return Err(TransientError::TooManyCells { cell_length_m, cells: total, most: CELLS_MAX });
    }
    let (mut nodes, mut elements) = (network.nodes().to_vec(), Vec::new());
    let mut parts = Vec::with_capacity(network.elements().len());
    for element in network.elements() {
        let first = elements.len();
        // At most `CELLS_MAX`.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let count = cells(element) as usize;
        match &element.kind {
            ElementKind::Pipe(pipe) if count > 1 => {
                divide(element, pipe, count, &mut nodes, &mut elements).map_err(TransientError::Option)?;
            }
            _ => elements.push(element.clone()),
        }
        parts.push(first..elements.len());
    }
    let (wells, storages) = (network.wells().to_vec(), network.storages().to_vec());
    let network = Network::trusted(network.fluid().clone(), nodes, elements, wells, storages);
    Ok(Refined { network, parts })
}

fn divide(
    element: &Element,
    pipe: &Pipe,
    count: usize,
    nodes: &mut Vec<Node>,
    elements: &mut Vec<Element>,
) -> Result<(), InvalidQuantity> {
    let part = Pipe {
        length: Length::new(pipe.length.si() / count as f64)?,
        loss_coefficient: LossCoefficient::new(pipe.loss_coefficient.si() / count as f64)?,
        ..*pipe
    };
    let mut from = element.from;
    for cell in 1..=count {
        let id = format!("{}#{cell}", element.id);
        let to = if cell == count {
            element.to
        } else {
            let share = cell as f64 / count as f64;
            nodes.push(between(id.clone(), element.from, element.to, share, nodes)?);
            node_index(nodes.len() - 1)
        };
        elements.push(Element { id, from, to, kind: ElementKind::Pipe(part) });
        from = to;
    }
    Ok(())
}

fn between(id: String, from: NodeIndex, to: NodeIndex, share: f64, nodes: &[Node]) -> Result<Node, InvalidQuantity> {
    let (from, to) = (&nodes[from.get()], &nodes[to.get()]);
    let mix = |a: f64, b: f64| (1.0 - share) * a + share * b;
    Ok(Node {
        id,
        height: Height::new(mix(from.height.si(), to.height.si()))?,
        ambient: Pressure::new(mix(from.ambient.si(), to.ambient.si()))?,
        withdrawal: MassFlow::ZERO,
        fixed_pressure: None,
        pressure_min: None,
        pressure_max: None,
    })
}
