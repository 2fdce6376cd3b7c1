use std::collections::{BTreeMap, BTreeSet};

use boundary::Boundary;
use jiff::civil::Date;
use land::model::{Code, Commitment, LandGrant, ParcelRecord, Rules, Vocabulary, WorkRecord};
use projects::model::ProjectRecord;
use serde::{Deserialize, Serialize};
use siting::portfolio::{
    Distance, Draft, Land, LandUse, Outcome, Parcel, Portfolio, PortfolioError, Project as Sought,
};

use super::{
    DistanceRule, HalfYear, IndicatorName, JoinRule, KeptOff, KindName, PortfolioRules, SeekerName, indicators,
    neighbourhood::{Neighbourhood, Plant},
    seeker::Market,
    supply::Supply,
};
use crate::model::{Terms, WishRecord};

/// The records that a portfolio is made from.
pub struct Records<'r> {
    /// Projects at a stage in which they may look for land, and those that have some.
    pub projects: &'r [ProjectRecord],
    /// Wishes.
    pub wishes: &'r [WishRecord],
    /// Parcels.
    pub parcels: &'r [ParcelRecord],
    /// Where they lie, as far as anybody knows.
    pub boundaries: &'r BTreeMap<Code, Boundary>,
    /// Works.
    pub works: &'r [WorkRecord],
    /// Grants of land.
    pub grants: &'r [LandGrant],
    /// Letters of commitment.
    pub commitments: &'r [Commitment],
    /// Parks and classes of use.
    pub vocabulary: &'r Vocabulary,
    /// Rules of the zone for its land.
    pub land_rules: &'r Rules,
    /// What the zone offers investors.
    pub terms: &'r Terms,
    /// What plans rest on besides.
    pub rules: &'r PortfolioRules,
}

/// Everything that a plan was made from, as the records said it on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The day.
    pub day: Date,
    /// In the words of the engine.
    pub draft: Draft,
    /// Who looks for land.
    pub seekers: Vec<SeekerName>,
    /// Who does and cannot be planned for, and why.
    pub left_out: Vec<(SeekerName, LeftOut)>,
    /// What parcels are called.
    pub parcels: BTreeMap<String, String>,
    /// What works are called.
    pub works: BTreeMap<String, String>,
    /// Works whose cost nobody has told: they count as free.
    pub uncosted: Vec<String>,
    /// Parcels that an investor could get, but that lack a work that nobody plans.
    pub unserved: usize,
    /// Where weights and budgets are known from.
    pub sources: Vec<String>,
    /// Which parcels count as neighbours.
    #[serde(default)]
    pub join: Option<JoinRule>,
    /// Parcels of the plan without an outline: nobody knows whose neighbours they are.
    #[serde(default)]
    pub unplaced: Vec<String>,
    /// What kinds of industry are called.
    #[serde(default)]
    pub kinds: BTreeMap<String, KindName>,
    /// How far kinds keep from each other.
    #[serde(default)]
    pub distances: Vec<DistanceRule>,
    /// Which kinds those that have land keep off which parcels.
    #[serde(default)]
    pub kept_off: Vec<KeptOff>,
    /// Who looks for land and names no industry: no distance is kept from them.
    #[serde(default)]
    pub unkinded: Vec<String>,
    /// What control indicators are called.
    #[serde(default)]
    pub indicators: BTreeMap<String, IndicatorName>,
}

/// Why somebody who looks for land is not in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Nobody knows how much land it needs.
    NoArea,
    /// Nobody knows what it invests, makes or pays.
    NothingGained,
    /// It starts after the last half-year.
    TooLate,
    /// There are more than [`SEEKERS_MAX`], and the others invest more.
    TooMany,
}

/// Why there is nothing to plan.
#[derive(Debug, thiserror::Error)]
pub enum NoProblem {
    /// Nobody has said what may be spent.
    #[error("no budget for {0}: say in landing/portfolio.toml what may be spent on works from then on")]
    NoBudget(HalfYear),
    /// Nobody looks for land.
    #[error("no project and no wish looks for land")]
    NoSeekers,
    /// More than can be planned at once, or figures that cannot be.
    #[error(transparent)]
    Portfolio(#[from] PortfolioError),
}

/// Those who look for land and are planned at once.
pub const SEEKERS_MAX: usize = 500;
/// Shares are told in per cent.
const PERCENT: f64 = 100.0;

impl Problem {
    /// The problem as the records say it on a day.
    ///
    /// # Errors
    /// [`NoProblem`].
    pub fn of(records: &Records<'_>, day: Date) -> Result<Self, NoProblem> {
        let first = HalfYear::of(day);
        let half_years = records.rules.half_years(first);
        if half_years.is_empty() {
            return Err(NoProblem::NoBudget(first));
        }
        let Seekers { sought, names: seekers, left_out, unkinded } = seekers(records, &half_years, day);
        if sought.is_empty() {
            return Err(NoProblem::NoSeekers);
        }
        let mut supply = Supply::of(records, &half_years, day);
        let ruled = Ruled::of(records, &sought, &mut supply.parcels, day);
        let draft = Draft {
            periods: half_years.iter().map(ToString::to_string).collect(),
            periods_a_year: Some(2),
            budgets_cny: half_years.iter().filter_map(|one| records.rules.budgets_cny.get(one).copied()).collect(),
            goals: records.rules.goals,
            land: land(records, day),
            uses: uses(records, &sought, &supply.parcels),
            zones: supply.zones,
            parcels: supply.parcels,
            works: supply.works,
            projects: sought,
            distances: ruled.distances,
        };
        Portfolio::new(draft.clone())?;
        let rules = records.rules;
        let name = |record: &&ParcelRecord| (record.code.to_string(), record.parcel.name.to_string());
        let known = |record: &&ParcelRecord| record.history.on(day).is_some();
        Ok(Self {
            day,
            draft,
            seekers,
            left_out,
            parcels: records.parcels.iter().filter(known).map(|record| name(&record)).collect(),
            works: records.works.iter().map(|one| (one.code.to_string(), one.work.name.to_string())).collect(),
            uncosted: supply.uncosted,
            unserved: supply.unserved,
            sources: std::iter::once(&rules.goals_source).chain(&rules.budgets_source).cloned().collect(),
            join: rules.join.clone(),
            unplaced: ruled.unplaced,
            kinds: rules.kinds.iter().map(|kind| (kind.key.clone(), kind.name.clone())).collect(),
            distances: rules.distances.clone(),
            kept_off: ruled.kept_off,
            unkinded,
            indicators: indicators::names(records.land_rules),
        })
    }

    /// What somebody is called who looks for land.
    pub fn name_of<'p>(&'p self, seeker: &'p str) -> &'p str {
        self.seekers.iter().find(|one| one.id == seeker).map_or(seeker, |one| &one.name)
    }
}

/// What rules make of the parcels, beside what they write on them.
struct Ruled {
    distances: Vec<Distance>,
    kept_off: Vec<KeptOff>,
    unplaced: Vec<String>,
}

impl Ruled {
    /// Tells parcels their neighbours, what they exclude and what they ask for.
    fn of(records: &Records<'_>, sought: &[Sought], parcels: &mut [Parcel], day: Date) -> Self {
        let neighbourhood = Neighbourhood::of(parcels, records.boundaries);
        if let Some(rule) = &records.rules.join {
            neighbourhood.join(parcels, rule);
        }
        let kinds: Vec<String> = sought.iter().filter_map(|one| one.kind.clone()).collect();
        let plants = plants(records.projects, records.grants, records.rules, day);
        let (distances, kept_off) = neighbourhood.keep_apart(parcels, &kinds, &plants, &records.rules.distances);
        let promised: BTreeSet<&String> = sought.iter().flat_map(|one| one.promises.keys()).collect();
        indicators::ask(parcels, records, &promised, day);
        Self { distances, kept_off, unplaced: neighbourhood.without(parcels) }
    }
}

/// The uses that somebody asks for or a parcel has.
fn uses(records: &Records<'_>, sought: &[Sought], parcels: &[Parcel]) -> Vec<LandUse> {
    let used = parcels.iter().map(|parcel| &parcel.land_use);
    let uses: BTreeSet<&String> = sought.iter().flat_map(|one| &one.uses).chain(used).collect();
    let land_use = |id: &String| {
        let known = id.parse::<Code>().ok();
        let known = known.and_then(|code| records.vocabulary.land_use(&code).map(|one| one.industrial));
        LandUse { id: id.clone(), industrial: known.unwrap_or(false), ..LandUse::default() }
    };
    uses.into_iter().map(land_use).collect()
}

/// The projects that have land by a grant that was not taken back.
pub fn granted(grants: &[LandGrant], day: Date) -> BTreeMap<&str, &Code> {
    let holds = |grant: &&LandGrant| {
        grant.signed <= day && grant.recovered.as_ref().is_none_or(|(recovered, _)| *recovered > day)
    };
    let named = grants.iter().filter(holds).filter_map(|grant| Some((grant.project.as_ref()?.as_str(), &grant.parcel)));
    named.collect()
}

/// Those that have land and are of a kind.
pub fn plants<'r>(
    projects: &[ProjectRecord],
    grants: &'r [LandGrant],
    rules: &PortfolioRules,
    day: Date,
) -> Vec<Plant<'r>> {
    let has_land = granted(grants, day);
    let plant = |record: &ProjectRecord| {
        let parcel = *has_land.get(record.id.as_str())?;
        let kind = rules.kind_of(record.project.filing.industry.as_ref()?.as_str())?;
        Some(Plant { parcel, kind: kind.key.clone() })
    };
    projects.iter().filter_map(plant).collect()
}

/// Who looks for land.
#[derive(Default)]
struct Seekers {
    sought: Vec<Sought>,
    names: Vec<SeekerName>,
    left_out: Vec<(SeekerName, LeftOut)>,
    unkinded: Vec<String>,
}

fn seekers(records: &Records<'_>, half_years: &[HalfYear], day: Date) -> Seekers {
    let uses = records.vocabulary.uses.iter().filter(|one| one.industrial);
    let industrial: Vec<String> = uses.map(|one| one.code.to_string()).collect();
    let builds = records.terms.months_to_build.div_ceil(6) as usize;
    let market = Market { records, rules: records.rules, day, half_years, industrial: &industrial, builds };
    let has_land = granted(records.grants, day);
    let looks = |record: &&ProjectRecord| {
        let stage = record
            .stages
            .stage_on(day)
            .is_some_and(|step| records.rules.looking.iter().any(|stage| stage == step.stage.as_str()));
        stage && record.statuses.on(day).kind().counts() && !has_land.contains_key(record.id.as_str())
    };
    let projects = records.projects.iter().filter(looks).map(|record| {
        let name = SeekerName { id: format!("project/{}", record.id), name: record.project.name.to_string() };
        (name, record.project.filing.industry.is_some(), market.project(record))
    });
    let wishes = records.wishes.iter().filter(|record| record.project.is_none() && record.on <= day);
    let wishes = wishes.map(|record| {
        let name = SeekerName { id: format!("wish/{}", record.number), name: record.wish.title.to_string() };
        (name, record.wish.industry.is_some(), market.wish(record))
    });
    let mut seekers = Seekers::default();
    for (name, has_industry, found) in projects.chain(wishes) {
        match found {
            Ok(one) => {
                if !has_industry {
                    seekers.unkinded.push(name.id.clone());
                }
                seekers.sought.push(one);
                seekers.names.push(name);
            }
            Err(why) => seekers.left_out.push((name, why)),
        }
    }
    seekers.cut(SEEKERS_MAX);
    seekers
}

impl Seekers {
    /// Leaves out who is too many: first those that need not be placed, and of these those that invest least.
    fn cut(&mut self, most: usize) {
        let invests = |one: &Sought| one.investment_cny.iter().sum::<f64>();
        let mut order: Vec<usize> = (0..self.sought.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.sought[a], &self.sought[b]);
            b.must.cmp(&a.must).then(invests(b).total_cmp(&invests(a)))
        });
        let over: BTreeSet<usize> = order.into_iter().skip(most).collect();
        let is_kept = |place: &usize| !over.contains(place);
        let left = std::mem::take(&mut self.names).into_iter().zip(std::mem::take(&mut self.sought)).enumerate();
        for (place, (name, one)) in left {
            if is_kept(&place) {
                self.names.push(name);
                self.sought.push(one);
            } else {
                self.left_out.push((name, LeftOut::TooMany));
            }
        }
        self.unkinded.retain(|id| self.names.iter().any(|name| name.id == *id));
    }
}

/// The land in use today: what an investor cannot get any more.
fn land(records: &Records<'_>, day: Date) -> Land {
    let mut land = Land::default();
    for record in records.parcels {
        if record.history.on(day).is_some_and(|step| !step.status.is_open()) {
            let area = record.parcel.area.to_f64();
            land.used_mu += area;
            let industrial = records.vocabulary.land_use(&record.parcel.land_use).is_some_and(|one| one.industrial);
            land.industrial_mu += if industrial { area } else { 0.0 };
        }
    }
    land.industrial_share_min = records.land_rules.floor.as_ref().map_or(0.0, |floor| floor.percent.to_f64() / PERCENT);
    land
}

fn place(draft: &Draft, period: &str) -> Option<usize> {
    draft.periods.iter().position(|one| one == period)
}

/// What a plan spends on works in each half-year, in yuan.
pub fn spent_cny(draft: &Draft, outcome: &Outcome) -> Vec<f64> {
    let mut spent = vec![0.0; draft.periods.len()];
    for done in &outcome.plan.works {
        let work = draft.works.iter().find(|work| work.id == done.work);
        let Some((work, start)) = work.zip(place(draft, &done.start)) else { continue };
        for sum in spent.iter_mut().skip(start).take(work.periods) {
            *sum += work.cost_cny / work.periods as f64;
        }
    }
    spent
}

/// How much land of the plan's parcels has all that it needs at the beginning of each half-year, in mu.
pub fn ready_mu(draft: &Draft, outcome: &Outcome) -> Vec<f64> {
    let done: BTreeMap<&str, Option<usize>> = outcome
        .works
        .iter()
        .map(|work| (work.beginning.work.as_str(), work.done.as_deref().and_then(|done| place(draft, done))))
        .collect();
    let mut ready = vec![0.0; draft.periods.len()];
    for parcel in &draft.parcels {
        let works = parcel.works.iter().map(|work| done.get(work.as_str()).copied().flatten());
        let from = works.chain([Some(parcel.ready.as_deref().map_or(0, |from| place(draft, from).unwrap_or(0)))]);
        let from: Option<Vec<usize>> = from.collect();
        let Some(from) = from.and_then(|from| from.into_iter().max()) else { continue };
        ready.iter_mut().skip(from).for_each(|sum| *sum += parcel.area_mu);
    }
    ready
}
