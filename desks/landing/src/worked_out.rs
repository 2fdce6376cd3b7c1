//! Plans as they are worked out from the records of the zone.

use std::{collections::BTreeMap, sync::Arc};

use ::pages::{App, Language, Visit};
use ::store::StoreError;
use facts::{Fact, Facts, Reading, Readings, Unit, Value, measures};
use identity::Scope;
use jiff::civil::Date;
use land::{
    Register,
    model::{LandGrant, WorkRecord},
};

use crate::{
    model::{
        self, Effect, Lists, Plan, Surroundings, Survey, Terms, Wish,
        portfolio::{granted, plants},
    },
    store as tables,
};

/// Facts whose change a plan tells by itself; the others move measures.
const TOLD: [&str; 3] = ["projects.investment.total", "projects.output.promised", "projects.jobs.promised"];

/// What plans of a zone rest on.
pub(crate) struct Ground {
    terms: Terms,
    lists: Lists,
    register: Arc<Register>,
    works: Vec<WorkRecord>,
    surroundings: Surroundings,
    readings: Arc<Readings>,
    facts: Arc<Facts>,
    measures: Vec<facts::Measure>,
    day: Date,
}

impl Ground {
    /// The records that the reader may see, as of the end of a day; none where the zone says no terms.
    pub async fn read(visit: &Visit, day: Date) -> Result<Option<Self>, StoreError> {
        let (app, scope) = (visit.app(), visit.scope());
        let (database, zone) = (app.store().reader(), scope.zone());
        let Some(terms) = tables::terms(database, zone).await? else { return Ok(None) };
        Ok(Some(Self {
            terms,
            lists: Lists {
                rules: land::store::rules(database, zone).await?,
                vocabulary: land::store::vocabulary(database, zone).await?.unwrap_or_default(),
            },
            register: land::register(visit).await?,
            works: land::store::works(database, scope).await?,
            surroundings: surroundings(visit, day).await?,
            readings: app.facts().readings(database, zone, day).await?,
            facts: app.facts().facts(database, zone).await?,
            measures: measures::list_on(database, zone, day).await?,
            day,
        }))
    }

    /// Ready to answer wishes.
    pub fn survey(&self) -> Survey<'_> {
        Survey::of((self.register.records(), &self.works, &self.surroundings), (&self.terms, &self.lists), self.day)
    }

    /// The plan for a wish, with what it would change in the zone.
    pub fn plan(&self, app: &App, survey: &Survey<'_>, wish: &Wish) -> Plan {
        let mut plan = survey.plan(wish);
        let shifts = model::shifts(wish, &plan);
        let of_facts = shifts.iter().filter(|(key, _)| TOLD.contains(&key.as_str()) || key.starts_with("land.area"));
        let of_facts = of_facts.filter_map(|(key, by)| self.of_fact(app, key, *by));
        let of_measures = self.measures.iter().filter_map(|measure| self.of_measure(measure, &shifts));
        plan.effects = self.per_mu(app, wish, &plan).into_iter().chain(of_facts).chain(of_measures).collect();
        plan
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.readings.get(key)?.as_ref().ok()?.as_number()
    }

    fn of_fact(&self, app: &App, key: &str, by: f64) -> Option<Effect> {
        let fact = self.facts.get(key)?;
        let was = self.number(key);
        Some(Effect {
            path: format!("/policy/facts/{key}"),
            name_zh: fact_name(app, Language::Chinese, fact),
            name_en: fact_name(app, Language::English, fact),
            unit: fact.unit.name().to_owned(),
            was,
            is: was.map(|was| was + by),
        })
    }

    /// A measure whose value would be another.
    fn of_measure(&self, measure: &facts::Measure, shifts: &BTreeMap<String, f64>) -> Option<Effect> {
        let expression = measure.compile(&*self.facts).ok()?;
        let now = |key: &str| self.readings.get(key).cloned().unwrap_or_else(|| unknown(key));
        let then = |key: &str| match (now(key), shifts.get(key)) {
            (Ok(Value::Number(number)), Some(by)) => Ok(Value::Number(number + by)),
            (reading, _) => reading,
        };
        let [was, is] = [expression.evaluate(self.day, &now), expression.evaluate(self.day, &then)]
            .map(|reading| reading.ok().and_then(Value::as_number));
        (was != is).then(|| Effect {
            path: format!("/policy/measures/{}", measure.id),
            name_zh: measure.title.zh.clone(),
            name_en: measure.title.en.clone(),
            unit: measure.unit.name().to_owned(),
            was,
            is,
        })
    }

    /// What the project invests and makes on a mu of its best site, beside what the built land of the zone does.
    fn per_mu(&self, app: &App, wish: &Wish, plan: &Plan) -> Vec<Effect> {
        let Some(site) = plan.sites.first() else { return Vec::new() };
        let built = self.number("land.area.status.built").filter(|area| *area > 0.0);
        let one = |text: &str, amount: Option<land::model::Amount>, fact: &str| {
            let name = |language| app.languages().text(language, text);
            Some(Effect {
                path: format!("/policy/facts/{fact}"),
                name_zh: name(Language::Chinese),
                name_en: name(Language::English),
                unit: Unit::cny().over(&Unit::mu())?.name().to_owned(),
                was: self.number(fact).zip(built).map(|(sum, area)| sum / area),
                is: Some(amount?.to_f64() * 10_000.0 / site.area_mu),
            })
        };
        let investment =
            one("landing-effect-investment-per-mu", wish.whole_investment(), "projects.investment.in_production");
        let output = one("landing-effect-output-per-mu", wish.output, "projects.output.last_12_months");
        investment.into_iter().chain(output).collect()
    }
}

/// Who has land on a day. What is dangerous does not depend on who looks: only parcels and kinds are told.
async fn surroundings(visit: &Visit, day: Date) -> Result<Surroundings, StoreError> {
    let (database, zone) = (visit.store().reader(), visit.scope().zone());
    let rules = tables::portfolio_rules(database, zone).await?;
    let Some(rules) = rules.filter(|rules| !rules.distances.is_empty()) else { return Ok(Surroundings::default()) };
    let whole = Scope::system(zone.clone());
    let grants = land::store::all_of::<LandGrant>(database, &whole).await?;
    let grants: Vec<LandGrant> = grants.into_iter().map(|one| one.record).collect();
    let ids: Vec<_> = granted(&grants, day).into_keys().filter_map(|id| id.parse().ok()).collect();
    let projects = projects::store::by_ids(database, &whole, &ids).await?;
    let plants = plants(&projects, &grants, &rules, day);
    let chart = land::chart::on(visit, day).await?;
    let placed = chart.placed().map(|one| (&one.record.code, one.boundary()));
    Ok(Surroundings::of(rules, &plants, placed))
}

fn fact_name(app: &App, language: Language, fact: &Fact) -> String {
    let of = language.pick(&fact.title.of.0, &fact.title.of.1).to_owned();
    app.languages().text_with(language, fact.title.key, &[("of", of.into())])
}

fn unknown(key: &str) -> Reading {
    Err(facts::Unknown::Fact(key.to_owned()))
}
