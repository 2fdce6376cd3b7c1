//! Rows to types.

use std::collections::HashSet;

use super::Own;
use super::check::{Checks, RowChecks};
use super::fault::Flaw;
use super::rows::{
    At, CompressibilityRow, CompressorRow, ControlRow, FluidRow, InflowRow, NetworkFile, NodeRow, OperationRow,
    PipeRow, Row, StorageRow, WellRow,
};
use super::trade;
use crate::fluid::{Compressibility, CompressibilityTable, Fluid, TableError};
use crate::network::{
    Compressor, CompressorControl, Element, ElementKind, Fuel, Network, NetworkError, Node, Pipe, Regulator, Resistor,
    StationLosses, Storage, StorageOperation, Switch, Well, WellInflow, node_index,
};
use crate::units::{
    BackPressureCoefficient, BackPressureExponent, Density, Diameter, FlowLimit, HeatCapacityRatio, HeatingValue,
    Height, InertialCoefficient, InvalidQuantity, LaminarCoefficient, Length, LossCoefficient, MassFlow, Power,
    Pressure, PressureLoss, PressureRatio, Roughness, Share, Temperature, Viscosity,
};

/// Network and market of a file, or all that is wrong with it. To name one of the `ghosts`, nodes whose own row could not be
/// read, is no fault.
pub(in crate::format) fn own(file: &NetworkFile, ghosts: &HashSet<String>) -> Result<Own, Vec<Flaw>> {
    let nodes = file.nodes.iter().enumerate().map(|(n, row)| (row.id.as_str(), node_index(n)));
    let mut checks = Checks { nodes: nodes.rev().collect(), ghosts, found: Vec::new() };
    let fluid = fluid(&file.fluid, &mut checks);
    let mut nodes = Vec::with_capacity(file.nodes.len());
    let mut seen = HashSet::new();
    for (n, row) in file.nodes.iter().enumerate() {
        let mut at = checks.row("nodes", n, "node", &row.id);
        if !seen.insert(row.id.as_str()) {
            at.refuse(Some("id"), NetworkError::DuplicateNode { id: row.id.clone() });
        }
        nodes.extend(node(row, &mut at));
    }
    let mut adding = Adding { checks: &mut checks, seen: HashSet::new(), elements: Vec::new() };
    adding.standing(file);
    let wells = adding.facilities("wells", "well", &file.wells, |row| &row.id, well);
    let storages = adding.facilities("storages", "storage", &file.storages, |row| &row.id, storage);
    let standing = std::mem::take(&mut adding.elements);
    let market = file.market.as_ref().map(|market| trade::market(market, file, &mut adding));
    let broken = || vec![Flaw { table: "nodes", row: 0, key: None, problem: NetworkError::FluidByHalves.into() }];
    if !checks.found.is_empty() {
        return Err(checks.found);
    }
    let whole = |error: NetworkError| vec![Flaw { table: "", row: 0, key: None, problem: error.into() }];
    let network = Network::new(fluid.ok_or_else(broken)?, nodes, standing).map_err(whole)?;
    Ok(Own { network: network.with_facilities(wells, storages).map_err(whole)?, market })
}

/// Elements, wells and storages, whose ids are one of a kind.
pub(super) struct Adding<'a, 'n, 'f> {
    pub checks: &'a mut Checks<'n>,
    seen: HashSet<&'f str>,
    pub elements: Vec<Element>,
}

impl<'f> Adding<'_, '_, 'f> {
    fn standing(&mut self, file: &'f NetworkFile) {
        self.all("pipes", "pipe", file.pipes.iter().map(Row::at), |row, at| Some(ElementKind::Pipe(pipe(row, at)?)));
        self.all("short_pipes", "short pipe", file.short_pipes.iter().map(Row::at), |_, _| {
            Some(ElementKind::ShortPipe)
        });
        let switch = |open: bool| if open { Switch::Open } else { Switch::Closed };
        self.all("valves", "valve", file.valves.iter().map(Row::at), |row, _| {
            Some(ElementKind::Valve(switch(row.open)))
        });
        self.all("check_valves", "check valve", file.check_valves.iter().map(Row::at), |_, _| {
            Some(ElementKind::CheckValve)
        });
        self.all("resistors", "resistor", file.resistors.iter().map(Row::at), |row, at| {
            let loss_coefficient = at.take("loss_coefficient", LossCoefficient::new(row.loss_coefficient));
            let diameter = at.take("diameter_m", Diameter::new(row.diameter_m));
            Some(ElementKind::Resistor(Resistor { loss_coefficient: loss_coefficient?, diameter: diameter? }))
        });
        self.all("loss_resistors", "loss resistor", file.loss_resistors.iter().map(Row::at), |row, at| {
            Some(ElementKind::LossResistor(loss(at, "pressure_loss_bar", row.pressure_loss_bar)?))
        });
        self.all("regulators", "regulator", file.regulators.iter().map(Row::at), |row, at| {
            let outlet_pressure = at.take("outlet_pressure_bar", Pressure::from_bar(row.outlet_pressure_bar));
            let flow_max = limit(at, "flow_max_kg_per_s", row.flow_max_kg_per_s);
            let reverse_flow = row.reverse_flow.unwrap_or_default();
            let losses = losses(at, row.pressure_loss_in_bar, row.pressure_loss_out_bar);
            let (outlet_pressure, flow_max, losses) = (outlet_pressure?, flow_max?, losses?);
            Some(ElementKind::Regulator(Regulator { outlet_pressure, flow_max, reverse_flow, losses }))
        });
        let compressors = |row: &CompressorRow, at: &mut RowChecks| Some(ElementKind::Compressor(compressor(row, at)?));
        self.all("compressors", "compressor", file.compressors.iter().map(Row::at), compressors);
    }

    /// The elements of one table.
    pub fn all<T: 'f>(
        &mut self,
        table: &'static str,
        word: &'static str,
        rows: impl Iterator<Item = At<'f, T>>,
        kind: impl Fn(&T, &mut RowChecks) -> Option<ElementKind>,
    ) {
        for (r, row) in rows.enumerate() {
            let fresh = self.seen.insert(row.id);
            let mut at = self.checks.row(table, r, word, row.id);
            once(fresh, row.id, &mut at);
            let (from, to) = (at.node("from", row.from), at.node("to", row.to));
            if row.from == row.to {
                let (element, node) = (row.id.to_owned(), row.to.to_owned());
                at.refuse(Some("to"), NetworkError::SelfLoop { element, node });
            }
            if let (Some(from), Some(to), Some(kind)) = (from, to, kind(row.what, &mut at)) {
                self.elements.push(Element { id: row.id.to_owned(), from, to, kind });
            }
        }
    }

    fn facilities<T, F>(
        &mut self,
        table: &'static str,
        word: &'static str,
        rows: &'f [T],
        id: impl Fn(&'f T) -> &'f str,
        read: impl Fn(&T, &mut RowChecks) -> Option<F>,
    ) -> Vec<F> {
        let one = |(r, row): (usize, &'f T)| {
            let fresh = self.seen.insert(id(row));
            let mut at = self.checks.row(table, r, word, id(row));
            once(fresh, id(row), &mut at);
            read(row, &mut at)
        };
        rows.iter().enumerate().filter_map(one).collect()
    }
}

fn once(fresh: bool, id: &str, at: &mut RowChecks) {
    if !fresh {
        at.refuse(Some("id"), NetworkError::DuplicateElement { id: id.to_owned() });
    }
}

fn fluid(row: &FluidRow, checks: &mut Checks) -> Option<Fluid> {
    let mut at = checks.row("fluid", 0, "fluid", "");
    let temperature = at.take("temperature_k", Temperature::new(row.temperature_k));
    match (&row.composition, row.density_normal_kg_per_m3, row.viscosity_pa_s, &row.compressibility) {
        (Some(gas), None, None, None) => match Fluid::of_composition(gas, temperature?) {
            Ok(fluid) => Some(fluid),
            Err(error) => {
                at.refuse(Some("composition"), NetworkError::from(error));
                None
            }
        },
        (None, Some(density), Some(viscosity), Some(law)) => {
            let density_normal = at.take("density_normal_kg_per_m3", Density::new(density));
            let viscosity = at.take("viscosity_pa_s", Viscosity::new(viscosity));
            let compressibility = compressibility(law).map_err(|error| at.refuse(Some("compressibility"), error)).ok();
            Some(Fluid {
                density_normal: density_normal?,
                viscosity: viscosity?,
                temperature: temperature?,
                compressibility: compressibility?,
            })
        }
        _ => {
            at.refuse(None, NetworkError::FluidByHalves);
            None
        }
    }
}

fn compressibility(row: &CompressibilityRow) -> Result<Compressibility, NetworkError> {
    let named = |source: InvalidQuantity| NetworkError::Quantity { bearer: "fluid".to_owned(), source };
    Ok(match row {
        &CompressibilityRow::Linear { offset, slope_per_bar } => {
            Compressibility::linear(offset, slope_per_bar).map_err(named)?
        }
        &CompressibilityRow::Papay { critical_pressure_bar, critical_temperature_k } => Compressibility::Papay {
            critical_pressure: Pressure::from_bar(critical_pressure_bar).map_err(named)?,
            critical_temperature: Temperature::new(critical_temperature_k).map_err(named)?,
        },
        CompressibilityRow::Table { pressure_bar, factor } => {
            let (pressures, factors) = (pressure_bar.len(), factor.len());
            if pressures != factors {
                return Err(TableError::Uneven { pressures, factors }.into());
            }
            let points = pressure_bar.iter().zip(factor);
            let points = points.map(|(&p, &k)| Ok((Pressure::from_bar(p)?, k))).collect::<Result<Vec<_>, _>>();
            Compressibility::Table(CompressibilityTable::new(&points.map_err(named)?)?)
        }
    })
}

fn node(row: &NodeRow, at: &mut RowChecks) -> Option<Node> {
    let height = at.take("height_m", Height::new(row.height_m));
    let ambient = match (row.ambient_pressure_bar, height) {
        (Some(bar), _) => at.take("ambient_pressure_bar", Pressure::from_bar(bar)),
        (None, height) => at.take("height_m", height?.standard_atmosphere()),
    };
    let withdrawal = at.take("withdrawal_kg_per_s", MassFlow::new(row.withdrawal_kg_per_s));
    let fixed_pressure = at.optional("fixed_pressure_bar", row.fixed_pressure_bar, Pressure::from_bar);
    let pressure_min = at.optional("pressure_min_bar", row.pressure_min_bar, Pressure::from_bar);
    let pressure_max = at.optional("pressure_max_bar", row.pressure_max_bar, Pressure::from_bar);
    Some(Node {
        id: row.id.clone(),
        height: height?,
        ambient: ambient?,
        withdrawal: withdrawal?,
        fixed_pressure: fixed_pressure?,
        pressure_min: pressure_min?,
        pressure_max: pressure_max?,
    })
}

#[expect(clippy::option_option, reason = "wrong, left out, and there are three answers")]
fn limit(at: &mut RowChecks, key: &'static str, flow: Option<f64>) -> Option<Option<FlowLimit>> {
    at.optional(key, flow, FlowLimit::new)
}

pub(super) fn pipe(row: &PipeRow, at: &mut RowChecks) -> Option<Pipe> {
    let length = at.take("length_m", Length::new(row.length_m));
    let diameter = at.take("diameter_m", Diameter::new(row.diameter_m));
    let roughness = at.take("roughness_mm", Roughness::new(row.roughness_mm / 1000.0));
    let loss_coefficient = at.take("loss_coefficient", LossCoefficient::new(row.loss_coefficient));
    Some(Pipe { length: length?, diameter: diameter?, roughness: roughness?, loss_coefficient: loss_coefficient? })
}

pub(super) fn compressor(row: &CompressorRow, at: &mut RowChecks) -> Option<Compressor> {
    let control = match row.control {
        ControlRow::OutletPressureBar(bar) => Pressure::from_bar(bar).map(CompressorControl::OutletPressure),
        ControlRow::Ratio(ratio) => PressureRatio::new(ratio).map(CompressorControl::Ratio),
        ControlRow::Bypass => Ok(CompressorControl::Bypass),
        ControlRow::Closed => Ok(CompressorControl::Closed),
    };
    let control = at.take("control", control);
    let ratio_max = at.take("ratio_max", PressureRatio::new(row.ratio_max));
    let power_max = at.optional("power_max_w", row.power_max_w, Power::new);
    let flow_max = limit(at, "flow_max_kg_per_s", row.flow_max_kg_per_s);
    let flow_min = limit(at, "flow_min_kg_per_s", row.flow_min_kg_per_s);
    let efficiency = at.take("efficiency", Share::new(row.efficiency));
    let heat_capacity_ratio = at.take("heat_capacity_ratio", HeatCapacityRatio::new(row.heat_capacity_ratio));
    let fuel = match &row.fuel {
        None => Some(None),
        Some(fuel) => {
            let drive_efficiency = at.take("fuel", Share::new(fuel.drive_efficiency));
            let heating_value = at.take("fuel", HeatingValue::new(fuel.heating_value_j_per_kg));
            Some(Some(Fuel { drive_efficiency: drive_efficiency?, heating_value: heating_value? }))
        }
    };
    let losses = losses(at, row.pressure_loss_in_bar, row.pressure_loss_out_bar);
    Some(Compressor {
        control: control?,
        ratio_max: ratio_max?,
        power_max: power_max?,
        flow_max: flow_max?,
        flow_min: flow_min?,
        efficiency: efficiency?,
        heat_capacity_ratio: heat_capacity_ratio?,
        fuel: fuel?,
        reverse_flow: row.reverse_flow.unwrap_or_default(),
        losses: losses?,
    })
}

fn losses(at: &mut RowChecks, inlet_bar: f64, outlet_bar: f64) -> Option<StationLosses> {
    let (inlet, outlet) = (loss(at, "pressure_loss_in_bar", inlet_bar), loss(at, "pressure_loss_out_bar", outlet_bar));
    Some(StationLosses { inlet: inlet?, outlet: outlet? })
}

fn loss(at: &mut RowChecks, key: &'static str, bar: f64) -> Option<PressureLoss> {
    at.take(key, PressureLoss::from_bar(bar))
}

fn well(row: &WellRow, at: &mut RowChecks) -> Option<Well> {
    let node = at.node("node", &row.node);
    let reservoir = at.take("reservoir_pressure_bar", Pressure::from_bar(row.reservoir_pressure_bar));
    let inflow = match row.inflow {
        InflowRow::BackPressure { coefficient, exponent } => {
            let coefficient = at.take("inflow", BackPressureCoefficient::new(coefficient));
            let exponent = at.take("inflow", BackPressureExponent::new(exponent));
            coefficient.zip(exponent).map(|(coefficient, exponent)| WellInflow::BackPressure { coefficient, exponent })
        }
        InflowRow::Quadratic { linear, square } => {
            let linear = at.take("inflow", LaminarCoefficient::new(linear));
            let square = at.take("inflow", InertialCoefficient::new(square));
            linear.zip(square).map(|(linear, square)| WellInflow::Quadratic { linear, square })
        }
    };
    Some(Well { id: row.id.clone(), node: node?, reservoir_pressure: reservoir?, inflow: inflow? })
}

fn storage(row: &StorageRow, at: &mut RowChecks) -> Option<Storage> {
    let node = at.node("node", &row.node);
    let operation = match row.operation {
        OperationRow::FlowKgPerS(flow) => MassFlow::new(flow).map(StorageOperation::Flow),
        OperationRow::PressureBar(bar) => Pressure::from_bar(bar).map(StorageOperation::Pressure),
    };
    let operation = at.take("operation", operation);
    let withdrawal_max = limit(at, "withdrawal_max_kg_per_s", row.withdrawal_max_kg_per_s);
    let injection_max = limit(at, "injection_max_kg_per_s", row.injection_max_kg_per_s);
    Some(Storage {
        id: row.id.clone(),
        node: node?,
        operation: operation?,
        withdrawal_max: withdrawal_max?,
        injection_max: injection_max?,
    })
}
