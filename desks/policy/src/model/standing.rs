use facts::Light;
use jiff::civil::Date;

use super::{Clause, Evidence, Grade, Kind, Override};

/// How a clause stands on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The light that is shown.
    pub light: Light,
    /// What it rests on.
    pub basis: Basis,
    /// What the light would be without an override.
    pub computed: Light,
}

/// What a light rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// A person has set it, for a time.
    Override(Override),
    /// The worst of the clause's measures.
    Measures,
    /// Evidence of a result; the clause has no measure.
    Result,
    /// The due date has passed without a measure or a result.
    Overdue,
    /// Nothing: neither measure nor result.
    Nothing,
}

/// How a clause stands: the rule behind every light beside a sentence. Nobody types a light.
///
/// - A clause with measures has the worst of their lights: red, then amber, then unknown, then green. One unknown
///   measure keeps it from green, since nobody knows.
/// - A clause without measures is green only on evidence of a *result*; announcements and actions are shown, but do
///   not make it green. Without a result it is red once its due date has passed, and unknown before.
/// - An override that still holds is shown in place of all that, with its reason; what was computed stays visible.
///
/// Evidence counts from the day that it is true of, so that an article read as of an earlier day is judged by what
/// had been achieved then. `measures` are the lights of the clause's measures, in any order; a measure that is gone
/// counts as unknown.
pub fn standing<'a>(
    clause: &Clause,
    measures: &[Light],
    evidence: impl IntoIterator<Item = &'a Evidence>,
    overrides: impl IntoIterator<Item = &'a Override>,
    on: Date,
) -> Standing {
    let (computed, basis) = match worst(measures) {
        Some(light) => (light, Basis::Measures),
        None if evidence.into_iter().any(|one| one.grade == Grade::Result && one.on <= on) => {
            (Light::Green, Basis::Result)
        }
        None if clause.kind != Kind::Principle && clause.due.is_some_and(|due| due.is_past(on)) => {
            (Light::Red, Basis::Overdue)
        }
        None => (Light::Unknown, Basis::Nothing),
    };
    let newest = overrides.into_iter().filter(|one| one.holds(on)).max_by_key(|one| (one.at, one.id.clone()));
    match newest {
        Some(set) => Standing { light: set.light, basis: Basis::Override(set.clone()), computed },
        None => Standing { light: computed, basis, computed },
    }
}

/// The worst light, if there is one.
fn worst(lights: &[Light]) -> Option<Light> {
    [Light::Red, Light::Amber, Light::Unknown, Light::Green].into_iter().find(|light| lights.contains(light))
}
