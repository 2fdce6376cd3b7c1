//! The network as a dispatcher sees it: where gas may come in and go out, at what price, and what the pipes allow.
//!
//! Everything is SI: Pa, kg/s, W, m, K. Junctions are referred to by their place in [`Market::junctions`].

use std::f64::consts::PI;

/// Closed interval; an infinite end is no limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Lower end.
    pub min: f64,
    /// Upper end.
    pub max: f64,
}

impl Range {
    /// No limit on either side.
    pub const FREE: Self = Self { min: f64::NEG_INFINITY, max: f64::INFINITY };

    /// From `min` to `max`.
    pub const fn new(min: f64, max: f64) -> Self {
        Self { min, max }
    }

    /// Exactly `value`.
    pub const fn fixed(value: f64) -> Self {
        Self { min: value, max: value }
    }

    /// The values in both.
    #[must_use]
    pub const fn meet(self, other: Self) -> Self {
        Self { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    /// How far `value` lies outside; zero inside, infinite for what is not a number.
    pub fn excess(self, value: f64) -> f64 {
        if self.min <= value && value <= self.max {
            return 0.0;
        }
        let excess = (self.min - value).max(value - self.max);
        if excess > 0.0 && !value.is_nan() { excess } else { f64::INFINITY }
    }
}

/// The gas: one composition for the whole network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gas {
    /// Density relative to air.
    pub specific_gravity: f64,
    /// Temperature, K, of the whole network (isothermal flow).
    pub temperature_k: f64,
    /// Ratio of the heat capacities c_p / c_v.
    pub heat_capacity_ratio: f64,
}

impl Gas {
    /// `R = 286.76 / G`, J/(kg K); 286.76 is the gas constant of air.
    pub fn constant_j_kg_k(&self) -> f64 {
        286.76 / self.specific_gravity
    }

    /// `W` of the compressor power `W f ((p_out / p_in)^m - 1)`, J/kg: `R T g / (g - 1)`.
    pub fn specific_work_j_kg(&self) -> f64 {
        self.constant_j_kg_k() * self.temperature_k / self.work_exponent()
    }

    /// `m = (g - 1) / g` of the same formula.
    pub fn work_exponent(&self) -> f64 {
        (self.heat_capacity_ratio - 1.0) / self.heat_capacity_ratio
    }
}

/// Lowest absolute pressure of a plan, Pa: nearer to vacuum no equation here describes what gas does.
pub const LEAST_PRESSURE_PA: f64 = 2e3;

/// A point of the network with one pressure.
#[derive(Debug, Clone, PartialEq)]
pub struct Junction {
    /// Name, as messages and plans show it.
    pub name: String,
    /// Absolute pressure allowed, Pa; `min == max` for a junction whose pressure is set from outside. No plan goes below
    /// [`LEAST_PRESSURE_PA`], whatever is allowed.
    pub pressure_pa: Range,
}

/// Which way a compressor works, as MATGAS numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// 0: compresses either way.
    Either,
    /// 1: flow from `from` to `to` only.
    OneWay,
    /// 2: compresses forward; backward flow passes uncompressed.
    OneWayWithBypass,
}

/// What a link does to pressure and flow.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkKind {
    /// `p_i^2 - p_j^2 = w f |f|`, `w` in Pa^2 / (kg/s)^2; see [`weymouth_resistance`].
    Pipe {
        /// `w`.
        resistance: f64,
    },
    /// Equal pressure at both ends.
    ShortPipe,
    /// Open (equal pressure) or closed (no flow): the plan decides.
    Valve,
    /// Loses a fixed pressure in the direction of flow, and none where nothing flows.
    LossResistor {
        /// The loss, Pa.
        loss_pa: f64,
    },
    /// Pressure-reducing valve: forward `ratio.min p_i <= p_j <= ratio.max p_i`; backward, if its flow limits allow it,
    /// equal pressures; or closed.
    Regulator {
        /// Outlet over inlet pressure, at most 1.
        ratio: Range,
    },
    /// Raises the pressure by a ratio at the cost of power `W f (r^m - 1)`.
    Compressor {
        /// Outlet over inlet pressure.
        ratio: Range,
        /// Most power, W; infinite for no limit.
        power_max_w: f64,
        /// Which ways it lets gas pass.
        direction: Direction,
    },
}

/// Something between two junctions.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Name, as messages and plans show it.
    pub name: String,
    /// Junction at the start; flow is positive from here.
    pub from: usize,
    /// Junction at the end.
    pub to: usize,
    /// What it does.
    pub kind: LinkKind,
    /// Flow allowed, kg/s.
    pub flow_kg_s: Range,
    /// Pressure allowed at the inlet, Pa, while in service (of a compressor: while it compresses).
    pub inlet_pa: Range,
    /// Pressure allowed at the outlet, Pa, in the same sense.
    pub outlet_pa: Range,
    /// Cost to build it, for a candidate of an expansion (管网扩建); `None` where it stands already.
    pub construction_cost: Option<f64>,
    /// Of a pipe: weight of the squared pressure at its end, `e^s`; see [`Link::climbing`].
    pub(crate) lift: f64,
}

/// Standard gravity, m/s2 (CGPM, 1901). `gas-flow` takes 9.81 as the reference networks do; the two never meet, for the
/// network that confirms a plan is level.
const GRAVITY_M_S2: f64 = 9.80665;

impl Link {
    /// A link without limits of its own, already standing.
    pub fn new(name: impl Into<String>, from: usize, to: usize, kind: LinkKind) -> Self {
        let (flow_kg_s, inlet_pa, outlet_pa) = (Range::FREE, Range::FREE, Range::FREE);
        let name = name.into();
        Self { name, from, to, kind, flow_kg_s, inlet_pa, outlet_pa, construction_cost: None, lift: 1.0 }
    }

    /// The same pipe with its end `rise_m` above its start; other links have no length over which gas could weigh.
    ///
    /// Gas of density `p / a^2` at rest in an inclined pipe has `p_i^2 = e^s p_j^2` with `s = 2 g rise / a^2`; with friction
    ///
    /// ```text
    /// p_i^2 - e^s p_j^2 = w (e^s - 1) / s f |f|
    /// ```
    ///
    /// which is the steady momentum balance integrated along the pipe. S. K. K. Hari, K. Sundar, S. Srinivasan, A. Zlotnik, R.
    /// Bent, "Operation of natural gas pipeline networks with storage under transient flow conditions", IEEE Transactions on
    /// Control Systems Technology 30(2), 2022; Koch, Hiller, Pfetsch, Schewe, "Evaluating Gas Network Capacities", 2015, 2.3.
    #[must_use]
    pub fn climbing(mut self, rise_m: f64, sound_speed_m_s: f64) -> Self {
        if let LinkKind::Pipe { resistance } = &mut self.kind {
            let s = 2.0 * GRAVITY_M_S2 * rise_m / (sound_speed_m_s * sound_speed_m_s);
            *resistance *= if s == 0.0 { 1.0 } else { s.exp_m1() / s };
            self.lift = s.exp();
        }
        self
    }
}

/// `w = lambda L a^2 / (D A^2)`, Pa^2 / (kg/s)^2, of a pipe `length_m` long with Darcy friction factor `friction` at speed
/// of sound `a`. A resistor of drag factor `zeta` is the same with `lambda L / D = zeta`.
pub fn weymouth_resistance(friction_length_over_diameter: f64, diameter_m: f64, sound_speed_m_s: f64) -> f64 {
    let area_m2 = PI * diameter_m * diameter_m / 4.0;
    friction_length_over_diameter * (sound_speed_m_s / area_m2).powi(2)
}

/// A place where gas may enter.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// Name.
    pub name: String,
    /// Where.
    pub junction: usize,
    /// Injection allowed, kg/s.
    pub injection_kg_s: Range,
    /// What the gas costs, money per kg (per second of dispatch: money/s per kg/s).
    pub offer_price: f64,
}

/// A place where gas is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Name.
    pub name: String,
    /// Where.
    pub junction: usize,
    /// Withdrawal allowed, kg/s; negative means that the point injects (a transfer).
    pub withdrawal_kg_s: Range,
    /// What the gas is worth there, money per kg.
    pub bid_price: f64,
    /// Weight of this load when served load is maximised (供气优先级); 0 for a load that does not count.
    pub priority: f64,
}

/// A store at a junction, over one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Storage {
    /// Name.
    pub name: String,
    /// Where.
    pub junction: usize,
    /// Gas from the network into the store, kg/s.
    pub injection_kg_s: Range,
    /// Gas from the store into the network, kg/s.
    pub withdrawal_kg_s: Range,
    /// What gas from the store costs, money per kg; gas put in is worth as much.
    pub price: f64,
}

/// A dispatch problem (调度): one network, one period, steady flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// The gas.
    pub gas: Gas,
    /// Junctions.
    pub junctions: Vec<Junction>,
    /// Pipes, valves, regulators, compressors, and candidates of them.
    pub links: Vec<Link>,
    /// Where gas may enter.
    pub receipts: Vec<Receipt>,
    /// Where gas is taken.
    pub deliveries: Vec<Delivery>,
    /// Exchanges with other networks: like deliveries, but no load of ours.
    pub transfers: Vec<Delivery>,
    /// Stores.
    pub storages: Vec<Storage>,
    /// Weight of gas bought less gas sold in the least-cost objective.
    pub economic_weight: f64,
    /// Weight of compressor power in the same objective, money/s per W.
    pub power_weight_per_w: f64,
}

/// A market that cannot be computed as it stands.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MarketError {
    /// The network is empty.
    #[error("the network has no junction: add junctions before asking for a plan")]
    Empty,
    /// A reference to a junction that is not there.
    #[error("{what} refers to junction number {junction}, but there are only {count}: correct the reference")]
    Reference {
        /// The element.
        what: String,
        /// The junction's number.
        junction: usize,
        /// How many there are.
        count: usize,
    },
    /// A link from a junction to itself.
    #[error("{what} runs from junction {junction} to itself: remove it, or correct its ends")]
    Loop {
        /// The link.
        what: String,
        /// The junction.
        junction: String,
    },
    /// A priority level names a delivery that is not there.
    #[error("a priority level names delivery number {delivery}, but there are only {count}: correct the level")]
    Delivery {
        /// The delivery's number.
        delivery: usize,
        /// How many there are.
        count: usize,
    },
    /// A list names something twice that would count twice.
    #[error("{what}: {name} is named twice; leave one of them")]
    Repeated {
        /// The list.
        what: String,
        /// What it names.
        name: String,
    },
    /// A plan of another market.
    #[error("the plan has {found} {what}, the market {wanted}: take the market for which the plan was made")]
    Length {
        /// What is counted.
        what: &'static str,
        /// How many the plan has.
        found: usize,
        /// How many the market has.
        wanted: usize,
    },
    /// The periods, stores or contracts of a horizon do not fit together.
    #[error("{what}: {wanted}")]
    Horizon {
        /// The part.
        what: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// Limits which exclude each other, or a value that is not a number.
    #[error("{what}: {quantity} from {} to {} leaves no value: check its limits", read(quantity, *min), read(quantity, *max))]
    Limits {
        /// The element.
        what: String,
        /// The quantity.
        quantity: &'static str,
        /// Lower limit.
        min: f64,
        /// Upper limit.
        max: f64,
    },
    /// A number outside its physical range.
    #[error("{what}: {quantity} is {}; it must be {wanted}", read(quantity, *value))]
    Value {
        /// The element.
        what: String,
        /// The quantity.
        quantity: &'static str,
        /// The value.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
}

/// A value as people read it: pressures in bar.
fn read(quantity: &str, value: f64) -> String {
    let is_pressure = quantity.contains("pressure") && !quantity.contains("ratio");
    if is_pressure { format!("{} bar", value / 1e5) } else { value.to_string() }
}

impl Market {
    /// Gas bought less gas sold, money/s, weighted with compressor power, of given flows: the least-cost objective.
    pub fn cost(&self, injections: &[f64], withdrawals: &[f64], transfers: &[f64], power_w: f64) -> f64 {
        let bought: f64 = self.receipts.iter().zip(injections).map(|(r, q)| r.offer_price * q).sum();
        let sold: f64 = self.deliveries.iter().zip(withdrawals).map(|(d, q)| d.bid_price * q).sum();
        let exchanged: f64 = self.transfers.iter().zip(transfers).map(|(d, q)| d.bid_price * q).sum();
        self.economic_weight * (bought - sold - exchanged) + self.power_weight_per_w * power_w
    }
}
