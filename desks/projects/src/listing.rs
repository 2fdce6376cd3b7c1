//! What the public site shows of projects: those that the zone has chosen, and of them what may be known by anybody.

use ::pages::{App, Language, PublicListing, PublicListings, figure::figure};
use ::store::StoreError;
use facts::{Unit, Value};
use identity::Scope;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

use crate::{
    model::{Key, ProjectRecord, Rules, Terms},
    store as tables,
};

/// The projects that the zone shows.
pub(crate) struct ProjectListings;

#[async_trait::async_trait]
impl PublicListings for ProjectListings {
    fn title(&self) -> &'static str {
        "projects-public"
    }

    async fn listed(&self, app: &App, scope: &Scope, language: Language) -> Result<Vec<PublicListing>, StoreError> {
        let database = app.store().reader();
        // The public may not read projects; this hands over what the zone shows and nothing else.
        let all = Scope::system(scope.zone().clone());
        let Some(rules) = tables::find_rules(database, scope.zone()).await? else { return Ok(Vec::new()) };
        let ids: Vec<_> = tables::listings(database, &all).await?.into_iter().map(|listing| listing.project).collect();
        let mut records = tables::by_ids(database, &all, &ids).await?;
        records.retain(|record| record.statuses.on(Date::MAX).kind().counts());
        records.sort_by_key(|record| std::cmp::Reverse(record.project.total_investment_cny));
        Ok(records.iter().map(|record| shown(app, language, &rules, record)).collect())
    }
}

/// What anybody may know of a project: neither what it needs nor what it promises, nor who is in charge.
pub(crate) fn shown(app: &App, language: Language, rules: &Rules, record: &ProjectRecord) -> PublicListing {
    let (project, languages) = (&record.project, app.languages());
    let term = |terms: &Terms, key: &Option<Key>| {
        let term = terms.get(key.as_ref()?)?;
        Some(language.pick(term.name_zh.as_str(), term.name_en.as_str()).to_owned())
    };
    let stage = record.stages.latest().and_then(|latest| rules.stages.get(&latest.stage));
    let total = project.total_investment_cny.map(|money| {
        let yuan = money.to_decimal().to_f64().unwrap_or_default();
        figure(languages, language, Value::Number(yuan), &Unit::cny())
    });
    let facts = [
        ("investor_name", Some(project.investor_name.to_string())),
        ("total_investment_cny", total),
        ("stage", stage.map(|stage| language.pick(stage.name_zh.as_str(), stage.name_en.as_str()).to_owned())),
        ("park", term(&rules.vocabulary.parks, &project.filing.park)),
        ("leading_industry", term(&rules.vocabulary.leading_industries, &project.filing.leading_industry)),
    ];
    let named = |(key, value): (&str, Option<String>)| {
        Some((languages.text(language, &format!("projects-field-{key}")), value?))
    };
    PublicListing {
        title: project.name.to_string(),
        note: project.description.as_ref().map(ToString::to_string).unwrap_or_default(),
        facts: facts.into_iter().filter_map(named).collect(),
    }
}
