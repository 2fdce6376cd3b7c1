use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use super::{Flaw, amount::thousandths};

/// An area in mu (亩, 10,000/15 m²), more than zero, kept to three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mu(i64);

impl Mu {
    /// More than any development zone has.
    const MAX: u32 = 1_000_000;

    /// An area in thousandths of a mu, as it stands in the database.
    ///
    /// # Errors
    /// [`Flaw::AreaRange`].
    pub fn from_thousandths(thousandths: i64) -> Result<Self, Flaw> {
        let valid = (1..=i64::from(Self::MAX) * 1_000).contains(&thousandths);
        if valid { Ok(Self(thousandths)) } else { Err(Flaw::AreaRange { max: Self::MAX }) }
    }

    /// The area in thousandths of a mu.
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// The area in mu, for figures.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    /// Divides an area in the proportion of these, to a thousandth of a mu: the parts add up exactly.
    ///
    /// # Errors
    /// [`Flaw::AreaRange`] where a part would be less than a thousandth of a mu.
    pub fn shared(self, proportions: &[f64]) -> Result<Vec<Self>, Flaw> {
        let all: f64 = proportions.iter().sum();
        let (mut passed, mut given) = (0.0, 0);
        let mut parts = Vec::with_capacity(proportions.len());
        for proportion in proportions {
            passed += proportion;
            #[expect(clippy::cast_possible_truncation, reason = "areas are far below 2^53 thousandths")]
            let until = (passed / all * self.0 as f64).round() as i64;
            parts.push(Self::from_thousandths(until - given)?);
            given = until;
        }
        Ok(parts)
    }

    /// The sum of areas.
    ///
    /// # Errors
    /// [`Flaw::AreaRange`].
    pub fn sum(areas: impl Iterator<Item = Self>) -> Result<Self, Flaw> {
        Self::from_thousandths(areas.map(Self::thousandths).sum())
    }
}

impl FromStr for Mu {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        Self::from_thousandths(thousandths(text).ok_or(Flaw::Area)?)
    }
}

impl fmt::Display for Mu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0, 3).normalize().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(thousandths in 1..=1_000_000_000_i64) {
            let area = Mu::from_thousandths(thousandths).unwrap();
            prop_assert_eq!(area.to_string().parse::<Mu>().unwrap(), area);
        }

        #[test]
        fn nothing_that_is_typed_panics(text in ".{0,40}") {
            let _ = text.parse::<Mu>();
        }
    }

    #[test]
    fn what_is_no_area_is_refused() {
        for wrong in ["", "亩", "1,234.5", "1.0005", "NaN", "inf", "1e3"] {
            assert_eq!(wrong.parse::<Mu>(), Err(Flaw::Area), "{wrong}");
        }
        for wrong in ["0", "-5", "1000000.001", "1000000000000", "79228162514264337593543950335"] {
            assert_eq!(wrong.parse::<Mu>(), Err(Flaw::AreaRange { max: 1_000_000 }), "{wrong}");
        }
    }
}
