//! Z over a range of pressures at one temperature, tabulated so that a flow solver can ask for it millions of times.

use thiserror::Error;

use crate::compressibility::{Compressibility, State, StateError};

/// Most pieces a curve may have: past this the equation is not smooth in the range asked for.
const PIECES_MAX: usize = 4096;
/// Where in each piece the error is measured; a cubic that meets value and slope at both ends errs most in the middle.
const PROBES: [f64; 3] = [0.25, 0.5, 0.75];

/// Z(p) at one temperature as equal pieces of cubics, each with the equation's own Z and dZ/dp at both ends.
///
/// The curve and its slope are continuous, so Newton's method may lean on them. Outside the tabulated range it goes on
/// as the straight line that touches its end: an iterate that strays gets a usable answer, not a wild one.
#[derive(Debug, Clone, PartialEq)]
pub struct ZCurve {
    temperature_k: f64,
    pieces_per_pa: f64,
    /// Coefficients of t⁰ to t³, t from 0 to 1 over the piece.
    pieces: Vec<[f64; 4]>,
}

/// Why a curve could not be made.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CurveError {
    /// The equation fails somewhere in the range.
    #[error(transparent)]
    State(#[from] StateError),
    /// The range or the tolerance makes no sense.
    #[error("cannot tabulate up to {pressure_max_pa} Pa within {tolerance}: both must be above 0")]
    Request {
        /// The end of the range asked for.
        pressure_max_pa: f64,
        /// The tolerance asked for.
        tolerance: f64,
    },
    /// The tolerance is not reached.
    #[error("{PIECES_MAX} pieces still err by {error:e}: ask for a shorter range or a wider tolerance")]
    TooRough {
        /// The error reached.
        error: f64,
    },
}

impl ZCurve {
    /// Tabulates an equation from 0 to `pressure_max_pa`, within `tolerance` of Z everywhere in between.
    ///
    /// Pieces are halved until the error at a quarter, half and three quarters of each stays below half the tolerance.
    pub fn tabulate(
        equation: &Compressibility,
        temperature_k: f64,
        pressure_max_pa: f64,
        tolerance: f64,
    ) -> Result<Self, CurveError> {
        if !(pressure_max_pa > 0.0 && tolerance > 0.0) {
            return Err(CurveError::Request { pressure_max_pa, tolerance });
        }
        let z = equation.isotherm(temperature_k)?;
        let mut error = f64::INFINITY;
        let mut count = 4;
        while count <= PIECES_MAX {
            let curve = Self::with_pieces(&z, temperature_k, pressure_max_pa, count)?;
            error = curve.error(&z)?;
            if error <= tolerance / 2.0 {
                return Ok(curve);
            }
            count *= 2;
        }
        Err(CurveError::TooRough { error })
    }

    /// The temperature that the curve was made for, K.
    pub fn temperature_k(&self) -> f64 {
        self.temperature_k
    }

    /// The end of the tabulated range, Pa.
    pub fn pressure_max_pa(&self) -> f64 {
        self.pieces.len() as f64 / self.pieces_per_pa
    }

    /// Z at an absolute pressure, Pa.
    #[inline]
    pub fn z(&self, pressure_pa: f64) -> f64 {
        self.z_and_slope(pressure_pa).0
    }

    /// Z and dZ/dp (1/Pa) at an absolute pressure, Pa.
    #[inline]
    pub fn z_and_slope(&self, pressure_pa: f64) -> (f64, f64) {
        let position = pressure_pa * self.pieces_per_pa;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 0 is 0, above is the last")]
        let index = (position as usize).min(self.pieces.len() - 1);
        let offset = position - index as f64;
        let t = offset.clamp(0.0, 1.0);
        let [start, linear, square, cube] = self.pieces[index];
        let slope = linear + t * (2.0 * square + t * 3.0 * cube);
        let z = start + t * (linear + t * (square + t * cube)) + slope * (offset - t);
        (z, slope * self.pieces_per_pa)
    }

    fn with_pieces(
        z: &impl Fn(f64) -> Result<State, StateError>,
        temperature_k: f64,
        pressure_max_pa: f64,
        count: usize,
    ) -> Result<Self, StateError> {
        let piece_pa = pressure_max_pa / count as f64;
        let ends = (0..=count)
            .map(|i| z(piece_pa * i as f64).map(|state| (state.z, state.dz_dp_per_pa * piece_pa)))
            .collect::<Result<Vec<_>, _>>()?;
        let pieces = ends.windows(2).map(|ends| hermite(ends[0], ends[1])).collect();
        Ok(Self { temperature_k, pieces_per_pa: 1.0 / piece_pa, pieces })
    }

    fn error(&self, z: &impl Fn(f64) -> Result<State, StateError>) -> Result<f64, StateError> {
        let mut worst = 0.0_f64;
        for piece in 0..self.pieces.len() {
            for probe in PROBES {
                let pressure_pa = (piece as f64 + probe) / self.pieces_per_pa;
                worst = worst.max((self.z(pressure_pa) - z(pressure_pa)?.z).abs());
            }
        }
        Ok(worst)
    }
}

/// The cubic over 0 to 1 that has these values and slopes at its ends.
fn hermite((y0, s0): (f64, f64), (y1, s1): (f64, f64)) -> [f64; 4] {
    let rise = y1 - y0;
    [y0, s0, 3.0 * rise - 2.0 * s0 - s1, s0 + s1 - 2.0 * rise]
}
