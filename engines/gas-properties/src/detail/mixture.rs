//! The parameters of a mixture: everything in the equation that depends on the composition alone.

use super::tables::{Factor, PAIRS, PURE, Pair, Pure, TERMS, Term};
use super::{FIRST, VIRIAL};
use crate::component::Component;
use crate::composition::Composition;

#[derive(Debug, Clone)]
pub(super) struct Mixture {
    /// K³, dm³/mol.
    pub size3: f64,
    /// Second virial coefficient by term: B = Σ virial_n T^-u_n, dm³/mol.
    pub virial: [f64; VIRIAL],
    /// C_n of terms 13 to 58, without T^-u_n.
    pub coefficients: [f64; TERMS.len() - FIRST],
}

impl Mixture {
    pub fn new(gas: &Composition) -> Self {
        let mean = |parameter: fn(&Pure) -> f64| gas.mean(|component| parameter(pure(component)));
        let mut size5 = mean(|pure| pure.size.powf(2.5)).powi(2);
        let mut energy5 = mean(|pure| pure.energy.powf(2.5)).powi(2);
        let mut orientation = mean(|pure| pure.orientation);
        for pair in &PAIRS {
            let (first, second) = (pure(pair.first), pure(pair.second));
            let weight = 2.0 * gas.fraction(pair.first) * gas.fraction(pair.second);
            size5 += weight * (pair.size.powi(5) - 1.0) * (first.size * second.size).powf(2.5);
            energy5 += weight * (pair.energy.powi(5) - 1.0) * (first.energy * second.energy).powf(2.5);
            orientation += weight * (pair.orientation - 1.0) * f64::midpoint(first.orientation, second.orientation);
        }
        let quadrupole = mean(|pure| pure.quadrupole);
        let high_temperature: f64 = gas.iter().map(|(c, x)| x * x * pure(c).high_temperature).sum();
        let energy = energy5.powf(0.2);
        let coefficient = |term: &Term| {
            let factor = match term.factor {
                Factor::Orientation => orientation,
                Factor::Quadrupole => quadrupole * quadrupole,
                Factor::HighTemperature => high_temperature,
                Factor::Plain | Factor::Dipole | Factor::Association => 1.0,
            };
            term.a * energy.powf(term.u) * factor
        };
        Self {
            size3: size5.powf(0.6),
            virial: virial(gas),
            coefficients: std::array::from_fn(|i| coefficient(&TERMS[FIRST + i])),
        }
    }
}

fn virial(gas: &Composition) -> [f64; VIRIAL] {
    let mut sums = [0.0; VIRIAL];
    let present: Vec<_> = gas.iter().collect();
    for (index, &(first, x)) in present.iter().enumerate() {
        for &(second, y) in &present[index..] {
            let weight = if first == second { x * y } else { 2.0 * x * y };
            let pair = interaction(first, second);
            let (a, b) = (pure(first), pure(second));
            let energy = pair.map_or(1.0, |pair| pair.energy_virial) * (a.energy * b.energy).sqrt();
            let size = (a.size * b.size).powf(1.5);
            for (sum, term) in sums.iter_mut().zip(&TERMS) {
                *sum += weight * term.a * energy.powf(term.u) * size * virial_factor(term.factor, a, b, pair);
            }
        }
    }
    sums
}

fn virial_factor(factor: Factor, a: &Pure, b: &Pure, pair: Option<&Pair>) -> f64 {
    match factor {
        Factor::Plain => 1.0,
        Factor::Orientation => pair.map_or(1.0, |pair| pair.orientation) * f64::midpoint(a.orientation, b.orientation),
        Factor::Quadrupole => a.quadrupole * b.quadrupole,
        Factor::HighTemperature => a.high_temperature * b.high_temperature,
        Factor::Dipole => a.dipole * b.dipole,
        Factor::Association => a.association * b.association,
    }
}

fn pure(component: Component) -> &'static Pure {
    &PURE[component as usize]
}

/// The entry of a pair, `first` before `second`, if it has one.
fn interaction(first: Component, second: Component) -> Option<&'static Pair> {
    PAIRS.iter().find(|pair| pair.first == first && pair.second == second)
}
