//! Types to rows.

use super::Own;
use super::market::{Candidate, CandidateRow, Market, MarketRows};
use super::rows::{
    CompressibilityRow, CompressorRow, ControlRow, FluidRow, FuelRow, InflowRow, LossResistorRow, NetworkFile, NodeRow,
    OperationRow, PipeRow, Plain, RegulatorRow, ResistorRow, Row, StorageRow, ValveRow, WellRow,
};
use crate::fluid::{Compressibility, Fluid};
use crate::network::{
    Compressor, CompressorControl, Element, ElementKind, Network, Node, Pipe, ReverseFlow, Storage, StorageOperation,
    Switch, Well, WellInflow,
};
use crate::units::{FlowLimit, PASCAL_PER_BAR, Pressure, Roughness};

impl From<&Network> for NetworkFile {
    fn from(network: &Network) -> Self {
        let mut file = Self {
            fluid: fluid(network.fluid()),
            nodes: network.nodes().iter().map(node).collect(),
            pipes: Vec::new(),
            short_pipes: Vec::new(),
            valves: Vec::new(),
            check_valves: Vec::new(),
            resistors: Vec::new(),
            loss_resistors: Vec::new(),
            regulators: Vec::new(),
            compressors: Vec::new(),
            wells: network.wells().iter().map(|row| well(row, network)).collect(),
            storages: network.storages().iter().map(|row| storage(row, network)).collect(),
            market: None,
        };
        for element in network.elements() {
            file.add(placed(element, network), &element.kind);
        }
        file
    }
}

impl From<&Own> for NetworkFile {
    fn from(own: &Own) -> Self {
        let market = own.market.as_ref().map(|market| market_rows(market, &own.network));
        Self { market, ..Self::from(&own.network) }
    }
}

fn placed(element: &Element, network: &Network) -> Row<()> {
    let [from, to] = [element.from, element.to].map(|end| network.node(end).id.clone());
    Row { id: element.id.clone(), from, to, what: () }
}

fn market_rows(market: &Market, network: &Network) -> MarketRows {
    let mut rows = MarketRows { terms: market.terms.clone(), ..MarketRows::default() };
    for Candidate { element, construction_cost } in &market.candidates {
        let (at, construction_cost) = (placed(element, network), *construction_cost);
        match &element.kind {
            ElementKind::Pipe(what) => {
                rows.candidate_pipes.push(CandidateRow::new(at.with(pipe(what)), construction_cost));
            }
            ElementKind::Compressor(what) => {
                rows.candidate_compressors.push(CandidateRow::new(at.with(compressor(what)), construction_cost));
            }
            _ => {}
        }
    }
    rows
}

fn pipe(pipe: &Pipe) -> PipeRow {
    PipeRow {
        length_m: pipe.length.si(),
        diameter_m: pipe.diameter.si(),
        roughness_mm: roughness_mm(pipe.roughness),
        loss_coefficient: pipe.loss_coefficient.si(),
    }
}

impl NetworkFile {
    fn add(&mut self, at: Row<()>, kind: &ElementKind) {
        match kind {
            ElementKind::Pipe(what) => self.pipes.push(at.with(pipe(what))),
            ElementKind::ShortPipe => self.short_pipes.push(at.with(Plain {})),
            ElementKind::Valve(switch) => self.valves.push(at.with(ValveRow { open: *switch == Switch::Open })),
            ElementKind::CheckValve => self.check_valves.push(at.with(Plain {})),
            ElementKind::Resistor(resistor) => self.resistors.push(at.with(ResistorRow {
                loss_coefficient: resistor.loss_coefficient.si(),
                diameter_m: resistor.diameter.si(),
            })),
            ElementKind::LossResistor(loss) => {
                self.loss_resistors.push(at.with(LossResistorRow { pressure_loss_bar: bar_of(loss.si()) }));
            }
            ElementKind::Regulator(regulator) => self.regulators.push(at.with(RegulatorRow {
                outlet_pressure_bar: bar(regulator.outlet_pressure),
                flow_max_kg_per_s: regulator.flow_max.map(FlowLimit::si),
                reverse_flow: told(regulator.reverse_flow),
                pressure_loss_in_bar: bar_of(regulator.losses.inlet.si()),
                pressure_loss_out_bar: bar_of(regulator.losses.outlet.si()),
            })),
            ElementKind::Compressor(machine) => self.compressors.push(at.with(compressor(machine))),
        }
    }
}

fn bar(pressure: Pressure) -> f64 {
    bar_of(pressure.si())
}

fn bar_of(pascal: f64) -> f64 {
    reads_as(pascal, pascal / PASCAL_PER_BAR, |bar| bar * PASCAL_PER_BAR)
}

fn roughness_mm(roughness: Roughness) -> f64 {
    reads_as(roughness.si(), roughness.si() * 1000.0, |mm| mm / 1000.0)
}

/// The number near `guess` that is read as `si`, where there is one: a unit's factor there and back may cost a digit.
fn reads_as(si: f64, guess: f64, read: impl Fn(f64) -> f64) -> f64 {
    let near = [guess, guess.next_up(), guess.next_down(), guess.next_up().next_up(), guess.next_down().next_down()];
    near.into_iter().find(|&number| read(number).to_bits() == si.to_bits()).unwrap_or(guess)
}

impl Row<()> {
    fn with<T>(self, what: T) -> Row<T> {
        Row { id: self.id, from: self.from, to: self.to, what }
    }
}

fn fluid(fluid: &Fluid) -> FluidRow {
    FluidRow {
        temperature_k: fluid.temperature.si(),
        composition: None,
        density_normal_kg_per_m3: Some(fluid.density_normal.si()),
        viscosity_pa_s: Some(fluid.viscosity.si()),
        compressibility: Some(match &fluid.compressibility {
            &Compressibility::Linear { offset, slope_per_bar } => CompressibilityRow::Linear { offset, slope_per_bar },
            Compressibility::Papay { critical_pressure, critical_temperature } => CompressibilityRow::Papay {
                critical_pressure_bar: bar(*critical_pressure),
                critical_temperature_k: critical_temperature.si(),
            },
            Compressibility::Table(table) => {
                let (pressure_bar, factor) = table.points().map(|(pa, k)| (bar_of(pa), k)).unzip();
                CompressibilityRow::Table { pressure_bar, factor }
            }
        }),
    }
}

fn node(node: &Node) -> NodeRow {
    NodeRow {
        id: node.id.clone(),
        height_m: node.height.si(),
        ambient_pressure_bar: (node.height.standard_atmosphere() != Ok(node.ambient)).then(|| bar(node.ambient)),
        withdrawal_kg_per_s: node.withdrawal.si(),
        fixed_pressure_bar: node.fixed_pressure.map(bar),
        pressure_min_bar: node.pressure_min.map(bar),
        pressure_max_bar: node.pressure_max.map(bar),
    }
}

fn compressor(machine: &Compressor) -> CompressorRow {
    CompressorRow {
        control: match machine.control {
            CompressorControl::OutletPressure(pressure) => ControlRow::OutletPressureBar(bar(pressure)),
            CompressorControl::Ratio(ratio) => ControlRow::Ratio(ratio.si()),
            CompressorControl::Bypass => ControlRow::Bypass,
            CompressorControl::Closed => ControlRow::Closed,
        },
        ratio_max: machine.ratio_max.si(),
        power_max_w: machine.power_max.map(crate::units::Power::si),
        flow_max_kg_per_s: machine.flow_max.map(FlowLimit::si),
        flow_min_kg_per_s: machine.flow_min.map(FlowLimit::si),
        efficiency: machine.efficiency.si(),
        heat_capacity_ratio: machine.heat_capacity_ratio.si(),
        fuel: machine.fuel.map(|fuel| FuelRow {
            drive_efficiency: fuel.drive_efficiency.si(),
            heating_value_j_per_kg: fuel.heating_value.si(),
        }),
        reverse_flow: told(machine.reverse_flow),
        pressure_loss_in_bar: bar_of(machine.losses.inlet.si()),
        pressure_loss_out_bar: bar_of(machine.losses.outlet.si()),
    }
}

fn told(reverse_flow: ReverseFlow) -> Option<ReverseFlow> {
    (reverse_flow != ReverseFlow::default()).then_some(reverse_flow)
}

fn well(well: &Well, network: &Network) -> WellRow {
    WellRow {
        id: well.id.clone(),
        node: network.node(well.node).id.clone(),
        reservoir_pressure_bar: bar(well.reservoir_pressure),
        inflow: match well.inflow {
            WellInflow::BackPressure { coefficient, exponent } => {
                InflowRow::BackPressure { coefficient: coefficient.si(), exponent: exponent.si() }
            }
            WellInflow::Quadratic { linear, square } => {
                InflowRow::Quadratic { linear: linear.si(), square: square.si() }
            }
        },
    }
}

fn storage(storage: &Storage, network: &Network) -> StorageRow {
    StorageRow {
        id: storage.id.clone(),
        node: network.node(storage.node).id.clone(),
        operation: match storage.operation {
            StorageOperation::Flow(flow) => OperationRow::FlowKgPerS(flow.si()),
            StorageOperation::Pressure(pressure) => OperationRow::PressureBar(bar(pressure)),
        },
        withdrawal_max_kg_per_s: storage.withdrawal_max.map(FlowLimit::si),
        injection_max_kg_per_s: storage.injection_max.map(FlowLimit::si),
    }
}
