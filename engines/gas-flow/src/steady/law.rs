//! The resistance of a link: which difference of squared pressures drives which flow.

use crate::fluid::{Fluid, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use crate::friction::{Friction, nikuradse};
use crate::network::{Pipe, Resistor, WellInflow};

/// Rising, odd law `c(m)` in Pa² of the mass flow m in kg/s.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Law {
    /// `c = m (a + b |m|)`: laminar and rough friction, resistors, wells.
    Quadratic { a: f64, b: f64 },
    /// `c = (lambda(Re) friction + zeta) m |m|`, `Re = |m| reynolds`.
    Friction { formula: Friction, rough: f64, reynolds: f64, friction: f64, zeta: f64 },
    /// `c = sign(m) (|m| / coefficient)^(1 / exponent)`.
    BackPressure { coefficient: f64, exponent: f64 },
}

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

    pub fn well(inflow: &WellInflow) -> Self {
        match *inflow {
            WellInflow::BackPressure { coefficient, exponent } => {
                Self::BackPressure { coefficient: coefficient.si(), exponent: exponent.si() }
            }
            WellInflow::Quadratic { linear, square } => Self::Quadratic { a: linear.si(), b: square.si() },
        }
    }

    /// `c(m)` and `c'(m)`, the latter above zero.
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
            Self::BackPressure { coefficient, exponent } => {
                let value = (size / coefficient).powf(1.0 / exponent);
                let ground = (size.max(SLOPE_FLOW_MIN) / coefficient).powf(1.0 / exponent);
                (value.copysign(m), ground / (exponent * size.max(SLOPE_FLOW_MIN)))
            }
        }
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
