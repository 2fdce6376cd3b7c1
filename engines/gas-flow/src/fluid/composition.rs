//! The gas from what it consists of.

use gas_properties::{Composition, Compressibility as Equation, StateError, viscosity};

use super::{Compressibility, CompressibilityTable, Fluid, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K, TableError};
use crate::units::{Density, InvalidQuantity, Pressure, Temperature, Viscosity};

/// K is tabulated up to this pressure, Pa: above that of any pipeline. Beyond it K stays what it is there.
const TABLE_MAX_PA: f64 = 20.0e6;
/// Steps of the table: 0.25 bar each, which keeps K within 1e-6 of the equation.
const TABLE_STEPS: u32 = 800;

/// Why a composition makes no fluid.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FluidError {
    /// The equation of state or of viscosity does not hold there.
    #[error(transparent)]
    State(#[from] StateError),
    /// A figure that is none.
    #[error(transparent)]
    Quantity(#[from] InvalidQuantity),
    /// The table of K cannot be made.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Fluid {
    /// The gas of a composition (组分) at a temperature: density and K by AGA8 DETAIL, viscosity by Lucas at the pressure
    /// of the atmosphere, where it differs by less than a tenth from that at 40 bar.
    ///
    /// # Errors
    /// [`FluidError`] where an equation does not hold.
    pub fn of_composition(gas: &Composition, temperature: Temperature) -> Result<Self, FluidError> {
        let equation = Equation::aga8_detail(gas);
        let normal = equation.state(NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K)?;
        let points = (0..=TABLE_STEPS).map(|step| {
            // There is no gas at no pressure; what is left at a pascal is ideal.
            let pressure = (TABLE_MAX_PA * f64::from(step) / f64::from(TABLE_STEPS)).max(1.0);
            let z = equation.state(pressure, temperature.si())?.z;
            Ok((Pressure::new(pressure)?, z / normal.z))
        });
        let points = points.collect::<Result<Vec<_>, FluidError>>()?;
        let viscosity = viscosity::lucas_pa_s(gas, NORMAL_PRESSURE_PA, temperature.si())?;
        Ok(Self {
            density_normal: Density::new(normal.density_kg_per_m3(gas))?,
            viscosity: Viscosity::new(viscosity)?,
            temperature,
            compressibility: Compressibility::Table(CompressibilityTable::new(&points)?),
        })
    }
}
