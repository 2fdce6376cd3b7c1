//! Friction factor λ of pipe flow (摩阻系数): the pressure loss is `λ (L / D) ρ v² / 2`.

/// Formula for the friction factor λ (Darcy-Weisbach).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Friction {
    /// Nikuradse's rough pipe plus the laminar term, at every Re: `λ = 64/Re + (2 lg(D/k) + 1.14)^-2`. The reference
    /// networks are computed with it. A hydraulically smooth pipe has no finite value here: give it a roughness.
    #[default]
    Nikuradse,
    /// Colebrook and White (1939): `1/√λ = -2 lg(k/(3.71 D) + 2.51/(Re √λ))`.
    Colebrook,
    /// Hofer (1973), explicit: `λ = (-2 lg(4.518/Re lg(Re/7) + k/(3.71 D)))^-2`.
    Hofer,
    /// Chen (1979), explicit: `1/√λ = -2 lg(k/(3.7065 D) - 5.0452/Re lg((k/D)^1.1098/2.8257 + 5.8506/Re^0.8981))`.
    Chen,
}

/// Below this Reynolds number the flow is laminar, λ = 64/Re.
pub const LAMINAR_RE: f64 = 2000.0;
/// Above this one it is turbulent; between both λ is interpolated, so that the loss stays continuous and rising.
pub const TURBULENT_RE: f64 = 4000.0;

/// Roughness is held above this share of the diameter: below it no pipe wall is known (drawn glass is near 1e-6).
const RELATIVE_ROUGHNESS_MIN: f64 = 1e-7;

impl Friction {
    /// λ at a Reynolds number and a relative roughness k/D.
    ///
    /// ```
    /// # use gas_flow::Friction;
    /// assert_eq!(Friction::Colebrook.factor(1000.0, 1e-3), 0.064);
    /// // Moody's chart at Re = 1e5, k/D = 1e-3 reads 0.0222.
    /// assert!((Friction::Colebrook.factor(1e5, 1e-3) - 0.0222).abs() < 1e-4);
    /// ```
    pub fn factor(self, reynolds: f64, relative_roughness: f64) -> f64 {
        let rough = relative_roughness.max(RELATIVE_ROUGHNESS_MIN);
        if self == Self::Nikuradse {
            64.0 / reynolds + nikuradse(rough)
        } else if reynolds <= LAMINAR_RE {
            64.0 / reynolds
        } else if reynolds >= TURBULENT_RE {
            self.turbulent(reynolds, rough)
        } else {
            let share = (reynolds - LAMINAR_RE) / (TURBULENT_RE - LAMINAR_RE);
            (1.0 - share) * 64.0 / reynolds + share * self.turbulent(TURBULENT_RE, rough)
        }
    }

    fn turbulent(self, reynolds: f64, rough: f64) -> f64 {
        match self {
            Self::Nikuradse => nikuradse(rough),
            Self::Colebrook => colebrook(reynolds, rough),
            Self::Hofer => (2.0 * (4.518 / reynolds * (reynolds / 7.0).log10() + rough / 3.71).log10()).powi(-2),
            Self::Chen => chen(reynolds, rough).powi(-2),
        }
    }
}

/// `(2 lg(D/k) + 1.14)^-2`.
pub(crate) fn nikuradse(relative_roughness: f64) -> f64 {
    (1.14 - 2.0 * relative_roughness.max(RELATIVE_ROUGHNESS_MIN).log10()).powi(-2)
}

/// Chen's 1/√λ.
fn chen(reynolds: f64, rough: f64) -> f64 {
    let inner = rough.powf(1.1098) / 2.8257 + 5.8506 / reynolds.powf(0.8981);
    -2.0 * (rough / 3.7065 - 5.0452 / reynolds * inner.log10()).log10()
}

/// Newton on x = 1/√λ from Chen's value, which is good to 0.3 %: two steps reach the last digits.
fn colebrook(reynolds: f64, rough: f64) -> f64 {
    let mut x = chen(reynolds, rough);
    for _ in 0..3 {
        let argument = rough / 3.71 + 2.51 * x / reynolds;
        let slope = 1.0 + 2.0 / std::f64::consts::LN_10 * 2.51 / reynolds / argument;
        x -= (x + 2.0 * argument.log10()) / slope;
    }
    x.powi(-2)
}
