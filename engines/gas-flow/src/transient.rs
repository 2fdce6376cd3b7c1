//! Transient flow (瞬态水力计算): line-pack (管存), loads and set points that change in time, sources that fail.
//!
//! # Model
//!
//! Isothermal flow of a real gas, with the friction law, compressibility and heights of steady flow:
//!
//! ```text
//! A ∂ρ/∂t + ∂m/∂x = 0
//! 1/A ∂m/∂t + ∂p/∂x = -λ(m) m |m| / (2 D A² ρ) - g ρ ∂h/∂x
//! ```
//!
//! The local acceleration ∂m/∂t is kept: it costs one term, and bounds how fast a disturbance travels by the speed of
//! sound. The convective term ∂(m² / (ρ A²))/∂x is left out: against the pressure gradient it is of the order of the
//! squared Mach number (below 1e-3 at 10 m/s), and the steady law leaves it out too, to which this flow must settle.
//! This is the semilinear model in the hierarchy of Domschke, Hiller, Lang, Mehrmann, Morandin and Tischendorf,
//! "Gas network modeling: an overview" (2021); Osiadacz, "Simulation and Analysis of Gas Networks" (1987), and many
//! tools go one step further to the friction-dominated parabolic one. Hennings (ZIB Report 21-08, 2021) measures what
//! the acceleration amounts to in the operation of a large network.
//!
//! # Scheme
//!
//! Long pipes are divided evenly into cells. Pressures live at the nodes between cells, flows at the middle of each
//! cell; the control volume of a node is half of every cell there, so that line-pack is `M = V ρ(p)` and that of a
//! cell `V_c (ρ_i + ρ_j) / 2`. With π = p², the drive Y and loss c of steady flow, and K at the mean pressure:
//!
//! ```text
//! node   dM/dt = Σ m_in - Σ m_out - d
//! cell   I dm/dt = Y(π_i, π_j) - c(m),   I = (p_i + p_j) L / (A K)
//! ```
//!
//! This is of second order in space, conserves mass by construction, as the line-pack in it is the one reported, and
//! at rest is the steady flow of the same cells. Time goes by SDIRK2 (Alexander 1977), for y' = f(t, y) and
//! γ = 1 - 1/√2,
//!
//! ```text
//! y_1 = y + γ Δt f(t + γ Δt, y_1)
//! y_2 = y + (1 - γ) Δt f(t + γ Δt, y_1) + γ Δt f(t + Δt, y_2)
//! ```
//!
//! where y_2 is the new value: of second order, L-stable, so that sound waves which a step does not resolve die away.
//! Each step is done whole and in halves; the halves are kept, and their difference from the whole, over 3, is the
//! error that `tolerance_pa` bounds, step by step; errors of many steps add up. Steps end at every output and wherever
//! an input jumps or bends. Flows are eliminated, which leaves one sparse system for the pressures, symmetric
//! where nothing holds an outlet pressure; its analysis lasts as long as the modes, its factors as long as they serve.
//!
//! # Controls
//!
//! Regulators, check valves, wells and compressors have the modes of steady flow. A mode that no longer fits at the end
//! of a step is found out to within `switch_within_s` and changed there. A set point that rises is met at once; one
//! that falls below the pressure behind it shuts its element until that has come down. A compressor at its greatest
//! power P adds its flow as an unknown and `P / m = w(p_in, p_out)` as its law, as in steady flow; fuel gas leaves at
//! the inlet, in balance at every stage. Valves, stations, storages, wells and sources change as the [`Schedule`] says.
//!
//! # Start
//!
//! In steady flow, or from a [`TransientState`]: the end of another run, or a measurement. Line-pack and the flows of
//! pipes are what a state consists of; what has neither volume nor inertia follows from them by one very short stage.
//!
//! ```
//! use gas_flow::transient::{Schedule, Transient, TransientOptions};
//!
//! let network = gas_flow::format::read_toml(r#"
//!     [fluid]
//!     density_normal_kg_per_m3 = 0.73
//!     viscosity_pa_s = 1.1e-5
//!     temperature_k = 288.15
//!     compressibility = { law = "linear", offset = 1.0, slope_per_bar = -0.0022 }
//!     [[nodes]]
//!     id = "gate"
//!     fixed_pressure_bar = 50.0
//!     [[nodes]]
//!     id = "plant"
//!     withdrawal_kg_per_s = 20.0
//!     pressure_min_bar = 30.0
//!     [[pipes]]
//!     id = "P1"
//!     from = "gate"
//!     to = "plant"
//!     length_m = 40000.0
//!     diameter_m = 0.5
//!     roughness_mm = 0.1
//! "#)?;
//! let schedule = Schedule::from_json(br#"{ "duration_s": 36000, "output_every_s": 600,
//!     "source_failures": [{ "node": "gate", "time_s": 3600 }] }"#)?;
//! let course = Transient::new(&network, &schedule, TransientOptions::default())?.run()?;
//! let survived = course.outcome.survival_s(3600.0).ok_or("does not survive")?;
//! assert!(survived > 600.0 && survived < 20_000.0);
//! assert!(course.outcome.account.relative_error() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attempt;
mod course;
mod error;
mod frame;
mod inputs;
mod model;
mod modes;
mod options;
mod profile;
mod reading;
mod refine;
mod report;
mod run;
mod schedule;
mod stage;
mod start;
mod state;
mod step;
mod watch;

pub use course::{Account, Course, Outcome, Shortfall, Snapshot, Stop};
pub use error::{ScheduleError, StateError, TransientError};
pub use options::TransientOptions;
pub use profile::Interpolation;
pub use schedule::{
    CompressorPoint, CompressorProfile, CompressorSetting, DURATION_MAX_S, FactorPoint, FactorProfile,
    FixedPressureProfile, OUTPUTS_MAX, OutletPressureProfile, PressurePoint, Schedule, SourceFailure, StoragePoint,
    StorageProfile, ValvePoint, ValveProfile, WellPoint, WellProfile, WithdrawalPoint, WithdrawalProfile,
};
pub use state::{ElementFlow, ElementMode, NodePressure, PipeState, TransientState, WellMode};

use crate::Network;
use start::Start;

/// A network and its schedule, ready to run.
pub struct Transient {
    runner: run::Runner,
    duration_s: f64,
    output_every_s: f64,
}

impl Transient {
    /// Checks a schedule, divides the pipes into cells and solves the steady flow at the start, with the schedule's
    /// values at that time. Sources that fail at time zero still feed that steady flow.
    ///
    /// # Errors
    /// A schedule that does not fit, options out of range, or no steady flow.
    pub fn new(network: &Network, schedule: &Schedule, options: TransientOptions) -> Result<Self, TransientError> {
        let mut model = prepare(network, schedule, &options, 0.0)?;
        model.aim_first(0.0);
        let start = Start::steady(&model, &options, 0.0)?;
        Self::start(model, schedule, options, start)
    }

    /// Starts from a state: the end of another run, or what was measured. Its time is that of the schedule. Pressures
    /// that it leaves out are those of steady flow, shifted as much as the given ones around them are; a state with the
    /// pressure of every node needs no steady flow.
    ///
    /// # Errors
    /// A schedule or a state that does not fit, options out of range, or no steady flow where one is needed.
    pub fn from_state(
        network: &Network,
        schedule: &Schedule,
        options: TransientOptions,
        state: &TransientState,
    ) -> Result<Self, TransientError> {
        let (time_s, duration_s) = (state.time_s, schedule.duration_s);
        if time_s >= duration_s {
            return Err(StateError::Late { time_s, duration_s }.into());
        }
        let mut model = prepare(network, schedule, &options, time_s)?;
        model.aim(time_s, profile::Side::After);
        let start = Start::given(&model, &options, state)?;
        Self::start(model, schedule, options, start)
    }

    fn start(
        model: model::Model,
        schedule: &Schedule,
        options: TransientOptions,
        start: Start,
    ) -> Result<Self, TransientError> {
        let runner = run::Runner::new(model, options, start)?;
        Ok(Self { runner, duration_s: schedule.duration_s, output_every_s: schedule.output_every_s })
    }

    /// Runs, and keeps every output.
    ///
    /// # Errors
    /// No convergence, controls that contradict one another or never settle, a part without line-pack that nothing
    /// serves. A line-pack that runs out is no error but a [`Stop`].
    pub fn run(self) -> Result<Course, TransientError> {
        let mut snapshots = Vec::new();
        let outcome = self.run_each(|snapshot| snapshots.push(snapshot))?;
        Ok(Course { snapshots, outcome })
    }

    /// Runs, and hands on every output as it comes.
    ///
    /// # Errors
    /// As [`Transient::run`].
    pub fn run_each(mut self, mut show: impl FnMut(Snapshot)) -> Result<Outcome, TransientError> {
        self.runner.run(self.duration_s, self.output_every_s, &mut show)
    }

    /// The network in cells, as it is at the start: its steady flow is where this one settles.
    pub fn cells(&self) -> &Network {
        &self.runner.model.network
    }
}

/// A schedule checked against a network, and the network in cells as it is at the start.
fn prepare(
    network: &Network,
    schedule: &Schedule,
    options: &TransientOptions,
    time: f64,
) -> Result<model::Model, TransientError> {
    options.check()?;
    let inputs = inputs::Inputs::new(schedule, network)?;
    let cells = start::cells(network, &inputs, options, time)?;
    Ok(model::Model::new(cells, network, options.steady.friction, inputs))
}

/// How long a network lasts on its line-pack once a source has failed: constant loads, until the first node falls below
/// its minimum pressure. None if it outlasts the horizon, which it may with other sources.
///
/// # Errors
/// As [`Transient::new`] and [`Transient::run`].
pub fn survival_s(
    network: &Network,
    source: &str,
    horizon_s: f64,
    options: TransientOptions,
) -> Result<Option<f64>, TransientError> {
    let failure = SourceFailure { node: source.to_owned(), time_s: 0.0, until_s: None };
    let schedule = Schedule { source_failures: vec![failure], ..Schedule::constant(horizon_s, horizon_s) };
    Ok(Transient::new(network, &schedule, options)?.run_each(|_| ())?.survival_s(0.0))
}
