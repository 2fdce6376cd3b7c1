//! The resistance of a link: which difference of squared pressures drives which flow.

use crate::fluid::{Fluid, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use crate::friction::{Friction, nikuradse};
use crate::network::{Pipe, Resistor, WellInflow};
use crate::units::PressureLoss;

/// Rising, odd law `c(m)` in Pa² of the mass flow m in kg/s.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Law {
    /// `c = m (a + b |m|)`: laminar and rough friction, resistors, wells.
    Quadratic { a: f64, b: f64 },
    /// `c = (lambda(Re) friction + zeta) m |m|`, `Re = |m| reynolds`.
    Friction { formula: Friction, rough: f64, reynolds: f64, friction: f64, zeta: f64 },
    /// `c = sign(m) (|m| / coefficient)^(1 / exponent)`.
    BackPressure { coefficient: f64, exponent: f64 },
    /// A constant loss either way, in Pa and not squared: `forward_pa` of what flows forward, `backward_pa` of what flows
    /// backward. It rises from none at no flow as `m / sqrt(m² + LOSS_FLOW²)`.
    Loss { forward_pa: f64, backward_pa: f64 },
}

/// A constant loss is lost to half a millionth at a thousand times this flow, kg/s: some 450 cubic metres an hour.
const LOSS_FLOW: f64 = 1e-4;

/// What a constant loss rises by further, Pa/(kg/s), so that a flow follows from any pressures: 5e-7 bar at 500 kg/s.
const LOSS_TRACE: f64 = 1e-4;

/// Flow below which a purely quadratic law is taken as straight in its *slope* (never in its value): the slope at zero
/// flow would be zero and the matrix entry infinite.
const SLOPE_FLOW_MIN: f64 = 1e-7;

/// Step for the derivative of λ: the error of the central difference is about its square.
const REYNOLDS_STEP: f64 = 1e-5;

impl Law {
    pub fn pipe(pipe: &Pipe, formula: Friction, fluid: &Fluid) -> Self {
        let diameter = pipe.diameter.si();
        let slenderness = pipe.length.si() / diameter;
        let dynamic = dynamic(fluid, diameter);
        let reynolds = diameter / (fluid.viscosity.si() * area(diameter));
        let rough = pipe.roughness.si() / diameter;
        let zeta = pipe.loss_coefficient.si() * dynamic;
        match formula {
            Friction::Nikuradse => Self::Quadratic {
                a: 64.0 / reynolds * slenderness * dynamic,
                b: nikuradse(rough) * slenderness * dynamic + zeta,
            },
            _ => Self::Friction { formula, rough, reynolds, friction: slenderness * dynamic, zeta },
        }
    }

    pub fn resistor(resistor: &Resistor, fluid: &Fluid) -> Self {
        let b = resistor.loss_coefficient.si() * dynamic(fluid, resistor.diameter.si());
        Self::Quadratic { a: 0.0, b }
    }

    /// A loss resistor, the same either way.
    pub fn loss(loss: PressureLoss) -> Self {
        Self::Loss { forward_pa: loss.si(), backward_pa: loss.si() }
    }

    /// The piping of a station, which gas passes forward; backward it is bypassed.
    pub fn piping(loss: PressureLoss) -> Self {
        Self::Loss { forward_pa: loss.si(), backward_pa: 0.0 }
    }

    /// A loss that is bypassed.
    pub const BYPASSED: Self = Self::Loss { forward_pa: 0.0, backward_pa: 0.0 };

    pub fn well(inflow: &WellInflow) -> Self {
        match *inflow {
            WellInflow::BackPressure { coefficient, exponent } => {
                Self::BackPressure { coefficient: coefficient.si(), exponent: exponent.si() }
            }
            WellInflow::Quadratic { linear, square } => Self::Quadratic { a: linear.si(), b: square.si() },
        }
    }

    /// `c(m)` and `c'(m)`, the latter above zero. In Pa for a constant loss: see [`super::gas::Gas::resist`].
    #[inline]
    pub fn at(&self, m: f64) -> (f64, f64) {
        let size = m.abs();
        match *self {
            Self::Quadratic { a, b } => (m * (a + b * size), a + 2.0 * b * size.max(SLOPE_FLOW_MIN)),
            Self::Friction { formula, rough, reynolds, friction, zeta } => {
                let re = (size.max(SLOPE_FLOW_MIN)) * reynolds;
                let lambda = formula.factor(re, rough);
                let above = formula.factor(re * (1.0 + REYNOLDS_STEP), rough);
                let below = formula.factor(re * (1.0 - REYNOLDS_STEP), rough);
                // Re dλ/dRe
                let bend = (above - below) / (2.0 * REYNOLDS_STEP);
                let size = size.max(SLOPE_FLOW_MIN);
                let slope = ((2.0 * lambda + bend) * friction + 2.0 * zeta) * size;
                (m * size * (lambda * friction + zeta), slope)
            }
            Self::Loss { forward_pa, backward_pa } => {
                let full = if m < 0.0 { backward_pa } else { forward_pa };
                let root = m.hypot(LOSS_FLOW);
                (full * m / root + LOSS_TRACE * m, full * (LOSS_FLOW / root).powi(2) / root + LOSS_TRACE)
            }
            Self::BackPressure { coefficient, exponent } => {
                let value = (size / coefficient).powf(1.0 / exponent);
                let ground = (size.max(SLOPE_FLOW_MIN) / coefficient).powf(1.0 / exponent);
                (value.copysign(m), ground / (exponent * size.max(SLOPE_FLOW_MIN)))
            }
        }
    }

    /// The slope (Pa s/kg) by which to look for the flow through a constant loss that `drive_pa` drives: the tangent once the
    /// flow is found. Before, the tangent would be flat, and flows leap from one side to the other; so the loss is taken
    /// from what drives, and the flow m from the equation `d sqrt(m² + w²) = m` of that share d of the loss, straightened in
    /// both (T. F. Chan, G. H. Golub, P. Mulet, "A nonlinear primal-dual method for total variation-based image
    /// restoration", SIAM J. Sci. Comput. 20(6), 1999).
    pub fn slope_towards(&self, m: f64, drive_pa: f64) -> Option<f64> {
        let Self::Loss { forward_pa, backward_pa } = *self else { return None };
        let (full, root) = (forward_pa.max(backward_pa), m.hypot(LOSS_FLOW));
        let driven = drive_pa.clamp(-backward_pa, forward_pa);
        let one_sided = m < 0.0 && backward_pa <= 0.0;
        let rest = if one_sided { driven } else { full - driven * m / root };
        Some(rest / root + LOSS_TRACE)
    }
}

fn area(diameter_m: f64) -> f64 {
    std::f64::consts::FRAC_PI_4 * diameter_m * diameter_m
}

/// `T p_n / (T_n rho_n A²)`: the loss in Pa² of a unit loss coefficient at 1 kg/s of ideal gas.
fn dynamic(fluid: &Fluid, diameter_m: f64) -> f64 {
    fluid.temperature.si() * NORMAL_PRESSURE_PA
        / (NORMAL_TEMPERATURE_K * fluid.density_normal.si() * area(diameter_m).powi(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_the_derivatives() {
        let laws = [
            Law::Quadratic { a: 3.0, b: 7.0 },
            Law::BackPressure { coefficient: 0.4, exponent: 0.7 },
            friction(Friction::Colebrook),
            friction(Friction::Hofer),
            friction(Friction::Chen),
        ];
        for law in laws {
            for m in [-2.0, -0.003, 0.0004, 0.01, 5.0_f64] {
                let h = m.abs() * 1e-6;
                let difference = (law.at(m + h).0 - law.at(m - h).0) / (2.0 * h);
                let slope = law.at(m).1;
                assert!((slope / difference - 1.0).abs() < 1e-5, "{law:?} at {m}: {slope} {difference}");
                assert!(law.at(-m).0 + law.at(m).0 == 0.0);
            }
        }
    }

    fn friction(formula: Friction) -> Law {
        Law::Friction { formula, rough: 1e-3, reynolds: 1e6, friction: 1e9, zeta: 1e7 }
    }
}
