use std::collections::{BTreeMap, BTreeSet};

use land::model::{Connection, LandStatus, Level};
use serde::{Deserialize, Serialize};
use siting::portfolio::Goals;

use super::HalfYear;

/// Yuan of ten thousand (万元).
pub(super) const TEN_THOUSAND: f64 = 10_000.0;
/// Half-years that are planned at most.
const HALF_YEARS_MAX: usize = 20;
/// Longer than any work takes, or any land needs to be there.
const LASTS_MAX: u16 = 20;
/// Safety distances are not longer, m.
const DISTANCE_MAX_M: f64 = 2_000.0;
/// What lies farther apart is no site, m.
const JOIN_MAX_M: f64 = 100.0;
/// More land than a hundred times what was asked for is no site for a project.
const AREA_PERCENT: std::ops::RangeInclusive<f64> = 100.0..=10_000.0;

/// What a portfolio plan rests on besides the records, as the zone's file says it: goals, money, how long things take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRulesRecord {
    looking: Vec<String>,
    must: Vec<String>,
    area_most_percent: String,
    kva_per_kw: String,
    source: String,
    goals: GoalsRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    join: Option<JoinRecord>,
    budget: Vec<BudgetRecord>,
    work: Vec<LastsRecord>,
    land: Vec<WaitsRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kind: Vec<KindRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    distance: Vec<DistanceRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRecord {
    key: String,
    name_zh: String,
    name_en: String,
    industries: Vec<String>,
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DistanceRecord {
    between: (String, String),
    least_m: String,
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoalsRecord {
    investment: String,
    output: String,
    tax: String,
    six_news: String,
    readiness: String,
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JoinRecord {
    within_m: String,
    side_m: String,
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetRecord {
    half_year: String,
    amount: String,
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LastsRecord {
    connection: String,
    half_years: u16,
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitsRecord {
    status: String,
    half_years: u16,
    source: String,
}

/// Which parcels are neighbours that can be joined (合并供地).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinRule {
    /// Their outlines lie so close at most: a lane or a ditch may be between them.
    pub within_m: f64,
    /// They face each other along so much at least.
    pub side_m: f64,
    /// Where that is known from.
    pub source: String,
}

/// A kind of industry that safety distances tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRule {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name: KindName,
    /// The codes of GB/T 4754 that it covers, each with all that begin with it.
    pub industries: Vec<String>,
}

/// What a kind is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindName {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Where it is known from what belongs to it.
    pub source: String,
}

/// How far two kinds keep from each other (安全距离), between the outlines of their parcels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistanceRule {
    /// The kinds; the same twice for two of one kind.
    pub between: (String, String),
    /// The metres.
    pub least_m: f64,
    /// Where that is known from.
    pub source: String,
}

impl DistanceRule {
    /// Who must keep away from a kind by this rule.
    pub fn other(&self, kind: &str) -> Option<&String> {
        match &self.between {
            (one, other) if one == kind => Some(other),
            (one, other) if other == kind => Some(one),
            _ => None,
        }
    }
}

/// The same, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct PortfolioRules {
    /// Keys of the stages in which a project without granted land looks for some.
    pub looking: Vec<String>,
    /// Keys of those in which it must get some: the zone has promised it.
    pub must: BTreeSet<String>,
    /// A parcel may have so many times the land that was asked for; what is left is split off.
    pub area_most: f64,
    /// kVA that a kW asks for.
    pub kva_per_kw: f64,
    /// Which parcels are neighbours that one project may take together; none where nobody says so.
    pub join: Option<JoinRule>,
    /// Kinds of industry that keep apart.
    pub kinds: Vec<KindRule>,
    /// How far.
    pub distances: Vec<DistanceRule>,
    /// What counts how much.
    pub goals: Goals,
    /// Yuan for works by half-year.
    pub budgets_cny: BTreeMap<HalfYear, f64>,
    /// Half-years that works take, by what they bring.
    pub lasts: BTreeMap<Connection, u16>,
    /// Half-years until land can be built upon, by where it stands in the land bank.
    pub waits: BTreeMap<LandStatus, u16>,
    /// Where the weights are known from.
    pub goals_source: String,
    /// Where the budgets are known from, each once.
    pub budgets_source: Vec<String>,
}

/// A letter and up to four digits.
fn is_industry(code: &str) -> bool {
    let mut bytes = code.bytes();
    bytes.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && code.len() <= 5
        && bytes.all(|b| b.is_ascii_digit())
}

fn figure(what: &str, text: &str) -> Result<f64, String> {
    text.parse::<Level>().map(Level::to_f64).map_err(|flaw| format!("{what}: {flaw}"))
}

impl PortfolioRulesRecord {
    /// The rules.
    ///
    /// # Errors
    /// What is wrong, in words: the entry and what would be right.
    pub fn check(&self) -> Result<PortfolioRules, String> {
        let goals = Goals {
            investment: figure("goals.investment", &self.goals.investment)?,
            output: figure("goals.output", &self.goals.output)?,
            tax: figure("goals.tax", &self.goals.tax)?,
            six_news: figure("goals.six_news", &self.goals.six_news)?,
            readiness: figure("goals.readiness", &self.goals.readiness)?,
        };
        if goals.investment + goals.output + goals.tax + goals.six_news + goals.readiness <= 0.0 {
            return Err("goals: give at least one of them a weight above zero".into());
        }
        let percent = figure("area_most_percent", &self.area_most_percent)?;
        if !AREA_PERCENT.contains(&percent) {
            return Err("area_most_percent: must be 100 to 10000".into());
        }
        let kva_per_kw = figure("kva_per_kw", &self.kva_per_kw)?;
        if let Some(stage) = self.must.iter().find(|stage| !self.looking.contains(stage)) {
            return Err(format!("must names {stage:?}, which looking does not name"));
        }
        let mut sources: Vec<String> = self.budget.iter().map(|one| one.source.clone()).collect();
        sources.sort();
        sources.dedup();
        Ok(PortfolioRules {
            looking: self.looking.clone(),
            must: self.must.iter().cloned().collect(),
            area_most: percent / 100.0,
            kva_per_kw,
            join: self.join.as_ref().map(JoinRecord::check).transpose()?,
            kinds: self.kinds()?,
            distances: self.distances()?,
            goals,
            budgets_cny: self.budgets()?,
            lasts: self.lasts()?,
            waits: self.waits()?,
            goals_source: self.goals.source.clone(),
            budgets_source: sources,
        })
    }

    fn kinds(&self) -> Result<Vec<KindRule>, String> {
        let mut seen = BTreeSet::new();
        for one in &self.kind {
            for code in std::iter::once(&one.key).chain(&one.industries) {
                if !seen.insert(code) {
                    return Err(format!("kind {}: {code} stands there twice", one.key));
                }
            }
            if let Some(code) = one.industries.iter().find(|code| !is_industry(code)) {
                return Err(format!("kind {}: {code:?} is no code of GB/T 4754, or its beginning, as C26", one.key));
            }
        }
        let rule = |one: &KindRecord| KindRule {
            key: one.key.clone(),
            name: KindName { zh: one.name_zh.clone(), en: one.name_en.clone(), source: one.source.clone() },
            industries: one.industries.clone(),
        };
        Ok(self.kind.iter().map(rule).collect())
    }

    fn distances(&self) -> Result<Vec<DistanceRule>, String> {
        let rule = |one: &DistanceRecord| {
            let what = format!("distance {} – {}", one.between.0, one.between.1);
            let known = |key: &String| self.kind.iter().any(|kind| kind.key == *key);
            if let Some(key) = [&one.between.0, &one.between.1].into_iter().find(|key| !known(key)) {
                return Err(format!("{what}: no kind is called {key:?}"));
            }
            let least_m = figure(&what, &one.least_m)?;
            if least_m > DISTANCE_MAX_M {
                return Err(format!("{what}: least_m must be 0 to {DISTANCE_MAX_M}"));
            }
            Ok(DistanceRule { between: one.between.clone(), least_m, source: one.source.clone() })
        };
        self.distance.iter().map(rule).collect()
    }

    fn budgets(&self) -> Result<BTreeMap<HalfYear, f64>, String> {
        let mut budgets = BTreeMap::new();
        for one in &self.budget {
            let half_year: HalfYear = one.half_year.parse().map_err(|problem| format!("budget: {problem}"))?;
            let amount = figure(&format!("budget {half_year}: amount"), &one.amount)?;
            if budgets.insert(half_year, amount * TEN_THOUSAND).is_some() {
                return Err(format!("budget {half_year}: stands there twice"));
            }
        }
        Ok(budgets)
    }

    fn lasts(&self) -> Result<BTreeMap<Connection, u16>, String> {
        let one = |one: &LastsRecord| (one.connection.clone(), one.half_years);
        let lasts = counted("work", 1, self.work.iter().map(one))?;
        match Connection::ALL.into_iter().find(|connection| !lasts.contains_key(connection)) {
            Some(missing) => Err(format!("work: nothing says how long {missing} takes")),
            None => Ok(lasts),
        }
    }

    fn waits(&self) -> Result<BTreeMap<LandStatus, u16>, String> {
        let waits = counted("land", 0, self.land.iter().map(|one| (one.status.clone(), one.half_years)))?;
        let open = LandStatus::ALL.into_iter().filter(|status| status.is_open());
        match open.into_iter().find(|status| !waits.contains_key(status)) {
            Some(missing) => Err(format!("land: nothing says how long {missing} land waits")),
            None => Ok(waits),
        }
    }
}

impl JoinRecord {
    fn check(&self) -> Result<JoinRule, String> {
        let (within_m, side_m) = (figure("join.within_m", &self.within_m)?, figure("join.side_m", &self.side_m)?);
        if within_m > JOIN_MAX_M {
            return Err(format!("join.within_m: must be 0 to {JOIN_MAX_M}"));
        }
        Ok(JoinRule { within_m, side_m, source: self.source.clone() })
    }
}

/// Half-years by a key of the land desk, each once.
fn counted<K: std::str::FromStr<Err = land::model::Flaw> + Ord>(
    what: &str,
    least: u16,
    told: impl Iterator<Item = (String, u16)>,
) -> Result<BTreeMap<K, u16>, String> {
    let mut all = BTreeMap::new();
    for (key, half_years) in told {
        let known = key.parse::<K>().map_err(|flaw| format!("{what} {key}: {flaw}"))?;
        if !(least..=LASTS_MAX).contains(&half_years) {
            return Err(format!("{what} {key}: half_years must be {least} to {LASTS_MAX}"));
        }
        if all.insert(known, half_years).is_some() {
            return Err(format!("{what} {key}: stands there twice"));
        }
    }
    Ok(all)
}

impl PortfolioRules {
    /// The kind of an industry: by the longest beginning of its code that a kind names.
    pub fn kind_of(&self, industry: &str) -> Option<&KindRule> {
        let begins = |kind: &KindRule| {
            let codes = kind.industries.iter().filter(|code| industry.starts_with(code.as_str()));
            codes.map(String::len).max()
        };
        let known = self.kinds.iter().filter_map(|kind| Some((begins(kind)?, kind)));
        known.max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
    }

    /// The half-years that are planned: from this one on, as long as each has a budget.
    pub fn half_years(&self, first: HalfYear) -> Vec<HalfYear> {
        let all = (0..).map(|number| first.later(number)).take(HALF_YEARS_MAX);
        all.take_while(|half_year| self.budgets_cny.contains_key(half_year)).collect()
    }
}
