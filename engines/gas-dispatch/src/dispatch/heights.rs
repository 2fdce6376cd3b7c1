//! How squared pressures fall with height where gas is at rest.

use super::confirm::Unconfirmed;
use super::market::{Link, LinkKind, Market};
use super::plan::Plan;
use super::sets::Sets;

/// Factors that differ by no more than this share are the same.
const SAME: f64 = 1e-9;

/// Barometric factors: along each pipe in service as it climbs, across other links the same where no pipe says
/// otherwise.
pub(super) fn barometric(market: &Market, plan: &Plan) -> Result<Vec<f64>, Unconfirmed> {
    let links = || market.links.iter().zip(&plan.links).filter(|(_, at)| at.in_service()).map(|(link, _)| link);
    let is_pipe = |link: &&Link| matches!(link.kind, LinkKind::Pipe { .. });
    let count = market.junctions.len();
    let (mut sets, mut near) = (Sets::new(count), vec![Vec::new(); count]);
    for link in links().filter(is_pipe).chain(links().filter(|link| !is_pipe(link))) {
        if sets.join(link.from, link.to) {
            near[link.from].push((link.to, link.lift));
            near[link.to].push((link.from, 1.0 / link.lift));
        }
    }
    let mut factor = vec![f64::NAN; count];
    for root in 0..count {
        if factor[root].is_nan() {
            factor[root] = 1.0;
            let mut open = vec![root];
            while let Some(i) = open.pop() {
                for &(j, lift) in &near[i] {
                    if factor[j].is_nan() {
                        factor[j] = factor[i] * lift;
                        open.push(j);
                    }
                }
            }
        }
    }
    let closes = |link: &Link| (factor[link.to] / (factor[link.from] * link.lift) - 1.0).abs() <= SAME;
    match links().filter(is_pipe).find(|link| !closes(link)) {
        Some(link) => Err(Unconfirmed::Heights { pipe: link.name.clone() }),
        None => Ok(factor),
    }
}
