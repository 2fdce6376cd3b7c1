use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use super::{
    Flaw,
    amount::{scaled, thousandths},
};

/// The value of an indicator, zero or more, kept to three decimals; its unit is that of the indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(i64);

/// Money in ten thousand yuan (万元), more than zero, exact to a fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wan(i64);

impl Level {
    /// More than any indicator of land comes to.
    const MAX: u32 = 1_000_000_000;

    /// The value, for figures.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

impl FromStr for Level {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let thousandths = thousandths(text).ok_or(Flaw::Amount)?;
        let valid = (0..=i64::from(Self::MAX) * 1_000).contains(&thousandths);
        if valid { Ok(Self(thousandths)) } else { Err(Flaw::LevelRange { max: Self::MAX }) }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0, 3).normalize().fmt(f)
    }
}

impl Wan {
    /// More than any land costs.
    const MAX: u32 = 10_000_000;
    const FEN: i64 = 1_000_000;

    /// An amount in fen; none where it is nothing, or less.
    pub fn from_fen(fen: i64) -> Option<Self> {
        (fen > 0).then_some(Self(fen))
    }

    /// The amount in fen, for sums.
    pub fn fen(self) -> i64 {
        self.0
    }

    /// The amount in ten thousand yuan, for figures.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Self::FEN as f64
    }
}

impl FromStr for Wan {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let fen = scaled(text, 6).ok_or(Flaw::Money)?;
        let valid = (1..=i64::from(Self::MAX) * Self::FEN).contains(&fen);
        if valid { Ok(Self(fen)) } else { Err(Flaw::AmountRange { max: Self::MAX }) }
    }
}

impl fmt::Display for Wan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0, 6).normalize().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(fen in 1..=10_000_000_000_000_i64, level in 0..=1_000_000_000_000_i64) {
            let (money, level) = (Wan::from_fen(fen).unwrap(), Level(level));
            prop_assert_eq!(money.to_string().parse::<Wan>().unwrap(), money);
            prop_assert_eq!(level.to_string().parse::<Level>().unwrap(), level);
        }

        #[test]
        fn nothing_that_is_typed_panics(text in ".{0,40}") {
            let _ = (text.parse::<Wan>(), text.parse::<Level>());
        }
    }

    #[test]
    fn money_is_exact_to_a_fen_and_levels_may_be_nothing() {
        assert_eq!("1234.567891".parse::<Wan>().unwrap().fen(), 1_234_567_891);
        assert_eq!("1.0000001".parse::<Wan>(), Err(Flaw::Money));
        assert_eq!("0".parse::<Wan>(), Err(Flaw::AmountRange { max: 10_000_000 }));
        assert_eq!("0".parse::<Level>().unwrap().to_string(), "0");
        assert_eq!("-1".parse::<Level>(), Err(Flaw::LevelRange { max: 1_000_000_000 }));
    }
}
