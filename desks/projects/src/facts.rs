//! What the desk offers to measures, as of the end of any day. Keys, with S a stage, C a category, P a park, U a cluster,
//! T a "six news" tag (`-` in a key of the zone is written `_` here: expressions know no hyphen):
//!
//! | key | unit | |
//! | --- | --- | --- |
//! | `projects.count.total`, `projects.investment.total` | count, cny | projects that count: not lost, not ended |
//! | `projects.count.stage.S`, `projects.investment.stage.S` | count, cny | standing at a stage |
//! | `projects.count.category.C`, `projects.investment.category.C` | count, cny | operating, continued, new, signed, prospective |
//! | `projects.count.park.P`, `projects.investment.park.P` | count, cny | in a park |
//! | `projects.count.cluster.U`, `projects.investment.cluster.U` | count, cny | of a cluster |
//! | `projects.count.tag.T`, `projects.investment.tag.T` | count, cny | with a tag |
//! | `projects.count.R`, `projects.investment.R` with R `signed_ever`, `started`, `in_production`, `full_capacity`, `full_benefit` | count, cny | at least so far |
//! | `projects.rate.start`, `projects.rate.production`, `projects.rate.full_benefit` | share | of the signed, the started, the producing |
//! | `projects.count.overdue`, `projects.investment.overdue` | count, cny | a promised day has passed |
//! | `projects.count.lost`, `projects.investment.lost` | count, cny | the investor has gone |
//! | `projects.investment.done_this_year`, `projects.investment.done_last_year`, `projects.investment.done_total` | cny | reported; last year up to the same month |
//! | `projects.investment.growth` | share | this year over last year, less one |
//! | `projects.investment.planned_this_year` | cny | of the projects that count |
//! | `projects.output.this_year`, `projects.output.last_year`, `projects.tax.this_year`, `projects.tax.last_year` | cny | reported |
//! | `projects.output.growth`, `projects.tax.growth` | share | |
//! | `projects.output.promised`, `projects.tax.promised`, `projects.jobs.promised` | cny, cny, count | a year, of those in production |
//! | `projects.output.last_12_months`, `projects.tax.last_12_months` | cny | reported, up to the newest month |
//! | `projects.jobs.actual` | count | in each project's newest report |
//! | `projects.reports.latest` | date | last day of the newest month reported |
//!
//! A report counts from the last day of its month. What
//! nobody has reported or planned is unknown, not zero.

mod catalogue;
mod day;
mod records;

use std::collections::BTreeMap;

use facts::{Fact, FactSource, Reading, Records};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use crate::store as tables;
use catalogue::{Offer, catalogue};

/// The desk's facts.
pub(crate) struct ProjectFacts;

#[async_trait::async_trait]
impl FactSource for ProjectFacts {
    async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Vec<Fact>, StoreError> {
        Ok(offers(database, zone).await?.into_iter().map(|offer| offer.fact).collect())
    }

    async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError> {
        let offers = offers(database, zone).await?;
        if offers.is_empty() {
            return Ok(BTreeMap::new());
        }
        let day = day::Day::read(database, zone, as_of).await?;
        Ok(offers.into_iter().map(|offer| (offer.fact.key, day.reading(&offer.figure))).collect())
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
        match offers(database, scope.zone()).await?.into_iter().find(|offer| offer.fact.key == key) {
            Some(offer) => records::behind(database, scope, as_of, &offer.figure, offset, limit).await,
            None => Ok(Records::default()),
        }
    }
}

/// What is offered in a zone; nothing before its stages were loaded.
async fn offers(database: &DatabaseConnection, zone: &ZoneId) -> Result<Vec<Offer>, StoreError> {
    Ok(tables::find_rules(database, zone).await?.map(|rules| catalogue(&rules)).unwrap_or_default())
}
