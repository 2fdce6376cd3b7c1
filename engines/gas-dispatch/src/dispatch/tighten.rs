//! Bound tightening at the root of the search: how far a flow or a pressure can go at all while a better plan than the best
//! known is still possible (optimality-based bound tightening, OBBT). Two programmes per quantity; the quantities are those
//! where the relaxation is furthest from real.

use super::bounds::Bounds;
use super::branch::{Quantity, doubtful};
use super::conic::Failure;
use super::core::Core;
use super::effort::Allowance;
use super::market::Range;
use super::relax::{Relaxed, extreme, relax};

/// Most rounds, and most quantities of one round.
const ROUNDS: usize = 4;
const WIDTH: usize = 48;
/// What a quantity's two programmes count for: they take about twice as long as others.
const PRICE: usize = 4;
/// So many quantities in a row that hold their ground end a round: the cutoff is too far away to tell anything.
const PATIENCE: usize = 3;
/// A range that loses less than this share of itself holds its ground.
const LOSS: f64 = 0.02;
/// A round must raise the bound by this share of the gap to be followed by another.
const WORTH: f64 = 0.05;

/// Tightens `bounds` as long as that raises the bound, taking programmes from the allowance; `cutoff` is the best plan's objective.
///
/// # Errors
/// [`Failure::Infeasible`] if nothing in the box is better than the cutoff.
pub(super) fn tighten(
    core: &Core,
    bounds: &mut Bounds,
    relaxed: &mut Relaxed,
    cutoff: f64,
    allowance: &mut Allowance,
) -> Result<(), Failure> {
    for _ in 0..ROUNDS {
        let mut quantities = doubtful(core, bounds, relaxed);
        quantities.truncate(WIDTH);
        let (mut idle, mut narrowed) = (0, false);
        for quantity in quantities {
            if allowance.left <= PRICE || idle == PATIENCE {
                break;
            }
            (0..PRICE).for_each(|_| allowance.take());
            let lost = narrow(core, bounds, quantity, cutoff)?;
            idle = if lost < LOSS { idle + 1 } else { 0 };
            narrowed |= idle == 0;
            bounds.propagate(core).map_err(|_| Failure::Infeasible)?;
        }
        if !narrowed || allowance.left == 0 {
            break;
        }
        allowance.take();
        let next = relax(core, bounds)?;
        let gained = next.bound - relaxed.bound;
        let worth = gained > WORTH * (cutoff - relaxed.bound);
        if gained > 0.0 {
            *relaxed = next;
        }
        if !worth || allowance.left <= PRICE {
            break;
        }
    }
    Ok(())
}

/// Replaces one quantity's range by what is left of it; returns the share of it that is lost. Both ends are worked out at once.
fn narrow(core: &Core, bounds: &mut Bounds, quantity: Quantity, cutoff: f64) -> Result<f64, Failure> {
    let end = |sign: f64| extreme(core, bounds, quantity, sign, cutoff);
    let (low, high) = std::thread::scope(|scope| {
        let high = scope.spawn(|| end(-1.0));
        (end(1.0), high.join().unwrap_or(Err(Failure::Numerical)))
    });
    let range = match quantity {
        Quantity::Flow(e) => &mut bounds.flows[e],
        Quantity::Square(i) => &mut bounds.squares[i],
    };
    let before = range.max - range.min;
    for (sign, end) in [(1.0, low), (-1.0, high)] {
        // A programme that the solver could not settle leaves the range as it is.
        let end = match end {
            Ok(end) => sign * (end - 1e-7 * (1.0 + end.abs())),
            Err(Failure::Infeasible) => return Err(Failure::Infeasible),
            Err(_) => continue,
        };
        *range =
            range.meet(if sign > 0.0 { Range::new(end, f64::INFINITY) } else { Range::new(f64::NEG_INFINITY, end) });
    }
    if range.min > range.max {
        *range = Range::fixed(f64::midpoint(range.min, range.max));
    }
    let lost = 1.0 - (range.max - range.min) / before;
    Ok(if lost.is_finite() { lost } else { 0.0 })
}
