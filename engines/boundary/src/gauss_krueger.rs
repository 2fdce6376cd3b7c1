//! Gauss-Krüger projection (高斯-克吕格投影) on the ellipsoid of CGCS2000.
//!
//! Krüger's series to the fourth order of the third flattening, in the form of C. F. F. Karney (2011), "Transverse
//! Mercator with an accuracy of a few nanometers", Journal of Geodesy 85, 475–485. What the fourth order leaves out is
//! below 0.1 µm within the five degrees on both sides of the central meridian where anything here is projected.

/// Semi-major axis, m (GB/T 28584; the value of GRS 80 and WGS 84).
pub(crate) const RADIUS_M: f64 = 6_378_137.0;
/// Flattening of CGCS2000 (that of GRS 80 to 12 digits; WGS 84 has 1/298.257223563, which differs by 1.6e-11).
pub(crate) const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Third flattening.
const N: f64 = FLATTENING / (2.0 - FLATTENING);
const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N2 * N2;
/// Radius of the circle as long as a meridian, m.
const RECTIFYING_RADIUS_M: f64 = RADIUS_M / (1.0 + N) * (1.0 + N2 / 4.0 + N4 / 64.0);
/// Karney's eq. 35.
const ALPHA: [f64; 4] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 5.0 / 16.0 * N3 + 41.0 / 180.0 * N4,
    13.0 / 48.0 * N2 - 3.0 / 5.0 * N3 + 557.0 / 1440.0 * N4,
    61.0 / 240.0 * N3 - 103.0 / 140.0 * N4,
    49561.0 / 161_280.0 * N4,
];
/// Karney's eq. 36.
const BETA: [f64; 4] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 37.0 / 96.0 * N3 - 1.0 / 360.0 * N4,
    1.0 / 48.0 * N2 + 1.0 / 15.0 * N3 - 437.0 / 1440.0 * N4,
    17.0 / 480.0 * N3 - 37.0 / 840.0 * N4,
    4397.0 / 161_280.0 * N4,
];
/// Newton's method doubles the digits each time and starts within 1e-3.
const STEPS: usize = 4;

/// Longitude from the central meridian and latitude, degrees, to metres east of that meridian and north of the equator.
pub(crate) fn project(longitude_deg: f64, latitude_deg: f64) -> [f64; 2] {
    let (sin_lambda, cos_lambda) = longitude_deg.to_radians().sin_cos();
    let tau = conformal(latitude_deg.to_radians().tan());
    let xi = tau.atan2(cos_lambda);
    let eta = (sin_lambda / tau.hypot(cos_lambda)).asinh();
    let (mut north, mut east) = (xi, eta);
    for (order, alpha) in (1_u8..).zip(ALPHA) {
        let twice = 2.0 * f64::from(order);
        north += alpha * (twice * xi).sin() * (twice * eta).cosh();
        east += alpha * (twice * xi).cos() * (twice * eta).sinh();
    }
    [RECTIFYING_RADIUS_M * east, RECTIFYING_RADIUS_M * north]
}

/// The way back: metres to longitude from the central meridian and latitude, degrees.
pub(crate) fn unproject(east_m: f64, north_m: f64) -> [f64; 2] {
    let (eta, xi) = (east_m / RECTIFYING_RADIUS_M, north_m / RECTIFYING_RADIUS_M);
    let (mut xi_inner, mut eta_inner) = (xi, eta);
    for (order, beta) in (1_u8..).zip(BETA) {
        let twice = 2.0 * f64::from(order);
        xi_inner -= beta * (twice * xi).sin() * (twice * eta).cosh();
        eta_inner -= beta * (twice * xi).cos() * (twice * eta).sinh();
    }
    let (sin_xi, cos_xi) = xi_inner.sin_cos();
    let sinh_eta = eta_inner.sinh();
    let latitude = geodetic(sin_xi / sinh_eta.hypot(cos_xi)).atan();
    [sinh_eta.atan2(cos_xi).to_degrees(), latitude.to_degrees()]
}

/// Tangent of the conformal latitude (Karney's eq. 7 to 9).
fn conformal(tau: f64) -> f64 {
    let e = eccentricity_squared().sqrt();
    let secant = tau.hypot(1.0);
    let sigma = (e * (e * tau / secant).atanh()).sinh();
    tau * sigma.hypot(1.0) - sigma * secant
}

/// Tangent of the geodetic latitude from that of the conformal one, by Newton's method (Karney's eq. 19 to 21).
fn geodetic(conformal_tau: f64) -> f64 {
    let e2 = eccentricity_squared();
    let mut tau = conformal_tau;
    for _ in 0..STEPS {
        let current = conformal(tau);
        let slope = (1.0 - e2) * current.hypot(1.0) * tau.hypot(1.0) / (1.0 + (1.0 - e2) * tau * tau);
        tau += (conformal_tau - current) / slope;
    }
    tau
}

fn eccentricity_squared() -> f64 {
    FLATTENING * (2.0 - FLATTENING)
}
