//! The tables, as SeaORM reads them.

use identity::Names;
use sea_orm::Set;
use store::{StoreError, ZoneId};

use crate::{Baseline, Measure, Rule};

pub mod measure {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure_edition")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// Empty where it has been so ever since.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since: String,
        pub title_zh: String,
        pub title_en: String,
        pub expression: String,
        pub unit: String,
        pub direction: String,
        pub baseline: Option<f64>,
        pub baseline_on: Option<String>,
        pub target: f64,
        pub due_on: Option<String>,
        pub amber: f64,
        pub source: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod day {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub measure_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        pub value: Option<f64>,
        pub light: String,
        pub why_unknown: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn of_row(row: measure::Model) -> Result<Measure, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("measure {:?}", row.id));
    let day = |text: &String| text.parse().map_err(|_| corrupt());
    let baseline = match (row.baseline, &row.baseline_on) {
        (Some(value), Some(on)) => Some(Baseline { value, on: day(on)? }),
        _ => None,
    };
    Ok(Measure {
        id: row.id.parse().map_err(|_| corrupt())?,
        unit: row.unit.parse().map_err(|_| corrupt())?,
        rule: Rule {
            direction: row.direction.parse().map_err(|()| corrupt())?,
            baseline,
            target: row.target,
            due_on: row.due_on.as_ref().map(day).transpose()?,
            amber: row.amber,
        },
        title: Names { zh: row.title_zh, en: row.title_en },
        expression: row.expression,
        source: row.source,
        since: Some(&row.since).filter(|since| !since.is_empty()).map(day).transpose()?,
        version: row.version,
    })
}

/// The day as the table holds it: in the order of time, what has always been so first.
pub fn since(measure: &Measure) -> String {
    measure.since.map(|day| day.to_string()).unwrap_or_default()
}

pub fn row(zone: &ZoneId, measure: &Measure) -> measure::ActiveModel {
    let rule = &measure.rule;
    measure::ActiveModel {
        zone_id: Set(zone.to_string()),
        id: Set(measure.id.to_string()),
        since: Set(since(measure)),
        title_zh: Set(measure.title.zh.clone()),
        title_en: Set(measure.title.en.clone()),
        expression: Set(measure.expression.clone()),
        unit: Set(measure.unit.to_string()),
        direction: Set(rule.direction.to_string()),
        baseline: Set(rule.baseline.map(|baseline| baseline.value)),
        baseline_on: Set(rule.baseline.map(|baseline| baseline.on.to_string())),
        target: Set(rule.target),
        due_on: Set(rule.due_on.map(|day| day.to_string())),
        amber: Set(rule.amber),
        source: Set(measure.source.clone()),
        version: Set(measure.version),
    }
}
