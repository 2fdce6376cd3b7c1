use std::{fmt, str::FromStr};

/// What a unit measures; a unit is a product of powers of these.
const DIMENSIONS: usize = 7;

/// The units that have a name of their own: name, dimension, how much of the dimension's first unit one of it is.
const NAMED: [(&str, usize, f64); 9] = [
    ("count", 0, 1.0),
    ("cny", 1, 1.0),
    ("m2", 2, 1.0),
    ("mu", 2, 10_000.0 / 15.0),
    ("day", 3, 1.0),
    ("m3", 4, 1.0),
    ("kwh", 5, 1.0),
    ("t", 6, 1.0),
    ("kg", 6, 0.001),
];
/// The longest unit that is read: `cny/mu/day`.
const LENGTH_MAX: usize = 40;

/// The unit of a figure (单位).
///
/// `count` (projects, jobs, items), `share` (1, shown as per cent), `cny` (yuan), `m2`, `mu` (亩, 10,000/15 m²), `day`, `m3`
/// (gas at 20 °C and 101.325 kPa), `kwh`, `t`, `kg`; quotients of them such as `cny/mu`; `date` and `flag` for figures
/// that are no numbers.
///
/// ```
/// use facts::Unit;
/// let money: Unit = "cny".parse().unwrap();
/// let area: Unit = "mu".parse().unwrap();
/// assert_eq!(money.over(&area), "cny/mu".parse().ok());
/// assert!("cny/mu".parse::<Unit>().unwrap().is_like(&"cny/m2".parse().unwrap()));
/// assert!("furlong".parse::<Unit>().unwrap_err().to_string().contains("cny"));
/// ```
#[derive(Clone, Debug)]
pub struct Unit(Inner);

#[derive(Clone, Debug)]
enum Inner {
    Number { name: String, powers: [i8; DIMENSIONS], factor: f64 },
    Date,
    Flag,
}

/// A unit that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a unit; units are count, share, cny, m2, mu, day, m3, kwh, t, kg, quotients such as cny/mu, date and flag"
)]
pub struct UnknownUnit(pub String);

impl Unit {
    /// A plain ratio: 0.6 is shown as 60 %.
    pub fn share() -> Self {
        Self(Inner::Number { name: "share".to_owned(), powers: [0; DIMENSIONS], factor: 1.0 })
    }

    /// Things counted.
    pub fn count() -> Self {
        Self::named(0)
    }

    /// Yuan.
    pub fn cny() -> Self {
        Self::named(1)
    }

    /// Mu.
    pub fn mu() -> Self {
        Self::named(3)
    }

    /// Days.
    pub fn day() -> Self {
        Self::named(4)
    }

    /// A day of the calendar.
    pub fn date() -> Self {
        Self(Inner::Date)
    }

    /// Yes or no.
    pub fn flag() -> Self {
        Self(Inner::Flag)
    }

    fn named(index: usize) -> Self {
        let (name, dimension, factor) = NAMED[index];
        let mut powers = [0; DIMENSIONS];
        powers[dimension] = 1;
        Self(Inner::Number { name: name.to_owned(), powers, factor })
    }

    /// The name, as it is read back.
    pub fn name(&self) -> &str {
        match &self.0 {
            Inner::Number { name, .. } => name,
            Inner::Date => "date",
            Inner::Flag => "flag",
        }
    }

    /// Whether figures of this unit are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self.0, Inner::Number { .. })
    }

    /// Whether both measure the same thing: mu and m² do.
    pub fn is_like(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Inner::Number { powers: mine, .. }, Inner::Number { powers: theirs, .. }) => mine == theirs,
            (Inner::Date, Inner::Date) | (Inner::Flag, Inner::Flag) => true,
            _ => false,
        }
    }

    /// By what a figure of this unit is multiplied to give one of `other`; `None` when they measure different things.
    pub fn factor_to(&self, other: &Self) -> Option<f64> {
        match (&self.0, &other.0) {
            (Inner::Number { powers: mine, factor: from, .. }, Inner::Number { powers: theirs, factor: to, .. })
                if mine == theirs =>
            {
                Some(from / to)
            }
            _ => None,
        }
    }

    /// The unit of a product; `None` for dates and flags.
    pub fn times(&self, other: &Self) -> Option<Self> {
        self.combined(other, 1)
    }

    /// The unit of a quotient; `None` for dates and flags.
    pub fn over(&self, other: &Self) -> Option<Self> {
        self.combined(other, -1)
    }

    fn combined(&self, other: &Self, sign: i8) -> Option<Self> {
        let (Inner::Number { powers: mine, factor: left, .. }, Inner::Number { powers: theirs, factor: right, .. }) =
            (&self.0, &other.0)
        else {
            return None;
        };
        let mut powers = *mine;
        for (power, other) in powers.iter_mut().zip(theirs) {
            *power = power.checked_add(other.checked_mul(sign)?)?;
        }
        let factor = if sign > 0 { left * right } else { left / right };
        Some(Self(Inner::Number { name: name_of(powers, factor), powers, factor }))
    }
}

/// A name for a product of powers: of the units whose factors give this one, or of the dimensions' first units.
fn name_of(powers: [i8; DIMENSIONS], factor: f64) -> String {
    if powers.iter().all(|&power| power == 0) {
        return "share".to_owned();
    }
    let mu = NAMED[3];
    let area = i32::from(powers[mu.1]);
    let in_mu = area != 0 && is_close(factor, mu.2.powi(area));
    let base = |dimension: usize| {
        if dimension == mu.1 && in_mu {
            return mu.0;
        }
        NAMED.iter().find(|(_, of, factor)| *of == dimension && is_close(*factor, 1.0)).map_or("?", |named| named.0)
    };
    let part = |wanted: i8| {
        let names = powers.iter().enumerate().flat_map(|(dimension, &power)| {
            let times = if power.signum() == wanted { power.unsigned_abs() } else { 0 };
            std::iter::repeat_n(base(dimension), usize::from(times))
        });
        names.collect::<Vec<_>>()
    };
    let (above, below) = (part(1), part(-1));
    let mut name = if above.is_empty() { "share".to_owned() } else { above.join("*") };
    for unit in below {
        name.push('/');
        name.push_str(unit);
    }
    name
}

fn is_close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * left.abs().max(right.abs())
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Inner::Number { .. }, Inner::Number { .. }) => {
                self.factor_to(other).is_some_and(|factor| is_close(factor, 1.0))
            }
            _ => self.is_like(other),
        }
    }
}

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(text: &str) -> Result<Self, UnknownUnit> {
        let unknown = || UnknownUnit(text.chars().take(LENGTH_MAX).collect());
        if text.len() > LENGTH_MAX {
            return Err(unknown());
        }
        match text {
            "share" => return Ok(Self::share()),
            "date" => return Ok(Self::date()),
            "flag" => return Ok(Self::flag()),
            _ => {}
        }
        let mut parts = text.split('/');
        let factors = parts.next().unwrap_or_default().split('*');
        let mut unit = Self::share();
        for name in factors.filter(|name| *name != "share") {
            unit = unit.times(&simple(name).ok_or_else(unknown)?).ok_or_else(unknown)?;
        }
        for name in parts {
            unit = unit.over(&simple(name).ok_or_else(unknown)?).ok_or_else(unknown)?;
        }
        if let Inner::Number { name, .. } = &mut unit.0 {
            text.clone_into(name);
        }
        Ok(unit)
    }
}

fn simple(name: &str) -> Option<Unit> {
    NAMED.iter().position(|named| named.0 == name).map(Unit::named)
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
