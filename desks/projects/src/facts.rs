//! What the desk offers to measures, as of the end of any day. Keys, with S a stage, C a category, P a park, U a cluster,
//! T a "six news" tag (`-` in a key of the zone is written `_` here: expressions know no hyphen):
//!
//! | key | unit | |
//! | --- | --- | --- |
//! | `projects.count.total`, `projects.investment.total` | count, cny | projects that count: not lost, not withdrawn |
//! | `projects.count.stage.S`, `projects.investment.stage.S` | count, cny | standing at a stage |
//! | `projects.count.category.C`, `projects.investment.category.C` | count, cny | operating, continued, new, signed, prospective |
//! | `projects.count.park.P`, `projects.investment.park.P` | count, cny | in a park |
//! | `projects.count.cluster.U`, `projects.investment.cluster.U` | count, cny | of a cluster |
//! | `projects.count.tag.T`, `projects.investment.tag.T` | count, cny | with a tag |
//! | `projects.count.signed_ever`, `projects.count.started`, `projects.count.in_production`, `projects.count.full_capacity`, `projects.count.full_benefit` | count | at least so far |
//! | `projects.rate.start`, `projects.rate.production`, `projects.rate.full_benefit` | share | of the signed, the started, the producing |
//! | `projects.count.overdue`, `projects.count.lost` | count | a promised date has passed; the investor has gone |
//! | `projects.investment.done_this_year`, `projects.investment.done_last_year`, `projects.investment.done_total` | cny | reported; last year up to the same month |
//! | `projects.investment.growth` | share | this year over last year, less one |
//! | `projects.investment.planned_this_year` | cny | of the projects that count |
//! | `projects.output.this_year`, `projects.output.last_year`, `projects.tax.this_year`, `projects.tax.last_year` | cny | reported |
//! | `projects.output.growth`, `projects.tax.growth` | share | |
//! | `projects.output.promised`, `projects.tax.promised`, `projects.jobs.promised` | cny, cny, count | a year, of those in production |
//! | `projects.output.last_12_months`, `projects.tax.last_12_months` | cny | reported |
//! | `projects.jobs.actual` | count | in the newest reports |
//! | `projects.reports.latest` | date | last day of the newest month reported |

mod compute;
mod records;

use std::collections::BTreeMap;

use facts::{Fact, FactSource, Kind, Reading, Records, Title, Unit};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use crate::{
    model::{Category, Key, Line, Rules},
    store as tables,
};

/// The desk's facts.
pub(crate) struct ProjectFacts;

/// Facts whose keys do not depend on the zone: key, text, unit, kind.
const FIXED: [(&str, &str, &str, Kind); 30] = [
    ("projects.count.total", "projects-fact-count-total", "count", Kind::Count),
    ("projects.count.signed_ever", "projects-fact-count-signed-ever", "count", Kind::Count),
    ("projects.count.started", "projects-fact-count-started", "count", Kind::Count),
    ("projects.count.in_production", "projects-fact-count-in-production", "count", Kind::Count),
    ("projects.count.full_capacity", "projects-fact-count-full-capacity", "count", Kind::Count),
    ("projects.count.full_benefit", "projects-fact-count-full-benefit", "count", Kind::Count),
    ("projects.count.overdue", "projects-fact-count-overdue", "count", Kind::Count),
    ("projects.count.lost", "projects-fact-count-lost", "count", Kind::Count),
    ("projects.rate.start", "projects-fact-rate-start", "share", Kind::Share),
    ("projects.rate.production", "projects-fact-rate-production", "share", Kind::Share),
    ("projects.rate.full_benefit", "projects-fact-rate-full-benefit", "share", Kind::Share),
    ("projects.investment.total", "projects-fact-investment-total", "cny", Kind::Amount),
    ("projects.investment.done_this_year", "projects-fact-investment-done-this-year", "cny", Kind::Amount),
    ("projects.investment.done_last_year", "projects-fact-investment-done-last-year", "cny", Kind::Amount),
    ("projects.investment.done_total", "projects-fact-investment-done-total", "cny", Kind::Amount),
    ("projects.investment.planned_this_year", "projects-fact-investment-planned-this-year", "cny", Kind::Amount),
    ("projects.investment.growth", "projects-fact-investment-growth", "share", Kind::Share),
    ("projects.output.this_year", "projects-fact-output-this-year", "cny", Kind::Amount),
    ("projects.output.last_year", "projects-fact-output-last-year", "cny", Kind::Amount),
    ("projects.output.last_12_months", "projects-fact-output-last-12-months", "cny", Kind::Amount),
    ("projects.output.promised", "projects-fact-output-promised", "cny", Kind::Amount),
    ("projects.output.growth", "projects-fact-output-growth", "share", Kind::Share),
    ("projects.tax.this_year", "projects-fact-tax-this-year", "cny", Kind::Amount),
    ("projects.tax.last_year", "projects-fact-tax-last-year", "cny", Kind::Amount),
    ("projects.tax.last_12_months", "projects-fact-tax-last-12-months", "cny", Kind::Amount),
    ("projects.tax.promised", "projects-fact-tax-promised", "cny", Kind::Amount),
    ("projects.tax.growth", "projects-fact-tax-growth", "share", Kind::Share),
    ("projects.jobs.promised", "projects-fact-jobs-promised", "count", Kind::Count),
    ("projects.jobs.actual", "projects-fact-jobs-actual", "count", Kind::Count),
    ("projects.reports.latest", "projects-fact-reports-latest", "date", Kind::Date),
];

/// A group of projects that has a count and an investment of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Stage(String),
    Category(Category),
    Park(String),
    Cluster(String),
    Tag(String),
}

impl Group {
    /// Its part of a key: `stage.in_production`.
    fn key(&self) -> String {
        match self {
            Self::Stage(key) => format!("stage.{}", word(key)),
            Self::Category(category) => format!("category.{}", category.key()),
            Self::Park(key) => format!("park.{}", word(key)),
            Self::Cluster(key) => format!("cluster.{}", word(key)),
            Self::Tag(key) => format!("tag.{}", word(key)),
        }
    }

    fn title_keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::Stage(_) => ("projects-fact-count-stage", "projects-fact-investment-stage"),
            Self::Category(_) => ("projects-fact-count-category", "projects-fact-investment-category"),
            Self::Park(_) => ("projects-fact-count-park", "projects-fact-investment-park"),
            Self::Cluster(_) => ("projects-fact-count-cluster", "projects-fact-investment-cluster"),
            Self::Tag(_) => ("projects-fact-count-tag", "projects-fact-investment-tag"),
        }
    }
}

/// A key of the zone as a word of an expression.
fn word(key: &str) -> String {
    key.replace('-', "_")
}

/// All groups of a zone with their names.
fn groups(rules: &Rules) -> Vec<(Group, (String, String))> {
    let names = |zh: &Line, en: &Line| (zh.to_string(), en.to_string());
    let key = |key: &Key| key.to_string();
    let words = &rules.vocabulary;
    let mut groups: Vec<_> = rules
        .stages
        .iter()
        .map(|stage| (Group::Stage(key(&stage.key)), names(&stage.name_zh, &stage.name_en)))
        .collect();
    groups.extend(Category::ALL.map(|category| (Group::Category(category), category_names(category))));
    groups.extend(words.parks.iter().map(|term| (Group::Park(key(&term.key)), names(&term.name_zh, &term.name_en))));
    groups
        .extend(words.clusters.iter().map(|term| (Group::Cluster(key(&term.key)), names(&term.name_zh, &term.name_en))));
    groups.extend(words.six_news.iter().map(|term| (Group::Tag(key(&term.key)), names(&term.name_zh, &term.name_en))));
    groups
}

/// The names that the files of this desk give the categories, too.
fn category_names(category: Category) -> (String, String) {
    let word = |wording| crate::files::category_name(category, wording).to_owned();
    (word(crate::files::Wording::Chinese), word(crate::files::Wording::English))
}

#[async_trait::async_trait]
impl FactSource for ProjectFacts {
    async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Vec<Fact>, StoreError> {
        if !tables::has_rules(database, &Scope::system(zone.clone())).await? {
            return Ok(Vec::new());
        }
        let rules = tables::rules(database, zone).await?;
        let mut facts = Vec::new();
        for (key, text, unit, kind) in FIXED {
            let title = Title { key: text, of: (String::new(), String::new()) };
            let unit = unit.parse().map_err(|_| StoreError::Corrupt(format!("unit of {key}")))?;
            facts.push(Fact { key: key.to_owned(), title, unit, kind });
        }
        for (group, names) in groups(&rules) {
            let (count, investment) = group.title_keys();
            let part = group.key();
            let title = |key| Title { key, of: names.clone() };
            facts.push(Fact {
                key: format!("projects.count.{part}"),
                title: title(count),
                unit: Unit::count(),
                kind: Kind::Count,
            });
            facts.push(Fact {
                key: format!("projects.investment.{part}"),
                title: title(investment),
                unit: Unit::cny(),
                kind: Kind::Amount,
            });
        }
        Ok(facts)
    }

    async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError> {
        if !tables::has_rules(database, &Scope::system(zone.clone())).await? {
            return Ok(BTreeMap::new());
        }
        compute::readings(database, zone, as_of).await
    }

    async fn records(
        &self,
        database: &DatabaseConnection,
        scope: &Scope,
        as_of: Date,
        key: &str,
        offset: u64,
        limit: u64,
    ) -> Result<Records, StoreError> {
        records::behind(database, scope, as_of, key, offset, limit).await
    }
}
