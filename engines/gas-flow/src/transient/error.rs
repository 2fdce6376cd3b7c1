use crate::steady::residual_at;
use crate::units::{InvalidQuantity, MassFlow};
use crate::{Mode, SteadyError};

/// Why a schedule was refused.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// Not JSON, or not of the expected shape.
    #[error("not a schedule in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The schedule names a node that is not there.
    #[error("{bearer} names node \"{node}\", which does not exist")]
    UnknownNode {
        /// What names it.
        bearer: &'static str,
        /// The name.
        node: String,
    },
    /// The schedule names an element that is not there.
    #[error("{bearer} names \"{element}\", which does not exist")]
    UnknownElement {
        /// What names it.
        bearer: &'static str,
        /// The name.
        element: String,
    },
    /// Two profiles for one thing.
    #[error("{bearer} is given twice")]
    Duplicate {
        /// As in `withdrawal of node "A"`.
        bearer: String,
    },
    /// A profile without points.
    #[error("{bearer} has no points")]
    NoPoints {
        /// As in `withdrawal of node "A"`.
        bearer: String,
    },
    /// Times must rise from point to point.
    #[error("times must rise: point {position} of {bearer} does not lie after the point before it")]
    NotRising {
        /// As in `withdrawal of node "A"`.
        bearer: String,
        /// Which point, counted from 0.
        position: usize,
    },
    /// A number that is not admissible.
    #[error("{bearer}: {source}")]
    Quantity {
        /// As in `withdrawal of node "A"`.
        bearer: String,
        /// What is wrong.
        source: InvalidQuantity,
    },
    /// A held pressure for a node that holds none, or its failure.
    #[error("{bearer} names node \"{node}\", whose pressure the network does not hold")]
    NotHeld {
        /// What names it.
        bearer: &'static str,
        /// The node.
        node: String,
    },
    /// A profile for something that it does not apply to.
    #[error("{bearer} names the {word} \"{element}\", but applies to {applies_to}")]
    WrongKind {
        /// What names it.
        bearer: &'static str,
        /// The element.
        element: String,
        /// What it is.
        word: &'static str,
        /// As in "a valve".
        applies_to: &'static str,
    },
    /// A source fails again before it has come back.
    #[error("node \"{node}\" fails at {time_s} s, but the failure before it lasts until then or longer")]
    Overlap {
        /// The node.
        node: String,
        /// When it would fail again.
        time_s: f64,
    },
    /// More outputs than anyone can want.
    #[error("{outputs:.3e} outputs are more than the {most} that are allowed")]
    TooManyOutputs {
        /// How many the schedule asks for.
        outputs: f64,
        /// The limit.
        most: usize,
    },
}

/// Why a state to start from was refused.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Not JSON, or not of the expected shape.
    #[error("not a state in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A name that the network does not have.
    #[error("{what} \"{id}\" does not exist")]
    Unknown {
        /// "node", "pipe", "element" or "well".
        what: &'static str,
        /// The name.
        id: String,
    },
    /// Two entries for one thing.
    #[error("{what} \"{id}\" is given twice")]
    Duplicate {
        /// "node", "pipe", "element" or "well".
        what: &'static str,
        /// The name.
        id: String,
    },
    /// A number that is not admissible.
    #[error("{what} \"{id}\": {source}")]
    Quantity {
        /// "node", "pipe", "time".
        what: &'static str,
        /// The name.
        id: String,
        /// What is wrong.
        source: InvalidQuantity,
    },
    /// A flow through something whose flow follows from the others.
    #[error("\"{element}\" has no resistance: its flow follows from the others")]
    NoResistance {
        /// The element.
        element: String,
    },
    /// A mode that a well cannot take.
    #[error("well \"{well}\" cannot be in mode {mode:?}")]
    WellMode {
        /// The well.
        well: String,
        /// The mode.
        mode: Mode,
    },
    /// The flow of a pipe given twice.
    #[error("pipe \"{pipe}\" has flows both in `flows` and in `pipes`: keep one")]
    TwoFlows {
        /// The pipe.
        pipe: String,
    },
    /// A mode that the element cannot take.
    #[error("element \"{element}\" cannot be in mode {mode:?}")]
    Mode {
        /// The element.
        element: String,
        /// The mode.
        mode: Mode,
    },
    /// The run would end before it starts.
    #[error("its time, {time_s} s, is not before the end of the schedule at {duration_s} s")]
    Late {
        /// Time of the state.
        time_s: f64,
        /// End of the schedule.
        duration_s: f64,
    },
}

/// Why there is no transient flow.
#[derive(Debug, thiserror::Error)]
pub enum TransientError {
    /// The schedule is at fault.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// There is no steady flow to start from.
    #[error("no steady flow to start from: {0}")]
    Start(#[from] SteadyError),
    /// An option out of its range.
    #[error("option {0}")]
    Option(InvalidQuantity),
    /// A value that the schedule comes to is none that a network can have.
    #[error("the schedule at {time_s} s: {source}")]
    Value {
        /// When.
        time_s: f64,
        /// What is wrong.
        source: InvalidQuantity,
    },
    /// The state to start from is at fault.
    #[error("state to start from: {0}")]
    State(#[from] StateError),
    /// Cells so short that there are too many.
    #[error("cells of {cell_length_m} m would be {cells:.3e}, more than the {most} that are allowed")]
    TooManyCells {
        /// The length asked for.
        cell_length_m: f64,
        /// How many cells that takes.
        cells: f64,
        /// The limit.
        most: usize,
    },
    /// A part without line-pack that nothing can serve.
    #[error("at {time_s} s the part around node \"{node}\" asks for {withdrawal} that nothing can bring or take away")]
    Stranded {
        /// When.
        time_s: f64,
        /// A node of the part.
        node: String,
        /// What it asks for; below zero it injects.
        withdrawal: MassFlow,
    },
    /// An element would have to join two held pressures without resistance, or elements feed one another in a ring.
    #[error("at {time_s} s \"{element}\" joins held pressures without resistance, or feeds itself in a ring")]
    Contradiction {
        /// When.
        time_s: f64,
        /// The element.
        element: String,
    },
    /// Steps became as short as allowed and Newton's method still fails.
    #[error("no convergence at {time_s} s with steps of {step_s} s{}", residual_at(element.as_deref()))]
    NoConvergence {
        /// When.
        time_s: f64,
        /// The step.
        step_s: f64,
        /// The element furthest from its law; none if only balances are open.
        element: Option<String>,
    },
    /// The fuel of a compressor does not settle, however short the step.
    #[error("at {time_s} s the fuel of \"{element}\" does not settle: look at its heating value and drive efficiency")]
    Fuel {
        /// When.
        time_s: f64,
        /// The compressor.
        element: String,
    },
    /// Controls that switch without end.
    #[error("at {time_s} s \"{element}\" and others keep switching")]
    Switching {
        /// When.
        time_s: f64,
        /// One of them.
        element: String,
    },
    /// The matrix is singular, which a sound network does not bring about.
    #[error("the equations of the network are singular at {time_s} s")]
    Singular {
        /// When.
        time_s: f64,
    },
}
