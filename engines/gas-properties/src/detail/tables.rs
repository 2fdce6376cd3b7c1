//! The numbers of the AGA8 DETAIL equation.
//!
//! Source: AGA Report No. 8, part 1, third edition (2017), the same as ISO 20765-1 and ISO 12213-2 (in China GB/T
//! 17747.2). Transcribed by script from the crate `aga8` 0.6.1, which ports NIST's public-domain code
//! (usnistgov/AGA8); `tests/main/detail.rs` checks them against the pressures that NIST publishes for the pairs of
//! components, and against its example of all 21 to twelve digits, which every number here moves.
#![allow(clippy::unreadable_literal, clippy::enum_glob_use, reason = "a table, as printed in the report")]

use crate::component::Component::{self, *};

/// What besides temperature and density a term depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    Plain,
    Orientation,
    Quadrupole,
    HighTemperature,
    Dipole,
    Association,
}
use Factor::{Association, Dipole, HighTemperature, Orientation, Plain, Quadrupole};

/// One of the 58 terms: a_n T^-u_n δ^b_n exp(-δ^k_n), without the exponential where k_n is 0.
pub(super) struct Term {
    pub a: f64,
    pub b: u8,
    pub k: u8,
    pub u: f64,
    pub factor: Factor,
}

/// Parameters of a pure component.
pub(super) struct Pure {
    /// E, K.
    pub energy: f64,
    /// K, (dm³/mol)^(1/3).
    pub size: f64,
    /// G, Q, F, S, W.
    pub orientation: f64,
    pub quadrupole: f64,
    pub high_temperature: f64,
    pub dipole: f64,
    pub association: f64,
}

/// Binary interaction: by what a pair differs from the combining rule. 1 is "not at all".
pub(super) struct Pair {
    pub first: Component,
    pub second: Component,
    /// E*, on the energy in the second virial coefficient.
    pub energy_virial: f64,
    /// U, on the energy of the mixture.
    pub energy: f64,
    /// K, on the size of the mixture.
    pub size: f64,
    /// G, on the orientation of the mixture.
    pub orientation: f64,
}

const fn t(a: f64, b: u8, k: u8, u: f64, factor: Factor) -> Term {
    Term { a, b, k, u, factor }
}

const fn p(
    energy: f64,
    size: f64,
    orientation: f64,
    quadrupole: f64,
    high_temperature: f64,
    dipole: f64,
    association: f64,
) -> Pure {
    Pure { energy, size, orientation, quadrupole, high_temperature, dipole, association }
}

const fn pair(
    first: Component,
    second: Component,
    energy_virial: f64,
    energy: f64,
    size: f64,
    orientation: f64,
) -> Pair {
    Pair { first, second, energy_virial, energy, size, orientation }
}

/// Terms 1 to 18 make the second virial coefficient, 13 to 58 the rest.
#[rustfmt::skip]
pub(super) const TERMS: [Term; 58] = [
    t(0.1538326, 1, 0, 0.0, Plain),
    t(1.341953, 1, 0, 0.5, Plain),
    t(-2.998583, 1, 0, 1.0, Plain),
    t(-0.04831228, 1, 0, 3.5, Plain),
    t(0.3757965, 1, 0, -0.5, Orientation),
    t(-1.589575, 1, 0, 4.5, Orientation),
    t(-0.05358847, 1, 0, 0.5, Quadrupole),
    t(0.88659463, 1, 0, 7.5, Dipole),
    t(-0.71023704, 1, 0, 9.5, Dipole),
    t(-1.471722, 1, 0, 6.0, Association),
    t(1.32185035, 1, 0, 12.0, Association),
    t(-0.78665925, 1, 0, 12.5, Association),
    t(2.29129e-09, 1, 3, -6.0, HighTemperature),
    t(0.1576724, 1, 2, 2.0, Plain),
    t(-0.4363864, 1, 2, 3.0, Plain),
    t(-0.04408159, 1, 2, 2.0, Quadrupole),
    t(-0.003433888, 1, 4, 2.0, Plain),
    t(0.03205905, 1, 4, 11.0, Plain),
    t(0.02487355, 2, 0, -0.5, Plain),
    t(0.07332279, 2, 0, 0.5, Plain),
    t(-0.001600573, 2, 2, 0.0, Plain),
    t(0.6424706, 2, 2, 4.0, Plain),
    t(-0.4162601, 2, 2, 6.0, Plain),
    t(-0.06689957, 2, 4, 21.0, Plain),
    t(0.2791795, 2, 4, 23.0, Orientation),
    t(-0.6966051, 2, 4, 22.0, Quadrupole),
    t(-0.002860589, 2, 4, -1.0, HighTemperature),
    t(-0.008098836, 3, 0, -0.5, Quadrupole),
    t(3.150547, 3, 1, 7.0, Orientation),
    t(0.007224479, 3, 1, -1.0, HighTemperature),
    t(-0.7057529, 3, 2, 6.0, Plain),
    t(0.5349792, 3, 2, 4.0, Orientation),
    t(-0.07931491, 3, 3, 1.0, Orientation),
    t(-1.418465, 3, 3, 9.0, Orientation),
    t(-5.99905e-17, 3, 4, -13.0, HighTemperature),
    t(0.1058402, 3, 4, 21.0, Plain),
    t(0.03431729, 3, 4, 8.0, Quadrupole),
    t(-0.007022847, 4, 0, -0.5, Plain),
    t(0.02495587, 4, 0, 0.0, Plain),
    t(0.04296818, 4, 2, 2.0, Plain),
    t(0.7465453, 4, 2, 7.0, Plain),
    t(-0.2919613, 4, 2, 9.0, Quadrupole),
    t(7.294616, 4, 4, 22.0, Plain),
    t(-9.936757, 4, 4, 23.0, Plain),
    t(-0.005399808, 5, 0, 1.0, Plain),
    t(-0.2432567, 5, 2, 9.0, Plain),
    t(0.04987016, 5, 2, 3.0, Quadrupole),
    t(0.003733797, 5, 4, 8.0, Plain),
    t(1.874951, 5, 4, 23.0, Quadrupole),
    t(0.002168144, 6, 0, 1.5, Plain),
    t(-0.6587164, 6, 2, 5.0, Orientation),
    t(0.000205518, 7, 0, -0.5, Quadrupole),
    t(0.009776195, 7, 2, 4.0, Plain),
    t(-0.02048708, 8, 1, 7.0, Orientation),
    t(0.01557322, 8, 2, 3.0, Plain),
    t(0.006862415, 8, 2, 0.0, Orientation),
    t(-0.001226752, 9, 2, 1.0, Plain),
    t(0.002850908, 9, 2, 0.0, Quadrupole),
];

#[rustfmt::skip]
pub(super) const PURE: [Pure; Component::COUNT] = [
    p(151.3183, 0.4619255, 0.0, 0.0, 0.0, 0.0, 0.0), // Methane
    p(99.73778, 0.4479153, 0.027815, 0.0, 0.0, 0.0, 0.0), // Nitrogen
    p(241.9606, 0.4557489, 0.189065, 0.69, 0.0, 0.0, 0.0), // CarbonDioxide
    p(244.1667, 0.5279209, 0.0793, 0.0, 0.0, 0.0, 0.0), // Ethane
    p(298.1183, 0.583749, 0.141239, 0.0, 0.0, 0.0, 0.0), // Propane
    p(324.0689, 0.6406937, 0.256692, 0.0, 0.0, 0.0, 0.0), // IsoButane
    p(337.6389, 0.6341423, 0.281835, 0.0, 0.0, 0.0, 0.0), // NButane
    p(365.5999, 0.6738577, 0.332267, 0.0, 0.0, 0.0, 0.0), // IsoPentane
    p(370.6823, 0.6798307, 0.366911, 0.0, 0.0, 0.0, 0.0), // NPentane
    p(402.636293, 0.7175118, 0.289731, 0.0, 0.0, 0.0, 0.0), // NHexane
    p(427.72263, 0.7525189, 0.337542, 0.0, 0.0, 0.0, 0.0), // NHeptane
    p(450.325022, 0.784955, 0.383381, 0.0, 0.0, 0.0, 0.0), // NOctane
    p(470.840891, 0.8152731, 0.427354, 0.0, 0.0, 0.0, 0.0), // NNonane
    p(489.558373, 0.8437826, 0.469659, 0.0, 0.0, 0.0, 0.0), // NDecane
    p(26.95794, 0.3514916, 0.034369, 0.0, 1.0, 0.0, 0.0), // Hydrogen
    p(122.7667, 0.4186954, 0.021, 0.0, 0.0, 0.0, 0.0), // Oxygen
    p(105.5348, 0.4533894, 0.038953, 0.0, 0.0, 0.0, 0.0), // CarbonMonoxide
    p(514.0156, 0.3825868, 0.3325, 1.06775, 0.0, 1.5822, 1.0), // Water
    p(296.355, 0.4618263, 0.0885, 0.633276, 0.0, 0.39, 0.0), // HydrogenSulphide
    p(2.610111, 0.3589888, 0.0, 0.0, 0.0, 0.0, 0.0), // Helium
    p(119.6299, 0.4216551, 0.0, 0.0, 0.0, 0.0, 0.0), // Argon
];

/// The pairs that differ from the combining rule, each once, the earlier component first.
#[rustfmt::skip]
pub(super) const PAIRS: [Pair; 61] = [
    pair(Methane, Nitrogen, 0.97164, 0.886106, 1.00363, 1.0),
    pair(Methane, CarbonDioxide, 0.960644, 0.963827, 0.995933, 0.807653),
    pair(Methane, Propane, 0.994635, 0.990877, 1.007619, 1.0),
    pair(Methane, IsoButane, 1.01953, 1.0, 1.0, 1.0),
    pair(Methane, NButane, 0.989844, 0.992291, 0.997596, 1.0),
    pair(Methane, IsoPentane, 1.00235, 1.0, 1.0, 1.0),
    pair(Methane, NPentane, 0.999268, 1.00367, 1.002529, 1.0),
    pair(Methane, NHexane, 1.107274, 1.302576, 0.982962, 1.0),
    pair(Methane, NHeptane, 0.88088, 1.191904, 0.983565, 1.0),
    pair(Methane, NOctane, 0.880973, 1.205769, 0.982707, 1.0),
    pair(Methane, NNonane, 0.881067, 1.219634, 0.981849, 1.0),
    pair(Methane, NDecane, 0.881161, 1.233498, 0.980991, 1.0),
    pair(Methane, Hydrogen, 1.17052, 1.15639, 1.02326, 1.95731),
    pair(Methane, CarbonMonoxide, 0.990126, 1.0, 1.0, 1.0),
    pair(Methane, Water, 0.708218, 1.0, 1.0, 1.0),
    pair(Methane, HydrogenSulphide, 0.931484, 0.736833, 1.00008, 1.0),
    pair(Nitrogen, CarbonDioxide, 1.02274, 0.835058, 0.982361, 0.982746),
    pair(Nitrogen, Ethane, 0.97012, 0.816431, 1.00796, 1.0),
    pair(Nitrogen, Propane, 0.945939, 0.915502, 1.0, 1.0),
    pair(Nitrogen, IsoButane, 0.946914, 1.0, 1.0, 1.0),
    pair(Nitrogen, NButane, 0.973384, 0.993556, 1.0, 1.0),
    pair(Nitrogen, IsoPentane, 0.95934, 1.0, 1.0, 1.0),
    pair(Nitrogen, NPentane, 0.94552, 1.0, 1.0, 1.0),
    pair(Nitrogen, Hydrogen, 1.08632, 0.408838, 1.03227, 1.0),
    pair(Nitrogen, Oxygen, 1.021, 1.0, 1.0, 1.0),
    pair(Nitrogen, CarbonMonoxide, 1.00571, 1.0, 1.0, 1.0),
    pair(Nitrogen, Water, 0.746954, 1.0, 1.0, 1.0),
    pair(Nitrogen, HydrogenSulphide, 0.902271, 0.993476, 0.942596, 1.0),
    pair(CarbonDioxide, Ethane, 0.925053, 0.96987, 1.00851, 0.370296),
    pair(CarbonDioxide, Propane, 0.960237, 1.0, 1.0, 1.0),
    pair(CarbonDioxide, IsoButane, 0.906849, 1.0, 1.0, 1.0),
    pair(CarbonDioxide, NButane, 0.897362, 1.0, 1.0, 1.0),
    pair(CarbonDioxide, IsoPentane, 0.726255, 1.0, 1.0, 1.0),
    pair(CarbonDioxide, NPentane, 0.859764, 1.0, 1.0, 1.0),
    pair(CarbonDioxide, NHexane, 0.855134, 1.066638, 0.910183, 1.0),
    pair(CarbonDioxide, NHeptane, 0.831229, 1.077634, 0.895362, 1.0),
    pair(CarbonDioxide, NOctane, 0.80831, 1.088178, 0.881152, 1.0),
    pair(CarbonDioxide, NNonane, 0.786323, 1.098291, 0.86752, 1.0),
    pair(CarbonDioxide, NDecane, 0.765171, 1.108021, 0.854406, 1.0),
    pair(CarbonDioxide, Hydrogen, 1.28179, 1.0, 1.0, 1.0),
    pair(CarbonDioxide, CarbonMonoxide, 1.5, 0.9, 1.0, 1.0),
    pair(CarbonDioxide, Water, 0.849408, 1.0, 1.0, 1.67309),
    pair(CarbonDioxide, HydrogenSulphide, 0.955052, 1.04529, 1.00779, 1.0),
    pair(Ethane, Propane, 1.02256, 1.065173, 0.986893, 1.0),
    pair(Ethane, IsoButane, 1.0, 1.25, 1.0, 1.0),
    pair(Ethane, NButane, 1.01306, 1.25, 1.0, 1.0),
    pair(Ethane, IsoPentane, 1.0, 1.25, 1.0, 1.0),
    pair(Ethane, NPentane, 1.00532, 1.25, 1.0, 1.0),
    pair(Ethane, Hydrogen, 1.16446, 1.61666, 1.02034, 1.0),
    pair(Ethane, Water, 0.693168, 1.0, 1.0, 1.0),
    pair(Ethane, HydrogenSulphide, 0.946871, 0.971926, 0.999969, 1.0),
    pair(Propane, NButane, 1.0049, 1.0, 1.0, 1.0),
    pair(Propane, Hydrogen, 1.034787, 1.0, 1.0, 1.0),
    pair(IsoButane, Hydrogen, 1.3, 1.0, 1.0, 1.0),
    pair(NButane, Hydrogen, 1.3, 1.0, 1.0, 1.0),
    pair(NHexane, HydrogenSulphide, 1.008692, 1.028973, 0.96813, 1.0),
    pair(NHeptane, HydrogenSulphide, 1.010126, 1.033754, 0.96287, 1.0),
    pair(NOctane, HydrogenSulphide, 1.011501, 1.038338, 0.957828, 1.0),
    pair(NNonane, HydrogenSulphide, 1.012821, 1.042735, 0.952441, 1.0),
    pair(NDecane, HydrogenSulphide, 1.014089, 1.046966, 0.948338, 1.0),
    pair(Hydrogen, CarbonMonoxide, 1.1, 1.0, 1.0, 1.0),
];
