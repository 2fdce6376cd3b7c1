//! Who has land already, and keeps kinds of industry off what lies near (安全距离): the rules of the portfolio, for one wish.

use std::collections::BTreeMap;

use boundary::Boundary;
use land::model::Code;
use siting::rank::Neighbour;

use super::{
    Names, Wish,
    portfolio::{Plant, PortfolioRules},
};

/// What lies around the parcels of a zone.
#[derive(Default)]
pub struct Surroundings {
    rules: Option<PortfolioRules>,
    near: BTreeMap<Code, Vec<Neighbour>>,
}

impl Surroundings {
    /// Looks around each of those that have land, as far as any rule reaches.
    pub fn of<'p>(
        rules: PortfolioRules,
        plants: &[Plant<'_>],
        placed: impl Iterator<Item = (&'p Code, &'p Boundary)> + Clone,
    ) -> Self {
        let mut near: BTreeMap<Code, Vec<Neighbour>> = BTreeMap::new();
        for plant in plants {
            let reach_m = rules.distances.iter().filter(|rule| rule.other(&plant.kind).is_some());
            let reach_m = reach_m.map(|rule| rule.least_m).fold(0.0, f64::max);
            let Some((_, own)) = placed.clone().find(|(code, _)| *code == plant.parcel) else { continue };
            let around = own.extent().widened(reach_m);
            let others = placed.clone().filter(|(code, other)| *code != plant.parcel && other.extent().meets(around));
            for (code, other) in others {
                let distance = own.distance_m(other);
                if distance < reach_m {
                    let (name, kind) = (plant.parcel.to_string(), plant.kind.clone());
                    near.entry(code.clone()).or_default().push(Neighbour { name, kind, distance });
                }
            }
        }
        Self { rules: Some(rules), near }
    }

    /// Who lies near a parcel.
    pub fn near(&self, parcel: &Code) -> &[Neighbour] {
        self.near.get(parcel).map_or(&[], Vec::as_slice)
    }

    /// How far a wish keeps from whom, m by kind; from nobody where it names no industry.
    pub fn distances(&self, wish: &Wish) -> BTreeMap<String, f64> {
        let own = self.rules.as_ref().zip(wish.industry.as_ref());
        let Some((rules, kind)) = own.and_then(|(rules, code)| Some((rules, rules.kind_of(code.as_str())?))) else {
            return BTreeMap::new();
        };
        let mut distances = BTreeMap::new();
        for rule in &rules.distances {
            if let Some(other) = rule.other(&kind.key) {
                let least: &mut f64 = distances.entry(other.clone()).or_default();
                *least = least.max(rule.least_m);
            }
        }
        distances
    }

    /// What a kind of industry is called.
    pub fn kind_name(&self, key: &str) -> Option<Names> {
        let kind = self.rules.as_ref()?.kinds.iter().find(|kind| kind.key == key)?;
        Some(Names::of(&kind.name.zh, &kind.name.en))
    }
}
