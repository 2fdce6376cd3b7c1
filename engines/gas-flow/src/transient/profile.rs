//! A number over time.

use serde::{Deserialize, Serialize};

/// How a profile runs between its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interpolation {
    /// Each value holds from its time to the next point.
    Step,
    /// Straight from point to point.
    #[default]
    Linear,
}

/// Which limit is meant where an input jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// A value between two others; none where the way from one to the other is no straight line.
pub(crate) trait Mix: Copy {
    fn mix(self, other: Self, share: f64) -> Option<Self>;
}

impl Mix for f64 {
    fn mix(self, other: Self, share: f64) -> Option<Self> {
        let mixed = (1.0 - share) * self + share * other;
        mixed.is_finite().then_some(mixed)
    }
}

/// What an operator runs a valve, a regulator or a compressor station to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Setting {
    /// Pa
    OutletPressure(f64),
    Ratio(f64),
    /// A valve that is open.
    Bypass,
    /// A valve that is closed.
    Closed,
}

impl Mix for Setting {
    fn mix(self, other: Self, share: f64) -> Option<Self> {
        match (self, other) {
            (Self::OutletPressure(a), Self::OutletPressure(b)) => a.mix(b, share).map(Self::OutletPressure),
            (Self::Ratio(a), Self::Ratio(b)) => a.mix(b, share).map(Self::Ratio),
            _ => None,
        }
    }
}

/// Points in time, checked. Before the first and after the last point the value is constant.
#[derive(Debug, Clone)]
pub(crate) struct Profile<T = f64> {
    /// Before the first point.
    first: T,
    time: Vec<f64>,
    value: Vec<T>,
    interpolation: Interpolation,
}

impl<T: Mix> Profile<T> {
    /// From points whose times rise; `first` counts before them.
    pub fn new(interpolation: Interpolation, first: T, points: impl Iterator<Item = (f64, T)>) -> Self {
        let (time, value) = points.unzip();
        Self { first, time, value, interpolation }
    }

    /// When it jumps or bends.
    pub fn breaks(&self) -> &[f64] {
        &self.time
    }

    /// The value just before a time, or from then on.
    pub fn at(&self, time: f64, side: Side) -> T {
        let passed = match side {
            Side::Before => self.time.partition_point(|&t| t < time),
            Side::After => self.time.partition_point(|&t| t <= time),
        };
        let Some(&last) = passed.checked_sub(1).and_then(|last| self.value.get(last)) else { return self.first };
        match (self.interpolation, self.value.get(passed)) {
            (Interpolation::Linear, Some(&next)) => {
                let share = (time - self.time[passed - 1]) / (self.time[passed] - self.time[passed - 1]);
                last.mix(next, share).unwrap_or(last)
            }
            _ => last,
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn limits_from_both_sides() {
        use Side::{After, Before};
        let points = [(0.0, 1.0), (10.0, 3.0)];
        let step = Profile::new(Interpolation::Step, 7.0, points.into_iter());
        let at = [(10.0, Before), (10.0, After), (0.0, After), (0.0, Before)];
        assert_eq!(at.map(|(time, side)| step.at(time, side)), [1.0, 3.0, 1.0, 7.0]);
        let linear = Profile::new(Interpolation::Linear, 7.0, points.into_iter());
        let at = [(5.0, Before), (10.0, After), (99.0, After), (-1.0, After)];
        assert_eq!(at.map(|(time, side)| linear.at(time, side)), [2.0, 3.0, 3.0, 7.0]);
    }

    #[test]
    fn what_differs_in_kind_changes_at_once() {
        let points = [(0.0, Setting::Ratio(1.0)), (10.0, Setting::Ratio(2.0)), (20.0, Setting::Closed)];
        let course = Profile::new(Interpolation::Linear, Setting::Bypass, points.into_iter());
        let at = [-1.0, 5.0, 15.0, 25.0].map(|time| course.at(time, Side::After));
        assert_eq!(at, [Setting::Bypass, Setting::Ratio(1.5), Setting::Ratio(2.0), Setting::Closed]);
    }
}
