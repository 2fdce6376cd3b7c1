use std::{fmt, str::FromStr};

use super::Problem;

/// The characters of a code, each worth its position. I, O, S, V and Z are left out: they look like digits.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Unified social credit code (统一社会信用代码) of an organisation, GB 32100-2015.
///
/// 18 characters; the last checks the others. With values `c_i` of the first 17 and weights `w_i = 3^i mod 31`
/// (`i` from 0): check `= (31 - sum(c_i * w_i) mod 31) mod 31`. As 31 is prime, every single mistyped character and
/// every swap of two different neighbours shows.
///
/// ```
/// use projects::model::{CreditCode, Problem};
///
/// let code: CreditCode = " 91350100m000100y43 ".parse()?;
/// assert_eq!(code.as_str(), "91350100M000100Y43");
/// assert_eq!("91350100M000100Y34".parse::<CreditCode>(), Err(Problem::CreditCodeCheck));
/// # Ok::<(), Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

impl CreditCode {
    /// The code, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CreditCode {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let code = super::number::half_width(text).trim().to_ascii_uppercase();
        let got = code.chars().count();
        if got != 18 {
            return Err(Problem::CreditCodeLength { got });
        }
        let mut sum = 0;
        let mut weight = 1;
        for (index, found) in code.chars().enumerate() {
            let value = value_of(found).ok_or(Problem::CreditCodeCharacter { found, position: index + 1 })?;
            // The check character counts once: a right code sums up to a multiple of 31.
            sum += value * if index == 17 { 1 } else { weight };
            weight = weight * 3 % 31;
        }
        if sum % 31 == 0 { Ok(Self(code)) } else { Err(Problem::CreditCodeCheck) }
    }
}

fn value_of(c: char) -> Option<u32> {
    let position = ALPHABET.iter().position(|a| char::from(*a) == c)?;
    u32::try_from(position).ok()
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    /// The check character by the standard's formula, written apart from the parser.
    fn with_check(first: &[usize]) -> String {
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let sum: usize = first.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        let all = first.iter().copied().chain([(31 - sum % 31) % 31]);
        all.map(|value| char::from(ALPHABET[value])).collect()
    }

    proptest! {
        #[test]
        fn every_code_made_by_the_formula_is_read(first in prop::collection::vec(0..31_usize, 17)) {
            let code = with_check(&first);
            prop_assert_eq!(code.parse::<CreditCode>().unwrap().to_string(), code);
        }

        #[test]
        fn every_single_wrong_character_is_caught(
            first in prop::collection::vec(0..31_usize, 17), at in 0..18_usize, by in 1..31_usize,
        ) {
            let mut code = with_check(&first).into_bytes();
            let value = ALPHABET.iter().position(|a| *a == code[at]).unwrap();
            code[at] = ALPHABET[(value + by) % 31];
            let code = String::from_utf8(code).unwrap();
            prop_assert_eq!(code.parse::<CreditCode>(), Err(Problem::CreditCodeCheck));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = text.parse::<CreditCode>();
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!("".parse::<CreditCode>(), Err(Problem::CreditCodeLength { got: 0 }));
        assert_eq!("91350100M000100Y4".parse::<CreditCode>(), Err(Problem::CreditCodeLength { got: 17 }));
        let letter = "9135010OM000100Y43".parse::<CreditCode>();
        assert_eq!(letter, Err(Problem::CreditCodeCharacter { found: 'O', position: 8 }));
    }
}
