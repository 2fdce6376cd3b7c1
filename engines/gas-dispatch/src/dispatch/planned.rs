//! The network as a plan has it, for the steady solver of `gas-flow`: what the plan decides is set, what the gas
//! decides is left to the gas.
//!
//! | link | becomes |
//! | --- | --- |
//! | closed valve, candidate that is not built | nothing |
//! | pipe | a resistor `p_i^2 - p_j^2 = zeta a^2 / A^2 m abs(m)` with `zeta = 1` and `a / A = sqrt w`: Weymouth's law |
//! | short pipe, open valve, machine without effect | a short pipe |
//! | compressor | a compressor at the planned ratio |
//! | regulator, loss resistor | a regulator at the planned outlet pressure, where it alone feeds what lies behind |
//! | one more without resistance beside, a machine without flow, a further regulator | its planned flow, out and in |
//!
//! The last are settings too: no pressure tells how gas divides over two compressors side by side. What that leaves
//! connected has one junction, that of its highest planned pressure, whose pressure is held unless a regulator feeds
//! it; what this junction then has to supply beyond the plan's exchanges is what the plan fails to balance.
//!
//! The network is level: a pipe that climbs has `pi_i - e^s pi_j = w f |f|` ([`Link::climbing`]), and with squared
//! pressures multiplied by their barometric factors `k`, `k_j = e^s k_i`, that is a level pipe with `k_i w`.

use gas_flow::fluid::{NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use gas_flow::network::{
    Compressor, CompressorControl, Element, ElementKind, Node, Regulator, Resistor, ReverseFlow, StationLosses,
    node_index,
};
use gas_flow::units::{
    Density, Diameter, HeatCapacityRatio, InvalidQuantity, LossCoefficient, MassFlow, Pressure, PressureRatio, Share,
    Temperature, Viscosity,
};
use gas_flow::{Compressibility, Fluid, Network};

use super::confirm::Unconfirmed;
use super::heights::barometric;
use super::market::{Gas, Link, LinkKind, Market};
use super::plan::{LinkPlan, Plan};
use super::sets::Sets;

/// Pressures closer than this share are the same, and flows below this share of the greatest are none: a machine is
/// then set neither to a ratio nor to a pressure, which rounding would turn around.
const SAME: f64 = 1e-9;
const STILL: f64 = 1e-6;
const STILL_KG_S: f64 = 1e-9;

/// What becomes of a link.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    Absent,
    Pipe { resistance: f64 },
    Tie,
    Lift { ratio: f64 },
    Hold { outlet_pa: f64 },
    Given,
}

/// Where the flow of a link is to be read.
pub(super) enum Flow {
    /// At an element, which runs along the link (sign 1) or against it (-1).
    Found { element: usize, sign: f64 },
    /// It is set, kg/s.
    Set(f64),
}

/// The network of a plan.
pub(super) struct Planned {
    pub network: Network,
    /// Per link.
    pub flows: Vec<Flow>,
    /// Per junction, by which its pressure is multiplied there: the root of its barometric factor.
    pub raised: Vec<f64>,
}

impl Planned {
    pub fn new(market: &Market, plan: &Plan) -> Result<Self, Unconfirmed> {
        let factors = barometric(market, plan)?;
        let raised: Vec<f64> = factors.iter().map(|k| k.sqrt()).collect();
        let pressures: Vec<f64> = plan.pressures_pa.iter().zip(&raised).map(|(p, k)| p * k).collect();
        let mut roles = roles(market, plan, &pressures, &factors);
        let held = anchor(market, plan, &pressures, &mut roles);
        let mut load = withdrawals(market, plan);
        let (mut elements, mut flows) = (Vec::new(), Vec::with_capacity(roles.len()));
        for (e, (link, role)) in market.links.iter().zip(&roles).enumerate() {
            let planned = if *role == Role::Absent { 0.0 } else { plan.links[e].flow_kg_s };
            let Some(kind) = kind(&market.gas, *role)? else {
                load[link.from] += planned;
                load[link.to] -= planned;
                flows.push(Flow::Set(planned));
                continue;
            };
            let forward = planned >= 0.0 || matches!(role, Role::Pipe { .. } | Role::Tie);
            let (from, to, sign) = if forward { (link.from, link.to, 1.0) } else { (link.to, link.from, -1.0) };
            flows.push(Flow::Found { element: elements.len(), sign });
            let id = format!("{} (link {e})", link.name);
            elements.push(Element { id, from: node_index(from), to: node_index(to), kind });
        }
        let mut nodes = Vec::with_capacity(load.len());
        for (j, (junction, load)) in market.junctions.iter().zip(load).enumerate() {
            let fixed_pressure = held[j].then(|| Pressure::new(pressures[j])).transpose()?;
            let id = format!("{} (junction {j})", junction.name);
            nodes.push(Node { withdrawal: MassFlow::new(load)?, fixed_pressure, ..Node::new(id)? });
        }
        Ok(Self { network: Network::new(fluid(&market.gas)?, nodes, elements)?, flows, raised })
    }
}

/// Per junction, what all exchanges of a plan take out, kg/s.
fn withdrawals(market: &Market, plan: &Plan) -> Vec<f64> {
    let mut load = vec![0.0; market.junctions.len()];
    market.receipts.iter().zip(&plan.injections_kg_s).for_each(|(r, q)| load[r.junction] -= q);
    market.deliveries.iter().zip(&plan.withdrawals_kg_s).for_each(|(d, q)| load[d.junction] += q);
    market.transfers.iter().zip(&plan.transfers_kg_s).for_each(|(d, q)| load[d.junction] += q);
    market.storages.iter().zip(&plan.storage_kg_s).for_each(|(s, q)| load[s.junction] -= q);
    load
}

/// Per junction, what a plan lets out beyond what it lets in, kg/s.
pub(super) fn missing(market: &Market, plan: &Plan) -> Vec<f64> {
    let mut missing = withdrawals(market, plan);
    for (link, at) in market.links.iter().zip(&plan.links) {
        missing[link.from] += at.flow_kg_s;
        missing[link.to] -= at.flow_kg_s;
    }
    missing
}

/// The role of each link; of links without resistance that close a ring, the last is given: short pipes first.
fn roles(market: &Market, plan: &Plan, pressures: &[f64], factors: &[f64]) -> Vec<Role> {
    let still = STILL * plan.links.iter().map(|l| l.flow_kg_s.abs()).fold(0.0, f64::max);
    let still = still.max(STILL_KG_S);
    let role = |(link, at): (&Link, &LinkPlan)| {
        let [from, to] = [link.from, link.to].map(|j| (pressures[j], factors[j]));
        role(link, *at, [from, to], still)
    };
    let mut roles: Vec<Role> = market.links.iter().zip(&plan.links).map(role).collect();
    let mut rigid = Sets::new(market.junctions.len());
    for lifts in [false, true] {
        for (link, role) in market.links.iter().zip(&mut roles) {
            let now = if lifts { matches!(role, Role::Lift { .. }) } else { *role == Role::Tie };
            if now && !rigid.join(link.from, link.to) {
                *role = Role::Given;
            }
        }
    }
    roles
}

/// The role of a link between junctions with these pressures and barometric factors.
fn role(link: &Link, at: LinkPlan, [(from, low), (to, high)]: [(f64, f64); 2], still: f64) -> Role {
    let flow = at.flow_kg_s;
    let (inlet, outlet) = if flow >= 0.0 { (from, to) } else { (to, from) };
    let same = |a: f64, b: f64| (a - b).abs() <= SAME * a.max(b);
    match link.kind {
        _ if !at.in_service() => Role::Absent,
        LinkKind::Pipe { resistance } => Role::Pipe { resistance: resistance * low },
        LinkKind::ShortPipe | LinkKind::Valve if same(low, high) => Role::Tie,
        _ if flow.abs() <= still => Role::Given,
        _ if same(inlet, outlet) => Role::Tie,
        LinkKind::Compressor { .. } if outlet > inlet => Role::Lift { ratio: outlet / inlet },
        LinkKind::Compressor { .. } | LinkKind::Regulator { .. } | LinkKind::LossResistor { .. } if outlet < inlet => {
            Role::Hold { outlet_pa: outlet }
        }
        _ => Role::Given,
    }
}

/// Which junctions hold their pressure. A regulator whose outlet something else feeds already, or which lies on a ring,
/// has its flow given instead.
fn anchor(market: &Market, plan: &Plan, pressures: &[f64], roles: &mut [Role]) -> Vec<bool> {
    let count = market.junctions.len();
    let (mut zones, mut fed) = (Sets::new(count), vec![false; count]);
    for (link, role) in market.links.iter().zip(&*roles) {
        if matches!(role, Role::Pipe { .. } | Role::Tie | Role::Lift { .. }) {
            zones.join(link.from, link.to);
        }
    }
    let mut joined = Sets::new(count);
    for ((link, at), role) in market.links.iter().zip(&plan.links).zip(roles) {
        let Role::Hold { .. } = role else { continue };
        let [from, to] = [zones.find(link.from), zones.find(link.to)];
        let behind = if at.flow_kg_s >= 0.0 { to } else { from };
        if fed[behind] || !joined.join(from, to) {
            *role = Role::Given;
        } else {
            fed[behind] = true;
        }
    }
    let mut highest: Vec<Option<usize>> = vec![None; count];
    for junction in 0..count {
        let choice = &mut highest[zones.find(junction)];
        if choice.is_none_or(|best| pressures[junction] > pressures[best]) {
            *choice = Some(junction);
        }
    }
    let mut held = vec![false; count];
    for (zone, choice) in highest.into_iter().enumerate() {
        if let Some(junction) = choice.filter(|_| !fed[zone]) {
            held[junction] = true;
        }
    }
    held
}

fn kind(gas: &Gas, role: Role) -> Result<Option<ElementKind>, InvalidQuantity> {
    Ok(Some(match role {
        Role::Absent | Role::Given => return Ok(None),
        Role::Tie => ElementKind::ShortPipe,
        Role::Pipe { resistance } => {
            let area_m2 = (gas.constant_j_kg_k() * gas.temperature_k / resistance).sqrt();
            let diameter = Diameter::new((area_m2 / std::f64::consts::FRAC_PI_4).sqrt())?;
            ElementKind::Resistor(Resistor { loss_coefficient: LossCoefficient::new(1.0)?, diameter })
        }
        Role::Hold { outlet_pa } => ElementKind::Regulator(Regulator {
            outlet_pressure: Pressure::new(outlet_pa)?,
            flow_max: None,
            reverse_flow: ReverseFlow::Shut,
            losses: StationLosses::NONE,
        }),
        Role::Lift { ratio } => {
            let ratio = PressureRatio::new(ratio)?;
            ElementKind::Compressor(Compressor {
                control: CompressorControl::Ratio(ratio),
                ratio_max: ratio,
                power_max: None,
                flow_max: None,
                flow_min: None,
                efficiency: Share::new(1.0)?,
                heat_capacity_ratio: HeatCapacityRatio::new(gas.heat_capacity_ratio)?,
                fuel: None,
                reverse_flow: ReverseFlow::Shut,
                losses: StationLosses::NONE,
            })
        }
    }))
}

/// The market's gas: isothermal, `p = rho a^2` with `a^2 = R T`. No pipe asks for its viscosity, which is methane's.
fn fluid(gas: &Gas) -> Result<Fluid, InvalidQuantity> {
    Ok(Fluid {
        density_normal: Density::new(NORMAL_PRESSURE_PA / (gas.constant_j_kg_k() * NORMAL_TEMPERATURE_K))?,
        viscosity: Viscosity::new(1.1e-5)?,
        temperature: Temperature::new(gas.temperature_k)?,
        compressibility: Compressibility::IDEAL,
    })
}
