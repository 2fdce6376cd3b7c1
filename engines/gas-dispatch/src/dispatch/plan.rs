//! A plan: what the dispatcher is to do, what it is worth, and how good it can be at all.

use super::confirm::{Confirmation, Unconfirmed, settle};
use super::core::Core;
use super::local::Found;
use super::market::Market;
use super::prices::{Prices, prices};
use super::search::Outcome;
use super::states::{BACKWARD, FORWARD, OFF, STILL, States};
use super::verify::{Residuals, measure, need_w};

/// What a link does in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// In service, gas runs from `from` to `to` (of a pipe, short pipe or open valve: either way).
    Forward,
    /// In service, gas runs from `to` to `from`.
    Backward,
    /// Closed.
    Closed,
    /// A candidate that is not built.
    NotBuilt,
}

/// One link of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkPlan {
    /// What it does.
    pub state: LinkState,
    /// Flow, kg/s, positive from `from` to `to`.
    pub flow_kg_s: f64,
    /// Compressor power, W; 0 for other links.
    pub power_w: f64,
}

impl LinkPlan {
    /// Whether gas may pass.
    pub(super) fn in_service(self) -> bool {
        !matches!(self.state, LinkState::Closed | LinkState::NotBuilt)
    }
}

/// A plan which satisfies the nonconvex problem, and the proof of how good it is.
///
/// All lists are in the order of the market's.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Absolute pressure per junction, Pa.
    pub pressures_pa: Vec<f64>,
    /// Per link.
    pub links: Vec<LinkPlan>,
    /// Injection per receipt, kg/s.
    pub injections_kg_s: Vec<f64>,
    /// Withdrawal per delivery, kg/s.
    pub withdrawals_kg_s: Vec<f64>,
    /// Withdrawal per transfer, kg/s.
    pub transfers_kg_s: Vec<f64>,
    /// Net gas out of each store into the network, kg/s.
    pub storage_kg_s: Vec<f64>,
    /// Unit of the objective: the dearest price times the unit of flow of the computation, or the dearest candidate.
    pub scale: f64,
    /// The goal's value: cost (least), served load (most) or construction cost (least).
    pub objective: f64,
    /// No plan can be better than this.
    pub bound: f64,
    /// Money for the candidates that are built.
    pub construction_cost: f64,
    /// Prices at this plan. Of a plan whose construction is decided: with that construction taken as given.
    pub prices: Prices,
    /// How exactly the plan satisfies each equation and limit, computed anew in SI units.
    pub residuals: Residuals,
    /// How closely the steady solver of `gas-flow` confirms it.
    pub confirmation: Confirmation,
    /// Boxes that the search examined.
    pub boxes: usize,
    /// Whether the watch stopped the search: with more time it may find better.
    pub stopped: bool,
}

impl Plan {
    /// Distance between objective and bound, as a share of the objective, or of a thousandth of its scale where the objective
    /// is less: what is bought and sold for about the same money has an objective near zero.
    pub fn gap(&self) -> f64 {
        gap(self.objective, self.bound, self.scale)
    }

    /// Numbers, in the market's links, of the candidates that are built.
    pub fn built<'a>(&'a self, market: &'a Market) -> impl Iterator<Item = usize> + 'a {
        let candidates = market.links.iter().enumerate().filter(|(_, link)| link.construction_cost.is_some());
        candidates.map(|(e, _)| e).filter(|e| self.links[*e].state != LinkState::NotBuilt)
    }
}

/// Objectives below this share of their scale are as good as zero. Times the gap that is asked for by default, 1e-4, this is the
/// distance at which the search stops whatever the objective.
const NEAR_ZERO: f64 = 1e-3;

/// Distance between an objective and its bound as a share of the objective, or of what is next to nothing on its scale.
pub(crate) fn gap(objective: f64, bound: f64, scale: f64) -> f64 {
    (objective - bound).abs() / objective.abs().max(NEAR_ZERO * scale)
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoPlan {
    /// The market is wrong as it stands.
    #[error(transparent)]
    Market(#[from] super::market::MarketError),
    /// Proved: no plan exists.
    #[error(
        "no plan exists: the limits contradict each other. Relax pressure limits, power limits or fixed withdrawals, or let loads be cut"
    )]
    Infeasible,
    /// One was found, but the steady flow of its network is another: a fault of this programme, or a network at the edge
    /// of what steady flow is.
    #[error("a plan was found, but its steady flow does not confirm it: {0}")]
    Unconfirmed(#[from] Unconfirmed),
    /// One was found, but the steady flow that it brings about misses a limit: a fault of this programme, or a network at the
    /// edge of its limits.
    #[error(
        "a plan was found, but it misses {what} by {share:.1e} of the greatest such value: ease the limits that leave least room"
    )]
    Violated {
        /// What is missed.
        what: &'static str,
        /// By which share.
        share: f64,
    },
    /// None was found, and none was excluded.
    #[error(
        "no plan was found in {boxes} boxes, but none was excluded either (bound {bound}): ease limits, or ask for fewer periods, scenarios or candidates at once"
    )]
    NotFound {
        /// Boxes examined.
        boxes: usize,
        /// Best value that is not excluded, in the units of the goal.
        bound: f64,
    },
    /// The watch stopped the search before a plan was found.
    #[error("the search was stopped before it found a plan, and none was excluded (bound {bound}): give it more time")]
    Stopped {
        /// Best value that is not excluded, in the units of the goal.
        bound: f64,
    },
}

/// Turns the search's outcome into a plan; `sign` is -1 for goals that are maximised.
pub(super) fn plan(market: &Market, core: &Core, outcome: Outcome, sign: f64) -> Result<Plan, NoPlan> {
    let unit = core.scale.cost * sign;
    let Some((states, found)) = outcome.best else {
        if outcome.bound == f64::INFINITY {
            return Err(NoPlan::Infeasible);
        }
        if outcome.stopped {
            return Err(NoPlan::Stopped { bound: outcome.bound * unit });
        }
        return Err(NoPlan::NotFound { boxes: outcome.boxes, bound: outcome.bound * unit });
    };
    let mut plan = Plan {
        pressures_pa: found.at.squares.iter().map(|s| s.max(0.0).sqrt() * core.scale.pressure).collect(),
        links: links(market, core, &states, &found),
        injections_kg_s: Vec::new(),
        withdrawals_kg_s: Vec::new(),
        transfers_kg_s: Vec::new(),
        storage_kg_s: Vec::new(),
        scale: core.scale.cost,
        objective: found.objective * unit,
        bound: outcome.bound * unit,
        construction_cost: 0.0,
        prices: prices(market, core, &states, &found),
        residuals: Residuals::default(),
        confirmation: Confirmation::default(),
        boxes: outcome.boxes,
        stopped: outcome.stopped,
    };
    exchanges(core, &found, &mut plan);
    plan.construction_cost =
        plan.built(market).filter_map(|e| market.links[e].construction_cost).fold(0.0, |a, b| a + b);
    settle(market, &mut plan)?;
    settle_power(market, core, &mut plan);
    plan.residuals = measure(market, &plan);
    plan.residuals.require()?;
    Ok(plan)
}

/// Lets a plan have the power that its settled pressures and flows take, and the objective the cost of it.
fn settle_power(market: &Market, core: &Core, plan: &mut Plan) {
    let planned: f64 = plan.links.iter().map(|link| link.power_w).sum();
    for (link, at) in market.links.iter().zip(&mut plan.links) {
        at.power_w =
            need_w(&market.gas, link, *at, [plan.pressures_pa[link.from], plan.pressures_pa[link.to]]).max(0.0);
    }
    let taken: f64 = plan.links.iter().map(|link| link.power_w).sum();
    if core.power_cost > 0.0 {
        plan.objective += core.power_cost * core.scale.cost * (taken - planned) / core.scale.power;
        // What a plan beats by rounding is no bound.
        plan.bound = plan.bound.min(plan.objective);
    }
}

fn links(market: &Market, core: &Core, states: &[States], found: &Found) -> Vec<LinkPlan> {
    let state = |e: usize| match states[e] {
        OFF if market.links[e].construction_cost.is_some() => LinkState::NotBuilt,
        OFF => LinkState::Closed,
        BACKWARD => LinkState::Backward,
        _ => LinkState::Forward,
    };
    let one = |e: usize| {
        let flow = if matches!(states[e], OFF | STILL) { 0.0 } else { found.at.flows[e] };
        let pipe =
            matches!(core.edges[e].kind, super::core::Kind::Pipe { .. }) && states[e] & (FORWARD | BACKWARD) != 0;
        let by_flow = if flow < 0.0 { LinkState::Backward } else { LinkState::Forward };
        LinkPlan {
            state: if pipe { by_flow } else { state(e) },
            flow_kg_s: flow * core.scale.flow,
            power_w: if states[e] == OFF { 0.0 } else { found.at.powers[e] * core.scale.power },
        }
    };
    (0..core.edges.len()).map(one).collect()
}

fn exchanges(core: &Core, found: &Found, plan: &mut Plan) {
    let [receipts, deliveries, transfers, filling, emptying] = core.blocks;
    let flows: Vec<f64> = found.at.points.iter().map(|q| q * core.scale.flow).collect();
    plan.injections_kg_s = flows[..receipts].to_vec();
    plan.withdrawals_kg_s = flows[receipts..deliveries].to_vec();
    plan.transfers_kg_s = flows[deliveries..transfers].to_vec();
    let stores = flows[transfers..filling].iter().zip(&flows[filling..emptying]);
    plan.storage_kg_s = stores.map(|(into, out)| out - into).collect();
}
