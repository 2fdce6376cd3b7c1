//! Puts a plan into each equation and limit of the market, in SI units, independent of how the plan was found. Whether
//! its settings alone bring it about, [`super::confirm`] tells.

use super::market::{Direction, Gas, Link, LinkKind, Market, MarketError, Range};
use super::plan::{LinkPlan, LinkState, NoPlan, Plan};
use super::planned::missing;

/// What is missed by no more than this share holds.
pub(crate) const HELD: f64 = 1e-6;

/// Flows below this share of what pipes could carry are next to nothing.
const STILL: f64 = 1e-3;

/// Largest violation of each kind of condition; see [`Residuals::worst`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Residuals {
    /// Mass balance at a junction, kg/s.
    pub balance_kg_s: f64,
    /// Weymouth equation, and equal pressures or ratios where links demand them: difference of squared pressures as a share of
    /// the greatest squared pressure of the network.
    pub pressure_share: f64,
    /// Junction pressure, and inlet and outlet limits, Pa.
    pub pressure_limits_pa: f64,
    /// Limits on flows of links and exchanges, and flow against a link's direction, kg/s.
    pub flow_limits_kg_s: f64,
    /// Compressor power above its limit, or above the power that the plan states, W.
    pub power_w: f64,
    /// Greatest pressure (Pa), flow (kg/s) and power (W) of the plan, to compare with; where next to nothing flows, a thousandth
    /// of what half of the pipes could carry from that pressure into a vacuum: pressures tell flows around zero no better than to
    /// the root of their rounding.
    pub size: [f64; 3],
}

impl Residuals {
    /// The largest violation as a share of the greatest pressure, flow or power.
    pub fn worst(&self) -> f64 {
        self.shares().into_iter().map(|share| share.1).fold(0.0, worse)
    }

    fn shares(&self) -> [(&'static str, f64); 5] {
        // Where nothing flows at all, what rounding leaves is no measure.
        let [pressure, flow, power] = [self.size[0], self.size[1].max(1e-3), self.size[2].max(1e3)];
        [
            ("the balance of a junction", self.balance_kg_s / flow),
            ("the loss of pressure along a link", self.pressure_share),
            ("a limit of pressure", self.pressure_limits_pa / pressure),
            ("a limit of flow", self.flow_limits_kg_s / flow),
            ("a limit of power", self.power_w / power),
        ]
    }

    /// Whether the plan holds to one part in a million.
    pub fn holds(&self) -> bool {
        self.worst() <= HELD
    }

    /// Refuses what does not hold.
    pub(crate) fn require(&self) -> Result<(), NoPlan> {
        match self.shares().into_iter().find(|share| share.1.is_nan() || share.1 > HELD) {
            Some((what, share)) => Err(NoPlan::Violated { what, share }),
            None => Ok(()),
        }
    }

    fn pressure(&mut self, share: f64) {
        self.pressure_share = worse(self.pressure_share, share);
    }

    fn flow(&mut self, excess: f64) {
        self.flow_limits_kg_s = worse(self.flow_limits_kg_s, excess);
    }
}

/// The larger of both; what is not a number is as bad as it gets.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::INFINITY } else { a.max(b) }
}

/// Recomputes every equation and limit of `market` at `plan`.
///
/// # Errors
/// [`MarketError`] if the market is wrong as it stands, or the plan is another market's.
pub fn residuals(market: &Market, plan: &Plan) -> Result<Residuals, MarketError> {
    market.check()?;
    market.check_plan(plan)?;
    Ok(measure(market, plan))
}

/// The same of a plan that is known to be the market's.
pub(crate) fn measure(market: &Market, plan: &Plan) -> Residuals {
    let greatest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |a: f64, b: f64| worse(a, b.abs()));
    let pressure = greatest(&mut plan.pressures_pa.iter().copied());
    let flow = greatest(&mut plan.links.iter().map(|l| l.flow_kg_s).chain(plan.injections_kg_s.iter().copied()));
    let flow = flow.max(STILL * capacity(market, pressure));
    let power = greatest(&mut plan.links.iter().map(|l| l.power_w));
    let balance = greatest(&mut missing(market, plan).into_iter());
    let mut found = Residuals { size: [pressure, flow, power], balance_kg_s: balance, ..Residuals::default() };
    for (junction, p) in market.junctions.iter().zip(&plan.pressures_pa) {
        found.pressure_limits_pa = found.pressure_limits_pa.max(junction.pressure_pa.excess(*p));
    }
    for (link, at) in market.links.iter().zip(&plan.links) {
        let ends = [plan.pressures_pa[link.from], plan.pressures_pa[link.to]];
        check_link(market, link, *at, ends, &mut found);
    }
    let within = |ranges: &mut dyn Iterator<Item = Range>, flows: &[f64]| {
        ranges.zip(flows).map(|(r, q)| r.excess(*q)).fold(0.0, f64::max)
    };
    found.flow(within(&mut market.receipts.iter().map(|r| r.injection_kg_s), &plan.injections_kg_s));
    found.flow(within(&mut market.deliveries.iter().map(|d| d.withdrawal_kg_s), &plan.withdrawals_kg_s));
    found.flow(within(&mut market.transfers.iter().map(|d| d.withdrawal_kg_s), &plan.transfers_kg_s));
    let net = |s: &super::market::Storage| {
        Range::new(s.withdrawal_kg_s.min - s.injection_kg_s.max, s.withdrawal_kg_s.max - s.injection_kg_s.min)
    };
    found.flow(within(&mut market.storages.iter().map(net), &plan.storage_kg_s));
    found
}

/// What half of the pipes could carry from this pressure into a vacuum, kg/s; 0 without pipes.
fn capacity(market: &Market, pressure_pa: f64) -> f64 {
    let carried = |link: &Link| match link.kind {
        LinkKind::Pipe { resistance } => Some(pressure_pa / resistance.sqrt()),
        _ => None,
    };
    let mut all: Vec<f64> = market.links.iter().filter_map(carried).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

fn check_link(market: &Market, link: &Link, at: LinkPlan, [from, to]: [f64; 2], found: &mut Residuals) {
    let LinkPlan { state, flow_kg_s: f, .. } = at;
    if !at.in_service() {
        return found.flow(f.abs());
    }
    let forward = state == LinkState::Forward;
    let unit = found.size[0] * found.size[0];
    found.flow(link.flow_kg_s.excess(f));
    let two_way = matches!(link.kind, LinkKind::ShortPipe | LinkKind::Valve);
    if !two_way {
        found.flow(if forward { -f } else { f }.max(0.0));
    }
    let (inlet, outlet) = if forward { (from, to) } else { (to, from) };
    let compresses = match &link.kind {
        LinkKind::Pipe { resistance } => {
            found.pressure((from * from - link.lift * to * to - resistance * f * f.abs()).abs() / unit);
            false
        }
        LinkKind::ShortPipe | LinkKind::Valve => {
            found.pressure((from * from - to * to).abs() / unit);
            false
        }
        LinkKind::LossResistor { loss_pa } => {
            let excess = |loss: f64| (inlet - outlet - loss).abs();
            let still = if f == 0.0 { excess(0.0) } else { f64::INFINITY };
            found.pressure(excess(*loss_pa).min(still) * (inlet + outlet) / unit);
            false
        }
        LinkKind::Regulator { ratio } => {
            let ratio = if forward { *ratio } else { Range::fixed(1.0) };
            found.pressure(ratio_excess(ratio, from, to) / unit);
            false
        }
        LinkKind::Compressor { ratio, direction, .. } => {
            let compresses = forward || *direction == Direction::Either;
            let ratio = if compresses { *ratio } else { Range::fixed(1.0) };
            found.pressure(ratio_excess(ratio, inlet, outlet) / unit);
            found.flow(if !forward && *direction == Direction::OneWay { f.abs() } else { 0.0 });
            compresses
        }
    };
    check_service(market, link, at, [from, to], compresses, found);
}

/// Limits of a link in service: pressures at its ends, and power.
fn check_service(
    market: &Market,
    link: &Link,
    at: LinkPlan,
    [from, to]: [f64; 2],
    compresses: bool,
    found: &mut Residuals,
) {
    let forward = at.state == LinkState::Forward;
    let [first, second] = match (&link.kind, forward) {
        (LinkKind::Compressor { .. }, false) if !compresses => return check_power(link, at, 0.0, found),
        (LinkKind::Compressor { .. }, false) => [to, from],
        _ => [from, to],
    };
    let excess = link.inlet_pa.excess(first).max(link.outlet_pa.excess(second));
    found.pressure_limits_pa = found.pressure_limits_pa.max(excess);
    if compresses {
        check_power(link, at, need_w(&market.gas, link, at, [from, to]), found);
    }
}

/// Power that a compressor takes at these pressures at its ends, W; 0 where nothing is compressed.
pub(super) fn need_w(gas: &Gas, link: &Link, at: LinkPlan, [from, to]: [f64; 2]) -> f64 {
    let LinkKind::Compressor { direction, .. } = link.kind else { return 0.0 };
    let ratio = match at.state {
        LinkState::Forward => to / from,
        LinkState::Backward if direction == Direction::Either => from / to,
        _ => return 0.0,
    };
    gas.specific_work_j_kg() * at.flow_kg_s.abs() * (ratio.powf(gas.work_exponent()) - 1.0)
}

fn check_power(link: &Link, at: LinkPlan, need_w: f64, found: &mut Residuals) {
    let LinkKind::Compressor { power_max_w, .. } = link.kind else { return };
    let excess = worse(need_w - at.power_w, at.power_w - power_max_w).max(0.0);
    found.power_w = worse(found.power_w, excess);
}

/// How far `out^2` lies outside `ratio^2 in^2`.
fn ratio_excess(ratio: Range, inlet: f64, outlet: f64) -> f64 {
    let square = |r: f64| r * r * inlet * inlet;
    Range::new(square(ratio.min), if ratio.max.is_finite() { square(ratio.max) } else { f64::INFINITY })
        .excess(outlet * outlet)
}
