//! Holds a plan against the steady flow that its settings bring about, as `gas-flow` finds it from nothing.

use gas_flow::network::NetworkError;
use gas_flow::units::{InvalidQuantity, PASCAL_PER_BAR};
use gas_flow::{Options, Steady, SteadyError};

use super::market::{Link, LinkKind, Market, MarketError};
use super::plan::{LinkPlan, Plan};
use super::planned::{Flow, Planned, missing};
use super::sets::parts;

/// How far a plan was from the steady flow of its own network, before it took over the pressures and flows of the
/// latter.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Confirmation {
    /// Greatest difference of a junction's pressure, Pa.
    pub pressure_pa: f64,
    /// Greatest difference of a link's flow, kg/s.
    pub flow_kg_s: f64,
    /// Most that a junction with held pressure has to supply beyond the plan's exchanges, kg/s: what these fail to
    /// balance.
    pub balance_kg_s: f64,
}

/// Why the steady flow of its network does not confirm a plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unconfirmed {
    /// The market is wrong as it stands, or the plan is another market's.
    #[error(transparent)]
    Market(#[from] MarketError),
    /// A planned value that is no such quantity.
    #[error(transparent)]
    Quantity(#[from] InvalidQuantity),
    /// The plan's network is none.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Pipes around a ring that climb more than they fall.
    #[error("pipe {pipe}: around the ring that it closes pipes climb more than they fall: correct their heights")]
    Heights {
        /// One of them.
        pipe: String,
    },
    /// No steady flow was found.
    #[error("the network as planned: {0}")]
    Steady(#[from] SteadyError),
    /// The steady flow is another.
    #[error("{element}: {quantity} is planned as {planned}, but becomes {steady} once the plan's settings are made")]
    Differs {
        /// The junction or link that differs most.
        element: String,
        /// What differs, with its unit.
        quantity: &'static str,
        /// As planned.
        planned: f64,
        /// As it becomes.
        steady: f64,
    },
}

/// A plan and the steady flow of its network may differ by this share of the greatest pressure or flow: the search
/// leaves up to 1e-7 of the greatest squared pressure over at each pipe, and a long way has some thousand of them.
const TOLERANCE: f64 = 1e-4;
/// Flows, kg/s, that are none: what rounding leaves where nothing flows at all.
const NOTHING_KG_S: f64 = 1e-6;

/// Solves the network as planned, from nothing, and compares.
///
/// # Errors
/// [`Unconfirmed`], with the junction or link that differs most, or what hinders the solution.
pub fn confirm(market: &Market, plan: &Plan) -> Result<Confirmation, Unconfirmed> {
    market.check()?;
    market.check_plan(plan)?;
    settled(market, plan).map(|(confirmation, _)| confirmation)
}

/// Lets a plan have the pressures and flows that its settings bring about.
pub(super) fn settle(market: &Market, plan: &mut Plan) -> Result<(), Unconfirmed> {
    let (confirmation, steady) = settled(market, plan)?;
    plan.confirmation = confirmation;
    plan.pressures_pa = steady.pressures_pa;
    plan.links.iter_mut().zip(steady.flows_kg_s).for_each(|(link, flow)| link.flow_kg_s = flow);
    Ok(())
}

/// Steady flow in the market's order.
struct Settled {
    pressures_pa: Vec<f64>,
    flows_kg_s: Vec<f64>,
    /// Beyond the exchanges, per junction.
    supplies_kg_s: Vec<f64>,
}

fn settled(market: &Market, plan: &Plan) -> Result<(Confirmation, Settled), Unconfirmed> {
    let planned = Planned::new(market, plan)?;
    let solution = Steady::new(&planned.network, Options::default())?.solve()?;
    let flow = |flow: &Flow| match *flow {
        Flow::Found { element, sign } => sign * solution.flow_kg_per_s[element],
        Flow::Set(flow) => flow,
    };
    let flows_kg_s = planned.flows.iter().map(flow).collect();
    let pressures_pa = solution.pressure_pa.iter().zip(&planned.raised).map(|(p, k)| p / k).collect();
    let steady = Settled { pressures_pa, flows_kg_s, supplies_kg_s: solution.supply_kg_per_s };
    Ok((compare(market, plan, &steady)?, steady))
}

fn compare(market: &Market, plan: &Plan, steady: &Settled) -> Result<Confirmation, Unconfirmed> {
    let pressure = greatest(plan.pressures_pa.iter());
    let exchanged = plan.injections_kg_s.iter().chain(&plan.withdrawals_kg_s).chain(&plan.transfers_kg_s);
    let carried = plan.links.iter().map(|l| &l.flow_kg_s).chain(exchanged).chain(&plan.storage_kg_s);
    let flow = greatest(carried).max(NOTHING_KG_S / TOLERANCE);
    let junctions = |size: f64| market.junctions.iter().map(move |j| ("junction", j.name.as_str(), size));
    let pairs = |planned: Vec<f64>, steady: &[f64]| planned.into_iter().zip(steady.to_vec());
    let none = || vec![0.0; market.junctions.len()];
    within("outflow beyond inflow, in kg/s,", junctions(flow).zip(pairs(missing(market, plan), &none())))?;
    let bar = |pascal: &[f64]| pascal.iter().map(|pascal| pascal / PASCAL_PER_BAR).collect::<Vec<_>>();
    let pressures = pairs(bar(&plan.pressures_pa), &bar(&steady.pressures_pa));
    let pressures = junctions(pressure / PASCAL_PER_BAR).zip(pressures);
    let supplies = junctions(flow).zip(pairs(none(), &steady.supplies_kg_s));
    let links =
        market.links.iter().zip(sizes(market, plan, pressure, flow)).map(|(l, size)| ("link", l.name.as_str(), size));
    let flows = links.zip(pairs(plan.links.iter().map(|l| l.flow_kg_s).collect(), &steady.flows_kg_s));
    Ok(Confirmation {
        pressure_pa: PASCAL_PER_BAR * within("pressure in bar", pressures)?,
        balance_kg_s: within("supply beyond the exchanges, in kg/s,", supplies)?,
        flow_kg_s: within("flow in kg/s", flows)?,
    })
}

/// Per link, of which flow its difference is to be a small share. Where there is next to no flow the loss of a pipe
/// says little about it, so this is at least what the pipe would carry from the greatest pressure into a vacuum. Flows
/// that no pressure tells follow from those of the pipes around: of links joined without a pipe between them it is the
/// most that one of the pipes at their ends would carry. What is shut carries nothing.
fn sizes(market: &Market, plan: &Plan, pressure: f64, flow: f64) -> Vec<f64> {
    let links = || market.links.iter().zip(&plan.links);
    let capacity = |(link, at): (&Link, &LinkPlan)| match link.kind {
        LinkKind::Pipe { resistance } if at.in_service() => Some(flow.max(pressure / resistance.sqrt())),
        _ => None,
    };
    let is_rigid = |link: &Link, at: &LinkPlan| at.in_service() && !matches!(link.kind, LinkKind::Pipe { .. });
    let rigid = links().filter(|(link, at)| is_rigid(link, at)).map(|(link, _)| (link.from, link.to));
    let part = parts(market.junctions.len(), rigid);
    let mut most = vec![flow; part.len()];
    for (link, at) in links() {
        let carried = capacity((link, at)).unwrap_or(flow);
        for end in [link.from, link.to] {
            most[part[end]] = most[part[end]].max(carried);
        }
    }
    let size = |(link, at): (&Link, &LinkPlan)| {
        let around = if at.in_service() { most[part[link.from]] } else { flow };
        capacity((link, at)).unwrap_or(around)
    };
    links().map(size).collect()
}

fn greatest<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.fold(0.0, |most, value| most.max(value.abs()))
}

/// The greatest difference of pairs (planned, steady), each with the element and the size of which a share is
/// tolerated.
fn within<'a>(
    quantity: &'static str,
    pairs: impl Iterator<Item = ((&'static str, &'a str, f64), (f64, f64))>,
) -> Result<f64, Unconfirmed> {
    let mut greatest = 0.0;
    let mut worst = (TOLERANCE, None);
    for ((word, name, size), (planned, steady)) in pairs {
        let difference = (planned - steady).abs();
        greatest = difference.max(greatest);
        // Not a number is as far as it gets.
        let share = if difference.is_finite() { difference / size } else { f64::INFINITY };
        if share > worst.0 {
            worst = (share, Some((word, name, planned, steady)));
        }
    }
    let Some((word, name, planned, steady)) = worst.1 else { return Ok(greatest) };
    Err(Unconfirmed::Differs { element: format!("{word} {name}"), quantity, planned, steady })
}
