//! Rows to types.

use std::collections::HashMap;

use super::{
    CompressibilityRow, CompressorRow, ControlRow, FluidRow, InflowRow, NetworkFile, NodeRow, OperationRow, Row,
    StorageRow, WellRow,
};
use crate::fluid::{Compressibility, CompressibilityTable, Fluid, TableError};
use crate::format::of;
use crate::network::{
    Compressor, CompressorControl, Element, ElementKind, Fuel, Network, NetworkError, Node, NodeIndex, Pipe, Regulator,
    Resistor, Storage, StorageOperation, Switch, Well, WellInflow, index_nodes,
};
use crate::units::{
    BackPressureCoefficient, BackPressureExponent, Density, Diameter, FlowLimit, HeatCapacityRatio, HeatingValue,
    Height, InertialCoefficient, InvalidQuantity, LaminarCoefficient, Length, LossCoefficient, MassFlow, Power,
    Pressure, PressureRatio, Roughness, Share, Temperature, Viscosity,
};

pub(super) fn network(file: &NetworkFile) -> Result<Network, NetworkError> {
    let nodes = file
        .nodes
        .iter()
        .map(|row| node(row).map_err(of(|| format!("node \"{}\"", row.id))))
        .collect::<Result<Vec<Node>, _>>()?;
    let index = index_nodes(&nodes)?;
    let mut elements = Vec::new();
    let mut add = Adding { index: &index, elements: &mut elements };
    add.all(&file.pipes, |row| {
        Ok(ElementKind::Pipe(Pipe {
            length: Length::new(row.length_m)?,
            diameter: Diameter::new(row.diameter_m)?,
            roughness: Roughness::new(row.roughness_mm / 1000.0)?,
            loss_coefficient: LossCoefficient::new(row.loss_coefficient)?,
        }))
    })?;
    add.all(&file.short_pipes, |_| Ok(ElementKind::ShortPipe))?;
    add.all(&file.valves, |row| Ok(ElementKind::Valve(if row.open { Switch::Open } else { Switch::Closed })))?;
    add.all(&file.check_valves, |_| Ok(ElementKind::CheckValve))?;
    add.all(&file.resistors, |row| {
        let loss_coefficient = LossCoefficient::new(row.loss_coefficient)?;
        Ok(ElementKind::Resistor(Resistor { loss_coefficient, diameter: Diameter::new(row.diameter_m)? }))
    })?;
    add.all(&file.regulators, |row| {
        let outlet_pressure = Pressure::from_bar(row.outlet_pressure_bar)?;
        Ok(ElementKind::Regulator(Regulator { outlet_pressure, flow_max: limit(row.flow_max_kg_per_s)? }))
    })?;
    add.all(&file.compressors, |row| Ok(ElementKind::Compressor(compressor(row)?)))?;
    let wells = file.wells.iter().map(|row| well(row, &index)).collect::<Result<_, _>>()?;
    let storages = file.storages.iter().map(|row| storage(row, &index)).collect::<Result<_, _>>()?;
    let fluid = fluid(&file.fluid)?;
    drop(index);
    Network::new(fluid, nodes, elements)?.with_facilities(wells, storages)
}

struct Adding<'a> {
    index: &'a HashMap<&'a str, NodeIndex>,
    elements: &'a mut Vec<Element>,
}

impl Adding<'_> {
    fn all<T>(
        &mut self,
        rows: &[Row<T>],
        kind: impl Fn(&T) -> Result<ElementKind, InvalidQuantity>,
    ) -> Result<(), NetworkError> {
        for row in rows {
            let (from, to) = (end(self.index, &row.id, &row.from)?, end(self.index, &row.id, &row.to)?);
            let kind = kind(&row.what).map_err(of(|| format!("element \"{}\"", row.id)))?;
            self.elements.push(Element { id: row.id.clone(), from, to, kind });
        }
        Ok(())
    }
}

fn end(index: &HashMap<&str, NodeIndex>, element: &str, node: &str) -> Result<NodeIndex, NetworkError> {
    let unknown = || NetworkError::UnknownNode { element: element.to_owned(), node: node.to_owned() };
    index.get(node).copied().ok_or_else(unknown)
}

fn fluid(row: &FluidRow) -> Result<Fluid, NetworkError> {
    let named = of(|| "fluid".to_owned());
    let temperature = Temperature::new(row.temperature_k).map_err(&named)?;
    match (&row.composition, row.density_normal_kg_per_m3, row.viscosity_pa_s, &row.compressibility) {
        (Some(gas), None, None, None) => Ok(Fluid::of_composition(gas, temperature)?),
        (None, Some(density), Some(viscosity), Some(law)) => Ok(Fluid {
            density_normal: Density::new(density).map_err(&named)?,
            viscosity: Viscosity::new(viscosity).map_err(&named)?,
            temperature,
            compressibility: compressibility(law)?,
        }),
        _ => Err(NetworkError::FluidByHalves),
    }
}

fn compressibility(row: &CompressibilityRow) -> Result<Compressibility, NetworkError> {
    let named = of(|| "fluid".to_owned());
    Ok(match row {
        &CompressibilityRow::Linear { offset, slope_per_bar } => {
            Compressibility::linear(offset, slope_per_bar).map_err(&named)?
        }
        &CompressibilityRow::Papay { critical_pressure_bar, critical_temperature_k } => Compressibility::Papay {
            critical_pressure: Pressure::from_bar(critical_pressure_bar).map_err(&named)?,
            critical_temperature: Temperature::new(critical_temperature_k).map_err(&named)?,
        },
        CompressibilityRow::Table { pressure_bar, factor } => {
            let (pressures, factors) = (pressure_bar.len(), factor.len());
            if pressures != factors {
                return Err(TableError::Uneven { pressures, factors }.into());
            }
            let points = pressure_bar.iter().zip(factor);
            let points = points.map(|(&p, &k)| Ok((Pressure::from_bar(p)?, k))).collect::<Result<Vec<_>, _>>();
            Compressibility::Table(CompressibilityTable::new(&points.map_err(&named)?)?)
        }
    })
}

fn node(row: &NodeRow) -> Result<Node, InvalidQuantity> {
    let height = Height::new(row.height_m)?;
    let optional = |bar: Option<f64>| bar.map(Pressure::from_bar).transpose();
    Ok(Node {
        id: row.id.clone(),
        height,
        ambient: row.ambient_pressure_bar.map_or_else(|| height.standard_atmosphere(), Pressure::from_bar)?,
        withdrawal: MassFlow::new(row.withdrawal_kg_per_s)?,
        fixed_pressure: optional(row.fixed_pressure_bar)?,
        pressure_min: optional(row.pressure_min_bar)?,
        pressure_max: optional(row.pressure_max_bar)?,
    })
}

fn limit(flow: Option<f64>) -> Result<Option<FlowLimit>, InvalidQuantity> {
    flow.map(FlowLimit::new).transpose()
}

fn compressor(row: &CompressorRow) -> Result<Compressor, InvalidQuantity> {
    let fuel = row.fuel.as_ref().map(|fuel| {
        let heating_value = HeatingValue::new(fuel.heating_value_j_per_kg)?;
        Ok(Fuel { drive_efficiency: Share::new(fuel.drive_efficiency)?, heating_value })
    });
    Ok(Compressor {
        control: match row.control {
            ControlRow::OutletPressureBar(bar) => CompressorControl::OutletPressure(Pressure::from_bar(bar)?),
            ControlRow::Ratio(ratio) => CompressorControl::Ratio(PressureRatio::new(ratio)?),
            ControlRow::Bypass => CompressorControl::Bypass,
            ControlRow::Closed => CompressorControl::Closed,
        },
        ratio_max: PressureRatio::new(row.ratio_max)?,
        power_max: row.power_max_w.map(Power::new).transpose()?,
        flow_max: limit(row.flow_max_kg_per_s)?,
        flow_min: limit(row.flow_min_kg_per_s)?,
        efficiency: Share::new(row.efficiency)?,
        heat_capacity_ratio: HeatCapacityRatio::new(row.heat_capacity_ratio)?,
        fuel: fuel.transpose()?,
    })
}

fn well(row: &WellRow, index: &HashMap<&str, NodeIndex>) -> Result<Well, NetworkError> {
    let named = of(|| format!("well \"{}\"", row.id));
    Ok(Well {
        id: row.id.clone(),
        node: end(index, &row.id, &row.node)?,
        reservoir_pressure: Pressure::from_bar(row.reservoir_pressure_bar).map_err(&named)?,
        inflow: match row.inflow {
            InflowRow::BackPressure { coefficient, exponent } => WellInflow::BackPressure {
                coefficient: BackPressureCoefficient::new(coefficient).map_err(&named)?,
                exponent: BackPressureExponent::new(exponent).map_err(&named)?,
            },
            InflowRow::Quadratic { linear, square } => WellInflow::Quadratic {
                linear: LaminarCoefficient::new(linear).map_err(&named)?,
                square: InertialCoefficient::new(square).map_err(&named)?,
            },
        },
    })
}

fn storage(row: &StorageRow, index: &HashMap<&str, NodeIndex>) -> Result<Storage, NetworkError> {
    let named = of(|| format!("storage \"{}\"", row.id));
    Ok(Storage {
        id: row.id.clone(),
        node: end(index, &row.id, &row.node)?,
        operation: match row.operation {
            OperationRow::FlowKgPerS(flow) => StorageOperation::Flow(MassFlow::new(flow).map_err(&named)?),
            OperationRow::PressureBar(bar) => StorageOperation::Pressure(Pressure::from_bar(bar).map_err(&named)?),
        },
        withdrawal_max: limit(row.withdrawal_max_kg_per_s).map_err(&named)?,
        injection_max: limit(row.injection_max_kg_per_s).map_err(&named)?,
    })
}
