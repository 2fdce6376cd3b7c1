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

/// Points in time, checked. Before the first and after the last point the value is constant.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    time: Vec<f64>,
    value: Vec<f64>,
    interpolation: Interpolation,
}

impl Profile {
    /// From points whose times rise.
    pub fn new(interpolation: Interpolation, points: impl Iterator<Item = (f64, f64)>) -> Self {
        let (time, value) = points.unzip();
        Self { time, value, interpolation }
    }

    /// When it jumps or bends.
    pub fn breaks(&self) -> &[f64] {
        &self.time
    }

    /// The value just before a time.
    pub fn before(&self, time: f64) -> f64 {
        self.at(time, self.time.partition_point(|&t| t < time))
    }

    /// The value from a time on.
    pub fn after(&self, time: f64) -> f64 {
        self.at(time, self.time.partition_point(|&t| t <= time))
    }

    /// `right`: the first point beyond.
    fn at(&self, time: f64, right: usize) -> f64 {
        let last = self.value.len() - 1;
        if right == 0 || right > last {
            return self.value[right.min(last)];
        }
        match self.interpolation {
            Interpolation::Step => self.value[right - 1],
            Interpolation::Linear => {
                let share = (time - self.time[right - 1]) / (self.time[right] - self.time[right - 1]);
                (1.0 - share) * self.value[right - 1] + share * self.value[right]
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn limits_from_both_sides() {
        let points = [(0.0, 1.0), (10.0, 3.0)];
        let step = Profile::new(Interpolation::Step, points.into_iter());
        assert_eq!([step.before(10.0), step.after(10.0), step.after(0.0), step.before(0.0)], [1.0, 3.0, 1.0, 1.0]);
        let linear = Profile::new(Interpolation::Linear, points.into_iter());
        assert_eq!(
            [linear.before(5.0), linear.after(10.0), linear.after(99.0), linear.after(-1.0)],
            [2.0, 3.0, 3.0, 1.0]
        );
    }
}
