use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use super::{
    Problem,
    number::{parse_decimal, parse_scaled, plain},
};

/// A need or a promise in the unit that the field's name says, never below zero, kept to three decimals.
///
/// `land_mu` in mu (亩, 666.67 m2), `gas_m3_per_hour` in m3/h at 20 C and 101.325 kPa, `power_kw` in kW,
/// `water_t_per_day` in t/d.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

impl Quantity {
    /// Thousandths of a thousand million: beyond any need.
    const THOUSANDTHS_MAX: i64 = 1_000_000_000_000;

    /// A quantity in thousandths of its unit.
    ///
    /// # Errors
    /// Below zero or beyond a thousand million.
    pub fn from_thousandths(thousandths: i64) -> Result<Self, Problem> {
        let value = Decimal::new(thousandths, 3);
        parse_scaled(value, &value.to_string(), 3, Self::THOUSANDTHS_MAX).map(Self)
    }

    /// The quantity in thousandths of its unit, as it stands in the database.
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// The quantity in its unit.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 3)
    }
}

impl FromStr for Quantity {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        parse_scaled(parse_decimal(text)?, text, 3, Self::THOUSANDTHS_MAX).map(Self)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(self.to_decimal()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(thousandths in 0..=Quantity::THOUSANDTHS_MAX) {
            let quantity = Quantity::from_thousandths(thousandths).unwrap();
            prop_assert_eq!(quantity.to_string().parse::<Quantity>().unwrap(), quantity);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!("-0.5".parse::<Quantity>(), Err(Problem::Negative { text: "-0.5".into() }));
        assert_eq!("1.0005".parse::<Quantity>(), Err(Problem::TooManyDecimals { max: 3 }));
        assert_eq!("-0".parse::<Quantity>().unwrap().to_string(), "0");
    }
}
