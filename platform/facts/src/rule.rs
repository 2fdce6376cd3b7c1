use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Reading;

/// A traffic light (亮灯): worked out, never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// What is due by now is reached.
    Green,
    /// A little short of it.
    Amber,
    /// Well short of it.
    Red,
    /// Nobody can tell.
    Unknown,
}

impl Light {
    /// All, best first.
    pub const ALL: [Self; 4] = [Self::Green, Self::Amber, Self::Red, Self::Unknown];

    /// Its name in files and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for Light {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|light| light.name() == text).ok_or(())
    }
}

/// What rounding may cost: a figure that is this share of the target's size short of a limit stands on it.
const ROUNDING: f64 = 1e-9;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better; the target is to be reached or passed.
    AtLeast,
    /// Less is better; the target is not to be passed.
    AtMost,
}

impl Direction {
    /// Its name in files and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
        }
    }
}

impl FromStr for Direction {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::AtLeast, Self::AtMost].into_iter().find(|direction| direction.name() == text).ok_or(())
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a way to a target begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    /// The figure then.
    pub value: f64,
    /// The day.
    pub on: Date,
}

/// What a measure is held against.
///
/// What is *due* on a day lies on the straight way from the baseline to the target on its due date; before the baseline's
/// day it is the baseline, from the due date on the target. Without a baseline or without a due date it is always the
/// target. The light is green when the figure is at what is due, or better; amber when it falls short by no more than
/// `amber` times the target's size; otherwise red. A billionth is not worth a light. Unknown stays unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which way is better.
    pub direction: Direction,
    /// Where the way begins.
    pub baseline: Option<Baseline>,
    /// What is to be reached.
    pub target: f64,
    /// By when.
    pub due_on: Option<Date>,
    /// How far short is still amber, as a share of the target: 0.05 is 5 %. Not negative.
    pub amber: f64,
}

impl Rule {
    /// What is due on a day.
    pub fn due(&self, on: Date) -> f64 {
        let (Some(baseline), Some(due_on)) = (self.baseline, self.due_on) else {
            return self.target;
        };
        if on >= due_on || baseline.on >= due_on {
            return self.target;
        }
        if on <= baseline.on {
            return baseline.value;
        }
        let days = |from: Date, to: Date| f64::from(from.until(to).map_or(0, |span| span.get_days()));
        let share = days(baseline.on, on) / days(baseline.on, due_on);
        (self.target - baseline.value).mul_add(share, baseline.value)
    }

    /// How far the figure falls short of what is due; negative when it is better.
    pub fn shortfall(&self, value: f64, on: Date) -> f64 {
        match self.direction {
            Direction::AtLeast => self.due(on) - value,
            Direction::AtMost => value - self.due(on),
        }
    }

    /// The light of a reading on a day.
    ///
    /// ```
    /// use facts::{Direction, Light, Rule, Value};
    /// let rule = Rule { direction: Direction::AtLeast, baseline: None, target: 0.6, due_on: None, amber: 0.05 };
    /// let day = jiff::civil::date(2020, 8, 20);
    /// assert_eq!(rule.light(&Ok(Value::Number(0.632)), day), Light::Green);
    /// assert_eq!(rule.light(&Ok(Value::Number(0.58)), day), Light::Amber);
    /// assert_eq!(rule.light(&Ok(Value::Number(0.5)), day), Light::Red);
    /// ```
    pub fn light(&self, reading: &Reading, on: Date) -> Light {
        let Some(value) = reading.as_ref().ok().and_then(|value| value.as_number()).filter(|value| value.is_finite())
        else {
            return Light::Unknown;
        };
        let shortfall = self.shortfall(value, on);
        let rounding = ROUNDING * self.target.abs().max(self.due(on).abs());
        if shortfall <= rounding {
            Light::Green
        } else if shortfall <= self.amber * self.target.abs() + rounding {
            Light::Amber
        } else {
            Light::Red
        }
    }
}
