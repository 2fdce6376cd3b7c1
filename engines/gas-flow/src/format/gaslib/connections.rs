//! `framework:connections`.

use std::collections::HashMap;

use super::notes::Notes;
use super::quantity::{Flow, LENGTH, NUMBER, PRESSURE, PRESSURE_LOSS};
use super::xml::Element as Xml;
use super::{GasLibError, GasLibOptions, GasLibProblem, StationMachines};
use crate::network::{
    Compressor, CompressorControl, Element, ElementKind, Node, NodeIndex, Pipe, Regulator, Resistor, ReverseFlow,
    StationLosses, Switch, node_index,
};
use crate::units::{
    Diameter, FlowLimit, HeatCapacityRatio, InvalidQuantity, Length, LossCoefficient, Pressure, PressureLoss,
    PressureRatio, Roughness, Share,
};

const ATTRIBUTES: &[&str] = &["id", "from", "to", "alias"];
const STATION_ATTRIBUTES: &[&str] = &["id", "from", "to", "alias", "internalBypassRequired"];
const STATION_CHILDREN: &[&str] = &[
    "pressureOutMax",
    "flowMin",
    "flowMax",
    "diameterIn",
    "diameterOut",
    "dragFactorIn",
    "dragFactorOut",
    "pressureLossIn",
    "pressureLossOut",
];

/// Before or behind the machines or the valve of a station.
#[derive(Clone, Copy)]
enum Side {
    In,
    Out,
}

/// What the elements need to know of the rest.
pub(super) struct Reader<'a> {
    pub nodes: &'a [Node],
    pub index: HashMap<&'a str, NodeIndex>,
    pub density_normal_kg_per_m3: f64,
    pub options: &'a GasLibOptions,
    pub inner: Vec<InnerNode>,
    pub notes: &'a mut Notes,
}

/// A node inside a station, with the end of the station that it lies at.
pub(super) type InnerNode = (Node, NodeIndex);

impl Reader<'_> {
    /// The elements, and the nodes inside stations.
    pub fn read(mut self, parent: &Xml) -> Result<(Vec<Element>, Vec<InnerNode>), GasLibError> {
        let mut elements = Vec::new();
        let mut lines = HashMap::new();
        for xml in &parent.children {
            let Some(read) = Self::kind_reader(&xml.name) else {
                self.notes.skip(format!("connections > {}", xml.name), xml.line);
                continue;
            };
            let id = xml.required("id")?.to_owned();
            if let Some(first_line) = lines.insert(id.clone(), xml.line) {
                return Err(xml.at(GasLibProblem::DuplicateId { first_line }));
            }
            let (from, to) = (self.end(xml, "from")?, self.end(xml, "to")?);
            let kind = read(&mut self, xml, to)?;
            let (from, to) = match kind {
                ElementKind::Regulator(_) | ElementKind::Compressor(_) => {
                    (self.drag(xml, Side::In, from, &mut elements)?, self.drag(xml, Side::Out, to, &mut elements)?)
                }
                _ => (from, to),
            };
            elements.push(Element { id, from, to, kind });
        }
        Ok((elements, self.inner))
    }

    /// Notes what an element is taken to be set to, unless the options tell.
    fn assume_setting(&mut self, text: &str, id: &str) {
        if !self.options.settings.iter().any(|(set, _)| set == id) {
            self.notes.assume(text, id);
        }
    }

    fn end(&self, xml: &Xml, attribute: &'static str) -> Result<NodeIndex, GasLibError> {
        let node = xml.required(attribute)?;
        let unknown = || xml.at(GasLibProblem::UnknownEnd { attribute, node: node.to_owned() });
        self.index.get(node).copied().ok_or_else(unknown)
    }

    #[allow(clippy::type_complexity)]
    fn kind_reader(name: &str) -> Option<fn(&mut Self, &Xml, NodeIndex) -> Result<ElementKind, GasLibError>> {
        Some(match name {
            "pipe" => Self::pipe,
            "shortPipe" => Self::short_pipe,
            "valve" => Self::valve,
            "resistor" => Self::resistor,
            "controlValve" => Self::control_valve,
            "compressorStation" => Self::compressor_station,
            _ => return None,
        })
    }

    fn pipe(&mut self, xml: &Xml, _: NodeIndex) -> Result<ElementKind, GasLibError> {
        self.notes.skip_rest(xml, ATTRIBUTES, &["length", "diameter", "roughness"]);
        let [length, diameter, roughness] = [
            xml.required_si("length", &LENGTH)?,
            xml.required_si("diameter", &LENGTH)?,
            xml.required_si("roughness", &LENGTH)?,
        ];
        let pipe = || {
            Ok::<_, InvalidQuantity>(Pipe {
                length: Length::new(length)?,
                diameter: Diameter::new(diameter)?,
                roughness: Roughness::new(roughness)?,
                loss_coefficient: LossCoefficient::new(0.0)?,
            })
        };
        pipe().map(ElementKind::Pipe).map_err(|error| xml.at(error))
    }

    /// Wrapped like its siblings, among which a table of functions chooses.
    #[allow(clippy::unnecessary_wraps)]
    fn short_pipe(&mut self, xml: &Xml, _: NodeIndex) -> Result<ElementKind, GasLibError> {
        self.notes.skip_rest(xml, ATTRIBUTES, &[]);
        Ok(ElementKind::ShortPipe)
    }

    fn valve(&mut self, xml: &Xml, _: NodeIndex) -> Result<ElementKind, GasLibError> {
        self.notes.skip_rest(xml, ATTRIBUTES, &[]);
        let id = xml.required("id")?;
        self.assume_setting("valves are taken as open where nothing closes them", id);
        Ok(ElementKind::Valve(Switch::Open))
    }

    fn resistor(&mut self, xml: &Xml, _: NodeIndex) -> Result<ElementKind, GasLibError> {
        self.notes.skip_rest(xml, ATTRIBUTES, &["dragFactor", "diameter", "pressureLoss"]);
        if let Some(drag) = xml.child_si("dragFactor", &NUMBER)? {
            let diameter = Diameter::new(xml.required_si("diameter", &LENGTH)?).map_err(|e| xml.at(e))?;
            let loss_coefficient = LossCoefficient::new(drag).map_err(|e| xml.at(e))?;
            return Ok(ElementKind::Resistor(Resistor { loss_coefficient, diameter }));
        }
        let missing = || xml.at(GasLibProblem::MissingChild("dragFactor (or pressureLoss)"));
        let loss_pa = xml.child_si("pressureLoss", &PRESSURE_LOSS)?.ok_or_else(missing)?;
        if loss_pa == 0.0 {
            return Ok(ElementKind::ShortPipe);
        }
        PressureLoss::new(loss_pa).map(ElementKind::LossResistor).map_err(|error| xml.at(error))
    }

    fn control_valve(&mut self, xml: &Xml, to: NodeIndex) -> Result<ElementKind, GasLibError> {
        self.notes.skip_rest(xml, STATION_ATTRIBUTES, STATION_CHILDREN);
        let losses = losses(xml)?;
        let outlet_pressure = self.outlet_pressure(xml, to)?;
        let (flow_max, reverse_flow) = (self.flow(xml, "flowMax")?, reverse_flow(xml)?);
        Ok(ElementKind::Regulator(Regulator { outlet_pressure, flow_max, reverse_flow, losses }))
    }

    fn compressor_station(&mut self, xml: &Xml, to: NodeIndex) -> Result<ElementKind, GasLibError> {
        self.notes.skip_rest(xml, STATION_ATTRIBUTES, STATION_CHILDREN);
        let id = xml.required("id")?;
        let options = self.options;
        let machines = options.machines.get(id);
        self.notes.assume(
            match machines {
                None => "no machines (.cs) are given: greatest ratio and efficiency are those of the options",
                Some(StationMachines { ratio_max: None, .. }) => {
                    "power and efficiency are those of the machines, the greatest ratio is that of the options"
                }
                Some(_) => "greatest ratio, power and efficiency are those of the machines",
            },
            id,
        );
        let refused = |what| move |source| GasLibError::Option { what, source };
        Ok(ElementKind::Compressor(Compressor {
            control: CompressorControl::OutletPressure(self.outlet_pressure(xml, to)?),
            ratio_max: match machines.and_then(|machines| machines.ratio_max) {
                Some(ratio) => ratio,
                None => PressureRatio::new(options.ratio_max).map_err(refused("ratio_max"))?,
            },
            power_max: machines.map(|machines| machines.power_max),
            flow_max: self.flow(xml, "flowMax")?,
            flow_min: self.flow(xml, "flowMin")?,
            efficiency: match machines {
                Some(machines) => machines.efficiency,
                None => Share::new(options.efficiency).map_err(refused("efficiency"))?,
            },
            heat_capacity_ratio: HeatCapacityRatio::new(options.heat_capacity_ratio)
                .map_err(refused("heat_capacity_ratio"))?,
            fuel: None,
            reverse_flow: reverse_flow(xml)?,
            losses: losses(xml)?,
        }))
    }

    /// The drag of a station's piping before or behind its machines or valve: a resistor between its end and a node
    /// inside.
    fn drag(&mut self, xml: &Xml, side: Side, end: NodeIndex, to: &mut Vec<Element>) -> Result<NodeIndex, GasLibError> {
        let (drag, bore, word) = match side {
            Side::In => ("dragFactorIn", "diameterIn", "inlet"),
            Side::Out => ("dragFactorOut", "diameterOut", "outlet"),
        };
        let Some(drag) = xml.child_si(drag, &NUMBER)?.filter(|&drag| drag != 0.0) else { return Ok(end) };
        let resistor = Resistor {
            loss_coefficient: LossCoefficient::new(drag).map_err(|e| xml.at(e))?,
            diameter: Diameter::new(xml.required_si(bore, &LENGTH)?).map_err(|e| xml.at(e))?,
        };
        let id = format!("{} {word}", xml.required("id")?);
        let outside = &self.nodes[end.get()];
        let (height, ambient) = (outside.height, outside.ambient);
        let inside = node_index(self.nodes.len() + self.inner.len());
        // Set points hold here, and the outlet must not have more than it permits when nothing flows.
        let (from, behind, pressure_max) = match side {
            Side::In => (end, inside, None),
            Side::Out => (inside, end, outside.pressure_max),
        };
        let node = Node { height, ambient, pressure_max, ..Node::new(id.clone()).map_err(|e| xml.at(e))? };
        self.inner.push((node, end));
        to.push(Element { id, from, to: behind, kind: ElementKind::Resistor(resistor) });
        Ok(inside)
    }

    /// The set point: what the outlet node is held at; else the most that station and node permit.
    fn outlet_pressure(&mut self, xml: &Xml, to: NodeIndex) -> Result<Pressure, GasLibError> {
        let id = xml.required("id")?;
        let node = &self.nodes[to.get()];
        if let Some(held) = node.fixed_pressure {
            self.assume_setting("set points are what their outlet node is held at", id);
            return Ok(held);
        }
        let most = xml.child_si("pressureOutMax", &PRESSURE)?;
        let most = most.map(Pressure::new).transpose().map_err(|e| xml.at(e))?;
        let least = match (most, node.pressure_max) {
            (Some(a), Some(b)) => Some(if a < b { a } else { b }),
            (a, b) => a.or(b),
        };
        self.assume_setting("set points are the greatest outlet pressure that station and node permit", id);
        least.ok_or_else(|| xml.at(GasLibProblem::MissingChild("pressureOutMax")))
    }

    /// A limit of flow; one of zero or less limits nothing in a machine that passes no gas backward.
    fn flow(&self, xml: &Xml, name: &str) -> Result<Option<FlowLimit>, GasLibError> {
        let flow = xml.child_flow(name)?.map(|flow| flow.kg_per_s(self.density_normal_kg_per_m3));
        flow.filter(|&flow| flow > 0.0).map(FlowLimit::new).transpose().map_err(|e| xml.at(e))
    }
}

/// Constant losses of a station's piping.
fn losses(xml: &Xml) -> Result<StationLosses, GasLibError> {
    let loss = |name| {
        let loss_pa = xml.child_si(name, &PRESSURE_LOSS)?.unwrap_or(0.0);
        PressureLoss::new(loss_pa).map_err(|error| xml.at(error))
    };
    Ok(StationLosses { inlet: loss("pressureLossIn")?, outlet: loss("pressureLossOut")? })
}

/// Gas may flow backward, through the bypass, where the file lets the flow fall below zero and has the bypass built.
fn reverse_flow(xml: &Xml) -> Result<ReverseFlow, GasLibError> {
    let bypass = xml.attribute("internalBypassRequired").is_none_or(|required| required != "0");
    let backward = xml.child_flow("flowMin")?.is_some_and(Flow::is_backward);
    Ok(if backward && bypass { ReverseFlow::Bypass } else { ReverseFlow::Shut })
}
