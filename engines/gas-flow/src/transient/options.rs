use super::error::TransientError;
use super::schedule::quantity;
use crate::Options;

/// How to solve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransientOptions {
    /// Friction formula, and how the steady flow at the start is solved.
    pub steady: Options,
    /// Pipes longer than this are divided evenly into cells no longer than this, m.
    pub cell_length_m: f64,
    /// Greatest error of a pressure that one step may add, Pa.
    pub tolerance_pa: f64,
    /// Longest and shortest step, s.
    pub step_max_s: f64,
    /// See `step_max_s`.
    pub step_min_s: f64,
    /// How closely in time the switching of a control is found, s.
    pub switch_within_s: f64,
}

impl Default for TransientOptions {
    fn default() -> Self {
        Self {
            steady: Options::default(),
            cell_length_m: 2_000.0,
            tolerance_pa: 10.0,
            step_max_s: 3_600.0,
            step_min_s: 1e-3,
            switch_within_s: 1.0,
        }
    }
}

impl TransientOptions {
    pub(crate) fn check(&self) -> Result<(), TransientError> {
        let rows = [
            ("cell length", self.cell_length_m, "m"),
            ("tolerance", self.tolerance_pa, "Pa"),
            ("longest step", self.step_max_s, "s"),
            ("shortest step", self.step_min_s, "s"),
            ("time to find a switch within", self.switch_within_s, "s"),
        ];
        for (name, value, unit) in rows {
            quantity(name, value, unit, "finite and above zero", value > 0.0).map_err(TransientError::Option)?;
        }
        let ordered = self.step_min_s <= self.step_max_s;
        quantity("shortest step", self.step_min_s, "s", "at most the longest step", ordered)
            .map_err(TransientError::Option)?;
        Ok(())
    }
}
