//! Bound tightening at the root of the search: how far a flow or a pressure can go at all while a better plan than the best
//! known is still possible (optimality-based bound tightening, OBBT). Two programmes per quantity; the quantities are those
//! where the relaxation is furthest from real.

use super::bounds::Bounds;
use super::branch::{Quantity, doubtful};
use super::conic::Failure;
use super::core::Core;
use super::market::Range;
use super::relax::{Relaxed, extreme, relax};

/// Most rounds, and most quantities of one round.
const ROUNDS: usize = 4;
const WIDTH: usize = 48;
/// What a quantity's two programmes count for: they take about twice as long as others.
const PRICE: usize = 4;
/// A round must raise the bound by this share of the gap to be followed by another.
const WORTH: f64 = 0.05;

/// Tightens `bounds` as long as that raises the bound, taking programmes from `left`; `cutoff` is the best plan's objective.
///
/// # Errors
/// [`Failure::Infeasible`] if nothing in the box is better than the cutoff.
pub(super) fn tighten(
    core: &Core,
    bounds: &mut Bounds,
    relaxed: &mut Relaxed,
    cutoff: f64,
    left: &mut usize,
) -> Result<(), Failure> {
    for _ in 0..ROUNDS {
        let mut quantities = doubtful(core, bounds, relaxed);
        quantities.truncate(WIDTH);
        for quantity in quantities {
            if *left <= PRICE {
                break;
            }
            *left -= PRICE;
            narrow(core, bounds, quantity, cutoff)?;
            bounds.propagate(core).map_err(|_| Failure::Infeasible)?;
        }
        *left = left.saturating_sub(1);
        let next = relax(core, bounds)?;
        let gained = next.bound - relaxed.bound;
        let worth = gained > WORTH * (cutoff - relaxed.bound);
        if gained > 0.0 {
            *relaxed = next;
        }
        if !worth || *left <= PRICE {
            break;
        }
    }
    Ok(())
}

/// Replaces one quantity's range by what is left of it.
fn narrow(core: &Core, bounds: &mut Bounds, quantity: Quantity, cutoff: f64) -> Result<(), Failure> {
    for sign in [1.0, -1.0] {
        // A programme that the solver could not settle leaves the range as it is.
        let end = match extreme(core, bounds, quantity, sign, cutoff) {
            Ok(end) => sign * (end - 1e-7 * (1.0 + end.abs())),
            Err(Failure::Infeasible) => return Err(Failure::Infeasible),
            Err(_) => continue,
        };
        let range = match quantity {
            Quantity::Flow(e) => &mut bounds.flows[e],
            Quantity::Square(i) => &mut bounds.squares[i],
        };
        *range =
            range.meet(if sign > 0.0 { Range::new(end, f64::INFINITY) } else { Range::new(f64::NEG_INFINITY, end) });
        if range.min > range.max {
            *range = Range::fixed(f64::midpoint(range.min, range.max));
        }
    }
    Ok(())
}
