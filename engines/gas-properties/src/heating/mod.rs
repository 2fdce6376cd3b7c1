//! Heating values, relative density and Wobbe index by ISO 6976:2016 (in China GB/T 11062).

mod table;

use crate::composition::Composition;
use crate::{ATMOSPHERE_PA, component::Component};
use table::{AIR_COMPRESSIBILITY, AIR_MOLAR_MASS_G_PER_MOL, GAS_CONSTANT, VAPORISATION_KJ_PER_MOL, row};

/// Temperature at which the gas burns and its products are cooled to: t₁ of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CombustionTemperature {
    C0,
    C15,
    /// 60 °F.
    C15_55,
    C20,
    C25,
}

/// Temperature at which the volume is measured, at 101.325 kPa: t₂ of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum MeteringTemperature {
    C0,
    C15,
    /// 60 °F.
    C15_55,
    C20,
}

/// The conditions a heating value refers to; pressure is 101.325 kPa for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Where it burns.
    pub combustion: CombustionTemperature,
    /// Where its volume is measured.
    pub metering: MeteringTemperature,
}

impl Reference {
    /// 20 °C / 20 °C: China (GB/T 11062, GB 17820).
    pub const CHINA: Self = Self { combustion: CombustionTemperature::C20, metering: MeteringTemperature::C20 };
    /// 25 °C / 0 °C: the normal cubic metre of Germany and its neighbours.
    pub const C25_C0: Self = Self { combustion: CombustionTemperature::C25, metering: MeteringTemperature::C0 };
    /// 15 °C / 15 °C: ISO 13443, the United Kingdom.
    pub const C15_C15: Self = Self { combustion: CombustionTemperature::C15, metering: MeteringTemperature::C15 };
    /// 0 °C / 0 °C.
    pub const C0_C0: Self = Self { combustion: CombustionTemperature::C0, metering: MeteringTemperature::C0 };
}

impl MeteringTemperature {
    /// In K.
    pub fn kelvin(self) -> f64 {
        273.15 + [0.0, 15.0, 15.55, 20.0][self as usize]
    }
}

/// What a gas gives when it burns, and how it compares with air.
///
/// Superior (高位发热量): the water of combustion condenses. Inferior (低位发热量): it leaves as vapour. Volumes are real,
/// not ideal, at the metering conditions and dry unless the composition names water.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct HeatingValues {
    pub superior_kj_per_mol: f64,
    pub inferior_kj_per_mol: f64,
    pub superior_mj_per_kg: f64,
    pub inferior_mj_per_kg: f64,
    pub superior_mj_per_m3: f64,
    pub inferior_mj_per_m3: f64,
    /// Density of the gas at the metering conditions.
    pub density_kg_per_m3: f64,
    /// That density over the density of dry air at the same conditions.
    pub relative_density: f64,
    /// Wobbe index (沃泊指数): heating value per volume over the root of the relative density. Gases of like index give a
    /// burner like heat.
    pub superior_wobbe_mj_per_m3: f64,
    pub inferior_wobbe_mj_per_m3: f64,
    /// Compressibility factor at the metering conditions, 1 - (Σ x s)².
    pub z: f64,
}

/// Heating values, relative density and Wobbe index of a gas by ISO 6976:2016.
///
/// The standard's estimate of Z holds for natural gas at one atmosphere, above 0.9; it is not an equation of state.
///
/// ```
/// use gas_properties::{Component, Composition, Reference, heating_values};
///
/// let methane = heating_values(&Composition::pure(Component::Methane), Reference::CHINA);
/// assert!((methane.superior_mj_per_m3 - 37.11).abs() < 0.01);
/// assert!((methane.inferior_mj_per_m3 - 33.43).abs() < 0.01);
/// ```
pub fn heating_values(gas: &Composition, reference: Reference) -> HeatingValues {
    let (burn, meter) = (reference.combustion as usize, reference.metering as usize);
    let superior = gas.mean(|component| row(component).superior_kj_per_mol[burn]);
    let water = gas.mean(|component| f64::from(row(component).hydrogen_atoms) / 2.0);
    let inferior = superior - water * VAPORISATION_KJ_PER_MOL[burn];
    let root = gas.mean(|component| row(component).summation_factor[meter]);
    let z = 1.0 - root * root;
    let molar_mass = gas.molar_mass_g_per_mol();
    // Moles in a cubic metre; kJ/mol times kmol/m³ makes MJ/m³.
    let kmol_per_m3 = ATMOSPHERE_PA / (z * GAS_CONSTANT * reference.metering.kelvin()) / 1000.0;
    let relative_density = molar_mass / AIR_MOLAR_MASS_G_PER_MOL * AIR_COMPRESSIBILITY[meter] / z;
    HeatingValues {
        superior_kj_per_mol: superior,
        inferior_kj_per_mol: inferior,
        superior_mj_per_kg: superior / molar_mass,
        inferior_mj_per_kg: inferior / molar_mass,
        superior_mj_per_m3: superior * kmol_per_m3,
        inferior_mj_per_m3: inferior * kmol_per_m3,
        density_kg_per_m3: molar_mass * kmol_per_m3,
        relative_density,
        superior_wobbe_mj_per_m3: superior * kmol_per_m3 / relative_density.sqrt(),
        inferior_wobbe_mj_per_m3: inferior * kmol_per_m3 / relative_density.sqrt(),
        z,
    }
}

impl Component {
    /// Where the numbers behind this component's heating value come from.
    pub fn heating_value_source(self) -> &'static str {
        row(self).source
    }

    /// Superior molar heating value of the ideal gas, kJ/mol.
    pub fn superior_kj_per_mol(self, combustion: CombustionTemperature) -> f64 {
        row(self).superior_kj_per_mol[combustion as usize]
    }
}
