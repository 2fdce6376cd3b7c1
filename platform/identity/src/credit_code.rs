use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The characters of a code, each worth its position. I, O, S, V and Z are left out: they look like digits.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Characters of a code.
const LENGTH: usize = 18;
/// Distance from a half-width character to its full-width twin in Unicode.
const FULL_WIDTH: u32 = 0xFEE0;

/// Unified social credit code (统一社会信用代码) of an organisation, GB 32100-2015.
///
/// 18 characters; the last checks the others: with values `c_i` of the first 17 and weights `w_i = 3^i mod 31`, the
/// check is `(31 - sum(c_i w_i) mod 31) mod 31`. 31 is prime, so every single mistyped character shows.
/// Small letters, full-width characters and spaces around are read too.
///
/// ```
/// use identity::{CreditCode, InvalidCreditCode};
///
/// let code: CreditCode = " 91350100m000100y43 ".parse()?;
/// assert_eq!(code.as_str(), "91350100M000100Y43");
/// assert_eq!("91350100M000100Y34".parse::<CreditCode>(), Err(InvalidCreditCode::Check));
/// # Ok::<(), InvalidCreditCode>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Why a text is not a credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCreditCode {
    /// Not 18 characters.
    #[error("a unified social credit code has {LENGTH} characters; this has {got}")]
    Length {
        /// How many there are.
        got: usize,
    },
    /// A character that codes do not use.
    #[error("a unified social credit code has no {found:?}; see character {position}")]
    Character {
        /// The character.
        found: char,
        /// Its place, from 1.
        position: usize,
    },
    /// The last character does not fit the others.
    #[error("the check character does not fit; a character is mistyped")]
    Check,
}

impl CreditCode {
    /// The code, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CreditCode {
    type Err = InvalidCreditCode;

    fn from_str(text: &str) -> Result<Self, InvalidCreditCode> {
        let code: String = text.trim().chars().map(|c| half_width(c).to_ascii_uppercase()).collect();
        let got = code.chars().count();
        if got != LENGTH {
            return Err(InvalidCreditCode::Length { got });
        }
        let mut sum = 0;
        let mut weight = 1;
        for (position, found) in (1..).zip(code.chars()) {
            let value = ALPHABET.find(found).ok_or(InvalidCreditCode::Character { found, position })?;
            // The check character counts once: a right code sums up to a multiple of 31.
            sum += value * if position == LENGTH { 1 } else { weight };
            weight = weight * 3 % 31;
        }
        if sum % 31 == 0 { Ok(Self(code)) } else { Err(InvalidCreditCode::Check) }
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - FULL_WIDTH).unwrap_or(c),
        _ => c,
    }
}

impl TryFrom<String> for CreditCode {
    type Error = InvalidCreditCode;

    fn try_from(text: String) -> Result<Self, InvalidCreditCode> {
        text.parse()
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    /// The check character by the standard's table of weights, written apart from the parser.
    fn with_check(first: &[usize]) -> String {
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let sum: usize = first.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        first.iter().chain([&((31 - sum % 31) % 31)]).map(|&value| char::from(ALPHABET.as_bytes()[value])).collect()
    }

    proptest! {
        #[test]
        fn every_code_made_by_the_formula_is_read(first in prop::collection::vec(0..31_usize, 17)) {
            let code = with_check(&first);
            prop_assert_eq!(code.parse::<CreditCode>().unwrap().to_string(), code);
        }

        #[test]
        fn every_single_wrong_character_shows(
            first in prop::collection::vec(0..31_usize, 17), at in 0..18_usize, by in 1..31_usize,
        ) {
            let mut code = with_check(&first);
            let value = ALPHABET.find(&code[at..=at]).unwrap();
            let other = (value + by) % 31;
            code.replace_range(at..=at, &ALPHABET[other..=other]);
            prop_assert_eq!(code.parse::<CreditCode>(), Err(InvalidCreditCode::Check));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = text.parse::<CreditCode>();
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!("".parse::<CreditCode>(), Err(InvalidCreditCode::Length { got: 0 }));
        let letter = "9135010OM000100Y43".parse::<CreditCode>();
        assert_eq!(letter, Err(InvalidCreditCode::Character { found: 'O', position: 8 }));
        let full_width = "９１３５０１００Ｍ０００１００Ｙ４３".parse::<CreditCode>();
        assert_eq!(full_width.unwrap().as_str(), "91350100M000100Y43");
    }
}
