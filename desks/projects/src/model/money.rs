use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use super::{
    Problem,
    number::{half_width, parse_decimal, parse_scaled, plain},
    problem::shown,
};

/// An amount of money in yuan (CNY), never below zero, kept to the fen (分).
///
/// At most a million million yuan, so that a sum over nine thousand of the largest still fits in 64 bits.
///
/// ```
/// use projects::model::Money;
///
/// for text in ["30亿", "30 亿元", "300000万", "3,000,000,000.00", "¥3000000000", "３０亿"] {
///     assert_eq!(text.parse::<Money>()?.fen(), 300_000_000_000);
/// }
/// # Ok::<(), projects::model::Problem>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// The unit that an amount is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoneyUnit {
    /// 元.
    Yuan,
    /// 万元, ten thousand yuan.
    TenThousand,
    /// 亿元, a hundred million yuan.
    HundredMillion,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount.
    pub const MAX: Self = Self(100_000_000_000_000);

    /// An amount in fen.
    ///
    /// # Errors
    /// Below zero or beyond [`Money::MAX`].
    pub fn from_fen(fen: i64) -> Result<Self, Problem> {
        parse_scaled(Decimal::new(fen, 2), &fen.to_string(), 2, Self::MAX.0).map(Self)
    }

    /// The amount in fen, as it stands in the database.
    pub fn fen(self) -> i64 {
        self.0
    }

    /// The amount in yuan.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The number to show and its unit: 亿元 from a hundred million, 万元 from ten thousand, with at most two
    /// decimals, rounded half to even.
    pub fn in_natural_unit(self) -> (Decimal, MoneyUnit) {
        let unit = match self.0 {
            10_000_000_000.. => MoneyUnit::HundredMillion,
            1_000_000.. => MoneyUnit::TenThousand,
            _ => MoneyUnit::Yuan,
        };
        (self.in_unit(unit).round_dp(2).normalize(), unit)
    }

    /// The exact number in a unit.
    pub fn in_unit(self, unit: MoneyUnit) -> Decimal {
        (self.to_decimal() / Decimal::from(unit.yuan())).normalize()
    }
}

impl MoneyUnit {
    /// How many yuan one of it is.
    pub fn yuan(self) -> i64 {
        match self {
            Self::Yuan => 1,
            Self::TenThousand => 10_000,
            Self::HundredMillion => 100_000_000,
        }
    }

    /// Names its word in the language files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yuan => "projects-money-yuan",
            Self::TenThousand => "projects-money-ten-thousand",
            Self::HundredMillion => "projects-money-hundred-million",
        }
    }
}

impl FromStr for Money {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let narrow = half_width(text);
        let mut number = narrow.trim();
        for sign in ["CNY", "RMB", "人民币", "¥", "￥"] {
            number = number.strip_prefix(sign).unwrap_or(number).trim_start();
        }
        number = number.strip_suffix('元').unwrap_or(number).trim_end();
        let (number, unit) = if let Some(number) = number.strip_suffix('亿') {
            (number, MoneyUnit::HundredMillion)
        } else if let Some(number) = number.strip_suffix('万') {
            (number, MoneyUnit::TenThousand)
        } else {
            (number, MoneyUnit::Yuan)
        };
        let value = parse_decimal(number).map_err(|_| Problem::NotANumber { text: shown(text) })?;
        let yuan = value
            .checked_mul(Decimal::from(unit.yuan()))
            .ok_or_else(|| Problem::TooLarge { max: Self::MAX.to_string() })?;
        parse_scaled(yuan, text, 2, Self::MAX.0).map(Self)
    }
}

impl fmt::Display for Money {
    /// Yuan without grouping: `3000000000`, `12.5`.
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
        fn what_is_shown_is_read_back(fen in 0..=Money::MAX.0) {
            let money = Money::from_fen(fen).unwrap();
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
            let wan = format!("{}万元", money.in_unit(MoneyUnit::TenThousand));
            prop_assert_eq!(wan.parse::<Money>().unwrap(), money);
            let yi = format!("{}亿", money.in_unit(MoneyUnit::HundredMillion));
            prop_assert_eq!(yi.parse::<Money>().unwrap(), money);
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = text.parse::<Money>();
        }
    }

    #[test]
    fn the_unit_fits_the_size() {
        let shown = |text: &str| text.parse::<Money>().unwrap().in_natural_unit();
        assert_eq!(shown("3000000000"), (Decimal::from(30), MoneyUnit::HundredMillion));
        assert_eq!(shown("99999999.99"), (Decimal::from(10_000), MoneyUnit::TenThousand));
        assert_eq!(shown("125000"), (Decimal::new(125, 1), MoneyUnit::TenThousand));
        assert_eq!(shown("9999.5"), (Decimal::new(99995, 1), MoneyUnit::Yuan));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str| text.parse::<Money>().unwrap_err();
        assert_eq!(wrong("-5"), Problem::Negative { text: "-5".into() });
        assert_eq!(wrong("0.001"), Problem::TooManyDecimals { max: 2 });
        assert_eq!(wrong("10001亿"), Problem::TooLarge { max: "1000000000000".into() });
        for text in ["", "万", "1,2", "3.000.000,00", "1e9", "=1+1", "NaN", "１２,３", "1 000", "--1", ".5", "5."] {
            assert_eq!(wrong(text), Problem::NotANumber { text: text.into() }, "{text}");
        }
        assert!(matches!(wrong(&"9".repeat(10_000)), Problem::NotANumber { .. }));
    }

    #[test]
    fn a_negative_amount_in_fen_does_not_construct() {
        assert!(Money::from_fen(-1).is_err());
        assert!(Money::from_fen(i64::MAX).is_err());
    }
}
