//! The format of the reference networks: pipes, gauge pressures in bar, flows in kg/s, and a peer's solution beside it.

use std::collections::HashMap;

use serde::Deserialize;

use super::{FormatError, of};
use crate::fluid::{Compressibility, Fluid};
use crate::network::{Element, ElementKind, Network, NetworkError, Node, NodeIndex, Pipe, node_index};
use crate::units::{
    Density, Diameter, Height, Length, LossCoefficient, MassFlow, PASCAL_PER_BAR, Pressure, Roughness, Temperature,
    Viscosity,
};

/// A reference network and what its peer computed for it.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The network.
    pub network: Network,
    /// The peer's solution, if the file holds one.
    pub solution: Option<ReferenceSolution>,
}

/// A peer's solution.
#[derive(Debug, Clone, Deserialize)]
pub struct ReferenceSolution {
    /// By node: gauge pressure, bar.
    pub pressure_bar_g: Vec<f64>,
    /// By pipe, kg/s.
    pub mass_flow_kg_per_s: Vec<f64>,
}

#[derive(Deserialize)]
struct File {
    temperature_k: f64,
    fluid: FileFluid,
    nodes: Vec<FileNode>,
    pipes: Vec<FilePipe>,
    solution: Option<ReferenceSolution>,
}

#[derive(Deserialize)]
struct FileFluid {
    density_normal_kg_per_m3: f64,
    viscosity_pa_s: f64,
    compressibility_offset: f64,
    compressibility_slope_per_bar: f64,
}

#[derive(Deserialize)]
struct FileNode {
    id: u64,
    withdrawal_kg_per_s: f64,
    height_m: f64,
    ambient_bar: f64,
    fixed_pressure_bar_g: Option<f64>,
}

#[derive(Deserialize)]
struct FilePipe {
    id: u64,
    from: u64,
    to: u64,
    length_m: f64,
    diameter_m: f64,
    roughness_mm: f64,
    loss_coefficient: f64,
}

/// Reads a reference network (`networks/*.json`).
///
/// # Errors
/// Text that is not JSON of that shape, or numbers that are no network; the error names node or pipe.
pub fn read_reference(json: &[u8]) -> Result<Reference, FormatError> {
    let file: File = serde_json::from_slice(json)?;
    let fluid = fluid(&file).map_err(of(|| "fluid".to_owned()))?;
    let index: HashMap<u64, NodeIndex> =
        file.nodes.iter().enumerate().map(|(n, node)| (node.id, node_index(n))).collect();
    let nodes = file.nodes.iter().map(node).collect::<Result<_, _>>()?;
    let elements = file.pipes.iter().map(|pipe| element(pipe, &index)).collect::<Result<_, _>>()?;
    Ok(Reference { network: Network::new(fluid, nodes, elements)?, solution: file.solution })
}

fn fluid(file: &File) -> Result<Fluid, crate::units::InvalidQuantity> {
    let FileFluid { compressibility_offset: offset, compressibility_slope_per_bar: slope_per_bar, .. } = file.fluid;
    Ok(Fluid {
        density_normal: Density::new(file.fluid.density_normal_kg_per_m3)?,
        viscosity: Viscosity::new(file.fluid.viscosity_pa_s)?,
        temperature: Temperature::new(file.temperature_k)?,
        compressibility: Compressibility::linear(offset, slope_per_bar)?,
    })
}

fn node(file: &FileNode) -> Result<Node, NetworkError> {
    let named = of(|| format!("node \"{}\"", file.id));
    let fixed = file.fixed_pressure_bar_g.map(|gauge| Pressure::new((gauge + file.ambient_bar) * PASCAL_PER_BAR));
    Ok(Node {
        id: file.id.to_string(),
        height: Height::new(file.height_m).map_err(&named)?,
        ambient: Pressure::from_bar(file.ambient_bar).map_err(&named)?,
        withdrawal: MassFlow::new(file.withdrawal_kg_per_s).map_err(&named)?,
        fixed_pressure: fixed.transpose().map_err(&named)?,
        pressure_min: None,
        pressure_max: None,
    })
}

fn element(file: &FilePipe, index: &HashMap<u64, NodeIndex>) -> Result<Element, NetworkError> {
    let named = of(|| format!("pipe \"{}\"", file.id));
    let end = |node: u64| {
        let unknown = || NetworkError::UnknownNode { element: file.id.to_string(), node: node.to_string() };
        index.get(&node).copied().ok_or_else(unknown)
    };
    let pipe = Pipe {
        length: Length::new(file.length_m).map_err(&named)?,
        diameter: Diameter::new(file.diameter_m).map_err(&named)?,
        roughness: Roughness::new(file.roughness_mm / 1000.0).map_err(&named)?,
        loss_coefficient: LossCoefficient::new(file.loss_coefficient).map_err(&named)?,
    };
    Ok(Element { id: file.id.to_string(), from: end(file.from)?, to: end(file.to)?, kind: ElementKind::Pipe(pipe) })
}
