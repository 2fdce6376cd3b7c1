use std::{collections::BTreeMap, fmt, str::FromStr};

use land::model::{Amount, Flaw};

/// Sums by calendar year (分年度), each year once, at least one; where they stand, their unit is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearSums(BTreeMap<i16, Amount>);

/// No project that is wished for begins before or ends after.
const YEARS: (i16, i16) = (2000, 2100);
/// Nor is anything built for longer.
const YEARS_MAX: usize = 15;
/// What may stand between a sum and the next year, and between a year and its sum; full-width signs are as good.
const BETWEEN: [char; 6] = [';', '；', ',', '，', '、', '\n'];
const BEFORE: [char; 2] = [':', '：'];

impl YearSums {
    /// Years and sums, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = (i16, Amount)> {
        self.0.iter().map(|(year, sum)| (*year, *sum))
    }

    /// All years together.
    ///
    /// # Errors
    /// [`Flaw::AmountRange`]
    pub fn sum(&self) -> Result<Amount, Flaw> {
        let sum = self.0.values().try_fold(0_i64, |sum, one| sum.checked_add(one.thousandths()));
        Amount::from_thousandths(sum.unwrap_or(i64::MAX))
    }

    /// Whether they make up the whole, where that is known.
    ///
    /// # Errors
    /// [`Flaw::AmountRange`], [`Flaw::YearsSum`]
    pub fn adds_up_to(&self, whole: Option<Amount>) -> Result<(), Flaw> {
        let sum = self.sum()?;
        match whole.filter(|whole| *whole != sum) {
            Some(whole) => Err(Flaw::YearsSum { sum: sum.to_string(), total: whole.to_string() }),
            None => Ok(()),
        }
    }
}

impl FromStr for YearSums {
    type Err = Flaw;

    /// `2020: 8000; 2021: 20000`, in any order.
    fn from_str(text: &str) -> Result<Self, Flaw> {
        let (least, most) = YEARS;
        let flaw = || Flaw::Years { least, most, max: YEARS_MAX };
        let mut sums = BTreeMap::new();
        for part in text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty()) {
            let (year, sum) = part.split_once(BEFORE).ok_or_else(flaw)?;
            let year = year.trim().parse().ok().filter(|year| (least..=most).contains(year)).ok_or_else(flaw)?;
            if sums.insert(year, sum.parse()?).is_some() {
                return Err(flaw());
            }
        }
        if (1..=YEARS_MAX).contains(&sums.len()) { Ok(Self(sums)) } else { Err(flaw()) }
    }
}

impl fmt::Display for YearSums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (year, sum)) in self.0.iter().enumerate() {
            write!(f, "{}{year}: {sum}", if index > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}
