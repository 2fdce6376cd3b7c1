use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::Flaw;

/// A quantity, more than zero, kept to three decimals; where it stands, its unit is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i64);

impl Amount {
    /// More than any work costs or carries.
    const MAX: u32 = 1_000_000_000;

    /// A quantity in thousandths, as it stands in the database.
    ///
    /// # Errors
    /// [`Flaw::AmountRange`].
    pub fn from_thousandths(thousandths: i64) -> Result<Self, Flaw> {
        let valid = (1..=i64::from(Self::MAX) * 1_000).contains(&thousandths);
        if valid { Ok(Self(thousandths)) } else { Err(Flaw::AmountRange { max: Self::MAX }) }
    }

    /// The quantity in thousandths.
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// The quantity, for figures.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

impl FromStr for Amount {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        Self::from_thousandths(thousandths(text).ok_or(Flaw::Amount)?)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0, 3).normalize().fmt(f)
    }
}

/// A decimal number in thousandths; the largest there is where it does not fit; none where it is no number, or finer.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    scaled(text, 3)
}

/// The same with as many decimals as are kept.
pub(super) fn scaled(text: &str, decimals: u32) -> Option<i64> {
    let text = text.trim();
    // The library takes 1e3 and 1_000, too; nobody who fills in forms does.
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) {
        return None;
    }
    let number: Decimal = text.parse().ok()?;
    if number.normalize().scale() > decimals {
        return None;
    }
    let scaled = number.checked_mul(Decimal::from(10_i64.pow(decimals))).and_then(|number| number.to_i64());
    Some(scaled.unwrap_or(i64::MAX))
}
