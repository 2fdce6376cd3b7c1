//! Distances on the ellipsoid of WGS-84.

/// Equatorial radius, m (NIMA TR8350.2).
const RADIUS_M: f64 = 6_378_137.0;
/// Flattening.
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// The iteration gains two to three digits a step wherever it converges at all.
const STEPS_MAX: usize = 100;
const LONGITUDE_TOLERANCE_RAD: f64 = 1e-14;

/// Length of the geodesic between two positions (longitude, latitude in degrees), m; nothing if they lie almost
/// opposite on the globe, where the iteration does not converge.
///
/// Vincenty's inverse formula: T. Vincenty (1975), "Direct and Inverse Solutions of Geodesics on the Ellipsoid with
/// Application of Nested Equations", Survey Review 23(176), 88–93. Its series is good to about 0.1 mm (Karney 2013,
/// "Algorithms for geodesics", J. Geodesy 87, 43–55), and in proportion better over short distances.
pub(super) fn distance_m(from: [f64; 2], to: [f64; 2]) -> Option<f64> {
    let [u1, u2] = [from[1], to[1]].map(|latitude| {
        let (sine, cosine) = latitude.to_radians().sin_cos();
        ((1.0 - FLATTENING) * sine).atan2(cosine)
    });
    let turn = to[0] - from[0];
    let longitude = (turn - 360.0 * (turn / 360.0).round()).to_radians();
    let mut lambda = longitude;
    for _ in 0..STEPS_MAX {
        let arc = Arc::new(u1, u2, lambda);
        if arc.sin_sigma == 0.0 {
            return Some(0.0);
        }
        let next = longitude + arc.longitude_excess();
        let converged = (next - lambda).abs() <= LONGITUDE_TOLERANCE_RAD;
        lambda = next;
        if converged {
            return Some(Arc::new(u1, u2, lambda).length_m());
        }
        if lambda.abs() > std::f64::consts::PI {
            return None;
        }
    }
    None
}

/// Length of a line, m.
pub(super) fn length_m(line: &[[f64; 2]]) -> Option<f64> {
    line.windows(2).map(|pair| distance_m(pair[0], pair[1])).sum()
}

/// Position in space, m: chords between near ones are as good as geodesics.
pub(super) fn space_m(position: [f64; 2]) -> [f64; 3] {
    let [(sin_longitude, cos_longitude), (sin_latitude, cos_latitude)] = position.map(|x| x.to_radians().sin_cos());
    let eccentricity_squared = FLATTENING * (2.0 - FLATTENING);
    let normal = RADIUS_M / (1.0 - eccentricity_squared * sin_latitude * sin_latitude).sqrt();
    let across = normal * cos_latitude;
    [across * cos_longitude, across * sin_longitude, normal * (1.0 - eccentricity_squared) * sin_latitude]
}

/// The great circle on the auxiliary sphere.
struct Arc {
    sin_sigma: f64,
    cos_sigma: f64,
    sigma: f64,
    sin_alpha: f64,
    cos_squared_alpha: f64,
    /// cos 2σ_m
    middle: f64,
}

impl Arc {
    fn new(u1: f64, u2: f64, lambda: f64) -> Self {
        let [(sin_1, cos_1), (sin_2, cos_2)] = [u1, u2].map(f64::sin_cos);
        let (sin_lambda, cos_lambda) = lambda.sin_cos();
        // cos u1 sin u2 - sin u1 cos u2 cos λ without the cancellation over short distances.
        let northward = (u2 - u1).sin() + 2.0 * sin_1 * cos_2 * (lambda / 2.0).sin().powi(2);
        let sin_sigma = (cos_2 * sin_lambda).hypot(northward);
        let cos_sigma = sin_1 * sin_2 + cos_1 * cos_2 * cos_lambda;
        let sin_alpha = if sin_sigma == 0.0 { 0.0 } else { cos_1 * cos_2 * sin_lambda / sin_sigma };
        let cos_squared_alpha = 1.0 - sin_alpha * sin_alpha;
        // Along the equator, cos² α is zero and the term drops out.
        let middle = if cos_squared_alpha > 1e-15 { cos_sigma - 2.0 * sin_1 * sin_2 / cos_squared_alpha } else { 0.0 };
        Self { sin_sigma, cos_sigma, sigma: sin_sigma.atan2(cos_sigma), sin_alpha, cos_squared_alpha, middle }
    }

    /// λ - L
    fn longitude_excess(&self) -> f64 {
        let c = FLATTENING / 16.0 * self.cos_squared_alpha * (4.0 + FLATTENING * (4.0 - 3.0 * self.cos_squared_alpha));
        let inner = self.middle + c * self.cos_sigma * (2.0 * self.middle * self.middle - 1.0);
        (1.0 - c) * FLATTENING * self.sin_alpha * (self.sigma + c * self.sin_sigma * inner)
    }

    fn length_m(&self) -> f64 {
        let polar_radius = RADIUS_M * (1.0 - FLATTENING);
        let u2 = self.cos_squared_alpha * (RADIUS_M * RADIUS_M - polar_radius * polar_radius)
            / (polar_radius * polar_radius);
        let a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
        let b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
        let (m, m2) = (self.middle, self.middle * self.middle);
        let far = b / 6.0 * m * (4.0 * self.sin_sigma * self.sin_sigma - 3.0) * (4.0 * m2 - 3.0);
        let bend = b * self.sin_sigma * (m + b / 4.0 * (self.cos_sigma * (2.0 * m2 - 1.0) - far));
        polar_radius * a * (self.sigma - bend)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn near(from: [f64; 2], to: [f64; 2], expected_m: f64) {
        for (a, b) in [(from, to), (to, from)] {
            let found = distance_m(a, b).unwrap();
            assert!((found - expected_m).abs() < 1e-3 + 1e-9 * expected_m, "{found} is not {expected_m}");
        }
    }

    /// JFK to LHR is an example of GeographicLib's documentation; Flinders Peak to Buninyong is Geoscience Australia's
    /// (on GRS 80, whose flattening differs by 1e-10).
    #[test]
    fn known_distances() {
        near([0.0, 0.0], [1.0, 0.0], RADIUS_M * std::f64::consts::PI / 180.0);
        near([10.0, 0.0], [10.0, 90.0], 10_001_965.729);
        near([-73.8, 40.6], [-0.5, 51.6], 5_551_759.400);
        let degrees = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
        let flinders = [degrees(144.0, 25.0, 29.52440), -degrees(37.0, 57.0, 3.72030)];
        let buninyong = [degrees(143.0, 55.0, 35.38390), -degrees(37.0, 39.0, 10.15610)];
        near(flinders, buninyong, 54_972.271);
        near([179.5, 10.0], [-179.5, 10.0], distance_m([0.0, 10.0], [1.0, 10.0]).unwrap());
    }

    #[test]
    fn short_distances_agree_with_chords() {
        for metres in [0.01, 1.0, 100.0] {
            let (from, to) = ([116.4, 39.9], [116.4 + metres / 1.2e5, 39.9 + metres / 2e5]);
            let (a, b) = (space_m(from), space_m(to));
            let chord = (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt();
            let found = distance_m(from, to).unwrap();
            assert!((found - chord).abs() < 1e-6 * chord + 1e-8, "{found} {chord}");
        }
    }

    #[test]
    fn opposite_positions_are_none_rather_than_wrong() {
        assert_eq!(distance_m([0.0, 0.0], [179.8, 0.1]), None);
        assert_eq!(distance_m([174.81, -41.32], [-5.50, 40.96]), None);
    }
}
