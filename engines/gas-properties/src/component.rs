//! The gases that a composition may name, with what each of them brings along: names, molar mass, critical point.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A pure gas that a composition may name: the 21 components of AGA8 and GERG-2008, in the order of those reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Component {
    Methane,
    Nitrogen,
    CarbonDioxide,
    Ethane,
    Propane,
    IsoButane,
    NButane,
    IsoPentane,
    NPentane,
    NHexane,
    NHeptane,
    NOctane,
    NNonane,
    NDecane,
    Hydrogen,
    Oxygen,
    CarbonMonoxide,
    Water,
    HydrogenSulphide,
    Helium,
    Argon,
}

/// At most this much of an offending text is shown.
const SHOWN_MAX: usize = 40;

/// A name that no component answers to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no component is called {name:?}; use one of: {}", known_names())]
pub struct UnknownComponent {
    /// The name as it was given.
    pub name: String,
}

/// Constants of one component.
pub(crate) struct Facts {
    pub name: &'static str,
    formula: &'static str,
    chinese: &'static str,
    /// Other spellings, lower case, words parted by one space.
    aliases: &'static [&'static str],
    /// g/mol, ISO 6976:2016 table 1.
    pub molar_mass_g_per_mol: f64,
    /// Critical point of the component's reference equation of state, as CoolProp 8.0.0 prints it.
    pub critical_temperature_k: f64,
    pub critical_pressure_pa: f64,
    pub critical_volume_cm3_per_mol: f64,
}

impl Component {
    /// How many components there are.
    pub const COUNT: usize = 21;

    /// All components, in order.
    pub const ALL: [Self; Self::COUNT] = {
        use Component as C;
        [
            C::Methane,
            C::Nitrogen,
            C::CarbonDioxide,
            C::Ethane,
            C::Propane,
            C::IsoButane,
            C::NButane,
            C::IsoPentane,
            C::NPentane,
            C::NHexane,
            C::NHeptane,
            C::NOctane,
            C::NNonane,
            C::NDecane,
            C::Hydrogen,
            C::Oxygen,
            C::CarbonMonoxide,
            C::Water,
            C::HydrogenSulphide,
            C::Helium,
            C::Argon,
        ]
    };

    /// The English name, as it is written and read: `carbon dioxide`, `n-butane`.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The chemical formula: `CO2`, `n-C4H10`.
    pub fn formula(self) -> &'static str {
        self.facts().formula
    }

    /// The Chinese name: `二氧化碳`.
    pub fn chinese_name(self) -> &'static str {
        self.facts().chinese
    }

    /// Molar mass, g/mol (ISO 6976:2016, table 1).
    pub fn molar_mass_g_per_mol(self) -> f64 {
        self.facts().molar_mass_g_per_mol
    }

    pub(crate) fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a name, a formula or a Chinese name; case, `_` and `-` do not matter.
impl FromStr for Component {
    type Err = UnknownComponent;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = plain(text);
        Self::ALL
            .into_iter()
            .find(|component| {
                let facts = component.facts();
                [facts.name, facts.formula, facts.chinese].iter().any(|name| plain(name) == wanted)
                    || facts.aliases.contains(&wanted.as_str())
            })
            .ok_or_else(|| UnknownComponent { name: shown(text) })
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace(['-', '_'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Enough of a text to find it by.
pub(crate) fn shown(text: &str) -> String {
    text.trim().chars().take(SHOWN_MAX).collect()
}

fn known_names() -> String {
    Component::ALL.map(Component::name).join(", ")
}

#[allow(clippy::too_many_arguments, reason = "the columns of a table")]
const fn facts(
    name: &'static str,
    formula: &'static str,
    chinese: &'static str,
    aliases: &'static [&'static str],
    molar_mass_g_per_mol: f64,
    critical_temperature_k: f64,
    critical_pressure_mpa: f64,
    critical_volume_cm3_per_mol: f64,
) -> Facts {
    Facts {
        name,
        formula,
        chinese,
        aliases,
        molar_mass_g_per_mol,
        critical_temperature_k,
        critical_pressure_pa: critical_pressure_mpa * 1e6,
        critical_volume_cm3_per_mol,
    }
}

#[allow(clippy::unreadable_literal, reason = "as printed in the source")]
#[rustfmt::skip]
const FACTS: [Facts; Component::COUNT] = [
    facts("methane", "CH4", "甲烷", &[], 16.04246, 190.564, 4.5992, 98.628),
    facts("nitrogen", "N2", "氮气", &["氮"], 28.0134, 126.192, 3.3958, 89.414),
    facts("carbon dioxide", "CO2", "二氧化碳", &[], 44.0095, 304.1282, 7.3773, 94.118),
    facts("ethane", "C2H6", "乙烷", &[], 30.06904, 305.322, 4.8722, 145.839),
    facts("propane", "C3H8", "丙烷", &[], 44.09562, 369.89, 4.25117, 200.0),
    facts("iso-butane", "i-C4H10", "异丁烷", &["isobutane", "i butane"], 58.1222, 407.81, 3.629, 257.748),
    facts("n-butane", "n-C4H10", "正丁烷", &["butane"], 58.1222, 425.125, 3.796, 254.922),
    facts("iso-pentane", "i-C5H12", "异戊烷", &["isopentane", "i pentane"], 72.14878, 460.3498, 3.37822, 305.718),
    facts("n-pentane", "n-C5H12", "正戊烷", &["pentane"], 72.14878, 469.7, 3.36752, 311.527),
    facts("n-hexane", "C6H14", "正己烷", &["hexane", "己烷"], 86.17536, 507.82, 3.04412, 369.581),
    facts("n-heptane", "C7H16", "正庚烷", &["heptane", "庚烷"], 100.20194, 541.2259, 2.77382, 445.537),
    facts("n-octane", "C8H18", "正辛烷", &["octane", "辛烷"], 114.22852, 568.74, 2.48359, 492.364),
    facts("n-nonane", "C9H20", "正壬烷", &["nonane", "壬烷"], 128.2551, 594.5478, 2.28191, 552.445),
    facts("n-decane", "C10H22", "正癸烷", &["decane", "癸烷"], 142.28168, 617.6988, 2.10134, 609.754),
    facts("hydrogen", "H2", "氢气", &["氢"], 2.01588, 33.1443, 1.29636, 64.508),
    facts("oxygen", "O2", "氧气", &["氧"], 31.9988, 154.5994, 5.04641, 74.95),
    facts("carbon monoxide", "CO", "一氧化碳", &[], 28.0101, 132.8599, 3.49819, 92.165),
    facts("water", "H2O", "水", &["水蒸气"], 18.01528, 647.096, 22.064, 55.948),
    facts("hydrogen sulphide", "H2S", "硫化氢", &["hydrogen sulfide"], 34.08088, 373.1009, 8.99887, 98.154),
    facts("helium", "He", "氦气", &["氦"], 4.002602, 5.1953, 0.228323, 57.521),
    facts("argon", "Ar", "氩气", &["氩"], 39.948, 150.687, 4.863, 74.586),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_name_leads_back_to_its_component_and_only_to_it() {
        for component in Component::ALL {
            let facts = component.facts();
            for name in [facts.name, facts.formula, facts.chinese].iter().chain(facts.aliases) {
                assert_eq!(name.parse(), Ok(component), "{name}");
            }
        }
    }

    #[test]
    fn the_order_of_the_list_is_the_order_of_the_enum() {
        for (index, component) in Component::ALL.into_iter().enumerate() {
            assert_eq!(component as usize, index);
        }
    }

    /// Atoms counted from the formula, with the atomic masses of ISO 6976:2016 (C 12.0107, H 1.00794, ...).
    #[test]
    fn molar_masses_follow_from_the_formulas() {
        let atomic = |element: &str| match element {
            "C" => 12.0107,
            "H" => 1.00794,
            "O" => 15.9994,
            "N" => 14.0067,
            "S" => 32.065,
            "He" => 4.002_602,
            _ => 39.948,
        };
        for component in Component::ALL {
            let formula = component.formula().trim_start_matches("n-").trim_start_matches("i-");
            let mut mass = 0.0;
            let mut rest = formula;
            while !rest.is_empty() {
                let symbol = 1 + rest[1..].chars().take_while(char::is_ascii_lowercase).count();
                let digits = rest[symbol..].chars().take_while(char::is_ascii_digit).count();
                let count: f64 = rest[symbol..symbol + digits].parse().unwrap_or(1.0);
                mass += count * atomic(&rest[..symbol]);
                rest = &rest[symbol + digits..];
            }
            assert!((mass - component.molar_mass_g_per_mol()).abs() < 1e-9, "{component}: {mass}");
        }
    }

    #[test]
    fn an_unknown_name_is_told_what_is_known() {
        let error = "phlogiston".parse::<Component>().unwrap_err();
        assert!(error.to_string().contains("no component is called \"phlogiston\"; use one of: methane, nitrogen"));
    }
}
