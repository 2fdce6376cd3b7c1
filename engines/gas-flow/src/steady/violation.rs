//! Limits that a solution does not keep: steady flow is what the gas does, whether or not it is permitted.

use super::control::Mode;
use super::solution::Solution;
use crate::network::{Compressor, Element, ElementKind, Network, Node, Regulator, Storage, StorageOperation};
use crate::units::{FlowLimit, MassFlow, Power, Pressure};

/// Beyond a limit by this share of it (and of one SI unit, should it be smaller) is still within, for rounding.
const SLACK: f64 = 1e-9;

/// A limit that a solution does not keep (越限). Pressures are absolute.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Violation {
    /// Customers at a node are not served as they should be.
    #[error("node \"{node}\" stands at {:.4} bar absolute, below its minimum of {:.4} bar", pressure.bar(), minimum.bar())]
    PressureBelowMinimum {
        /// The node.
        node: String,
        /// Its pressure.
        pressure: Pressure,
        /// What it should have at least.
        minimum: Pressure,
    },
    /// A node stands above what is permitted there.
    #[error("node \"{node}\" stands at {:.4} bar absolute, above its maximum of {:.4} bar", pressure.bar(), maximum.bar())]
    PressureAboveMaximum {
        /// The node.
        node: String,
        /// Its pressure.
        pressure: Pressure,
        /// What is permitted.
        maximum: Pressure,
    },
    /// A running machine passes less than it needs to run.
    #[error("compressor \"{element}\" passes {:.4} kg/s, less than the {:.4} kg/s that it needs to run", flow.si(), minimum.si())]
    FlowBelowMinimum {
        /// The compressor.
        element: String,
        /// Its flow.
        flow: MassFlow,
        /// What it needs.
        minimum: FlowLimit,
    },
    /// A regulator or compressor passes more than it is made for.
    #[error("{word} \"{element}\" passes {:.4} kg/s, more than its maximum of {:.4} kg/s", flow.si(), maximum.si())]
    FlowAboveMaximum {
        /// "regulator" or "compressor".
        word: &'static str,
        /// The element.
        element: String,
        /// Its flow.
        flow: MassFlow,
        /// What it is made for.
        maximum: FlowLimit,
    },
    /// A machine would need more power than it has.
    #[error("compressor \"{element}\" needs {:.1} kW, more than its maximum of {:.1} kW", power.si() / 1e3, maximum.si() / 1e3)]
    PowerAboveMaximum {
        /// The compressor.
        element: String,
        /// The shaft power of this flow.
        power: Power,
        /// What it has.
        maximum: Power,
    },
    /// A storage gives more than it can.
    #[error("storage \"{storage}\" gives {:.4} kg/s, more than its maximum of {:.4} kg/s", flow.si(), maximum.si())]
    WithdrawalAboveMaximum {
        /// The storage.
        storage: String,
        /// Flow out of it into the network.
        flow: MassFlow,
        /// What it can give.
        maximum: FlowLimit,
    },
    /// A storage takes in more than it can.
    #[error("storage \"{storage}\" takes in {:.4} kg/s, more than its maximum of {:.4} kg/s", flow.si(), maximum.si())]
    InjectionAboveMaximum {
        /// The storage.
        storage: String,
        /// Flow out of the network into it.
        flow: MassFlow,
        /// What it can take in.
        maximum: FlowLimit,
    },
}

/// All limits of the network that a solution of it does not keep: nodes first, then elements, then storages, each in
/// the network's order.
pub fn violations(network: &Network, solution: &Solution) -> Vec<Violation> {
    let nodes =
        network.nodes().iter().zip(&solution.pressure_pa).filter_map(|(node, &pressure)| of_node(node, pressure));
    let elements = network.elements().iter().enumerate().flat_map(|(e, element)| of_element(e, element, solution));
    let storages = network.storages().iter().filter_map(|storage| of_storage(storage, solution));
    nodes.chain(elements).chain(storages).collect()
}

/// Whether a value falls below a limit by more than rounding.
pub(crate) fn is_below(value: f64, limit: f64) -> bool {
    value < limit - SLACK * limit.abs().max(1.0)
}

fn is_above(value: f64, limit: f64) -> bool {
    is_below(-value, -limit)
}

fn of_node(node: &Node, pressure_pa: f64) -> Option<Violation> {
    let (pressure, id) = (Pressure::new(pressure_pa).ok()?, || node.id.clone());
    let low = node.pressure_min.filter(|minimum| is_below(pressure_pa, minimum.si()));
    let high = node.pressure_max.filter(|maximum| is_above(pressure_pa, maximum.si()));
    let low = low.map(|minimum| Violation::PressureBelowMinimum { node: id(), pressure, minimum });
    low.or_else(|| high.map(|maximum| Violation::PressureAboveMaximum { node: id(), pressure, maximum }))
}

fn of_element(e: usize, element: &Element, solution: &Solution) -> Vec<Violation> {
    let Ok(flow) = MassFlow::new(solution.flow_kg_per_s[e]) else { return Vec::new() };
    let (id, word) = (|| element.id.clone(), element.kind.word());
    let flow_above = |most: Option<FlowLimit>| {
        let most = most.filter(|most| is_above(flow.si(), most.si()));
        most.map(|maximum| Violation::FlowAboveMaximum { word, element: id(), flow, maximum })
    };
    match &element.kind {
        ElementKind::Regulator(Regulator { flow_max, .. }) => flow_above(*flow_max).into_iter().collect(),
        ElementKind::Compressor(Compressor { flow_max, flow_min, power_max, .. }) => {
            let runs = !matches!(solution.mode[e], None | Some(Mode::Bypass | Mode::Closed));
            let least = flow_min.filter(|least| runs && is_below(flow.si(), least.si()));
            let below = least.map(|minimum| Violation::FlowBelowMinimum { element: id(), flow, minimum });
            let weak = power_max.filter(|most| is_above(solution.power_w[e], most.si()));
            let power = weak.zip(Power::new(solution.power_w[e]).ok());
            let power = power.map(|(maximum, power)| Violation::PowerAboveMaximum { element: id(), power, maximum });
            below.into_iter().chain(flow_above(*flow_max)).chain(power).collect()
        }
        _ => Vec::new(),
    }
}

fn of_storage(storage: &Storage, solution: &Solution) -> Option<Violation> {
    let out = match storage.operation {
        StorageOperation::Flow(flow) => flow.si(),
        // Nothing else may hold the pressure of its node.
        StorageOperation::Pressure(_) => solution.supply_kg_per_s[storage.node.get()],
    };
    let (id, flow) = (|| storage.id.clone(), MassFlow::new(out.abs()).ok()?);
    let most = if out < 0.0 { storage.injection_max } else { storage.withdrawal_max };
    let maximum = most.filter(|most| is_above(flow.si(), most.si()))?;
    Some(if out < 0.0 {
        Violation::InjectionAboveMaximum { storage: id(), flow, maximum }
    } else {
        Violation::WithdrawalAboveMaximum { storage: id(), flow, maximum }
    })
}
