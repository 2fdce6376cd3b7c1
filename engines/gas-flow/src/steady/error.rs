use super::control::Mode;
use crate::diagnosis::Diagnosis;
use crate::fluid::K_MIN;
use crate::units::{InvalidQuantity, MassFlow, Pressure};

/// Why there is no steady flow.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SteadyError {
    /// A number in the options that is not admissible.
    #[error("options: {0}")]
    Option(InvalidQuantity),
    /// The network is at fault; at least one finding.
    #[error("{} fault(s) in the network, the first: {}", .0.len(), .0[0])]
    Faults(Vec<Diagnosis>),
    /// The load is more than the pipes can carry: to serve it, the pressure at this node would have to fall below zero.
    #[error(
        "the network cannot carry its load: the pressure at node \"{node}\" and {others} other(s) would fall below \
         vacuum{}", .short.as_ref().map_or_else(String::new, |short| format!("; {short}"))
    )]
    Overload {
        /// The node with the lowest pressure.
        node: String,
        /// How many more there are.
        others: usize,
        /// What stands at its bound on the way that the gas takes there, if anything does.
        short: Option<Shortage>,
    },
    /// A part that nothing can serve in any mode of its regulators and compressors, or whose injection has no way out.
    #[error("the part around node \"{node}\" {}{}", in_vain(withdrawal.si()), through(elements))]
    Stranded {
        /// A node of the part.
        node: String,
        /// What it asks for in sum; below zero it injects.
        withdrawal: MassFlow,
        /// Elements at its border that are closed or at their limit.
        elements: Vec<String>,
    },
    /// An element would have to join two held pressures without resistance.
    #[error("\"{element}\" would join two held pressures without resistance")]
    Contradiction {
        /// The element.
        element: String,
    },
    /// Elements that feed one another in a ring: the flow around it has no bound.
    #[error("\"{element}\" and others feed one another in a ring")]
    Ring {
        /// One of them.
        element: String,
    },
    /// No set of modes fits: these elements keep switching.
    #[error("these elements keep switching between modes: {}", .elements.iter().map(|(id, mode)| format!("\"{id}\" ({mode:?})")).collect::<Vec<_>>().join(", "))]
    Switching {
        /// Each with the mode it was in last.
        elements: Vec<(String, Mode)>,
    },
    /// Newton's method ran out of steps.
    #[error("no convergence in {steps} steps{}", residual_at(element.as_deref()))]
    NoConvergence {
        /// The element furthest from its law; none if only balances are open.
        element: Option<String>,
        /// Steps taken.
        steps: usize,
    },
    /// A pressure or flow beyond what numbers hold, as a value of absurd size brings about.
    #[error("pressure or flow at \"{at}\" is beyond all numbers: look near it for a value far from its usual size")]
    BeyondNumbers {
        /// The node or element.
        at: String,
    },
    /// The fuel of compressors does not settle: burning more asks for more.
    #[error(
        "the fuel of \"{element}\" does not settle in {rounds} rounds: look at its heating value and drive efficiency"
    )]
    Fuel {
        /// The compressor whose flow still moves.
        element: String,
        /// Rounds tried.
        rounds: usize,
    },
    /// A pressure at which the compressibility of the gas means nothing.
    #[error(
        "at node \"{node}\" the pressure is {pressure_bar:.2} bar, where the compressibility law of the gas no longer \
         holds: K is above {K_MIN} only up to {limit_bar:.2} bar"
    )]
    Compressibility {
        /// The node with the highest pressure.
        node: String,
        /// Its absolute pressure.
        pressure_bar: f64,
        /// The absolute pressure up to which K is above its least.
        limit_bar: f64,
    },
    /// The matrix is singular, which a sound network does not bring about.
    #[error("the equations of the network are singular")]
    Singular,
}

/// What stands at its bound, and what it would take to bring gas to the node with the lowest pressure: so much at least, as the
/// flow was when it was given up.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Shortage {
    /// A node that holds its pressure.
    #[error("node \"{node}\" is held at {held} and would have to be held at {needed} or more")]
    Held {
        /// The node.
        node: String,
        /// What it is held at.
        held: Pressure,
        /// What would be needed.
        needed: Pressure,
    },
    /// A regulator or compressor at its set point.
    #[error("\"{element}\" is set to {set} and would have to hold {needed} or more")]
    SetPoint {
        /// The element.
        element: String,
        /// Its set point.
        set: Pressure,
        /// What would be needed.
        needed: Pressure,
    },
    /// A compressor at its greatest ratio, or at the ratio that it is set to.
    #[error("\"{element}\" runs at its greatest ratio, {ratio:.4}, where {needed:.4} or more would be needed")]
    Ratio {
        /// The compressor.
        element: String,
        /// Its ratio.
        ratio: f64,
        /// What would be needed.
        needed: f64,
    },
    /// A compressor at its greatest power, or what passes its greatest flow.
    #[error("\"{element}\" runs at its greatest {limit}")]
    Limit {
        /// The element.
        element: String,
        /// "power" or "flow".
        limit: &'static str,
    },
}

/// The end of a sentence that tells what departs most from its law.
pub(crate) fn residual_at(element: Option<&str>) -> String {
    element.map_or_else(String::new, |element| format!("; the greatest residual stands at \"{element}\""))
}

fn in_vain(withdrawal: f64) -> String {
    if withdrawal < 0.0 {
        format!("feeds in {} kg/s that nothing can take away", -withdrawal)
    } else {
        format!("asks for {withdrawal} kg/s that nothing can bring")
    }
}

fn through(elements: &[String]) -> String {
    if elements.is_empty() { String::new() } else { format!("; at its border: \"{}\"", elements.join("\", \"")) }
}
