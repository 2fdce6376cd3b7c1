//! A feasible plan near a given point: sequential quadratic programming with an l1 penalty in a trust region, then a
//! restoration which satisfies the equations to rounding.
//!
//! States of links are given; everything else moves. Linear relations hold exactly from the first step on; the penalty pays
//! for violations of the Weymouth equations and of compressor power only.

use super::conic::Failure;
use super::core::Core;
use super::effort::Allowance;
use super::nonlinear::{Expansion, Iterate, expand, needed, violations};
use super::prices::Limit;
use super::qp::{Ask, Step, step};
use super::states::States;

/// A point that satisfies the nonconvex problem, with the multipliers there.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub at: Iterate,
    pub objective: f64,
    /// Per junction: what one more scaled unit withdrawn there adds to the scaled objective.
    pub balance: Vec<f64>,
    pub limits: Vec<(Limit, f64)>,
}

/// Where the local method ended without a plan: the point it came to, and what gas is worth there.
#[derive(Debug, Clone)]
pub(super) struct Miss {
    pub at: Iterate,
    /// Per junction: what one more scaled unit withdrawn there adds to the merit. Empty where not even the linear relations
    /// can hold.
    pub balance: Vec<f64>,
    /// Multipliers of the limits there.
    pub limits: Vec<(Limit, f64)>,
    /// What the merit pays for violations.
    pub lack: f64,
}

/// Violation, in scaled units, below which a point counts as feasible.
pub(super) const FEASIBLE: f64 = 1e-7;
/// Violation that a restoration aims for.
const CLEAN: f64 = 1e-10;
/// A step that promises less than this share of the merit is lost in the accuracy of the programmes.
const SETTLED: f64 = 3e-8;
/// A step that promises less than this, and broke that promise as many times in a row, promises rounding.
const ROUNDING: f64 = 1e-6;
const REFUSALS: u8 = 2;
/// Where nothing but the equations matters, a point this near to them only needs a restoration.
const NEAR: f64 = 1e-6;
/// A point that violates the equations by more than this is not worth polishing: the penalty is too low.
const COARSE: f64 = 1e-4;
/// One improvement may use one in so many of the programmes that are left.
const SHARE: usize = 3;
/// All further steps together are taken to gain at most this many times what the next one promises.
const HOPE: f64 = 30.0;
const STEPS: usize = 100;
const RESTORATIONS: usize = 8;
/// How far a restoration may reach, in units of the violation; further only if need be.
const REACHES: [f64; 4] = [1e1, 1e2, 1e4, f64::INFINITY];
/// How far a start that nearly works may be moved until it does; further only if need be, for the least distance is only found
/// as exactly as the programme is.
const STRETCHES: [f64; 4] = [1e-6, 1e-3, 0.1, f64::INFINITY];
const PENALTY_FIRST: f64 = 10.0;
const PENALTY_MOST: f64 = 1e5;

/// Looks for a locally best feasible point near `start`, of which a finite radius says that it nearly works, that is below `cutoff`,
/// taking each programme it solves from the allowance. When nothing is left it makes do with the restoration, which is a matter of a
/// few programmes.
///
/// # Errors
/// [`Miss`] if none is found there.
pub(super) fn improve(
    core: &Core,
    states: &[States],
    (start, radius): (Iterate, f64),
    cutoff: f64,
    allowance: &mut Allowance,
) -> Result<Found, Box<Miss>> {
    let mut run = Run {
        core,
        states,
        at: start,
        penalty: PENALTY_FIRST,
        radius,
        multipliers: Vec::new(),
        balance: Vec::new(),
        limits: Vec::new(),
        curved: true,
        settled: 0,
        pressure: 0.0,
        hope: f64::NEG_INFINITY,
        refused: 0,
    };
    if radius.is_finite() && run.stray() > CLEAN && run.reconcile(allowance).is_err() {
        run.radius = f64::INFINITY;
    }
    let arrived = run.approach(cutoff, allowance).is_ok_and(|promising| promising)
        && run.restore(allowance).is_ok()
        && run.violation() <= FEASIBLE;
    if !arrived {
        return Err(Box::new(run.missed()));
    }
    allowance.take();
    run.finish()
}

struct Run<'a> {
    core: &'a Core,
    states: &'a [States],
    at: Iterate,
    penalty: f64,
    radius: f64,
    multipliers: Vec<f64>,
    /// Multipliers of the junctions' balances, and of limits.
    balance: Vec<f64>,
    limits: Vec<(Limit, f64)>,
    /// Whether steps weigh curvature, or only slopes within the radius.
    curved: bool,
    /// How many of the two kinds of step have nothing left to gain.
    settled: u8,
    /// Greatest multiplier of what the penalty pays for: a penalty not well above it is no penalty.
    pressure: f64,
    /// How many steps in a row gained nothing.
    refused: u8,
    /// What the merit may come down to at best, if steps go on gaining less and less.
    hope: f64,
}

impl Run<'_> {
    /// Steps until there is nothing left to gain; false if that cannot become a plan below the cutoff.
    fn approach(&mut self, cutoff: f64, allowance: &mut Allowance) -> Result<bool, Failure> {
        let indifferent = self.indifferent();
        for _ in 0..STEPS.min(allowance.left.div_ceil(SHARE)) {
            allowance.take();
            if allowance.left == 0 {
                break;
            }
            if !self.advance()? {
                if self.hope > cutoff || (indifferent && self.astray()) {
                    return Ok(false);
                }
                if indifferent && self.violation() <= NEAR {
                    break;
                }
                continue;
            }
            if self.violation() > COARSE && self.dearer() {
                continue;
            }
            self.settled += 1;
            self.turn(self.radius.clamp(0.01, 0.3));
            if self.settled == 2 && !self.dearer() {
                break;
            }
        }
        Ok(true)
    }

    /// Whether violations are there to stay: steps that are taken no longer reduce them by much.
    fn astray(&self) -> bool {
        self.refused == 0 && self.hope > self.fixed() + COARSE * self.penalty
    }

    fn missed(self) -> Miss {
        let lack = self.penalty * violations(self.core, self.states, &self.at).sum::<f64>();
        Miss { at: self.at, balance: self.balance, limits: self.limits, lack }
    }

    /// Whether all that works is as good: nothing but the states costs anything.
    fn indifferent(&self) -> bool {
        self.core.power_cost == 0.0 && self.core.points.iter().all(|p| p.cost == 0.0)
    }

    /// What the states cost, whatever flows.
    fn fixed(&self) -> f64 {
        self.core.objective(&vec![0.0; self.at.points.len()], &[], self.states)
    }

    fn violation(&self) -> f64 {
        violations(self.core, self.states, &self.at).fold(0.0, f64::max)
    }

    /// Changes between steps with curvature and without. Curvature made convex can stall where the true one is not; slopes alone
    /// are slow where it is.
    fn turn(&mut self, radius: f64) {
        self.curved = !self.curved;
        self.refused = 0;
        self.radius = radius;
    }

    /// Raises the penalty if it does not keep the equations; false if there is no need or no use.
    fn dearer(&mut self) -> bool {
        let greatest = if self.indifferent() { PENALTY_FIRST } else { PENALTY_MOST * self.core.power_cost.max(1.0) };
        let enough = self.violation() <= FEASIBLE && self.pressure <= 0.3 * self.penalty;
        if enough || self.penalty >= greatest {
            return false;
        }
        self.penalty *= 10.0;
        self.radius = self.radius.max(0.1);
        self.settled = 0;
        true
    }

    /// How far the point is from keeping the relations of exchanges.
    fn stray(&self) -> f64 {
        let at = |terms: &[(usize, f64)]| terms.iter().map(|&(p, a)| a * self.at.points[p]).sum();
        self.core.couplings.iter().map(|c| c.limits.excess(at(&c.terms))).fold(0.0, f64::max)
    }

    /// The nearest point that keeps the linear relations, and the others to first order.
    fn reconcile(&mut self, allowance: &mut Allowance) -> Result<(), Failure> {
        let expansions = expand(self.core, self.states, &self.at);
        let mut found = Err(Failure::Infeasible);
        for radius in STRETCHES {
            allowance.take();
            found = self.solve(&expansions, Ask { radius, penalty: None, restore: true });
            if found.is_ok() {
                break;
            }
        }
        self.at = found?.to;
        self.at.powers = needed(self.core, self.states, &self.at);
        Ok(())
    }

    fn merit(&self, at: &Iterate) -> f64 {
        let powers = needed(self.core, self.states, at);
        let objective = self.core.objective(&at.points, &powers, self.states);
        objective + self.penalty * violations(self.core, self.states, at).sum::<f64>()
    }

    /// One step; true if there is nothing left to gain at this penalty.
    fn advance(&mut self) -> Result<bool, Failure> {
        let first = self.radius.is_infinite();
        let expansions = expand(self.core, self.states, &self.at);
        let found =
            self.solve(&expansions, Ask { radius: self.radius, penalty: Some(self.penalty), restore: false })?;
        let here = self.merit(&self.at);
        let expected = here - (found.model + self.fixed());
        self.hope = if first { f64::NEG_INFINITY } else { here - HOPE * expected };
        let gained = here - self.merit(&found.to);
        let length = distance(&found.to, &self.at);
        if first {
            // The start need not satisfy the linear relations, so its merit says nothing.
            self.take(found);
            self.radius = 1.0;
            return Ok(false);
        }
        if expected <= SETTLED * here.abs() + 1e-9 {
            if gained >= 0.0 {
                self.take(found);
            }
            return Ok(true);
        }
        if gained >= 0.1 * expected {
            self.take(found);
            (self.settled, self.refused) = (0, 0);
            if self.curved && gained > 1.5 * expected {
                // The shift that makes the curvature convex is in the way.
                self.turn((100.0 * length).clamp(1e-3, 0.3));
            } else if gained >= 0.7 * expected {
                self.radius = self.radius.max((2.0 * length).min(4.0));
            }
        } else {
            self.radius = 0.4 * self.radius.min(length);
            self.refused += 1;
            if self.multipliers.is_empty() {
                self.multipliers = found.multipliers;
            }
        }
        let rounding = self.refused >= REFUSALS && expected <= ROUNDING * (1.0 + here.abs());
        Ok(rounding || self.radius < 1e-9)
    }

    fn take(&mut self, found: Step) {
        let equations = found.multipliers.iter().zip(&found.powers).filter(|(_, power)| !**power).map(|(y, _)| y.abs());
        let limits = found.limits.iter().filter(|l| matches!(l.0, Limit::PowerMax(_))).map(|l| l.1);
        self.pressure = equations.chain(limits).fold(0.0, f64::max);
        (self.multipliers, self.balance, self.limits) = (found.multipliers, found.balance, found.limits);
        self.at = found.to;
        self.at.powers = needed(self.core, self.states, &self.at);
    }

    fn solve(&self, expansions: &[Expansion], ask: Ask) -> Result<Step, Failure> {
        let multipliers = if self.curved { &self.multipliers[..] } else { &[] };
        step(self.core, self.states, &self.at, expansions, multipliers, ask)
    }

    /// Newton steps of least length onto the equations, the shortest that will do.
    fn restore(&mut self, allowance: &mut Allowance) -> Result<(), Failure> {
        let mut reach = 0;
        for _ in 0..RESTORATIONS {
            let before = self.violation();
            let Some(factor) = REACHES.get(reach).filter(|_| before > CLEAN) else { break };
            let expansions = expand(self.core, self.states, &self.at);
            allowance.take();
            // The radius keeps the step from drifting further than the accuracy of the programme warrants.
            let ask = Ask { radius: factor * before, penalty: None, restore: true };
            match self.solve(&expansions, ask) {
                Err(Failure::Infeasible | Failure::Numerical) => reach += 1,
                Err(failure) => return Err(failure),
                Ok(found) => {
                    let previous = std::mem::replace(&mut self.at, found.to);
                    let after = self.violation();
                    if after >= before {
                        self.at = previous;
                    }
                    // What is not even halved is lost in the accuracy of the programme.
                    if after > 0.5 * before {
                        reach += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Multipliers at the final point, without a trust region in the way.
    fn finish(mut self) -> Result<Found, Box<Miss>> {
        self.at.powers = needed(self.core, self.states, &self.at);
        let expansions = expand(self.core, self.states, &self.at);
        let ask = Ask { radius: 1.0, penalty: Some(PENALTY_MOST * self.core.power_cost.max(1.0)), restore: false };
        let last = self.solve(&expansions, ask).or_else(|_| self.solve(&expansions, Ask { penalty: None, ..ask }));
        let Ok(last) = last else { return Err(Box::new(self.missed())) };
        let objective = self.core.objective(&self.at.points, &self.at.powers, self.states);
        Ok(Found { objective, at: self.at, balance: last.balance, limits: last.limits })
    }
}

fn distance(a: &Iterate, b: &Iterate) -> f64 {
    let pairs = a.squares.iter().zip(&b.squares).chain(a.flows.iter().zip(&b.flows));
    pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}
